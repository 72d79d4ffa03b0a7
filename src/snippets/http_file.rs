use super::hurl::{MOST_LETTERS, cut};
use super::{Client, Example, Saved};
use crate::call::request::{Credentials, RequestBody};

pub const CLIENT: Client = Client {
    id: "http",
    name: ".http file",
    syntax: "http",
    program: SAVED,
    test: SAVED,
    write,
};

const SAVED: Saved = Saved {
    file: "status.http",
    run: "npx httpyac send status.http --all",
    install: "",
};

/// A file of requests, as editors send them: Visual Studio, VS Code with REST Client or httpYac, JetBrains.
fn write(example: &Example) -> String {
    let body = match &example.request.body {
        Some(RequestBody::Text(text)) => format!("\n{text}\n"),
        Some(RequestBody::Size(size)) => {
            let letters = usize::try_from(*size).unwrap_or(1).min(MOST_LETTERS);
            format!("\n{}\n", "x".repeat(letters))
        }
        None => String::new(),
    };
    if body.contains("{{") || body.lines().any(|line| line.starts_with(['#', '<', '>'])) {
        return "# In a .http file, this body would be read as variables or commands. curl can send it.".to_owned();
    }
    let mut head = example.left_undone("#") + &cut(example, "#");
    if example.switches.timeout || example.switches.retry {
        head.push_str("# Timeouts and retries are settings of the editor.\n");
    }
    if example.redirects {
        head.push_str("# @no-redirect\n");
    }
    let basic = match example.is_basic() {
        true => format!("Authorization: Basic {} {}\n", Credentials::USER, Credentials::PASSWORD),
        false => String::new(),
    };
    let headers: String = example
        .headers()
        .iter()
        .map(|(name, value)| format!("{name}: {value}\n"))
        .collect();
    let request = format!("{head}{} {}\n{basic}{headers}{body}", example.method, example.url);
    vec![request; example.calls()].join("\n###\n\n")
}

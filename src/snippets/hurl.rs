use super::{Client, Example, Saved, TIMEOUT_SECONDS, TRIES};
use crate::call::request::{Credentials, RequestBody};

pub const CLIENT: Client = Client {
    id: "hurl",
    name: "Hurl",
    syntax: "http",
    program: SAVED,
    test: SAVED,
    write,
};

const SAVED: Saved = Saved {
    file: "status.hurl",
    run: "hurl --test status.hurl",
    install: "cargo install hurl",
};

/// A Hurl file is a test: a request, then what the response must be.
fn write(example: &Example) -> String {
    let statuses: Vec<Option<u16>> = match example.answers.as_slice() {
        // It repeats a request until the response is as expected.
        _ if example.calls() == 1 => vec![example.expected.or(example.switches.retry.then_some(200))],
        answers => answers
            .iter()
            .map(|answer| answer.as_ref().map(|answer| answer.status))
            .collect(),
    };
    let entry = |status: &Option<u16>| format!("{}\n{}", request(example), response(example, *status));
    statuses.iter().map(entry).collect::<Vec<_>>().join("\n")
}

fn request(example: &Example) -> String {
    let headers = example.headers();
    let headers: String = headers
        .iter()
        .map(|(name, value)| format!("{name}: {}\n", escaped(value, "#")))
        .collect();
    let mut options = String::new();
    if example.follows {
        options.push_str("location: true\n");
    }
    if example.switches.timeout {
        options.push_str(&format!("max-time: {TIMEOUT_SECONDS}s\n"));
    }
    // It repeats until the response is as expected: a status that is expected doesn't need it.
    if example.repeats() && example.expected.is_none() {
        options.push_str(&format!("retry: {}\nretry-interval: 1s\n", TRIES - 1));
    }
    let section = |name: &str, lines: &str| {
        if lines.is_empty() {
            String::new()
        } else {
            format!("[{name}]\n{lines}")
        }
    };
    let auth = match example.is_basic() {
        true => format!("{}: {}\n", Credentials::USER, Credentials::PASSWORD),
        false => String::new(),
    };
    let body = match &example.request.body {
        Some(RequestBody::Text(text)) => format!("`{}`\n", escaped(text, "`")),
        // Hurl writes no repetition.
        Some(RequestBody::Size(size)) => format!("`{}`\n", "x".repeat(usize::try_from(*size).unwrap_or(1).min(MOST_LETTERS))),
        None => String::new(),
    };
    let note = example.left_undone("#") + &cut(example, "#");
    let (options, auth) = (section("Options", &options), section("BasicAuth", &auth));
    format!("{note}{} {}\n{headers}{options}{auth}{body}", example.method, example.url)
}

fn response(example: &Example, status: Option<u16>) -> String {
    if example.breaks {
        return "# No whole response comes: Hurl says why, and fails.\n".to_owned();
    }
    let status = status.map_or("*".to_owned(), |status| status.to_string());
    let asserts: Vec<String> = example
        .reads
        .iter()
        .map(|name| format!("header \"{name}\" exists\n"))
        .collect();
    let asserts = match asserts.is_empty() {
        true => String::new(),
        false => format!("[Asserts]\n{}", asserts.concat()),
    };
    format!("HTTP {status}\n{asserts}")
}

/// A file that isn't a program holds a large body as it is, cut to so many letters.
pub(super) const MOST_LETTERS: usize = 2000;

/// Says that the body is cut, as a line of comment.
pub(super) fn cut(example: &Example, mark: &str) -> String {
    match example.request.body {
        Some(RequestBody::Size(size)) if size > MOST_LETTERS as u64 => {
            format!("{mark} The body is cut: {MOST_LETTERS} of {size} letters.\n")
        }
        _ => String::new(),
    }
}

/// Text of a Hurl file: two braces would start a variable.
fn escaped(text: &str, marks: &str) -> String {
    let mut escaped = String::new();
    for c in text.chars() {
        match c {
            '\\' => escaped.push_str("\\\\"),
            '\n' => escaped.push_str("\\n"),
            '\r' => escaped.push_str("\\r"),
            '\t' => escaped.push_str("\\t"),
            '{' if escaped.ends_with('{') => escaped.push_str("\\u{7b}"),
            c if super::is_unseen(c) => escaped.push_str(&super::braced(c)),
            c if marks.contains(c) => escaped.extend(['\\', c]),
            c => escaped.push(c),
        }
    }
    escaped
}

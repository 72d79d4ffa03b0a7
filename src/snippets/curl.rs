use super::{Client, Example, TIMEOUT_SECONDS, TRIES, is_unseen};
use crate::call::request::{Credentials, RequestBody};

pub const CLIENT: Client = Client {
    id: "curl",
    name: "curl",
    syntax: "bash",
    file: "status.sh",
    run: "sh status.sh",
    write,
};

/// `-i` prints the status line and the headers before the body. `--fail-with-body` needs curl 7.76 of 2021; it makes curl end with 22.
fn write(example: &Example) -> String {
    // With both -I and data, curl ends with an error.
    let (note, body) = match (example.method, &example.request.body) {
        ("HEAD", Some(_)) => ("# curl doesn't send a body with HEAD.\n", None),
        (_, body) => ("", body.as_ref()),
    };
    let flags = match (example.method, body) {
        // Data alone make it a POST.
        ("GET", None) | ("POST", Some(_)) => "-i".to_owned(),
        ("HEAD", _) => "-I".to_owned(),
        (method, _) => format!("-i -X {method}"),
    };
    // A shell would take these marks for its own.
    let special = example.url.contains(['?', '&', ';', '*', '[', '\'']);
    let url = if special { quoted(&example.url) } else { example.url.clone() };

    let mut options = Vec::new();
    if example.switches.timeout {
        options.push(format!("--max-time {TIMEOUT_SECONDS}"));
    }
    if example.repeats() {
        options.push(format!("--retry {}", TRIES - 1));
        // With --fail-with-body, a 404 is an error too, and all of them would be repeated.
        let errors = if example.switches.check {
            "--retry-connrefused"
        } else {
            "--retry-all-errors"
        };
        options.push(errors.to_owned());
    }
    if example.switches.check {
        options.push("--fail-with-body".to_owned());
    }
    if example.is_basic() {
        options.push(format!("-u {}:{}", Credentials::USER, Credentials::PASSWORD));
    }
    options.extend(example.headers().iter().map(|(name, value)| match value.as_str() {
        // With a colon, curl would take the header away.
        "" => format!("-H {}", quoted(&format!("{name};"))),
        value => format!("-H {}", quoted(&format!("{name}: {value}"))),
    }));
    let source = match body {
        None => String::new(),
        Some(RequestBody::Text(text)) if !text.chars().any(is_escaped) => {
            options.push(format!("--data-raw {}", quoted(text)));
            String::new()
        }
        Some(RequestBody::Text(text)) => {
            options.push("--data-binary @-".to_owned());
            format!("printf %b {} | ", quoted(&escaped(text)))
        }
        Some(RequestBody::Size(size)) => {
            options.push("--data-binary @-".to_owned());
            format!("head -c {size} /dev/zero | tr '\\0' x | ")
        }
    };
    let options: String = options.iter().map(|option| format!(" \\\n  {option}")).collect();
    let retry = if example.repeats() {
        "# Waits 1 to 8 s, or as Retry-After says.\n".to_owned()
    } else {
        example.not_repeated("#")
    };
    format!("{retry}{note}{source}curl {flags} {url}{options}")
}

/// Between marks that keep the shell from reading anything in it.
fn quoted(text: &str) -> String {
    format!("'{}'", text.replace('\'', "'\\''"))
}

/// What doesn't survive between quotation marks once it has been copied from a page.
fn is_escaped(c: char) -> bool {
    is_unseen(c) && !matches!(c, '\n' | '\t')
}

/// For `%b` of printf, which knows bytes by three octal digits.
fn escaped(text: &str) -> String {
    let mut written = String::new();
    for c in text.chars() {
        match c {
            '\\' => written.push_str("\\\\"),
            '\n' => written.push_str("\\n"),
            '\r' => written.push_str("\\r"),
            '\t' => written.push_str("\\t"),
            c if is_escaped(c) => {
                written.extend(c.encode_utf8(&mut [0; 4]).bytes().map(|byte| format!("\\0{byte:03o}")));
            }
            c => written.push(c),
        }
    }
    written
}

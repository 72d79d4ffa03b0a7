use super::{Client, Example};

pub const CLIENT: Client = Client {
    id: "curl",
    name: "curl",
    syntax: "bash",
    file: "status.sh",
    run: "sh status.sh",
    write,
};

/// `-i` prints the status line and the headers before the body.
fn write(example: &Example) -> String {
    let flags = match example.method {
        "GET" => "-i".to_owned(),
        "HEAD" => "-I".to_owned(),
        method => format!("-i -X {method}"),
    };
    // A shell would take these marks for its own.
    let special = example.url.contains(['?', '&', ';', '*', '[', '\'']);
    let url = if special {
        format!("'{}'", example.url.replace('\'', "'\\''"))
    } else {
        example.url.clone()
    };
    format!("curl {flags} {url}")
}

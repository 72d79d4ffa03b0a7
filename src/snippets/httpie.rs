use super::curl::{address, calls, is_escaped, piped, quoted};
use super::{Client, Example, TIMEOUT_SECONDS};
use crate::call::request::{Credentials, RequestBody};

pub const CLIENT: Client = Client {
    id: "httpie",
    name: "HTTPie",
    syntax: "bash",
    file: "status.sh",
    run: "sh status.sh",
    install: "pip install httpie",
    write,
};

/// HTTPie of PyPI. Without a terminal it takes standard input for the body, unless it is told not to.
fn write(example: &Example) -> String {
    let (lost, headers): (Vec<_>, Vec<_>) = example.headers().into_iter().partition(|(_, value)| loses_backslash(value));
    let mut notes = example.not_repeated("#");
    if example.repeats() {
        notes.push_str("# HTTPie does not repeat a request. curl does, with --retry.\n");
    }
    if example.switches.timeout {
        notes.push_str("# HTTPie limits the time for the connection and each wait for bytes, not the whole exchange.\n");
    }
    let lost: Vec<String> = lost.into_iter().map(|(name, _)| name).collect();
    let lost = lost.join(", ");
    if !lost.is_empty() {
        notes.push_str(&format!(
            "# HTTPie cannot send a backslash before : ; = or @, so {lost} is missing.\n"
        ));
    }
    let example = &example.without(&lost);

    let (source, input) = match &example.request.body {
        Some(RequestBody::Text(text)) if !text.chars().any(is_escaped) => {
            (String::new(), Some(format!("--raw={}", quoted(text))))
        }
        Some(body) => (piped(body), None),
        None => (String::new(), None),
    };
    let prints = if example.follows { "Hhb" } else { "hb" };
    if example.follows {
        notes.push_str("# H prints the requests: path and Host of the last one are the final URL.\n");
    }
    let ignore = if source.is_empty() { " --ignore-stdin" } else { "" };
    let mut parts = vec![format!("http --print={prints}{ignore}")];
    if example.switches.timeout {
        parts.push(format!("--timeout={TIMEOUT_SECONDS}"));
    }
    if example.switches.check {
        parts.push("--check-status".to_owned());
    }
    if example.follows {
        parts.push("--follow".to_owned());
    }
    if example.is_basic() {
        parts.push(format!("--auth={}:{}", Credentials::USER, Credentials::PASSWORD));
    }
    parts.extend(input);
    let has_options = parts.len() > 1;
    let items: Vec<String> = headers.iter().map(|(name, value)| item(name, value)).collect();
    // What follows is no option, even with a hyphen in front.
    let end = if items.iter().any(|item| item.starts_with("'-")) {
        "-- "
    } else {
        ""
    };
    // With a body, HTTPie would take GET for POST.
    let method = match (example.method, &example.request.body) {
        ("GET", None) => String::new(),
        (method, _) => format!("{method} "),
    };
    let target = format!("{end}{method}{}", address(&example.url));
    if has_options {
        parts.push(target);
    } else {
        parts[0].push_str(&format!(" {target}"));
    }
    parts.extend(items);
    if example.calls() > 1 {
        return notes + &several(example, &format!("{source}{}", parts.join(" \\\n    ")));
    }
    let command = format!("{source}{}", parts.join(" \\\n  "));
    let is_redirect = example.redirects || example.expected.is_some_and(|status| (300..400).contains(&status));
    if example.switches.check && is_redirect {
        return format!("{notes}# HTTPie ends with 3 for a redirect, which is no error here.\n{command} ||\n  [ $? -eq 3 ]");
    }
    notes + &command
}

/// Sends the request for each of several responses; HTTPie says itself what failed. It would not read a body that it doesn't print.
fn several(example: &Example, command: &str) -> String {
    let calls = calls(example);
    let status = "awk 'NR == 1 && NF { print \"Status Code:\", $2 }'";
    if !example.switches.check {
        return format!("{calls}; do\n  {command} |\n    {status}\ndone");
    }
    format!(
        "failed=0
{calls}; do
  # 3 stands for a redirect, which is no error here.
  response=$({command}) ||
    [ $? -eq 3 ] || failed=1
  printf '%s\\n' \"$response\" | {status}
done
exit $failed"
    )
}

/// A header as HTTPie reads it from its command line.
fn item(name: &str, value: &str) -> String {
    match value.chars().next() {
        None => quoted(&format!("{name};")),
        // `:=` would be JSON for the body, `:@` the name of a file.
        Some('=' | '@') => quoted(&format!("{name}:\\{value}")),
        Some(_) => quoted(&format!("{name}:{value}")),
    }
}

/// Whether HTTPie would take a backslash in it for its own: one before a mark that separates a name from a value.
fn loses_backslash(value: &str) -> bool {
    let mut rest = value.chars();
    while let Some(c) = rest.next() {
        if c == '\\' && matches!(rest.next(), Some(':' | ';' | '=' | '@')) {
            return true;
        }
    }
    false
}

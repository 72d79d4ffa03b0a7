use super::curl::{address, calls, is_escaped, piped, quoted};
use super::{Client, Example, Header, Next, Saved, TIMEOUT_SECONDS, Wanted, indented};
use crate::call::request::{Credentials, RequestBody};

pub const CLIENT: Client = Client {
    id: "httpie",
    name: "HTTPie",
    syntax: "bash",
    program: Saved {
        file: "status.sh",
        run: "sh status.sh",
        install: "pip install httpie",
    },
    test: Saved {
        file: "status_test.sh",
        run: "bash status_test.sh",
        install: "pip install httpie",
    },
    write,
};

/// HTTPie of PyPI. Without a terminal it takes standard input for the body, unless it is told not to.
fn write(example: &Example) -> String {
    let (lost, headers): (Vec<_>, Vec<_>) = example.headers().into_iter().partition(|(_, value)| loses_backslash(value));
    let mut notes = example.left_undone("#");
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
    let is_test = example.switches.test;
    // H prints the requests.
    let prints = match example.follows {
        true if is_test => "hb --all",
        true => "Hhb",
        false => "hb",
    };
    if example.follows && !is_test {
        notes.push_str("# H prints the requests: path and Host of the last one are the final URL.\n");
    }
    let ignore = if source.is_empty() { " --ignore-stdin" } else { "" };
    let mut parts = vec![format!("http --print={prints}{ignore}")];
    parts.extend(switches(example));
    if example.follows {
        parts.push("--follow".to_owned());
    }
    parts.extend(basic(example));
    parts.extend(input);
    // With a body, HTTPie would take GET for POST.
    let method = match (example.method, &example.request.body) {
        ("GET", None) => String::new(),
        (method, _) => format!("{method} "),
    };
    let target = format!("{method}{}", address(&example.url));
    let items: Vec<String> = headers.iter().map(|(name, value)| item(name, value)).collect();
    let command = |indent: &str| source.clone() + &joined(&parts, &target, &items, indent);
    if is_test {
        return test(example, &notes, &command(""));
    }
    if example.calls() > 1 {
        return notes + &several(example, &command("  "));
    }
    let is_redirect = example.redirects || example.expected.is_some_and(|status| (300..400).contains(&status));
    let (note, end) = if example.switches.check && (is_redirect || example.next == Some(Next::IfNoneMatch)) {
        let note = "# HTTPie ends with 3 for a redirect or a 304, which is no error here.\n";
        (note, " ||\n  [ $? -eq 3 ]")
    } else {
        ("", "")
    };
    notes.push_str(note);
    let program = match example.next {
        None => command("") + end,
        Some(Next::IfNoneMatch) => again(example, &format!("{} \"$@\"{end}", command(""))),
        Some(Next::Location) => {
            let items: Vec<String> = without_body(headers).iter().map(|(name, value)| item(name, value)).collect();
            let mut parts = vec!["http --print=hb --ignore-stdin".to_owned()];
            parts.extend(switches(example));
            parts.extend(basic(example));
            let next = joined(&parts, "\"$location\"", &items, "  ");
            first(example, &command(""), "location") + &located(example, &next)
        }
    };
    notes + &program
}

/// The options that the switches stand for.
fn switches(example: &Example) -> impl Iterator<Item = String> {
    let timeout = example.switches.timeout.then(|| format!("--timeout={TIMEOUT_SECONDS}"));
    let check = example.switches.check.then(|| "--check-status".to_owned());
    timeout.into_iter().chain(check)
}

fn basic(example: &Example) -> Option<String> {
    let login = || format!("--auth={}:{}", Credentials::USER, Credentials::PASSWORD);
    example.is_basic().then(login)
}

/// The command: its options, method and address, and headers, each on its own line if there is more than one option.
fn joined(options: &[String], target: &str, items: &[String], indent: &str) -> String {
    // What follows is no option, even with a hyphen in front.
    let end = if items.iter().any(|item| item.starts_with("'-")) {
        "-- "
    } else {
        ""
    };
    let glue = format!(" \\\n{indent}  ");
    let between = if options.len() > 1 { glue.as_str() } else { " " };
    let rest: String = items.iter().map(|item| format!("{glue}{item}")).collect();
    format!("{}{between}{end}{target}{rest}", options.join(&glue))
}

/// Sends the first of two requests, and keeps a header of its response.
fn first(example: &Example, command: &str, header: &str) -> String {
    // An error status is one after the response has been printed.
    let send = if example.switches.check {
        format!("response=$({command})\ncode=$?\nprintf '%s\\n' \"$response\"\nif [ $code -ne 0 ]; then\n  exit $code\nfi\n")
    } else {
        format!("response=$({command}) || exit\nprintf '%s\\n' \"$response\"\n")
    };
    format!(
        "{send}
{header}=$(printf '%s\\n' \"$response\" | tr -d '\\r' |
  awk '!NF {{ exit }} tolower($1) == \"{header}:\" {{ print $2 }}')
"
    )
}

/// Sends the request a second time, with what the first response was named by. `send` has room for more headers.
fn again(example: &Example, send: &str) -> String {
    format!(
        "send() {{
{}
}}

{}if [ -n \"$etag\" ]; then
  send \"If-None-Match:$etag\"
else
  echo 'No ETag to ask again with.'
fi",
        indented(send, "  "),
        first(example, "send", "etag")
    )
}

/// A script that ends with an error unless what comes is wanted. HTTPie would not read a body that it doesn't print.
fn test(example: &Example, notes: &str, command: &str) -> String {
    if example.wanted() == Wanted::Failure {
        return script(example, &format!("{notes}{}", unfailing(&format!("{command} >/dev/null"))));
    }
    let reads = |name| {
        let lacks = format!("! grep -qi '^{name}:' <<<\"$response\"");
        fails(&lacks, &format!("'Expected the header {name}.'"))
    };
    let reads: String = example.reads.iter().map(reads).collect();
    let (status, redirect) = if example.follows {
        (
            "statuses=$(awk '/^HTTP\\// { print $2 }' <<<\"$response\")\nstatus=${statuses##*$'\\n'}",
            fails("[[ $statuses == \"$status\" ]]", "'Expected a redirect to another address.'"),
        )
    } else {
        ("read -r _ status _ <<<\"$response\"", String::new())
    };
    let checks = expects_status(example);
    script(
        example,
        &format!("{notes}response=$({command})\n{status}\n\n{checks}{redirect}{reads}"),
    )
}

/// A test as a script.
pub(super) fn script(example: &Example, lines: &str) -> String {
    let name = example.test_name();
    format!("#!/usr/bin/env bash\nset -euo pipefail\n\n{lines}echo 'Passed: {name}'")
}

/// Ends a test unless `$status` is wanted.
pub(super) fn expects_status(example: &Example) -> String {
    let (note, wrong, wanted) = match example.wanted() {
        Wanted::Status(status) => ("", format!("[[ $status != {status} ]]"), status.to_string()),
        Wanted::OneOf(list) => {
            let list: Vec<String> = list.iter().map(u16::to_string).collect();
            (
                "# Each run gets the next response of the sequence, or a random one.\n",
                format!("[[ ! $status =~ ^({})$ ]]", list.join("|")),
                list.join(" or "),
            )
        }
        Wanted::Any | Wanted::Failure => ("", "((status < 200))".to_owned(), "a final status".to_owned()),
    };
    note.to_owned() + &fails(&wrong, &format!("\"Expected {wanted}, got $status.\""))
}

/// Ends a test if the command succeeds.
pub(super) fn unfailing(command: &str) -> String {
    fails(command, "'Expected a failure, but a whole response came.'")
}

/// Ends a test after a message if that is so.
pub(super) fn fails(wrong: &str, message: &str) -> String {
    format!("if {wrong}; then\n  echo {message} >&2\n  exit 1\nfi\n")
}

/// The headers of a request that has no body any more.
pub(super) fn without_body(mut headers: Vec<Header>) -> Vec<Header> {
    headers.retain(|(name, _)| !name.to_lowercase().starts_with("content-"));
    headers
}

/// Goes on to `$location`, which can be relative, with that command.
pub(super) fn located(example: &Example, command: &str) -> String {
    let path = example.url.split('?').next().unwrap_or_default();
    let host = path.find("://").map_or(0, |at| at + 3);
    let root = path[host..].find('/').map_or(path.len(), |at| host + at);
    let folder = path.rfind('/').map_or(path.len(), |at| at + 1);
    let (scheme, origin, folder) = (&path[..host - 2], &path[..root], address(&path[..folder]));
    format!(
        "case $location in
'' | http://* | https://*) ;;
//*) location={scheme}$location ;;
/*) location={origin}$location ;;
*) location={folder}$location ;;
esac
if [ -n \"$location\" ]; then
  {command}
else
  echo 'No Location to follow.'
fi"
    )
}

/// Sends the request for each of several responses; HTTPie says itself what failed. It would not read a body that it doesn't print.
fn several(example: &Example, command: &str) -> String {
    let calls = calls(example);
    let (note, end) = if example.switches.check {
        (
            "  # 3 stands for a redirect, which is no error here.\n",
            " ||\n    [ $? -eq 3 ] || failed=1",
        )
    } else {
        ("", " || failed=1")
    };
    format!(
        "failed=0
{calls}; do
{note}  response=$({command}){end}
  printf '%s\\n' \"$response\" | awk 'NR == 1 && NF {{ print \"Status Code:\", $2 }}'
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

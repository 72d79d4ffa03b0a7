use super::curl::{address, calls, is_escaped, piped, quoted};
use super::{Client, Example, Header, Next, Saved, TIMEOUT_SECONDS, Wanted};
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
    let mut notes = example.left_undone("#") + &example.strays("#", &["authorization", "cookie", "proxy-authorization"]);
    if example.repeats() {
        notes.push_str("# HTTPie does not repeat a request. curl does, with --retry.\n");
    }
    if example.switches.timeout {
        notes.push_str("# HTTPie limits the time for the connection and each wait for bytes, not the whole exchange.\n");
    }
    let lost: Vec<String> = lost.into_iter().map(|(name, _)| name).collect();
    let lost = lost.join(", ");
    if !lost.is_empty() {
        notes.push_str(&format!("# HTTPie cannot send every backslash, so {lost} is missing.\n"));
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
    let is_streamed = example.streamed().is_some();
    let mut parts = vec![format!("http --print={prints}{ignore}")];
    parts.extend(is_streamed.then(|| "--chunked".to_owned()));
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
    let command = |indent: &str| source.clone() + &http(&parts, &target, &items, indent);
    if is_test {
        return test(example, &commented(&notes), &command(""));
    }
    let is_redirect = example.redirects || example.expected.is_some_and(|status| (300..400).contains(&status));
    let is_several = example.calls() > 1;
    let can_redirect = is_redirect || is_several || example.next == Some(Next::IfNoneMatch);
    let end = if example.switches.check && can_redirect {
        notes.push_str("# HTTPie ends with 3 for a redirect or a 304, which is no error here.\n");
        " || [ $? -eq 3 ]"
    } else {
        ""
    };
    let notes = commented(&notes);
    if is_several {
        return notes + &several(example, &command("  "), end);
    }
    let program = match example.next {
        None => return notes + &command("") + end,
        Some(Next::IfNoneMatch) => again(example, &format!("{} \"$@\"{end}", command(""))),
        Some(Next::Location) => {
            let items: Vec<String> = without_body(headers).iter().map(|(name, value)| item(name, value)).collect();
            let mut parts = vec!["http --print=hb --ignore-stdin".to_owned()];
            parts.extend(switches(example));
            parts.extend(basic(example));
            let next = http(&parts, "\"$location\"", &items, "  ");
            first(example, &command(""), "location") + &located(example, &next)
        }
    };
    notes + &subshell(&[], &program)
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

/// The command: its options, method and address, and headers.
fn http(options: &[String], target: &str, items: &[String], indent: &str) -> String {
    // What follows is no option, even with a hyphen in front.
    let end = if items.iter().any(|item| item.starts_with("'-")) {
        "-- "
    } else {
        ""
    };
    let target = format!("{end}{target}");
    // Headers alone leave the address on the first line.
    match options {
        [head] => joined(&format!("{head} {target}"), items, indent),
        [head, rest @ ..] => joined(head, &[rest, &[target], items].concat(), indent),
        [] => target,
    }
}

/// Sends the first of two requests, and keeps a header of its response.
fn first(example: &Example, command: &str, header: &str) -> String {
    // An error status is one after the response has been printed.
    let send = if example.switches.check {
        format!("response=$({command})\ncode=$?\nprintf '%s\\n' \"$response\"\n[ $code -eq 0 ] || exit $code\n")
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
        nested(send),
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
    let path = address(path);
    format!(
        "case $location in
'' | http://* | https://*) ;;
//*) location={scheme}$location ;;
/*) location={origin}$location ;;
\\?*) location={path}$location ;;
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
fn several(example: &Example, command: &str, end: &str) -> String {
    format!(
        "failed=0
{}; do
  response=$({command}){end} || failed=1
  printf '%s\\n' \"$response\" | awk 'NR == 1 && NF {{ print \"Status Code:\", $2 }}'
done
[ $failed -eq 0 ]",
        calls(example)
    )
}

/// A command, with each option on its own line if one line is too short for all.
pub(super) fn joined(head: &str, options: &[String], indent: &str) -> String {
    let line = [&[head.to_owned()], options].concat().join(" ");
    if line.len() + indent.len() <= 80 && !line.contains('\n') {
        return line;
    }
    let options: String = options.iter().map(|option| format!(" \\\n{indent}  {option}")).collect();
    head.to_owned() + &options
}

/// Lines that can be pasted: what ends them leaves the reader's own shell as it is. Files by the names of their variables, which can
/// be empty, are gone at the end.
pub(super) fn subshell(files: &[&str], lines: &str) -> String {
    let files: Vec<&str> = files.iter().copied().filter(|file| !file.is_empty()).collect();
    let made: String = files.iter().map(|file| format!("{file}=$(mktemp)\n")).collect();
    let names: String = files.iter().map(|file| format!(" \"${file}\"")).collect();
    let trap = if files.is_empty() {
        String::new()
    } else {
        format!("trap 'rm -f{names}' EXIT\n")
    };
    format!("(\n{}\n)", nested(&format!("{made}{trap}{lines}")))
}

/// Moves all lines to the right but those that start within single quotes.
pub(super) fn nested(lines: &str) -> String {
    let (mut is_quoted, mut is_escaped) = (false, false);
    let mut moved = String::new();
    for line in lines.split_inclusive('\n') {
        if !is_quoted && line != "\n" {
            moved.push_str("  ");
        }
        for c in line.chars() {
            is_quoted ^= c == '\'' && !is_escaped;
            is_escaped = c == '\\' && !is_quoted && !is_escaped;
        }
        moved.push_str(line);
    }
    moved
}

/// Comments as an interactive zsh can take them, for which they are commands: no mark in them must mean anything.
pub(super) fn commented(notes: &str) -> String {
    let is_plain = |c: char| c.is_alphanumeric() || " \n#.,:-_".contains(c);
    let notes = notes.replace("isn't", "is not");
    notes.chars().map(|c| if is_plain(c) { c } else { '_' }).collect()
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

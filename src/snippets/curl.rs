use super::httpie::{commented, expects_status, fails, joined, located, nested, script, subshell, unfailing, without_body};
use super::{Client, Example, Header, LONGEST_PAUSE, Next, Saved, TIMEOUT_SECONDS, TRIES, Wanted, is_unseen};
use crate::call::request::{Credentials, RequestBody};

pub const CLIENT: Client = Client {
    id: "curl",
    name: "curl",
    syntax: "bash",
    program: Saved {
        file: "status.sh",
        run: "sh status.sh",
        install: "",
    },
    test: Saved {
        file: "status_test.sh",
        run: "bash status_test.sh",
        install: "",
    },
    write,
};

/// `-i` prints the status line and the headers before the body. `--fail-with-body` needs curl 7.76 of 2021; it makes curl end with 22.
fn write(example: &Example) -> String {
    let mut notes = example.left_undone("#") + &example.strays("#", &["authorization", "cookie"]);
    // With both -I and data, curl ends with an error.
    let body = match (example.method, &example.request.body) {
        ("HEAD", Some(_)) => {
            notes.push_str("# curl does not send a body with HEAD.\n");
            None
        }
        (_, body) => body.as_ref(),
    };
    let streams = body.is_some() && example.streamed().is_some();
    let method = match (example.method, body) {
        (method, _) if streams => format!(" -X {method}"),
        // Data alone make it a POST.
        ("GET", None) | ("POST", Some(_)) | ("HEAD", _) => String::new(),
        (method, _) => format!(" -X {method}"),
    };
    if example.follows && !method.is_empty() && example.method != "GET" {
        notes.push_str(&format!(
            "# With -X, curl sends {} to the new address too, even after a 303.\n",
            example.method
        ));
    }
    if example.repeats() {
        notes.push_str("# curl adds no jitter to its pauses, and gives up at 421, 425 and a Retry-After over an hour.\n");
    }
    let notes = commented(&notes);
    let (source, data) = match body {
        Some(body) if streams => (piped(body), Some("-T -".to_owned())),
        body => data(body),
    };
    let options: Vec<String> = switches(example)
        .into_iter()
        .chain(credentials(example, example.headers()))
        .chain(data)
        .collect();
    let command = |flags: &str, url: &str, indent: &str| {
        let head = format!("{source}curl {flags}{method} {url}");
        joined(&head, &options, indent)
    };

    let url = address(&example.url);
    let (show, silent, head) = match example.method {
        "HEAD" => ("-I", "-sSI", " -I"),
        _ => ("-i", "-sSi", ""),
    };
    if example.switches.test {
        // To repeat, curl has to empty what it wrote, which it can't do with /dev/null.
        let (is_kept, file) = if example.repeats() || !example.reads.is_empty() {
            (true, format!("{silent} -o \"$response\""))
        } else {
            (false, format!("-sS{head} -o /dev/null"))
        };
        return test(example, &notes, is_kept, &|flags, url| {
            command(&format!("{file}{flags}"), url, "")
        });
    }
    if example.calls() > 1 {
        let flags = format!("-sS{head} -o /dev/null -w 'Status Code: %{{http_code}}\\n'");
        return notes + &several(example, &command(&flags, &url, "  "));
    }
    // Of a program with a purpose, only errors go to standard error, not a progress meter.
    let is_silent = example.breaks || !example.switches.is_empty();
    let show = if is_silent { silent } else { show };
    let is_repeated = example.repeats();
    let send = |flags: &str, url: &str| {
        if is_repeated {
            let send = |writes: &str| command(&format!("{silent}{flags} -o \"$response\"{writes}"), url, "");
            repeated(example, &send)
        } else {
            command(&format!("{show}{flags}"), url, "")
        }
    };
    // What is repeated leaves by itself.
    let leave = if is_repeated { "" } else { " || exit" };
    let (file, program) = match example.next {
        None if !is_repeated => return notes + &send("", &url),
        None => ("", send("", &url)),
        Some(Next::IfNoneMatch) => ("etag", again(&send("", &format!("{url} \"$@\"")), leave)),
        Some(Next::Location) => {
            let program = format!(
                "{}{leave}

location=$(awk 'tolower($1) == \"location:\" {{ print $2 }}' \"$headers\" | tr -d '\\r')
{}",
                send(" -D \"$headers\"", &url),
                located(example, &next_command(example))
            );
            ("headers", program)
        }
    };
    let files = [file, if is_repeated { "response" } else { "" }];
    notes + &subshell(&files, &program)
}

/// The options that the switches stand for.
fn switches(example: &Example) -> Vec<String> {
    let mut options = Vec::new();
    if example.switches.timeout {
        options.push(format!("--max-time {TIMEOUT_SECONDS}"));
    }
    if example.repeats() {
        options.push(format!("--retry {}", TRIES - 1));
        options.push("--retry-all-errors".to_owned());
        options.push(format!("--retry-max-time {LONGEST_PAUSE}"));
    } else if example.switches.check {
        options.push("--fail-with-body".to_owned());
    }
    if example.follows {
        options.push("-L".to_owned());
        if !example.repeats() && !example.switches.test && example.calls() == 1 {
            options.push("-w '\\nFinal URL: %{url_effective}\\n'".to_owned());
        }
    }
    options
}

fn credentials(example: &Example, headers: Vec<Header>) -> Vec<String> {
    let basic = example
        .is_basic()
        .then(|| format!("-u {}:{}", Credentials::USER, Credentials::PASSWORD));
    let headers = headers.into_iter().map(|(name, value)| match value.as_str() {
        // With a colon, curl would take the header away.
        "" => format!("-H {}", quoted(&format!("{name};"))),
        value => format!("-H {}", quoted(&format!("{name}: {value}"))),
    });
    basic.into_iter().chain(headers).collect()
}

/// What is piped into curl, and the option that takes the body from there or holds it itself.
fn data(body: Option<&RequestBody>) -> (String, Option<String>) {
    match body {
        None => (String::new(), None),
        Some(RequestBody::Text(text)) if !text.chars().any(is_escaped) => {
            (String::new(), Some(format!("--data-raw {}", quoted(text))))
        }
        Some(body) => (piped(body), Some("--data-binary @-".to_owned())),
    }
}

/// The command whose output is the body.
pub(super) fn piped(body: &RequestBody) -> String {
    match body {
        RequestBody::Text(text) => format!("printf %b {} | ", quoted(&escaped(text))),
        RequestBody::Size(size) => format!("head -c {size} /dev/zero | tr '\\0' x | "),
    }
}

/// Sends the request until its response is good. On standard output, the responses of all tries would stand one after the other.
fn repeated(example: &Example, command: &dyn Fn(&str) -> String) -> String {
    if !example.switches.check {
        let writes = if example.follows {
            " -w 'Final URL: %{url_effective}\\n'"
        } else {
            ""
        };
        return format!("{} || exit\ncat \"$response\"", command(writes));
    }
    // In zsh, `status` can't be set.
    let (variable, writes, parts) = if example.follows {
        (
            "result",
            " -w '%{http_code} %{url_effective}'",
            "echo \"Final URL: ${result#* }\"\ncode=${result%% *}\n",
        )
    } else {
        ("code", " -w '%{http_code}'", "")
    };
    format!(
        "{variable}=$({}) || exit
cat \"$response\"
{parts}# With --fail-with-body, curl would repeat after a 404 too.
if [ \"$code\" -ge 400 ]; then
  echo \"HTTP $code\" >&2
  exit 22
fi",
        command(writes)
    )
}

/// Sends the request for each of several responses; curl says itself what failed.
fn several(example: &Example, command: &str) -> String {
    format!(
        "failed=0
{}; do
  {command} || failed=1
done
[ $failed -eq 0 ]",
        calls(example)
    )
}

/// Sends the request a second time, with what the first response was named by. `send` is the command with room for more options.
fn again(send: &str, leave: &str) -> String {
    format!(
        "send() {{
{}
}}

send --etag-save \"$etag\"{leave}
if [ -s \"$etag\" ]; then
  send --etag-compare \"$etag\"
else
  echo 'No ETag to ask again with.'
fi",
        nested(send)
    )
}

/// The command that asks for what `$location` names.
fn next_command(example: &Example) -> String {
    let timeout = example.switches.timeout.then(|| format!("--max-time {TIMEOUT_SECONDS}"));
    let check = example.switches.check.then(|| "--fail-with-body".to_owned());
    let parts = credentials(example, without_body(example.headers()));
    let options: Vec<String> = timeout.into_iter().chain(check).chain(parts).collect();
    joined("curl -sSi \"$location\"", &options, "  ")
}

/// A script that ends with an error unless what comes is wanted.
fn test(example: &Example, notes: &str, is_kept: bool, command: &dyn Fn(&str, &str) -> String) -> String {
    let file = if is_kept {
        "response=$(mktemp)\ntrap 'rm -f \"$response\"' EXIT\n\n"
    } else {
        ""
    };
    let url = address(&example.url);
    let send = if example.wanted() == Wanted::Failure {
        unfailing(&command("", &url))
    } else if example.follows {
        let send = command(" -w '%{http_code} %{url_effective}'", "\"$url\"");
        let goes_on = fails("[[ ${result#* } == \"$url\" ]]", "'Expected a redirect to another address.'");
        let checks = expects_status(example) + &goes_on;
        format!("url={url}\nresult=$({send})\nstatus=${{result%% *}}\n\n{checks}")
    } else {
        let send = command(" -w '%{http_code}'", &url);
        let read = |name| {
            fails(
                &format!("! grep -qi '^{name}:' \"$response\""),
                &format!("'Expected the header {name}.'"),
            )
        };
        let checks = example
            .reads
            .iter()
            .map(read)
            .fold(expects_status(example), |all, check| all + &check);
        format!("status=$({send})\n\n{checks}")
    };
    script(example, &format!("{file}{notes}{send}"))
}

/// The head of a loop, `for _ in 1 2 3`.
pub(super) fn calls(example: &Example) -> String {
    let numbers: String = (1..=example.calls()).map(|number| format!(" {number}")).collect();
    format!("for _ in{numbers}")
}

/// Between marks only if the shell would take something in it for its own.
pub(super) fn address(url: &str) -> String {
    let special = url.contains(['?', '&', ';', '*', '[', '\'', '(', ')', '$', '!']);
    if special { quoted(url) } else { url.to_owned() }
}

/// Between marks that keep the shell from reading anything in it.
pub(super) fn quoted(text: &str) -> String {
    format!("'{}'", text.replace('\'', "'\\''"))
}

/// What doesn't survive between quotation marks once it has been copied from a page.
pub(super) fn is_escaped(c: char) -> bool {
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

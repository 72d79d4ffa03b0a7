use super::{Client, Example, LONGEST_PAUSE, TIMEOUT_SECONDS, TRIES, is_unseen};
use crate::call::request::{Credentials, RequestBody};

pub const CLIENT: Client = Client {
    id: "curl",
    name: "curl",
    syntax: "bash",
    file: "status.sh",
    run: "sh status.sh",
    install: "",
    write,
};

/// `-i` prints the status line and the headers before the body. `--fail-with-body` needs curl 7.76 of 2021; it makes curl end with 22.
fn write(example: &Example) -> String {
    let mut notes = example.not_repeated("#");
    // With both -I and data, curl ends with an error.
    let body = match (example.method, &example.request.body) {
        ("HEAD", Some(_)) => {
            notes.push_str("# curl does not send a body with HEAD.\n");
            None
        }
        (_, body) => body.as_ref(),
    };
    let method = match (example.method, body) {
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
    let url = address(&example.url);
    let (source, data) = data(body);
    let options: Vec<String> = switches(example)
        .into_iter()
        .chain(credentials(example))
        .chain(data)
        .collect();
    let command = |flags: &str, indent: &str| {
        let options: String = options.iter().map(|option| format!(" \\\n{indent}  {option}")).collect();
        format!("{source}curl {flags}{method} {url}{options}")
    };

    let (show, silent) = if example.method == "HEAD" {
        ("-I", "-sSI")
    } else {
        ("-i", "-sSi")
    };
    if example.calls() > 1 {
        let head = if example.method == "HEAD" { " -I" } else { "" };
        return notes
            + &several(
                example,
                &command(&format!("-sS{head} -o /dev/null -w '%{{http_code}}'"), "  "),
            );
    }
    if example.repeats() {
        return notes + &repeated(example, &|writes| command(&format!("{silent} -o response.txt{writes}"), ""));
    }
    // Of a program with a purpose, only errors go to standard error, not a progress meter.
    let is_silent = example.breaks || !example.switches.is_empty();
    notes + &command(if is_silent { silent } else { show }, "")
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
    } else if example.switches.check && example.calls() == 1 {
        options.push("--fail-with-body".to_owned());
    }
    if example.follows {
        options.push("-L".to_owned());
        if !example.repeats() && example.calls() == 1 {
            options.push("-w '\\nFinal URL: %{url_effective}\\n'".to_owned());
        }
    }
    options
}

fn credentials(example: &Example) -> Vec<String> {
    let basic = example
        .is_basic()
        .then(|| format!("-u {}:{}", Credentials::USER, Credentials::PASSWORD));
    let headers = example.headers().into_iter().map(|(name, value)| match value.as_str() {
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
    let mut notes = "# Repeats after a failed transfer and after 408, 429, 500, 502, 503 and 504, but not after 425.
# Waits 1, 2, 4 and 8 s, or as Retry-After says, without jitter. Each try overwrites response.txt.
# After a Retry-After that has passed, or of more than an hour, it gives up.
"
    .to_owned();
    if !example.switches.check {
        let writes = if example.follows {
            " -w 'Final URL: %{url_effective}\\n'"
        } else {
            ""
        };
        return format!("{notes}{} &&\n  cat response.txt", command(writes));
    }
    notes.push_str("# With --fail-with-body, curl would repeat after every error status, such as 404.\n");
    let (variable, writes, parts) = if example.follows {
        (
            "result",
            " -w '%{http_code} %{url_effective}'",
            "echo \"Final URL: ${result#* }\"\nstatus=${result%% *}\n",
        )
    } else {
        ("status", " -w '%{http_code}'", "")
    };
    format!(
        "{notes}{variable}=$({}) || exit
cat response.txt
{parts}if [ \"$status\" -ge 400 ]; then
  echo \"HTTP $status\" >&2
  exit 22
fi",
        command(writes)
    )
}

/// Sends the request for each of several responses; curl says itself what failed.
fn several(example: &Example, command: &str) -> String {
    let calls = calls(example);
    if !example.switches.check {
        return format!("{calls}; do\n  status=$({command}) || continue\n  echo \"Status Code: $status\"\ndone");
    }
    format!(
        "failed=0
{calls}; do
  status=$({command}) || {{
    failed=22
    continue
  }}
  echo \"Status Code: $status\"
  if [ \"$status\" -ge 400 ]; then
    echo \"HTTP $status\" >&2
    failed=22
  fi
done
exit $failed"
    )
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

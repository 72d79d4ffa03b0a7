use super::{BodyKind, Client, Example, LONGEST_PAUSE, PAUSES, QUOTES, RETRIED, TIMEOUT_SECONDS, TRIES, indented};
use crate::call::request::{Credentials, RequestBody};

pub const CLIENT: Client = Client {
    id: "requests",
    name: "requests",
    syntax: "python",
    file: "status.py",
    run: "python3 status.py",
    install: "pip install requests",
    write,
};

/// The requests package, which most programs in Python use.
fn write(example: &Example) -> String {
    let (repeats, calls) = (example.repeats(), example.calls());
    let is_handled = example.breaks || calls > 1 || !example.switches.is_empty();

    let mut imports = String::new();
    if repeats {
        imports.push_str("import random\nimport sys\nimport time\nfrom email.utils import parsedate_to_datetime\n\n");
    } else if is_handled {
        imports.push_str("import sys\n\n");
    }
    imports.push_str("import requests\n");

    let mut note = String::new();
    if repeats || example.breaks {
        note.push_str("# Needs urllib3 2: before, a body that breaks off was no error.\n");
    }
    if example.switches.timeout {
        note.push_str("# requests limits each wait for bytes, not the whole exchange.\n");
    }
    let (functions, send) = if repeats {
        let send = format!("{note}{}", request(example, "return "));
        (repeating(&indented(&send, "    ")), "response = send_until_done()".to_owned())
    } else {
        let note = example.not_repeated("#") + &note;
        (String::new(), format!("{note}{}", request(example, "response = ")))
    };

    // The package's own check ends at 599.
    let check = match example.expected {
        _ if !example.switches.check => "",
        Some(600..) => "if response.status_code >= 400:\n    sys.exit(f'Request failed: {response.status_code}')\n",
        _ => "response.raise_for_status()\n",
    };
    let status = format!("print(f'Status Code: {{response.status_code}}'){}\n", example.comment("#"));
    let main = if calls > 1 {
        let steps = indented(&format!("{send}\n{status}{check}"), "        ");
        format!(
            "failures = 0
for _ in range({calls}):
    try:
{steps}
    except requests.RequestException as error:
        print(f'Request failed: {{error}}', file=sys.stderr)
        failures += 1

if failures:
    sys.exit(f'{{failures}} of {calls} requests failed')"
        )
    } else {
        let (read, show) = (status + &told(example), shown(example));
        // The check throws an error of the same kind.
        let (inside, outside) = match (is_handled, check.is_empty()) {
            (false, _) => (String::new(), format!("{send}\n\n{read}{show}")),
            (true, true) => (send, format!("\n\n{read}{show}")),
            (true, false) => (format!("{send}\n{read}{check}"), format!("\n\n{show}")),
        };
        if is_handled {
            let inside = indented(&inside, "    ");
            let caught = "except requests.RequestException as error:\n    sys.exit(f'Request failed: {error}')";
            format!("try:\n{inside}\n{caught}{outside}")
        } else {
            outside
        }
    };
    format!("{imports}\n{functions}{main}")
}

/// The call of the package's function, behind what takes its result.
fn request(example: &Example, taker: &str) -> String {
    let mut arguments = vec![literal(&example.url)];
    // requests has a function for each of the other methods.
    let function = if example.method == "TRACE" {
        arguments.insert(0, "'TRACE'".to_owned());
        "request".to_owned()
    } else {
        example.method.to_lowercase()
    };
    // It follows redirects by itself, except with HEAD.
    if example.redirects && example.method != "HEAD" {
        arguments.push("allow_redirects=False".to_owned());
    } else if example.follows && example.method == "HEAD" {
        arguments.push("allow_redirects=True".to_owned());
    }
    arguments.extend(head_arguments(example));
    match &example.request.body {
        // Older versions of requests send a str as Latin-1, or not at all.
        Some(RequestBody::Text(text)) if !text.is_ascii() => arguments.push(format!("data={}.encode()", literal(text))),
        Some(RequestBody::Text(text)) => arguments.push(format!("data={}", literal(text))),
        Some(RequestBody::Size(size)) => arguments.push(format!("data='x' * {size}")),
        None => {}
    }
    if example.switches.timeout {
        arguments.push(format!("timeout={TIMEOUT_SECONDS}"));
    }
    called(&format!("{taker}requests.{function}"), &arguments, example)
}

/// The functions of a program that repeats its request. Retry of urllib3 could do part of it: it stops at a malformed `Retry-After`,
/// and doesn't see the body break off.
fn repeating(send: &str) -> String {
    let (again, seconds) = (TRIES - 1, seconds());
    format!(
        "RETRIED = {{{RETRIED}}}


def send():
{send}


def retry_after(response):
    \"\"\"The seconds that Retry-After asks for, as a number or a date.\"\"\"
    value = response.headers.get('Retry-After', '').strip()
{seconds}


def send_until_done():
    for attempt in range({again}):
        # {PAUSES}
        pause = random.uniform(0, 2**attempt)
        try:
            response = send()
            if response.status_code not in RETRIED:
                return response
            pause += retry_after(response)
        except requests.RequestException:
            pass  # The next try may go better.
        time.sleep(pause)
    return send()


"
    )
}

/// Headers and credentials, as requests and HTTPX take them.
pub(super) fn head_arguments(example: &Example) -> Vec<String> {
    let mut arguments = Vec::new();
    let headers: String = example
        .header_map()
        .iter()
        .map(|(name, value)| format!("        {}: {},\n", literal(name), literal(value)))
        .collect();
    if !headers.is_empty() {
        arguments.push(format!("headers={{\n{headers}    }}"));
    }
    if example.is_basic() {
        arguments.push(format!("auth=('{}', '{}')", Credentials::USER, Credentials::PASSWORD));
    }
    arguments
}

/// The end of a function that reads the `value` of `Retry-After`.
pub(super) fn seconds() -> String {
    format!(
        "    try:
        if value.isdecimal():
            seconds = int(value)
        else:
            seconds = parsedate_to_datetime(value).timestamp() - time.time()
    except (ValueError, OverflowError):
        return 0
    return min(max(seconds, 0), {LONGEST_PAUSE})"
    )
}

/// A string as ruff leaves it that prefers single quotes: between those that need fewer backslashes.
pub(super) fn literal(text: &str) -> String {
    let count = |quote: char| text.matches(quote).count();
    let quote = if count('\'') > count('"') { '"' } else { '\'' };
    let mut strings = QUOTES;
    (strings.plain, strings.escaping) = (quote, quote);
    strings.write(text)
}

/// A call on one line, if it is short and fits into the 88 columns of ruff, however far the program moves it to the right.
pub(super) fn called(function: &str, arguments: &[String], example: &Example) -> String {
    let line = format!("{function}({})", arguments.join(", "));
    if example.request.is_empty() && line.len() <= 80 {
        return line;
    }
    let lines: String = arguments.iter().map(|argument| format!("    {argument},\n")).collect();
    format!("{function}(\n{lines})")
}

/// What a program says about a response after its status.
pub(super) fn told(example: &Example) -> String {
    let mut lines = String::new();
    if example.follows {
        lines.push_str("print(f'Final URL: {response.url}')\n");
    }
    for name in &example.reads {
        let read = format!("if '{name}' in response.headers:\n    print('{name}:', response.headers['{name}'])\n");
        lines.push_str(&read);
    }
    lines
}

/// The line that shows the body.
pub(super) fn shown(example: &Example) -> &'static str {
    match example.body {
        BodyKind::Json => "print(f'Response: {response.json()}')",
        BodyKind::Text => "print(f'Response: {response.text}')",
        BodyKind::None => "print(f'Response has no content: {not response.content}')",
    }
}

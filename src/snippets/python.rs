use super::httpx::{body_argument, test};
use super::{
    BodyKind, Client, Example, LONGEST_PAUSE, Next, PAUSES, PIECE, QUOTES, RETRIED, Saved, TIMEOUT_SECONDS, TRIES, Wanted,
    indented,
};
use crate::call::request::{Credentials, Request};

pub const CLIENT: Client = Client {
    id: "requests",
    name: "requests",
    syntax: "python",
    program: Saved {
        file: "status.py",
        run: "python3 status.py",
        install: "pip install requests",
    },
    test: Saved {
        file: "test_status.py",
        run: "pytest test_status.py",
        install: "pip install pytest requests",
    },
    write,
};

/// The columns of a line, as ruff counts without settings.
pub(super) const WIDTH: usize = 88;
/// What it sends to the first host only. It takes a Cookie and a Proxy-Authorization from every request that it goes on to.
const KEPT: [&str; 3] = ["authorization", "cookie", "proxy-authorization"];
const ERROR: &str = "requests.RequestException";

/// The requests package, which most programs in Python use.
fn write(example: &Example) -> String {
    let (repeats, calls, is_test) = (example.repeats(), example.calls(), example.switches.test);
    let is_handled = !is_test && (example.breaks || calls > 1 || !example.switches.is_empty());
    let parameter = if asks_again(example) { "headers" } else { "" };

    let imports = [
        ("import random\n", repeats),
        ("import sys\n", is_handled),
        ("import time\nfrom email.utils import parsedate_to_datetime\n", repeats),
        ("from urllib.parse import urljoin\n", example.next == Some(Next::Location)),
        ("\n", is_handled || repeats),
        ("import pytest\n", is_test && example.wanted() == Wanted::Failure),
        ("import requests\n", true),
    ];

    let mut note = example.left_undone("#") + &strays(example, &KEPT);
    if repeats || example.breaks {
        note.push_str("# Needs urllib3 2: before, a body that breaks off was no error.\n");
    }
    if example.switches.timeout {
        note.push_str("# requests limits each wait for bytes, not the whole exchange.\n");
    }
    note.push_str(whole(example));
    if example.hints {
        note.push_str("# requests takes a 103 for the response, and doesn't read the one behind it.\n");
    }
    let call = |taker: &str, indent| format!("{note}{}", request(example, &literal(&example.url), taker, indent));
    let send = |taker: &str, indent| match (repeats, asks_again(example)) {
        (true, true) => format!("{taker}send_until_done({{}})"),
        (true, false) => format!("{taker}send_until_done()"),
        (false, true) => format!("{taker}send({{}})"),
        (false, false) => call(taker, indent),
    };
    let function = format!("def send({parameter}):\n{}", indented(&call("return ", 4), "    "));
    let mut parts = Vec::new();
    if repeats {
        parts.push(repeating(&function, parameter));
    } else if asks_again(example) {
        parts.push(function);
    }

    // The package's own check ends at 599.
    let mut codes = example.path().split(['/', ',', '-', ';', '?']);
    let is_beyond = codes.any(|code| code.parse().is_ok_and(|code: u16| (600..1000).contains(&code)));
    let check = |first: &str| match (example.switches.check, is_beyond) {
        (false, _) => String::new(),
        (true, true) => {
            format!("if response.status_code >= 400:\n{first}    raise requests.HTTPError(f'status {{response.status_code}}')\n")
        }
        (true, false) if first.is_empty() => "response.raise_for_status()\n".to_owned(),
        (true, false) => format!("if not response.ok:\n{first}    response.raise_for_status()\n"),
    };
    parts.push(if is_test {
        test(example, ERROR, send)
    } else if calls > 1 {
        let steps = format!("{}\n{}{}", send("response = ", 8), status(example), check(""));
        several(example, &steps, ERROR, "error").join("\n\n")
    } else if is_handled {
        let bodiless = bodiless(example.request);
        let next = if asks_again(example) {
            send("response = ", 8).replace("{}", "{'If-None-Match': etag}")
        } else {
            let url = "urljoin(response.url, location)";
            request(&onward(example, &bodiless), url, "response = ", 8)
        };
        let steps = format!("{}\n{}", send("response = ", 4), steps(example, &next, check));
        let steps = indented(&steps, "    ");
        format!("try:\n{steps}\nexcept {ERROR} as error:\n    sys.exit(f'Request failed: {{error}}')")
    } else {
        format!("{}\n\n{}", send("response = ", 0), steps(example, "", check))
    });
    program(&imports, &parts)
}

/// The call of the package's function, behind what takes its result, so far to the right; `url` is an expression.
fn request(example: &Example, url: &str, taker: &str, indent: usize) -> String {
    let mut arguments = vec![url.to_owned()];
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
    arguments.extend(request_arguments(example, "data", indent));
    if example.switches.timeout {
        arguments.push(format!("timeout={TIMEOUT_SECONDS}"));
    }
    called(&format!("{taker}requests.{function}"), &arguments, example, indent)
}

/// The functions of a program that repeats its request. Retry of urllib3 could do part of it: it stops at a malformed `Retry-After`,
/// and doesn't see the body break off.
fn repeating(send: &str, parameter: &str) -> String {
    let (again, seconds) = (TRIES - 1, seconds());
    format!(
        "RETRIED = {{{RETRIED}}}


{send}


def retry_after(response):
    \"\"\"The seconds that Retry-After asks for, as a number or a date.\"\"\"
    value = response.headers.get('Retry-After', '').strip()
{seconds}


# {PAUSES}
def send_until_done({parameter}):
    for attempt in range({again}):
        pause = random.uniform(0, 2**attempt)
        try:
            response = send({parameter})
            if response.status_code not in RETRIED:
                return response
            pause += retry_after(response)
        except {ERROR}:
            pass  # The next try may go better.
        time.sleep(pause)
    return send({parameter})"
    )
}

/// Imports and what follows them: functions stand behind two empty lines, as anything does behind a function.
pub(super) fn program(imports: &[(&str, bool)], parts: &[String]) -> String {
    let used = imports.iter().filter(|(_, is_used)| *is_used);
    let imports: String = used.map(|(line, _)| *line).collect();
    let parts = parts.join("\n\n\n");
    let gap = if parts.starts_with("def ") || parts.starts_with("async def ") {
        "\n\n"
    } else {
        "\n"
    };
    imports + gap + &parts
}

/// Whether the request is sent once more with another header: then a function sends it that takes `headers`.
pub(super) fn asks_again(example: &Example) -> bool {
    example.next == Some(Next::IfNoneMatch)
}

/// Headers, credentials and body, as requests and HTTPX take them; `content` is the name of a body of text.
pub(super) fn request_arguments(example: &Example, content: &str, indent: usize) -> Vec<String> {
    let mut arguments = Vec::new();
    let mut headers = example.header_map();
    let body = body_argument(example, content, indent);
    if body.as_ref().is_some_and(|body| body.starts_with("json=")) {
        headers.retain(|(name, _)| !name.eq_ignore_ascii_case("content-type"));
    }
    // HTTPX sends pieces with a length, if it is told.
    if content == "content"
        && let Some(pieces) = streamed(example)
    {
        headers.push(("Content-Length".to_owned(), (pieces * PIECE).to_string()));
    }
    let lines = headers.iter().map(|(name, value)| {
        let name = format!("{}: ", literal(name));
        format!("        {},\n", fitted(&name, value, "", indent, "        "))
    });
    let lines: String = lines.collect();
    match (asks_again(example), lines.is_empty()) {
        (true, true) => arguments.push("headers=headers".to_owned()),
        (true, false) => arguments.push(format!("headers={{\n{lines}        **headers,\n    }}")),
        (false, true) => {}
        (false, false) => arguments.push(format!("headers={{\n{lines}    }}")),
    }
    if example.is_basic() {
        arguments.push(format!("auth=('{}', '{}')", Credentials::USER, Credentials::PASSWORD));
    }
    arguments.extend(body);
    arguments
}

/// The pieces of a large body that is streamed: a redirect that is followed could ask for it again, and find it used up.
pub(super) fn streamed(example: &Example) -> Option<u64> {
    let is_resent = example.follows || example.possible.iter().any(|code| matches!(code, 307 | 308));
    example.pieces().filter(|_| !is_resent)
}

/// What has to be said of a large body that isn't.
pub(super) fn whole(example: &Example) -> &'static str {
    if example.pieces() == streamed(example) {
        ""
    } else {
        "# Not streamed: a redirect can ask for the body again.\n"
    }
}

/// The secrets that go astray, as lines of comment that fit into a function.
pub(super) fn strays(example: &Example, kept: &[&str]) -> String {
    let mut lines: Vec<String> = Vec::new();
    for word in example.strays("", kept).split_whitespace() {
        match lines.last_mut() {
            Some(line) if line.len() + word.len() + 5 <= WIDTH => line.extend([" ", word]),
            _ => lines.push(format!("# {word}")),
        }
    }
    lines.into_iter().map(|line| line + "\n").collect()
}

/// The request without its body and what describes it, for the GET of the address in `Location`.
pub(super) fn bodiless(request: &Request) -> Request {
    let mut request = request.clone();
    let of_body = |name: &str| name.starts_with("content-") || ["expect", "trailer", "transfer-encoding"].contains(&name);
    request.headers.retain(|header| !of_body(&header.name.to_ascii_lowercase()));
    Request { body: None, ..request }
}

/// The second request of an example that goes on to `Location`.
pub(super) fn onward<'a>(example: &Example<'a>, bodiless: &'a Request) -> Example<'a> {
    Example {
        method: "GET",
        request: bodiless,
        ..example.clone()
    }
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
    QUOTES.write_short(text)
}

/// The same between `start` and `end` on a line of a call, or in parentheses below, in pieces that fit into a line each.
pub(super) fn fitted(start: &str, text: &str, end: &str, indent: usize, by: &str) -> String {
    let whole = literal(text);
    let left = WIDTH - indent - by.len();
    // With the comma.
    if width(start) + width(&whole) + end.len() < left {
        return format!("{start}{whole}{end}");
    }
    let room = left - 4;
    let is_one = width(&whole) <= room;
    let mut pieces: Vec<String> = Vec::new();
    let words = text.split_inclusive([' ', '\n']).map(|word| match width(&literal(word)) {
        // A line of one long word is no fault, unless there is a space behind it.
        columns if columns > room => word.split_at(word.trim_end_matches(' ').len()),
        _ => (word, ""),
    });
    for word in words.flat_map(|(word, space)| [word, space]).filter(|word| !word.is_empty()) {
        let fits = |piece: &str| !piece.ends_with('\n') && width(&literal(&format!("{piece}{word}"))) <= room;
        match pieces.last_mut() {
            Some(piece) if is_one || fits(piece) => piece.push_str(word),
            _ => pieces.push(word.to_owned()),
        }
    }
    let lines: String = pieces.iter().map(|piece| format!("{by}    {}\n", literal(piece))).collect();
    format!("{start}(\n{lines}{by}){end}")
}

/// The columns that a text takes, as ruff counts them: the scripts and pictures of East Asia are twice as wide.
fn width(text: &str) -> usize {
    let columns = |c| match c {
        '\u{1100}'..='\u{115f}'
        | '\u{2e80}'..='\u{d7a3}'
        | '\u{f900}'..='\u{faff}'
        | '\u{ff00}'..='\u{ff60}'
        | '\u{1f300}'..='\u{1faff}' => 2,
        _ => 1,
    };
    text.chars().map(columns).sum()
}

/// A call on one line, if it is short and fits into one that is so far to the right.
pub(super) fn called(function: &str, arguments: &[String], example: &Example, indent: usize) -> String {
    let line = format!("{function}({})", arguments.join(", "));
    if example.request.is_empty() && indent + line.len() <= WIDTH {
        return line;
    }
    let lines: String = arguments.iter().map(|argument| format!("    {argument},\n")).collect();
    format!("{function}(\n{lines})")
}

/// The line that prints the status.
pub(super) fn status(example: &Example) -> String {
    format!("print(f'Status Code: {{response.status_code}}'){}\n", example.comment("#"))
}

/// A loop of requests and what follows it; `steps` are those of one, `shown` is its error as an expression.
pub(super) fn several(example: &Example, steps: &str, errors: &str, shown: &str) -> [String; 2] {
    let (calls, steps) = (example.calls(), indented(steps, "        "));
    let requests = format!(
        "failures = 0
for _ in range({calls}):
    try:
{steps}
    except {errors} as error:
        print(f'Request failed: {{{shown}}}', file=sys.stderr)
        failures += 1"
    );
    let end = format!("if failures:\n    sys.exit(f'{{failures}} of {calls} requests failed')");
    [requests, end]
}

/// What a program does with a response. `send` is the call that asks once more, if it does; `check` what fails with an error status,
/// after a first step.
pub(super) fn steps(example: &Example, send: &str, check: impl Fn(&str) -> String) -> String {
    let mut lines = status(example);
    if example.follows {
        lines.push_str("print(f'Final URL: {response.url}')\n");
    }
    for name in &example.reads {
        lines.push_str(&format!(
            "if value := response.headers.get('{name}'):\n    print(f'{name}: {{value}}')\n"
        ));
    }
    let text = "print(f'Response: {response.text}')\n";
    lines.push_str(&match example.body {
        // An error can come from a gateway, as HTML.
        BodyKind::Json => check(&format!("    {text}")) + "print(f'Response: {response.json()}')\n",
        BodyKind::Text => text.to_owned() + &check(""),
        BodyKind::None => "print(f'Response has no content: {not response.content}')\n".to_owned() + &check(""),
    });
    let (variable, header, missing) = match example.next {
        None => return lines,
        Some(Next::Location) => ("location", "Location", "No Location to follow."),
        Some(Next::IfNoneMatch) => ("etag", "ETag", "No ETag to ask again with."),
    };
    let again = format!("{send}\nprint(f'Status Code: {{response.status_code}}')\n{}", check(""));
    let again = indented(&again, "    ");
    lines.push_str(&format!(
        "
if {variable} := response.headers.get('{header}'):
{again}
else:
    print('{missing}')
"
    ));
    lines
}

use super::python::{
    WIDTH, asks_again, bodiless, called, fitted, literal, onward, program, request_arguments, seconds, several, status, steps,
    strays, streamed, whole,
};
use super::{BodyKind, Client, Example, Next, PAUSES, PIECE, RETRIED, Saved, TIMEOUT_SECONDS, TRIES, Wanted, indented};
use crate::call::request::RequestBody;

pub const CLIENT: Client = Client {
    id: "httpx",
    name: "HTTPX (async)",
    syntax: "python",
    program: Saved {
        file: "status.py",
        run: "python3 status.py",
        install: "pip install httpx tenacity",
    },
    test: Saved {
        file: "test_status.py",
        run: "pytest test_status.py",
        install: "pip install pytest httpx tenacity",
    },
    write,
};

/// What it sends to the first host only. It takes a Cookie from every request that it goes on to.
const KEPT: [&str; 2] = ["authorization", "cookie"];

/// The httpx package, with its asynchronous client: requests shows the blocking way, and only an asynchronous call can be ended as a
/// whole. It follows no redirect by itself.
fn write(example: &Example) -> String {
    let (repeats, calls, is_test) = (example.repeats(), example.calls(), example.switches.test);
    let is_timed = example.switches.timeout;
    let is_handled = !is_test && (example.breaks || calls > 1 || !example.switches.is_empty());
    let errors = match (is_timed, repeats) {
        (true, true) => "ERRORS",
        (true, false) => "(httpx.HTTPError, TimeoutError)",
        (false, _) => "httpx.HTTPError",
    };

    let imports = [
        ("import asyncio\n", true),
        ("import sys\n", is_handled),
        ("import time\nfrom email.utils import parsedate_to_datetime\n", repeats),
        ("\nimport httpx\n", true),
        ("import pytest\n", is_test && example.wanted() == Wanted::Failure),
        (TENACITY, repeats),
    ];

    let (parameter, argument) = if asks_again(example) { ("headers", "{}") } else { ("", "") };
    let has_function = repeats || is_test || asks_again(example);
    let url = literal(&example.url);
    let mut note = example.left_undone("#") + &strays(example, &KEPT) + whole(example) + note(example);
    if example.hints {
        note.push_str("# httpx doesn't show interim responses such as a 103.\n");
    }
    let mut parts = Vec::new();
    if repeats {
        let errors = if is_timed {
            "ERRORS = (httpx.HTTPError, TimeoutError)\n"
        } else {
            ""
        };
        parts.push(format!("{errors}RETRIED = {{{RETRIED}}}"));
    }
    if let Some(pieces) = streamed(example) {
        parts.push(format!(
            "async def pieces():\n    for _ in range({pieces}):\n        yield b'x' * {PIECE}"
        ));
    }
    if has_function {
        let exchange = indented(&format!("{note}{}", exchange(example, &url, "return ", 4)), "    ");
        let decorator = if repeats { repeating(errors) } else { String::new() };
        parts.push(format!("{decorator}async def send({parameter}):\n{exchange}"));
    }

    if is_test {
        parts.push(test(example, errors, |taker, _| format!("{taker}asyncio.run(send())")));
    } else if calls > 1 {
        parts.push(main_of_several(example, errors, &note));
        parts.push("asyncio.run(main())".to_owned());
    } else {
        let bodiless = bodiless(example.request);
        let next = match example.next {
            Some(Next::Location) => {
                let url = "response.url.join(location)";
                exchange(&onward(example, &bodiless), url, "response = ", 8)
            }
            _ => "response = await send({'If-None-Match': etag})".to_owned(),
        };
        let send = if has_function {
            format!("response = await send({argument})\n")
        } else {
            format!("{note}{}\n\n", exchange(example, &url, "response = ", 4))
        };
        let steps = format!("{send}{}", steps(example, &next, |first| check(example, first)));
        parts.push(format!("async def main():\n{}", indented(&steps, "    ")));
        parts.push(if is_handled {
            let no_json = match example.body {
                BodyKind::Json => "\nexcept ValueError as error:\n    sys.exit(f'Response is not JSON: {error}')",
                _ => "",
            };
            format!(
                "try:
    asyncio.run(main())
except {errors} as error:
    sys.exit(f'Request failed: {{error!r}}'){no_json}"
            )
        } else {
            "asyncio.run(main())".to_owned()
        });
    }
    program(&imports, &parts)
}

/// What has to be said of the time that a response may take.
fn note(example: &Example) -> &'static str {
    if example.switches.timeout {
        "# asyncio.timeout (Python 3.11) limits the whole exchange; httpx only each wait.\n"
    } else if is_slow(&example.url) {
        "# The response takes longer than the 5 s that httpx waits by default.\n"
    } else {
        ""
    }
}

/// What makes the client. The timeout of the whole exchange takes the place of its own ones, which end each wait after 5 s.
fn client(example: &Example) -> &'static str {
    if example.switches.timeout || is_slow(&example.url) {
        "httpx.AsyncClient(timeout=None) as client:"
    } else {
        "httpx.AsyncClient() as client:"
    }
}

/// The block that sends the request with a client of its own, so that each try has a new connection.
fn exchange(example: &Example, url: &str, taker: &str, indent: usize) -> String {
    let limit = if example.switches.timeout {
        format!("asyncio.timeout({TIMEOUT_SECONDS}), ")
    } else {
        String::new()
    };
    let request = indented(&request(example, url, taker, indent + 4), "    ");
    format!("async with {limit}{}\n{request}", client(example))
}

/// A loop of requests, all with one client.
fn main_of_several(example: &Example, errors: &str, note: &str) -> String {
    let url = literal(&example.url);
    let send = if example.switches.timeout {
        let request = indented(&request(example, &url, "response = ", 20), "    ");
        format!("async with asyncio.timeout({TIMEOUT_SECONDS}):\n{request}")
    } else {
        request(example, &url, "response = ", 16)
    };
    let check = if example.switches.check {
        "if response.status_code >= 400:
    print(f'Request failed: {response.status_code}', file=sys.stderr)
    failures += 1"
    } else {
        ""
    };
    let steps = format!("{send}\n{}{check}", status(example));
    let [requests, end] = several(example, &steps, errors, "error!r");
    let block = format!(
        "{note}async with {}\n{}\n\n{end}",
        client(example),
        indented(&requests, "    ")
    );
    format!("async def main():\n{}", indented(&block, "    "))
}

/// The check of the status, which ends the program after a first step.
fn check(example: &Example, first: &str) -> String {
    if example.switches.check {
        format!(
            "if response.status_code >= 400:
{first}    sys.exit(f'Request failed: {{response.status_code}} {{response.reason_phrase}}')
"
        )
    } else {
        String::new()
    }
}

/// The call of the client's method, behind what takes its result, so far to the right; `url` is an expression.
fn request(example: &Example, url: &str, taker: &str, indent: usize) -> String {
    let mut arguments = vec![url.to_owned()];
    let body = &example.request.body;
    // The methods for the others have no argument for a body, and TRACE has no method.
    let sends_body = matches!(example.method, "POST" | "PUT" | "PATCH");
    let function = if sends_body || (body.is_none() && example.method != "TRACE") {
        example.method.to_lowercase()
    } else {
        arguments.insert(0, literal(example.method));
        "request".to_owned()
    };
    arguments.extend(request_arguments(example, "content", indent));
    if example.follows {
        arguments.push("follow_redirects=True".to_owned());
    }
    called(&format!("{taker}await client.{function}"), &arguments, example, indent)
}

/// Whether the address asks for a delay or a break that httpx doesn't sit out by itself.
fn is_slow(url: &str) -> bool {
    let is_long = |time: &str| {
        let number = time.trim_end_matches(char::is_alphabetic);
        let scale = if time[number.len()..] == *"s" { 1.0 } else { 1000.0 };
        number.parse().is_ok_and(|number: f64| number >= 4.9 * scale)
    };
    let names = ["delay=", "stall:", "drip:"].into_iter();
    let start = names.filter_map(|name| url.find(name)).min();
    start.is_some_and(|start| url[start..].split(|c: char| !c.is_alphanumeric() && c != '.').any(is_long))
}

const TENACITY: &str = "from tenacity import (
    retry,
    retry_if_exception_type,
    retry_if_result,
    stop_after_attempt,
    wait_random_exponential,
)
";

/// What stands before the function that sends, so that tenacity repeats it.
fn repeating(errors: &str) -> String {
    let seconds = seconds();
    format!(
        "def is_retried(response):
    return response.status_code in RETRIED


def retry_after(retry_state):
    \"\"\"The seconds that Retry-After asks for, as a number or a date.\"\"\"
    if retry_state.outcome.failed:
        return 0
    value = retry_state.outcome.result().headers.get('Retry-After', '')
{seconds}


# {PAUSES}
@retry(
    retry=retry_if_exception_type({errors}) | retry_if_result(is_retried),
    wait=retry_after + wait_random_exponential(),
    stop=stop_after_attempt({TRIES}),
    # After the last try: its response, or its error.
    retry_error_callback=lambda retry_state: retry_state.outcome.result(),
)
"
    )
}

/// A test of the call, for both packages; `send` writes it behind what takes the response, so far to the right.
pub(super) fn test(example: &Example, error: &str, send: impl Fn(&str, usize) -> String) -> String {
    let name = example.test_name().replace(' ', "_");
    let assertion = match example.wanted() {
        Wanted::Failure => {
            let send = indented(&send("", 8), "        ");
            return format!("def test_{name}():\n    with pytest.raises({error}):\n{send}");
        }
        Wanted::Status(status) => format!("assert response.status_code == {status}"),
        Wanted::OneOf(codes) => {
            let codes = codes.iter().map(u16::to_string).collect::<Vec<_>>().join(", ");
            format!("# Each run gets the next response, or one by chance.\nassert response.status_code in {{{codes}}}")
        }
        // Python's own http.client, below requests, takes a 103 for the response.
        Wanted::Any => "# Any response will do.\nassert response.status_code >= 100".to_owned(),
    };
    let mut lines = format!("{}\n\n{assertion}\n", send("response = ", 4));
    for name in &example.reads {
        lines.push_str(&format!("assert '{name}' in response.headers\n"));
    }
    if example.follows {
        lines.push_str("assert response.history[0].url != response.url\n");
    }
    if example.body == BodyKind::Json && example.expected.is_some() {
        lines.push_str("response.json()  # fails if the body isn't JSON\n");
    }
    format!("def test_{name}():\n{}", indented(&lines, "    "))
}

/// The body as an argument, for both packages; `content` is the name of one that is text.
pub(super) fn body_argument(example: &Example, content: &str, indent: usize) -> Option<String> {
    let text = match example.request.body.as_ref()? {
        RequestBody::Size(size) => {
            return Some(match streamed(example) {
                None => format!("{content}='x' * {size}"),
                Some(_) if content == "content" => "content=pieces()".to_owned(),
                Some(pieces) => format!("{content}=(b'x' * {PIECE} for _ in range({pieces}))"),
            });
        }
        RequestBody::Text(text) => text,
    };
    let is_json = |(name, value): &(String, String)| name.eq_ignore_ascii_case("content-type") && value == "application/json";
    let mut rest = text.as_str();
    if example.header_map().iter().any(is_json)
        && let Some(value) = Value::read(&mut rest, 8)
        && rest.trim_start_matches(SPACES).is_empty()
        && let Some(json) = value.write("json=", indent, "    ")
    {
        return Some(json);
    }
    // Older versions of requests send a str as Latin-1, or not at all.
    let encodes = content == "data" && !text.is_ascii();
    let end = if encodes { ".encode()" } else { "" };
    Some(fitted(&format!("{content}="), text, end, indent, "    "))
}

/// A JSON value that Python sends as the same characters, but for spaces.
struct Value {
    /// As Python writes it on one line.
    line: String,
    /// Of a dict, with their names, or of a list.
    items: Vec<(String, Value)>,
}

const SPACES: [char; 4] = [' ', '\t', '\r', '\n'];

impl Value {
    /// Takes one from the start of `rest`, whose items go no deeper than `depth`.
    fn read(rest: &mut &str, depth: usize) -> Option<Self> {
        *rest = rest.trim_start_matches(SPACES);
        let mut items: Vec<(String, Self)> = Vec::new();
        let (open, close) = match rest.chars().next()? {
            '{' => ('{', '}'),
            '[' => ('[', ']'),
            _ => return read_plain(rest).map(|line| Self { line, items }),
        };
        loop {
            // Behind the bracket or a comma.
            *rest = rest[1..].trim_start_matches(SPACES);
            if items.is_empty() && rest.starts_with(close) {
                break;
            }
            let mut name = String::new();
            if open == '{' {
                name = rest.starts_with('"').then(|| read_plain(rest))?? + ": ";
                *rest = rest.trim_start_matches(SPACES).strip_prefix(':')?;
                // A dict has no name twice.
                items.iter().all(|(known, _)| *known != name).then_some(())?;
            }
            items.push((name, Self::read(rest, depth.checked_sub(1)?)?));
            *rest = rest.trim_start_matches(SPACES);
            if !rest.starts_with(',') {
                break;
            }
        }
        *rest = rest.strip_prefix(close)?;
        let lines: Vec<String> = items.iter().map(|(name, value)| format!("{name}{}", value.line)).collect();
        let line = format!("{open}{}{close}", lines.join(", "));
        Some(Self { line, items })
    }

    /// On one line, or each item on lines of its own; nothing if a line is too long for both.
    fn write(&self, start: &str, indent: usize, by: &str) -> Option<String> {
        let room = WIDTH - indent - by.len();
        if start.len() + self.line.len() < room {
            return Some(format!("{start}{}", self.line));
        }
        if start.len() >= room || self.items.is_empty() {
            return None;
        }
        let (open, close) = (&self.line[..1], &self.line[self.line.len() - 1..]);
        let deeper = format!("{by}    ");
        let lines = self.items.iter().map(|(name, value)| value.write(name, indent, &deeper));
        let lines: Option<String> = lines.map(|line| Some(format!("{deeper}{},\n", line?))).collect();
        Some(format!("{start}{open}\n{}{by}{close}", lines?))
    }
}

/// A string without escapes, a word, or a number that Python writes in the same way.
fn read_plain(rest: &mut &str) -> Option<String> {
    if let Some(text) = rest.strip_prefix('"') {
        let (text, behind) = text.split_once('"')?;
        *rest = behind;
        let is_clean = text.chars().all(|c| c != '\\' && (' '..='~').contains(&c));
        return is_clean.then(|| literal(text));
    }
    let end = rest.find(|c| SPACES.contains(&c) || ",]}".contains(c)).unwrap_or(rest.len());
    let (word, behind) = rest.split_at(end);
    *rest = behind;
    match word {
        "true" => return Some("True".to_owned()),
        "false" => return Some("False".to_owned()),
        "null" => return Some("None".to_owned()),
        _ if word.contains(char::is_alphabetic) => return None,
        _ => {}
    }
    let integer = word.parse().map(|number: i64| number.to_string());
    let number = integer.or_else(|_| word.parse().map(|number: f64| format!("{number:?}")));
    number.ok().filter(|number| number == word)
}

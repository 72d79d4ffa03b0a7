use super::python::{asks_again, bodiless, called, fitted, head_arguments, literal, onward, program, seconds, status, steps};
use super::{BodyKind, Client, Example, Next, PAUSES, RETRIED, Saved, TIMEOUT_SECONDS, TRIES, Wanted, indented};
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
    let mut note = example.left_undone("#") + note(example);
    if example.hints {
        note.push_str("# httpx doesn't show interim responses such as a 103.\n");
    }
    let mut parts = Vec::new();
    if has_function {
        let exchange = indented(&format!("{note}{}", exchange(example, &url, "return ", 4)), "    ");
        let decorator = if repeats { repeating(errors) } else { String::new() };
        parts.push(format!("{decorator}async def send({parameter}):\n{exchange}"));
    }

    if is_test {
        parts.push(test(example, errors, |taker, _| format!("{taker}asyncio.run(send())")));
    } else if calls > 1 {
        parts.push(several(example, errors, &note));
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
        let steps = format!("{send}{}{}", steps(example, &next), check(example));
        parts.push(format!("async def main():\n{}", indented(&steps, "    ")));
        parts.push(if is_handled {
            format!("try:\n    asyncio.run(main())\nexcept {errors} as error:\n    sys.exit(f'Request failed: {{error!r}}')")
        } else {
            "asyncio.run(main())".to_owned()
        });
    }
    program(&imports, &parts)
}

/// What has to be said of the time that a response may take.
fn note(example: &Example) -> &'static str {
    if example.switches.timeout {
        "# asyncio.timeout (Python 3.11) ends the whole exchange; httpx limits each wait.\n"
    } else if is_slow(&example.url) {
        "# This response lets a client wait longer than the 5 s that httpx waits by default.\n"
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
fn several(example: &Example, errors: &str, note: &str) -> String {
    let url = literal(&example.url);
    let send = if example.switches.timeout {
        let request = indented(&request(example, &url, "response = ", 20), "    ");
        format!("async with asyncio.timeout({TIMEOUT_SECONDS}):\n{request}")
    } else {
        request(example, &url, "response = ", 16)
    };
    let check = if example.switches.check {
        "# raise_for_status also refuses redirects.
if response.status_code >= 400:
    print(f'Request failed: {response.status_code}', file=sys.stderr)
    failures += 1"
    } else {
        ""
    };
    let steps = indented(&format!("{send}\n{}{check}", status(example)), "                ");
    let note = indented(note, "    ");
    format!(
        "async def main():
    failures = 0
{note}
    async with {}
        for _ in range({calls}):
            try:
{steps}
            except {errors} as error:
                print(f'Request failed: {{error!r}}', file=sys.stderr)
                failures += 1

    if failures:
        sys.exit(f'{{failures}} of {calls} requests failed')",
        client(example),
        calls = example.calls(),
    )
}

/// The check of the status, which ends the program.
fn check(example: &Example) -> &'static str {
    if example.switches.check {
        "# raise_for_status also refuses redirects.
if response.status_code >= 400:
    sys.exit(f'Request failed: {response.status_code} {response.reason_phrase}')
"
    } else {
        ""
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
    arguments.extend(head_arguments(example, indent));
    match body {
        Some(RequestBody::Text(text)) => arguments.push(fitted("content=", text, "", indent, "    ")),
        Some(RequestBody::Size(size)) => arguments.push(format!("content='x' * {size}")),
        None => {}
    }
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
    let constant = match errors {
        "ERRORS" => "ERRORS = (httpx.HTTPError, TimeoutError)\n",
        _ => "",
    };
    format!(
        "{constant}RETRIED = {{{RETRIED}}}


def is_retried(response):
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

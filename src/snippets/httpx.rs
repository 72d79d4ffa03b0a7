use super::python::{called, head_arguments, literal, seconds, shown, told};
use super::{Client, Example, PAUSES, RETRIED, TIMEOUT_SECONDS, TRIES, indented};
use crate::call::request::RequestBody;

pub const CLIENT: Client = Client {
    id: "httpx",
    name: "HTTPX",
    syntax: "python",
    file: "status.py",
    run: "python3 status.py",
    install: "pip install httpx tenacity",
    write,
};

/// The httpx package, which follows no redirect by itself. It has asynchronous calls as well: only those can be ended as a whole.
fn write(example: &Example) -> String {
    let (repeats, calls) = (example.repeats(), example.calls());
    let is_timed = example.switches.timeout;
    let is_handled = example.breaks || calls > 1 || !example.switches.is_empty();

    let lines = [
        ("import asyncio\n", is_timed),
        ("import sys\n", is_handled),
        ("import time\nfrom email.utils import parsedate_to_datetime\n", repeats),
        ("\n", is_handled),
        ("import httpx\n", true),
        (TENACITY, repeats),
    ];
    let used = lines.iter().filter(|(_, is_used)| *is_used);
    let imports: String = used.map(|(line, _)| *line).collect();
    let errors = match (is_timed, repeats) {
        (true, true) => "ERRORS",
        (true, false) => "(httpx.HTTPError, TimeoutError)",
        (false, _) => "httpx.HTTPError",
    };
    let (head, taker, by) = if is_timed {
        let head = format!(
            "async def send():
    # The timeouts of httpx limit each wait; this one limits the whole exchange.
    async with asyncio.timeout({TIMEOUT_SECONDS}), httpx.AsyncClient() as client:"
        );
        (head, "return await client.", "        ")
    } else {
        ("def send():".to_owned(), "return httpx.", "    ")
    };
    let function = format!("{head}\n{}\n\n\n", indented(&request(example, taker), by));
    let functions = match (repeats, is_timed) {
        (true, _) => repeating(errors) + &function,
        (false, true) => format!("\n{function}"),
        (false, false) => String::new(),
    };
    let note = example.not_repeated("#");
    let send = match (is_timed, repeats) {
        (true, _) => format!("{note}response = asyncio.run(send())"),
        (false, true) => "response = send()".to_owned(),
        (false, false) => format!("{note}{}", request(example, "response = httpx.")),
    };

    let status = format!("print(f'Status Code: {{response.status_code}}'){}\n", example.comment("#"));
    let main = if calls > 1 {
        let check = if example.switches.check {
            "if response.status_code >= 400:
    print(f'Request failed: HTTP {response.status_code}', file=sys.stderr)
    failures += 1
"
        } else {
            ""
        };
        let steps = indented(&format!("{send}\n{status}{check}"), "        ");
        format!(
            "failures = 0
for _ in range({calls}):
    try:
{steps}
    except {errors} as error:
        print(f'Request failed: {{error!r}}', file=sys.stderr)
        failures += 1

if failures:
    sys.exit(f'{{failures}} of {calls} requests failed')"
        )
    } else {
        let send = if is_handled {
            let send = indented(&send, "    ");
            format!("try:\n{send}\nexcept {errors} as error:\n    sys.exit(f'Request failed: {{error!r}}')")
        } else {
            send
        };
        let check = if example.switches.check { CHECK } else { "" };
        format!("{send}\n\n{status}{}{check}{}", told(example), shown(example))
    };
    format!("{imports}\n{functions}{main}")
}

/// The package's own check also fails on a redirect.
const CHECK: &str = "if response.status_code >= 400:
    sys.exit(f'Request failed: {response.status_code} {response.reason_phrase}')

";

/// The call of the package's function, or of the client's method, which has the same name and arguments.
fn request(example: &Example, taker: &str) -> String {
    let mut arguments = vec![literal(&example.url)];
    let body = &example.request.body;
    // The functions for the other methods have no argument for a body, and TRACE has no function.
    let sends_body = matches!(example.method, "POST" | "PUT" | "PATCH");
    let function = if sends_body || (body.is_none() && example.method != "TRACE") {
        example.method.to_lowercase()
    } else {
        arguments.insert(0, literal(example.method));
        "request".to_owned()
    };
    arguments.extend(head_arguments(example));
    match body {
        Some(RequestBody::Text(text)) => arguments.push(format!("content={}", literal(text))),
        Some(RequestBody::Size(size)) => arguments.push(format!("content='x' * {size}")),
        None => {}
    }
    if example.follows {
        arguments.push("follow_redirects=True".to_owned());
    }
    let note = if is_slow(&example.url) && !example.switches.timeout {
        arguments.push("timeout=None".to_owned());
        "# This response lets a client wait longer than the 5 s that httpx waits by default.\n"
    } else {
        ""
    };
    note.to_owned() + &called(&format!("{taker}{function}"), &arguments, example)
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

use super::{BodyKind, Client, Example, QUOTES, RETRIED, TIMEOUT_SECONDS, TRIES, entries, quoted};
use crate::call::request::{Credentials, RequestBody};

pub const CLIENT: Client = Client {
    id: "requests",
    name: "requests",
    syntax: "python",
    file: "status.py",
    run: "python3 status.py",
    write,
};

/// The requests package, which most programs in Python use.
fn write(example: &Example) -> String {
    let mut arguments = vec![quoted(&example.url, '\'')];
    // requests has a function for each of the other methods.
    let function = if example.method == "TRACE" {
        arguments.insert(0, "'TRACE'".to_owned());
        "request".to_owned()
    } else {
        example.method.to_lowercase()
    };
    if example.redirects {
        arguments.push("allow_redirects=False".to_owned());
    }
    let headers = entries(&example.header_map(), "        ");
    if !headers.is_empty() {
        arguments.push(format!("headers={{\n{headers}    }}"));
    }
    if example.is_basic() {
        arguments.push(format!("auth=('{}', '{}')", Credentials::USER, Credentials::PASSWORD));
    }
    if let Some(content) = example.content(&QUOTES, |size| format!("'x' * {size}")) {
        // Older versions of requests send a str as Latin-1, or not at all.
        let encode = match &example.request.body {
            Some(RequestBody::Text(text)) if !text.is_ascii() => ".encode()",
            _ => "",
        };
        arguments.push(format!("data={content}{encode}"));
    }
    let note = if example.switches.timeout {
        arguments.push(format!("timeout={TIMEOUT_SECONDS}"));
        "# requests limits each wait for bytes, not the whole exchange.\n"
    } else {
        ""
    };
    let check = if example.switches.check {
        "response.raise_for_status()\n"
    } else {
        ""
    };
    let arguments = if example.request.is_empty() {
        arguments.join(", ")
    } else {
        let lines: String = arguments.iter().map(|argument| format!("    {argument},\n")).collect();
        format!("\n{lines}")
    };
    let (imports, sender, session) = if example.repeats() {
        let (total, method) = (TRIES - 1, quoted(example.method, '\''));
        let scheme = if example.is_tls() { "https" } else { "http" };
        let session = format!(
            "# Waits as long as Retry-After says, else repeats at once and then after 2, 4 and 8 s, with jitter. Needs urllib3 2.
retry = Retry(
    total={total},
    status_forcelist=[{RETRIED}],
    allowed_methods=[{method}],
    backoff_factor=1,
    backoff_jitter=1,
    raise_on_status=False,
)
session = requests.Session()
session.mount('{scheme}://', HTTPAdapter(max_retries=retry))

"
        );
        let imports = "from requests.adapters import HTTPAdapter\nfrom urllib3.util import Retry\n";
        (imports, "session", session)
    } else {
        ("", "requests", example.not_repeated("#"))
    };
    let comment = example.comment("#");
    let show = match example.body {
        BodyKind::Json => "print(f'Response: {response.json()}')",
        BodyKind::Text => "print(f'Response: {response.text}')",
        BodyKind::None => "print(f'Response has no content: {response.content == b\"\"}')",
    };
    format!(
        "import requests
{imports}
{session}{note}response = {sender}.{function}({arguments})

print(f'Status Code: {{response.status_code}}'){comment}
{check}{show}"
    )
}

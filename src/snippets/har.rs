use base64::Engine;
use base64::engine::general_purpose::STANDARD;

use super::hurl::MOST_LETTERS;
use super::{Client, Example, Header, Saved};
use crate::call::encoding;
use crate::call::request::{Credentials, RequestBody};

pub const CLIENT: Client = Client {
    id: "har",
    name: "HAR",
    syntax: "json",
    program: SAVED,
    test: SAVED,
    write,
};

const SAVED: Saved = Saved {
    file: "status.har",
    run: "page.routeFromHAR('status.har')",
    install: "",
};

/// An HTTP Archive 1.2 of the exchange, as browsers import it and Playwright serves it: what the mock will send, not a recording.
fn write(example: &Example) -> String {
    let mut sent = example.headers();
    if example.is_basic() {
        let credentials = STANDARD.encode(format!("{}:{}", Credentials::USER, Credentials::PASSWORD));
        sent.push(("Authorization".to_owned(), format!("Basic {credentials}")));
    }
    let sent = headers(&sent, "name", "            ");
    let query: String = match example.url.split_once('?') {
        Some((_, query)) => query.split('&').map(pair).collect::<Vec<_>>().join(", "),
        None => String::new(),
    };
    let body = body(example);
    let size = body.as_ref().map_or(0, String::len);
    let data = body.map(|text| {
        let kind = example
            .headers()
            .into_iter()
            .find(|(name, _)| name.eq_ignore_ascii_case("content-type"));
        let kind = json(&kind.map(|(_, kind)| kind).unwrap_or_default());
        format!(
            "          \"postData\": {{ \"mimeType\": {kind}, \"params\": [], \"text\": {} }},\n",
            json(&text)
        )
    });
    let (method, url, data) = (json(example.method), json(&example.url), data.unwrap_or_default());
    let entry = |response: String| {
        format!(
            r#"      {{
        "startedDateTime": "1970-01-01T00:00:00.000Z",
        "time": 0,
        "request": {{
          "method": {method},
          "url": {url},
          "httpVersion": "HTTP/1.1",
          "cookies": [],
          "headers": [{sent}],
          "queryString": [{query}],
{data}          "headersSize": -1,
          "bodySize": {size}
        }},
        "response": {response},
        "cache": {{}},
        "timings": {{ "send": 0, "wait": 0, "receive": 0 }}
      }}"#
        )
    };
    let entries: Vec<_> = example
        .answers
        .iter()
        .map(|answer| entry(response(answer.as_ref())))
        .collect();
    format!(
        r#"{{
  "log": {{
    "version": "1.2",
    "creator": {{ "name": "Statusbook", "version": "{}" }},
    "comment": "Made from what the mock sends, not recorded.",
    "entries": [
{}
    ]
  }}
}}"#,
        env!("CARGO_PKG_VERSION"),
        entries.join(",\n")
    )
}

/// Of a broken exchange, an archive has status 0.
fn response(answer: Option<&super::Answer>) -> String {
    let missing = super::Answer::default();
    let answer = answer.unwrap_or(&missing);
    let named = |wanted: &str| {
        let header = answer.headers.iter().find(|(name, _)| name.eq_ignore_ascii_case(wanted));
        json(&header.map(|(_, value)| value.clone()).unwrap_or_default())
    };
    format!(
        r#"{{
          "status": {},
          "statusText": {},
          "httpVersion": "HTTP/1.1",
          "cookies": [],
          "headers": [{}],
          "content": {{ "size": {}, "mimeType": {}, "text": {} }},
          "redirectURL": {},
          "headersSize": -1,
          "bodySize": {}
        }}"#,
        answer.status,
        json(&answer.reason),
        headers(&answer.headers, "name", "            "),
        answer.body.len(),
        named("content-type"),
        json(&answer.body),
        named("location"),
        answer.body.len(),
    )
}

/// The body of the request, a large one cut.
pub(super) fn body(example: &Example) -> Option<String> {
    example.request.body.as_ref().map(|body| match body {
        RequestBody::Text(text) => text.clone(),
        RequestBody::Size(size) => "x".repeat(usize::try_from(*size).unwrap_or(1).min(MOST_LETTERS)),
    })
}

/// The items of a list of headers.
pub(super) fn headers(headers: &[Header], name_key: &str, indent: &str) -> String {
    if headers.is_empty() {
        return String::new();
    }
    let item = |(name, value): &Header| format!("\n{indent}{{ \"{name_key}\": {}, \"value\": {} }}", json(name), json(value));
    let items: Vec<_> = headers.iter().map(item).collect();
    format!("{}\n{}", items.join(","), &indent[2..])
}

fn pair(pair: &str) -> String {
    let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
    let decoded = |text: &str| encoding::decode_query(text).unwrap_or_else(|_| text.to_owned());
    format!(
        "{{ \"name\": {}, \"value\": {} }}",
        json(&decoded(name)),
        json(&decoded(value))
    )
}

/// A string of JSON.
pub(super) fn json(text: &str) -> String {
    serde_json::Value::from(text).to_string()
}

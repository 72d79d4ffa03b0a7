//! The mock's own bodies: JSON, problem details, XML, text, and a page for people.

use std::sync::LazyLock;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use http::header::{self, HeaderMap, HeaderName, HeaderValue};
use serde::Serialize;

use super::body::MockBody;
use super::{Ending, Reply, ReplyContext, Selection};
use crate::call::values::{Flag, Format};
use crate::markup::escape;

/// The body in that form.
pub fn body(headers: &mut HeaderMap, context: &ReplyContext, format: Format) -> MockBody {
    match format {
        Format::Json => MockBody {
            shows_request: true,
            ..MockBody::new("application/json", json(context))
        },
        Format::Problem => MockBody::new("application/problem+json", problem(context)),
        Format::Xml => MockBody::new("application/xml", xml(context)),
        Format::Text => MockBody::new("text/plain; charset=utf-8", text(context)),
        Format::Html => {
            headers.insert(header::CONTENT_SECURITY_POLICY, html_policy());
            MockBody {
                shows_request: true,
                ..MockBody::new("text/html; charset=utf-8", html(context))
            }
        }
        Format::Empty => MockBody::none(),
    }
}

/// The values of a field in one line.
fn joined(headers: &HeaderMap, name: &HeaderName) -> String {
    let values: Vec<_> = headers
        .get_all(name)
        .iter()
        .map(|value| match std::str::from_utf8(value.as_bytes()) {
            Ok(text) => text.to_owned(),
            // ISO 8859-1, as such fields once were (RFC 9110 section 5.5): every byte can be told from the others.
            Err(_) => value.as_bytes().iter().map(|byte| char::from(*byte)).collect(),
        })
        .collect();
    values.join(", ")
}

/// Keys in the order in which they are sent.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct JsonBody<'a> {
    success: bool,
    status: u16,
    status_text: String,
    timestamp: String,
    request: JsonRequest<'a>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct JsonRequest<'a> {
    method: &'a str,
    url: &'a str,
    full_url: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    headers: Option<serde_json::Map<String, serde_json::Value>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    body: Option<String>,
    /// In place of `body` where that is not UTF-8: nothing is lost.
    #[serde(skip_serializing_if = "Option::is_none")]
    body_base64: Option<String>,
}

fn summary<'a>(context: &'a ReplyContext) -> &'a str {
    context.note.as_deref().unwrap_or_else(|| context.book.summary(context.code))
}

fn json_body<'a>(context: &'a ReplyContext) -> JsonBody<'a> {
    let (code, request) = (context.code, context.request);
    let echo = Flag::is_on(context.settings().echo);
    let text = if echo { std::str::from_utf8(request.body).ok() } else { None };
    JsonBody {
        success: code.number() < 400,
        status: code.number(),
        status_text: format!("{} - {}", context.book.name(code), summary(context)),
        timestamp: format!("{:.3}", context.stamp),
        request: JsonRequest {
            method: context.method(),
            url: request.target,
            full_url: format!("{}{}", request.origin, request.target),
            headers: echo.then(|| echoed(request.headers)),
            body: text.map(str::to_owned),
            body_base64: (echo && text.is_none()).then(|| STANDARD.encode(request.body)),
        },
    }
}

/// The request's headers without credentials and without what a proxy on the way may have added about the caller.
fn echoed(headers: &HeaderMap) -> serde_json::Map<String, serde_json::Value> {
    const SECRET: &[&str] = &[
        "authorization",
        "cookie",
        "forwarded",
        "proxy-authorization",
        "true-client-ip",
        "via",
        "x-real-ip",
    ];
    const SECRET_FAMILIES: &[&str] = &["cf-", "fly-", "x-amzn-", "x-envoy-", "x-forwarded-", "x-original-"];
    let mut kept = serde_json::Map::new();
    for name in headers.keys() {
        let text = name.as_str();
        if SECRET.contains(&text) || SECRET_FAMILIES.iter().any(|family| text.starts_with(family)) {
            continue;
        }
        kept.insert(text.to_owned(), joined(headers, name).into());
    }
    kept
}

fn json(context: &ReplyContext) -> String {
    let mut text = serde_json::to_string_pretty(&json_body(context)).unwrap_or_default();
    text.push('\n');
    text
}

/// Problem details (RFC 9457) for a simulated error; its type is the page that explains the status.
fn problem(context: &ReplyContext) -> String {
    let code = context.code;
    #[derive(Serialize)]
    struct Details<'a> {
        r#type: String,
        title: &'a str,
        status: u16,
        detail: &'a str,
        instance: &'a str,
    }
    let mut text = serde_json::to_string_pretty(&Details {
        r#type: format!("{}/docs/{code}", context.request.origin),
        title: context.book.name(code),
        status: code.number(),
        detail: context.book.summary(code),
        instance: context.request.target,
    })
    .unwrap_or_default();
    text.push('\n');
    text
}

/// The same as the JSON, in elements.
fn xml(context: &ReplyContext) -> String {
    let json = json_body(context);
    format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<response>\n  <success>{}</success>\n  <status>{}</status>\n  <statusText>{}</statusText>\n  \
         <timestamp>{}</timestamp>\n  <request>\n    <method>{}</method>\n    <url>{}</url>\n    <fullUrl>{}</fullUrl>\n  </request>\n</response>\n",
        json.success,
        json.status,
        escape(&json.status_text),
        json.timestamp,
        escape(json.request.method),
        escape(json.request.url),
        escape(&json.request.full_url),
    )
}

fn text(context: &ReplyContext) -> String {
    let code = context.code;
    format!("{code} {}\n{}\n", context.book.name(code), summary(context))
}

const STYLE: &str = "body{margin:12vh auto;max-width:40rem;padding:0 1rem;font:17px/1.6 system-ui,sans-serif;color-scheme:light dark}\
h1{font-size:1.6rem;line-height:1.2}pre{white-space:pre-wrap;overflow-wrap:anywhere;font:14px/1.5 ui-monospace,monospace}";

/// For a person whose browser came here: what this response is, and where the status is explained.
fn html(context: &ReplyContext) -> String {
    let code = context.code;
    let name = escape(context.book.name(code));
    let summary = escape(summary(context));
    let json = escape(&json(context));
    let more = context
        .book
        .get(code)
        .and_then(|status| status.mock.html.as_deref())
        .unwrap_or("");
    format!(
        "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
         <title>{code} {name}</title>\n<style>{STYLE}</style>\n</head>\n<body>\n\
         <h1>{code} {name}</h1>\n<p>{summary}.</p>\n{more}\
         <p>This response is simulated: somebody asked for it. <a href=\"/docs/{code}\">What {code} means</a></p>\n\
         <pre>{json}</pre>\n</body>\n</html>\n"
    )
}

/// Allows the page above its own style and nothing else.
fn html_policy() -> HeaderValue {
    static POLICY: LazyLock<HeaderValue> = LazyLock::new(|| {
        let policy = format!(
            "default-src 'none'; style-src '{}'; base-uri 'none'; form-action 'none'; frame-ancestors 'self'",
            crate::digest::csp_hash(STYLE)
        );
        HeaderValue::from_str(&policy).unwrap_or_else(|_| HeaderValue::from_static("default-src 'none'"))
    });
    POLICY.clone()
}

/// What a call would send, for `explain=1`: nothing of it happens.
pub fn explanation(reply: &Reply, selection: &Selection) -> String {
    #[derive(Serialize)]
    #[serde(rename_all = "camelCase")]
    struct Explained<'a> {
        asked: u16,
        delay: String,
        interim: Vec<u16>,
        status: u16,
        reason: &'a str,
        headers: serde_json::Map<String, serde_json::Value>,
        body: String,
        ending: String,
    }
    let headers = reply
        .headers
        .keys()
        .map(|name| (name.as_str().to_owned(), joined(&reply.headers, name).into()))
        .collect();
    let ending = match reply.ending {
        Ending::Sent => "sent as it is".to_owned(),
        Ending::Nothing => "no response; the connection is closed".to_owned(),
        Ending::Upgrade => "101, then WebSocket frames are echoed".to_owned(),
        Ending::Fault(kind) => format!("fault: {}", kind.name()),
    };
    let mut text = serde_json::to_string_pretty(&Explained {
        asked: selection.asked.number(),
        delay: format!("{} ms", reply.wait.as_millis()),
        interim: reply.interim.iter().map(|interim| interim.status.as_u16()).collect(),
        status: reply.status.as_u16(),
        reason: &reply.reason,
        headers,
        body: String::from_utf8_lossy(&reply.body).into_owned(),
        ending,
    })
    .unwrap_or_default();
    text.push('\n');
    text
}

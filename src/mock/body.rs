//! The bodies of simulated answers.

use std::sync::LazyLock;

use bytes::Bytes;
use http::HeaderValue;
use jiff::Timestamp;
use serde::Serialize;

use super::Seen;
use crate::book::Book;
use crate::call::Call;

/// Keys in the order in which they are sent.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Answer<'a> {
    success: bool,
    status: u16,
    status_text: String,
    timestamp: String,
    request: Request<'a>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Request<'a> {
    method: &'a str,
    url: &'a str,
    full_url: String,
}

pub fn json(call: &Call, book: &Book, seen: &Seen, now: Timestamp) -> Bytes {
    let answer = Answer {
        success: call.code.number() < 400,
        status: call.code.number(),
        status_text: format!("{} - {}", book.name(call.code), book.summary(call.code)),
        timestamp: format!("{now:.3}"),
        request: Request {
            // HEAD has the head of GET, so also the length of its body (RFC 9110 section 9.3.2).
            method: if call.method == "HEAD" { "GET" } else { &call.method },
            url: seen.target,
            full_url: format!("{}{}", seen.origin, seen.target),
        },
    };
    let mut text = serde_json::to_string_pretty(&answer).unwrap_or_default();
    text.push('\n');
    text.into()
}

/// The JSON that a plain client gets, at the moment `now`: for the page that shows it.
pub fn sample_json(call: &Call, book: &Book, origin: &str, now: Timestamp) -> String {
    let target = call.address();
    let seen = Seen {
        target: &target,
        origin,
        headers: &http::HeaderMap::new(),
        ignored: &[],
    };
    let body = json(call, book, &seen, now);
    String::from_utf8_lossy(&body).trim_end().to_owned()
}

const STYLE: &str = "body{margin:12vh auto;max-width:40rem;padding:0 1rem;font:17px/1.6 system-ui,sans-serif;color-scheme:light dark}\
h1{font-size:1.6rem;line-height:1.2}pre{overflow:auto;font:14px/1.5 ui-monospace,monospace}";

/// For a person whose browser came here: what this answer is, and where the status is explained.
pub fn html(call: &Call, book: &Book, seen: &Seen, now: Timestamp) -> Bytes {
    let code = call.code;
    let name = escape(book.name(code));
    let summary = escape(book.summary(code));
    let json = escape(&String::from_utf8_lossy(&json(call, book, seen, now)));
    format!(
        "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
         <title>{code} {name}</title>\n<style>{STYLE}</style>\n</head>\n<body>\n\
         <h1>{code} {name}</h1>\n<p>{summary}.</p>\n\
         <p>This answer is simulated: it was asked for. <a href=\"/docs/{code}\">What {code} means</a></p>\n\
         <pre>{json}</pre>\n</body>\n</html>\n"
    )
    .into()
}

/// Allows the page above its own style and nothing else.
pub fn html_policy() -> HeaderValue {
    static POLICY: LazyLock<HeaderValue> = LazyLock::new(|| {
        let policy = format!(
            "default-src 'none'; style-src '{}'; base-uri 'none'; form-action 'none'; frame-ancestors 'self'",
            crate::digest::csp_hash(STYLE)
        );
        HeaderValue::from_str(&policy).unwrap_or_else(|_| HeaderValue::from_static("default-src 'none'"))
    });
    POLICY.clone()
}

fn escape(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
        .replace('"', "&quot;")
}

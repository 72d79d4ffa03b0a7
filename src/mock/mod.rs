//! From a [`Call`] to the [`Reply`] that the mock gives: pure, so that the same call with the same inputs is the same reply.

mod body;
mod cors;
mod format;
mod refusal;

use std::time::Duration;

use bytes::Bytes;
use http::StatusCode;
use http::header::{self, HeaderMap, HeaderName, HeaderValue};
use jiff::Timestamp;

use crate::book::Book;
use crate::call::Call;
use crate::code::Code;

pub use body::sample_json;
pub use cors::{expose_all, is_preflight, preflight};
pub use refusal::{Refusal, refuse};

/// Marks a simulated answer; its value is the code that was asked for.
pub const X_MOCK_STATUS: HeaderName = HeaderName::from_static("x-mock-status");
/// Marks an error of ours; its value is the kind.
pub const X_MOCK_ERROR: HeaderName = HeaderName::from_static("x-mock-error");
const X_MOCK_IGNORED: HeaderName = HeaderName::from_static("x-mock-ignored");
const X_ROBOTS_TAG: HeaderName = HeaderName::from_static("x-robots-tag");
const TIMING_ALLOW_ORIGIN: HeaderName = HeaderName::from_static("timing-allow-origin");
const SERVER_TIMING: HeaderName = HeaderName::from_static("server-timing");
const CROSS_ORIGIN_RESOURCE_POLICY: HeaderName = HeaderName::from_static("cross-origin-resource-policy");

/// What matters of a request beside the call.
#[derive(Debug)]
pub struct Seen<'a> {
    /// Path and query as they were sent.
    pub target: &'a str,
    /// Scheme and authority of this host as its clients see it, `https://host`.
    pub origin: &'a str,
    pub headers: &'a HeaderMap,
    /// Names that were read but are no options, for `X-Mock-Ignored`.
    pub ignored: &'a [String],
}

/// What will be sent, and how long to wait before it.
#[derive(Debug)]
pub struct Reply {
    pub status: StatusCode,
    /// The reason phrase, for HTTP/1.1 (RFC 9112 section 4).
    pub reason: String,
    pub headers: HeaderMap,
    pub body: Bytes,
    pub wait: Duration,
}

/// The answer to a call.
///
/// `draw` is any number, evenly spread; what is left to chance is taken from it.
///
/// # Errors
/// A [`Refusal`] for a code that this program cannot send yet, or a destination that must not get it.
pub fn reply(call: &Call, book: &Book, seen: &Seen, now: Timestamp, draw: u64) -> Result<Reply, Refusal> {
    refusal::check_destination(seen.headers)?;
    let status = sendable(call.code)?;
    let wait = call.settings.delay().map_or(Duration::ZERO, |delay| delay.pick(draw));

    let mut headers = common_headers();
    headers.insert(X_MOCK_STATUS, number(call.code.number()));
    if let Ok(help) = HeaderValue::from_str(&format!("<{}/docs/{}>; rel=\"help\"", seen.origin, call.code)) {
        headers.append(header::LINK, help);
    }
    if !wait.is_zero()
        && let Ok(timing) = HeaderValue::from_str(&format!("delay;dur={}", wait.as_millis()))
    {
        headers.insert(SERVER_TIMING, timing);
    }
    if let Ok(ignored) = HeaderValue::from_str(&seen.ignored.join(", "))
        && !seen.ignored.is_empty()
    {
        headers.insert(X_MOCK_IGNORED, ignored);
    }
    for field in book.get(call.code).into_iter().flat_map(|known| &known.headers) {
        // A test of the book holds that names and values of its headers are valid.
        if let Some(Ok(value)) = field.value.as_deref().map(HeaderValue::from_str)
            && let Ok(name) = field.name.parse::<HeaderName>()
        {
            headers.append(name, value);
        }
    }

    let body = if call.code.has_body() {
        let (content_type, body) = match format::choose(seen.headers) {
            format::Format::Json => ("application/json", body::json(call, book, seen, now)),
            format::Format::Html => {
                headers.insert(header::CONTENT_SECURITY_POLICY, body::html_policy());
                ("text/html; charset=utf-8", body::html(call, book, seen, now))
            }
        };
        headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(content_type));
        body
    } else {
        Bytes::new()
    };
    expose_all(&mut headers, seen.headers);
    Ok(Reply {
        status,
        reason: book.name(call.code).to_owned(),
        headers,
        body,
        wait,
    })
}

/// Whether the answer is decided without looking at the request's body, so that `Expect: 100-continue` gets it at once
/// instead of 100 (RFC 9110 section 10.1.1).
pub fn refuses_body(code: Code) -> bool {
    matches!(code.number(), 401 | 411 | 413 | 415 | 417 | 431)
}

/// What every answer of the mock carries, simulated or ours.
fn common_headers() -> HeaderMap {
    [
        (header::CACHE_CONTROL, "no-store"),
        (header::VARY, "Accept, Sec-Fetch-Mode, Origin"),
        (X_ROBOTS_TAG, "noindex"),
        (TIMING_ALLOW_ORIGIN, "*"),
        (CROSS_ORIGIN_RESOURCE_POLICY, "cross-origin"),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
    ]
    .into_iter()
    .map(|(name, value)| (name, HeaderValue::from_static(value)))
    .collect()
}

/// The status that a client sees in the end; `None` for interim answers (1xx), which are no end, and for 444, which is no answer.
pub fn final_status(code: Code) -> Option<u16> {
    let number = code.number();
    (number >= 200 && number != 444).then_some(number)
}

/// Interim answers and no answer at all need the connection itself.
fn sendable(code: Code) -> Result<StatusCode, Refusal> {
    final_status(code)
        .and_then(|number| StatusCode::from_u16(number).ok())
        .ok_or_else(|| {
            Refusal::new(
                StatusCode::NOT_IMPLEMENTED,
                "not-implemented",
                format!("{code} is no final answer and cannot be sent yet; every code from 200 to 999 but 444 can."),
            )
        })
}

fn number(value: u16) -> HeaderValue {
    HeaderValue::from(value)
}

#[cfg(test)]
mod tests;

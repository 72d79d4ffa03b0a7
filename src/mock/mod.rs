//! From a [`Call`] to the [`Reply`] that the mock gives: pure, so that the same call with the same inputs is the same reply.

mod accept;
mod auth;
mod body;
mod conditional;
mod cors;
mod depends;
mod document;
mod expectation;
mod fields;
mod forms;
mod own;
mod preview;
mod redirect;
mod refusal;
mod replying;
mod selection;
mod unused;
pub mod vendors;
mod websocket;

use std::time::Duration;

use bytes::Bytes;
use http::StatusCode;
use http::header::{self, HeaderMap, HeaderName, HeaderValue};
use jiff::Timestamp;

use crate::book::Book;
use crate::call::fault::FaultKind;
use crate::call::{Call, Settings, Target};
use crate::code::Code;

pub use conditional::is_unmodified;
pub use cors::{allow_reading, is_preflight, preflight};
pub use expectation::{Unread, leaves_body};
pub use fields::{http_date, put};
pub use preview::{Preview, PreviewBody, preview};
pub use refusal::{Refusal, check_destination, refuse};
pub use replying::{explained, reply};
pub use selection::{Quota, Selection};

/// Marks a simulated response; its value is the code that was asked for.
pub const X_MOCK_STATUS: HeaderName = HeaderName::from_static("x-mock-status");
/// Marks an error of ours; its value is the kind.
pub const X_MOCK_ERROR: HeaderName = HeaderName::from_static("x-mock-error");

const OK: Code = Code::known(200);

/// What matters of a request beside the call.
#[derive(Debug)]
pub struct RequestView<'a> {
    /// Path and query as they were sent.
    pub target: &'a str,
    /// What follows the call in the path, with its query.
    pub below: Option<&'a str>,
    /// Scheme and authority of this host as its clients see it, `https://host`.
    pub origin: &'a str,
    pub headers: &'a HeaderMap,
    /// As far as it was read; empty where it was not.
    pub body: &'a [u8],
    /// That the body was not read to its end, and what becomes of the connection.
    pub unread: Option<Unread>,
    /// False for HTTP/1.0, which knows neither interim responses nor chunks.
    pub http_11: bool,
    /// Whether headers of the request chose the response, so that no cache may give it to another request for the same address.
    pub from_headers: bool,
    /// Names that were read but are no options, for `X-Mock-Ignored`.
    pub ignored: &'a [String],
}

/// What will be sent, and how long to wait before it.
#[derive(Debug)]
pub struct Reply {
    /// Interim responses before the final one (RFC 9110 section 15.2).
    pub interim: Vec<Interim>,
    pub status: StatusCode,
    /// The reason phrase, for HTTP/1.1 (RFC 9112 section 4).
    pub reason: String,
    pub headers: HeaderMap,
    /// For HEAD too, which has the head of GET: whoever sends it leaves the body out.
    pub body: Bytes,
    pub wait: Duration,
    pub ending: Ending,
    /// That the request's body was not read to its end.
    pub unread: Option<Unread>,
}

/// An interim response.
#[derive(Clone, Debug)]
pub struct Interim {
    pub status: StatusCode,
    pub reason: String,
    pub headers: HeaderMap,
}

impl Reply {
    /// A reply that is sent at once and as it is.
    pub fn new(status: StatusCode, headers: HeaderMap, body: impl Into<Bytes>) -> Self {
        let mut reply = Self {
            interim: Vec::new(),
            status,
            reason: reason(status).to_owned(),
            headers,
            body: body.into(),
            wait: Duration::ZERO,
            ending: Ending::Sent,
            unread: None,
        };
        reply.set_length();
        reply
    }

    /// The `Content-Length` that goes with the reply, whatever the method: HEAD says GET's (RFC 9110 section 8.6). None with 1xx,
    /// 204 and 304, and none for a body in chunks.
    pub fn content_length(&self) -> Option<usize> {
        let without = matches!(self.status.as_u16(), 100..=199 | 204 | 304);
        (!without && self.ending != Ending::Fault(FaultKind::BadChunk)).then_some(self.body.len())
    }

    fn set_length(&mut self) {
        match self.content_length() {
            Some(length) => {
                self.headers.insert(header::CONTENT_LENGTH, HeaderValue::from(length));
            }
            None => {
                self.headers.remove(header::CONTENT_LENGTH);
            }
        }
    }
}

/// The reason phrase of a response of ours. RFC 9110 renamed two; the library still has the old names.
fn reason(status: StatusCode) -> &'static str {
    match status.as_u16() {
        413 => "Content Too Large",
        422 => "Unprocessable Content",
        _ => status.canonical_reason().unwrap_or("Error"),
    }
}

/// What happens to the response on its way out.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Ending {
    /// It is sent as it is.
    Sent,
    /// Nothing is sent and the connection closed.
    Nothing,
    /// 101 is sent and WebSocket frames are echoed (RFC 6455).
    Upgrade,
    Fault(FaultKind),
}

/// What the parts of a reply are made from.
struct ReplyContext<'a> {
    call: &'a Call,
    selection: &'a Selection,
    book: &'a Book,
    request: &'a RequestView<'a>,
    now: Timestamp,
    /// The moment that the body names; frozen where caches compare.
    stamp: Timestamp,
    draw: u64,
    /// What goes out.
    code: Code,
    /// What the body says in place of the summary.
    note: Option<String>,
}

impl ReplyContext<'_> {
    fn settings(&self) -> &Settings {
        &self.selection.settings
    }

    /// The method whose response is made: HEAD gets the head of GET (RFC 9110 section 9.3.2).
    fn method(&self) -> &str {
        if self.call.method == "HEAD" {
            "GET"
        } else {
            &self.call.method
        }
    }

    /// Whether the caller asked for this very code in an address, so that an option that doesn't fit it is a mistake of theirs.
    /// Where a step, a draw, a quota or a condition chose the code, the option just doesn't apply; nor does one in a header, which
    /// clients send along when they follow a redirect.
    fn is_asked(&self, code: Code) -> bool {
        !self.request.from_headers && self.call.target == Target::Code(code)
    }
}

#[cfg(test)]
mod tests;

//! From a [`Call`] to the [`Reply`] that the mock gives: pure, so that the same call with the same inputs is the same reply.

mod accept;
mod auth;
mod body;
mod choice;
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
mod reply;
mod replying;
mod selection;
mod unused;
pub mod vendors;
mod websocket;

use http::header::{HeaderMap, HeaderName};
use jiff::Timestamp;

use crate::book::Book;
use crate::call::{Call, Settings, Target};
use crate::code::Code;

pub use conditional::is_unmodified;
pub use cors::{allow_reading, is_preflight, preflight};
pub use expectation::{Unread, leaves_body};
pub use fields::{http_date, put};
pub use preview::{Preview, PreviewBody, basic, preview};
pub use refusal::{Refusal, check_destination, refuse};
pub use reply::{Ending, Interim, Reply};
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

//! What will be sent: the response, what comes before it, and how it ends.

use std::time::Duration;

use bytes::Bytes;
use http::StatusCode;
use http::header::{self, HeaderMap, HeaderValue};

use super::ReplyContext;
use super::expectation::Unread;
use crate::call::fault::FaultKind;

/// A header of gzip (RFC 1952 section 2.3), then a block of the reserved type (RFC 1951 section 3.2.3). Whatever follows, no
/// client can read it: without the block, a body can happen to be valid deflate data.
const BAD_GZIP: &[u8] = b"\x1f\x8b\x08\x00\x00\x00\x00\x00\x00\x03\x07";

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

    /// Adds the fields that say where the body ends and what becomes of the connection, so that they are shown as they are sent.
    pub(super) fn frame(&mut self, context: &ReplyContext) {
        self.unread = context.request.unread;
        let taken_over = !self.interim.is_empty()
            || !matches!(
                self.ending,
                Ending::Sent | Ending::Upgrade | Ending::Fault(FaultKind::BadGzip)
            );
        if taken_over || self.unread == Some(Unread::Close) {
            // What hyper can't send is sent on the connection itself, which then ends; so it does behind a body that wasn't read.
            self.headers.insert(header::CONNECTION, HeaderValue::from_static("close"));
        }
        match self.ending {
            Ending::Upgrade => {
                self.headers.insert(header::CONNECTION, HeaderValue::from_static("Upgrade"));
                self.headers.insert(header::UPGRADE, HeaderValue::from_static("websocket"));
            }
            Ending::Fault(FaultKind::BadChunk) => {
                self.headers
                    .insert(header::TRANSFER_ENCODING, HeaderValue::from_static("chunked"));
            }
            Ending::Fault(FaultKind::BadGzip) => {
                self.headers
                    .insert(header::CONTENT_ENCODING, HeaderValue::from_static("gzip"));
                self.body = [BAD_GZIP, &self.body].concat().into();
            }
            _ => {}
        }
        self.set_length();
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
pub(super) fn reason(status: StatusCode) -> &'static str {
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

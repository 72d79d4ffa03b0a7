//! The body of a request to the mock, read before the response: a close would else be a reset, and the connection could not be used
//! again.

use std::time::Duration;

use bytes::{Bytes, BytesMut};
use http::StatusCode;
use http_body_util::BodyExt;
use hyper::body::Body as HttpBody;

use crate::mock::{Refusal, Unread};

/// How much of a body is read before the response, in bytes, and how long it may take to arrive.
pub const BODY_BYTES: usize = 8 * 1024 * 1024;
pub const BODY_TIME: Duration = Duration::from_secs(10);
/// How large a body may be that comes back.
pub const ECHOED_BYTES: usize = 1024 * 1024;
/// How much a vendor looks at.
const START_BYTES: usize = 64 * 1024;

/// How much of a body is needed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Keep {
    Nothing,
    Start,
    All,
}

/// A body, as far as it was read and is needed.
#[derive(Debug)]
pub struct RequestBody {
    pub bytes: Bytes,
    /// That it was not read to its end.
    pub unread: Option<Unread>,
}

impl RequestBody {
    pub const fn left(unread: Unread) -> Self {
        Self {
            bytes: Bytes::new(),
            unread: Some(unread),
        }
    }
}

/// Reads a body to its end. One that is too large is left, at once if it says so beforehand: the connection then ends with the
/// response.
///
/// # Errors
/// The body is malformed, or does not arrive in time.
pub async fn read<B>(mut body: B, keep: Keep) -> Result<RequestBody, Refusal>
where
    B: HttpBody<Data = Bytes> + Unpin,
{
    let (most, kept_most) = match keep {
        Keep::Nothing => (BODY_BYTES, 0),
        Keep::Start => (BODY_BYTES, START_BYTES),
        Keep::All => (ECHOED_BYTES, ECHOED_BYTES),
    };
    // The declared length, or what is known of it. Nothing is read, so nobody is asked to send it (no 100 Continue).
    if body.size_hint().lower() > most as u64 {
        return Ok(RequestBody::left(Unread::Close));
    }
    let read_all = async {
        let mut left = most;
        let mut kept = BytesMut::new();
        while let Some(frame) = body.frame().await {
            // Broken chunks, or the client has gone: hyper closes after the response.
            let frame = frame.map_err(|_| {
                Refusal::new(
                    StatusCode::BAD_REQUEST,
                    "broken-body",
                    "The request's body ended before it was complete, or its chunks are malformed.",
                )
            })?;
            let Some(data) = frame.data_ref() else { continue };
            let Some(rest) = left.checked_sub(data.len()) else {
                return Ok(RequestBody::left(Unread::Close));
            };
            left = rest;
            let room = kept_most - kept.len();
            kept.extend_from_slice(&data[..data.len().min(room)]);
        }
        Ok(RequestBody {
            bytes: kept.freeze(),
            unread: None,
        })
    };
    tokio::time::timeout(BODY_TIME, read_all).await.unwrap_or_else(|_| {
        Err(Refusal::new(
            StatusCode::REQUEST_TIMEOUT,
            "body-too-slow",
            format!("The request's body didn't arrive within {} seconds.", BODY_TIME.as_secs()),
        ))
    })
}

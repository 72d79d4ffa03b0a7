//! The mock over HTTP: reads the call, waits as long as it says, sends the reply.

use std::time::Duration;

use axum::body::Body;
use bytes::Bytes;
use http::header::{self, HeaderMap, HeaderValue};
use http::request::Parts;
use http::{Response, StatusCode};
use http_body_util::BodyExt;
use hyper::body::Body as HttpBody;
use hyper::ext::ReasonPhrase;
use jiff::Timestamp;

use super::origin::Origin;
use super::{BoxError, State};
use crate::call;
use crate::call::options::Caps;
use crate::mock::{self, Refusal, Reply, Seen};

/// How much of a request's body is read before the answer, in bytes, and how long it may take to arrive.
const BODY_BYTES: usize = 8 * 1024 * 1024;
const BODY_TIME: Duration = Duration::from_secs(10);

/// The answer to a request whose path is the mock's.
pub async fn answer<B>(state: &State, parts: &Parts, body: B, origin: &Origin) -> Response<Body>
where
    B: HttpBody<Data = Bytes> + Send + Unpin,
    B::Error: Into<BoxError>,
{
    if mock::is_preflight(&parts.method, &parts.headers) {
        return response(mock::preflight(&parts.headers));
    }
    match simulate(state, parts, body, origin).await {
        Ok(reply) => response(reply),
        Err(refusal) => refuse(&refusal, &parts.headers),
    }
}

/// An error of ours as an answer.
pub fn refuse(refusal: &Refusal, request: &HeaderMap) -> Response<Body> {
    let mut answer = response(mock::refuse(refusal, request));
    // What is left of such a request is not worth reading.
    if matches!(refusal.status, StatusCode::PAYLOAD_TOO_LARGE | StatusCode::REQUEST_TIMEOUT) {
        answer
            .headers_mut()
            .insert(header::CONNECTION, HeaderValue::from_static("close"));
    }
    answer
}

async fn simulate<B>(state: &State, parts: &Parts, body: B, origin: &Origin) -> Result<Reply, Refusal>
where
    B: HttpBody<Data = Bytes> + Send + Unpin,
    B::Error: Into<BoxError>,
{
    let headers = parts.headers.iter().map(|(name, value)| (name.as_str(), value.as_bytes()));
    let reading = call::read::read(parts.method.as_str(), parts.uri.path(), parts.uri.query(), headers)?;
    reading.call.settings.check(Caps {
        longest_delay: state.settings.longest_delay,
    })?;
    let seen = Seen {
        target: parts.uri.path_and_query().map_or("/", |target| target.as_str()),
        origin: &origin.text,
        headers: &parts.headers,
        ignored: &reading.ignored,
    };
    let book = state.site.shelf.last_good();
    let reply = mock::reply(&reading.call, &book, &seen, Timestamp::now(), fastrand::u64(..))?;

    let asks_first = parts
        .headers
        .get(header::EXPECT)
        .is_some_and(|value| value.as_bytes().eq_ignore_ascii_case(b"100-continue"));
    if !(asks_first && mock::refuses_body(reading.call.code)) {
        drain(body).await?;
    }
    if !reply.wait.is_zero() {
        let _waiting = state.waiting.try_acquire().map_err(|_| {
            Refusal::new(
                StatusCode::SERVICE_UNAVAILABLE,
                "too-many-waiting",
                "Too many calls are waiting here already. Try again soon, or without a delay.",
            )
        })?;
        tokio::time::sleep(reply.wait).await;
    }
    Ok(reply)
}

/// Reads and forgets a request's body, so that the connection can be used again and a close is no reset.
async fn drain<B>(mut body: B) -> Result<(), Refusal>
where
    B: HttpBody<Data = Bytes> + Unpin,
{
    let read_all = async {
        let mut left = BODY_BYTES;
        while let Some(frame) = body.frame().await {
            let length = match &frame {
                Ok(frame) => frame.data_ref().map_or(0, Bytes::len),
                // Broken chunks, or the client has gone: hyper closes after the answer.
                Err(_) => {
                    return Err(Refusal::new(
                        StatusCode::BAD_REQUEST,
                        "broken-body",
                        "The request's body ended before it was complete, or its chunks are malformed.",
                    ));
                }
            };
            left = left.checked_sub(length).ok_or_else(|| {
                Refusal::new(
                    StatusCode::PAYLOAD_TOO_LARGE,
                    "body-too-large",
                    format!("The request's body is larger than {BODY_BYTES} bytes, the most that is read here."),
                )
            })?;
        }
        Ok(())
    };
    tokio::time::timeout(BODY_TIME, read_all).await.unwrap_or_else(|_| {
        Err(Refusal::new(
            StatusCode::REQUEST_TIMEOUT,
            "body-too-slow",
            format!("The request's body did not arrive within {} seconds.", BODY_TIME.as_secs()),
        ))
    })
}

fn response(reply: Reply) -> Response<Body> {
    let mut response = Response::new(Body::from(reply.body));
    *response.status_mut() = reply.status;
    *response.headers_mut() = reply.headers;
    if let Ok(reason) = ReasonPhrase::try_from(reply.reason.into_bytes()) {
        response.extensions_mut().insert(reason);
    }
    // hyper knows 204 and 304, but not that 205 has a length of 0 (RFC 9110 section 15.3.6).
    if response.status() == StatusCode::RESET_CONTENT {
        response
            .headers_mut()
            .insert(header::CONTENT_LENGTH, HeaderValue::from_static("0"));
    }
    response
}

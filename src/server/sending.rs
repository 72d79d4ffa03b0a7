//! A reply as hyper sends it, or as a plan for the bare connection where hyper cannot.

use std::time::Duration;

use axum::body::Body;
use bytes::Bytes;
use http::header::{self, HeaderName, HeaderValue};
use http::request::Parts;
use http::{Method, Response, StatusCode};
use tokio_tungstenite::tungstenite::handshake::derive_accept_key;

use super::responses::from_reply;
use crate::call::fault::FaultKind;
use crate::mock::{self, Ending, Reply};
use crate::wire::{Outcome, Plan, Step, head, interim};

/// What no client takes for HTTP.
const GARBAGE: &[u8] = b"\x16\x03\x01 this is not HTTP \x00\xff\xfe\r\n\r\n";
const GZIP_HEADER: &[u8] = b"\x1f\x8b\x08\x00\x00\x00\x00\x00\x00\x03";

/// An answer while it waits: its headers in a tight list, because the map in which they are built takes several times their size.
pub struct Resting {
    answer: Response<Body>,
    headers: Box<[(Option<HeaderName>, HeaderValue)]>,
}

impl From<Response<Body>> for Resting {
    fn from(mut answer: Response<Body>) -> Self {
        let headers = std::mem::take(answer.headers_mut()).into_iter().collect();
        Self { answer, headers }
    }
}

impl From<Resting> for Response<Body> {
    fn from(resting: Resting) -> Self {
        let mut answer = resting.answer;
        // A further value of a header comes without its name.
        answer.headers_mut().extend(resting.headers);
        answer
    }
}

/// # Errors
/// The plan, where the reply needs one: it is no failure.
pub fn send(mut reply: Reply, parts: &Parts) -> Outcome {
    if reply.ending == Ending::Fault(FaultKind::BadGzip) {
        // The head of a gzip file, and then no gzip.
        reply
            .headers
            .insert(header::CONTENT_ENCODING, HeaderValue::from_static("gzip"));
        reply.body = [GZIP_HEADER, &reply.body].concat().into();
        reply.ending = Ending::Sent;
    }
    if reply.interim.is_empty() && reply.ending == Ending::Sent {
        return Ok(from_reply(reply));
    }
    Err(plan(reply, parts))
}

fn plan(mut reply: Reply, parts: &Parts) -> Plan {
    let mut steps: Vec<Step> = reply
        .interim
        .iter()
        .map(|(status, reason, headers)| interim(status.as_u16(), reason, headers))
        .collect();
    let headers = &mut reply.headers;
    mock::put(headers, header::DATE, &mock::http_date(jiff::Timestamp::now(), 0));
    if reply.ending == Ending::Upgrade {
        let key = parts
            .headers
            .get("sec-websocket-key")
            .map(|key| derive_accept_key(key.as_bytes()))
            .unwrap_or_default();
        headers.insert(header::CONNECTION, HeaderValue::from_static("Upgrade"));
        headers.insert(header::UPGRADE, HeaderValue::from_static("websocket"));
        mock::put(headers, header::SEC_WEBSOCKET_ACCEPT, &key);
        steps.push(Step::Send(head(
            StatusCode::SWITCHING_PROTOCOLS.as_u16(),
            &reply.reason,
            headers,
        )));
        steps.push(Step::EchoWebSocket);
        return Plan(steps);
    }
    headers.insert(header::CONNECTION, HeaderValue::from_static("close"));
    let chunked = reply.ending == Ending::Fault(FaultKind::BadChunk);
    if chunked {
        headers.insert(header::TRANSFER_ENCODING, HeaderValue::from_static("chunked"));
    } else if !matches!(reply.status, StatusCode::NO_CONTENT | StatusCode::NOT_MODIFIED) {
        headers.insert(header::CONTENT_LENGTH, HeaderValue::from(reply.body.len()));
    }
    let head = Step::Send(head(reply.status.as_u16(), &reply.reason, &reply.headers));
    let body = if parts.method == Method::HEAD {
        Bytes::new()
    } else {
        reply.body
    };
    let half = body.len() / 2;
    match reply.ending {
        Ending::Nothing | Ending::Upgrade | Ending::Fault(FaultKind::Close) => {}
        Ending::Sent | Ending::Fault(FaultKind::BadGzip) => steps.extend([head, Step::Send(body)]),
        Ending::Fault(FaultKind::Reset) => steps.push(Step::Reset),
        Ending::Fault(FaultKind::Garbage) => steps.push(Step::Send(Bytes::from_static(GARBAGE))),
        Ending::Fault(FaultKind::Truncate) => steps.extend([head, Step::Send(body.slice(..half))]),
        Ending::Fault(FaultKind::BadChunk) => {
            let chunk = [format!("{half:x}\r\n").as_bytes(), &body[..half], b"\r\nno length\r\n"].concat();
            steps.extend([head, Step::Send(chunk.into())]);
        }
        Ending::Fault(FaultKind::Stall(time)) => {
            let wait = Step::Wait(time.longest());
            steps.extend([head, Step::Send(body.slice(..half)), wait, Step::Send(body.slice(half..))]);
        }
        Ending::Fault(FaultKind::Drip(time, pieces)) => {
            steps.push(head);
            steps.extend(drip(&body, time.longest(), usize::from(pieces)));
        }
    }
    Plan(steps)
}

/// The body in pieces, evenly over the time.
fn drip(body: &Bytes, time: Duration, pieces: usize) -> impl Iterator<Item = Step> + '_ {
    let pieces = pieces.clamp(1, body.len().max(1));
    let pause = time / u32::try_from(pieces).unwrap_or(1);
    (0..pieces).flat_map(move |i| {
        let at = |i: usize| body.len() * i / pieces;
        [Step::Wait(pause), Step::Send(body.slice(at(i)..at(i + 1)))]
    })
}

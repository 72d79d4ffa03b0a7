//! A reply as hyper sends it, or as a plan for the bare connection where hyper can't.

use axum::body::Body;
use bytes::Bytes;
use http::header::{self, HeaderName, HeaderValue};
use http::request::Parts;
use http::{Method, Response, StatusCode};

use super::responses::from_reply;
use crate::call::fault::{Cut, FaultKind};
use crate::mock::{Ending, Reply, Unread};
use crate::wire::{Fields, Framing, Outcome, Plan, Step, Unsent};

/// A response while it waits: its headers in a tight list, because the map in which they are built takes several times their size.
pub struct ParkedResponse {
    response: Response<Body>,
    headers: Box<[(Option<HeaderName>, HeaderValue)]>,
}

impl From<Response<Body>> for ParkedResponse {
    fn from(mut response: Response<Body>) -> Self {
        let headers = std::mem::take(response.headers_mut()).into_iter().collect();
        Self { response, headers }
    }
}

impl From<ParkedResponse> for Response<Body> {
    fn from(parked: ParkedResponse) -> Self {
        let mut response = parked.response;
        // A further value of a header comes without its name.
        response.headers_mut().extend(parked.headers);
        response
    }
}

/// What is to be done to send the reply.
pub fn send(reply: Reply, parts: &Parts) -> Outcome {
    let by_hyper = matches!(reply.ending, Ending::Sent | Ending::Fault(FaultKind::BadGzip)) && reply.interim.is_empty();
    if !by_hyper {
        return plan(reply, parts).into();
    }
    match unsent(parts).filter(|_| reply.unread == Some(Unread::Keep)) {
        Some(unsent) => plan(reply, parts).keeping_open(unsent).into(),
        None => from_reply(reply).into(),
    }
}

/// The body that a client was told not to send; `None` if there is none, or if the client wants the connection to end anyway.
/// hyper would wait for it, or close.
fn unsent(parts: &Parts) -> Option<Unsent> {
    let value = |name: HeaderName| parts.headers.get(name).and_then(|value| value.to_str().ok());
    let closes =
        value(header::CONNECTION).is_some_and(|value| value.split(',').any(|item| item.trim().eq_ignore_ascii_case("close")));
    if closes {
        None
    } else if parts.headers.contains_key(header::TRANSFER_ENCODING) {
        Some(Unsent::Chunks)
    } else {
        let length = value(header::CONTENT_LENGTH).and_then(|length| length.parse().ok());
        length.filter(|length| *length > 0).map(Unsent::Length)
    }
}

fn plan(reply: Reply, parts: &Parts) -> Plan {
    let length = reply.content_length();
    let mut steps: Vec<Step> = reply
        .interim
        .into_iter()
        .map(|interim| Step::Interim {
            status: interim.status,
            reason: interim.reason,
            fields: interim.headers.into(),
        })
        .collect();
    let fields = Fields::from(reply.headers);
    let kind = match reply.ending {
        Ending::Sent if steps.is_empty() => "expectation-refused",
        Ending::Sent => "interim",
        Ending::Nothing => "no-response",
        Ending::Upgrade => "websocket",
        Ending::Fault(fault) => fault.name(),
    };
    if reply.ending == Ending::Upgrade {
        steps.push(Step::EchoWebSocket {
            reason: reply.reason,
            fields,
            key: parts
                .headers
                .get(header::SEC_WEBSOCKET_KEY)
                .cloned()
                .unwrap_or_else(|| HeaderValue::from_static("")),
        });
        return Plan::new(StatusCode::SWITCHING_PROTOCOLS, kind, steps);
    }
    let framing = match length {
        _ if reply.ending == Ending::Fault(FaultKind::BadChunk) => Framing::Chunked,
        Some(length) => Framing::Length(length),
        None => Framing::Nothing,
    };
    let head = Step::Head {
        status: reply.status,
        reason: reply.reason,
        fields,
        framing,
    };
    let body = if parts.method == Method::HEAD {
        Bytes::new()
    } else {
        reply.body
    };
    let half = body.len() / 2;
    let cut = |cut: Cut| cut.place(body.len());
    match reply.ending {
        Ending::Nothing | Ending::Upgrade | Ending::Fault(FaultKind::Close) => {}
        Ending::Sent | Ending::Fault(FaultKind::BadGzip) => steps.extend([head, Step::Data(body)]),
        Ending::Fault(FaultKind::Reset) => steps.push(Step::Reset),
        Ending::Fault(FaultKind::Garbage) => steps.push(Step::Garbage),
        Ending::Fault(FaultKind::Truncate(at)) => steps.extend([head, Step::Data(body.slice(..cut(at))), Step::Pause]),
        Ending::Fault(FaultKind::BadChunk) => {
            steps.extend([head, Step::Chunk(body.slice(..half)), Step::Pause, Step::BreakChunk])
        }
        Ending::Fault(FaultKind::Stall(time, at)) => steps.extend([
            head,
            Step::Data(body.slice(..cut(at))),
            Step::Wait(time.longest()),
            Step::Data(body.slice(cut(at)..)),
        ]),
        Ending::Fault(FaultKind::Drip(time, pieces)) => steps.extend([
            head,
            Step::Drip {
                body,
                time: time.longest(),
                pieces: u32::from(pieces),
            },
        ]),
    }
    Plan::new(reply.status, kind, steps)
}

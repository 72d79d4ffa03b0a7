//! A reply as hyper sends it, or as a plan for the bare connection where hyper can't.

use axum::body::Body;
use bytes::Bytes;
use http::header::{self, HeaderName, HeaderValue};
use http::request::Parts;
use http::{Method, Response, StatusCode};

use super::mocked::response;
use crate::call::fault::FaultKind;
use crate::mock::{Ending, Reply};
use crate::wire::{Fields, Framing, Outcome, Plan, Step};

/// A header of gzip (RFC 1952 section 2.3), then a block of the reserved type (RFC 1951 section 3.2.3). Whatever follows, no
/// client can read it: without the block, a body can happen to be valid deflate data.
const BAD_GZIP: &[u8] = b"\x1f\x8b\x08\x00\x00\x00\x00\x00\x00\x03\x07";

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
pub fn send(mut reply: Reply, parts: &Parts) -> Outcome {
    if reply.ending == Ending::Fault(FaultKind::BadGzip) {
        reply
            .headers
            .insert(header::CONTENT_ENCODING, HeaderValue::from_static("gzip"));
        reply.body = [BAD_GZIP, &reply.body].concat().into();
        reply.ending = Ending::Sent;
    }
    if reply.interim.is_empty() && reply.ending == Ending::Sent {
        response(reply).into()
    } else {
        plan(reply, parts).into()
    }
}

fn plan(reply: Reply, parts: &Parts) -> Plan {
    let mut steps: Vec<Step> = reply
        .interim
        .into_iter()
        .map(|(status, reason, headers)| Step::Interim {
            status,
            reason,
            fields: headers.into(),
        })
        .collect();
    let fields = Fields::from(reply.headers);
    let kind = match reply.ending {
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
    let framing = match reply.status {
        StatusCode::NO_CONTENT | StatusCode::NOT_MODIFIED => Framing::Nothing,
        _ if reply.ending == Ending::Fault(FaultKind::BadChunk) => Framing::Chunked,
        _ => Framing::Length(reply.body.len()),
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
    match reply.ending {
        Ending::Nothing | Ending::Upgrade | Ending::Fault(FaultKind::Close) => {}
        Ending::Sent | Ending::Fault(FaultKind::BadGzip) => steps.extend([head, Step::Data(body)]),
        Ending::Fault(FaultKind::Reset) => steps.push(Step::Reset),
        Ending::Fault(FaultKind::Garbage) => steps.push(Step::Garbage),
        Ending::Fault(FaultKind::Truncate) => steps.extend([head, Step::Data(body.slice(..half))]),
        Ending::Fault(FaultKind::BadChunk) => steps.extend([head, Step::Chunk(body.slice(..half)), Step::BreakChunk]),
        Ending::Fault(FaultKind::Stall(time)) => steps.extend([
            head,
            Step::Data(body.slice(..half)),
            Step::Wait(time.longest()),
            Step::Data(body.slice(half..)),
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

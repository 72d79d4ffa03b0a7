//! The mock over HTTP: reads the call, takes its turn, makes the reply. `mod.rs` waits as long as the reply says.

use std::net::IpAddr;

use axum::body::Body;
use bytes::{Bytes, BytesMut};
use http::header::{self, HeaderMap, HeaderValue};
use http::request::Parts;
use http::{Response, StatusCode, Version};
use http_body_util::BodyExt;
use hyper::body::Body as HttpBody;
use jiff::Timestamp;

use super::bounds::{BODY_BYTES, BODY_TIME, ECHOED_BYTES};
use super::origin::Origin;
use super::responses::{from_reply, refuse};
use super::{BoxError, Decided, State, sending};
use crate::call::read::Reading;
use crate::call::target::What;
use crate::call::{self, Call, Target};
use crate::code::Code;
use crate::digest;
use crate::mock::{self, Quota, Refusal, Reply, Seen, Turn};
use crate::random;
use crate::store::{Full, Name};

/// The longest target that the store keeps in full, in characters.
const LONGEST_NAME: usize = 200;

/// Who asks; an extension of the request. Stands for the key of those who name none.
#[derive(Clone, Copy, Debug)]
pub struct ClientAddress(pub IpAddr);

/// The answer to a request whose path is the mock's.
pub async fn answer<B>(state: &State, parts: &Parts, body: B, origin: &Origin) -> Decided
where
    B: HttpBody<Data = Bytes> + Send + Unpin,
    B::Error: Into<BoxError>,
{
    if mock::is_preflight(&parts.method, &parts.headers) {
        // Only what stands in the address: the browser, not the caller, wrote this request.
        let reading = call::read::read(parts.method.as_str(), parts.uri.path(), parts.uri.query(), []);
        let settings = reading.map(|reading| reading.call.settings).unwrap_or_default();
        return Ok(from_reply(mock::preflight(&parts.headers, &settings))).into();
    }
    match simulate(state, parts, body, origin).await {
        Ok(reply) => Decided {
            wait: reply.wait,
            outcome: sending::send(reply, parts),
        },
        Err(refusal) => Ok(refuse(&refusal, &parts.headers)).into(),
    }
}

/// The answer to a call that would have to wait where no more can.
pub fn too_many_waiting() -> Response<Body> {
    let refusal = Refusal::new(
        StatusCode::SERVICE_UNAVAILABLE,
        "too-many-waiting",
        "Too many calls are waiting here already. Try again soon, or without a delay.",
    );
    refuse(&refusal, &HeaderMap::new())
}

fn read(parts: &Parts) -> Result<Reading, Refusal> {
    let headers = parts.headers.iter().map(|(name, value)| (name.as_str(), value.as_bytes()));
    call::read::read(parts.method.as_str(), parts.uri.path(), parts.uri.query(), headers).map_err(Refusal::from)
}

async fn simulate<B>(state: &State, parts: &Parts, body: B, origin: &Origin) -> Result<Reply, Refusal>
where
    B: HttpBody<Data = Bytes> + Send + Unpin,
    B::Error: Into<BoxError>,
{
    let Reading {
        call,
        ignored,
        from_headers,
    } = read(parts)?;
    check(state, &call)?;
    mock::check_destination(&parts.headers)?;
    let explain = call.settings.on("explain");
    let draw = fastrand::u64(..);
    let turn = if explain || is_prefetch(&parts.headers) {
        imagined(&call, draw)
    } else {
        take_turn(state, parts, &call, draw).await?
    };

    let asks_first = parts
        .headers
        .get(header::EXPECT)
        .is_some_and(|value| value.as_bytes().eq_ignore_ascii_case(b"100-continue"));
    let refused = asks_first && mock::refuses_body(turn.asked) && !mock::authorized(&turn.settings, turn.asked, &parts.headers);
    let body = if refused { Bytes::new() } else { drain(body).await? };

    let seen = Seen {
        target: parts.uri.path_and_query().map_or("/", |target| target.as_str()),
        origin: &origin.text,
        headers: &parts.headers,
        body: &body,
        http_11: parts.version >= Version::HTTP_11,
        ignored: &ignored,
        from_headers,
    };
    let book = state.site.book.last_good();
    let mut reply = mock::reply(&call, &turn, &book, &seen, Timestamp::now(), draw)?;
    if explain {
        return Ok(mock::explained(&reply, &turn, &seen));
    }
    if refused {
        // Its client may not send the body any more, or may: nobody can tell what follows on this connection
        // (RFC 9110 section 10.1.1).
        reply.headers.insert(header::CONNECTION, HeaderValue::from_static("close"));
    }
    Ok(reply)
}

/// Whether a browser only looks ahead (`Sec-Purpose`, Fetch Standard): what nobody asked for is not counted.
fn is_prefetch(headers: &HeaderMap) -> bool {
    headers
        .get("sec-purpose")
        .is_some_and(|purpose| purpose.as_bytes().starts_with(b"prefetch"))
}

/// The caps of this server on a call and on each of its steps.
fn check(state: &State, call: &Call) -> Result<(), Refusal> {
    let caps = state.config.caps();
    call.settings.check(&caps)?;
    if let Target::Sequence(list) = &call.target {
        for step in list.steps() {
            call.settings.with(&step.settings).check(&caps)?;
        }
    }
    Ok(())
}

/// Counts the call where it has to be counted, and says which answer it gets.
async fn take_turn(state: &State, parts: &Parts, call: &Call, draw: u64) -> Result<Turn, Refusal> {
    let client = parts
        .extensions
        .get::<ClientAddress>()
        .map_or_else(String::new, |client| format!("client {}", client.0));
    let name = |what: &str| Name {
        // A caller's key has no space in it, so it is never taken for an address.
        key: call.settings.text("key").map_or_else(|| client.clone(), str::to_owned),
        call: format!("{what}{}", short_name(&call.target)),
    };
    let store = &state.site.store;
    let quota = match call.settings.limit() {
        Some(limit) => {
            let window = store.count(&name("limit "), limit.window).await.map_err(full)?;
            Some(Quota {
                limit: limit.calls,
                window: limit.window,
                remaining: u64::from(limit.calls)
                    .saturating_sub(window.used)
                    .try_into()
                    .unwrap_or(u32::MAX),
                resets_in: window.resets_in,
                exceeded: window.used > u64::from(limit.calls),
            })
        }
        None => None,
    };
    let exceeded = quota.is_some_and(|quota| quota.exceeded);
    let keyed = call.settings.has("key");
    let mut turn = match &call.target {
        _ if exceeded => imagined(call, draw),
        Target::Code(code) if keyed => Turn {
            nth: Some(store.next(&name("")).await.map_err(full)? + 1),
            ..Turn::only(call, *code)
        },
        Target::Code(code) => Turn::only(call, *code),
        Target::Sequence(list) => {
            let nth = store.next(&name("")).await.map_err(full)?;
            step(call, list, nth)
        }
        Target::Random(set) => {
            let seed = call.settings.number("seed");
            let (nth, draw) = match (seed, call.settings.number("n")) {
                (Some(seed), Some(n)) => (None, random::mixed(seed, n)),
                (Some(seed), None) => {
                    let nth = store.next(&name("")).await.map_err(full)? + 1;
                    (Some(nth), random::mixed(seed, nth))
                }
                (None, _) if keyed => (Some(store.next(&name("")).await.map_err(full)? + 1), draw),
                (None, _) => (None, draw),
            };
            Turn {
                nth,
                ..Turn::only(call, set.draw(draw))
            }
        }
    };
    turn.quota = quota;
    Ok(turn)
}

/// A target as the store knows it: as it is, or cut with a digest of the whole, so that nobody fills the store with long names.
fn short_name(target: &Target) -> String {
    let text = target.to_string();
    match text.char_indices().nth(LONGEST_NAME) {
        Some((at, _)) => format!("{}… {}", &text[..at], digest::short(text.as_bytes())),
        None => text,
    }
}

/// The turn that would come first, without counting anything.
fn imagined(call: &Call, draw: u64) -> Turn {
    match &call.target {
        Target::Code(code) => Turn::only(call, *code),
        Target::Random(set) => Turn::only(call, set.draw(draw)),
        Target::Sequence(list) => step(call, list, 0),
    }
}

fn step(call: &Call, list: &call::target::List, nth: u64) -> Turn {
    let (at, step) = list.step(nth, call.settings.on("loop"));
    let settings = call.settings.with(&step.settings);
    let (code, fault) = match step.what {
        What::Code(code) => (code, settings.fault()),
        // A fault is done to an answer that is otherwise well.
        What::Fault(fault) => (OK, Some(fault)),
    };
    Turn {
        asked: code,
        fault,
        settings,
        step: Some((at + 1, list.len())),
        nth: Some(nth + 1),
        quota: None,
    }
}

const OK: Code = match Code::new(200) {
    Some(code) => code,
    None => panic!("200 is a code"),
};

fn full(Full: Full) -> Refusal {
    Refusal::new(
        StatusCode::SERVICE_UNAVAILABLE,
        "store-full",
        "This server remembers as many keys as it can. Try again later, or use a key that it knows.",
    )
}

/// Reads a request's body to its end, so that the connection can be used again and a close is no reset; keeps its beginning.
async fn drain<B>(mut body: B) -> Result<Bytes, Refusal>
where
    B: HttpBody<Data = Bytes> + Unpin,
{
    let read_all = async {
        let mut left = BODY_BYTES;
        let mut kept = BytesMut::new();
        while let Some(frame) = body.frame().await {
            // Broken chunks, or the client has gone: hyper closes after the answer.
            let frame = frame.map_err(|_| {
                Refusal::new(
                    StatusCode::BAD_REQUEST,
                    "broken-body",
                    "The request's body ended before it was complete, or its chunks are malformed.",
                )
            })?;
            let Some(data) = frame.data_ref() else { continue };
            left = left.checked_sub(data.len()).ok_or_else(|| {
                Refusal::new(
                    StatusCode::PAYLOAD_TOO_LARGE,
                    "body-too-large",
                    format!("The request's body is larger than {BODY_BYTES} bytes, the most that is read here."),
                )
            })?;
            let room = ECHOED_BYTES - kept.len();
            kept.extend_from_slice(&data[..data.len().min(room)]);
        }
        Ok(kept.freeze())
    };
    tokio::time::timeout(BODY_TIME, read_all).await.unwrap_or_else(|_| {
        Err(Refusal::new(
            StatusCode::REQUEST_TIMEOUT,
            "body-too-slow",
            format!("The request's body did not arrive within {} seconds.", BODY_TIME.as_secs()),
        ))
    })
}

//! From a [`Call`] to the [`Reply`] that the mock gives: pure, so that the same call with the same inputs is the same reply.

mod accept;
mod auth;
mod body;
mod conditional;
mod cors;
mod document;
mod fields;
mod redirect;
mod refusal;
pub mod vendors;
mod websocket;

use std::time::Duration;

use bytes::Bytes;
use http::StatusCode;
use http::header::{self, HeaderMap, HeaderName, HeaderValue};
use jiff::Timestamp;

use crate::book::{Book, Play};
use crate::call::fault::{Fault, FaultKind};
use crate::call::{Call, Settings, Target};
use crate::code::Code;
use crate::random::mixed;

pub use auth::authorized;
pub use body::sample_json;
pub use cors::{is_preflight, preflight};
pub use fields::{http_date, put};
pub use refusal::{Refusal, check_destination, refuse};

/// Marks a simulated answer; its value is the code that was asked for.
pub const X_MOCK_STATUS: HeaderName = HeaderName::from_static("x-mock-status");
/// Marks an error of ours; its value is the kind.
pub const X_MOCK_ERROR: HeaderName = HeaderName::from_static("x-mock-error");

/// What matters of a request beside the call.
#[derive(Debug)]
pub struct Seen<'a> {
    /// Path and query as they were sent.
    pub target: &'a str,
    /// Scheme and authority of this host as its clients see it, `https://host`.
    pub origin: &'a str,
    pub headers: &'a HeaderMap,
    /// As far as it was read; empty where it was not.
    pub body: &'a [u8],
    /// False for HTTP/1.0, which knows neither interim answers nor chunks.
    pub http_11: bool,
    /// Whether headers of the request chose the answer, so that no cache may give it to another request for the same address.
    pub from_headers: bool,
    /// Names that were read but are no options, for `X-Mock-Ignored`.
    pub ignored: &'a [String],
}

/// Which answer of a call it is: what was taken from draws, steps and quotas before.
#[derive(Clone, Debug)]
pub struct Turn {
    /// The code that is asked for by now.
    pub asked: Code,
    /// Options of the call and of its step.
    pub settings: Settings,
    /// What strikes this very answer.
    pub fault: Option<Fault>,
    /// Which step of how many, both counted from 1.
    pub step: Option<(usize, usize)>,
    /// The number of this call of its key, counted from 1.
    pub nth: Option<u64>,
    pub quota: Option<Quota>,
}

impl Turn {
    /// The only turn of a call for one code.
    pub fn only(call: &Call, code: Code) -> Self {
        Self {
            asked: code,
            fault: call.settings.fault(),
            settings: call.settings.clone(),
            step: None,
            nth: None,
            quota: None,
        }
    }
}

/// Where a key stands in its window.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Quota {
    pub limit: u32,
    pub window: Duration,
    /// Calls left in the window, after this one.
    pub remaining: u32,
    /// Until the window ends.
    pub resets_in: Duration,
    /// Whether this call was one too many.
    pub exceeded: bool,
}

/// What will be sent, and how long to wait before it.
#[derive(Debug)]
pub struct Reply {
    /// Interim answers before the final one, each with its headers (RFC 9110 section 15.2).
    pub interim: Vec<(StatusCode, String, HeaderMap)>,
    pub status: StatusCode,
    /// The reason phrase, for HTTP/1.1 (RFC 9112 section 4).
    pub reason: String,
    pub headers: HeaderMap,
    pub body: Bytes,
    pub wait: Duration,
    pub ending: Ending,
}

/// What happens to the answer on its way out.
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

/// The answer of one turn.
///
/// `draw` is any number, evenly spread; what is left to chance is taken from it.
///
/// # Errors
/// A [`Refusal`] for a combination that cannot be sent, or a destination that must not get it.
pub fn reply(call: &Call, turn: &Turn, book: &Book, seen: &Seen, now: Timestamp, draw: u64) -> Result<Reply, Refusal> {
    refusal::check_destination(seen.headers)?;
    let settings = &turn.settings;
    // RFC 9110 section 9.3.8: what comes back of a TRACE could betray credentials, so nothing does.
    if call.method == "TRACE" && (settings.on("echo") || settings.text("body") == Some("request")) {
        return Err(Refusal::new(
            StatusCode::BAD_REQUEST,
            "impossible-option",
            "TRACE is never echoed; use another method.",
        ));
    }
    let wait = settings.delay().map_or(Duration::ZERO, |delay| delay.pick(mixed(draw, 1)));
    let stamp = if conditional::is_frozen(settings) {
        conditional::frozen()
    } else {
        now
    };

    // What the code is by now: credentials that match, a quota that is used up.
    let code = if turn.quota.is_some_and(|quota| quota.exceeded) {
        fixed_code(429)
    } else if authorized(settings, turn.asked, seen.headers) {
        fixed_code(200)
    } else {
        turn.asked
    };
    let known = book.get(code);
    let play = book.play(code);
    let after = if matches!(play, Play::Interim | Play::Continue) {
        fixed_code(200)
    } else {
        code
    };
    let mut ending = ending(call, turn, after, play, seen, draw)?;

    // What the code becomes on the wire.
    let upgrade = play == Play::Upgrade && ending == Ending::Upgrade;
    let sent = match play {
        Play::Upgrade if !upgrade => fixed_code(426),
        Play::Interim | Play::Continue => fixed_code(200),
        _ => code,
    };
    let answer = Answer {
        call,
        turn,
        book,
        seen,
        now,
        stamp,
        draw,
        code: sent,
        note: note(code, play, seen, book),
    };
    let mut headers = fields::common();
    fields::markers(&mut headers, &answer, wait);
    let mut interim = Vec::new();
    if play == Play::Interim && seen.http_11 {
        let mut with_it = HeaderMap::new();
        fields::of_the_book(&mut with_it, known);
        if let Ok(status) = StatusCode::from_u16(code.number()) {
            interim.push((status, book.name(code).to_owned(), with_it));
        }
    } else {
        fields::of_the_book(&mut headers, book.get(sent));
    }
    fields::of_the_options(&mut headers, &answer)?;
    redirect::location(&mut headers, &answer)?;
    auth::challenge(&mut headers, &answer);
    if play == Play::Upgrade {
        websocket::fields(&mut headers, upgrade, seen.headers);
    }

    let judged = conditional::judge(&mut headers, &answer, play);
    let content = match judged.code.has_body() {
        // Nothing of it would be sent.
        _ if upgrade || ending == Ending::Nothing => body::Content::none(),
        true => document::part(&mut headers, &answer, judged.code, play)
            .map_or_else(|| body::of(&mut headers, &answer, judged.code), Ok)?,
        false => body::Content::none(),
    };
    if !judged.code.has_body() && ["body", "format", "vendor"].iter().any(|name| settings.has(name)) {
        fields::dropped(&mut headers, "body, which this code cannot have");
    }
    let code = content.code.unwrap_or(judged.code);
    // A condition may have taken the body that a fault works on.
    if matches!(ending, Ending::Fault(kind) if kind.needs_body()) && !code.has_body() {
        ending = Ending::Sent;
    }
    if let Some(media_type) = &content.media_type
        && let Ok(value) = HeaderValue::from_str(media_type)
    {
        headers.insert(header::CONTENT_TYPE, value);
    }
    fields::extras(&mut headers, settings, code);
    cors::expose_all(&mut headers, seen.headers, settings);
    Ok(Reply {
        interim,
        status: StatusCode::from_u16(if upgrade { 101 } else { code.number() }).unwrap_or(StatusCode::OK),
        reason: content
            .reason
            .unwrap_or_else(|| book.name(if upgrade { fixed_code(101) } else { code }).to_owned()),
        headers,
        body: content.bytes,
        wait,
        ending,
    })
}

/// The answer to `explain=1`: what the reply would have been.
pub fn explained(reply: &Reply, turn: &Turn, seen: &Seen) -> Reply {
    let mut headers = fields::common();
    headers.insert(X_MOCK_STATUS, HeaderValue::from(turn.asked.number()));
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/json"));
    cors::expose_all(&mut headers, seen.headers, &turn.settings);
    Reply {
        interim: Vec::new(),
        status: StatusCode::OK,
        reason: "OK".to_owned(),
        headers,
        body: body::explanation(reply, turn).into(),
        wait: Duration::ZERO,
        ending: Ending::Sent,
    }
}

/// What the parts of a reply are made from.
struct Answer<'a> {
    call: &'a Call,
    turn: &'a Turn,
    book: &'a Book,
    seen: &'a Seen<'a>,
    now: Timestamp,
    /// The moment that the body names; frozen where caches compare.
    stamp: Timestamp,
    draw: u64,
    /// What goes out, unless a condition changes it.
    code: Code,
    /// What the body says in place of the summary.
    note: Option<String>,
}

impl Answer<'_> {
    /// Whether the caller asked for this very code, so that an option that does not fit it is a mistake of theirs.
    /// Where a step, a draw, a quota or a condition chose the code, the option just does not apply.
    fn is_asked(&self, code: Code) -> bool {
        self.call.target == Target::Code(code)
    }
}

/// Of a 1xx the final answer says what became of it.
fn note(code: Code, play: Play, seen: &Seen, book: &Book) -> Option<String> {
    let name = book.name(code);
    match play {
        Play::Interim if seen.http_11 => Some(format!("The final answer; {code} {name} came before it")),
        Play::Interim => Some(format!("HTTP/1.0 has no interim answers, so {code} {name} was not sent")),
        Play::Continue => Some(format!(
            "{code} {name} is sent before this answer where Expect: 100-continue asks for it"
        )),
        _ => None,
    }
}

fn ending(call: &Call, turn: &Turn, code: Code, play: Play, seen: &Seen, draw: u64) -> Result<Ending, Refusal> {
    let fault = turn.fault.filter(|fault| fault.strikes(mixed(draw, 2)));
    if let Some(fault) = turn.fault {
        let impossible = |why: String| {
            Err(Refusal::new(
                StatusCode::BAD_REQUEST,
                "impossible-fault",
                format!("{}: {why}.", fault.kind.name()),
            ))
        };
        if fault.kind.needs_body() && (call.method == "HEAD" || !code.has_body() || turn.settings.text("format") == Some("empty"))
        {
            return impossible(format!("works on a body, and the answer to {} {code} has none", call.method));
        }
        if fault.kind == FaultKind::BadChunk && !seen.http_11 {
            return impossible("needs chunks, which HTTP/1.0 does not have".to_owned());
        }
    }
    Ok(match (fault, play) {
        (Some(fault), _) => Ending::Fault(fault.kind),
        (None, Play::Silent) => Ending::Nothing,
        (None, Play::Upgrade) if websocket::is_handshake(&call.method, seen.http_11, seen.headers)? => Ending::Upgrade,
        (None, _) => Ending::Sent,
    })
}

/// Whether the answer is decided without looking at the request's body, so that `Expect: 100-continue` gets it at once
/// instead of 100 (RFC 9110 section 10.1.1).
pub fn refuses_body(code: Code) -> bool {
    matches!(code.number(), 401 | 411 | 413 | 415 | 417 | 431)
}

/// The status that a client sees in the end of this call; `None` where there is none, or where it is left to chance or to the caller's state.
pub fn final_status(call: &Call, book: &Book) -> Option<u16> {
    if call.settings.on("explain") {
        return Some(200);
    }
    let certain = !["fault", "limit", "auth", "cache", "etag", "hops"]
        .iter()
        .any(|name| call.settings.has(name));
    match &call.target {
        Target::Code(code) if certain => match book.play(*code) {
            Play::Interim | Play::Continue => Some(200),
            Play::Upgrade => Some(426),
            Play::Silent => None,
            _ => Some(code.number()),
        },
        _ => None,
    }
}

/// Whether every answer of this call has a JSON body.
pub fn answers_json(call: &Call, book: &Book) -> bool {
    let changed = ["body", "vendor", "fault"].iter().any(|name| call.settings.has(name));
    let format = call
        .settings
        .text("format")
        .is_none_or(|format| matches!(format, "json" | "problem"));
    let special =
        |code: &Code| book.play(*code) == Play::Document || book.get(*code).is_some_and(|status| status.mock.body.is_some());
    !changed && format && !call.target.codes().iter().any(special)
}

/// Whether any answer of this call has a body.
pub fn answers_with_body(call: &Call) -> bool {
    let codes = call.target.codes();
    call.method != "HEAD"
        && call.settings.text("format") != Some("empty")
        && codes.iter().all(|code| code.number() < 200 || code.has_body())
}

/// A code that is written in this program.
const fn fixed_code(number: u16) -> Code {
    match Code::new(number) {
        Some(code) => code,
        None => panic!("not a code"),
    }
}

#[cfg(test)]
mod tests;

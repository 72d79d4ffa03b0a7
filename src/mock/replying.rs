//! How a reply comes about: what the code becomes, its headers, its conditions, its body.

use std::time::Duration;

use http::StatusCode;
use http::header::{self, HeaderMap, HeaderValue};
use jiff::Timestamp;

use super::body::MockBody;
use super::conditional::{self, Verdict};
use super::document::{self, Document};
use super::{
    Ending, Interim, OK, Refusal, Reply, ReplyContext, RequestView, Selection, X_MOCK_STATUS, auth, choice, cors, depends,
    fields, redirect, unused, websocket,
};
use crate::book::{Book, Play};
use crate::call::fault::FaultKind;
use crate::call::values::{Flag, Format, OwnBody};
use crate::call::{Call, Problem, Settings};
use crate::code::Code;
use crate::digest;
use crate::random::mixed;

/// The tag of codes that are about versions of one thing that has only one.
const ONLY_TAG: &str = "v1";

/// Salts of the numbers that are taken from one draw.
const DELAY: u64 = 1;
const FAULT: u64 = 2;

/// The reply to one call.
///
/// `draw` is any number, evenly spread; what is left to chance is taken from it.
///
/// # Errors
/// A [`Refusal`] for a combination that cannot be sent.
pub fn reply(
    call: &Call,
    selection: &Selection,
    book: &Book,
    request: &RequestView,
    now: Timestamp,
    draw: u64,
) -> Result<Reply, Refusal> {
    let settings = &selection.settings;
    check_trace(call, selection)?;
    let code = selection.code(request.headers);
    let play = book.play(code);
    let upgrade = play == Play::Upgrade && websocket::is_handshake(&call.method, request.http_11, request.headers)?;
    let planned = Planned::new(code, play, upgrade);
    let mut ending = planned.ending(call, selection, request, draw)?;

    let mut context = ReplyContext {
        call,
        selection,
        book,
        request,
        now,
        stamp: if is_frozen(settings) || play == Play::Document {
            conditional::frozen()
        } else {
            now
        },
        draw,
        code: planned.final_code,
        note: note(code, play, request, book),
    };
    let wait = settings.delay.map_or(Duration::ZERO, |delay| delay.pick(mixed(draw, DELAY)));
    let interim = interim(book, code, play, request);
    let tag = tag(&context, play)?;
    let mut headers = head(&context, wait, &planned, &interim, tag.as_deref())?;
    if let Some(changed) = judged(&headers, &context, play) {
        context.code = changed;
        // What belongs to the code that was asked for does not belong to a 304 or a 412.
        headers = head(&context, wait, &planned, &interim, tag.as_deref())?;
    }
    let names_stored = call.method == "PUT" && settings.etag.is_none() && (200..300).contains(&context.code.number());
    if names_stored {
        // The validators of a PUT would be those of what it stored (RFC 9110 section 9.3.4), and nothing was.
        headers.remove(header::ETAG);
        headers.remove(header::LAST_MODIFIED);
        fields::extras(&mut headers, settings, book, context.code);
    }
    let body = content(&mut headers, &mut context, play, upgrade || ending == Ending::Nothing)?;

    unused::report(&mut headers, &context, &body);
    // A condition may have taken the body that a fault works on.
    if matches!(ending, Ending::Fault(kind) if kind.needs_body()) && !context.code.has_body() {
        ending = Ending::Sent;
    }
    if let Some(media_type) = &body.media_type
        && let Ok(value) = HeaderValue::from_str(media_type)
    {
        headers.insert(header::CONTENT_TYPE, value);
    }
    fields::extras(&mut headers, settings, book, context.code);
    if context.code.number() == 304 {
        conditional::trim_not_modified(&mut headers);
    }
    let code = if upgrade && ending == Ending::Upgrade {
        Code::known(101)
    } else {
        context.code
    };
    let mut reply = Reply::new(
        StatusCode::from_u16(code.number()).unwrap_or(StatusCode::OK),
        headers,
        body.bytes,
    );
    reply.reason = body.reason.unwrap_or_else(|| book.name(code).to_owned());
    reply.interim = interim;
    reply.wait = wait;
    reply.ending = ending;
    reply.frame(&context);
    cors::expose_all(&mut reply.headers, request.headers, settings);
    Ok(reply)
}

/// RFC 9110 section 9.3.8: what comes back of a TRACE could betray credentials, so nothing does.
fn check_trace(call: &Call, selection: &Selection) -> Result<(), Refusal> {
    let settings = &selection.settings;
    let echoes = Flag::is_on(settings.echo) || settings.body == Some(OwnBody::Request);
    if call.method == "TRACE" && echoes {
        return Err(Refusal::new(
            StatusCode::BAD_REQUEST,
            "impossible-option",
            "The mock never echoes a TRACE request. Use another method.",
        ));
    }
    Ok(())
}

/// What a code turns into on the wire.
struct Planned {
    play: Play,
    upgrade: bool,
    /// The code of the final response, unless a condition changes it.
    final_code: Code,
}

impl Planned {
    fn new(code: Code, play: Play, upgrade: bool) -> Self {
        let final_code = match play {
            Play::Upgrade if !upgrade => Code::known(426),
            Play::Interim | Play::Continue => OK,
            _ => code,
        };
        Self {
            play,
            upgrade,
            final_code,
        }
    }

    fn ending(&self, call: &Call, selection: &Selection, request: &RequestView, draw: u64) -> Result<Ending, Refusal> {
        if let Some(fault) = selection.fault {
            let impossible = |why: String| {
                let message = format!("fault={} {why}.", fault.kind.name());
                Err(Problem::new("impossible-fault", message)
                    .with_value("fault", &fault.to_string())
                    .into())
            };
            let code = self.final_code;
            let has_body =
                call.method != "HEAD" && (code.has_body() || self.upgrade) && selection.settings.format != Some(Format::Empty);
            if fault.kind.needs_body() && !has_body {
                return impossible(format!("needs a body, and the response to {} /{code} has none", call.method));
            }
            if fault.kind == FaultKind::BadChunk && !request.http_11 {
                return impossible("needs chunks, which HTTP/1.0 doesn't have".to_owned());
            }
            if fault.strikes(mixed(draw, FAULT)) {
                return Ok(Ending::Fault(fault.kind));
            }
        }
        Ok(match self.play {
            Play::Silent => Ending::Nothing,
            Play::Upgrade if self.upgrade => Ending::Upgrade,
            _ => Ending::Sent,
        })
    }
}

/// Of a 1xx the final response says what became of it.
fn note(code: Code, play: Play, request: &RequestView, book: &Book) -> Option<String> {
    let name = book.name(code);
    match play {
        Play::Interim if request.http_11 => Some(format!("The final response. {code} {name} came before it")),
        Play::Interim => Some(format!("HTTP/1.0 has no interim responses, so {code} {name} wasn't sent")),
        Play::Continue => Some(format!(
            "{code} {name} comes before this response if the request has Expect: 100-continue"
        )),
        _ => None,
    }
}

fn interim(book: &Book, code: Code, play: Play, request: &RequestView) -> Vec<Interim> {
    if play != Play::Interim || !request.http_11 {
        return Vec::new();
    }
    let mut headers = HeaderMap::new();
    fields::add_from_book(&mut headers, book.get(code));
    let status = StatusCode::from_u16(code.number()).ok();
    let reason = book.name(code).to_owned();
    status.map(|status| Interim { status, reason, headers }).into_iter().collect()
}

/// Every header but those of the body.
fn head(
    context: &ReplyContext,
    wait: Duration,
    planned: &Planned,
    interim: &[Interim],
    tag: Option<&str>,
) -> Result<HeaderMap, Refusal> {
    let mut headers = fields::common();
    fields::add_markers(&mut headers, context, wait);
    // What belongs to an interim response has gone with it.
    if interim.is_empty() {
        fields::add_from_book(&mut headers, context.book.get(context.code));
    }
    depends::adjust(&mut headers, context);
    fields::apply_options(&mut headers, context)?;
    redirect::set_location(&mut headers, context)?;
    auth::set_challenge(&mut headers, context);
    if planned.play == Play::Upgrade {
        websocket::fields(&mut headers, planned.upgrade, context.request.headers);
    }
    if let Some(tag) = tag {
        conditional::put_validators(&mut headers, tag);
    }
    fields::extras(&mut headers, context.settings(), context.book, context.code);
    Ok(headers)
}

/// The tag of the response: the caller's, or the only one of a code that is about versions, or one made from the body.
/// None where the response isn't meant for caches.
fn tag(context: &ReplyContext, play: Play) -> Result<Option<String>, Refusal> {
    let settings = context.settings();
    if let Some(tag) = &settings.etag {
        return Ok(Some(tag.to_string()));
    }
    if matches!(play, Play::NotModified | Play::Precondition | Play::Document) {
        return Ok(Some(ONLY_TAG.to_owned()));
    }
    if settings.cache.is_none() {
        return Ok(None);
    }
    if !context.code.has_body() {
        return Ok(Some(ONLY_TAG.to_owned()));
    }
    let body = choice::choose(&mut HeaderMap::new(), context)?;
    Ok(Some(digest::short(&body.bytes)))
}

/// The code that the request's conditions make of a reply with these headers, if they change it.
fn judged(headers: &HeaderMap, context: &ReplyContext, play: Play) -> Option<Code> {
    let validators = conditional::validators(headers, context.now);
    if play == Play::NotModified || !conditional::counts_for(context.code.number()) || !validators.any() {
        return None;
    }
    match conditional::evaluate(&context.call.method, context.request.headers, &validators, context.now) {
        Verdict::NotModified => Some(Code::known(304)),
        Verdict::PreconditionFailed => Some(Code::known(412)),
        // Every condition holds: 412 would be untrue.
        Verdict::Proceed if play == Play::Precondition => Some(OK),
        Verdict::Proceed | Verdict::Unconditional => None,
    }
}

/// Whether the caller wants a response that caches can compare.
fn is_frozen(settings: &Settings) -> bool {
    settings.cache.is_some() || settings.etag.is_some()
}

/// The body, with the headers and the code that go with it.
fn content(headers: &mut HeaderMap, context: &mut ReplyContext, play: Play, nothing: bool) -> Result<MockBody, Refusal> {
    let settings = context.settings();
    let chosen = settings.body.is_some() || settings.format.is_some() || settings.vendor.is_some();
    if !context.code.has_body() {
        return without_body(headers, context, chosen);
    }
    if nothing {
        return Ok(MockBody::none());
    }
    if play == Play::Document && context.code.number() == 206 {
        let body = if chosen {
            Some(choice::choose(headers, context)?)
        } else {
            None
        };
        let document = body.as_ref().map_or_else(Document::fixed, Document::from_body);
        let validators = conditional::validators(headers, context.now);
        let part = document::respond(
            headers,
            document,
            &context.call.method,
            context.request.headers,
            &validators,
            context.now,
        );
        context.code = Code::new(part.status).unwrap_or(context.code);
        if let Some(bytes) = part.body {
            return Ok(MockBody {
                bytes,
                media_type: part.media_type,
                ..body.unwrap_or_default()
            });
        }
    }
    choice::choose(headers, context)
}

/// A response without a body still has the headers that a vendor sends with the code.
fn without_body(headers: &mut HeaderMap, context: &ReplyContext, chosen: bool) -> Result<MockBody, Refusal> {
    let settings = context.settings();
    let by_vendor = settings.vendor.is_some() && settings.body.is_none();
    let sent = by_vendor && choice::add_vendor_headers(headers, context)?;
    if chosen && (!sent || settings.format.is_some()) {
        fields::add_dropped(headers, "body, which this code can't have");
    }
    Ok(MockBody::none())
}

/// The reply to `explain=1`: what the reply would have been.
pub fn explained(reply: &Reply, selection: &Selection, request: &RequestView) -> Reply {
    let mut headers = fields::common();
    headers.insert(X_MOCK_STATUS, HeaderValue::from(selection.asked.number()));
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/json"));
    cors::expose_all(&mut headers, request.headers, &selection.settings);
    Reply::new(StatusCode::OK, headers, super::forms::explanation(reply, selection))
}

//! A request to the mock: read into a call, checked, counted, its body read, and turned into a reply. It waits for nothing but the
//! body: `serve` waits for the delay, and `sending` says how the reply leaves.

use bytes::Bytes;
use http::StatusCode;
use http::Version;
use http::request::Parts;
use hyper::body::Body as HttpBody;

use super::origin::Origin;
use super::request_body::{self, Keep, RequestBody};
use super::traces::{Drawn, Trace};
use super::wired::WireCall;
use super::{BoxError, State, selecting};
use crate::call::read::Reading;
use crate::call::values::{Flag, OwnBody};
use crate::call::{self, Call, Settings, Target};
use crate::mock::{self, Refusal, Reply, RequestView, Selection, Unread};

/// The reply to a request whose path is the mock's.
///
/// # Errors
/// An error of ours: the call can't be read, isn't allowed here, or can't be counted.
pub async fn reply<B>(state: &State, parts: &Parts, body: B, origin: &Origin) -> Result<Reply, Refusal>
where
    B: HttpBody<Data = Bytes> + Send + Unpin,
    B::Error: Into<BoxError>,
{
    if mock::is_preflight(&parts.method, &parts.headers) {
        // Only what is in the address: the browser, not the caller, wrote this request.
        let reading = call::read::read(parts.method.as_str(), parts.uri.path(), parts.uri.query(), []);
        let settings = reading.map(|reading| reading.call.settings).unwrap_or_default();
        return Ok(mock::preflight(&parts.headers, &settings));
    }
    let Reading {
        call,
        below,
        ignored,
        from_headers,
    } = read(parts)?;
    check(state, &call)?;
    mock::check_destination(&parts.headers)?;
    let explain = Flag::is_on(call.settings.explain);
    let (mut now, mut draw) = (state.chance.now(), state.chance.draw());
    let wire = parts.extensions.get::<WireCall>();
    let selection = if let Some(drawn) = wire.and_then(|wire| wire.replay.next(&call)) {
        (now, draw) = (drawn.now, drawn.draw);
        drawn.selection(&call)
    } else if explain || is_prefetch(parts) {
        Selection::uncounted(&call, draw)
    } else if wire.is_some() {
        selecting::look_ahead(state, parts, &call, draw).await?
    } else {
        selecting::select(state, parts, &call, draw).await?
    };
    if let Some(trace) = parts.extensions.get::<Trace>() {
        let network = selecting::network(&parts.extensions);
        state
            .traces
            .remember(network, *trace, Drawn::new(&call, &selection, now, draw));
    }
    let body = read_body(parts, body, &selection).await?;
    let request = RequestView {
        target: parts.uri.path_and_query().map_or("/", |target| target.as_str()),
        below: below.as_deref(),
        origin: &origin.text,
        headers: &parts.headers,
        body: &body.bytes,
        unread: body.unread,
        http_11: parts.version >= Version::HTTP_11,
        ignored: &ignored,
        from_headers,
    };
    let book = state.site.book.last_good();
    let reply = mock::reply(&call, &selection, &book, &request, now, draw)?;
    Ok(if explain {
        mock::explained(&reply, &selection, &request)
    } else {
        reply
    })
}

fn read(parts: &Parts) -> Result<Reading, Refusal> {
    let headers = parts.headers.iter().map(|(name, value)| (name.as_str(), value.as_bytes()));
    call::read::read(parts.method.as_str(), parts.uri.path(), parts.uri.query(), headers).map_err(Refusal::from)
}

/// Whether a browser only looks ahead (`Sec-Purpose`, Fetch Standard): what nobody asked for is not counted.
fn is_prefetch(parts: &Parts) -> bool {
    parts
        .headers
        .get("sec-purpose")
        .is_some_and(|purpose| purpose.as_bytes().starts_with(b"prefetch"))
}

/// The caps of this server on a call and on each of its steps.
fn check(state: &State, call: &Call) -> Result<(), Refusal> {
    let caps = state.config.caps();
    call.settings.check(&caps)?;
    if let Target::Sequence(list) = &call.target {
        for item in list.steps() {
            call.settings.with(&item.settings).check(&caps)?;
        }
    }
    Ok(())
}

/// The request's body as far as the reply needs it, or why it was left.
async fn read_body<B>(parts: &Parts, body: B, selection: &Selection) -> Result<RequestBody, Refusal>
where
    B: HttpBody<Data = Bytes> + Unpin,
{
    let settings = &selection.settings;
    let code = selection.code(&parts.headers);
    let http_11 = parts.version >= Version::HTTP_11;
    if let Some(unread) = mock::leaves_body(settings, code, &parts.headers, http_11) {
        return Ok(RequestBody::left(unread));
    }
    let keep = keeps(settings);
    match request_body::read(body, keep).await? {
        // The code that was asked for is sent all the same; only a body that should come back has to be there.
        RequestBody {
            unread: Some(Unread::Close),
            ..
        } if keep == Keep::All => Err(Refusal::new(
            StatusCode::PAYLOAD_TOO_LARGE,
            "body-too-large",
            format!(
                "The request's body is too large to be sent back: echo and body=request take up to {} bytes.",
                request_body::ECHOED_BYTES
            ),
        )),
        read => Ok(read),
    }
}

/// How much of the body the reply needs.
fn keeps(settings: &Settings) -> Keep {
    let comes_back = Flag::is_on(settings.echo) || settings.body == Some(OwnBody::Request);
    if comes_back {
        Keep::All
    } else if settings.vendor.is_some() {
        Keep::Start
    } else {
        Keep::Nothing
    }
}

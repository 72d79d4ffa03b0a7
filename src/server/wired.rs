//! The Wire tab: a second call, sent by our own client to a listener of its own, and shown byte for byte. It counts nothing, and reaches
//! nothing but the mock.

use std::net::SocketAddr;
use std::sync::{Arc, Weak};
use std::time::Duration;

use axum::body::Body;
use http::header::{self, HeaderName, HeaderValue};
use http::request::Parts;
use http::{Response, StatusCode};
use tokio::sync::OnceCell;

use super::bounds::{HOPS, WIRE_BYTES, WIRE_TIME};
use super::page_request::PageRequest;
use super::render::{Document, Sharing};
use super::responses::{plain, refuse};
use super::traces::{Replay, Trace};
use super::wire_request::Sent;
use super::{ClientAddress, State, no_place, pages, selecting, serve};
use crate::call::encoding;
use crate::call::path::is_mock_path;
use crate::code::Code;
use crate::mock::Refusal;
use crate::share::Pool;
use crate::site::{Page, WireView};
use crate::wire::{Ended, EventKind, Exchange, Limits, Loopback, Outcome, Recorder};

/// The form fields of a page that asks for the wire of a call it has just made, and that wants only the part it shows.
const TRACE: &str = "trace";
const FRAGMENT: &str = "fragment";

/// Calls that run at one time. One address alone gets half of them.
const RUNNING: usize = 1_000;
/// How long the call that a page has made may take to arrive here after the page's question about it.
const ARRIVAL_TIME: Duration = Duration::from_secs(2);
const ARRIVAL_CHECK: Duration = Duration::from_millis(20);

/// What the mock is told about a request of the wire client; an extension of that request.
#[derive(Clone, Debug)]
pub struct WireCall {
    /// For whom the call is made: their state is looked at, and their share is used.
    client: Option<ClientAddress>,
    pub replay: Arc<Replay>,
}

/// The wire client with its listener, which starts with the first call.
pub struct WireClient {
    loopback: OnceCell<Loopback<WireCall>>,
    running: Pool,
}

impl Default for WireClient {
    fn default() -> Self {
        Self {
            loopback: OnceCell::new(),
            running: Pool::new(RUNNING),
        }
    }
}

impl WireClient {
    /// The way to the listener.
    async fn loopback(&self, state: &Arc<State>) -> std::io::Result<&Loopback<WireCall>> {
        let state = Arc::downgrade(state);
        let start = async move || {
            Loopback::start(
                move |request, call: &WireCall| answer(state.clone(), request, call.clone()),
                Limits::default(),
            )
        };
        self.loopback.get_or_try_init(start).await
    }

    /// Where the listener is, once it has started.
    pub fn address(&self) -> Option<SocketAddr> {
        Some(self.loopback.get()?.address())
    }
}

/// What the listener serves: the mock, and nothing else.
async fn answer(state: Weak<State>, mut request: http::Request<hyper::body::Incoming>, call: WireCall) -> Outcome {
    let Some(state) = state.upgrade() else {
        return plain(StatusCode::SERVICE_UNAVAILABLE, "This server is stopping.\n".to_owned()).into();
    };
    if !is_mock_path(request.uri().path()) {
        return plain(StatusCode::NOT_FOUND, "Only the mock is here.\n".to_owned()).into();
    }
    if let Some(client) = call.client {
        request.extensions_mut().insert(client);
    }
    request.extensions_mut().insert(call);
    serve(state, request).await
}

/// Whether this is the address of a page that shows the wire.
pub fn is_wire_path(path: &str) -> bool {
    path.starts_with("/docs/") && path.ends_with("/wire")
}

/// The part of such a path that names the page.
pub fn name(path: &str) -> &str {
    let name = path.strip_prefix("/docs/").and_then(|rest| rest.strip_suffix("/wire"));
    name.unwrap_or("")
}

/// The page, or the part of one, that shows what goes over the wire for the state in its query or form.
pub async fn respond(state: &Arc<State>, request: PageRequest, parts: &Parts) -> Response<Body> {
    let mut response = show(state, request, parts).await;
    let headers = response.headers_mut();
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("private, no-store"));
    headers.insert(
        HeaderName::from_static("x-robots-tag"),
        HeaderValue::from_static("noindex, nofollow"),
    );
    response
}

async fn show(state: &Arc<State>, request: PageRequest, parts: &Parts) -> Response<Body> {
    if parts.headers.get("sec-purpose").is_some() {
        return plain(
            StatusCode::SERVICE_UNAVAILABLE,
            "This page makes a call, so it isn't fetched ahead of time.\n".to_owned(),
        );
    }
    let Some(code) = pages::code_at(&request) else {
        return pages::missing(&request, None).await;
    };
    let page_state = pages::state(&request, code);
    let is_fragment = request.parameter(FRAGMENT) == "1";
    let mut view = WireView {
        state: Box::new(page_state),
        exchange: Exchange::default(),
        is_replay: false,
    };
    if !view.state.problems.is_empty() {
        return send(&request, StatusCode::BAD_REQUEST, view, is_fragment).await;
    }
    let network = selecting::network(&parts.extensions);
    let _place = match state.wire.running.take(network) {
        Ok(place) => place,
        Err(denied) => return no_place(denied),
    };
    let drawn = match Trace::parse(&request.parameter(TRACE)) {
        Some(trace) => arrived(state, network, trace).await,
        None => Vec::new(),
    };
    let replay = Arc::new(Replay::new(drawn));
    let call = WireCall {
        client: parts.extensions.get().copied(),
        replay: replay.clone(),
    };
    let sent = Sent::new(&view.state, &request, &request.origin.text);
    view.exchange = match exchange(state, call, sent, &request.origin.text).await {
        Ok(exchange) => exchange,
        Err(error) => {
            tracing::error!(%error, "the wire client can't reach its listener");
            let refusal = Refusal::new(
                StatusCode::SERVICE_UNAVAILABLE,
                "wire-unavailable",
                "The wire client of this server doesn't work now. Try again soon.",
            );
            return refuse(&refusal, &parts.headers);
        }
    };
    view.is_replay = replay.was_used();
    send(&request, StatusCode::OK, view, is_fragment).await
}

async fn send(request: &PageRequest, status: StatusCode, view: WireView, is_fragment: bool) -> Response<Body> {
    let document = if is_fragment {
        Document::Wire(view)
    } else {
        Document::Page(Page::Wire(view))
    };
    request.respond(None, status, Sharing::Never, document).await
}

/// What was drawn for the call of that name. The page asks while its call is on the way, so this waits a little.
async fn arrived(state: &State, network: crate::share::Network, trace: Trace) -> Vec<super::traces::Drawn> {
    let wait = async {
        loop {
            let drawn = state.traces.of_call(network, trace);
            if !drawn.is_empty() {
                return drawn;
            }
            tokio::time::sleep(ARRIVAL_CHECK).await;
        }
    };
    tokio::time::timeout(ARRIVAL_TIME, wait).await.unwrap_or_default()
}

/// Makes the call and follows its redirects, within the bounds.
async fn exchange(state: &Arc<State>, call: WireCall, mut sent: Sent, origin: &str) -> std::io::Result<Exchange> {
    let loopback = state.wire.loopback(state).await?;
    let mut recorder = Recorder::new(WIRE_TIME, WIRE_BYTES);
    for hop in 0..=HOPS {
        let stream = loopback.connect(call.clone()).await?;
        let (status, location) = match recorder.run(stream, &sent.raw()).await {
            Ended::Over => break,
            Ended::NoResponse => (0, None),
            Ended::Response(response) => (response.status, response.location),
        };
        let redirects = Code::new(status).is_some_and(Code::redirects);
        let Some(location) = location.filter(|_| redirects) else {
            if hop < HOPS && call.replay.repeats() {
                recorder.note(EventKind::Repeats);
                continue;
            }
            break;
        };
        match destination(&location, origin) {
            Ok(_) if hop == HOPS => {
                recorder.note(EventKind::Stops(format!("Wire stops after {HOPS} redirects.")));
            }
            Ok(target) => {
                recorder.note(EventKind::Follows(target.clone()));
                sent.follow(status, target);
            }
            Err(why) => {
                recorder.note(EventKind::Stops(why));
                break;
            }
        }
    }
    Ok(recorder.into_exchange())
}

/// The target on this host that a Location leads to.
///
/// # Errors
/// Why it is not followed.
fn destination(location: &str, origin: &str) -> Result<String, String> {
    let here = location
        .strip_prefix(origin)
        .filter(|rest| rest.is_empty() || rest.starts_with('/'));
    let target = here.unwrap_or(location);
    if !target.starts_with('/') || target.starts_with("//") || target.starts_with("/\\") {
        return Err(format!("It leads to {location}. Wire doesn't go to another host."));
    }
    let target = target.split('#').next().unwrap_or(target);
    let path = target.split('?').next().unwrap_or(target);
    if !is_mock_path(path) {
        return Err(format!(
            "It leads to {target}, a page of this site. Wire only calls the mock."
        ));
    }
    Ok(target.to_owned())
}

/// The text of a form, as far as it is UTF-8 and not malformed.
pub fn form_text(bytes: &[u8]) -> String {
    let text = String::from_utf8_lossy(bytes).into_owned();
    let is_form =
        encoding::pairs(&text).all(|(name, value)| encoding::decode_query(name).is_ok() && encoding::decode_query(value).is_ok());
    if is_form { text } else { String::new() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_mock_on_this_host_is_followed() {
        let origin = "http://localhost:3000";
        for (location, expected) in [
            ("/200?a=b#c", Ok("/200?a=b")),
            ("http://localhost:3000/404;delay=1s/x", Ok("/404;delay=1s/x")),
            ("http://localhost:30001/200", Err("another host")),
            ("http://localhost:3000.evil.example/200", Err("another host")),
            ("//evil.example/200", Err("another host")),
            ("/\\evil.example", Err("another host")),
            ("https://localhost:3000/200", Err("another host")),
            ("file:///etc/passwd", Err("another host")),
            ("/docs/502/wire", Err("a page of this site")),
            ("/-/health", Err("a page of this site")),
        ] {
            match (destination(location, origin), expected) {
                (Ok(target), Ok(expected)) => assert_eq!(target, expected),
                (Err(why), Err(words)) => assert!(why.contains(words), "{location}: {why}"),
                (found, _) => panic!("{location}: {found:?}"),
            }
        }
    }
}

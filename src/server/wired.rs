//! The Wire tab: a second call, sent by our own client to a listener of its own, and shown byte for byte. It counts nothing, and reaches
//! nothing but the mock.

use std::net::SocketAddr;
use std::sync::{Arc, Weak};
use std::time::Duration;

use axum::body::Body;
use bytes::Bytes;
use http::header::{self, HeaderName, HeaderValue};
use http::request::Parts;
use http::{Response, StatusCode};
use tokio::sync::OnceCell;

use super::page_request::PageRequest;
use super::render::{Document, Sharing};
use super::responses::{plain, refuse};
use super::traces::{Replay, Trace};
use super::{ClientAddress, State, no_place, pages, selecting, serve};
use crate::call::path::is_mock_path;
use crate::call::request::{self, Credentials, PASSWORD, TOKEN, USER};
use crate::call::{PageState, Request, Target, encoding};
use crate::mock::{self, Refusal};
use crate::random;
use crate::share::Pool;
use crate::site::{Page, WireView};
use crate::wire::{Exchange, Happening, Limits, Loopback, Outcome, RawRequest, Recorder};

/// The form fields of a page that asks for the wire of a call it has just made, and that wants only the part it shows.
const TRACE: &str = "trace";
const FRAGMENT: &str = "fragment";

/// Bounds of one call.
pub const TIME: Duration = Duration::from_secs(15);
pub const RECEIVED_BYTES: usize = 64 * 1024;
pub const HOPS: usize = 20;
/// Calls that run at one time. One address alone gets half of them.
const RUNNING: usize = 200;
/// How long the call that a page has made may take to arrive here after the page's question about it.
const ARRIVAL_TIME: Duration = Duration::from_secs(2);
const ARRIVAL_CHECK: Duration = Duration::from_millis(20);

/// What a random key of a WebSocket is made from; its last letter has to leave four bits empty.
const KEY_LETTERS: &[u8] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
const KEY_SALT: u64 = 11;

/// The client says who it is, as clients do.
const USER_AGENT: &str = "Statusbook-Wire";

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
    let Ok(_place) = state.wire.running.take(network) else {
        return no_place(crate::share::Denied::Share);
    };
    let drawn = match Trace::parse(&request.parameter(TRACE)) {
        Some(trace) => arrived(state, network, trace).await,
        None => Vec::new(),
    };
    view.is_replay = !drawn.is_empty();
    let call = WireCall {
        client: parts.extensions.get().copied(),
        replay: Arc::new(Replay::new(drawn)),
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
    let mut recorder = Recorder::new(TIME, RECEIVED_BYTES);
    for hop in 0..=HOPS {
        let stream = loopback.connect(call.clone()).await?;
        let response = recorder.run(stream, &sent.raw()).await;
        let location = response.and_then(|response| {
            let redirects = matches!(response.status, 301 | 302 | 303 | 307 | 308);
            Some((response.status, response.location.filter(|_| redirects)?))
        });
        let Some((status, location)) = location else {
            if hop < HOPS && call.replay.repeats() {
                recorder.note(Happening::Repeats);
                continue;
            }
            break;
        };
        match destination(&location, origin) {
            Ok(_) if hop == HOPS => {
                recorder.note(Happening::Stops(format!(
                    "Wire has followed {HOPS} redirects, and follows no more."
                )));
            }
            Ok(target) => {
                recorder.note(Happening::Follows(target.clone()));
                sent.follow(status, target);
            }
            Err(why) => {
                recorder.note(Happening::Stops(why));
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

/// A request as it goes out.
#[derive(Debug)]
struct Sent {
    method: String,
    target: String,
    /// In order; a typed header of the same name is in place of ours.
    headers: Vec<(String, String)>,
    body: Bytes,
}

impl Sent {
    fn new(state: &PageState, request: &PageRequest, origin: &str) -> Self {
        let typed: Request = request::as_typed(&request.query);
        let host = origin.split_once("://").map_or(origin, |(_, host)| host);
        let mut headers: Vec<(String, String)> = Vec::new();
        for (name, value) in [("Host", host), ("User-Agent", USER_AGENT), ("Accept", "*/*")] {
            if !typed.has(name) {
                headers.push((name.to_owned(), value.to_owned()));
            }
        }
        let credentials = typed.credentials;
        if let Some(credentials) = credentials {
            headers.push(("Authorization".to_owned(), authorization(credentials, request)));
        }
        // A second Authorization would contradict the first.
        let is_kept = |name: &str| credentials.is_none() || !name.eq_ignore_ascii_case("authorization");
        let rest = typed.headers.into_iter().filter(|header| is_kept(&header.name));
        headers.extend(rest.map(|header| (header.name, header.value)));
        let is_101 = matches!(state.call.target, Target::Code(code) if code.number() == 101);
        if is_101 && state.call.method == "GET" && !headers.iter().any(|(name, _)| name.eq_ignore_ascii_case("upgrade")) {
            // What a browser sends when it opens a WebSocket (RFC 6455 section 4.1).
            let key = random::text(fastrand::u64(..), KEY_SALT, KEY_LETTERS, 21);
            for (name, value) in [
                ("Connection", "Upgrade"),
                ("Upgrade", "websocket"),
                ("Sec-WebSocket-Version", "13"),
                ("Sec-WebSocket-Key", &format!("{key}A==")),
            ] {
                headers.push((name.to_owned(), value.to_owned()));
            }
        }
        let most = usize::try_from(request::LARGEST_BODY).unwrap_or(usize::MAX);
        let body = typed.body.map(|body| body.bytes(most)).unwrap_or_default();
        Self {
            method: state.call.method.clone(),
            target: state.call.address(),
            headers,
            body: body.into(),
        }
    }

    fn value(&self, wanted: &str) -> Option<&str> {
        let field = self.headers.iter().find(|(name, _)| name.eq_ignore_ascii_case(wanted));
        field.map(|(_, value)| value.as_str())
    }

    fn raw(&self) -> RawRequest {
        let mut head = format!("{} {} HTTP/1.1\r\n", self.method, self.target);
        for (name, value) in &self.headers {
            head.push_str(&format!("{name}: {value}\r\n"));
        }
        // A method that expects a body says that there is none (RFC 9110 section 8.6).
        if !self.body.is_empty() || matches!(self.method.as_str(), "POST" | "PUT" | "PATCH") {
            head.push_str(&format!("Content-Length: {}\r\n", self.body.len()));
        }
        head.push_str("\r\n");
        let is_websocket = self
            .value("upgrade")
            .is_some_and(|value| value.eq_ignore_ascii_case("websocket"));
        RawRequest {
            head: head.into(),
            body: self.body.clone(),
            is_head_method: self.method == "HEAD",
            expects_continue: self
                .value("expect")
                .is_some_and(|value| value.eq_ignore_ascii_case("100-continue")),
            messages: if is_websocket { messages() } else { Vec::new() },
        }
    }

    /// Goes on as browsers do (Fetch Standard, HTTP-redirect fetch): a POST becomes a GET on 301 and 302, everything but HEAD on 303.
    fn follow(&mut self, status: u16, target: String) {
        let becomes_get = match status {
            301 | 302 => self.method == "POST",
            303 => self.method != "HEAD",
            _ => false,
        };
        if becomes_get && self.method != "GET" {
            self.method = "GET".to_owned();
            self.body = Bytes::new();
            self.headers
                .retain(|(name, _)| !name.to_ascii_lowercase().starts_with("content-") && !name.eq_ignore_ascii_case("expect"));
        }
        self.target = target;
    }
}

/// A text and a close, as a client sends them: masked (RFC 6455 section 5.3).
fn messages() -> Vec<Bytes> {
    const MASK: [u8; 4] = [0x37, 0xfa, 0x21, 0x3d];
    let frame = |opcode: u8, payload: &[u8]| {
        let masked = payload.iter().zip(MASK.iter().cycle()).map(|(byte, mask)| byte ^ mask);
        let length = u8::try_from(payload.len()).unwrap_or(125).min(125);
        [0x80 | opcode, 0x80 | length].into_iter().chain(MASK).chain(masked).collect()
    };
    vec![frame(1, b"hello"), frame(8, &1000_u16.to_be_bytes())]
}

/// The value of Authorization, with what is typed, else with what the examples send.
fn authorization(credentials: Credentials, request: &PageRequest) -> String {
    let typed = |field: &str, else_value: &str| {
        let value = request.parameter(field);
        if value.is_empty() { else_value.to_owned() } else { value }
    };
    let value = match credentials {
        Credentials::Basic => mock::basic(&typed(USER, Credentials::USER), &typed(PASSWORD, Credentials::PASSWORD)),
        Credentials::Bearer => format!("Bearer {}", typed(TOKEN, Credentials::TOKEN)),
    };
    // A line break would begin another header.
    value.chars().filter(|c| (' '..='~').contains(c)).collect()
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

    #[test]
    fn messages_are_masked_frames() {
        let frames = messages();
        assert_eq!(frames[0][..2], [0x81, 0x85]);
        assert_eq!(frames[0][6] ^ 0x37, b'h');
        assert_eq!(frames[1][..2], [0x88, 0x82]);
    }
}

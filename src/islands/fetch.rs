//! The live call, as a script of this page makes it, stage by stage.

use gloo_net::http::Request;
use leptos::prelude::*;
use leptos::wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::js_sys::{Promise, Reflect, Uint8Array};
use web_sys::{
    AbortSignal, Headers, MessageEvent, ReadableStreamDefaultReader, RequestCache, RequestCredentials, RequestInit, WebSocket,
};

use super::dom::{self, now};

/// The longest body that is looked at, in bytes. The mock sends no longer one.
const LONGEST_BODY: usize = 4 * 1024 * 1024;
/// How long a WebSocket may take to send an echo.
const ECHO_TIME: i32 = 5_000;

/// What the browser shows to a script.
#[derive(Debug, Default)]
pub struct LiveResponse {
    pub status: u16,
    pub reason: String,
    /// Where the browser went by itself, if it followed a redirect.
    pub redirected_to: Option<String>,
    /// When the head and the end of the body were there, in milliseconds after the call was made.
    pub head_ms: u32,
    pub ms: u32,
    pub headers: Vec<(String, String)>,
    pub body: Vec<u8>,
    /// That the body failed before its end.
    pub broken: bool,
}

impl LiveResponse {
    pub fn header(&self, name: &str) -> Option<&str> {
        let found = self.headers.iter().find(|(known, _)| known == name);
        found.map(|(_, value)| value.as_str())
    }
}

/// A call as the panel shows it, with what the reader typed.
pub struct LiveCall {
    pub method: String,
    pub address: String,
    pub headers: Vec<(String, String)>,
    pub body: Option<String>,
    /// By which the server finds what it drew for this call; empty if nobody will ask.
    pub trace: String,
}

/// Makes the call as a script of this page would: without cookies, and never from the browser's cache. `None` if no response
/// arrived.
pub async fn fetch(call: &LiveCall, signal: &AbortSignal, started: u32) -> Option<LiveResponse> {
    let options = RequestInit::new();
    options.set_method(&call.method);
    options.set_signal(Some(signal));
    options.set_cache(RequestCache::NoStore);
    options.set_credentials(RequestCredentials::Omit);
    let headers = Headers::new().ok()?;
    for (name, value) in &call.headers {
        // The form has said what is wrong with it.
        let _ = headers.append(name, value);
    }
    if !call.trace.is_empty() {
        let _ = headers.set("X-Mock-Trace", &call.trace);
    }
    options.set_headers(&headers);
    if let Some(body) = &call.body {
        options.set_body(&JsValue::from_str(body));
    }
    let response = send(&call.address, &options).await?;
    let mut live = LiveResponse {
        status: response.status(),
        reason: response.status_text(),
        redirected_to: response.redirected().then(|| response.url()),
        head_ms: now().saturating_sub(started),
        headers: response.headers().entries().collect(),
        ..LiveResponse::default()
    };
    live.headers.sort();
    live.broken = !read(&response, &mut live.body).await;
    live.ms = now().saturating_sub(started);
    Some(live)
}

/// Reads a body piece by piece; false if it failed before its end.
async fn read(response: &gloo_net::http::Response, into: &mut Vec<u8>) -> bool {
    let Some(stream) = response.body() else { return true };
    let Ok(reader) = stream.get_reader().dyn_into::<ReadableStreamDefaultReader>() else {
        return true;
    };
    while into.len() < LONGEST_BODY {
        let Ok(piece) = JsFuture::from(reader.read()).await else {
            return false;
        };
        let done = Reflect::get(&piece, &"done".into()).is_ok_and(|done| done.is_truthy());
        if done {
            break;
        }
        if let Ok(bytes) = Reflect::get(&piece, &"value".into()).map(Uint8Array::from) {
            let before = into.len();
            into.resize(before + bytes.length() as usize, 0);
            bytes.copy_to(&mut into[before..]);
        }
    }
    true
}

/// The address goes out as it is written; gloo's own builder would take its query apart and put a `&` behind it.
pub async fn send(address: &str, options: &RequestInit) -> Option<gloo_net::http::Response> {
    let request = web_sys::Request::new_with_str_and_init(address, options).ok()?;
    Request::from(request).send().await.ok()
}

/// Whether the server answers at all.
pub async fn is_reachable() -> bool {
    let options = RequestInit::new();
    options.set_cache(RequestCache::NoStore);
    send("/-/health", &options).await.is_some_and(|response| response.ok())
}

/// Opens a WebSocket at that address, sends a message, and closes it: the way in which a browser gets a 101.
pub async fn websocket(address: &str, started: u32) -> Option<LiveResponse> {
    let socket = WebSocket::new(&format!(
        "{}{address}",
        window().location().origin().ok()?.replacen("http", "ws", 1)
    ))
    .ok()?;
    let opened = JsFuture::from(promise(&socket, "open")).await.ok()?;
    if opened.is_null() {
        return None;
    }
    let head_ms = now().saturating_sub(started);
    let echoed = promise(&socket, "message");
    let _ = socket.send_with_str("hello");
    let message = JsFuture::from(echoed).await.ok()?;
    let text = message
        .dyn_ref::<MessageEvent>()
        .and_then(|message| message.data().as_string());
    let _ = socket.close_with_code(1000);
    let said = match text {
        Some(text) => format!("The browser sent hello, the mock sent back {text}, and the browser closed the WebSocket."),
        None => "The WebSocket opened, and no message came back.".to_owned(),
    };
    Some(LiveResponse {
        status: 101,
        reason: "Switching Protocols".to_owned(),
        head_ms,
        ms: now().saturating_sub(started),
        body: said.into_bytes(),
        ..LiveResponse::default()
    })
}

/// Resolves with the first event of that name, or with null on an error, a close, or after a while.
fn promise(socket: &WebSocket, name: &str) -> Promise {
    Promise::new(&mut |resolve, _| {
        let (seen, failed) = (resolve.clone(), resolve.clone());
        dom::listen(socket, name, move |event| {
            let _ = seen.call1(&JsValue::NULL, &event);
        });
        for end in ["error", "close"] {
            let failed = failed.clone();
            dom::listen(socket, end, move |_| {
                let _ = failed.call1(&JsValue::NULL, &JsValue::NULL);
            });
        }
        let nothing = JsValue::NULL;
        let _ = window().set_timeout_with_callback_and_timeout_and_arguments_1(&resolve, ECHO_TIME, &nothing);
    })
}

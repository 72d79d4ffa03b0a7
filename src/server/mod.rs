//! One request in, one outcome out: [`serve`] stands before every router and decides between mock and site.

mod assets;
mod bounds;
mod cache;
mod chance;
mod compression;
mod config;
mod data;
mod guard;
mod keys;
mod log_queue;
mod mocked;
pub mod origin;
mod page_request;
mod pages;
mod postprocess;
mod render;
mod renderer;
mod request_body;
mod responses;
mod selecting;
mod sending;
mod site;
mod state;
pub mod telemetry;
mod traces;
mod wire_request;
mod wired;

use std::convert::Infallible;
use std::net::IpAddr;
use std::panic::AssertUnwindSafe;
use std::sync::Arc;
use std::time::Duration;

use axum::body::Body;
use bytes::Bytes;
use futures_util::FutureExt;
use http::{Method, Request, Response, StatusCode};
use hyper::body::Body as HttpBody;
use tower::ServiceExt;

pub use chance::Chance;
pub use config::Config;
pub use state::{State, warm};

use origin::Origin;
use page_request::{FormText, PageRequest};
use traces::Trace;

use crate::call::path::is_mock_path;
use crate::mock::Refusal;
use crate::share::{Denied, Network};
use crate::wire::{Outcome, Peer, Places, Plan};

type BoxError = Box<dyn std::error::Error + Send + Sync>;

/// Who asks; an extension of the request. Stands for the key of those who name none.
#[derive(Clone, Copy, Debug)]
pub struct ClientAddress(pub IpAddr);

/// Responds to one request. Never fails: what goes wrong is a response too.
pub fn serve<B>(state: Arc<State>, request: Request<B>) -> impl Future<Output = Outcome> + Send
where
    B: HttpBody<Data = Bytes> + Send + Unpin + 'static,
    B::Error: Into<BoxError>,
{
    let method = request.method().clone();
    // Not called `target` in the log: in JSON, every line has a `target` of its own, the module that wrote it.
    let uri = request
        .uri()
        .path_and_query()
        .map_or("*", |target| target.as_str())
        .to_owned();
    let network = selecting::network(request.extensions());
    let peer = request.extensions().get::<Peer>().cloned().unwrap_or_default();
    let started = std::time::Instant::now();
    // Boxed, so that nothing of the work is kept while its response waits: a waiting call holds the response and little more.
    let work = Box::pin({
        let state = state.clone();
        async move { decide(&state, request).await }
    });
    async move {
        let decided = AssertUnwindSafe(work).catch_unwind().await.unwrap_or_else(|_| {
            tracing::error!(%method, uri, "a call panicked");
            guard::failed().into()
        });
        let outcome = wait(&state.waiting, decided, network, &peer)
            .await
            .unwrap_or_else(|denied| no_place(denied).into());
        let status = outcome.status().as_u16();
        // Why there is more or less than a response, such as a fault.
        let plan = outcome.plan().map(Plan::kind);
        tracing::info!(%method, uri, status, plan, ms = started.elapsed().as_millis() as u64, "answered");
        outcome
    }
}

/// Waits as long as the call wants, and gives a plan the place that it needs.
///
/// # Errors
/// No place is left, or none for this network.
async fn wait(places: &Places, decided: Decided, network: Network, peer: &Peer) -> Result<Outcome, Denied> {
    let Decided { mut outcome, wait } = decided;
    let mut place = None;
    if !wait.is_zero() || outcome.plan().is_some_and(Plan::waits) {
        let mut waiting = places.wait(network)?;
        let status = outcome.status();
        let parked = outcome.map(sending::ParkedResponse::from);
        if !waiting.wait(wait, peer).await {
            return Ok(Plan::nobody_left(status).into());
        }
        outcome = parked.map(Response::from);
        place = Some(waiting);
    }
    Ok(match outcome {
        Outcome::Plan(plan) if plan.is_websocket() => plan.holding(Some(places.socket(network)?)).into(),
        Outcome::Plan(plan) => plan.holding(place).into(),
        response => response,
    })
}

/// What a request gets, and how long it waits for it.
struct Decided {
    outcome: Outcome,
    wait: Duration,
}

impl From<Outcome> for Decided {
    fn from(outcome: Outcome) -> Self {
        Self {
            outcome,
            wait: Duration::ZERO,
        }
    }
}

impl From<Response<Body>> for Decided {
    fn from(response: Response<Body>) -> Self {
        Outcome::from(response).into()
    }
}

async fn decide<B>(state: &Arc<State>, request: Request<B>) -> Decided
where
    B: HttpBody<Data = Bytes> + Send + Unpin + 'static,
    B::Error: Into<BoxError>,
{
    if let Some(response) = guard::before_all(&request) {
        return response.into();
    }
    let (mut parts, body) = request.into_parts();
    let origin = match Origin::read(&parts, &state.config, state.address) {
        Ok(origin) => origin,
        Err(refusal) => return responses::refuse(&refusal, &parts.headers).into(),
    };
    if is_mock_path(parts.uri.path()) {
        if let Some(trace) = Trace::take(&mut parts.headers) {
            parts.extensions.insert(trace);
        }
        return match mocked::reply(state, &parts, body, &origin).await {
            Ok(reply) => Decided {
                wait: reply.wait,
                outcome: sending::send(reply, &parts),
            },
            Err(refusal) => responses::refuse(&refusal, &parts.headers).into(),
        };
    }
    if let Some(response) = guard::before_site(&parts) {
        return guard::after_site(response).into();
    }
    parts.extensions.insert(origin);
    if parts.method == Method::POST {
        match read_form(body).await {
            Ok(form) => parts.extensions.insert(form),
            Err(refusal) => return responses::refuse(&refusal, &parts.headers).into(),
        };
    }
    if wired::is_wire_path(parts.uri.path()) {
        let request = PageRequest::new(&parts, &state.site, wired::name(parts.uri.path()));
        return guard::after_site(wired::respond(state, request, &parts).await).into();
    }
    // A form was read, and pages have no use for another body; it is drained by the connection.
    let request = Request::from_parts(parts, Body::empty());
    let response: Result<_, Infallible> = state.router.clone().oneshot(request).await;
    match response {
        Ok(response) => guard::after_site(response).into(),
        Err(never) => match never {},
    }
}

/// A form that was sent with POST.
async fn read_form<B>(body: B) -> Result<FormText, Refusal>
where
    B: HttpBody<Data = Bytes> + Unpin,
{
    let read = request_body::read(body, request_body::Keep::All).await?;
    if read.unread.is_some() {
        return Err(Refusal::new(
            StatusCode::PAYLOAD_TOO_LARGE,
            "form-too-large",
            format!(
                "The form is too large. It can have up to {} bytes.",
                request_body::ECHOED_BYTES
            ),
        ));
    }
    Ok(FormText(wired::form_text(&read.bytes).into()))
}

/// The response to a call that would have to wait, or to keep a WebSocket open, where there is no place for it.
fn no_place(denied: Denied) -> Response<Body> {
    let (kind, message) = match denied {
        Denied::Full => (
            "too-many-waiting",
            "Too many calls are waiting on this server, or too many WebSockets are open. Try again soon, or without a delay.",
        ),
        Denied::Share => (
            "share-used-up",
            "Your address (for IPv6: your /64) has all the waiting calls or WebSockets that one address can have now. \
             Let some of them end first.",
        ),
    };
    let refusal = Refusal::new(StatusCode::SERVICE_UNAVAILABLE, kind, message).with_retry_after(1);
    responses::refuse(&refusal, &http::HeaderMap::new())
}

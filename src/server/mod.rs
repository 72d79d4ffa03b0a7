//! One request in, one outcome out: [`serve`] stands before every router and decides between mock and site.

mod assets;
mod cache;
mod compression;
mod guard;
mod mocked;
pub mod origin;
mod pages;
mod render;
mod seam;
mod sending;
mod state;
pub mod telemetry;

use std::convert::Infallible;
use std::net::{IpAddr, Ipv4Addr};
use std::panic::AssertUnwindSafe;
use std::sync::Arc;
use std::time::Duration;

use axum::body::Body;
use bytes::Bytes;
use futures_util::FutureExt;
use http::{Request, Response};
use hyper::body::Body as HttpBody;
use tower::ServiceExt;

pub use mocked::Client;
pub use state::{Settings, State, warm};

use crate::call::read::is_mock_path;
use crate::share::{Denied, Network};
use crate::wire::{Outcome, Peer, Places, Plan};

type BoxError = Box<dyn std::error::Error + Send + Sync>;

/// Responds to one request. Never fails: what goes wrong is a response too.
pub fn serve<B>(state: Arc<State>, request: Request<B>) -> impl Future<Output = Outcome> + Send
where
    B: HttpBody<Data = Bytes> + Send + Unpin + 'static,
    B::Error: Into<BoxError>,
{
    let method = request.method().clone();
    let uri = request
        .uri()
        .path_and_query()
        .map_or("*", |target| target.as_str())
        .to_owned();
    let client = request.extensions().get::<Client>();
    let network = Network::from(client.map_or(IpAddr::V4(Ipv4Addr::UNSPECIFIED), |client| client.0));
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
            .unwrap_or_else(|denied| mocked::no_place(denied).into());
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

async fn decide<B>(state: &State, request: Request<B>) -> Decided
where
    B: HttpBody<Data = Bytes> + Send + Unpin + 'static,
    B::Error: Into<BoxError>,
{
    if let Some(answer) = guard::before_all(&request) {
        return answer.into();
    }
    let (mut parts, body) = request.into_parts();
    let origin = match origin::of(&parts, &state.settings, state.address) {
        Ok(origin) => origin,
        Err(refusal) => return mocked::refuse(&refusal, &parts.headers).into(),
    };
    if is_mock_path(parts.uri.path()) {
        return mocked::answer(state, &parts, body, &origin).await;
    }
    if let Some(answer) = guard::before_site(&parts) {
        return guard::after_site(answer).into();
    }
    parts.extensions.insert(origin);
    // Pages have no use for a body; it is drained by the connection.
    let request = Request::from_parts(parts, Body::empty());
    let answer: Result<_, Infallible> = state.router.clone().oneshot(request).await;
    match answer {
        Ok(response) => guard::after_site(response).into(),
        Err(never) => match never {},
    }
}

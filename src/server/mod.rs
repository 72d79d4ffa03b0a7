//! One request in, one outcome out: [`serve`] stands before every router and decides between mock and site.

mod assets;
mod bounds;
mod cache;
mod compression;
mod config;
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
mod responses;
mod sending;
mod site;
mod state;
pub mod telemetry;

use std::convert::Infallible;
use std::panic::AssertUnwindSafe;
use std::sync::Arc;
use std::time::Duration;

use axum::body::Body;
use bytes::Bytes;
use futures_util::FutureExt;
use http::Request;
use hyper::body::Body as HttpBody;
use tower::ServiceExt;

pub use config::Config;
pub use mocked::ClientAddress;
pub use state::{State, warm};

use origin::Origin;

use crate::call::read::is_mock_path;
use crate::wire::Outcome;

type BoxError = Box<dyn std::error::Error + Send + Sync>;

/// Answers one request. Never fails: what goes wrong is an answer too.
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
    let started = std::time::Instant::now();
    // Boxed, so that nothing of the work is kept while its answer waits: a waiting call holds the answer and little more.
    let work = Box::pin({
        let state = state.clone();
        async move { decide(&state, request).await }
    });
    async move {
        let decided = AssertUnwindSafe(work).catch_unwind().await;
        let Decided { outcome, wait } = decided.unwrap_or_else(|_| {
            tracing::error!(%method, uri, "a call panicked");
            Ok(guard::failed()).into()
        });
        let outcome = if wait.is_zero() {
            outcome
        } else {
            match state.waiting.try_acquire() {
                Ok(_waiting) => {
                    let resting = outcome.map(sending::Resting::from);
                    tokio::time::sleep(wait).await;
                    resting.map(Into::into)
                }
                Err(_) => Ok(mocked::too_many_waiting()),
            }
        };
        let status = outcome.as_ref().map_or(0, |response| response.status().as_u16());
        tracing::info!(%method, uri, status, ms = started.elapsed().as_millis() as u64, "answered");
        outcome
    }
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

async fn decide<B>(state: &State, request: Request<B>) -> Decided
where
    B: HttpBody<Data = Bytes> + Send + Unpin + 'static,
    B::Error: Into<BoxError>,
{
    if let Some(answer) = guard::before_all(&request) {
        return Ok(answer).into();
    }
    let (mut parts, body) = request.into_parts();
    let origin = match Origin::read(&parts, &state.config, state.address) {
        Ok(origin) => origin,
        Err(refusal) => return Ok(responses::refuse(&refusal, &parts.headers)).into(),
    };
    if is_mock_path(parts.uri.path()) {
        return mocked::answer(state, &parts, body, &origin).await;
    }
    if let Some(answer) = guard::before_site(&parts) {
        return Ok(guard::after_site(answer)).into();
    }
    parts.extensions.insert(origin);
    // Pages have no use for a body; it is drained by the connection.
    let request = Request::from_parts(parts, Body::empty());
    let answer: Result<_, Infallible> = state.router.clone().oneshot(request).await;
    match answer {
        Ok(response) => Ok(guard::after_site(response)).into(),
        Err(never) => match never {},
    }
}

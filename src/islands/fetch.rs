//! The live call, as a script of this page makes it.

use gloo_net::http::Request;
use leptos::prelude::*;
use web_sys::{RequestCache, RequestCredentials, RequestInit};

use super::response::LiveResponse;

/// Milliseconds since the page was opened.
pub fn now() -> f64 {
    window().performance().map_or(0.0, |performance| performance.now())
}

/// Makes the call as a script of this page would: without cookies, and never from the browser's cache.
pub async fn fetch(
    method: &str,
    address: &str,
    signal: &web_sys::AbortSignal,
    started: f64,
) -> Result<LiveResponse, gloo_net::Error> {
    let options = RequestInit::new();
    options.set_method(method);
    options.set_signal(Some(signal));
    options.set_cache(RequestCache::NoStore);
    options.set_credentials(RequestCredentials::Omit);
    let response = send(address, &options).await?;
    let body = response.binary().await?;
    let mut headers: Vec<_> = response.headers().entries().collect();
    headers.sort();
    Ok(LiveResponse {
        status: response.status(),
        reason: response.status_text(),
        redirected_to: response.redirected().then(|| response.url()),
        ms: now() - started,
        size: body.len(),
        headers,
        body: String::from_utf8_lossy(&body).into_owned(),
    })
}

/// The address goes out as it is written; gloo's own builder would take its query apart and put a `&` behind it.
pub async fn send(address: &str, options: &RequestInit) -> Result<gloo_net::http::Response, gloo_net::Error> {
    let request = web_sys::Request::new_with_str_and_init(address, options)
        .map_err(|error| gloo_net::Error::GlooError(format!("{error:?}")))?;
    Request::from(request).send().await
}

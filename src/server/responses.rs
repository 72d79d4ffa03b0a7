//! Responses that every part of the server makes: short texts, redirects, and errors of ours.

use axum::body::Body;
use http::header::{self, HeaderMap, HeaderValue};
use http::{Response, StatusCode};
use hyper::ext::ReasonPhrase;

use crate::mock::{self, Refusal, Reply};
use crate::store::{KEPT_FOR, StoreError};

/// A short text for whoever reads it in a terminal.
pub fn plain(status: StatusCode, text: String) -> Response<Body> {
    let mut response = Response::new(Body::from(text));
    *response.status_mut() = status;
    response
        .headers_mut()
        .insert(header::CONTENT_TYPE, HeaderValue::from_static("text/plain; charset=utf-8"));
    response
}

/// JSON that is made for this request alone.
pub fn json(status: StatusCode, value: &impl serde::Serialize) -> Response<Body> {
    let text = serde_json::to_string_pretty(value).unwrap_or_default();
    let mut response = plain(status, format!("{text}\n"));
    response
        .headers_mut()
        .insert(header::CONTENT_TYPE, HeaderValue::from_static("application/json"));
    response
}

/// A redirect with its location as text. `location` is an address as it goes into a header: percent-encoded.
pub fn redirect(status: StatusCode, location: &str) -> Response<Body> {
    let mut response = plain(status, format!("{location}\n"));
    if let Ok(location) = HeaderValue::from_str(location) {
        response.headers_mut().insert(header::LOCATION, location);
    }
    response
}

/// An error of ours.
pub fn refuse(refusal: &Refusal, request: &HeaderMap) -> Response<Body> {
    let mut response = from_reply(mock::refuse(refusal, request));
    // What is left of such a request is not worth reading.
    if matches!(refusal.status, StatusCode::PAYLOAD_TOO_LARGE | StatusCode::REQUEST_TIMEOUT) {
        response
            .headers_mut()
            .insert(header::CONNECTION, HeaderValue::from_static("close"));
    }
    response
}

/// The error for a request that the store couldn't count or look up.
pub fn store_refusal(error: StoreError) -> Refusal {
    let minutes = KEPT_FOR.as_secs() / 60;
    let (kind, message, seconds) = match error {
        StoreError::Full => (
            "store-full",
            format!(
                "This server can't remember any more keys. Use a key that it already knows, or try again later: \
                 it forgets a key that nobody uses for {minutes} minutes."
            ),
            60,
        ),
        StoreError::Share => (
            "share-used-up",
            format!(
                "Your address (for IPv6: your /64) has all the keys that one address can have now. Reuse one, delete one with \
                 DELETE /-/keys/{{key}}, or try again later: this server forgets a key that nobody uses for {minutes} minutes."
            ),
            60,
        ),
        StoreError::Unavailable(reason) => {
            // The reason may name hosts that are nobody's business.
            tracing::error!(%reason, "the store can't be reached");
            (
                "store-unavailable",
                "This server can't reach the store that remembers keys and sequences. Try again soon.".to_owned(),
                5,
            )
        }
    };
    Refusal::new(StatusCode::SERVICE_UNAVAILABLE, kind, message).with_retry_after(seconds)
}

/// A reply that hyper can send.
pub fn from_reply(reply: Reply) -> Response<Body> {
    let mut response = Response::new(Body::from(reply.body));
    *response.status_mut() = reply.status;
    *response.headers_mut() = reply.headers;
    if let Ok(reason) = ReasonPhrase::try_from(reply.reason.into_bytes()) {
        response.extensions_mut().insert(reason);
    }
    response
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_call_that_the_store_refuses_is_told_why_and_when_to_try_again() {
        for (error, kind, words) in [
            (StoreError::Full, "store-full", "can't remember any more keys"),
            (StoreError::Share, "share-used-up", "Your address"),
            (
                StoreError::Unavailable("redis.example".to_owned()),
                "store-unavailable",
                "can't reach",
            ),
        ] {
            let refusal = store_refusal(error);
            assert!(refusal.problem.message.contains(words), "{}", refusal.problem.message);
            assert!(
                !refusal.problem.message.contains("redis.example"),
                "the reason is for the log"
            );
            let mut request = HeaderMap::new();
            request.insert(header::ORIGIN, HeaderValue::from_static("https://app.example"));
            let response = refuse(&refusal, &request);
            assert_eq!(response.status(), 503);
            assert_eq!(response.headers()["x-mock-error"], kind);
            assert!(response.headers().contains_key(header::RETRY_AFTER));
            let exposed = response.headers()[header::ACCESS_CONTROL_EXPOSE_HEADERS].to_str().unwrap();
            assert!(exposed.to_ascii_lowercase().contains("retry-after"), "{exposed}");
        }
    }
}

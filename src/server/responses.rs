//! Responses that every part of the server makes: short texts, redirects, and errors of ours.

use axum::body::Body;
use http::header::{self, HeaderMap, HeaderValue};
use http::{Response, StatusCode};
use hyper::ext::ReasonPhrase;

use crate::mock::{self, Refusal, Reply};

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

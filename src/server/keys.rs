//! What the mock remembers of a key, for its client: reading it and clearing it. The key is the secret, so pages of every origin
//! may do both.

use axum::body::Body;
use http::header::{self, HeaderMap, HeaderValue};
use http::{Method, Response, StatusCode};

use super::page_request::PageRequest;
use super::responses::{json, refuse, store_refusal};
use crate::call::Problem;
use crate::call::problem::shorten;
use crate::call::values::Token;
use crate::mock::{Refusal, is_preflight};
use crate::store::{Kind, MOST_RECORDED};

/// Methods beside OPTIONS.
const METHODS: &str = "GET, HEAD, DELETE";
const ALL_METHODS: &str = "GET, HEAD, DELETE, OPTIONS";

/// A request for a key, with whatever method.
pub async fn respond(method: Method, request: PageRequest) -> Response<Body> {
    if is_preflight(&method, &request.headers) {
        return preflight(&request.headers);
    }
    let key = request.name.as_str();
    let mut response = match (&method, check(key)) {
        (&Method::OPTIONS, _) => allowed(),
        (&Method::GET | &Method::HEAD | &Method::DELETE, Err(refusal)) => error(&refusal),
        (&Method::GET | &Method::HEAD, Ok(())) => record(&request, key).await,
        (&Method::DELETE, Ok(())) => forget(&request, key).await,
        _ => wrong_method(&method),
    };
    let headers = response.headers_mut();
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    headers.insert(header::VARY, HeaderValue::from_static("Origin"));
    allow_origin(headers, &request.headers);
    response
}

/// Only what the option `key` takes is a key. State of clients without a key is nobody's to see.
fn check(name: &str) -> Result<(), Refusal> {
    match name.parse::<Token>() {
        Ok(_) => Ok(()),
        Err(why) => Err(Problem::new("invalid-option", format!("key={} {why}.", shorten(name)))
            .with_value("key", name)
            .into()),
    }
}

/// What a key's client did, as JSON.
async fn record(request: &PageRequest, key: &str) -> Response<Body> {
    #[derive(serde::Serialize)]
    struct KeyRecord<'a> {
        key: &'a str,
        calls: Vec<KeyCall>,
        #[serde(skip_serializing_if = "Option::is_none")]
        note: Option<String>,
    }
    #[derive(serde::Serialize)]
    struct KeyCall {
        call: Box<str>,
        /// A quota counts the calls of its latest window, and not all of them.
        #[serde(skip_serializing_if = "Option::is_none")]
        kind: Option<&'static str>,
        count: u64,
    }
    let record = match request.site.store.record(key).await {
        Ok(record) => record,
        Err(failure) => return error(&store_refusal(failure)),
    };
    let calls: Vec<_> = record
        .calls
        .into_iter()
        .map(|counted| KeyCall {
            call: counted.call,
            kind: match counted.kind {
                Kind::Calls => None,
                Kind::Window => Some("limit"),
            },
            count: counted.count,
        })
        .collect();
    let note = (!record.complete).then(|| format!("This key has more calls. These are the first {MOST_RECORDED}."));
    let status = if calls.is_empty() {
        StatusCode::NOT_FOUND
    } else {
        StatusCode::OK
    };
    json(status, &KeyRecord { key, calls, note })
}

/// Clears a key: 204, or 404 if there was nothing to clear.
async fn forget(request: &PageRequest, key: &str) -> Response<Body> {
    match request.site.store.forget(key).await {
        Ok(true) => {
            let mut response = Response::new(Body::empty());
            *response.status_mut() = StatusCode::NO_CONTENT;
            response
        }
        Ok(false) => error(&Refusal::new(
            StatusCode::NOT_FOUND,
            "unknown-key",
            format!("This server has no state for the key {}.", shorten(key)),
        )),
        Err(failure) => error(&store_refusal(failure)),
    }
}

fn allowed() -> Response<Body> {
    let mut response = Response::new(Body::empty());
    *response.status_mut() = StatusCode::NO_CONTENT;
    response
        .headers_mut()
        .insert(header::ALLOW, HeaderValue::from_static(ALL_METHODS));
    response
}

fn wrong_method(method: &Method) -> Response<Body> {
    let mut response = error(&Refusal::new(
        StatusCode::METHOD_NOT_ALLOWED,
        "method-not-allowed",
        format!(
            "{} doesn't work on a key. GET shows what was counted, DELETE clears it.",
            shorten(method.as_str())
        ),
    ));
    response
        .headers_mut()
        .insert(header::ALLOW, HeaderValue::from_static(ALL_METHODS));
    response
}

/// An error of ours. It gets its CORS headers where every response here gets them, so it is made for a request without `Origin`.
fn error(refusal: &Refusal) -> Response<Body> {
    refuse(refusal, &HeaderMap::new())
}

/// What a browser asks before a DELETE from another origin (Fetch Standard, CORS protocol).
fn preflight(request: &HeaderMap) -> Response<Body> {
    let mut response = Response::new(Body::empty());
    *response.status_mut() = StatusCode::NO_CONTENT;
    let headers = response.headers_mut();
    headers.insert(
        header::VARY,
        HeaderValue::from_static("Origin, Access-Control-Request-Method, Access-Control-Request-Headers"),
    );
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    headers.insert(header::ACCESS_CONTROL_ALLOW_METHODS, HeaderValue::from_static(METHODS));
    // Clients that trace their requests add headers; none of them does anything here.
    if let Some(names) = request.get(header::ACCESS_CONTROL_REQUEST_HEADERS) {
        headers.insert(header::ACCESS_CONTROL_ALLOW_HEADERS, names.clone());
    }
    allow_origin(headers, request);
    response
}

/// Without credentials: nothing here depends on them.
fn allow_origin(headers: &mut HeaderMap, request: &HeaderMap) {
    if let Some(origin) = request.get(header::ORIGIN) {
        headers.insert(header::ACCESS_CONTROL_ALLOW_ORIGIN, origin.clone());
        headers.insert(
            header::ACCESS_CONTROL_EXPOSE_HEADERS,
            HeaderValue::from_static("X-Mock-Error, Retry-After, Allow"),
        );
    }
}

//! What ends before, and is added behind, mock and site: methods and targets that frameworks stumble over, bounds, safe headers.

use axum::body::Body;
use http::header::{self, HeaderName, HeaderValue};
use http::request::Parts;
use http::{Method, Request, Response, StatusCode};

use super::mocked;
use crate::call::problem::shorten;
use crate::mock::Refusal;
pub use crate::wire::{HEAD_BYTES, HEAD_FIELDS, LONGEST_TARGET};

/// The answer to what neither mock nor site should see.
pub fn before_all<B>(request: &Request<B>) -> Option<Response<Body>> {
    let headers = request.headers();
    if request.method() == Method::CONNECT {
        let refusal = Refusal::new(
            StatusCode::NOT_IMPLEMENTED,
            "connect",
            "CONNECT asks for a tunnel, and this is no proxy.",
        );
        let mut answer = mocked::refuse(&refusal, headers);
        answer
            .headers_mut()
            .insert(header::CONNECTION, HeaderValue::from_static("close"));
        return Some(answer);
    }
    if request.uri().path() == "*" {
        let mut answer = Response::new(Body::empty());
        *answer.status_mut() = if request.method() == Method::OPTIONS {
            StatusCode::NO_CONTENT
        } else {
            StatusCode::BAD_REQUEST
        };
        answer.headers_mut().insert(
            header::ALLOW,
            HeaderValue::from_static("GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS"),
        );
        return Some(answer);
    }
    let length = request.uri().path_and_query().map_or(0, |target| target.as_str().len());
    if length > LONGEST_TARGET {
        let refusal = Refusal::new(
            StatusCode::URI_TOO_LONG,
            "target-too-long",
            format!("The target has {length} bytes. The longest that is read is {LONGEST_TARGET}."),
        );
        return Some(mocked::refuse(&refusal, headers));
    }
    let bytes: usize = headers.iter().map(|(name, value)| name.as_str().len() + value.len()).sum();
    if headers.len() > HEAD_FIELDS || bytes > HEAD_BYTES {
        let refusal = Refusal::new(
            StatusCode::REQUEST_HEADER_FIELDS_TOO_LARGE,
            "head-too-large",
            format!(
                "The head has {} fields and {bytes} bytes. At most {HEAD_FIELDS} fields and {HEAD_BYTES} bytes are read.",
                headers.len()
            ),
        );
        return Some(mocked::refuse(&refusal, headers));
    }
    None
}

/// The answer to what no page is for: other methods, and addresses with a slash at the end.
pub fn before_site(parts: &Parts) -> Option<Response<Body>> {
    let is_key_path = parts.uri.path().starts_with("/-/keys/");
    let is_key = parts.method == Method::DELETE && is_key_path;
    if !is_key && !matches!(parts.method, Method::GET | Method::HEAD) {
        let text = format!(
            "{} is not answered here: this is a page, and pages take GET and HEAD.\nThe mock takes every method: /502, /200 and so on.\n",
            shorten(parts.method.as_str())
        );
        let mut answer = plain(StatusCode::METHOD_NOT_ALLOWED, text);
        answer.headers_mut().insert(
            header::ALLOW,
            HeaderValue::from_static(if is_key_path { "GET, HEAD, DELETE" } else { "GET, HEAD" }),
        );
        return Some(answer);
    }
    let path = parts.uri.path();
    if path.len() > 1 && path.ends_with('/') {
        // One slash only: browsers take `//host` and `/\\host` for another host.
        let short = format!("/{}", path.trim_matches(['/', '\\']));
        let query = parts.uri.query().map(|query| format!("?{query}")).unwrap_or_default();
        if let Ok(location) = HeaderValue::from_str(&format!("{short}{query}")) {
            let mut answer = plain(StatusCode::PERMANENT_REDIRECT, format!("This page is at {short}\n"));
            answer.headers_mut().insert(header::LOCATION, location);
            return Some(answer);
        }
    }
    None
}

/// What every answer of the site carries.
pub fn after_site(mut answer: Response<Body>) -> Response<Body> {
    let fixed = [
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (header::REFERRER_POLICY, "strict-origin-when-cross-origin"),
        (HeaderName::from_static("cross-origin-opener-policy"), "same-origin"),
    ];
    for (name, value) in fixed {
        answer.headers_mut().insert(name, HeaderValue::from_static(value));
    }
    answer
}

/// The answer when a call panicked: ours, and marked as such.
pub fn failed() -> Response<Body> {
    let refusal = Refusal::new(
        StatusCode::INTERNAL_SERVER_ERROR,
        "defect",
        "This is a defect of this server, not a simulated answer.",
    );
    mocked::refuse(&refusal, &http::HeaderMap::new())
}

/// A short text for whoever reads it in a terminal.
pub fn plain(status: StatusCode, text: String) -> Response<Body> {
    let mut answer = Response::new(Body::from(text));
    *answer.status_mut() = status;
    answer
        .headers_mut()
        .insert(header::CONTENT_TYPE, HeaderValue::from_static("text/plain; charset=utf-8"));
    answer
}

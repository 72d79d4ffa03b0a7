//! Answers that a page of any origin may read (Fetch Standard, CORS protocol).

use http::header::{self, HeaderMap, HeaderName, HeaderValue};
use http::{Method, StatusCode};

use super::Reply;
use crate::call::Settings;

/// Whether this is a browser's question before the real request; any other OPTIONS is a call like every other.
pub fn is_preflight(method: &Method, headers: &HeaderMap) -> bool {
    method == Method::OPTIONS
        && headers.contains_key(header::ORIGIN)
        && headers.contains_key(header::ACCESS_CONTROL_REQUEST_METHOD)
}

/// Allows what the preflight asks for, at once; `cors=preflight-fail` in the address refuses it, and `cors=off` says nothing.
pub fn preflight(request: &HeaderMap, settings: &Settings) -> Reply {
    let cors = settings.text("cors");
    let mut headers = HeaderMap::new();
    headers.insert(
        header::VARY,
        HeaderValue::from_static("Origin, Access-Control-Request-Method, Access-Control-Request-Headers"),
    );
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    if !matches!(cors, Some("preflight-fail" | "off")) {
        allow_origin(&mut headers, request);
        let echo = [
            (header::ACCESS_CONTROL_REQUEST_METHOD, header::ACCESS_CONTROL_ALLOW_METHODS),
            (header::ACCESS_CONTROL_REQUEST_HEADERS, header::ACCESS_CONTROL_ALLOW_HEADERS),
        ];
        for (asked, allowed) in echo {
            if let Some(value) = request.get(asked) {
                headers.insert(allowed, value.clone());
            }
        }
    }
    let status = if cors == Some("preflight-fail") {
        StatusCode::FORBIDDEN
    } else {
        StatusCode::NO_CONTENT
    };
    Reply {
        interim: Vec::new(),
        status,
        reason: status.canonical_reason().unwrap_or("").to_owned(),
        headers,
        body: bytes::Bytes::new(),
        wait: std::time::Duration::ZERO,
        ending: super::Ending::Sent,
    }
}

/// Lets the origin that asks read every header of this answer, or breaks that as `cors` says.
/// A wildcard would do nothing for calls with credentials. What is echoed must not be read with another's credentials.
pub fn expose_all(headers: &mut HeaderMap, request: &HeaderMap, settings: &Settings) {
    let break_it = settings.text("cors");
    if !request.contains_key(header::ORIGIN) || break_it == Some("off") {
        return;
    }
    // Added to the answer after this, by the HTTP library.
    let late = [header::CONTENT_LENGTH, header::DATE, header::CONNECTION];
    let mut names: Vec<HeaderName> = headers.keys().cloned().chain(late).collect();
    names.sort_by(|a, b| a.as_str().cmp(b.as_str()));
    names.dedup();
    let names = names.iter().map(HeaderName::as_str).collect::<Vec<_>>().join(", ");
    match break_it {
        Some("wildcard") => {
            headers.insert(header::ACCESS_CONTROL_ALLOW_ORIGIN, HeaderValue::from_static("*"));
        }
        Some("wrong") => {
            headers.insert(
                header::ACCESS_CONTROL_ALLOW_ORIGIN,
                HeaderValue::from_static("https://another-origin.invalid"),
            );
        }
        _ => allow_origin(headers, request),
    }
    if settings.on("echo") {
        headers.remove(header::ACCESS_CONTROL_ALLOW_CREDENTIALS);
    }
    if let Ok(value) = HeaderValue::from_str(&names) {
        headers.insert(header::ACCESS_CONTROL_EXPOSE_HEADERS, value);
    }
}

fn allow_origin(headers: &mut HeaderMap, request: &HeaderMap) {
    if let Some(origin) = request.get(header::ORIGIN) {
        headers.insert(header::ACCESS_CONTROL_ALLOW_ORIGIN, origin.clone());
        headers.insert(header::ACCESS_CONTROL_ALLOW_CREDENTIALS, HeaderValue::from_static("true"));
    }
}

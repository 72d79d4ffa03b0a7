//! Responses that a page of any origin may read (Fetch Standard, CORS protocol).

use http::header::{self, HeaderMap, HeaderName, HeaderValue};
use http::{Method, StatusCode};

use super::Reply;
use crate::call::Settings;
use crate::call::values::{Cors, Flag};

/// Whether this is a browser's question before the real request; any other OPTIONS is a call like every other.
pub fn is_preflight(method: &Method, headers: &HeaderMap) -> bool {
    method == Method::OPTIONS
        && headers.contains_key(header::ORIGIN)
        && headers.contains_key(header::ACCESS_CONTROL_REQUEST_METHOD)
}

/// Allows what the preflight asks for, at once; `cors=preflight-fail` in the address refuses it, and `cors=off` says nothing.
pub fn preflight(request: &HeaderMap, settings: &Settings) -> Reply {
    let cors = settings.cors;
    let mut headers = HeaderMap::new();
    headers.insert(
        header::VARY,
        HeaderValue::from_static("Origin, Access-Control-Request-Method, Access-Control-Request-Headers"),
    );
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    if !matches!(cors, Some(Cors::PreflightFail | Cors::Off)) {
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
    let status = if cors == Some(Cors::PreflightFail) {
        StatusCode::FORBIDDEN
    } else {
        StatusCode::NO_CONTENT
    };
    Reply::new(status, headers, "")
}

/// Lets the origin that asks read every header of this response, or breaks that as `cors` says.
/// A wildcard would do nothing for calls with credentials. What is echoed must not be read with another's credentials.
pub fn expose_all(headers: &mut HeaderMap, request: &HeaderMap, settings: &Settings) {
    let break_it = settings.cors;
    if !request.contains_key(header::ORIGIN) || break_it == Some(Cors::Off) {
        return;
    }
    // Added to the response after this, by the HTTP library.
    let late = [header::CONTENT_LENGTH, header::DATE, header::CONNECTION];
    let mut names: Vec<HeaderName> = headers.keys().cloned().chain(late).collect();
    names.sort_by(|a, b| a.as_str().cmp(b.as_str()));
    names.dedup();
    let names = names.iter().map(HeaderName::as_str).collect::<Vec<_>>().join(", ");
    match break_it {
        Some(Cors::Wildcard) => {
            headers.insert(header::ACCESS_CONTROL_ALLOW_ORIGIN, HeaderValue::from_static("*"));
        }
        Some(Cors::Wrong) => {
            headers.insert(
                header::ACCESS_CONTROL_ALLOW_ORIGIN,
                HeaderValue::from_static("https://another-origin.invalid"),
            );
        }
        _ => allow_origin(headers, request),
    }
    if Flag::is_on(settings.echo) {
        headers.remove(header::ACCESS_CONTROL_ALLOW_CREDENTIALS);
    }
    if let Ok(value) = HeaderValue::from_str(&names) {
        headers.insert(header::ACCESS_CONTROL_EXPOSE_HEADERS, value);
    }
}

/// Lets a page of any origin read a response that isn't simulated; nothing in it is for one caller's credentials.
pub fn allow_reading(headers: &mut HeaderMap, request: &HeaderMap) {
    expose_all(headers, request, &Settings::default());
    headers.append(header::VARY, HeaderValue::from_static("Origin"));
}

fn allow_origin(headers: &mut HeaderMap, request: &HeaderMap) {
    if let Some(origin) = request.get(header::ORIGIN) {
        headers.insert(header::ACCESS_CONTROL_ALLOW_ORIGIN, origin.clone());
        headers.insert(header::ACCESS_CONTROL_ALLOW_CREDENTIALS, HeaderValue::from_static("true"));
    }
}

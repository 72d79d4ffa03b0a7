//! Requests that neither mock nor site should see: methods and targets that frameworks stumble over, and those beyond the bounds. And
//! the safe headers that every response of the site gets.

use axum::body::Body;
use http::header::{self, HeaderName, HeaderValue};
use http::request::Parts;
use http::{Method, Request, Response, StatusCode};

use super::origin;
use super::responses::{plain, redirect, refuse};
use crate::call::METHODS;
use crate::call::problem::shorten;
use crate::mock::Refusal;
pub use crate::wire::{HEAD_BYTES, HEAD_FIELDS, LONGEST_TARGET};

/// With what addresses of keys begin. They take other methods than pages.
pub const KEYS: &str = "/-/keys/";

/// In bytes. The longest method in IANA's registry, `UPDATEREDIRECTREF`, has 17.
pub const LONGEST_METHOD: usize = 32;

/// The response to what neither mock nor site should see.
pub fn before_all<B>(request: &Request<B>) -> Option<Response<Body>> {
    let refusal = match judge(request) {
        Ok(()) if request.uri().path() == "*" => return Some(about_the_server()),
        Ok(()) => return None,
        Err(refusal) => refusal,
    };
    let mut response = refuse(&refusal, request.headers());
    if request.method() == Method::CONNECT {
        // The client takes what follows for the tunnel's.
        response
            .headers_mut()
            .insert(header::CONNECTION, HeaderValue::from_static("close"));
    }
    Some(response)
}

fn judge<B>(request: &Request<B>) -> Result<(), Refusal> {
    let (method, uri, headers) = (request.method(), request.uri(), request.headers());
    if method.as_str().len() > LONGEST_METHOD {
        return Err(Refusal::new(
            StatusCode::NOT_IMPLEMENTED,
            "unknown-method",
            format!(
                "The method has {} bytes. A method can have at most {LONGEST_METHOD} here.",
                method.as_str().len()
            ),
        ));
    }
    if method == Method::CONNECT {
        return Err(Refusal::new(
            StatusCode::NOT_IMPLEMENTED,
            "connect",
            "CONNECT asks for a tunnel, but this server isn't a proxy. Use another method.",
        ));
    }
    let target = uri.path_and_query().map_or("", |target| target.as_str());
    if target.len() > LONGEST_TARGET {
        return Err(Refusal::new(
            StatusCode::URI_TOO_LONG,
            "target-too-long",
            format!("The target has {} bytes. It can have at most {LONGEST_TARGET}.", target.len()),
        ));
    }
    let bytes: usize = headers.iter().map(|(name, value)| name.as_str().len() + value.len()).sum();
    if headers.len() > HEAD_FIELDS || bytes > HEAD_BYTES {
        return Err(Refusal::new(
            StatusCode::REQUEST_HEADER_FIELDS_TOO_LARGE,
            "head-too-large",
            format!(
                "The head has {} fields and {bytes} bytes. It can have at most {HEAD_FIELDS} fields and {HEAD_BYTES} bytes.",
                headers.len()
            ),
        ));
    }
    if !target.is_ascii() {
        return Err(bad_target(
            "The target has bytes that aren't ASCII. Percent-encode them: é is %C3%A9.",
        ));
    }
    if let Some(scheme) = uri.scheme_str()
        && !matches!(scheme, "http" | "https")
    {
        return Err(bad_target(format!(
            "The target has the scheme {}. This server takes http and https.",
            shorten(scheme)
        )));
    }
    match target {
        "*" => {
            // Everything else is read with its Host later.
            origin::read_host(uri, headers, request.version())?;
            match *method {
                Method::OPTIONS => Ok(()),
                _ => Err(bad_target("Only OPTIONS can have the target *. Send a path, such as /200.")),
            }
        }
        _ if uri.path().starts_with('/') => Ok(()),
        _ => Err(bad_target(
            "The target must be a path that starts with /, or an address that starts with http:// or https://.",
        )),
    }
}

fn bad_target(message: impl Into<String>) -> Refusal {
    Refusal::new(StatusCode::BAD_REQUEST, "bad-target", message)
}

/// The response to `OPTIONS *` (RFC 9110 section 9.3.7).
fn about_the_server() -> Response<Body> {
    let mut response = Response::new(Body::empty());
    *response.status_mut() = StatusCode::NO_CONTENT;
    if let Ok(methods) = HeaderValue::from_str(&METHODS.join(", ")) {
        response.headers_mut().insert(header::ALLOW, methods);
    }
    response
}

/// The response to what no page is for: other methods, and addresses with a slash at the end.
pub fn before_site(parts: &Parts) -> Option<Response<Body>> {
    let path = parts.uri.path();
    if path.starts_with(KEYS) {
        return None;
    }
    let sends_form = parts.method == Method::POST && takes_forms(path);
    if !matches!(parts.method, Method::GET | Method::HEAD) && !sends_form {
        let text = format!(
            "{} doesn't work here: this is a page, and pages take GET and HEAD.\nThe mock takes every method: /502, /200 and so on.\n",
            shorten(parts.method.as_str())
        );
        let mut response = plain(StatusCode::METHOD_NOT_ALLOWED, text);
        response
            .headers_mut()
            .insert(header::ALLOW, HeaderValue::from_static("GET, HEAD"));
        return Some(response);
    }
    if path.len() > 1 && path.ends_with('/') {
        // One slash only: browsers take `//host` and `/\\host` for another host.
        let short = format!("/{}", path.trim_matches(['/', '\\']));
        let query = parts.uri.query().map(|query| format!("?{query}")).unwrap_or_default();
        return Some(redirect(StatusCode::PERMANENT_REDIRECT, &format!("{short}{query}")));
    }
    None
}

/// Whether the form of a status's panel is sent to that path.
fn takes_forms(path: &str) -> bool {
    let name = path.strip_prefix("/docs/").unwrap_or("");
    let name = name
        .strip_suffix("/panel")
        .or_else(|| name.strip_suffix("/wire"))
        .unwrap_or(name);
    name.len() == 3 && name.bytes().all(|byte| byte.is_ascii_digit())
}

/// What every response of the site carries.
pub fn after_site(mut response: Response<Body>) -> Response<Body> {
    let fixed = [
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (header::REFERRER_POLICY, "strict-origin-when-cross-origin"),
        (HeaderName::from_static("cross-origin-opener-policy"), "same-origin"),
    ];
    for (name, value) in fixed {
        response.headers_mut().insert(name, HeaderValue::from_static(value));
    }
    response
}

/// The response when a call panicked: ours, and marked as such.
pub fn failed() -> Response<Body> {
    let refusal = Refusal::new(
        StatusCode::INTERNAL_SERVER_ERROR,
        "defect",
        "This is a bug in this server, not a simulated response.",
    );
    refuse(&refusal, &http::HeaderMap::new())
}

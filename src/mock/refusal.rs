//! Errors of ours, which nobody must take for a simulated response: problem details (RFC 9457) with `X-Mock-Error`.

use http::StatusCode;
use http::header::{self, HeaderMap, HeaderValue};
use serde::Serialize;

use super::{Reply, X_MOCK_ERROR};
use crate::call::{Problem, Settings};

/// A call that is not simulated, and the true status for that.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refusal {
    pub status: StatusCode,
    pub problem: Problem,
    /// Seconds until it's worth trying again.
    pub retry_after: Option<u16>,
}

impl Refusal {
    pub fn new(status: StatusCode, kind: &'static str, message: impl Into<String>) -> Self {
        Self {
            status,
            problem: Problem::new(kind, message),
            retry_after: None,
        }
    }

    /// The same, with a Retry-After of so many seconds.
    pub fn with_retry_after(self, seconds: u16) -> Self {
        Self {
            retry_after: Some(seconds),
            ..self
        }
    }
}

impl From<Problem> for Refusal {
    fn from(problem: Problem) -> Self {
        Self {
            status: StatusCode::BAD_REQUEST,
            problem,
            retry_after: None,
        }
    }
}

#[derive(Serialize)]
struct Details<'a> {
    title: &'a str,
    status: u16,
    detail: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    option: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    value: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    allowed: Option<&'a str>,
}

/// The response that says what was wrong and what is allowed. Readable across origins like every response of the mock.
pub fn refuse(refusal: &Refusal, request: &HeaderMap) -> Reply {
    let problem = &refusal.problem;
    let reason = super::reply::reason(refusal.status);
    let details = Details {
        title: reason,
        status: refusal.status.as_u16(),
        detail: &problem.message,
        option: problem.option.as_deref(),
        value: problem.value.as_deref(),
        allowed: problem.allowed.as_deref(),
    };
    let mut body = serde_json::to_string_pretty(&details).unwrap_or_default();
    body.push('\n');
    let mut headers = super::fields::common();
    headers.insert(X_MOCK_ERROR, HeaderValue::from_static(problem.kind));
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/problem+json"));
    if let Some(seconds) = refusal.retry_after {
        headers.insert(header::RETRY_AFTER, HeaderValue::from(seconds));
    }
    super::cors::expose_all(&mut headers, request, &Settings::default());
    Reply::new(refusal.status, headers, body)
}

/// A mocked body must never run as the site's own script or style, whatever type it claims
/// (`Sec-Fetch-Dest`, W3C Fetch Metadata).
pub fn check_destination(request: &HeaderMap) -> Result<(), Refusal> {
    const ACTIVE: [&str; 8] = [
        "audioworklet",
        "paintworklet",
        "script",
        "serviceworker",
        "sharedworker",
        "style",
        "worker",
        "xslt",
    ];
    let Some(destination) = request.get("sec-fetch-dest").and_then(|value| value.to_str().ok()) else {
        return Ok(());
    };
    if ACTIVE.contains(&destination) {
        return Err(Refusal::new(
            StatusCode::FORBIDDEN,
            "refused-destination",
            format!(
                "A browser would run this response as a {destination}, so the mock doesn't send it. Call it with fetch() instead."
            ),
        ));
    }
    Ok(())
}

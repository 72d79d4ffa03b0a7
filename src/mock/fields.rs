//! The headers of simulated answers.

use std::time::Duration;

use http::header::{self, HeaderMap, HeaderName, HeaderValue};

use super::{Answer, Quota, Refusal, X_MOCK_STATUS};
use crate::book::Status;
use crate::call::values::{Cache, RetryAfter};
use crate::call::{Problem, Settings};
use crate::code::Code;

const X_MOCK_IGNORED: HeaderName = HeaderName::from_static("x-mock-ignored");
const X_MOCK_STEP: HeaderName = HeaderName::from_static("x-mock-step");
const X_MOCK_CALL: HeaderName = HeaderName::from_static("x-mock-call");
const X_ROBOTS_TAG: HeaderName = HeaderName::from_static("x-robots-tag");
const TIMING_ALLOW_ORIGIN: HeaderName = HeaderName::from_static("timing-allow-origin");
const SERVER_TIMING: HeaderName = HeaderName::from_static("server-timing");
const CROSS_ORIGIN_RESOURCE_POLICY: HeaderName = HeaderName::from_static("cross-origin-resource-policy");

/// Room for the fields of most answers.
const MOST_FIELDS: usize = 20;

/// What every answer of the mock carries, simulated or ours.
pub(super) fn common() -> HeaderMap {
    let mut headers = HeaderMap::with_capacity(MOST_FIELDS);
    headers.extend(
        [
            (header::CACHE_CONTROL, "no-store"),
            (header::VARY, "Accept, Sec-Fetch-Mode, Origin"),
            (X_ROBOTS_TAG, "noindex"),
            (TIMING_ALLOW_ORIGIN, "*"),
            (CROSS_ORIGIN_RESOURCE_POLICY, "cross-origin"),
            (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        ]
        .map(|(name, value)| (name, HeaderValue::from_static(value))),
    );
    headers
}

/// What says that the answer is simulated, where it is explained, and what was done to it.
pub(super) fn markers(headers: &mut HeaderMap, answer: &Answer, wait: Duration) {
    let (turn, seen) = (answer.turn, answer.seen);
    headers.insert(X_MOCK_STATUS, HeaderValue::from(turn.asked.number()));
    put(
        headers,
        header::LINK,
        &format!("<{}/docs/{}>; rel=\"help\"", seen.origin, turn.asked),
    );
    if !wait.is_zero() {
        put(headers, SERVER_TIMING, &format!("delay;dur={}", wait.as_millis()));
    }
    if !seen.ignored.is_empty() {
        put(headers, X_MOCK_IGNORED, &seen.ignored.join(", "));
    }
    if let Some((step, of)) = turn.step {
        put(headers, X_MOCK_STEP, &format!("{step}/{of}"));
    }
    if let Some(nth) = turn.nth {
        headers.insert(X_MOCK_CALL, HeaderValue::from(nth));
    }
    if let Some(quota) = turn.quota {
        rate_limit(headers, quota, answer.now);
    }
}

/// The fields of draft-ietf-httpapi-ratelimit-headers, and the older ones that most clients read. `X-RateLimit-Reset` is in seconds since 1970,
/// as GitHub has it.
fn rate_limit(headers: &mut HeaderMap, quota: Quota, now: jiff::Timestamp) {
    let seconds = quota.resets_in.as_secs_f64().ceil() as i64;
    put(
        headers,
        HeaderName::from_static("ratelimit-policy"),
        &format!("\"default\";q={};w={}", quota.limit, quota.window.as_secs()),
    );
    put(
        headers,
        HeaderName::from_static("ratelimit"),
        &format!("\"default\";r={};t={seconds}", quota.remaining),
    );
    headers.insert(HeaderName::from_static("x-ratelimit-limit"), HeaderValue::from(quota.limit));
    headers.insert(
        HeaderName::from_static("x-ratelimit-remaining"),
        HeaderValue::from(quota.remaining),
    );
    headers.insert(
        HeaderName::from_static("x-ratelimit-reset"),
        HeaderValue::from(now.as_second() + seconds),
    );
    if quota.exceeded {
        headers.insert(header::RETRY_AFTER, HeaderValue::from(seconds));
    }
}

/// What the book says that belongs to a code.
pub(super) fn of_the_book(headers: &mut HeaderMap, status: Option<&Status>) {
    let Some(status) = status else { return };
    for field in &status.headers {
        // A test of the book holds that names and values of its headers are valid.
        // What a quota says of this very call beats it.
        if let Some(Ok(value)) = field.value.as_deref().map(HeaderValue::from_str)
            && let Ok(name) = field.name.parse::<HeaderName>()
            && (name == header::LINK || !headers.contains_key(&name))
        {
            headers.append(name, value);
        }
    }
    if status.mock.close {
        headers.insert(header::CONNECTION, HeaderValue::from_static("close"));
    }
}

/// `retry-after`, `cache` and `etag`.
///
/// # Errors
/// `cache` on a code that must not be stored.
pub(super) fn of_the_options(headers: &mut HeaderMap, answer: &Answer) -> Result<(), Refusal> {
    let settings = &answer.turn.settings;
    let exceeded = answer.turn.quota.is_some_and(|quota| quota.exceeded);
    match settings.retry_after().filter(|_| !exceeded) {
        Some(RetryAfter::Seconds(seconds)) => {
            headers.insert(header::RETRY_AFTER, HeaderValue::from(seconds));
        }
        Some(RetryAfter::Date(seconds)) => put(headers, header::RETRY_AFTER, &http_date(answer.now, i64::from(seconds))),
        Some(RetryAfter::None) => {
            headers.remove(header::RETRY_AFTER);
        }
        None => {}
    }
    if answer.seen.from_headers && (settings.has("cache") || settings.headers().next().is_some()) {
        headers.insert(header::VARY, HeaderValue::from_static("*"));
    }
    if let Some(cache) = settings.cache() {
        if must_not_be_stored(answer.code) {
            if !answer.is_asked(answer.code) {
                return Ok(());
            }
            return Err(Problem::new(
                "impossible-option",
                format!("cache: {} must not be stored by any cache (RFC 6585).", answer.code),
            )
            .with_value("cache", &cache.to_string())
            .into());
        }
        match cache {
            Cache::Seconds(seconds) => put(headers, header::CACHE_CONTROL, &format!("max-age={seconds}")),
            Cache::NoCache => put(headers, header::CACHE_CONTROL, "no-cache"),
            Cache::None => {
                headers.remove(header::CACHE_CONTROL);
            }
        }
    }
    Ok(())
}

/// RFC 6585 sections 3 to 6.
fn must_not_be_stored(code: Code) -> bool {
    matches!(code.number(), 428 | 429 | 431 | 511)
}

/// The caller's own headers, last, beside what is there.
pub(super) fn extras(headers: &mut HeaderMap, settings: &Settings, code: Code) {
    for (name, value) in settings.headers() {
        if must_not_be_stored(code)
            && ["cache-control", "expires"]
                .iter()
                .any(|kept| name.eq_ignore_ascii_case(kept))
        {
            continue;
        }
        if let (Ok(name), Ok(value)) = (name.parse::<HeaderName>(), HeaderValue::from_str(value)) {
            if name == header::CACHE_CONTROL || name == header::RETRY_AFTER || name == header::ETAG {
                headers.insert(name, value);
            } else {
                headers.append(name, value);
            }
        }
    }
}

/// Says that a part of what was asked for cannot be sent.
pub(super) fn dropped(headers: &mut HeaderMap, what: &'static str) {
    headers.append(X_MOCK_IGNORED, HeaderValue::from_static(what));
}

/// A date of HTTP (RFC 9110 section 5.6.7), so many seconds after `now`.
pub fn http_date(now: jiff::Timestamp, seconds: i64) -> String {
    let then = jiff::Timestamp::from_second(now.as_second() + seconds).unwrap_or(now);
    then.strftime("%a, %d %b %Y %H:%M:%S GMT").to_string()
}

pub fn put(headers: &mut HeaderMap, name: HeaderName, value: &str) {
    if let Ok(value) = HeaderValue::from_str(value) {
        headers.insert(name, value);
    }
}

//! The headers of simulated responses.

use std::time::Duration;

use http::header::{self, HeaderMap, HeaderName, HeaderValue};

use super::{Quota, Refusal, ReplyContext, X_MOCK_STATUS};
use crate::book::{Book, Status};
use crate::call::header::ExtraHeader;
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

/// Room for the fields of most responses.
const MOST_FIELDS: usize = 20;

/// What every response of the mock carries, simulated or ours.
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

/// What says that the response is simulated, where it is explained, and what was done to it.
pub(super) fn add_markers(headers: &mut HeaderMap, context: &ReplyContext, wait: Duration) {
    let (selection, request) = (context.selection, context.request);
    headers.insert(X_MOCK_STATUS, HeaderValue::from(selection.asked.number()));
    put(
        headers,
        header::LINK,
        &format!("<{}/docs/{}>; rel=\"help\"", request.origin, selection.asked),
    );
    if !wait.is_zero() {
        put(headers, SERVER_TIMING, &format!("delay;dur={}", wait.as_millis()));
    }
    if !request.ignored.is_empty() {
        put(headers, X_MOCK_IGNORED, &request.ignored.join(", "));
    }
    if let Some((step, steps)) = selection.step {
        put(headers, X_MOCK_STEP, &format!("{step}/{steps}"));
    }
    if let Some(nth) = selection.nth {
        headers.insert(X_MOCK_CALL, HeaderValue::from(nth));
    }
    if let Some(quota) = selection.quota {
        rate_limit(headers, quota, context.now);
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
pub(super) fn add_from_book(headers: &mut HeaderMap, status: Option<&Status>) {
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
pub(super) fn apply_options(headers: &mut HeaderMap, context: &ReplyContext) -> Result<(), Refusal> {
    let settings = context.settings();
    let exceeded = context.selection.quota.is_some_and(|quota| quota.exceeded);
    match settings.retry_after.filter(|_| !exceeded) {
        Some(RetryAfter::Seconds(seconds)) => {
            headers.insert(header::RETRY_AFTER, HeaderValue::from(seconds));
        }
        Some(RetryAfter::Date(seconds)) => put(
            headers,
            header::RETRY_AFTER,
            &http_date(context.now, i64::try_from(seconds).unwrap_or(i64::MAX)),
        ),
        Some(RetryAfter::None) => {
            headers.remove(header::RETRY_AFTER);
        }
        None => {}
    }
    if context.request.from_headers && (settings.cache.is_some() || !settings.headers.is_empty()) {
        headers.insert(header::VARY, HeaderValue::from_static("*"));
    }
    if let Some(cache) = settings.cache {
        if must_not_be_stored(context.book, context.code) {
            if !context.is_asked(context.code) {
                return Ok(());
            }
            return Err(Problem::new(
                "impossible-option",
                format!("cache={cache} can't work: no cache may store a {} (RFC 6585).", context.code),
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

pub(super) fn must_not_be_stored(book: &Book, code: Code) -> bool {
    book.get(code).is_some_and(Status::never_stored)
}

/// The caller's own headers in place of ours of the same name. What must not be stored stays so.
pub(super) fn extras(headers: &mut HeaderMap, settings: &Settings, book: &Book, code: Code) {
    let never_stored = must_not_be_stored(book, code);
    let kept = |extra: &&ExtraHeader| !(never_stored && is_about_caching(extra));
    let extras = || settings.headers.iter().filter(kept);
    for extra in extras() {
        headers.remove(extra.name.as_str());
    }
    for extra in extras() {
        if let (Ok(name), Ok(value)) = (extra.name.parse::<HeaderName>(), HeaderValue::from_str(&extra.value)) {
            headers.append(name, value);
        }
    }
}

pub(super) fn is_about_caching(extra: &ExtraHeader) -> bool {
    ["cache-control", "expires"]
        .iter()
        .any(|name| extra.name.eq_ignore_ascii_case(name))
}

/// Says that a part of what was asked for cannot be sent.
pub(super) fn add_dropped(headers: &mut HeaderMap, what: &str) {
    if let Ok(what) = HeaderValue::from_str(what) {
        headers.append(X_MOCK_IGNORED, what);
    }
}

/// A date of HTTP (RFC 9110 section 5.6.7), so many seconds after `now`.
pub fn http_date(now: jiff::Timestamp, seconds: i64) -> String {
    let then = jiff::Timestamp::from_second(now.as_second() + seconds).unwrap_or(now);
    // Fails only for years before 0 or after 9999, which no timestamp here reaches.
    jiff::fmt::rfc2822::DateTimePrinter::new()
        .timestamp_to_rfc9110_string(&then)
        .unwrap_or_default()
}

pub fn put(headers: &mut HeaderMap, name: HeaderName, value: &str) {
    if let Ok(value) = HeaderValue::from_str(value) {
        headers.insert(name, value);
    }
}

//! Conditions in requests (RFC 9110 section 13), judged against an answer that stands still.

use headers::{ETag, HeaderMapExt, IfMatch, IfModifiedSince, IfNoneMatch, IfUnmodifiedSince};
use http::header::{self, HeaderMap};
use jiff::Timestamp;

use super::{Answer, fields, fixed_code};
use crate::book::Play;
use crate::call::Settings;
use crate::code::Code;

/// The tag of an answer whose caller names none.
const DEFAULT_TAG: &str = "v1";

/// Whether the caller wants an answer that caches can compare.
pub fn is_frozen(settings: &Settings) -> bool {
    settings.has("cache") || settings.has("etag")
}

/// The moment of every frozen answer, and its Last-Modified: 2025-01-01.
pub fn frozen() -> Timestamp {
    Timestamp::from_second(1_735_689_600).unwrap_or(Timestamp::UNIX_EPOCH)
}

/// The code after the conditions.
pub struct Judged {
    pub code: Code,
}

/// Adds the validators and judges the conditions of the request by them.
///
/// Conditions count only where the answer without them would be 2xx or 412 (RFC 9110 section 13.2.1).
pub fn judge(headers: &mut HeaderMap, answer: &Answer, play: Play) -> Judged {
    let settings = &answer.turn.settings;
    let code = answer.code;
    let validated = is_frozen(settings) || matches!(play, Play::NotModified | Play::Precondition | Play::Document);
    let unchanged = Judged { code };
    if !validated {
        return unchanged;
    }
    let tag = format!("\"{}\"", settings.text("etag").unwrap_or(DEFAULT_TAG));
    let (Ok(etag), request) = (tag.parse::<ETag>(), answer.seen.headers) else {
        return unchanged;
    };
    fields::put(headers, header::ETAG, &tag);
    fields::put(headers, header::LAST_MODIFIED, &fields::http_date(frozen(), 0));
    if play == Play::NotModified {
        return unchanged;
    }
    let modified = std::time::UNIX_EPOCH + std::time::Duration::from_secs(frozen().as_second().unsigned_abs());
    let reads = matches!(answer.call.method.as_str(), "GET" | "HEAD");
    let conditions = [
        header::IF_MATCH,
        header::IF_UNMODIFIED_SINCE,
        header::IF_NONE_MATCH,
        header::IF_MODIFIED_SINCE,
    ];
    let any = conditions.iter().any(|name| request.contains_key(name));
    let is_412 = play == Play::Precondition;
    if !(is_412 || (200..300).contains(&code.number())) || !any {
        return unchanged;
    }
    let failed = Judged { code: fixed_code(412) };
    // The order of RFC 9110 section 13.2.2.
    if let Some(condition) = request.typed_get::<IfMatch>() {
        if !condition.precondition_passes(&etag) {
            return failed;
        }
    } else if let Some(condition) = request.typed_get::<IfUnmodifiedSince>()
        && !condition.precondition_passes(modified)
    {
        return failed;
    }
    if let Some(condition) = request.typed_get::<IfNoneMatch>() {
        if !condition.precondition_passes(&etag) {
            return if reads { Judged { code: fixed_code(304) } } else { failed };
        }
    } else if reads
        && let Some(condition) = request.typed_get::<IfModifiedSince>()
        && !condition.is_modified(modified)
    {
        return Judged { code: fixed_code(304) };
    }
    // Every condition holds: 412 would be untrue.
    if is_412 { Judged { code: fixed_code(200) } } else { unchanged }
}

//! Conditions in requests (RFC 9110 section 13), judged by the validators of the response (section 8.8).
//!
//! `now` is always the moment that the response's Date will name.

use http::header::{self, HeaderMap, HeaderName};
use jiff::Timestamp;
use jiff::civil::DateTime;
use jiff::tz::Offset;

use super::fields;

/// The moment of every frozen response, and its Last-Modified: 2025-01-01.
pub const fn frozen() -> Timestamp {
    Timestamp::constant(1_735_689_600, 0)
}

/// Puts the validators of a frozen response: the strong `tag`, and the frozen moment as Last-Modified.
pub fn put_validators(headers: &mut HeaderMap, tag: &str) {
    fields::put(headers, header::ETAG, &format!("\"{tag}\""));
    fields::put(headers, header::LAST_MODIFIED, &fields::http_date(frozen(), 0));
}

/// An entity tag (RFC 9110 section 8.8.3).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EntityTag {
    weak: bool,
    /// Between the quotes. Not text: bytes from 0x80 up are allowed.
    opaque: Vec<u8>,
}

impl EntityTag {
    /// `None` for anything but `"…"` or `W/"…"`. A lower-case `w/` is not a tag: section 8.8.3 says `W/` is case-sensitive.
    pub fn parse(text: &[u8]) -> Option<Self> {
        let (weak, quoted) = match text.strip_prefix(b"W/") {
            Some(quoted) => (true, quoted),
            None => (false, text),
        };
        let opaque = quoted.strip_prefix(b"\"")?.strip_suffix(b"\"")?;
        // The etagc of the grammar: no space, no quote, no control character.
        let is_valid = opaque.iter().all(|byte| matches!(byte, 0x21 | 0x23..=0x7e | 0x80..=0xff));
        is_valid.then(|| Self {
            weak,
            opaque: opaque.to_vec(),
        })
    }

    /// Strong comparison (section 8.8.3.2): a weak tag equals nothing, not even itself.
    pub fn strong_eq(&self, other: &Self) -> bool {
        !self.weak && !other.weak && self.opaque == other.opaque
    }

    /// Weak comparison (section 8.8.3.2): `W/` makes no difference.
    pub fn weak_eq(&self, other: &Self) -> bool {
        self.opaque == other.opaque
    }
}

/// What a response says about the version that it sends, so that a request can be compared with it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Validators {
    pub tag: Option<EntityTag>,
    /// In whole seconds.
    pub modified: Option<Timestamp>,
}

impl Validators {
    /// Whether there is anything to compare with.
    pub const fn any(&self) -> bool {
        self.tag.is_some() || self.modified.is_some()
    }
}

/// The validators in the headers of a response, with the caller's own in place of ours.
///
/// One that cannot be read, or that is sent twice, is no validator: no client can compare with it either.
pub fn validators(response: &HeaderMap, now: Timestamp) -> Validators {
    Validators {
        tag: single(response, header::ETAG).and_then(EntityTag::parse),
        modified: date(response, header::LAST_MODIFIED, now),
    }
}

/// What the conditions of a request do to its response.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// There is no condition that counts for this request.
    Unconditional,
    /// Every condition holds.
    Proceed,
    /// 304: the client's copy is still good.
    NotModified,
    /// 412.
    PreconditionFailed,
}

/// Whether conditions count for a response that would have this status without them: only 2xx and 412 (section 13.2.1).
pub const fn counts_for(status: u16) -> bool {
    matches!(status, 200..=299 | 412)
}

/// Evaluates If-Match, If-Unmodified-Since, If-None-Match and If-Modified-Since, in the order of section 13.2.2.
///
/// The caller checks [`counts_for`] first. If-Range comes after these, with [`if_range_holds`].
pub fn evaluate(method: &str, request: &HeaderMap, validators: &Validators, now: Timestamp) -> Verdict {
    // Section 13.2.1: these methods do not select a representation, so there is nothing to compare.
    if matches!(method, "CONNECT" | "OPTIONS" | "TRACE") {
        return Verdict::Unconditional;
    }
    let reads = matches!(method, "GET" | "HEAD");
    let tag = validators.tag.as_ref();
    // Sections 13.1.3 and 13.1.4: without a Last-Modified of ours, or without a valid date of theirs, the condition is ignored.
    let dates = |name: HeaderName| validators.modified.zip(date(request, name, now));
    let mut verdict = Verdict::Unconditional;

    // Steps 1 and 2. With If-Match, If-Unmodified-Since is ignored (section 13.1.4), even if it holds.
    if let Some(tags) = TagCondition::read(request, header::IF_MATCH) {
        if !tags.includes(tag, EntityTag::strong_eq) {
            return Verdict::PreconditionFailed;
        }
        verdict = Verdict::Proceed;
    } else if let Some((modified, given)) = dates(header::IF_UNMODIFIED_SINCE) {
        if modified > given {
            return Verdict::PreconditionFailed;
        }
        verdict = Verdict::Proceed;
    }

    // Steps 3 and 4. If-Modified-Since is for GET and HEAD only, and ignored with If-None-Match (section 13.1.3).
    if let Some(tags) = TagCondition::read(request, header::IF_NONE_MATCH) {
        if tags.includes(tag, EntityTag::weak_eq) {
            return if reads {
                Verdict::NotModified
            } else {
                Verdict::PreconditionFailed
            };
        }
        verdict = Verdict::Proceed;
    } else if reads && let Some((modified, given)) = dates(header::IF_MODIFIED_SINCE) {
        if modified <= given {
            return Verdict::NotModified;
        }
        verdict = Verdict::Proceed;
    }
    verdict
}

/// Whether a client that reads has the version with this tag, by its If-None-Match (section 13.1.2).
pub fn is_unmodified(request: &HeaderMap, tag: &str) -> bool {
    let tag = EntityTag::parse(tag.as_bytes());
    TagCondition::read(request, header::IF_NONE_MATCH).is_some_and(|tags| tags.includes(tag.as_ref(), EntityTag::weak_eq))
}

/// Whether If-Range lets the Range of its request count (section 13.1.5); `None` if the request has no If-Range.
///
/// A tag is compared strongly. A date has to be the very second of Last-Modified: a later one does not hold, unlike in
/// If-Unmodified-Since. It also has to be a strong validator (section 8.8.2.2): the Date of the response is at least
/// a second later, because something that changed just now may change again within the same second.
/// What cannot be read does not hold, and the client gets everything, which is always safe.
pub fn if_range_holds(request: &HeaderMap, validators: &Validators, now: Timestamp) -> Option<bool> {
    if !request.contains_key(header::IF_RANGE) {
        return None;
    }
    if let Some(given) = single(request, header::IF_RANGE).and_then(EntityTag::parse) {
        return Some(validators.tag.as_ref().is_some_and(|tag| tag.strong_eq(&given)));
    }
    let given = date(request, header::IF_RANGE, now);
    Some(
        validators
            .modified
            .is_some_and(|modified| given == Some(modified) && modified.as_second() < now.as_second()),
    )
}

/// Takes out what a 304 should not repeat: it describes content that is not there (section 15.4.5).
///
/// Last-Modified stays if it is the only validator. Content-Length would have to be that of the 200 (section 8.6), and goes.
pub fn trim_not_modified(headers: &mut HeaderMap) {
    for name in [
        header::CONTENT_ENCODING,
        header::CONTENT_LANGUAGE,
        header::CONTENT_LENGTH,
        header::CONTENT_RANGE,
        header::CONTENT_TYPE,
    ] {
        headers.remove(name);
    }
    if headers.contains_key(header::ETAG) {
        headers.remove(header::LAST_MODIFIED);
    }
}

/// The value of If-Match or If-None-Match.
enum TagCondition {
    /// `*`: any version at all. The mock always has one.
    Any,
    /// Those that can be read. A broken one matches nothing, but does not undo the others.
    Tags(Vec<EntityTag>),
}

impl TagCondition {
    /// `None` if the request has no such field. Several lines are one list (section 5.3).
    fn read(request: &HeaderMap, name: HeaderName) -> Option<Self> {
        if !request.contains_key(&name) {
            return None;
        }
        // Only the whole value can be `*`, not an element of a list.
        if single(request, name.clone()).is_some_and(|value| value == b"*") {
            return Some(Self::Any);
        }
        let lines = request.get_all(&name).iter();
        Some(Self::Tags(lines.flat_map(|line| read_tags(line.as_bytes())).collect()))
    }

    /// Whether the current tag is among these.
    fn includes(&self, current: Option<&EntityTag>, equal: fn(&EntityTag, &EntityTag) -> bool) -> bool {
        match self {
            Self::Any => true,
            Self::Tags(tags) => current.is_some_and(|current| tags.iter().any(|tag| equal(tag, current))),
        }
    }
}

/// The tags of a list. A comma inside quotes belongs to the tag; empty elements are skipped (section 5.6.1.2).
fn read_tags(line: &[u8]) -> Vec<EntityTag> {
    let mut quoted = false;
    line.split(|byte| {
        quoted ^= *byte == b'"';
        *byte == b',' && !quoted
    })
    .filter_map(|element| EntityTag::parse(element.trim_ascii()))
    .collect()
}

/// The value of a field that must not be repeated; `None` if it is missing or sent on several lines.
fn single(headers: &HeaderMap, name: HeaderName) -> Option<&[u8]> {
    let mut lines = headers.get_all(name).iter();
    let line = lines.next()?;
    lines.next().is_none().then(|| line.as_bytes().trim_ascii())
}

fn date(headers: &HeaderMap, name: HeaderName, now: Timestamp) -> Option<Timestamp> {
    read_date(std::str::from_utf8(single(headers, name)?).ok()?, now)
}

const DAYS: [&str; 7] = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"];
const MONTHS: [&str; 12] = [
    "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
];
/// How many years ahead a two-digit year may lie.
const MOST_YEARS_AHEAD: i16 = 50;

/// An HTTP-date in any of its three forms, which every recipient has to accept (section 5.6.7).
///
/// Case and spaces have to be exact, as the grammar has them. The name of the day has to be one, but need not be the right one.
fn read_date(text: &str, now: Timestamp) -> Option<Timestamp> {
    let is_short_day = |name: &str| DAYS.iter().any(|day| day.get(..3) == Some(name));
    let then = match text.split_once(", ") {
        // Sun, 06 Nov 1994 08:49:37 GMT
        Some((name, rest)) if is_short_day(name) => {
            let [day, month, year, time, "GMT"] = split_exactly::<5>(rest, ' ')? else {
                return None;
            };
            civil(number(year, 4)?, month, day, time)
        }
        // Sunday, 06-Nov-94 08:49:37 GMT
        Some((name, rest)) if DAYS.contains(&name) => {
            let [date, time, "GMT"] = split_exactly::<3>(rest, ' ')? else {
                return None;
            };
            let [day, month, year] = split_exactly::<3>(date, '-')?;
            recent(number(year, 2)?, now, |year| civil(year, month, day, time))
        }
        Some(_) => None,
        // Sun Nov  6 08:49:37 1994
        None => {
            let (name, rest) = text.split_once(' ')?;
            let (month, rest) = rest.split_once(' ')?;
            let (day, rest) = rest.split_at_checked(2)?;
            let [time, year] = split_exactly::<2>(rest.strip_prefix(' ')?, ' ')?;
            // A day of one digit has a space in place of the other.
            let day = day
                .strip_prefix(' ')
                .map_or_else(|| day.to_owned(), |digit| format!("0{digit}"));
            if !is_short_day(name) {
                return None;
            }
            civil(number(year, 4)?, month, &day, time)
        }
    };
    Offset::UTC.to_timestamp(then?).ok()
}

/// The year of two digits that a date means: the last one that is not more than 50 years ahead (section 5.6.7).
fn recent(year: i16, now: Timestamp, at: impl Fn(i16) -> Option<DateTime>) -> Option<DateTime> {
    let today = Offset::UTC.to_datetime(now);
    let century = today.year() / 100 * 100;
    let is_near = |then: &DateTime| {
        let ahead = (then.year() - MOST_YEARS_AHEAD, then.month(), then.day(), then.time());
        ahead <= (today.year(), today.month(), today.day(), today.time())
    };
    [century + 100, century, century - 100]
        .into_iter()
        .filter_map(|century| at(century + year))
        .find(is_near)
}

fn civil(year: i16, month: &str, day: &str, time: &str) -> Option<DateTime> {
    let month = MONTHS.iter().position(|known| *known == month)? + 1;
    let [hour, minute, second] = split_exactly::<3>(time, ':')?;
    let (hour, minute, second): (i8, i8, i8) = (number(hour, 2)?, number(minute, 2)?, number(second, 2)?);
    // A leap second, which the grammar allows, has no number of its own since 1970.
    let second = if (hour, minute, second) == (23, 59, 60) { 59 } else { second };
    DateTime::new(year, i8::try_from(month).ok()?, number(day, 2)?, hour, minute, second, 0).ok()
}

/// Exactly `N` fields with a separator between them.
fn split_exactly<const N: usize>(text: &str, separator: char) -> Option<[&str; N]> {
    text.split(separator).collect::<Vec<_>>().try_into().ok()
}

/// A number of exactly so many digits.
fn number<T: std::str::FromStr>(text: &str, digits: usize) -> Option<T> {
    let is_number = text.len() == digits && text.bytes().all(|byte| byte.is_ascii_digit());
    is_number.then(|| text.parse().ok()).flatten()
}

#[cfg(test)]
mod tests;

//! What 206 sends: the parts that a Range asks for (RFC 9110 section 14), of the fixed document or of a body that the caller chose.

use std::sync::LazyLock;

use bytes::Bytes;
use http::header::{self, HeaderMap, HeaderName};
use jiff::Timestamp;

use super::body::MockBody;
use super::conditional::{self, Validators};
use super::fields;
use crate::digest;

const MEDIA_TYPE: &str = "text/plain; charset=utf-8";
const LINES: usize = 32;
const LINE_LENGTH: usize = 32;

/// The representation that parts are taken from (RFC 9110 section 3.2).
#[derive(Debug)]
pub struct Document {
    pub bytes: Bytes,
    pub media_type: Option<String>,
    /// How many bytes a client gets that asks for 206 without asking for a part.
    unsolicited: usize,
}

impl Document {
    /// The fixed document. Half of it is sent unasked, so that there is something left to ask for.
    pub fn fixed() -> Self {
        Self {
            bytes: DOCUMENT.clone(),
            media_type: Some(MEDIA_TYPE.to_owned()),
            unsolicited: DOCUMENT.len() / 2,
        }
    }

    /// A body that the caller chose. Sent whole to those who don't ask for a part.
    pub fn from_body(body: &MockBody) -> Self {
        Self {
            unsolicited: body.bytes.len(),
            bytes: body.bytes.clone(),
            media_type: body.media_type.clone(),
        }
    }

    fn length(&self) -> u64 {
        self.bytes.len() as u64
    }

    /// The bytes from `first` to `last`, both included.
    fn part(&self, first: u64, last: u64) -> Bytes {
        self.bytes.slice(first as usize..=last as usize)
    }

    fn content_range(&self, first: u64, last: u64) -> String {
        format!("bytes {first}-{last}/{}", self.length())
    }

    /// Separates the parts; the document doesn't contain it.
    fn boundary(&self) -> String {
        let occurs = self.bytes.windows(BOUNDARY.len()).any(|bytes| bytes == BOUNDARY.as_bytes());
        if occurs {
            format!("{BOUNDARY}-{}", digest::short(&self.bytes))
        } else {
            BOUNDARY.to_owned()
        }
    }
}

/// Lines that begin with their own offset, so that a part can be checked by eye.
static DOCUMENT: LazyLock<Bytes> = LazyLock::new(|| {
    (0..LINES)
        .flat_map(|line| format!("{:>4}  Statusbook, test document\n", line * LINE_LENGTH).into_bytes())
        .collect()
});

/// Parts of one multipart response. A Range that asks for more is ignored, which section 14.2 allows.
const MOST_PARTS: usize = 10;
/// Parts that share bytes with another one. Section 14.2 treats more than two as a broken client or an attack.
const MOST_OVERLAPPING: usize = 2;
const BOUNDARY: &str = "statusbook-part";
const X_MOCK_NOTE: HeaderName = HeaderName::from_static("x-mock-note");

/// What may stand around the elements of a list (section 5.6.3).
const BLANKS: &[char] = &[' ', '\t'];

/// What a Range asks for. Positions count from 0, and the last one is part of the range.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ByteRanges {
    /// The Range does not count, and why.
    Ignored(&'static str),
    /// Valid, but there is no such byte.
    Unsatisfiable,
    One(u64, u64),
    /// First and last byte of each, in the order that they are asked for.
    Many(Vec<(u64, u64)>),
}

/// Reads the value of a Range for a document of `length` bytes (sections 14.1.1, 14.1.2 and 14.2).
///
/// Numbers may have any size. One invalid element makes the whole Range invalid; we ignore it then, as most servers do.
pub fn select(range: &str, length: u64) -> ByteRanges {
    let Some((unit, set)) = range.trim_matches(BLANKS).split_once('=') else {
        return ByteRanges::Ignored("Range was ignored: it has no unit");
    };
    if !unit.eq_ignore_ascii_case("bytes") {
        return ByteRanges::Ignored("Range was ignored: its unit isn't bytes");
    }
    if length == 0 {
        return ByteRanges::Ignored("Range was ignored: there is no content");
    }
    let mut is_empty = true;
    let mut parts: Vec<(u64, u64)> = Vec::new();
    // Section 5.6.1.2: empty elements of a list are skipped.
    for element in set.split(',').map(|element| element.trim_matches(BLANKS)) {
        if element.is_empty() {
            continue;
        }
        is_empty = false;
        match read_range(element, length) {
            Ok(part) => parts.extend(part),
            Err(Invalid) => return ByteRanges::Ignored("Range was ignored: it isn't a valid list of byte ranges"),
        }
    }
    if is_empty {
        return ByteRanges::Ignored("Range was ignored: it names no bytes");
    }
    match parts.as_slice() {
        [] => ByteRanges::Unsatisfiable,
        [(first, last)] => ByteRanges::One(*first, *last),
        parts if parts.len() > MOST_PARTS => ByteRanges::Ignored("Range was ignored: it asks for too many parts at once"),
        parts if overlapping(parts) > MOST_OVERLAPPING => ByteRanges::Ignored("Range was ignored: too many of its parts overlap"),
        parts => ByteRanges::Many(parts.to_vec()),
    }
}

struct Invalid;

/// First and last byte of `5-9`, `5-` or `-5`; `None` if it is valid but has no byte in the document.
fn read_range(element: &str, length: u64) -> Result<Option<(u64, u64)>, Invalid> {
    let (first, last) = element.split_once('-').ok_or(Invalid)?;
    let is_number = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    if !is_number(first) || !is_number(last) {
        return Err(Invalid);
    }
    let end = length.saturating_sub(1);
    match (first, last) {
        ("", "") => Err(Invalid),
        // The last so many bytes; all of them if the document is shorter.
        ("", suffix) => {
            let suffix = saturated(suffix);
            Ok((suffix > 0).then(|| (length.saturating_sub(suffix), end)))
        }
        (first, last) => {
            if !last.is_empty() && is_less(last, first) {
                return Err(Invalid);
            }
            let first = saturated(first);
            let last = if last.is_empty() { end } else { saturated(last).min(end) };
            Ok((first < length).then_some((first, last)))
        }
    }
}

/// The number, or the largest one there is: section 14.1.2 asks recipients to expect numbers of any size.
fn saturated(digits: &str) -> u64 {
    digits.bytes().fold(0, |sum: u64, digit| {
        sum.saturating_mul(10).saturating_add(u64::from(digit - b'0'))
    })
}

/// Compares digits as numbers of any size.
fn is_less(a: &str, b: &str) -> bool {
    let (a, b) = (a.trim_start_matches('0'), b.trim_start_matches('0'));
    (a.len(), a) < (b.len(), b)
}

/// How many of the parts share bytes with another one.
fn overlapping(parts: &[(u64, u64)]) -> usize {
    let overlap = |a: usize, b: usize| a != b && parts[a].0 <= parts[b].1 && parts[b].0 <= parts[a].1;
    (0..parts.len()).filter(|a| (0..parts.len()).any(|b| overlap(*a, b))).count()
}

/// What is sent of the document. The fields that belong to it are in the headers already.
#[derive(Debug)]
pub struct DocumentResponse {
    /// 206, 200 or 416.
    pub status: u16,
    /// The Content-Type that belongs to the body.
    pub media_type: Option<String>,
    /// `None` for 416: section 15.5 wants an explanation there, so it gets the mock's ordinary body.
    pub body: Option<Bytes>,
}

/// The document, or the parts that the request asks for.
///
/// Comes after [`conditional::evaluate`], and only if the status so far is 206: section 14.2 evaluates Range last.
/// `validators` are those that will be sent, and `now` is the Date of the response. Puts Accept-Ranges, Content-Range and
/// `X-Mock-Note`, and takes out what section 15.3.7 does not want to be repeated.
pub fn respond(
    headers: &mut HeaderMap,
    document: Document,
    method: &str,
    request: &HeaderMap,
    validators: &Validators,
    now: Timestamp,
) -> DocumentResponse {
    fields::put(headers, header::ACCEPT_RANGES, "bytes");
    if document.bytes.is_empty() {
        return whole(headers, document, "no part: the body is empty");
    }
    let mut ranges = request.get_all(header::RANGE).iter();
    let Some(range) = ranges.next() else {
        return unsolicited(headers, &document, "unsolicited part: the request has no Range");
    };
    // Section 14.2: Range means something on GET only. HEAD gets the headers of a GET without Range.
    if method != "GET" {
        return unsolicited(headers, &document, "unsolicited part: Range counts on GET only");
    }
    // If-Range comes before Range, so a 416 is sent only if If-Range holds (sections 13.2.2 and 14.2).
    let condition = conditional::if_range_holds(request, validators, now);
    if condition == Some(false) {
        return whole(headers, document, "Range was ignored: If-Range doesn't match");
    }
    // Two lines together are no valid range set: the second would begin with the unit (section 5.3).
    if ranges.next().is_some() {
        return whole(headers, document, "Range was ignored: it is sent more than once");
    }
    let length = document.length();
    let response = match select(range.to_str().unwrap_or_default(), length) {
        ByteRanges::Ignored(why) => return whole(headers, document, why),
        ByteRanges::Unsatisfiable => {
            fields::put(headers, header::CONTENT_RANGE, &format!("bytes */{length}"));
            return DocumentResponse {
                status: 416,
                media_type: None,
                body: None,
            };
        }
        ByteRanges::One(first, last) => one(headers, &document, first, last),
        ByteRanges::Many(parts) => many(&document, &parts),
    };
    if condition == Some(true) {
        // The client has these from the response that its tag or date came from (section 15.3.7). Content-Type stays:
        // section 8.3 wants it on everything that has content.
        headers.remove(header::CONTENT_LANGUAGE);
        headers.remove(header::LAST_MODIFIED);
    }
    response
}

/// For those who ask for a 206 without asking for a part.
fn unsolicited(headers: &mut HeaderMap, document: &Document, note: &'static str) -> DocumentResponse {
    fields::put(headers, X_MOCK_NOTE, note);
    one(headers, document, 0, document.unsolicited as u64 - 1)
}

fn whole(headers: &mut HeaderMap, document: Document, note: &'static str) -> DocumentResponse {
    fields::put(headers, X_MOCK_NOTE, note);
    DocumentResponse {
        status: 200,
        media_type: document.media_type,
        body: Some(document.bytes),
    }
}

fn one(headers: &mut HeaderMap, document: &Document, first: u64, last: u64) -> DocumentResponse {
    fields::put(headers, header::CONTENT_RANGE, &document.content_range(first, last));
    DocumentResponse {
        status: 206,
        media_type: document.media_type.clone(),
        body: Some(document.part(first, last)),
    }
}

/// Each part says itself which one it is; the headers of the response must not (section 15.3.7.2).
fn many(document: &Document, parts: &[(u64, u64)]) -> DocumentResponse {
    let boundary = document.boundary();
    let media_type = document
        .media_type
        .as_ref()
        .map(|media_type| format!("Content-Type: {media_type}\r\n"));
    let media_type = media_type.unwrap_or_default();
    let mut body = Vec::new();
    for (first, last) in parts {
        let range = document.content_range(*first, *last);
        body.extend_from_slice(format!("--{boundary}\r\n{media_type}Content-Range: {range}\r\n\r\n").as_bytes());
        body.extend_from_slice(&document.part(*first, *last));
        body.extend_from_slice(b"\r\n");
    }
    body.extend_from_slice(format!("--{boundary}--\r\n").as_bytes());
    DocumentResponse {
        status: 206,
        media_type: Some(format!("multipart/byteranges; boundary={boundary}")),
        body: Some(body.into()),
    }
}

#[cfg(test)]
mod tests;

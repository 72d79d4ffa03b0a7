//! The fixed document of 206, and its parts (RFC 9110 section 14).

use std::ops::Bound;

use bytes::Bytes;
use headers::{ETag, HeaderMapExt, IfRange, LastModified, Range};
use http::header::{self, HeaderMap, HeaderName};

use super::body::Content;
use super::{Answer, conditional, fields, fixed_code};
use crate::book::Play;
use crate::code::Code;

const MEDIA_TYPE: &str = "text/plain; charset=utf-8";
const LINES: usize = 32;
/// Parts of one multipart answer; more are answered with the whole document, as RFC 9110 section 14.2 allows.
const MOST_PARTS: usize = 10;
const BOUNDARY: &str = "statusbook-part";
const X_MOCK_NOTE: HeaderName = HeaderName::from_static("x-mock-note");

/// 1,024 bytes in lines of 32, so that an offset can be found by eye.
fn document() -> Vec<u8> {
    (0..LINES)
        .flat_map(|line| format!("{:>4}  Statusbook, test document\n", line * 32).into_bytes())
        .collect()
}

/// The part that the request asks for, for the code that plays so; `None` for every other.
pub fn part(headers: &mut HeaderMap, answer: &Answer, code: Code, play: Play) -> Option<Content> {
    if play != Play::Document
        || code.number() != 206
        || ["body", "format", "vendor"].iter().any(|name| answer.turn.settings.has(name))
    {
        return None;
    }
    let document = document();
    let length = document.len() as u64;
    fields::put(headers, header::ACCEPT_RANGES, "bytes");
    let request = answer.seen.headers;
    let wanted = (answer.call.method == "GET").then(|| request.get(header::RANGE)).flatten();
    let whole = |note: Option<&str>, headers: &mut HeaderMap| {
        if let Some(note) = note {
            fields::put(headers, X_MOCK_NOTE, note);
        }
        Some(Content::of(MEDIA_TYPE, document.clone()).with_code(fixed_code(200)))
    };
    let Some(wanted) = wanted else {
        // Asked for 206 without a Range: the first half, and that nobody asked for it.
        fields::put(headers, X_MOCK_NOTE, "unsolicited part: the request has no Range");
        return Some(one(headers, &document, 0, length / 2 - 1));
    };
    if request.contains_key(header::IF_RANGE) {
        // One that cannot be read is one that does not hold (RFC 9110 section 13.1.5).
        let Some(condition) = request.typed_get::<IfRange>() else {
            return whole(None, headers);
        };
        let tag = headers
            .get(header::ETAG)
            .and_then(|tag| tag.to_str().ok())
            .and_then(|tag| tag.parse::<ETag>().ok());
        let modified = std::time::UNIX_EPOCH + std::time::Duration::from_secs(conditional::frozen().as_second().unsigned_abs());
        if condition.is_modified(tag.as_ref(), Some(&LastModified::from(modified))) {
            return whole(None, headers);
        }
    }
    let Some(range) = read_range(wanted.to_str().unwrap_or(""), length) else {
        return whole(Some("the Range is no list of bytes and was ignored"), headers);
    };
    let spans: Vec<(u64, u64)> = range
        .satisfiable_ranges(length)
        .filter_map(|(from, to)| span(from, to, length))
        .collect();
    match spans.as_slice() {
        [] => {
            fields::put(headers, header::CONTENT_RANGE, &format!("bytes */{length}"));
            Some(Content::none().with_code(fixed_code(416)))
        }
        [(from, to)] => Some(one(headers, &document, *from, *to)),
        spans if spans.len() > MOST_PARTS => whole(Some("more parts than are sent at once: the whole document instead"), headers),
        spans => {
            let mut body = Vec::new();
            for (from, to) in spans {
                let head =
                    format!("--{BOUNDARY}\r\nContent-Type: {MEDIA_TYPE}\r\nContent-Range: bytes {from}-{to}/{length}\r\n\r\n");
                body.extend_from_slice(head.as_bytes());
                body.extend_from_slice(&document[*from as usize..=*to as usize]);
                body.extend_from_slice(b"\r\n");
            }
            body.extend_from_slice(format!("--{BOUNDARY}--\r\n").as_bytes());
            Some(Content::of(&format!("multipart/byteranges; boundary={BOUNDARY}"), body))
        }
    }
}

/// The library leaves out a suffix that is longer than the document, which means all of it (RFC 9110 section 14.1.2).
fn read_range(text: &str, length: u64) -> Option<Range> {
    let lower = text.to_ascii_lowercase();
    let items = lower.strip_prefix("bytes=")?.split(',').map(|item| {
        let item = item.trim();
        match item.strip_prefix('-').map(str::parse::<u64>) {
            Some(Ok(suffix)) if suffix > length => format!("-{length}"),
            _ => item.to_owned(),
        }
    });
    let text = format!("bytes={}", items.collect::<Vec<_>>().join(","));
    let value = text.parse().ok()?;
    HeaderMap::from_iter([(header::RANGE, value)]).typed_get()
}

fn one(headers: &mut HeaderMap, document: &[u8], from: u64, to: u64) -> Content {
    fields::put(
        headers,
        header::CONTENT_RANGE,
        &format!("bytes {from}-{to}/{}", document.len()),
    );
    Content::of(MEDIA_TYPE, Bytes::copy_from_slice(&document[from as usize..=to as usize]))
}

/// First and last byte of a range within so many bytes.
fn span(from: Bound<u64>, to: Bound<u64>, length: u64) -> Option<(u64, u64)> {
    let first = match from {
        Bound::Included(at) => at,
        Bound::Excluded(at) => at + 1,
        Bound::Unbounded => 0,
    };
    let last = match to {
        Bound::Included(at) => at.min(length - 1),
        Bound::Excluded(at) => at.checked_sub(1)?.min(length - 1),
        Bound::Unbounded => length - 1,
    };
    (first <= last && first < length).then_some((first, last))
}

#[cfg(test)]
mod tests {
    #[test]
    fn the_document_has_its_length() {
        assert_eq!(super::document().len(), 1024);
    }
}

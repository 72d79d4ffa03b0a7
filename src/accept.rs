//! What a client says that it can read: `Accept` and `Accept-Encoding`, with their weights (RFC 9110 sections 12.4.2, 12.5.1 and
//! 12.5.3).

use http::header::{self, HeaderMap, HeaderName};

/// One entry of `Accept`: a media type, `text/*` or `*/*`, and how much the client wants it.
#[derive(Clone, Debug, PartialEq)]
pub struct MediaRange {
    /// In lower case, without parameters: `text/html`.
    pub media_type: String,
    /// Whether it has parameters beside the weight, such as `profile` or `charset`.
    pub has_parameters: bool,
    /// From 0 (never send it) to 1.
    pub quality: f32,
}

/// The entries of `Accept` in the order in which they were sent. Empty if the field is missing, or has nothing in it.
pub fn media_ranges(headers: &HeaderMap) -> Vec<MediaRange> {
    items(headers, header::ACCEPT)
        .map(|item| MediaRange {
            media_type: item.name,
            has_parameters: item.has_parameters,
            quality: item.quality,
        })
        .collect()
}

/// How much the client wants a media type, from 0 to 1: the weight of the most specific range that covers it.
/// A client without `Accept` takes everything (1). One that lists other types only doesn't want it (0).
///
/// `media_type` is in lower case and has no parameters. A range with parameters covers the bare type too, unless the bare type is
/// listed as well: clients write `application/json; charset=utf-8` when they mean JSON. Its weight of 0 excludes only that
/// variant.
pub fn quality(headers: &HeaderMap, media_type: &str) -> f32 {
    let ranges = media_ranges(headers);
    if ranges.is_empty() {
        return 1.0;
    }
    ranges
        .iter()
        .filter_map(|range| Some((specificity(range, media_type)?, range.quality)))
        .max_by(|a, b| a.0.cmp(&b.0).then(a.1.total_cmp(&b.1)))
        .map_or(0.0, |(_, quality)| quality)
}

/// Whether the client lists this very media type and wants it. `*/*` doesn't count: programs send it without a thought.
pub fn names(headers: &HeaderMap, media_type: &str) -> bool {
    media_ranges(headers)
        .iter()
        .any(|range| range.media_type == media_type && range.quality > 0.0)
}

/// The coding of `offered` that the client wants most, or `None` for no coding at all. Where the client has no preference, the
/// order of `offered` decides.
///
/// A request without `Accept-Encoding` gets no coding: the client may be able to decode one, but didn't say which.
pub fn best_coding<'a>(headers: &HeaderMap, offered: &[&'a str]) -> Option<&'a str> {
    let listed: Vec<Item> = items(headers, header::ACCEPT_ENCODING).collect();
    let weight = |coding: &str| {
        let weight = |name: &str| listed.iter().find(|item| item.name == name).map(|item| item.quality);
        // The old name of gzip (RFC 9110 section 8.4.1.3).
        let old_name = if coding == "gzip" { weight("x-gzip") } else { None };
        weight(coding).or(old_name).or_else(|| weight("*"))
    };
    // Without a weight of its own, no coding is the last choice.
    let none = listed
        .iter()
        .find(|item| item.name == "identity")
        .map_or(0.0, |item| item.quality);
    let mut best: Option<(&'a str, f32)> = None;
    for &coding in offered {
        let weight = weight(coding).unwrap_or(0.0);
        if weight > 0.0 && weight >= none && best.is_none_or(|(_, better)| weight > better) {
            best = Some((coding, weight));
        }
    }
    best.map(|(coding, _)| coding)
}

/// How closely a range fits a media type; `None` if it doesn't cover it.
fn specificity(range: &MediaRange, media_type: &str) -> Option<u8> {
    if range.media_type == media_type {
        return match range.has_parameters {
            false => Some(3),
            true => (range.quality > 0.0).then_some(2),
        };
    }
    let (main, _) = media_type.split_once('/')?;
    match range.media_type.split_once('/')? {
        ("*", "*") => Some(0),
        (range_main, "*") => (range_main == main).then_some(1),
        _ => None,
    }
}

/// An entry of a list with weights.
struct Item {
    /// In lower case.
    name: String,
    has_parameters: bool,
    quality: f32,
}

/// The entries of all lines of a field. Lines that are not visible ASCII are left out, empty entries too (RFC 9110 section 5.6.1.2).
fn items(headers: &HeaderMap, field: HeaderName) -> impl Iterator<Item = Item> {
    headers
        .get_all(field)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|line| split(line, ','))
        .filter_map(|entry| {
            let mut parts = split(entry, ';');
            let name = parts.next()?.to_ascii_lowercase();
            let mut item = Item {
                name,
                has_parameters: false,
                quality: 1.0,
            };
            for parameter in parts {
                match parameter.split_once('=') {
                    Some((name, value)) if name.trim_end().eq_ignore_ascii_case("q") => item.quality = weight(value.trim_start()),
                    _ => item.has_parameters |= !parameter.is_empty(),
                }
            }
            (!item.name.is_empty()).then_some(item)
        })
}

/// A weight has at most three decimals and is not above 1 (RFC 9110 section 12.4.2). One that is malformed counts as missing.
fn weight(text: &str) -> f32 {
    let digits = text.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.');
    let weight: Option<f32> = if digits { text.parse().ok() } else { None };
    weight.filter(|weight| *weight <= 1.0).unwrap_or(1.0)
}

/// The trimmed pieces between separators that are not inside a quoted string.
fn split(text: &str, separator: char) -> impl Iterator<Item = &str> {
    let (mut quoted, mut escaped) = (false, false);
    text.split(move |c: char| {
        if escaped {
            escaped = false;
        } else if quoted && c == '\\' {
            escaped = true;
        } else if c == '"' {
            quoted = !quoted;
        } else {
            return c == separator && !quoted;
        }
        false
    })
    .map(str::trim)
}

#[cfg(test)]
mod tests;

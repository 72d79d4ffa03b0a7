//! Which form the body takes, by what the client says of itself.

use http::header::HeaderMap;

use crate::accept;
use crate::call::values::Format;
use crate::code::{Class, Code};

/// The form that the client prefers. Never a 406 of ours.
pub fn format(code: Code, headers: &HeaderMap) -> Format {
    if navigates(headers) {
        Format::Html
    } else {
        preferred(code, headers)
    }
}

/// HTML only where a browser navigates: it says so (`Sec-Fetch-Mode`, W3C Fetch Metadata), or, being too old for that, accepts XHTML.
/// Programs send `text/html` without meaning it (JDK HttpURLConnection), so that alone is JSON.
pub fn navigates(headers: &HeaderMap) -> bool {
    match headers.get("sec-fetch-mode") {
        Some(mode) => mode == "navigate",
        None => named(headers, "application/xhtml+xml") > 0.0,
    }
}

/// The best of what the client names; JSON wins ties and whatever it leaves open. Problem details only where there is a problem.
fn preferred(code: Code, headers: &HeaderMap) -> Format {
    let is_error = matches!(code.class(), Class::ClientError | Class::ServerError);
    let candidates = [
        (Format::Json, quality(headers, "application/json")),
        (
            Format::Problem,
            if is_error {
                named(headers, "application/problem+json")
            } else {
                0.0
            },
        ),
        (Format::Xml, named(headers, "application/xml").max(named(headers, "text/xml"))),
        (Format::Text, named(headers, "text/plain")),
    ];
    let mut best = (Format::Json, 0.0);
    for (format, quality) in candidates {
        if quality > best.1 {
            best = (format, quality);
        }
    }
    best.0
}

/// Whether the client names JSON and no other form that it likes better: for vendors that have both.
pub fn prefers_json(headers: &HeaderMap) -> bool {
    let json = named(headers, "application/json").max(named(headers, "application/problem+json"));
    json > 0.0 && json >= named(headers, "text/html").max(named(headers, "application/xhtml+xml"))
}

pub fn names_html(headers: &HeaderMap) -> bool {
    named(headers, "text/html") > 0.0
}

/// The weight of a media type, wildcards included.
pub fn quality(headers: &HeaderMap, media_type: &str) -> f32 {
    accept::quality(headers, media_type)
}

/// The weight of a media type that the client names; 0 if only a wildcard covers it.
fn named(headers: &HeaderMap, media_type: &str) -> f32 {
    let ranges = accept::media_ranges(headers).into_iter();
    ranges
        .filter(|range| range.media_type == media_type)
        .map(|range| range.quality)
        .fold(0.0, f32::max)
}

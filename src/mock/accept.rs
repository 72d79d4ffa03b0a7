//! Which form the body takes, by what the caller asks and the client says of itself.

use http::header::{self, HeaderMap};

use crate::call::Settings;
use crate::code::{Class, Code};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    Json,
    Problem,
    Xml,
    Html,
    Text,
    Empty,
}

/// The form that the option names, or else the one that the client prefers. Never a 406 of ours.
pub fn choose(settings: &Settings, code: Code, headers: &HeaderMap) -> Format {
    match settings.text("format") {
        Some("json") => Format::Json,
        Some("problem") => Format::Problem,
        Some("xml") => Format::Xml,
        Some("html") => Format::Html,
        Some("text") => Format::Text,
        Some("empty") => Format::Empty,
        _ if navigates(headers) => Format::Html,
        _ => preferred(code, headers),
    }
}

/// HTML only where a browser navigates: it says so (`Sec-Fetch-Mode`, W3C Fetch Metadata), or, being too old for that, accepts XHTML.
/// Programs send `text/html` without meaning it (JDK HttpURLConnection), so that alone is JSON.
pub fn navigates(headers: &HeaderMap) -> bool {
    match headers.get("sec-fetch-mode") {
        Some(mode) => mode == "navigate",
        None => accepted(headers).any(|(media_type, quality)| media_type == "application/xhtml+xml" && quality > 0.0),
    }
}

/// The best of what the client names; JSON wins ties and whatever it leaves open. Problem details only where there is a problem.
fn preferred(code: Code, headers: &HeaderMap) -> Format {
    let is_error = matches!(code.class(), Class::ClientError | Class::ServerError);
    let candidates: [(Format, &[&str]); 4] = [
        (Format::Json, &["application/json", "application/*", "*/*"]),
        (Format::Problem, &["application/problem+json"]),
        (Format::Xml, &["application/xml", "text/xml"]),
        (Format::Text, &["text/plain"]),
    ];
    let mut best = (Format::Json, 0.0);
    for (format, names) in candidates {
        let quality = accepted(headers)
            .filter(|(media_type, _)| names.contains(&media_type.as_str()))
            .map(|(_, quality)| quality)
            .fold(0.0, f32::max);
        if quality > best.1 && (format != Format::Problem || is_error) {
            best = (format, quality);
        }
    }
    best.0
}

/// Whether JSON is what the client wants most of all it names: for vendors that speak both.
pub fn prefers_json(headers: &HeaderMap) -> bool {
    accepted(headers)
        .any(|(media_type, quality)| quality > 0.0 && (media_type == "application/json" || media_type.ends_with("+json")))
}

pub fn names_html(headers: &HeaderMap) -> bool {
    accepted(headers).any(|(media_type, quality)| quality > 0.0 && media_type == "text/html")
}

/// The media ranges of Accept with their weights (RFC 9110 section 12.5.1).
fn accepted(headers: &HeaderMap) -> impl Iterator<Item = (String, f32)> {
    headers
        .get_all(header::ACCEPT)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(','))
        .map(|range| {
            let mut parts = range.split(';').map(str::trim);
            let media_type = parts.next().unwrap_or("").to_ascii_lowercase();
            let quality = parts
                .find_map(|parameter| parameter.strip_prefix("q="))
                .and_then(|quality| quality.parse().ok())
                .unwrap_or(1.0);
            (media_type, quality)
        })
}

//! Which form the body takes, by what the client says of itself.

use http::header::{self, HeaderMap};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    Json,
    Html,
}

/// HTML only where a browser navigates: it says so (`Sec-Fetch-Mode`, W3C Fetch Metadata), or, being too old for that, accepts XHTML.
/// Programs send `text/html` without meaning it (JDK HttpURLConnection), so that alone is JSON.
pub fn choose(headers: &HeaderMap) -> Format {
    let navigates = match headers.get("sec-fetch-mode") {
        Some(mode) => mode == "navigate",
        None => headers
            .get_all(header::ACCEPT)
            .iter()
            .any(|accept| accept.to_str().is_ok_and(|text| text.contains("application/xhtml+xml"))),
    };
    if navigates { Format::Html } else { Format::Json }
}

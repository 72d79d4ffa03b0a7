//! One content in the encodings that clients ask for, each with its own ETag.

use std::io::Write;
use std::sync::OnceLock;

use axum::body::Body;
use bytes::Bytes;
use http::header::{self, HeaderMap, HeaderValue};
use http::{Response, StatusCode};

use crate::digest;

/// How hard to compress: pages while their reader waits, assets once and in the background.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Effort {
    Page,
    Asset,
}

/// A content and its compressed forms, which are made when first asked for and kept.
#[derive(Debug)]
pub struct Content {
    plain: Bytes,
    brotli: OnceLock<Bytes>,
    gzip: OnceLock<Bytes>,
    tag: String,
    effort: Effort,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Encoding {
    Brotli,
    Gzip,
    Identity,
}

/// Below this a compressed form is no smaller.
const WORTH_IT: usize = 256;

impl Content {
    pub fn new(plain: impl Into<Bytes>, effort: Effort) -> Self {
        let plain = plain.into();
        let tag = digest::short(&plain);
        Self {
            plain,
            brotli: OnceLock::new(),
            gzip: OnceLock::new(),
            tag,
            effort,
        }
    }

    pub fn tag(&self) -> &str {
        &self.tag
    }

    pub fn plain(&self) -> &Bytes {
        &self.plain
    }

    /// Bytes held by all forms together, at most.
    pub fn weight(&self) -> usize {
        self.plain.len() * 3 / 2
    }

    /// Makes every form now.
    pub fn compress(&self) {
        self.encoded(Encoding::Brotli);
        self.encoded(Encoding::Gzip);
    }

    /// The answer to a GET or HEAD with these request headers: the best encoding that is accepted, or 304 if the client has it
    /// (RFC 9110 sections 12.5.3 and 13.1.2).
    pub fn respond(&self, status: StatusCode, request: &HeaderMap) -> Response<Body> {
        let encoding = if self.plain.len() < WORTH_IT {
            Encoding::Identity
        } else {
            accepted(request)
        };
        let tag = format!("\"{}{}\"", self.tag, encoding.suffix());
        let mut response = Response::new(Body::empty());
        let headers = response.headers_mut();
        headers.insert(header::VARY, HeaderValue::from_static("Accept-Encoding"));
        if let Ok(value) = HeaderValue::from_str(&tag) {
            headers.insert(header::ETAG, value);
        }
        if status == StatusCode::OK && matches_tag(request, &tag) {
            *response.status_mut() = StatusCode::NOT_MODIFIED;
            return response;
        }
        if let Some(name) = encoding.name() {
            headers.insert(header::CONTENT_ENCODING, HeaderValue::from_static(name));
        }
        *response.status_mut() = status;
        *response.body_mut() = Body::from(self.encoded(encoding));
        response
    }

    fn encoded(&self, encoding: Encoding) -> Bytes {
        match encoding {
            Encoding::Identity => self.plain.clone(),
            Encoding::Brotli => self.brotli.get_or_init(|| brotli(&self.plain, self.effort)).clone(),
            Encoding::Gzip => self.gzip.get_or_init(|| gzip(&self.plain)).clone(),
        }
    }
}

impl Encoding {
    const fn name(self) -> Option<&'static str> {
        match self {
            Self::Brotli => Some("br"),
            Self::Gzip => Some("gzip"),
            Self::Identity => None,
        }
    }

    const fn suffix(self) -> &'static str {
        match self {
            Self::Brotli => "-br",
            Self::Gzip => "-gz",
            Self::Identity => "",
        }
    }
}

fn accepted(request: &HeaderMap) -> Encoding {
    let offered = |name: &str| {
        request
            .get_all(header::ACCEPT_ENCODING)
            .iter()
            .filter_map(|value| value.to_str().ok())
            .flat_map(|value| value.split(','))
            .any(|item| {
                let mut parts = item.split(';').map(str::trim);
                parts.next().is_some_and(|coding| coding.eq_ignore_ascii_case(name))
                    && parts.all(|parameter| parameter.strip_prefix("q=").and_then(|q| q.parse::<f32>().ok()) != Some(0.0))
            })
    };
    if offered("br") {
        Encoding::Brotli
    } else if offered("gzip") {
        Encoding::Gzip
    } else {
        Encoding::Identity
    }
}

fn matches_tag(request: &HeaderMap, tag: &str) -> bool {
    request
        .get_all(header::IF_NONE_MATCH)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(','))
        .map(|candidate| candidate.trim().trim_start_matches("W/"))
        .any(|candidate| candidate == tag || candidate == "*")
}

fn brotli(plain: &[u8], effort: Effort) -> Bytes {
    // Measured on a panel of 90 KB: quality 5 takes 3 to 5 ms, quality 11 takes 200 to 350 ms and is a sixth smaller.
    let quality = match effort {
        Effort::Asset if !cfg!(debug_assertions) => 11,
        _ => 5,
    };
    let mut writer = brotli::CompressorWriter::new(Vec::new(), 64 * 1024, quality, 22);
    // Writing to memory does not fail.
    let _ = writer.write_all(plain);
    writer.into_inner().into()
}

fn gzip(plain: &[u8]) -> Bytes {
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
    let _ = encoder.write_all(plain);
    encoder.finish().unwrap_or_default().into()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ask(name: http::HeaderName, value: &str) -> HeaderMap {
        [(name, HeaderValue::from_str(value).unwrap())].into_iter().collect()
    }

    #[test]
    fn the_best_accepted_encoding_is_taken() {
        for (value, encoding) in [
            ("gzip, deflate, br, zstd", Encoding::Brotli),
            ("gzip", Encoding::Gzip),
            ("br;q=0, gzip;q=0.5", Encoding::Gzip),
            ("identity", Encoding::Identity),
            ("", Encoding::Identity),
        ] {
            assert_eq!(accepted(&ask(header::ACCEPT_ENCODING, value)), encoding, "{value}");
        }
    }

    #[test]
    fn a_client_that_has_the_content_gets_304_with_the_tag_of_its_encoding() {
        let content = Content::new("x".repeat(1000), Effort::Page);
        let first = content.respond(StatusCode::OK, &ask(header::ACCEPT_ENCODING, "br"));
        let tag = first.headers()[header::ETAG].to_str().unwrap().to_owned();
        let mut again = ask(header::ACCEPT_ENCODING, "br");
        again.insert(header::IF_NONE_MATCH, tag.parse().unwrap());
        assert_eq!(content.respond(StatusCode::OK, &again).status(), StatusCode::NOT_MODIFIED);
        again.insert(header::ACCEPT_ENCODING, "gzip".parse().unwrap());
        assert_eq!(content.respond(StatusCode::OK, &again).status(), StatusCode::OK);
    }
}

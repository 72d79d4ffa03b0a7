//! One content in the codings that clients ask for, each with an ETag of its own.

use std::io::Write;

use axum::body::Body;
use bytes::Bytes;
use http::header::{self, HeaderMap, HeaderValue};
use http::{Response, StatusCode};

use crate::accept;
use crate::digest;
use crate::mock;

/// How hard to compress.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Effort {
    /// While a reader waits, and for an address that anybody can make up.
    Page,
    /// Once for all readers: a page of the book as it is at first. There are about a hundred, so nobody can ask for more.
    Book,
    /// Once and in the background.
    Asset,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Encoding {
    Brotli,
    Gzip,
    Identity,
}

/// A content and those of its compressed forms that have been made. Compressing takes long, so it never happens while a response
/// is made: [`Encoded::with`] makes a form beforehand.
#[derive(Clone, Debug)]
pub struct Encoded {
    plain: Bytes,
    /// Whether no compression makes it smaller.
    is_compact: bool,
    brotli: Option<Bytes>,
    gzip: Option<Bytes>,
    tag: String,
}

/// Assets below this are compressed as well as it gets in debug builds too, in bytes.
const SMALL: usize = 64 * 1024;

/// Below this a compressed form is no smaller, in bytes.
const WORTH_IT: usize = 256;

impl Encoded {
    pub fn new(plain: impl Into<Bytes>) -> Self {
        let plain = plain.into();
        let tag = digest::short(&plain);
        Self {
            plain,
            is_compact: false,
            brotli: None,
            gzip: None,
            tag,
        }
    }

    /// What is compressed already, such as an image.
    pub fn compact(plain: impl Into<Bytes>) -> Self {
        Self {
            is_compact: true,
            ..Self::new(plain)
        }
    }

    pub fn tag(&self) -> &str {
        &self.tag
    }

    /// Bytes held by all forms together.
    pub fn weight(&self) -> usize {
        let length = |form: &Option<Bytes>| form.as_ref().map_or(0, Bytes::len);
        self.plain.len() + length(&self.brotli) + length(&self.gzip)
    }

    /// The same content with one more form. Keeps a processor busy: not for a worker of the runtime.
    pub fn with(mut self, encoding: Encoding, effort: Effort) -> Self {
        match encoding {
            Encoding::Identity => {}
            Encoding::Brotli => self.brotli = Some(brotli(&self.plain, effort)),
            Encoding::Gzip => self.gzip = Some(gzip(&self.plain)),
        }
        self
    }

    /// The form that this request should get and that hasn't been made; `None` if there is nothing to do.
    pub fn missing_form(&self, status: StatusCode, request: &HeaderMap) -> Option<Encoding> {
        let wanted = self.wanted(request);
        let is_made = self.form(wanted).is_some() || self.is_known(status, request, wanted);
        (!is_made).then_some(wanted)
    }

    /// The response to a GET or HEAD with these request headers: the form that the client prefers, as it is if that one hasn't
    /// been made, or 304 if the client has it (RFC 9110 sections 12.5.3 and 13.1.2).
    pub fn respond(&self, status: StatusCode, request: &HeaderMap) -> Response<Body> {
        let wanted = self.wanted(request);
        let (body, sent) = match self.form(wanted) {
            Some(form) => (form.clone(), wanted),
            None => (self.plain.clone(), Encoding::Identity),
        };
        let known = [wanted, sent]
            .into_iter()
            .find(|encoding| self.is_known(status, request, *encoding));
        let mut response = Response::new(Body::empty());
        if known.is_some() {
            *response.status_mut() = StatusCode::NOT_MODIFIED;
        } else {
            *response.status_mut() = status;
            *response.body_mut() = Body::from(body);
        }
        let headers = response.headers_mut();
        headers.insert(header::VARY, HeaderValue::from_static("Accept-Encoding"));
        if let Ok(value) = HeaderValue::from_str(&self.etag(known.unwrap_or(sent))) {
            headers.insert(header::ETAG, value);
        }
        if known.is_none()
            && let Some(name) = sent.name()
        {
            headers.insert(header::CONTENT_ENCODING, HeaderValue::from_static(name));
        }
        response
    }

    fn wanted(&self, request: &HeaderMap) -> Encoding {
        if self.is_compact || self.plain.len() < WORTH_IT {
            return Encoding::Identity;
        }
        Encoding::preferred(request)
    }

    fn form(&self, encoding: Encoding) -> Option<&Bytes> {
        match encoding {
            Encoding::Identity => Some(&self.plain),
            Encoding::Brotli => self.brotli.as_ref(),
            Encoding::Gzip => self.gzip.as_ref(),
        }
    }

    /// Whether the client has this form, by its `If-None-Match`.
    fn is_known(&self, status: StatusCode, request: &HeaderMap, encoding: Encoding) -> bool {
        status == StatusCode::OK && mock::is_unmodified(request, &self.etag(encoding))
    }

    fn etag(&self, encoding: Encoding) -> String {
        format!("\"{}{}\"", self.tag, encoding.suffix())
    }
}

impl Encoding {
    /// In the order in which they are taken where the client doesn't care.
    const COMPRESSED: [Self; 2] = [Self::Brotli, Self::Gzip];

    fn preferred(request: &HeaderMap) -> Self {
        let names = Self::COMPRESSED.map(|encoding| encoding.name().unwrap_or_default());
        let best = accept::best_coding(request, &names);
        let found = Self::COMPRESSED.into_iter().find(|encoding| encoding.name() == best);
        found.unwrap_or(Self::Identity)
    }

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

fn brotli(plain: &[u8], effort: Effort) -> Bytes {
    // Measured on a panel of 90 KB: quality 5 takes 3 to 5 ms, quality 11 takes 200 to 350 ms and is a sixth smaller.
    let quality = match effort {
        // Where brotli isn't optimized, pages and wasm would take too long.
        Effort::Asset if !cfg!(debug_assertions) || plain.len() < SMALL => 11,
        Effort::Book if !cfg!(debug_assertions) => 10,
        Effort::Asset | Effort::Book | Effort::Page => 5,
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

    const FORMS: [(Encoding, &str); 3] = [
        (Encoding::Brotli, "br"),
        (Encoding::Gzip, "gzip"),
        (Encoding::Identity, "identity"),
    ];

    fn asks(fields: &[(http::HeaderName, &str)]) -> HeaderMap {
        let fields = fields
            .iter()
            .map(|(name, value)| (name.clone(), HeaderValue::from_str(value).unwrap()));
        fields.collect()
    }

    fn accepting(codings: &str) -> HeaderMap {
        asks(&[(header::ACCEPT_ENCODING, codings)])
    }

    fn whole() -> Encoded {
        FORMS.iter().fold(Encoded::new("x".repeat(1000)), |content, (encoding, _)| {
            content.with(*encoding, Effort::Page)
        })
    }

    fn tag(response: &Response<Body>) -> String {
        response.headers()[header::ETAG].to_str().unwrap().to_owned()
    }

    #[test]
    fn each_client_gets_the_form_that_it_prefers() {
        let content = whole();
        for (encoding, coding) in FORMS {
            let response = content.respond(StatusCode::OK, &accepting(coding));
            let sent = response.headers().get(header::CONTENT_ENCODING);
            assert_eq!(sent.map(|value| value.to_str().unwrap()), encoding.name(), "{coding}");
            assert_eq!(response.headers()[header::VARY], "Accept-Encoding");
        }
        let small = Encoded::new("x").with(Encoding::Brotli, Effort::Page);
        let response = small.respond(StatusCode::OK, &accepting("br"));
        assert!(!response.headers().contains_key(header::CONTENT_ENCODING));
    }

    #[test]
    fn a_client_that_has_the_content_gets_304_with_the_tag_of_its_form() {
        let content = whole();
        let mut tags = Vec::new();
        for (_, coding) in FORMS {
            let tag = tag(&content.respond(StatusCode::OK, &accepting(coding)));
            for known in [tag.clone(), format!("W/{tag}"), format!("\"a, b\", {tag}"), "*".to_owned()] {
                let again = asks(&[(header::ACCEPT_ENCODING, coding), (header::IF_NONE_MATCH, known.as_str())]);
                let response = content.respond(StatusCode::OK, &again);
                assert_eq!(response.status(), StatusCode::NOT_MODIFIED, "{coding}: {known}");
                assert_eq!(response.headers()[header::ETAG], tag);
                assert!(!response.headers().contains_key(header::CONTENT_ENCODING));
            }
            for unknown in ["\"x\"", "", "nonsense", tag.trim_matches('"')] {
                let again = asks(&[(header::ACCEPT_ENCODING, coding), (header::IF_NONE_MATCH, unknown)]);
                assert_eq!(
                    content.respond(StatusCode::OK, &again).status(),
                    StatusCode::OK,
                    "{coding}: {unknown}"
                );
            }
            let again = asks(&[(header::ACCEPT_ENCODING, coding), (header::IF_NONE_MATCH, tag.as_str())]);
            let wrong = content.respond(StatusCode::BAD_REQUEST, &again);
            assert_eq!(wrong.status(), StatusCode::BAD_REQUEST, "only a 200 can be unmodified");
            tags.push(tag);
        }
        tags.dedup();
        assert_eq!(tags.len(), FORMS.len());
    }

    #[test]
    fn a_form_that_is_not_made_is_asked_for_and_not_waited_for() {
        let content = Encoded::new("x".repeat(1000));
        let request = accepting("br");
        assert_eq!(content.missing_form(StatusCode::OK, &request), Some(Encoding::Brotli));
        let response = content.respond(StatusCode::OK, &request);
        assert!(!response.headers().contains_key(header::CONTENT_ENCODING));

        let content = content.with(Encoding::Brotli, Effort::Page);
        assert_eq!(content.missing_form(StatusCode::OK, &request), None);
        let compressed = content.respond(StatusCode::OK, &request);
        assert_ne!(tag(&compressed), tag(&response), "two forms, two tags");
        assert_eq!(content.missing_form(StatusCode::OK, &accepting("gzip")), Some(Encoding::Gzip));
        assert_eq!(content.missing_form(StatusCode::OK, &HeaderMap::new()), None);

        // A client that has the form already doesn't need it.
        let known = asks(&[
            (header::ACCEPT_ENCODING, "br"),
            (header::IF_NONE_MATCH, tag(&compressed).as_str()),
        ]);
        let unmade = Encoded::new("x".repeat(1000));
        assert_eq!(unmade.missing_form(StatusCode::OK, &known), None);
        assert_eq!(unmade.respond(StatusCode::OK, &known).status(), StatusCode::NOT_MODIFIED);
    }

    #[test]
    fn the_weight_is_what_is_held() {
        let plain = Encoded::new("x".repeat(1000));
        assert_eq!(plain.weight(), 1000);
        let with_gzip = plain.clone().with(Encoding::Gzip, Effort::Page);
        let gzip = with_gzip.weight() - 1000;
        assert!(gzip > 0);
        let whole = with_gzip.with(Encoding::Brotli, Effort::Page);
        assert!(whole.weight() > 1000 + gzip);
    }
}

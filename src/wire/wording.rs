//! What a client is told when its request never reaches the service: because hyper can't read it, or because nobody can say where
//! its body ends.

use axum::body::Body;
use http::header::{self, HeaderMap, HeaderName, HeaderValue};
use http::{Response, StatusCode};

use super::http1::{self, Fields};
use super::requests::Flaw;
use super::{HEAD_BYTES, HEAD_FIELDS, LONGEST_TARGET};

/// Marks an error of this server, so that nobody takes it for a simulated response; its value is the kind.
const X_MOCK_ERROR: HeaderName = HeaderName::from_static("x-mock-error");

/// An error of this server in words (RFC 9457). The connection closes after it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refused {
    pub status: StatusCode,
    kind: &'static str,
    /// Nothing in it needs escaping in JSON.
    detail: String,
}

impl Refused {
    /// In place of hyper's own response with this status.
    pub fn unreadable(status: StatusCode) -> Self {
        let (kind, detail) = match status {
            StatusCode::URI_TOO_LONG => (
                "target-too-long",
                format!("The target of the request is too long. At most {LONGEST_TARGET} bytes are read."),
            ),
            StatusCode::REQUEST_HEADER_FIELDS_TOO_LARGE => (
                "head-too-large",
                format!("The head of the request is too large. At most {HEAD_FIELDS} fields and {HEAD_BYTES} bytes are read."),
            ),
            _ => (
                "malformed-request",
                "This isn't a valid HTTP/1 request (RFC 9112). Send a line with method, target and version, \
                 then one line per field with name, colon and value, then an empty line."
                    .to_owned(),
            ),
        };
        Self { status, kind, detail }
    }

    /// For a version that isn't spoken here (RFC 9110 section 15.6.6).
    pub fn other_version() -> Self {
        Self {
            status: StatusCode::HTTP_VERSION_NOT_SUPPORTED,
            kind: "http-version",
            detail: "The request line names a version that this server doesn't speak. It speaks HTTP/1.1 and HTTP/1.0."
                .to_owned(),
        }
    }

    /// For a Content-Length beyond all that hyper counts, of which it says that the head is too large or isn't HTTP.
    pub fn endless_body() -> Self {
        Self {
            status: StatusCode::PAYLOAD_TOO_LARGE,
            kind: "body-too-large",
            detail: "The Content-Length of the request is larger than this server can count. No body is that long.".to_owned(),
        }
    }

    /// For what `flaw` says, or for a body whose end nobody can be sure of (RFC 9112 sections 6.1 to 6.3): different programs would
    /// find different requests in the same bytes. `None` where all is well. What hyper refuses by itself isn't checked again: a Transfer-Encoding
    /// that doesn't end in chunked or that comes with HTTP/1.0, and a Content-Length that isn't one number.
    pub fn flawed(headers: &HeaderMap, flaw: Option<Flaw>) -> Option<Self> {
        let bad = |status, kind, detail: &str| {
            Some(Self {
                status,
                kind,
                detail: detail.to_owned(),
            })
        };
        if let Some(flaw) = flaw {
            let detail = match flaw {
                Flaw::TwoLengths => "The request has both Content-Length and Transfer-Encoding. Send only one of them.",
                Flaw::Fragment => "The target of the request has a #. Percent-encode it as %23, or leave the fragment out.",
            };
            return bad(StatusCode::BAD_REQUEST, "malformed-request", detail);
        }
        let codings = headers
            .get_all(header::TRANSFER_ENCODING)
            .iter()
            .flat_map(|value| value.as_bytes().split(|byte| *byte == b','))
            .map(<[u8]>::trim_ascii)
            .filter(|coding| !coding.is_empty());
        let (chunked, others): (Vec<_>, Vec<_>) = codings.partition(|coding| coding.eq_ignore_ascii_case(b"chunked"));
        if !others.is_empty() {
            return bad(
                StatusCode::NOT_IMPLEMENTED,
                "transfer-coding",
                "The only transfer coding that this server reads is chunked.",
            );
        }
        if chunked.len() > 1 {
            return bad(
                StatusCode::BAD_REQUEST,
                "malformed-request",
                "Transfer-Encoding names chunked more than once.",
            );
        }
        None
    }

    pub fn response(&self) -> Response<Body> {
        let mut response = Response::new(Body::from(self.body()));
        *response.status_mut() = self.status;
        *response.headers_mut() = self.headers();
        response
            .headers_mut()
            .insert(header::CONNECTION, HeaderValue::from_static("close"));
        response
    }

    pub fn bytes(&self) -> Vec<u8> {
        http1::response(self.status, &Fields::from(self.headers()), &self.body())
    }

    fn headers(&self) -> HeaderMap {
        HeaderMap::from_iter([
            (X_MOCK_ERROR, HeaderValue::from_static(self.kind)),
            (header::CONTENT_TYPE, HeaderValue::from_static("application/problem+json")),
            (header::CACHE_CONTROL, HeaderValue::from_static("no-store")),
        ])
    }

    fn body(&self) -> String {
        let (title, status) = (self.status.canonical_reason().unwrap_or("Error"), self.status.as_u16());
        format!(
            "{{\n  \"title\": \"{title}\",\n  \"status\": {status},\n  \"detail\": \"{}\"\n}}\n",
            self.detail
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_refusal_is_a_problem_document_of_ours() {
        let framing = |value| {
            let headers = HeaderMap::from_iter([(header::TRANSFER_ENCODING, HeaderValue::from_static(value))]);
            Refused::flawed(&headers, value.is_empty().then_some(Flaw::TwoLengths))
        };
        let refusals = [
            Refused::unreadable(StatusCode::BAD_REQUEST),
            Refused::unreadable(StatusCode::URI_TOO_LONG),
            Refused::unreadable(StatusCode::REQUEST_HEADER_FIELDS_TOO_LARGE),
            Refused::other_version(),
            framing("").unwrap(),
            framing("gzip, chunked").unwrap(),
            framing("chunked, Chunked").unwrap(),
        ];
        for refused in refusals {
            let json: serde_json::Value = serde_json::from_str(&refused.body()).unwrap();
            assert_eq!(json["status"], refused.status.as_u16());
            let bytes = String::from_utf8(refused.bytes()).unwrap();
            assert!(
                bytes.contains("\r\nx-mock-error: ") && bytes.contains("\r\nconnection: close\r\n"),
                "{bytes}"
            );
            assert!(bytes.ends_with(&refused.body()), "{bytes}");
        }
        assert_eq!(framing("chunked,"), None);
    }
}

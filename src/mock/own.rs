//! `body=`: the caller's text, or the body of the request as it came.

use bytes::Bytes;
use http::header::{CONTENT_ENCODING, CONTENT_TYPE, HeaderMap};

use super::body::{MockBody, sandbox};
use super::{Refusal, ReplyContext, fields};
use crate::call::values::{MediaType, OwnBody};

/// What a browser runs or styles with. Everything else may come back under the type that it was sent with: it is never sniffed,
/// and what is markup is kept in a sandbox.
const ACTIVE: [&str; 9] = [
    "application/ecmascript",
    "application/javascript",
    "application/wasm",
    "application/xslt+xml",
    "text/cache-manifest",
    "text/css",
    "text/ecmascript",
    "text/javascript",
    "text/xsl",
];

pub fn body(headers: &mut HeaderMap, context: &ReplyContext, body: &OwnBody) -> Result<MockBody, Refusal> {
    let chosen = context.settings().media_type;
    let (bytes, media_type) = match body {
        OwnBody::Text(text) => {
            let is_json = serde_json::from_str::<serde::de::IgnoredAny>(text).is_ok();
            let media_type = chosen.unwrap_or(if is_json { MediaType::Json } else { MediaType::Plain });
            (Bytes::copy_from_slice(text.as_bytes()), with_charset(media_type))
        }
        OwnBody::Request => {
            // The bytes come back as they came, so they are still coded.
            headers.extend(
                context
                    .request
                    .headers
                    .get(CONTENT_ENCODING)
                    .cloned()
                    .map(|coding| (CONTENT_ENCODING, coding)),
            );
            let media_type = match chosen {
                Some(media_type) => with_charset(media_type),
                None => as_sent(headers, context.request.headers),
            };
            (Bytes::copy_from_slice(context.request.body), media_type)
        }
    };
    if media_type.contains("html") || media_type.contains("xml") {
        sandbox(headers);
    }
    Ok(MockBody::new(media_type, bytes))
}

/// Our own text is UTF-8.
fn with_charset(media_type: MediaType) -> String {
    let word = media_type.word();
    if word.starts_with("text/") {
        format!("{word}; charset=utf-8")
    } else {
        word.to_owned()
    }
}

/// The type of the request's body with its parameters; one that a browser would run comes back as bytes, and that is said.
fn as_sent(headers: &mut HeaderMap, request: &HeaderMap) -> String {
    let sent = request.get(CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or("");
    let media_type = sent.split(';').next().unwrap_or("").trim().to_ascii_lowercase();
    let active = ACTIVE.contains(&media_type.as_str()) || media_type.starts_with("multipart/x-mixed-replace");
    let named = media_type
        .split_once('/')
        .is_some_and(|(kind, name)| !kind.is_empty() && !name.is_empty());
    if named && !active {
        return sent.to_owned();
    }
    if !active && request.contains_key(CONTENT_TYPE) {
        fields::add_dropped(headers, "Content-Type, which isn't a media type");
    }
    if active {
        fields::add_dropped(headers, "Content-Type, which a browser would run");
    }
    "application/octet-stream".to_owned()
}

//! A body and what goes with it.

use bytes::Bytes;
use http::header::{self, HeaderMap};

use super::fields;

/// A body, its type and what is to be known of it.
#[derive(Default)]
pub struct MockBody {
    pub bytes: Bytes,
    pub media_type: Option<String>,
    /// The reason phrase, if it isn't the book's.
    pub reason: Option<String>,
    /// Whether `echo` shows the request in it.
    pub shows_request: bool,
    pub by_vendor: bool,
}

impl MockBody {
    pub fn none() -> Self {
        Self::default()
    }

    pub fn new(media_type: impl Into<String>, bytes: impl Into<Bytes>) -> Self {
        Self {
            bytes: bytes.into(),
            media_type: Some(media_type.into()),
            ..Self::default()
        }
    }
}

/// Marks a body that a browser could run: it is shown in a sandbox, without scripts.
pub fn sandbox(headers: &mut HeaderMap) {
    fields::put(headers, header::CONTENT_SECURITY_POLICY, "sandbox; default-src 'none'");
}

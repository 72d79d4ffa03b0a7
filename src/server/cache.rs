//! Rendered pages, kept in memory and bounded in bytes.

use std::sync::Arc;

use http::StatusCode;
use quick_cache::Weighter;
use quick_cache::sync::Cache;

use super::compression::Encoded;

/// All pages and panels together, in bytes.
const CAPACITY: u64 = 64 * 1024 * 1024;
/// A guess at how many there will be, for the first allocation.
const PAGES: usize = 500;

/// What makes a rendered page the same as another.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Key {
    /// Path and canonical query.
    pub page: String,
    /// The origin in its examples.
    pub origin: String,
    /// The version of the book.
    pub version: u64,
}

/// A page as it is sent. The cache asks for its weight more than once, so it never changes: a page with one more compressed form is
/// another page under the same key.
#[derive(Debug)]
pub struct Rendered {
    pub status: StatusCode,
    pub content: Encoded,
    pub media_type: &'static str,
    /// `Content-Security-Policy` of pages and fragments; Markdown has none.
    pub policy: Option<String>,
}

#[derive(Clone)]
struct Bytes;

impl Weighter<Key, Arc<Rendered>> for Bytes {
    fn weight(&self, key: &Key, page: &Arc<Rendered>) -> u64 {
        let policy = page.policy.as_ref().map_or(0, String::len);
        (key.page.len() + key.origin.len() + page.content.weight() + policy) as u64
    }
}

pub struct PageCache(Cache<Key, Arc<Rendered>, Bytes>);

impl Default for PageCache {
    fn default() -> Self {
        Self(Cache::with_weighter(PAGES, CAPACITY, Bytes))
    }
}

impl PageCache {
    pub fn get(&self, key: &Key) -> Option<Arc<Rendered>> {
        self.0.get(key)
    }

    /// Keeps a page, in place of one with the same key.
    pub fn keep(&self, key: Key, page: Arc<Rendered>) {
        self.0.insert(key, page);
    }
}

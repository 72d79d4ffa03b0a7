//! What pages are made of and kept in.

use std::sync::{Arc, Mutex, OnceLock};

use super::assets::Assets;
use super::bounds;
use super::cache::PageCache;
use super::config::Config;
use super::origin::Origin;
use super::renderer::Renderer;
use crate::book::{Book, BookError, LiveBook};
use crate::finding::Index;
use crate::site::{Frame, Links};
use crate::store::{Memory, Store};

/// A version of the book and its index.
type IndexOf = (Arc<Book>, Arc<OnceLock<Index>>);

pub struct Site {
    pub config: Arc<Config>,
    pub book: LiveBook,
    pub assets: Assets,
    pub pages: PageCache,
    /// What searches look into, with the book that it was made from.
    index: Mutex<Option<IndexOf>>,
    pub renderer: Renderer,
    /// Steps, quotas and draws of keys.
    pub store: Box<dyn Store>,
}

impl Site {
    /// # Errors
    /// A mistake in the book.
    pub fn open(config: Arc<Config>) -> Result<Self, BookError> {
        Ok(Self {
            config,
            book: LiveBook::open()?,
            assets: Assets::load(),
            pages: PageCache::default(),
            index: Mutex::default(),
            renderer: Renderer::default(),
            store: Box::new(Memory::default()),
        })
    }

    /// The index of this version of the book, which the first search fills.
    fn index_of(&self, book: &Arc<Book>) -> Arc<OnceLock<Index>> {
        let mut kept = self.index.lock().unwrap_or_else(|e| e.into_inner());
        match &*kept {
            Some((of, index)) if Arc::ptr_eq(of, book) => index.clone(),
            _ => kept.insert((book.clone(), Arc::default())).1.clone(),
        }
    }

    /// What pages are made with, for a reader who came by that origin.
    pub fn frame(&self, book: Arc<Book>, origin: &Origin) -> Frame {
        let path = |name: &str| self.assets.path(name).to_owned();
        Frame {
            index: self.index_of(&book),
            book,
            origin: origin.text.clone(),
            longest_delay: self.config.longest_delay,
            bounds: bounds::all(),
            report_url: self.config.report_url.clone(),
            links: Links {
                style_sheet: path("statusbook.css"),
                pages_sheet: path("pages.css"),
                response_sheet: path("response.css"),
                icons: path("icons.svg"),
                favicon: path("favicon.svg"),
                touch_icon: path("touch-icon.png"),
                module: path("client.js"),
                wasm: path("client.wasm"),
            },
            early_script: self.assets.early_script(),
            has_client: self.assets.has_client(),
        }
    }
}

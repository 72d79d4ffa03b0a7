//! What pages are made of and kept in.

use std::sync::Arc;

use super::assets::Assets;
use super::bounds;
use super::cache::PageCache;
use super::config::Config;
use super::origin::Origin;
use super::renderer::Renderer;
use crate::book::{Book, BookError, LiveBook};
use crate::site::{Frame, Links};
use crate::store::{Memory, Store};

pub struct Site {
    pub config: Arc<Config>,
    pub book: LiveBook,
    pub assets: Assets,
    pub pages: PageCache,
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
            renderer: Renderer::default(),
            store: Box::new(Memory::default()),
        })
    }

    /// What pages are made with, for a reader who came by that origin.
    pub fn frame(&self, book: Arc<Book>, origin: &Origin) -> Frame {
        let path = |name: &str| self.assets.path(name).to_owned();
        Frame {
            book,
            origin: origin.text.clone(),
            longest_delay: self.config.longest_delay,
            bounds: bounds::all(),
            report_url: self.config.report_url.clone(),
            links: Links {
                style_sheet: path("statusbook.css"),
                icons: path("icons.svg"),
                favicon: path("favicon.svg"),
                touch_icon: path("touch-icon.png"),
                module: path("client.js"),
                wasm: path("client.wasm"),
            },
            has_client: self.assets.has_client(),
        }
    }
}

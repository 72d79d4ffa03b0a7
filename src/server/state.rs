//! What every request shares.

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use tokio::sync::Semaphore;

use super::assets::Assets;
use super::cache::PageCache;
use super::pages;
use crate::book::{BookError, LiveBook};
use crate::call::Call;
use crate::call::settings::Caps;
use crate::code::Code;
use crate::highlight;
use crate::snippets::servers::{Answer, SERVERS};
use crate::snippets::{CLIENTS, Content, Example};
use crate::store::{Memory, Store};
use crate::wire::Places;

/// What the operator chose.
#[derive(Clone, Debug)]
pub struct Settings {
    /// Scheme and authority without a slash at the end.
    pub public_url: Option<String>,
    pub allowed_hosts: Vec<String>,
    pub longest_delay: Duration,
    /// Other hosts that redirects of the mock may lead to.
    pub redirect_hosts: Vec<String>,
    /// `{code}` in it becomes the code of the page.
    pub report_url: Option<String>,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            public_url: None,
            allowed_hosts: Vec::new(),
            longest_delay: Duration::from_secs(30),
            redirect_hosts: Vec::new(),
            report_url: None,
        }
    }
}

impl Settings {
    /// What callers may ask for.
    pub fn caps(&self) -> Caps {
        Caps {
            longest_delay: self.longest_delay,
            redirect_hosts: Some(self.redirect_hosts.clone()),
        }
    }
}

/// Calls that wait at one time, for a delay or in the midst of a fault. One address alone may have half of them.
pub const WAITING_CALLS: usize = 20_000;

/// Pages that are rendered at one time: highlighting is work, and the mock must go on beside it.
const RENDERS: usize = 1;

/// The whole program but its listener.
pub struct State {
    pub settings: Settings,
    /// Where the listener is, for clients that send no Host.
    pub address: SocketAddr,
    pub site: Arc<Site>,
    pub waiting: Places,
    pub router: Router,
}

/// What pages are made of and kept in.
pub struct Site {
    pub settings: Settings,
    pub shelf: LiveBook,
    pub assets: Assets,
    pub pages: PageCache,
    pub renders: Semaphore,
    /// Steps, quotas and draws of keys.
    pub store: Box<dyn Store>,
}

impl State {
    /// # Errors
    /// A mistake in the book.
    pub fn new(settings: Settings, address: SocketAddr) -> Result<Self, BookError> {
        let site = Arc::new(Site {
            settings: settings.clone(),
            shelf: LiveBook::open()?,
            assets: Assets::load(),
            pages: PageCache::default(),
            renders: Semaphore::new(RENDERS),
            store: Box::new(Memory::default()),
        });
        Ok(Self {
            settings,
            address,
            router: pages::router(site.clone()),
            site,
            waiting: Places::new(WAITING_CALLS),
        })
    }
}

/// Prepares in the background what the first reader would wait for: grammars and compressed assets.
pub fn warm(state: &State) {
    let site = state.site.clone();
    tokio::task::spawn_blocking(move || {
        let Some(code) = Code::new(200) else { return };
        let call = Call::new(code);
        let example = Example::new(&call, "http://localhost", None, Content::Json);
        let answer = Answer {
            status: code.number(),
            headers: Vec::new(),
            has_body: true,
        };
        for client in CLIENTS {
            highlight::html(&client.write(&example), client.syntax);
        }
        for server in SERVERS {
            highlight::html(&server.write(&answer), server.syntax);
        }
        highlight::html("{\"a\": [1, true, null]}", "json");
        site.assets.compress_all();
    });
}

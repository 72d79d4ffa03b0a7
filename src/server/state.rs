//! What every request shares.

use std::net::SocketAddr;
use std::sync::Arc;

use axum::Router;

use super::bounds::WAITING_CALLS;
use super::chance::Chance;
use super::config::Config;
use super::origin::Origin;
use super::pages;
use super::site::Site;
use super::traces::Traces;
use super::wired::WireClient;
use crate::book::BookError;
use crate::call::{Call, Request};
use crate::code::Code;
use crate::finding::Index;
use crate::highlight;
use crate::site::{add_page, searched};
use crate::snippets::servers::{SERVERS, ServerResponse};
use crate::snippets::{BodyKind, Example, Program};
use crate::wire::Places;

/// The whole program but its listener.
pub struct State {
    pub config: Arc<Config>,
    /// Where the listener is, for clients that send no Host.
    pub address: SocketAddr,
    pub site: Arc<Site>,
    /// Places of the calls that wait and of open WebSockets.
    pub waiting: Places,
    pub chance: Chance,
    /// What was drawn for calls whose wire may be looked at.
    pub traces: Traces,
    pub wire: WireClient,
    pub router: Router,
}

impl State {
    /// # Errors
    /// A mistake in the book.
    pub fn new(config: Config, address: SocketAddr) -> Result<Self, BookError> {
        let config = Arc::new(config);
        let site = Arc::new(Site::open(config.clone())?);
        Ok(Self {
            config,
            address,
            router: pages::router(site.clone()),
            site,
            waiting: Places::new(WAITING_CALLS),
            chance: Chance::default(),
            traces: Traces::default(),
            wire: WireClient::default(),
        })
    }
}

/// Prepares in the background what the first reader would wait for: grammars, the index of the search, compressed assets. It takes
/// its turns with the pages that are asked for meanwhile.
pub fn warm(state: &State) {
    let site = state.site.clone();
    tokio::spawn(async move {
        // An error means that the program is stopping: then nothing of this matters any more.
        for (text, syntax) in samples() {
            let job = move || highlight::warm(&text, syntax);
            let _ = site.renderer.run_in_background(job).await;
        }
        prepare_search(&site).await;
        for path in site.assets.paths() {
            let assets = site.clone();
            let job = move || assets.assets.compress(&path);
            let _ = site.renderer.run_in_background(job).await;
        }
    });
}

/// Makes the index page by page: all of it at once would keep the first readers waiting.
async fn prepare_search(site: &Arc<Site>) {
    let frame = Arc::new(site.frame(site.book.last_good(), &Origin::unknown()));
    let mut index = Index::default();
    for entry in searched(&frame.book) {
        let shared = frame.clone();
        let job = move || {
            add_page(&shared, &entry, &mut index);
            index
        };
        // An error means that the program is stopping.
        let Ok(longer) = site.renderer.run_in_background(job).await else {
            return;
        };
        index = longer;
    }
    // An error means that a search was quicker and made its own.
    let _ = frame.index.set(index);
}

/// Texts like those that pages show, with their syntax.
fn samples() -> Vec<(String, &'static str)> {
    let mut samples = vec![("{\"a\": [1, true, null]}".to_owned(), "json")];
    let Some(code) = Code::new(200) else { return samples };
    let request = Request::default();
    for method in ["GET", "POST"] {
        let mut call = Call::new(code);
        call.method = method.to_owned();
        let example = Example::new(&call, "http://localhost", &request, Some(code.number()), BodyKind::Json);
        samples.extend(Program::all().map(|program| (program.client.write(&example), program.client.syntax)));
    }
    let response = ServerResponse {
        status: code.number(),
        name: "OK",
        headers: vec![("Retry-After", "1")],
        has_body: true,
    };
    samples.extend(SERVERS.iter().map(|server| (server.write(&response), server.syntax)));
    samples
}

//! Pages and the components that stay on the server.

mod chrome;
mod facts;
mod front;
mod group;
mod hero;
mod manual;
mod markdown;
mod missing;
mod panel;
mod picture;
mod plain;
mod reactions;
mod shell;
mod status;
mod text;

use std::sync::Arc;
use std::time::Duration;

use leptos::config::LeptosOptions;
use leptos::prelude::*;

use crate::book::{Book, Group};
use crate::call::PageState;
use crate::code::Code;

pub use panel::program;
pub use plain::{group as group_as_markdown, status as status_as_markdown};
pub use shell::EARLY_SCRIPT;

/// What every page is made with, beside its own matter.
#[derive(Clone, Debug)]
pub struct Frame {
    pub book: Arc<Book>,
    /// Scheme and authority in examples.
    pub origin: String,
    pub longest_delay: Duration,
    /// Further bounds of this server, for the manual: what, and how much.
    pub bounds: Vec<(&'static str, String)>,
    /// `{code}` in it becomes the code of the page.
    pub report_url: Option<String>,
    /// Addresses of assets.
    pub links: Links,
    /// Where script and wasm are; `None` while the client is not built.
    pub client: Option<LeptosOptions>,
}

/// Addresses of the assets that pages name.
#[derive(Clone, Debug)]
pub struct Links {
    pub style_sheet: String,
    pub icons: String,
    pub favicon: String,
    pub touch_icon: String,
    pub module: String,
    pub wasm: String,
}

/// The pages of the site.
#[derive(Clone, Debug, PartialEq)]
pub enum Page {
    /// The front page, with what is searched for.
    Front { query: String },
    /// The page of a status that the book knows.
    Status(Box<PageState>),
    /// A class or the vendors' codes, side by side.
    Group(Group),
    /// The manual of the mock.
    Manual,
    /// No page: the address as asked, and the code in it if there is one.
    Missing { path: String, code: Option<Code> },
}

impl Page {
    /// The whole document.
    pub fn view(self, frame: &Frame) -> AnyView {
        match self {
            Self::Front { query } => front::page(frame, &query),
            Self::Status(state) => status::page(frame, &state),
            Self::Group(group) => group::page(frame, group),
            Self::Manual => manual::page(frame),
            Self::Missing { path, code } => missing::page(frame, &path, code),
        }
    }
}

/// The inside of a status's panel: part of its page, and what an option change fetches.
pub fn panel_fragment(frame: &Frame, state: &PageState) -> String {
    Owner::new().with(|| panel::inside(frame, state).to_html())
}

/// Draws one symbol of `public/icons.svg`; for the eye only.
fn icon(links: &Links, id: &str) -> AnyView {
    let href = format!("{}#{id}", links.icons);
    view! { <svg class="icon" aria-hidden="true"><use href=href></use></svg> }.into_any()
}

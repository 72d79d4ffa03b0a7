//! What every page is made with, whatever it is about.

use std::sync::{Arc, OnceLock};
use std::time::Duration;

use leptos::prelude::*;

use crate::book::Book;
use crate::finding::Index;

/// What a page needs besides its own content.
#[derive(Clone, Debug)]
pub struct Frame {
    pub book: Arc<Book>,
    /// For searches in that book; made by the first of them.
    pub index: Arc<OnceLock<Index>>,
    /// Scheme and authority for the examples, such as `https://example.org`.
    pub origin: String,
    pub longest_delay: Duration,
    /// More limits of this server, for the manual: what is limited, and to how much.
    pub bounds: Vec<(&'static str, String)>,
    /// Where readers report mistakes. `{code}` in it becomes the code of the page.
    pub report_url: Option<String>,
    pub links: Links,
    /// The script in every page, which runs before the first paint.
    pub early_script: Arc<str>,
    /// Whether the client is built, so that pages can load script and wasm.
    pub has_client: bool,
}

/// Addresses of the assets that pages load.
#[derive(Clone, Debug)]
pub struct Links {
    pub style_sheet: String,
    /// For pages without a panel, in addition.
    pub pages_sheet: String,
    /// For what a page shows once it is awake.
    pub response_sheet: String,
    pub icons: String,
    pub favicon: String,
    pub touch_icon: String,
    pub module: String,
    pub wasm: String,
}

/// Draws one symbol of `public/icons.svg`. Screen readers skip it.
pub fn icon(links: &Links, id: &str) -> AnyView {
    let href = format!("{}#{id}", links.icons);
    view! { <svg class="icon" aria-hidden="true"><use href=href></use></svg> }.into_any()
}

/// Copies the text of the element with that id; `what` is said to screen readers.
pub fn copy_button(frame: &Frame, id: &str, what: &str) -> AnyView {
    let label = format!("Copy {what}");
    view! {
        <button type="button" class="key copy needs-js" data-copy=id.to_owned() aria-label=label>
            <span class="todo">{icon(&frame.links, "copy")} "Copy"</span>
            <span class="done">{icon(&frame.links, "check")} "Copied"</span>
        </button>
    }
    .into_any()
}

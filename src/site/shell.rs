//! The document around every page.

use std::sync::LazyLock;

use leptos::prelude::*;

use super::entry::Entry;
use super::frame::Frame;
use super::{card, chrome};

/// Runs before the first paint: restores the reader's theme and language, and waits for a sign of intent. `make client` makes a smaller
/// one of it; this one goes without its comments and indentation.
pub static EARLY_SCRIPT: LazyLock<String> = LazyLock::new(|| {
    let lines = include_str!("early.js").lines().map(str::trim_start);
    lines.filter(|line| !line.starts_with("//")).collect::<Vec<_>>().join("\n")
});

/// What browsers draw around the page in, light and dark: the paper of `style/tokens.css`.
const THEME_COLORS: [(&str, &str); 2] = [("light", "#fbfaf8"), ("dark", "#181614")];

/// What a document is about.
pub struct Subject {
    pub title: String,
    pub description: String,
    /// For `data-class` on `<html>`: it gives the page its color.
    pub class: Option<&'static str>,
    /// What this is the page of. Without one, the page has no list of codes.
    pub entry: Option<Entry>,
    /// The sections that the table of contents lists, see [`super::html::contents`].
    pub contents: Vec<(String, String)>,
    /// Whether the page has a panel.
    pub has_panel: bool,
    /// Whether search engines should index it.
    pub indexed: bool,
}

impl Subject {
    /// A page about no code in particular, which search engines may show.
    pub fn general(title: String, description: &str, entry: Entry) -> Self {
        Self {
            title,
            description: description.to_owned(),
            class: None,
            entry: Some(entry),
            contents: Vec::new(),
            has_panel: false,
            indexed: true,
        }
    }

    /// A page that no list of pages has.
    pub fn unlisted(title: String, description: String) -> Self {
        Self {
            title,
            description,
            class: None,
            entry: None,
            contents: Vec::new(),
            has_panel: false,
            indexed: false,
        }
    }
}

pub fn document(frame: &Frame, subject: Subject, main: AnyView) -> AnyView {
    // Leptos's own loader would do this. Without it everything outside islands would get hydration keys.
    if let Some(context) = Owner::current_shared_context() {
        context.set_is_hydrating(false);
    }
    let links = &frame.links;
    let of_client = |address: &String| frame.has_client.then(|| address.clone());
    let (module, wasm, sheet) = (
        of_client(&links.module),
        of_client(&links.wasm),
        of_client(&links.response_sheet),
    );
    let entry = subject.entry.as_ref();
    let top = chrome::top(frame, entry.is_some());
    let codes = entry.map(|entry| chrome::codes(frame, entry, &subject.contents));
    let to_panel = subject
        .has_panel
        .then(|| view! { <a class="skip" href="#panel">"Skip to the panel"</a> });
    let bottom = chrome::bottom(frame, entry);
    let robots = (!subject.indexed).then(|| view! { <meta name="robots" content="noindex" /> });
    let address = entry.map_or_else(|| "/".to_owned(), Entry::address);
    let canonical = subject.indexed.then(|| {
        let href = format!("{}{address}", frame.origin);
        view! { <link rel="canonical" href=href /> }
    });
    let markdown = entry.filter(|_| subject.indexed).map(|_| {
        let href = format!("{address}.md");
        view! { <link rel="alternate" type="text/markdown" href=href /> }
    });
    let pages_sheet = (!subject.has_panel).then(|| view! { <link rel="stylesheet" href=links.pages_sheet.clone() /> });
    // Browsers look for it on the front page.
    let finds = entry.is_none().then(|| {
        view! { <link rel="search" type="application/opensearchdescription+xml" title="Statusbook" href="/opensearch.xml" /> }
    });
    // Every page has a card; search results and errors show the front page's.
    let card = format!("{}{}", frame.origin, card::path(entry));
    let preview = [
        ("og:title", subject.title.clone()),
        ("og:description", subject.description.clone()),
        ("og:type", "article".to_owned()),
        ("og:image", card),
    ]
    .map(|(property, content)| leptos::html::meta().content(content).attr("property", property));
    let theme_colors = THEME_COLORS.map(|(scheme, color)| {
        let media = format!("(prefers-color-scheme: {scheme})");
        leptos::html::meta().name("theme-color").content(color).attr("media", media)
    });
    view! {
        <!DOCTYPE html>
        <html lang="en" data-class=subject.class>
            <head>
                <meta charset="utf-8" />
                <meta name="viewport" content="width=device-width, initial-scale=1" />
                <title>{subject.title}</title>
                <meta name="description" content=subject.description />
                {robots}
                {canonical}
                {markdown}
                {finds}
                {theme_colors}
                {preview.to_vec()}
                <meta name="twitter:card" content="summary_large_image" />
                <script data-module=module data-wasm=wasm data-sheet=sheet inner_html=frame.early_script.to_string()></script>
                <link rel="stylesheet" href=links.style_sheet.clone() />
                {pages_sheet}
                <link rel="icon" href=links.favicon.clone() type="image/svg+xml" />
                <link rel="apple-touch-icon" href=links.touch_icon.clone() />
            </head>
            <body>
                <a class="skip" href="#main">"Skip to the text"</a>
                {to_panel}
                {top}
                {codes}
                {main}
                {bottom}
                <p id="announcer" class="sr" role="status"></p>
            </body>
        </html>
    }
    .into_any()
}

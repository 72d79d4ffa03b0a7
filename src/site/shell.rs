//! The document around every page.

use std::sync::LazyLock;

use leptos::prelude::*;

use super::chrome;
use super::frame::Frame;
use crate::code::Code;

/// Runs before the first paint: restores the reader's theme and language, and waits for a sign of intent. It is in every page, so it
/// goes without its comments and indentation.
pub static EARLY_SCRIPT: LazyLock<String> = LazyLock::new(|| {
    let lines = include_str!("early.js").lines().map(str::trim_start);
    lines.filter(|line| !line.starts_with("//")).collect::<Vec<_>>().join("\n")
});

/// What a document is about.
pub struct Subject {
    pub title: String,
    pub description: String,
    /// For `data-class` on `<html>`: it gives the page its colour.
    pub class: Option<&'static str>,
    /// The status whose page this is.
    pub code: Option<Code>,
    /// The path of the page, if there is Markdown at the same path with `.md` behind it.
    pub address: Option<String>,
    /// Whether the page has a panel.
    pub has_panel: bool,
    /// Whether search engines should index it.
    pub indexed: bool,
}

impl Subject {
    /// A page about no code in particular, which search engines may show. `address` is its path.
    pub fn general(title: String, description: &str, address: &str) -> Self {
        Self {
            title,
            description: description.to_owned(),
            class: None,
            code: None,
            address: Some(address.to_owned()),
            has_panel: false,
            indexed: true,
        }
    }
}

pub fn document(frame: &Frame, subject: Subject, main: AnyView) -> AnyView {
    // Leptos's own loader would do this. Without it everything outside islands would get hydration keys.
    if let Some(context) = Owner::current_shared_context() {
        context.set_is_hydrating(false);
    }
    let links = &frame.links;
    let (module, wasm) = frame.has_client.then(|| (links.module.clone(), links.wasm.clone())).unzip();
    let top = chrome::top(frame, subject.code.is_some());
    let codes = subject.code.map(|code| chrome::codes(frame, code));
    let to_panel = subject
        .has_panel
        .then(|| view! { <a class="skip" href="#panel">"Skip to the panel"</a> });
    let bottom = chrome::bottom(frame);
    let robots = (!subject.indexed).then(|| view! { <meta name="robots" content="noindex" /> });
    let canonical = subject.address.filter(|_| subject.indexed).map(|address| {
        let href = format!("{}{address}", frame.origin);
        let markdown = format!("{address}.md");
        view! {
            <link rel="canonical" href=href />
            <link rel="alternate" type="text/markdown" href=markdown />
        }
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
                <script data-module=module data-wasm=wasm inner_html=EARLY_SCRIPT.as_str()></script>
                <link rel="stylesheet" href=links.style_sheet.clone() />
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

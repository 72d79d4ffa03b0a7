//! The page of everything that is about several codes or none: articles, the manual, the builds, the list of all pages.

use leptos::prelude::*;

use super::entry::Entry;
use super::frame::Frame;
use super::html;
use super::sections::Layout;
use super::shell::{Subject, document};

/// `title` and `description` are what browsers and search engines show; the page itself has the entry's own title and lead.
pub fn guide_page(frame: &Frame, entry: &Entry, title: &str, description: &str) -> AnyView {
    let book = &frame.book;
    let sections = entry.sections(frame);
    let subject = Subject {
        class: entry.class(book),
        contents: html::contents(&sections),
        ..Subject::general(format!("{title} · Statusbook"), description, entry.clone())
    };
    let main = view! {
        <main id="main" class="article">
            <h1>{entry.title(book)}</h1>
            <p class="summary">{entry.lead(book)}</p>
            {html::sections(frame, &sections, Layout::Wide)}
        </main>
    };
    document(frame, subject, main.into_any())
}

//! The page that says with which builds the book's measurements were made.

use leptos::prelude::*;

use super::entry::Entry;
use super::frame::Frame;
use super::html;
use super::sections::{Block, Layout, Section, Table};
use super::shell::{Subject, document};
use crate::book::measured::builds::builds;

pub const TITLE: &str = "How we measured";
pub const LEAD: &str = "Where a page says “Measured with”, we ran the program and wrote down what it did.";
const PROSE: &str = include_str!("measured.md");

pub fn measured_page(frame: &Frame) -> AnyView {
    let sections = sections();
    let subject = Subject {
        contents: html::contents(&sections),
        ..Subject::general(
            format!("{TITLE}: the builds behind the claims · Statusbook"),
            "The exact packages of nginx, HAProxy, Apache httpd, Node.js and others that this book was measured with.",
            Entry::Measured,
        )
    };
    let main = view! {
        <main id="main" class="article">
            <h1>{TITLE}</h1>
            <p class="summary">{LEAD}</p>
            {html::sections(frame, &sections, Layout::Wide)}
        </main>
    };
    document(frame, subject, main.into_any())
}

pub fn sections() -> Vec<Section<'static>> {
    let rows = builds().map(|build| {
        vec![
            format!("{} {}", build.name, build.version).into(),
            build.build.into(),
            build.from.into(),
        ]
    });
    let table = Table::new("The builds", vec!["In the book", "The build", "From"], rows.collect());
    let wide = |id, title, blocks| Section::laid_out(Layout::Wide, id, title, blocks);
    vec![
        wide("how", "", vec![Block::prose(PROSE)]),
        wide("builds", "The builds", vec![Block::Table(table)]),
    ]
}

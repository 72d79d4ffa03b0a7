//! The page that says with which builds the book's measurements were made.

use super::sections::{Block, Layout, Section, Table};
use crate::book::measured::builds::builds;

pub const TITLE: &str = "How we measured";
pub const LEAD: &str = "Where a page says “Measured with”, we ran the program and wrote down what it did.";
const PROSE: &str = include_str!("measured.md");

/// For browsers and search engines.
pub const HEAD: (&str, &str) = (
    "How we measured: the builds behind the claims",
    "The exact packages of nginx, HAProxy, Apache httpd, Node.js and others that this book was measured with.",
);

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

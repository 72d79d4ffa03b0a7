//! The list of everything that has a page.

use super::entry::Entry;
use super::frame::Frame;
use super::sections::{Block, Layout, Section};

pub const TITLE: &str = "All pages";
pub const LEAD: &str = "Guides for questions about several codes, the classes side by side, and a page for each code.";

/// For browsers and search engines.
pub const HEAD: (&str, &str) = (
    TITLE,
    "Every page of Statusbook: guides, the classes compared, and one page for each HTTP status code.",
);

pub fn sections(frame: &Frame) -> Vec<Section<'static>> {
    let book = &frame.book;
    let wide = |id: &'static str, title: String, block| Section::laid_out(Layout::Wide, id, title, vec![block]);
    let guides = Entry::guides(book).map(|entry| format!("[{}]({}): {}", entry.title(book), entry.address(), entry.lead(book)));
    let guides = wide("guides", "Guides".to_owned(), Block::List(guides.collect()));
    let groups = book.groups().map(|(group, statuses)| {
        let codes = statuses.iter().map(|status| status.code).collect();
        let compared = format!("[Compare them](/docs/{})", group.address());
        let mut section = wide(group.address(), group.title(), Block::paragraph(compared));
        section.blocks.push(Block::Statuses(codes));
        section
    });
    [guides].into_iter().chain(groups).collect()
}

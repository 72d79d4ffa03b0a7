//! Articles: questions about several codes, each ending in a rule.

use super::frame::Frame;
use super::markdown::id_of;
use super::sections::{Block, Checked, Layout, Section, Table};
use crate::book::measured::conduct::Cases;
use crate::book::{Article, Piece};

/// What an article has, in this order.
pub fn sections<'a>(frame: &Frame, article: &'a Article) -> Vec<Section<'a>> {
    let wide = |id: &'static str, title: &str, blocks| Section::laid_out(Layout::Wide, id, title, blocks);
    let piece = |piece: &'a Piece| match piece {
        Piece::Text(text) => Block::prose(text),
        Piece::Try(call) => Block::Try(call),
        Piece::Cases(cases) => Block::Table(by_client(cases)),
    };
    let written = article.sections.iter().map(|section| {
        let blocks = section.pieces.iter().map(piece).collect();
        Section::laid_out(Layout::Wide, id_of(&section.title), section.title.as_str(), blocks)
    });
    let mut all: Vec<_> = written.collect();
    all.push(wide("rule", "The Rule", vec![Block::Rule(&article.rule)]));
    if !article.codes.is_empty() {
        all.push(wide("compared", "The Codes", vec![Block::Statuses(article.codes.clone())]));
    }
    let checked = Checked::new(frame, &article.checked, &article.slug);
    let sources = vec![Block::Sources(&article.sources), Block::Checked(checked)];
    all.push(wide("sources", "Sources", sources));
    all
}

/// Each client with what it did, a column for each case.
fn by_client(cases: &Cases) -> Table {
    let heads = ["Client"].into_iter().chain(cases.names()).collect();
    let rows = cases.clients().into_iter().map(|(client, cells)| {
        let cells = cells.into_iter().map(Into::into);
        [client.into()].into_iter().chain(cells).collect()
    });
    Table::new(format!("What each client does: {}", cases.group()), heads, rows.collect())
}

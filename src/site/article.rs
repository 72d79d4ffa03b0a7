//! Articles: questions about several codes, each ending in a rule.

use leptos::prelude::*;

use super::entry::Entry;
use super::frame::Frame;
use super::html;
use super::markdown::id_of;
use super::sections::{Block, Checked, Layout, Section, Table};
use super::shell::{Subject, document};
use crate::book::measured::conduct::Measured;
use crate::book::{Article, Piece};

pub fn article_page(frame: &Frame, article: &Article) -> AnyView {
    let entry = Entry::Article(article.slug.clone());
    let sections = sections(frame, article);
    let subject = Subject {
        contents: html::contents(&sections),
        ..Subject::general(format!("{} · Statusbook", article.title), &article.summary, entry)
    };
    let main = view! {
        <main id="main" class="article">
            <h1>{article.title.clone()}</h1>
            <p class="summary">{article.summary.clone()}</p>
            {html::sections(frame, &sections, Layout::Wide)}
        </main>
    };
    document(frame, subject, main.into_any())
}

/// What an article has, in this order.
pub fn sections<'a>(frame: &Frame, article: &'a Article) -> Vec<Section<'a>> {
    let wide = |id: &'static str, title: &str, blocks| Section::laid_out(Layout::Wide, id, title, blocks);
    let piece = |piece: &'a Piece| match piece {
        Piece::Text(text) => Block::prose(text),
        Piece::Try(call) => Block::Try(call),
        Piece::Measured(measured) => Block::Table(measured_table(measured)),
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
fn measured_table(measured: &Measured) -> Table {
    let heads = ["Client"].into_iter().chain(measured.cases()).collect();
    let rows = measured.clients().into_iter().map(|(client, cells)| {
        let cells = cells.into_iter().map(Into::into);
        [client.into()].into_iter().chain(cells).collect()
    });
    Table::new(format!("What each client does: {}", measured.group()), heads, rows.collect())
}

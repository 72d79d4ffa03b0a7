//! The page of one status, in the order of a reader's questions.

use leptos::prelude::*;

use super::entry::Entry;
use super::frame::Frame;
use super::sections::{Block, Checked, Layout, Section, Table};
use super::shell::{Subject, document};
use super::{facts, hero, html, messages, missing, panel, plain, reactions, returning};
use crate::book::Status;
use crate::call::PageState;
use crate::islands::Panel;

pub fn status_page(frame: &Frame, state: &PageState) -> AnyView {
    let code = state.page;
    let Some(status) = frame.book.get(code) else {
        return missing::missing_page(frame, &format!("/docs/{code}"), Some(code));
    };
    let sections = sections(frame, status);
    let subject = Subject {
        title: format!("{}: what it means and how to fix it · Statusbook", status.title()),
        description: format!(
            "HTTP {}: {}. Causes, fixes, examples in many languages, and a live call.",
            status.title(),
            status.summary
        ),
        class: Some(status.group().slug()),
        entry: Some(Entry::Status(code)),
        contents: html::contents(&sections),
        has_panel: true,
        indexed: true,
    };
    let panel = panel_fragment(frame, state);
    let main = view! {
        <main id="main" class="status">
            {hero::hero(frame, status)}
            {html::sections(frame, &sections, Layout::Now)}
            <Panel>
                <div class="parts" inner_html=panel></div>
            </Panel>
            {html::sections(frame, &sections, Layout::Strip)}
            <div class="text">{html::sections(frame, &sections, Layout::Text)}</div>
        </main>
    };
    document(frame, subject, main.into_any())
}

pub fn status_markdown(frame: &Frame, status: &Status) -> String {
    let lead = format!("{}.", status.summary);
    let opening = hero::opening(frame, status);
    plain::write_page(frame, &status.title(), &lead, &opening, &sections(frame, status))
}

/// The inside of a status's panel: part of its page, and what the browser fetches when an option changes.
pub fn panel_fragment(frame: &Frame, state: &PageState) -> String {
    Owner::new().with(|| panel::inside(frame, state).to_html())
}

/// What the page of a status has besides its panel, in this order.
pub fn sections<'a>(frame: &'a Frame, status: &'a Status) -> Vec<Section<'a>> {
    let text = &status.text;
    let written = &text.sections;
    let related = "Related Status Codes";
    let articles = frame.book.articles().filter(|article| article.codes.contains(&status.code));
    let articles: Vec<_> = articles
        .map(|article| format!("[{}](/docs/{})", article.title, article.slug))
        .collect();
    let mut more = vec![Block::Statuses(text.related.iter().copied().collect())];
    if !articles.is_empty() {
        more.insert(0, Block::List(articles));
    }
    let mut now = vec![Block::Advice(text.now.lines().to_vec())];
    let messages = messages::shelves(&frame.book, status);
    now.extend(messages::pointer(status.code, &messages).map(Block::paragraph));
    let all = [
        Some(Section::laid_out(Layout::Now, "now", "Do This Now", now)),
        Some(Section::laid_out(
            Layout::Strip,
            "facts",
            "Facts",
            vec![Block::Facts(facts::fact_rows(status))],
        )),
        Some(Section::new(
            "what",
            format!("What is HTTP {}?", status.title()),
            vec![Block::prose(&written.what), Block::Picture(&text.picture, status.code)],
        )),
        Some(Section::new(
            "when",
            "When Does This Happen?",
            vec![Block::prose(&written.when)],
        )),
        Some(Section::new(
            "fix",
            "How to Fix It",
            vec![
                Block::Heading("If you call it"),
                Block::prose(&written.fix_caller),
                Block::Heading("If you run it"),
                Block::prose(&written.fix_owner),
            ],
        )),
        Some(Section::new(
            "who-sent-it",
            "Who Sent It?",
            vec![Block::prose(&written.sender)],
        )),
        messages::section(status.code, messages),
        Some(Section::new(
            "use-cases",
            "Common Use Cases",
            vec![Block::UseCases(status.code, &text.use_cases)],
        )),
        Some(reactions::section(status)),
        headers(status),
        returning::pointer(status).map(|text| Section::new("return", "Return It Yourself", vec![Block::paragraph(text)])),
        Some(Section::new("related", related, more)),
        Some(Section::new(
            "sources",
            "Specification and Sources",
            vec![
                Block::Sources(&text.sources),
                Block::Checked(Checked::new(frame, &text.checked, &status.code.to_string())),
            ],
        )),
    ];
    all.into_iter().flatten().collect()
}

fn headers(status: &Status) -> Option<Section<'_>> {
    let rows: Vec<_> = status
        .headers
        .iter()
        .map(|header| {
            let name = format!("`{}`", header.name);
            vec![name.into(), header.need.word().into(), header.why.as_str().into()]
        })
        .collect();
    let table = Table::new("Each header and why it matters", vec!["Header", "Need", "Why"], rows);
    (!status.headers.is_empty()).then(|| Section::new("headers", "Headers That Matter", vec![Block::Table(table)]))
}

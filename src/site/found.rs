//! What a search finds: the pages as documents of the index, and the results.

use leptos::prelude::*;
use pulldown_cmark::{Event, Options, Parser, Tag, TagEnd};

use super::entry::Entry;
use super::frame::Frame;
use super::{messages, plain};
use crate::finding::{Document, Hit, Index, Passage};
use crate::markup::escape;

/// Sections that say nothing of their own page.
const LEFT_OUT: [&str; 4] = ["clients", "return", "related", "sources"];
/// The most results that a page shows.
const MOST_RESULTS: usize = 10;
/// A status is what most searches are for.
const PRIOR_OF_OTHERS: f32 = 0.6;
/// The longest excerpt, in characters.
const EXCERPT: usize = 240;

/// All pages, ready to be searched. Takes a moment.
pub fn index(frame: &Frame) -> Index {
    Index::new(Entry::all(&frame.book).map(|entry| document(frame, &entry)).collect())
}

fn document(frame: &Frame, entry: &Entry) -> Document {
    let (title, lead, sections) = entry.contents(frame);
    let status = match entry {
        Entry::Status(code) => frame.book.get(*code),
        _ => None,
    };
    let names = status.map_or_else(Vec::new, |status| {
        let aliases = status.aliases.iter().cloned();
        let vendors = status.vendors.iter().map(|vendor| vendor.name.clone());
        let headers = status.headers.iter().map(|header| header.name.clone());
        aliases.chain(vendors).chain(headers).collect()
    });
    let top = Passage {
        text: vec![lead.clone()],
        ..Passage::default()
    };
    let now = status.map(|status| status.text.now.lines().map(|(_, line)| line.to_owned()));
    let leads = [lead].into_iter().chain(now.into_iter().flatten());
    let passages = sections
        .iter()
        .filter(|section| !LEFT_OUT.contains(&section.id))
        .map(|section| {
            let (text, literals) = read(&plain::write_blocks(frame, &section.blocks));
            Passage {
                anchor: section.id.to_owned(),
                heading: section.title.clone(),
                text,
                literals,
                lists_literals: section.id == messages::ID,
            }
        });
    Document {
        address: entry.address(),
        title,
        number: status.map(|status| status.code.to_string()),
        names,
        lead: leads.collect(),
        prior: if status.is_some() { 1.0 } else { PRIOR_OF_OTHERS },
        passages: [top].into_iter().chain(passages).collect(),
    }
}

/// The paragraphs, items and rows of Markdown, and the literals in them.
fn read(markdown: &str) -> (Vec<String>, Vec<String>) {
    let mut texts = vec![String::new()];
    let mut literals = Vec::new();
    for event in Parser::new_ext(markdown, Options::ENABLE_TABLES) {
        match event {
            Event::Start(Tag::Paragraph | Tag::Item | Tag::TableRow | Tag::Heading { .. } | Tag::CodeBlock(_)) => {
                texts.push(String::new())
            }
            Event::Code(code) => {
                literals.push(code.to_string());
                extend(&mut texts, &code);
            }
            Event::Text(text) => extend(&mut texts, &text),
            Event::SoftBreak | Event::HardBreak | Event::End(TagEnd::TableCell) => extend(&mut texts, " "),
            _ => {}
        }
    }
    texts.retain(|text| !text.trim().is_empty());
    (texts, literals)
}

fn extend(texts: &mut [String], more: &str) {
    if let Some(last) = texts.last_mut() {
        last.push_str(more);
    }
}

/// The best results for a query, as a list; nothing if there are none.
pub fn results(frame: &Frame, query: &str) -> Option<AnyView> {
    let index = frame.index.get_or_init(|| index(frame));
    let hits = index.find(query, MOST_RESULTS);
    if hits.is_empty() {
        return None;
    }
    let rows: Vec<_> = hits.iter().map(|hit| result(frame, hit, query)).collect();
    Some(view! { <section class="found" aria-label="Results"><ol class="rows">{rows}</ol></section> }.into_any())
}

fn result(frame: &Frame, hit: &Hit, query: &str) -> AnyView {
    let anchor = if hit.passage.anchor.is_empty() {
        String::new()
    } else {
        format!("#{}", hit.passage.anchor)
    };
    let href = format!("{}{anchor}", hit.document.address);
    let group = hit
        .document
        .number
        .as_deref()
        .and_then(crate::code::Code::parse)
        .and_then(|code| frame.book.get(code))
        .map(|status| status.group().slug());
    let (number, name) = match &hit.document.number {
        Some(number) => (
            number.clone(),
            hit.document.title.trim_start_matches(number.as_str()).trim().to_owned(),
        ),
        None => (String::new(), hit.document.title.clone()),
    };
    let heading = (!hit.passage.heading.is_empty()).then(|| format!(" · {}", hit.passage.heading));
    let excerpt = excerpt(hit.shown, query);
    view! {
        <li>
            <a href=href data-class=group>
                <span class="n">{number}</span>
                " "
                <b>{name} {heading}</b>
                " "
                <small inner_html=excerpt></small>
            </a>
        </li>
    }
    .into_any()
}

/// The part of a text around the first word of the query, as HTML with all of its words marked.
fn excerpt(text: &str, query: &str) -> String {
    let words: Vec<String> = query
        .split(|c: char| !c.is_alphanumeric())
        .filter(|word| word.chars().count() > 1)
        .map(str::to_lowercase)
        .collect();
    let is_wanted = |word: &str| {
        let bare = word.trim_matches(|c: char| !c.is_alphanumeric()).to_lowercase();
        !bare.is_empty()
            && words
                .iter()
                .any(|wanted| bare == *wanted || (wanted.chars().count() > 3 && bare.starts_with(wanted.as_str())))
    };
    let all: Vec<&str> = text.split_whitespace().collect();
    let first = all.iter().position(|word| is_wanted(word)).unwrap_or_default();
    let from = first.saturating_sub(8);
    let mut html = if from > 0 { "… ".to_owned() } else { String::new() };
    let mut length = 0;
    for word in &all[from..] {
        length += word.chars().count() + 1;
        if length > EXCERPT {
            html.push('…');
            break;
        }
        let safe = escape(word);
        if is_wanted(word) {
            html.push_str(&format!("<mark>{safe}</mark> "));
        } else {
            html.push_str(&format!("{safe} "));
        }
    }
    html.trim_end().to_owned()
}

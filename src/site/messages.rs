//! The error messages of a status, by product, which a reader can fold and filter.

use std::fmt::Write;

use leptos::prelude::*;

use super::facts;
use super::frame::{Frame, icon};
use super::markdown;
use super::sections::{Block, MessageRow, MessageShelf, ProductMessages, Section};
use crate::book::{Book, Message, Product, ProductKind, Status};
use crate::islands::Search;

/// The section's place on a page.
pub const ID: &str = "messages";
/// With more messages than these a page opens with its products folded, and has a filter.
const AT_ONCE: usize = 10;

/// Kinds of products that a reader looks for together, under one heading.
const SHELVES: &[(&str, &[ProductKind])] = &[
    ("Proxies and servers", &[ProductKind::Proxy, ProductKind::Server]),
    ("CDNs and clouds", &[ProductKind::Cdn, ProductKind::Cloud]),
    ("Frameworks and runtimes", &[ProductKind::Framework, ProductKind::Runtime]),
    ("APIs and tools", &[ProductKind::Api, ProductKind::Tool]),
    ("HTTP clients", &[ProductKind::Client]),
];

/// The section; `None` if no message of the book belongs to the status.
pub fn section<'a>(book: &'a Book, status: &'a Status) -> Option<Section<'a>> {
    let shelves = shelves(book, status);
    (!shelves.is_empty()).then(|| Section::new(ID, "Error Messages", vec![Block::Messages(shelves)]))
}

/// One line of Markdown that leads to the section from further up; `None` if the page has no section.
pub fn pointer(book: &Book, status: &Status) -> Option<String> {
    let count = count(&shelves(book, status));
    let address = format!("/docs/{}#{ID}", status.code);
    (count > AT_ONCE).then(|| format!("Have an error message or a log line? [Find it among {count}]({address})."))
}

fn count(shelves: &[MessageShelf]) -> usize {
    let products = shelves.iter().flat_map(|shelf| &shelf.products);
    products.map(|product| shown(product).count()).sum()
}

/// The messages that the page shows.
fn shown(product: &ProductMessages) -> impl Iterator<Item = &MessageRow> {
    product.rows.iter().filter(|row| !row.is_more_of_the_same)
}

fn shelves(book: &Book, status: &Status) -> Vec<MessageShelf> {
    let mut shelves: Vec<MessageShelf> = Vec::new();
    for (title, kinds) in SHELVES {
        let mut products: Vec<ProductMessages> = Vec::new();
        for (product, messages) in book.messages(status).filter(|(product, _)| kinds.contains(&product.kind)) {
            let is_client = product.kind == ProductKind::Client;
            let mut general = 0;
            let rows = messages.into_iter().map(|message| {
                general += usize::from(message.is_general());
                let is_more_of_the_same = is_client && message.is_general() && general > 1;
                MessageRow {
                    is_more_of_the_same,
                    ..row(product, message, status)
                }
            });
            // Clients print one line each: a fold for every one of them would hide more than it holds.
            match products.last_mut() {
                Some(clients) if product.kind == ProductKind::Client => clients.rows.extend(rows),
                _ => products.push(ProductMessages {
                    slug: if product.kind == ProductKind::Client {
                        "clients-print".to_owned()
                    } else {
                        product.slug.clone()
                    },
                    name: if product.kind == ProductKind::Client {
                        "Libraries and programs".to_owned()
                    } else {
                        product.name.clone()
                    },
                    rows: rows.collect(),
                }),
            }
        }
        if !products.is_empty() {
            shelves.push(MessageShelf { title, products });
        }
    }
    shelves
}

fn row(product: &Product, message: &Message, status: &Status) -> MessageRow {
    let source = facts::links(&message.source, &product.sources);
    let note = if product.kind == ProductKind::Client {
        format!("{} · {source}", product.name)
    } else {
        format!("{} · {source}", message.seen.words())
    };
    MessageRow {
        literal: message.with(status),
        means: message.means.clone(),
        note,
        is_more_of_the_same: false,
    }
}

/// The list as HTML: folds by product, and a filter if there is much to fold.
pub fn draw(frame: &Frame, shelves: &[MessageShelf]) -> AnyView {
    let is_short = count(shelves) <= AT_ONCE;
    let lens = icon(&frame.links, "search");
    let filter = (!is_short).then(|| {
        view! {
            <Search>
                <div class="find needs-js" data-list="#message-list">
                    {lens}
                    <input
                        type="search"
                        aria-label="Filter the error messages"
                        placeholder="Paste a message, or type a product"
                        autocomplete="off"
                        spellcheck="false"
                    />
                </div>
            </Search>
        }
    });
    let shelves: Vec<_> = shelves
        .iter()
        .map(|shelf| {
            let products: Vec<_> = shelf.products.iter().map(|product| fold(product, is_short)).collect();
            view! { <section><h3>{shelf.title}</h3>{products}</section> }
        })
        .collect();
    view! {
        {filter}
        <div id="message-list" class="messages">
            <p class="matches" role="status" data-unit="messages" data-all=""></p>
            {shelves}
            <p class="nothing" hidden>
                "Leave out what is different each time, such as names and times. Or look for the sender under "
                <a href="#who-sent-it">"Who Sent It?"</a>
            </p>
        </div>
    }
    .into_any()
}

fn fold(product: &ProductMessages, open: bool) -> AnyView {
    let rows: Vec<_> = shown(product)
        .map(|row| {
            view! {
                <li>
                    <code>{row.literal.clone()}</code>
                    <p inner_html=markdown::inline(&row.means)></p>
                    <small inner_html=markdown::inline(&row.note)></small>
                </li>
            }
        })
        .collect();
    view! {
        <details id=format!("{ID}-{}", product.slug) open=open data-open=open.then_some("")>
            <summary><b>{product.name.clone()}</b> " " <small>{shown(product).count()}</small></summary>
            <ul data-product=product.name.to_ascii_lowercase()>{rows}</ul>
        </details>
    }
    .into_any()
}

/// The list as Markdown: a heading for each product, an item for each message.
pub fn write(shelves: &[MessageShelf]) -> String {
    let mut text = String::new();
    for product in shelves.iter().flat_map(|shelf| &shelf.products) {
        let _ = write!(text, "### {}\n\n", product.name);
        for MessageRow {
            literal, means, note, ..
        } in &product.rows
        {
            let _ = writeln!(text, "- {} {means} ({note})", code_span(literal));
        }
        text.push('\n');
    }
    text
}

/// A code span around a text that may have backticks in it.
fn code_span(text: &str) -> String {
    if text.contains('`') {
        format!("`` {text} ``")
    } else {
        format!("`{text}`")
    }
}

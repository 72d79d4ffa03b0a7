//! The error messages of a status, by product, which a reader can fold and filter.

use std::fmt::Write;

use leptos::prelude::*;

use super::chrome::{self, ListFilter};
use super::frame::Frame;
use super::sections::{Block, MessageRow, MessageShelf, ProductMessages, Section};
use super::{facts, markdown};
use crate::book::{Book, Message, Product, ProductKind, Status};
use crate::code::Code;

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

/// The section; `None` if no message of the book belongs to the code.
pub fn section<'a>(code: Code, shelves: Vec<MessageShelf>) -> Option<Section<'a>> {
    (!shelves.is_empty()).then(|| Section::new(ID, "Error Messages", vec![Block::Messages(code, shelves)]))
}

/// One line of Markdown that leads to the section from further up; `None` if there are so few that a reader sees them all.
pub fn pointer(code: Code, shelves: &[MessageShelf]) -> Option<String> {
    let count = count(shelves);
    (count > AT_ONCE).then(|| format!("Have an error message or a log line? [Find it among {count}](/docs/{code}#{ID})."))
}

fn count(shelves: &[MessageShelf]) -> usize {
    let products = shelves.iter().flat_map(|shelf| &shelf.products);
    products.map(|product| shown(product).count()).sum()
}

/// The messages that the page shows.
fn shown(product: &ProductMessages) -> impl Iterator<Item = &MessageRow> {
    product.rows.iter().filter(|row| !row.is_more_of_the_same)
}

/// The messages of a status, by kind of product.
pub fn shelves(book: &Book, status: &Status) -> Vec<MessageShelf> {
    let shelf = |(title, kinds): &(&'static str, &[ProductKind])| {
        let of_kind = book.messages(status).filter(|(product, _)| kinds.contains(&product.kind));
        let mut products: Vec<_> = of_kind
            .map(|(product, messages)| ProductMessages {
                slug: product.slug.clone(),
                name: product.name.clone(),
                rows: rows(product, messages, status),
            })
            .collect();
        // Most clients print one line: a fold for each would be longer than what is in it.
        if *kinds == [ProductKind::Client] && !products.is_empty() {
            products = vec![ProductMessages {
                slug: "clients-print".to_owned(),
                name: "Libraries and programs".to_owned(),
                rows: products.into_iter().flat_map(|client| client.rows).collect(),
            }];
        }
        MessageShelf { title, products }
    };
    let shelves = SHELVES.iter().map(shelf);
    shelves.filter(|shelf| !shelf.products.is_empty()).collect()
}

fn rows(product: &Product, messages: Vec<&Message>, status: &Status) -> Vec<MessageRow> {
    let is_client = product.kind == ProductKind::Client;
    let mut has_general = false;
    let row = |message: &Message| {
        let is_general = is_client && message.is_general();
        let is_more_of_the_same = is_general && has_general;
        has_general |= is_general;
        MessageRow {
            literal: message.with(status),
            means: message.means.clone(),
            seen: if is_client {
                product.name.clone()
            } else {
                message.seen.words().to_owned()
            },
            source: facts::links(&message.source, &product.sources),
            is_more_of_the_same,
            is_general,
        }
    };
    messages.into_iter().map(row).collect()
}

/// The list as HTML: folds by product, and a filter if there is much to fold.
pub fn draw(frame: &Frame, code: Code, shelves: &[MessageShelf]) -> AnyView {
    let is_short = count(shelves) <= AT_ONCE;
    let filter = (!is_short).then(|| {
        chrome::list_filter(
            frame,
            &ListFilter {
                list: "#message-list",
                label: "Filter the error messages",
                placeholder: "Paste a message, or type a product",
            },
        )
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
            <p class="matches" role="status" data-unit="messages"></p>
            {shelves}
            <p class="nothing" hidden>
                "Leave out what is different each time, such as names and times. Or look for the sender under "
                <a href="#who-sent-it">"Who Sent It?"</a>
            </p>
        </div>
        <p class="hint">
            <a href=format!("/docs/{code}.md")>"This page as Markdown"</a>
            " has the source of each message."
        </p>
    }
    .into_any()
}

/// What an address has behind `#` to lead to a product's messages.
pub fn fold_id(slug: &str) -> String {
    format!("{ID}-{slug}")
}

fn fold(product: &ProductMessages, open: bool) -> AnyView {
    let rows: Vec<_> = shown(product)
        .map(|row| {
            view! {
                <li>
                    <code>{row.literal.clone()}</code>
                    <p inner_html=markdown::inline(&row.means)></p>
                    <small>{row.seen.clone()}</small>
                </li>
            }
        })
        .collect();
    let list = view! { <ul>{rows}</ul> };
    // Half of a page's elements are in these folds. As the text of <noscript> they cost nothing until `early.js` needs them.
    let list = if open {
        list.into_any()
    } else {
        view! { <noscript>{list}</noscript> }.into_any()
    };
    view! {
        <details id=fold_id(&product.slug) open=open data-open=open.then_some("")>
            <summary><b>{product.name.clone()}</b> " " <small>{shown(product).count()}</small></summary>
            {list}
        </details>
    }
    .into_any()
}

/// The list as Markdown: a heading for each product, an item for each message.
pub fn write(shelves: &[MessageShelf]) -> String {
    let mut text = String::new();
    for product in shelves.iter().flat_map(|shelf| &shelf.products) {
        let _ = write!(text, "### {}\n\n", product.name);
        for row in &product.rows {
            let literal = code_span(&row.literal);
            let _ = writeln!(text, "- {literal} {} ({} · {})", row.means, row.seen, row.source);
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

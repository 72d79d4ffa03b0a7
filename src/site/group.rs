//! A class, or the codes of vendors, side by side: what tells them apart and how to choose.

use std::collections::BTreeMap;

use leptos::prelude::*;

use super::entry::Entry;
use super::frame::Frame;
use super::sections::{Block, Cell, Layout, Section, Table};
use super::shell::{Subject, document};
use super::{html, plain};
use crate::book::{Book, Group, Meaning, Status, Text};
use crate::code::Class;

pub fn group_page(frame: &Frame, group: Group) -> AnyView {
    let title = group.title();
    let summary = summary(&frame.book, group);
    let sections = sections(&frame.book, group);
    let subject = Subject {
        title: format!("{title}: every code compared · Statusbook"),
        description: format!("{summary}. Meaning, retry, caching, body and sender of each code, side by side."),
        class: Some(group.slug()),
        entry: Some(Entry::Group(group)),
        contents: html::contents(&sections),
        has_panel: false,
        indexed: true,
    };
    let (numeral, name) = match group {
        Group::Class(class) => (class.slug(), class.name()),
        Group::Vendor => ("Vendors", "Codes that products made up"),
    };
    let others: Vec<_> = Group::ALL
        .into_iter()
        .map(|other| {
            let current = (other == group).then_some("page");
            view! {
                <li>
                    <a href=format!("/docs/{}", other.address()) data-class=other.slug() aria-current=current>
                        {other.title()}
                    </a>
                </li>
            }
        })
        .collect();
    let main = view! {
        <main id="main" class="compare">
            <nav class="groups" aria-label="Classes"><ul>{others}</ul></nav>
            <h1><span class="numeral">{numeral}</span> " " <span class="name">{name}</span></h1>
            <p class="summary">{summary.to_owned()}</p>
            {html::sections(frame, &sections, Layout::Wide)}
            {html::sections(frame, &sections, Layout::Text)}
        </main>
    };
    document(frame, subject, main.into_any())
}

pub fn group_markdown(frame: &Frame, group: Group) -> String {
    let lead = format!("{}.", summary(&frame.book, group));
    plain::write_page(frame, &group.title(), &lead, &[], &sections(&frame.book, group))
}

fn summary(book: &Book, group: Group) -> &str {
    book.about(group).map(|about| about.summary.as_str()).unwrap_or_default()
}

/// What the page of a group has, in this order. The page draws the wide ones first.
pub fn sections(book: &Book, group: Group) -> Vec<Section<'_>> {
    let compared = format!("{}, compared", group.title());
    let compared = Section::laid_out(
        Layout::Wide,
        "compared",
        "",
        vec![Block::Table(comparison(book, group, compared))],
    );
    let second = (group == Group::Vendor).then(|| second_meanings(book));
    let about = book.about(group);
    let choose = about.map(|about| Section::new("choose", "How to Choose", vec![Block::prose(&about.text)]));
    let more = match group {
        Group::Class(class) => added_by_products(book, class),
        Group::Vendor => Some(by_product(book)),
    };
    let sources = about.map(|about| Section::new("sources", "Sources", vec![Block::Sources(&about.sources)]));
    [Some(compared), second, choose, more, sources]
        .into_iter()
        .flatten()
        .collect()
}

/// The codes of a group with the facts that tell them apart.
fn comparison(book: &Book, group: Group, label: String) -> Table {
    let columns = columns(group);
    let heads = ["Code", "What it says"]
        .into_iter()
        .chain(columns.iter().map(|(head, _)| *head));
    let rows = book.statuses().filter(|status| status.group() == group).map(|status| {
        let facts = columns.iter().map(|(_, fact)| fact(status, &status.text).into());
        [Cell::Status(status.code), status.summary.as_str().into()]
            .into_iter()
            .chain(facts)
            .collect::<Vec<_>>()
    });
    Table::new(label, heads.collect(), rows.collect())
}

/// Registered codes that some product uses in another sense.
fn second_meanings(book: &Book) -> Section<'_> {
    let title = "Registered Codes with a Second Meaning";
    let registered = book.statuses().filter(|status| status.group() != Group::Vendor);
    let rows = registered.flat_map(|status| {
        status.vendors.iter().map(move |vendor| {
            vec![
                Cell::Status(status.code),
                vendor.name.as_str().into(),
                vendor.meaning.as_str().into(),
                vendor.client.as_str().into(),
            ]
        })
    });
    let heads = vec!["Code", "Whose", "What it means there", "What a client sees"];
    let table = Table::new(title, heads, rows.collect());
    Section::laid_out(Layout::Wide, "second-meanings", title, vec![Block::Table(table)])
}

/// The numbers that products added to a class.
fn added_by_products(book: &Book, class: Class) -> Option<Section<'_>> {
    let added: Vec<_> = book
        .statuses()
        .filter(|status| status.group() == Group::Vendor && status.code.class() == class)
        .map(|status| format!("- [{}](/docs/{}): {}", status.title(), status.code, status.summary))
        .collect();
    if added.is_empty() {
        return None;
    }
    let list = added.join("\n");
    let note = "No registry lists these. The page on [vendor codes](/docs/vendors) compares them.";
    Some(Section::new(
        "more",
        "Added by Products",
        vec![Block::prose(format!("{list}\n\n{note}"))],
    ))
}

/// Every product with the codes that it uses in a sense of its own.
fn by_product(book: &Book) -> Section<'_> {
    let mut products: BTreeMap<String, (&str, [Vec<String>; 2])> = BTreeMap::new();
    for status in book.statuses() {
        let column = usize::from(status.group() != Group::Vendor);
        for vendor in &status.vendors {
            let (_, codes) = products
                .entry(vendor.name.to_lowercase())
                .or_insert_with(|| (&vendor.name, Default::default()));
            codes[column].push(format!("[{0}](/docs/{0})", status.code));
        }
    }
    let cell = |codes: &[String]| {
        if codes.is_empty() {
            Cell::from("none")
        } else {
            Cell::from(codes.join(", "))
        }
    };
    let rows = products
        .values()
        .map(|(name, [own, registered])| vec![Cell::from(*name), cell(own), cell(registered)]);
    let heads = vec![
        "Product",
        "Numbers that no registry lists",
        "Registered numbers with a meaning of its own",
    ];
    let table = Table::new("Codes by product", heads, rows.collect());
    Section::new("more", "By Product", vec![Block::Table(table)])
}

/// A fact that is compared: its heading and its text, as a line of Markdown.
type Column = (&'static str, fn(&Status, &Text) -> String);

/// The facts that tell the codes of a group apart.
fn columns(group: Group) -> Vec<Column> {
    let get: Column = ("Repeat a GET?", |_, text| text.fact.retry.idempotent.again.word().to_owned());
    let post: Column = ("Repeat a POST?", |_, text| text.fact.retry.other.again.word().to_owned());
    let cached: Column = ("Cached?", |_, text| text.fact.cached.rule.words().to_owned());
    let body: Column = ("Body", |_, text| text.fact.body.text.clone());
    let method: Column = ("Method on redirect", |_, text| text.fact.method.text.clone());
    let sender: Column = ("Sent by", |_, text| text.fact.sender.text.clone());
    let browser: Column = ("In browsers", |status, _| status.browser.clone());
    let vendors: Column = ("Whose", |status, _| join(&status.vendors, |vendor| vendor.name.clone()));
    let client: Column = ("What a client sees", |status, _| match status.vendors.as_slice() {
        [only] => only.client.clone(),
        several => join(several, |vendor| format!("{}: {}", vendor.name, vendor.client)),
    });
    match group {
        Group::Class(Class::Informational) => vec![sender, browser, body],
        Group::Class(Class::Success) => vec![cached, body, sender, browser],
        Group::Class(Class::Redirection) => vec![method, cached, get, body, browser],
        Group::Class(_) => vec![get, post, cached, sender, body],
        Group::Vendor => vec![vendors, client, get, post, sender],
    }
}

fn join(vendors: &[Meaning], part: fn(&Meaning) -> String) -> String {
    vendors.iter().map(part).collect::<Vec<_>>().join("; ")
}

//! A class, or the codes of vendors, side by side: what tells them apart and how to choose.

use std::collections::BTreeMap;

use leptos::prelude::*;

use super::shell::{Subject, document};
use super::{Frame, markdown};
use crate::book::{Book, Group, Meaning, Status, Text};
use crate::code::Class;

pub fn page(frame: &Frame, group: Group) -> AnyView {
    let title = group.title();
    let about = frame.book.about(group);
    let summary = about.map(|about| about.summary.clone()).unwrap_or_default();
    let subject = Subject {
        title: format!("{title}: every code compared · Statusbook"),
        description: format!("{summary}. Meaning, retry, caching, body and sender of each code, side by side."),
        class: Some(group.slug()),
        code: None,
        address: Some(format!("/docs/{}", group.address())),
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
    let choose = about.map(|about| {
        view! {
            <section class="choose" aria-labelledby="choose-title">
                <h2 id="choose-title">"How to Choose"</h2>
                <div class="prose" inner_html=markdown::render(&about.text)></div>
            </section>
        }
    });
    let sources = about.map(|about| {
        let sources: Vec<_> = about
            .sources
            .iter()
            .map(|source| view! { <li><a href=source.url.clone()>{source.title.clone()}</a></li> })
            .collect();
        view! {
            <section aria-labelledby="sources-title">
                <h2 id="sources-title">"Sources"</h2>
                <ul>{sources}</ul>
            </section>
        }
    });
    let tables: Vec<_> = tables(&frame.book, group)
        .into_iter()
        .map(|table| drawn(group, table))
        .collect();
    let more = more(&frame.book, group).map(|(title, text)| {
        view! {
            <section aria-labelledby="more-title">
                <h2 id="more-title">{title}</h2>
                <div class="prose" inner_html=markdown::render(&text)></div>
            </section>
        }
    });
    let main = view! {
        <main id="main" class="compare">
            <nav class="groups" aria-label="Classes"><ul>{others}</ul></nav>
            <h1><span class="numeral">{numeral}</span> " " <span class="name">{name}</span></h1>
            <p class="summary">{summary}</p>
            {tables}
            {choose}
            {more}
            {sources}
        </main>
    };
    document(frame, subject, main.into_any())
}

/// Codes with some of their facts, as lines of Markdown.
pub struct Table<'a> {
    /// `None` for the one that the page is about.
    pub title: Option<&'static str>,
    pub heads: Vec<&'static str>,
    pub rows: Vec<Row<'a>>,
}

/// One code; its cells stand under the heads after the first.
pub struct Row<'a> {
    pub status: &'a Status,
    pub cells: Vec<String>,
}

/// What is compared in a group.
pub fn tables(book: &Book, group: Group) -> Vec<Table<'_>> {
    let columns = columns(group);
    let rows = book.statuses().filter(|status| status.group() == group).map(|status| {
        let facts = columns.iter().map(|(_, fact)| fact(status, &status.text));
        Row {
            status,
            cells: std::iter::once(status.summary.clone()).chain(facts).collect(),
        }
    });
    let compared = Table {
        title: None,
        heads: ["Code", "What it says"]
            .into_iter()
            .chain(columns.iter().map(|(head, _)| *head))
            .collect(),
        rows: rows.collect(),
    };
    match group {
        Group::Class(_) => vec![compared],
        Group::Vendor => vec![compared, second_meanings(book)],
    }
}

/// Registered codes that some product uses in another sense.
fn second_meanings(book: &Book) -> Table<'_> {
    let registered = book.statuses().filter(|status| status.group() != Group::Vendor);
    let rows = registered.flat_map(|status| {
        status.vendors.iter().map(move |vendor| Row {
            status,
            cells: vec![vendor.name.clone(), vendor.meaning.clone(), vendor.client.clone()],
        })
    });
    Table {
        title: Some("Registered Codes with a Second Meaning"),
        heads: vec!["Code", "Whose", "What it means there", "What a client sees"],
        rows: rows.collect(),
    }
}

/// What the other groups hold that belongs to this one: a heading and Markdown below it.
///
/// For a class the numbers that products added to it, for the vendors what each of them uses.
pub fn more(book: &Book, group: Group) -> Option<(&'static str, String)> {
    match group {
        Group::Class(class) => {
            let added: Vec<_> = book
                .statuses()
                .filter(|status| status.group() == Group::Vendor && status.code.class() == class)
                .map(|status| format!("- [{}](/docs/{}): {}", status.title(), status.code, status.summary))
                .collect();
            (!added.is_empty()).then(|| {
                let list = added.join("\n");
                let lead = "No registry lists these. Their facts are compared with the other [vendor codes](/docs/vendors).";
                ("Added by Products", format!("{list}\n\n{lead}"))
            })
        }
        Group::Vendor => Some(("By Product", by_product(book))),
    }
}

fn by_product(book: &Book) -> String {
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
    let rows = products.values().map(|(name, [own, other])| {
        let cell = |codes: &Vec<String>| {
            if codes.is_empty() {
                "none".to_owned()
            } else {
                codes.join(", ")
            }
        };
        format!("| {name} | {} | {} |\n", cell(own), cell(other))
    });
    format!(
        "| Product | Numbers that no registry lists | Registered numbers with a meaning of its own |\n| --- | --- | --- |\n{}",
        rows.collect::<String>()
    )
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

fn drawn(group: Group, table: Table) -> AnyView {
    let heads: Vec<_> = table
        .heads
        .into_iter()
        .map(|head| view! { <th scope="col">{head}</th> })
        .collect();
    let rows: Vec<_> = table
        .rows
        .into_iter()
        .map(|Row { status, cells }| {
            let cells: Vec<_> = cells
                .iter()
                .map(|text| view! { <td inner_html=markdown::inline(text)></td> })
                .collect();
            view! {
                <tr>
                    <th scope="row">
                        <a href=format!("/docs/{}", status.code) data-class=status.group().slug()>
                            <b>{status.code.number()}</b>
                            " "
                            <span>{status.name.clone()}</span>
                        </a>
                    </th>
                    {cells}
                </tr>
            }
        })
        .collect();
    let title = table.title.map(|title| view! { <h2>{title}</h2> });
    let label = table
        .title
        .map_or_else(|| format!("{}, compared", group.title()), str::to_owned);
    view! {
        {title}
        <div class="scroll" tabindex="0" role="region" aria-label=label>
            <table>
                <thead><tr>{heads}</tr></thead>
                <tbody>{rows}</tbody>
            </table>
        </div>
    }
    .into_any()
}

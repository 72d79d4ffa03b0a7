//! The front page: one sentence, one search box, every code.

use leptos::prelude::*;

use super::chrome::{self, SearchBox};
use super::found;
use super::frame::Frame;
use super::shell::{Subject, document};
use crate::book::{Group, Kind, Status};
use crate::search::matches;

/// A status in the list, and whether the reader's search finds it.
struct Row<'a> {
    status: &'a Status,
    words: String,
    found: bool,
}

pub fn front_page(frame: &Frame, query: &str) -> AnyView {
    let query = query.trim();
    let subject = Subject {
        title: "Statusbook: every HTTP status code, explained and answered".to_owned(),
        description: "Look up any HTTP status code: what it means, how to fix it, and a live call that gets it for real."
            .to_owned(),
        class: None,
        code: None,
        address: None,
        has_panel: false,
        indexed: query.is_empty(),
    };
    let row = |status| {
        let words = chrome::search_words(status);
        let found = matches(&words, query);
        Row { status, words, found }
    };
    let groups: Vec<(Group, Vec<Row>)> = frame
        .book
        .groups()
        .map(|(group, statuses)| (group, statuses.into_iter().map(row).collect()))
        .collect();
    let rows: Vec<&Row> = groups.iter().flat_map(|(_, rows)| rows).collect();
    let total = rows.len();
    let vendors = rows.iter().filter(|row| row.status.kind == Kind::Vendor).count();
    let all = format!("{total} codes: {} registered, {vendors} by vendors", total - vendors);
    let line = if query.is_empty() {
        all.clone()
    } else {
        let found = rows.iter().filter(|row| row.found).count();
        format!("{found} of {total} codes match")
    };
    let shelves: Vec<_> = groups.into_iter().map(|(group, rows)| shelf(group, rows)).collect();
    let search = chrome::search_box(
        frame,
        &SearchBox {
            class: "find ask",
            list: Some(".shelves"),
            focus: true,
            value: query,
        },
    );
    let filtered = (!query.is_empty()).then_some("");
    let results = (!query.is_empty()).then(|| found::results(frame, query));
    let main = view! {
        <main id="main" class="front">
            <h1>"Every HTTP status code, in plain words, from a server that answers with it."</h1>
            {search}
            {results}
            <div class="shelves" data-filtered=filtered>
                <p class="matches" role="status" data-unit="codes" data-all=all>{line}</p>
                {shelves}
            </div>
        </main>
    };
    document(frame, subject, main.into_any())
}

fn shelf(group: Group, rows: Vec<Row>) -> AnyView {
    let (slug, name) = match group {
        Group::Class(class) => (class.slug(), class.name()),
        Group::Vendor => ("vendor", "Vendor codes"),
    };
    let id = format!("shelf-{slug}");
    let heading_id = id.clone();
    let any = rows.iter().any(|row| row.found);
    let entries: Vec<_> = rows
        .into_iter()
        .map(|Row { status, words, found }| {
            view! {
                <li data-words=words hidden=!found>
                    <a href=format!("/docs/{}", status.code)>
                        <b>{status.code.number()}</b>
                        " "
                        <span>{status.name.clone()}</span>
                        " "
                        <small>{status.summary.clone()}</small>
                    </a>
                </li>
            }
        })
        .collect();
    let number = matches!(group, Group::Class(_)).then(|| view! { <b>{slug}</b> " " });
    let address = format!("/docs/{}", group.address());
    view! {
        <section class="shelf" data-class=slug aria-labelledby=id hidden=!any>
            <h2 id=heading_id><a href=address>{number} <span>{name}</span></a></h2>
            <ul>{entries}</ul>
        </section>
    }
    .into_any()
}

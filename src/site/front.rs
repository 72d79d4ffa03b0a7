//! The front page: one sentence, one search box, every code.

use leptos::prelude::*;

use super::Frame;
use super::chrome::{self, SearchBox};
use super::shell::{Subject, document};
use crate::book::{Group, Kind};
use crate::islands::search::matches;

pub fn page(frame: &Frame, query: &str) -> AnyView {
    let query = query.trim();
    let subject = Subject {
        title: "Statusbook: every HTTP status code, explained and answered".to_owned(),
        description: "An interactive reference for HTTP status codes whose own server answers with them: what each means, how to fix it, and a live call."
            .to_owned(),
        class: None,
        code: None,
        address: None,
        indexed: query.is_empty(),
    };
    let total = frame.book.statuses().count();
    let vendors = frame.book.statuses().filter(|status| status.kind == Kind::Vendor).count();
    let found = frame
        .book
        .statuses()
        .filter(|status| matches(&chrome::words(status), query))
        .count();
    let all = format!("{total} codes: {} registered, {vendors} by vendors", total - vendors);
    let line = if query.is_empty() {
        all.clone()
    } else {
        format!("{found} of {total} codes match")
    };
    let shelves: Vec<_> = frame
        .book
        .groups()
        .map(|(group, statuses)| shelf(group, &statuses, query))
        .collect();
    let search = chrome::search_box(
        frame,
        &SearchBox {
            class: "find ask",
            list: Some(".front"),
            focus: true,
            value: query,
        },
    );
    let filtered = (!query.is_empty()).then_some("");
    let main = view! {
        <main id="main" class="front" data-filtered=filtered>
            <h1>"Every HTTP status code, in plain words, from a server that answers with it."</h1>
            {search}
            <p class="matches" role="status" data-all=all>{line}</p>
            {shelves}
        </main>
    };
    document(frame, subject, main.into_any())
}

fn shelf(group: Group, statuses: &[&crate::book::Status], query: &str) -> AnyView {
    let (slug, name) = match group {
        Group::Class(class) => (class.slug(), class.name()),
        Group::Vendor => ("vendor", "Vendor codes"),
    };
    let id = format!("shelf-{slug}");
    let heading_id = id.clone();
    let mut any = false;
    let entries: Vec<_> = statuses
        .iter()
        .map(|status| {
            let words = chrome::words(status);
            let seen = matches(&words, query);
            any |= seen;
            view! {
                <li data-words=words hidden=!seen>
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

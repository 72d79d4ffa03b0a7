//! The front page: one sentence, one search box, every code.

use leptos::prelude::*;

use super::chrome;
use super::frame::Frame;
use super::shell::{Subject, document};
use super::{found, html, sent};
use crate::book::{Group, Kind, Status};
use crate::call::PageState;
use crate::call::problem::shorten;
use crate::code::Code;

/// Path and query of the call that the front page shows: a 503, then a 200.
const CALL: (&str, &str) = ("/sequence/503,200", "loop=1");

pub fn front_page(frame: &Frame, query: &str) -> AnyView {
    let query = query.trim();
    let title = if query.is_empty() {
        "Statusbook: every HTTP status code, explained and answered".to_owned()
    } else {
        format!("{} · Statusbook", shorten(query))
    };
    let description = "Look up any HTTP status code: what it means, how to fix it, and a live call that gets it for real.";
    let subject = Subject {
        indexed: query.is_empty(),
        ..Subject::unlisted(title, description.to_owned())
    };
    let search = chrome::search_box(frame, "find ask", true, query);
    let rest = if query.is_empty() {
        view! { {live_call(frame)} {shelves(frame)} }.into_any()
    } else {
        found::results(frame, query)
    };
    let main = view! {
        <main id="main" class="front">
            <h1>"Every HTTP status code, in plain words, from a server that answers with it."</h1>
            {search}
            {rest}
        </main>
    };
    document(frame, subject, main.into_any())
}

/// A call that anybody can make at once: what a client sees that tries again.
fn live_call(frame: &Frame) -> AnyView {
    let call = [CALL.0, "?", CALL.1].concat();
    view! {
        <section class="live-call" aria-labelledby="live-call-title">
            <h2 id="live-call-title">"Call it twice: a 503, then a 200"</h2>
            <p>"Point your client at an address, and it gets the response you want to test."</p>
            {html::try_it(frame, &call, Some("live-call"))}
            <ol class="steps">{steps(frame)}</ol>
        </section>
    }
    .into_any()
}

/// What the calls get, one after the other, as the mock makes it.
fn steps(frame: &Frame) -> Vec<AnyView> {
    let (path, query) = CALL;
    let Some(code) = Code::new(503) else { return Vec::new() };
    let state = PageState::read(code, &format!("call={}&{query}", path.trim_start_matches('/')));
    let replies = sent::preview(frame, &state).replies;
    let texts = replies.iter().flatten().map(sent::brief);
    texts
        .map(|html| view! { <li><pre class="code" tabindex="0"><code inner_html=html></code></pre></li> }.into_any())
        .collect()
}

fn shelves(frame: &Frame) -> AnyView {
    let total = frame.book.statuses().count();
    let vendors = frame.book.statuses().filter(|status| status.kind == Kind::Vendor).count();
    let shelves: Vec<_> = frame.book.groups().map(|(group, statuses)| shelf(group, statuses)).collect();
    view! {
        <div class="shelves">
            <p class="matches">{format!("{total} codes: {} registered, {vendors} by vendors", total - vendors)}</p>
            {shelves}
        </div>
    }
    .into_any()
}

fn shelf(group: Group, statuses: Vec<&Status>) -> AnyView {
    let (slug, name) = match group {
        Group::Class(class) => (class.slug(), class.name()),
        Group::Vendor => ("vendor", "Vendor codes"),
    };
    let id = format!("shelf-{slug}");
    let heading_id = id.clone();
    let entries: Vec<_> = statuses
        .into_iter()
        .map(|status| {
            view! {
                <li>
                    <a href=format!("/docs/{}", status.code)>
                        <b>{status.code.number()}</b>
                        " "
                        <span>{status.name.clone()}</span>
                    </a>
                </li>
            }
        })
        .collect();
    let number = matches!(group, Group::Class(_)).then(|| view! { <b>{slug}</b> " " });
    let address = format!("/docs/{}", group.address());
    view! {
        <section class="shelf" data-class=slug aria-labelledby=id>
            <h2 id=heading_id><a href=address>{number} <span>{name}</span></a></h2>
            <ul>{entries}</ul>
        </section>
    }
    .into_any()
}

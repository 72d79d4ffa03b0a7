//! The top of a status's page: what it is called, how to call it, what it may be taken for, what to do now.

use leptos::prelude::*;

use super::panel::copy_button;
use super::{Frame, markdown};
use crate::book::Status;

pub fn hero(frame: &Frame, status: &Status) -> AnyView {
    let code = status.code;
    let address = format!("{}/{code}", frame.origin);
    let curl = format!("curl -i {address}");
    let group = status.group();
    let aliases = (!status.aliases.is_empty()).then(|| {
        view! { <p class="aliases">"Also called " {status.aliases.join(", ")}</p> }
    });
    let near: Vec<_> = status
        .text
        .near
        .iter()
        .map(|near| {
            let class = frame.book.get(near.code).map(|other| other.group().slug());
            view! {
                <li>
                    <a href=format!("/docs/{}", near.code) data-class=class>
                        <b>{near.code.number()}</b>
                        " "
                        {near.difference.clone()}
                    </a>
                </li>
            }
        })
        .collect();
    view! {
        <header class="hero">
            <p class="class"><a href=format!("/docs/{}", group.address())>{group.title()}</a></p>
            <h1>
                <span class="numeral">{code.number()}</span>
                " "
                <span class="name">{status.name.clone()}</span>
            </h1>
            <p class="summary">{status.summary.clone()}</p>
            {aliases}
            <dl class="calls">
                <div>
                    <dt>"Address"</dt>
                    <dd>
                        <code id="call-address">{address}</code>
                        {copy_button(frame, "call-address", "the address to call")}
                    </dd>
                </div>
                <div>
                    <dt>"Shell"</dt>
                    <dd>
                        <code id="call-curl">{curl}</code>
                        {copy_button(frame, "call-curl", "the curl line")}
                    </dd>
                </div>
            </dl>
            <nav class="near" aria-label="Not this?">
                <p>"Not this?"</p>
                <ul>{near}</ul>
            </nav>
        </header>
    }
    .into_any()
}

/// “Do this now”.
pub fn now(status: &Status) -> AnyView {
    let lines = status.text.now.lines().map(|(who, what)| {
        view! {
            <div>
                <dt>{who}</dt>
                <dd inner_html=markdown::inline(what)></dd>
            </div>
        }
    });
    view! {
        <section class="now" aria-labelledby="now-title">
            <h2 id="now-title">"Do This Now"</h2>
            <dl>{lines}</dl>
        </section>
    }
    .into_any()
}

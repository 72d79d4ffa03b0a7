//! The top of a status's page: its name, how to call it, and the codes that people confuse it with. `opening` is the same for Markdown.

use leptos::prelude::*;

use super::chrome::crumbs;
use super::frame::{Frame, copy_button};
use super::sections::Block;
use crate::book::Status;

pub fn hero(frame: &Frame, status: &Status) -> AnyView {
    let code = status.code;
    // In a narrow column the address breaks before its path and not within the code.
    let address = || view! { {frame.origin.clone()} <wbr /> {format!("/{code}")} };
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
            {crumbs(group)}
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
                        <code id="call-address">{address()}</code>
                        {copy_button(frame, "call-address", "the address to call")}
                    </dd>
                </div>
                <div>
                    <dt>"Shell"</dt>
                    <dd>
                        <code id="call-curl">"curl -i " {address()}</code>
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

/// What the Markdown has between its title and its first section.
pub fn opening(frame: &Frame, status: &Status) -> Vec<Block<'static>> {
    let address = format!("{}/{}", frame.origin, status.code);
    let aliases = (!status.aliases.is_empty()).then(|| Block::paragraph(format!("Also called {}.", status.aliases.join(", "))));
    let near = status.text.near.iter().map(|near| {
        let name = frame.book.name(near.code);
        format!("[{} {name}](/docs/{}): {}", near.code, near.code, near.difference)
    });
    let rest = [
        Block::List(vec![format!("Address: `{address}`"), format!("Shell: `curl -i {address}`")]),
        Block::paragraph("Not this?"),
        Block::List(near.collect()),
    ];
    aliases.into_iter().chain(rest).collect()
}

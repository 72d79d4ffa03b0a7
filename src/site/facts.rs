//! The strip of facts: short answers with their sources.

use leptos::prelude::*;

use super::markdown;
use crate::book::{Fact, Status};

pub fn facts(status: &Status) -> AnyView {
    let mut entries: Vec<AnyView> = Vec::new();
    if let Some(text) = &status.text {
        let facts = &text.fact;
        let retry = format!("GET, HEAD, PUT, DELETE: {}", facts.retry.idempotent);
        let other = format!("POST, PATCH: {}", facts.retry.other);
        entries.push(entry("Retry", &retry, Some(&other), &facts.retry.source));
        entries.push(entry(
            "Cached",
            facts.cached.rule.words(),
            Some(&facts.cached.note),
            &facts.cached.source,
        ));
        for (label, Fact { text, source }) in [
            ("Body", &facts.body),
            ("Method on redirect", &facts.method),
            ("Sent by", &facts.sender),
        ] {
            entries.push(entry(label, text, None, source));
        }
    }
    entries.push(entry(
        "In browsers",
        &capital(&status.browser),
        None,
        "What fetch() shows a script",
    ));
    if status.on_wire != "yes" {
        entries.push(entry("On the wire", &capital(&status.on_wire), None, ""));
    }
    let definition = format!("[{}]({})", status.definition.title, status.definition.url);
    let since = status.text.as_ref().map(|text| format!("Since {}", text.since));
    entries.push(entry("Defined in", &definition, since.as_deref(), status.kind.label()));
    view! { <dl class="facts">{entries}</dl> }.into_any()
}

fn entry(label: &'static str, main: &str, more: Option<&str>, source: &str) -> AnyView {
    let more = more.map(|more| view! { <p inner_html=markdown::inline(more)></p> });
    let source = (!source.is_empty()).then(|| view! { <small>{source.to_owned()}</small> });
    view! {
        <div>
            <dt>{label}</dt>
            <dd>
                <b inner_html=markdown::inline(main)></b>
                {more}
                {source}
            </dd>
        </div>
    }
    .into_any()
}

fn capital(text: &str) -> String {
    let mut chars = text.chars();
    chars
        .next()
        .map_or_else(String::new, |first| first.to_uppercase().chain(chars).collect())
}

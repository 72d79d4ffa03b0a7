//! The strip of facts: short statements with their sources.

use super::sections::FactRow;
use crate::book::cite::citations;
use crate::book::measured::builds;
use crate::book::{Facts, Named, Status};

/// Where IANA lists the status codes.
const REGISTRY: &str = "https://www.iana.org/assignments/http-status-codes/http-status-codes.xhtml";

/// What a page says of a method if the status is no redirect, which a strip of facts leaves out.
const NO_REDIRECT: &str = "No redirect";

/// The facts about a status, in the order in which the page shows them.
pub fn fact_rows(status: &Status) -> Vec<FactRow> {
    let mut rows = Vec::new();
    let mut add = |label: &str, main: String, more: Option<String>, source: String| {
        rows.push(FactRow {
            label: label.to_owned(),
            main,
            more,
            source,
        });
    };
    let text = &status.text;
    let Facts {
        retry,
        cached,
        body,
        method,
        sender,
        since,
    } = &text.fact;
    let cite = |source: &str| links(source, &text.sources);
    let get = format!("GET, HEAD, PUT, DELETE: {}", retry.idempotent.text);
    let post = format!("POST, PATCH: {}", retry.other.text);
    add("Retry", get, Some(post), cite(&retry.source));
    add(
        "Cached",
        cached.rule.words().to_owned(),
        Some(cached.note.clone()),
        cite(&cached.source),
    );
    for (label, fact) in [("Body", body), ("Method on redirect", method), ("Sent by", sender)] {
        if fact.text != NO_REDIRECT {
            add(label, fact.text.clone(), None, cite(&fact.source));
        }
    }
    add("In browsers", in_browsers(&status.browser), None, String::new());
    if status.on_wire != "yes" {
        add("On the wire", capital(&status.on_wire), None, String::new());
    }
    let definition = format!("[{}]({})", status.definition.title, status.definition.url);
    let since = &since.text;
    let dated = since.starts_with(|first: char| first.is_ascii_digit());
    let since = if dated { format!("Since {since}") } else { since.clone() };
    add("Defined in", definition, Some(since), registration(status));
    for vendor in &status.vendors {
        let client = format!("Client sees: {}", vendor.client);
        add(
            &format!("Meaning, {}", vendor.name),
            vendor.meaning.clone(),
            Some(client),
            String::new(),
        );
    }
    rows
}

/// The documents of a fact or a message, as links in one line of Markdown.
pub fn links(source: &str, sources: &[Named]) -> String {
    let cited = citations(source, sources).unwrap_or_default();
    let links: Vec<_> = cited
        .into_iter()
        .map(|one| match one.url {
            Some(url) => format!("[{}]({url})", one.title),
            None => builds::linked(&one.title),
        })
        .collect();
    links.join("; ")
}

/// Where the code is first mentioned, and what the registry says about it.
fn registration(status: &Status) -> String {
    let since = links(&status.text.fact.since.source, &status.text.sources);
    format!("{since}; [{}]({REGISTRY})", status.kind.label())
}

/// What a script sees after `fetch()`, as a sentence.
fn in_browsers(words: &str) -> String {
    match words {
        "shown" => "After fetch(), a script sees the status and the body (across origins, only with CORS headers)".to_owned(),
        "shown without body" => "After fetch(), a script sees the status, but no body".to_owned(),
        "followed" => "fetch() follows it, and a script sees only the last response".to_owned(),
        other => format!("fetch(): {other}"),
    }
}

fn capital(text: &str) -> String {
    let mut chars = text.chars();
    chars
        .next()
        .map_or_else(String::new, |first| first.to_uppercase().chain(chars).collect())
}

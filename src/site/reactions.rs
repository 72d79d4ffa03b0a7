//! How clients react to a status: the measured table in words.

use super::sections::{Block, Section, Table};
use crate::book::Status;
use crate::book::measured::reactions::{ClientOutcome, Reaction, reactions_to};
use crate::code::Class;

/// What was called, and how.
const MEASURED: &str = "Each client sent a GET to the mock on this site, with its default settings.";
const NOT_MEASURED: &str = "No client has been measured with this code yet.";

pub fn section(status: &Status) -> Section<'_> {
    let rows: Vec<_> = reactions_to(status.code)
        .into_iter()
        .map(|(reaction, clients)| vec![sentence(status, &reaction).into(), clients.join("; ").into()])
        .collect();
    let blocks = if rows.is_empty() {
        vec![Block::paragraph(NOT_MEASURED)]
    } else {
        let table = Table {
            label: "What each client does".to_owned(),
            heads: vec!["What it does", "Client"],
            rows,
            named_rows: false,
        };
        vec![Block::paragraph(MEASURED), Block::Table(table)]
    };
    Section::new("clients", "How Clients React", blocks)
}

/// What the client does, as a line of Markdown.
fn sentence(status: &Status, reaction: &Reaction) -> String {
    let code = status.code.number();
    let again = if reaction.again { ", after an automatic retry" } else { "" };
    match &reaction.outcome {
        ClientOutcome::Status(seen) if *seen == code => format!("Reports {code}{again}"),
        ClientOutcome::Status(seen) => match status.code.class() {
            Class::Redirection => format!("Follows it and reports {seen}{again}"),
            // 101 is the exception: a request that asks for no upgrade gets another response, and nothing is skipped.
            Class::Informational if *seen < 400 => format!("Skips it and reports {seen}{again}"),
            _ => format!("Reports {seen}{again}"),
        },
        ClientOutcome::Raises(seen, name) if name == "false" => format!("Returns `false`; the status line says {seen}{again}"),
        ClientOutcome::Raises(seen, name) => format!("Raises `{name}` with {seen}{again}"),
        ClientOutcome::Fails(name) if name == "false" => format!("Returns `false`, without a status{again}"),
        ClientOutcome::Fails(name) => format!("Fails with `{name}`{again}"),
    }
}

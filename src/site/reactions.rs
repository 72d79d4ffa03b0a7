//! How clients react to a status: the measured table in words.

use leptos::prelude::*;

use super::markdown;
use crate::book::Status;
use crate::book::measured::reactions::{self, ClientOutcome, Reaction};
use crate::code::Class;

pub const TITLE: &str = "How Clients React";
/// What was called, and how.
pub const MEASURED: &str = "Measured with a GET of the mock on this site, each client with its defaults.";

/// What happens, as a line of Markdown, and with which clients.
pub fn rows(status: &Status) -> Vec<[String; 2]> {
    let rows = reactions::reactions_to(status.code).into_iter();
    rows.map(|(reaction, clients)| [words(status, &reaction), clients.join("; ")])
        .collect()
}

fn words(status: &Status, reaction: &Reaction) -> String {
    let code = status.code.number();
    let again = if reaction.again {
        ", after it called a second time by itself"
    } else {
        ""
    };
    match &reaction.outcome {
        ClientOutcome::Status(seen) if *seen == code => format!("Reports {code}{again}"),
        ClientOutcome::Status(seen) => match status.code.class() {
            Class::Redirection => format!("Follows it and reports {seen}{again}"),
            // A request that asks for no upgrade gets another answer; all other interim ones come before a final one.
            Class::Informational if *seen < 400 => format!("Reads past it and reports {seen}{again}"),
            _ => format!("Reports {seen}{again}"),
        },
        ClientOutcome::Raises(seen, name) if name == "false" => format!("Returns `false`; the status line says {seen}{again}"),
        ClientOutcome::Raises(seen, name) => format!("Raises `{name}` with {seen}{again}"),
        ClientOutcome::Fails(name) if name == "false" => format!("Returns `false`, without a status{again}"),
        ClientOutcome::Fails(name) => format!("Fails with `{name}`{again}"),
    }
}

pub fn section(status: &Status) -> AnyView {
    let rows: Vec<_> = rows(status)
        .into_iter()
        .map(|[what, clients]| {
            view! {
                <tr>
                    <td inner_html=markdown::inline(&what)></td>
                    <td>{clients}</td>
                </tr>
            }
        })
        .collect();
    view! {
        <section id="clients" aria-labelledby="clients-title">
            <h2 id="clients-title">{TITLE}</h2>
            <p>{MEASURED}</p>
            <div class="scroll" tabindex="0">
                <table>
                    <thead><tr><th scope="col">"What it does"</th><th scope="col">"Client"</th></tr></thead>
                    <tbody>{rows}</tbody>
                </table>
            </div>
        </section>
    }
    .into_any()
}

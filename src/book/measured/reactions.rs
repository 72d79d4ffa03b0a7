//! What clients make of a code when nobody configures them: measured by `end2end/reactions.spec.ts`, which also checks it.

use crate::code::Code;

/// A head with the clients and their versions, then a line for each code.
const TABLE: &str = include_str!("reactions.tsv");

/// What one client makes of one code.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reaction {
    pub outcome: Outcome,
    /// Whether the client called again by itself before it said so.
    pub again: bool,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// It reports this status, which is another one if it follows a redirect or reads past an interim answer.
    Status(u16),
    /// It reports a failure that knows the status; how that is called.
    Raises(u16, String),
    /// It reports a failure without a status; how that is called.
    Fails(String),
}

impl Reaction {
    fn parse(cell: &str) -> Option<Self> {
        let (cell, again) = match cell.strip_suffix(" again") {
            Some(cell) => (cell, true),
            None => (cell, false),
        };
        let (word, rest) = cell.split_once(' ')?;
        let outcome = match word {
            "status" => Outcome::Status(rest.parse().ok()?),
            "raises" => {
                let (status, name) = rest.split_once(' ')?;
                Outcome::Raises(status.parse().ok()?, name.to_owned())
            }
            "error" => Outcome::Fails(rest.to_owned()),
            _ => return None,
        };
        Some(Self { outcome, again })
    }
}

/// Every measured client with what it makes of the code, those that do the same together; in the table's order.
pub fn of(code: Code) -> Vec<(Reaction, Vec<&'static str>)> {
    let mut grouped: Vec<(Reaction, Vec<&str>)> = Vec::new();
    for (client, cell) in super::line(TABLE, code) {
        let Some(reaction) = Reaction::parse(cell) else { continue };
        match grouped.iter_mut().find(|(known, _)| *known == reaction) {
            Some((_, clients)) => clients.push(client),
            None => grouped.push((reaction, vec![client])),
        }
    }
    grouped
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::book::Shelf;

    #[test]
    fn every_code_was_measured_with_every_client() {
        let clients = TABLE.lines().next().unwrap().split('\t').count() - 1;
        assert!(clients >= 9);
        for status in Shelf::open().unwrap().last_good().statuses() {
            let measured: usize = of(status.code).iter().map(|(_, clients)| clients.len()).sum();
            assert_eq!(measured, clients, "{}", status.code);
        }
    }

    #[test]
    fn a_cell_is_read_as_it_is_written() {
        let read = |cell| Reaction::parse(cell).map(|reaction| (reaction.outcome, reaction.again));
        assert_eq!(read("status 408 again"), Some((Outcome::Status(408), true)));
        assert_eq!(
            read("raises 502 HTTPError"),
            Some((Outcome::Raises(502, "HTTPError".to_owned()), false))
        );
        assert_eq!(
            read("error exit code 52"),
            Some((Outcome::Fails("exit code 52".to_owned()), false))
        );
        assert_eq!(read("nothing"), None);
    }
}

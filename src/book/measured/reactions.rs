//! What clients do with a code by default. `end2end/reactions.spec.ts` measured it and checks it.

use crate::code::Code;

/// A head with the clients and their versions, then a line for each code.
const TABLE: &str = include_str!("reactions.tsv");

/// What one client does with one code.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reaction {
    pub outcome: ClientOutcome,
    /// Whether the client repeated the request automatically first.
    pub again: bool,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ClientOutcome {
    /// It reports this status: another one than it got if it follows a redirect or reads past an interim response.
    Status(u16),
    /// It reports an error that has the status; the error's name.
    Raises(u16, String),
    /// It reports an error without a status; the error's name.
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
            "status" => ClientOutcome::Status(rest.parse().ok()?),
            "raises" => {
                let (status, name) = rest.split_once(' ')?;
                ClientOutcome::Raises(status.parse().ok()?, name.to_owned())
            }
            "error" => ClientOutcome::Fails(rest.to_owned()),
            _ => return None,
        };
        Some(Self { outcome, again })
    }
}

/// What every measured client does with the code, in the table's order; clients that do the same are together.
///
/// Empty for a code that nobody has measured yet, as after a new page was added.
pub fn reactions_to(code: Code) -> Vec<(Reaction, Vec<&'static str>)> {
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
    use crate::book::LiveBook;

    fn clients(code: Code) -> usize {
        reactions_to(code).iter().map(|(_, clients)| clients.len()).sum()
    }

    #[test]
    fn a_measured_code_of_the_book_was_measured_with_every_client() {
        let mut lines = TABLE.lines();
        let all = lines.next().unwrap().split('\t').count() - 1;
        assert!(all >= 9);
        let book = LiveBook::open().unwrap().last_good();
        let mut measured = 0;
        for line in lines {
            let code = Code::parse(line.split('\t').next().unwrap()).unwrap_or_else(|| panic!("no code: {line}"));
            assert!(book.get(code).is_some(), "{code} has no page");
            assert_eq!(clients(code), all, "{code}");
            measured += 1;
        }
        assert!(measured >= 98, "the table of clients has {measured} codes, not all 98");
    }

    #[test]
    fn a_code_that_nobody_has_measured_has_no_reactions() {
        assert!(reactions_to(Code::new(299).unwrap()).is_empty());
    }

    #[test]
    fn a_cell_is_read_as_it_is_written() {
        let read = |cell| Reaction::parse(cell).map(|reaction| (reaction.outcome, reaction.again));
        assert_eq!(read("status 408 again"), Some((ClientOutcome::Status(408), true)));
        assert_eq!(
            read("raises 502 HTTPError"),
            Some((ClientOutcome::Raises(502, "HTTPError".to_owned()), false))
        );
        assert_eq!(
            read("error exit code 52"),
            Some((ClientOutcome::Fails("exit code 52".to_owned()), false))
        );
        assert_eq!(read("nothing"), None);
    }
}

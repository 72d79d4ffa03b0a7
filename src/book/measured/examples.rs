//! With what the programs of each client were run last. `make examples ARGS=--record` writes the table.

/// A head, then a line for each client: its id, what ran its programs, and the day.
const TABLE: &str = include_str!("examples.tsv");

/// What ran the programs of the client with that id; `None` if they have not been run.
pub fn ran(id: &str) -> Option<&'static str> {
    let mut rows = TABLE.lines().skip(1).map(|line| line.split('\t'));
    rows.find_map(|mut cells| (cells.next() == Some(id)).then(|| cells.next())?)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::snippets::Program;

    #[test]
    fn every_line_is_about_a_client() {
        let ids: Vec<_> = Program::all().map(|program| program.id()).collect();
        for line in TABLE.lines().skip(1) {
            let id = line.split('\t').next().unwrap_or_default();
            assert!(ids.iter().any(|known| known == id), "{line}");
            assert!(ran(id).unwrap().contains(' '), "{line}");
        }
        assert_eq!(ran("cobol"), None);
    }
}

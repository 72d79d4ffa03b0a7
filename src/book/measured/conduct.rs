//! What clients do with redirects and with broken responses, in words. `end2end/conduct.spec.ts` measured it and checks it.
//!
//! Each table has a head, then a line for each case: a group, what is asked within it, and a cell for each client.

const TABLES: [(&str, &str); 2] = [
    ("faults", include_str!("faults.tsv")),
    ("redirects", include_str!("redirects.tsv")),
];

/// A group of cases of one of the tables.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cases {
    table: &'static str,
    group: String,
}

impl Cases {
    /// The group that an article names, as in `faults reset`: the table, then the group.
    ///
    /// # Errors
    /// No such table, or no line of it has that group.
    pub fn named(wanted: &str) -> Result<Self, String> {
        let (name, group) = wanted.split_once(' ').unwrap_or((wanted, ""));
        let known = TABLES.map(|(name, _)| name).join(", ");
        let Some((_, table)) = TABLES.iter().find(|(known, _)| *known == name) else {
            return Err(format!("Unknown table “{name}”. Known tables: {known}."));
        };
        let cases = Self {
            table,
            group: group.to_owned(),
        };
        if cases.names().next().is_none() {
            return Err(format!("The table {name} has no group “{group}”."));
        }
        Ok(cases)
    }

    pub fn group(&self) -> &str {
        &self.group
    }

    /// What was asked, in the table's order, such as the codes of a group of redirects.
    pub fn names(&self) -> impl Iterator<Item = &'static str> {
        self.lines().map(|(case, _)| case)
    }

    /// Each client with what it did in each of the cases.
    pub fn clients(&self) -> Vec<(&'static str, Vec<&'static str>)> {
        let head = self.table.lines().next().unwrap_or_default();
        let named = head.split('\t').skip(2).enumerate();
        named
            .map(|(at, client)| {
                let cells = self.lines().map(|(_, cells)| cells.split('\t').nth(at).unwrap_or_default());
                (client, cells.collect())
            })
            .collect()
    }

    fn lines(&self) -> impl Iterator<Item = (&'static str, &'static str)> {
        self.table.lines().skip(1).filter_map(|line| {
            let (group, rest) = line.split_once('\t')?;
            (group == self.group).then(|| rest.split_once('\t')).flatten()
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_line_has_a_cell_for_each_client() {
        for (name, table) in TABLES {
            let columns = table.lines().next().unwrap().split('\t').count();
            assert_eq!(columns, 11, "{name}: a group, a case and nine clients");
            for line in table.lines() {
                assert_eq!(line.split('\t').count(), columns, "{name}: {line}");
                assert!(line.split('\t').all(|cell| !cell.is_empty()), "{name}: {line}");
            }
        }
    }

    #[test]
    fn an_unknown_group_is_named() {
        assert!(Cases::named("faults nonsense").unwrap_err().contains("nonsense"));
        assert!(Cases::named("nonsense").unwrap_err().contains("faults, redirects"));
    }
}

//! The exchange of a status as a sequence: who talks to whom, and where it goes wrong.

/// Fewest and most of those who take part.
const PARTIES: std::ops::RangeInclusive<usize> = 2..=4;

/// A sequence of messages and notes between a few parties, from left to right and from top to bottom.
#[derive(Debug)]
pub struct Picture {
    /// One sentence that says what to see.
    pub caption: String,
    pub who: Vec<String>,
    pub steps: Vec<Step>,
}

/// One line of a [`Picture`]; parties are indices into `who`.
#[derive(Debug, PartialEq, Eq)]
pub enum Step {
    /// Written `A -> B: label`, or `A -x B: label` for a message that does not arrive.
    Message {
        from: usize,
        to: usize,
        lost: bool,
        label: String,
    },
    /// Written `A: label` for what happens there, or `A!: label` where it goes wrong.
    Note { at: usize, wrong: bool, label: String },
}

impl Picture {
    /// A picture without steps yet.
    ///
    /// # Errors
    /// Too few or too many parties, or two of one name.
    pub fn of(caption: String, who: Vec<String>) -> Result<Self, String> {
        if !PARTIES.contains(&who.len()) {
            return Err(format!("picture: {} parties, where 2 to 4 can be drawn", who.len()));
        }
        if who.iter().enumerate().any(|(i, name)| who[..i].contains(name)) {
            return Err("picture: two parties have one name".to_owned());
        }
        Ok(Self {
            caption,
            who,
            steps: Vec::new(),
        })
    }

    /// Adds a step as an author writes it.
    ///
    /// # Errors
    /// A line of another form, or a party that is not in `who`.
    pub fn add(&mut self, line: &str) -> Result<(), String> {
        let step = self.read(line).ok_or_else(|| {
            format!(
                "picture: “{line}” is none of “A -> B: label”, “A -x B: label”, “A: label”, “A!: label” with A and B of {}",
                self.who.join(", ")
            )
        })?;
        self.steps.push(step);
        Ok(())
    }

    fn read(&self, line: &str) -> Option<Step> {
        let (parties, label) = line.split_once(": ")?;
        let label = label.to_owned();
        let party = |name: &str| self.who.iter().position(|known| known == name);
        for (arrow, lost) in [(" -> ", false), (" -x ", true)] {
            if let Some((from, to)) = parties.split_once(arrow) {
                let (from, to) = (party(from)?, party(to)?);
                return (from != to).then_some(Step::Message { from, to, lost, label });
            }
        }
        let (name, wrong) = match parties.strip_suffix('!') {
            Some(name) => (name, true),
            None => (parties, false),
        };
        Some(Step::Note {
            at: party(name)?,
            wrong,
            label,
        })
    }

    /// The same in words, a sentence a step: for those who cannot see it, and for Markdown.
    pub fn words(&self) -> Vec<String> {
        self.steps
            .iter()
            .map(|step| match step {
                Step::Message { from, to, lost, label } => {
                    let end = if *lost { " (fails)" } else { "" };
                    format!("{} to {}: {label}{end}", self.who[*from], self.who[*to])
                }
                Step::Note { at, wrong, label } => {
                    let end = if *wrong { " (here it goes wrong)" } else { "" };
                    format!("At {}: {label}{end}", self.who[*at])
                }
            })
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn picture(steps: &[&str]) -> Result<Picture, String> {
        let mut picture = Picture::of("c".to_owned(), vec!["Client".to_owned(), "Origin".to_owned()])?;
        for step in steps {
            picture.add(step)?;
        }
        Ok(picture)
    }

    #[test]
    fn steps_are_read_as_written_and_said_in_words() {
        let steps = [
            "Client -> Origin: GET /a: b",
            "Origin!: out of memory",
            "Origin -x Client: 502 Bad Gateway",
        ];
        let read = picture(&steps).unwrap();
        assert_eq!(
            read.words(),
            [
                "Client to Origin: GET /a: b",
                "At Origin: out of memory (here it goes wrong)",
                "Origin to Client: 502 Bad Gateway (fails)"
            ]
        );
    }

    #[test]
    fn what_cannot_be_drawn_is_refused() {
        for wrong in [
            "Client -> Client: x",
            "Client -> Proxy: x",
            "Client => Origin: x",
            "Client",
            "Nobody: x",
        ] {
            let error = picture(&[wrong]).unwrap_err();
            assert!(error.contains(wrong) && error.contains("Client, Origin"), "{error}");
        }
        assert!(Picture::of("c".to_owned(), vec!["A".to_owned()]).is_err());
        assert!(Picture::of("c".to_owned(), vec!["A".to_owned(), "A".to_owned()]).is_err());
    }
}

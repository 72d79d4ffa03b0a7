//! The exchange of a status as a sequence: who talks to whom, and where it goes wrong.

use super::limits::LIMITS;

/// A sequence of messages and notes between a few parties, from left to right and from top to bottom.
#[derive(Debug)]
pub struct Picture {
    /// One sentence that says what to see.
    pub caption: String,
    pub who: Vec<String>,
    pub steps: Vec<PictureStep>,
}

/// One line of a [`Picture`]; parties are indices into `who`.
#[derive(Debug, PartialEq, Eq)]
pub enum PictureStep {
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
    /// Too few or too many parties, or two with the same name.
    pub fn new(caption: String, who: Vec<String>) -> Result<Self, String> {
        if let Some(complaint) = LIMITS.parties.complaint("picture.who", who.len()) {
            return Err(complaint);
        }
        if let Some((_, name)) = who.iter().enumerate().find(|(i, name)| who[..*i].contains(*name)) {
            return Err(format!("picture.who names “{name}” twice. Give each party its own name."));
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
    /// A line in another form, a party that is not in `who`, or a message to its own sender.
    pub fn add(&mut self, line: &str) -> Result<(), String> {
        let step = self.read(line).ok_or_else(|| {
            format!(
                "Unknown step “{line}”. Write “A -> B: label”, “A -x B: label”, “A: label” or “A!: label”, where A and B are two of: {}.",
                self.who.join(", ")
            )
        })?;
        self.steps.push(step);
        Ok(())
    }

    fn read(&self, line: &str) -> Option<PictureStep> {
        let (parties, label) = line.split_once(": ")?;
        let label = label.to_owned();
        let party = |name: &str| self.who.iter().position(|known| known == name);
        for (arrow, lost) in [(" -> ", false), (" -x ", true)] {
            if let Some((from, to)) = parties.split_once(arrow) {
                let (from, to) = (party(from)?, party(to)?);
                return (from != to).then_some(PictureStep::Message { from, to, lost, label });
            }
        }
        let (name, wrong) = match parties.strip_suffix('!') {
            Some(name) => (name, true),
            None => (parties, false),
        };
        Some(PictureStep::Note {
            at: party(name)?,
            wrong,
            label,
        })
    }

    /// The same in words, one sentence per step: for readers who can't see the drawing, and for Markdown.
    pub fn words(&self) -> Vec<String> {
        self.steps
            .iter()
            .map(|step| match step {
                PictureStep::Message { from, to, lost, label } => {
                    let end = if *lost { " (fails)" } else { "" };
                    format!("{} to {}: {label}{end}", self.who[*from], self.who[*to])
                }
                PictureStep::Note { at, wrong, label } => {
                    let end = if *wrong { " (failure)" } else { "" };
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
        let mut picture = Picture::new("c".to_owned(), vec!["Client".to_owned(), "Origin".to_owned()])?;
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
                "At Origin: out of memory (failure)",
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
    }

    #[test]
    fn parties_are_few_and_differ() {
        let parties = |names: &[&str]| Picture::new("c".to_owned(), names.iter().map(|&name| name.to_owned()).collect());
        for names in [&["A"][..], &["A", "B", "C", "D", "E"]] {
            let error = parties(names).unwrap_err();
            assert!(error.contains(&format!("has {} item", names.len())), "{error}");
        }
        assert!(parties(&["A", "A"]).unwrap_err().contains("“A” twice"));
        assert!(parties(&["A", "B", "C", "D"]).is_ok());
    }
}

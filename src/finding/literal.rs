//! A message as people paste it.

use crate::search::squeezed;

/// What stands for a part of a message that varies.
const GAP: char = '…';
/// A shorter text is in others by chance.
const FEWEST_BYTES: usize = 6;

/// A literal of a page, ready to be compared.
#[derive(Debug)]
pub struct Literal {
    pub document: usize,
    pub passage: usize,
    /// As the page has it.
    pub shown: String,
    /// Its parts that don't vary, without what pasting changes.
    parts: Vec<String>,
    fixed: usize,
}

/// How a query and a literal agree.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Agreement {
    None,
    /// The query has the whole literal in it: so many bytes.
    Pasted(usize),
    /// The literal has the whole query in it: this share of it.
    Within(f32),
}

impl Literal {
    /// `None` for a literal that says too little to be found by.
    pub fn new(document: usize, passage: usize, shown: &str) -> Option<Self> {
        let parts: Vec<String> = shown.split(GAP).map(squeezed).filter(|part| !part.is_empty()).collect();
        let fixed = parts.iter().map(String::len).sum();
        (fixed >= FEWEST_BYTES).then(|| Self {
            document,
            passage,
            shown: shown.to_owned(),
            parts,
            fixed,
        })
    }

    /// `query` is squeezed.
    pub fn compare(&self, query: &str) -> Agreement {
        let mut rest = query;
        let all = self.parts.iter().all(|part| {
            let found = rest.split_once(part.as_str());
            rest = found.map_or("", |(_, after)| after);
            found.is_some()
        });
        if all {
            return Agreement::Pasted(self.fixed);
        }
        let is_part = query.len() >= FEWEST_BYTES && self.parts.iter().any(|part| part.contains(query));
        if is_part {
            #[expect(clippy::cast_precision_loss, reason = "lengths of messages")]
            return Agreement::Within(query.len() as f32 / self.fixed as f32);
        }
        Agreement::None
    }
}

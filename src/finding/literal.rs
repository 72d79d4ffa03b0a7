//! A message as people paste it.

use crate::search::{fixed_parts, shared};

/// A shorter text is in others by chance.
const FEWEST_BYTES: usize = 6;

/// A literal of a page, ready to be compared.
#[derive(Debug)]
pub struct Literal {
    pub document: usize,
    pub passage: usize,
    /// As the page has it.
    pub shown: String,
    parts: Vec<String>,
    /// How long the parts are together.
    length: usize,
}

/// How a query and a literal agree.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Agreement {
    None,
    /// The query has the literal in it: so many bytes.
    Pasted(usize),
    /// The query has the beginning of the literal in it: so many bytes.
    Begun(usize),
    /// The literal has the whole query in it: this share of it.
    Within(f32),
}

impl Literal {
    /// `None` for a literal that says too little to be found by.
    pub fn new(document: usize, passage: usize, shown: &str) -> Option<Self> {
        let parts = fixed_parts(shown);
        let length = parts.iter().map(String::len).sum();
        (length >= FEWEST_BYTES).then(|| Self {
            document,
            passage,
            shown: shown.to_owned(),
            parts,
            length,
        })
    }

    /// `query` is squeezed, as [`crate::search::squeezed`] does it.
    pub fn compare(&self, query: &str) -> Agreement {
        let pasted = shared(&self.parts, query);
        if pasted > 0 {
            return if pasted == self.length {
                Agreement::Pasted(pasted)
            } else {
                Agreement::Begun(pasted)
            };
        }
        let is_part = query.len() >= FEWEST_BYTES && self.parts.iter().any(|part| part.contains(query));
        if is_part {
            #[expect(clippy::cast_precision_loss, reason = "lengths of messages")]
            return Agreement::Within(query.len() as f32 / self.length as f32);
        }
        Agreement::None
    }
}

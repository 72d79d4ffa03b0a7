//! A message as people paste it.

use std::collections::HashMap;

use super::asked::is_code;
use super::words::tokens;
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
    /// The words of each run that has no variable part.
    runs: Vec<Vec<String>>,
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
        let mut parts = fixed_parts(shown);
        // What ends a sentence is often left out when it's pasted.
        if let Some(last) = parts.last_mut() {
            last.truncate(last.trim_end_matches(['.', ',', ':', '!']).len());
        }
        let length = parts.iter().map(String::len).sum();
        (length >= FEWEST_BYTES).then(|| Self {
            document,
            passage,
            shown: shown.to_owned(),
            parts,
            length,
            runs: shown.split('…').map(|part| tokens(part).collect()).collect(),
        })
    }

    /// The bytes of the longest run of words that is also in a query, where `places` has the places of each of its words. Finds
    /// messages of which a piece is missing, mistyped or different in another version.
    pub fn longest_run(&self, places: &HashMap<&str, Vec<usize>>) -> usize {
        let mut longest = 0;
        for run in &self.runs {
            // How many bytes agree up to each place of the query.
            let mut before: Vec<(usize, usize)> = Vec::new();
            for word in run {
                let here = places.get(word.as_str()).into_iter().flatten().map(|at| {
                    let known = before.iter().find(|(last, _)| last + 1 == *at).map_or(0, |(_, bytes)| *bytes);
                    (*at, known + word.len())
                });
                before = here.collect();
                longest = before.iter().map(|(_, bytes)| *bytes).fold(longest, usize::max);
            }
        }
        longest
    }

    /// Whether it is the pattern of a log line with one of these codes.
    pub fn is_line_with(&self, is_said: impl Fn(&str) -> bool) -> bool {
        self.parts.len() > 1 && self.runs.iter().flatten().any(|word| is_code(word) && is_said(word))
    }

    /// `query` is squeezed, as [`crate::search::squeezed`] does it.
    pub fn compare(&self, query: &str) -> Agreement {
        let pasted = shared(&self.parts, query);
        if pasted > 0 {
            if pasted == self.length {
                return Agreement::Pasted(pasted);
            }
            // Of messages that differ in their status only, the one with another status doesn't agree.
            let mut found = 0;
            let missing = self.parts.iter().skip_while(|part| {
                found += part.len();
                found <= pasted
            });
            let has_code = |part: &String| tokens(part).any(|word| is_code(&word));
            return if missing.into_iter().any(has_code) {
                Agreement::None
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

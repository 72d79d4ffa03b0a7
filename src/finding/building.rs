//! How the index is made of documents.

use std::collections::HashSet;

use super::literal::Literal;
use super::words::{joined, stem, tokens};
use super::{Document, IN_LEAD, Index, Place, pairs};

/// How much a word counts by where it is.
const IN_NUMBER: f32 = 8.0;
const IN_TITLE: f32 = 4.0;
const IN_NAMES: f32 = 3.0;
const IN_DESCRIPTION: f32 = 1.0;
const IN_HEADING: f32 = 0.3;
/// In a message that the page explains.
const IN_MESSAGE: f32 = 1.0;

impl Index {
    pub fn new(documents: impl Iterator<Item = Document>) -> Self {
        let mut index = Self::default();
        documents.for_each(|document| index.add(document));
        index
    }

    /// Adds a page. Of pages that match equally well, the one that was added first comes first.
    pub fn add(&mut self, document: Document) {
        let at = self.documents.len();
        self.lengths.push(0.0);
        self.name(at, 0, document.number.as_deref().unwrap_or_default(), IN_NUMBER);
        self.name(at, 0, &document.title, IN_TITLE);
        for name in &document.names {
            self.name(at, 0, name, IN_NAMES);
        }
        for description in &document.descriptions {
            self.name(at, 0, description, IN_DESCRIPTION);
        }
        self.descriptions.add(&document.descriptions);
        for lead in &document.lead {
            self.name(at, 0, lead, IN_LEAD);
        }
        for (place, passage) in document.passages.iter().enumerate() {
            self.name(at, place, &passage.heading, IN_HEADING);
            for word in tokens(&passage.heading) {
                self.place(at, place, &word).heads = true;
            }
            for text in &passage.text {
                self.read(at, place, text);
            }
            for literal in &passage.literals {
                self.add_literal(at, place, literal);
                if passage.lists_literals {
                    self.name(at, place, literal, IN_MESSAGE);
                }
            }
        }
        self.documents.push(document);
    }

    fn place(&mut self, document: usize, passage: usize, word: &str) -> &mut Place {
        if !self.vocabulary.contains(word) {
            self.vocabulary.insert(word.to_owned());
        }
        let places = self.places.entry(stem(word).to_owned()).or_default();
        places.entry((document, passage)).or_default()
    }

    fn name(&mut self, document: usize, passage: usize, text: &str, weight: f32) {
        self.pair(document, text);
        for word in tokens(text).chain(joined(text)) {
            let place = self.place(document, passage, &word);
            place.named = place.named.max(weight);
        }
    }

    fn pair(&mut self, document: usize, text: &str) {
        let words: Vec<String> = tokens(text).collect();
        for pair in pairs(words.iter()) {
            let documents = self.pairs.entry(pair).or_default();
            if documents.last() != Some(&document) {
                documents.push(document);
            }
        }
    }

    fn read(&mut self, document: usize, passage: usize, text: &str) {
        self.pair(document, text);
        for word in tokens(text) {
            self.lengths[document] += 1.0;
            self.place(document, passage, &word).count += 1.0;
        }
    }

    fn add_literal(&mut self, document: usize, passage: usize, text: &str) {
        let Some(literal) = Literal::new(document, passage, text) else {
            return;
        };
        let words: HashSet<String> = tokens(text).collect();
        for word in words {
            self.literals_with.entry(word).or_default().push(self.literals.len());
        }
        self.literals.push(literal);
    }
}

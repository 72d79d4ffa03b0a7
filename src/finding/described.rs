//! How people describe a page in their own words: phrases that are compared with a question as a whole.

use std::collections::{BTreeMap, HashMap, HashSet};

use super::asked::is_common;
use super::words::{stem, tokens};

/// How much the best phrase of a page counts, for each unit of rarity that its words share with the query.
const FOR_PHRASE: f32 = 2.0;
/// How much the second-best counts beside it.
const FOR_SECOND: f32 = 0.4;
/// A phrase of several words says nothing if the query has only one of them.
const FEWEST_WORDS: usize = 2;

/// The phrases of all pages.
#[derive(Debug, Default)]
pub struct Phrases {
    phrases: Vec<Phrase>,
    /// The phrases that have a stem.
    with: HashMap<String, Vec<usize>>,
    /// How many documents there are, with and without phrases.
    documents: usize,
}

#[derive(Debug)]
struct Phrase {
    document: usize,
    stems: HashSet<String>,
}

impl Phrases {
    /// Adds what describes the next document.
    pub fn add(&mut self, texts: &[String]) {
        for text in texts {
            let stems: HashSet<String> = stems(text).collect();
            for stem in &stems {
                self.with.entry(stem.clone()).or_default().push(self.phrases.len());
            }
            self.phrases.push(Phrase {
                document: self.documents,
                stems,
            });
        }
        self.documents += 1;
    }

    /// What each document gains by its best phrases.
    pub fn compare<'a>(&self, words: impl Iterator<Item = &'a str>) -> BTreeMap<usize, f32> {
        let asked: HashSet<&str> = words.filter(|word| !is_common(word)).map(stem).collect();
        let candidates: HashSet<usize> = asked
            .iter()
            .filter_map(|stem| self.with.get(*stem))
            .flatten()
            .copied()
            .collect();
        let mut gains: BTreeMap<usize, Vec<f32>> = BTreeMap::new();
        for at in candidates {
            let phrase = &self.phrases[at];
            let shared: Vec<&String> = phrase.stems.iter().filter(|stem| asked.contains(stem.as_str())).collect();
            if shared.len() < FEWEST_WORDS.min(phrase.stems.len()) {
                continue;
            }
            let sum = |stems: &mut dyn Iterator<Item = &String>| stems.map(|stem| self.rarity(stem)).sum::<f32>();
            let (found, whole) = (sum(&mut shared.into_iter()), sum(&mut phrase.stems.iter()));
            gains
                .entry(phrase.document)
                .or_default()
                .push(FOR_PHRASE * found * found / whole);
        }
        let best = |mut gains: Vec<f32>| {
            gains.sort_by(|a, b| b.total_cmp(a));
            gains.first().unwrap_or(&0.0) + FOR_SECOND * gains.get(1).unwrap_or(&0.0)
        };
        gains.into_iter().map(|(document, gains)| (document, best(gains))).collect()
    }

    /// The inverse document frequency of a stem among the phrases.
    fn rarity(&self, stem: &str) -> f32 {
        let documents: HashSet<usize> = self
            .with
            .get(stem)
            .into_iter()
            .flatten()
            .map(|at| self.phrases[*at].document)
            .collect();
        #[expect(clippy::cast_precision_loss, reason = "about a hundred documents")]
        let (all, some) = (self.documents as f32, documents.len() as f32);
        ((all - some + 0.5) / (some + 0.5) + 1.0).ln()
    }
}

fn stems(text: &str) -> impl Iterator<Item = String> {
    tokens(text)
        .filter(|word| !is_common(word))
        .map(|word| stem(&word).to_owned())
}

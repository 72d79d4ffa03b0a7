//! How people describe a page in their own words: each description is compared with a question as a whole.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

use super::asked::is_common;
use super::words::{rarity, stem, tokens};

/// How much the best description of a page counts, for each unit of rarity that its words share with the query.
const FOR_BEST: f32 = 2.0;
/// How much the second-best counts beside it.
const FOR_SECOND: f32 = 0.4;
/// A description of several words says nothing if the query has only one of them.
const FEWEST_WORDS: usize = 2;

/// The descriptions of all pages.
#[derive(Debug, Default)]
pub struct Descriptions {
    descriptions: Vec<Description>,
    /// Where each stem is.
    places: HashMap<String, Places>,
    /// How many documents there are, with and without descriptions.
    documents: usize,
}

#[derive(Debug)]
struct Description {
    document: usize,
    stems: BTreeSet<String>,
}

#[derive(Debug, Default)]
struct Places {
    descriptions: Vec<usize>,
    /// In how many documents these are.
    documents: usize,
}

impl Descriptions {
    /// Adds what describes the next document.
    pub fn add(&mut self, texts: &[String]) {
        let mut seen = HashSet::new();
        for text in texts {
            let words = tokens(text).filter(|word| !is_common(word));
            let stems: BTreeSet<String> = words.map(|word| stem(&word).to_owned()).collect();
            for stem in &stems {
                let places = self.places.entry(stem.clone()).or_default();
                places.descriptions.push(self.descriptions.len());
                places.documents += usize::from(seen.insert(stem.clone()));
            }
            self.descriptions.push(Description {
                document: self.documents,
                stems,
            });
        }
        self.documents += 1;
    }

    /// What each document gains by its best descriptions.
    pub fn compare<'a>(&self, words: impl Iterator<Item = &'a str>) -> BTreeMap<usize, f32> {
        let asked: HashSet<&str> = words.filter(|word| !is_common(word)).map(stem).collect();
        let places = asked.iter().filter_map(|stem| self.places.get(*stem));
        let candidates: HashSet<usize> = places.flat_map(|places| &places.descriptions).copied().collect();
        let mut gains: BTreeMap<usize, Vec<f32>> = BTreeMap::new();
        for at in candidates {
            let Description { document, stems } = &self.descriptions[at];
            let (mut shared, mut found, mut whole) = (0, 0.0, 0.0);
            for stem in stems {
                let rarity = rarity(self.documents, self.places.get(stem).map_or(0, |places| places.documents));
                whole += rarity;
                if asked.contains(stem.as_str()) {
                    shared += 1;
                    found += rarity;
                }
            }
            if shared >= FEWEST_WORDS.min(stems.len()) {
                gains.entry(*document).or_default().push(FOR_BEST * found * found / whole);
            }
        }
        let best = |mut gains: Vec<f32>| {
            gains.sort_by(|a, b| b.total_cmp(a));
            gains.first().unwrap_or(&0.0) + FOR_SECOND * gains.get(1).unwrap_or(&0.0)
        };
        gains.into_iter().map(|(document, gains)| (document, best(gains))).collect()
    }
}

//! Finding a page by whatever a reader has: a number, half a name, a question, or a whole pasted line of a log.
//!
//! The index knows nothing of the book. `site` makes a [`Document`] of each page, from the same sections that it draws.

mod asked;
mod building;
mod descriptions;
mod literal;
mod words;

use std::collections::{BTreeMap, HashMap, HashSet};
use std::hash::{DefaultHasher, Hash, Hasher};

pub use asked::LONGEST_QUERY;
use asked::{Asked, is_code};
use descriptions::Descriptions;
use literal::{Agreement, Literal};
use words::{nearest, rarity, stem, tokens};

use crate::search::squeezed;

/// The most characters that a search box accepts. Even letters of three bytes, percent-encoded, then fit into a request's head.
pub const LONGEST_TYPED: usize = 1000;
/// How much a word counts in what a page says first.
const IN_LEAD: f32 = 2.5;
/// How much a word in its heading counts for a passage, among the passages of its page.
const FOR_HEADING: f32 = 6.0;
/// The most that a word counts for a passage that has it again and again.
const MOST_COUNTED: f32 = 3.0;
/// How much a word in the text counts beside one in a name.
const IN_TEXT: f32 = 0.6;
/// What is left of a score if the page has only one word of many in the query.
const FOR_ONE_WORD: f32 = 0.3;
/// How much a word counts that was probably meant instead of one that is nowhere.
const MEANT: f32 = 0.6;
/// The most words that a mistyped one stands for: `denined` can be `denied` or `defined`.
const MOST_MEANT: usize = 3;

/// How much two words count that follow each other on the page as in the query.
const FOR_PAIR: f32 = 1.5;

/// BM25 with its usual constants.
const SATURATION: f32 = 1.2;
const LENGTH_SHARE: f32 = 0.4;

/// What an agreement with a literal adds to a score: so much for each of its bytes beyond the first few, because short ones are in
/// many texts, or so much for the share of it that the query is.
const PER_BYTE: f32 = 0.9;
const FREE_BYTES: f32 = 9.0;
const MOST_FOR_BYTES: f32 = 70.0;
/// What a piece of a message adds for each of its bytes beyond the first few, without spaces.
const PER_BYTE_OF_RUN: f32 = 0.8;
const FREE_BYTES_OF_RUN: f32 = 12.0;
/// What a literal adds that is all of the query.
const FOR_WHOLE: f32 = 40.0;
/// What the pattern of a log line adds that has the status of the query: it is short, but all of the line's shape.
const FOR_LINE: f32 = 8.0;
/// What a literal adds whose heading, mostly the name of a product, has a word of the query.
const FOR_PRODUCT: f32 = 4.0;
/// How much a literal counts whose end isn't there.
const BEGUN: f32 = 0.8;
/// Words of headings that aren't names of products.
const HEADINGS: [&str; 7] = ["api", "apis", "error", "errors", "messages", "libraries", "programs"];
/// How much a literal counts that is only mentioned.
const MENTIONED: f32 = 0.6;
/// A literal that adds less, such as `127.0.0.1`, isn't why a page was found.
const LEAST_SHOWN: f32 = 2.0;
/// A page with a smaller share of the best score isn't shown.
const LEAST_SHARE: f32 = 0.2;
const WITHIN: f32 = 10.0;
const FOR_ALL: f32 = 20.0;

/// What an article gains that compares just the codes of a query.
const FOR_COMPARING: f32 = 25.0;
/// What a status gains for each byte of its name, if the whole name is in a query, and the shortest name that says anything.
const PER_BYTE_OF_NAME: f32 = 0.6;
const SHORTEST_NAME: usize = 8;
/// What a status gains by a header field that no other status has.
const FOR_HEADER: f32 = 20.0;
/// How much of it a field counts that isn't in a block of header fields.
const IN_SENTENCE: f32 = 0.4;
/// Fields that every response has, whatever its status.
const EVERYWHERE: [&str; 7] = [
    "Cache-Control",
    "Connection",
    "Content-Length",
    "Content-Type",
    "Date",
    "Server",
    "Vary",
];
/// A query with more words than these tells a story. The longer it is, the less each word says.
const STORY: f32 = 6.0;
/// How much words count in a block of header fields.
const IN_VALUES: f32 = 0.2;
/// A rarer word counts as if it were on so many pages: everyday words can be rare in this book.
const FEWEST_PAGES: usize = 4;

/// A page, as the index takes it.
#[derive(Debug, Default)]
pub struct Document {
    /// Its path.
    pub address: String,
    pub title: String,
    /// The three digits of a status's page.
    pub number: Option<String>,
    /// The codes that it compares, if it is about several.
    pub compares: Vec<String>,
    /// What else it is called: old names, products, headers.
    pub names: Vec<String>,
    /// Phrases in which people who need it describe it.
    pub descriptions: Vec<String>,
    /// Header fields that matter with it.
    pub headers: Vec<String>,
    /// What it says first, in a sentence or two.
    pub lead: Vec<String>,
    /// How likely it is meant, from 0 to 1.
    pub prior: f32,
    pub passages: Vec<Passage>,
}

/// A piece of a page that a result can lead to.
#[derive(Debug, Default)]
pub struct Passage {
    /// What the address has behind `#`; empty for the top of the page.
    pub anchor: String,
    pub heading: String,
    /// Plain text, a paragraph, an item or a cell each.
    pub text: Vec<String>,
    /// Messages, log lines, settings: what people paste.
    pub literals: Vec<String>,
    /// Whether the literals are what the passage is about, and not only mentioned.
    pub lists_literals: bool,
}

/// A page that matches.
#[derive(Clone, Copy, Debug)]
pub struct Hit<'a> {
    pub document: &'a Document,
    pub passage: &'a Passage,
    /// The text of the passage that matches best.
    pub shown: &'a str,
    /// Whether it is a message that the query agrees with, as the page has it.
    pub is_message: bool,
}

/// All documents, ready to be searched.
#[derive(Debug, Default)]
pub struct Index {
    documents: Vec<Document>,
    /// Where each stem is, by document and passage, and how much it counts there.
    places: HashMap<String, BTreeMap<(usize, usize), Place>>,
    /// Every word as it is written, for those that are mistyped.
    vocabulary: HashSet<String>,
    /// The documents in which two stems follow each other, by a hash of both.
    pairs: HashMap<u64, Vec<usize>>,
    descriptions: Descriptions,
    literals: Vec<Literal>,
    /// The literals that have a word.
    literals_with: HashMap<String, Vec<usize>>,
    /// By document, in words.
    lengths: Vec<f32>,
}

/// How well a document matches the words of a query.
#[derive(Debug, Default)]
struct Score {
    sum: f32,
    by_passage: BTreeMap<usize, f32>,
}

/// How a word is in a passage.
#[derive(Clone, Copy, Debug, Default)]
struct Place {
    /// The most that one of its names counts.
    named: f32,
    /// How often its text has it.
    count: f32,
    /// Whether its heading has it.
    heads: bool,
}

impl Index {
    /// The pages that match best, the best first, each once. Takes a bounded time, whatever the query.
    pub fn find(&self, query: &str, most: usize) -> Vec<Hit<'_>> {
        let asked = Asked::new(query);
        let meant = self.meant(&asked.words);
        let words: &Vec<String> = &meant.iter().map(|(word, _)| word.clone()).collect();
        let mut scores = self.by_words(&meant);
        if asked.is_headers {
            for score in scores.values_mut() {
                score.sum *= IN_VALUES;
            }
        }
        for (at, document) in self.documents.iter().enumerate() {
            let bonus = self.for_naming(document, &asked);
            if bonus > 0.0 {
                scores.entry(at).or_default().sum += bonus;
            }
        }
        if let Some(at) = self.comparing(words) {
            scores.entry(at).or_default().sum += FOR_COMPARING;
        }
        for (at, gain) in self.descriptions.compare(words.iter().map(String::as_str)) {
            scores.entry(at).or_default().sum += gain;
        }
        for (at, gain) in self.by_runs(&asked) {
            scores.entry(at).or_default().sum += self.documents[at].prior * gain;
        }
        let literals = self.by_literals(&asked);
        for (document, (_, bonus)) in &literals {
            scores.entry(*document).or_default().sum += self.documents[*document].prior * bonus;
        }
        let mut ranked: Vec<(usize, Score)> = scores.into_iter().collect();
        // Equal ones stay in the order of the documents.
        ranked.sort_by(|(_, a), (_, b)| b.sum.total_cmp(&a.sum));
        let least = LEAST_SHARE * ranked.first().map_or(0.0, |(_, best)| best.sum);
        let hit = |(at, score): (usize, Score)| {
            let document = &self.documents[at];
            if let Some((literal, bonus)) = literals.get(&at)
                && *bonus >= LEAST_SHOWN
            {
                let literal = &self.literals[*literal];
                let passage = &document.passages[literal.passage];
                return Hit {
                    document,
                    passage,
                    shown: &literal.shown,
                    is_message: passage.lists_literals,
                };
            }
            let best = score.by_passage.iter().max_by(|a, b| a.1.total_cmp(b.1));
            let passage = &document.passages[best.map_or(0, |(passage, _)| *passage)];
            Hit {
                document,
                passage,
                shown: best_text(passage, words),
                is_message: false,
            }
        };
        ranked
            .into_iter()
            .take_while(|(_, score)| score.sum >= least)
            .take(most)
            .map(hit)
            .collect()
    }

    /// What a status gains by what a query says of it: its code, its whole name, its headers.
    fn for_naming(&self, document: &Document, asked: &Asked) -> f32 {
        let Some(number) = &document.number else { return 0.0 };
        let code = asked.codes.get(number).copied().unwrap_or_default();
        let name = squeezed(document.title.trim_start_matches(number.as_str()));
        #[expect(clippy::cast_precision_loss, reason = "bytes of a name, and about a hundred documents")]
        let float = |count: usize| count as f32;
        let is_named = name.len() >= SHORTEST_NAME && asked.squeezed.contains(&name);
        let named = if is_named { PER_BYTE_OF_NAME * float(name.len()) } else { 0.0 };
        let telling = document.headers.iter().filter(|name| !EVERYWHERE.contains(&name.as_str()));
        let by_header = telling
            .filter(|name| asked.fields.contains(&name.to_ascii_lowercase()))
            .map(|name| {
                let shared = self.documents.iter().filter(|other| other.headers.contains(name)).count();
                FOR_HEADER / float(shared).sqrt().max(1.0)
            });
        let share = if asked.is_headers { 1.0 } else { IN_SENTENCE };
        code + named + share * by_header.sum::<f32>()
    }

    /// The document that compares just the codes of a query that has several.
    fn comparing(&self, words: &[String]) -> Option<usize> {
        let mut codes: Vec<&String> = words.iter().filter(|word| is_code(word)).collect();
        codes.sort();
        (codes.len() > 1)
            .then(|| {
                self.documents
                    .iter()
                    .position(|document| document.compares.iter().eq(codes.iter().copied()))
            })
            .flatten()
    }

    /// The words of a query and how much each counts. A word that is on no page is replaced by those that it is a typo of.
    fn meant(&self, words: &[String]) -> Vec<(String, f32)> {
        let frequency = |word: &&str| self.places.get(stem(word)).map_or(0, BTreeMap::len);
        let meant = |word: &String| {
            if self.places.contains_key(stem(word)) {
                return vec![(word.clone(), 1.0)];
            }
            let mut near = nearest(word, self.vocabulary.iter());
            near.sort_by_key(|word| (std::cmp::Reverse(frequency(word)), *word));
            near.truncate(MOST_MEANT);
            near.into_iter().map(|near| (near.to_owned(), MEANT)).collect()
        };
        words.iter().flat_map(meant).collect()
    }

    /// The documents that have some of the words.
    fn by_words(&self, words: &[(String, f32)]) -> BTreeMap<usize, Score> {
        let mut scores: BTreeMap<usize, Score> = BTreeMap::new();
        let mut found: HashMap<usize, f32> = HashMap::new();
        #[expect(clippy::cast_precision_loss, reason = "about a hundred documents")]
        let mean_length = self.lengths.iter().sum::<f32>() / self.lengths.len().max(1) as f32;
        #[expect(clippy::cast_precision_loss, reason = "about a hundred words")]
        let in_text = IN_TEXT * (STORY / words.len().max(1) as f32).min(1.0);
        for (word, share) in words {
            let Some(places) = self.places.get(stem(word)) else { continue };
            let mut by_document: BTreeMap<usize, Place> = BTreeMap::new();
            for ((document, passage), place) in places {
                let known = by_document.entry(*document).or_default();
                known.named = known.named.max(place.named);
                known.count += place.count;
                let by_passage = &mut scores.entry(*document).or_default().by_passage;
                let heads = if place.heads { FOR_HEADING } else { 0.0 };
                *by_passage.entry(*passage).or_default() += share * (heads + place.named + place.count.min(MOST_COUNTED));
            }
            let rarity = self.rarity(by_document.len());
            // If few pages have the word in their names, it says much about them, even if all others mention it.
            let named_rarity = self.rarity(by_document.values().filter(|place| place.named >= IN_LEAD).count());
            for (document, Place { named, count, .. }) in by_document {
                let length = 1.0 - LENGTH_SHARE + LENGTH_SHARE * self.lengths[document] / mean_length;
                let frequency = count * (SATURATION + 1.0) / (count + SATURATION * length);
                scores.entry(document).or_default().sum += share * (named_rarity * named + in_text * rarity * frequency);
                *found.entry(document).or_default() += share;
            }
        }
        for documents in pairs(words.iter().map(|(word, _)| word)).filter_map(|pair| self.pairs.get(&pair)) {
            let rarity = self.rarity(documents.len());
            for document in documents {
                scores.entry(*document).or_default().sum += FOR_PAIR * rarity;
            }
        }
        #[expect(clippy::cast_precision_loss, reason = "about a hundred words")]
        let asked = words.len().max(1) as f32;
        for (document, score) in &mut scores {
            let share = found.get(document).copied().unwrap_or_default() / asked;
            score.sum *= self.documents[*document].prior * (FOR_ONE_WORD + (1.0 - FOR_ONE_WORD) * share);
        }
        scores
    }

    /// The literal of each document that agrees best with the query, and what that adds to its score.
    fn by_literals(&self, asked: &Asked) -> HashMap<usize, (usize, f32)> {
        let mut found: Vec<(usize, f32)> = Vec::new();
        let mut documents_with: HashMap<&str, HashSet<usize>> = HashMap::new();
        for at in self.literals_with_any(asked.words.iter().map(String::as_str)) {
            let literal = &self.literals[at];
            let bonus = match literal.compare(&asked.squeezed) {
                Agreement::None => continue,
                #[expect(clippy::cast_precision_loss, reason = "bytes of a message")]
                Agreement::Pasted(bytes) => {
                    let share = (bytes as f32 / asked.squeezed.len() as f32).min(1.0);
                    let line = if literal.is_line_with(|code| asked.codes.contains_key(code)) {
                        FOR_LINE
                    } else {
                        0.0
                    };
                    (PER_BYTE * (bytes as f32 - FREE_BYTES)).clamp(0.1, MOST_FOR_BYTES) + FOR_WHOLE * share * share + line
                }
                #[expect(clippy::cast_precision_loss, reason = "bytes of a message")]
                Agreement::Begun(bytes) => BEGUN * (PER_BYTE * (bytes as f32 - FREE_BYTES)).clamp(0.1, MOST_FOR_BYTES),
                Agreement::Within(share) => WITHIN + FOR_ALL * share,
            };
            documents_with.entry(&literal.shown).or_default().insert(literal.document);
            found.push((at, bonus));
        }
        let mut best: HashMap<usize, (usize, f32)> = HashMap::new();
        let names: HashSet<&String> = asked.words.iter().filter(|word| !HEADINGS.contains(&word.as_str())).collect();
        for (at, bonus) in found {
            let literal = &self.literals[at];
            let passage = &self.documents[literal.document].passages[literal.passage];
            let bonus = if passage.lists_literals { bonus } else { MENTIONED * bonus };
            let is_named = passage.lists_literals && tokens(&passage.heading).any(|word| names.contains(&word));
            let bonus = if is_named { bonus + FOR_PRODUCT } else { bonus };
            let known = best.entry(literal.document).or_insert((at, bonus));
            if bonus > known.1 || (bonus >= known.1 && at < known.0) {
                *known = (at, bonus);
            }
        }
        // A literal of many pages says little about each.
        for (at, bonus) in best.values_mut() {
            let pages = documents_with.get(self.literals[*at].shown.as_str()).map_or(1, HashSet::len);
            #[expect(clippy::cast_precision_loss, reason = "about a hundred documents")]
            let pages = pages as f32;
            *bonus /= pages.sqrt().max(1.0);
        }
        best
    }

    fn literals_with_any<'a>(&self, words: impl Iterator<Item = &'a str>) -> HashSet<usize> {
        words
            .filter_map(|word| self.literals_with.get(word))
            .flatten()
            .copied()
            .collect()
    }

    /// What each document gains by the longest piece of one of its messages that is in the query. The page with the longest piece
    /// gains most; a piece that many pages have says little.
    fn by_runs(&self, asked: &Asked) -> Vec<(usize, f32)> {
        let mut places: HashMap<&str, Vec<usize>> = HashMap::new();
        for (at, word) in asked.sequence.iter().enumerate() {
            places.entry(word).or_default().push(at);
        }
        let mut longest: BTreeMap<usize, usize> = BTreeMap::new();
        for at in self.literals_with_any(places.keys().copied()) {
            let literal = &self.literals[at];
            let bytes = literal.longest_run(&places);
            let known = longest.entry(literal.document).or_default();
            *known = bytes.max(*known);
        }
        let gain = |bytes: usize| {
            let pages = longest.values().filter(|other| **other >= bytes).count();
            #[expect(clippy::cast_precision_loss, reason = "bytes of a message, and about a hundred documents")]
            let (bytes, pages) = (bytes as f32, pages as f32);
            (PER_BYTE_OF_RUN * (bytes - FREE_BYTES_OF_RUN)).clamp(0.0, MOST_FOR_BYTES) / pages.sqrt()
        };
        longest.iter().map(|(document, bytes)| (*document, gain(*bytes))).collect()
    }

    /// The inverse document frequency of a word that is in so many documents.
    fn rarity(&self, documents: usize) -> f32 {
        rarity(self.documents.len(), documents.max(FEWEST_PAGES))
    }
}

/// The words that follow each other, as a hash of their stems each.
fn pairs<'a>(words: impl Iterator<Item = &'a String>) -> impl Iterator<Item = u64> {
    let mut before: Option<&str> = None;
    words.filter_map(move |word| {
        let pair = (before.replace(stem(word))?, stem(word));
        let mut hasher = DefaultHasher::new();
        pair.hash(&mut hasher);
        Some(hasher.finish())
    })
}

/// The text of a passage that has most of the words.
fn best_text<'a>(passage: &'a Passage, words: &[String]) -> &'a str {
    let stems: HashSet<&str> = words.iter().map(|word| stem(word)).collect();
    let share = |text: &str| {
        let found: HashSet<String> = tokens(text)
            .map(|word| stem(&word).to_owned())
            .filter(|word| stems.contains(word.as_str()))
            .collect();
        found.len()
    };
    let texts = passage.text.iter().chain(&passage.literals);
    let best = texts
        .map(|text| (share(text), text))
        .max_by_key(|(share, text)| (*share, std::cmp::Reverse(text.len())));
    best.map_or("", |(_, text)| text.as_str())
}

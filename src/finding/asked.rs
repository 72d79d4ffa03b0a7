//! A query as the index looks at it.

use std::collections::{HashMap, HashSet};

use super::words::{joined, tokens};
use crate::search::squeezed;

/// The longest query that is looked at, in bytes. The rest is ignored.
pub const LONGEST_QUERY: usize = 4096;
/// The most different words of a query that are looked up.
const MOST_WORDS: usize = 100;

/// What a page gains if the query says that its code is the status: more than words count, less than a whole message.
const FOR_SAID: f32 = 25.0;
/// What it gains if its code is the only one in the query, though nothing says that it is the status.
const FOR_ALONE: f32 = 12.0;
/// Words that follow a number that counts something, which is no status then.
const UNITS: [&str; 18] = [
    "b",
    "byte",
    "bytes",
    "chars",
    "characters",
    "days",
    "items",
    "kb",
    "kib",
    "lines",
    "mb",
    "mib",
    "minutes",
    "ms",
    "requests",
    "s",
    "seconds",
    "users",
];
/// A query with at least so many names of header fields is a block of them.
const FEWEST_FIELDS: usize = 3;
/// In a query with more words, numbers that aren't codes are times, addresses and sizes: they are ignored.
const SHORT_QUERY: usize = 8;
/// Words right before a code that is a status: in an error, in JSON, in a log.
const SAYS: [&str; 10] = [
    "code",
    "error",
    "http",
    "httpcode",
    "httpstatus",
    "httpstatuscode",
    "returned",
    "status",
    "statuscode",
    "with",
];

/// Words that every question has.
const COMMON: [&str; 40] = [
    "a", "an", "and", "are", "as", "at", "be", "by", "can", "code", "do", "does", "for", "from", "get", "how", "http", "i", "if",
    "in", "is", "it", "me", "my", "of", "on", "or", "should", "status", "that", "the", "this", "to", "use", "was", "what",
    "when", "which", "why", "with",
];

/// A query, cut to a length that takes a bounded time.
pub struct Asked {
    /// In the form in which it is compared with literals.
    pub squeezed: String,
    /// The different words, without those that every question has unless there are no others.
    pub words: Vec<String>,
    /// The codes that the query is about, and what a page gains by that.
    pub codes: HashMap<String, f32>,
    /// The header fields whose names, with a colon, are in the query; in lower case.
    pub fields: HashSet<String>,
    /// Whether it is a block of header fields. Then their names say more than the words of their values.
    pub is_headers: bool,
}

impl Asked {
    pub fn new(query: &str) -> Self {
        let text = cut(query);
        Self {
            squeezed: squeezed(text),
            words: query_words(text),
            codes: said(text),
            fields: field_names(text).map(str::to_ascii_lowercase).collect(),
            is_headers: field_names(text)
                .filter(|name| name.starts_with(|first: char| first.is_ascii_uppercase()))
                .count()
                >= FEWEST_FIELDS,
        }
    }
}

fn cut(query: &str) -> &str {
    let mut end = query.len().min(LONGEST_QUERY);
    while !query.is_char_boundary(end) {
        end -= 1;
    }
    &query[..end]
}

pub fn is_code(word: &str) -> bool {
    word.len() == 3 && word.bytes().all(|byte| byte.is_ascii_digit())
}

/// The names before colons that end a word: `Content-Type` in `< Content-Type: text/html`.
fn field_names(query: &str) -> impl Iterator<Item = &str> {
    let words = query.split_whitespace().filter_map(|word| word.strip_suffix(':'));
    words.filter_map(|word| word.rsplit(|c: char| !c.is_ascii_alphanumeric() && c != '-').next())
}

/// The codes that a query says are the status: behind `HTTP/1.1` or `"status":`, or behind the request line of an access log.
fn said(query: &str) -> HashMap<String, f32> {
    let words: Vec<String> = tokens(query).collect();
    let mut found = HashMap::new();
    let mut others = HashSet::new();
    for (at, word) in words.iter().enumerate().filter(|(_, word)| is_code(word)) {
        let before = |back: usize| at.checked_sub(back).map_or("", |at| words[at].as_str());
        let is_version = |word: &str| word.len() == 1;
        let follows_version = is_version(before(1)) && (before(2) == "http" || (is_version(before(2)) && before(3) == "http"));
        if SAYS.contains(&before(1)) || follows_version {
            found.insert(word.clone(), FOR_SAID);
        } else if words.get(at + 1).is_none_or(|next| !UNITS.contains(&next.as_str())) {
            others.insert(word.clone());
        }
    }
    // `"GET / HTTP/1.1" 502 157`: what comes later, such as the status of an upstream, isn't what the client got.
    let behind_quotes = query.match_indices("\" ").map(|(at, quote)| &query[at + quote.len()..]);
    let first = behind_quotes
        .filter_map(|behind| behind.split_whitespace().next())
        .find(|word| is_code(word));
    found.extend(first.map(|word| (word.to_owned(), FOR_SAID)));
    if others.len() == 1 && found.is_empty() {
        found.extend(others.into_iter().map(|word| (word, FOR_ALONE)));
    }
    found
}

/// The different words of a query, without those that every question has unless there are no others.
fn query_words(query: &str) -> Vec<String> {
    let mut seen = HashSet::new();
    let all: Vec<String> = tokens(query)
        .chain(joined(query))
        .filter(|word| seen.insert(word.clone()))
        .take(MOST_WORDS)
        .collect();
    let is_noise = |word: &str| all.len() > SHORT_QUERY && !is_code(word) && word.bytes().all(|byte| byte.is_ascii_digit());
    let telling: Vec<String> = all
        .iter()
        .filter(|word| !COMMON.contains(&word.as_str()) && !is_noise(word))
        .cloned()
        .collect();
    if telling.is_empty() { all } else { telling }
}

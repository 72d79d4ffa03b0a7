//! A query as the index looks at it.

use std::collections::{HashMap, HashSet};

use super::words::{joined, parted, tokens};
use crate::search::squeezed;

/// The longest query that is looked at, in bytes. The rest is ignored.
pub const LONGEST_QUERY: usize = 4096;
/// The most different words of a query that are looked up.
const MOST_WORDS: usize = 100;

/// A query with more words isn't just a name.
const LONGEST_NAME: usize = 3;

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
const SAYS: [&str; 12] = [
    "code",
    "error",
    "http",
    "httpcode",
    "httpstatus",
    "httpstatuscode",
    "responded",
    "response",
    "returned",
    "status",
    "statuscode",
    "with",
];

/// A code behind one of these is a status too, or behind one of these and a path.
const METHODS: [&str; 7] = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"];

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
    /// All of its words as they follow each other.
    pub sequence: Vec<String>,
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
            sequence: tokens(text).collect(),
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

/// Whether every question has this word.
pub fn is_common(word: &str) -> bool {
    COMMON.contains(&word)
}

pub fn is_code(word: &str) -> bool {
    word.len() == 3 && word.bytes().all(|byte| byte.is_ascii_digit())
}

/// The names before colons that end a word: `Content-Type` in `< Content-Type: text/html`.
fn field_names(query: &str) -> impl Iterator<Item = &str> {
    let words = query.split_whitespace().filter_map(|word| word.strip_suffix(':'));
    words.filter_map(|word| word.rsplit(|c: char| !c.is_ascii_alphanumeric() && c != '-').next())
}

/// The codes that a query says are the status: behind `HTTP/1.1` or `"status":`, or in a line of an access log.
fn said(query: &str) -> HashMap<String, f32> {
    let words: Vec<String> = tokens(query).collect();
    let mut found = HashMap::new();
    let mut others = HashSet::new();
    for (at, word) in words.iter().enumerate().filter(|(_, word)| is_code(word)) {
        let before = |back: usize| at.checked_sub(back).map_or("", |at| words[at].as_str());
        let is_version = |word: &str| word.len() == 1;
        let follows_version = is_version(before(1)) && (before(2) == "http" || (is_version(before(2)) && before(3) == "http"));
        let follows_method = METHODS.iter().any(|method| method.eq_ignore_ascii_case(before(1)));
        if SAYS.contains(&before(1)) || follows_method || follows_version {
            found.insert(word.clone(), FOR_SAID);
        } else if words.get(at + 1).is_none_or(|next| !UNITS.contains(&next.as_str())) {
            others.insert(word.clone());
        }
    }
    found.extend(logged(query).map(|word| (word.to_owned(), FOR_SAID)));
    if others.len() == 1 && found.is_empty() {
        found.extend(others.into_iter().map(|word| (word, FOR_ALONE)));
    }
    found
}

/// The status in a line of an access log. What comes later, such as the status of an upstream, isn't what the client got.
fn logged<'a>(line: &'a str) -> Option<&'a str> {
    // `"GET / HTTP/1.1" 502 157`
    let behind_quotes = line.match_indices("\" ").map(|(at, quote)| &line[at + quote.len()..]);
    let first = |text: &'a str| text.split_whitespace().next();
    let behind_request = behind_quotes.filter_map(first).find(|word| is_code(word));
    let words: Vec<&str> = line.split_whitespace().collect();
    let is_time = |word: &&str| word.parse::<f32>().is_ok();
    // AWS load balancers write three times before it, `0.001 0.020 0.000 502` or `-1 -1 -1 504`; HAProxy `0/0/1/-1/2 503`.
    let behind_times = words
        .windows(4)
        .find(|near| near[..3].iter().all(is_time) && is_code(near[3]))
        .map(|near| near[3]);
    let is_timers = |word: &str| {
        word.split('/').count() >= 4
            && word
                .split('/')
                .all(|time| time.trim_start_matches('+').parse::<i32>().is_ok())
    };
    let behind_timers = words
        .windows(2)
        .find(|near| is_timers(near[0]) && is_code(near[1]))
        .map(|near| near[1]);
    // `PUT /_users 412 ok`
    let is_method = |word: &str| METHODS.contains(&word);
    let behind_path = words
        .windows(3)
        .find(|near| is_method(near[0]) && near[1].starts_with('/') && is_code(near[2]))
        .map(|near| near[2]);
    behind_request.or(behind_times).or(behind_timers).or(behind_path)
}

/// The different words of a query, without those that every question has unless there are no others.
fn query_words(query: &str) -> Vec<String> {
    let mut seen = HashSet::new();
    // In a longer text, the parts of class names would be everyday words.
    let is_name = tokens(query).nth(LONGEST_NAME).is_none();
    let all: Vec<String> = tokens(query)
        .chain(joined(query))
        .chain(parted(query).filter(|_| is_name))
        .filter(|word| seen.insert(word.clone()))
        .take(MOST_WORDS)
        .collect();
    let is_noise = |word: &str| all.len() > SHORT_QUERY && !is_code(word) && word.bytes().all(|byte| byte.is_ascii_digit());
    let telling: Vec<String> = all
        .iter()
        .filter(|word| !is_common(word) && !is_noise(word))
        .cloned()
        .collect();
    if telling.is_empty() { all } else { telling }
}

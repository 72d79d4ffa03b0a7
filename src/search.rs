//! How a search judges a text. The front page judges on the server, its search box in the browser, and both must agree.

/// Whether every word of the query is somewhere in these lower-case words. An empty query matches everything.
pub fn matches(words: &str, query: &str) -> bool {
    query.to_ascii_lowercase().split_whitespace().all(|word| words.contains(word))
}

#[cfg(test)]
mod tests {
    use super::matches;

    #[test]
    fn every_word_must_be_found_in_any_order_and_case() {
        let words = "502 bad gateway 5xx server error retry-after";
        for query in ["", " ", "502", "gate BAD", "Retry-After", "50", "server 5xx"] {
            assert!(matches(words, query), "{query}");
        }
        for query in ["504", "bad request", "gatewayx"] {
            assert!(!matches(words, query), "{query}");
        }
    }
}

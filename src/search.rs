//! How a search judges a text. The front page judges on the server, its search box in the browser, and both must agree.

/// Whether every word of the query is somewhere in these lower-case words. An empty query matches everything.
pub fn matches(words: &str, query: &str) -> bool {
    query.to_ascii_lowercase().split_whitespace().all(|word| words.contains(word))
}

/// What stands for a part of a message that varies.
const GAP: char = '…';
/// Fewer characters than these can be in a pasted text by chance.
const FEWEST_SHARED: usize = 8;
/// So many characters of the beginning of a message are enough, if the rest of it isn't there.
const ENOUGH_TO_BEGIN: usize = 16;

/// The parts of a message that don't vary, each [`squeezed`].
pub fn fixed_parts(message: &str) -> Vec<String> {
    message.split(GAP).map(squeezed).filter(|part| !part.is_empty()).collect()
}

/// How much of a message is in a pasted text: the length of its [`fixed_parts`], found in their order. 0 if they aren't all there
/// and not even a good beginning is. `pasted` is [`squeezed`].
pub fn shared(parts: &[String], pasted: &str) -> usize {
    let mut rest = pasted;
    let mut length = 0;
    for part in parts {
        let Some((_, after)) = rest.split_once(part.as_str()) else {
            return if length >= ENOUGH_TO_BEGIN { length } else { 0 };
        };
        rest = after;
        length += part.len();
    }
    if length >= FEWEST_SHARED { length } else { 0 }
}

/// A text without what pasting, logging and formatting change: case, spaces and quotes.
pub fn squeezed(text: &str) -> String {
    let kept = text
        .chars()
        .filter(|c| !c.is_ascii_whitespace() && !matches!(c, '"' | '\'' | '`' | '\\'));
    kept.map(|c| c.to_ascii_lowercase()).collect()
}

#[cfg(test)]
mod tests {
    use super::{fixed_parts, matches, squeezed};

    fn shared(message: &str, pasted: &str) -> usize {
        super::shared(&fixed_parts(message), &squeezed(pasted))
    }

    #[test]
    fn a_pasted_line_has_the_fixed_parts_of_its_message_in_order() {
        let message = "connect() failed (111: Connection refused) while connecting to …, client: …";
        let line = "2026/11/30 [error] 7#7: *1 connect() failed (111: connection refused) while connecting to upstream, client: 10.0.0.1";
        assert!(shared(message, line) > 50);
        assert_eq!(shared(message, "connect() failed (110: Connection timed out)"), 0);
        assert_eq!(shared("b… while a", "while a b"), 0);
        assert_eq!(shared("…a", "a"), 0, "too little to be sure");
    }

    #[test]
    fn spaces_quotes_and_a_cut_end_make_no_difference() {
        let message = "{\"error\": {\"status\": \"RESOURCE_EXHAUSTED\"}}";
        assert!(shared(message, "{'error':{'status':'RESOURCE_EXHAUSTED'}}") > 0);
        assert!(shared(message, "{ \\\"error\\\": { \\\"status\\\": \\\"RESOURCE_EXHAUSTED\\\" } }") > 0);
        assert!(shared("Rate limit reached for … in organization …", "rate limit reached for gpt") > 0);
    }

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

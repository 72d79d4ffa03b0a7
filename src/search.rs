//! How a search judges a text. The front page judges on the server, its search box in the browser, and both must agree.

/// Whether every word of the query is somewhere in these lower-case words. An empty query matches everything.
pub fn matches(words: &str, query: &str) -> bool {
    query.to_ascii_lowercase().split_whitespace().all(|word| words.contains(word))
}

/// What stands for a part of a message that varies.
const GAP: char = '…';
/// Fewer bytes than these can be in a pasted text by chance.
const FEWEST_FIXED: usize = 8;

/// Whether a pasted text has this message in it: all parts of it that don't vary, in their order. Case makes no difference.
pub fn is_pasted(message: &str, pasted: &str) -> bool {
    let message = message.to_ascii_lowercase();
    let pasted = pasted.to_ascii_lowercase();
    let mut rest = pasted.as_str();
    let mut fixed = 0;
    for part in message.split(GAP).map(str::trim_ascii) {
        let Some((_, after)) = rest.split_once(part) else { return false };
        rest = after;
        fixed += part.len();
    }
    fixed >= FEWEST_FIXED
}

#[cfg(test)]
mod tests {
    use super::{is_pasted, matches};

    #[test]
    fn a_pasted_line_has_the_fixed_parts_of_its_message_in_order() {
        let message = "connect() failed (111: Connection refused) while connecting to …, client: …";
        let line = "2026/11/30 [error] 7#7: *1 connect() failed (111: connection refused) while connecting to upstream, client: 10.0.0.1";
        assert!(is_pasted(message, line));
        assert!(!is_pasted(message, "connect() failed (111: Connection refused)"));
        assert!(!is_pasted("b… while a", "while a b"));
        assert!(!is_pasted("…a", "a"), "too little to be sure");
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

//! What is wrong with a call, in words for whoever sent it.

/// A misuse of the mock: named so that a program can tell it, worded so that a person can mend it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// For `X-Mock-Error`: a short name in lower case with hyphens.
    pub kind: &'static str,
    /// The option that is wrong, if it is one.
    pub option: Option<String>,
    /// The value as it was understood, cut to a sensible length.
    pub value: Option<String>,
    /// One or two sentences: what was wrong.
    pub message: String,
    /// What would be allowed, for a reader: `750ms, 2s, 200ms-800ms`.
    pub allowed: Option<String>,
}

/// The longest piece of a caller's value that an error repeats, in characters.
const LONGEST_ECHO: usize = 80;

impl Problem {
    pub fn new(kind: &'static str, message: impl Into<String>) -> Self {
        Self {
            kind,
            option: None,
            value: None,
            message: message.into(),
            allowed: None,
        }
    }

    pub fn with_value(mut self, option: &str, value: &str) -> Self {
        self.option = Some(shorten(option));
        self.value = Some(shorten(value));
        self
    }

    pub fn with_allowed(mut self, allowed: impl Into<String>) -> Self {
        self.allowed = Some(allowed.into());
        self
    }
}

/// Cuts a caller's text for an error message and shows control characters as escapes.
pub fn shorten(text: &str) -> String {
    let mut short: String = text
        .chars()
        .take(LONGEST_ECHO)
        .flat_map(|c| {
            let escaped: Box<dyn Iterator<Item = char>> = if c.is_control() {
                Box::new(c.escape_default())
            } else {
                Box::new(std::iter::once(c))
            };
            escaped
        })
        .collect();
    if text.chars().nth(LONGEST_ECHO).is_some() {
        short.push('…');
    }
    short
}

/// The entry of `known` that a mistyped `name` most likely meant: at most two edits away, and less than half of the name.
pub fn nearest<'a>(name: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let name = name.to_ascii_lowercase();
    known
        .into_iter()
        .map(|candidate| (edits(&name, candidate), candidate))
        .filter(|(distance, candidate)| *distance <= 2 && distance * 2 < candidate.len())
        .min()
        .map(|(_, candidate)| candidate)
}

/// The Levenshtein distance; texts beyond 32 characters are far from everything.
fn edits(a: &str, b: &str) -> usize {
    if a.len() > 32 || b.len() > 32 {
        return usize::MAX;
    }
    let b: Vec<char> = b.chars().collect();
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (i, ca) in a.chars().enumerate() {
        let mut diagonal = row[0];
        row[0] = i + 1;
        for (j, cb) in b.iter().enumerate() {
            let substituted = diagonal + usize::from(ca != *cb);
            diagonal = row[j + 1];
            row[j + 1] = substituted.min(row[j] + 1).min(diagonal + 1);
        }
    }
    row[b.len()]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_typo_finds_its_option_and_a_stranger_does_not() {
        let known = ["delay", "strict"];
        assert_eq!(nearest("dealy", known), Some("delay"));
        assert_eq!(nearest("Delay", known), Some("delay"));
        assert_eq!(nearest("strikt", known), Some("strict"));
        assert_eq!(nearest("utm_source", known), None);
        assert_eq!(nearest(&"d".repeat(10_000), known), None);
    }

    #[test]
    fn an_echo_is_short_and_has_no_control_characters() {
        assert_eq!(shorten("a\r\nb"), "a\\r\\nb");
        assert!(shorten(&"x".repeat(500)).chars().count() <= LONGEST_ECHO + 1);
    }
}

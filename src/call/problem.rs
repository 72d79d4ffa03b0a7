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

/// How many characters are missing, too many, wrong or swapped with their neighbour (the optimal string alignment distance); texts
/// beyond 32 characters are far from everything.
fn edits(a: &str, b: &str) -> usize {
    if a.len() > 32 || b.len() > 32 {
        return usize::MAX;
    }
    let (a, b): (Vec<char>, Vec<char>) = (a.chars().collect(), b.chars().collect());
    // `rows[i][j]` is the distance of the first i characters of one from the first j of the other.
    let mut rows = vec![vec![0; b.len() + 1]; a.len() + 1];
    for i in 0..=a.len() {
        for j in 0..=b.len() {
            if i == 0 || j == 0 {
                rows[i][j] = i + j;
                continue;
            }
            let wrong = rows[i - 1][j - 1] + usize::from(a[i - 1] != b[j - 1]);
            let mut least = wrong.min(rows[i - 1][j] + 1).min(rows[i][j - 1] + 1);
            if i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1] {
                least = least.min(rows[i - 2][j - 2] + 1);
            }
            rows[i][j] = least;
        }
    }
    rows[a.len()][b.len()]
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
        // Two letters swapped are one mistake, not two.
        assert_eq!(nearest("sjon", ["json", "text"]), Some("json"));
        assert_eq!(nearest("", known), None);
        assert_eq!(nearest("utm_source", known), None);
        assert_eq!(nearest(&"d".repeat(10_000), known), None);
    }

    #[test]
    fn an_echo_is_short_and_has_no_control_characters() {
        assert_eq!(shorten("a\r\nb"), "a\\r\\nb");
        assert!(shorten(&"x".repeat(500)).chars().count() <= LONGEST_ECHO + 1);
    }
}

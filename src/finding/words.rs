//! Words as a search sees them.

/// The words of a text in lower case. Whatever isn't a letter or a digit is between words.
pub fn tokens(text: &str) -> impl Iterator<Item = String> {
    text.split(|c: char| !c.is_alphanumeric())
        .filter(|word| !word.is_empty())
        .map(str::to_lowercase)
}

/// A word without its English ending, so that `timed`, `times` and `time` are one.
pub fn stem(word: &str) -> &str {
    if word.len() < 4 || !word.is_ascii() || word.bytes().any(|byte| byte.is_ascii_digit()) {
        return word;
    }
    for (ending, least) in [
        ("ations", 4),
        ("ation", 4),
        ("ings", 4),
        ("ing", 4),
        ("ies", 3),
        ("ied", 3),
        ("ers", 4),
        ("ed", 3),
        ("es", 3),
        ("er", 5),
        ("s", 3),
        ("e", 4),
    ] {
        if let Some(rest) = word.strip_suffix(ending)
            && rest.len() >= least
            && !(ending == "s" && rest.ends_with('s'))
        {
            return rest;
        }
    }
    word
}

/// A known word that a mistyped one probably is: it begins the same and differs in one place, or in two if it is long.
pub fn nearest<'a>(word: &str, known: impl Iterator<Item = &'a String>) -> Option<&'a str> {
    let length = word.chars().count();
    if length < 4 || word.chars().all(|c| c.is_ascii_digit()) {
        return None;
    }
    let allowed = if length < 8 { 1 } else { 2 };
    known
        .filter(|other| other.chars().next() == word.chars().next() && other.len().abs_diff(word.len()) <= allowed)
        .map(|other| (strsim::damerau_levenshtein(word, other), other))
        .filter(|(distance, _)| *distance <= allowed)
        .min()
        .map(|(_, other)| other.as_str())
}

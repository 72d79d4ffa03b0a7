//! Words as a search sees them.

/// The words of a text in lower case. Whatever isn't a letter or a digit is between words.
pub fn tokens(text: &str) -> impl Iterator<Item = String> {
    text.split(|c: char| !c.is_alphanumeric())
        .filter(|word| !word.is_empty())
        .map(str::to_lowercase)
}

/// Names that are written with a hyphen or an underscore, in one: `modsecurity` for `mod_security`.
pub fn joined(text: &str) -> impl Iterator<Item = String> {
    text.split(|c: char| !c.is_alphanumeric() && c != '-' && c != '_')
        .map(|word| word.trim_matches(['-', '_']))
        .filter(|word| word.contains(['-', '_']))
        .map(|word| word.replace(['-', '_'], "").to_lowercase())
}

/// The words of names that are written as one, `UnprocessableEntity`, each on its own.
pub fn parted(text: &str) -> impl Iterator<Item = String> {
    text.split(|c: char| !c.is_alphanumeric()).flat_map(|name| {
        let mut apart = String::new();
        for c in name.chars() {
            if c.is_uppercase() && apart.ends_with(char::is_lowercase) {
                apart.push(' ');
            }
            apart.push(c);
        }
        let words: Vec<String> = tokens(&apart).collect();
        if words.len() > 1 { words } else { Vec::new() }
    })
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

/// The known words that a mistyped one may be: they begin the same, and differ in one place, or in two if it is long.
pub fn nearest<'a>(word: &str, known: impl Iterator<Item = &'a String>) -> Vec<&'a str> {
    let length = word.chars().count();
    if length < 4 || word.bytes().any(|byte| byte.is_ascii_digit()) {
        return Vec::new();
    }
    let allowed = if length < 8 { 1 } else { 2 };
    let first = word.chars().next();
    let near: Vec<_> = known
        .filter(|other| other.len().abs_diff(word.len()) <= allowed && other.chars().next() == first)
        .map(|other| (strsim::damerau_levenshtein(word, other), other.as_str()))
        .filter(|(distance, _)| *distance <= allowed)
        .collect();
    let least = near.iter().map(|(distance, _)| *distance).min();
    near.into_iter()
        .filter(|(distance, _)| Some(*distance) == least)
        .map(|(_, other)| other)
        .collect()
}

/// The inverse document frequency of a word that is in `some` of `all` documents, as in BM25.
pub fn rarity(all: usize, some: usize) -> f32 {
    #[expect(clippy::cast_precision_loss, reason = "about a hundred documents")]
    let (all, some) = (all as f32, some as f32);
    ((all - some + 0.5) / (some + 0.5) + 1.0).ln()
}

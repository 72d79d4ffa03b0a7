//! A small tokeniser that colours JSON in the browser, with the classes of `highlight.rs`. It never fails: what is no JSON stays plain.

/// A piece of the text and its class, if it has one.
pub type Token<'a> = (Option<&'static str>, &'a str);

/// Cuts a text into tokens; joined again they are the text.
pub fn tokens(text: &str) -> Vec<Token<'_>> {
    let mut tokens = Vec::new();
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        let (class, length) = match first {
            '"' => string(rest),
            '{' | '}' | '[' | ']' | ':' | ',' => (Some("hl-op"), 1),
            '-' | '0'..='9' => (
                Some("hl-num"),
                run(rest, |c| c.is_ascii_alphanumeric() || matches!(c, '-' | '+' | '.')),
            ),
            c if c.is_ascii_alphabetic() => {
                let length = run(rest, |c| c.is_ascii_alphanumeric());
                (
                    matches!(&rest[..length], "true" | "false" | "null").then_some("hl-const"),
                    length,
                )
            }
            c if c.is_whitespace() => (None, run(rest, char::is_whitespace)),
            c => (None, c.len_utf8()),
        };
        tokens.push((class, &rest[..length]));
        rest = &rest[length..];
    }
    tokens
}

/// A string and its end; before a colon it is a key.
fn string(text: &str) -> (Option<&'static str>, usize) {
    let mut escaped = false;
    let end = text
        .char_indices()
        .skip(1)
        .find(|(_, c)| {
            let ends = *c == '"' && !escaped;
            escaped = *c == '\\' && !escaped;
            ends
        })
        .map_or(text.len(), |(at, _)| at + 1);
    let key = text[end..].trim_start().starts_with(':');
    (Some(if key { "hl-prop" } else { "hl-str" }), end)
}

fn run(text: &str, belongs: impl Fn(char) -> bool) -> usize {
    text.find(|c| !belongs(c)).unwrap_or(text.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_strings_numbers_and_words_are_told_apart() {
        let text = "{\"a\\\"b\": [\"c:\", -1.5e3, true, null]}";
        let found: Vec<_> = tokens(text)
            .into_iter()
            .filter(|(class, _)| class.is_some_and(|c| c != "hl-op"))
            .collect();
        assert_eq!(
            found,
            [
                (Some("hl-prop"), "\"a\\\"b\""),
                (Some("hl-str"), "\"c:\""),
                (Some("hl-num"), "-1.5e3"),
                (Some("hl-const"), "true"),
                (Some("hl-const"), "null"),
            ]
        );
    }

    proptest::proptest! {
        #[test]
        fn no_character_is_lost(text in ".{0,80}") {
            let joined: String = tokens(&text).into_iter().map(|(_, piece)| piece).collect();
            proptest::prop_assert_eq!(joined, text);
        }
    }
}

//! Fixed sets of words, each declared once: the enum, how it is read and written, and the list of what is allowed.

use super::problem::nearest;

/// Declares an enum whose variants are words: `Display`, `FromStr` and `WORDS` follow from the one list.
macro_rules! words {
    ($(#[$meta:meta])* pub enum $name:ident { $($(#[$doc:meta])* $variant:ident = $word:literal),+ $(,)? }) => {
        $(#[$meta])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub enum $name { $($(#[$doc])* $variant),+ }

        impl $name {
            /// Every word that is read, in the order in which they are shown.
            pub const WORDS: &'static [&'static str] = &[$($word),+];

            pub const fn word(self) -> &'static str {
                match self { $(Self::$variant => $word),+ }
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(self.word())
            }
        }

        impl std::str::FromStr for $name {
            type Err = String;

            fn from_str(text: &str) -> Result<Self, String> {
                $(if text.eq_ignore_ascii_case($word) { return Ok(Self::$variant); })+
                Err($crate::call::words::unknown(text, Self::WORDS))
            }
        }
    };
}

/// Declares a text whose `FromStr`, written beside it, says what it may hold; it is written as it was read.
macro_rules! text {
    ($(#[$meta:meta])* pub struct $name:ident;) => {
        $(#[$meta])*
        #[derive(Clone, Debug, PartialEq, Eq)]
        pub struct $name(String);

        impl $name {
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(&self.0)
            }
        }
    };
}

pub(super) use {text, words};

/// What is said of a word that is none of these. Only what is before a `:` is the word; the rest is an example of its measure.
pub(super) fn unknown(text: &str, words: &[&'static str]) -> String {
    let name = |word: &'static str| word.split(':').next().unwrap_or(word);
    let guess = nearest(text, words.iter().copied().map(name))
        .and_then(|guess| words.iter().find(|word| name(word) == guess))
        .map(|word| format!(" Did you mean {word}?"))
        .unwrap_or_default();
    format!("is unknown.{guess} Allowed: {}", listed(words))
}

/// The end of a sentence that asks for the word that was meant; empty where it resembles none.
pub(super) fn meant(text: &str, words: &[&'static str]) -> String {
    let word = nearest(text, words.iter().copied());
    word.map(|word| format!(". Did you mean {word}?")).unwrap_or_default()
}

/// `a, b or c`.
pub fn listed(words: &[&str]) -> String {
    match words {
        [] => String::new(),
        [only] => (*only).to_owned(),
        [rest @ .., last] => format!("{} or {last}", rest.join(", ")),
    }
}

#[cfg(test)]
mod tests {
    use crate::call::values::Format;

    #[test]
    fn a_word_is_read_in_any_case_and_a_typo_is_named() {
        assert_eq!("JSON".parse(), Ok(Format::Json));
        assert_eq!(Format::Problem.to_string(), "problem");
        let why = "jsn".parse::<Format>().unwrap_err();
        assert!(
            why.contains("Did you mean json?") && why.contains("xml, html, text or empty"),
            "{why}"
        );
        assert!(!"pdf".parse::<Format>().unwrap_err().contains("mean"));
    }
}

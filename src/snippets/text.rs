//! Text of programs: strings, indentation, headers.

use super::Header;

/// The headers that a client sends, and the names of those that it refuses, for a comment.
pub(super) fn parted(headers: Vec<Header>, refuses: fn(&str) -> bool) -> (Vec<Header>, String) {
    let (refused, sent): (Vec<Header>, Vec<Header>) = headers.into_iter().partition(|(name, _)| refuses(name));
    let names: Vec<String> = refused.into_iter().map(|(name, _)| name).collect();
    (sent, names.join(", "))
}

/// Moves all lines but empty ones to the right.
pub(super) fn indented(text: &str, by: &str) -> String {
    let line = |line: &str| match line.trim() {
        "" => String::new(),
        _ => format!("{by}{line}"),
    };
    text.lines().map(line).collect::<Vec<_>>().join("\n")
}

/// A text between `quote` marks, with a backslash before what would end it: the rule that all these languages share.
pub(super) fn quoted(text: &str, quote: char) -> String {
    let inner = text.replace('\\', "\\\\").replace(quote, &format!("\\{quote}"));
    format!("{quote}{inner}{quote}")
}

/// How a language writes a string of any text.
pub(super) struct Strings {
    /// The mark around it.
    pub(super) plain: char,
    /// The mark around it if something in it is written as an escape, such as a line break. Often the same.
    pub(super) escaping: char,
    /// What would start an interpolation between `escaping` marks that aren't `plain`.
    pub(super) interpolation: Option<char>,
    /// Whether other characters than ASCII are escaped too.
    pub(super) ascii: bool,
    /// The escape for a character by its number.
    pub(super) number: fn(char) -> String,
}

/// Strings between double quotes, in which nothing is interpolated.
pub(super) const DOUBLE_QUOTES: Strings = Strings {
    plain: '"',
    escaping: '"',
    interpolation: None,
    ascii: false,
    number: four_digits,
};

/// Strings of Python and JavaScript.
pub(super) const QUOTES: Strings = Strings {
    plain: '\'',
    escaping: '\'',
    interpolation: None,
    ascii: false,
    number: hexadecimal,
};

impl Strings {
    /// A text between single quotes, or double ones if it holds more single than double quotes: as formatters leave it.
    pub(super) fn write_short(&self, text: &str) -> String {
        let count = |quote: char| text.matches(quote).count();
        let quote = if count('\'') > count('"') { '"' } else { '\'' };
        let strings = Self {
            plain: quote,
            escaping: quote,
            ..*self
        };
        strings.write(text)
    }

    pub(super) fn write(&self, text: &str) -> String {
        let by_number = |c: char| is_unseen(c) || (self.ascii && !c.is_ascii());
        let quote = if text.chars().any(by_number) {
            self.escaping
        } else {
            self.plain
        };
        let interpolation = self.interpolation.filter(|_| quote != self.plain);
        let mut literal = String::from(quote);
        for c in text.chars() {
            match c {
                '\n' => literal.push_str("\\n"),
                '\r' => literal.push_str("\\r"),
                '\t' => literal.push_str("\\t"),
                c if by_number(c) => literal.push_str(&(self.number)(c)),
                c if c == '\\' || c == quote || Some(c) == interpolation => literal.extend(['\\', c]),
                c => literal.push(c),
            }
        }
        literal.push(quote);
        literal
    }
}

/// Line breaks, and all that a reader of a program can't see or that changes how the text around it looks.
pub(super) fn is_unseen(c: char) -> bool {
    let is_mark = matches!(
        c,
        '\u{ad}'
            | '\u{61c}'
            | '\u{200b}'..='\u{200f}'
            | '\u{2028}'..='\u{202e}'
            | '\u{2060}'..='\u{206f}'
            | '\u{feff}'
    );
    c.is_control() || is_mark
}

/// `\x1b` or `\u2028`: Python, JavaScript and Go. No character that [`is_unseen`] needs more than four digits.
pub(super) fn hexadecimal(c: char) -> String {
    let number = u32::from(c);
    if c.is_ascii() {
        format!("\\x{number:02x}")
    } else {
        format!("\\u{number:04x}")
    }
}

/// `\u2028`: C# and Kotlin.
pub(super) fn four_digits(c: char) -> String {
    format!("\\u{:04x}", u32::from(c))
}

/// `\u{2028}`: PHP, Ruby and Rust.
pub(super) fn braced(c: char) -> String {
    format!("\\u{{{:x}}}", u32::from(c))
}

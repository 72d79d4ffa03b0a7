//! Percent-encoding of option values in queries and path segments (RFC 3986 section 2.1).

use std::borrow::Cow;

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, percent_decode_str, utf8_percent_encode};

/// What is encoded in a query value and in a path segment: everything but what may stand there in both and is easy to read.
const ESCAPED: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'-')
    .remove(b'.')
    .remove(b'_')
    .remove(b'~')
    .remove(b'/')
    .remove(b':')
    .remove(b',');

/// Why a text could not be decoded.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Malformed {
    /// A `%` without two hexadecimal digits behind it.
    Percent,
    /// The decoded bytes are not UTF-8.
    Utf8,
}

/// What is encoded in a path: everything but what RFC 3986 section 3.3 allows, and the slashes between segments.
pub(super) const PATH: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'-')
    .remove(b'.')
    .remove(b'_')
    .remove(b'~')
    .remove(b'/')
    .remove(b':')
    .remove(b'@')
    .remove(b'!')
    .remove(b'$')
    .remove(b'&')
    .remove(b'\'')
    .remove(b'(')
    .remove(b')')
    .remove(b'*')
    .remove(b'+')
    .remove(b',')
    .remove(b';')
    .remove(b'=');

/// What is encoded inside an item of a sequence, where `,` and `;` separate.
const ITEM_ESCAPED: &AsciiSet = &ESCAPED.add(b',').add(b'/');

/// Encodes a piece of one item of a sequence.
pub fn encode_item(value: &str) -> String {
    utf8_percent_encode(value, ITEM_ESCAPED).to_string()
}

pub fn encode(value: &str) -> String {
    utf8_percent_encode(value, ESCAPED).to_string()
}

/// Decodes a path segment, where `+` is a plus sign.
pub fn decode_segment(text: &str) -> Result<Cow<'_, str>, Malformed> {
    let bytes = text.as_bytes();
    let broken = (0..bytes.len()).any(|i| {
        bytes[i] == b'%'
            && !(bytes.get(i + 1).is_some_and(u8::is_ascii_hexdigit) && bytes.get(i + 2).is_some_and(u8::is_ascii_hexdigit))
    });
    if broken {
        return Err(Malformed::Percent);
    }
    percent_decode_str(text).decode_utf8().map_err(|_| Malformed::Utf8)
}

/// Decodes one name or value of a query, where `+` is a space as HTML forms write it.
pub fn decode_query(text: &str) -> Result<String, Malformed> {
    let spaced = text.replace('+', " ");
    decode_segment(&spaced).map(Cow::into_owned)
}

/// The pairs of a query, undecoded; a name without `=` has an empty value.
pub fn pairs(query: &str) -> impl Iterator<Item = (&str, &str)> {
    query
        .split('&')
        .filter(|pair| !pair.is_empty())
        .map(|pair| pair.split_once('=').unwrap_or((pair, "")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_encoded_is_read_back() {
        for text in ["", "2s", "a b+c&d=e;f/g%h", "ü€😀", "\u{0}\r\n"] {
            assert_eq!(decode_query(&encode(text)).as_deref(), Ok(text));
            assert_eq!(decode_segment(&encode(text)).as_deref(), Ok(text));
        }
    }

    #[test]
    fn broken_encoding_is_told_apart() {
        for text in ["%", "%2", "%zz", "a%"] {
            assert_eq!(decode_query(text), Err(Malformed::Percent), "{text}");
        }
        assert_eq!(decode_query("%FF"), Err(Malformed::Utf8));
        assert_eq!(decode_query("a+b").as_deref(), Ok("a b"));
        assert_eq!(decode_segment("a+b").as_deref(), Ok("a+b"));
    }
}

//! Bodies as HTML: JSON laid out and coloured, HTML and XML coloured, with the classes of `highlight.rs`. It never fails: what isn't
//! what it says stays plain.

use super::dom::escape;

/// The body of a response with this media type, to be looked at.
pub fn body(text: &str, media_type: &str) -> String {
    if media_type.contains("json") || text.starts_with(['{', '[']) {
        json(text)
    } else if media_type.contains("html") || media_type.contains("xml") {
        markup(text)
    } else {
        escape(text)
    }
}

/// A piece of a JSON text and its class, if it has one.
type Token<'a> = (Option<&'static str>, &'a str);

/// Lays JSON out, two spaces a level, unless it is laid out already.
fn json(text: &str) -> String {
    let tokens = tokens(text);
    let is_laid_out = text.trim().contains('\n');
    let mut html = String::with_capacity(text.len() * 2);
    let mut level = 0_usize;
    let mut words = tokens
        .iter()
        .filter(|(_, piece)| is_laid_out || !piece.trim().is_empty())
        .peekable();
    while let Some(&(class, piece)) = words.next() {
        let next = words.peek().map_or("", |(_, next)| *next);
        if matches!(piece, "}" | "]") {
            level = level.saturating_sub(1);
        }
        match class {
            Some(class) => {
                html.push_str("<span class=\"");
                html.push_str(class);
                html.push_str("\">");
                html.push_str(&escape(piece));
                html.push_str("</span>");
            }
            None => html.push_str(&escape(piece)),
        }
        if is_laid_out {
            continue;
        }
        let opens = matches!(piece, "{" | "[");
        let closes_next = matches!(next, "}" | "]");
        if opens {
            level += 1;
        }
        if piece == ":" {
            html.push(' ');
        } else if (opens && !closes_next) || piece == "," || (!opens && closes_next) {
            html.push('\n');
            for _ in 0..level.saturating_sub(usize::from(closes_next)) {
                html.push_str("  ");
            }
        }
    }
    html
}

/// Cuts a JSON text into tokens; joined again they are the text.
fn tokens(text: &str) -> Vec<Token<'_>> {
    let mut tokens = Vec::new();
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        let (class, length) = match first {
            '"' => string(rest),
            '{' | '}' | '[' | ']' | ':' | ',' => (None, 1),
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
            c if c.is_ascii_whitespace() => (None, run(rest, |c| c.is_ascii_whitespace())),
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

/// Colours tags, their quoted values and comments.
fn markup(text: &str) -> String {
    let mut html = String::with_capacity(text.len() * 2);
    let mut rest = text;
    while let Some(at) = rest.find('<') {
        html.push_str(&escape(&rest[..at]));
        rest = &rest[at..];
        let (class, end) = if rest.starts_with("<!--") {
            ("hl-com", rest.find("-->").map_or(rest.len(), |end| end + 3))
        } else {
            ("hl-prop", rest.find('>').map_or(rest.len(), |end| end + 1))
        };
        html.push_str("<span class=\"");
        html.push_str(class);
        html.push_str("\">");
        // Every second piece is a value.
        for (i, piece) in rest[..end].split('"').enumerate() {
            if i > 0 {
                html.push_str(if i % 2 == 1 {
                    "<span class=\"hl-str\">&quot;"
                } else {
                    "&quot;</span>"
                });
            }
            html.push_str(&escape(piece));
        }
        if rest[..end].matches('"').count() % 2 == 1 {
            html.push_str("</span>");
        }
        html.push_str("</span>");
        rest = &rest[end..];
    }
    html.push_str(&escape(rest));
    html
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The text that a browser shows.
    fn shown(html: &str) -> String {
        scraper::Html::parse_fragment(html).root_element().text().collect()
    }

    #[test]
    fn keys_strings_numbers_and_words_are_told_apart() {
        let text = "{\"a\\\"b\": [\"c:\", -1.5e3, true, null]}";
        let found: Vec<_> = tokens(text).into_iter().filter(|(class, _)| class.is_some()).collect();
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

    #[test]
    fn json_in_one_line_is_laid_out() {
        let html = body("{\"a\":[1,{}],\"b\":{\"c\":\"x,{y\"},\"d\":[]}", "application/json");
        let expected = "{\n  \"a\": [\n    1,\n    {}\n  ],\n  \"b\": {\n    \"c\": \"x,{y\"\n  },\n  \"d\": []\n}";
        assert_eq!(shown(&html), expected);
        let laid_out = "{\n    \"a\": 1\n}";
        assert_eq!(shown(&body(laid_out, "application/problem+json")), laid_out);
    }

    #[test]
    fn markup_is_shown_and_never_run() {
        let text = "<!doctype html>\n<!-- a \" b --><p class=\"x\">1 &lt; 2<script>alert(\"hi\")</script></p";
        assert_eq!(shown(&body(text, "text/html")), text);
    }

    proptest::proptest! {
        #[test]
        fn no_character_is_lost(text in "[ -~\n]{0,80}") {
            let joined: String = tokens(&text).into_iter().map(|(_, piece)| piece).collect();
            proptest::prop_assert_eq!(joined, text.clone());
            let html = markup(&text);
            proptest::prop_assert_eq!(shown(&html), text);
        }
    }
}

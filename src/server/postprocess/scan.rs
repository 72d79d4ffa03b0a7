//! HTML cut into pieces, as a browser's tokeniser would cut it (HTML Living Standard section 13.2.5), as far as rendered pages need
//! it: a script that writes `<!--<script>` is not expected.

use std::ops::Range;

/// Elements whose text is not markup.
const RAW: [&str; 4] = ["script", "style", "textarea", "title"];

/// All pieces joined are the document.
#[derive(Debug, PartialEq)]
pub enum Piece<'a> {
    Text(&'a str),
    /// The text of one of the elements in [`RAW`].
    Raw(&'a str),
    /// Whatever begins with `<!`: a comment, the doctype, or `<!>`.
    Comment(&'a str),
    Tag(Tag<'a>),
}

#[derive(Debug, PartialEq)]
pub struct Tag<'a> {
    /// All of it, from `<` to `>`.
    pub text: &'a str,
    pub attributes: Vec<Attribute<'a>>,
    name: &'a str,
    is_end: bool,
}

#[derive(Debug, PartialEq)]
pub struct Attribute<'a> {
    pub name: &'a str,
    /// As it is written, without quotes; empty where there is none.
    pub value: &'a str,
    /// Where it is in the tag, with the white space before it.
    pub place: Range<usize>,
}

pub struct Scan<'a> {
    rest: &'a str,
    /// The element of [`RAW`] that has just been opened.
    open: Option<&'static str>,
}

impl<'a> Scan<'a> {
    pub fn new(html: &'a str) -> Self {
        Self { rest: html, open: None }
    }

    fn take(&mut self, length: usize) -> &'a str {
        let (taken, rest) = self.rest.split_at(length);
        self.rest = rest;
        taken
    }
}

impl<'a> Iterator for Scan<'a> {
    type Item = Piece<'a>;

    fn next(&mut self) -> Option<Piece<'a>> {
        if let Some(name) = self.open.take() {
            let length = raw_length(self.rest, name);
            if length > 0 {
                return Some(Piece::Raw(self.take(length)));
            }
        }
        if self.rest.is_empty() {
            return None;
        }
        if self.rest.starts_with("<!") {
            return Some(Piece::Comment(self.take(comment_length(self.rest))));
        }
        if let Some(tag) = Tag::parse(self.rest) {
            self.rest = &self.rest[tag.text.len()..];
            self.open = RAW.into_iter().find(|name| tag.opens(name));
            return Some(Piece::Tag(tag));
        }
        // A `<` that begins no tag is text.
        let skipped = usize::from(self.rest.starts_with('<'));
        let length = self.rest[skipped..].find('<').map_or(self.rest.len(), |at| at + skipped);
        Some(Piece::Text(self.take(length)))
    }
}

fn comment_length(html: &str) -> usize {
    // `<!-->` is a whole comment: its end may overlap its beginning.
    let (from, end) = if html.starts_with("<!--") { (2, "-->") } else { (0, ">") };
    html[from..].find(end).map_or(html.len(), |at| from + at + end.len())
}

/// Up to the end tag of that name, or to the end of the document.
fn raw_length(html: &str, name: &str) -> usize {
    let ends_element = |at: usize| {
        let behind = &html.as_bytes()[at + 2..];
        let is_name = behind
            .get(..name.len())
            .is_some_and(|text| text.eq_ignore_ascii_case(name.as_bytes()));
        is_name && behind.get(name.len()).is_some_and(|byte| ends_name(*byte))
    };
    let mut ends = html.match_indices("</").map(|(at, _)| at);
    ends.find(|at| ends_element(*at)).unwrap_or(html.len())
}

fn is_space(byte: u8) -> bool {
    matches!(byte, b' ' | b'\t' | b'\n' | b'\r' | b'\x0c')
}

fn ends_name(byte: u8) -> bool {
    is_space(byte) || matches!(byte, b'/' | b'>')
}

impl<'a> Tag<'a> {
    /// The tag with which `html` begins; `None` if it begins with none, or with one that has no end.
    fn parse(html: &'a str) -> Option<Self> {
        let bytes = html.as_bytes();
        let until = |from: usize, stop: fn(u8) -> bool| {
            let found = bytes[from..].iter().position(|byte| stop(*byte))?;
            Some(from + found)
        };
        let is_end = html.starts_with("</");
        let start = if is_end { 2 } else { 1 };
        if !html.starts_with('<') || !bytes.get(start).is_some_and(u8::is_ascii_alphabetic) {
            return None;
        }
        let mut at = until(start, ends_name)?;
        let name = &html[start..at];
        let mut attributes = Vec::new();
        loop {
            let before = at;
            at = until(at, |byte| !is_space(byte) && byte != b'/')?;
            if bytes[at] == b'>' {
                return Some(Self {
                    text: &html[..=at],
                    attributes,
                    name,
                    is_end,
                });
            }
            let name_start = at;
            // A `=` that begins a name is a part of it.
            at = until(at + 1, |byte| ends_name(byte) || byte == b'=')?;
            let name = &html[name_start..at];
            let mut value = "";
            let next = until(at, |byte| !is_space(byte))?;
            if bytes[next] == b'=' {
                let begin = until(next + 1, |byte| !is_space(byte))?;
                let quote: Option<fn(u8) -> bool> = match bytes[begin] {
                    b'"' => Some(|byte| byte == b'"'),
                    b'\'' => Some(|byte| byte == b'\''),
                    _ => None,
                };
                (value, at) = if let Some(quote) = quote {
                    let end = until(begin + 1, quote)?;
                    (&html[begin + 1..end], end + 1)
                } else {
                    let end = until(begin, |byte| is_space(byte) || byte == b'>')?;
                    (&html[begin..end], end)
                };
            }
            attributes.push(Attribute {
                name,
                value,
                place: before..at,
            });
        }
    }

    /// Whether an attribute can be taken out without changing what its neighbours mean: all of them are apart from each other, and
    /// none has a character in its name that HTML forbids there.
    pub fn is_well_formed(&self) -> bool {
        self.attributes.iter().all(|attribute| {
            let is_apart = ends_name(self.text.as_bytes()[attribute.place.start]);
            is_apart && !attribute.name.contains(['=', '"', '\'', '<'])
        })
    }

    pub fn opens(&self, name: &str) -> bool {
        !self.is_end && self.name.eq_ignore_ascii_case(name)
    }

    pub fn closes(&self, name: &str) -> bool {
        self.is_end && self.name.eq_ignore_ascii_case(name)
    }

    /// The value of an attribute; `None` if the tag doesn't have it.
    pub fn value(&self, name: &str) -> Option<&'a str> {
        let attribute = self
            .attributes
            .iter()
            .find(|attribute| attribute.name.eq_ignore_ascii_case(name))?;
        Some(attribute.value)
    }
}

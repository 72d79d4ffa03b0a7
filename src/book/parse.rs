//! A file of the book into a [`Status`], with errors that name the line.

use std::ops::Range;

use serde::Deserialize;
use toml::Spanned;

use super::BookError;
use super::cite;
use super::group::{About, Group};
use super::picture::Picture;
use super::status::{Facts, Header, Kind, Meaning, Named, Near, Now, ProtocolEntry, Sections, Status, Text, UseCase};
use crate::code::Code;

const FENCE: &str = "+++";

/// The headings of a complete page in their order, and where their text goes. A heading without a place only opens those below it.
const HEADINGS: [(&str, Option<Place>); 6] = [
    ("## What it is", Some(|s| &mut s.what)),
    ("## When does this happen", Some(|s| &mut s.when)),
    ("## How to fix it", None),
    ("### If you call it", Some(|s| &mut s.fix_caller)),
    ("### If you run it", Some(|s| &mut s.fix_owner)),
    ("## Who sent it", Some(|s| &mut s.sender)),
];

type Place = fn(&mut Sections) -> &mut String;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct FrontMatter {
    name: String,
    aliases: Vec<String>,
    kind: Kind,
    summary: String,
    on_wire: String,
    browser: String,
    definition: Named,
    #[serde(default, rename = "vendor")]
    vendors: Vec<Meaning>,
    #[serde(default)]
    header: Vec<Header>,
    #[serde(default)]
    mock: ProtocolEntry,
    checked: String,
    now: Now,
    fact: Facts,
    near: Vec<NearEntry>,
    picture: PictureEntry,
    use_case: Vec<UseCase>,
    related: Vec<Spanned<u16>>,
    #[serde(rename = "source")]
    sources: Vec<Named>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct NearEntry {
    code: Spanned<u16>,
    difference: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct PictureEntry {
    caption: String,
    who: Vec<String>,
    steps: Vec<Spanned<String>>,
}

/// # Errors
/// The first mistake of the file.
pub fn status(file: &str, text: &str) -> Result<Status, BookError> {
    let fail = |line: usize, message: String| BookError {
        file: file.to_owned(),
        line,
        message,
    };
    let code = file
        .strip_prefix("statuses/")
        .and_then(|name| name.strip_suffix(".md"))
        .and_then(Code::parse)
        .ok_or_else(|| fail(1, "the file's name is not a code with .md".to_owned()))?;
    let halves = Halves::of(text).map_err(|message| fail(1, message))?;
    let line_at = |offset: usize| halves.line_at(offset);
    let code_at = |number: &Spanned<u16>| {
        Code::new(*number.get_ref()).ok_or_else(|| fail(line_at(number.span().start), format!("{} is no code", number.get_ref())))
    };

    let front: FrontMatter = halves.front().map_err(|(line, message)| fail(line, message))?;
    let sections = sections(halves.body, halves.first_line).map_err(|(line, message)| fail(line, message))?;

    let mut picture = Picture::of(front.picture.caption, front.picture.who).map_err(|message| fail(1, message))?;
    for step in &front.picture.steps {
        picture
            .add(step.get_ref())
            .map_err(|message| fail(line_at(step.span().start), message))?;
    }
    for (name, source) in front.fact.sources() {
        cite::citations(source, &front.sources).map_err(|message| fail(1, format!("fact.{name}: {message}")))?;
    }
    let near = front.near.into_iter().map(|near| {
        Ok(Near {
            code: code_at(&near.code)?,
            difference: near.difference,
        })
    });
    let text = Text {
        checked: front.checked,
        now: front.now,
        near: near.collect::<Result<_, BookError>>()?,
        picture,
        use_cases: front.use_case,
        related: front.related.iter().map(code_at).collect::<Result<_, _>>()?,
        sources: front.sources,
        fact: front.fact,
        sections,
    };

    Ok(Status {
        code,
        name: front.name,
        aliases: front.aliases,
        kind: front.kind,
        summary: front.summary,
        on_wire: front.on_wire,
        browser: front.browser,
        definition: front.definition,
        vendors: front.vendors,
        headers: front.header,
        mock: front.mock.complete(code),
        text,
    })
}

/// A file's front matter and body.
struct Halves<'a> {
    matter: &'a str,
    body: &'a str,
    /// On which line the body begins, counted from 1.
    first_line: usize,
}

impl<'a> Halves<'a> {
    fn of(text: &'a str) -> Result<Self, String> {
        let from = FENCE.len() + 1;
        let to = text
            .strip_prefix(FENCE)
            .filter(|rest| rest.starts_with('\n'))
            .and_then(|rest| rest.find(&format!("\n{FENCE}\n")))
            .map(|at| at + FENCE.len() + 1)
            .ok_or_else(|| format!("the front matter does not stand between two lines {FENCE}"))?;
        let body_from = to + FENCE.len() + 1;
        Ok(Self {
            matter: &text[from..to],
            body: &text[body_from..],
            first_line: text[..body_from].matches('\n').count() + 1,
        })
    }

    /// The line of the file on which that offset of the front matter is.
    fn line_at(&self, offset: usize) -> usize {
        self.matter[..offset.min(self.matter.len())].matches('\n').count() + 2
    }

    fn front<T: serde::de::DeserializeOwned>(&self) -> Result<T, (usize, String)> {
        toml::from_str(self.matter).map_err(|error| {
            let at = error.span().map_or(0, |span: Range<usize>| span.start);
            (self.line_at(at), error.message().to_owned())
        })
    }
}

/// The group that a file of this name is about.
pub fn group_of(file: &str) -> Option<Group> {
    file.strip_prefix("groups/")?.strip_suffix(".md").and_then(Group::at)
}

/// # Errors
/// The first mistake of the file.
pub fn about(file: &str, text: &str) -> Result<About, BookError> {
    #[derive(Deserialize)]
    #[serde(deny_unknown_fields)]
    struct Front {
        summary: String,
        #[serde(rename = "source")]
        sources: Vec<Named>,
    }
    let fail = |line: usize, message: String| BookError {
        file: file.to_owned(),
        line,
        message,
    };
    let halves = Halves::of(text).map_err(|message| fail(1, message))?;
    let front: Front = halves.front().map_err(|(line, message)| fail(line, message))?;
    if halves.body.trim().is_empty() {
        return Err(fail(halves.first_line, "the group has no text".to_owned()));
    }
    Ok(About {
        summary: front.summary,
        sources: front.sources,
        text: halves.body.to_owned(),
    })
}

/// Cuts the text at its headings; each must be there, in order, with something under it. A section of the second level may have
/// parts of the third: one for each vendor that gives the code a meaning.
fn sections(body: &str, first_line: usize) -> Result<Sections, (usize, String)> {
    let is_heading = |line: &str| HEADINGS.iter().any(|(heading, _)| *heading == line);
    let mut sections = Sections::default();
    let mut next: usize = 0;
    let mut in_code = false;
    for (i, line) in body.lines().enumerate() {
        let number = first_line + i;
        if line.trim_start().starts_with("```") {
            in_code = !in_code;
        }
        let opens_part = || {
            let section = next.checked_sub(1).map(|at| HEADINGS[at]);
            section.is_some_and(|(heading, place)| heading.starts_with("## ") && place.is_some())
                && line.starts_with("### ")
                && !is_heading(line.trim_end())
        };
        if !in_code && line.starts_with('#') && !opens_part() {
            match HEADINGS.get(next) {
                Some((heading, _)) if *heading == line.trim_end() => next += 1,
                Some((heading, _)) => return Err((number, format!("“{line}” stands where “{heading}” is expected"))),
                None => return Err((number, format!("“{line}” stands after the last section"))),
            }
            continue;
        }
        let place = next.checked_sub(1).and_then(|at| HEADINGS[at].1);
        match place {
            Some(place) => {
                let text = place(&mut sections);
                text.push_str(line);
                text.push('\n');
            }
            None if line.trim().is_empty() => {}
            None => return Err((number, "text stands outside a section".to_owned())),
        }
    }
    let last_line = first_line + body.lines().count();
    if let Some((heading, _)) = HEADINGS.get(next) {
        return Err((last_line, format!("the section “{heading}” is missing")));
    }
    for (heading, place) in HEADINGS {
        if let Some(place) = place
            && place(&mut sections).trim().is_empty()
        {
            return Err((last_line, format!("the section “{heading}” is empty")));
        }
    }
    Ok(sections)
}

//! Reads a file of the book into a [`Status`] or an [`About`]. Errors name the line.

use std::collections::BTreeSet;
use std::ops::Range;

use serde::Deserialize;
use toml::Spanned;

use super::BookError;
use super::cite;
use super::facts::Facts;
use super::group::{About, Group};
use super::measured::builds;
use super::picture::Picture;
use super::status::{Header, Kind, Meaning, Named, Near, Now, ProtocolEntry, Sections, Status, Text, UseCase};
use crate::call::PageState;
use crate::code::Code;

const FENCE: &str = "+++";

/// The headings of a complete page in their order, and where their text goes. A heading without a field only opens those below it.
const HEADINGS: [(&str, Option<SectionField>); 6] = [
    ("## What it is", Some(|s| &mut s.what)),
    ("## When does this happen", Some(|s| &mut s.when)),
    ("## How to fix it", None),
    ("### If you call it", Some(|s| &mut s.fix_caller)),
    ("### If you run it", Some(|s| &mut s.fix_owner)),
    ("## Who sent it", Some(|s| &mut s.sender)),
];

type SectionField = fn(&mut Sections) -> &mut String;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct FrontMatter {
    name: String,
    aliases: Vec<String>,
    #[serde(default)]
    searched: Vec<String>,
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
    fact: Facts<Spanned<String>>,
    near: Vec<NearEntry>,
    picture: PictureEntry,
    use_case: Vec<UseCaseEntry>,
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
    who: Spanned<Vec<String>>,
    steps: Vec<Spanned<String>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct UseCaseEntry {
    icon: String,
    title: String,
    text: String,
    preset: Spanned<String>,
}

/// A code that the front matter of another code's page names. Whether the book has it is known once all pages are read.
#[derive(Debug)]
pub struct Reference {
    pub file: String,
    pub line: usize,
    pub kind: ReferenceKind,
    /// The code of the page that names the other.
    pub from: Code,
    pub to: Code,
}

/// The field that names the code.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ReferenceKind {
    Near,
    Related,
}

impl ReferenceKind {
    pub const fn field(self) -> &'static str {
        match self {
            Self::Near => "near",
            Self::Related => "related",
        }
    }
}

/// Reads the page of one status. Its `related` is empty: [`super::Book::bind`] fills it from the references of all pages.
///
/// # Errors
/// The first mistake of the file.
pub fn status(file: &str, text: &str) -> Result<(Status, Vec<Reference>), BookError> {
    let page = StatusFile::open(file, text)?;
    let front: FrontMatter = page.halves.front(file)?;
    let sections =
        sections(page.halves.body, page.halves.first_line).map_err(|(line, message)| BookError::new(file, line, message))?;

    let mut references = Vec::new();
    for number in &front.related {
        references.push(page.reference(ReferenceKind::Related, number)?);
    }
    let mut near = Vec::new();
    for entry in front.near {
        let reference = page.reference(ReferenceKind::Near, &entry.code)?;
        near.push(Near {
            code: reference.to,
            difference: entry.difference,
        });
        references.push(reference);
    }

    let text = Text {
        checked: front.checked,
        now: front.now,
        fact: page.facts(front.fact, &front.sources)?,
        near,
        picture: page.picture(front.picture)?,
        use_cases: front
            .use_case
            .into_iter()
            .map(|entry| page.use_case(entry))
            .collect::<Result<_, _>>()?,
        related: BTreeSet::new(),
        sources: front.sources,
        sections,
    };
    let status = Status {
        code: page.code,
        name: front.name,
        aliases: front.aliases,
        searched: front.searched,
        kind: front.kind,
        summary: front.summary,
        on_wire: front.on_wire,
        browser: front.browser,
        definition: front.definition,
        vendors: front.vendors,
        headers: front.header,
        mock: front.mock.complete(page.code),
        text,
    };
    Ok((status, references))
}

/// The file of one status.
struct StatusFile<'a> {
    file: &'a str,
    code: Code,
    halves: Halves<'a>,
}

impl<'a> StatusFile<'a> {
    fn open(file: &'a str, text: &'a str) -> Result<Self, BookError> {
        let code = file
            .strip_prefix("statuses/")
            .and_then(|name| name.strip_suffix(".md"))
            .and_then(Code::parse)
            .ok_or_else(|| {
                let message = "Unknown file name. A status is a file like statuses/502.md, a group one like groups/5xx.md.";
                BookError::new(file, 1, message.to_owned())
            })?;
        let halves = Halves::split(file, text)?;
        Ok(Self { file, code, halves })
    }

    /// A mistake at a place of the front matter.
    fn mistake(&self, place: Range<usize>, message: String) -> BookError {
        BookError::new(self.file, self.halves.line_at(place.start), message)
    }

    fn reference(&self, kind: ReferenceKind, number: &Spanned<u16>) -> Result<Reference, BookError> {
        let to = Code::new(*number.get_ref()).ok_or_else(|| {
            let message = format!("{}: {number} is not a status code. Write one from 100 to 999.", kind.field());
            self.mistake(number.span(), message)
        })?;
        Ok(Reference {
            file: self.file.to_owned(),
            line: self.halves.line_at(number.span().start),
            kind,
            from: self.code,
            to,
        })
    }

    fn facts(&self, facts: Facts<Spanned<String>>, sources: &[Named]) -> Result<Facts, BookError> {
        for (name, source) in facts.sources() {
            cite::citations(source.get_ref(), sources)
                .map_err(|message| self.mistake(source.span(), format!("fact.{name}: {message}")))?;
        }
        Ok(facts.map_sources(Spanned::into_inner))
    }

    fn picture(&self, entry: PictureEntry) -> Result<Picture, BookError> {
        let who = entry.who.span();
        let mut picture = Picture::new(entry.caption, entry.who.into_inner()).map_err(|message| self.mistake(who, message))?;
        for step in &entry.steps {
            picture
                .add(step.get_ref())
                .map_err(|message| self.mistake(step.span(), message))?;
        }
        Ok(picture)
    }

    fn use_case(&self, entry: UseCaseEntry) -> Result<UseCase, BookError> {
        let place = entry.preset.span();
        let preset = entry.preset.into_inner();
        if let Some(problem) = PageState::read(self.code, &preset).problems.first() {
            let message = format!("The preset of “{}” doesn't work. {}", entry.title, problem.message);
            return Err(self.mistake(place, message));
        }
        Ok(UseCase {
            icon: entry.icon,
            title: entry.title,
            text: entry.text,
            preset,
        })
    }
}

/// A file's front matter and body.
pub struct Halves<'a> {
    matter: &'a str,
    pub body: &'a str,
    /// The line on which the body begins, counted from 1.
    pub first_line: usize,
}

impl<'a> Halves<'a> {
    /// # Errors
    /// The file has no front matter.
    pub fn split(file: &str, text: &'a str) -> Result<Self, BookError> {
        let from = FENCE.len() + 1;
        let to = text
            .strip_prefix(FENCE)
            .filter(|rest| rest.starts_with('\n'))
            .and_then(|rest| rest.find(&format!("\n{FENCE}\n")))
            .map(|at| at + FENCE.len() + 1)
            .ok_or_else(|| {
                let message = format!("The front matter is missing. Put TOML between two lines {FENCE} at the top of the file.");
                BookError::new(file, 1, message)
            })?;
        let body_from = to + FENCE.len() + 1;
        Ok(Self {
            matter: &text[from..to],
            body: &text[body_from..],
            first_line: text[..body_from].matches('\n').count() + 1,
        })
    }

    /// The line of the file on which that offset of the front matter is. The first line of the file is the fence.
    pub fn line_at(&self, offset: usize) -> usize {
        self.matter.bytes().take(offset).filter(|byte| *byte == b'\n').count() + 2
    }

    /// # Errors
    /// Front matter that isn't TOML, or has an unknown field.
    pub fn front<T: serde::de::DeserializeOwned>(&self, file: &str) -> Result<T, BookError> {
        toml::from_str(self.matter).map_err(|error| {
            let at = error.span().map_or(0, |span| span.start);
            BookError::new(file, self.line_at(at), error.message().to_owned())
        })
    }
}

/// The group whose file has this name.
pub fn group_of(file: &str) -> Option<Group> {
    file.strip_prefix("groups/")?.strip_suffix(".md").and_then(Group::at)
}

/// Reads the page of one group.
///
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
    let halves = Halves::split(file, text)?;
    let front: Front = halves.front(file)?;
    if halves.body.trim().is_empty() {
        let message = "The text is missing. Write how to choose among the codes of the group.".to_owned();
        return Err(BookError::new(file, halves.first_line, message));
    }
    Ok(About {
        summary: front.summary,
        sources: front.sources,
        text: builds::linked(halves.body),
    })
}

/// Cuts the text at its headings. Each must be there, in order, with something under it. A section of the second level may have
/// parts of the third: one for each vendor that gives the code a meaning.
fn sections(body: &str, first_line: usize) -> Result<Sections, (usize, String)> {
    let is_heading = |line: &str| HEADINGS.iter().any(|(heading, _)| *heading == line);
    let mut sections = Sections::default();
    // The line of each heading that was found.
    let mut lines: Vec<usize> = Vec::new();
    let mut in_code = false;
    for (i, line) in body.lines().enumerate() {
        let number = first_line + i;
        if line.trim_start().starts_with("```") {
            in_code = !in_code;
        }
        let section = lines.len().checked_sub(1).map(|at| HEADINGS[at]);
        let opens_part = section.is_some_and(|(heading, field)| heading.starts_with("## ") && field.is_some())
            && line.starts_with("### ")
            && !is_heading(line.trim_end());
        if !in_code && line.starts_with('#') && !opens_part {
            match HEADINGS.get(lines.len()) {
                Some((heading, _)) if *heading == line.trim_end() => lines.push(number),
                Some((heading, _)) => return Err((number, format!("Found “{line}” where the next section is “{heading}”."))),
                None => {
                    return Err((
                        number,
                        format!("Found “{line}” after the last section. Remove it, or make it bold text."),
                    ));
                }
            }
            continue;
        }
        match section.and_then(|(_, field)| field) {
            Some(field) => {
                let text = field(&mut sections);
                text.push_str(line);
                text.push('\n');
            }
            None if line.trim().is_empty() => {}
            None => {
                let next = HEADINGS.get(lines.len()).map_or("", |(heading, _)| *heading);
                return Err((number, format!("This text is in no section. Put it under “{next}”.")));
            }
        }
    }
    if let Some((heading, _)) = HEADINGS.get(lines.len()) {
        let last_line = first_line + body.lines().count().saturating_sub(1);
        return Err((last_line, format!("The section “{heading}” is missing.")));
    }
    for ((heading, field), line) in HEADINGS.into_iter().zip(lines) {
        if let Some(field) = field
            && field(&mut sections).trim().is_empty()
        {
            return Err((line, format!("The section “{heading}” is empty.")));
        }
    }
    Ok(sections.map(builds::linked))
}

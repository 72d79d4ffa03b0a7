//! A file of the book into a [`Status`], with errors that name the line.

use std::ops::Range;

use serde::Deserialize;
use toml::Spanned;

use super::BookError;
use super::status::{Facts, Header, Kind, Named, Near, Now, ProtocolEntry, Sections, Status, Text, UseCase};
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
    #[serde(default)]
    header: Vec<Header>,
    #[serde(default)]
    mock: ProtocolEntry,
    // From here on: all or nothing.
    since: Option<String>,
    checked: Option<String>,
    now: Option<Now>,
    fact: Option<Facts>,
    near: Option<Vec<NearEntry>>,
    use_case: Option<Vec<UseCase>>,
    related: Option<Vec<Spanned<u16>>>,
    #[serde(rename = "source")]
    sources: Option<Vec<Named>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct NearEntry {
    code: Spanned<u16>,
    difference: String,
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
        .strip_suffix(".md")
        .and_then(Code::parse)
        .ok_or_else(|| fail(1, "the file's name is not a code with .md".to_owned()))?;
    let matter_from = FENCE.len() + 1;
    let matter_to = text
        .strip_prefix(FENCE)
        .filter(|rest| rest.starts_with('\n'))
        .and_then(|rest| rest.find(&format!("\n{FENCE}\n")))
        .map(|at| at + FENCE.len() + 1)
        .ok_or_else(|| fail(1, format!("the front matter does not stand between two lines {FENCE}")))?;
    let line_at = |offset: usize| text[..(matter_from + offset).min(text.len())].matches('\n').count() + 1;
    let code_at = |number: &Spanned<u16>| {
        Code::new(*number.get_ref()).ok_or_else(|| fail(line_at(number.span().start), format!("{} is no code", number.get_ref())))
    };

    let front: FrontMatter = toml::from_str(&text[matter_from..matter_to]).map_err(|error| {
        let at = error.span().map_or(0, |span: Range<usize>| span.start);
        fail(line_at(at), error.message().to_owned())
    })?;

    let body_from = matter_to + FENCE.len() + 1;
    let body = &text[body_from..];
    let first_line = text[..body_from].matches('\n').count() + 1;
    let sections = if body.trim().is_empty() {
        None
    } else {
        Some(sections(body, first_line).map_err(|(line, message)| fail(line, message))?)
    };

    let missing = |field: &str| fail(first_line, format!("the page has text, so its front matter needs “{field}”"));
    let text = match sections {
        Some(sections) => Some(Text {
            since: front.since.ok_or_else(|| missing("since"))?,
            checked: front.checked.ok_or_else(|| missing("checked"))?,
            now: front.now.ok_or_else(|| missing("now"))?,
            fact: front.fact.ok_or_else(|| missing("fact"))?,
            near: front
                .near
                .ok_or_else(|| missing("near"))?
                .into_iter()
                .map(|near| {
                    Ok(Near {
                        code: code_at(&near.code)?,
                        difference: near.difference,
                    })
                })
                .collect::<Result<_, BookError>>()?,
            use_cases: front.use_case.ok_or_else(|| missing("use_case"))?,
            related: front
                .related
                .ok_or_else(|| missing("related"))?
                .iter()
                .map(code_at)
                .collect::<Result<_, _>>()?,
            sources: front.sources.ok_or_else(|| missing("source"))?,
            sections,
        }),
        None if front.since.is_some() || front.now.is_some() || front.use_case.is_some() => {
            return Err(fail(first_line, format!("the page has no section “{}”", HEADINGS[0].0)));
        }
        None => None,
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
        headers: front.header,
        mock: front.mock.complete(code),
        text,
    })
}

/// Cuts the text at its headings; each must be there, in order, with something under it.
fn sections(body: &str, first_line: usize) -> Result<Sections, (usize, String)> {
    let mut sections = Sections::default();
    let mut next = 0;
    let mut in_code = false;
    for (i, line) in body.lines().enumerate() {
        let number = first_line + i;
        if line.trim_start().starts_with("```") {
            in_code = !in_code;
        }
        if !in_code && line.starts_with('#') {
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

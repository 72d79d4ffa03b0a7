//! Articles: pages about several codes, or about what happens without one. One file each under `articles/`.

use serde::Deserialize;
use toml::Spanned;

use super::BookError;
use super::group::Group;
use super::measured::builds;
use super::measured::conduct::Cases;
use super::parse::Halves;
use super::status::Named;
use crate::code::Code;

/// The folder of the articles, and how their names end.
const FOLDER: (&str, &str) = ("articles/", ".md");

/// A page that answers a question about several codes.
#[derive(Debug)]
pub struct Article {
    /// The last segment of its address, and the name of its file: `401-or-403`.
    pub slug: String,
    /// The question, for headings and lists.
    pub title: String,
    /// The answer in a sentence or two, each with its full stop.
    pub summary: String,
    /// What to remember: the end of the article, in a sentence or two.
    pub rule: String,
    /// The statuses whose pages link to the article. Empty if it's about none in particular.
    pub codes: Vec<Code>,
    /// What else people search for when they need it.
    pub names: Vec<String>,
    /// When it was last compared with its sources, as `2026-11-22`.
    pub checked: String,
    pub sources: Vec<Named>,
    pub sections: Vec<Written>,
}

/// What is under a heading of the second level.
#[derive(Debug)]
pub struct Written {
    pub title: String,
    pub pieces: Vec<Piece>,
}

#[derive(Debug, PartialEq, Eq)]
pub enum Piece {
    /// Markdown.
    Text(String),
    /// Path and query of a call that the reader can make: a line `{{try /502?delay=2s}}`.
    Try(String),
    /// What was measured, by the name of its table and what of it: a line `{{measured faults reset}}`.
    Cases(Cases),
}

/// A code that the front matter names, with its line. Whether the book has it is known once all pages are read.
pub type NamedCode = (usize, Code);

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Front {
    title: String,
    summary: String,
    rule: String,
    codes: Vec<Spanned<u16>>,
    #[serde(default)]
    names: Vec<String>,
    checked: String,
    #[serde(rename = "source")]
    sources: Vec<Named>,
}

/// The article whose file has this name.
pub fn slug_of(file: &str) -> Option<&str> {
    file.strip_prefix(FOLDER.0)?.strip_suffix(FOLDER.1)
}

/// Reads an article.
///
/// # Errors
/// The first mistake of the file: a name that can't be an address, front matter that isn't TOML or has an unknown field, a number that
/// isn't a code, text before the first heading, a heading without text, an unknown call or table.
pub fn article(file: &str, slug: &str, text: &str) -> Result<(Article, Vec<NamedCode>), BookError> {
    let is_plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
    if slug.is_empty() || !slug.chars().all(is_plain) || Code::parse(slug).is_some() || Group::at(slug).is_some() {
        let message = "The file's name becomes its address. Use lowercase letters, digits and hyphens, and not the name of a status or group.";
        return Err(BookError::new(file, 1, message.to_owned()));
    }
    let halves = Halves::split(file, text)?;
    let front: Front = halves.front(file)?;
    let mut codes = Vec::new();
    for number in &front.codes {
        let line = halves.line_at(number.span().start);
        let code = Code::new(*number.get_ref()).ok_or_else(|| {
            let message = format!("codes: {} is not a status code. Write one from 100 to 999.", number.get_ref());
            BookError::new(file, line, message)
        })?;
        codes.push((line, code));
    }
    let sections = sections(halves.body).map_err(|(line, message)| BookError::new(file, halves.first_line + line, message))?;
    let article = Article {
        slug: slug.to_owned(),
        title: front.title,
        summary: front.summary,
        rule: front.rule,
        codes: codes.iter().map(|(_, code)| *code).collect(),
        names: front.names,
        checked: front.checked,
        sources: front.sources,
        sections,
    };
    Ok((article, codes))
}

/// Cuts the text at its headings of the second level. Errors have the number of the line, counted from 0.
fn sections(body: &str) -> Result<Vec<Written>, (usize, String)> {
    let mut all: Vec<(usize, Written)> = Vec::new();
    let mut in_code = false;
    for (at, line) in body.lines().enumerate() {
        in_code ^= line.starts_with("```");
        if let (Some(title), false) = (line.strip_prefix("## "), in_code) {
            let title = title.trim_end().to_owned();
            let pieces = Vec::new();
            all.push((at, Written { title, pieces }));
            continue;
        }
        let Some((_, section)) = all.last_mut() else {
            if line.trim().is_empty() {
                continue;
            }
            return Err((at, "This text is in no section. Put it under a heading “## …”.".to_owned()));
        };
        let directive = line.trim_end().strip_prefix("{{").and_then(|rest| rest.strip_suffix("}}"));
        if let (Some(directive), false) = (directive, in_code) {
            section.pieces.push(asked_for(directive).map_err(|message| (at, message))?);
            continue;
        }
        if !matches!(section.pieces.last(), Some(Piece::Text(_))) {
            section.pieces.push(Piece::Text(String::new()));
        }
        if let Some(Piece::Text(text)) = section.pieces.last_mut() {
            text.extend([line, "\n"]);
        }
    }
    if all.is_empty() {
        return Err((0, "The text is missing. Write sections under headings “## …”.".to_owned()));
    }
    let finish = |(at, mut section): (usize, Written)| {
        section
            .pieces
            .retain(|piece| !matches!(piece, Piece::Text(text) if text.trim().is_empty()));
        for piece in &mut section.pieces {
            if let Piece::Text(text) = piece {
                *text = builds::linked(text);
            }
        }
        if section.pieces.is_empty() {
            return Err((at, format!("The section “{}” is empty.", section.title)));
        }
        Ok(section)
    };
    all.into_iter().map(finish).collect()
}

fn asked_for(directive: &str) -> Result<Piece, String> {
    match directive.split_once(' ') {
        Some(("try", call)) if call.starts_with('/') => Ok(Piece::Try(call.to_owned())),
        Some(("measured", wanted)) => Cases::named(wanted).map(Piece::Cases),
        _ => Err(format!(
            "Unknown: {directive}. Write {{{{try /502?delay=2s}}}} for a call, or {{{{measured …}}}} for a table."
        )),
    }
}

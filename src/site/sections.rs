//! A page as data: the list of its sections, with nothing said about how they look.
//!
//! `status.rs`, `group.rs`, `article.rs` and `manual.rs` make such a list, `html.rs` draws it and `plain.rs` writes it as Markdown. A new section is
//! an entry in the list of its page. A new kind of content is a [`Block`], and the compiler then asks both forms for it.

use std::borrow::Cow;

use super::frame::Frame;
use crate::book::{Named, Picture, UseCase};
use crate::code::Code;

/// A part of a page under a heading of its own.
#[derive(Debug)]
pub struct Section<'a> {
    /// What an address has behind `#` to lead here.
    pub id: Cow<'static, str>,
    /// Empty for the part that the heading of the page is already about.
    pub title: String,
    pub layout: Layout,
    pub blocks: Vec<Block<'a>>,
}

/// Where the HTML page puts a section. In Markdown they all just follow each other.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Layout {
    /// In the running text.
    Text,
    /// At the top of a status's page, above its panel.
    Now,
    /// The strip of facts. It explains itself on the page, so its heading is for Markdown only.
    Strip,
    /// Straight in the page, over its whole width, for large tables, articles and the manual.
    Wide,
}

impl<'a> Section<'a> {
    /// A section of the running text.
    pub fn new(id: impl Into<Cow<'static, str>>, title: impl Into<String>, blocks: Vec<Block<'a>>) -> Self {
        Self::laid_out(Layout::Text, id, title, blocks)
    }

    pub fn laid_out(layout: Layout, id: impl Into<Cow<'static, str>>, title: impl Into<String>, blocks: Vec<Block<'a>>) -> Self {
        Self {
            id: id.into(),
            title: title.into(),
            layout,
            blocks,
        }
    }
}

/// A piece of a section. Texts called Markdown are one line of it, unless it says otherwise.
#[derive(Debug)]
pub enum Block<'a> {
    /// Text of the book: Markdown with paragraphs, lists, tables and code.
    Prose(Cow<'a, str>),
    /// A heading inside the section.
    Heading(&'static str),
    /// Markdown.
    Paragraph(Cow<'a, str>),
    /// Markdown, an item each.
    List(Vec<String>),
    /// Who is asking, and what to do then, as Markdown.
    Advice(Vec<(&'static str, &'a str)>),
    Facts(Vec<FactRow>),
    Table(Table),
    /// An exchange, in which this code is marked.
    Picture(&'a Picture, Code),
    /// Presets for the panel on the page of this code.
    UseCases(Code, &'a [UseCase]),
    /// A program to be copied.
    Listing(Listing),
    /// Other statuses, with their summaries.
    Statuses(Vec<Code>),
    /// The error messages of this code, as `messages.rs` lists them.
    Messages(Code, Vec<MessageShelf>),
    /// What to remember, as a line of Markdown.
    Rule(&'a str),
    /// Path and query of a call that the reader can make here.
    Try(&'a str),
    Sources(&'a [Named]),
    Checked(Checked),
    /// An option of the mock.
    Option(OptionEntry),
}

impl<'a> Block<'a> {
    pub fn prose(text: impl Into<Cow<'a, str>>) -> Self {
        Self::Prose(text.into())
    }

    pub fn paragraph(text: impl Into<Cow<'a, str>>) -> Self {
        Self::Paragraph(text.into())
    }
}

/// The one kind of table that pages have.
#[derive(Debug)]
pub struct Table {
    /// What a screen reader calls the box in which the table scrolls. No other part of the page may have that name.
    pub label: String,
    pub heads: Vec<&'static str>,
    pub rows: Vec<Vec<Cell>>,
    /// Whether the first cell of a row says what the row is about.
    pub named_rows: bool,
}

impl Table {
    /// A table in which the first cell of a row says what the row is about.
    pub fn new(label: impl Into<String>, heads: Vec<&'static str>, rows: Vec<Vec<Cell>>) -> Self {
        Self {
            label: label.into(),
            heads,
            rows,
            named_rows: true,
        }
    }
}

#[derive(Debug)]
pub enum Cell {
    /// One line of Markdown.
    Text(String),
    /// A link to the page of a status, in the colour of its group.
    Status(Code),
}

impl From<String> for Cell {
    fn from(text: String) -> Self {
        Self::Text(text)
    }
}

impl From<&str> for Cell {
    fn from(text: &str) -> Self {
        Self::Text(text.to_owned())
    }
}

/// One fact about a status. Everything but the label is one line of Markdown.
#[derive(Debug)]
pub struct FactRow {
    pub label: String,
    pub main: String,
    pub more: Option<String>,
    /// Where the fact comes from; empty for what the book itself says.
    pub source: String,
}

#[derive(Debug)]
pub struct Listing {
    /// The tool that runs it.
    pub name: &'static str,
    /// A name or extension that the highlighter knows.
    pub syntax: &'static str,
    pub text: String,
}

/// Products of one kind, with their messages.
#[derive(Debug)]
pub struct MessageShelf {
    pub title: &'static str,
    pub products: Vec<ProductMessages>,
}

#[derive(Debug)]
pub struct ProductMessages {
    /// For the id of its place on the page.
    pub slug: String,
    pub name: String,
    pub rows: Vec<MessageRow>,
}

#[derive(Debug)]
pub struct MessageRow {
    /// The message, which is not Markdown.
    pub literal: String,
    /// Markdown.
    pub means: String,
    /// Where it appears, or which client prints it.
    pub seen: String,
    /// How that is known, as Markdown. The page leads to it: sources of hundreds of messages would be a sixth of its bytes.
    pub source: String,
    /// Whether the same client has said as much before. Only Markdown and searches have such a message: on the page, a dozen lines
    /// that differ in nothing but their wording would hide the others.
    pub is_more_of_the_same: bool,
    /// Whether a client says it of every status. Searches find it as a whole, and not by its words, which all pages have.
    pub is_general: bool,
}

/// When a page was last compared with its sources, and where to say that it's wrong.
#[derive(Debug)]
pub struct Checked {
    /// `2026-11-22`.
    pub day: String,
    /// The same day as people write it.
    pub written: String,
    pub report_url: Option<String>,
    /// The path of this page as Markdown.
    pub markdown: String,
}

impl Checked {
    /// `day` as the book has it; `name` is the last segment of the page's address.
    pub fn new(frame: &Frame, day: &str, name: &str) -> Self {
        let written = day.parse::<jiff::civil::Date>();
        Self {
            day: day.to_owned(),
            written: written.map_or_else(|_| day.to_owned(), |date| date.strftime("%-d %B %Y").to_string()),
            report_url: frame.report_url.as_ref().map(|url| url.replace("{code}", name)),
            markdown: format!("/docs/{name}.md"),
        }
    }
}

/// What the manual says about an option.
#[derive(Debug)]
pub struct OptionEntry {
    pub name: &'static str,
    pub about: String,
    /// The values it takes, in words and without a full stop.
    pub allowed: String,
    /// The same value as a query, a segment and a header.
    pub forms: Vec<String>,
    /// Path and query of a call that shows what it does.
    pub call: &'static str,
}

//! What has a page under `/docs`. A new kind of page is a variant here and a file with its HTML and its Markdown.

use leptos::prelude::*;

use super::frame::Frame;
use super::guide::guide_page;
use super::sections::Section;
use super::{article, group, manual, measured, overview, plain, returning, status};
use crate::book::{Book, Group};
use crate::call::PageState;
use crate::code::Code;

/// The name of the manual in its address.
const MANUAL: &str = "mock";
/// The name of the list of builds in its address.
const MEASURED: &str = "measured";
/// What the name of a page has before its code that says how a server returns it.
const RETURN: &str = "return-";

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Entry {
    /// A status that the book has a page about.
    Status(Code),
    /// How a server of the reader's own returns a status.
    Return(Code),
    /// A class or the vendors' codes, side by side.
    Group(Group),
    /// An article, by the last segment of its address.
    Article(String),
    /// The manual of the mock.
    Manual,
    /// The builds that measurements were made with.
    Measured,
    /// The list of all others.
    Overview,
}

impl Entry {
    /// The entry with that name, which is the last segment of its address: `502`, `5xx`, `vendors`, `401-or-403`, `mock`, `measured`,
    /// `return-502`.
    pub fn at(book: &Book, name: &str) -> Option<Self> {
        match name {
            MANUAL => return Some(Self::Manual),
            MEASURED => return Some(Self::Measured),
            _ => {}
        }
        if let Some(group) = Group::at(name) {
            return Some(Self::Group(group));
        }
        if book.article(name).is_some() {
            return Some(Self::Article(name.to_owned()));
        }
        if let Some(code) = name.strip_prefix(RETURN) {
            let status = book.get(Code::parse(code)?)?;
            return returning::can(status).then_some(Self::Return(status.code));
        }
        let code = Code::parse(name)?;
        book.get(code).map(|status| Self::Status(status.code))
    }

    /// Every entry: statuses in ascending order, then groups, then articles, then the others.
    pub fn all(book: &Book) -> impl Iterator<Item = Self> {
        let statuses = book.statuses().map(|status| Self::Status(status.code));
        statuses
            .chain(Group::ALL.into_iter().map(Self::Group))
            .chain(Self::guides(book))
            .chain([Self::Overview])
    }

    /// Pages that only the page of their status leads to.
    pub fn returns(book: &Book) -> impl Iterator<Item = Self> {
        let statuses = book.statuses().filter(|status| returning::can(status));
        statuses.map(|status| Self::Return(status.code))
    }

    /// The entry that stands for this one in lists: the status, for a page that only its page leads to.
    pub fn listed(&self) -> Self {
        match self {
            Self::Return(code) => Self::Status(*code),
            other => other.clone(),
        }
    }

    /// What is about no single code and no single group.
    pub fn guides(book: &Book) -> impl Iterator<Item = Self> {
        let articles = book.articles().map(|article| Self::Article(article.slug.clone()));
        articles.chain([Self::Manual, Self::Measured])
    }

    /// The entries before and after this one among those of its kind.
    pub fn neighbors(&self, book: &Book) -> (Option<Self>, Option<Self>) {
        let kind = std::mem::discriminant(self);
        let all: Vec<_> = Self::all(book)
            .filter(|other| std::mem::discriminant(other) == kind)
            .collect();
        let Some(at) = all.iter().position(|other| other == self) else {
            return (None, None);
        };
        (
            at.checked_sub(1).and_then(|at| all.get(at).cloned()),
            all.get(at + 1).cloned(),
        )
    }

    /// What lists and links call it.
    pub fn title(&self, book: &Book) -> String {
        match self {
            Self::Status(code) => format!("{code} {}", book.name(*code)),
            Self::Return(code) => format!("Return {code} {} yourself", book.name(*code)),
            Self::Group(group) => group.title(),
            Self::Article(slug) => book.article(slug).map(|article| article.title.clone()).unwrap_or_default(),
            Self::Manual => manual::TITLE.to_owned(),
            Self::Measured => measured::TITLE.to_owned(),
            Self::Overview => overview::TITLE.to_owned(),
        }
    }

    /// What it says first, in a sentence or two.
    pub fn lead(&self, book: &Book) -> String {
        match self {
            Self::Status(code) => book.summary(*code).to_owned(),
            Self::Return(code) => returning::lead(*code),
            Self::Group(group) => book.about(*group).map(|about| about.summary.clone()).unwrap_or_default(),
            Self::Article(slug) => book.article(slug).map(|article| article.summary.clone()).unwrap_or_default(),
            Self::Manual => manual::LEAD.to_owned(),
            Self::Measured => measured::LEAD.to_owned(),
            Self::Overview => overview::LEAD.to_owned(),
        }
    }

    /// For `data-class`: whose color it has.
    pub fn class(&self, book: &Book) -> Option<&'static str> {
        match self {
            Self::Status(code) | Self::Return(code) => book.get(*code).map(|status| status.group().slug()),
            Self::Group(group) => Some(group.slug()),
            _ => None,
        }
    }

    /// The path of the page, such as `/docs/502`. With `.md` behind it, it is the path of the Markdown.
    pub fn address(&self) -> String {
        match self {
            Self::Status(code) => format!("/docs/{code}"),
            Self::Return(code) => format!("/docs/{RETURN}{code}"),
            Self::Group(group) => format!("/docs/{}", group.address()),
            Self::Article(slug) => format!("/docs/{slug}"),
            Self::Manual => format!("/docs/{MANUAL}"),
            Self::Measured => format!("/docs/{MEASURED}"),
            Self::Overview => "/docs".to_owned(),
        }
    }

    /// The whole document as HTML.
    pub fn view(&self, frame: &Frame) -> AnyView {
        match self {
            Self::Status(code) => status::status_page(frame, &PageState::starting(*code)),
            Self::Group(group) => group::group_page(frame, *group),
            Self::Return(code) => {
                let title = returning::title(&frame.book, *code);
                guide_page(frame, self, &title, &self.lead(&frame.book))
            }
            Self::Article(_) => guide_page(frame, self, &self.title(&frame.book), &self.lead(&frame.book)),
            Self::Manual => guide_page(frame, self, manual::HEAD.0, manual::HEAD.1),
            Self::Measured => guide_page(frame, self, measured::HEAD.0, measured::HEAD.1),
            Self::Overview => guide_page(frame, self, overview::HEAD.0, overview::HEAD.1),
        }
    }

    /// The sections of the page.
    pub fn sections<'a>(&self, frame: &'a Frame) -> Vec<Section<'a>> {
        let book = &frame.book;
        match self {
            Self::Status(code) => book
                .get(*code)
                .map(|status| status::sections(frame, status))
                .unwrap_or_default(),
            Self::Return(code) => book.get(*code).map(returning::sections).unwrap_or_default(),
            Self::Group(group) => group::sections(book, *group),
            Self::Article(slug) => book
                .article(slug)
                .map(|article| article::sections(frame, article))
                .unwrap_or_default(),
            Self::Manual => manual::sections(frame),
            Self::Measured => measured::sections(),
            Self::Overview => overview::sections(frame),
        }
    }

    /// The page as Markdown, without its panel. Links in it are absolute, because a file has no address of its own.
    pub fn markdown(&self, frame: &Frame) -> String {
        match self {
            Self::Status(code) => frame
                .book
                .get(*code)
                .map(|status| status::status_markdown(frame, status))
                .unwrap_or_default(),
            Self::Group(group) => group::group_markdown(frame, *group),
            // The others are their sections and nothing else.
            Self::Return(_) | Self::Article(_) | Self::Manual | Self::Measured | Self::Overview => {
                let (title, lead) = (self.title(&frame.book), self.lead(&frame.book));
                plain::write_page(frame, &title, &lead, &[], &self.sections(frame))
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::book::LiveBook;

    #[test]
    fn the_last_segment_of_an_address_is_the_name_of_its_entry() {
        let book = LiveBook::open().unwrap().last_good();
        for entry in Entry::all(&book).chain(Entry::returns(&book)) {
            let address = entry.address();
            let Some(name) = address.strip_prefix("/docs/") else {
                assert_eq!(entry, Entry::Overview);
                continue;
            };
            assert_eq!(Entry::at(&book, name).as_ref(), Some(&entry), "{address}");
        }
        for name in [
            "",
            "299",
            "0502",
            "502.md",
            "502/",
            "6xx",
            "Vendors",
            "MOCK",
            "no-such",
            "return-",
            "return-299",
            "return-100",
        ] {
            assert_eq!(Entry::at(&book, name), None, "{name}");
        }
    }
}

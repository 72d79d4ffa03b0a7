//! What has a page under `/docs`. A new kind of page is a variant here and a file with its HTML and its Markdown.

use leptos::prelude::*;

use super::frame::Frame;
use super::sections::Section;
use super::{group, manual, measured, status};
use crate::book::{Book, Group};
use crate::call::PageState;
use crate::code::Code;

/// The name of the manual in its address.
const MANUAL: &str = "mock";
/// The name of the list of builds in its address.
const MEASURED: &str = "measured";

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Entry {
    /// A status that the book has a page about.
    Status(Code),
    /// A class or the vendors' codes, side by side.
    Group(Group),
    /// The manual of the mock.
    Manual,
    /// The builds that measurements were made with.
    Measured,
}

impl Entry {
    /// The entry with that name, which is the last segment of its address: `502`, `5xx`, `vendors`, `mock`, `measured`.
    pub fn at(book: &Book, name: &str) -> Option<Self> {
        match name {
            MANUAL => return Some(Self::Manual),
            MEASURED => return Some(Self::Measured),
            _ => {}
        }
        if let Some(group) = Group::at(name) {
            return Some(Self::Group(group));
        }
        let code = Code::parse(name)?;
        book.get(code).map(|status| Self::Status(status.code))
    }

    /// Every entry: statuses in ascending order, then groups, then the others.
    pub fn all(book: &Book) -> impl Iterator<Item = Self> {
        let statuses = book.statuses().map(|status| Self::Status(status.code));
        statuses
            .chain(Group::ALL.into_iter().map(Self::Group))
            .chain([Self::Manual, Self::Measured])
    }

    /// The path of the page, such as `/docs/502`. With `.md` behind it, it is the path of the Markdown.
    pub fn address(&self) -> String {
        match self {
            Self::Status(code) => format!("/docs/{code}"),
            Self::Group(group) => format!("/docs/{}", group.address()),
            Self::Manual => format!("/docs/{MANUAL}"),
            Self::Measured => format!("/docs/{MEASURED}"),
        }
    }

    /// The whole document as HTML.
    pub fn view(&self, frame: &Frame) -> AnyView {
        match self {
            Self::Status(code) => status::status_page(frame, &PageState::new(*code)),
            Self::Group(group) => group::group_page(frame, *group),
            Self::Manual => manual::manual_page(frame, &self.address()),
            Self::Measured => measured::measured_page(frame, &self.address()),
        }
    }

    /// What the page is called, what it says first, and its sections.
    pub fn contents<'a>(&self, frame: &'a Frame) -> (String, String, Vec<Section<'a>>) {
        match self {
            Self::Status(code) => match frame.book.get(*code) {
                Some(status) => (status.title(), status.summary.clone(), status::sections(frame, status)),
                None => Default::default(),
            },
            Self::Group(group) => {
                let about = frame.book.about(*group);
                let summary = about.map(|about| about.summary.clone()).unwrap_or_default();
                (group.title(), summary, group::sections(&frame.book, *group))
            }
            Self::Manual => (manual::TITLE.to_owned(), manual::LEAD.to_owned(), manual::sections(frame)),
            Self::Measured => (measured::TITLE.to_owned(), measured::LEAD.to_owned(), measured::sections()),
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
            Self::Manual => manual::manual_markdown(frame),
            Self::Measured => measured::measured_markdown(frame),
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
        for entry in Entry::all(&book) {
            let address = entry.address();
            let name = address.strip_prefix("/docs/").unwrap();
            assert_eq!(Entry::at(&book, name).as_ref(), Some(&entry), "{address}");
        }
        for name in ["", "299", "0502", "502.md", "502/", "6xx", "Vendors", "MOCK", "which"] {
            assert_eq!(Entry::at(&book, name), None, "{name}");
        }
    }
}

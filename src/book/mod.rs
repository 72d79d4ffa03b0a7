//! What the book says: one Markdown file per code under `statuses/` and one per class under `groups/`, with TOML front matter.

pub mod cite;
mod group;
pub mod measured;
mod parse;
mod picture;
mod source;
mod status;

use std::collections::BTreeMap;
use std::fmt;

pub use group::{About, Group};
pub use picture::{Picture, Step};
pub use source::Shelf;
pub use status::{
    Again, CacheRule, Fact, Facts, Header, Kind, Meaning, Named, Near, Need, Play, Protocol, Status, Text, UseCase,
};

use crate::call::PageState;
use crate::code::Code;

/// Every status, by code. Complete and consistent in itself: [`Book::bind`] refuses anything else.
#[derive(Debug)]
pub struct Book {
    statuses: BTreeMap<Code, Status>,
    /// By the address of the group.
    groups: BTreeMap<&'static str, About>,
}

/// What is wrong with a file of the book, and where.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BookError {
    /// The file's name, such as `statuses/502.md`.
    pub file: String,
    /// Counted from 1.
    pub line: usize,
    pub message: String,
}

impl fmt::Display for BookError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "src/book/{}:{}: {}", self.file, self.line, self.message)
    }
}

impl std::error::Error for BookError {}

impl Book {
    /// Reads the files of a book, each as its name and its text.
    ///
    /// # Errors
    /// The first mistake, with file and line: front matter that is no TOML or has an unknown field, a missing or unknown section,
    /// a reference to a status that does not exist, a preset that the mock would refuse.
    pub fn bind(files: impl IntoIterator<Item = (String, String)>) -> Result<Self, BookError> {
        let mut statuses = BTreeMap::new();
        let mut groups = BTreeMap::new();
        for (name, text) in files {
            if let Some(group) = parse::group_of(&name) {
                groups.insert(group.address(), parse::about(&name, &text)?);
                continue;
            }
            let status = parse::status(&name, &text)?;
            if let Some(earlier) = statuses.insert(status.code, status) {
                return Err(BookError {
                    file: name,
                    line: 1,
                    message: format!("{} stands in the book twice", earlier.code),
                });
            }
        }
        if let Some(group) = Group::ALL.into_iter().find(|group| !groups.contains_key(group.address())) {
            return Err(BookError {
                file: format!("groups/{}.md", group.address()),
                line: 1,
                message: "the file is missing".to_owned(),
            });
        }
        let book = Self { statuses, groups };
        book.check_references()?;
        Ok(book)
    }

    pub fn get(&self, code: Code) -> Option<&Status> {
        self.statuses.get(&code)
    }

    pub fn about(&self, group: Group) -> Option<&About> {
        self.groups.get(group.address())
    }

    /// In ascending order of their codes.
    pub fn statuses(&self) -> impl Iterator<Item = &Status> {
        self.statuses.values()
    }

    /// The groups of the front page in their order: registered codes by class, then what vendors made up.
    pub fn groups(&self) -> impl Iterator<Item = (Group, Vec<&Status>)> {
        Group::ALL
            .into_iter()
            .map(|group| (group, self.statuses().filter(|status| status.group() == group).collect()))
    }

    /// The reason phrase for a code: the book's name, or its class's for a code that has no page.
    pub fn name(&self, code: Code) -> &str {
        self.get(code).map_or(code.class().name(), |status| &status.name)
    }

    /// One sentence on a code: the book's, or its class's.
    pub fn summary(&self, code: Code) -> &str {
        self.get(code).map_or(code.class().summary(), |status| &status.summary)
    }

    /// How the mock plays a code.
    pub fn play(&self, code: Code) -> Play {
        self.get(code).map_or_else(|| Play::of(code), |status| status.mock.play)
    }

    fn check_references(&self) -> Result<(), BookError> {
        for status in self.statuses() {
            let text = &status.text;
            let fail = |message| {
                Err(BookError {
                    file: format!("statuses/{}.md", status.code),
                    line: 1,
                    message,
                })
            };
            for code in text.related.iter().chain(text.near.iter().map(|near| &near.code)) {
                if self.get(*code).is_none() || *code == status.code {
                    return fail(format!("refers to {code}, which is no other status of the book"));
                }
            }
            for case in &text.use_cases {
                if let Some(problem) = PageState::read(status.code, &case.preset).problems.first() {
                    return fail(format!("the preset of “{}”: {}", case.title, problem.message));
                }
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests;

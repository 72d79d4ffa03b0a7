//! What the book says: one Markdown file per code under `statuses/`, one per group under `groups/` and one per article under
//! `articles/`, with TOML front matter, and one TOML file per product under `products/`.

mod article;
pub mod cite;
mod facts;
mod group;
mod limits;
pub mod measured;
mod parse;
mod picture;
mod product;
mod source;
mod status;

use std::collections::BTreeMap;
use std::fmt;

pub use article::{Article, Piece};
pub use facts::{Again, CacheRule, Fact, Facts, Retry, RetryAdvice};
pub use group::{About, Group};
pub use limits::{LIMITS, TextLimit, TextLimits, Unit};
pub use picture::{Picture, PictureStep};
pub use product::{Message, Product, ProductKind};
pub use source::LiveBook;
pub use status::{Header, Kind, Meaning, Named, Near, Need, Play, Protocol, Status, Text, UseCase};

use self::parse::{Reference, ReferenceKind};
use crate::code::Code;

/// Every status and every group. [`Book::bind`] refuses a book with a missing part or a reference that leads nowhere.
#[derive(Debug)]
pub struct Book {
    statuses: BTreeMap<Code, Status>,
    /// By [`Group::address`].
    groups: BTreeMap<&'static str, About>,
    /// By kind, then by name.
    products: Vec<Product>,
    /// By address.
    articles: BTreeMap<String, Article>,
}

/// A mistake in a file of the book: where it is, what is wrong and what to do.
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

impl BookError {
    fn new(file: &str, line: usize, message: String) -> Self {
        Self {
            file: file.to_owned(),
            line,
            message,
        }
    }
}

impl Book {
    /// Reads the files of a book, each as its name and its text. A relation between two codes is written on one of their pages and
    /// known to both afterwards.
    ///
    /// # Errors
    /// The first mistake, with file and line: front matter that isn't TOML or has an unknown field, a missing or unknown section,
    /// a reference to a status that doesn't exist, a preset that the mock would refuse, a relation that is written twice.
    pub fn bind(files: impl IntoIterator<Item = (String, String)>) -> Result<Self, BookError> {
        let mut statuses = BTreeMap::new();
        let mut groups = BTreeMap::new();
        let mut products = Vec::new();
        let mut articles = BTreeMap::new();
        let mut named_elsewhere: Vec<(String, usize, Code)> = Vec::new();
        let mut references = Vec::new();
        for (name, text) in files {
            if let Some(group) = parse::group_of(&name) {
                groups.insert(group.address(), parse::about(&name, &text)?);
                continue;
            }
            if let Some(slug) = product::slug_of(&name) {
                let (product, named) = product::product(&name, slug, &text)?;
                products.push(product);
                named_elsewhere.extend(named.into_iter().map(|(line, code)| (name.clone(), line, code)));
                continue;
            }
            if let Some(slug) = article::slug_of(&name) {
                let (article, named) = article::article(&name, slug, &text)?;
                articles.insert(slug.to_owned(), article);
                named_elsewhere.extend(named.into_iter().map(|(line, code)| (name.clone(), line, code)));
                continue;
            }
            let (status, named) = parse::status(&name, &text)?;
            let code = status.code;
            if statuses.insert(code, status).is_some() {
                let message = format!("{code} is in the book twice. Keep one file per code.");
                return Err(BookError::new(&name, 1, message));
            }
            references.extend(named);
        }
        if let Some(group) = Group::ALL.into_iter().find(|group| !groups.contains_key(group.address())) {
            let name = format!("groups/{}.md", group.address());
            let message = "The file is missing. Every group needs one.".to_owned();
            return Err(BookError::new(&name, 1, message));
        }
        products.sort_by_key(|product| (product.kind, product.name.to_lowercase()));
        if let Some((name, line, code)) = named_elsewhere.iter().find(|(.., code)| !statuses.contains_key(code)) {
            let message = format!("codes names {code}, which has no page. Name a code of the book.");
            return Err(BookError::new(name, *line, message));
        }
        let mut book = Self {
            statuses,
            groups,
            products,
            articles,
        };
        for reference in &references {
            book.connect(reference)?;
        }
        Ok(book)
    }

    /// Checks that a reference leads to another page. Adds a relation to both pages.
    fn connect(&mut self, reference: &Reference) -> Result<(), BookError> {
        let Reference { kind, from, to, .. } = *reference;
        let field = kind.field();
        let fail = |message: String| Err(BookError::new(&reference.file, reference.line, message));
        if from == to {
            return fail(format!("{field} names {to}, the code of this page. Name another code."));
        }
        if !self.statuses.contains_key(&to) {
            return fail(format!("{field} names {to}, which has no page. Name a code of the book."));
        }
        if kind == ReferenceKind::Related {
            for (one, other) in [(from, to), (to, from)] {
                if let Some(status) = self.statuses.get_mut(&one)
                    && !status.text.related.insert(other)
                {
                    return fail(format!(
                        "{from} and {to} are related twice. Write {to} here or {from} in {to}.md, not both."
                    ));
                }
            }
        }
        Ok(())
    }

    pub fn get(&self, code: Code) -> Option<&Status> {
        self.statuses.get(&code)
    }

    pub fn about(&self, group: Group) -> Option<&About> {
        self.groups.get(group.address())
    }

    /// The article with that address.
    pub fn article(&self, slug: &str) -> Option<&Article> {
        self.articles.get(slug)
    }

    /// In the order of their addresses.
    pub fn articles(&self) -> impl Iterator<Item = &Article> {
        self.articles.values()
    }

    /// In ascending order of their codes.
    pub fn statuses(&self) -> impl Iterator<Item = &Status> {
        self.statuses.values()
    }

    /// The messages that belong to a status, by product: only products that have some.
    pub fn messages<'a>(&'a self, status: &'a Status) -> impl Iterator<Item = (&'a Product, Vec<&'a Message>)> {
        self.products.iter().filter_map(|product| {
            let messages: Vec<_> = product.messages.iter().filter(|message| message.concerns(status)).collect();
            (!messages.is_empty()).then_some((product, messages))
        })
    }

    /// The groups of the front page in their order: registered codes by class, then vendor codes.
    pub fn groups(&self) -> impl Iterator<Item = (Group, Vec<&Status>)> {
        Group::ALL
            .into_iter()
            .map(|group| (group, self.statuses().filter(|status| status.group() == group).collect()))
    }

    /// The reason phrase for a code: the book's name, or that of its class if the code has no page.
    pub fn name(&self, code: Code) -> &str {
        self.get(code).map_or(code.class().name(), |status| &status.name)
    }

    /// One sentence about a code: the book's, or that of its class if the code has no page.
    pub fn summary(&self, code: Code) -> &str {
        self.get(code).map_or(code.class().summary(), |status| &status.summary)
    }

    /// How the mock plays a code.
    pub fn play(&self, code: Code) -> Play {
        self.get(code)
            .map_or_else(|| Play::default_for(code), |status| status.mock.play)
    }
}

#[cfg(test)]
mod tests;

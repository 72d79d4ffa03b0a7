//! Products that send or log statuses, and the error messages by which people know them.

use serde::Deserialize;
use toml::Spanned;

use super::BookError;
use super::cite;
use super::status::{Named, Status};
use crate::code::{Class, Code};

/// A message with more codes than these is about no code in particular.
const MOST_OF_A_CLASS: usize = 20;

/// A product and its messages: one file under `products/`.
#[derive(Debug)]
pub struct Product {
    /// The name of its file without `.toml`, and of its place on a page.
    pub slug: String,
    /// As its maker writes it.
    pub name: String,
    pub kind: ProductKind,
    pub sources: Vec<Named>,
    pub messages: Vec<Message>,
}

/// What a product is. Pages show products in this order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum ProductKind {
    Proxy,
    Server,
    Cdn,
    Cloud,
    Framework,
    Runtime,
    Api,
    Tool,
    /// A library or program that makes calls, and says the same about many codes.
    Client,
}

/// What a product prints, sends or logs with a status.
#[derive(Debug)]
pub struct Message {
    targets: Vec<Target>,
    pub seen: Seen,
    /// As it's pasted, with `…` for what varies.
    text: String,
    /// What happened and what to do. One line of Markdown.
    pub means: String,
    /// The documents it was found in, as in [`super::Fact`].
    pub source: String,
}

/// Where a message appears.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Seen {
    Body,
    Header,
    #[serde(rename = "status line")]
    StatusLine,
    #[serde(rename = "error log")]
    ErrorLog,
    #[serde(rename = "access log")]
    AccessLog,
    Event,
    Client,
    Console,
}

impl Seen {
    /// For the line under a message.
    pub const fn words(self) -> &'static str {
        match self {
            Self::Body => "Response body",
            Self::Header => "Response header",
            Self::StatusLine => "Status line",
            Self::ErrorLog => "Error log",
            Self::AccessLog => "Access log",
            Self::Event => "Event or pod status",
            Self::Client => "Printed by the client",
            Self::Console => "Console",
        }
    }
}

/// On which pages a message is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Target {
    Code(Code),
    /// Every code of the class that reaches a client.
    Class(Class),
}

impl Message {
    /// Whether the message belongs on the page of that status.
    pub fn concerns(&self, status: &Status) -> bool {
        self.targets.iter().any(|target| match target {
            Target::Code(code) => *code == status.code,
            Target::Class(class) => *class == status.code.class() && status.on_wire == "yes",
        })
    }

    /// Whether it says the same about a whole class of codes, or about most of one.
    pub fn is_general(&self) -> bool {
        self.targets.len() > MOST_OF_A_CLASS || self.targets.iter().any(|target| matches!(target, Target::Class(_)))
    }

    /// The message as it reads with that status.
    pub fn with(&self, status: &Status) -> String {
        self.text
            .replace("{code}", &status.code.to_string())
            .replace("{name}", &status.name)
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ProductFile {
    name: String,
    kind: ProductKind,
    #[serde(rename = "source", default)]
    sources: Vec<Named>,
    #[serde(rename = "message")]
    messages: Vec<MessageEntry>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct MessageEntry {
    codes: Vec<Spanned<TargetEntry>>,
    seen: Seen,
    text: Spanned<String>,
    means: String,
    source: Spanned<String>,
}

#[derive(Deserialize)]
#[serde(untagged)]
enum TargetEntry {
    Code(u16),
    Class(String),
}

impl TargetEntry {
    fn read(&self) -> Result<Target, String> {
        match self {
            Self::Code(number) => Code::new(*number)
                .map(Target::Code)
                .ok_or_else(|| format!("{number} is not a status code. Write one from 100 to 999.")),
            Self::Class(slug) => Class::ALL
                .into_iter()
                .find(|class| class.slug() == slug)
                .map(Target::Class)
                .ok_or_else(|| format!("“{slug}” is not a class. Write 1xx, 2xx, 3xx, 4xx or 5xx.")),
        }
    }
}

/// The slug of the product whose file has this name.
pub fn slug_of(file: &str) -> Option<&str> {
    file.strip_prefix("products/")?.strip_suffix(".toml")
}

/// Reads the file of one product. The second value is every code that it names, with its line: whether the book has a page for it is
/// known once all files are read.
///
/// # Errors
/// The first mistake of the file.
pub fn product(file: &str, slug: &str, text: &str) -> Result<(Product, Vec<(usize, Code)>), BookError> {
    let line_at = |offset: usize| text.bytes().take(offset).filter(|byte| *byte == b'\n').count() + 1;
    let parsed: ProductFile = toml::from_str(text).map_err(|error| {
        let at = error.span().map_or(0, |span| span.start);
        BookError::new(file, line_at(at), error.message().to_owned())
    })?;
    let mut messages: Vec<Message> = Vec::new();
    let mut named = Vec::new();
    for entry in parsed.messages {
        let mistake = |at: usize, message: String| BookError::new(file, line_at(at), message);
        let literal = entry.text.get_ref();
        if literal.trim() != literal || literal.is_empty() || literal.contains('\n') {
            let message = "A message is one line without spaces around it. Write the part that people paste.".to_owned();
            return Err(mistake(entry.text.span().start, message));
        }
        cite::citations(entry.source.get_ref(), &parsed.sources)
            .map_err(|message| mistake(entry.source.span().start, message))?;
        let mut targets = Vec::new();
        for target in &entry.codes {
            let at = target.span().start;
            let target = target
                .get_ref()
                .read()
                .map_err(|message| mistake(at, format!("codes: {message}")))?;
            if let Target::Code(code) = target {
                named.push((line_at(at), code));
            }
            targets.push(target);
        }
        if messages
            .iter()
            .any(|other| other.text == *literal && other.targets.iter().any(|target| targets.contains(target)))
        {
            let message = format!("“{literal}” is in this file twice for the same code. Keep one of them.");
            return Err(mistake(entry.text.span().start, message));
        }
        messages.push(Message {
            targets,
            seen: entry.seen,
            text: entry.text.into_inner(),
            means: entry.means,
            source: entry.source.into_inner(),
        });
    }
    let product = Product {
        slug: slug.to_owned(),
        name: parsed.name,
        kind: parsed.kind,
        sources: parsed.sources,
        messages,
    };
    Ok((product, named))
}

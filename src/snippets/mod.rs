//! A call as a program in many languages: a file for each client, and its place among the clients of its language in [`LANGUAGES`].

mod curl;
mod go;
mod java;
mod javascript;
mod node;
mod php;
mod python;
mod ruby;
pub mod servers;

use crate::call::{Call, Target};

/// A language and its clients.
#[derive(Debug)]
pub struct Language {
    /// In addresses (`?lang=python`) and in element ids. Lower case.
    pub id: &'static str,
    /// On the tab.
    pub name: &'static str,
    /// The first one is shown to those who choose no other.
    pub clients: &'static [&'static Client],
}

/// A client: how a call is written with it.
pub struct Client {
    /// In addresses, after the language: `?lang=python.httpx`. Lower case, unique within the language.
    pub id: &'static str,
    pub name: &'static str,
    /// A name or extension that the highlighter knows.
    pub syntax: &'static str,
    /// Under which the program is saved.
    pub file: &'static str,
    /// How the saved program is started.
    pub run: &'static str,
    write: fn(&Example) -> String,
}

/// Every language, in the order of its tab; the first is shown to those who have not chosen.
pub static LANGUAGES: &[Language] = &[
    Language {
        id: "curl",
        name: "curl",
        clients: &[&curl::CLIENT],
    },
    Language {
        id: "javascript",
        name: "JavaScript",
        clients: &[&javascript::CLIENT],
    },
    Language {
        id: "python",
        name: "Python",
        clients: &[&python::CLIENT],
    },
    Language {
        id: "php",
        name: "PHP",
        clients: &[&php::CLIENT],
    },
    Language {
        id: "ruby",
        name: "Ruby",
        clients: &[&ruby::CLIENT],
    },
    Language {
        id: "go",
        name: "Go",
        clients: &[&go::CLIENT],
    },
    Language {
        id: "java",
        name: "Java",
        clients: &[&java::CLIENT],
    },
    Language {
        id: "node",
        name: "Node.js",
        clients: &[&node::CLIENT],
    },
];

/// How an example is written: a language and one of its clients.
#[derive(Clone, Copy, Debug)]
pub struct Program {
    pub language: &'static Language,
    pub client: &'static Client,
}

impl Program {
    /// The one that `?lang=` names: a language, or a language and a client; else the first of all.
    pub fn named(id: Option<&str>) -> Self {
        let (language, client) = id.map_or(("", None), |id| match id.split_once('.') {
            Some((language, client)) => (language, Some(client)),
            None => (id, None),
        });
        let language = LANGUAGES.iter().find(|known| known.id == language).unwrap_or(&LANGUAGES[0]);
        language.program(client)
    }

    /// For `?lang=`: the language alone for its first client.
    pub fn id(&self) -> String {
        if std::ptr::eq(self.client, self.language.clients[0]) {
            self.language.id.to_owned()
        } else {
            format!("{}.{}", self.language.id, self.client.id)
        }
    }

    /// Every program that can be chosen.
    pub fn all() -> impl Iterator<Item = Self> {
        LANGUAGES
            .iter()
            .flat_map(|language| language.clients.iter().map(move |client| Self { language, client }))
    }
}

impl Language {
    /// The program with that client of the language, else with its first.
    pub fn program(&'static self, client: Option<&str>) -> Program {
        let known = client.and_then(|id| self.clients.iter().find(|known| known.id == id));
        Program {
            language: self,
            client: known.unwrap_or(&self.clients[0]),
        }
    }
}

impl std::fmt::Debug for Client {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.name)
    }
}

/// What a program finds in the body of the response.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BodyKind {
    Json,
    /// Anything else that can be printed.
    Text,
    None,
}

/// What a program needs to know of a call, worked out once for all languages.
#[derive(Debug)]
pub struct Example<'a> {
    pub method: &'a str,
    /// Absolute, percent-encoded: letters, digits and the marks of an address only.
    pub url: String,
    /// Whether the client has to be kept from going on to `Location`, so that it sees this code.
    pub redirects: bool,
    pub body: BodyKind,
    /// The status that the client will see; `None` where that is not one fixed number.
    pub expected: Option<u16>,
}

impl<'a> Example<'a> {
    /// `origin` is scheme and authority of the mock; `expected` and `body` what comes back.
    pub fn new(call: &'a Call, origin: &str, expected: Option<u16>, body: BodyKind) -> Self {
        Self {
            method: &call.method,
            url: format!("{origin}{}", call.address()),
            redirects: matches!(call.target, Target::Code(code) if code.redirects()),
            body,
            expected,
        }
    }

    /// The comment behind the line that prints the status, with the language's own mark: ` // 502`.
    fn comment(&self, mark: &str) -> String {
        self.expected.map(|status| format!("  {mark} {status}")).unwrap_or_default()
    }

    fn is_tls(&self) -> bool {
        self.url.starts_with("https:")
    }
}

impl Client {
    /// The program as text, ending without a line break.
    pub fn write(&self, example: &Example) -> String {
        (self.write)(example).trim_end().to_owned()
    }
}

/// A text between `quote` marks, with a backslash before what would end it: the rule that all these languages share.
fn quoted(text: &str, quote: char) -> String {
    let inner = text.replace('\\', "\\\\").replace(quote, &format!("\\{quote}"));
    format!("{quote}{inner}{quote}")
}

#[cfg(test)]
mod tests;

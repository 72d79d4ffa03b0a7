//! A call as a program in many languages: a file for each client, and its place among the clients of its language in [`LANGUAGES`].

mod axios;
mod csharp;
mod csharp_text;
mod curl;
mod example;
mod go;
mod guzzle;
mod har;
mod http_file;
mod httpie;
mod httpx;
mod hurl;
mod java;
mod javascript;
mod jvm;
mod kotlin;
mod msw;
mod node;
mod node_fetch;
mod node_text;
mod php;
mod php_curl;
mod playwright;
mod postman;
mod powershell;
mod prettier;
mod python;
mod reqwest;
mod reqwest_text;
mod ruby;
pub mod servers;
mod text;

use example::*;
pub use example::{Answer, BodyKind, Example, Header, MOST_CALLS};
use text::*;

use crate::call::Switches;
use crate::call::switches::TIMEOUT_SECONDS;

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
    /// How the program is kept and started.
    pub program: Saved,
    /// The same for a test.
    pub test: Saved,
    write: fn(&Example) -> String,
}

/// A program as a file.
#[derive(Debug)]
pub struct Saved {
    pub file: &'static str,
    /// How it is started, in its folder.
    pub run: &'static str,
    /// What brings the packages that it uses, beside the language itself; empty if it uses none.
    pub install: &'static str,
}

/// Every language, in the order of its tab; the first is shown to those who have not chosen. The first eight are the model page's.
pub static LANGUAGES: &[Language] = &[
    Language {
        id: "curl",
        name: "curl",
        clients: &[&curl::CLIENT, &httpie::CLIENT],
    },
    Language {
        id: "javascript",
        name: "JavaScript",
        clients: &[&javascript::CLIENT, &axios::CLIENT],
    },
    Language {
        id: "python",
        name: "Python",
        clients: &[&python::CLIENT, &httpx::CLIENT],
    },
    Language {
        id: "php",
        name: "PHP",
        clients: &[&php_curl::CLIENT, &guzzle::CLIENT, &php::CLIENT],
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
        clients: &[&node::CLIENT, &node_fetch::CLIENT],
    },
    Language {
        id: "typescript",
        name: "TypeScript",
        clients: &[&node_fetch::TYPESCRIPT],
    },
    Language {
        id: "rust",
        name: "Rust",
        clients: &[&reqwest::CLIENT],
    },
    Language {
        id: "kotlin",
        name: "Kotlin",
        clients: &[&kotlin::CLIENT],
    },
    Language {
        id: "csharp",
        name: "C#",
        clients: &[&csharp::CLIENT],
    },
    Language {
        id: "powershell",
        name: "PowerShell",
        clients: &[&powershell::CLIENT],
    },
    // The call as a file for other tools.
    Language {
        id: "export",
        name: "Export",
        clients: &[
            &hurl::CLIENT,
            &http_file::CLIENT,
            &postman::CLIENT,
            &msw::CLIENT,
            &playwright::CLIENT,
            &har::CLIENT,
        ],
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

impl Saved {
    /// The file's name without its folder.
    pub fn name(&self) -> &str {
        self.file.rsplit('/').next().unwrap_or(self.file)
    }
}

impl std::fmt::Debug for Client {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.name)
    }
}
impl Client {
    /// How a program with these switches is kept.
    pub fn saved(&self, switches: Switches) -> &Saved {
        if switches.test { &self.test } else { &self.program }
    }

    /// The program as text, ending without a line break.
    pub fn write(&self, example: &Example) -> String {
        (self.write)(example).trim_end().to_owned()
    }
}

#[cfg(test)]
mod tests;

//! A call as a program in many languages: one file per client, and its name in [`CLIENTS`].

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

/// A language with its client: how a call is written there.
pub struct Client {
    /// In addresses (`?lang=python`) and in element ids. Lower case.
    pub id: &'static str,
    /// On the tab.
    pub name: &'static str,
    /// A name or extension that the highlighter knows.
    pub syntax: &'static str,
    /// Under which the program is saved.
    pub file: &'static str,
    /// How the saved program is started.
    pub run: &'static str,
    write: fn(&Example) -> String,
}

/// Every client, in the order of its tab; the first is shown to those who have not chosen.
pub static CLIENTS: &[&Client] = &[
    &curl::CLIENT,
    &javascript::CLIENT,
    &python::CLIENT,
    &php::CLIENT,
    &ruby::CLIENT,
    &go::CLIENT,
    &java::CLIENT,
    &node::CLIENT,
];

/// The client of that id, else the first.
pub fn client(id: Option<&str>) -> &'static Client {
    CLIENTS.iter().find(|client| Some(client.id) == id).unwrap_or(&CLIENTS[0])
}

/// What a program finds in the body of the answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Content {
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
    pub content: Content,
    /// The status that the client will see; `None` where that is not one fixed number.
    pub expected: Option<u16>,
}

impl<'a> Example<'a> {
    /// `origin` is scheme and authority of the mock; `expected` and `content` what it answers.
    pub fn new(call: &'a Call, origin: &str, expected: Option<u16>, content: Content) -> Self {
        Self {
            method: &call.method,
            url: format!("{origin}{}", call.address()),
            redirects: matches!(call.target, Target::Code(code) if code.redirects()),
            content,
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

//! One status as the book knows it.

use std::collections::BTreeSet;

use serde::Deserialize;

use super::Group;
use super::facts::{CacheRule, Facts};
use super::picture::Picture;
use crate::code::{Class, Code};

/// Everything that the book says about one code.
#[derive(Debug)]
pub struct Status {
    pub code: Code,
    /// The name in the registry or the vendor's; the reason phrase on the wire.
    pub name: String,
    pub aliases: Vec<String>,
    /// Phrases in which people describe what they need this page for. A search compares each with a question; no page shows them.
    pub searched: Vec<String>,
    pub kind: Kind,
    /// One sentence without a full stop.
    pub summary: String,
    /// Whether the code ever leaves the server, in words: `yes`, `interim`, `log only` …
    pub on_wire: String,
    /// What a script in a browser gets to see, in words.
    pub browser: String,
    pub definition: Named,
    /// Who gives the code a meaning of their own. For a vendor's code, every product that is known to use it; for a registered one,
    /// the products that differ from its specification.
    pub vendors: Vec<Meaning>,
    /// Headers that matter with this code. The mock sends those with a value.
    pub headers: Vec<Header>,
    /// How the mock plays the code, apart from status and headers.
    pub mock: Protocol,
    pub text: Text,
}

impl Status {
    pub fn group(&self) -> Group {
        match self.kind {
            Kind::Vendor => Group::Vendor,
            _ => Group::Class(self.code.class()),
        }
    }

    /// `502 Bad Gateway`.
    pub fn title(&self) -> String {
        format!("{} {}", self.code, self.name)
    }

    /// Whether no cache may store a response with this code, whatever its `Cache-Control` says: 428, 429, 431 and 511
    /// (RFC 6585 sections 3 to 6), and interim responses, because only a final one can be stored (RFC 9111 section 3).
    pub fn never_stored(&self) -> bool {
        self.text.fact.cached.rule == CacheRule::Never
    }
}

/// How the mock plays a code, as an author writes it. What is missing follows from the code itself.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ProtocolEntry {
    play: Option<Play>,
    #[serde(default)]
    close: bool,
    #[serde(rename = "type")]
    media_type: Option<String>,
    body: Option<String>,
    html: Option<String>,
}

/// How the mock plays a code, with nothing missing.
#[derive(Debug)]
pub struct Protocol {
    pub play: Play,
    /// Whether the connection closes after the response.
    pub close: bool,
    /// The type of `body`, which a client gets unless it asks for another format.
    pub media_type: Option<String>,
    pub body: Option<String>,
    /// What the HTML page says in addition. Already HTML.
    pub html: Option<String>,
}

impl ProtocolEntry {
    pub fn complete(self, code: Code) -> Protocol {
        Protocol {
            play: self.play.unwrap_or_else(|| Play::default_for(code)),
            close: self.close,
            media_type: self.media_type,
            body: self.body,
            html: self.html,
        }
    }
}

/// What kind of response a code is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Play {
    /// One final response.
    Plain,
    /// Sent before a final 200.
    Interim,
    /// 100: sent if the request has `Expect: 100-continue`, then a final 200.
    Continue,
    /// 101 if the request asks for WebSocket, else 426.
    Upgrade,
    /// The connection is closed without a response.
    Silent,
    /// Parts of a fixed document, as `Range` asks.
    Document,
    /// 304: validators without a body.
    NotModified,
    /// 412, unless the request's conditions hold.
    Precondition,
}

impl Play {
    /// How a code is played unless its file says otherwise.
    pub const fn default_for(code: Code) -> Self {
        match code.class() {
            Class::Informational => Self::Interim,
            _ => Self::Plain,
        }
    }
}

/// What the IANA registry of status codes says about a code; [`Kind::Vendor`] if the code isn't in it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Kind {
    Iana,
    IanaTemporary,
    IanaDeprecated,
    IanaUnused,
    IanaObsoleted,
    Vendor,
}

impl Kind {
    pub const fn label(self) -> &'static str {
        match self {
            Self::Iana => "Registered with IANA",
            Self::IanaTemporary => "Registered with IANA, temporary",
            Self::IanaDeprecated => "Registered with IANA, deprecated",
            Self::IanaUnused => "Reserved by IANA, unused",
            Self::IanaObsoleted => "Registered with IANA, obsoleted",
            Self::Vendor => "Not registered, a vendor's own",
        }
    }
}

/// A document's title and address.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Named {
    #[serde(alias = "source")]
    pub title: String,
    pub url: String,
}

/// A header field that matters with a code.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Header {
    pub name: String,
    pub need: Need,
    /// What the mock sends; `None` if it doesn't send the header by default.
    pub value: Option<String>,
    pub why: String,
}

/// What the specification says about sending a header with this code (RFC 2119).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Need {
    Must,
    Should,
    May,
}

impl Need {
    pub const fn word(self) -> &'static str {
        match self {
            Self::Must => "must",
            Self::Should => "should",
            Self::May => "may",
        }
    }
}

/// What the book says about a code for readers.
#[derive(Debug)]
pub struct Text {
    /// The day on which a person last compared the page with its sources, `2026-11-22`.
    pub checked: String,
    pub now: Now,
    pub fact: Facts,
    pub near: Vec<Near>,
    pub picture: Picture,
    pub use_cases: Vec<UseCase>,
    /// The codes that belong beside this one: those that its page names and those whose page names it. [`super::Book::bind`] fills it.
    pub related: BTreeSet<Code>,
    pub sources: Vec<Named>,
    pub sections: Sections,
}

/// What a code means in one vendor's product.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Meaning {
    /// The product, such as `nginx`.
    pub name: String,
    pub meaning: String,
    /// What a client gets to see, in words: `the code`, `400`, `nothing: log only` …
    pub client: String,
}

/// “Do this now”, by who is asking.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Now {
    pub call: String,
    pub run: String,
    pub design: String,
}

impl Now {
    /// Who is asking, as a page says it, and what to do.
    pub fn lines(&self) -> [(&'static str, &str); 3] {
        [
            ("I call it", &self.call),
            ("I run it", &self.run),
            ("I design the API", &self.design),
        ]
    }
}

/// A code that is often confused with this one.
#[derive(Debug)]
pub struct Near {
    pub code: Code,
    pub difference: String,
}

/// Something to test with this code, as a preset of the panel.
#[derive(Debug)]
pub struct UseCase {
    /// The id of a symbol in `public/icons.svg`.
    pub icon: String,
    pub title: String,
    pub text: String,
    /// The query of the page's address that fills the panel.
    pub preset: String,
}

impl UseCase {
    /// The address of the page of `code` with the panel filled in.
    pub fn address(&self, code: Code) -> String {
        let mark = if self.preset.is_empty() { "" } else { "?" };
        format!("/docs/{code}{mark}{}", self.preset)
    }
}

/// The running text, as Markdown.
#[derive(Debug, Default)]
pub struct Sections {
    pub what: String,
    pub when: String,
    pub fix_caller: String,
    pub fix_owner: String,
    pub sender: String,
}

impl Sections {
    /// The same sections, each text changed.
    pub fn map(self, change: impl Fn(&str) -> String) -> Self {
        Self {
            what: change(&self.what),
            when: change(&self.when),
            fix_caller: change(&self.fix_caller),
            fix_owner: change(&self.fix_owner),
            sender: change(&self.sender),
        }
    }
}

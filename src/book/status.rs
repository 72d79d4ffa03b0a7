//! One status as the book knows it.

use serde::Deserialize;

use super::Group;
use super::picture::Picture;
use crate::code::{Class, Code};

/// Everything that its file says of one code.
#[derive(Debug)]
pub struct Status {
    pub code: Code,
    /// The name in the registry or the vendor's; the reason phrase on the wire.
    pub name: String,
    pub aliases: Vec<String>,
    pub kind: Kind,
    /// One sentence without a full stop.
    pub summary: String,
    /// Whether the code leaves the server at all, in words: `yes`, `interim`, `log only` …
    pub on_wire: String,
    /// What a script in a browser sees of it, in words.
    pub browser: String,
    pub definition: Named,
    /// Who uses the code in a sense of their own: for a vendor's code all that is known of, for a registered one what differs from
    /// its specification.
    pub vendors: Vec<Meaning>,
    /// Headers that matter with this code; those with a value are sent by the mock.
    pub headers: Vec<Header>,
    /// How the mock plays the code, beyond status and headers.
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
}

/// How the mock plays a code; what is left out follows from the code itself.
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

/// [`ProtocolEntry`] with nothing left open.
#[derive(Debug)]
pub struct Protocol {
    pub play: Play,
    /// Whether the connection ends with the answer.
    pub close: bool,
    /// With `body`: what a client gets that asks for no other form.
    pub media_type: Option<String>,
    pub body: Option<String>,
    /// What the HTML page says in addition, as HTML.
    pub html: Option<String>,
}

impl ProtocolEntry {
    pub fn complete(self, code: Code) -> Protocol {
        Protocol {
            play: self.play.unwrap_or_else(|| Play::of(code)),
            close: self.close,
            media_type: self.media_type,
            body: self.body,
            html: self.html,
        }
    }
}

/// What kind of answer a code is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Play {
    /// One final answer.
    Plain,
    /// Sent before a final 200.
    Interim,
    /// 100: sent by the HTTP library where `Expect` asks, then a final 200.
    Continue,
    /// 101 where the request asks for WebSocket, else 426.
    Upgrade,
    /// The connection is closed without an answer.
    Silent,
    /// Parts of a fixed document, by Range.
    Document,
    /// 304: the validators without a body.
    NotModified,
    /// 412, unless the request's conditions hold.
    Precondition,
}

impl Play {
    /// How a code is played unless its file says otherwise: by its class.
    pub const fn of(code: Code) -> Self {
        match code.class() {
            Class::Informational => Self::Interim,
            _ => Self::Plain,
        }
    }
}

/// What the IANA registry of status codes says of a code; [`Kind::Vendor`] if it does not list it.
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

/// A document and where it is.
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
    /// What the mock sends; `None` if it sends nothing by default.
    pub value: Option<String>,
    pub why: String,
}

/// What the specification says of sending a header with this code (RFC 2119).
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

/// What is written about a code for readers.
#[derive(Debug)]
pub struct Text {
    /// The day on which a person last compared the page with its sources, `2026-11-22`.
    pub checked: String,
    pub now: Now,
    pub fact: Facts,
    pub near: Vec<Near>,
    pub picture: Picture,
    pub use_cases: Vec<UseCase>,
    pub related: Vec<Code>,
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
    /// What a client sees of it, in words: `the code`, `400`, `nothing: log only` …
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
    /// Who is asking, as a page says it, and what that one is to do.
    pub fn lines(&self) -> [(&'static str, &str); 3] {
        [
            ("I call it", &self.call),
            ("I run it", &self.run),
            ("I design the API", &self.design),
        ]
    }
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Facts {
    pub retry: Retry,
    pub cached: Cached,
    pub body: Fact,
    pub method: Fact,
    pub sender: Fact,
    /// The first specification or version of a product that has the code.
    pub since: Fact,
}

impl Facts {
    /// The key of each fact and the documents that it rests on.
    pub fn sources(&self) -> [(&'static str, &str); 6] {
        [
            ("retry", &self.retry.source),
            ("cached", &self.cached.source),
            ("body", &self.body.source),
            ("method", &self.method.source),
            ("sender", &self.sender.source),
            ("since", &self.since.source),
        ]
    }
}

/// A short statement and the documents that it rests on, as [`super::cite`] reads them.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Fact {
    pub text: String,
    pub source: String,
}

/// Whether a request may be sent again, by method.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Retry {
    /// In one word, GET, HEAD, PUT, DELETE, OPTIONS, TRACE: the idempotent methods (RFC 9110 section 9.2.2).
    pub get: Again,
    /// In one word, POST, PATCH and unknown methods.
    pub post: Again,
    /// GET, HEAD, PUT, DELETE, OPTIONS, TRACE (RFC 9110 section 9.2.2).
    pub idempotent: String,
    /// POST, PATCH and unknown methods.
    pub other: String,
    pub source: String,
}

/// Whether a request may be sent again, in one word.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Again {
    /// At once and as it was.
    Yes,
    /// As it was, after a pause.
    Later,
    /// Only after something about it, or about the caller, has changed.
    Changed,
    /// At the address that the answer names.
    Elsewhere,
    No,
    /// There is no failure to make up for.
    Needless,
}

impl Again {
    pub const fn word(self) -> &'static str {
        match self {
            Self::Yes => "Yes",
            Self::Later => "Later",
            Self::Changed => "If changed",
            Self::Elsewhere => "Elsewhere",
            Self::No => "No",
            Self::Needless => "Not needed",
        }
    }
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Cached {
    pub rule: CacheRule,
    pub note: String,
    pub source: String,
}

/// When a cache may store the answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum CacheRule {
    /// Heuristically cacheable (RFC 9110 section 15.1).
    #[serde(rename = "by default")]
    ByDefault,
    /// Only with explicit freshness.
    #[serde(rename = "only if told")]
    OnlyIfTold,
    Never,
}

impl CacheRule {
    pub const fn words(self) -> &'static str {
        match self {
            Self::ByDefault => "By default",
            Self::OnlyIfTold => "Only if told",
            Self::Never => "Never",
        }
    }
}

/// A code that is often taken for this one.
#[derive(Debug)]
pub struct Near {
    pub code: Code,
    pub difference: String,
}

/// Something to test with this code, as a preset of the panel.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct UseCase {
    /// The id of a symbol in `public/icons.svg`.
    pub icon: String,
    pub title: String,
    pub text: String,
    /// The query of the page's address that fills the panel.
    pub preset: String,
}

impl UseCase {
    /// Where the panel is filled with it: on the page of that code.
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

//! The facts of a code: short statements, each with its sources.

use serde::Deserialize;

/// The facts of a code. `S` is how each one names its sources: a text that [`super::cite`] reads.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Facts<S = String> {
    pub retry: Retry<S>,
    pub cached: Cached<S>,
    pub body: Fact<S>,
    pub method: Fact<S>,
    pub sender: Fact<S>,
    /// The first specification or version of a product that has the code.
    pub since: Fact<S>,
}

impl<S> Facts<S> {
    /// The key of each fact and its sources.
    pub fn sources(&self) -> [(&'static str, &S); 6] {
        [
            ("retry", &self.retry.source),
            ("cached", &self.cached.source),
            ("body", &self.body.source),
            ("method", &self.method.source),
            ("sender", &self.sender.source),
            ("since", &self.since.source),
        ]
    }

    /// The same facts with their sources turned into another type.
    pub fn map_sources<T>(self, map: fn(S) -> T) -> Facts<T> {
        let Self {
            retry,
            cached,
            body,
            method,
            sender,
            since,
        } = self;
        let fact = |fact: Fact<S>| Fact {
            text: fact.text,
            source: map(fact.source),
        };
        Facts {
            retry: Retry {
                idempotent: retry.idempotent,
                other: retry.other,
                source: map(retry.source),
            },
            cached: Cached {
                rule: cached.rule,
                note: cached.note,
                source: map(cached.source),
            },
            body: fact(body),
            method: fact(method),
            sender: fact(sender),
            since: fact(since),
        }
    }
}

/// A short statement and its sources.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Fact<S = String> {
    pub text: String,
    pub source: S,
}

/// Whether a request may be sent again, by method.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Retry<S = String> {
    /// GET, HEAD, PUT, DELETE, OPTIONS, TRACE: the idempotent methods (RFC 9110 section 9.2.2).
    pub idempotent: RetryAdvice,
    /// POST, PATCH and unknown methods.
    pub other: RetryAdvice,
    pub source: S,
}

/// Whether requests with some methods may be sent again.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RetryAdvice {
    /// In one word, for tables that compare codes.
    pub again: Again,
    /// In a few words, with what to watch for.
    pub text: String,
}

/// Whether a request may be sent again, in one word.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Again {
    /// At once and unchanged.
    Yes,
    /// Unchanged, after a pause.
    Later,
    /// Only after something about the request or the caller has changed.
    Changed,
    /// At the address in the response.
    Elsewhere,
    No,
    /// Nothing failed.
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
pub struct Cached<S = String> {
    pub rule: CacheRule,
    pub note: String,
    pub source: S,
}

/// When a cache may store the response.
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
            Self::OnlyIfTold => "Only if the response allows it",
            Self::Never => "Never",
        }
    }
}

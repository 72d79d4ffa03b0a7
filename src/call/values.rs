//! The values of options: each is read by `FromStr` and written by `Display` in its one form.
//!
//! An error is the end of a sentence that begins with the option and its value: `delay=5` "has no unit. Did you mean 5ms or 5s?".

use std::fmt;
use std::str::FromStr;
use std::time::Duration;

use super::delay::Delay;
use super::number::whole;
use super::words::{meant, text, words};

words! {
    /// The form of the body.
    pub enum Format {
        Json = "json",
        Problem = "problem",
        Xml = "xml",
        Html = "html",
        Text = "text",
        Empty = "empty",
    }
}

words! {
    /// How calls from another origin are broken on purpose.
    pub enum Cors {
        Off = "off",
        Wildcard = "wildcard",
        Wrong = "wrong",
        PreflightFail = "preflight-fail",
    }
}

words! {
    /// How `Location` is written.
    pub enum LocationForm {
        Relative = "relative",
        Absolute = "absolute",
    }
}

words! {
    /// Whether the request's body is read before the response.
    pub enum ReadBody {
        No = "no",
    }
}

words! {
    /// What `Expect: 100-continue` gets.
    pub enum Expect {
        /// The final response instead of 100, then a close.
        Refuse = "refuse",
        /// The final response instead of 100; the connection stays open.
        RefuseKeep = "refuse-keep",
    }
}

words! {
    /// What a caller's own body may claim to be: data that a browser shows or saves, nothing that it runs as script or style.
    pub enum MediaType {
        Json = "application/json",
        Problem = "application/problem+json",
        LinkedData = "application/ld+json",
        Hal = "application/hal+json",
        JsonLines = "application/x-ndjson",
        ApplicationXml = "application/xml",
        OctetStream = "application/octet-stream",
        Plain = "text/plain",
        Csv = "text/csv",
        Html = "text/html",
        TextXml = "text/xml",
        Svg = "image/svg+xml",
    }
}

/// Whether a switch is on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Flag {
    On,
    Off,
}

impl Flag {
    /// Whether an option is there and on.
    pub fn is_on(flag: Option<Self>) -> bool {
        flag == Some(Self::On)
    }
}

impl FromStr for Flag {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        match &*text.to_ascii_lowercase() {
            "1" | "true" => Ok(Self::On),
            "0" | "false" => Ok(Self::Off),
            _ => Err("is neither 1 (on) nor 0 (off)".to_owned()),
        }
    }
}

impl fmt::Display for Flag {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::On => "1",
            Self::Off => "0",
        })
    }
}

/// A number from which draws are made.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Seed(pub u64);

impl FromStr for Seed {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        whole(text).map(Self).ok_or_else(|| "isn't a whole number".to_owned())
    }
}

impl fmt::Display for Seed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// Which draw of a seed, counted from 1.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Nth(pub u64);

impl FromStr for Nth {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        match whole(text) {
            Some(0) => Err("is too small. Draws are counted from 1".to_owned()),
            Some(n) => Ok(Self(n)),
            None => Err("isn't a whole number".to_owned()),
        }
    }
}

impl fmt::Display for Nth {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// When to come back (RFC 9110 section 10.2.3).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RetryAfter {
    Seconds(u64),
    /// As a date, that many seconds from now.
    Date(u64),
    None,
}

/// The furthest that Retry-After and max-age may point, in seconds: a year.
const FURTHEST: u64 = 365 * 24 * 3600;

fn seconds(text: &str) -> Option<u64> {
    whole(text).filter(|seconds| *seconds <= FURTHEST)
}

impl FromStr for RetryAfter {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let text = &*text.to_ascii_lowercase();
        let value = match text.strip_prefix("date:") {
            _ if text == "none" => Some(Self::None),
            Some(text) => seconds(text).map(Self::Date),
            None => seconds(text).map(Self::Seconds),
        };
        value.ok_or_else(|| {
            let guess = meant(text, &["none", "date:5"]);
            format!("isn't a number of seconds from 0 to {FURTHEST}, date:5 or none{guess}")
        })
    }
}

impl fmt::Display for RetryAfter {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Seconds(seconds) => seconds.fmt(f),
            Self::Date(seconds) => write!(f, "date:{seconds}"),
            Self::None => f.write_str("none"),
        }
    }
}

/// How many redirects there are in all, as in httpbin's `/redirect/3`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Hops {
    /// 1 to 100.
    Count(u64),
    Loop,
}

const MOST_HOPS: u64 = 100;

impl FromStr for Hops {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        match &*text.to_ascii_lowercase() {
            "loop" => Ok(Self::Loop),
            text => whole(text)
                .filter(|count| (1..=MOST_HOPS).contains(count))
                .map(Self::Count)
                .ok_or_else(|| format!("is neither a number from 1 to {MOST_HOPS} nor loop{}", meant(text, &["loop"]))),
        }
    }
}

impl fmt::Display for Hops {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Count(count) => count.fmt(f),
            Self::Loop => f.write_str("loop"),
        }
    }
}

/// What caches are told (RFC 9111 section 5.2.2).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Cache {
    /// `max-age`, in seconds.
    Seconds(u64),
    NoCache,
    /// No Cache-Control at all: caches follow the code's default.
    None,
}

impl FromStr for Cache {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        match &*text.to_ascii_lowercase() {
            "no-cache" => Ok(Self::NoCache),
            "none" => Ok(Self::None),
            text => seconds(text).map(Self::Seconds).ok_or_else(|| {
                let guess = meant(text, &["no-cache", "none"]);
                format!("isn't a number of seconds from 0 to {FURTHEST}, no-cache or none{guess}")
            }),
        }
    }
}

impl fmt::Display for Cache {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Seconds(seconds) => seconds.fmt(f),
            Self::NoCache => f.write_str("no-cache"),
            Self::None => f.write_str("none"),
        }
    }
}

/// So many calls in a window of so long.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limit {
    pub calls: u32,
    pub window: Duration,
}

const MOST_CALLS: u64 = 1_000_000;
const LONGEST_WINDOW: Duration = Duration::from_secs(3600);

impl FromStr for Limit {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let wrong = || format!("isn't a number of calls (1 to {MOST_CALLS}) and a window, such as 5/10s");
        let (calls, window) = text.split_once('/').ok_or_else(wrong)?;
        let calls = whole(calls)
            .filter(|calls| (1..=MOST_CALLS).contains(calls))
            .and_then(|calls| calls.try_into().ok())
            .ok_or_else(wrong)?;
        let window = window.parse::<Delay>()?.longest();
        if window < Duration::from_secs(1) || window > LONGEST_WINDOW || window.subsec_millis() != 0 {
            return Err("has a window that isn't whole seconds from 1s to 3600s".to_owned());
        }
        Ok(Self { calls, window })
    }
}

impl fmt::Display for Limit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}s", self.calls, self.window.as_secs())
    }
}

text! {
    /// A name of letters, digits, dots, hyphens and underscores: a key or a tag.
    pub struct Token;
}

/// Longest token, in bytes.
pub const LONGEST_TOKEN: usize = 64;

impl FromStr for Token {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let fits = |b: u8| b.is_ascii_alphanumeric() || matches!(b, b'.' | b'-' | b'_');
        match text.len() {
            0 => Err("is empty".to_owned()),
            1..=LONGEST_TOKEN if text.bytes().all(fits) => Ok(Self(text.to_owned())),
            1..=LONGEST_TOKEN => Err("has characters that aren't letters, digits, dots, hyphens or underscores".to_owned()),
            length => Err(format!("has {length} characters. The maximum is {LONGEST_TOKEN}")),
        }
    }
}

text! {
    /// The name of a product, known or not: which ones there are is the server's to say.
    pub struct VendorName;
}

impl FromStr for VendorName {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        match text.len() {
            0..=LONGEST_TOKEN => Ok(Self(text.trim().to_owned())),
            length => Err(format!("has {length} bytes. The maximum is {LONGEST_TOKEN}")),
        }
    }
}

/// A body of the caller's own.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum OwnBody {
    Text(String),
    /// The body of the request comes back.
    Request,
}

/// Longest own body, in bytes.
pub const LONGEST_BODY: usize = 8 * 1024;

impl FromStr for OwnBody {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        match text.len() {
            _ if text == "request" => Ok(Self::Request),
            0..=LONGEST_BODY => Ok(Self::Text(text.to_owned())),
            length => Err(format!("has {length} bytes. The maximum is {LONGEST_BODY}")),
        }
    }
}

impl fmt::Display for OwnBody {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Text(text) => text,
            Self::Request => "request",
        })
    }
}

#[cfg(test)]
mod tests;

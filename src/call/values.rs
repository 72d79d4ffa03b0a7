//! The values that options take, beyond plain texts and numbers: read from and written to their one form.

use std::fmt;
use std::time::Duration;

use super::delay::Delay;
use super::fault::Fault;
use super::problem::shorten;

/// A value of an option, understood.
#[derive(Clone, Debug, PartialEq)]
pub enum Value {
    Delay(Delay),
    RetryAfter(RetryAfter),
    Auth(Auth),
    Hops(Hops),
    Cache(Cache),
    Extra(Extra),
    Fault(Fault),
    Limit(Limit),
    Word(&'static str),
    Text(String),
    Number(u64),
    Flag(bool),
}

impl fmt::Display for Value {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Delay(value) => value.fmt(f),
            Self::RetryAfter(value) => value.fmt(f),
            Self::Auth(value) => value.fmt(f),
            Self::Hops(value) => value.fmt(f),
            Self::Cache(value) => value.fmt(f),
            Self::Extra(value) => value.fmt(f),
            Self::Fault(value) => value.fmt(f),
            Self::Limit(value) => value.fmt(f),
            Self::Word(value) => value.fmt(f),
            Self::Text(value) => value.fmt(f),
            Self::Number(value) => value.fmt(f),
            Self::Flag(value) => u8::from(*value).fmt(f),
        }
    }
}

/// When to come back (RFC 9110 section 10.2.3).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RetryAfter {
    Seconds(u32),
    /// As a date, that many seconds from now.
    Date(u32),
    None,
}

/// The furthest that Retry-After may point, in seconds: a year.
const FURTHEST: u32 = 365 * 24 * 3600;

impl RetryAfter {
    /// # Errors
    /// A sentence that says what is wrong.
    pub fn parse(text: &str) -> Result<Self, String> {
        let seconds = |text: &str| {
            whole(text)
                .filter(|seconds| *seconds <= FURTHEST)
                .ok_or_else(|| format!("“{}” is no number of seconds from 0 to {FURTHEST}", shorten(text)))
        };
        match text.strip_prefix("date:") {
            _ if text == "none" => Ok(Self::None),
            Some(text) => seconds(text).map(Self::Date),
            None => seconds(text).map(Self::Seconds),
        }
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

/// A challenge, and the credentials that meet it if there are any.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Auth {
    /// User and password (RFC 7617).
    Basic(Option<(String, String)>),
    /// Token (RFC 6750).
    Bearer(Option<String>),
    /// The challenge alone (RFC 7616).
    Digest,
}

impl Auth {
    /// # Errors
    /// A sentence that says what is wrong.
    pub fn parse(text: &str) -> Result<Self, String> {
        let (scheme, rest) = text
            .split_once(':')
            .map_or((text, None), |(scheme, rest)| (scheme, Some(rest)));
        if text.len() > 200 || text.chars().any(char::is_control) {
            return Err("the credentials are longer than 200 bytes or have control characters".to_owned());
        }
        match (scheme, rest) {
            ("basic", None) => Ok(Self::Basic(None)),
            ("basic", Some(rest)) => rest
                .split_once(':')
                .map(|(user, password)| Self::Basic(Some((user.to_owned(), password.to_owned()))))
                .ok_or_else(|| "basic needs a user and a password: basic:user:password".to_owned()),
            ("bearer", None) => Ok(Self::Bearer(None)),
            ("bearer", Some("")) => Err("bearer: has no token behind it".to_owned()),
            ("bearer", Some(token)) => Ok(Self::Bearer(Some(token.to_owned()))),
            ("digest", None) => Ok(Self::Digest),
            ("digest", Some(_)) => Err("digest is a challenge only; credentials work with basic and bearer".to_owned()),
            _ => Err(format!("“{}” is none of basic, bearer and digest", shorten(scheme))),
        }
    }
}

impl fmt::Display for Auth {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Basic(None) => f.write_str("basic"),
            Self::Basic(Some((user, password))) => write!(f, "basic:{user}:{password}"),
            Self::Bearer(None) => f.write_str("bearer"),
            Self::Bearer(Some(token)) => write!(f, "bearer:{token}"),
            Self::Digest => f.write_str("digest"),
        }
    }
}

/// How many redirects come before the target.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Hops {
    Count(u8),
    Loop,
}

const MOST_HOPS: u32 = 100;

impl Hops {
    /// # Errors
    /// A sentence that says what is wrong.
    pub fn parse(text: &str) -> Result<Self, String> {
        match text {
            "loop" => Ok(Self::Loop),
            _ => whole(text)
                .filter(|count| *count <= MOST_HOPS)
                .map(|count| Self::Count(count as u8))
                .ok_or_else(|| format!("“{}” is neither a number from 0 to {MOST_HOPS} nor loop", shorten(text))),
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
    Seconds(u32),
    NoCache,
    /// No Cache-Control at all: caches follow the code's default.
    None,
}

impl Cache {
    /// # Errors
    /// A sentence that says what is wrong.
    pub fn parse(text: &str) -> Result<Self, String> {
        match text {
            "no-cache" => Ok(Self::NoCache),
            "none" => Ok(Self::None),
            _ => whole(text)
                .filter(|seconds| *seconds <= FURTHEST)
                .map(Self::Seconds)
                .ok_or_else(|| format!("“{}” is neither a number of seconds, no-cache nor none", shorten(text))),
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

const MOST_CALLS: u32 = 1_000_000;
const LONGEST_WINDOW: Duration = Duration::from_secs(3600);

impl Limit {
    /// # Errors
    /// A sentence that says what is wrong.
    pub fn parse(text: &str) -> Result<Self, String> {
        let wrong = || format!("“{}” is no number of calls and a window, such as 5/10s", shorten(text));
        let (calls, window) = text.split_once('/').ok_or_else(wrong)?;
        let calls = whole(calls)
            .filter(|calls| (1..=MOST_CALLS).contains(calls))
            .ok_or_else(wrong)?;
        let window = Delay::parse(window)?.longest();
        if window < Duration::from_secs(1) || window > LONGEST_WINDOW || window.subsec_millis() != 0 {
            return Err("the window is whole seconds, 1s to 3600s".to_owned());
        }
        Ok(Self { calls, window })
    }
}

impl fmt::Display for Limit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}s", self.calls, self.window.as_secs())
    }
}

/// One more header of the answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Extra {
    pub name: String,
    pub value: String,
}

/// Headers that a caller may not set, because they frame the message, belong to one connection, or would harm a browser or this site.
const REFUSED: &[&str] = &[
    "age",
    "activate-storage-access",
    "alt-svc",
    "cdn-cache-control",
    "clear-site-data",
    "connection",
    "connection-allowlist",
    "content-encoding",
    "content-length",
    "content-location",
    "content-security-policy",
    "content-security-policy-report-only",
    "content-type",
    "critical-ch",
    "accept-ch",
    "date",
    "edge-control",
    "expect-ct",
    "http2-settings",
    "document-policy",
    "integrity-policy",
    "keep-alive",
    "link",
    "location",
    "nel",
    "no-vary-search",
    "observe-browsing-topics",
    "origin-agent-cluster",
    "origin-trial",
    "permissions-policy",
    "feature-policy",
    "proxy-authenticate",
    "proxy-connection",
    "public-key-pins",
    "referrer-policy",
    "refresh",
    "report-to",
    "reporting-endpoints",
    "server",
    "service-worker-allowed",
    "set-cookie",
    "set-cookie2",
    "set-login",
    "shared-storage-write",
    "sourcemap",
    "status",
    "surrogate-control",
    "speculation-rules",
    "strict-transport-security",
    "supports-loading-mode",
    "te",
    "timing-allow-origin",
    "trailer",
    "transfer-encoding",
    "upgrade",
    "uri",
    "use-as-dictionary",
    "vary",
    "via",
    "www-authenticate",
    "x-content-type-options",
    "x-lighttpd-send-file",
    "x-reproxy-url",
    "x-sendfile",
    "x-webkit-csp",
    "x-dns-prefetch-control",
    "x-frame-options",
    "x-robots-tag",
    "x-sourcemap",
    "x-xss-protection",
];
const REFUSED_FAMILIES: &[&str] = &[
    "access-control-",
    "cross-origin-",
    "sec-",
    "x-mock-",
    "x-permitted-",
    "proxy-",
    "x-accel-",
    "attribution-reporting-",
    "ad-auction-",
];
const REFUSED_ENDINGS: &[&str] = &["-report-only", "-policy"];

const LONGEST_NAME: usize = 64;
const LONGEST_VALUE: usize = 1024;

impl Extra {
    /// # Errors
    /// A sentence that says what is wrong.
    pub fn parse(text: &str) -> Result<Self, String> {
        let (name, value) = text
            .split_once(':')
            .ok_or_else(|| format!("“{}” is not Name:Value", shorten(text)))?;
        // Control characters are refused below and not trimmed away: a name that begins with a line break is no name.
        let blank = [' ', '\t'];
        let (name, value) = (name.trim_matches(blank), value.trim_matches(blank));
        let token = |b: u8| b.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(&b);
        if name.is_empty() || name.len() > LONGEST_NAME || !name.bytes().all(token) {
            return Err(format!("“{}” is no name of a header", shorten(name)));
        }
        let lower = name.to_ascii_lowercase();
        if REFUSED.contains(&lower.as_str())
            || REFUSED_FAMILIES.iter().any(|family| lower.starts_with(family))
            || REFUSED_ENDINGS.iter().any(|ending| lower.ends_with(ending))
        {
            return Err(format!("{} is not for callers to set", shorten(name)));
        }
        if value.len() > LONGEST_VALUE || !value.bytes().all(|b| (0x20..0x7f).contains(&b) || b == b'\t') {
            return Err(format!(
                "the value of {name} is longer than {LONGEST_VALUE} bytes or has characters beyond visible ASCII"
            ));
        }
        Ok(Self {
            name: name.to_owned(),
            value: value.to_owned(),
        })
    }
}

impl fmt::Display for Extra {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}", self.name, self.value)
    }
}

fn whole(text: &str) -> Option<u32> {
    let digits = !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
    digits.then(|| text.parse().ok()).flatten()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_are_written_as_they_are_read() {
        for text in ["5", "date:5", "none", "0"] {
            assert_eq!(RetryAfter::parse(text).unwrap().to_string(), text);
        }
        for text in ["basic", "basic:u:p:q", "bearer", "bearer:a:b", "digest"] {
            assert_eq!(Auth::parse(text).unwrap().to_string(), text);
        }
        for text in ["0", "100", "loop"] {
            assert_eq!(Hops::parse(text).unwrap().to_string(), text);
        }
        for text in ["60", "no-cache", "none"] {
            assert_eq!(Cache::parse(text).unwrap().to_string(), text);
        }
        assert_eq!(Limit::parse("5/10s").unwrap().to_string(), "5/10s");
    }

    #[test]
    fn what_is_out_of_bounds_is_refused() {
        assert!(
            ["", "-1", "1.5", "date:", "31536001", "soon"]
                .iter()
                .all(|text| RetryAfter::parse(text).is_err())
        );
        assert!(
            ["", "basic:", "basic:u", "bearer:", "digest:x", "ntlm"]
                .iter()
                .all(|text| Auth::parse(text).is_err())
        );
        assert!(["", "101", "-1", "Loop"].iter().all(|text| Hops::parse(text).is_err()));
        assert!(
            ["", "5", "0/10s", "5/0s", "5/2h", "5/1500ms", "x/10s"]
                .iter()
                .all(|text| Limit::parse(text).is_err())
        );
    }

    #[test]
    fn no_header_that_could_do_harm_gets_through() {
        for name in [
            "Set-Cookie",
            "content-length",
            "Transfer-Encoding",
            "Location",
            "Access-Control-Allow-Origin",
            "X-Mock-Status",
            "Refresh",
            "Alt-Svc",
            "Clear-Site-Data",
            "Service-Worker-Allowed",
            "Content-Encoding",
            "Content-Security-Policy",
            "X-Accel-Redirect",
            "X-Sendfile",
            "Surrogate-Control",
            "Permissions-Policy-Report-Only",
            "Document-Isolation-Policy",
            "Connection",
        ] {
            assert!(Extra::parse(&format!("{name}:x")).is_err(), "{name}");
        }
        for bad in [
            "",
            "A",
            ":x",
            "A b:x",
            "A:x\r\nB:y",
            "\r\nX-Evil:1",
            "X-A:1\r\n",
            "\u{b}X-A:1",
            "\u{a0}X-A:1",
            "A:\u{0}",
            "Ä:x",
            "A:ä",
        ] {
            assert!(Extra::parse(bad).is_err(), "{bad:?}");
        }
        let good = Extra::parse("X-Request-Id: 42 ").unwrap();
        assert_eq!((good.name.as_str(), good.value.as_str()), ("X-Request-Id", "42"));
    }
}

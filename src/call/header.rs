//! `header=`: more headers for a response, and those that nobody may set.

use std::fmt;
use std::str::FromStr;

/// One more header of the response.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ExtraHeader {
    /// As the caller writes it; names are case-insensitive.
    pub name: String,
    pub value: String,
}

impl ExtraHeader {
    /// Whether both are fields of one name.
    pub fn has_name_of(&self, other: &Self) -> bool {
        self.name.eq_ignore_ascii_case(&other.name)
    }

    /// Whether its field is a list, so that a response may have several (RFC 9110 section 5.3). Nobody knows that of an
    /// unregistered name, so it may.
    pub fn may_repeat(&self) -> bool {
        !SINGLE.iter().any(|name| self.name.eq_ignore_ascii_case(name))
    }
}

/// Registered response fields that aren't lists, beside those that are refused anyway.
const SINGLE: &[&str] = &[
    "content-range",
    "content-md5",
    "delta-base",
    "deprecation",
    "etag",
    "expires",
    "last-modified",
    "memento-datetime",
    "retry-after",
    "sunset",
    "x-ratelimit-limit",
    "x-ratelimit-remaining",
    "x-ratelimit-reset",
];

/// Headers that a caller may not set: they frame the message, belong to one connection, or would harm a browser or this site.
const REFUSED: &[&str] = &[
    "age",
    "activate-storage-access",
    "alt-svc",
    "clear-site-data",
    "connection",
    "connection-allowlist",
    "content-disposition",
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
const REFUSED_ENDINGS: &[&str] = &["-report-only", "-policy", "cdn-cache-control"];

const LONGEST_NAME: usize = 64;
const LONGEST_VALUE: usize = 1024;

impl FromStr for ExtraHeader {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let (name, value) = text
            .split_once(':')
            .ok_or_else(|| "has no colon. Write Name:Value".to_owned())?;
        // Control characters are refused below and not trimmed away: a name that begins with a line break is no name.
        let blank = [' ', '\t'];
        let (name, value) = (name.trim_matches(blank), value.trim_matches(blank));
        let token = |b: u8| b.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(&b);
        if name.is_empty() || name.len() > LONGEST_NAME || !name.bytes().all(token) {
            return Err("has a name that isn't a header name".to_owned());
        }
        let lower = name.to_ascii_lowercase();
        if REFUSED.contains(&lower.as_str())
            || REFUSED_FAMILIES.iter().any(|family| lower.starts_with(family))
            || REFUSED_ENDINGS.iter().any(|ending| lower.ends_with(ending))
        {
            return Err("names a header that callers can't set".to_owned());
        }
        if value.len() > LONGEST_VALUE || !value.bytes().all(|b| (0x20..0x7f).contains(&b) || b == b'\t') {
            return Err(format!(
                "has a value that is longer than {LONGEST_VALUE} bytes or isn't visible ASCII"
            ));
        }
        Ok(Self {
            name: name.to_owned(),
            value: value.to_owned(),
        })
    }
}

impl fmt::Display for ExtraHeader {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}", self.name, self.value)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

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
            "Content-Disposition",
            "Cloudflare-CDN-Cache-Control",
        ] {
            assert!(format!("{name}:x").parse::<ExtraHeader>().is_err(), "{name}");
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
            assert!(bad.parse::<ExtraHeader>().is_err(), "{bad:?}");
        }
        let good: ExtraHeader = "X-Request-Id: 42 ".parse().unwrap();
        assert_eq!((good.name.as_str(), good.value.as_str()), ("X-Request-Id", "42"));
    }
}

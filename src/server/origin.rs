//! Scheme and host under which a client reaches this server: they are in every example and in the mock's responses.

use std::net::SocketAddr;

use http::header::{self, HeaderMap};
use http::request::Parts;
use http::uri::{Authority, Uri};
use http::{StatusCode, Version};

use super::config::Config;
use crate::call::problem::shorten;
use crate::mock::Refusal;

/// An origin, and whether pages that show it may be kept: names that anybody can make up would fill the cache.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Origin {
    pub text: String,
    pub known: bool,
}

/// The longest host name of DNS is 253 bytes; a port and brackets come on top.
const LONGEST_HOST: usize = 270;

impl Origin {
    /// The origin that this request came by.
    ///
    /// # Errors
    /// See [`read_host`].
    pub fn read(parts: &Parts, config: &Config, address: SocketAddr) -> Result<Self, Refusal> {
        let host = read_host(&parts.uri, &parts.headers, parts.version)?;
        if let Some(public) = &config.public_url {
            return Ok(Self {
                text: public.clone(),
                known: true,
            });
        }
        let host = host.unwrap_or_else(|| address.to_string());
        let name = host_name(&host);
        let loopback = matches!(name, "localhost" | "127.0.0.1" | "[::1]");
        let known = loopback
            || config
                .allowed_hosts
                .iter()
                .any(|allowed| allowed.eq_ignore_ascii_case(name) || allowed.eq_ignore_ascii_case(&host));
        Ok(Self {
            text: format!("http://{host}"),
            known,
        })
    }

    /// Of a request that nobody looked at.
    pub fn unknown() -> Self {
        Self {
            text: String::new(),
            known: false,
        }
    }
}

/// The host that a request is for, in lower case; `None` if it names none, which HTTP/1.0 allows.
///
/// # Errors
/// A missing, doubled, empty or malformed Host (RFC 9112 section 3.2 and RFC 9110 section 4.2.1: 400). A Host that the target's own
/// authority overrules still has to be well-formed, but it may be empty.
pub fn read_host(uri: &Uri, headers: &HeaderMap, version: Version) -> Result<Option<String>, Refusal> {
    let mut fields = headers.get_all(header::HOST).iter();
    let field = fields.next();
    if fields.next().is_some() {
        return Err(refusal("The request has more than one Host field. Send one."));
    }
    let field = match field {
        Some(value) => {
            let text = value.to_str();
            Some(
                text.map_err(|_| refusal("The Host field has bytes that aren't ASCII."))?
                    .trim(),
            )
        }
        None if version >= Version::HTTP_11 => {
            return Err(refusal("The request has no Host field. HTTP/1.1 requires one."));
        }
        None => None,
    };
    let named = field.filter(|text| !text.is_empty()).map(check).transpose()?;
    // The target's own authority beats the field (RFC 9112 section 3.2.2).
    if let Some(authority) = uri.authority() {
        return check(authority.as_str()).map(Some);
    }
    if named.is_none() && version >= Version::HTTP_11 {
        return Err(refusal(
            "The Host field is empty. Send the host that the request is for, such as Host: example.org.",
        ));
    }
    Ok(named)
}

/// A `--public-url`: scheme, host, perhaps a port, nothing behind them.
///
/// # Errors
/// A sentence that says what is wrong.
pub fn parse_public_url(text: &str) -> Result<String, String> {
    let uri: Uri = text.parse().map_err(|error| format!("{error}"))?;
    if !matches!(uri.scheme_str(), Some("http" | "https")) {
        return Err("it must start with http:// or https://".to_owned());
    }
    if !matches!(uri.path(), "" | "/") || uri.query().is_some() {
        return Err("it must end after the host: it can't have a path or a query".to_owned());
    }
    let host = uri.authority().map(Authority::as_str).unwrap_or_default();
    check(host).map_err(|refusal| refusal.problem.message)?;
    Ok(text.trim_end_matches('/').to_owned())
}

fn check(host: &str) -> Result<String, Refusal> {
    let name = host_name(host);
    let letters = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '.' | '_');
    let bracketed = name.strip_prefix('[').and_then(|rest| rest.strip_suffix(']'));
    let good_name = match bracketed {
        Some(inner) => inner.parse::<std::net::Ipv6Addr>().is_ok(),
        None => !name.is_empty() && name.chars().all(letters),
    };
    let rest = &host[name.len()..];
    let good_port = rest.is_empty()
        || rest.strip_prefix(':').is_some_and(|port| {
            let digits = port.bytes().all(|b| b.is_ascii_digit());
            port.is_empty() || (digits && port.parse::<u16>().is_ok())
        });
    if !(good_name && good_port && host.len() <= LONGEST_HOST) {
        return Err(refusal(format!(
            "The Host “{}” isn't a host name or an IP address with an optional port.",
            shorten(host)
        )));
    }
    Ok(host.to_ascii_lowercase())
}

/// Host without port; an IPv6 address keeps its brackets.
fn host_name(host: &str) -> &str {
    let end = if host.starts_with('[') {
        host.find(']').map_or(host.len(), |at| at + 1)
    } else {
        host.find(':').unwrap_or(host.len())
    };
    &host[..end]
}

fn refusal(message: impl Into<String>) -> Refusal {
    Refusal::new(StatusCode::BAD_REQUEST, "bad-host", message)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hosts_are_names_and_addresses() {
        for good in [
            "example.org",
            "EXAMPLE.org:8080",
            "127.0.0.1:3000",
            "[::1]:3000",
            "[::1]",
            "a_b.local",
            "a:",
        ] {
            assert!(check(good).is_ok(), "{good}");
        }
        for bad in [
            "", ":80", "a b", "a/b", "a@b", "a:99999", "a:x", "[::1", "[zz]", "<script>", "a?b", "a:80:80", "a:+80", "a\"b",
        ] {
            assert!(check(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn every_request_of_http_11_names_one_host() {
        let read = |target: &str, hosts: &[&str], version| {
            let hosts = hosts
                .iter()
                .map(|host| (header::HOST, http::HeaderValue::from_str(host).unwrap()));
            read_host(&target.parse().unwrap(), &hosts.collect(), version).map_err(|refusal| refusal.status)
        };
        let bad = Err(StatusCode::BAD_REQUEST);
        let host = |name: &str| Ok(Some(name.to_owned()));
        for (target, hosts, new, old) in [
            ("/", &["A.example"][..], host("a.example"), host("a.example")),
            ("/", &[], bad.clone(), Ok(None)),
            ("/", &[""], bad.clone(), Ok(None)),
            ("/", &["  "], bad.clone(), Ok(None)),
            ("/", &["a b"], bad.clone(), bad.clone()),
            ("/", &["a", "a"], bad.clone(), bad.clone()),
            ("http://b.example/", &["a.example"], host("b.example"), host("b.example")),
            ("http://b.example/", &[""], host("b.example"), host("b.example")),
            ("http://b.example/", &[], bad.clone(), host("b.example")),
            ("http://b.example/", &["a b"], bad.clone(), bad.clone()),
            ("http://u@b.example/", &["a.example"], bad.clone(), bad.clone()),
            ("*", &["a.example"], host("a.example"), host("a.example")),
            ("*", &[], bad.clone(), Ok(None)),
        ] {
            assert_eq!(read(target, hosts, Version::HTTP_11), new, "{target} {hosts:?}");
            assert_eq!(read(target, hosts, Version::HTTP_10), old, "{target} {hosts:?}");
        }
    }

    #[test]
    fn a_public_url_ends_behind_its_host() {
        assert_eq!(
            parse_public_url("https://statusbook.example/").as_deref(),
            Ok("https://statusbook.example")
        );
        for bad in ["statusbook.example", "ftp://a", "https://a/b", "https://a/?q", "https://u@a"] {
            assert!(parse_public_url(bad).is_err(), "{bad}");
        }
    }
}

//! Scheme and host under which a client reaches this server: they stand in every example and in the mock's answers.

use std::net::SocketAddr;

use http::header;
use http::request::Parts;
use http::uri::{Authority, Uri};
use http::{StatusCode, Version};

use super::Settings;
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

/// # Errors
/// A missing, doubled or malformed Host (RFC 9112 section 3.2: 400).
pub fn of(parts: &Parts, settings: &Settings, address: SocketAddr) -> Result<Origin, Refusal> {
    let mut hosts = parts.headers.get_all(header::HOST).iter();
    let header = hosts.next();
    if hosts.next().is_some() {
        return Err(refusal("The request has more than one Host field.".to_owned()));
    }
    // The target's own authority beats the field (RFC 9112 section 3.2.2).
    let host = match (parts.uri.authority(), header) {
        (Some(authority), _) => Some(authority.as_str().to_owned()),
        (None, Some(value)) => Some(
            value
                .to_str()
                .map_err(|_| refusal("The Host field has bytes that are no ASCII.".to_owned()))?
                .trim()
                .to_owned(),
        ),
        (None, None) if parts.version >= Version::HTTP_11 => {
            return Err(refusal("The request has no Host field, which HTTP/1.1 requires.".to_owned()));
        }
        (None, None) => None,
    };
    let host = match host.filter(|host| !host.is_empty()) {
        Some(host) => check(&host)?,
        None => address.to_string(),
    };
    if let Some(public) = &settings.public_url {
        return Ok(Origin {
            text: public.clone(),
            known: true,
        });
    }
    let name = host_name(&host);
    let loopback = matches!(name, "localhost" | "127.0.0.1" | "[::1]");
    let known = loopback
        || settings
            .allowed_hosts
            .iter()
            .any(|allowed| allowed.eq_ignore_ascii_case(name) || allowed.eq_ignore_ascii_case(&host));
    Ok(Origin {
        text: format!("http://{host}"),
        known,
    })
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
        return Err("it must end behind the host: a path or query cannot be part of it".to_owned());
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
            "The Host “{}” is neither a name nor an address with an optional port.",
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

fn refusal(message: String) -> Refusal {
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

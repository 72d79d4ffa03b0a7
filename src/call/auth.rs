//! `auth=`: which challenge 401 and 407 carry, and which credentials meet it.

use std::fmt;
use std::str::FromStr;

use super::words;

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

const SCHEMES: &[&str] = &["basic", "bearer", "digest"];
/// Longest value, in bytes.
const LONGEST: usize = 200;

impl FromStr for Auth {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let (scheme, rest) = text
            .split_once(':')
            .map_or((text, None), |(scheme, rest)| (scheme, Some(rest)));
        if text.len() > LONGEST || text.chars().any(char::is_control) {
            return Err(format!("is longer than {LONGEST} bytes or has control characters"));
        }
        match (scheme.to_ascii_lowercase().as_str(), rest) {
            ("basic", None) => Ok(Self::Basic(None)),
            ("basic", Some(rest)) => rest
                .split_once(':')
                .map(|(user, password)| Self::Basic(Some((user.to_owned(), password.to_owned()))))
                .ok_or_else(|| "needs a user and a password: basic:user:password".to_owned()),
            ("bearer", None) => Ok(Self::Bearer(None)),
            ("bearer", Some("")) => Err("has no token after bearer:".to_owned()),
            ("bearer", Some(token)) => Ok(Self::Bearer(Some(token.to_owned()))),
            ("digest", None) => Ok(Self::Digest),
            ("digest", Some(_)) => Err("has credentials, but digest is only a challenge here. Use basic or bearer".to_owned()),
            (_, _) => Err(words::unknown(scheme, SCHEMES)),
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn schemes_and_credentials_are_read_and_written() {
        for text in ["basic", "basic:u:p:q", "bearer", "bearer:a:b", "digest"] {
            assert_eq!(text.parse::<Auth>().unwrap().to_string(), text);
        }
        assert_eq!("Basic:U:P".parse::<Auth>().unwrap().to_string(), "basic:U:P");
        for bad in ["", "basic:", "basic:u", "bearer:", "digest:x", "ntlm", "bearer:a\u{1}"] {
            assert!(bad.parse::<Auth>().is_err(), "{bad:?}");
        }
        assert!("baisc".parse::<Auth>().unwrap_err().contains("Did you mean basic?"));
    }
}

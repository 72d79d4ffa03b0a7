//! `to=`: where a redirect leads.

use std::str::FromStr;

use super::encoding;
use super::words::text;

text! {
    /// Where a redirect leads: a path on this host, or an address whose host [`super::Settings::check`] judges.
    pub struct Destination;
}

impl Destination {
    /// The host of an absolute address, with its port if it has one. Names only, without a user before it.
    pub fn host(&self) -> Option<&str> {
        host(&self.0)
    }
}

fn host(address: &str) -> Option<&str> {
    let rest = address.strip_prefix("https://").or_else(|| address.strip_prefix("http://"))?;
    let host = rest.split(['/', '?', '#']).next()?;
    let plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | ':');
    (!host.is_empty() && host.chars().all(plain)).then_some(host)
}

impl FromStr for Destination {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        if text.is_empty() {
            return Err("is empty. Give a path on this host, such as /200".to_owned());
        }
        let decoded = encoding::decode_segment(text).unwrap_or_default();
        let leads_away = |text: &str| text.starts_with("//") || text.contains('\\');
        if leads_away(text) || leads_away(&decoded) {
            return Err("could be read as another host. Start it with one slash and use no backslash".to_owned());
        }
        let controls = text.chars().chain(decoded.chars()).any(char::is_control);
        if decoded.is_empty() || controls || text.contains(' ') || !text.is_ascii() {
            return Err("has characters that an address can't have. Percent-encode them".to_owned());
        }
        if !text.starts_with('/') && host(text).is_none() {
            return Err("is neither a path on this host, such as /200, nor an http or https address".to_owned());
        }
        Ok(Self(text.to_owned()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_destination_is_a_path_here_or_an_address_with_a_host() {
        for good in ["/200", "/404;delay=1s?x=%20", "https://a.example/x", "http://A.example:8080"] {
            assert_eq!(good.parse::<Destination>().unwrap().to_string(), good);
        }
        for bad in [
            "",
            "ftp://evil.example",
            "https://user@evil.example",
            "https:evil.example",
            "javascript:alert(1)",
            "//evil.example",
            "/%2Fevil.example",
            "/\\evil.example",
            "/a\r\nSet-Cookie:x",
        ] {
            assert!(bad.parse::<Destination>().is_err(), "{bad:?}");
        }
    }
}

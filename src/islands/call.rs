//! Try It Live: the call as the panel shows it, with what the reader typed, and what is said of how it ended.

use web_sys::Element;

use super::fetch::{LiveCall, LiveResponse, is_reachable};
use super::{dom, marks};

/// How the page's data says that the call is made, see `site/live.rs`.
pub struct Plan {
    pub live: LiveCall,
    pub query: String,
    pub websocket: bool,
    /// Why the page can't make it.
    pub beyond: Option<String>,
    pub wire_first: bool,
    /// The longest wait before a response, in milliseconds.
    pub wait: u32,
    /// What is said of a response, and for which outcome: a status, `none`, `body` or `followed`.
    notes: Vec<(String, String)>,
}

impl Plan {
    /// Whether the page makes the call by fetch.
    pub fn is_fetched(&self) -> bool {
        !self.websocket && self.beyond.is_none()
    }

    fn note(&self, when: &str) -> Option<&str> {
        let note = self.notes.iter().find(|(known, _)| known == when);
        note.map(|(_, text)| text.as_str())
    }

    /// What is said of a response.
    pub fn about(&self, response: &LiveResponse) -> String {
        let status = response.status.to_string();
        if response.broken {
            let length = response
                .header("content-length")
                .filter(|_| response.header("content-encoding").is_none());
            let of = length.map_or(String::new(), |length| format!(" of {length}"));
            let what = format!("{status}, then the body failed after {}{of} bytes.", response.body.len());
            return match self.note("body") {
                Some(note) => format!("{what} {note}"),
                None => what,
            };
        }
        if let Some(to) = &response.redirected_to {
            let note = self.note("followed").unwrap_or("The browser followed a redirect.");
            return format!("{note} It ended at {to}.");
        }
        self.note(&status).unwrap_or_default().to_owned()
    }

    /// Why no response arrived, as far as that can be known: browsers report one error for everything.
    pub async fn why_none(&self) -> String {
        if !is_reachable().await {
            return "The server can't be reached. Check your connection, and whether the server is running.".to_owned();
        }
        let mut reasons = self
            .notes
            .iter()
            .filter(|(when, _)| when == "none")
            .map(|(_, text)| text.as_str());
        match (reasons.next(), reasons.next()) {
            (Some(reason), None) => reason.to_owned(),
            (Some(_), Some(_)) => {
                "The browser reports a network error. This call can fail in several ways; Wire shows which one it was.".to_owned()
            }
            (None, _) => {
                "The browser reports a network error and doesn't say why. The server can be reached, so this call itself failed, or something between you and the server stopped it."
                    .to_owned()
            }
        }
    }

    pub fn read(root: &Element) -> Option<Self> {
        let data = |name: &str| dom::attribute(root, marks::LIVE, name);
        let method = data("data-method")?;
        let may_have_body = !matches!(method.as_str(), "GET" | "HEAD");
        let body = body(root).filter(|_| may_have_body);
        let mut headers = headers(root);
        headers.extend(
            data("data-type")
                .filter(|_| body.is_some())
                .map(|kind| ("Content-Type".to_owned(), kind)),
        );
        Some(Self {
            live: LiveCall {
                address: data("data-address")?,
                headers,
                body,
                trace: trace(),
                method,
            },
            query: data("data-query").unwrap_or_default(),
            websocket: data("data-websocket").is_some(),
            beyond: data("data-beyond"),
            wire_first: data("data-wire-first").is_some(),
            wait: data("data-wait").and_then(|wait| wait.parse().ok()).unwrap_or(0),
            notes: dom::all(root, ".live [data-when]")
                .iter()
                .filter_map(|note| Some((note.get_attribute("data-when")?, note.text_content()?)))
                .collect(),
        })
    }
}

/// The headers that are typed, and the credentials.
fn headers(root: &Element) -> Vec<(String, String)> {
    let typed = dom::value(root, "[name=request-header]");
    let lines = typed.lines().filter_map(|line| line.split_once(':'));
    let mut headers: Vec<_> = lines
        .map(|(name, value)| (name.trim().to_owned(), value.trim().to_owned()))
        .collect();
    let or_placeholder = |name: &str| {
        let selector = format!("[name={name}]");
        let value = dom::value(root, &selector);
        if value.is_empty() {
            dom::attribute(root, &selector, "placeholder").unwrap_or_default()
        } else {
            value
        }
    };
    let credentials = match dom::value(root, "[name=request-auth]").as_str() {
        "basic" => Some(format!(
            "Basic {}",
            base64(format!("{}:{}", or_placeholder("typed-user"), or_placeholder("typed-password")).as_bytes())
        )),
        "bearer" => Some(format!("Bearer {}", or_placeholder("typed-token"))),
        _ => None,
    };
    if let Some(value) = credentials {
        headers.retain(|(name, _)| !name.eq_ignore_ascii_case("authorization"));
        headers.push(("Authorization".to_owned(), value));
    }
    headers
}

/// The body that is typed, or as many letters as its size says.
fn body(root: &Element) -> Option<String> {
    let typed = dom::value(root, "[name=request-body]");
    if !typed.is_empty() {
        return Some(typed);
    }
    let size = dom::value(root, "[name=request-size]").trim().to_ascii_lowercase();
    let (digits, unit) = match (size.strip_suffix("kib"), size.strip_suffix("mib")) {
        (Some(digits), _) => (digits, 1024),
        (_, Some(digits)) => (digits, 1024 * 1024),
        _ => (size.as_str(), 1),
    };
    let size: usize = digits.trim().parse().ok()?;
    Some("x".repeat(size.saturating_mul(unit).min(1024 * 1024)))
}

/// RFC 4648 section 4. The browser's own function takes no text beyond Latin-1.
fn base64(bytes: &[u8]) -> String {
    const LETTERS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut text = String::new();
    for group in bytes.chunks(3) {
        let number = (0..3).fold(0_u32, |number, i| {
            (number << 8) | u32::from(group.get(i).copied().unwrap_or(0))
        });
        for i in 0..4 {
            let letter = LETTERS[(number >> (18 - 6 * i)) as usize & 63];
            text.push(if i <= group.len() { char::from(letter) } else { '=' });
        }
    }
    text
}

/// 32 hexadecimal digits that nobody guesses.
pub fn trace() -> String {
    let mut digits = String::new();
    let mut bytes = [0_u8; 16];
    if let Ok(crypto) = leptos::prelude::window().crypto() {
        let _ = crypto.get_random_values_with_u8_array(&mut bytes);
    }
    for byte in bytes {
        for half in [byte >> 4, byte & 15] {
            digits.push(char::from(b"0123456789abcdef"[usize::from(half)]));
        }
    }
    digits
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn credentials_are_encoded_as_rfc_4648_says() {
        for (text, expected) in [
            ("", ""),
            ("f", "Zg=="),
            ("fo", "Zm8="),
            ("foo", "Zm9v"),
            ("foob", "Zm9vYg=="),
            ("ü:€", "w7w64oKs"),
        ] {
            assert_eq!(base64(text.as_bytes()), expected);
        }
    }
}

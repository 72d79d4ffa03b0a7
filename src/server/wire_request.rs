//! The request of the wire client, as it goes out.

use bytes::Bytes;

use super::page_request::PageRequest;
use crate::call::request::{self, Credentials, PASSWORD, TOKEN, USER};
use crate::call::{PageState, Request};
use crate::mock;
use crate::random;
use crate::wire::RawRequest;

/// What a random key of a WebSocket is made from; its last letter has to leave four bits empty.
const KEY_LETTERS: &[u8] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
const KEY_SALT: u64 = 11;

/// The client says who it is, as clients do.
const USER_AGENT: &str = "Statusbook-Wire";

/// A request as it goes out.
#[derive(Debug)]
pub struct Sent {
    method: String,
    target: String,
    /// In order; a typed header of the same name is in place of ours.
    headers: Vec<(String, String)>,
    body: Bytes,
}

impl Sent {
    pub fn new(state: &PageState, request: &PageRequest, origin: &str) -> Self {
        // The state has it without secrets. Where nothing is typed, it is the request with which the page starts.
        let typed = Some(request::as_typed(&request.query)).filter(|typed| !typed.is_empty());
        let typed: Request = typed.unwrap_or_else(|| state.request.clone());
        let implied = typed.implied_type();
        let host = origin.split_once("://").map_or(origin, |(_, host)| host);
        let mut headers: Vec<(String, String)> = Vec::new();
        for (name, value) in [("Host", host), ("User-Agent", USER_AGENT), ("Accept", "*/*")] {
            if !typed.has(name) {
                headers.push((name.to_owned(), value.to_owned()));
            }
        }
        let credentials = typed.credentials;
        if let Some(credentials) = credentials {
            headers.push(("Authorization".to_owned(), authorization(credentials, request)));
        }
        // A second Authorization would contradict the first.
        let is_kept = |name: &str| credentials.is_none() || !name.eq_ignore_ascii_case("authorization");
        headers.extend(implied.map(|kind| ("Content-Type".to_owned(), kind.to_owned())));
        let rest = typed.headers.into_iter().filter(|header| is_kept(&header.name));
        headers.extend(rest.map(|header| (header.name, header.value)));
        let upgrades = headers.iter().any(|(name, _)| name.eq_ignore_ascii_case("upgrade"));
        if state.opens_websocket() && !upgrades {
            // What a browser sends when it opens a WebSocket (RFC 6455 section 4.1).
            let key = random::text(fastrand::u64(..), KEY_SALT, KEY_LETTERS, 21);
            for (name, value) in [
                ("Connection", "Upgrade"),
                ("Upgrade", "websocket"),
                ("Sec-WebSocket-Version", "13"),
                ("Sec-WebSocket-Key", &format!("{key}A==")),
            ] {
                headers.push((name.to_owned(), value.to_owned()));
            }
        }
        let most = usize::try_from(request::LARGEST_BODY).unwrap_or(usize::MAX);
        let body = typed.body.map(|body| body.bytes(most)).unwrap_or_default();
        Self {
            method: state.call.method.clone(),
            target: state.call.address(),
            headers,
            body: body.into(),
        }
    }

    fn value(&self, wanted: &str) -> Option<&str> {
        let field = self.headers.iter().find(|(name, _)| name.eq_ignore_ascii_case(wanted));
        field.map(|(_, value)| value.as_str())
    }

    pub fn raw(&self) -> RawRequest {
        let mut head = format!("{} {} HTTP/1.1\r\n", self.method, self.target);
        for (name, value) in &self.headers {
            head.push_str(&format!("{name}: {value}\r\n"));
        }
        // A method that expects a body says that there is none (RFC 9110 section 8.6).
        if !self.body.is_empty() || matches!(self.method.as_str(), "POST" | "PUT" | "PATCH") {
            head.push_str(&format!("Content-Length: {}\r\n", self.body.len()));
        }
        head.push_str("\r\n");
        let is_websocket = self
            .value("upgrade")
            .is_some_and(|value| value.eq_ignore_ascii_case("websocket"));
        RawRequest {
            head: head.into(),
            body: self.body.clone(),
            is_head_method: self.method == "HEAD",
            expects_continue: self
                .value("expect")
                .is_some_and(|value| value.eq_ignore_ascii_case("100-continue")),
            messages: if is_websocket { messages() } else { Vec::new() },
        }
    }

    /// Goes on as browsers do (Fetch Standard, HTTP-redirect fetch): a POST becomes a GET on 301 and 302, everything but HEAD on 303.
    pub fn follow(&mut self, status: u16, target: String) {
        let becomes_get = match status {
            301 | 302 => self.method == "POST",
            303 => self.method != "HEAD",
            _ => false,
        };
        if becomes_get && self.method != "GET" {
            self.method = "GET".to_owned();
            self.body = Bytes::new();
            self.headers
                .retain(|(name, _)| !name.to_ascii_lowercase().starts_with("content-") && !name.eq_ignore_ascii_case("expect"));
        }
        self.target = target;
    }
}

/// A text and a close, as a client sends them: masked (RFC 6455 section 5.3).
fn messages() -> Vec<Bytes> {
    const MASK: [u8; 4] = [0x37, 0xfa, 0x21, 0x3d];
    let frame = |opcode: u8, payload: &[u8]| {
        let masked = payload.iter().zip(MASK.iter().cycle()).map(|(byte, mask)| byte ^ mask);
        let length = u8::try_from(payload.len()).unwrap_or(125).min(125);
        [0x80 | opcode, 0x80 | length].into_iter().chain(MASK).chain(masked).collect()
    };
    vec![frame(1, b"hello"), frame(8, &1000_u16.to_be_bytes())]
}

/// The value of Authorization, with what is typed, else with what the examples send.
fn authorization(credentials: Credentials, request: &PageRequest) -> String {
    let typed = |field: &str, else_value: &str| {
        let value = request.parameter(field);
        if value.is_empty() { else_value.to_owned() } else { value }
    };
    let value = match credentials {
        Credentials::Basic => mock::basic(&typed(USER, Credentials::USER), &typed(PASSWORD, Credentials::PASSWORD)),
        Credentials::Bearer => format!("Bearer {}", typed(TOKEN, Credentials::TOKEN)),
    };
    // A line break would begin another header.
    value.chars().filter(|c| (' '..='~').contains(c)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn messages_are_masked_frames() {
        let frames = messages();
        assert_eq!(frames[0][..2], [0x81, 0x85]);
        assert_eq!(frames[0][6] ^ 0x37, b'h');
        assert_eq!(frames[1][..2], [0x88, 0x82]);
    }
}

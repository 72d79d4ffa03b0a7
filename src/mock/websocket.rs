//! The opening handshake of WebSocket, as a server judges it (RFC 6455 section 4.2).

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use http::StatusCode;
use http::header::{self, HeaderMap, HeaderName, HeaderValue};

use super::Refusal;

/// The only version of the protocol that became a standard.
const VERSION: &str = "13";

/// What a request is to WebSocket.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Handshake {
    /// It asks for something else: it isn't a GET of HTTP/1.1, or it doesn't upgrade to WebSocket. `Upgrade: h2c` is such a request.
    None,
    /// It asks for another version of WebSocket, or for none.
    OtherVersion,
    /// It asks for WebSocket and breaks a rule, which the text names.
    Malformed(&'static str),
    /// It is well. The subprotocol is the first that the client offers.
    Valid { subprotocol: Option<HeaderValue> },
}

/// Reads the fields that matter (RFC 6455 section 4.2.1). Host is checked for every request, not here.
pub fn handshake(method: &str, http_11: bool, request: &HeaderMap) -> Handshake {
    let asks = method == "GET"
        && http_11
        && has_token(request, header::UPGRADE, "websocket")
        && has_token(request, header::CONNECTION, "upgrade");
    if !asks {
        return Handshake::None;
    }
    let mut versions = request.get_all(header::SEC_WEBSOCKET_VERSION).iter();
    match (versions.next(), versions.next()) {
        (Some(version), None) if version == VERSION => {}
        (_, None) => return Handshake::OtherVersion,
        (_, Some(_)) => return Handshake::Malformed("Sec-WebSocket-Version is given more than once."),
    }
    let mut keys = request.get_all(header::SEC_WEBSOCKET_KEY).iter();
    let key = match (keys.next(), keys.next()) {
        (Some(key), None) => key,
        (None, _) => return Handshake::Malformed("Sec-WebSocket-Key is missing."),
        (_, Some(_)) => return Handshake::Malformed("Sec-WebSocket-Key is given more than once."),
    };
    if !STANDARD.decode(key).is_ok_and(|nonce| nonce.len() == 16) {
        return Handshake::Malformed("Sec-WebSocket-Key must be 16 bytes in Base64.");
    }
    match first_subprotocol(request) {
        Ok(subprotocol) => Handshake::Valid { subprotocol },
        Err(reason) => Handshake::Malformed(reason),
    }
}

/// Whether the connection becomes a WebSocket.
///
/// # Errors
/// It would, but the request breaks a rule of the handshake (RFC 6455 section 4.2.1: 400).
pub(super) fn is_handshake(method: &str, http_11: bool, request: &HeaderMap) -> Result<bool, Refusal> {
    match handshake(method, http_11, request) {
        Handshake::None | Handshake::OtherVersion => Ok(false),
        Handshake::Valid { .. } => Ok(true),
        Handshake::Malformed(reason) => Err(Refusal::new(StatusCode::BAD_REQUEST, "bad-handshake", reason)),
    }
}

/// The fields of a response to a handshake that depend on the request: the subprotocol of a 101, without which a browser that
/// offered some gives up, and the version of a 426 (RFC 6455 section 4.4). Sec-WebSocket-Accept is added where the head is written.
pub(super) fn fields(headers: &mut HeaderMap, upgrade: bool, request: &HeaderMap) {
    if !upgrade {
        headers.insert(header::SEC_WEBSOCKET_VERSION, HeaderValue::from_static(VERSION));
    } else if let Ok(Some(subprotocol)) = first_subprotocol(request) {
        headers.insert(header::SEC_WEBSOCKET_PROTOCOL, subprotocol);
    }
}

/// The first offered subprotocol; the fields may be several, which are one list (RFC 6455 section 11.3.4).
fn first_subprotocol(request: &HeaderMap) -> Result<Option<HeaderValue>, &'static str> {
    let first = request
        .get_all(header::SEC_WEBSOCKET_PROTOCOL)
        .iter()
        .flat_map(|value| value.as_bytes().split(|byte| *byte == b','))
        .map(<[u8]>::trim_ascii)
        .find(|name| !name.is_empty());
    let Some(first) = first else {
        return Ok(None);
    };
    // A name of a field is exactly a token, too (RFC 9110 section 5.1).
    if HeaderName::from_bytes(first).is_err() {
        return Err("Sec-WebSocket-Protocol has a name that isn't a token.");
    }
    HeaderValue::from_bytes(first)
        .map(Some)
        .map_err(|_| "Sec-WebSocket-Protocol has a name that isn't a token.")
}

/// Whether a list has the word; names of protocols and options don't depend on case here.
fn has_token(request: &HeaderMap, name: HeaderName, token: &str) -> bool {
    request
        .get_all(name)
        .iter()
        .flat_map(|value| value.as_bytes().split(|byte| *byte == b','))
        .any(|item| item.trim_ascii().eq_ignore_ascii_case(token.as_bytes()))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The handshake of RFC 6455 section 1.3.
    const GOOD: [(&str, &str); 4] = [
        ("upgrade", "websocket"),
        ("connection", "Upgrade"),
        ("sec-websocket-key", "dGhlIHNhbXBsZSBub25jZQ=="),
        ("sec-websocket-version", "13"),
    ];

    type Fields = &'static [(&'static str, &'static str)];

    /// Leaves a field out.
    const NONE: &str = "";

    /// The good handshake with these fields in place of its own of those names.
    fn judged(changes: Fields) -> Handshake {
        let mut headers = HeaderMap::new();
        let kept = GOOD
            .iter()
            .filter(|(name, _)| changes.iter().all(|(changed, _)| changed != name));
        let changed = changes.iter().filter(|(_, value)| *value != NONE);
        for &(name, value) in kept.chain(changed) {
            headers.append(name, HeaderValue::from_static(value));
        }
        handshake("GET", true, &headers)
    }

    #[test]
    fn the_handshake_of_the_specification_is_valid_however_it_is_written() {
        let written: [Fields; 4] = [
            &[],
            &[("upgrade", "h2c, WebSocket")],
            &[("connection", "keep-alive, upgrade")],
            &[("connection", "keep-alive"), ("connection", "UPGRADE")],
        ];
        for changes in written {
            assert_eq!(judged(changes), Handshake::Valid { subprotocol: None }, "{changes:?}");
        }
    }

    #[test]
    fn the_first_subprotocol_comes_back_as_it_was_written() {
        let offers: [(Fields, &'static str); 3] = [
            (&[("sec-websocket-protocol", "chat, superchat")], "chat"),
            (&[("sec-websocket-protocol", "v12.STOMP")], "v12.STOMP"),
            (&[("sec-websocket-protocol", " , ,a"), ("sec-websocket-protocol", "b")], "a"),
        ];
        for (changes, first) in offers {
            let subprotocol = Some(HeaderValue::from_static(first));
            assert_eq!(judged(changes), Handshake::Valid { subprotocol });
        }
    }

    #[test]
    fn what_is_no_handshake_is_told_from_a_bad_one() {
        let others: [(Fields, Handshake); 5] = [
            (&[("upgrade", "h2c")], Handshake::None),
            (&[("connection", "keep-alive")], Handshake::None),
            (&[("upgrade", "websocket2")], Handshake::None),
            (&[("sec-websocket-version", "8")], Handshake::OtherVersion),
            (&[("sec-websocket-version", NONE)], Handshake::OtherVersion),
        ];
        for (changes, expected) in others {
            assert_eq!(judged(changes), expected, "{changes:?}");
        }
        let bad: [Fields; 6] = [
            &[("sec-websocket-key", NONE)],
            &[("sec-websocket-key", "c2hvcnQ=")],
            &[("sec-websocket-key", "dGhlIHNhbXBsZSBub25jZQ")],
            &[
                ("sec-websocket-key", "dGhlIHNhbXBsZSBub25jZQ=="),
                ("sec-websocket-key", "dGhlIHNhbXBsZSBub25jZQ=="),
            ],
            &[("sec-websocket-version", "13"), ("sec-websocket-version", "13")],
            &[("sec-websocket-protocol", "not a token")],
        ];
        for changes in bad {
            assert!(matches!(judged(changes), Handshake::Malformed(_)), "{changes:?}");
        }
    }

    #[test]
    fn only_a_get_of_http_11_upgrades() {
        let mut headers = HeaderMap::new();
        headers.extend(GOOD.map(|(name, value)| (HeaderName::from_static(name), HeaderValue::from_static(value))));
        assert_eq!(handshake("GET", true, &headers), Handshake::Valid { subprotocol: None });
        assert_eq!(handshake("POST", true, &headers), Handshake::None);
        assert_eq!(handshake("GET", false, &headers), Handshake::None);
    }
}

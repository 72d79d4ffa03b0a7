//! HTTP/1.1 as bytes (RFC 9112): the only place that writes it, besides hyper.

use http::StatusCode;
use http::header::{self, HeaderMap, HeaderName, HeaderValue};
use jiff::Timestamp;
use jiff::fmt::rfc2822::DateTimePrinter;

/// Header fields in a tight list: a response may wait for long, and the map in which they are built takes several times their size.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Fields(Box<[(HeaderName, HeaderValue)]>);

impl From<HeaderMap> for Fields {
    fn from(headers: HeaderMap) -> Self {
        Self(headers.iter().map(|(name, value)| (name.clone(), value.clone())).collect())
    }
}

/// How a client learns where the body ends (RFC 9112 section 6.3).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Framing {
    /// By a Content-Length in bytes.
    Length(usize),
    /// By a last chunk.
    Chunked,
    /// There is no body, and nothing says so: 204 and 304.
    Nothing,
}

/// What no client takes for HTTP.
pub const GARBAGE: &[u8] = b"\x16\x03\x01 this is not HTTP \x00\xff\xfe\r\n\r\n";

/// A chunk whose length isn't a number (RFC 9112 section 7.1).
pub const BROKEN_CHUNK: &[u8] = b"no length\r\n";

/// An interim response (RFC 9110 section 15.2).
pub fn interim(status: StatusCode, reason: &str, fields: &Fields) -> Vec<u8> {
    let mut text = status_line(status, reason);
    for (name, value) in &fields.0 {
        field(&mut text, name, value.as_bytes());
    }
    end(text)
}

/// The head of a final response, dated now; `closes` if the connection ends with it.
pub fn head(status: StatusCode, reason: &str, fields: &Fields, framing: Framing, closes: bool) -> Vec<u8> {
    let mut text = status_line(status, reason);
    for (name, value) in &fields.0 {
        let ours = [header::CONTENT_LENGTH, header::TRANSFER_ENCODING].contains(name)
            || (*name == header::CONNECTION && value.as_bytes().eq_ignore_ascii_case(b"close"));
        if !ours {
            field(&mut text, name, value.as_bytes());
        }
    }
    date(&mut text, fields);
    match framing {
        Framing::Length(length) => field(&mut text, &header::CONTENT_LENGTH, length.to_string().as_bytes()),
        Framing::Chunked => field(&mut text, &header::TRANSFER_ENCODING, b"chunked"),
        Framing::Nothing => {}
    }
    if closes {
        field(&mut text, &header::CONNECTION, b"close");
    }
    end(text)
}

/// The head of the response after which the connection speaks WebSocket (RFC 6455 section 4.2.2).
pub fn switching_to_websocket(reason: &str, fields: &Fields, accept: &str) -> Vec<u8> {
    let ours = [
        (header::CONNECTION, "Upgrade"),
        (header::UPGRADE, "websocket"),
        (header::SEC_WEBSOCKET_ACCEPT, accept),
    ];
    let mut text = status_line(StatusCode::SWITCHING_PROTOCOLS, reason);
    for (name, value) in &fields.0 {
        if !ours.iter().any(|(ours, _)| ours == name) {
            field(&mut text, name, value.as_bytes());
        }
    }
    date(&mut text, fields);
    for (name, value) in &ours {
        field(&mut text, name, value.as_bytes());
    }
    end(text)
}

/// A whole response, after which the connection closes.
pub fn response(status: StatusCode, fields: &Fields, body: &str) -> Vec<u8> {
    let reason = status.canonical_reason().unwrap_or("");
    let mut text = head(status, reason, fields, Framing::Length(body.len()), true);
    text.extend_from_slice(body.as_bytes());
    text
}

/// A chunk (RFC 9112 section 7.1). Nothing for no data, because an empty chunk would end the body.
pub fn chunk(data: &[u8]) -> Vec<u8> {
    if data.is_empty() {
        return Vec::new();
    }
    [format!("{:x}\r\n", data.len()).as_bytes(), data, b"\r\n"].concat()
}

/// The status of an error response that hyper wrote by itself: a head without anything of ours, for a request that it could not
/// read. `None` for everything else.
pub fn hypers_own_error(written: &[u8]) -> Option<StatusCode> {
    let head = std::str::from_utf8(written).ok()?.strip_suffix("\r\n\r\n")?;
    let (status_line, fields) = head.split_once("\r\n")?;
    let bare = fields.split("\r\n").all(|field| {
        let field = field.to_ascii_lowercase();
        field == "connection: close" || field == "content-length: 0" || field.starts_with("date: ")
    });
    let status: u16 = status_line.strip_prefix("HTTP/1.")?.get(2..5)?.parse().ok()?;
    if !bare || !matches!(status, 400 | 414 | 431) {
        return None;
    }
    StatusCode::from_u16(status).ok()
}

/// Whether the version at the end of a request line, or as much of it as has arrived, is one that this server doesn't speak.
pub fn is_other_version(request_line: &[u8]) -> bool {
    let Some(space) = request_line.iter().rposition(|byte| *byte == b' ') else {
        return false;
    };
    let Some(number) = request_line[space + 1..].strip_prefix(b"HTTP/") else {
        return false;
    };
    number.first().is_some_and(u8::is_ascii_digit)
        && number.iter().all(|byte| byte.is_ascii_digit() || *byte == b'.')
        && !b"1.0".starts_with(number)
        && !b"1.1".starts_with(number)
}

fn status_line(status: StatusCode, reason: &str) -> Vec<u8> {
    format!("HTTP/1.1 {} {reason}\r\n", status.as_u16()).into_bytes()
}

fn field(text: &mut Vec<u8>, name: &HeaderName, value: &[u8]) {
    text.extend_from_slice(name.as_str().as_bytes());
    text.extend_from_slice(b": ");
    text.extend_from_slice(value);
    text.extend_from_slice(b"\r\n");
}

/// The moment at which the head is sent (RFC 9110 section 6.6.1), unless the fields have one.
fn date(text: &mut Vec<u8>, fields: &Fields) {
    if fields.0.iter().any(|(name, _)| *name == header::DATE) {
        return;
    }
    if let Ok(date) = DateTimePrinter::new().timestamp_to_rfc9110_string(&Timestamp::now()) {
        field(text, &header::DATE, date.as_bytes());
    }
}

fn end(mut text: Vec<u8>) -> Vec<u8> {
    text.extend_from_slice(b"\r\n");
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fields(list: &[(&'static str, &'static str)]) -> Fields {
        let mut headers = HeaderMap::new();
        for &(name, value) in list {
            headers.append(name, HeaderValue::from_static(value));
        }
        headers.into()
    }

    #[test]
    fn a_head_has_one_length_one_date_and_closes() {
        let given = fields(&[
            ("content-length", "99"),
            ("connection", "close"),
            ("connection", "upgrade"),
            ("date", "Sat, 01 Jan 2000 00:00:00 GMT"),
            ("x", "1"),
        ]);
        let head = String::from_utf8(head(StatusCode::BAD_GATEWAY, "Bad Gateway", &given, Framing::Length(5), true)).unwrap();
        let lines: Vec<_> = head.split("\r\n").collect();
        assert_eq!(
            lines,
            [
                "HTTP/1.1 502 Bad Gateway",
                "connection: upgrade",
                "date: Sat, 01 Jan 2000 00:00:00 GMT",
                "x: 1",
                "content-length: 5",
                "connection: close",
                "",
                ""
            ]
        );
        let undated = String::from_utf8(super::head(StatusCode::OK, "OK", &Fields::default(), Framing::Nothing, true)).unwrap();
        assert_eq!(undated.matches("date: ").count(), 1, "{undated}");
        assert!(!undated.contains("content-length"), "{undated}");
    }

    #[test]
    fn no_chunk_ends_the_body_by_accident() {
        assert_eq!(chunk(b"0123456789abcdef0"), b"11\r\n0123456789abcdef0\r\n");
        assert_eq!(chunk(b""), b"");
    }

    #[test]
    fn only_a_bare_error_is_hypers_own() {
        let bare = b"HTTP/1.1 414 URI Too Long\r\nconnection: close\r\ncontent-length: 0\r\ndate: x\r\n\r\n";
        assert_eq!(hypers_own_error(bare), Some(StatusCode::URI_TOO_LONG));
        for ours in [
            &b"HTTP/1.1 400 Bad Request\r\nx-mock-status: 400\r\ncontent-length: 0\r\n\r\n"[..],
            b"HTTP/1.1 500 Internal Server Error\r\ncontent-length: 0\r\n\r\n",
            b"{}",
            b"",
        ] {
            assert_eq!(hypers_own_error(ours), None);
        }
    }

    #[test]
    fn other_versions_are_told_from_nonsense() {
        for other in [
            "GET / HTTP/2.0",
            "GET / HTTP/1.2",
            "PRI * HTTP/2",
            "GET / HTTP/3",
            "GET / HTTP/0.9",
        ] {
            assert!(is_other_version(other.as_bytes()), "{other}");
        }
        for no in [
            "GET / HTTP/1.1",
            "GET / HTTP/1.",
            "GET / HTTP/",
            "GET / http/2.0",
            "GET / HTTP/x",
            "GET /",
            "HTTP/2.0",
            "",
        ] {
            assert!(!is_other_version(no.as_bytes()), "{no}");
        }
    }
}

//! Cuts the bytes of responses into heads and bodies as they arrive, and says when a response is complete (RFC 9112 section 6.3).

use bytes::{Bytes, BytesMut};

/// The most headers of a head that are looked at.
const HEADERS: usize = 200;
/// Longer bytes without an empty line aren't a head.
const LONGEST_HEAD: usize = 64 * 1024;

/// What of a response decides what follows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Response {
    pub status: u16,
    pub location: Option<String>,
}

/// A piece of what a server sent.
#[derive(Debug, PartialEq)]
pub enum Piece {
    Interim(Bytes),
    Head(Bytes, Response),
    Body(Bytes),
    Garbage(Bytes),
    Frame(Bytes),
}

#[derive(Debug)]
pub struct Reader {
    state: State,
    /// Bytes of a head whose end is still to come.
    head: BytesMut,
    is_head_method: bool,
    has_continued: bool,
    closes: bool,
}

#[derive(Debug)]
enum State {
    Head,
    /// So many bytes are still to come.
    Length(u64),
    Chunks(Chunks),
    UntilClose,
    Upgraded,
    Garbage,
    Complete,
}

/// Where in a chunked body.
#[derive(Debug, Default)]
struct Chunks {
    /// The line of a size, or of a trailer.
    line: Vec<u8>,
    /// Bytes of a chunk with its line end that are still to come.
    left: u64,
    in_trailers: bool,
}

impl Reader {
    /// For a response to a HEAD request, or to another.
    pub fn new(is_head_method: bool) -> Self {
        Self {
            state: State::Head,
            head: BytesMut::new(),
            is_head_method,
            has_continued: false,
            closes: false,
        }
    }

    pub fn is_complete(&self) -> bool {
        matches!(self.state, State::Complete | State::Length(0))
    }

    pub fn is_upgraded(&self) -> bool {
        matches!(self.state, State::Upgraded)
    }

    /// Whether 100 Continue has come.
    pub fn has_continued(&self) -> bool {
        self.has_continued
    }

    /// Whether the head says that the connection ends with the response.
    pub fn closes(&self) -> bool {
        self.closes
    }

    pub fn read(&mut self, bytes: &[u8]) -> Vec<Piece> {
        let mut pieces = Vec::new();
        let mut rest = bytes;
        while !rest.is_empty() {
            match &mut self.state {
                State::Head => rest = self.read_head(rest, &mut pieces),
                State::Length(left) => {
                    let taken = usize::try_from(*left).map_or(rest.len(), |left| left.min(rest.len()));
                    *left -= taken as u64;
                    pieces.push(Piece::Body(Bytes::copy_from_slice(&rest[..taken])));
                    if *left == 0 {
                        self.state = State::Complete;
                    }
                    rest = &rest[taken..];
                }
                State::Chunks(chunks) => {
                    let (taken, ended) = chunks.read(rest);
                    pieces.push(Piece::Body(Bytes::copy_from_slice(&rest[..taken])));
                    if ended {
                        self.state = State::Complete;
                    }
                    rest = &rest[taken..];
                }
                State::UntilClose => {
                    pieces.push(Piece::Body(Bytes::copy_from_slice(rest)));
                    rest = &[];
                }
                State::Upgraded => {
                    pieces.push(Piece::Frame(Bytes::copy_from_slice(rest)));
                    rest = &[];
                }
                State::Garbage | State::Complete => {
                    pieces.push(Piece::Garbage(Bytes::copy_from_slice(rest)));
                    rest = &[];
                }
            }
        }
        pieces
    }

    /// What is left when the connection ends: the beginning of a head.
    pub fn end(&mut self) -> Option<Piece> {
        let left = std::mem::take(&mut self.head);
        (!left.is_empty()).then(|| Piece::Garbage(left.freeze()))
    }

    /// Returns what comes after the head, or nothing while its end is still to come.
    fn read_head<'a>(&mut self, bytes: &'a [u8], pieces: &mut Vec<Piece>) -> &'a [u8] {
        let before = self.head.len();
        self.head.extend_from_slice(bytes);
        let mut fields = [httparse::EMPTY_HEADER; HEADERS];
        let mut parsed = httparse::Response::new(&mut fields);
        let length = match parsed.parse(&self.head) {
            Ok(httparse::Status::Complete(length)) => length,
            Ok(httparse::Status::Partial) if self.head.len() < LONGEST_HEAD => return &[],
            _ => {
                self.state = State::Garbage;
                pieces.push(Piece::Garbage(std::mem::take(&mut self.head).freeze()));
                return &[];
            }
        };
        let status = parsed.code.unwrap_or(0);
        let value = |name: &str| {
            let field = parsed.headers.iter().find(|field| field.name.eq_ignore_ascii_case(name))?;
            std::str::from_utf8(field.value).ok().map(str::trim)
        };
        let head = Response {
            status,
            location: value("location").map(str::to_owned),
        };
        let has_no_body = self.is_head_method || matches!(status, 204 | 304);
        let is_chunked = value("transfer-encoding").is_some_and(|coding| coding.to_ascii_lowercase().ends_with("chunked"));
        let next = match value("content-length").and_then(|length| length.parse().ok()) {
            _ if status == 101 => State::Upgraded,
            _ if (100..200).contains(&status) => State::Head,
            _ if has_no_body => State::Complete,
            _ if is_chunked => State::Chunks(Chunks::default()),
            Some(0) => State::Complete,
            Some(length) => State::Length(length),
            None => State::UntilClose,
        };
        self.closes = value("connection").is_some_and(|value| value.to_ascii_lowercase().contains("close"));
        self.has_continued |= status == 100;
        let is_interim = matches!(next, State::Head);
        self.state = next;
        let whole = std::mem::take(&mut self.head).freeze().slice(..length);
        pieces.push(if is_interim {
            Piece::Interim(whole)
        } else {
            Piece::Head(whole, head)
        });
        &bytes[length - before..]
    }
}

impl Chunks {
    /// How many of these bytes belong to the body, and whether it ends with them. A size that can't be read is the last thing that
    /// is understood: what follows is taken until the connection ends.
    fn read(&mut self, bytes: &[u8]) -> (usize, bool) {
        let mut at = 0;
        while at < bytes.len() {
            if self.left > 0 {
                let taken = usize::try_from(self.left).map_or(bytes.len() - at, |left| left.min(bytes.len() - at));
                self.left -= taken as u64;
                at += taken;
                continue;
            }
            let byte = bytes[at];
            at += 1;
            if byte != b'\n' {
                self.line.push(byte);
                continue;
            }
            let line = std::mem::take(&mut self.line);
            let line = line.trim_ascii();
            if self.in_trailers {
                if line.is_empty() {
                    return (at, true);
                }
                continue;
            }
            let digits = std::str::from_utf8(line).ok().and_then(|line| line.split(';').next());
            match digits.and_then(|digits| u64::from_str_radix(digits.trim(), 16).ok()) {
                Some(0) => self.in_trailers = true,
                // The chunk and its line end.
                Some(size) => self.left = size.saturating_add(2),
                None => self.left = u64::MAX,
            }
        }
        (at, false)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn kinds(bytes: &str, size: usize, is_head_method: bool) -> (String, Reader) {
        let mut reader = Reader::new(is_head_method);
        let mut seen = String::new();
        for piece in bytes.as_bytes().chunks(size) {
            for piece in reader.read(piece) {
                let kind = match piece {
                    Piece::Interim(_) => 'i',
                    Piece::Head(..) => 'h',
                    Piece::Body(_) => 'b',
                    Piece::Garbage(_) => 'g',
                    Piece::Frame(_) => 'f',
                };
                if !seen.ends_with(kind) {
                    seen.push(kind);
                }
            }
        }
        (seen, reader)
    }

    #[test]
    fn responses_are_cut_into_their_parts_however_they_arrive() {
        let chunked = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\nA;x=y\r\n0123456789\r\n0\r\nT: 1\r\n\r\n";
        for (bytes, head, expected, complete) in [
            ("HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\nabc", false, "hb", true),
            ("HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\nab", false, "hb", false),
            ("HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\n", true, "h", true),
            ("HTTP/1.1 204 No Content\r\n\r\n", false, "h", true),
            ("HTTP/1.1 200 OK\r\n\r\nabc", false, "hb", false),
            (chunked, false, "hb", true),
            (
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\nZZ\r\nmore",
                false,
                "hb",
                false,
            ),
            (
                "HTTP/1.1 103 Early Hints\r\nLink: a\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n",
                false,
                "ih",
                true,
            ),
            ("\u{1}\u{2}nonsense\r\n\r\n", false, "g", false),
            (
                "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\n\r\nframe",
                false,
                "hf",
                false,
            ),
        ] {
            for size in [1, 7, 1000] {
                let (seen, reader) = kinds(bytes, size, head);
                assert_eq!(seen, expected, "{bytes} in pieces of {size}");
                assert_eq!(reader.is_complete(), complete, "{bytes} in pieces of {size}");
            }
        }
    }
}

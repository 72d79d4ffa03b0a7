//! Follows the requests on a connection, as hyper does, and keeps what hyper doesn't tell: it removes a Content-Length that stands
//! beside a Transfer-Encoding and the fragment of a target, and it says the same of a version that it doesn't speak as of nonsense.

use std::collections::VecDeque;

use super::http1::is_other_version;

/// How much of a line is kept while its end is still to come, in bytes. Only the beginning of a field matters, and the end of a
/// request line, where the version is.
const KEPT: usize = 64;

/// The largest Content-Length that hyper takes.
const LONGEST_LENGTH: u64 = u64::MAX - 2;

/// Reads every byte that hyper reads, in order.
#[derive(Debug, Default)]
pub struct Requests {
    state: State,
    /// The part of a line that has arrived, while its end has not.
    line: Vec<u8>,
    head: Head,
    /// One for each head that is complete and that hyper has not passed on yet.
    flaws: VecDeque<Option<Flaw>>,
    target: TargetScan,
    other_version: bool,
    endless_body: bool,
}

/// What is wrong with a request that hyper passes on as if nothing were.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Flaw {
    /// Both Content-Length and Transfer-Encoding, which is how requests are smuggled (RFC 9112 section 6.1).
    TwoLengths,
    /// A target with a fragment, which no client may send (RFC 9112 section 3.2).
    Fragment,
}

#[derive(Debug, Default)]
enum State {
    #[default]
    RequestLine,
    Fields,
    /// So many bytes of a body are still to come.
    Body(u64),
    ChunkSize,
    /// So many bytes of a chunk are still to come.
    Chunk(u64),
    ChunkEnd,
    Trailers,
    /// This is no HTTP, so hyper will end the connection.
    Lost,
}

/// Looks for a `#` behind the method of a request line, where it may stand (RFC 9110 section 5.6.2).
#[derive(Debug, Default)]
struct TargetScan {
    begun: bool,
    behind_method: bool,
    has_fragment: bool,
}

impl TargetScan {
    fn read(&mut self, bytes: &[u8]) {
        self.begun = true;
        let target = match bytes.iter().position(|byte| *byte == b' ') {
            _ if self.behind_method => bytes,
            Some(space) => &bytes[space..],
            None => return,
        };
        self.behind_method = true;
        self.has_fragment |= target.contains(&b'#');
    }
}

/// What the fields of a head have said so far.
#[derive(Debug, Default)]
struct Head {
    has_length: bool,
    length: u64,
    has_coding: bool,
    has_fragment: bool,
    is_endless: bool,
}

impl Requests {
    pub fn read(&mut self, mut bytes: &[u8]) {
        while !bytes.is_empty() {
            match self.state {
                State::Lost => return,
                State::Body(left) | State::Chunk(left) => {
                    let taken = usize::try_from(left).map_or(bytes.len(), |left| left.min(bytes.len()));
                    bytes = &bytes[taken..];
                    self.data(left - taken as u64);
                }
                _ => match bytes.iter().position(|byte| *byte == b'\n') {
                    Some(end) if self.line.is_empty() => {
                        self.line(&bytes[..end]);
                        bytes = &bytes[end + 1..];
                    }
                    Some(end) => {
                        self.keep(&bytes[..end]);
                        let line = std::mem::take(&mut self.line);
                        self.line(&line);
                        bytes = &bytes[end + 1..];
                    }
                    None => {
                        self.keep(bytes);
                        return;
                    }
                },
            }
        }
    }

    /// What is wrong with the next request that hyper passes on.
    pub fn next_flaw(&mut self) -> Option<Flaw> {
        self.flaws.pop_front().flatten()
    }

    /// Whether the last request line names a version that this server doesn't speak.
    pub fn names_other_version(&self) -> bool {
        self.other_version || (matches!(self.state, State::RequestLine) && is_other_version(&self.line))
    }

    /// Whether a Content-Length is a number beyond all that hyper counts.
    pub fn has_endless_body(&self) -> bool {
        self.endless_body
    }

    /// So many bytes of the body or the chunk are left.
    fn data(&mut self, left: u64) {
        self.state = match self.state {
            State::Body(_) if left == 0 => State::RequestLine,
            State::Body(_) => State::Body(left),
            _ if left == 0 => State::ChunkEnd,
            _ => State::Chunk(left),
        };
    }

    fn keep(&mut self, bytes: &[u8]) {
        if matches!(self.state, State::RequestLine) {
            self.target.read(bytes);
            self.line.extend_from_slice(&bytes[bytes.len().saturating_sub(KEPT)..]);
            let excess = self.line.len().saturating_sub(KEPT);
            self.line.drain(..excess);
        } else {
            let room = KEPT - self.line.len();
            self.line.extend_from_slice(&bytes[..bytes.len().min(room)]);
        }
    }

    fn line(&mut self, line: &[u8]) {
        // A line may end in a bare LF (RFC 9112 section 2.2).
        let line = line.strip_suffix(b"\r").unwrap_or(line);
        self.state = match self.state {
            // Empty lines before a request are skipped (RFC 9112 section 2.2).
            State::RequestLine if line.is_empty() => {
                self.target = TargetScan::default();
                State::RequestLine
            }
            State::RequestLine if is_other_version(line) => {
                self.other_version = true;
                State::Lost
            }
            State::RequestLine => {
                let mut target = std::mem::take(&mut self.target);
                // What arrived in pieces has been scanned, and of it only the end is here.
                if !target.begun {
                    target.read(line);
                }
                self.head = Head {
                    has_fragment: target.has_fragment,
                    ..Head::default()
                };
                State::Fields
            }
            State::Fields if line.is_empty() => {
                self.flaws.push_back(self.head.flaw());
                match self.head.length {
                    _ if self.head.has_coding => State::ChunkSize,
                    0 => State::RequestLine,
                    length => State::Body(length),
                }
            }
            State::Fields => {
                let state = self.head.field(line);
                self.endless_body |= self.head.is_endless;
                state
            }
            State::ChunkSize => match chunk_size(line) {
                Some(0) => State::Trailers,
                Some(size) => State::Chunk(size),
                None => State::Lost,
            },
            State::ChunkEnd if line.is_empty() => State::ChunkSize,
            State::Trailers if line.is_empty() => State::RequestLine,
            State::Trailers => State::Trailers,
            _ => State::Lost,
        };
    }
}

impl Head {
    fn flaw(&self) -> Option<Flaw> {
        if self.has_length && self.has_coding {
            Some(Flaw::TwoLengths)
        } else {
            self.has_fragment.then_some(Flaw::Fragment)
        }
    }

    fn field(&mut self, line: &[u8]) -> State {
        let Some(colon) = line.iter().position(|byte| *byte == b':') else {
            // The name is longer than what is kept of a line, or hyper refuses it.
            return State::Fields;
        };
        let (name, value) = (&line[..colon], line[colon + 1..].trim_ascii());
        if name.eq_ignore_ascii_case(b"transfer-encoding") {
            // hyper passes a request on only where the last coding is chunked.
            self.has_coding = true;
        } else if name.eq_ignore_ascii_case(b"content-length") {
            self.has_length = true;
            let number = std::str::from_utf8(value).ok().and_then(|value| value.parse().ok());
            let is_number = !value.is_empty() && value.iter().all(u8::is_ascii_digit);
            self.is_endless = is_number && !self.has_coding && number.is_none_or(|length: u64| length > LONGEST_LENGTH);
            match number {
                // A Transfer-Encoding overrides it (RFC 9112 section 6.3).
                _ if self.has_coding => {}
                // A cut number would be a wrong one.
                Some(length) if line.len() < KEPT => self.length = length,
                _ => return State::Lost,
            }
        }
        State::Fields
    }
}

/// The digits at the beginning of a chunk's first line.
fn chunk_size(line: &[u8]) -> Option<u64> {
    let digits = line.iter().take_while(|byte| byte.is_ascii_hexdigit()).count();
    u64::from_str_radix(std::str::from_utf8(&line[..digits]).ok()?, 16).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    const REQUESTS: &str = "\r\nPOST /1 HTTP/1.1\r\nHost: h\r\nContent-Length: 32\r\n\r\n\
        Content-Length: 1\r\nTransfer-Enco\
        POST /2 HTTP/1.1\r\nTransfer-Encoding: chunked\r\nHost: h\r\n\r\n\
        1B;name=\"value\"\r\nabc\r\nContent-Length: 5\r\n\r\nd\r\n0\r\nTrailer: 1\r\n\r\n\
        POST /3 HTTP/1.1\nContent-Length: 5\nTransfer-Encoding: chunked\n\n5\r\nhello\r\n0\r\n\r\n\
        GET /4 HTTP/1.1\r\nHost: h\r\n\r\n\
        POST /5 HTTP/1.1\r\ntransfer-encoding:gzip,chunked\r\nCONTENT-LENGTH: x\r\n\r\n0\r\n\r\n\
        GET /6#x HTTP/1.1\r\nHost: h\r\n\r\n\
        G#T /7 HTTP/1.1\r\nHost: #\r\n\r\n";

    #[test]
    fn flaws_are_seen_in_the_right_request_however_it_arrives() {
        let two = Some(Flaw::TwoLengths);
        for size in [1, 2, 7, 64, 10_000] {
            let mut requests = Requests::default();
            for piece in REQUESTS.as_bytes().chunks(size) {
                requests.read(piece);
            }
            let seen: Vec<_> = requests.flaws.iter().copied().collect();
            let expected = [None, None, two, None, two, Some(Flaw::Fragment), None];
            assert_eq!(seen, expected, "in pieces of {size}");
            assert!(!requests.names_other_version());
        }
    }

    #[test]
    fn a_length_beyond_all_numbers_is_seen() {
        let digits = "9".repeat(100);
        for (length, endless) in [
            ("18446744073709551613", false),
            ("18446744073709551614", true),
            ("18446744073709551616", true),
            (digits.as_str(), true),
            ("-1", false),
            ("", false),
            ("1x", false),
        ] {
            let mut requests = Requests::default();
            requests.read(format!("POST / HTTP/1.1\r\nContent-Length: {length}\r\n\r\n").as_bytes());
            assert_eq!(requests.has_endless_body(), endless, "{length}");
        }
    }

    #[test]
    fn another_version_is_seen_before_and_after_its_line_ends() {
        let long = format!("GET /{} HTTP/2.0", "x".repeat(200));
        for (bytes, expected) in [
            ("GET / HTTP/2.0\r\nHost: h\r\n\r\nmore", true),
            ("GET / HTTP/2", true),
            (long.as_str(), true),
            ("GET / HTTP/1.1\r\nHost: h\r\n\r\nGET / HTTP/1.2\r\n", true),
            ("GET / HTTP/1.1\r\nx: GET / HTTP/2.0\r\n\r\n", false),
            ("nonsense\r\n\r\n", false),
        ] {
            let mut requests = Requests::default();
            for piece in bytes.as_bytes().chunks(5) {
                requests.read(piece);
            }
            assert_eq!(requests.names_other_version(), expected, "{bytes}");
        }
    }
}

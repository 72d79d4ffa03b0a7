//! The body that a client was told not to send: it asked with `Expect: 100-continue`, and got a final response on a connection that
//! stays open. Most clients go on with their next request; some have sent the body by then.

use std::time::Duration;

use bytes::{Bytes, BytesMut};
use tokio::io::AsyncReadExt;

use super::socket::Socket;

/// What the request said of its body.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unsent {
    /// So many bytes.
    Length(u64),
    /// Chunks, of which nobody knows where they end without reading them.
    Chunks,
}

/// The next request begins with one of these. Any other method could as well be the body.
const METHODS: [&[u8]; 9] = [
    b"GET ",
    b"HEAD ",
    b"POST ",
    b"PUT ",
    b"PATCH ",
    b"DELETE ",
    b"OPTIONS ",
    b"TRACE ",
    b"CONNECT ",
];

/// What is read at one time while a body is thrown away, in bytes.
const PIECE: usize = 16 * 1024;

impl Unsent {
    /// Reads past the body, if it comes after all. Gives back the beginning of the next request; `None` if there is none, or if nobody
    /// can tell where it begins. `early` are bytes that came behind the request before the response was sent: only the body can.
    pub async fn skip(self, socket: &mut Socket, early: Bytes, time: Duration) -> Option<Bytes> {
        let next = async {
            let mut seen = BytesMut::from(&early[..]);
            while early.is_empty() {
                match begins_request(&seen) {
                    Some(true) => return Some(seen.freeze()),
                    Some(false) => break,
                    None if !read(socket, &mut seen).await => return None,
                    None => {}
                }
            }
            let Self::Length(mut left) = self else { return None };
            loop {
                let taken = seen.len().min(usize::try_from(left).unwrap_or(usize::MAX));
                let rest = seen.split_off(taken);
                left -= taken as u64;
                seen = rest;
                if left == 0 {
                    return Some(seen.freeze());
                }
                if !read(socket, &mut seen).await {
                    return None;
                }
            }
        };
        tokio::time::timeout(time, next).await.ok().flatten()
    }
}

/// False at the end of what the client sends.
async fn read(socket: &mut Socket, into: &mut BytesMut) -> bool {
    into.reserve(PIECE);
    matches!(socket.read_buf(into).await, Ok(read) if read > 0)
}

/// Whether these are the first bytes of a request; `None` while they can still become one.
fn begins_request(bytes: &[u8]) -> Option<bool> {
    let possible = |method: &&[u8]| method.starts_with(bytes) || bytes.starts_with(method);
    let mut methods = METHODS.iter().copied().filter(|method| possible(method));
    match methods.next() {
        None => Some(false),
        Some(method) => bytes.starts_with(method).then_some(true),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_request_is_told_from_a_body_as_soon_as_can_be() {
        for (bytes, begins) in [
            (&b""[..], None),
            (b"P", None),
            (b"PO", None),
            (b"POST", None),
            (b"POST /", Some(true)),
            (b"GET ", Some(true)),
            (b"{", Some(false)),
            (b"hello", Some(false)),
            (b"GETAWAY", Some(false)),
        ] {
            assert_eq!(begins_request(bytes), begins, "{}", String::from_utf8_lossy(bytes));
        }
    }
}

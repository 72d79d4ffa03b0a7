//! Words for the errors that hyper answers by itself.
//!
//! A head that is no HTTP, or beyond every bound, never reaches our service: hyper sends an empty 400, 414 or 431 and closes.
//! This stream puts a text in place of that emptiness, so that whoever sent it learns what was wrong. It also gives up on a client
//! that takes nothing of its answer: hyper waits for ever.

use std::io;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::task::{Context, Poll, ready};
use std::time::Duration;

use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::net::TcpStream;
use tokio::time::Sleep;

/// A TCP stream that rewrites hyper's own empty error answers.
pub struct Worded {
    stream: TcpStream,
    busy: Busy,
    /// A rewritten answer that is not sent yet.
    pending: Vec<u8>,
    write_time: Duration,
    /// Runs while a write waits.
    stalled: Option<Pin<Box<Sleep>>>,
}

/// Whether a request has reached our service since the last byte was read: then what is written is ours.
#[derive(Clone, Default)]
pub struct Busy(Arc<AtomicBool>);

impl Busy {
    pub fn start(&self) {
        self.0.store(true, Ordering::Relaxed);
    }
}

impl Worded {
    pub fn new(stream: TcpStream, write_time: Duration) -> Self {
        Self {
            stream,
            busy: Busy::default(),
            pending: Vec::new(),
            write_time,
            stalled: None,
        }
    }

    pub fn busy(&self) -> Busy {
        self.busy.clone()
    }

    pub fn into_stream(self) -> TcpStream {
        self.stream
    }

    /// Passes a write's outcome on, unless it has waited for too long.
    fn bounded<T>(&mut self, context: &mut Context, outcome: Poll<io::Result<T>>) -> Poll<io::Result<T>> {
        if outcome.is_ready() {
            self.stalled = None;
            return outcome;
        }
        let write_time = self.write_time;
        let timer = self.stalled.get_or_insert_with(|| Box::pin(tokio::time::sleep(write_time)));
        timer.as_mut().poll(context).map(|()| Err(io::ErrorKind::TimedOut.into()))
    }

    fn poll_pending(&mut self, context: &mut Context) -> Poll<io::Result<()>> {
        while !self.pending.is_empty() {
            let written = ready!(Pin::new(&mut self.stream).poll_write(context, &self.pending))?;
            if written == 0 {
                return Poll::Ready(Err(io::ErrorKind::WriteZero.into()));
            }
            self.pending.drain(..written);
        }
        Poll::Ready(Ok(()))
    }
}

/// The full answer for one of hyper's empty ones; `None` for anything else.
fn reword(written: &[u8]) -> Option<Vec<u8>> {
    let head = std::str::from_utf8(written).ok()?.strip_suffix("\r\n\r\n")?;
    let (status_line, fields) = head.split_once("\r\n")?;
    let empty = fields.split("\r\n").all(|field| {
        field.eq_ignore_ascii_case("connection: close")
            || field.eq_ignore_ascii_case("content-length: 0")
            || field.to_ascii_lowercase().starts_with("date: ")
    });
    let status = status_line.strip_prefix("HTTP/1.")?.get(2..5)?;
    let detail = match status {
        "400" => {
            "The request is not HTTP/1.1 as RFC 9112 defines it: a start line of method, target and version, then fields of name, colon and value, one a line."
        }
        "414" => "The target of the request is too long. The longest that is read is 8,192 bytes.",
        "431" => "The head of the request is too large. At most 100 fields and 32,768 bytes are read.",
        _ => return None,
    };
    if !empty {
        return None;
    }
    let reason = status_line.get(13..).unwrap_or("");
    let body = format!("{{\n  \"title\": \"{reason}\",\n  \"status\": {status},\n  \"detail\": \"{detail}\"\n}}\n");
    let date = fields
        .split("\r\n")
        .find(|field| field.to_ascii_lowercase().starts_with("date: "))
        .unwrap_or("x-mock: error");
    Some(
        format!(
            "{status_line}\r\nconnection: close\r\ncontent-type: application/problem+json\r\ncontent-length: {}\r\nx-mock-error: malformed-request\r\n{date}\r\n\r\n{body}",
            body.len()
        )
        .into_bytes(),
    )
}

impl AsyncRead for Worded {
    fn poll_read(mut self: Pin<&mut Self>, context: &mut Context, buffer: &mut ReadBuf) -> Poll<io::Result<()>> {
        let before = buffer.filled().len();
        ready!(Pin::new(&mut self.stream).poll_read(context, buffer))?;
        if buffer.filled().len() > before {
            self.busy.0.store(false, Ordering::Relaxed);
        }
        Poll::Ready(Ok(()))
    }
}

impl AsyncWrite for Worded {
    fn poll_write(mut self: Pin<&mut Self>, context: &mut Context, bytes: &[u8]) -> Poll<io::Result<usize>> {
        ready!(self.poll_pending(context))?;
        if !self.busy.0.load(Ordering::Relaxed)
            && let Some(answer) = reword(bytes)
        {
            self.pending = answer;
            return Poll::Ready(Ok(bytes.len()));
        }
        let outcome = Pin::new(&mut self.stream).poll_write(context, bytes);
        self.bounded(context, outcome)
    }

    fn poll_write_vectored(mut self: Pin<&mut Self>, context: &mut Context, slices: &[io::IoSlice]) -> Poll<io::Result<usize>> {
        ready!(self.poll_pending(context))?;
        if !self.busy.0.load(Ordering::Relaxed)
            && let [only] = slices
            && let Some(answer) = reword(only)
        {
            self.pending = answer;
            return Poll::Ready(Ok(only.len()));
        }
        let outcome = Pin::new(&mut self.stream).poll_write_vectored(context, slices);
        self.bounded(context, outcome)
    }

    fn is_write_vectored(&self) -> bool {
        self.stream.is_write_vectored()
    }

    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context) -> Poll<io::Result<()>> {
        ready!(self.poll_pending(context))?;
        Pin::new(&mut self.stream).poll_flush(context)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, context: &mut Context) -> Poll<io::Result<()>> {
        ready!(self.poll_pending(context))?;
        Pin::new(&mut self.stream).poll_shutdown(context)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_an_empty_error_of_hypers_gets_words() {
        let empty = b"HTTP/1.1 400 Bad Request\r\nconnection: close\r\ncontent-length: 0\r\ndate: x\r\n\r\n";
        let words = String::from_utf8(reword(empty).unwrap()).unwrap();
        assert!(
            words.contains("\"title\": \"Bad Request\"") && words.contains("RFC 9112"),
            "{words}"
        );
        for ours in [
            &b"HTTP/1.1 400 Bad Request\r\nx-mock-status: 400\r\ncontent-length: 0\r\n\r\n"[..],
            b"HTTP/1.1 500 Internal Server Error\r\ncontent-length: 0\r\n\r\n",
            b"{}",
            b"",
        ] {
            assert_eq!(reword(ours), None);
        }
    }
}

//! The stream between hyper and a connection. It gives words to the errors that hyper sends by itself: a request that hyper can't
//! read never reaches the service, and gets a bare 400, 414 or 431. It also gives up on a client that doesn't take its response:
//! hyper would wait forever.

use std::io::{self, IoSlice};
use std::pin::Pin;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::{Context, Poll, ready};
use std::time::Duration;

use bytes::Bytes;
use http::StatusCode;
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::time::Sleep;

use super::http1::hypers_own_error;
use super::requests::{Flaw, Requests};
use super::socket::Socket;
use super::wording::Refused;

/// A connection that rewrites hyper's own error responses.
pub struct Worded {
    socket: Socket,
    /// Bytes that were read before; hyper gets them first.
    early: Bytes,
    exchange: Exchange,
    /// A rewritten response that is not sent yet.
    pending: Vec<u8>,
    write_time: Duration,
    /// Runs while a write waits.
    stalled: Option<Pin<Box<Sleep>>>,
}

/// What the two sides of hyper know of each other: the stream that it reads from and writes to, and the service that it calls.
#[derive(Clone, Default)]
pub struct Exchange(Arc<Mutex<Known>>);

#[derive(Default)]
struct Known {
    requests: Requests,
    /// A request has reached the service, and hyper has not written its response yet. What is written now is the service's.
    answering: bool,
    /// Something was written meanwhile.
    written: bool,
    /// The client has been told why its request was refused.
    refused: bool,
}

impl Exchange {
    /// The service is called. Says what is wrong with the request that hyper doesn't say.
    pub fn start(&self) -> Option<Flaw> {
        let mut known = self.known();
        known.answering = true;
        known.written = false;
        known.requests.next_flaw()
    }

    /// What is still to be said when hyper has ended: it closes without a word when it sees the beginning of HTTP/2.
    pub fn unsaid(&self) -> Option<Refused> {
        let known = self.known();
        let silent = !known.answering && !known.refused && known.requests.names_other_version();
        silent.then(Refused::other_version)
    }

    fn known(&self) -> MutexGuard<'_, Known> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// hyper has handed over everything that it had to write.
    fn flushed(&self) {
        let mut known = self.known();
        if known.written {
            known.answering = false;
        }
    }

    /// The words for what hyper is about to write; `None` if it is a response of the service.
    fn reword(&self, written: &[u8]) -> Option<Vec<u8>> {
        let mut known = self.known();
        known.written = true;
        if known.answering {
            return None;
        }
        let status = hypers_own_error(written)?;
        known.refused = true;
        let refused = if status == StatusCode::BAD_REQUEST && known.requests.names_other_version() {
            Refused::other_version()
        } else if known.requests.has_endless_body() {
            Refused::endless_body()
        } else {
            Refused::unreadable(status)
        };
        Some(refused.bytes())
    }
}

impl Worded {
    pub fn new(socket: Socket, early: Bytes, write_time: Duration) -> Self {
        Self {
            socket,
            early,
            exchange: Exchange::default(),
            pending: Vec::new(),
            write_time,
            stalled: None,
        }
    }

    pub fn exchange(&self) -> Exchange {
        self.exchange.clone()
    }

    pub fn into_socket(self) -> Socket {
        self.socket
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
            let outcome = Pin::new(&mut self.socket).poll_write(context, &self.pending);
            let written = ready!(self.bounded(context, outcome))?;
            if written == 0 {
                return Poll::Ready(Err(io::ErrorKind::WriteZero.into()));
            }
            self.pending.drain(..written);
        }
        Poll::Ready(Ok(()))
    }
}

impl AsyncRead for Worded {
    fn poll_read(mut self: Pin<&mut Self>, context: &mut Context, buffer: &mut ReadBuf) -> Poll<io::Result<()>> {
        let before = buffer.filled().len();
        if self.early.is_empty() {
            ready!(Pin::new(&mut self.socket).poll_read(context, buffer))?;
        } else {
            let most = self.early.len().min(buffer.remaining());
            buffer.put_slice(&self.early.split_to(most));
        }
        self.exchange.known().requests.read(&buffer.filled()[before..]);
        Poll::Ready(Ok(()))
    }
}

impl AsyncWrite for Worded {
    fn poll_write(mut self: Pin<&mut Self>, context: &mut Context, bytes: &[u8]) -> Poll<io::Result<usize>> {
        ready!(self.poll_pending(context))?;
        if let Some(words) = self.exchange.reword(bytes) {
            self.pending = words;
            return Poll::Ready(Ok(bytes.len()));
        }
        let outcome = Pin::new(&mut self.socket).poll_write(context, bytes);
        self.bounded(context, outcome)
    }

    fn poll_write_vectored(mut self: Pin<&mut Self>, context: &mut Context, slices: &[IoSlice]) -> Poll<io::Result<usize>> {
        ready!(self.poll_pending(context))?;
        // hyper's own errors come in one piece.
        let first: &[u8] = match slices {
            [only] => only,
            _ => &[],
        };
        if let Some(words) = self.exchange.reword(first) {
            self.pending = words;
            return Poll::Ready(Ok(first.len()));
        }
        let outcome = Pin::new(&mut self.socket).poll_write_vectored(context, slices);
        self.bounded(context, outcome)
    }

    fn is_write_vectored(&self) -> bool {
        self.socket.is_write_vectored()
    }

    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context) -> Poll<io::Result<()>> {
        ready!(self.poll_pending(context))?;
        self.exchange.flushed();
        Pin::new(&mut self.socket).poll_flush(context)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, context: &mut Context) -> Poll<io::Result<()>> {
        ready!(self.poll_pending(context))?;
        Pin::new(&mut self.socket).poll_shutdown(context)
    }
}

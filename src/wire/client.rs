//! Our own client: writes a request to a bare connection, and records what comes back, byte for byte.

use std::io;
use std::time::Duration;

use bytes::{Bytes, BytesMut};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::time::Instant;

use super::exchange::{Event, EventKind, Exchange};
use super::reading::{Piece, Reader, Response};

/// How long a client waits for 100 Continue before it sends its body anyway, as curl does.
const CONTINUE_TIME: Duration = Duration::from_secs(1);
/// How long it waits for the close that a response promised.
const CLOSE_TIME: Duration = Duration::from_secs(1);
/// How long it waits for the echo of its message after a 101.
const ECHO_TIME: Duration = Duration::from_secs(1);

/// What is written: a head that ends with an empty line, and a body.
#[derive(Clone, Debug)]
pub struct RawRequest {
    pub head: Bytes,
    pub body: Bytes,
    pub is_head_method: bool,
    /// Whether the body waits for 100 Continue.
    pub expects_continue: bool,
    /// What is sent after a 101: a whole frame, and one that closes.
    pub messages: Vec<Bytes>,
}

/// How an exchange ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Ended {
    Response(Response),
    /// The connection ended without one.
    NoResponse,
    /// Nothing may follow: the bounds are reached, the client failed, or the connection speaks something else now.
    Over,
}

/// Records the exchanges of one call, within its bounds.
#[derive(Debug)]
pub struct Recorder {
    started: Instant,
    until: Instant,
    /// Bytes that may still be received.
    room: usize,
    exchange: Exchange,
}

impl Recorder {
    /// For a call that may take so long, and receive so many bytes.
    pub fn new(time: Duration, room: usize) -> Self {
        let started = Instant::now();
        Self {
            started,
            until: started + time,
            room,
            exchange: Exchange::default(),
        }
    }

    pub fn note(&mut self, kind: EventKind) {
        self.exchange.0.push(Event {
            at: self.started.elapsed(),
            kind,
        });
    }

    pub fn into_exchange(self) -> Exchange {
        self.exchange
    }

    /// Sends the request on that connection, and records what comes back until the response or the connection ends.
    pub async fn run(&mut self, mut stream: TcpStream, request: &RawRequest) -> Ended {
        let _ = stream.set_nodelay(true);
        // Everything that is wanted was read when this closes. A reset leaves no port behind that waits for a minute.
        let _ = stream.set_zero_linger();
        let mut reader = Reader::new(request.is_head_method);
        let ended = self.exchange(&mut stream, request, &mut reader).await;
        ended.unwrap_or_else(|end| {
            // The beginning of a head, whose end never came.
            if let Some(Piece::Garbage(bytes)) = reader.end() {
                self.note(EventKind::Garbage(bytes));
            }
            let ended = match end {
                EventKind::Closed | EventKind::Reset => Ended::NoResponse,
                _ => Ended::Over,
            };
            self.note(end);
            ended
        })
    }

    /// # Errors
    /// What ended the exchange, if it wasn't a complete response.
    async fn exchange(&mut self, stream: &mut TcpStream, request: &RawRequest, reader: &mut Reader) -> Result<Ended, EventKind> {
        self.note(EventKind::Connected);
        let sent = self.within(stream.write_all(&request.head)).await?;
        sent.map_err(|error| failure(&error))?;
        self.note(EventKind::SentHead(request.head.clone()));
        let mut waits = request.expects_continue && !request.body.is_empty();
        if !waits {
            // If the body isn't taken, the response may be there all the same.
            self.send_body(stream, request).await?;
        }
        let mut buffer = BytesMut::with_capacity(16 * 1024);
        let mut response = None;
        loop {
            buffer.clear();
            let read = stream.read_buf(&mut buffer);
            let read = if waits {
                match tokio::time::timeout(CONTINUE_TIME, self.within(read)).await {
                    Ok(read) => read?,
                    Err(_) => {
                        waits = false;
                        self.note(EventKind::NoContinue);
                        self.send_body(stream, request).await?;
                        continue;
                    }
                }
            } else {
                self.within(read).await?
            };
            match read {
                Ok(0) => {
                    let Some(response) = response else {
                        return Err(EventKind::Closed);
                    };
                    self.note(EventKind::Closed);
                    return Ok(Ended::Response(response));
                }
                Ok(_) => {}
                Err(error) => return Err(failure(&error)),
            }
            let is_full = buffer.len() >= self.room;
            buffer.truncate(self.room);
            self.room -= buffer.len();
            for piece in reader.read(&buffer) {
                self.piece(piece, &mut response);
            }
            if is_full {
                return Err(EventKind::Full);
            }
            if waits && (reader.has_continued() || response.is_some()) {
                waits = false;
                if response.is_some() {
                    self.note(EventKind::BodyNotSent);
                } else {
                    self.send_body(stream, request).await?;
                }
            }
            if reader.is_upgraded() {
                self.exchange_frames(stream, request).await;
                return Ok(Ended::Over);
            }
            if let Some(response) = response.take_if(|_| reader.is_complete()) {
                self.note_end(stream, reader.closes()).await;
                return Ok(Ended::Response(response));
            }
        }
    }

    /// A response is complete. Where its head says so, the connection ends now.
    async fn note_end(&mut self, stream: &mut TcpStream, closes: bool) {
        let mut rest = BytesMut::new();
        let end = match closes {
            true => tokio::time::timeout(CLOSE_TIME, stream.read_buf(&mut rest)).await.ok(),
            false => None,
        };
        self.note(match end {
            Some(Ok(0)) => EventKind::Closed,
            Some(Ok(_)) => EventKind::Garbage(rest.freeze()),
            Some(Err(_)) => EventKind::Reset,
            None => EventKind::Complete,
        });
    }

    /// Sends messages on a connection that speaks something else than HTTP now, and records what comes back.
    async fn exchange_frames(&mut self, stream: &mut TcpStream, request: &RawRequest) {
        for message in &request.messages {
            if stream.write_all(message).await.is_err() {
                return self.note(EventKind::Closed);
            }
            self.note(EventKind::SentFrame(message.clone()));
            let mut buffer = BytesMut::with_capacity(4 * 1024);
            match tokio::time::timeout(ECHO_TIME, stream.read_buf(&mut buffer)).await {
                Ok(Ok(0)) => return self.note(EventKind::Closed),
                Ok(Ok(_)) => self.note(EventKind::Frame(buffer.freeze())),
                Ok(Err(error)) => return self.note(failure(&error)),
                Err(_) => return self.note(EventKind::NoFrame),
            }
        }
        let mut rest = BytesMut::new();
        if let Ok(Ok(0)) = tokio::time::timeout(ECHO_TIME, stream.read_buf(&mut rest)).await {
            self.note(EventKind::Closed);
        }
    }

    async fn send_body(&mut self, stream: &mut TcpStream, request: &RawRequest) -> Result<(), EventKind> {
        if request.body.is_empty() {
            return Ok(());
        }
        match self.within(stream.write_all(&request.body)).await? {
            Ok(()) => self.note(EventKind::SentBody(request.body.clone())),
            Err(_) => self.note(EventKind::BodyNotTaken),
        }
        Ok(())
    }

    /// # Errors
    /// The time is up before.
    async fn within<T>(&mut self, work: impl Future<Output = T>) -> Result<T, EventKind> {
        tokio::time::timeout_at(self.until, work).await.map_err(|_| EventKind::TimeUp)
    }

    fn piece(&mut self, piece: Piece, response: &mut Option<Response>) {
        let kind = match piece {
            Piece::Interim(bytes) => EventKind::Interim(bytes),
            Piece::Head(bytes, head) => {
                *response = Some(head);
                EventKind::Head(bytes)
            }
            Piece::Body(bytes) => EventKind::Body(bytes),
            Piece::Garbage(bytes) => EventKind::Garbage(bytes),
            Piece::Frame(bytes) => EventKind::Frame(bytes),
        };
        self.note(kind);
    }
}

fn failure(error: &io::Error) -> EventKind {
    match error.kind() {
        io::ErrorKind::ConnectionReset | io::ErrorKind::BrokenPipe => EventKind::Reset,
        _ => EventKind::Failed(error.to_string()),
    }
}

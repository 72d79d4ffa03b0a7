//! Our own client: writes a request to a bare connection, and records what comes back, byte for byte.

use std::io;
use std::time::Duration;

use bytes::{Bytes, BytesMut};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::time::Instant;

use super::exchange::{Event, Exchange, Happening};
use super::reading::{Piece, Reader};

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

/// How a response ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Response {
    pub status: u16,
    pub location: Option<String>,
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

    pub fn note(&mut self, what: Happening) {
        self.exchange.0.push(Event {
            at: self.started.elapsed(),
            what,
        });
    }

    pub fn into_exchange(self) -> Exchange {
        self.exchange
    }

    /// Sends the request on that connection, and records what comes back until the response or the connection ends.
    /// `None` if nothing came that can be followed.
    pub async fn run(&mut self, mut stream: TcpStream, request: &RawRequest) -> Option<Response> {
        let _ = stream.set_nodelay(true);
        self.note(Happening::Connected);
        if let Err(error) = self.within(stream.write_all(&request.head)).await? {
            self.fail(&error);
            return None;
        }
        self.note(Happening::SentHead(request.head.clone()));
        let mut waits = request.expects_continue && !request.body.is_empty();
        if !waits && !self.send_body(&mut stream, request).await {
            // The response may be there all the same.
            tracing::debug!("the body of a wire call was not taken");
        }
        let mut reader = Reader::new(request.is_head_method);
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
                        self.note(Happening::NoContinue);
                        self.send_body(&mut stream, request).await;
                        continue;
                    }
                }
            } else {
                self.within(read).await?
            };
            match read {
                Ok(0) => {
                    if let Some(piece) = reader.end() {
                        self.piece(piece, &mut response);
                    }
                    self.note(Happening::Closed);
                    return response;
                }
                Ok(_) => {}
                Err(error) if error.kind() == io::ErrorKind::ConnectionReset => {
                    self.note(Happening::Reset);
                    return None;
                }
                Err(error) => {
                    self.fail(&error);
                    return None;
                }
            }
            let is_full = buffer.len() >= self.room;
            buffer.truncate(self.room);
            self.room -= buffer.len();
            for piece in reader.read(&buffer) {
                self.piece(piece, &mut response);
            }
            if is_full {
                self.note(Happening::Full);
                return None;
            }
            if waits && (reader.has_continued() || response.is_some()) {
                waits = false;
                if response.is_some() {
                    self.note(Happening::BodyKept);
                } else {
                    self.send_body(&mut stream, request).await;
                }
            }
            if reader.is_upgraded() {
                self.talk(&mut stream, request).await;
                return None;
            }
            if reader.is_complete() {
                self.note_end(&mut stream, reader.closes()).await;
                return response;
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
            Some(Ok(0)) => Happening::Closed,
            Some(Ok(_)) => Happening::Garbage(rest.freeze()),
            Some(Err(_)) => Happening::Reset,
            None => Happening::Complete,
        });
    }

    /// Sends messages on a connection that speaks something else than HTTP now, and records what comes back.
    async fn talk(&mut self, stream: &mut TcpStream, request: &RawRequest) {
        for message in &request.messages {
            if stream.write_all(message).await.is_err() {
                return;
            }
            self.note(Happening::SentFrame(message.clone()));
            let mut buffer = BytesMut::with_capacity(4 * 1024);
            match tokio::time::timeout(ECHO_TIME, stream.read_buf(&mut buffer)).await {
                Ok(Ok(0)) => return self.note(Happening::Closed),
                Ok(Ok(_)) => self.note(Happening::Frame(buffer.freeze())),
                Ok(Err(error)) => return self.fail(&error),
                Err(_) => return self.note(Happening::TimeUp),
            }
        }
        let mut rest = BytesMut::new();
        if let Ok(Ok(0)) = tokio::time::timeout(ECHO_TIME, stream.read_buf(&mut rest)).await {
            self.note(Happening::Closed);
        }
    }

    async fn send_body(&mut self, stream: &mut TcpStream, request: &RawRequest) -> bool {
        if request.body.is_empty() {
            return true;
        }
        let sent = self.within(stream.write_all(&request.body)).await;
        self.note(Happening::SentBody(request.body.clone()));
        matches!(sent, Some(Ok(())))
    }

    /// `None`, and a note, if the time is up before.
    async fn within<T>(&mut self, work: impl Future<Output = T>) -> Option<T> {
        let done = tokio::time::timeout_at(self.until, work).await;
        if done.is_err() {
            self.note(Happening::TimeUp);
        }
        done.ok()
    }

    fn piece(&mut self, piece: Piece, response: &mut Option<Response>) {
        let what = match piece {
            Piece::Interim(bytes) => Happening::Interim(bytes),
            Piece::Head(bytes, head) => {
                *response = Some(head);
                Happening::Head(bytes)
            }
            Piece::Body(bytes) => Happening::Body(bytes),
            Piece::Garbage(bytes) => Happening::Garbage(bytes),
            Piece::Frame(bytes) => Happening::Frame(bytes),
        };
        self.note(what);
    }

    fn fail(&mut self, error: &io::Error) {
        let reset = matches!(error.kind(), io::ErrorKind::ConnectionReset | io::ErrorKind::BrokenPipe);
        self.note(if reset {
            Happening::Reset
        } else {
            Happening::Failed(error.to_string())
        });
    }
}

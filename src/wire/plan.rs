//! What is sent on a connection that was taken over from hyper, because hyper can't send it: interim responses, faults, WebSocket.
//! A plan says what; `http1.rs` says how it looks on the wire.

use std::time::Duration;

use bytes::Bytes;
use http::{HeaderValue, StatusCode};
use tokio::io::AsyncWriteExt;
use tokio::time::Instant;

use super::http1::{self, Fields, Framing};
use super::places::Place;
use super::socket::Socket;
use super::unsent::Unsent;
use super::watch::Peer;
use super::{Limits, Stop, websocket};

/// Long enough for a browser on another continent to read what came before it, and too short to be a delay. Needs no [`Place`].
const PAUSE: Duration = Duration::from_millis(120);

/// Steps, taken in order; then the connection is closed.
#[derive(Debug)]
pub struct Plan {
    steps: Vec<Step>,
    status: StatusCode,
    kind: &'static str,
    place: Option<Place>,
    /// The body that the client was told not to send, if the connection goes on after the steps.
    unsent: Option<Unsent>,
}

/// What is left of a connection after a plan.
pub enum Played {
    /// Nothing to be closed: a reset ended it, or the client has gone.
    Over,
    /// It is to be closed.
    Close(Socket),
    /// Another request may follow, of which these bytes are read already.
    Next(Socket, Bytes),
}

#[derive(Debug)]
pub enum Step {
    /// A response before the final one.
    Interim {
        status: StatusCode,
        reason: String,
        fields: Fields,
    },
    /// The head of the final response.
    Head {
        status: StatusCode,
        reason: String,
        fields: Fields,
        framing: Framing,
    },
    /// A piece of a body whose length is in the head.
    Data(Bytes),
    /// A chunk of a chunked body.
    Chunk(Bytes),
    /// A chunk that can't be read.
    BreakChunk,
    /// Bytes that aren't HTTP.
    Garbage,
    Wait(Duration),
    /// A moment in which what was sent arrives by itself. Browsers that read the end of a connection together with bytes before it
    /// forget the bytes.
    Pause,
    /// A whole body in so many pieces, evenly over the time. One step, because a step for each piece takes a lot of memory.
    Drip {
        body: Bytes,
        time: Duration,
        pieces: u32,
    },
    /// A TCP reset; nothing can follow.
    Reset,
    /// A 101, after which the connection speaks WebSocket and every message comes back (RFC 6455); nothing can follow.
    EchoWebSocket {
        reason: String,
        fields: Fields,
        /// The client's Sec-WebSocket-Key.
        key: HeaderValue,
    },
}

impl Plan {
    /// `status` and `kind` are for the log: the status of the response, even where nothing of it is sent, and why hyper can't
    /// send it.
    pub fn new(status: StatusCode, kind: &'static str, steps: Vec<Step>) -> Self {
        Self {
            steps,
            status,
            kind,
            place: None,
            unsent: None,
        }
    }

    /// The plan for a client that has left while its call waited.
    pub fn nobody_left(status: StatusCode) -> Self {
        Self::new(status, "client-left", Vec::new())
    }

    pub fn status(&self) -> StatusCode {
        self.status
    }

    pub fn kind(&self) -> &'static str {
        self.kind
    }

    /// Whether it makes its client wait, so that it needs a [`Place`].
    pub fn waits(&self) -> bool {
        self.steps
            .iter()
            .any(|step| matches!(step, Step::Wait(_) | Step::Drip { .. }))
    }

    pub fn is_websocket(&self) -> bool {
        self.steps.iter().any(|step| matches!(step, Step::EchoWebSocket { .. }))
    }

    /// Leaves the connection open after the steps; the body of the request counts as not sent.
    pub fn keeping_open(mut self, unsent: Unsent) -> Self {
        self.unsent = Some(unsent);
        self
    }

    /// Holds the place until the plan has ended.
    pub fn holding(mut self, place: Option<Place>) -> Self {
        self.place = place;
        self
    }

    /// Takes the steps. `early` are bytes that were read behind the request.
    pub async fn play(self, mut socket: Socket, early: Bytes, limits: Limits, stop: &Stop) -> Played {
        // Only WebSocket and a further request read on. For everything else the buffer is freed before the plan waits.
        let reads_on = self.is_websocket() || self.unsent.is_some();
        let early = if reads_on { early } else { Bytes::new() };
        let Self {
            steps,
            mut place,
            unsent,
            ..
        } = self;
        let peer = socket.peer();
        for step in steps {
            let bytes: Bytes = match step {
                Step::Interim { status, reason, fields } => http1::interim(status, &reason, &fields).into(),
                Step::Head {
                    status,
                    reason,
                    fields,
                    framing,
                } => http1::head(status, &reason, &fields, framing, unsent.is_none()).into(),
                Step::Data(data) => data,
                Step::Chunk(data) => http1::chunk(&data).into(),
                Step::BreakChunk => Bytes::from_static(http1::BROKEN_CHUNK),
                Step::Garbage => Bytes::from_static(http1::GARBAGE),
                Step::Wait(time) => {
                    if !wait(&mut place, time, &peer).await {
                        return Played::Over;
                    }
                    continue;
                }
                Step::Pause => {
                    tokio::time::sleep(PAUSE).await;
                    continue;
                }
                Step::Drip { body, time, pieces } => {
                    let started = Instant::now();
                    for (number, piece) in split(&body, pieces) {
                        // By the clock, so that late pieces don't add up.
                        let due = started + time * number / pieces.max(1);
                        let left = due.saturating_duration_since(Instant::now());
                        if !wait(&mut place, left, &peer).await || !send(&mut socket, &piece, limits).await {
                            return Played::Over;
                        }
                    }
                    continue;
                }
                Step::Reset => {
                    if let Err(error) = socket.reset_on_close() {
                        tracing::debug!(%error, "no reset");
                    }
                    return Played::Over;
                }
                Step::EchoWebSocket { reason, fields, key } => {
                    let accept = websocket::accept_key(&key);
                    let head = http1::switching_to_websocket(&reason, &fields, &accept);
                    if !send(&mut socket, &head, limits).await {
                        return Played::Over;
                    }
                    return Played::Close(websocket::echo(socket, early, limits, stop).await);
                }
            };
            if !send(&mut socket, &bytes, limits).await {
                return Played::Over;
            }
        }
        match unsent {
            None => Played::Close(socket),
            Some(unsent) => match unsent.skip(&mut socket, early, limits.head_time).await {
                Some(next) => Played::Next(socket, next),
                None => Played::Close(socket),
            },
        }
    }
}

/// False if the client has left before the time was up.
async fn wait(place: &mut Option<Place>, time: Duration, peer: &Peer) -> bool {
    match place {
        Some(place) => place.wait(time, peer).await,
        None => {
            tokio::time::sleep(time).await;
            true
        }
    }
}

/// False if the client takes nothing any more.
async fn send(socket: &mut Socket, bytes: &[u8], limits: Limits) -> bool {
    let sent = tokio::time::timeout(limits.write_time, socket.write_all(bytes)).await;
    matches!(sent, Ok(Ok(())))
}

/// A body in so many pieces, each with its number, counted from 1. Pieces of a body that is shorter than their number are empty.
fn split(body: &Bytes, pieces: u32) -> impl Iterator<Item = (u32, Bytes)> {
    let (length, pieces) = (body.len() as u64, u64::from(pieces.max(1)));
    let at = move |number: u64| usize::try_from(length * number / pieces).unwrap_or(usize::MAX);
    (1..=pieces).filter_map(move |number| {
        let piece = body.slice(at(number - 1)..at(number));
        Some((u32::try_from(number).ok()?, piece))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pieces_are_the_whole_body_in_order() {
        for (body, pieces) in [("hello world", 3), ("ab", 5), ("", 2), ("abc", 1), ("abc", 0)] {
            let body = Bytes::from_static(body.as_bytes());
            let parts: Vec<_> = split(&body, pieces).collect();
            assert_eq!(parts.len(), pieces.max(1) as usize);
            assert_eq!(parts.iter().flat_map(|(_, piece)| piece.to_vec()).collect::<Vec<_>>(), body);
            assert!(parts.iter().zip(1..).all(|((number, _), expected)| *number == expected));
        }
    }
}

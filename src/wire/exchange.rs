//! The bytes of one call in both directions, with times, as a client with a bare socket sees them.

use std::time::Duration;

use bytes::Bytes;

/// Everything that happened, in order.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Exchange(pub Vec<Event>);

/// Something that happened, and when: since the call began.
#[derive(Clone, Debug, PartialEq)]
pub struct Event {
    pub at: Duration,
    pub kind: EventKind,
}

#[derive(Clone, Debug, PartialEq)]
pub enum EventKind {
    /// A connection is open.
    Connected,
    /// The client wrote the head of its request.
    SentHead(Bytes),
    /// The client wrote the body of its request.
    SentBody(Bytes),
    /// The client wrote a message after a 101.
    SentFrame(Bytes),
    /// A head with a status from 100 to 199, which isn't the response yet.
    Interim(Bytes),
    /// Status line and headers of the response.
    Head(Bytes),
    /// A piece of the body, as it arrived.
    Body(Bytes),
    /// Bytes that aren't HTTP.
    Garbage(Bytes),
    /// Bytes after a 101, which aren't HTTP any more.
    Frame(Bytes),
    /// The response is complete, and the connection stays open.
    Complete,
    /// The server closed the connection.
    Closed,
    /// The server reset the connection.
    Reset,
    /// The client waited no longer for 100 Continue.
    NoContinue,
    /// The client doesn't send its body, because the response came first.
    BodyNotSent,
    /// The server took no more of the body.
    BodyNotTaken,
    /// No message came back after a 101.
    NoFrame,
    /// It sends the same request again, as the client did whose call is played again.
    Repeats,
    /// It follows a redirect to this address.
    Follows(String),
    /// It doesn't follow a redirect, and why.
    Stops(String),
    /// The time for a call is used up.
    TimeUp,
    /// The client takes no more bytes.
    Full,
    /// The client failed, in words.
    Failed(String),
}

impl Exchange {
    /// The status of the last response, as it is written on the wire.
    pub fn status(&self) -> Option<String> {
        let heads = self.0.iter().rev().filter_map(|event| match &event.kind {
            EventKind::Head(head) => Some(head),
            _ => None,
        });
        let line = heads.map(|head| String::from_utf8_lossy(head)).next()?;
        line.split(' ').nth(1).map(|status| status.trim().to_owned())
    }
}

//! How responses leave: the listener and its connections, and what hyper can't send.

mod client;
mod connection;
mod exchange;
mod http1;
mod listener;
mod loopback;
mod places;
mod plan;
mod reading;
mod requests;
mod socket;
mod unsent;
mod watch;
mod websocket;
mod worded;
mod wording;

pub use client::{Ended, RawRequest, Recorder};
pub use connection::Outcome;
pub use exchange::{Event, EventKind, Exchange};
pub use http1::{Fields, Framing};
pub use listener::{Stop, listen, run};
pub use loopback::Loopback;
pub use places::{HALF_CLOSED, Place, Places, SOCKETS};
pub use plan::{Plan, Step};
pub use unsent::Unsent;
pub use watch::{Left, Peer};
pub use websocket::LONGEST_MESSAGE;

use std::time::Duration;

/// The longest target of a request that is read, in bytes. hyper reads more, so that a request beyond this bound and the next two
/// still reaches the service and is refused in words.
pub const LONGEST_TARGET: usize = 8 * 1024;
/// Names and values of a request's fields, in bytes.
pub const HEAD_BYTES: usize = 32 * 1024;
pub const HEAD_FIELDS: usize = 100;

/// Bounds of a connection.
#[derive(Clone, Copy, Debug)]
pub struct Limits {
    /// Open at one time. One more, or one more than an address may have, is closed at once.
    pub connections: usize,
    /// How long a head may take to arrive; also how long an idle connection is kept.
    pub head_time: Duration,
    /// How long a client may take no byte of a response that waits to be sent.
    pub write_time: Duration,
    /// How long responses that are under way may take once the program has been told to stop.
    pub stop_time: Duration,
    /// How long a WebSocket may stay open.
    pub socket_time: Duration,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            connections: 40_000,
            head_time: Duration::from_secs(30),
            write_time: Duration::from_secs(30),
            stop_time: Duration::from_secs(10),
            socket_time: Duration::from_secs(300),
        }
    }
}

//! How replies leave: the listener and its connections, and what hyper cannot send.

mod connection;
mod listener;
mod plan;
mod worded;

pub use connection::Outcome;
pub use listener::{Stop, listen, run};
pub use plan::{Plan, Step, head, interim};

use std::time::Duration;

/// Bounds of a connection. Those on the head are wider than what `server` allows, so that a request beyond its bounds
/// still arrives there and is refused in words.
#[derive(Clone, Copy, Debug)]
pub struct Limits {
    /// Open at one time; more wait in the system's queue.
    pub connections: usize,
    /// How long a head may take to arrive; also how long an idle connection is kept.
    pub head_time: Duration,
    /// How long a client may take no byte of an answer that waits to be sent.
    pub write_time: Duration,
    /// How long replies that are under way may take once the program has been told to stop.
    pub stop_time: Duration,
    /// How long a WebSocket may stay open.
    pub socket_time: Duration,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            connections: 20_000,
            head_time: Duration::from_secs(30),
            write_time: Duration::from_secs(30),
            stop_time: Duration::from_secs(10),
            socket_time: Duration::from_secs(300),
        }
    }
}

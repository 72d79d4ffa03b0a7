//! How replies leave: the listener and its connections.

mod connection;
mod listener;
mod worded;

pub use listener::{Stop, listen, run};

use std::time::Duration;

/// Bounds of a connection. Those on the head are wider than what `server` allows, so that a request beyond its bounds
/// still arrives there and is refused in words.
#[derive(Clone, Copy, Debug)]
pub struct Limits {
    /// Open at one time; more wait in the system's queue.
    pub connections: usize,
    /// How long a head may take to arrive; also how long an idle connection is kept.
    pub head_time: Duration,
    /// How long replies that are under way may take once the program has been told to stop.
    pub stop_time: Duration,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            connections: 20_000,
            head_time: Duration::from_secs(30),
            stop_time: Duration::from_secs(10),
        }
    }
}

//! What the mock takes from outside a request: the moment, and a number for everything that is left to chance.

use jiff::Timestamp;

/// The sources of both. Tests hold them still; then a call has one reply, to the letter.
#[derive(Clone, Copy, Debug)]
pub struct Chance {
    now: fn() -> Timestamp,
    draw: fn() -> u64,
}

impl Default for Chance {
    fn default() -> Self {
        Self {
            now: Timestamp::now,
            draw: || fastrand::u64(..),
        }
    }
}

impl Chance {
    pub const fn new(now: fn() -> Timestamp, draw: fn() -> u64) -> Self {
        Self { now, draw }
    }

    pub fn now(self) -> Timestamp {
        (self.now)()
    }

    /// Any number, evenly spread.
    pub fn draw(self) -> u64 {
        (self.draw)()
    }
}

//! A store in this process, bounded in number and time.

use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tokio::task::yield_now;
use tokio::time::Instant;

use super::counts::{BATCH, Counts};
use super::{Name, Record, Store, StoreFuture, Window};
use crate::share::Network;

/// Names at one time. A network holds at most as many as are still free, so one alone gets half of them.
pub const MOST_NAMES: usize = 200_000;

/// Counters behind a lock. It's a std lock because nobody waits while holding it, and what is done under it is short: names are
/// dropped in batches, and other callers get the lock between two batches. Time is tokio's, which tests can pause.
pub struct Memory(Mutex<Counts>);

impl Memory {
    /// A store with places for so many names.
    pub fn bounded(places: usize) -> Self {
        Self(Mutex::new(Counts::new(places)))
    }

    fn counts(&self) -> MutexGuard<'_, Counts> {
        // No method of Counts leaves it half changed, so a panic elsewhere is no reason to stop counting.
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Drops every name that has expired. Each is dropped once, so this is little work per call.
    async fn expire(&self) {
        while self.expire_batch() {
            yield_now().await;
        }
    }

    fn expire_batch(&self) -> bool {
        self.counts().expire(Instant::now())
    }

    fn forget_batch(&self, key: &str) -> usize {
        self.counts().forget(key)
    }
}

impl Default for Memory {
    fn default() -> Self {
        Self::bounded(MOST_NAMES)
    }
}

// The time is read while the lock is held: names are kept in the order of their last use.
impl Store for Memory {
    fn next<'a>(&'a self, name: &'a Name, network: Network) -> StoreFuture<'a, u64> {
        Box::pin(async move {
            self.expire().await;
            self.counts().next(name, network, Instant::now())
        })
    }

    fn count<'a>(&'a self, name: &'a Name, network: Network, window: Duration) -> StoreFuture<'a, Window> {
        Box::pin(async move {
            self.expire().await;
            self.counts().count(name, network, window, Instant::now())
        })
    }

    fn peek<'a>(&'a self, name: &'a Name) -> StoreFuture<'a, u64> {
        Box::pin(async move {
            self.expire().await;
            Ok(self.counts().peek(name))
        })
    }

    fn peek_window<'a>(&'a self, name: &'a Name, window: Duration) -> StoreFuture<'a, Window> {
        Box::pin(async move {
            self.expire().await;
            Ok(self.counts().peek_window(name, window, Instant::now()))
        })
    }

    fn record<'a>(&'a self, key: &'a str) -> StoreFuture<'a, Record> {
        Box::pin(async move {
            self.expire().await;
            Ok(self.counts().record(key))
        })
    }

    fn forget<'a>(&'a self, key: &'a str) -> StoreFuture<'a, bool> {
        Box::pin(async move {
            self.expire().await;
            let mut forgotten = 0;
            loop {
                let batch = self.forget_batch(key);
                forgotten += batch;
                if batch < BATCH {
                    return Ok(forgotten > 0);
                }
                yield_now().await;
            }
        })
    }
}

//! A store in this process: bounded in number and time.

use std::collections::HashMap;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tokio::time::Instant;

use super::{Answer, Full, Name, Store, Window};

/// So many names at once.
pub const MOST_NAMES: usize = 100_000;
/// A name that is not used for so long is forgotten.
pub const KEPT_FOR: Duration = Duration::from_secs(3600);

/// How often a full store looks for unused names.
const SWEEP: Duration = Duration::from_secs(1);

/// Counts in a map behind a lock; time is tokio's, which tests can hold still.
#[derive(Default)]
pub struct Memory {
    entries: Mutex<HashMap<Name, Entry>>,
    /// When unused names were last looked for.
    swept: Mutex<Option<Instant>>,
    /// Another bound than [`MOST_NAMES`], for tests.
    most: Option<usize>,
}

struct Entry {
    calls: u64,
    used: u64,
    opened: Instant,
    last: Instant,
}

impl Memory {
    /// A store of so many names.
    pub fn bounded(most: usize) -> Self {
        Self {
            most: Some(most),
            ..Self::default()
        }
    }

    fn entries(&self) -> MutexGuard<'_, HashMap<Name, Entry>> {
        self.entries.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn with<T>(&self, name: &Name, change: impl FnOnce(&mut Entry, Instant) -> T) -> Result<T, Full> {
        let now = Instant::now();
        let mut entries = self.entries();
        if !entries.contains_key(name) && entries.len() >= self.most.unwrap_or(MOST_NAMES) {
            // Looking through all of them is work, so a full store does it once a second at most.
            let mut swept = self.swept.lock().unwrap_or_else(PoisonError::into_inner);
            if swept.is_none_or(|swept| now - swept >= SWEEP) {
                *swept = Some(now);
                entries.retain(|_, entry| now - entry.last < KEPT_FOR);
            }
            if entries.len() >= self.most.unwrap_or(MOST_NAMES) {
                return Err(Full);
            }
        }
        let fresh = || Entry {
            calls: 0,
            used: 0,
            opened: now,
            last: now,
        };
        let entry = entries.entry(name.clone()).or_insert_with(fresh);
        if now - entry.last >= KEPT_FOR {
            *entry = fresh();
        }
        entry.last = now;
        Ok(change(entry, now))
    }
}

impl Store for Memory {
    fn next<'a>(&'a self, name: &'a Name) -> Answer<'a, Result<u64, Full>> {
        Box::pin(async move {
            self.with(name, |entry, _| {
                entry.calls += 1;
                entry.calls - 1
            })
        })
    }

    fn count<'a>(&'a self, name: &'a Name, window: Duration) -> Answer<'a, Result<Window, Full>> {
        Box::pin(async move {
            self.with(name, |entry, now| {
                if now - entry.opened >= window || entry.used == 0 {
                    entry.opened = now;
                    entry.used = 0;
                }
                entry.used += 1;
                Window {
                    used: entry.used,
                    resets_in: window.saturating_sub(now - entry.opened),
                }
            })
        })
    }

    fn record<'a>(&'a self, key: &'a str) -> Answer<'a, Vec<(String, u64)>> {
        Box::pin(async move {
            let mut calls: Vec<_> = self
                .entries()
                .iter()
                .filter(|(name, _)| name.key == key)
                .map(|(name, entry)| (name.call.clone(), entry.calls.max(entry.used)))
                .collect();
            calls.sort();
            calls
        })
    }

    fn forget<'a>(&'a self, key: &'a str) -> Answer<'a, bool> {
        Box::pin(async move {
            let mut entries = self.entries();
            let before = entries.len();
            entries.retain(|name, _| name.key != key);
            entries.len() < before
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn name(key: &str) -> Name {
        Name {
            key: key.to_owned(),
            call: "/sequence/503,200".to_owned(),
        }
    }

    #[tokio::test(start_paused = true)]
    async fn windows_open_end_and_open_again() {
        let store = Memory::default();
        let window = Duration::from_secs(10);
        assert_eq!(
            store.count(&name("a"), window).await,
            Ok(Window {
                used: 1,
                resets_in: window
            })
        );
        tokio::time::advance(Duration::from_secs(4)).await;
        assert_eq!(
            store.count(&name("a"), window).await,
            Ok(Window {
                used: 2,
                resets_in: Duration::from_secs(6)
            })
        );
        tokio::time::advance(Duration::from_secs(6)).await;
        assert_eq!(
            store.count(&name("a"), window).await,
            Ok(Window {
                used: 1,
                resets_in: window
            })
        );
    }

    #[tokio::test(start_paused = true)]
    async fn a_full_store_refuses_new_names_and_keeps_the_old() {
        let store = Memory::bounded(1);
        assert_eq!(store.next(&name("a")).await, Ok(0));
        assert_eq!(store.next(&name("b")).await, Err(Full));
        assert_eq!(store.next(&name("a")).await, Ok(1));
        tokio::time::advance(KEPT_FOR).await;
        assert_eq!(store.next(&name("b")).await, Ok(0));
    }

    #[tokio::test]
    async fn two_clients_of_one_key_never_get_the_same_step() {
        let store = std::sync::Arc::new(Memory::default());
        let tasks: Vec<_> = (0..50)
            .map(|_| {
                let store = store.clone();
                tokio::spawn(async move { store.next(&name("a")).await })
            })
            .collect();
        let mut steps = std::collections::BTreeSet::new();
        for task in tasks {
            steps.insert(task.await.unwrap().unwrap());
        }
        assert_eq!(steps, (0..50).collect());
    }

    #[tokio::test]
    async fn a_key_is_told_and_forgotten() {
        let store = Memory::default();
        store.next(&name("a")).await.unwrap();
        assert_eq!(store.record("a").await, [("/sequence/503,200".to_owned(), 1)]);
        assert!(store.forget("a").await);
        assert!(!store.forget("a").await);
        assert_eq!(store.next(&name("a")).await, Ok(0));
    }
}

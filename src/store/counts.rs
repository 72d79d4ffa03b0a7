//! The counters of [`super::Memory`], bounded in number and time.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use tokio::time::Instant;

use super::{Counted, Kind, Name, Owner, Record, StoreError, Window};
use crate::share::{Network, Shares};

/// A name that nobody used for this long is dropped.
pub const KEPT_FOR: Duration = Duration::from_secs(3600);
/// Targets of one key in a [`Record`]. One key can have 100,000 targets, which is too much to copy under a lock, and to send.
pub const MOST_RECORDED: usize = 1_000;
/// Names that are dropped at one time, because other callers wait meanwhile.
pub(super) const BATCH: usize = 100;

/// Names with their counters, in two orders.
pub(super) struct Counts {
    /// [`Name`]s are ordered by owner first, so the names of one owner lie together and are found without looking at others.
    by_name: BTreeMap<Arc<Name>, Counter>,
    /// The last use of every name. Uses are numbered, so the name that expires next comes first.
    by_use: BTreeMap<u64, Use>,
    /// Uses so far.
    uses: u64,
    shares: Shares,
    /// Names that were looked at in search of one owner's.
    #[cfg(test)]
    pub(super) looked_at: std::cell::Cell<usize>,
}

struct Use {
    at: Instant,
    name: Arc<Name>,
}

/// What is counted for one name. A call that has both a key and a quota is counted in both ways.
struct Counter {
    calls: u64,
    window: Option<OpenWindow>,
    /// The number of its last use, where it's found in `by_use`.
    last_use: u64,
    /// Who created it, and holds its place.
    network: Network,
}

#[derive(Clone, Copy)]
struct OpenWindow {
    opened: Instant,
    used: u64,
}

impl OpenWindow {
    /// The window with one more call: the open one, or a new one where it has ended.
    fn with_one_more(open: Option<Self>, window: Duration, now: Instant) -> Self {
        let mut open = open
            .filter(|open| now - open.opened < window)
            .unwrap_or(Self { opened: now, used: 0 });
        open.used += 1;
        open
    }

    fn seen(self, window: Duration, now: Instant) -> Window {
        Window {
            used: self.used,
            resets_in: window.saturating_sub(now - self.opened),
        }
    }
}

impl Counts {
    /// No counters yet, and places for so many names.
    pub fn new(places: usize) -> Self {
        Self {
            by_name: BTreeMap::new(),
            by_use: BTreeMap::new(),
            uses: 0,
            shares: Shares::new(places),
            #[cfg(test)]
            looked_at: std::cell::Cell::new(0),
        }
    }

    /// As [`super::Store::next`].
    ///
    /// # Errors
    /// The name is new, and there is no place for it.
    pub fn next(&mut self, name: &Name, network: Network, now: Instant) -> Result<u64, StoreError> {
        let counter = self.counter(name, network, now)?;
        let number = counter.calls;
        counter.calls += 1;
        Ok(number)
    }

    /// As [`super::Store::count`].
    ///
    /// # Errors
    /// The name is new, and there is no place for it.
    pub fn count(&mut self, name: &Name, network: Network, window: Duration, now: Instant) -> Result<Window, StoreError> {
        let counter = self.counter(name, network, now)?;
        let open = OpenWindow::with_one_more(counter.window, window, now);
        counter.window = Some(open);
        Ok(open.seen(window, now))
    }

    /// As [`super::Store::peek`].
    pub fn peek(&self, name: &Name) -> u64 {
        self.by_name.get(name).map_or(0, |counter| counter.calls)
    }

    /// As [`super::Store::peek_window`].
    pub fn peek_window(&self, name: &Name, window: Duration, now: Instant) -> Window {
        let open = self.by_name.get(name).and_then(|counter| counter.window);
        OpenWindow::with_one_more(open, window, now).seen(window, now)
    }

    /// What was counted for a key, up to [`MOST_RECORDED`] targets.
    pub fn record(&self, key: &str) -> Record {
        let first = first_name(key);
        let mut record = Record {
            calls: Vec::new(),
            complete: true,
        };
        for (at, (name, counter)) in self.same_owner(&first).enumerate() {
            if at == MOST_RECORDED {
                record.complete = false;
                break;
            }
            let counted = |kind, count| Counted {
                call: name.call.clone(),
                kind,
                count,
            };
            if counter.calls > 0 {
                record.calls.push(counted(Kind::Calls, counter.calls));
            }
            if let Some(window) = counter.window {
                record.calls.push(counted(Kind::Window, window.used));
            }
        }
        record
    }

    /// Forgets some calls of a key, and says how many. After fewer than [`BATCH`], none is left.
    pub fn forget(&mut self, key: &str) -> usize {
        let first = first_name(key);
        let names: Vec<_> = self.same_owner(&first).take(BATCH).map(|(name, _)| name.clone()).collect();
        for name in &names {
            if let Some(counter) = self.by_name.remove(name) {
                self.by_use.remove(&counter.last_use);
                self.shares.give_back(counter.network);
            }
        }
        names.len()
    }

    /// Drops names that have expired, up to [`BATCH`] of them. True if there may be more.
    pub fn expire(&mut self, now: Instant) -> bool {
        for _ in 0..BATCH {
            let Some(oldest) = self.by_use.first_entry() else {
                return false;
            };
            if now - oldest.get().at < KEPT_FOR {
                return false;
            }
            let name = oldest.remove().name;
            if let Some(counter) = self.by_name.remove(&name) {
                self.shares.give_back(counter.network);
            }
        }
        true
    }

    /// The counter of a name, which is created if need be. It's now the one that was used last.
    fn counter(&mut self, name: &Name, network: Network, now: Instant) -> Result<&mut Counter, StoreError> {
        let name = match self.by_name.get_key_value(name) {
            Some((known, counter)) => {
                self.by_use.remove(&counter.last_use);
                known.clone()
            }
            None => {
                self.shares.take(network)?;
                Arc::new(name.clone())
            }
        };
        self.uses += 1;
        let last_use = Use {
            at: now,
            name: name.clone(),
        };
        self.by_use.insert(self.uses, last_use);
        let counter = self.by_name.entry(name).or_insert(Counter {
            calls: 0,
            window: None,
            last_use: self.uses,
            network,
        });
        counter.last_use = self.uses;
        Ok(counter)
    }

    /// The names from this one on that have the same owner.
    fn same_owner(&self, first: &Name) -> impl Iterator<Item = (&Arc<Name>, &Counter)> {
        let names = self.by_name.range::<Name, _>(first..);
        #[cfg(test)]
        let looked_at = &self.looked_at;
        #[cfg(test)]
        let names = names.inspect(move |_| looked_at.set(looked_at.get() + 1));
        names.take_while(move |(name, _)| name.owner == first.owner)
    }
}

/// The name that comes before all others of a key.
fn first_name(key: &str) -> Name {
    Name {
        owner: Owner::Key(key.into()),
        call: "".into(),
    }
}

//! What the mock remembers between calls: steps, draws and quotas. [`Memory`] keeps them in this process; a store that several
//! servers share can implement the same trait.

mod counts;
mod memory;

use std::fmt;
use std::pin::Pin;
use std::time::Duration;

use crate::share::{Denied, Network};

pub use counts::{KEPT_FOR, MOST_RECORDED};
pub use memory::{MOST_NAMES, Memory};

/// Whose state it is. A caller chooses the text of a key, so a key is a variant of its own: whatever its text is, it can't name the
/// state of an address.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Owner {
    /// Everybody who sends this key.
    Key(Box<str>),
    /// Everybody in this network who sends no key.
    Network(Network),
}

/// What is counted: the calls of one owner to one target.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Name {
    pub owner: Owner,
    /// The target of the call in canonical form, without options: `/sequence/503,200`.
    pub call: Box<str>,
}

/// The window of a quota, after a call was counted in it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Window {
    /// Calls in this window, including this one.
    pub used: u64,
    /// The time until the window ends.
    pub resets_in: Duration,
}

/// What was counted for a key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Record {
    /// By target; for the same target, calls come before the window.
    pub calls: Vec<Counted>,
    /// False if the key has more than [`MOST_RECORDED`] targets: then these are the first ones.
    pub complete: bool,
}

/// One number of a [`Record`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Counted {
    pub call: Box<str>,
    pub kind: Kind,
    pub count: u64,
}

/// What a number counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// All calls since the name was created ([`Store::next`]).
    Calls,
    /// The calls in the latest window of a quota ([`Store::count`]).
    Window,
}

/// Why a store can't do what it was asked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum StoreError {
    /// Every place is taken. New names are refused, and none is evicted early.
    Full,
    /// The network of the caller holds as many names as it may.
    Share,
    /// The store can't be reached. The text says why and is for the log: it may name hosts. [`Memory`] never returns this.
    Unavailable(String),
}

impl From<Denied> for StoreError {
    fn from(denied: Denied) -> Self {
        match denied {
            Denied::Full => Self::Full,
            Denied::Share => Self::Share,
        }
    }
}

impl fmt::Display for StoreError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Full => f.write_str("The store is full."),
            Self::Share => f.write_str("This address holds as many names in the store as it may."),
            Self::Unavailable(reason) => write!(f, "The store can't be reached: {reason}"),
        }
    }
}

impl std::error::Error for StoreError {}

/// What a method of [`Store`] returns. It's boxed because the server chooses its store at start, so the trait is used as `dyn Store`.
pub type StoreFuture<'a, T> = Pin<Box<dyn Future<Output = Result<T, StoreError>> + Send + 'a>>;

/// Counters that never give two calls the same number.
///
/// A name takes one place when it's first counted. The place belongs to the `network` of that call, so that one client can't take all
/// places, and is given back when the name is forgotten or unused for [`KEPT_FOR`]. Every method fails with
/// [`StoreError::Unavailable`] if the store can't be reached.
pub trait Store: Send + Sync {
    /// The number of this call, counted from 0. Fails if the name is new and there is no place for it.
    fn next<'a>(&'a self, name: &'a Name, network: Network) -> StoreFuture<'a, u64>;

    /// Counts a call in the fixed window that is open, or opens one. Fails if the name is new and there is no place for it.
    fn count<'a>(&'a self, name: &'a Name, network: Network, window: Duration) -> StoreFuture<'a, Window>;

    /// The number that the next call would get from [`Store::next`]. Counts nothing, and takes no place.
    fn peek<'a>(&'a self, name: &'a Name) -> StoreFuture<'a, u64>;

    /// The window as the next call would find it with [`Store::count`]. Counts nothing, and takes no place.
    fn peek_window<'a>(&'a self, name: &'a Name, window: Duration) -> StoreFuture<'a, Window>;

    /// What was counted for a key; empty if nothing was. The state of callers without a key can't be read.
    fn record<'a>(&'a self, key: &'a str) -> StoreFuture<'a, Record>;

    /// Forgets a key with all its calls; false if there was nothing to forget.
    fn forget<'a>(&'a self, key: &'a str) -> StoreFuture<'a, bool>;
}

#[cfg(test)]
mod tests;

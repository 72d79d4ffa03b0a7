//! Steps, quotas and draws by key: what the mock remembers between calls. In memory now; a shared store can stand behind the same trait.

mod memory;

use std::fmt;
use std::pin::Pin;
use std::time::Duration;

pub use memory::{KEPT_FOR, MOST_NAMES, Memory};

/// Whose state, and of which call.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Name {
    pub key: String,
    /// The target of the call, in canonical form.
    pub call: String,
}

/// How many calls were counted, and where the window stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Window {
    /// Calls in this window, this one among them.
    pub used: u64,
    /// Until the window ends.
    pub resets_in: Duration,
}

/// No room: new keys are refused, none is evicted early.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Full;

impl fmt::Display for Full {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the store is full")
    }
}

impl std::error::Error for Full {}

pub type Answer<'a, T> = Pin<Box<dyn Future<Output = T> + Send + 'a>>;

/// Counts that no two callers get the same.
pub trait Store: Send + Sync {
    /// The number of this call, counted from 0.
    fn next<'a>(&'a self, name: &'a Name) -> Answer<'a, Result<u64, Full>>;

    /// Counts a call in the fixed window that is open, or opens one.
    fn count<'a>(&'a self, name: &'a Name, window: Duration) -> Answer<'a, Result<Window, Full>>;

    /// What a key did: its calls and their counts.
    fn record<'a>(&'a self, key: &'a str) -> Answer<'a, Vec<(String, u64)>>;

    /// Forgets a key; false if there was none.
    fn forget<'a>(&'a self, key: &'a str) -> Answer<'a, bool>;
}

//! What was drawn for the calls of a panel, so that its Wire tab plays the same: a page gives its call a random name, and names it
//! again when it asks for the wire.

use std::collections::VecDeque;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::sync::{Arc, Mutex, PoisonError};

use http::header::{HeaderMap, HeaderName};
use jiff::Timestamp;
use quick_cache::sync::Cache;

use super::bounds::HOPS;
use crate::call::{Call, Target};
use crate::code::Code;
use crate::mock::{Quota, Selection};
use crate::share::Network;

/// The header with the name of a call: 32 hexadecimal digits. The mock never sees it.
pub const X_MOCK_TRACE: HeaderName = HeaderName::from_static("x-mock-trace");

/// Networks whose calls are remembered, and how many calls of each. The oldest are forgotten first: their wire then shows what the
/// next call would do.
const NETWORKS: usize = 1_000;
const REMEMBERED: usize = 32;
/// A browser follows at most 20 redirects, so a call has at most 21 responses.
const RESPONSES: usize = HOPS + 1;

/// The name of a call, which its page made up.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Trace(u128);

impl Trace {
    pub fn parse(text: &str) -> Option<Self> {
        let is_hex = text.len() == 32 && text.bytes().all(|byte| byte.is_ascii_hexdigit());
        is_hex.then(|| u128::from_str_radix(text, 16).ok().map(Self)).flatten()
    }

    /// Takes the name out of a request, so that nothing depends on it or shows it.
    pub fn take(headers: &mut HeaderMap) -> Option<Self> {
        let value = headers.remove(X_MOCK_TRACE)?;
        Self::parse(value.to_str().ok()?)
    }
}

/// What a response was made from besides its call: enough to make it again.
#[derive(Clone, Debug)]
pub struct Drawn {
    call: u64,
    asked: Code,
    /// The number of the step, counted from 0.
    step: Option<u64>,
    nth: Option<u64>,
    quota: Option<Quota>,
    pub now: Timestamp,
    pub draw: u64,
}

impl Drawn {
    pub fn new(call: &Call, selection: &Selection, now: Timestamp, draw: u64) -> Self {
        let step = selection.step.and(selection.nth).map(|nth| nth.saturating_sub(1));
        Self {
            call: digest(call),
            asked: selection.asked,
            step,
            nth: selection.nth,
            quota: selection.quota,
            now,
            draw,
        }
    }

    fn is_for(&self, call: &Call) -> bool {
        self.call == digest(call)
    }

    /// The selection of that call again.
    pub fn selection(&self, call: &Call) -> Selection {
        let selection = match &call.target {
            Target::Sequence(list) => Selection::step(call, list, self.step.unwrap_or(0)),
            _ => Selection::only(call, self.asked),
        };
        Selection {
            nth: self.nth,
            quota: self.quota,
            ..selection
        }
    }
}

fn digest(call: &Call) -> u64 {
    let mut hasher = DefaultHasher::new();
    call.to_string().hash(&mut hasher);
    hasher.finish()
}

/// The latest calls of one network with what was drawn for them, the oldest first.
type Calls = Arc<Mutex<VecDeque<(Trace, Vec<Drawn>)>>>;

/// The calls that are remembered, by network: a name that was guessed or overheard elsewhere finds nothing, and nobody's calls make
/// those of others forgotten.
pub struct Traces(Cache<Network, Calls>);

impl Default for Traces {
    fn default() -> Self {
        Self(Cache::new(NETWORKS))
    }
}

impl Traces {
    /// Remembers what was drawn for a response to a call of that name.
    pub fn remember(&self, network: Network, trace: Trace, drawn: Drawn) {
        let made: Result<_, std::convert::Infallible> = self.0.get_or_insert_with(&network, || Ok(Calls::default()));
        let Ok(calls) = made;
        let mut calls = calls.lock().unwrap_or_else(PoisonError::into_inner);
        match calls.iter_mut().find(|(known, _)| *known == trace) {
            Some((_, all)) if all.len() < RESPONSES => all.push(drawn),
            Some(_) => {}
            None => {
                if calls.len() == REMEMBERED {
                    calls.pop_front();
                }
                calls.push_back((trace, vec![drawn]));
            }
        }
    }

    /// Everything that was drawn for the call of that name, in order.
    pub fn of_call(&self, network: Network, trace: Trace) -> Vec<Drawn> {
        let Some(calls) = self.0.get(&network) else {
            return Vec::new();
        };
        let calls = calls.lock().unwrap_or_else(PoisonError::into_inner);
        let call = calls.iter().find(|(known, _)| *known == trace);
        call.map(|(_, drawn)| drawn.clone()).unwrap_or_default()
    }
}

/// What is played again, each response once, in order.
#[derive(Debug, Default)]
pub struct Replay(Mutex<Remaining>);

#[derive(Debug, Default)]
struct Remaining {
    /// What is left, the next one last.
    drawn: Vec<Drawn>,
    /// The call that was played last.
    last: Option<u64>,
}

impl Replay {
    pub fn new(mut drawn: Vec<Drawn>) -> Self {
        drawn.reverse();
        Self(Mutex::new(Remaining { drawn, last: None }))
    }

    /// What was drawn for this call, if it was called; what was drawn for earlier hops is skipped.
    pub fn next(&self, call: &Call) -> Option<Drawn> {
        let mut left = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let at = left.drawn.iter().rposition(|drawn| drawn.is_for(call))?;
        left.drawn.truncate(at + 1);
        left.last = Some(digest(call));
        left.drawn.pop()
    }

    /// Whether anything was played again.
    pub fn was_used(&self) -> bool {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).last.is_some()
    }

    /// Whether the same call was made again: browsers do that after a reset, or a 408, on a connection that they reuse.
    pub fn repeats(&self) -> bool {
        let left = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        left.drawn.last().is_some_and(|drawn| Some(drawn.call) == left.last)
    }
}

//! Which response of a call is sent: its step, its draw, its place in a quota.

use std::time::Duration;

use http::header::HeaderMap;

use super::{OK, auth};
use crate::call::fault::Fault;
use crate::call::target::{List, What};
use crate::call::values::Flag;
use crate::call::{Call, Settings, Target};
use crate::code::Code;

/// Which response of a call is sent: what was taken from draws, steps and quotas before.
#[derive(Clone, Debug)]
pub struct Selection {
    /// The code that is asked for by now.
    pub asked: Code,
    /// Options of the call and of its step.
    pub settings: Settings,
    /// What may strike this very response.
    pub fault: Option<Fault>,
    /// Which step of how many, both counted from 1.
    pub step: Option<(usize, usize)>,
    /// The number of this call of its key, counted from 1.
    pub nth: Option<u64>,
    pub quota: Option<Quota>,
}

/// Where a key stands in its window.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Quota {
    pub limit: u32,
    pub window: Duration,
    /// Calls left in the window, after this one.
    pub remaining: u32,
    /// Until the window ends.
    pub resets_in: Duration,
    /// Whether this call was one too many.
    pub exceeded: bool,
}

impl Selection {
    /// A response of a call with that code.
    pub fn only(call: &Call, code: Code) -> Self {
        Self {
            asked: code,
            fault: call.settings.fault,
            settings: call.settings.clone(),
            step: None,
            nth: None,
            quota: None,
        }
    }

    /// The step of a sequence that its call of that number gets, counted from 0.
    pub fn step(call: &Call, list: &List, number: u64) -> Self {
        let (at, item) = list.step(number, Flag::is_on(call.settings.repeat));
        let settings = call.settings.with(&item.settings);
        let (asked, fault) = match item.what {
            What::Code(code) => (code, settings.fault),
            // A fault is done to a response that is otherwise well.
            What::Fault(fault) => (OK, Some(fault)),
        };
        Self {
            asked,
            fault,
            settings,
            step: Some((at + 1, list.len())),
            nth: Some(number + 1),
            quota: None,
        }
    }

    /// What would come first, without counting anything.
    pub fn uncounted(call: &Call, draw: u64) -> Self {
        match &call.target {
            Target::Code(code) => Self::only(call, *code),
            Target::Random(set) => Self::only(call, set.draw(draw)),
            Target::Sequence(list) => Self::step(call, list, 0),
        }
    }

    /// What the code has become: 429 where a quota is used up, 200 where the request brings the credentials that the call names.
    pub fn code(&self, request: &HeaderMap) -> Code {
        if self.quota.is_some_and(|quota| quota.exceeded) {
            Code::known(429)
        } else if auth::authorized(&self.settings, self.asked, request) {
            OK
        } else {
            self.asked
        }
    }
}

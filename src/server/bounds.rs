//! What this server allows, in one place: the bounds on requests to the mock, and all bounds as the manual shows them.

use std::time::Duration;

use super::guard;
use crate::call::target::{LONGEST_LIST, LONGEST_SET};
use crate::store::{KEPT_FOR, MOST_NAMES};

/// How much of a request's body is read before the response, in bytes, and how long it may take to arrive.
pub const BODY_BYTES: usize = 8 * 1024 * 1024;
pub const BODY_TIME: Duration = Duration::from_secs(10);

/// How much of a request's body a response can repeat, in bytes.
pub const ECHOED_BYTES: usize = 64 * 1024;

/// Calls that wait for their delay at one time.
pub const WAITING_CALLS: usize = 10_000;

/// The bounds that callers may run into, with their names.
pub fn all() -> Vec<(&'static str, String)> {
    vec![
        ("Target of a request", format!("{} bytes", guard::LONGEST_TARGET)),
        ("Method of a request", format!("{} bytes", guard::LONGEST_METHOD)),
        (
            "Head of a request",
            format!("{} fields, {} bytes", guard::HEAD_FIELDS, guard::HEAD_BYTES),
        ),
        (
            "Body of a request",
            format!("{BODY_BYTES} bytes, within {} s", BODY_TIME.as_secs()),
        ),
        ("Body that echo and body=request repeat", format!("{ECHOED_BYTES} bytes")),
        (
            "Items of a set, steps of a sequence",
            format!("{LONGEST_SET}, {LONGEST_LIST}"),
        ),
        ("Calls that wait at one time", WAITING_CALLS.to_string()),
        ("Keys with their calls, remembered at one time", MOST_NAMES.to_string()),
        ("Time that an unused key is remembered", format!("{} s", KEPT_FOR.as_secs())),
    ]
}

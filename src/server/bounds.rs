//! What this server allows, in one place: the bounds on requests to the mock, and all bounds as the manual shows them.

use super::guard;
use super::request_body::{BODY_BYTES, BODY_TIME, ECHOED_BYTES};
use crate::call::target::{LONGEST_LIST, LONGEST_SET};
use crate::store::{KEPT_FOR, MOST_NAMES};
use crate::wire::{HALF_CLOSED, HEAD_BYTES, HEAD_FIELDS, LONGEST_MESSAGE, LONGEST_TARGET, SOCKETS};

/// Calls that wait at one time, for a delay or in the midst of a fault. One address alone may have half of them.
pub const WAITING_CALLS: usize = 20_000;

/// The bounds that callers may run into, with their names.
pub fn all() -> Vec<(&'static str, String)> {
    vec![
        ("Target of a request", format!("{LONGEST_TARGET} bytes")),
        ("Method of a request", format!("{} bytes", guard::LONGEST_METHOD)),
        ("Head of a request", format!("{HEAD_FIELDS} fields, {HEAD_BYTES} bytes")),
        (
            "Body of a request",
            format!("{BODY_BYTES} bytes, within {} s", BODY_TIME.as_secs()),
        ),
        ("Body that echo and body=request repeat", format!("{ECHOED_BYTES} bytes")),
        (
            "Items of a set, steps of a sequence",
            format!("{LONGEST_SET}, {LONGEST_LIST}"),
        ),
        (
            "Calls that wait at one time",
            format!(
                "{WAITING_CALLS}, and {HALF_CLOSED} more for clients that ended their sending side; one address alone gets half"
            ),
        ),
        (
            "Open WebSockets, and their longest message",
            format!("{SOCKETS}; {LONGEST_MESSAGE} bytes"),
        ),
        (
            "Keys with their calls, remembered at one time",
            format!("{MOST_NAMES}; one address alone gets half of them"),
        ),
        ("Time that an unused key is remembered", format!("{} s", KEPT_FOR.as_secs())),
    ]
}

//! What this server allows, in one place: the bounds on requests to the mock, and all bounds as the manual shows them.

use std::time::Duration;

use super::guard;
use super::request_body::{BODY_BYTES, BODY_TIME, ECHOED_BYTES};
use crate::call::target::{LONGEST_LIST, LONGEST_SET};
use crate::store::{KEPT_FOR, MOST_NAMES};
use crate::wire::{HALF_CLOSED, HEAD_BYTES, HEAD_FIELDS, LONGEST_MESSAGE, LONGEST_TARGET, SOCKETS};

/// Calls that wait at one time, for a delay or in the midst of a fault. One address alone may have half of them.
pub const WAITING_CALLS: usize = 20_000;

/// Bounds of one call of the wire client: its time, what it receives in bytes, and the redirects that it follows, as browsers do.
pub const WIRE_TIME: Duration = Duration::from_secs(15);
pub const WIRE_BYTES: usize = 64 * 1024;
pub const HOPS: usize = 20;

/// The bounds that callers may run into, with their names.
pub fn all() -> Vec<(&'static str, String)> {
    vec![
        ("Target of a request", size(LONGEST_TARGET)),
        ("Method of a request", format!("{} bytes", guard::LONGEST_METHOD)),
        ("Head of a request", format!("{HEAD_FIELDS} fields, {}", size(HEAD_BYTES))),
        (
            "Body of a request",
            format!("{}, within {}", size(BODY_BYTES), time(BODY_TIME)),
        ),
        ("Body that echo and body=request repeat", size(ECHOED_BYTES)),
        ("Items of a set", LONGEST_SET.to_string()),
        ("Steps of a sequence", LONGEST_LIST.to_string()),
        (
            "Calls that wait at one time",
            format!(
                "{}, and {} more for clients that ended their sending side; one address alone gets half",
                number(WAITING_CALLS),
                number(HALF_CLOSED)
            ),
        ),
        (
            "Open WebSockets, and their longest message",
            format!("{}; {}", number(SOCKETS), size(LONGEST_MESSAGE)),
        ),
        (
            "Keys with their calls, remembered at one time",
            format!("{}; one address alone gets half of them", number(MOST_NAMES)),
        ),
        (
            "A call of the Wire page",
            format!("{}, {} received, {} redirects", time(WIRE_TIME), size(WIRE_BYTES), HOPS),
        ),
        ("Time that an unused key is remembered", time(KEPT_FOR)),
    ]
}

/// A number of bytes as people read it. The bounds are whole numbers of their unit.
fn size(bytes: usize) -> String {
    const KIB: usize = 1024;
    const MIB: usize = 1024 * KIB;
    match bytes {
        _ if bytes >= MIB && bytes.is_multiple_of(MIB) => format!("{} MiB", bytes / MIB),
        _ if bytes >= KIB && bytes.is_multiple_of(KIB) => format!("{} KiB", bytes / KIB),
        _ => format!("{bytes} bytes"),
    }
}

fn time(time: Duration) -> String {
    let seconds = time.as_secs();
    match seconds {
        3600 => "1 hour".to_owned(),
        _ if seconds >= 120 && seconds.is_multiple_of(60) => format!("{} minutes", seconds / 60),
        _ => format!("{seconds} seconds"),
    }
}

/// With commas between thousands.
fn number(number: usize) -> String {
    if number < 1000 {
        number.to_string()
    } else {
        format!("{},{:03}", number / 1000, number % 1000)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bounds_are_in_units_that_people_read() {
        assert_eq!([size(8 << 20), size(64 << 10), size(32)], ["8 MiB", "64 KiB", "32 bytes"]);
        assert_eq!(time(Duration::from_secs(3600)), "1 hour");
        assert_eq!(time(Duration::from_secs(15)), "15 seconds");
        assert_eq!(number(20_000), "20,000");
    }
}

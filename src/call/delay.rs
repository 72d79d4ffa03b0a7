//! How long the mock waits before the first byte: a time, or a range from which each call draws.

use std::fmt;
use std::str::FromStr;
use std::time::Duration;

use super::number::decimal;

/// Inclusive bounds in milliseconds; a fixed delay has both the same.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Delay {
    shortest: u64,
    longest: u64,
}

/// What an error offers instead.
pub const EXAMPLES: &str = "750ms, 2s, 1.5s, 2000 (milliseconds) or a range such as 200ms-800ms";

/// No operator's cap goes above a day, in milliseconds.
const DAY: u64 = 86_400_000;

/// A number without a unit is taken for milliseconds from here on; below, seconds are as likely meant.
const AMBIGUOUS_BELOW: u64 = 100;

impl Delay {
    pub const fn fixed(milliseconds: u64) -> Self {
        Self {
            shortest: milliseconds,
            longest: milliseconds,
        }
    }

    pub const fn longest(self) -> Duration {
        Duration::from_millis(self.longest)
    }

    /// The delay of one call; `draw` is any number, evenly spread over its type.
    pub const fn pick(self, draw: u64) -> Duration {
        let span = self.longest - self.shortest + 1;
        Duration::from_millis(self.shortest + draw % span)
    }
}

impl FromStr for Delay {
    type Err = String;

    /// Reads `750ms`, `2s`, `1.5s`, `2000`, `200ms-800ms`; in a range the first number may leave its unit to the second.
    fn from_str(text: &str) -> Result<Self, String> {
        let text = text.trim();
        let Some((from, to)) = text.split_once('-') else {
            return Ok(Self::fixed(milliseconds(text, None)?));
        };
        let unit = ["ms", "s"].into_iter().find(|unit| to.trim().ends_with(unit));
        let shortest = milliseconds(from, unit)?;
        let longest = milliseconds(to, None)?;
        if shortest > longest {
            return Err("ends before it starts. Write the shorter time first".to_owned());
        }
        Ok(Self { shortest, longest })
    }
}

fn milliseconds(text: &str, default_unit: Option<&str>) -> Result<u64, String> {
    let text = text.trim();
    let unit_from = text.find(|c: char| c.is_ascii_alphabetic()).unwrap_or(text.len());
    let (number, unit) = text.split_at(unit_from);
    let number = number.trim_end();
    let unit = if unit.is_empty() { default_unit.unwrap_or("") } else { unit };
    let places = match unit {
        "s" => 3,
        "ms" | "" => 0,
        _ if decimal(number, 0).is_some() => return Err("has an unknown unit. Use ms or s".to_owned()),
        _ => 0,
    };
    let plain = !number.is_empty() && number.bytes().all(|b| b.is_ascii_digit() || b == b'.');
    let Some(value) = plain.then(|| decimal(number, places)).flatten() else {
        let digits = number.len() > 12 && number.bytes().all(|b| b.is_ascii_digit());
        let why = if digits { "is longer than a day" } else { "isn't a time" };
        return Err(format!("{why}. Allowed: {EXAMPLES}"));
    };
    if unit.is_empty() && value > 0 && value < AMBIGUOUS_BELOW {
        return Err(format!("has no unit. Did you mean {number}ms or {number}s?"));
    }
    if value > DAY {
        return Err(format!("is longer than a day. Allowed: {EXAMPLES}"));
    }
    Ok(value)
}

/// Whole seconds and tenths as seconds, everything else as milliseconds: the shortest exact form.
impl fmt::Display for Delay {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let one = |f: &mut fmt::Formatter<'_>, ms: u64| match ms {
            0 => f.write_str("0s"),
            _ if ms.is_multiple_of(1000) => write!(f, "{}s", ms / 1000),
            _ if ms > 1000 && ms.is_multiple_of(100) => write!(f, "{}.{}s", ms / 1000, ms % 1000 / 100),
            _ => write!(f, "{ms}ms"),
        };
        one(f, self.shortest)?;
        if self.shortest != self.longest {
            f.write_str("-")?;
            one(f, self.longest)?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_forms_of_the_manual_are_read() {
        for (text, from, to) in [
            ("750ms", 750, 750),
            ("2s", 2000, 2000),
            ("1.5s", 1500, 1500),
            ("2000", 2000, 2000),
            ("0", 0, 0),
            ("200ms-800ms", 200, 800),
            ("200-800", 200, 800),
            ("1-2s", 1000, 2000),
            (" 500ms - 1s ", 500, 1000),
        ] {
            let delay: Delay = text.parse().unwrap_or_else(|why| panic!("{text} {why}"));
            assert_eq!((delay.shortest, delay.longest), (from, to), "{text}");
        }
    }

    #[test]
    fn what_is_no_time_says_why() {
        for (text, word) in [
            ("2", "2ms or 2s"),
            ("0.5", "0.5ms or 0.5s"),
            ("", "isn't a time"),
            ("-5s", "isn't a time"),
            ("2m", "unit"),
            ("1e3s", "unit"),
            ("800ms-200ms", "ends before"),
            ("99999999999s", "day"),
            ("99999999999999999999999s", "day"),
            ("NaN", "isn't a time"),
            ("inf", "isn't a time"),
            ("1.2.3s", "isn't a time"),
        ] {
            let error = text.parse::<Delay>().expect_err(text);
            assert!(error.contains(word), "{text}: {error}");
        }
    }

    #[test]
    fn what_is_written_is_read_back() {
        for ms in [0, 1, 99, 100, 750, 1000, 1500, 1550, 20_000] {
            let delay = Delay::fixed(ms);
            assert_eq!(delay.to_string().parse(), Ok(delay));
            let range = Delay {
                shortest: ms,
                longest: ms + 700,
            };
            assert_eq!(range.to_string().parse(), Ok(range));
        }
    }

    #[test]
    fn a_draw_stays_within_its_bounds() {
        let range = Delay {
            shortest: 200,
            longest: 800,
        };
        for draw in [0, 1, 600, 601, u64::MAX] {
            let picked = range.pick(draw).as_millis();
            assert!((200..=800).contains(&picked));
        }
        assert_eq!(Delay::fixed(5).pick(u64::MAX).as_millis(), 5);
    }
}

//! What can be done to the connection instead of, or in the midst of, an answer.

use std::fmt;

use super::delay::Delay;

/// A fault, and how often it strikes.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Fault {
    pub kind: FaultKind,
    /// In percent, 1 to 100.
    pub chance: u8,
}

#[derive(Clone, Copy, Debug, PartialEq)]
pub enum FaultKind {
    /// A TCP reset instead of an answer.
    Reset,
    /// A close without a byte.
    Close,
    /// The head with the full length, half of the body, a close.
    Truncate,
    /// Bytes that are no HTTP, then a close.
    Garbage,
    /// A chunked body whose second chunk has no length.
    BadChunk,
    /// `Content-Encoding: gzip` over bytes that are none.
    BadGzip,
    /// The head and half of the body, then nothing for so long, then the rest.
    Stall(Delay),
    /// The body in so many pieces over so long.
    Drip(Delay, u16),
}

/// What an error offers.
pub const ALLOWED: &str =
    "reset, close, truncate, garbage, bad-chunk, bad-gzip, stall:10s, drip:5s/20, each with a chance if wanted: reset:30%";

/// At most so many pieces of a dripping body.
const MOST_PIECES: u16 = 1000;

impl Fault {
    /// Reads a name, its measure and its chance: `reset`, `reset:30%`, `stall:10s`, `drip:5s/20`, `stall:2s:50%`.
    ///
    /// # Errors
    /// A sentence that says what is wrong.
    pub fn parse(text: &str) -> Result<Self, String> {
        let mut parts = text.split(':');
        let name = parts.next().unwrap_or("");
        let mut measure = None;
        let mut chance = 100;
        for part in parts {
            if let Some(percent) = part.strip_suffix('%') {
                chance = percent
                    .parse()
                    .ok()
                    .filter(|chance| (1..=100).contains(chance))
                    .ok_or_else(|| format!("“{}” is no chance; chances are 1% to 100%", super::problem::shorten(part)))?;
            } else if measure.replace(part).is_some() {
                return Err(format!("“{}” has more than one measure", super::problem::shorten(text)));
            }
        }
        let bare = |kind| match measure {
            None => Ok(kind),
            Some(measure) => Err(format!(
                "{name} takes no measure, but has “{}”",
                super::problem::shorten(measure)
            )),
        };
        let kind = match name {
            "reset" => bare(FaultKind::Reset)?,
            "close" => bare(FaultKind::Close)?,
            "truncate" => bare(FaultKind::Truncate)?,
            "garbage" => bare(FaultKind::Garbage)?,
            "bad-chunk" => bare(FaultKind::BadChunk)?,
            "bad-gzip" => bare(FaultKind::BadGzip)?,
            "stall" => FaultKind::Stall(Delay::parse(measure.ok_or("stall needs a time: stall:10s")?)?),
            "drip" => {
                let measure = measure.ok_or("drip needs a time and a number of pieces: drip:5s/20")?;
                let (time, pieces) = measure.split_once('/').unwrap_or((measure, "10"));
                let pieces = pieces
                    .parse()
                    .ok()
                    .filter(|pieces| (1..=MOST_PIECES).contains(pieces))
                    .ok_or_else(|| {
                        format!(
                            "“{}” is no number of pieces from 1 to {MOST_PIECES}",
                            super::problem::shorten(pieces)
                        )
                    })?;
                FaultKind::Drip(Delay::parse(time)?, pieces)
            }
            _ => return Err(format!("“{}” is no fault", super::problem::shorten(name))),
        };
        Ok(Self { kind, chance })
    }

    /// Whether it strikes this call; `draw` is any number, evenly spread.
    pub const fn strikes(self, draw: u64) -> bool {
        ((draw as u128 * 100) >> 64) < self.chance as u128
    }

    /// How long it makes its client wait, at most; counts against the operator's cap like a delay.
    pub const fn waits(self) -> Option<Delay> {
        match self.kind {
            FaultKind::Stall(time) | FaultKind::Drip(time, _) => Some(time),
            _ => None,
        }
    }
}

impl FaultKind {
    /// Whether it needs a body to work on.
    pub const fn needs_body(self) -> bool {
        matches!(
            self,
            Self::Truncate | Self::BadChunk | Self::BadGzip | Self::Stall(_) | Self::Drip(..)
        )
    }

    pub const fn name(self) -> &'static str {
        match self {
            Self::Reset => "reset",
            Self::Close => "close",
            Self::Truncate => "truncate",
            Self::Garbage => "garbage",
            Self::BadChunk => "bad-chunk",
            Self::BadGzip => "bad-gzip",
            Self::Stall(_) => "stall",
            Self::Drip(..) => "drip",
        }
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.kind.name())?;
        match self.kind {
            FaultKind::Stall(time) => write!(f, ":{time}")?,
            FaultKind::Drip(time, pieces) => write!(f, ":{time}/{pieces}")?,
            _ => {}
        }
        if self.chance < 100 {
            write!(f, ":{}%", self.chance)?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn faults_are_read_and_written() {
        for text in [
            "reset",
            "close",
            "truncate",
            "garbage",
            "bad-chunk",
            "bad-gzip",
            "stall:10s",
            "drip:5s/20",
            "reset:30%",
            "stall:2s:50%",
        ] {
            let fault = Fault::parse(text).unwrap_or_else(|error| panic!("{text}: {error}"));
            assert_eq!(fault.to_string(), text);
        }
        for bad in [
            "",
            "Reset",
            "reset:2s",
            "reset:0%",
            "reset:101%",
            "stall",
            "stall:5",
            "drip",
            "drip:5s/0",
            "drip:5s/x",
            "reset:1%:2s:3s",
        ] {
            assert!(Fault::parse(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn a_chance_is_a_chance() {
        let fault = Fault::parse("reset:30%").unwrap();
        assert!(fault.strikes(0) && !fault.strikes(u64::MAX));
        assert!(Fault::parse("reset").unwrap().strikes(u64::MAX));
    }
}

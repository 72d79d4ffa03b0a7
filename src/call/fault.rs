//! What can be done to the connection instead of, or in the midst of, a response.

use std::fmt;
use std::str::FromStr;

use super::delay::Delay;
use super::number::whole;
use super::words;

/// A fault, and how often it strikes.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Fault {
    pub kind: FaultKind,
    /// In percent, 1 to 100.
    pub chance: u8,
}

#[derive(Clone, Copy, Debug, PartialEq)]
pub enum FaultKind {
    /// A TCP reset instead of a response.
    Reset,
    /// A close without a byte.
    Close,
    /// The head with the full length, part of the body, a close.
    Truncate(Cut),
    /// Bytes that aren't HTTP, then a close.
    Garbage,
    /// A chunked body whose second chunk has no length.
    BadChunk,
    /// `Content-Encoding: gzip` over bytes that aren't gzip.
    BadGzip,
    /// The head and part of the body, then nothing for so long, then the rest.
    Stall(Delay, Cut),
    /// The body in so many pieces over so long.
    Drip(Delay, u16),
}

/// How much of the body is sent before a fault strikes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Cut {
    Half,
    /// So many bytes; 0 is right after the head.
    After(u32),
}

impl Cut {
    /// The place in a body of that length; always before its end.
    pub fn place(self, length: usize) -> usize {
        match self {
            Self::Half => length / 2,
            Self::After(bytes) => length.saturating_sub(1).min(bytes as usize),
        }
    }
}

/// What an error offers.
pub const ALLOWED: &str = "reset, close, truncate, truncate:0 (bytes of the body before the close), garbage, bad-chunk, bad-gzip, stall:10s, \
                           stall:10s/0, drip:5s/20, each with a chance if you want one: reset:30%";

/// Each kind, with a measure where it needs one.
const NAMES: &[&str] = &[
    "reset",
    "close",
    "truncate",
    "garbage",
    "bad-chunk",
    "bad-gzip",
    "stall:10s",
    "drip:5s/20",
];

/// At most so many pieces of a dripping body.
const MOST_PIECES: u64 = 1000;

fn bytes(text: &str) -> Result<Cut, String> {
    let bytes = whole(text).and_then(|bytes| bytes.try_into().ok());
    bytes
        .map(Cut::After)
        .ok_or_else(|| "has a place in the body that isn't a number of bytes".to_owned())
}

impl FromStr for Fault {
    type Err = String;

    /// Reads a name, its measure and its chance: `reset`, `reset:30%`, `stall:10s`, `drip:5s/20`, `stall:2s:50%`.
    fn from_str(text: &str) -> Result<Self, String> {
        let mut parts = text.split(':');
        let written = parts.next().unwrap_or("");
        let name = &*written.to_ascii_lowercase();
        let mut measure = None;
        let mut chance = 100;
        for part in parts {
            if let Some(percent) = part.strip_suffix('%') {
                chance = whole(percent)
                    .filter(|chance| (1..=100).contains(chance))
                    .and_then(|chance| chance.try_into().ok())
                    .ok_or("has a chance that isn't 1% to 100%")?;
            } else if measure.replace(part).is_some() {
                return Err("has too many parts. Give one time or size, and one chance if you want".to_owned());
            }
        }
        let bare = |kind| match measure {
            None => Ok(kind),
            Some(_) => Err(format!("has too much: {name} takes only a chance, such as {name}:30%")),
        };
        let kind = match name {
            "reset" => bare(FaultKind::Reset)?,
            "close" => bare(FaultKind::Close)?,
            "truncate" => FaultKind::Truncate(measure.map_or(Ok(Cut::Half), bytes)?),
            "garbage" => bare(FaultKind::Garbage)?,
            "bad-chunk" => bare(FaultKind::BadChunk)?,
            "bad-gzip" => bare(FaultKind::BadGzip)?,
            "stall" => {
                let measure = measure.ok_or("needs a time: stall:10s")?;
                let (time, cut) = match measure.split_once('/') {
                    Some((time, cut)) => (time, bytes(cut)?),
                    None => (measure, Cut::Half),
                };
                FaultKind::Stall(time.parse()?, cut)
            }
            "drip" => {
                let measure = measure.ok_or("needs a time and a number of pieces: drip:5s/20")?;
                let (time, pieces) = measure.split_once('/').unwrap_or((measure, "10"));
                let pieces = whole(pieces)
                    .filter(|pieces| (1..=MOST_PIECES).contains(pieces))
                    .and_then(|pieces| pieces.try_into().ok())
                    .ok_or_else(|| format!("has a number of pieces that isn't 1 to {MOST_PIECES}"))?;
                FaultKind::Drip(time.parse()?, pieces)
            }
            _ => return Err(words::unknown(written, NAMES)),
        };
        Ok(Self { kind, chance })
    }
}

impl Fault {
    /// Whether it strikes this call; `draw` is any number, evenly spread.
    pub const fn strikes(self, draw: u64) -> bool {
        ((draw as u128 * 100) >> 64) < self.chance as u128
    }

    /// How long it makes its client wait, at most; counts against the operator's cap like a delay.
    pub const fn waits(self) -> Option<Delay> {
        match self.kind {
            FaultKind::Stall(time, _) | FaultKind::Drip(time, _) => Some(time),
            _ => None,
        }
    }
}

impl FaultKind {
    /// Whether it needs a body to work on.
    pub const fn needs_body(self) -> bool {
        matches!(
            self,
            Self::Truncate(_) | Self::BadChunk | Self::BadGzip | Self::Stall(..) | Self::Drip(..)
        )
    }

    pub const fn name(self) -> &'static str {
        match self {
            Self::Reset => "reset",
            Self::Close => "close",
            Self::Truncate(_) => "truncate",
            Self::Garbage => "garbage",
            Self::BadChunk => "bad-chunk",
            Self::BadGzip => "bad-gzip",
            Self::Stall(..) => "stall",
            Self::Drip(..) => "drip",
        }
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.kind.name())?;
        match self.kind {
            FaultKind::Truncate(Cut::After(bytes)) => write!(f, ":{bytes}")?,
            FaultKind::Stall(time, Cut::Half) => write!(f, ":{time}")?,
            FaultKind::Stall(time, Cut::After(bytes)) => write!(f, ":{time}/{bytes}")?,
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
            "truncate:0",
            "garbage",
            "bad-chunk",
            "bad-gzip",
            "stall:10s",
            "stall:10s/0",
            "drip:5s/20",
            "reset:30%",
            "stall:2s:50%",
            "truncate:1:50%",
        ] {
            let fault: Fault = text.parse().unwrap_or_else(|why| panic!("{text} {why}"));
            assert_eq!(fault.to_string(), text);
        }
        assert_eq!("Reset:30%".parse::<Fault>().unwrap().to_string(), "reset:30%");
        assert!("stal:5s".parse::<Fault>().unwrap_err().contains("Did you mean stall:10s?"));
        for bad in [
            "",
            "reset:2s",
            "reset:0%",
            "reset:101%",
            "truncate:x",
            "stall",
            "stall:5",
            "stall:5s/x",
            "drip",
            "drip:5s/0",
            "drip:5s/x",
            "reset:1%:2s:3s",
        ] {
            assert!(bad.parse::<Fault>().is_err(), "{bad}");
        }
    }

    #[test]
    fn every_name_is_a_fault() {
        for name in NAMES {
            let fault: Fault = name.parse().unwrap();
            assert!(ALLOWED.contains(fault.kind.name()), "{name}");
        }
    }

    #[test]
    fn a_chance_is_a_chance() {
        let fault: Fault = "reset:30%".parse().unwrap();
        assert!(fault.strikes(0) && !fault.strikes(u64::MAX));
        assert!("reset".parse::<Fault>().unwrap().strikes(u64::MAX));
    }
}

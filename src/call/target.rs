//! Which response is asked for: one code, one of a set by chance, or one after another.

use std::collections::BTreeMap;
use std::fmt;

use super::encoding;
use super::fault::Fault;
use super::number::{decimal, written};
use super::options;
use super::problem::{Problem, nearest, shorten};
use super::settings::Settings;
use crate::code::Code;

/// What stands in the path of a call.
#[derive(Clone, Debug, PartialEq)]
pub enum Target {
    Code(Code),
    /// `/random/200:9,503` and, spelled as in httpbin, `/status/200:9,503`.
    Random(Set),
    /// `/sequence/503,503,200`.
    Sequence(List),
}

/// Codes with the weights of their chance.
#[derive(Clone, Debug, PartialEq)]
pub struct Set(Vec<Chance>);

#[derive(Clone, Copy, Debug, PartialEq)]
struct Chance {
    first: Code,
    /// Inclusive; the same as `first` for a single code.
    last: Code,
    /// Of each code of the range, in millionths.
    weight: u64,
}

/// Steps, one for each call.
#[derive(Clone, Debug, PartialEq)]
pub struct List(Vec<Item>);

/// One step of a sequence.
#[derive(Clone, Debug, PartialEq)]
pub struct Item {
    pub what: What,
    /// Options of this step alone; they beat those of the call.
    pub settings: Settings,
}

#[derive(Clone, Debug, PartialEq)]
pub enum What {
    Code(Code),
    /// Something done to the connection, in place of a response or to a 200.
    Fault(Fault),
}

/// Bounds on sets and lists, in items.
pub const LONGEST_SET: usize = 100;
pub const LONGEST_LIST: usize = 100;

/// Weights are kept in millionths.
const PLACES: u32 = 6;
const MILLIONTHS: u64 = 1_000_000;
const HEAVIEST: u64 = 1_000_000 * MILLIONTHS;

impl Set {
    /// Reads `200:9,503:1`, `500-504`, weights whole or decimal.
    ///
    /// # Errors
    /// What is wrong with it, and what is allowed.
    pub fn parse(text: &str) -> Result<Self, Problem> {
        let wrong = |message: String| {
            Problem::new("invalid-set", message)
                .with_value("set", text)
                .with_allowed("codes and ranges with optional weights: 200:9,503 or 500-504 or 200:0.9,500:0.1")
        };
        let chances = text
            .split(',')
            .map(|item| {
                let (codes, weight) = item
                    .split_once(':')
                    .map_or((item, None), |(codes, weight)| (codes, Some(weight)));
                let (first, last) = codes.split_once('-').unwrap_or((codes, codes));
                let code = |text: &str| {
                    Code::parse(text.trim())
                        .ok_or_else(|| wrong(format!("“{}” isn't a code. Codes are 100 to 999.", shorten(text))))
                };
                let (first, last) = (code(first)?, code(last)?);
                if first > last {
                    return Err(wrong(format!("The range {first}-{last} ends before it starts.")));
                }
                Ok(Chance {
                    first,
                    last,
                    weight: weight.map_or(Ok(MILLIONTHS), |text| {
                        decimal(text, PLACES).filter(|weight| *weight <= HEAVIEST).ok_or_else(|| {
                            wrong(format!(
                                "“{}” isn't a weight. Weights are 0 to 1000000, whole or decimal.",
                                shorten(text)
                            ))
                        })
                    })?,
                })
            })
            .collect::<Result<Vec<_>, Problem>>()?;
        if chances.len() > LONGEST_SET {
            return Err(wrong(format!(
                "The set has {} items. The maximum is {LONGEST_SET}.",
                chances.len()
            )));
        }
        let set = Self(chances);
        if set.total() == 0 {
            return Err(wrong("Every weight of the set is 0, so nothing can be drawn.".to_owned()));
        }
        Ok(set)
    }

    /// The code that a draw falls on; `draw` is any number, evenly spread.
    pub fn draw(&self, draw: u64) -> Code {
        // The high bits of a product are as even as the draw itself, unlike the remainder of a division.
        let mut at = ((u128::from(draw) * u128::from(self.total())) >> 64) as u64;
        for chance in &self.0 {
            for number in chance.first.number()..=chance.last.number() {
                if at < chance.weight {
                    return Code::new(number).unwrap_or(chance.first);
                }
                at -= chance.weight;
            }
        }
        self.0[0].first
    }

    /// The only code that there is, if there is only one.
    pub fn only(&self) -> Option<Code> {
        match self.0.as_slice() {
            [one] if one.first == one.last => Some(one.first),
            _ => None,
        }
    }

    /// Every code that can be drawn, the likeliest first.
    pub fn codes(&self) -> Vec<Code> {
        self.weights().into_iter().map(|(code, _)| code).collect()
    }

    /// Every code that can be drawn with its weight, the likeliest first.
    pub fn weights(&self) -> Vec<(Code, u64)> {
        let mut weights = BTreeMap::new();
        for chance in self.0.iter().filter(|chance| chance.weight > 0) {
            for code in (chance.first.number()..=chance.last.number()).filter_map(Code::new) {
                *weights.entry(code).or_insert(0) += chance.weight;
            }
        }
        let mut codes: Vec<(Code, u64)> = weights.into_iter().collect();
        codes.sort_by_key(|(_, weight)| std::cmp::Reverse(*weight));
        codes
    }

    fn total(&self) -> u64 {
        let codes = |chance: &Chance| u64::from(chance.last.number() - chance.first.number()) + 1;
        self.0.iter().map(|chance| codes(chance) * chance.weight).sum()
    }
}

impl fmt::Display for Set {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (i, chance) in self.0.iter().enumerate() {
            if i > 0 {
                f.write_str(",")?;
            }
            write!(f, "{}", chance.first)?;
            if chance.last != chance.first {
                write!(f, "-{}", chance.last)?;
            }
            if chance.weight != MILLIONTHS {
                write!(f, ":{}", written(chance.weight, PLACES))?;
            }
        }
        Ok(())
    }
}

impl List {
    /// Reads `503;retry-after=2,reset,200;delay=1s`: a step is a code or a fault, with options of its own.
    ///
    /// # Errors
    /// What is wrong with it, and what is allowed. The text is as it stands in a path, each piece percent-encoded.
    pub fn parse(text: &str) -> Result<Self, Problem> {
        let steps = text.split(',').map(item).collect::<Result<Vec<_>, _>>()?;
        if steps.len() > LONGEST_LIST {
            return Err(Problem::new(
                "invalid-sequence",
                format!("The sequence has {} steps. The maximum is {LONGEST_LIST}.", steps.len()),
            )
            .with_value("sequence", text));
        }
        Ok(Self(steps))
    }

    pub fn len(&self) -> usize {
        self.0.len()
    }

    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The step of the call with that number, counted from 0: the list once, and then its last step, or all of it again.
    pub fn step(&self, call: u64, again: bool) -> (usize, &Item) {
        let length = self.0.len() as u64;
        let at = if again { call % length } else { call.min(length - 1) } as usize;
        (at, &self.0[at])
    }

    pub fn steps(&self) -> impl Iterator<Item = &Item> {
        self.0.iter()
    }
}

fn item(text: &str) -> Result<Item, Problem> {
    let decode = |text: &str| {
        encoding::decode_segment(text)
            .map(|text| text.into_owned())
            .unwrap_or_else(|_| text.to_owned())
    };
    let mut parts = text.split(';');
    let name = decode(parts.next().unwrap_or(""));
    let name = name.trim();
    let what = match Code::parse(name) {
        Some(code) => What::Code(code),
        None => What::Fault(name.parse().map_err(|_| {
            Problem::new(
                "invalid-sequence",
                format!("“{}” is neither a code nor a fault.", shorten(name)),
            )
            .with_value("sequence", text)
            .with_allowed("steps such as 503, 200;delay=1s or reset, separated by commas")
        })?),
    };
    let mut settings = Settings::default();
    for option in parts {
        let (name, value) = option.split_once('=').unwrap_or((option, ""));
        let name = decode(name);
        let spec = step_option(name.trim(), value)?;
        if !spec.repeats() && spec.is_set(&settings) {
            return Err(Problem::new(
                "repeated-option",
                format!("{} is given twice in one step. Give it once.", spec.name),
            )
            .with_value(spec.name, value));
        }
        spec.read(&decode(value), &mut settings)?;
    }
    Ok(Item { what, settings })
}

fn step_option(name: &str, value: &str) -> Result<&'static options::OptionSpec, Problem> {
    let allowed = || options::OPTIONS.iter().filter(|spec| spec.in_steps).map(|spec| spec.name);
    let message = match options::find(name) {
        Some(spec) if spec.in_steps => return Ok(spec),
        Some(spec) => format!(
            "{name} belongs to the whole sequence, not to a step. Write /sequence;{name}={}/503,200.",
            spec.example
        ),
        None => {
            let guess = nearest(name, allowed())
                .map(|name| format!(" Did you mean {name}?"))
                .unwrap_or_default();
            format!("Unknown option “{}” in a step.{guess}", shorten(name))
        }
    };
    Err(Problem::new("unknown-option", message)
        .with_value(name, value)
        .with_allowed(allowed().collect::<Vec<_>>().join(", ")))
}

impl fmt::Display for List {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (i, step) in self.0.iter().enumerate() {
            if i > 0 {
                f.write_str(",")?;
            }
            match &step.what {
                What::Code(code) => write!(f, "{code}")?,
                What::Fault(fault) => f.write_str(&encoding::encode_item(&fault.to_string()))?,
            }
            for (name, value) in step.settings.pairs() {
                write!(f, ";{name}={}", encoding::encode_item(&value))?;
            }
        }
        Ok(())
    }
}

impl Target {
    /// Every code that may be the response's, each once: the likeliest or the first one first.
    pub fn codes(&self) -> Vec<Code> {
        match self {
            Self::Code(code) => vec![*code],
            Self::Random(set) => set.codes(),
            Self::Sequence(list) => {
                let mut codes = Vec::new();
                for item in list.steps() {
                    if let What::Code(code) = item.what
                        && !codes.contains(&code)
                    {
                        codes.push(code);
                    }
                }
                codes
            }
        }
    }
}

impl fmt::Display for Target {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Code(code) => write!(f, "/{code}"),
            Self::Random(set) => write!(f, "/random/{set}"),
            Self::Sequence(list) => write!(f, "/sequence/{list}"),
        }
    }
}

#[cfg(test)]
mod tests;

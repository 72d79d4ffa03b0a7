//! A request to the mock, read into a [`Call`]: options from path segments, from the query, from headers, in that precedence.

use super::encoding::{self, Malformed};
use super::moving::{self, Carrier, NotASwitch};
use super::options::{self, HEADER_PREFIX, OptionSpec};
use super::path;
use super::problem::{Problem, shorten};
use super::settings::Settings;
use super::values::Flag;
use super::{Call, METHODS, WIRE_METHODS};

/// At most so many ignored names are reported, each cut to so many characters.
const IGNORED_NAMES: usize = 8;
const IGNORED_LENGTH: usize = 40;

/// A call and what was left alone while reading it.
#[derive(Clone, Debug, PartialEq)]
pub struct Reading {
    pub call: Call,
    /// The path below the call with its query, which are the caller's own: `/users/7?page=2`. `None` at the exact address.
    pub below: Option<String>,
    /// Whether a header had a say in it: then the address alone does not name the response.
    pub from_headers: bool,
    /// For `X-Mock-Ignored`: visible ASCII only, each with the option it resembles.
    pub ignored: Vec<String>,
}

/// Reads a request whose path is one of the mock's.
///
/// `headers` are names in lower case with their raw values; only those with [`HEADER_PREFIX`] and those of other services matter.
///
/// # Errors
/// The first [`Problem`] found: a bad value, an option twice in one carrier, an unknown segment, or with `strict` any unknown name.
pub fn read<'a>(
    method: &str,
    path: &str,
    query: Option<&str>,
    headers: impl IntoIterator<Item = (&'a str, &'a [u8])>,
) -> Result<Reading, Problem> {
    let parsed = path::parse(path)?;
    let mut found = Found::default();
    for (spec, value) in parsed.options {
        found.put(Carrier::Segment, spec, value)?;
    }
    // Below a call the query is the caller's own and means nothing here.
    let mut ignored = Vec::new();
    if parsed.below.is_none() {
        for (name, value) in encoding::pairs(query.unwrap_or("")) {
            if found.query(name, value)? == Known::No {
                ignored.push(name.to_owned());
            }
        }
    }
    for (name, value) in headers {
        if found.header(name, value)? == Known::No {
            ignored.push(name.to_owned());
        }
    }

    let from_headers = found.values.iter().any(|(carrier, ..)| *carrier == Carrier::Header);
    let settings = found.settle()?;
    if Flag::is_on(settings.strict)
        && let Some(name) = ignored.first()
    {
        return Err(options::unknown(name));
    }
    Ok(Reading {
        call: Call {
            method: method.to_owned(),
            target: parsed.target,
            settings,
        },
        below: parsed.below.map(|below| match query {
            Some(query) => format!("{below}?{query}"),
            None => below,
        }),
        from_headers,
        ignored: ignored.iter().take(IGNORED_NAMES).map(|name| report(name)).collect(),
    })
}

/// Values as found, by where they were given. A value is understood only if its place wins, so that a bad header behind a good query
/// does no harm.
#[derive(Default)]
struct Found {
    values: Vec<(Carrier, &'static OptionSpec, Result<String, Malformed>)>,
}

/// Whether a name that was found means something here.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Known {
    /// It is an option, or it is nobody's and looks like none.
    Yes,
    /// It looks like an option of ours and isn't one.
    No,
}

impl Found {
    fn query(&mut self, name: &str, value: &str) -> Result<Known, Problem> {
        let name = encoding::decode_query(name).unwrap_or_default();
        self.named(Carrier::Query, &name, &name, || encoding::decode_query(value))
    }

    fn header(&mut self, name: &str, value: &[u8]) -> Result<Known, Problem> {
        let value = || std::str::from_utf8(value).map(str::to_owned).map_err(|_| Malformed::Utf8);
        match name.strip_prefix(HEADER_PREFIX) {
            Some(option) => self.named(Carrier::Header, name, option, value),
            None => {
                // A header that is neither ours nor another service's is the caller's business.
                let known = self.named(Carrier::Header, name, "", value)?;
                Ok(if moving::is_theirs(name) { known } else { Known::Yes })
            }
        }
    }

    /// A name as it was given, which may be another service's, and the option that it names if it isn't.
    fn named(
        &mut self,
        carrier: Carrier,
        name: &str,
        option: &str,
        value: impl Fn() -> Result<String, Malformed>,
    ) -> Result<Known, Problem> {
        if let Some((alias, rest)) = moving::find(carrier, name)
            && let Some(spec) = options::find(alias.option)
        {
            let value = match value() {
                Ok(theirs) => match (alias.value)(rest, &theirs) {
                    Ok(ours) => ours.map(Ok),
                    Err(NotASwitch) => return Err(not_a_switch(name, &theirs)),
                },
                Err(malformed) => Some(Err(malformed)),
            };
            if let Some(value) = value {
                self.put(carrier, spec, value)?;
            }
            return Ok(Known::Yes);
        }
        match options::find(option) {
            Some(spec) => self.put(carrier, spec, value()).map(|()| Known::Yes),
            None => Ok(Known::No),
        }
    }

    fn put(&mut self, carrier: Carrier, spec: &'static OptionSpec, value: Result<String, Malformed>) -> Result<(), Problem> {
        let twice = !spec.repeats() && self.values.iter().any(|(p, s, _)| *p == carrier && s.name == spec.name);
        if twice {
            return Err(
                Problem::new("repeated-option", format!("{} is given twice. Give it once.", spec.name))
                    .with_value(spec.name, value.as_deref().unwrap_or(""))
                    .with_allowed(format!("{} once, for example {}={}", spec.name, spec.name, spec.example)),
            );
        }
        self.values.push((carrier, spec, value));
        Ok(())
    }

    fn settle(mut self) -> Result<Settings, Problem> {
        self.values.sort_by_key(|(carrier, ..)| *carrier);
        let mut settings = Settings::default();
        let mut settled: Vec<(&str, Carrier)> = Vec::new();
        for (carrier, spec, value) in self.values {
            match settled.iter().find(|(name, _)| *name == spec.name) {
                Some((_, stronger)) if *stronger != carrier => continue,
                Some(_) => {}
                None => settled.push((spec.name, carrier)),
            }
            let value = value.map_err(|malformed| badly_encoded(spec, malformed))?;
            spec.read(&value, &mut settings)?;
        }
        Ok(settings)
    }
}

fn not_a_switch(name: &str, value: &str) -> Problem {
    let name = shorten(name);
    Problem::new(
        "invalid-option",
        format!("{name}={} is neither true nor false.", shorten(value)),
    )
    .with_value(&name, value)
    .with_allowed(moving::SWITCH)
}

fn badly_encoded(spec: &OptionSpec, malformed: Malformed) -> Problem {
    let what = match malformed {
        Malformed::Percent => "has a % without two hexadecimal digits after it",
        Malformed::Utf8 => "isn't UTF-8 once decoded",
    };
    Problem::new("invalid-encoding", format!("The value of {} {what}.", spec.name))
        .with_value(spec.name, "")
        .with_allowed(spec.allowed())
}

fn report(name: &str) -> String {
    let visible: String = name
        .chars()
        .map(|c| {
            if c.is_ascii_graphic() && !matches!(c, ',' | '"' | '(' | ')') {
                c
            } else {
                '?'
            }
        })
        .take(IGNORED_LENGTH)
        .collect();
    match options::closest(name) {
        Some(spec) => format!("{visible} ({}?)", spec.name),
        None => visible,
    }
}

/// A method that the panel offers, in the spelling of the list.
pub fn known_method(text: &str) -> Option<&'static str> {
    METHODS
        .into_iter()
        .chain(WIRE_METHODS)
        .find(|method| method.eq_ignore_ascii_case(text))
}

#[cfg(test)]
mod tests;

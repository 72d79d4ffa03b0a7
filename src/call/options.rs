//! The one list of what can be asked of the mock beside the code. Panel, mock, errors and addresses are all made from it.
//!
//! A new option is an entry in [`OPTIONS`], a variant of [`Setting`], and its effect in `mock`.

use std::time::Duration;

use super::delay::{self, Delay};
use super::problem::Problem;
use crate::code::Code;

/// How the panel lets a reader set an option.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Control {
    /// A line of text with this placeholder.
    Text { placeholder: &'static str },
    /// Not in the panel: for programs.
    None,
}

/// One option of the mock: how it is written, explained and read.
pub struct OptionSpec {
    /// In a query and a path segment as it is, as a header with `X-Mock-` before it. Lower case.
    pub name: &'static str,
    /// For the chip in the panel.
    pub label: &'static str,
    /// One sentence under the field.
    pub help: &'static str,
    pub control: Control,
    /// A value that works, for examples and errors.
    pub example: &'static str,
    /// What is allowed, in words, for errors.
    pub allowed: &'static str,
    /// The codes for which the panel offers it first.
    pub suits: fn(Code) -> bool,
    read: fn(&str) -> Result<Setting, String>,
}

/// Bounds that the operator of a server sets.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Caps {
    pub longest_delay: Duration,
}

/// A value of an option, understood.
#[derive(Clone, Debug, PartialEq)]
pub enum Setting {
    Delay(Delay),
    Strict(bool),
}

/// Every option, in the order in which they are shown and written.
pub static OPTIONS: &[OptionSpec] = &[
    OptionSpec {
        name: "delay",
        label: "Delay",
        help: "Wait before the first byte of the answer, to try timeouts.",
        control: Control::Text { placeholder: "2s" },
        example: "2s",
        allowed: delay::EXAMPLES,
        suits: |_| true,
        read: |text| Delay::parse(text).map(Setting::Delay),
    },
    OptionSpec {
        name: "strict",
        label: "Strict",
        help: "Make an unknown option an error instead of ignoring it.",
        control: Control::None,
        example: "1",
        allowed: "0 or 1",
        suits: |_| false,
        read: |text| switch(text).map(Setting::Strict),
    },
];

/// The option of that name, written in any case.
pub fn find(name: &str) -> Option<&'static OptionSpec> {
    OPTIONS.iter().find(|spec| spec.name.eq_ignore_ascii_case(name))
}

impl OptionSpec {
    /// # Errors
    /// A [`Problem`] that names the option, the value and what is allowed.
    pub fn read(&'static self, text: &str) -> Result<Setting, Problem> {
        (self.read)(text).map_err(|why| {
            let end = if why.ends_with('?') { "" } else { "." };
            Problem::new("invalid-option", format!("{}: {why}{end}", self.name))
                .with_value(self.name, text)
                .with_allowed(self.allowed)
        })
    }
}

impl Setting {
    fn name(&self) -> &'static str {
        match self {
            Self::Delay(_) => "delay",
            Self::Strict(_) => "strict",
        }
    }

    fn value(&self) -> String {
        match self {
            Self::Delay(delay) => delay.to_string(),
            Self::Strict(on) => u8::from(*on).to_string(),
        }
    }
}

/// The options of one call, each at most once, in the order of [`OPTIONS`].
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Settings(Vec<Setting>);

impl Settings {
    /// Sets an option, in place of an earlier value of the same.
    pub fn set(&mut self, setting: Setting) {
        self.0.retain(|old| old.name() != setting.name());
        let rank = |name| OPTIONS.iter().position(|spec| spec.name == name);
        let at = self.0.partition_point(|old| rank(old.name()) < rank(setting.name()));
        self.0.insert(at, setting);
    }

    /// Names and values as they are written, undecorated.
    pub fn pairs(&self) -> impl Iterator<Item = (&'static str, String)> {
        self.0.iter().map(|setting| (setting.name(), setting.value()))
    }

    /// The value of one option as it is written.
    pub fn get(&self, name: &str) -> Option<String> {
        self.pairs().find(|(known, _)| *known == name).map(|(_, value)| value)
    }

    pub fn delay(&self) -> Option<Delay> {
        self.0.iter().find_map(|setting| match setting {
            Setting::Delay(delay) => Some(*delay),
            _ => None,
        })
    }

    /// # Errors
    /// A [`Problem`] for the first value beyond what the operator allows, which it names.
    pub fn check(&self, caps: Caps) -> Result<(), Problem> {
        match self.delay() {
            Some(delay) if delay.longest() > caps.longest_delay => {
                let cap = Delay::fixed(u64::try_from(caps.longest_delay.as_millis()).unwrap_or(u64::MAX));
                let message = format!("delay: {delay} is longer than this server waits; its operator's cap is {cap}.");
                Err(Problem::new("delay-too-long", message)
                    .with_value("delay", &delay.to_string())
                    .with_allowed(format!("up to {cap}")))
            }
            _ => Ok(()),
        }
    }

    /// Takes an option away.
    pub fn unset(&mut self, name: &str) {
        self.0.retain(|setting| setting.name() != name);
    }

    pub fn strict(&self) -> bool {
        self.0.contains(&Setting::Strict(true))
    }
}

fn switch(text: &str) -> Result<bool, String> {
    match text {
        "1" | "true" => Ok(true),
        "0" | "false" => Ok(false),
        _ => Err(format!("“{}” is neither 1 nor 0", super::problem::shorten(text))),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_example_is_read_and_named_as_its_entry() {
        for spec in OPTIONS {
            let setting = spec
                .read(spec.example)
                .unwrap_or_else(|e| panic!("{}: {}", spec.name, e.message));
            assert_eq!(setting.name(), spec.name);
            assert_eq!(spec.read(&setting.value()), Ok(setting), "{}", spec.name);
        }
    }

    #[test]
    fn no_two_options_share_a_name() {
        for (i, spec) in OPTIONS.iter().enumerate() {
            assert!(OPTIONS[..i].iter().all(|other| other.name != spec.name), "{}", spec.name);
            assert_eq!(spec.name, spec.name.to_ascii_lowercase());
        }
    }

    #[test]
    fn settings_keep_the_order_of_the_list_and_the_last_value() {
        let mut settings = Settings::default();
        settings.set(Setting::Strict(true));
        settings.set(Setting::Delay(Delay::fixed(1000)));
        settings.set(Setting::Delay(Delay::fixed(2000)));
        let pairs: Vec<_> = settings.pairs().collect();
        assert_eq!(pairs, [("delay", "2s".to_owned()), ("strict", "1".to_owned())]);
    }
}

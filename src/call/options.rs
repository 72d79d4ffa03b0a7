//! The one list of what can be asked of the mock beside the code. Panel, mock, manual, errors and addresses are all made from it.
//!
//! A new option is a field of [`Settings`], an entry in [`OPTIONS`] and its effect in `mock`.

mod list;

use super::problem::{Problem, nearest, shorten};
use super::settings::Settings;
use super::slot::{Slot, Unset};
use super::words::listed;
use crate::code::Code;

pub use list::OPTIONS;

/// What a header that carries an option starts with, in lower case.
pub const HEADER_PREFIX: &str = "x-mock-";

/// How the panel lets a reader set an option.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Control {
    /// A line of text with this placeholder.
    Text { placeholder: &'static str },
    /// One of these words.
    Choice(&'static [&'static str]),
    /// One of the products that the mock can speak like, which the server knows.
    Vendor,
    /// On or off.
    Switch,
    /// Not in the panel: for programs.
    None,
}

/// One option of the mock: how it is written, explained and read.
pub struct OptionSpec {
    /// In a query and a path segment as it is, as a header with `X-Mock-` before it. Lower case.
    pub name: &'static str,
    /// For the chip in the panel.
    pub label: &'static str,
    /// What it does, in a sentence or two.
    pub help: &'static str,
    pub control: Control,
    /// A value that works, for examples and errors.
    pub example: &'static str,
    /// The address of a call that shows what it does, for the manual.
    pub call: &'static str,
    /// What is allowed beside the words of the control; [`OptionSpec::allowed`] has both.
    allowed: &'static str,
    /// Options of which it needs one: without any of them it has no effect.
    pub needs: &'static [&'static str],
    /// The codes for which the panel offers it first; the others have it behind “more”.
    pub suits: fn(Code) -> bool,
    /// Whether one step of a sequence may have it for itself.
    pub in_steps: bool,
    /// The field of [`Settings`] that it fills.
    slot: &'static dyn Slot,
}

/// What entries leave out: an option of programs alone, for steps too, that stands by itself.
const SPEC: OptionSpec = OptionSpec {
    name: "",
    label: "",
    help: "",
    control: Control::None,
    example: "",
    call: "",
    allowed: "",
    needs: &[],
    suits: |_| false,
    in_steps: true,
    slot: &Unset,
};

/// The names of all options, in their order.
pub fn names() -> impl Iterator<Item = &'static str> {
    OPTIONS.iter().map(|spec| spec.name)
}

/// The option of that name, written in any case.
pub fn find(name: &str) -> Option<&'static OptionSpec> {
    OPTIONS.iter().find(|spec| spec.name.eq_ignore_ascii_case(name))
}

/// What is said of a name that isn't an option; `name` may carry the prefix of a header.
pub fn unknown(name: &str) -> Problem {
    let guess = closest(name)
        .map(|spec| format!(" Did you mean {}={}?", spec.name, spec.example))
        .unwrap_or_default();
    Problem::new("unknown-option", format!("Unknown option “{}”.{guess}", shorten(name)))
        .with_value(name, "")
        .with_allowed(names().collect::<Vec<_>>().join(", "))
}

/// The option that a mistyped name most likely meant.
pub fn closest(name: &str) -> Option<&'static OptionSpec> {
    nearest(name.trim_start_matches(HEADER_PREFIX), names()).and_then(find)
}

impl OptionSpec {
    /// Reads a value into its field, in place of an earlier one unless it repeats.
    ///
    /// # Errors
    /// A [`Problem`] that names the option, the value and what is allowed; `settings` are as they were.
    pub fn read(&self, text: &str, settings: &mut Settings) -> Result<(), Problem> {
        // A + in a query is a space, and some media types have one.
        let plus = matches!(self.control, Control::Choice(_)).then(|| text.replace(' ', "+"));
        self.slot.read(plus.as_deref().unwrap_or(text), settings).map_err(|why| {
            let end = if why.ends_with('?') { "" } else { "." };
            Problem::new("invalid-option", format!("{}={} {why}{end}", self.name, shorten(text)))
                .with_value(self.name, text)
                .with_allowed(self.allowed())
        })
    }

    /// Its values as they are written; none where it isn't set, several where it repeats.
    pub fn written(&self, settings: &Settings) -> Vec<String> {
        self.slot.written(settings)
    }

    /// Its first value as it is written.
    pub fn value(&self, settings: &Settings) -> Option<String> {
        self.written(settings).into_iter().next()
    }

    pub fn is_set(&self, settings: &Settings) -> bool {
        self.slot.is_set(settings)
    }

    /// Takes it away.
    pub fn clear(&self, settings: &mut Settings) {
        self.slot.clear(settings);
    }

    /// Puts what `step` says in place of what `call` says, where it says something.
    pub(super) fn overlay(&self, step: &Settings, call: &mut Settings) {
        self.slot.overlay(step, call);
    }

    /// Whether it may be given more than once.
    pub fn repeats(&self) -> bool {
        self.slot.repeats()
    }

    /// The value that it gets when it is switched on without one; `None` if it isn't in the panel.
    pub fn first_value(&self) -> Option<&'static str> {
        match self.control {
            Control::Text { placeholder } => Some(placeholder),
            Control::Choice(words) => words.first().copied(),
            Control::Vendor => Some(self.example),
            Control::Switch => Some("1"),
            Control::None => None,
        }
    }

    /// What is allowed, in words, for errors and the manual.
    pub fn allowed(&self) -> String {
        let words = match self.control {
            Control::Choice(words) => listed(words),
            Control::Switch => "1 or 0".to_owned(),
            Control::None if self.allowed.is_empty() => "1 or 0".to_owned(),
            _ => String::new(),
        };
        match (words.as_str(), self.allowed) {
            ("", allowed) => allowed.to_owned(),
            (_, "") => words,
            (words, allowed) => format!("{words}; {allowed}"),
        }
    }
}

impl std::fmt::Debug for OptionSpec {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{} ({})", self.name, self.slot.field())
    }
}

#[cfg(test)]
mod tests;

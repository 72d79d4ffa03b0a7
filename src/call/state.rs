//! The state of a page's panel: a [`Call`] and how its example is written. It is the query of the page's address.

use super::encoding;
use super::options::{self, Control};
use super::path;
use super::problem::{Problem, shorten};
use super::read::known_method;
use super::rules::Caps;
use super::{Call, METHODS, Target};
use crate::code::Code;

/// The query names that are the panel's own; no option may be called so.
pub const METHOD: &str = "method";
pub const LANG: &str = "lang";
/// What is asked for, where it is not the code of the page: `sequence/503,503,200`.
pub const CALL: &str = "call";
/// What the form of the options sends along without script: that it is the form, and which of its options are switched on.
/// A field of an option that is off is sent all the same.
pub const FORM: &str = "form";
pub const ON: &str = "on";

/// Longest id of a program: a language, a dot and a client. `early.js` allows as much.
const LONGEST_LANG: usize = 40;

/// What a panel shows.
#[derive(Clone, Debug, PartialEq)]
pub struct PageState {
    /// The status of the page.
    pub page: Code,
    pub call: Call,
    /// The id of a client as the examples know it; `None` is the reader's kept choice or else the first.
    pub lang: Option<String>,
    /// What could not be understood, with the text as it was typed.
    pub problems: Vec<Problem>,
}

impl PageState {
    pub fn new(code: Code) -> Self {
        Self {
            page: code,
            call: Call::new(code),
            lang: None,
            problems: Vec::new(),
        }
    }

    /// Reads the query of a page. Unknown names change nothing; an empty value is an option left out, as HTML forms send it.
    /// A value that is not understood becomes one of `problems`, and the call goes without it.
    pub fn read(code: Code, query: &str) -> Self {
        let mut state = Self::new(code);
        let is_form = encoding::pairs(query).any(|(name, _)| name == FORM);
        let is_on = |option: &str| encoding::pairs(query).any(|(name, value)| name == ON && value == option);
        for (name, value) in encoding::pairs(query) {
            if value.is_empty() {
                continue;
            }
            let (Ok(name), Ok(value)) = (encoding::decode_query(name), encoding::decode_query(value)) else {
                if let Some(spec) = encoding::decode_query(name).ok().and_then(|n| options::find(&n)) {
                    state.problems.push(
                        Problem::new("invalid-encoding", format!("The value of {} is badly encoded.", spec.name))
                            .with_value(spec.name, value),
                    );
                }
                continue;
            };
            match name.as_str() {
                METHOD => match known_method(&value) {
                    Some(method) => state.call.method = method.to_owned(),
                    None => state.problems.push(
                        Problem::new(
                            "invalid-method",
                            format!("method={} isn't offered here. Use {}.", shorten(&value), METHODS.join(", ")),
                        )
                        .with_value(METHOD, &value)
                        .with_allowed(METHODS.join(", ")),
                    ),
                },
                CALL => match path::target(&value) {
                    Ok(target) => state.call.target = target,
                    Err(mut problem) => {
                        problem.option = Some(CALL.to_owned());
                        state.problems.push(problem);
                    }
                },
                LANG if value.len() <= LONGEST_LANG => state.lang = Some(value),
                _ => match options::find(&name) {
                    Some(spec) if spec.control == Control::None || (is_form && !is_on(spec.name)) => {}
                    Some(spec) => state.problems.extend(spec.read(&value, &mut state.call.settings).err()),
                    None => {}
                },
            }
        }
        state
    }

    /// Turns what is beyond this server's caps into a problem.
    pub fn apply_caps(&mut self, caps: &Caps) {
        while let Err(problem) = self.call.settings.check(caps) {
            let Some(spec) = problem.option.as_deref().and_then(options::find) else {
                return;
            };
            spec.clear(&mut self.call.settings);
            self.problems.push(problem);
        }
    }

    /// The query of the page in this state, canonical and without `?`; empty for the plain call.
    pub fn query(&self) -> String {
        let method = (self.call.method != "GET").then(|| (METHOD, self.call.method.clone()));
        let lang = self.lang.clone().map(|lang| (LANG, lang));
        let target = self.call.target.to_string().trim_start_matches('/').to_owned();
        let target = (self.call.target != Target::Code(self.page)).then_some((CALL, target));
        target
            .into_iter()
            .chain(method)
            .chain(self.call.settings.pairs())
            .chain(lang)
            .map(|(name, value)| format!("{name}={}", encoding::encode(&value)))
            .collect::<Vec<_>>()
            .join("&")
    }

    /// What is wrong with one field, by its query name.
    pub fn problem(&self, name: &str) -> Option<&Problem> {
        self.problems.iter().find(|problem| problem.option.as_deref() == Some(name))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn code() -> Code {
        Code::new(502).unwrap()
    }

    #[test]
    fn no_option_takes_a_name_of_the_panel() {
        for name in [METHOD, LANG, CALL, FORM, ON] {
            assert!(options::find(name).is_none(), "{name}");
        }
    }

    #[test]
    fn a_state_is_written_and_read_back() {
        let state = PageState::read(code(), "lang=python&delay=2000&method=post&utm=1&delay=");
        assert_eq!(state.query(), "method=POST&delay=2s&lang=python");
        assert_eq!(PageState::read(code(), &state.query()), state);
        assert_eq!(PageState::read(code(), "").query(), "");
        let state = PageState::read(code(), "call=sequence/503;retry-after=2,reset:30%25,200&key=a");
        assert_eq!(PageState::read(code(), &state.query()), state);
        assert_eq!(state.call.address(), "/sequence/503;retry-after=2,reset:30%25,200?key=a");
    }

    #[test]
    fn of_the_form_only_options_that_are_on_count() {
        let read = |query| PageState::read(code(), query).query();
        assert_eq!(read("form=1&method=PUT&delay=2s"), "method=PUT");
        assert_eq!(read("form=1&on=delay&delay=2s"), "delay=2s");
    }

    #[test]
    fn what_is_not_understood_is_said_and_left_out() {
        let state = PageState::read(code(), "delay=5&method=BREW");
        assert!(state.problem("delay").unwrap().message.contains("5ms or 5s"));
        assert!(state.problem("method").is_some());
        assert_eq!(state.call, Call::new(code()));
        let state = PageState::read(code(), "delay=%FF");
        assert_eq!(state.problem("delay").unwrap().kind, "invalid-encoding");
    }
}

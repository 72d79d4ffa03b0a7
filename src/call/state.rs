//! The state of a page's panel: a [`Call`] and how its example is written. It is the query of the page's address.

use super::encoding;
use super::options::{self, Control, OPTIONS, OptionSpec};
use super::path;
use super::problem::{Problem, shorten};
use super::read::known_method;
use super::request;
use super::rules::Caps;
use super::start;
use super::{Call, METHODS, Request, Switches, Target, WIRE_METHODS};
use crate::code::Code;

/// The query names that are the panel's own; no option may be called so.
pub const METHOD: &str = "method";
pub const LANG: &str = "lang";
/// What the example does beside printing: `timeout,check`. A form sends one of them at a time.
pub const WITH: &str = "with";
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
    /// What is sent with the call, without secrets ([`Request::shared`]).
    pub request: Request,
    /// The id of a client as the examples know it; `None` is the reader's kept choice or else the first.
    pub lang: Option<String>,
    /// What the example does beside printing.
    pub switches: Switches,
    /// What could not be understood, with the text as it was typed.
    pub problems: Vec<Problem>,
}

impl PageState {
    /// A plain GET of the code.
    pub fn new(code: Code) -> Self {
        Self {
            page: code,
            call: Call::new(code),
            request: Request::default(),
            lang: None,
            switches: Switches::default(),
            problems: Vec::new(),
        }
    }

    /// The state of a page's address without a query.
    pub fn starting(code: Code) -> Self {
        let mut state = Self::new(code);
        state.take(start::query(code));
        state
    }

    /// Reads the query of a page. If it says nothing about the call and its request, those of [`PageState::starting`] stay. Unknown names change nothing; an empty value is an option left out, as HTML forms send it.
    /// A value that is not understood becomes one of `problems`, and the call goes without it.
    pub fn read(code: Code, query: &str) -> Self {
        let of_call =
            |name: &str| [METHOD, CALL, FORM].contains(&name) || request::NAMES.contains(&name) || options::find(name).is_some();
        let says =
            |(name, value): (&str, &str)| !value.is_empty() && encoding::decode_query(name).is_ok_and(|name| of_call(&name));
        let mut state = if encoding::pairs(query).any(says) {
            Self::new(code)
        } else {
            Self::starting(code)
        };
        state.take(query);
        state
    }

    /// Applies what a query says.
    fn take(&mut self, query: &str) {
        let state = self;
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
                            format!("method={} isn't offered here. Use {}.", shorten(&value), methods()),
                        )
                        .with_value(METHOD, &value)
                        .with_allowed(methods()),
                    ),
                },
                CALL => match path::target(&value) {
                    Ok(target) => state.call.target = target,
                    Err(mut problem) => {
                        problem.option = Some(CALL.to_owned());
                        state.problems.push(problem);
                    }
                },
                name if request::NAMES.contains(&name) => state.problems.extend(state.request.read(name, &value).err()),
                LANG if value.len() <= LONGEST_LANG => state.lang = Some(value),
                WITH => state.problems.extend(state.switches.read(&value).err()),
                _ => match options::find(&name) {
                    Some(spec) if spec.control == Control::None || (is_form && !is_on(spec.name)) => {}
                    Some(spec) => state.problems.extend(spec.read(&value, &mut state.call.settings).err()),
                    None => {}
                },
            }
        }
        state.request = state.request.shared();
        if is_form {
            for spec in OPTIONS.iter().filter(|spec| is_on(spec.name)) {
                if !spec.is_set(&state.call.settings) && state.problem(spec.name).is_none() {
                    state.switch_on(spec);
                }
            }
        }
    }

    /// Gives an option the value with which it starts.
    fn switch_on(&mut self, spec: &OptionSpec) {
        if let Some(value) = spec.first_value() {
            self.problems.extend(spec.read(value, &mut self.call.settings).err());
        }
    }

    /// Switches on what other options need, as a form does: `limit` gets this key, `type` a body.
    pub fn complete(&mut self, fresh_key: &str) {
        for spec in OPTIONS {
            if !spec.is_set(&self.call.settings) {
                continue;
            }
            let needs = || spec.needs.iter().filter_map(|name| options::find(name));
            if needs().any(|other| other.is_set(&self.call.settings) || self.problem(other.name).is_some()) {
                continue;
            }
            match needs().next() {
                Some(key) if key.name == "key" => self.problems.extend(key.read(fresh_key, &mut self.call.settings).err()),
                Some(other) => self.switch_on(other),
                None => {}
            }
        }
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

    /// The query of the page in this state, canonical and without `?`; empty for the call with which the page starts.
    pub fn query(&self) -> String {
        let method = (self.call.method != "GET").then(|| (METHOD, self.call.method.clone()));
        let lang = self.lang.clone().map(|lang| (LANG, lang));
        let with = (!self.switches.is_empty()).then(|| (WITH, self.switches.to_string()));
        let target = self.call.target.to_string().trim_start_matches('/').to_owned();
        let target = (self.call.target != Target::Code(self.page)).then_some((CALL, target));
        let start = Self::starting(self.page);
        let mut call: Vec<_> = target
            .into_iter()
            .chain(method)
            .chain(self.call.settings.pairs())
            .chain(self.request.pairs())
            .collect();
        if self.call == start.call && self.request == start.request {
            call.clear();
        } else if call.is_empty() {
            call.push((METHOD, "GET".to_owned()));
        }
        call.into_iter()
            .chain(lang)
            .chain(with)
            .map(|(name, value)| format!("{name}={}", encoding::encode(&value)))
            .collect::<Vec<_>>()
            .join("&")
    }

    /// The query of the page with the values of options that were not understood as they were typed. What is wrong with the request
    /// is left out: it may be a secret.
    pub fn typed_query(&self) -> String {
        let typed = self.problems.iter().filter_map(|problem| {
            let (name, value) = (problem.option.as_deref()?, problem.value.as_deref()?);
            (![request::HEADER, request::BODY].contains(&name)).then(|| format!("{name}={}", encoding::encode(value)))
        });
        let query = Some(self.query()).filter(|query| !query.is_empty());
        query.into_iter().chain(typed).collect::<Vec<_>>().join("&")
    }

    /// Whether a page opens a WebSocket in place of a fetch: that is how browsers get a 101.
    pub fn opens_websocket(&self) -> bool {
        let is_101 = matches!(self.call.target, Target::Code(code) if code.number() == 101);
        is_101 && self.call.method == "GET" && self.call.settings.fault.is_none()
    }

    /// What is wrong with one field, by its query name.
    pub fn problem(&self, name: &str) -> Option<&Problem> {
        self.problems.iter().find(|problem| problem.option.as_deref() == Some(name))
    }
}

/// The methods that the panel offers, for an error.
fn methods() -> String {
    let all: Vec<_> = METHODS.into_iter().chain(WIRE_METHODS).collect();
    all.join(", ")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn code() -> Code {
        Code::new(502).unwrap()
    }

    #[test]
    fn no_option_takes_a_name_of_the_panel() {
        let typed = [request::USER, request::PASSWORD, request::TOKEN];
        let of_server = ["trace", "fragment", "status", "q"];
        let panels = [METHOD, LANG, WITH, CALL, FORM, ON].into_iter().chain(request::NAMES);
        for name in panels.chain(typed).chain(of_server) {
            assert!(options::find(name).is_none(), "{name}");
        }
    }

    #[test]
    fn a_state_is_written_and_read_back() {
        let state = PageState::read(code(), "lang=python&delay=2000&method=post&utm=1&delay=");
        assert_eq!(state.query(), "method=POST&delay=2s&lang=python");
        assert_eq!(PageState::read(code(), &state.query()), state);
        let state = PageState::read(code(), "with=check&with=timeout&lang=go");
        assert_eq!(state.query(), "lang=go&with=timeout,check");
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
    fn an_option_that_is_switched_on_starts_with_a_value_and_what_it_needs() {
        let state = |query| {
            let mut state = PageState::read(code(), query);
            state.complete("k123");
            assert_eq!(state.problems, []);
            state.query()
        };
        assert_eq!(state("form=1&on=fault&fault="), "fault=reset");
        assert_eq!(state("form=1&on=limit&limit="), "key=k123&limit=5/10s");
        assert_eq!(
            state("form=1&on=type&type=text/csv"),
            "body=%7B%22error%22:%22down%22%7D&type=text/csv"
        );
        assert_eq!(state("form=1&on=limit&limit=1/1s&on=key&key=mine"), "key=mine&limit=1/1s");
    }

    #[test]
    fn a_request_is_part_of_the_state_and_its_secrets_are_not() {
        let state = PageState::read(
            code(),
            "request-header=Range:+bytes%3D0-9%0AAuthorization:Bearer+abc&request-size=5&request-auth=basic",
        );
        let query = state.query();
        assert_eq!(
            query,
            "request-header=Range:bytes%3D0-9&request-header=Authorization:Bearer%20%3Csecret%3E&request-auth=basic&request-size=5"
        );
        assert_eq!(PageState::read(code(), &query), state);
        let wrong = PageState::read(code(), "request-header=Authorization+Bearer+abc&delay=5");
        assert_eq!(wrong.typed_query(), "delay=5");
        assert!(wrong.problem(request::HEADER).is_some());
    }

    #[test]
    fn a_page_starts_with_the_request_that_its_status_is_about() {
        for number in 100..1000 {
            let code = Code::new(number).unwrap();
            let start = PageState::read(code, "");
            assert_eq!(start.problems, [], "{number}");
            assert_eq!(start.query(), "", "{number}");
            assert_eq!(PageState::read(code, start::query(code)), start, "{number}");
            assert_eq!(
                PageState::read(code, &PageState::new(code).query()),
                PageState::new(code),
                "{number}"
            );
        }
        let read = |query| PageState::read(Code::new(206).unwrap(), query);
        assert_eq!(read("lang=go&with=retry&utm=1").request.headers[0].value, "bytes=0-99");
        assert!(read("delay=2s").request.is_empty());
        assert_eq!(read("form=1&method=GET&request-header=").query(), "method=GET");
        assert_eq!(read("method=GET&lang=go").query(), "method=GET&lang=go");
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

//! The options of one call with their values.

use std::time::Duration;

use super::delay::Delay;
use super::fault::Fault;
use super::options::{self, OPTIONS, OptionSpec};
use super::problem::Problem;
use super::values::{Auth, Cache, Hops, Limit, RetryAfter, Value};

/// More headers of one answer; Python's http.client gives up beyond 100 in all.
const MOST_HEADERS: usize = 30;

/// Bounds that the operator of a server sets.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Caps {
    pub longest_delay: Duration,
    /// Other hosts that redirects may lead to; `None` where that is not known, as in the browser, and the server decides.
    pub redirect_hosts: Option<Vec<String>>,
}

/// An option with its value, understood.
#[derive(Clone, Debug)]
pub struct Setting {
    pub(super) spec: &'static OptionSpec,
    pub(super) value: Value,
}

impl PartialEq for Setting {
    fn eq(&self, other: &Self) -> bool {
        self.spec.name == other.spec.name && self.value == other.value
    }
}

/// The options of one call, in the order of [`OPTIONS`]; each at most once unless it repeats.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Settings(Vec<Setting>);

impl Settings {
    /// Sets an option, in place of an earlier value of the same; a repeatable one is added.
    pub fn set(&mut self, setting: Setting) {
        if !setting.spec.repeats {
            self.unset(setting.spec.name);
        }
        let at = self.0.partition_point(|old| rank(old) <= rank(&setting));
        self.0.insert(at, setting);
    }

    /// Takes an option away.
    pub fn unset(&mut self, name: &str) {
        self.0.retain(|setting| setting.spec.name != name);
    }

    /// These settings, with those of a step in place of their own.
    pub fn with(&self, step: &Self) -> Self {
        let mut merged = self.clone();
        for setting in &step.0 {
            merged.set(setting.clone());
        }
        merged
    }

    /// Names and values as they are written, undecorated.
    pub fn pairs(&self) -> impl Iterator<Item = (&'static str, String)> {
        self.0.iter().map(|setting| (setting.spec.name, setting.value.to_string()))
    }

    /// The value of one option as it is written.
    pub fn get(&self, name: &str) -> Option<String> {
        self.value(name).map(ToString::to_string)
    }

    fn value(&self, name: &str) -> Option<&Value> {
        self.0
            .iter()
            .find(|setting| setting.spec.name == name)
            .map(|setting| &setting.value)
    }

    pub fn has(&self, name: &str) -> bool {
        self.value(name).is_some()
    }

    pub fn delay(&self) -> Option<Delay> {
        match self.value("delay") {
            Some(Value::Delay(delay)) => Some(*delay),
            _ => None,
        }
    }

    pub fn retry_after(&self) -> Option<RetryAfter> {
        match self.value("retry-after") {
            Some(Value::RetryAfter(when)) => Some(*when),
            _ => None,
        }
    }

    pub fn auth(&self) -> Option<&Auth> {
        match self.value("auth") {
            Some(Value::Auth(auth)) => Some(auth),
            _ => None,
        }
    }

    pub fn hops(&self) -> Option<Hops> {
        match self.value("hops") {
            Some(Value::Hops(hops)) => Some(*hops),
            _ => None,
        }
    }

    pub fn cache(&self) -> Option<Cache> {
        match self.value("cache") {
            Some(Value::Cache(cache)) => Some(*cache),
            _ => None,
        }
    }

    pub fn fault(&self) -> Option<Fault> {
        match self.value("fault") {
            Some(Value::Fault(fault)) => Some(*fault),
            _ => None,
        }
    }

    pub fn limit(&self) -> Option<Limit> {
        match self.value("limit") {
            Some(Value::Limit(limit)) => Some(*limit),
            _ => None,
        }
    }

    /// More headers, as name and value.
    pub fn headers(&self) -> impl Iterator<Item = (&str, &str)> {
        self.0.iter().filter_map(|setting| match &setting.value {
            Value::Extra(extra) => Some((extra.name.as_str(), extra.value.as_str())),
            _ => None,
        })
    }

    /// An option whose value is a text or a word.
    pub fn text(&self, name: &str) -> Option<&str> {
        match self.value(name) {
            Some(Value::Text(text)) => Some(text),
            Some(Value::Word(word)) => Some(word),
            _ => None,
        }
    }

    pub fn number(&self, name: &str) -> Option<u64> {
        match self.value(name) {
            Some(Value::Number(number)) => Some(*number),
            _ => None,
        }
    }

    /// Whether a switch is on.
    pub fn on(&self, name: &str) -> bool {
        matches!(self.value(name), Some(Value::Flag(true)))
    }

    /// # Errors
    /// A [`Problem`] for the first value beyond what the operator allows, which it names, or for an option whose companion is missing.
    pub fn check(&self, caps: &Caps) -> Result<(), Problem> {
        let waits = [("delay", self.delay()), ("fault", self.fault().and_then(Fault::waits))];
        for (name, delay) in waits {
            if let Some(delay) = delay.filter(|delay| delay.longest() > caps.longest_delay) {
                let cap = Delay::fixed(u64::try_from(caps.longest_delay.as_millis()).unwrap_or(u64::MAX));
                let message = format!("{name}: {delay} is longer than this server waits; its operator's cap is {cap}.");
                return Err(Problem::new("delay-too-long", message)
                    .with_value(name, &self.get(name).unwrap_or_default())
                    .with_allowed(format!("up to {cap}")));
            }
        }
        if let (Some(host), Some(allowed)) = (self.text("to").and_then(options::host), &caps.redirect_hosts) {
            let name = host.split(':').next().unwrap_or(host);
            let allows = |known: &String| known.eq_ignore_ascii_case(host) || known.eq_ignore_ascii_case(name);
            if !allowed.iter().any(allows) {
                return Err(Problem::new(
                    "redirect-refused",
                    format!("to: redirects of this server lead to no such host as {host}."),
                )
                .with_value("to", host)
                .with_allowed([&["a path such as /200".to_owned()], allowed.as_slice()].concat().join(", ")));
            }
        }
        let more = self.headers().count();
        if more > MOST_HEADERS {
            return Err(Problem::new(
                "too-many-headers",
                format!("header stands here {more} times; {MOST_HEADERS} are the most."),
            )
            .with_value("header", "")
            .with_allowed(format!("up to {MOST_HEADERS} more headers")));
        }
        let companions: [(&str, &[&str]); 4] = [
            ("limit", &["key"]),
            ("seed", &["key", "n"]),
            ("n", &["seed"]),
            ("type", &["body"]),
        ];
        for (name, companions) in companions {
            if self.has(name) && !companions.iter().any(|companion| self.has(companion)) {
                let message = format!("{name} means nothing without {}.", companions.join(" or "));
                return Err(Problem::new("incomplete-option", message)
                    .with_value(name, &self.get(name).unwrap_or_default())
                    .with_allowed(format!("{name} together with {}", companions.join(" or "))));
            }
        }
        Ok(())
    }
}

fn rank(setting: &Setting) -> usize {
    OPTIONS
        .iter()
        .position(|spec| spec.name == setting.spec.name)
        .unwrap_or(usize::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::call::options::find;

    fn setting(name: &str, value: &str) -> Setting {
        find(name)
            .unwrap()
            .read(value)
            .unwrap_or_else(|problem| panic!("{}", problem.message))
    }

    #[test]
    fn settings_keep_the_order_of_the_list_and_the_last_value() {
        let mut settings = Settings::default();
        for (name, value) in [
            ("strict", "1"),
            ("header", "A:1"),
            ("delay", "1s"),
            ("delay", "2s"),
            ("header", "B:2"),
        ] {
            settings.set(setting(name, value));
        }
        let pairs: Vec<_> = settings.pairs().map(|(name, value)| format!("{name}={value}")).collect();
        assert_eq!(pairs, ["delay=2s", "header=A:1", "header=B:2", "strict=1"]);
    }

    #[test]
    fn companions_and_caps_are_checked() {
        let caps = Caps {
            longest_delay: Duration::from_secs(30),
            redirect_hosts: Some(vec!["app.example".to_owned()]),
        };
        for (name, value, kind) in [
            ("limit", "5/10s", "incomplete-option"),
            ("seed", "1", "incomplete-option"),
            ("n", "1", "incomplete-option"),
            ("type", "text/plain", "incomplete-option"),
            ("delay", "31s", "delay-too-long"),
            ("fault", "stall:31s", "delay-too-long"),
            ("to", "https://evil.example/", "redirect-refused"),
            ("to", "https://app.example.evil.example/", "redirect-refused"),
        ] {
            let mut settings = Settings::default();
            settings.set(setting(name, value));
            assert_eq!(settings.check(&caps).unwrap_err().kind, kind, "{name}");
        }
    }

    #[test]
    fn redirects_lead_to_the_hosts_that_the_operator_allows() {
        let caps = Caps {
            longest_delay: Duration::ZERO,
            redirect_hosts: Some(vec!["app.example".to_owned()]),
        };
        for to in ["/200", "https://app.example/x?y=1", "http://APP.example:8080"] {
            let mut settings = Settings::default();
            settings.set(setting("to", to));
            assert_eq!(settings.check(&caps), Ok(()), "{to}");
        }
    }
}

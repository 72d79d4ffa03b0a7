//! What holds for the options of a call together: their order, which beats which, which needs which, what the operator allows.

use std::time::Duration;

use super::delay::Delay;
use super::destination::Destination;
use super::options::OPTIONS;
use super::problem::Problem;
use super::settings::Settings;

/// More headers of one response; Python's http.client gives up beyond 100 in all.
const MOST_HEADERS: usize = 30;

/// Bounds that the operator of a server sets.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Caps {
    pub longest_delay: Duration,
    /// Other hosts that redirects may lead to; `None` where that is not known, as in the browser, and the server decides.
    pub redirect_hosts: Option<Vec<String>>,
}

impl Settings {
    /// These settings, with those of a step in place of their own.
    pub fn with(&self, step: &Self) -> Self {
        let mut merged = self.clone();
        for spec in OPTIONS {
            spec.overlay(step, &mut merged);
        }
        merged
    }

    /// Names and values as they are written, undecorated, in the order of the list.
    pub fn pairs(&self) -> impl Iterator<Item = (&'static str, String)> {
        OPTIONS
            .iter()
            .flat_map(|spec| spec.written(self).into_iter().map(|value| (spec.name, value)))
    }

    /// # Errors
    /// A [`Problem`] for the first value beyond what the operator allows, which it names, or for an option that needs another.
    pub fn check(&self, caps: &Caps) -> Result<(), Problem> {
        self.check_waits(caps)?;
        self.check_destination(caps)?;
        self.check_headers()?;
        for spec in OPTIONS.iter().filter(|spec| !spec.needs.is_empty()) {
            let has = |name: &str| OPTIONS.iter().any(|other| other.name == name && other.is_set(self));
            if let Some(value) = spec.value(self)
                && !spec.needs.iter().any(|name| has(name))
            {
                let needs = spec.needs.join(" or ");
                return Err(Problem::new("incomplete-option", format!("{} needs {needs}.", spec.name))
                    .with_value(spec.name, &value)
                    .with_allowed(format!("{} together with {needs}", spec.name)));
            }
        }
        Ok(())
    }

    fn check_waits(&self, caps: &Caps) -> Result<(), Problem> {
        let delay = self.delay.map(|delay| ("delay", delay, delay.to_string()));
        let fault = self
            .fault
            .and_then(|fault| Some(("fault", fault.waits()?, fault.to_string())));
        let too_long = [delay, fault]
            .into_iter()
            .flatten()
            .find(|(_, wait, _)| wait.longest() > caps.longest_delay);
        let Some((name, _, value)) = too_long else { return Ok(()) };
        let cap = Delay::fixed(u64::try_from(caps.longest_delay.as_millis()).unwrap_or(u64::MAX));
        let message = format!("{name}={value} is longer than this server allows. Its maximum is {cap}.");
        Err(Problem::new("delay-too-long", message)
            .with_value(name, &value)
            .with_allowed(format!("up to {cap}")))
    }

    fn check_destination(&self, caps: &Caps) -> Result<(), Problem> {
        let (Some(host), Some(allowed)) = (self.to.as_ref().and_then(Destination::host), &caps.redirect_hosts) else {
            return Ok(());
        };
        let name = host.split(':').next().unwrap_or(host);
        let allows = |known: &String| known.eq_ignore_ascii_case(host) || known.eq_ignore_ascii_case(name);
        if allowed.iter().any(allows) {
            return Ok(());
        }
        Err(Problem::new(
            "redirect-refused",
            format!("to={host}: this server doesn't redirect to {host}."),
        )
        .with_value("to", host)
        .with_allowed([&["a path such as /200".to_owned()], allowed.as_slice()].concat().join(", ")))
    }

    fn check_headers(&self) -> Result<(), Problem> {
        let more = self.headers.len();
        if more > MOST_HEADERS {
            return Err(Problem::new(
                "too-many-headers",
                format!("header is given {more} times. The maximum is {MOST_HEADERS}."),
            )
            .with_value("header", "")
            .with_allowed(format!("up to {MOST_HEADERS} more headers")));
        }
        let twice = self
            .headers
            .iter()
            .enumerate()
            .find(|(i, header)| !header.may_repeat() && self.headers[..*i].iter().any(|earlier| earlier.has_name_of(header)));
        match twice {
            Some((_, header)) => Err(Problem::new(
                "repeated-option",
                format!(
                    "header={} is given twice, but a response has only one {}.",
                    header.name, header.name
                ),
            )
            .with_value("header", &header.to_string())
            .with_allowed(format!("{} once", header.name))),
            None => Ok(()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::call::options::find;

    fn settings(pairs: &[(&str, &str)]) -> Settings {
        let mut settings = Settings::default();
        for (name, value) in pairs {
            find(name)
                .unwrap()
                .read(value, &mut settings)
                .unwrap_or_else(|problem| panic!("{}", problem.message));
        }
        settings
    }

    fn caps() -> Caps {
        Caps {
            longest_delay: Duration::from_secs(30),
            redirect_hosts: Some(vec!["app.example".to_owned()]),
        }
    }

    fn pairs(settings: &Settings) -> Vec<String> {
        settings.pairs().map(|(name, value)| format!("{name}={value}")).collect()
    }

    #[test]
    fn settings_keep_the_order_of_the_list_and_the_last_value() {
        let settings = settings(&[
            ("strict", "1"),
            ("header", "A:1"),
            ("delay", "1s"),
            ("delay", "2s"),
            ("header", "B:2"),
        ]);
        assert_eq!(pairs(&settings), ["delay=2s", "header=A:1", "header=B:2", "strict=1"]);
    }

    #[test]
    fn a_step_beats_its_call() {
        let call = settings(&[("delay", "1s"), ("header", "A:1"), ("header", "B:1"), ("key", "k")]);
        let step = settings(&[("delay", "2s"), ("header", "b:2")]);
        assert_eq!(pairs(&call.with(&step)), ["delay=2s", "header=A:1", "header=b:2", "key=k"]);
    }

    #[test]
    fn what_is_needed_and_what_is_capped_is_checked() {
        for (pairs, kind, words) in [
            (&[("limit", "5/10s")][..], "incomplete-option", "limit needs key."),
            (&[("seed", "1")], "incomplete-option", "seed needs key or n."),
            (&[("n", "1")], "incomplete-option", "n needs seed."),
            (&[("type", "text/plain")], "incomplete-option", "type needs body."),
            (&[("delay", "31s")], "delay-too-long", "Its maximum is 30s."),
            (&[("fault", "stall:31s")], "delay-too-long", "30s"),
            (
                &[("to", "https://evil.example/")],
                "redirect-refused",
                "doesn't redirect to evil.example",
            ),
            (
                &[("to", "https://app.example.evil.example/")],
                "redirect-refused",
                "app.example.evil",
            ),
            (
                &[("header", "Retry-After:1"), ("header", "retry-after:2")],
                "repeated-option",
                "only one",
            ),
        ] {
            let problem = settings(pairs).check(&caps()).unwrap_err();
            assert_eq!(problem.kind, kind, "{pairs:?}");
            assert!(problem.message.contains(words), "{}", problem.message);
        }
        assert_eq!(
            settings(&[("header", "Allow:GET"), ("header", "Allow:PUT")]).check(&caps()),
            Ok(())
        );
        assert_eq!(settings(&[("seed", "1"), ("n", "2")]).check(&caps()), Ok(()));
    }

    #[test]
    fn redirects_lead_to_the_hosts_that_the_operator_allows() {
        for to in ["/200", "https://app.example/x?y=1", "http://APP.example:8080"] {
            assert_eq!(settings(&[("to", to)]).check(&caps()), Ok(()), "{to}");
        }
    }
}

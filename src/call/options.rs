//! The one list of what can be asked of the mock beside the code. Panel, mock, manual, errors and addresses are all made from it.
//!
//! A new option is a field of [`Settings`], an entry in [`OPTIONS`] and its effect in `mock`.

use super::delay;
use super::fault;
use super::problem::{Problem, nearest, shorten};
use super::settings::Settings;
use super::slot::{Slot, Unset, many, one};
use super::values::{Cors, Expect, Format, LocationForm, MediaType, ReadBody};
use super::words::listed;
use crate::code::{Class, Code};

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

/// Every option, in the order in which they are shown and written.
pub static OPTIONS: &[OptionSpec] = &[
    OptionSpec {
        name: "delay",
        label: "Delay",
        help: "Waits before the first byte of the response, so that you can try timeouts.",
        control: Control::Text { placeholder: "2s" },
        example: "2s",
        call: "/502?delay=2s",
        allowed: delay::EXAMPLES,
        suits: |_| true,
        slot: one!(delay),
        ..SPEC
    },
    OptionSpec {
        name: "retry-after",
        label: "Retry-After",
        help: "Says when to come back: in seconds, as a date that many seconds from now, or not at all.",
        control: Control::Text { placeholder: "5" },
        example: "5",
        call: "/503?retry-after=5",
        allowed: "seconds such as 5, date:5, or none",
        suits: |code| matches!(code.number(), 413 | 429 | 503 | 529) || code.redirects(),
        slot: one!(retry_after),
        ..SPEC
    },
    OptionSpec {
        name: "auth",
        label: "Auth",
        help: "The challenge that 401 and 407 carry. With credentials in it, a request that sends them gets a 200.",
        control: Control::Text {
            placeholder: "bearer:secret",
        },
        example: "bearer:secret",
        call: "/401?auth=bearer:secret",
        allowed: "basic, bearer, digest, basic:user:password or bearer:token",
        suits: |code| matches!(code.number(), 401 | 407),
        slot: one!(auth),
        ..SPEC
    },
    OptionSpec {
        name: "to",
        label: "To",
        help: "Where a redirect leads.",
        control: Control::Text { placeholder: "/200" },
        example: "/200",
        call: "/302?to=/404",
        allowed: "a path on this host, such as /200 or /404;delay=1s, or an address on a host that the operator allows",
        suits: Code::redirects,
        slot: one!(to),
        ..SPEC
    },
    OptionSpec {
        name: "hops",
        label: "Hops",
        help: "How many redirects there are in all, or an endless loop. What follows the call in the path stays on every hop.",
        control: Control::Text { placeholder: "3" },
        example: "3",
        call: "/302?hops=3",
        allowed: "1 to 100, or loop",
        suits: Code::redirects,
        slot: one!(hops),
        ..SPEC
    },
    OptionSpec {
        name: "location",
        label: "Location",
        help: "Writes Location as a path or as a full address.",
        control: Control::Choice(LocationForm::WORDS),
        example: "absolute",
        call: "/302?location=absolute",
        suits: Code::redirects,
        slot: one!(location),
        ..SPEC
    },
    OptionSpec {
        name: "cache",
        label: "Cache",
        help: "Lets caches keep the response for so many seconds. The body doesn't change, and conditional requests work.",
        control: Control::Text { placeholder: "60" },
        example: "60",
        call: "/200?cache=60",
        allowed: "seconds such as 60, no-cache, or none",
        suits: |code| {
            matches!(
                code.number(),
                200 | 203 | 204 | 206 | 300 | 301 | 304 | 308 | 404 | 405 | 410 | 412 | 414 | 501
            )
        },
        slot: one!(cache),
        ..SPEC
    },
    OptionSpec {
        name: "etag",
        label: "ETag",
        help: "The ETag of the response. If-None-Match and If-Match are compared with it.",
        control: Control::Text { placeholder: "v1" },
        example: "v1",
        call: "/200?etag=v1",
        allowed: "up to 64 letters, digits, dots, hyphens and underscores",
        suits: |code| matches!(code.number(), 200 | 206 | 304 | 412 | 428),
        slot: one!(etag),
        ..SPEC
    },
    OptionSpec {
        name: "format",
        label: "Format",
        help: "The form of the body, whatever Accept says.",
        control: Control::Choice(Format::WORDS),
        example: "problem",
        call: "/502?format=problem",
        allowed: "problem only for 4xx and 5xx",
        suits: |code| matches!(code.class(), Class::ClientError | Class::ServerError),
        slot: one!(format),
        ..SPEC
    },
    OptionSpec {
        name: "vendor",
        label: "Vendor",
        help: "Responds as this product does: with its page or JSON, and its headers.",
        control: Control::Vendor,
        example: "nginx",
        call: "/502?vendor=nginx",
        allowed: "the name of a product that sends the code; the manual lists them",
        suits: |code| matches!(code.class(), Class::ClientError | Class::ServerError),
        slot: one!(vendor),
        ..SPEC
    },
    OptionSpec {
        name: "body",
        label: "Body",
        help: "Your own body, or with “request” the body that you send.",
        control: Control::Text {
            placeholder: "{\"error\":\"down\"}",
        },
        example: "{\"error\":\"down\"}",
        call: "/503?body=down",
        allowed: "text of up to 8192 bytes, or request",
        suits: |_| false,
        slot: one!(body),
        ..SPEC
    },
    OptionSpec {
        name: "type",
        label: "Type",
        help: "The media type of your own body.",
        control: Control::Choice(MediaType::WORDS),
        example: "text/csv",
        call: "/200?body=a,b&type=text/csv",
        allowed: "nothing that a browser would run as script or style",
        needs: &["body"],
        suits: |_| false,
        slot: one!(media_type),
        ..SPEC
    },
    OptionSpec {
        name: "header",
        label: "Header",
        help: "One more header. It replaces the mock's own header of that name.",
        control: Control::Text {
            placeholder: "X-Request-Id:42",
        },
        example: "X-Request-Id:42",
        call: "/200?header=X-Request-Id:42",
        allowed: "Name:Value, but not headers for framing, connections, cookies, security, CORS or redirects",
        suits: |_| false,
        slot: many!(headers),
        ..SPEC
    },
    OptionSpec {
        name: "fault",
        label: "Fault",
        help: "Breaks the connection or the body.",
        control: Control::Text {
            placeholder: "reset:30%",
        },
        example: "reset:30%",
        call: "/502?fault=reset:30%25",
        allowed: fault::ALLOWED,
        suits: |code| code.class() == Class::ServerError,
        slot: one!(fault),
        ..SPEC
    },
    OptionSpec {
        name: "read",
        label: "Read",
        help: "With no, the response comes before the request's body is read, and then the connection closes.",
        control: Control::Choice(ReadBody::WORDS),
        example: "no",
        call: "/413?read=no",
        suits: |code| matches!(code.number(), 401 | 413),
        slot: one!(read),
        ..SPEC
    },
    OptionSpec {
        name: "expect",
        label: "Expect",
        help: "A request with Expect: 100-continue gets the final response instead of 100. The connection closes, or with refuse-keep stays open.",
        control: Control::Choice(Expect::WORDS),
        example: "refuse",
        call: "/503?expect=refuse",
        suits: |code| matches!(code.number(), 100 | 413 | 417),
        slot: one!(expect),
        ..SPEC
    },
    OptionSpec {
        name: "cors",
        label: "CORS",
        help: "Breaks calls from another origin on purpose.",
        control: Control::Choice(Cors::WORDS),
        example: "off",
        call: "/200?cors=off",
        suits: |_| false,
        in_steps: false,
        slot: one!(cors),
        ..SPEC
    },
    OptionSpec {
        name: "key",
        label: "Key",
        help: "Names your own state: the steps of a sequence, a quota, repeatable draws.",
        control: Control::Text { placeholder: "ci-1234" },
        example: "ci-1234",
        call: "/sequence/503,503,200?key=ci-1234",
        allowed: "up to 64 letters, digits, dots, hyphens and underscores",
        suits: |code| code.number() == 429,
        in_steps: false,
        slot: one!(key),
        ..SPEC
    },
    OptionSpec {
        name: "limit",
        label: "Limit",
        help: "Allows so many calls in a window, with RateLimit headers. After that comes 429.",
        control: Control::Text { placeholder: "5/10s" },
        example: "5/10s",
        call: "/200?key=ci-1234&limit=5/10s",
        allowed: "calls and a window, such as 5/10s",
        needs: &["key"],
        suits: |code| code.number() == 429,
        in_steps: false,
        slot: one!(limit),
        ..SPEC
    },
    OptionSpec {
        name: "loop",
        label: "Loop",
        help: "Starts a sequence again instead of staying on its last step.",
        control: Control::Switch,
        example: "1",
        call: "/sequence/503,200?key=ci-1234&loop=1",
        in_steps: false,
        slot: one!(repeat),
        ..SPEC
    },
    OptionSpec {
        name: "seed",
        label: "Seed",
        help: "Makes draws repeatable: the nth draw of a key, or the one that n names.",
        example: "42",
        call: "/random/200:9,503?seed=42&n=3",
        allowed: "a whole number",
        needs: &["key", "n"],
        in_steps: false,
        slot: one!(seed),
        ..SPEC
    },
    OptionSpec {
        name: "n",
        label: "n",
        help: "Which draw of the seed you want, counted from 1.",
        example: "3",
        call: "/random/200:9,503?seed=42&n=4",
        allowed: "a whole number from 1",
        needs: &["seed"],
        in_steps: false,
        slot: one!(nth),
        ..SPEC
    },
    OptionSpec {
        name: "echo",
        label: "Echo",
        help: "Adds your request's headers and body to the JSON, without credentials.",
        control: Control::Switch,
        example: "1",
        call: "/200?echo=1",
        slot: one!(echo),
        ..SPEC
    },
    OptionSpec {
        name: "explain",
        label: "Explain",
        help: "Describes in JSON what the call would send, and sends nothing else.",
        control: Control::Switch,
        example: "1",
        call: "/503?retry-after=date:60&explain=1",
        in_steps: false,
        slot: one!(explain),
        ..SPEC
    },
    OptionSpec {
        name: "strict",
        label: "Strict",
        help: "Makes an unknown option an error instead of ignoring it.",
        example: "1",
        call: "/200?strict=1",
        in_steps: false,
        slot: one!(strict),
        ..SPEC
    },
];

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
        self.slot.read(text, settings).map_err(|why| {
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
mod tests {
    use std::collections::BTreeSet;
    use std::time::Duration;

    use super::*;
    use crate::call::rules::Caps;

    fn settings(spec: &OptionSpec, value: &str) -> Settings {
        let mut settings = Settings::default();
        spec.read(value, &mut settings)
            .unwrap_or_else(|problem| panic!("{}", problem.message));
        settings
    }

    #[test]
    fn every_example_is_read_and_written_back() {
        for spec in OPTIONS {
            let once = settings(spec, spec.example);
            let written = spec.value(&once).unwrap();
            assert_eq!(settings(spec, &written), once, "{}", spec.name);
        }
    }

    #[test]
    fn every_field_has_an_entry_and_every_entry_a_field() {
        let fields: Vec<_> = OPTIONS.iter().map(|spec| spec.slot.field()).collect();
        assert_eq!(
            fields.iter().collect::<BTreeSet<_>>().len(),
            fields.len(),
            "two entries fill one field"
        );
        assert_eq!(
            fields.into_iter().collect::<BTreeSet<_>>(),
            Settings::FIELDS.iter().copied().collect(),
        );
    }

    #[test]
    fn every_call_of_the_manual_shows_its_option() {
        for spec in OPTIONS {
            let (path, query) = spec.call.split_once('?').unwrap();
            let reading =
                crate::call::read::read("GET", path, Some(query), []).unwrap_or_else(|problem| panic!("{}", problem.message));
            assert!(
                spec.is_set(&reading.call.settings) && reading.ignored.is_empty(),
                "{}",
                spec.name
            );
            assert_eq!(
                reading.call.settings.check(&Caps {
                    longest_delay: Duration::from_secs(30),
                    redirect_hosts: None
                }),
                Ok(()),
                "{}",
                spec.name
            );
            assert_eq!(reading.call.address(), spec.call, "{}", spec.name);
        }
    }

    #[test]
    fn every_entry_is_complete_and_has_a_name_of_its_own() {
        for (i, spec) in OPTIONS.iter().enumerate() {
            assert!(OPTIONS[..i].iter().all(|other| other.name != spec.name), "{}", spec.name);
            assert_eq!(spec.name, spec.name.to_ascii_lowercase());
            assert!(
                !spec.label.is_empty() && spec.help.ends_with('.') && !spec.allowed().is_empty(),
                "{}",
                spec.name
            );
            assert!(
                spec.needs.iter().all(|name| find(name).is_some()),
                "{} needs what isn't there",
                spec.name
            );
        }
    }

    #[test]
    fn a_wrong_word_names_the_nearest_and_all_that_are_allowed() {
        for (name, value, guess) in [
            ("format", "jsn", "json"),
            ("cors", "wildcrd", "wildcard"),
            ("type", "text/plan", "text/plain"),
            ("location", "absolut", "absolute"),
            ("expect", "refus", "refuse"),
        ] {
            let spec = find(name).unwrap();
            let problem = spec.read(value, &mut Settings::default()).unwrap_err();
            let Control::Choice(words) = spec.control else {
                panic!("{name}")
            };
            assert!(
                problem.message.starts_with(&format!("{name}={value} is unknown.")),
                "{}",
                problem.message
            );
            assert!(problem.message.contains(&format!("mean {guess}?")), "{}", problem.message);
            assert!(words.iter().all(|word| problem.message.contains(word)), "{}", problem.message);
        }
    }

    #[test]
    fn a_value_that_is_refused_changes_nothing() {
        let spec = find("delay").unwrap();
        let mut kept = settings(spec, "2s");
        assert!(spec.read("soon", &mut kept).is_err());
        assert_eq!(kept, settings(spec, "2s"));
    }
}

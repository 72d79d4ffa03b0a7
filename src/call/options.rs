//! The one list of what can be asked of the mock beside the code. Panel, mock, manual, errors and addresses are all made from it.
//!
//! A new option is an entry in [`OPTIONS`] and its effect in `mock`.

use super::delay::{self, Delay};
use super::encoding;
use super::fault::{self, Fault};
use super::problem::{Problem, shorten};
use super::settings::Setting;
use super::values::{Auth, Cache, Extra, Hops, Limit, RetryAfter, Value};
use crate::code::{Class, Code};

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
    /// One sentence: what it does.
    pub help: &'static str,
    pub control: Control,
    /// A value that works, for examples and errors.
    pub example: &'static str,
    /// The address of a call that shows what it does, for the manual.
    pub call: &'static str,
    /// What is allowed, in words, for errors and the manual.
    pub allowed: &'static str,
    /// The codes for which the panel offers it first; the others have it behind “more”.
    pub suits: fn(Code) -> bool,
    /// Whether it may stand more than once.
    pub repeats: bool,
    /// Whether one step of a sequence may have it for itself.
    pub in_steps: bool,
    read: fn(&str) -> Result<Value, String>,
}

/// What entries leave unsaid.
const SPEC: OptionSpec = OptionSpec {
    name: "",
    label: "",
    help: "",
    control: Control::None,
    example: "",
    call: "",
    allowed: "",
    suits: |_| false,
    repeats: false,
    in_steps: true,
    read: |_| Err(String::new()),
};

const FLAG: &str = "1 or 0";

/// Longest own body, key and tag, in bytes.
const LONGEST_BODY: usize = 8 * 1024;
const LONGEST_KEY: usize = 64;

/// Every option, in the order in which they are shown and written.
pub static OPTIONS: &[OptionSpec] = &[
    OptionSpec {
        name: "delay",
        label: "Delay",
        help: "Waits before the first byte of the answer, to try timeouts.",
        control: Control::Text { placeholder: "2s" },
        example: "2s",
        call: "/502?delay=2s",
        allowed: delay::EXAMPLES,
        suits: |_| true,
        read: |text| Delay::parse(text).map(Value::Delay),
        ..SPEC
    },
    OptionSpec {
        name: "retry-after",
        label: "Retry-After",
        help: "Says when to come back: in seconds, as a date that many seconds away, or not at all.",
        control: Control::Text { placeholder: "5" },
        example: "5",
        call: "/503?retry-after=5",
        allowed: "seconds such as 5, date:5, or none",
        suits: |code| matches!(code.number(), 413 | 429 | 503 | 529) || code.redirects(),
        read: |text| RetryAfter::parse(text).map(Value::RetryAfter),
        ..SPEC
    },
    OptionSpec {
        name: "auth",
        label: "Auth",
        help: "The challenge that comes with 401 and 407; with credentials in it, a request that brings them is answered 200.",
        control: Control::Text {
            placeholder: "bearer:secret",
        },
        example: "bearer:secret",
        call: "/401?auth=bearer:secret",
        allowed: "basic, bearer or digest; basic:user:password or bearer:token to let a match through",
        suits: |code| matches!(code.number(), 401 | 407),
        read: |text| Auth::parse(text).map(Value::Auth),
        ..SPEC
    },
    OptionSpec {
        name: "to",
        label: "To",
        help: "Where a redirect leads.",
        control: Control::Text { placeholder: "/200" },
        example: "/200",
        call: "/302?to=/404",
        allowed: "a path on this host such as /200 or /404;delay=1s; another host only where the operator allows it",
        suits: Code::redirects,
        read: |text| place(text).map(Value::Text),
        ..SPEC
    },
    OptionSpec {
        name: "hops",
        label: "Hops",
        help: "How many more redirects come before the target, or a loop without end.",
        control: Control::Text { placeholder: "3" },
        example: "3",
        call: "/302?hops=3",
        allowed: "0 to 100, or loop",
        suits: Code::redirects,
        read: |text| Hops::parse(text).map(Value::Hops),
        ..SPEC
    },
    OptionSpec {
        name: "location",
        label: "Location",
        help: "Writes Location as a path or as a whole address.",
        control: Control::Choice(&["relative", "absolute"]),
        example: "absolute",
        call: "/302?location=absolute",
        allowed: "relative or absolute",
        suits: Code::redirects,
        read: |text| choice(text, &["relative", "absolute"]),
        ..SPEC
    },
    OptionSpec {
        name: "cache",
        label: "Cache",
        help: "Lets caches keep the answer so many seconds, with a frozen body, an ETag and Last-Modified, and honours conditions on them.",
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
        read: |text| Cache::parse(text).map(Value::Cache),
        ..SPEC
    },
    OptionSpec {
        name: "etag",
        label: "ETag",
        help: "The strong tag of the answer, by which If-None-Match and If-Match are judged.",
        control: Control::Text { placeholder: "v1" },
        example: "v1",
        call: "/200?etag=v1",
        allowed: "up to 64 letters, digits, dots, hyphens and underscores",
        suits: |code| matches!(code.number(), 200 | 206 | 304 | 412 | 428),
        read: |text| token(text, "tag").map(Value::Text),
        ..SPEC
    },
    OptionSpec {
        name: "format",
        label: "Format",
        help: "The form of the body, whatever the client accepts.",
        control: Control::Choice(&["json", "problem", "xml", "html", "text", "empty"]),
        example: "problem",
        call: "/502?format=problem",
        allowed: "json, problem, xml, html, text or empty; problem only for 4xx and 5xx",
        suits: |code| matches!(code.class(), Class::ClientError | Class::ServerError),
        read: |text| choice(text, &["json", "problem", "xml", "html", "text", "empty"]),
        ..SPEC
    },
    OptionSpec {
        name: "vendor",
        label: "Vendor",
        help: "Answers in the shape in which this product sends the code: its page or JSON, and its headers.",
        control: Control::Vendor,
        example: "nginx",
        call: "/502?vendor=nginx",
        allowed: "the name of a product in the manual that sends the code",
        suits: |code| matches!(code.class(), Class::ClientError | Class::ServerError),
        read: |text| token(text, "vendor").map(|name| Value::Text(name.to_ascii_lowercase())),
        ..SPEC
    },
    OptionSpec {
        name: "body",
        label: "Body",
        help: "A body of your own, or with “request” the very body that you send.",
        control: Control::Text {
            placeholder: "{\"error\":\"down\"}",
        },
        example: "{\"error\":\"down\"}",
        call: "/503?body=down",
        allowed: "text of up to 8192 bytes, or request",
        suits: |_| false,
        read: |text| match text.len() {
            0..=LONGEST_BODY => Ok(Value::Text(text.to_owned())),
            length => Err(format!("the body has {length} bytes, {LONGEST_BODY} are the most")),
        },
        ..SPEC
    },
    OptionSpec {
        name: "type",
        label: "Type",
        help: "The media type of your own body.",
        control: Control::Choice(TYPES),
        example: "text/plain",
        call: "/200?body=a,b&type=text/csv",
        allowed: "application/json, text/plain, text/csv, text/html, application/xml and others in the panel; none that a browser would run as script or style",
        suits: |_| false,
        read: |text| choice(text, TYPES),
        ..SPEC
    },
    OptionSpec {
        name: "header",
        label: "Header",
        help: "One more header of the answer.",
        control: Control::Text {
            placeholder: "X-Request-Id:42",
        },
        example: "X-Request-Id:42",
        call: "/200?header=X-Request-Id:42",
        allowed: "Name:Value, but no header of framing, connection, cookies, security, CORS or redirects",
        suits: |_| false,
        repeats: true,
        read: |text| Extra::parse(text).map(Value::Extra),
        ..SPEC
    },
    OptionSpec {
        name: "fault",
        label: "Fault",
        help: "Breaks the connection or the body instead of answering well.",
        control: Control::Text {
            placeholder: "reset:30%",
        },
        example: "reset:30%",
        call: "/502?fault=reset:30%25",
        allowed: fault::ALLOWED,
        suits: |code| code.class() == Class::ServerError,
        read: |text| Fault::parse(text).map(Value::Fault),
        ..SPEC
    },
    OptionSpec {
        name: "cors",
        label: "CORS",
        help: "Breaks calls from another origin on purpose.",
        control: Control::Choice(&["off", "wildcard", "wrong", "preflight-fail"]),
        example: "off",
        call: "/200?cors=off",
        allowed: "off, wildcard, wrong or preflight-fail",
        suits: |_| false,
        in_steps: false,
        read: |text| choice(text, &["off", "wildcard", "wrong", "preflight-fail"]),
        ..SPEC
    },
    OptionSpec {
        name: "key",
        label: "Key",
        help: "Names your own state: steps of a sequence, quota, repeatable draws.",
        control: Control::Text { placeholder: "ci-1234" },
        example: "ci-1234",
        call: "/sequence/503,503,200?key=ci-1234",
        allowed: "up to 64 letters, digits, dots, hyphens and underscores",
        suits: |code| code.number() == 429,
        in_steps: false,
        read: |text| token(text, "key").map(Value::Text),
        ..SPEC
    },
    OptionSpec {
        name: "limit",
        label: "Limit",
        help: "Allows so many calls in a window of so long, with RateLimit headers; past it comes 429. Needs a key.",
        control: Control::Text { placeholder: "5/10s" },
        example: "5/10s",
        call: "/200?key=ci-1234&limit=5/10s",
        allowed: "calls and a window such as 5/10s; needs key",
        suits: |code| code.number() == 429,
        in_steps: false,
        read: |text| Limit::parse(text).map(Value::Limit),
        ..SPEC
    },
    OptionSpec {
        name: "loop",
        label: "Loop",
        help: "Starts a sequence again instead of staying on its last step.",
        control: Control::Switch,
        example: "1",
        call: "/sequence/503,200?key=ci-1234&loop=1",
        allowed: FLAG,
        in_steps: false,
        read: switch,
        ..SPEC
    },
    OptionSpec {
        name: "seed",
        label: "Seed",
        help: "Makes draws repeatable: the nth of a key, or the one that n names.",
        example: "42",
        call: "/random/200:9,503?seed=42&n=3",
        allowed: "a whole number; needs key or n",
        in_steps: false,
        read: number,
        ..SPEC
    },
    OptionSpec {
        name: "n",
        label: "n",
        help: "Which draw of the seed is wanted, counted from 1.",
        example: "3",
        call: "/random/200:9,503?seed=42&n=4",
        allowed: "a whole number from 1; needs seed",
        in_steps: false,
        read: |text| match number(text)? {
            Value::Number(0) => Err("draws are counted from 1".to_owned()),
            value => Ok(value),
        },
        ..SPEC
    },
    OptionSpec {
        name: "echo",
        label: "Echo",
        help: "Adds your request's headers and body to the JSON, without credentials.",
        control: Control::Switch,
        example: "1",
        call: "/200?echo=1",
        allowed: FLAG,
        read: switch,
        ..SPEC
    },
    OptionSpec {
        name: "explain",
        label: "Explain",
        help: "Sends nothing of it: says in JSON what the call would send.",
        control: Control::Switch,
        example: "1",
        call: "/503?retry-after=date:60&explain=1",
        allowed: FLAG,
        in_steps: false,
        read: switch,
        ..SPEC
    },
    OptionSpec {
        name: "strict",
        label: "Strict",
        help: "Makes an unknown option an error instead of ignoring it.",
        example: "1",
        call: "/200?strict=1",
        allowed: FLAG,
        in_steps: false,
        read: switch,
        ..SPEC
    },
];

/// What a caller's own body may claim to be: data that a browser shows or saves, nothing that it runs as script or style.
pub const TYPES: &[&str] = &[
    "application/json",
    "application/problem+json",
    "application/ld+json",
    "application/hal+json",
    "application/x-ndjson",
    "application/xml",
    "application/octet-stream",
    "text/plain",
    "text/csv",
    "text/html",
    "text/xml",
    "image/svg+xml",
];

/// The names of all options, in their order.
pub fn names() -> impl Iterator<Item = &'static str> {
    OPTIONS.iter().map(|spec| spec.name)
}

/// The option of that name, written in any case.
pub fn find(name: &str) -> Option<&'static OptionSpec> {
    OPTIONS.iter().find(|spec| spec.name.eq_ignore_ascii_case(name))
}

impl OptionSpec {
    /// # Errors
    /// A [`Problem`] that names the option, the value and what is allowed.
    pub fn read(&'static self, text: &str) -> Result<Setting, Problem> {
        let value = (self.read)(text).map_err(|why| {
            let end = if why.ends_with('?') { "" } else { "." };
            Problem::new("invalid-option", format!("{}: {why}{end}", self.name))
                .with_value(self.name, text)
                .with_allowed(self.allowed)
        })?;
        Ok(Setting { spec: self, value })
    }
}

impl std::fmt::Debug for OptionSpec {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.name)
    }
}

fn switch(text: &str) -> Result<Value, String> {
    match text {
        "1" | "true" => Ok(Value::Flag(true)),
        "0" | "false" => Ok(Value::Flag(false)),
        _ => Err(format!("“{}” is neither 1 nor 0", shorten(text))),
    }
}

fn number(text: &str) -> Result<Value, String> {
    let digits = !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
    digits
        .then(|| text.parse().ok())
        .flatten()
        .map(Value::Number)
        .ok_or_else(|| format!("“{}” is no whole number", shorten(text)))
}

fn choice(text: &str, words: &'static [&'static str]) -> Result<Value, String> {
    words
        .iter()
        .find(|word| word.eq_ignore_ascii_case(text))
        .map(|word| Value::Word(word))
        .ok_or_else(|| match super::problem::nearest(text, words.iter().copied()) {
            Some(word) => format!("“{}” is not one of its values; did you mean {word}?", shorten(text)),
            None => format!("“{}” is not one of its values, which are {}", shorten(text), words.join(", ")),
        })
}

fn token(text: &str, what: &str) -> Result<String, String> {
    let fits = !text.is_empty()
        && text
            .bytes()
            .all(|b| b.is_ascii_alphanumeric() || matches!(b, b'.' | b'-' | b'_'));
    match text.len() {
        0 => Err(format!("the {what} is empty")),
        1..=LONGEST_KEY if fits => Ok(text.to_owned()),
        1..=LONGEST_KEY => Err(format!(
            "“{}” has other characters than letters, digits, dots, hyphens and underscores",
            shorten(text)
        )),
        length => Err(format!("the {what} has {length} characters, {LONGEST_KEY} are the most")),
    }
}

/// A path on this host, or an address whose host [`super::settings::Settings::check`] judges.
fn place(text: &str) -> Result<String, String> {
    let decoded = encoding::decode_segment(text).unwrap_or_default();
    let leads_away = |text: &str| text.starts_with("//") || text.contains('\\');
    if leads_away(text) || leads_away(&decoded) {
        return Err(format!("“{}” could be taken for another host", shorten(text)));
    }
    if decoded.is_empty() || text.chars().chain(decoded.chars()).any(|c| c.is_control() || c == ' ') || !text.is_ascii() {
        return Err(format!(
            "“{}” has characters that an address cannot have; encode them",
            shorten(text)
        ));
    }
    if !text.starts_with('/') && host(text).is_none() {
        return Err(format!(
            "“{}” is neither a path on this host nor an http or https address",
            shorten(text)
        ));
    }
    Ok(text.to_owned())
}

/// The host of an absolute address, with its port if it has one. Names only, without a user before it.
pub fn host(address: &str) -> Option<&str> {
    let rest = address.strip_prefix("https://").or_else(|| address.strip_prefix("http://"))?;
    let host = rest.split(['/', '?', '#']).next()?;
    let plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | ':');
    (!host.is_empty() && host.chars().all(plain)).then_some(host)
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;
    use crate::call::settings::Caps;

    fn setting(name: &str, value: &str) -> Setting {
        find(name)
            .unwrap()
            .read(value)
            .unwrap_or_else(|problem| panic!("{}", problem.message))
    }

    #[test]
    fn every_example_is_read_and_written_back() {
        for spec in OPTIONS {
            let setting = setting(spec.name, spec.example);
            assert_eq!(spec.read(&setting.value.to_string()), Ok(setting), "{}", spec.name);
        }
    }

    #[test]
    fn every_call_of_the_manual_shows_its_option() {
        for spec in OPTIONS {
            let (path, query) = spec.call.split_once('?').unwrap();
            let reading =
                crate::call::read::read("GET", path, Some(query), []).unwrap_or_else(|problem| panic!("{}", problem.message));
            assert!(
                reading.call.settings.has(spec.name) && reading.ignored.is_empty(),
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
                !spec.label.is_empty() && spec.help.ends_with('.') && !spec.allowed.is_empty(),
                "{}",
                spec.name
            );
        }
    }

    #[test]
    fn values_out_of_bounds_are_refused_in_words() {
        for (name, value, words) in [
            ("format", "jsn", "json"),
            ("format", "", "not one of"),
            ("to", "ftp://evil.example", "neither"),
            ("to", "https://user@evil.example", "neither"),
            ("to", "https:evil.example", "neither"),
            ("to", "javascript:alert(1)", "neither"),
            ("to", "//evil.example", "another host"),
            ("to", "/%2Fevil.example", "another host"),
            ("to", "/\\evil.example", "another host"),
            ("to", "/a\r\nSet-Cookie:x", "cannot have"),
            ("key", "a b", "other characters"),
            ("key", "", "empty"),
            ("n", "0", "from 1"),
            ("seed", "-1", "whole number"),
            ("type", "text/javascript", "not one of"),
            ("type", "text/css", "not one of"),
            ("echo", "yes", "neither"),
        ] {
            let problem = find(name).unwrap().read(value).unwrap_err();
            assert!(problem.message.contains(words), "{name}={value:?}: {}", problem.message);
        }
        assert!(find("body").unwrap().read(&"x".repeat(LONGEST_BODY + 1)).is_err());
        assert!(find("key").unwrap().read(&"x".repeat(65)).is_err());
    }
}

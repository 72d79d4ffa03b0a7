//! A request to the mock, read into a [`Call`]: options from path segments, from the query, from headers, in that precedence.

use super::encoding::{self, Malformed};
use super::options::{self, OPTIONS, OptionSpec, Settings};
use super::problem::{Problem, nearest, shorten};
use super::{Call, METHODS};
use crate::code::Code;

/// What a header that carries an option starts with, in lower case.
pub const HEADER_PREFIX: &str = "x-mock-";

/// At most so many ignored names are reported, each cut to so many characters.
const IGNORED_NAMES: usize = 8;
const IGNORED_LENGTH: usize = 40;

/// A call and what was left alone while reading it.
#[derive(Clone, Debug, PartialEq)]
pub struct Reading {
    pub call: Call,
    /// For `X-Mock-Ignored`: visible ASCII only, each with the option it resembles.
    pub ignored: Vec<String>,
}

/// Whether a path belongs to the mock: its first segment, up to a `;`, is a code.
pub fn is_mock_path(path: &str) -> bool {
    let first = path.trim_start_matches('/').split('/').next().unwrap_or("");
    path.starts_with('/') && !path.starts_with("//") && Code::parse(first.split(';').next().unwrap_or("")).is_some()
}

/// Reads a request whose path is one of the mock's.
///
/// `headers` are names in lower case with their raw values; only those with [`HEADER_PREFIX`] matter.
///
/// # Errors
/// The first [`Problem`] found: a bad value, an option twice in one place, an unknown segment, or with `strict` any unknown name.
pub fn read<'a>(
    method: &str,
    path: &str,
    query: Option<&str>,
    headers: impl IntoIterator<Item = (&'a str, &'a [u8])>,
) -> Result<Reading, Problem> {
    let mut segments = path.strip_prefix('/').unwrap_or(path).splitn(2, '/');
    let first = segments.next().unwrap_or("");
    let exact = segments.next().is_none();
    let mut parts = first.split(';');
    let code = parts
        .next()
        .and_then(Code::parse)
        .ok_or_else(|| Problem::new("invalid-code", "A code is three digits, 100 to 999."))?;

    let mut found = Found::default();
    for segment in parts {
        found.segment(segment)?;
    }
    // Below a call the query is the caller's own and means nothing here.
    let mut ignored = Vec::new();
    if exact {
        for (name, value) in encoding::pairs(query.unwrap_or("")) {
            if !found.query(name, value)? {
                ignored.push(name.to_owned());
            }
        }
    }
    for (name, value) in headers {
        if let Some(name) = name.strip_prefix(HEADER_PREFIX)
            && !found.header(name, value)?
        {
            ignored.push(format!("{HEADER_PREFIX}{name}"));
        }
    }

    let settings = found.settle()?;
    if settings.strict()
        && let Some(name) = ignored.first()
    {
        return Err(unknown(name));
    }
    Ok(Reading {
        call: Call {
            method: method.to_owned(),
            code,
            settings,
        },
        ignored: ignored.iter().take(IGNORED_NAMES).map(|name| report(name)).collect(),
    })
}

/// Values as found, by where they stood. A value is understood only if its place wins, so that a bad header behind a good query does no harm.
#[derive(Default)]
struct Found {
    values: Vec<(Place, &'static OptionSpec, Result<String, Malformed>)>,
}

/// Ordered by precedence, the strongest first.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Place {
    Segment,
    Query,
    Header,
}

impl Found {
    fn segment(&mut self, text: &str) -> Result<(), Problem> {
        let (name, value) = text.split_once('=').unwrap_or((text, ""));
        let spec = options::find(name).ok_or_else(|| unknown(name))?;
        let value = encoding::decode_segment(value).map(|v| v.into_owned());
        self.put(Place::Segment, spec, value)
    }

    /// False if the name is no option.
    fn query(&mut self, name: &str, value: &str) -> Result<bool, Problem> {
        let name = encoding::decode_query(name).unwrap_or_default();
        match options::find(&name) {
            Some(spec) => self.put(Place::Query, spec, encoding::decode_query(value)).map(|()| true),
            None => Ok(false),
        }
    }

    /// False if the name is no option.
    fn header(&mut self, name: &str, value: &[u8]) -> Result<bool, Problem> {
        let value = std::str::from_utf8(value).map(str::to_owned).map_err(|_| Malformed::Utf8);
        match options::find(name) {
            Some(spec) => self.put(Place::Header, spec, value).map(|()| true),
            None => Ok(false),
        }
    }

    fn put(&mut self, place: Place, spec: &'static OptionSpec, value: Result<String, Malformed>) -> Result<(), Problem> {
        let twice = self.values.iter().any(|(p, s, _)| *p == place && s.name == spec.name);
        if twice {
            return Err(Problem::new(
                "repeated-option",
                format!("{} stands here twice; it takes one value.", spec.name),
            )
            .with_value(spec.name, value.as_deref().unwrap_or(""))
            .with_allowed(format!("{} once, for example {}={}", spec.name, spec.name, spec.example)));
        }
        self.values.push((place, spec, value));
        Ok(())
    }

    fn settle(mut self) -> Result<Settings, Problem> {
        self.values.sort_by_key(|(place, ..)| *place);
        let mut settings = Settings::default();
        let mut settled: Vec<&str> = Vec::new();
        for (_, spec, value) in self.values {
            if settled.contains(&spec.name) {
                continue;
            }
            settled.push(spec.name);
            let value = value.map_err(|malformed| badly_encoded(spec, malformed))?;
            settings.set(spec.read(&value)?);
        }
        Ok(settings)
    }
}

fn badly_encoded(spec: &OptionSpec, malformed: Malformed) -> Problem {
    let what = match malformed {
        Malformed::Percent => "has a % that two hexadecimal digits do not follow",
        Malformed::Utf8 => "is not UTF-8 once decoded",
    };
    Problem::new("invalid-encoding", format!("The value of {} {what}.", spec.name))
        .with_value(spec.name, "")
        .with_allowed(spec.allowed)
}

fn unknown(name: &str) -> Problem {
    let names = || OPTIONS.iter().map(|spec| spec.name);
    let guess = nearest(name.trim_start_matches(HEADER_PREFIX), names())
        .and_then(options::find)
        .map(|spec| format!(" Did you mean {}={}?", spec.name, spec.example))
        .unwrap_or_default();
    Problem::new(
        "unknown-option",
        format!("“{}” is no option of the mock.{guess}", shorten(name)),
    )
    .with_value(name, "")
    .with_allowed(names().collect::<Vec<_>>().join(", "))
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
    match nearest(name.trim_start_matches(HEADER_PREFIX), OPTIONS.iter().map(|spec| spec.name)) {
        Some(option) => format!("{visible} ({option}?)"),
        None => visible,
    }
}

/// A method that the panel offers, in the spelling of the list.
pub fn known_method(text: &str) -> Option<&'static str> {
    METHODS.into_iter().find(|method| method.eq_ignore_ascii_case(text))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::call::Delay;

    fn get(target: &str, headers: &[(&'static str, &'static str)]) -> Result<Reading, Problem> {
        let (path, query) = target.split_once('?').map_or((target, None), |(p, q)| (p, Some(q)));
        read("GET", path, query, headers.iter().map(|(n, v)| (*n, v.as_bytes())))
    }

    fn delay(target: &str, headers: &[(&'static str, &'static str)]) -> Option<Delay> {
        get(target, headers).unwrap().call.settings.delay()
    }

    #[test]
    fn an_option_is_read_in_its_three_forms_and_the_nearest_wins() {
        let two = Some(Delay::fixed(2000));
        assert_eq!(delay("/502?delay=2s", &[]), two);
        assert_eq!(delay("/502;delay=2s", &[]), two);
        assert_eq!(delay("/502;delay=2s/users?delay=9s", &[]), two);
        assert_eq!(delay("/502", &[("x-mock-delay", "2s")]), two);
        assert_eq!(delay("/502;delay=2s?delay=3s", &[("x-mock-delay", "4s")]), two);
        assert_eq!(delay("/502?delay=2s", &[("x-mock-delay", "nonsense")]), two);
    }

    #[test]
    fn below_a_call_the_query_is_the_callers() {
        let reading = get("/502/users?delay=nonsense&x=%ff", &[]).unwrap();
        assert_eq!(reading.call.settings, Settings::default());
        assert!(reading.ignored.is_empty());
    }

    #[test]
    fn unknown_names_are_reported_and_typos_explained() {
        let reading = get("/502?dealy=2s&utm=1&%0d%0aevil=1&a,b=2", &[]).unwrap();
        assert_eq!(reading.ignored, ["dealy (delay?)", "utm", "%0d%0aevil", "a?b"]);
        let error = get("/502?dealy=2s&strict=1", &[]).unwrap_err();
        assert_eq!(error.kind, "unknown-option");
        assert!(error.message.contains("delay=2s"));
        assert_eq!(get("/502;dealy=2s", &[]).unwrap_err().kind, "unknown-option");
    }

    #[test]
    fn misuse_is_named() {
        for (target, kind) in [
            ("/502?delay=soon", "invalid-option"),
            ("/502?delay=", "invalid-option"),
            ("/502?delay", "invalid-option"),
            ("/502?delay=1s&delay=2s", "repeated-option"),
            ("/502?delay=%FF", "invalid-encoding"),
            ("/502?delay=%2", "invalid-encoding"),
            ("/502;", "unknown-option"),
        ] {
            assert_eq!(get(target, &[]).unwrap_err().kind, kind, "{target}");
        }
    }

    #[test]
    fn only_three_digits_are_the_mocks() {
        for path in ["/502", "/502/", "/999/a/b", "/502;delay=2s/x", "/100"] {
            assert!(is_mock_path(path), "{path}");
        }
        for path in ["/", "/docs/502", "/5022", "/099", "//502", "/502x", "502", "/50%32"] {
            assert!(!is_mock_path(path), "{path}");
        }
    }

    proptest::proptest! {
        #[test]
        fn what_a_call_writes_is_read_back(code in 100u16..1000, from in 0u64..20_000, more in 0u64..5_000, strict: bool) {
            let mut call = Call::new(Code::new(code).unwrap());
            call.settings.set(options::find("delay").unwrap().read(&format!("{from}ms-{}ms", from + more)).unwrap());
            if strict {
                call.settings.set(options::Setting::Strict(true));
            }
            let reading = get(&call.address(), &[]).unwrap();
            proptest::prop_assert_eq!(reading.call, call);
        }

        #[test]
        fn no_target_panics(path in "/[0-9]{3}[ -~]{0,40}", query in "[ -~]{0,60}", header in "[ -~]{0,20}") {
            let _ = read("GET", &path, Some(&query), [("x-mock-delay", header.as_bytes())]);
        }
    }
}

//! The path of a call: `/502;delay=2s/users`, `/random/200:9,503`, `/sequence;key=a/503,200`. One parser for requests, for `?call=`
//! and for robots.txt.
//!
//! Many clients percent-encode `,` `;` `=` and more in a path segment, and a template may leave some as they are. A path is read as it
//! is written first, so that an encoded comma inside a value stays data (`body=a%2Cb`); only where that makes no sense is it decoded
//! and read once more.

use percent_encoding::utf8_percent_encode;

use super::Target;
use super::encoding::{self, Malformed};
use super::options::{self, OptionSpec};
use super::problem::{Problem, shorten};
use super::target::{List, Set};
use crate::code::Code;

/// First segments that are the mock's beside the codes, with an example of what has to follow them.
pub const WORDS: [(&str, &str); 3] = [("random", "200:9,503"), ("sequence", "503,503,200"), ("status", "200:9,503")];

/// What can be called, for errors.
pub const TARGETS: &str = "three digits from 100 to 999, random/200:9,503 or sequence/503,503,200";

/// A path, understood.
#[derive(Debug)]
pub struct CallPath {
    pub target: Target,
    /// Options in the first segment, undecided: another place may not win over them, but they may be badly encoded.
    pub options: Vec<(&'static OptionSpec, Result<String, Malformed>)>,
    /// What follows the call, from its slash on, percent-encoded; it is the caller's own. `None` at the exact address.
    pub below: Option<String>,
}

/// Whether a path belongs to the mock, however it is encoded: its first segment, up to a `;`, is a code or one of [`WORDS`], or it
/// begins as only a code does and goes on with what no page's address has, so that a slip gets an error that explains it.
pub fn is_mock_path(path: &str) -> bool {
    let owns = |path: &str| {
        path.starts_with('/') && {
            let first = first_segment(path).split(';').next().unwrap_or("").trim();
            Code::parse(first).is_some() || word(first).is_some() || is_slip(first)
        }
    };
    owns(path) || (path.contains('%') && owns(&decoded_start(path)))
}

/// The first segment, after any number of slashes: a base address that ends in one is often joined with a path that begins with one.
fn first_segment(path: &str) -> &str {
    path.trim_start_matches('/').split('/').next().unwrap_or("")
}

/// `/503,200` or `/503&delay=2s`: a code, and then what belongs elsewhere.
fn is_slip(first: &str) -> bool {
    let follows = first.chars().nth(3);
    first.get(..3).is_some_and(|code| Code::parse(code).is_some())
        && follows.is_some_and(|next| !next.is_alphanumeric() && !matches!(next, '-' | '_' | '.' | char::REPLACEMENT_CHARACTER))
}

/// The word of [`WORDS`] that a segment is, in any case, and its example.
fn word(first: &str) -> Option<(&'static str, &'static str)> {
    WORDS.into_iter().find(|(word, _)| first.eq_ignore_ascii_case(word))
}

/// As much of a path decoded as its first segment can need; the rest may be anything.
fn decoded_start(path: &str) -> String {
    // The longest word, each of its letters encoded, and a separator.
    let end = path.char_indices().nth(40).map_or(path.len(), |(at, _)| at);
    String::from_utf8_lossy(&percent_encoding::percent_decode_str(&path[..end]).collect::<Vec<_>>()).into_owned()
}

/// # Errors
/// What is wrong with the path as it is written, or, if only its decoded form begins with a call, with that.
pub fn parse(path: &str) -> Result<CallPath, Problem> {
    let written: Vec<&str> = path.trim_start_matches('/').split('/').collect();
    let below = |segments: &[&str], used: usize| (segments.len() > used).then(|| format!("/{}", segments[used..].join("/")));
    let problem = match read(&written, Form::AsWritten) {
        Ok(call) => {
            let below = below(&written, call.segments);
            return Ok(call.into_path(below));
        }
        Err(problem) => problem,
    };
    if !path.contains('%') {
        return Err(problem);
    }
    // A slash inside an encoded value is data, one before any option separates.
    let each: Vec<_> = written
        .iter()
        .map(|text| encoding::decode_segment(text).unwrap_or_default())
        .collect();
    let each: Vec<&str> = each.iter().map(AsRef::as_ref).collect();
    let decoded = match read(&each, Form::Decoded) {
        Ok(call) => {
            let below = below(&written, call.segments);
            return Ok(call.into_path(below));
        }
        Err(problem) => problem,
    };
    let whole = encoding::decode_segment(path).unwrap_or_default();
    let whole: Vec<&str> = whole.trim_start_matches('/').split('/').collect();
    if let Ok(call) = read(&whole, Form::Decoded) {
        let below = below(&whole, call.segments).map(|below| utf8_percent_encode(&below, encoding::PATH).to_string());
        return Ok(call.into_path(below));
    }
    Err(if problem.kind == NO_CALL { decoded } else { problem })
}

/// Reads `502`, `random/200:9,503` or `sequence/503,200`, as the path has it after its first slash.
///
/// # Errors
/// What is wrong with the set or the sequence, or that there is more than these.
pub fn target(text: &str) -> Result<Target, Problem> {
    let parsed = parse(&format!("/{text}"))?;
    if parsed.options.is_empty() && parsed.below.is_none() {
        return Ok(parsed.target);
    }
    Err(Problem::new(
        NO_CALL,
        format!("call={} has more than a code, a set or a sequence.", shorten(text)),
    )
    .with_value("call", text)
    .with_allowed(TARGETS))
}

/// The kind of [`Problem`] of a path that isn't one of the mock's.
const NO_CALL: &str = "invalid-code";

#[derive(Clone, Copy, PartialEq, Eq)]
enum Form {
    AsWritten,
    /// Decoded once already. What is encoded still is decoded too, and a lone `%` is one.
    Decoded,
}

/// The first segments of a path, understood.
struct Call {
    target: Target,
    options: Vec<(&'static OptionSpec, Result<String, Malformed>)>,
    /// How many segments they are.
    segments: usize,
}

impl Call {
    fn into_path(self, below: Option<String>) -> CallPath {
        CallPath {
            target: self.target,
            options: self.options,
            below,
        }
    }
}

fn read(segments: &[&str], form: Form) -> Result<Call, Problem> {
    let mut parts = segments.first().copied().unwrap_or("").split(';');
    let name = parts.next().unwrap_or("").trim();
    let (target, segments) = match Code::parse(name) {
        Some(code) => (Target::Code(code), 1),
        None => {
            let (name, example) = word(name).ok_or_else(|| no_call(name))?;
            let Some(text) = segments.get(1).filter(|text| !text.is_empty()) else {
                let example = format!("/{name}/{example}");
                return Err(
                    Problem::new("incomplete-call", format!("/{name} needs to know which codes: {example}"))
                        .with_allowed(example),
                );
            };
            (several(name, text)?, 2)
        }
    };
    let mut options = Vec::new();
    for part in parts {
        let (name, value) = part.split_once('=').unwrap_or((part, ""));
        let decoded = encoding::decode_segment(name).unwrap_or_default();
        if decoded.trim().is_empty() {
            return Err(Problem::new("unknown-option", "An option is missing after “;”.")
                .with_allowed(options::names().collect::<Vec<_>>().join(", ")));
        }
        let spec = options::find(decoded.trim()).ok_or_else(|| options::unknown(&decoded))?;
        let value = match encoding::decode_segment(value) {
            Ok(value) => Ok(value.into_owned()),
            Err(Malformed::Percent) if form == Form::Decoded => Ok(value.to_owned()),
            Err(malformed) => Err(malformed),
        };
        options.push((spec, value));
    }
    Ok(Call {
        target,
        options,
        segments,
    })
}

fn no_call(name: &str) -> Problem {
    let name = encoding::decode_segment(name).unwrap_or_default();
    let hint = match name.chars().nth(3) {
        Some(',') => format!(" Several codes are written /sequence/{0} or /random/{0}.", shorten(&name)),
        Some('&' | '=' | '?') => " Options follow a ? or a ;, as in /503?delay=2s.".to_owned(),
        Some(':') => format!(" Codes with weights are written /random/{}.", shorten(&name)),
        _ => String::new(),
    };
    let hint = if is_slip(&name) { hint } else { String::new() };
    Problem::new(
        NO_CALL,
        format!("“{}” isn't a code, a set or a sequence.{hint}", shorten(&name)),
    )
    .with_value("call", &name)
    .with_allowed(TARGETS)
}

/// The set or the list behind a word.
fn several(word: &str, text: &str) -> Result<Target, Problem> {
    if word == "sequence" {
        return List::parse(text).map(Target::Sequence);
    }
    let malformed = |_| Problem::new("invalid-encoding", format!("What follows /{word}/ is badly encoded."));
    let decoded = encoding::decode_segment(text).map_err(malformed)?;
    Set::parse(&decoded).map(|set| match set.only() {
        // httpbin sends one code under /status as it is.
        Some(code) if word == "status" => Target::Code(code),
        _ => Target::Random(set),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_codes_and_the_words_are_the_mocks_however_they_are_encoded() {
        for path in [
            "/502",
            "/502/",
            "/999/a/b",
            "/502;delay=2s/x",
            "/100",
            "/random",
            "/sequence;key=a/200",
            "/status/200",
            "/50%32",
            "/%35%30%32",
            "/502%3Bdelay%3D2s",
            "/502%2Fusers",
            "/%73equence/200",
            "/%72%61%6E%64%6F%6D/200",
            "/502/%FF",
            "//502",
            "///sequence/200",
            "/503%20",
            "/Random/200",
            "/503,200",
            "/503%2C200",
            "/503&delay=2s",
            "/503:9",
        ] {
            assert!(is_mock_path(path), "{path}");
        }
        for path in [
            "/",
            "/docs/502",
            "/5022",
            "/099",
            "//docs/502",
            "/502x",
            "/502-bad-gateway",
            "/502.html",
            "502",
            "/randomly",
            "/docs%2F502",
            "/%FF",
            "/50%3",
        ] {
            assert!(!is_mock_path(path), "{path}");
        }
    }

    #[test]
    fn separators_may_be_encoded_and_values_may_hold_them() {
        for (path, target, options) in [
            ("/sequence/503%2C200", "/sequence/503,200", ""),
            ("/sequence/503,%20200", "/sequence/503,200", ""),
            ("/sequence/503%2C%20200", "/sequence/503,200", ""),
            ("/503%3Bdelay%3D10ms", "/503", "delay=10ms"),
            ("/503;delay%3D10ms", "/503", "delay=10ms"),
            ("/503%3bdelay=10ms", "/503", "delay=10ms"),
            ("/%35%30%33;delay=10ms", "/503", "delay=10ms"),
            ("/sequence/503;retry-after=2%2C200", "/sequence/503;retry-after=2,200", ""),
            ("/sequence/503%3Bretry-after%3D2%2C200", "/sequence/503;retry-after=2,200", ""),
            ("/sequence/503;body=a%2C200", "/sequence/503;body=a%2C200", ""),
            ("/sequence%3Bkey%3Da/503%2C200", "/sequence/503,200", "key=a"),
            ("/random/200%3A9%2C503", "/random/200:9,503", ""),
            ("/random%2F200,503", "/random/200,503", ""),
            ("/sequence/reset%3A30%25%2C200", "/sequence/reset:30%25,200", ""),
            ("/302%3Bto%3D%2F404", "/302", "to=/404"),
            ("/503;body=a%2Cb%3Bc", "/503", "body=a,b;c"),
            ("//503", "/503", ""),
            ("/503%20;delay=1s", "/503", "delay=1s"),
            ("/Random/200,503", "/random/200,503", ""),
        ] {
            let parsed = parse(path).unwrap_or_else(|problem| panic!("{path}: {}", problem.message));
            assert_eq!(parsed.target.to_string(), target, "{path}");
            let read: Vec<_> = parsed
                .options
                .iter()
                .map(|(spec, value)| format!("{}={}", spec.name, value.as_deref().unwrap_or("?")))
                .collect();
            assert_eq!(read.join(" "), options, "{path}");
        }
    }

    #[test]
    fn what_follows_a_call_is_kept() {
        for (path, below) in [
            ("/302", None),
            ("/302/", Some("/")),
            ("/302/users/a%2Fb", Some("/users/a%2Fb")),
            ("/sequence/503,200/x", Some("/x")),
            ("/503%3Bdelay%3D1s/a%20b", Some("/a%20b")),
        ] {
            assert_eq!(parse(path).unwrap().below.as_deref(), below, "{path}");
        }
    }

    #[test]
    fn what_is_wrong_is_said_of_the_path_as_it_is_written() {
        for (path, kind, words) in [
            ("/random", "incomplete-call", "/random/200:9,503"),
            ("/random/", "incomplete-call", "which codes"),
            ("/sequence/503,x", "invalid-sequence", "“x”"),
            ("/sequence/503%2Cx", "invalid-sequence", "x"),
            ("/random/%FF", "invalid-encoding", "badly"),
            ("/502;dealy=2s", "unknown-option", "delay=2s"),
            ("/502%3Bdealy=2s", "unknown-option", "delay=2s"),
            ("/502;", "unknown-option", "missing after “;”"),
            ("/503,200", "invalid-code", "/sequence/503,200"),
            ("/503%2C200", "invalid-code", "/sequence/503,200"),
            ("/503&delay=2s", "invalid-code", "/503?delay=2s"),
            ("/teapot", "invalid-code", "teapot"),
        ] {
            let problem = parse(path).unwrap_err();
            assert_eq!(problem.kind, kind, "{path}");
            assert!(problem.message.contains(words), "{path}: {}", problem.message);
        }
    }
}

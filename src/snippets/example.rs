//! What a program needs to know of a call, whatever its language.

use std::time::Duration;

use super::text::Strings;
use crate::call::request::{Credentials, Request, RequestBody};
use crate::call::{Call, Switches, Target};

/// What a program finds in the body of the response.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BodyKind {
    Json,
    /// Anything else that can be printed.
    Text,
    None,
}

/// What comes back, for files that hold it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Answer {
    pub status: u16,
    pub reason: String,
    /// Without those that a server sets by itself.
    pub headers: Vec<Header>,
    pub body: String,
    /// Before the response.
    pub wait: Duration,
}

/// A GET that follows from the response, whose status is printed too.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Next {
    /// Of the address in `Location`, which can be relative.
    Location,
    /// Of the same address with the same headers, and with the response's `ETag` in `If-None-Match`.
    IfNoneMatch,
}

/// What a test expects.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Wanted {
    Status(u16),
    OneOf(Vec<u16>),
    /// A whole response, whatever its status.
    Any,
    /// The client's error: no whole response comes.
    Failure,
}

/// What a program needs to know of a call, worked out once for all languages.
#[derive(Clone, Debug)]
pub struct Example<'a> {
    pub method: &'a str,
    /// Absolute, percent-encoded: letters, digits and the marks of an address only.
    pub url: String,
    /// Whether the client has to be kept from going on to `Location`, so that it sees this code.
    pub redirects: bool,
    /// Whether it must go on to `Location`, and say where it ended.
    pub follows: bool,
    /// How often the program sends the request, printing each response: once for each step of a sequence. 1 to [`MOST_CALLS`].
    pub times: usize,
    /// Whether the exchange breaks: the program catches what its client makes of that, says it and ends with an error.
    pub breaks: bool,
    /// Whether interim responses are what it is about: the program prints the hints of a 103, if its client shows them.
    pub hints: bool,
    /// Response headers that this status is about. The program prints them after the status.
    pub reads: Vec<String>,
    /// What can come where `expected` can't say it: the codes of a sequence or a random choice. Empty if there are many.
    pub possible: Vec<u16>,
    /// What comes, one for each call and `None` where the exchange breaks; only the first are known of many.
    pub answers: Vec<Option<Answer>>,
    /// What the program asks next, after a response.
    pub next: Option<Next>,
    /// What the reader sends with the call.
    pub request: &'a Request,
    /// The body of the response.
    pub body: BodyKind,
    /// What the program does beside printing.
    pub switches: Switches,
    /// The status that the client will see; `None` where that is not one fixed number.
    pub expected: Option<u16>,
}

/// The statuses after which the same request can succeed a moment later, on a new connection: 421 says that this one is the wrong one.
pub(super) const RETRIED: &str = "408, 421, 425, 429, 500, 502, 503, 504";
/// The same for a client that decides itself whether it opens a new connection.
pub(super) const RETRIED_ON_ANY_CONNECTION: &str = "408, 425, 429, 500, 502, 503, 504";
/// How often a program sends the request at most, if it repeats it.
pub(super) const TRIES: u32 = 5;
/// Methods that may be repeated, because a second time does nothing more (RFC 9110 section 9.2.2).
pub(super) const IDEMPOTENT: [&str; 6] = ["GET", "HEAD", "OPTIONS", "TRACE", "PUT", "DELETE"];
/// What every program with pauses says about them. The jitter keeps clients from coming back all at once, and a `Retry-After: 0` from
/// using up all tries.
pub(super) const PAUSES: &str = "Waits as long as Retry-After says, an hour at most, plus a random time that grows.";
/// The longest that a program waits because `Retry-After` says so, in seconds: more would be a program that hangs.
pub(super) const LONGEST_PAUSE: u32 = 3600;
/// So many calls show what comes by chance.
pub(super) const RANDOM_CALLS: usize = 5;
/// So many codes are listed in a test.
pub(super) const MOST_POSSIBLE: usize = 8;
/// The most calls that a program for several responses makes.
pub const MOST_CALLS: usize = 10;
/// The letters in a piece of a large body.
pub(super) const PIECE: u64 = 64 << 10;
/// Name and value of a header that a program sets.
pub type Header = (String, String);

impl<'a> Example<'a> {
    /// `origin` is scheme and authority of the mock; `expected` and `body` what comes back.
    pub fn new(call: &'a Call, origin: &str, request: &'a Request, expected: Option<u16>, body: BodyKind) -> Self {
        // Some clients take one of these for the response, others wait for the 200 behind it.
        let is_interim = matches!(call.target, Target::Code(code) if (102..200).contains(&code.number()));
        // The mock answers a preflight as a browser needs it, whatever the code.
        let is_preflight = call.method == "OPTIONS" && request.has("access-control-request-method");
        let (expected, body) = match body {
            _ if !is_interim && !is_preflight => (expected, body),
            BodyKind::Json => (None, BodyKind::Text),
            body => (None, body),
        };
        let times = match &call.target {
            Target::Code(_) => 1,
            Target::Random(_) => RANDOM_CALLS,
            Target::Sequence(steps) => steps.len().clamp(1, MOST_CALLS),
        };
        let codes = match &call.target {
            Target::Code(_) => Vec::new(),
            target => target.codes(),
        };
        let possible = if codes.len() > MOST_POSSIBLE { Vec::new() } else { codes };
        Self {
            method: &call.method,
            url: format!("{origin}{}", call.address()),
            redirects: matches!(call.target, Target::Code(code) if code.redirects()),
            follows: false,
            times,
            breaks: false,
            hints: matches!(call.target, Target::Code(code) if code.number() == 103),
            reads: Vec::new(),
            possible: possible.iter().map(|code| code.number()).collect(),
            answers: Vec::new(),
            next: None,
            request,
            body,
            switches: Switches::default(),
            expected,
        }
    }

    /// The same for a call whose response breaks off, or never comes.
    pub fn breaking(self, breaks: bool) -> Self {
        Self { breaks, ..self }
    }

    /// The same with what will come back.
    pub fn answered(self, answers: Vec<Option<Answer>>) -> Self {
        Self { answers, ..self }
    }

    /// The same as a program that reads these response headers.
    pub fn reading(self, reads: Vec<String>) -> Self {
        Self { reads, ..self }
    }

    /// The same as a program that does more.
    pub fn with(self, switches: Switches) -> Self {
        let follows = switches.follow && self.redirects;
        let is_followed_up = self.times == 1 && !self.breaks && !follows && !switches.test;
        // Location can lead to another host, which gets none of the reader's secrets.
        let next = if is_followed_up && switches.follow && self.expected == Some(201) && self.secrets().is_empty() {
            Some(Next::Location)
        } else if is_followed_up && switches.conditional && matches!(self.method, "GET" | "HEAD") {
            Some(Next::IfNoneMatch)
        } else {
            None
        };
        // What comes is a response of another address.
        let (expected, body, reads) = match (follows, self.body) {
            (true, BodyKind::Json) => (None, BodyKind::Text, Vec::new()),
            (true, body) => (None, body, Vec::new()),
            (false, body) => (self.expected, body, self.reads),
        };
        // A test has its own idea of what is wrong.
        let check = switches.check && !switches.test;
        Self {
            switches: Switches { check, ..switches },
            follows,
            next,
            redirects: self.redirects && !follows,
            expected,
            body,
            reads,
            ..self
        }
    }

    /// The same for a client that leaves out a part of the request, if `left_out` names one: the forecast was made for the whole of it.
    pub(super) fn without(&self, left_out: &str) -> Self {
        if left_out.is_empty() {
            return self.clone();
        }
        let body = match self.method {
            "HEAD" => self.body,
            _ => BodyKind::Text,
        };
        Self {
            expected: None,
            body,
            ..self.clone()
        }
    }

    /// How often the program sends the request: several responses are either all printed, or repeated until one is good.
    pub(super) fn calls(&self) -> usize {
        if self.switches.retry || self.switches.test {
            1
        } else {
            self.times
        }
    }

    /// What a test of the call expects.
    pub(super) fn wanted(&self) -> Wanted {
        match self.expected {
            _ if self.breaks => Wanted::Failure,
            Some(status) => Wanted::Status(status),
            None if self.possible.is_empty() || self.follows => Wanted::Any,
            None => Wanted::OneOf(self.possible.clone()),
        }
    }

    /// What a test of the call is named, in lower case and with spaces.
    pub(super) fn test_name(&self) -> String {
        match self.wanted() {
            Wanted::Status(status) => format!("responds with {status}"),
            Wanted::OneOf(_) => "responds with one of the codes".to_owned(),
            Wanted::Any => "responds".to_owned(),
            Wanted::Failure => "fails without a response".to_owned(),
        }
    }

    /// Whether the program sends the request again after a failure: only where that can't do its work twice.
    pub(super) fn repeats(&self) -> bool {
        let has_key = || self.request.has("idempotency-key");
        self.switches.retry && (IDEMPOTENT.contains(&self.method) || has_key())
    }

    /// The names of the headers that a stranger must not get. A repeated call's key is worth nothing to one.
    fn secrets(&self) -> Vec<&str> {
        let credentials = self.request.credentials.map(|_| "Authorization");
        let typed = self.request.headers.iter().filter(|header| header.is_secret());
        let mut names: Vec<&str> = credentials
            .into_iter()
            .chain(typed.map(|header| header.name.as_str()))
            .collect();
        names.retain(|name| !name.eq_ignore_ascii_case("idempotency-key"));
        names
    }

    /// A line of comment on the secrets that a client which follows sends to any host, so that the reader knows. `kept` are those that
    /// it sends to the first host only, in lower case.
    pub(super) fn strays(&self, mark: &str, kept: &[&str]) -> String {
        let mut names = self.secrets();
        names.retain(|name| !kept.contains(&name.to_ascii_lowercase().as_str()));
        names.dedup();
        match names.as_slice() {
            _ if !self.follows => String::new(),
            [] => String::new(),
            [name] => format!("{mark} {name} goes to the host in Location too, whichever it is.\n"),
            _ => format!(
                "{mark} {} go to the host in Location too, whichever it is.\n",
                names.join(" and ")
            ),
        }
    }

    /// What a program doesn't do although a switch asks for it, and why, as lines of comment behind the language's mark.
    pub(super) fn left_undone(&self, mark: &str) -> String {
        let mut lines = String::new();
        if self.switches.retry && !self.repeats() {
            let line = format!(
                "{mark} {} is not repeated: without an Idempotency-Key it could run twice.\n",
                self.method
            );
            lines.push_str(&line);
        }
        if self.switches.follow && self.expected == Some(201) && !self.secrets().is_empty() && !self.switches.test {
            lines.push_str(&format!(
                "{mark} Location isn't followed: it could take the secrets to another host.\n"
            ));
        }
        lines
    }

    /// The comment behind the line that prints the status, with the language's own mark: ` // 502`.
    pub(super) fn comment(&self, mark: &str) -> String {
        self.expected.map(|status| format!("  {mark} {status}")).unwrap_or_default()
    }

    /// Path and query.
    pub(super) fn path(&self) -> &str {
        let start = self.url.match_indices('/').nth(2).map_or(0, |(at, _)| at);
        &self.url[start..]
    }

    pub(super) fn is_tls(&self) -> bool {
        self.url.starts_with("https:")
    }

    /// Whether the program sends user and password. Each client has its own way; a token is one of the [`Example::headers`].
    pub(super) fn is_basic(&self) -> bool {
        matches!(self.request.credentials, Some(Credentials::Basic))
    }

    /// The headers of the request, in its order, after the token if it has one. A body has a type: clients add different ones.
    pub(super) fn headers(&self) -> Vec<Header> {
        let bearer = matches!(self.request.credentials, Some(Credentials::Bearer));
        let token = bearer.then(|| ("Authorization".to_owned(), format!("Bearer {}", Credentials::TOKEN)));
        // A second Authorization would contradict the first.
        let is_authorized = self.request.credentials.is_some();
        let typed = self
            .request
            .headers
            .iter()
            .filter(|header| !(is_authorized && header.name.eq_ignore_ascii_case("authorization")))
            .map(|header| (header.name.clone(), header.value.clone()));
        let implied = self.request.implied_type();
        let implied = implied.map(|kind| ("Content-Type".to_owned(), kind.to_owned()));
        token.into_iter().chain(typed).chain(implied).collect()
    }

    /// The same for clients that keep headers in a map, where a name can be used once: its values become a list.
    pub(super) fn header_map(&self) -> Vec<Header> {
        let mut map: Vec<Header> = Vec::new();
        for (name, value) in self.headers() {
            let known = map.iter_mut().find(|(known, _)| known.eq_ignore_ascii_case(&name));
            if let Some((_, list)) = known {
                list.push_str(if name.eq_ignore_ascii_case("cookie") { "; " } else { ", " });
                list.push_str(&value);
            } else {
                map.push((name, value));
            }
        }
        map
    }

    /// In how many pieces of [`PIECE`] letters a program sends a large body, so that it never has all of it in memory.
    pub(super) fn pieces(&self) -> Option<u64> {
        match self.request.body {
            Some(RequestBody::Size(size)) if size > PIECE && size % PIECE == 0 => Some(size / PIECE),
            _ => None,
        }
    }

    /// The same for a program whose pieces can be sent once: a repeated request or a redirect would find them used up.
    pub(super) fn streamed(&self) -> Option<u64> {
        let is_resent = self.follows || self.switches.retry || self.calls() > 1 || self.next.is_some();
        self.pieces().filter(|_| !is_resent)
    }

    /// The body of the request as an expression; `repeated` is the letter x, that many times.
    pub(super) fn content(&self, strings: &Strings, repeated: fn(u64) -> String) -> Option<String> {
        self.request.body.as_ref().map(|body| match body {
            RequestBody::Text(text) => strings.write(text),
            RequestBody::Size(size) => repeated(*size),
        })
    }
}

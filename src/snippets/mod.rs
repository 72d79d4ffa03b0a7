//! A call as a program in many languages: a file for each client, and its place among the clients of its language in [`LANGUAGES`].

mod axios;
mod csharp;
mod curl;
mod go;
mod guzzle;
mod httpie;
mod httpx;
mod java;
mod javascript;
mod kotlin;
mod node;
mod node_fetch;
mod php;
mod php_curl;
mod powershell;
mod python;
mod reqwest;
mod ruby;
pub mod servers;

use crate::call::request::{Credentials, Request, RequestBody};
use crate::call::switches::TIMEOUT_SECONDS;
use crate::call::{Call, Switches, Target};

/// A language and its clients.
#[derive(Debug)]
pub struct Language {
    /// In addresses (`?lang=python`) and in element ids. Lower case.
    pub id: &'static str,
    /// On the tab.
    pub name: &'static str,
    /// The first one is shown to those who choose no other.
    pub clients: &'static [&'static Client],
}

/// A client: how a call is written with it.
pub struct Client {
    /// In addresses, after the language: `?lang=python.httpx`. Lower case, unique within the language.
    pub id: &'static str,
    pub name: &'static str,
    /// A name or extension that the highlighter knows.
    pub syntax: &'static str,
    /// Under which the program is saved.
    pub file: &'static str,
    /// How the saved program is started.
    pub run: &'static str,
    /// What brings the packages that its programs use, beside the language itself; empty if they use none.
    pub install: &'static str,
    write: fn(&Example) -> String,
}

/// Every language, in the order of its tab; the first is shown to those who have not chosen. The first eight are the model page's.
pub static LANGUAGES: &[Language] = &[
    Language {
        id: "curl",
        name: "curl",
        clients: &[&curl::CLIENT, &httpie::CLIENT],
    },
    Language {
        id: "javascript",
        name: "JavaScript",
        clients: &[&javascript::CLIENT, &axios::CLIENT],
    },
    Language {
        id: "python",
        name: "Python",
        clients: &[&python::CLIENT, &httpx::CLIENT],
    },
    Language {
        id: "php",
        name: "PHP",
        clients: &[&php_curl::CLIENT, &guzzle::CLIENT, &php::CLIENT],
    },
    Language {
        id: "ruby",
        name: "Ruby",
        clients: &[&ruby::CLIENT],
    },
    Language {
        id: "go",
        name: "Go",
        clients: &[&go::CLIENT],
    },
    Language {
        id: "java",
        name: "Java",
        clients: &[&java::CLIENT],
    },
    Language {
        id: "node",
        name: "Node.js",
        clients: &[&node::CLIENT, &node_fetch::CLIENT],
    },
    Language {
        id: "typescript",
        name: "TypeScript",
        clients: &[&node_fetch::TYPESCRIPT],
    },
    Language {
        id: "rust",
        name: "Rust",
        clients: &[&reqwest::CLIENT],
    },
    Language {
        id: "kotlin",
        name: "Kotlin",
        clients: &[&kotlin::CLIENT],
    },
    Language {
        id: "csharp",
        name: "C#",
        clients: &[&csharp::CLIENT],
    },
    Language {
        id: "powershell",
        name: "PowerShell",
        clients: &[&powershell::CLIENT],
    },
];

/// How an example is written: a language and one of its clients.
#[derive(Clone, Copy, Debug)]
pub struct Program {
    pub language: &'static Language,
    pub client: &'static Client,
}

impl Program {
    /// The one that `?lang=` names: a language, or a language and a client; else the first of all.
    pub fn named(id: Option<&str>) -> Self {
        let (language, client) = id.map_or(("", None), |id| match id.split_once('.') {
            Some((language, client)) => (language, Some(client)),
            None => (id, None),
        });
        let language = LANGUAGES.iter().find(|known| known.id == language).unwrap_or(&LANGUAGES[0]);
        language.program(client)
    }

    /// For `?lang=`: the language alone for its first client.
    pub fn id(&self) -> String {
        if std::ptr::eq(self.client, self.language.clients[0]) {
            self.language.id.to_owned()
        } else {
            format!("{}.{}", self.language.id, self.client.id)
        }
    }

    /// Every program that can be chosen.
    pub fn all() -> impl Iterator<Item = Self> {
        LANGUAGES
            .iter()
            .flat_map(|language| language.clients.iter().map(move |client| Self { language, client }))
    }
}

impl Language {
    /// The program with that client of the language, else with its first.
    pub fn program(&'static self, client: Option<&str>) -> Program {
        let known = client.and_then(|id| self.clients.iter().find(|known| known.id == id));
        Program {
            language: self,
            client: known.unwrap_or(&self.clients[0]),
        }
    }
}

impl std::fmt::Debug for Client {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.name)
    }
}

/// What a program finds in the body of the response.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BodyKind {
    Json,
    /// Anything else that can be printed.
    Text,
    None,
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
    /// Response headers that this status is about. The program prints them after the status.
    pub reads: Vec<String>,
    /// What the reader sends with the call.
    pub request: &'a Request,
    /// The body of the response.
    pub body: BodyKind,
    /// What the program does beside printing.
    pub switches: Switches,
    /// The status that the client will see; `None` where that is not one fixed number.
    pub expected: Option<u16>,
}

/// The statuses after which the same request can succeed a moment later. 421 is missing: it needs a new connection, which most
/// clients don't let a program ask for.
const RETRIED: &str = "408, 425, 429, 500, 502, 503, 504";
/// How often a program sends the request at most, if it repeats it.
const TRIES: u32 = 5;
/// Methods that may be repeated, because a second time does nothing more (RFC 9110 section 9.2.2).
const IDEMPOTENT: [&str; 6] = ["GET", "HEAD", "OPTIONS", "TRACE", "PUT", "DELETE"];
/// What every program with pauses says about them. The jitter keeps clients from coming back all at once, and a `Retry-After: 0` from
/// using up all tries.
const PAUSES: &str = "Waits as long as Retry-After says, an hour at most, plus a random time that grows.";
/// The longest that a program waits because `Retry-After` says so, in seconds: more would be a program that hangs.
const LONGEST_PAUSE: u32 = 3600;
/// So many calls show what comes by chance.
const RANDOM_CALLS: usize = 5;
/// The most calls that a program for several responses makes.
pub const MOST_CALLS: usize = 10;
/// Name and value of a header that a program sets.
type Header = (String, String);

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
        Self {
            method: &call.method,
            url: format!("{origin}{}", call.address()),
            redirects: matches!(call.target, Target::Code(code) if code.redirects()),
            follows: false,
            times,
            breaks: false,
            reads: Vec::new(),
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

    /// The same as a program that reads these response headers.
    pub fn reading(self, reads: Vec<String>) -> Self {
        Self { reads, ..self }
    }

    /// The same as a program that does more.
    pub fn with(self, switches: Switches) -> Self {
        let follows = switches.follow && self.redirects;
        // What comes is a response of another address.
        let (expected, body, reads) = match (follows, self.body) {
            (true, BodyKind::Json) => (None, BodyKind::Text, Vec::new()),
            (true, body) => (None, body, Vec::new()),
            (false, body) => (self.expected, body, self.reads),
        };
        Self {
            switches,
            follows,
            redirects: self.redirects && !follows,
            expected,
            body,
            reads,
            ..self
        }
    }

    /// The same for a client that leaves out a part of the request, if `left_out` names one: the forecast was made for the whole of it.
    fn without(&self, left_out: &str) -> Self {
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
    fn calls(&self) -> usize {
        if self.switches.retry { 1 } else { self.times }
    }

    /// Whether the program sends the request again after a failure: only where that can't do its work twice.
    fn repeats(&self) -> bool {
        let has_key = || self.request.has("idempotency-key");
        self.switches.retry && (IDEMPOTENT.contains(&self.method) || has_key())
    }

    /// Why a program doesn't repeat the request although it should, as a line of comment behind the language's mark.
    fn not_repeated(&self, mark: &str) -> String {
        if self.switches.retry && !self.repeats() {
            format!(
                "{mark} {} is not repeated: without an Idempotency-Key it could run twice.\n",
                self.method
            )
        } else {
            String::new()
        }
    }

    /// The comment behind the line that prints the status, with the language's own mark: ` // 502`.
    fn comment(&self, mark: &str) -> String {
        self.expected.map(|status| format!("  {mark} {status}")).unwrap_or_default()
    }

    fn is_tls(&self) -> bool {
        self.url.starts_with("https:")
    }

    /// Whether the program sends user and password. Each client has its own way; a token is one of the [`Example::headers`].
    fn is_basic(&self) -> bool {
        matches!(self.request.credentials, Some(Credentials::Basic))
    }

    /// The headers of the request, in its order, after the token if it has one.
    fn headers(&self) -> Vec<Header> {
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
        token.into_iter().chain(typed).collect()
    }

    /// The same for clients that keep headers in a map, where a name can be used once: its values become a list.
    fn header_map(&self) -> Vec<Header> {
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

    /// The body of the request as an expression; `repeated` is the letter x, that many times.
    fn content(&self, strings: &Strings, repeated: fn(u64) -> String) -> Option<String> {
        self.request.body.as_ref().map(|body| match body {
            RequestBody::Text(text) => strings.write(text),
            RequestBody::Size(size) => repeated(*size),
        })
    }
}

/// The headers that a client sends, and the names of those that it refuses, for a comment.
fn parted(headers: Vec<Header>, refuses: fn(&str) -> bool) -> (Vec<Header>, String) {
    let (refused, sent): (Vec<Header>, Vec<Header>) = headers.into_iter().partition(|(name, _)| refuses(name));
    let names: Vec<String> = refused.into_iter().map(|(name, _)| name).collect();
    (sent, names.join(", "))
}

/// Lines of a map, `'Accept': 'text/html',`, as Python and JavaScript write them.
fn entries(headers: &[Header], indent: &str) -> String {
    let line = |(name, value): &Header| format!("{indent}{}: {},\n", QUOTES.write(name), QUOTES.write(value));
    headers.iter().map(line).collect()
}

impl Client {
    /// The program as text, ending without a line break.
    pub fn write(&self, example: &Example) -> String {
        (self.write)(example).trim_end().to_owned()
    }
}

/// The pause before another try in JavaScript, within a loop: `after` is the value of `Retry-After`.
fn javascript_pause() -> String {
    let lines = format!(
        "const asked = /^\\d+$/.test(after) ? Number(after) * 1000 : Date.parse(after) - Date.now();
const pause = Math.min(asked > 0 ? asked : 0, {LONGEST_PAUSE}000) + Math.random() * 500 * 2 ** attempt;
await new Promise((resolve) => setTimeout(resolve, pause));"
    );
    indented(&lines, "    ")
}

/// Moves all lines but empty ones to the right.
fn indented(text: &str, by: &str) -> String {
    let line = |line: &str| match line.trim() {
        "" => String::new(),
        _ => format!("{by}{line}"),
    };
    text.lines().map(line).collect::<Vec<_>>().join("\n")
}

/// A text between `quote` marks, with a backslash before what would end it: the rule that all these languages share.
fn quoted(text: &str, quote: char) -> String {
    let inner = text.replace('\\', "\\\\").replace(quote, &format!("\\{quote}"));
    format!("{quote}{inner}{quote}")
}

/// How a language writes a string of any text.
struct Strings {
    /// The mark around it.
    plain: char,
    /// The mark around it if something in it is written as an escape, such as a line break. Often the same.
    escaping: char,
    /// What would start an interpolation between `escaping` marks that aren't `plain`.
    interpolation: Option<char>,
    /// Whether other characters than ASCII are escaped too.
    ascii: bool,
    /// The escape for a character by its number.
    number: fn(char) -> String,
}

/// Strings between double quotes, in which nothing is interpolated.
const DOUBLE_QUOTES: Strings = Strings {
    plain: '"',
    escaping: '"',
    interpolation: None,
    ascii: false,
    number: four_digits,
};

/// Strings of Python and JavaScript.
const QUOTES: Strings = Strings {
    plain: '\'',
    escaping: '\'',
    interpolation: None,
    ascii: false,
    number: hexadecimal,
};

impl Strings {
    fn write(&self, text: &str) -> String {
        let by_number = |c: char| is_unseen(c) || (self.ascii && !c.is_ascii());
        let quote = if text.chars().any(by_number) {
            self.escaping
        } else {
            self.plain
        };
        let interpolation = self.interpolation.filter(|_| quote != self.plain);
        let mut literal = String::from(quote);
        for c in text.chars() {
            match c {
                '\n' => literal.push_str("\\n"),
                '\r' => literal.push_str("\\r"),
                '\t' => literal.push_str("\\t"),
                c if by_number(c) => literal.push_str(&(self.number)(c)),
                c if c == '\\' || c == quote || Some(c) == interpolation => literal.extend(['\\', c]),
                c => literal.push(c),
            }
        }
        literal.push(quote);
        literal
    }
}

/// Line breaks, and all that a reader of a program can't see or that changes how the text around it looks.
fn is_unseen(c: char) -> bool {
    let is_mark = matches!(
        c,
        '\u{ad}'
            | '\u{61c}'
            | '\u{200b}'..='\u{200f}'
            | '\u{2028}'..='\u{202e}'
            | '\u{2060}'..='\u{206f}'
            | '\u{feff}'
    );
    c.is_control() || is_mark
}

/// `\x1b` or `\u2028`: Python, JavaScript and Go. No character that [`is_unseen`] needs more than four digits.
fn hexadecimal(c: char) -> String {
    let number = u32::from(c);
    if c.is_ascii() {
        format!("\\x{number:02x}")
    } else {
        format!("\\u{number:04x}")
    }
}

/// `\u2028`: C# and Kotlin.
fn four_digits(c: char) -> String {
    format!("\\u{:04x}", u32::from(c))
}

/// `\u{2028}`: PHP, Ruby and Rust.
fn braced(c: char) -> String {
    format!("\\u{{{:x}}}", u32::from(c))
}

#[cfg(test)]
mod tests;

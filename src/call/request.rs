//! What a reader sends with a call: headers, credentials, a body. It is part of a page's state, and of its address, without secrets.

use super::encoding;
use super::number;
use super::problem::{Problem, shorten};

/// The query names of its fields.
pub const HEADER: &str = "request-header";
pub const AUTH: &str = "request-auth";
pub const BODY: &str = "request-body";
pub const SIZE: &str = "request-size";
/// The method's, which is the call's.
const METHOD: &str = "method";
/// All of them, in the order in which they are written.
pub const NAMES: [&str; 4] = [HEADER, AUTH, BODY, SIZE];

/// Form fields for what is typed and never written anywhere.
pub const USER: &str = "typed-user";
pub const PASSWORD: &str = "typed-password";
pub const TOKEN: &str = "typed-token";

/// The longest body that an address holds, in bytes. A longer one is a size.
pub const LONGEST_BODY: usize = 2 * 1024;
/// The largest body that the panel sends, in bytes.
pub const LARGEST_BODY: u64 = 1024 * 1024;
const MOST_HEADERS: usize = 20;
/// Name and value of one header, in bytes.
const LONGEST_HEADER: usize = 1024;

/// What an address, an example and a shared link have in place of a secret.
pub const PLACEHOLDER: &str = "<secret>";

/// What a reader sends with a call.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Request {
    /// In the order in which they are sent.
    pub headers: Vec<RequestHeader>,
    pub credentials: Option<Credentials>,
    pub body: Option<RequestBody>,
}

/// One header of a [`Request`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RequestHeader {
    /// A token (RFC 9110 section 5.1), as it was typed.
    pub name: String,
    /// Visible ASCII, spaces and tabs.
    pub value: String,
}

/// How a request proves who sends it. What proves it is typed, and stays with whoever typed it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Credentials {
    Basic,
    Bearer,
}

/// The body of a [`Request`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum RequestBody {
    Text(String),
    /// That many bytes of the letter x.
    Size(u64),
}

impl Credentials {
    pub const ALL: [Self; 2] = [Self::Basic, Self::Bearer];
    /// What examples and the panel send where nothing is typed. The mock's own examples ask for the same.
    pub const USER: &'static str = "user";
    pub const PASSWORD: &'static str = "password";
    pub const TOKEN: &'static str = "secret";

    pub const fn word(self) -> &'static str {
        match self {
            Self::Basic => "basic",
            Self::Bearer => "bearer",
        }
    }
}

impl RequestBody {
    pub fn length(&self) -> u64 {
        match self {
            Self::Text(text) => text.len() as u64,
            Self::Size(size) => *size,
        }
    }

    /// Its bytes, at most so many.
    pub fn bytes(&self, most: usize) -> Vec<u8> {
        match self {
            Self::Text(text) => text.as_bytes()[..text.len().min(most)].to_vec(),
            Self::Size(size) => vec![b'x'; usize::try_from(*size).unwrap_or(usize::MAX).min(most)],
        }
    }
}

impl Request {
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }

    /// Reads one field of the panel: a name of [`NAMES`] with its decoded value. A header field may hold several lines.
    ///
    /// # Errors
    /// What is wrong with it; headers before the wrong one are kept.
    pub fn read(&mut self, name: &str, value: &str) -> Result<(), Problem> {
        match name {
            HEADER => {
                for line in value.lines().filter(|line| !line.trim().is_empty()) {
                    let header = RequestHeader::read(line).map_err(|why| wrong(HEADER, value, why))?;
                    if self.headers.len() == MOST_HEADERS {
                        return Err(wrong(HEADER, value, format!("There are more than {MOST_HEADERS} headers.")));
                    }
                    self.headers.push(header);
                }
            }
            AUTH => {
                let known = Credentials::ALL.into_iter().find(|one| one.word() == value);
                let why = || format!("“{}” isn't a way to send credentials. Use basic or bearer.", shorten(value));
                self.credentials = Some(known.ok_or_else(|| wrong(AUTH, value, why()))?);
            }
            BODY => self.body = Some(RequestBody::Text(value.to_owned())),
            SIZE => {
                let size = read_size(value).ok_or_else(|| {
                    let why = format!(
                        "“{}” isn't a size from 1 byte to 1 MiB. Write 5000, 32KiB or 1MiB.",
                        shorten(value)
                    );
                    wrong(SIZE, value, why)
                })?;
                // A typed body beats a size.
                if self.body.is_none() {
                    self.body = Some(RequestBody::Size(size));
                }
            }
            _ => {}
        }
        Ok(())
    }

    /// The same as an address may say it: secrets are placeholders, a long body is a size.
    pub fn shared(&self) -> Self {
        let headers = self.headers.iter().map(RequestHeader::shared);
        let body = match &self.body {
            Some(RequestBody::Text(text)) if text.len() > LONGEST_BODY => Some(RequestBody::Size(text.len() as u64)),
            body => body.clone(),
        };
        Self {
            headers: headers.collect(),
            credentials: self.credentials,
            body,
        }
    }

    /// Names and values for a query, not encoded. Only of a [`Request::shared`] one are they fit for an address.
    pub fn pairs(&self) -> impl Iterator<Item = (&'static str, String)> {
        let headers = self
            .headers
            .iter()
            .map(|header| (HEADER, format!("{}:{}", header.name, header.value)));
        let auth = self.credentials.map(|one| (AUTH, one.word().to_owned()));
        let body = self.body.as_ref().map(|body| match body {
            RequestBody::Text(text) => (BODY, text.clone()),
            RequestBody::Size(size) => (SIZE, size.to_string()),
        });
        headers.chain(auth).chain(body)
    }

    /// Whether it has a header of that name, in any case.
    pub fn has(&self, name: &str) -> bool {
        self.headers.iter().any(|header| header.name.eq_ignore_ascii_case(name))
    }

    /// The type of a body that has no `Content-Type`: what a browser says of a text, unless it looks like JSON.
    pub fn implied_type(&self) -> Option<&'static str> {
        let body = match self.body.as_ref().filter(|_| !self.has("content-type"))? {
            RequestBody::Text(text) => text.trim(),
            RequestBody::Size(_) => "",
        };
        let within = |open, close| body.starts_with(open) && body.ends_with(close);
        let is_json = within('{', '}') || within('[', ']');
        Some(if is_json {
            "application/json"
        } else {
            "text/plain;charset=UTF-8"
        })
    }

    /// Why a page's `fetch` can't send it with that method; `None` if it can (Fetch Standard, sections 2.2.1 and 2.2.2).
    pub fn beyond_fetch(&self, method: &str) -> Option<Beyond> {
        let forbidden = self.headers.iter().map(|header| header.name.as_str());
        let forbidden: Vec<_> = forbidden.filter(|name| is_forbidden_in_browsers(name)).collect();
        if matches!(method, "TRACE" | "CONNECT" | "TRACK") {
            Some((METHOD, format!("A page can't send {method}")))
        } else if !forbidden.is_empty() {
            Some((HEADER, format!("A page can't send {}", forbidden.join(", "))))
        } else if self.body.is_some() && matches!(method, "GET" | "HEAD") {
            Some((BODY, format!("A page can't send a body with {method}")))
        } else {
            None
        }
    }
}

/// The field that a page's `fetch` can't send, by its query name, and why.
pub type Beyond = (&'static str, String);

impl RequestHeader {
    fn read(line: &str) -> Result<Self, String> {
        let Some((name, value)) = line.split_once(':') else {
            return Err(format!("“{}” has no colon. Write Name: value.", shorten(line)));
        };
        let (name, value) = (name.trim(), value.trim());
        let token = |c: char| c.is_ascii_alphanumeric() || "!#$%&'*+-.^_`|~".contains(c);
        if name.is_empty() || !name.chars().all(token) {
            return Err(format!("“{}” isn't a header name.", shorten(name)));
        }
        if !value.chars().all(|c| c == '\t' || (' '..='~').contains(&c)) {
            return Err(format!("The value of {} has characters that aren't ASCII.", shorten(name)));
        }
        if name.len() + value.len() > LONGEST_HEADER {
            return Err(format!("{} is longer than {LONGEST_HEADER} bytes.", shorten(name)));
        }
        if ["content-length", "transfer-encoding"]
            .iter()
            .any(|framing| name.eq_ignore_ascii_case(framing))
        {
            return Err(format!("{name} follows from the body. Leave it out."));
        }
        Ok(Self {
            name: name.to_owned(),
            value: value.to_owned(),
        })
    }

    fn shared(&self) -> Self {
        let value = if self.is_secret() {
            self.placeholder()
        } else {
            self.value.clone()
        };
        Self {
            name: self.name.clone(),
            value,
        }
    }

    /// The scheme of credentials is no secret.
    fn placeholder(&self) -> String {
        match self.value.split_once(' ') {
            Some((scheme, _)) if self.name.to_ascii_lowercase().ends_with("authorization") && is_word(scheme) => {
                format!("{scheme} {PLACEHOLDER}")
            }
            _ => PLACEHOLDER.to_owned(),
        }
    }

    /// Whether the value may be a secret, by the name. One name too many costs a placeholder, one too few a password.
    pub fn is_secret(&self) -> bool {
        const PARTS: [&str; 12] = [
            "auth",
            "cookie",
            "token",
            "secret",
            "passw",
            "key",
            "session",
            "credential",
            "signature",
            "jwt",
            "csrf",
            "xsrf",
        ];
        let name = self.name.to_ascii_lowercase();
        // Names a connection, and is no secret: the handshake of RFC 6455 repeats a hash of it.
        name != "sec-websocket-key" && PARTS.iter().any(|part| name.contains(part))
    }
}

fn is_word(text: &str) -> bool {
    !text.is_empty() && text.chars().all(|c| c.is_ascii_alphanumeric() || c == '-')
}

/// Keeps the whole value: it is for the field in which it was typed, and for nothing else.
fn wrong(name: &'static str, value: &str, why: String) -> Problem {
    Problem {
        option: Some(name.to_owned()),
        value: Some(value.to_owned()),
        ..Problem::new("invalid-request", why)
    }
}

/// Bytes, KiB or MiB.
fn read_size(text: &str) -> Option<u64> {
    let text = text.trim();
    let lower = text.to_ascii_lowercase();
    let (digits, unit) = match (lower.strip_suffix("kib"), lower.strip_suffix("mib")) {
        (Some(digits), _) => (digits, 1024),
        (_, Some(digits)) => (digits, 1024 * 1024),
        _ => (lower.as_str(), 1),
    };
    let size: u64 = number::whole(digits.trim())?;
    let size = size.checked_mul(unit)?;
    (1..=LARGEST_BODY).contains(&size).then_some(size)
}

/// Whether a browser keeps a page from setting that header (Fetch Standard, forbidden request-header).
pub fn is_forbidden_in_browsers(name: &str) -> bool {
    const NAMES: [&str; 21] = [
        "accept-charset",
        "accept-encoding",
        "access-control-request-headers",
        "access-control-request-method",
        "connection",
        "content-length",
        "cookie",
        "cookie2",
        "date",
        "dnt",
        "expect",
        "host",
        "keep-alive",
        "origin",
        "referer",
        "set-cookie",
        "te",
        "trailer",
        "transfer-encoding",
        "upgrade",
        "via",
    ];
    let name = name.to_ascii_lowercase();
    name.starts_with("proxy-") || name.starts_with("sec-") || NAMES.contains(&name.as_str())
}

/// What a form sent: every field of the request as it was typed, with problems left to the page.
pub fn as_typed(form: &str) -> Request {
    let mut request = Request::default();
    for (name, value) in encoding::pairs(form) {
        if let (Ok(name), Ok(value)) = (encoding::decode_query(name), encoding::decode_query(value))
            && !value.is_empty()
        {
            // The page says what is wrong; what is right is sent.
            let _ = request.read(&name, &value);
        }
    }
    request
}

#[cfg(test)]
mod tests {
    use super::*;

    fn request(fields: &[(&str, &str)]) -> Request {
        let mut request = Request::default();
        for (name, value) in fields {
            request.read(name, value).unwrap();
        }
        request
    }

    #[test]
    fn what_is_typed_is_read_and_written() {
        let read = request(&[
            (HEADER, "Range: bytes=0-9\n\n X-Trace :1"),
            (AUTH, "basic"),
            (BODY, "a=1\nb"),
            (SIZE, "9"),
        ]);
        let pairs: Vec<_> = read.pairs().collect();
        let expected = [
            (HEADER, "Range:bytes=0-9"),
            (HEADER, "X-Trace:1"),
            (AUTH, "basic"),
            (BODY, "a=1\nb"),
        ];
        assert_eq!(pairs, expected.map(|(name, value)| (name, value.to_owned())));
        assert_eq!(request(&[(SIZE, "32KiB")]).body, Some(RequestBody::Size(32 * 1024)));
    }

    #[test]
    fn what_cannot_be_sent_is_named() {
        for (name, value, words) in [
            (HEADER, "no colon here", "no colon"),
            (HEADER, "bad name: 1", "isn't a header name"),
            (HEADER, "X: ä", "aren't ASCII"),
            (HEADER, "Content-Length: 5", "follows from the body"),
            (AUTH, "digest", "basic or bearer"),
            (SIZE, "2MiB", "1 MiB"),
            (SIZE, "0", "1 byte"),
        ] {
            let problem = Request::default().read(name, value).unwrap_err();
            assert!(problem.message.contains(words), "{}", problem.message);
            assert_eq!(problem.option.as_deref(), Some(name));
        }
    }

    #[test]
    fn an_address_has_placeholders_and_no_long_body() {
        let typed = request(&[
            (
                HEADER,
                "Authorization: Bearer abc.def\nX-Api-Key: 123\nCookie: a=b\nX-Plain: 1",
            ),
            (BODY, &"y".repeat(LONGEST_BODY + 1)),
        ]);
        let shared = typed.shared();
        let values: Vec<_> = shared.headers.iter().map(|header| header.value.as_str()).collect();
        assert_eq!(values, ["Bearer <secret>", PLACEHOLDER, PLACEHOLDER, "1"]);
        assert_eq!(shared.body, Some(RequestBody::Size(LONGEST_BODY as u64 + 1)));
        assert_eq!(shared.shared(), shared);
    }

    #[test]
    fn what_a_page_cannot_send_is_told() {
        let expect = request(&[(HEADER, "expect: 100-continue")]);
        assert_eq!(
            expect.beyond_fetch("POST").unwrap(),
            (HEADER, "A page can't send expect".to_owned())
        );
        assert!(Request::default().beyond_fetch("TRACE").is_some());
        let body = request(&[(BODY, "x")]);
        assert!(body.beyond_fetch("GET").is_some());
        assert!(body.beyond_fetch("POST").is_none());
    }
}

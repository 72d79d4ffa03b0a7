//! `vendor=`: responses as one product sends them, with its page or JSON, its headers and its name for the code.
//!
//! Each product is one file. Short strings that clients match on are exact; longer texts are our own.
//!
//! A product's codes are the ones it sends itself. Left out are codes that it only passes on, that an operator can make it send
//! by typing any number, and that it only writes to its log. Interim responses are left out too, and so is 206, which is a part
//! of somebody's document. `Cache-Control` stays with the mock, so that no cache stores a simulated response.
//!
//! The client libraries of the API vendors can read the 200 of their vendor: `success` in those files chooses the object, the
//! list or the stream by the path below the call.

mod anthropic;
mod apache;
mod aws_alb;
mod aws_api_gateway;
mod cloudflare;
mod cloudfront;
mod envoy;
mod github;
mod haproxy;
mod iis;
mod kubernetes;
mod nginx;
mod openai;
mod stripe;
mod traefik;
mod varnish;

use serde::Deserialize;
use serde_json::Value;

use crate::call::problem::{nearest, shorten};
use crate::call::{Problem, path};
use crate::code::Code;
use crate::random;

/// What a vendor needs to know about a request.
#[derive(Clone, Copy, Debug)]
pub struct VendorRequest<'a> {
    /// The status code to send.
    pub code: Code,
    /// As sent; [`Vendor::response`] treats HEAD as GET.
    pub method: &'a str,
    /// Path and query as they were sent.
    pub target: &'a str,
    /// Scheme and authority of this host as its clients see it, `https://host`.
    pub origin: &'a str,
    /// The request's body. Give all of it: many clients put `stream` after long messages, and half a JSON text counts as none.
    pub body: &'a [u8],
    /// The value of `Location`, where the response has one.
    pub location: Option<&'a str>,
    /// Whether the client prefers JSON by Accept.
    pub accepts_json: bool,
    /// Whether the client's Accept names text/html.
    pub accepts_html: bool,
    pub now: jiff::Timestamp,
    /// Any number; the ids in the response are made from it.
    pub draw: u64,
    /// The book's reason phrase for the code.
    pub name: &'a str,
}

impl<'a> VendorRequest<'a> {
    /// The path without the query.
    fn path(&self) -> &'a str {
        self.target.split_once('?').map_or(self.target, |(path, _)| path)
    }

    /// The query without its question mark; empty if there is none.
    fn query(&self) -> &'a str {
        self.target.split_once('?').map_or("", |(_, query)| query)
    }

    /// The undecoded value of a parameter of the query; empty if the parameter has none.
    fn parameter(&self, name: &str) -> Option<&'a str> {
        crate::call::encoding::pairs(self.query())
            .find(|(key, _)| *key == name)
            .map(|(_, value)| value)
    }

    /// The path as the vendor would see it: what is below the call, or the whole path if nothing is.
    fn resource(&self) -> &'a str {
        let path = self.path();
        let below = &path[self.call_length()..];
        if below.trim_start_matches('/').is_empty() {
            path
        } else {
            below
        }
    }

    /// The segments of the path below the call, undecoded and without empty ones.
    fn segments(&self) -> Vec<&'a str> {
        self.path()[self.call_length()..]
            .split('/')
            .filter(|segment| !segment.is_empty())
            .collect()
    }

    /// How many bytes at the start of the path are the call itself, `/502;delay=1s` or `/random/200,503`.
    fn call_length(&self) -> usize {
        let path = self.path();
        let below = path::parse(path).ok().and_then(|call| call.below).unwrap_or_default();
        path.strip_suffix(below.as_str()).map_or(path.len(), str::len)
    }

    /// The authority of this host.
    fn host(&self) -> &'a str {
        self.origin.split_once("://").map_or(self.origin, |(_, host)| host)
    }

    /// What the body asks of a language model. A body that isn't such JSON asks for nothing.
    fn prompt(&self) -> Prompt {
        serde_json::from_slice(self.body).unwrap_or_default()
    }

    /// Lower-case hexadecimal digits; `salt` makes the ids in one response differ.
    fn hex(&self, salt: u64, length: usize) -> String {
        random::text(self.draw, salt, b"0123456789abcdef", length)
    }

    /// Digits and letters of both cases.
    fn base62(&self, salt: u64, length: usize) -> String {
        random::text(
            self.draw,
            salt,
            b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz",
            length,
        )
    }

    /// A random UUID (RFC 9562 section 5.4).
    fn uuid(&self, salt: u64) -> String {
        let digits = self.hex(salt, 30);
        format!(
            "{}-{}-4{}-a{}-{}",
            &digits[..8],
            &digits[8..12],
            &digits[12..15],
            &digits[15..18],
            &digits[18..]
        )
    }
}

/// What a request to a language model says about the response it wants.
#[derive(Default, Deserialize)]
#[serde(default)]
struct Prompt {
    model: Option<String>,
    stream: Option<bool>,
    stream_options: Option<StreamOptions>,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct StreamOptions {
    include_usage: Option<bool>,
}

impl Prompt {
    /// The longest model name that a response repeats, in bytes. A stream repeats it in every event.
    const LONGEST_MODEL: usize = 100;

    /// The model that the caller named.
    fn model(&self) -> &str {
        self.model
            .as_deref()
            .filter(|model| model.len() <= Self::LONGEST_MODEL)
            .unwrap_or("mock")
    }

    fn streams(&self) -> bool {
        self.stream == Some(true)
    }

    /// Whether a stream of OpenAI's ends with the token counts.
    fn counts_tokens(&self) -> bool {
        self.stream_options.as_ref().and_then(|options| options.include_usage) == Some(true)
    }
}

/// What a simulated language model says, token by token.
const SIMULATED: [&str; 5] = ["This", " response", " is", " simulated", "."];

/// A response in a vendor's format.
#[derive(Debug)]
pub struct VendorResponse {
    pub content_type: Option<&'static str>,
    pub body: String,
    /// The vendor's own headers, by lower-case name.
    pub headers: Vec<(&'static str, String)>,
    /// Headers that belong to the code but that the vendor leaves out, by lower-case name.
    pub without: &'static [&'static str],
    /// The vendor's reason phrase where it differs from the book's.
    pub reason: Option<&'static str>,
}

impl VendorResponse {
    fn new(content_type: &'static str, body: String) -> Self {
        Self {
            content_type: Some(content_type),
            body,
            headers: Vec::new(),
            without: &[],
            reason: None,
        }
    }

    fn json(content_type: &'static str, value: &Value) -> Self {
        Self::new(content_type, inert(&value.to_string()))
    }

    /// Server-sent events, each made by [`event`].
    fn stream(events: String) -> Self {
        Self::new("text/event-stream; charset=utf-8", events)
    }

    fn with(mut self, name: &'static str, value: impl ToString) -> Self {
        self.headers.push((name, value.to_string()));
        self
    }

    fn without(mut self, names: &'static [&'static str]) -> Self {
        self.without = names;
        self
    }

    fn reason(mut self, request: &VendorRequest, reason: &'static str) -> Self {
        self.reason = (reason != request.name).then_some(reason);
        self
    }
}

/// A product whose responses the mock can send.
pub struct Vendor {
    /// As written in `vendor=`.
    pub name: &'static str,
    /// For the manual.
    pub title: &'static str,
    /// The vendor's document or source file that the format comes from.
    pub source: &'static str,
    /// Every code that this product sends itself, ascending.
    pub codes: &'static [u16],
    /// Those of its codes that it sends without a body.
    pub bodyless: &'static [u16],
    respond: fn(&VendorRequest) -> VendorResponse,
}

impl Vendor {
    /// Whether the product sends this code itself.
    pub fn sends(&self, code: Code) -> bool {
        self.codes.contains(&code.number())
    }

    /// The product's response. For a code that it never sends, something harmless.
    pub fn response(&self, request: &VendorRequest) -> VendorResponse {
        // The header fields of HEAD are those of GET (RFC 9110 section 9.3.2), so no vendor learns that it is HEAD.
        let method = if request.method == "HEAD" { "GET" } else { request.method };
        let mut response = (self.respond)(&VendorRequest { method, ..*request });
        if self.bodyless.contains(&request.code.number()) {
            response.content_type = None;
            response.body.clear();
        }
        response
    }
}

/// All vendors in the order of the manual: servers and proxies, then APIs.
pub static VENDORS: &[&Vendor] = &[
    &nginx::VENDOR,
    &cloudflare::VENDOR,
    &cloudfront::VENDOR,
    &apache::VENDOR,
    &aws_alb::VENDOR,
    &aws_api_gateway::VENDOR,
    &iis::VENDOR,
    &envoy::VENDOR,
    &haproxy::VENDOR,
    &traefik::VENDOR,
    &varnish::VENDOR,
    &kubernetes::VENDOR,
    &openai::VENDOR,
    &anthropic::VENDOR,
    &github::VENDOR,
    &stripe::VENDOR,
];

/// The names that `vendor=` takes, in the order of the manual.
pub fn names() -> impl Iterator<Item = &'static str> {
    VENDORS.iter().map(|vendor| vendor.name)
}

/// The vendor of this name, in any case.
pub fn find(name: &str) -> Option<&'static Vendor> {
    VENDORS.iter().copied().find(|vendor| vendor.name.eq_ignore_ascii_case(name))
}

/// The vendor of this name, if it sends this code.
///
/// # Errors
/// `impossible-vendor`: no vendor has this name, or this one never sends the code. The problem lists what works instead.
pub fn choose(name: &str, code: Code) -> Result<&'static Vendor, Problem> {
    let problem = |message: String, allowed: String| {
        Err(Problem::new("impossible-vendor", message)
            .with_value("vendor", name)
            .with_allowed(allowed))
    };
    let list = |names: Vec<&str>| names.join(", ");
    let Some(vendor) = find(name) else {
        let known = list(names().collect());
        let guess = nearest(name, names())
            .map(|guess| format!(" Did you mean {guess}?"))
            .unwrap_or_default();
        return problem(
            format!("Unknown vendor \"{}\".{guess} Known vendors: {known}.", shorten(name)),
            known,
        );
    };
    if vendor.sends(code) {
        return Ok(vendor);
    }
    let others: Vec<_> = VENDORS
        .iter()
        .filter(|vendor| vendor.sends(code))
        .map(|vendor| vendor.name)
        .collect();
    let others = if others.is_empty() {
        "No other vendor sends it either.".to_owned()
    } else {
        format!("Vendors that send it: {}.", list(others))
    };
    let codes: Vec<_> = vendor.codes.iter().map(ToString::to_string).collect();
    problem(
        format!("{} doesn't send {code}. {others}", vendor.title),
        format!("{} with {}", vendor.name, codes.join(", ")),
    )
}

/// The codes in a vendor's table, so that each code is written once.
const fn codes<T, const N: usize>(table: &[(u16, T)]) -> [u16; N] {
    let mut codes = [0; N];
    let mut i = 0;
    while i < N {
        codes[i] = table[i].0;
        i += 1;
    }
    codes
}

/// What a vendor's table says about a code.
fn row<T: Copy>(table: &[(u16, T)], code: Code) -> Option<T> {
    table.iter().find(|(number, _)| *number == code.number()).map(|(_, row)| *row)
}

/// `Allow` for a 405: these methods without the one that was just refused. HEAD goes with GET, since a resource that takes one
/// takes the other (RFC 9110 section 9.3.2).
fn allow(request: &VendorRequest, methods: &[&str]) -> String {
    let allowed: Vec<_> = methods
        .iter()
        .copied()
        .filter(|&method| method != request.method && (method != "HEAD" || request.method != "GET"))
        .collect();
    allowed.join(", ")
}

/// JSON that isn't markup even to a client that takes it for HTML. These characters only occur inside strings (RFC 8259 section
/// 2).
fn inert(json: &str) -> String {
    json.replace('&', "\\u0026").replace('<', "\\u003c").replace('>', "\\u003e")
}

/// One server-sent event (WHATWG HTML section 9.2). Its name is the `type` of its data; data without a type make an event without
/// a name.
fn event(data: &Value) -> String {
    let name = data["type"]
        .as_str()
        .map(|name| format!("event: {name}\n"))
        .unwrap_or_default();
    format!("{name}data: {}\n\n", inert(&data.to_string()))
}

/// The singular of an English plural, for names of API resources: `customers`, `policies`, `addresses`.
fn singular(plural: &str) -> String {
    if let Some(stem) = plural.strip_suffix("ies") {
        return format!("{stem}y");
    }
    let es = ["sses", "xes", "ches", "shes"].iter().any(|ending| plural.ends_with(ending));
    plural.strip_suffix(if es { "es" } else { "s" }).unwrap_or(plural).to_owned()
}

#[cfg(test)]
mod tests;

//! `vendor=`: codes in the shape in which a product sends them: its page or JSON, its headers, its words for the code.
//!
//! One file each. Short strings that clients match on are the product's own, to the letter; longer texts are ours.
//! A product's codes are those that it sends on its own account: what it only passes on, what an operator may have it send by
//! naming any number, and what it writes to its log alone are not among them, nor are interim answers and 206, which is a piece
//! of somebody's document. `Cache-Control` stays with the mock, so that nothing on the way stores a simulated answer.

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

use crate::code::Code;
use crate::markup::escape_ascii as escape;
use crate::random;

/// What a vendor needs to know of a call.
pub struct Ask<'a> {
    pub code: Code,
    pub method: &'a str,
    /// Path and query as they were sent.
    pub target: &'a str,
    /// The authority of this host.
    pub host: &'a str,
    /// Whether the client prefers JSON by Accept.
    pub accepts_json: bool,
    /// Whether the client's Accept names text/html.
    pub accepts_html: bool,
    pub now: jiff::Timestamp,
    /// Any number; the ids of the answer are taken from it.
    pub draw: u64,
    /// The book's reason phrase for the code.
    pub name: &'a str,
}

impl Ask<'_> {
    /// The path without the query.
    fn path(&self) -> &str {
        self.target.split_once('?').map_or(self.target, |(path, _)| path)
    }

    /// Lower-case hexadecimal digits; `salt` makes the ids of one answer differ.
    fn hex(&self, salt: u64, len: usize) -> String {
        random::text(self.draw, salt, b"0123456789abcdef", len)
    }

    /// Digits and letters of both cases.
    fn base62(&self, salt: u64, len: usize) -> String {
        random::text(
            self.draw,
            salt,
            b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz",
            len,
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

/// An answer in a vendor's shape.
pub struct Shape {
    pub content_type: Option<&'static str>,
    pub body: String,
    /// The vendor's own, by lower-case name.
    pub headers: Vec<(&'static str, String)>,
    /// Headers that belong to the code but that the vendor leaves out, by lower-case name.
    pub without: &'static [&'static str],
    /// The vendor's reason phrase where it differs from the book's.
    pub reason: Option<&'static str>,
}

impl Shape {
    fn new(content_type: &'static str, body: String) -> Self {
        Self {
            content_type: Some(content_type),
            body,
            headers: Vec::new(),
            without: &[],
            reason: None,
        }
    }

    /// Without a body: what the product says is in the head alone.
    fn empty() -> Self {
        Self {
            content_type: None,
            body: String::new(),
            headers: Vec::new(),
            without: &[],
            reason: None,
        }
    }

    fn json(content_type: &'static str, value: &serde_json::Value) -> Self {
        Self::new(content_type, tame(&value.to_string()))
    }

    fn with(mut self, name: &'static str, value: impl ToString) -> Self {
        self.headers.push((name, value.to_string()));
        self
    }

    fn without(mut self, names: &'static [&'static str]) -> Self {
        self.without = names;
        self
    }

    fn reason(mut self, ask: &Ask, reason: &'static str) -> Self {
        self.reason = (reason != ask.name).then_some(reason);
        self
    }
}

/// A product whose answers the mock can give.
pub struct Vendor {
    /// As written in `vendor=`.
    pub name: &'static str,
    /// For the manual.
    pub title: &'static str,
    /// The vendor's document or source file on which the shape rests.
    pub source: &'static str,
    /// Every code that this product sends itself, ascending.
    pub codes: &'static [u16],
    shape: fn(&Ask) -> Shape,
}

impl Vendor {
    /// Whether the product sends this code itself.
    pub fn sends(&self, code: Code) -> bool {
        self.codes.contains(&code.number())
    }

    /// The answer as the product gives it. For a code that it never sends, something harmless.
    pub fn shape(&self, ask: &Ask) -> Shape {
        (self.shape)(ask)
    }
}

/// The one list, in the order of the manual: servers and proxies, then APIs.
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

/// The vendor of this name, in whatever case.
pub fn find(name: &str) -> Option<&'static Vendor> {
    VENDORS.iter().copied().find(|vendor| vendor.name.eq_ignore_ascii_case(name))
}

/// The codes of a vendor's table, so that each is written once.
const fn codes<T, const N: usize>(table: &[(u16, T)]) -> [u16; N] {
    let mut codes = [0; N];
    let mut i = 0;
    while i < N {
        codes[i] = table[i].0;
        i += 1;
    }
    codes
}

/// What a vendor's table says of a code.
fn row<T: Copy>(table: &[(u16, T)], code: Code) -> Option<T> {
    table.iter().find(|(number, _)| *number == code.number()).map(|(_, row)| *row)
}

/// JSON that is no markup even to a client that takes it for HTML. These characters only occur inside strings (RFC 8259 section 2).
fn tame(json: &str) -> String {
    json.replace('&', "\\u0026").replace('<', "\\u003c").replace('>', "\\u003e")
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use http::{HeaderName, HeaderValue};
    use serde_json::Value;

    use super::*;

    const HOSTILE: &str = "/502/METHOD<script>\"'\u{1}?<script>\"\u{1}";
    const FORBIDDEN: [&str; 9] = [
        "cache-control",
        "connection",
        "content-length",
        "content-type",
        "date",
        "keep-alive",
        "set-cookie",
        "trailer",
        "transfer-encoding",
    ];

    fn ask(number: u16) -> Ask<'static> {
        Ask {
            code: Code::new(number).unwrap(),
            method: "GET",
            target: "/x",
            host: "host:8080",
            accepts_json: false,
            accepts_html: false,
            now: "2025-10-08T10:30:45.123Z".parse().unwrap(),
            draw: 7,
            name: "Its Name",
        }
    }

    fn body(vendor: &str, number: u16, change: impl Fn(&mut Ask)) -> String {
        let mut ask = ask(number);
        change(&mut ask);
        find(vendor).unwrap().shape(&ask).body
    }

    /// Every vendor with every code of its own, to clients of every kind, calm and hostile.
    fn all() -> Vec<(&'static Vendor, u16, Shape)> {
        let mut shapes = Vec::new();
        for vendor in VENDORS {
            for number in vendor.codes {
                for (target, method, host) in [("/x", "GET", "host"), (HOSTILE, "<script>", "<script>\u{1}\":\u{e9}")] {
                    for (accepts_json, accepts_html) in [(false, false), (false, true), (true, false), (true, true)] {
                        for draw in [0, 7, u64::MAX] {
                            let ask = Ask {
                                target,
                                method,
                                host,
                                accepts_json,
                                accepts_html,
                                draw,
                                ..ask(*number)
                            };
                            shapes.push((*vendor, *number, vendor.shape(&ask)));
                        }
                    }
                }
            }
        }
        shapes
    }

    #[test]
    fn the_list_is_in_order() {
        let names: HashSet<_> = VENDORS.iter().map(|vendor| vendor.name).collect();
        assert_eq!((names.len(), VENDORS.len()), (16, 16));
        for vendor in VENDORS {
            assert!(vendor.codes.is_sorted_by(|a, b| a < b), "{}", vendor.name);
            assert!(
                vendor
                    .codes
                    .iter()
                    .all(|number| *number != 206 && Code::new(*number).is_some_and(|_| *number >= 200))
            );
            assert!(vendor.source.starts_with("https://"), "{}", vendor.name);
            assert_eq!(vendor.name, vendor.name.to_ascii_lowercase());
            assert_eq!(
                find(&vendor.name.to_ascii_uppercase()).map(|found| found.name),
                Some(vendor.name)
            );
        }
        assert!(find("ngins").is_none());
    }

    #[test]
    fn a_vendor_sends_only_its_own_codes() {
        for (name, number, sends) in [
            ("nginx", 502, true),
            ("nginx", 444, false),
            ("nginx", 494, false),
            ("nginx", 499, false),
            ("nginx", 521, false),
            ("cloudflare", 521, true),
            ("cloudflare", 405, false),
            ("cloudflare", 499, false),
            ("cloudfront", 404, false),
            ("aws-alb", 460, false),
            ("aws-alb", 463, true),
            ("aws-alb", 561, true),
            ("haproxy", 425, true),
            ("envoy", 418, false),
            ("anthropic", 529, true),
            ("openai", 529, false),
            ("stripe", 402, true),
            ("github", 402, false),
        ] {
            let vendor = find(name).unwrap();
            assert_eq!(vendor.sends(Code::new(number).unwrap()), sends, "{name} {number}");
        }
    }

    #[test]
    fn headers_are_valid_and_the_vendors_own() {
        for (vendor, number, shape) in all() {
            let mut names = HashSet::new();
            for (name, value) in &shape.headers {
                assert_eq!(
                    HeaderName::from_bytes(name.as_bytes()).unwrap().as_str(),
                    *name,
                    "{} {number}",
                    vendor.name
                );
                assert!(
                    HeaderValue::from_str(value).unwrap().to_str().is_ok(),
                    "{} {number} {name}: {value}",
                    vendor.name
                );
                assert!(!FORBIDDEN.contains(name), "{} {number} {name}", vendor.name);
                assert!(names.insert(*name), "{} {number} has {name} twice", vendor.name);
            }
            let reason = shape.reason.unwrap_or("x");
            assert!(
                reason.bytes().all(|byte| (b' '..=b'~').contains(&byte)) && !reason.is_empty(),
                "{} {number}",
                vendor.name
            );
        }
    }

    #[test]
    fn a_body_has_a_type_and_says_the_code_or_what_clients_know() {
        /// Bodies that name no code.
        const KNOWN: [&str; 26] = [
            "cf-error-code\">10",
            "Welcome to nginx!",
            "It works!",
            "Bad Gateway",
            "Document Moved",
            "Forbidden",
            "Found",
            "Gateway Timeout",
            "IIS Windows Server",
            "Internal Server Error",
            "Jwt is missing",
            "Misdirected Request",
            "Moved Permanently",
            "OK",
            "Payload Too Large",
            "Permanent Redirect",
            "RBAC: access denied",
            "Request Entity Too Large",
            "Request Header Fields Too Large",
            "Service Unavailable",
            "Temporary Redirect",
            "Too Many Requests",
            "Upgrade Required",
            "error code: 10",
            "stream timeout",
            "local_rate_limited",
        ];
        for (vendor, number, shape) in all() {
            let about = format!("{} {number}: {}", vendor.name, shape.body);
            assert_eq!(shape.content_type.is_none(), shape.body.is_empty(), "{about}");
            if !Code::new(number).unwrap().has_body() {
                assert!(shape.body.is_empty(), "{about}");
            }
            let Some(media_type) = shape.content_type else {
                assert!(
                    [
                        "apache",
                        "cloudflare",
                        "cloudfront",
                        "envoy",
                        "github",
                        "haproxy",
                        "iis",
                        "nginx",
                        "varnish"
                    ]
                    .contains(&vendor.name),
                    "{about}"
                );
                continue;
            };
            if media_type.starts_with("application/json") {
                let json: Value = serde_json::from_str(&shape.body).expect(&about);
                assert!(json.is_object(), "{about}");
                continue;
            }
            let says_code = shape.body.contains(&number.to_string());
            let says_known = KNOWN.iter().any(|known| shape.body.contains(known));
            let is_envoys = vendor.name == "envoy" && shape.body.contains("upstream") || shape.body == "Bad Request";
            assert!(says_code || says_known || is_envoys, "{about}");
        }
    }

    #[test]
    fn no_callers_text_gets_out_of_its_quotes() {
        for (vendor, number, shape) in all() {
            let about = format!("{} {number}: {}", vendor.name, shape.body);
            assert!(!shape.body.contains("<script"), "{about}");
            assert!(!shape.body.contains("\u{1}") && !shape.body.contains("&#1;"), "{about}");
            assert!(!shape.body.contains(HOSTILE), "{about}");
            assert!(shape.headers.iter().all(|(_, value)| !value.contains("script")), "{about}");
            let is_iso = shape.content_type.is_some_and(|media_type| !media_type.contains("json"));
            assert!(!is_iso || shape.body.is_ascii(), "{about}");
        }
    }

    #[test]
    fn the_same_call_is_the_same_answer() {
        for vendor in VENDORS {
            let (a, b) = (vendor.shape(&ask(vendor.codes[0])), vendor.shape(&ask(vendor.codes[0])));
            assert_eq!((a.body, a.headers), (b.body, b.headers));
        }
        assert_ne!(ask(200).hex(1, 16), ask(200).hex(2, 16));
        let uuid = ask(200).uuid(1);
        let lengths: Vec<_> = uuid.split('-').map(str::len).collect();
        assert_eq!(lengths, [8, 4, 4, 4, 12]);
    }

    #[test]
    fn strings_that_clients_match_on_are_exact() {
        assert_eq!(
            body("nginx", 502, |_| {}),
            "<html>\r\n<head><title>502 Bad Gateway</title></head>\r\n<body>\r\n\
             <center><h1>502 Bad Gateway</h1></center>\r\n<hr><center>nginx</center>\r\n</body>\r\n</html>\r\n"
        );
        assert_eq!(
            body("aws-alb", 502, |_| {}),
            "<html>\r\n<head><title>502 Bad Gateway</title></head>\r\n<body>\r\n\
             <center><h1>502 Bad Gateway</h1></center>\r\n</body>\r\n</html>\r\n"
        );
        assert_eq!(
            body("haproxy", 503, |_| {}),
            "<html><body><h1>503 Service Unavailable</h1>\nNo server is available to handle this request.\n</body></html>\n"
        );
        for (vendor, number, line) in [
            ("cloudflare", 521, "error code: 521"),
            ("cloudflare", 429, "error code: 1015"),
            ("envoy", 503, "no healthy upstream"),
            ("envoy", 504, "upstream request timeout"),
            ("traefik", 404, "404 page not found\n"),
            ("traefik", 502, "Bad Gateway"),
            ("kubernetes", 404, "default backend - 404"),
            ("aws-api-gateway", 403, r#"{"message":"Forbidden"}"#),
            ("aws-api-gateway", 504, r#"{"message": "Endpoint request timed out"}"#),
        ] {
            assert_eq!(body(vendor, number, |_| {}), line);
        }
        for (vendor, number, part) in [
            ("nginx", 413, "413 Request Entity Too Large"),
            ("nginx", 503, "503 Service Temporarily Unavailable"),
            ("nginx", 504, "504 Gateway Time-out"),
            (
                "apache",
                404,
                "<!DOCTYPE HTML PUBLIC \"-//IETF//DTD HTML 2.0//EN\">\n<html><head>\n<title>404 Not Found</title>",
            ),
            ("apache", 404, "<p>The requested URL was not found on this server.</p>"),
            ("apache", 404, "<address>Apache Server at host Port 8080</address>"),
            ("cloudfront", 503, "<TITLE>ERROR: The request could not be satisfied</TITLE>"),
            ("iis", 404, "<title>404 - File or directory not found.</title>"),
            ("iis", 503, "HTTP Error 503. The service is unavailable."),
            ("varnish", 503, "<h1>Error 503 Backend fetch failed</h1>"),
            ("varnish", 503, "<h3>Guru Meditation:</h3>"),
            ("openai", 404, "Invalid URL (GET /x)"),
        ] {
            let body = body(vendor, number, |_| {});
            assert!(body.contains(part), "{vendor} {number}: {body}");
        }
    }

    #[test]
    fn cloudflare_answers_by_accept() {
        let json = body("cloudflare", 522, |ask| ask.accepts_json = true);
        let json: Value = serde_json::from_str(&json).unwrap();
        assert_eq!(json["title"], "Error 522: Connection timed out");
        assert_eq!(json["error_name"], "connection_timeout");
        assert_eq!(json["zone"], "host:8080");
        assert_eq!(json["timestamp"], "2025-10-08T10:30:45Z");
        let html = body("cloudflare", 521, |ask| ask.accepts_html = true);
        assert!(
            html.contains("Error code 521") && html.contains("host:8080 | 521: Web server is down"),
            "{html}"
        );
        let bare = body("cloudflare", 413, |ask| ask.accepts_json = true);
        assert!(bare.contains("<center>cloudflare</center>"));
    }

    #[test]
    fn nginx_pads_errors_for_browsers_only() {
        assert_eq!(
            body("nginx", 502, |ask| ask.accepts_html = true)
                .matches("a padding to disable MSIE")
                .count(),
            6
        );
        assert_eq!(
            body("nginx", 301, |ask| ask.accepts_html = true).matches("padding").count(),
            0
        );
        assert_eq!(body("nginx", 502, |_| {}).matches("padding").count(), 0);
    }

    #[test]
    fn apis_speak_their_json() {
        for (vendor, number, pointer, value) in [
            ("anthropic", 529, "/error/type", "overloaded_error"),
            ("anthropic", 529, "/error/message", "Overloaded"),
            ("anthropic", 529, "/type", "error"),
            ("github", 404, "/message", "Not Found"),
            ("github", 404, "/status", "404"),
            ("openai", 429, "/error/code", "rate_limit_exceeded"),
            ("stripe", 404, "/error/type", "invalid_request_error"),
            (
                "stripe",
                404,
                "/error/doc_url",
                "https://stripe.com/docs/error-codes/resource-missing",
            ),
            ("stripe", 402, "/error/type", "card_error"),
            ("kubernetes", 403, "/reason", "Forbidden"),
            (
                "kubernetes",
                403,
                "/message",
                "forbidden: User \"system:anonymous\" cannot get path \"/x\"",
            ),
            ("kubernetes", 409, "/reason", "Conflict"),
        ] {
            let body = body(vendor, number, |_| {});
            let json: Value = serde_json::from_str(&body).unwrap();
            assert_eq!(
                json.pointer(pointer).and_then(Value::as_str),
                Some(value),
                "{vendor} {number}: {body}"
            );
        }
        let json: Value = serde_json::from_str(&body("kubernetes", 404, |ask| ask.accepts_json = true)).unwrap();
        assert_eq!(
            (&json["apiVersion"], &json["kind"], &json["code"]),
            (&"v1".into(), &"Status".into(), &404.into())
        );
        let shape = find("anthropic").unwrap().shape(&ask(529));
        let json: Value = serde_json::from_str(&shape.body).unwrap();
        let id = shape
            .headers
            .iter()
            .find(|(name, _)| *name == "request-id")
            .map(|(_, value)| value.as_str());
        assert_eq!(json["request_id"].as_str(), id);
    }

    #[test]
    fn the_reason_is_given_only_where_it_differs() {
        let reason = |vendor: &str, number, name| find(vendor).unwrap().shape(&Ask { name, ..ask(number) }).reason;
        assert_eq!(reason("nginx", 502, "Bad Gateway"), None);
        assert_eq!(reason("nginx", 504, "Gateway Timeout"), Some("Gateway Time-out"));
        assert_eq!(reason("nginx", 302, "Found"), Some("Moved Temporarily"));
        assert_eq!(reason("varnish", 503, "Service Unavailable"), Some("Backend fetch failed"));
        assert_eq!(reason("cloudflare", 521, "Web Server Is Down"), Some("<none>"));
        assert_eq!(reason("cloudflare", 502, "Bad Gateway"), None);
    }
}

//! What the programs for the JVM share: they use the same client.

use crate::call::request::RequestBody;
use crate::snippets::{Example, Header, Next, indented, parted};

/// How a language of the JVM writes a call.
pub struct Style {
    pub string: fn(&str) -> String,
    /// Where the call starts.
    pub column: usize,
    /// What is behind the last argument where each has its own line.
    pub comma: &'static str,
    /// The call of one of the program's own ways to send: its name and the request.
    pub own: fn(&str, &str) -> String,
}

impl Style {
    /// A call on one line if it fits into 100 columns, else with its arguments on lines of their own.
    pub fn call(&self, function: &str, arguments: &[&str]) -> String {
        let line = format!("{function}({})", arguments.join(", "));
        if self.column + line.encode_utf16().count() <= 100 {
            return line;
        }
        let column = self.column + 4 + self.comma.len();
        let inner = Self { column, ..*self };
        let argument = |argument: &&str| match argument.strip_suffix(')').and_then(|call| call.split_once('(')) {
            Some((function, only)) if !argument.starts_with('"') => inner.call(function, &[only]),
            _ => (*argument).to_owned(),
        };
        let lines: Vec<String> = arguments.iter().map(argument).collect();
        format!("{function}(\n{}{}\n)", indented(&lines.join(",\n"), "    "), self.comma)
    }

    /// The call that sends a request in the way that the switches ask for.
    pub fn send(&self, example: &Example, request: &str, repeats: bool) -> String {
        match (repeats, example.switches.timeout) {
            (true, _) => (self.own)("sendWithRetries", request),
            (false, true) => (self.own)("sendInTime", request),
            (false, false) => format!("client.send({request}, BodyHandlers.ofString())"),
        }
    }
}

/// The imports of the JDK's classes that programs in both languages use, and of the others that are used.
pub fn imports(example: &Example, others: &[(&'static str, bool)], end: &str) -> String {
    let (repeats, timeout) = (example.repeats(), example.switches.timeout);
    let fails = example.switches.test && example.breaks;
    let mut list = vec![
        ("java.io.IOException", is_caught(example) || repeats || timeout || fails),
        ("java.net.URI", true),
        ("java.net.http.HttpClient", true),
        ("java.net.http.HttpRequest", true),
        ("java.net.http.HttpRequest.BodyPublishers", publishes(example)),
        ("java.net.http.HttpResponse.BodyHandlers", true),
        ("java.net.http.HttpTimeoutException", timeout),
        ("java.time.DateTimeException", repeats),
        ("java.time.Instant", repeats),
        ("java.util.Base64", example.is_basic()),
        ("java.util.concurrent.ExecutionException", timeout),
        ("java.util.concurrent.TimeUnit", timeout),
        ("java.util.concurrent.TimeoutException", timeout),
    ];
    list.extend(others);
    list.sort_unstable();
    let used = list.iter().filter(|(_, is_used)| *is_used);
    used.map(|(name, _)| format!("import {name}{end}\n")).collect()
}

/// The imports of JUnit's methods that these assertions call.
pub fn asserts(assertions: &str, mark: &str, end: &str) -> String {
    ["assertEquals", "assertNotEquals", "assertThrows", "assertTrue"]
        .iter()
        .filter(|name| assertions.contains(**name))
        .map(|name| format!("import {mark}org.junit.jupiter.api.Assertions.{name}{end}\n"))
        .collect()
}

/// The call of the builder for a method and its body. It has names of its own for some.
pub fn method(method: &str, content: Option<String>, style: &Style) -> String {
    let publisher = match content {
        None if matches!(method, "GET" | "DELETE") => return format!(".{method}()"),
        None => "BodyPublishers.noBody()".to_owned(),
        Some(content) if content.contains("piece") => format!("BodyPublishers.ofByteArrays({content})"),
        Some(content) => format!("BodyPublishers.ofString({content})"),
    };
    match method {
        "POST" | "PUT" => style.call(&format!(".{method}"), &[&publisher]),
        _ => style.call(".method", &[&format!("\"{method}\""), &publisher]),
    }
}

/// The body of the request if it reads better as lines between three quotes, in which nothing is escaped: the JSON that it often is.
/// `is_plain` says which characters stand there for themselves.
pub fn unescaped<'a>(example: &Example<'a>, is_plain: fn(char) -> bool) -> Option<&'a str> {
    let Some(RequestBody::Text(text)) = &example.request.body else {
        return None;
    };
    let gains = text.contains(['"', '\n']);
    let is_plain = |c: char| c == '\n' || (c != '\\' && is_plain(c));
    // Java and Kotlin take the space off that all lines start with, and Java that at their ends.
    let keeps_space = text.trim() == text && !text.contains(" \n");
    let closes = text.contains("\"\"\"") || text.ends_with('"');
    (gains && text.chars().all(is_plain) && keeps_space && !closes).then_some(text)
}

/// Whether that call says something of a body.
pub fn publishes(example: &Example) -> bool {
    example.request.body.is_some() || !matches!(example.method, "GET" | "DELETE")
}

/// The calls of the builder for the headers, and the names of those that it refuses.
pub fn headers(example: &Example, style: &Style) -> (Vec<String>, String) {
    let expects = expects(example);
    let mut headers = example.headers();
    headers.retain(|header| !(expects && is_expect(header)));
    let (headers, refused) = parted(headers, is_refused);
    let call = |(name, value): &Header| style.call(".header", &[&(style.string)(name), &(style.string)(value)]);
    let mut calls: Vec<String> = headers.iter().map(call).collect();
    if expects {
        calls.push(".expectContinue(true)".to_owned());
    }
    (calls, refused)
}

/// Whether the server is asked before the body is sent. Without a body, HttpClient would wait for an answer that can't come.
pub fn expects(example: &Example) -> bool {
    example.request.body.is_some() && example.headers().iter().any(is_expect)
}

fn is_expect((name, value): &Header) -> bool {
    name.eq_ignore_ascii_case("expect") && value.eq_ignore_ascii_case("100-continue")
}

/// What a program says of its request.
pub fn notes(example: &Example, refused: &str) -> String {
    let mut notes = String::new();
    if !refused.is_empty() {
        notes.push_str(&format!("// HttpClient doesn't let a program set {refused}.\n"));
    }
    if expects(example) {
        notes.push_str("// Java before 17.0.17 and 20 hangs if the server refuses to go on.\n");
    }
    if example.hints {
        notes.push_str("// HttpClient doesn't show interim responses such as a 103.\n");
    }
    // 17.0.15 sends them, 17.0.19, 21.0.8 and 25.0.3 don't.
    let kept = example.strays("//", &["authorization", "cookie", "proxy-authorization"]);
    if example.strays("//", &["proxy-authorization"]) != kept {
        notes.push_str("// Java from before July 2025 sends Authorization and Cookie to any host in Location.\n");
    }
    notes + &kept
}

/// A program that only prints leaves it to Java to report a failure, and a test to JUnit.
pub fn is_caught(example: &Example) -> bool {
    let is_more = example.breaks || example.calls() > 1 || !example.switches.is_empty();
    is_more && !example.switches.test
}

/// HttpClient itself sends a GET a second time if the connection ends before a response. In a loop that hides a response.
pub fn sent_once(example: &Example, end: &str) -> String {
    match example.method {
        method @ ("GET" | "HEAD") if example.breaks && example.calls() > 1 => format!(
            "// Else HttpClient itself sends a {method} again if the connection ends without a response.
System.setProperty(\"jdk.httpclient.redirects.retrylimit\", \"1\"){end}\n"
        ),
        _ => String::new(),
    }
}

/// The same where nothing is hidden, as a comment.
pub fn sent_twice(example: &Example) -> String {
    match example.method {
        method @ ("GET" | "HEAD") if is_caught(example) && example.calls() == 1 && (example.breaks || example.repeats()) => {
            format!("// HttpClient itself sends a {method} once more if the connection ends without a response.\n")
        }
        _ => String::new(),
    }
}

/// The variable and the header that the next request needs, and what is said without it.
pub fn asked_for(next: Next) -> (&'static str, &'static str, &'static str) {
    match next {
        Next::Location => ("location", "Location", "No Location to follow."),
        Next::IfNoneMatch => ("etag", "ETag", "No ETag to ask again with."),
    }
}

/// What is said above the part of the address that a `Location` of a query alone keeps.
pub const RESOLVED: &str = "Before a query alone, resolve() would drop the end of the path.";

/// How the builder goes on from the first request to the next: `value` is that of the header.
pub fn changes(example: &Example, next: Next, value: &str) -> String {
    match next {
        Next::Location if expects(example) => format!(".uri(base.resolve(path + {value}))\n.GET()\n.expectContinue(false)"),
        Next::Location => format!(".uri(base.resolve(path + {value}))\n.GET()"),
        Next::IfNoneMatch => format!(".setHeader(\"If-None-Match\", {value})"),
    }
}

/// Whether the request has headers that a GET without a body can't have.
pub fn has_content_headers(example: &Example) -> bool {
    let is_content = |(name, _): &Header| name.to_ascii_lowercase().starts_with("content-");
    example.headers().iter().any(is_content)
}

/// What a test with several codes says of them.
pub const POSSIBLE: &str = "Each run gets the next of these, or one by chance.";

pub fn listed(codes: &[u16]) -> String {
    codes.iter().map(u16::to_string).collect::<Vec<_>>().join(", ")
}

/// The builder throws an exception for these, or HttpClient leaves them out, or sends a second framing of the body.
fn is_refused(name: &str) -> bool {
    [
        "connection",
        "content-length",
        "expect",
        "host",
        "proxy-authorization",
        "transfer-encoding",
        "upgrade",
    ]
    .iter()
    .any(|refused| name.eq_ignore_ascii_case(refused))
}

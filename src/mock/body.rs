//! The bodies of simulated answers.

use std::sync::LazyLock;

use bytes::Bytes;
use http::header::{self, HeaderMap, HeaderName, HeaderValue};
use http::{StatusCode, header::CONTENT_TYPE};
use jiff::Timestamp;
use serde::Serialize;

use super::accept::{self, Format};
use super::vendors::{self, VendorRequest};
use super::{Answer, Refusal, Seen, Turn};
use crate::book::Book;
use crate::call::options::TYPES;
use crate::call::{Call, Problem};
use crate::code::{Class, Code};
use crate::markup::escape;

/// A body, its type, and what else a special one changes.
pub struct Content {
    pub bytes: Bytes,
    pub media_type: Option<String>,
    /// In place of the code so far.
    pub code: Option<Code>,
    /// In place of the book's name.
    pub reason: Option<String>,
}

impl Content {
    pub fn none() -> Self {
        Self {
            bytes: Bytes::new(),
            media_type: None,
            code: None,
            reason: None,
        }
    }

    pub fn of(media_type: &str, bytes: impl Into<Bytes>) -> Self {
        Self {
            bytes: bytes.into(),
            media_type: Some(media_type.to_owned()),
            ..Self::none()
        }
    }

    pub fn with_code(mut self, code: Code) -> Self {
        self.code = Some(code);
        self
    }
}

/// The body of an answer: the caller's own beats a vendor's, that beats a format, that beats Accept.
///
/// # Errors
/// A vendor that does not exist or is not known to send the code; `format=problem` where there is no problem.
pub fn of(headers: &mut HeaderMap, answer: &Answer, code: Code) -> Result<Content, Refusal> {
    let settings = &answer.turn.settings;
    if let Some(body) = settings.text("body") {
        return Ok(own(headers, answer, body));
    }
    let fits = |name: &str| answer.is_asked(code) || vendors::find(name).is_none_or(|vendor| vendor.sends(code));
    if let Some(name) = settings.text("vendor").filter(|name| fits(name)) {
        return vendor(headers, answer, code, name);
    }
    let request = answer.seen.headers;
    let mut format = accept::choose(settings, code, request);
    if format == Format::Problem && !answer.is_asked(code) && !matches!(code.class(), Class::ClientError | Class::ServerError) {
        format = Format::Json;
    }
    if format == Format::Problem && !matches!(code.class(), Class::ClientError | Class::ServerError) {
        return Err(Problem::new(
            "impossible-option",
            format!("format: problem details are for 4xx and 5xx, and {code} is neither."),
        )
        .with_value("format", "problem")
        .with_allowed("json, xml, html, text or empty")
        .into());
    }
    // Some codes are only understood by a body of their own (207 and its kin).
    let special = answer
        .book
        .get(code)
        .and_then(|status| status.mock.body.as_ref().zip(status.mock.media_type.as_ref()));
    if let Some((body, media_type)) = special
        && format == Format::Json
        && settings.text("format").is_none()
    {
        return Ok(Content::of(media_type, body.clone()));
    }
    Ok(match format {
        Format::Json => Content::of("application/json", json(answer)),
        Format::Problem => Content::of("application/problem+json", problem(answer, code)),
        Format::Xml => Content::of("application/xml", xml(answer)),
        Format::Text => Content::of("text/plain; charset=utf-8", text(answer)),
        Format::Html => {
            headers.insert(header::CONTENT_SECURITY_POLICY, html_policy());
            Content::of("text/html; charset=utf-8", html(answer))
        }
        Format::Empty => Content::none(),
    })
}

/// The caller's text, or the very body of the request. What a browser would make more of than text is kept in a sandbox.
fn own(headers: &mut HeaderMap, answer: &Answer, body: &str) -> Content {
    let is_request = body == "request";
    let claimed = answer
        .seen
        .headers
        .get(CONTENT_TYPE)
        .and_then(|value| value.to_str().ok())
        .unwrap_or("");
    let claimed = claimed.split(';').next().unwrap_or("").trim().to_ascii_lowercase();
    let media_type = match answer.turn.settings.text("type") {
        Some(media_type) => media_type,
        None if is_request => TYPES
            .iter()
            .find(|known| **known == claimed)
            .copied()
            .unwrap_or("application/octet-stream"),
        None if serde_json::from_str::<serde::de::IgnoredAny>(body).is_ok() => "application/json",
        None => "text/plain",
    };
    let is_text = media_type.starts_with("text/");
    if media_type.contains("html") || media_type.contains("xml") {
        headers.insert(
            header::CONTENT_SECURITY_POLICY,
            HeaderValue::from_static("sandbox; default-src 'none'"),
        );
    }
    let media_type = if is_text {
        format!("{media_type}; charset=utf-8")
    } else {
        media_type.to_owned()
    };
    let bytes = if is_request {
        Bytes::copy_from_slice(answer.seen.body)
    } else {
        Bytes::copy_from_slice(body.as_bytes())
    };
    Content::of(&media_type, bytes)
}

fn vendor(headers: &mut HeaderMap, answer: &Answer, code: Code, name: &str) -> Result<Content, Refusal> {
    let vendor = vendors::choose(name, code)?;
    let seen = answer.seen;
    let location = headers
        .get(header::LOCATION)
        .and_then(|value| value.to_str().ok())
        .map(str::to_owned);
    let response = vendor.response(&VendorRequest {
        code,
        method: &answer.call.method,
        target: seen.target,
        origin: seen.origin,
        body: seen.body,
        location: location.as_deref(),
        accepts_json: accept::prefers_json(seen.headers),
        accepts_html: accept::names_html(seen.headers) || accept::navigates(seen.headers),
        now: answer.now,
        draw: crate::random::mixed(answer.draw, 5),
        name: answer.book.name(code),
    });
    // What the caller asks for beats what the product would say.
    let turn = answer.turn;
    let quota = |name: &str| turn.quota.is_some() && (name.contains("ratelimit") || name.starts_with("retry-after"));
    let asked = |name: &str| (name == "retry-after" && turn.settings.has(name)) || quota(name);
    for name in response.without {
        headers.remove(*name);
    }
    for (name, value) in response.headers.into_iter().filter(|(name, _)| !asked(name)) {
        if let (Ok(name), Ok(value)) = (name.parse::<HeaderName>(), HeaderValue::from_str(&value)) {
            headers.insert(name, value);
        }
    }
    if response.content_type.is_some_and(|media_type| media_type.contains("html")) {
        headers.insert(
            header::CONTENT_SECURITY_POLICY,
            HeaderValue::from_static("sandbox; default-src 'none'; style-src 'unsafe-inline'"),
        );
    }
    Ok(Content {
        bytes: response.body.into(),
        media_type: response.content_type.map(str::to_owned),
        code: None,
        reason: response.reason.map(str::to_owned),
    })
}

/// Keys in the order in which they are sent.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Told<'a> {
    success: bool,
    status: u16,
    status_text: String,
    timestamp: String,
    request: Asked<'a>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Asked<'a> {
    method: &'a str,
    url: &'a str,
    full_url: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    headers: Option<serde_json::Map<String, serde_json::Value>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    body: Option<String>,
}

fn summary<'a>(answer: &'a Answer) -> &'a str {
    answer.note.as_deref().unwrap_or_else(|| answer.book.summary(answer.code))
}

fn told<'a>(answer: &'a Answer) -> Told<'a> {
    let (call, code, seen) = (answer.call, answer.code, answer.seen);
    let echo = answer.turn.settings.on("echo");
    Told {
        success: code.number() < 400,
        status: code.number(),
        status_text: format!("{} - {}", answer.book.name(code), summary(answer)),
        timestamp: format!("{:.3}", answer.stamp),
        request: Asked {
            // HEAD has the head of GET, so also the length of its body (RFC 9110 section 9.3.2).
            method: if call.method == "HEAD" { "GET" } else { &call.method },
            url: seen.target,
            full_url: format!("{}{}", seen.origin, seen.target),
            headers: echo.then(|| echoed(seen.headers)),
            body: echo.then(|| String::from_utf8_lossy(seen.body).into_owned()),
        },
    }
}

/// The request's headers without credentials and without what a proxy on the way may have added about the caller.
fn echoed(headers: &HeaderMap) -> serde_json::Map<String, serde_json::Value> {
    const SECRET: &[&str] = &[
        "authorization",
        "cookie",
        "forwarded",
        "proxy-authorization",
        "true-client-ip",
        "via",
        "x-real-ip",
    ];
    const SECRET_FAMILIES: &[&str] = &["cf-", "fly-", "x-amzn-", "x-envoy-", "x-forwarded-", "x-original-"];
    let mut told = serde_json::Map::new();
    for name in headers.keys() {
        let text = name.as_str();
        if SECRET.contains(&text) || SECRET_FAMILIES.iter().any(|family| text.starts_with(family)) {
            continue;
        }
        let values: Vec<_> = headers
            .get_all(name)
            .iter()
            .map(|value| String::from_utf8_lossy(value.as_bytes()).into_owned())
            .collect();
        told.insert(text.to_owned(), values.join(", ").into());
    }
    told
}

fn json(answer: &Answer) -> String {
    let mut text = serde_json::to_string_pretty(&told(answer)).unwrap_or_default();
    text.push('\n');
    text
}

/// Problem details (RFC 9457) for a simulated error; its type is the page that explains the status.
fn problem(answer: &Answer, code: Code) -> String {
    #[derive(Serialize)]
    struct Details<'a> {
        r#type: String,
        title: &'a str,
        status: u16,
        detail: &'a str,
        instance: &'a str,
    }
    let mut text = serde_json::to_string_pretty(&Details {
        r#type: format!("{}/docs/{code}", answer.seen.origin),
        title: answer.book.name(code),
        status: code.number(),
        detail: answer.book.summary(code),
        instance: answer.seen.target,
    })
    .unwrap_or_default();
    text.push('\n');
    text
}

/// The same as the JSON, in elements.
fn xml(answer: &Answer) -> String {
    let told = told(answer);
    format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<response>\n  <success>{}</success>\n  <status>{}</status>\n  <statusText>{}</statusText>\n  \
         <timestamp>{}</timestamp>\n  <request>\n    <method>{}</method>\n    <url>{}</url>\n    <fullUrl>{}</fullUrl>\n  </request>\n</response>\n",
        told.success,
        told.status,
        escape(&told.status_text),
        told.timestamp,
        escape(told.request.method),
        escape(told.request.url),
        escape(&told.request.full_url),
    )
}

fn text(answer: &Answer) -> String {
    let code = answer.code;
    format!("{code} {}\n{}\n", answer.book.name(code), summary(answer))
}

const STYLE: &str = "body{margin:12vh auto;max-width:40rem;padding:0 1rem;font:17px/1.6 system-ui,sans-serif;color-scheme:light dark}\
h1{font-size:1.6rem;line-height:1.2}pre{overflow:auto;font:14px/1.5 ui-monospace,monospace}";

/// For a person whose browser came here: what this answer is, and where the status is explained.
fn html(answer: &Answer) -> String {
    let code = answer.code;
    let name = escape(answer.book.name(code));
    let summary = escape(summary(answer));
    let json = escape(&json(answer));
    let more = answer
        .book
        .get(code)
        .and_then(|status| status.mock.html.as_deref())
        .unwrap_or("");
    format!(
        "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
         <title>{code} {name}</title>\n<style>{STYLE}</style>\n</head>\n<body>\n\
         <h1>{code} {name}</h1>\n<p>{summary}.</p>\n{more}\
         <p>This answer is simulated: it was asked for. <a href=\"/docs/{code}\">What {code} means</a></p>\n\
         <pre>{json}</pre>\n</body>\n</html>\n"
    )
}

/// Allows the page above its own style and nothing else.
fn html_policy() -> HeaderValue {
    static POLICY: LazyLock<HeaderValue> = LazyLock::new(|| {
        let policy = format!(
            "default-src 'none'; style-src '{}'; base-uri 'none'; form-action 'none'; frame-ancestors 'self'",
            crate::digest::csp_hash(STYLE)
        );
        HeaderValue::from_str(&policy).unwrap_or_else(|_| HeaderValue::from_static("default-src 'none'"))
    });
    POLICY.clone()
}

/// The body that a plain client gets of a call, at the moment `now`, and its media type: for the page that shows it.
///
/// # Errors
/// Why the call is refused, in words.
pub fn sample_json(call: &Call, book: &Book, origin: &str, now: Timestamp) -> Result<(String, String), String> {
    let target = call.address();
    let seen = Seen {
        target: &target,
        origin,
        headers: &HeaderMap::new(),
        body: b"",
        http_11: true,
        from_headers: false,
        ignored: &[],
    };
    let asked = call.target.codes().first().copied().unwrap_or(super::fixed_code(200));
    let turn = Turn::only(call, asked);
    let reply = super::reply(call, &turn, book, &seen, now, 0).map_err(|refusal| refusal.problem.message)?;
    let media_type = reply
        .headers
        .get(CONTENT_TYPE)
        .and_then(|value| value.to_str().ok())
        .unwrap_or("")
        .to_owned();
    Ok((String::from_utf8_lossy(&reply.body).trim_end().to_owned(), media_type))
}

/// What a call would send, for `explain=1`: nothing of it happens.
pub fn explanation(reply: &super::Reply, turn: &Turn) -> String {
    #[derive(Serialize)]
    #[serde(rename_all = "camelCase")]
    struct Explained<'a> {
        asked: u16,
        delay: String,
        interim: Vec<u16>,
        status: u16,
        reason: &'a str,
        headers: serde_json::Map<String, serde_json::Value>,
        body: String,
        ending: String,
    }
    let mut headers = serde_json::Map::new();
    for name in reply.headers.keys() {
        let values: Vec<_> = reply
            .headers
            .get_all(name)
            .iter()
            .map(|value| String::from_utf8_lossy(value.as_bytes()).into_owned())
            .collect();
        headers.insert(name.as_str().to_owned(), values.join(", ").into());
    }
    let ending = match reply.ending {
        super::Ending::Sent => "sent as it is".to_owned(),
        super::Ending::Nothing => "no answer; the connection is closed".to_owned(),
        super::Ending::Upgrade => "101, then WebSocket frames are echoed".to_owned(),
        super::Ending::Fault(kind) => format!("fault: {}", kind.name()),
    };
    let mut text = serde_json::to_string_pretty(&Explained {
        asked: turn.asked.number(),
        delay: format!("{} ms", reply.wait.as_millis()),
        interim: reply.interim.iter().map(|(status, ..)| StatusCode::as_u16(status)).collect(),
        status: reply.status.as_u16(),
        reason: &reply.reason,
        headers,
        body: String::from_utf8_lossy(&reply.body).into_owned(),
        ending,
    })
    .unwrap_or_default();
    text.push('\n');
    text
}

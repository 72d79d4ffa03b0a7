//! How a server of one's own returns a status: one template per server or framework, filled from the book. A file for each kind.

mod go;
mod javascript;
mod jvm_and_net;
mod php;
mod proxies;
mod python;
mod ruby;
mod rust;

use std::ops::RangeInclusive;

use super::quoted;

/// A framework or server and its lines for one status.
pub struct Server {
    pub name: &'static str,
    /// A name or extension that the highlighter knows.
    pub syntax: &'static str,
    /// What a line of comment starts with.
    comment: &'static str,
    /// The statuses that it can send as a final response, at most.
    sends: RangeInclusive<u16>,
    write: fn(&ServerResponse) -> String,
}

/// What is to be returned.
#[derive(Debug)]
pub struct ServerResponse<'a> {
    pub status: u16,
    /// The reason phrase, which is the title of a problem document.
    pub name: &'a str,
    /// Header fields that belong to the status, as name and value.
    pub headers: Vec<(&'a str, &'a str)>,
    pub has_body: bool,
}

/// Any status that HTTP/1.1 can carry, and those that RFC 9110 defines classes for. Interim responses are missing: they come before
/// the response that a handler returns.
const THREE_DIGITS: RangeInclusive<u16> = 200..=999;
const FIVE_CLASSES: RangeInclusive<u16> = 200..=599;

/// Every template, in the order in which they are shown.
pub static SERVERS: &[Server] = &[
    proxies::NGINX,
    proxies::APACHE,
    proxies::CADDY,
    proxies::HAPROXY,
    javascript::EXPRESS,
    javascript::FASTIFY,
    javascript::HONO,
    javascript::NEXT,
    python::FASTAPI,
    python::DJANGO,
    python::FLASK,
    jvm_and_net::SPRING,
    ruby::RAILS,
    php::LARAVEL,
    jvm_and_net::ASPNET,
    go::NET_HTTP,
    go::GIN,
    rust::AXUM,
    rust::ACTIX,
    javascript::WORKERS,
    php::PHP,
];

impl Server {
    /// The code, without a line break at its end. Where the server refuses the status, one line of comment that says so.
    pub fn write(&self, response: &ServerResponse) -> String {
        let (name, status, last) = (self.name, response.status, self.sends.end());
        if self.sends.contains(&status) {
            (self.write)(response).trim_end().to_owned()
        } else if status < 200 {
            format!(
                "{} {name} can't return {status}: a handler returns a final response.",
                self.comment
            )
        } else {
            format!("{} {name} can't send {status}. Its status codes end at {last}.", self.comment)
        }
    }
}

/// The media type of a body that isn't [`JSON`].
const PROBLEM: &str = "application/problem+json";
const JSON: &str = "application/json";

impl<'a> ServerResponse<'a> {
    /// Whether the body is a problem document (RFC 9457).
    fn is_problem(&self) -> bool {
        self.has_body && self.status >= 400
    }

    fn media_type(&self) -> &'static str {
        if self.is_problem() { PROBLEM } else { JSON }
    }

    /// Where a redirect goes, if this is one.
    fn redirect(&self) -> Option<&'a str> {
        let redirects = matches!(self.status, 301 | 302 | 303 | 307 | 308);
        let location = self.headers.iter().find(|(name, _)| redirects && *name == "Location");
        location.map(|(_, value)| *value)
    }

    /// The headers that a function for redirects doesn't set.
    fn headers_beside_redirect(&self) -> impl Iterator<Item = (&'a str, &'a str)> {
        let redirects = self.redirect().is_some();
        let headers = self.headers.iter().copied();
        headers.filter(move |(name, _)| !(redirects && *name == "Location"))
    }

    /// The same headers, each written by `line`.
    fn lines(&self, line: impl Fn(&str, &str) -> String) -> String {
        self.headers_beside_redirect()
            .map(|(name, value)| line(name, value))
            .collect()
    }

    /// The same headers as the members of a literal, the type of a problem document first.
    fn typed_headers(&self, member: impl Fn(&str, &str) -> String) -> Vec<String> {
        let media_type = self.is_problem().then_some(("Content-Type", PROBLEM));
        let headers = media_type.into_iter().chain(self.headers_beside_redirect());
        headers.map(|(name, value)| member(name, value)).collect()
    }

    /// The members of the body, each written by `member` from its name and its value as a literal.
    fn members(&self, quote: char, member: impl Fn(&str, &str) -> String) -> String {
        let status = member("status", &self.status.to_string());
        if self.is_problem() {
            let kind = member("type", &quoted("about:blank", quote));
            let title = member("title", &quoted(self.name, quote));
            format!("{kind}, {title}, {status}")
        } else {
            status
        }
    }

    /// The body as JSON; `None` where there is none.
    fn json(&self) -> Option<String> {
        let members = self.members('"', |name, value| format!("\"{name}\":{value}"));
        self.has_body.then(|| format!("{{{}}}", members.replace(", \"", ",\"")))
    }
}

#[cfg(test)]
mod tests;

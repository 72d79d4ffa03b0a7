//! Traefik: Go's words for the code as plain text, from the proxy and its middlewares, and no name of the server.

use super::{Ask, Shape, Vendor};

pub const VENDOR: Vendor = Vendor {
    name: "traefik",
    title: "Traefik",
    source: "https://github.com/traefik/traefik/blob/master/pkg/proxy/httputil/proxy.go",
    codes: &super::codes::<_, { LINES.len() }>(LINES),
    shape,
};

/// Line ends as sent: `http.Error` and `http.NotFound` add one, the proxy does not. 200 answers `/ping`; 499 is never received.
const LINES: &[(u16, &str)] = &[
    (200, "OK"),
    (301, "Moved Permanently"),
    (302, "Found"),
    (307, "Temporary Redirect"),
    (308, "Permanent Redirect"),
    (400, "400 Bad Request"),
    (401, "401 Unauthorized\n"),
    (403, "Forbidden"),
    (404, "404 page not found\n"),
    (413, "Request Entity Too Large"),
    (421, "Misdirected Request\n"),
    (429, "Too Many Requests"),
    (431, "431 Request Header Fields Too Large"),
    (500, "Internal Server Error"),
    (502, "Bad Gateway"),
    (503, "Service Unavailable"),
    (504, "Gateway Timeout"),
];

fn shape(ask: &Ask) -> Shape {
    let line = super::row(LINES, ask.code).unwrap_or("Internal Server Error");
    let shape = Shape::new("text/plain; charset=utf-8", line.to_owned());
    match ask.code.number() {
        // Go's words.
        413 => shape.reason(ask, "Request Entity Too Large"),
        _ => shape,
    }
}

//! Traefik: Go's phrase for the code as plain text, from the proxy and its middlewares. No response names the server.

use super::{Vendor, VendorRequest, VendorResponse};

pub const VENDOR: Vendor = Vendor {
    name: "traefik",
    title: "Traefik",
    source: "https://github.com/traefik/traefik/blob/master/pkg/proxy/httputil/proxy.go",
    codes: &super::codes::<_, { LINES.len() }>(LINES),
    bodyless: &[],
    respond,
};

/// `http.Error` and `http.NotFound` end the line with a line feed, and the proxy doesn't. Traefik sends 200 for `/ping`. No client
/// ever receives its 499.
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

fn respond(request: &VendorRequest) -> VendorResponse {
    let line = super::row(LINES, request.code).unwrap_or("Internal Server Error");
    let response = VendorResponse::new("text/plain; charset=utf-8", line.to_owned());
    match request.code.number() {
        // Go's phrase.
        413 => response.reason(request, "Request Entity Too Large"),
        _ => response,
    }
}

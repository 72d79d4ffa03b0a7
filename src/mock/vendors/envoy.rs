//! Envoy: a line of plain text where it answers itself, and often not even that.

use super::{Ask, Shape, Vendor};

pub const VENDOR: Vendor = Vendor {
    name: "envoy",
    title: "Envoy",
    source: "https://www.envoyproxy.io/docs/envoy/latest/configuration/http/http_conn_man/response_code_details",
    codes: &super::codes::<_, { LINES.len() }>(LINES),
    shape,
};

/// No line means no body: a route that redirects or does not exist (404), and an external processor that failed (500).
///
/// 503 has a second line, `… reset reason: connection failure`, for an upstream that cannot be reached. The first one is always
/// sent here, so that the same call gets the same answer; 502 has the second with the reason that makes it a 502.
const LINES: &[(u16, &str)] = &[
    (301, ""),
    (302, ""),
    (303, ""),
    (307, ""),
    (308, ""),
    (400, "Bad Request"),
    (401, "Jwt is missing"),
    (403, "RBAC: access denied"),
    (404, ""),
    (408, "stream timeout"),
    (413, "Payload Too Large"),
    (426, "Upgrade Required"),
    (429, "local_rate_limited"),
    (431, "Request Header Fields Too Large"),
    (500, ""),
    (
        502,
        "upstream connect error or disconnect/reset before headers. reset reason: protocol error",
    ),
    (503, "no healthy upstream"),
    (504, "upstream request timeout"),
];

fn shape(ask: &Ask) -> Shape {
    let line = super::row(LINES, ask.code).unwrap_or("");
    let shape = if line.is_empty() {
        Shape::empty()
    } else {
        Shape::new("text/plain", line.to_owned())
    };
    let shape = shape.with("server", "envoy");
    match ask.code.number() {
        413 => shape.reason(ask, line),
        // It means HTTP/1.0, which `accept_http_10` would let in, and names no protocol to change to.
        426 => shape.without(&["upgrade", "connection"]),
        _ => shape,
    }
}

//! Envoy: a line of plain text in the responses it makes itself, and often no body at all.

use super::{Vendor, VendorRequest, VendorResponse};

pub const VENDOR: Vendor = Vendor {
    name: "envoy",
    title: "Envoy",
    source: "https://www.envoyproxy.io/docs/envoy/latest/configuration/http/http_conn_man/response_code_details",
    codes: &super::codes::<_, { LINES.len() }>(LINES),
    bodyless: &[301, 302, 303, 307, 308, 404, 500],
    respond,
};

/// There is no body where a route redirects or does not exist (404), or where an external processor failed (500).
///
/// Envoy has a second line for 503, `… reset reason: connection failure`, for an upstream that it can't reach. The mock always
/// sends the first one, so that the same call gets the same response. 502 has the second one with the reason that makes it a 502.
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

fn respond(request: &VendorRequest) -> VendorResponse {
    let line = super::row(LINES, request.code).unwrap_or("");
    let response = VendorResponse::new("text/plain", line.to_owned()).with("server", "envoy");
    match request.code.number() {
        413 => response.reason(request, line),
        // The request was HTTP/1.0, which `accept_http_10` would allow. The response names no protocol to upgrade to.
        426 => response.without(&["upgrade", "connection"]),
        _ => response,
    }
}

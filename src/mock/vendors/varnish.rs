//! Varnish: the page in its built-in VCL.

use super::{Vendor, VendorRequest, VendorResponse};

pub const VENDOR: Vendor = Vendor {
    name: "varnish",
    title: "Varnish Cache",
    source: "https://github.com/varnishcache/varnish-cache/blob/master/bin/varnishd/builtin.vcl",
    codes: &super::codes::<_, { REASONS.len() }>(REASONS),
    bodyless: &[304],
    respond,
};

/// 200 is the response to a purge, and 304 comes from the cache.
const REASONS: &[(u16, &str)] = &[
    (200, "Purged"),
    (304, "Not Modified"),
    (400, "Bad Request"),
    (405, "Method Not Allowed"),
    (500, "Internal Server Error"),
    (503, "Backend fetch failed"),
];

fn respond(request: &VendorRequest) -> VendorResponse {
    let number = request.code.number();
    let reason = super::row(REASONS, request.code).unwrap_or("Error");
    // Always eight digits, so that HEAD has the Content-Length of GET.
    let id = 10_000_000 + request.draw % 20_000_000;
    // A page about the backend shows the id of the fetch, which comes after that of the request.
    let shown = if number == 503 { id + 1 } else { id };
    let response = if number == 304 {
        VendorResponse::new("text/html; charset=utf-8", String::new())
    } else {
        VendorResponse::new(
            "text/html; charset=utf-8",
            format!(
                "<!DOCTYPE html>\n<html>\n  <head>\n    <title>{number} {reason}</title>\n  </head>\n  <body>\n\
                 \x20   <h1>Error {number} {reason}</h1>\n    <p>{reason}</p>\n    <h3>Guru Meditation:</h3>\n\
                 \x20   <p>XID: {shown}</p>\n    <hr>\n    <p>Varnish cache server</p>\n  </body>\n</html>\n"
            ),
        )
        .with("server", "Varnish")
        .with("retry-after", 5)
    };
    response
        .with("x-varnish", id)
        .with("via", "1.1 varnish (Varnish/7.7)")
        .with("age", 0)
        .reason(request, reason)
}

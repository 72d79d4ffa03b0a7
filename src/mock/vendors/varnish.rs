//! Varnish: the page of its built-in VCL.

use super::{Ask, Shape, Vendor};

pub const VENDOR: Vendor = Vendor {
    name: "varnish",
    title: "Varnish Cache",
    source: "https://github.com/varnishcache/varnish-cache/blob/master/bin/varnishd/builtin.vcl",
    codes: &super::codes::<_, { REASONS.len() }>(REASONS),
    shape,
};

/// 200 answers a purge; 304 comes from the cache.
const REASONS: &[(u16, &str)] = &[
    (200, "Purged"),
    (304, "Not Modified"),
    (400, "Bad Request"),
    (405, "Method Not Allowed"),
    (500, "Internal Server Error"),
    (503, "Backend fetch failed"),
];

fn shape(ask: &Ask) -> Shape {
    let number = ask.code.number();
    let reason = super::row(REASONS, ask.code).unwrap_or("Error");
    let request = ask.draw % 30_000_000 + 2;
    // A page about the backend carries the id of the fetch, which follows that of the request.
    let shown = if number == 503 { request + 1 } else { request };
    let shape = if number == 304 {
        Shape::empty()
    } else {
        Shape::new(
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
    shape
        .with("x-varnish", request)
        .with("via", "1.1 varnish (Varnish/7.7)")
        .with("age", 0)
        .reason(ask, reason)
}

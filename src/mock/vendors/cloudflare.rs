//! Cloudflare: one error in three formats, chosen by Accept. Clients that ask for JSON get problem details, browsers get a page,
//! and all others get the line `error code: 521`. What the edge refuses before it knows the site always gets a bare page.

use serde_json::json;

use super::{Vendor, VendorRequest, VendorResponse, nginx};
use crate::markup::escape_ascii;

pub const VENDOR: Vendor = Vendor {
    name: "cloudflare",
    title: "Cloudflare",
    source: "https://developers.cloudflare.com/fundamentals/reference/error-responses/",
    codes: &super::codes::<_, { KINDS.len() }>(KINDS),
    bodyless: &[304],
    respond,
};

const DOCS: &str = "https://developers.cloudflare.com/support/troubleshooting/http-status-codes";

#[derive(Clone, Copy)]
enum Kind {
    /// Sent from the cache.
    Cached,
    /// The edge's bare page, signed `cloudflare`.
    Bare(&'static str),
    Error(Error),
}

/// A named error, as Cloudflare documents it.
#[derive(Clone, Copy)]
struct Error {
    /// What Cloudflare calls it: the status itself or a 1xxx code.
    code: u16,
    title: &'static str,
    /// `error_name`, which clients match on. `None` where neither the document nor a recorded response gives it.
    name: Option<&'static str>,
    category: &'static str,
    /// In seconds, if the request is worth repeating.
    retry_after: Option<u16>,
    /// What happened, in our own words.
    detail: &'static str,
}

const fn origin(code: u16, title: &'static str, name: Option<&'static str>, retry_after: u16, detail: &'static str) -> Kind {
    Kind::Error(Error {
        code,
        title,
        name,
        category: "origin",
        retry_after: Some(retry_after),
        detail,
    })
}

const fn lasting(
    code: u16,
    title: &'static str,
    name: Option<&'static str>,
    category: &'static str,
    detail: &'static str,
) -> Kind {
    Kind::Error(Error {
        code,
        title,
        name,
        category,
        retry_after: None,
        detail,
    })
}

/// 499 is only in logs, and 405 always comes from the origin. 527 ended with Railgun, but clients still know it.
const KINDS: &[(u16, Kind)] = &[
    (301, Kind::Bare("Moved Permanently")),
    (302, Kind::Bare("Found")),
    (303, Kind::Bare("See Other")),
    (304, Kind::Cached),
    (307, Kind::Bare("Temporary Redirect")),
    (308, Kind::Bare("Permanent Redirect")),
    (400, Kind::Bare("Bad Request")),
    (
        403,
        lasting(
            1020,
            "Access denied",
            Some("firewall_rule_blocked"),
            "access_denied",
            "A firewall rule of the site's owner blocked this request.",
        ),
    ),
    (408, Kind::Bare("Request Time-out")),
    (
        409,
        lasting(
            1001,
            "DNS resolution error",
            None,
            "dns",
            "The requested host could not be resolved.",
        ),
    ),
    (413, Kind::Bare("Request Entity Too Large")),
    (414, Kind::Bare("Request-URI Too Large")),
    (
        429,
        Kind::Error(Error {
            code: 1015,
            title: "You are being rate limited",
            name: Some("rate_limited"),
            category: "rate_limit",
            retry_after: Some(30),
            detail: "The site's owner limits the request rate, and you went over it.",
        }),
    ),
    (
        451,
        lasting(
            1026,
            "Unavailable for legal reasons",
            None,
            "legal",
            "This content may not be served, for legal reasons.",
        ),
    ),
    (
        500,
        Kind::Error(Error {
            code: 500,
            title: "Internal server error",
            name: None,
            category: "cloudflare",
            retry_after: Some(30),
            detail: "Cloudflare itself failed. The origin server may not have been involved.",
        }),
    ),
    (501, Kind::Bare("Not Implemented")),
    (
        502,
        origin(
            502,
            "Bad gateway",
            Some("origin_bad_gateway"),
            60,
            "The origin server sent Cloudflare an invalid response.",
        ),
    ),
    (503, Kind::Bare("Service Temporarily Unavailable")),
    (
        504,
        origin(
            504,
            "Gateway time-out",
            Some("origin_gateway_timeout"),
            120,
            "The origin server didn't respond to Cloudflare in time.",
        ),
    ),
    (
        520,
        origin(
            520,
            "Web server is returning an unknown error",
            None,
            60,
            "Cloudflare could not understand the origin server.",
        ),
    ),
    (
        521,
        origin(
            521,
            "Web server is down",
            None,
            120,
            "The origin server refused the connection from Cloudflare.",
        ),
    ),
    (
        522,
        origin(
            522,
            "Connection timed out",
            Some("connection_timeout"),
            120,
            "Cloudflare could not connect to the origin in time.",
        ),
    ),
    (
        523,
        origin(
            523,
            "Origin is unreachable",
            None,
            120,
            "Cloudflare found no route to the origin server.",
        ),
    ),
    (
        524,
        origin(
            524,
            "A timeout occurred",
            Some("origin_response_timeout"),
            120,
            "The origin server took too long to respond.",
        ),
    ),
    (
        525,
        lasting(
            525,
            "SSL handshake failed",
            Some("ssl_handshake_failed"),
            "ssl",
            "Cloudflare and the origin server could not agree on a TLS connection.",
        ),
    ),
    (
        526,
        lasting(
            526,
            "Invalid SSL certificate",
            None,
            "ssl",
            "Cloudflare does not trust the certificate of the origin server.",
        ),
    ),
    (
        527,
        origin(
            527,
            "Railgun Listener to Origin Error",
            None,
            60,
            "The connection between Railgun and the origin server broke.",
        ),
    ),
    (
        530,
        lasting(
            1016,
            "Origin DNS error",
            Some("origin_dns_error"),
            "dns",
            "Cloudflare could not resolve the origin server's name.",
        ),
    ),
];

fn respond(request: &VendorRequest) -> VendorResponse {
    let ray = request.hex(1, 16);
    let number = request.code.number();
    let response = match super::row(KINDS, request.code).unwrap_or(Kind::Bare("Error")) {
        Kind::Cached => VendorResponse::new("text/html", String::new()).with("cf-cache-status", "HIT"),
        Kind::Bare(phrase) => VendorResponse::new("text/html", nginx::page(number, phrase, "cloudflare")),
        Kind::Error(error) => {
            let response = if request.accepts_json {
                VendorResponse::json("application/json; charset=utf-8", &problem(request, &error, &ray))
            } else if request.accepts_html {
                VendorResponse::new("text/html; charset=UTF-8", page(request, &error, &ray))
            } else {
                VendorResponse::new("text/plain; charset=UTF-8", format!("error code: {}", error.code))
            };
            let response = response
                .with("cf-cache-status", "DYNAMIC")
                .with("referrer-policy", "same-origin")
                .with("x-frame-options", "SAMEORIGIN");
            match error.retry_after {
                Some(seconds) => response.with("retry-after", seconds),
                None => response,
            }
        }
    };
    let response = response.with("server", "cloudflare").with("cf-ray", format!("{ray}-FRA"));
    // Cloudflare's proxy has no reason phrase for codes that no RFC names, and sends this instead.
    if number >= 520 {
        response.reason(request, "<none>")
    } else {
        response
    }
}

/// Problem details (RFC 9457). The order of members doesn't matter.
fn problem(request: &VendorRequest, error: &Error, ray: &str) -> serde_json::Value {
    let group = if error.code >= 1000 {
        "cloudflare-1xxx-errors"
    } else {
        "cloudflare-5xx-errors"
    };
    // These errors have no page of their own, so they link to the list.
    let page = if matches!(error.code, 500 | 1026) {
        String::new()
    } else {
        format!("error-{}/", error.code)
    };
    let advice = match error.retry_after {
        Some(seconds) => format!("**Wait and retry.** Wait at least {seconds} seconds, then longer before each further attempt."),
        None => "**Do not retry.** Only the owner of the site can change this.".to_owned(),
    };
    let mut problem = json!({
        "type": format!("{DOCS}/{group}/{page}"),
        "title": format!("Error {}: {}", error.code, error.title),
        "status": request.code.number(),
        "detail": error.detail,
        "instance": ray,
        "error_code": error.code,
        "error_category": error.category,
        "ray_id": ray,
        "timestamp": format!("{:.0}", request.now),
        "zone": request.host(),
        "cloudflare_error": true,
        "retryable": error.retry_after.is_some(),
        "owner_action_required": !matches!(error.category, "rate_limit" | "cloudflare"),
        "what_you_should_do": advice,
        "footer": "This error was generated by Cloudflare on behalf of the website owner.",
    });
    if let Some(name) = error.name {
        problem["error_name"] = json!(name);
    }
    if let Some(seconds) = error.retry_after {
        problem["retry_after"] = json!(seconds);
    }
    problem
}

/// Our own page around the words and CSS classes that clients recognise Cloudflare's page by.
fn page(request: &VendorRequest, error: &Error, ray: &str) -> String {
    let host = escape_ascii(request.host());
    let Error { code, title, detail, .. } = error;
    let heading = if *code >= 1000 {
        format!(
            "<h1><span class=\"cf-error-type\">Error</span> <span class=\"cf-error-code\">{code}</span></h1>\n<h2>{title}</h2>"
        )
    } else {
        format!("<h1>{title} <span class=\"code-label\">Error code {code}</span></h1>")
    };
    let page_title = if *code >= 1000 {
        format!("{title} | {host} used Cloudflare to restrict access")
    } else {
        format!("{host} | {code}: {title}")
    };
    format!(
        "<!DOCTYPE html>\n<html lang=\"en-US\">\n<head>\n<title>{page_title}</title>\n<meta charset=\"UTF-8\">\n\
         <meta name=\"robots\" content=\"noindex, nofollow\">\n</head>\n<body>\n<div id=\"cf-wrapper\">\n\
         <div id=\"cf-error-details\">\n{heading}\n<p>{now:.0}</p>\n<h2>What happened?</h2>\n<p>{detail}</p>\n\
         <h2>What can I do?</h2>\n<p>Try again in a few minutes, or tell the owner of the site.</p>\n</div>\n\
         <div class=\"cf-error-footer\">Cloudflare Ray ID: <strong>{ray}</strong> &bull; Performance &amp; security by Cloudflare</div>\n\
         </div>\n</body>\n</html>\n",
        now = request.now,
    )
}

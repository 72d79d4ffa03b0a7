//! HAProxy: its built-in messages. Redirects have no body, and no response names the server.

use super::{Vendor, VendorRequest, VendorResponse};

pub const VENDOR: Vendor = Vendor {
    name: "haproxy",
    title: "HAProxy",
    source: "https://github.com/haproxy/haproxy/blob/master/src/http.c",
    codes: &super::codes::<_, { MESSAGES.len() }>(MESSAGES),
    bodyless: &[301, 302, 303, 307, 308],
    respond,
};

/// The heading, which is also the reason phrase, and the sentence. The typing errors are HAProxy's. It sends 200 for `monitor-uri`.
const MESSAGES: &[(u16, (&str, &str))] = &[
    (200, ("OK", "Service ready.")),
    (301, ("Moved Permanently", "")),
    (302, ("Found", "")),
    (303, ("See Other", "")),
    (307, ("Temporary Redirect", "")),
    (308, ("Permanent Redirect", "")),
    (400, ("Bad request", "Your browser sent an invalid request.")),
    (
        401,
        ("Unauthorized", "You need a valid user and password to access this content."),
    ),
    (403, ("Forbidden", "Request forbidden by administrative rules.")),
    (404, ("Not Found", "The resource could not be found.")),
    (
        405,
        (
            "Method Not Allowed",
            "A request was made of a resource using a request method not supported by that resource",
        ),
    ),
    (
        407,
        ("Unauthorized", "You need a valid user and password to access this content."),
    ),
    (
        408,
        ("Request Time-out", "Your browser didn't send a complete request in time."),
    ),
    (
        410,
        ("Gone", "The resource is no longer available and will not be available again."),
    ),
    (413, ("Payload Too Large", "The request entity exceeds the maximum allowed.")),
    (
        414,
        ("URI Too Long", "The URI provided was too long for the server to process."),
    ),
    (421, ("Misdirected Request", "Request sent to a non-authoritative server.")),
    (
        422,
        (
            "Unprocessable Content",
            "The server cannot process the contained instructions.",
        ),
    ),
    (425, ("Too Early", "Your browser sent early data.")),
    (
        429,
        (
            "Too Many Requests",
            "You have sent too many requests in a given amount of time.",
        ),
    ),
    (431, ("Request Header Fields Too Large", ">Request Header Fields Too Large.")),
    (500, ("Internal Server Error", "An internal server error occurred.")),
    (
        501,
        (
            "Not Implemented",
            ".The server does not support the functionality required to fulfill the request.",
        ),
    ),
    (502, ("Bad Gateway", "The server returned an invalid or incomplete response.")),
    (503, ("Service Unavailable", "No server is available to handle this request.")),
    (504, ("Gateway Time-out", "The server didn't respond in time.")),
];

fn respond(request: &VendorRequest) -> VendorResponse {
    let number = request.code.number();
    let (phrase, sentence) = super::row(MESSAGES, request.code).unwrap_or(("Error", ""));
    let page = format!("<html><body><h1>{number} {phrase}</h1>\n{sentence}\n</body></html>\n");
    VendorResponse::new("text/html", page).reason(request, phrase)
}

//! Apache HTTP Server: its built-in pages, signed as with `ServerTokens Prod` and `ServerSignature On`.

use super::{Vendor, VendorRequest, VendorResponse};
use crate::markup::escape_ascii;

pub const VENDOR: Vendor = Vendor {
    name: "apache",
    title: "Apache HTTP Server",
    source: "https://github.com/apache/httpd/blob/trunk/modules/http/http_protocol.c",
    codes: &super::codes::<_, { PAGES.len() }>(PAGES),
    bodyless: &[204, 304],
    respond,
};

/// The status line and the sentence below it. In a sentence, `METHOD` and `PATH` stand for those of the request and `LOCATION`
/// for the header.
///
/// 505 has no sentence of its own, so it says what 500 says. 509 comes from Apache as cPanel builds it.
const PAGES: &[(u16, (&str, &str))] = &[
    (200, ("OK", "")),
    (201, ("Created", "Resource PATH has been created.")),
    (204, ("No Content", "")),
    (300, ("Multiple Choices", "Available variants are listed elsewhere.")),
    (301, ("Moved Permanently", MOVED)),
    (302, ("Found", MOVED)),
    (
        303,
        (
            "See Other",
            "The answer to your request is located <a href=\"LOCATION\">here</a>.",
        ),
    ),
    (304, ("Not Modified", "")),
    (307, ("Temporary Redirect", MOVED)),
    (308, ("Permanent Redirect", MOVED)),
    (
        400,
        (
            "Bad Request",
            "Your browser sent a request that this server could not understand.<br />\n",
        ),
    ),
    (401, ("Unauthorized", UNVERIFIED)),
    (403, ("Forbidden", "You don't have permission to access this resource.")),
    (404, ("Not Found", "The requested URL was not found on this server.")),
    (
        405,
        (
            "Method Not Allowed",
            "The requested method METHOD is not allowed for this URL.",
        ),
    ),
    (
        406,
        (
            "Not Acceptable",
            "No representation of this resource is one that your request would accept.",
        ),
    ),
    (407, ("Proxy Authentication Required", UNVERIFIED)),
    (
        408,
        (
            "Request Timeout",
            "Server timeout waiting for the HTTP request from the client.",
        ),
    ),
    (
        409,
        (
            "Conflict",
            "The state of this resource, or of the collection that holds it, does not allow the request.",
        ),
    ),
    (
        410,
        (
            "Gone",
            "This resource has been taken away for good, and no other address for it is known.",
        ),
    ),
    (
        411,
        (
            "Length Required",
            "A request of the requested method METHOD requires a valid Content-length.<br />\n",
        ),
    ),
    (
        412,
        (
            "Precondition Failed",
            "The precondition on the request for this URL evaluated to false.",
        ),
    ),
    (
        413,
        (
            "Request Entity Too Large",
            "METHOD requests may carry no data here, or not as much as was sent.",
        ),
    ),
    (
        414,
        (
            "Request-URI Too Long",
            "The requested URL's length exceeds the capacity\nlimit for this server.<br />\n",
        ),
    ),
    (
        415,
        (
            "Unsupported Media Type",
            "This resource cannot work with data in the format of the request.",
        ),
    ),
    (
        416,
        (
            "Requested Range Not Satisfiable",
            "The resource has nothing in the range that was asked for.",
        ),
    ),
    (417, ("Expectation Failed", "Only the 100-continue expectation is supported.")),
    (
        421,
        (
            "Misdirected Request",
            "The requested host name is not the one that TLS was set up for; use a new connection.",
        ),
    ),
    (
        422,
        (
            "Unprocessable Entity",
            "The request is well formed, but its instructions could not be carried out.",
        ),
    ),
    (423, ("Locked", "The requested resource is currently locked.")),
    (
        424,
        (
            "Failed Dependency",
            "Another action failed on which the requested one depends.",
        ),
    ),
    (
        426,
        ("Upgrade Required", "The requested resource can only be retrieved\nusing SSL."),
    ),
    (428, ("Precondition Required", "The request is required to be conditional.")),
    (
        429,
        (
            "Too Many Requests",
            "The user has sent too many requests\nin a given amount of time.",
        ),
    ),
    (
        431,
        (
            "Request Header Fields Too Large",
            "The server refused this request because\nthe request header fields are too large.",
        ),
    ),
    (
        451,
        (
            "Unavailable For Legal Reasons",
            "Access to this URL has been denied for legal reasons.<br />\n",
        ),
    ),
    (500, ("Internal Server Error", INTERNAL)),
    (501, ("Not Implemented", "METHOD not supported for current URL.<br />\n")),
    (
        502,
        (
            "Bad Gateway",
            "The proxy server received an invalid\r\nresponse from an upstream server.<br />\r\n",
        ),
    ),
    (
        503,
        (
            "Service Unavailable",
            "The server is temporarily unable to service your\nrequest. Please try again later.",
        ),
    ),
    (
        504,
        (
            "Gateway Timeout",
            "The gateway did not receive a timely response\nfrom the upstream server or application.",
        ),
    ),
    (505, ("HTTP Version Not Supported", INTERNAL)),
    (
        506,
        (
            "Variant Also Negotiates",
            "A variant of PATH is negotiable itself. This indicates a configuration error.",
        ),
    ),
    (
        507,
        (
            "Insufficient Storage",
            "The server has no room left to store what the request would make.",
        ),
    ),
    (
        508,
        (
            "Loop Detected",
            "The server terminated an operation because\nit encountered an infinite loop.",
        ),
    ),
    (
        509,
        (
            "Bandwidth Limit Exceeded",
            "The server is temporarily unable to service your\nrequest due to the site owner reaching his/her\nbandwidth limit. Please try again later.",
        ),
    ),
    (
        510,
        ("Not Extended", "The request lacks an extension that this resource demands."),
    ),
    (
        511,
        (
            "Network Authentication Required",
            "The client needs to authenticate to gain\nnetwork access.",
        ),
    ),
];

const MOVED: &str = "The document has moved <a href=\"LOCATION\">here</a>.";
const UNVERIFIED: &str = "This server could not verify that you\nare authorized to access the document\nrequested.";
const INTERNAL: &str = "The server encountered an internal error or\nmisconfiguration and was unable to complete\nyour request.";

fn respond(request: &VendorRequest) -> VendorResponse {
    let number = request.code.number();
    let (phrase, sentence) = super::row(PAGES, request.code).unwrap_or(("Error", INTERNAL));
    let response = match number {
        200 => VendorResponse::new("text/html", "<html><body><h1>It works!</h1></body></html>\n".to_owned()),
        _ => {
            // A sentence has at most one of the three. Only that one is replaced, because the caller's text may contain the
            // others.
            let sentence = if sentence.contains("METHOD") {
                sentence.replace("METHOD", &escape_ascii(request.method))
            } else if sentence.contains("PATH") {
                sentence.replace("PATH", &escape_ascii(request.resource()))
            } else {
                sentence.replace("LOCATION", &escape_ascii(request.location.unwrap_or("/")))
            };
            let default_port = if request.origin.starts_with("https:") { "443" } else { "80" };
            // A colon inside brackets belongs to an IPv6 address.
            let (host, port) = match request.host().rsplit_once(':') {
                Some((host, port)) if !port.ends_with(']') => (host, port),
                _ => (request.host(), default_port),
            };
            VendorResponse::new(
                "text/html; charset=iso-8859-1",
                format!(
                    "<!DOCTYPE HTML PUBLIC \"-//IETF//DTD HTML 2.0//EN\">\n<html><head>\n<title>{number} {phrase}</title>\n\
                     </head><body>\n<h1>{phrase}</h1>\n<p>{sentence}</p>\n<hr>\n\
                     <address>Apache Server at {} Port {}</address>\n</body></html>\n",
                    escape_ascii(host),
                    escape_ascii(port),
                ),
            )
        }
    };
    let response = response.with("server", "Apache").reason(request, phrase);
    match number {
        // These two codes name the methods of a file (`make_allow`); HEAD follows GET.
        405 | 501 => response.with("allow", super::allow(request, &["GET", "POST", "OPTIONS", "HEAD", "TRACE"])),
        _ => response,
    }
}

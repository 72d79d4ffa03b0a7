//! nginx: a page for every code in its table. The status line has phrases of its own.

use super::{Vendor, VendorRequest, VendorResponse};

pub const VENDOR: Vendor = Vendor {
    name: "nginx",
    title: "nginx",
    source: "https://github.com/nginx/nginx/blob/master/src/http/ngx_http_special_response.c",
    codes: &super::codes::<_, { PAGES.len() }>(PAGES),
    bodyless: &[201, 204, 304],
    respond,
};

/// What the page says after the code. 201 and 204 (WebDAV) and 304 have no page. Clients get 400 in place of 494 to 497, and
/// nothing at all for 444 and 499.
const PAGES: &[(u16, &str)] = &[
    (200, "OK"),
    (201, ""),
    (204, ""),
    (301, "Moved Permanently"),
    (302, "Found"),
    (303, "See Other"),
    (304, ""),
    (307, "Temporary Redirect"),
    (308, "Permanent Redirect"),
    (400, "Bad Request"),
    (401, "Authorization Required"),
    (402, "Payment Required"),
    (403, "Forbidden"),
    (404, "Not Found"),
    (405, "Not Allowed"),
    (406, "Not Acceptable"),
    (408, "Request Time-out"),
    (409, "Conflict"),
    (410, "Gone"),
    (411, "Length Required"),
    (412, "Precondition Failed"),
    (413, "Request Entity Too Large"),
    (414, "Request-URI Too Large"),
    (415, "Unsupported Media Type"),
    (416, "Requested Range Not Satisfiable"),
    (421, "Misdirected Request"),
    (429, "Too Many Requests"),
    (500, "Internal Server Error"),
    (501, "Not Implemented"),
    (502, "Bad Gateway"),
    (503, "Service Temporarily Unavailable"),
    (504, "Gateway Time-out"),
    (505, "HTTP Version Not Supported"),
    (507, "Insufficient Storage"),
];

const PADDING: &str = "<!-- a padding to disable MSIE and Chrome friendly error page -->\r\n";

fn respond(request: &VendorRequest) -> VendorResponse {
    let phrase = super::row(PAGES, request.code).unwrap_or("");
    let response = match request.code.number() {
        200 => VendorResponse::new("text/html", welcome()),
        number => {
            let mut body = page(number, phrase, "nginx");
            // nginx looks for MSIE and Chrome in User-Agent, for errors only. The mock takes a client that names HTML for one of
            // them.
            if number >= 400 && request.accepts_html {
                body.push_str(&PADDING.repeat(6));
            }
            VendorResponse::new("text/html", body)
        }
    };
    // The status line comes from another table (ngx_http_header_filter_module.c), which differs from the page for these two.
    let reason = match request.code.number() {
        302 => "Moved Temporarily",
        401 => "Unauthorized",
        _ => phrase,
    };
    let response = response.with("server", "nginx");
    // nginx sends no Allow, although RFC 9110 section 15.5.6 requires it. Measured with 1.22.
    let response = if request.code.number() == 405 {
        response.without(&["allow"])
    } else {
        response
    };
    if reason.is_empty() {
        response
    } else {
        response.reason(request, reason)
    }
}

/// The page of nginx and of servers built from it, signed by `server`.
pub fn page(number: u16, phrase: &str, server: &str) -> String {
    format!(
        "{}<hr><center>{server}</center>\r\n</body>\r\n</html>\r\n",
        head(number, phrase)
    )
}

/// The page up to its signature.
pub fn head(number: u16, phrase: &str) -> String {
    format!(
        "<html>\r\n<head><title>{number} {phrase}</title></head>\r\n<body>\r\n<center><h1>{number} {phrase}</h1></center>\r\n"
    )
}

fn welcome() -> String {
    "<!DOCTYPE html>\n<html>\n<head>\n<title>Welcome to nginx!</title>\n</head>\n<body>\n<h1>Welcome to nginx!</h1>\n\
     <p>This nginx has just been installed. It runs, and nothing has been set up yet.</p>\n</body>\n</html>\n"
        .to_owned()
}

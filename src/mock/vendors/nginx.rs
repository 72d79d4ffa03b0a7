//! nginx: a page for every code of its table, the words of the status line apart.

use super::{Ask, Shape, Vendor};

pub const VENDOR: Vendor = Vendor {
    name: "nginx",
    title: "nginx",
    source: "https://github.com/nginx/nginx/blob/master/src/http/ngx_http_special_response.c",
    codes: &super::codes::<_, { PAGES.len() }>(PAGES),
    shape,
};

/// What the page says after the code. 201 and 204 (WebDAV) and 304 have no page. 494 to 497 reach the client as 400, 444 and 499
/// not at all.
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

fn shape(ask: &Ask) -> Shape {
    let phrase = super::row(PAGES, ask.code).unwrap_or("");
    let shape = match ask.code.number() {
        200 => Shape::new("text/html", welcome()),
        _ if phrase.is_empty() => Shape::empty(),
        number => {
            let mut body = page(number, phrase, "nginx");
            // nginx looks for MSIE and Chrome in User-Agent, for errors only; a client that names HTML stands for those.
            if number >= 400 && ask.accepts_html {
                body.push_str(&PADDING.repeat(6));
            }
            Shape::new("text/html", body)
        }
    };
    // The status line has a table of its own (ngx_http_header_filter_module.c), which here differs from the page.
    let reason = match ask.code.number() {
        302 => "Moved Temporarily",
        401 => "Unauthorized",
        _ => phrase,
    };
    let shape = shape.with("server", "nginx");
    // Against RFC 9110 section 15.5.6, measured with 1.22.
    let shape = if ask.code.number() == 405 {
        shape.without(&["allow"])
    } else {
        shape
    };
    if reason.is_empty() { shape } else { shape.reason(ask, reason) }
}

/// The page of nginx and of those that were built from it, signed by `server`.
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
     <p>This is what a fresh nginx serves: it runs, and nothing has been set up yet.</p>\n</body>\n</html>\n"
        .to_owned()
}

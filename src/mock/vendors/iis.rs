//! Microsoft IIS: the pages it shows to everybody but the server's own machine, and the short ones of HTTP.sys, which refuses some
//! requests before IIS sees them.

use super::{Vendor, VendorRequest, VendorResponse};
use crate::markup::escape_ascii;

pub const VENDOR: Vendor = Vendor {
    name: "iis",
    title: "Microsoft IIS",
    source: "https://learn.microsoft.com/en-us/troubleshoot/developer/webapps/iis/www-administration-management/http-status-code",
    codes: &super::codes::<_, { PAGES.len() }>(PAGES),
    bodyless: &[204, 304],
    respond,
};

#[derive(Clone, Copy)]
enum Page {
    Start,
    None,
    Moved,
    /// Title and heading, after the code.
    Iis(&'static str),
    /// Title, heading and the sentence after `HTTP Error 400.`
    HttpSys(&'static str, &'static str, &'static str),
}

/// Outlook on the web sends 440, and ActiveSync servers send 449. Both run in IIS and use its pages.
const PAGES: &[(u16, Page)] = &[
    (200, Page::Start),
    (204, Page::None),
    (301, Page::Moved),
    (302, Page::Moved),
    (304, Page::None),
    (307, Page::Moved),
    (308, Page::Moved),
    (
        400,
        Page::HttpSys("Bad Request", "Bad Request - Invalid URL", "The request URL is invalid."),
    ),
    (401, Page::Iis("Unauthorized: Access is denied due to invalid credentials.")),
    (403, Page::Iis("Forbidden: Access is denied.")),
    (404, Page::Iis("File or directory not found.")),
    (405, Page::Iis("HTTP verb used to access this page is not allowed.")),
    (
        406,
        Page::Iis("Client browser does not accept the MIME type of the requested page."),
    ),
    (
        411,
        Page::HttpSys(
            "Length Required",
            "Length Required",
            "The request must be chunked or have a content length.",
        ),
    ),
    (
        412,
        Page::Iis("Precondition set by the client failed when evaluated on the Web server."),
    ),
    (
        413,
        Page::HttpSys(
            "Request Entity Too Large",
            "Request Entity Too Large",
            "The request entity is too large.",
        ),
    ),
    (
        414,
        Page::HttpSys("Request URL Too Long", "Request URL Too Long", "The request URL is too long."),
    ),
    (440, Page::Iis("Login Time-out.")),
    (449, Page::Iis("Retry With.")),
    (500, Page::Iis("Internal server error.")),
    (501, Page::Iis("Header values specify a method that is not implemented.")),
    (
        502,
        Page::Iis("Web server received an invalid response while acting as a gateway or proxy server."),
    ),
    (
        503,
        Page::HttpSys("Service Unavailable", "Service Unavailable", "The service is unavailable."),
    ),
    (
        505,
        Page::HttpSys(
            "HTTP Version Not Supported",
            "HTTP Version Not Supported",
            "The version of HTTP is not supported.",
        ),
    ),
];

fn respond(request: &VendorRequest) -> VendorResponse {
    let number = request.code.number();
    let page = super::row(PAGES, request.code).unwrap_or(Page::Iis("Error."));
    let server = if matches!(page, Page::HttpSys(..)) {
        "Microsoft-HTTPAPI/2.0"
    } else {
        "Microsoft-IIS/10.0"
    };
    let response = match page {
        Page::Start => VendorResponse::new(
            "text/html",
            "<!DOCTYPE html>\r\n<html>\r\n<head>\r\n<title>IIS Windows Server</title>\r\n</head>\r\n<body>\r\n\
             <p>Internet Information Services</p>\r\n</body>\r\n</html>\r\n"
                .to_owned(),
        ),
        Page::None => VendorResponse::new("text/html", String::new()),
        Page::Moved => VendorResponse::new(
            "text/html; charset=UTF-8",
            format!(
                "<head><title>Document Moved</title></head>\n\
                 <body><h1>Object Moved</h1>This document may be found <a HREF=\"{}\">here</a></body>",
                escape_ascii(request.location.unwrap_or("/"))
            ),
        ),
        Page::Iis(words) => VendorResponse::new("text/html", iis(number, words)),
        Page::HttpSys(title, heading, words) => VendorResponse::new(
            "text/html; charset=us-ascii",
            format!(
                "<!DOCTYPE HTML PUBLIC \"-//W3C//DTD HTML 4.01//EN\"\"http://www.w3.org/TR/html4/strict.dtd\">\r\n\
                 <HTML><HEAD><TITLE>{title}</TITLE>\r\n\
                 <META HTTP-EQUIV=\"Content-Type\" Content=\"text/html; charset=us-ascii\"></HEAD>\r\n\
                 <BODY><h2>{heading}</h2>\r\n<hr><p>HTTP Error {number}. {words}</p>\r\n</BODY></HTML>\r\n"
            ),
        ),
    };
    let response = response.with("server", server);
    if number == 405 {
        // The verbs of the static file handler.
        response.with("allow", super::allow(request, &["GET", "HEAD", "OPTIONS", "TRACE"]))
    } else {
        response
    }
}

/// Our own text below IIS's heading.
fn iis(number: u16, words: &str) -> String {
    format!(
        "<!DOCTYPE html PUBLIC \"-//W3C//DTD XHTML 1.0 Strict//EN\" \"http://www.w3.org/TR/xhtml1/DTD/xhtml1-strict.dtd\">\r\n\
         <html xmlns=\"http://www.w3.org/1999/xhtml\">\r\n<head>\r\n\
         <meta http-equiv=\"Content-Type\" content=\"text/html; charset=iso-8859-1\"/>\r\n\
         <title>{number} - {words}</title>\r\n</head>\r\n<body>\r\n<div id=\"header\"><h1>Server Error</h1></div>\r\n\
         <div id=\"content\">\r\n <div class=\"content-container\"><fieldset>\r\n  <h2>{number} - {words}</h2>\r\n\
         \x20 <h3>The server could not give you what you asked for.</h3>\r\n </fieldset></div>\r\n</div>\r\n</body>\r\n</html>\r\n"
    )
}

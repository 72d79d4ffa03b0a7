//! AWS Application Load Balancer: pages like those of nginx, without a signature. 460 is only in its log.

use super::{Vendor, VendorRequest, VendorResponse, nginx};

pub const VENDOR: Vendor = Vendor {
    name: "aws-alb",
    title: "AWS Application Load Balancer",
    source: "https://docs.aws.amazon.com/elasticloadbalancing/latest/application/load-balancer-troubleshooting.html",
    codes: &super::codes::<_, { PAGES.len() }>(PAGES),
    bodyless: &[],
    respond,
};

const PAGES: &[(u16, &str)] = &[
    (301, "Moved Permanently"),
    (302, "Found"),
    (400, "Bad Request"),
    (401, "Authorization Required"),
    (403, "Forbidden"),
    (405, "Not Allowed"),
    (408, "Request Time-out"),
    (413, "Request Entity Too Large"),
    (414, "Request-URI Too Large"),
    (463, "Too Many Forwarded IP Addresses"),
    (464, "Incompatible Protocol"),
    (500, "Internal Server Error"),
    (501, "Not Implemented"),
    (502, "Bad Gateway"),
    (503, "Service Temporarily Unavailable"),
    (504, "Gateway Time-out"),
    (505, "HTTP Version Not Supported"),
    (507, "Insufficient Storage"),
    (561, "Unauthorized"),
    (562, "JWKS Request Failed"),
];

fn respond(request: &VendorRequest) -> VendorResponse {
    let phrase = super::row(PAGES, request.code);
    let head = nginx::head(request.code.number(), phrase.unwrap_or("Error"));
    let response = VendorResponse::new("text/html", format!("{head}</body>\r\n</html>\r\n")).with("server", "awselb/2.0");
    match (request.code.number(), phrase) {
        (401, _) => response.reason(request, "Unauthorized"),
        (_, Some(phrase)) => response.reason(request, phrase),
        _ => response,
    }
}

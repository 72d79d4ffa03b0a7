//! Headers of the book whose right value depends on the request: what was just refused is not offered.

use http::header::{self, HeaderMap, HeaderName, HeaderValue};

use super::{ReplyContext, accept, fields};

const ACCEPT_PATCH: HeaderName = HeaderName::from_static("accept-patch");

/// What a 406 offers, in the order of preference; all of them are served under `/200`.
const FORMS: [&str; 4] = ["application/json", "text/html", "text/plain", "application/xml"];

/// Adjusts what the book says to the request that it is said to.
pub fn adjust(headers: &mut HeaderMap, context: &ReplyContext) {
    match context.code.number() {
        405 => without_method(headers, &context.call.method),
        406 => offer_alternates(headers, context.request.headers),
        415 => without_refused_type(headers, context),
        _ => {}
    }
}

/// `Allow` doesn't list the method that was just refused (RFC 9110 section 15.5.6). GET and HEAD go together.
pub fn without_method(headers: &mut HeaderMap, method: &str) {
    let refused: &[&str] = if matches!(method, "GET" | "HEAD") {
        &["GET", "HEAD"]
    } else {
        &[method]
    };
    let Some(allow) = headers.get(header::ALLOW).and_then(|value| value.to_str().ok()) else {
        return;
    };
    let left: Vec<_> = allow.split(", ").filter(|allowed| !refused.contains(allowed)).collect();
    let left = left.join(", ");
    fields::put(headers, header::ALLOW, &left);
}

/// The list of a 406 names what the client said it doesn't take (RFC 9110 section 15.5.7).
fn offer_alternates(headers: &mut HeaderMap, request: &HeaderMap) {
    let unacceptable = FORMS.into_iter().filter(|form| accept::quality(request, form) == 0.0);
    let links: Vec<_> = unacceptable
        .map(|form| format!("</200>; rel=\"alternate\"; type=\"{form}\""))
        .collect();
    if links.is_empty() {
        return;
    }
    // The first link leads to the page that explains the status.
    let help = headers.get(header::LINK).cloned();
    headers.remove(header::LINK);
    headers.extend(help.map(|help| (header::LINK, help)));
    if let Ok(value) = HeaderValue::from_str(&links.join(", ")) {
        headers.append(header::LINK, value);
    }
}

/// What a 415 would take is not what it just refused: another type, or another coding if the body had one
/// (RFC 9110 section 15.5.16), and for PATCH the formats of patches (RFC 5789 section 2.2).
fn without_refused_type(headers: &mut HeaderMap, context: &ReplyContext) {
    let request = context.request.headers;
    let sent = |name: HeaderName| {
        let value = request.get(name).and_then(|value| value.to_str().ok()).unwrap_or("");
        value.split(';').next().unwrap_or("").trim().to_ascii_lowercase()
    };
    let coding = sent(header::CONTENT_ENCODING);
    if !coding.is_empty() && coding != "identity" {
        headers.remove(header::ACCEPT);
        headers.insert(header::ACCEPT_ENCODING, HeaderValue::from_static("identity"));
        return;
    }
    let media_type = sent(header::CONTENT_TYPE);
    let other = |types: [&'static str; 2]| if media_type == types[0] { types[1] } else { types[0] };
    headers.insert(
        header::ACCEPT,
        HeaderValue::from_static(other(["application/json", "application/xml"])),
    );
    if context.call.method == "PATCH" {
        headers.insert(
            ACCEPT_PATCH,
            HeaderValue::from_static(other(["application/merge-patch+json", "application/json-patch+json"])),
        );
    }
}

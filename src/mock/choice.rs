//! Which body a simulated response has: the caller's own beats a vendor's, that beats a format, that beats Accept.

use http::header::{self, HeaderMap, HeaderName, HeaderValue};

use super::body::MockBody;
use super::vendors::{self, VendorRequest};
use super::{Refusal, ReplyContext, accept, depends, forms, own};
use crate::call::Problem;
use crate::call::values::{Format, VendorName};
use crate::call::words::listed;
use crate::code::Class;
use crate::random::mixed;

/// Salt of the ids in a vendor's response.
const IDS: u64 = 5;

/// The body of a response whose code can have one.
///
/// # Errors
/// A vendor that does not exist or is not known to send the code; `format=problem` where there is no problem.
pub fn choose(headers: &mut HeaderMap, context: &ReplyContext) -> Result<MockBody, Refusal> {
    let (settings, code) = (context.settings(), context.code);
    if let Some(body) = &settings.body {
        return own::body(headers, context, body);
    }
    let fits = |name: &VendorName| context.is_asked(code) || vendors::find(name.as_str()).is_none_or(|vendor| vendor.sends(code));
    if let Some(name) = settings.vendor.as_ref().filter(|name| fits(name)) {
        return vendor(headers, context, name.as_str());
    }
    let is_error = matches!(code.class(), Class::ClientError | Class::ServerError);
    let format = match settings
        .format
        .unwrap_or_else(|| accept::format(code, context.request.headers))
    {
        Format::Problem if !is_error && context.is_asked(code) => {
            let others: Vec<_> = Format::WORDS
                .iter()
                .copied()
                .filter(|word| *word != Format::Problem.word())
                .collect();
            return Err(Problem::new(
                "impossible-option",
                format!("format=problem is for 4xx and 5xx, and {code} is neither."),
            )
            .with_value("format", "problem")
            .with_allowed(listed(&others))
            .into());
        }
        Format::Problem if !is_error => Format::Json,
        format => format,
    };
    // Some codes are only understood by a body of their own (207 and its kin).
    let special = context
        .book
        .get(code)
        .and_then(|status| status.mock.body.as_ref().zip(status.mock.media_type.as_ref()));
    if let Some((body, media_type)) = special
        && format == Format::Json
        && settings.format.is_none()
    {
        return Ok(MockBody::new(media_type, body.clone()));
    }
    Ok(forms::body(headers, context, format))
}

/// Adds what the vendor sends with a code that has no body; false if it does not send the code.
///
/// # Errors
/// A vendor that does not exist, or that does not send the very code that was asked for.
pub fn add_vendor_headers(headers: &mut HeaderMap, context: &ReplyContext) -> Result<bool, Refusal> {
    let code = context.code;
    let Some(name) = &context.settings().vendor else {
        return Ok(false);
    };
    let sends = vendors::find(name.as_str()).is_some_and(|vendor| vendor.sends(code));
    if sends || context.is_asked(code) {
        vendor(headers, context, name.as_str())?;
    }
    Ok(sends)
}

fn vendor(headers: &mut HeaderMap, context: &ReplyContext, name: &str) -> Result<MockBody, Refusal> {
    let (code, request) = (context.code, context.request);
    let location = headers
        .get(header::LOCATION)
        .and_then(|value| value.to_str().ok())
        .map(str::to_owned);
    let response = vendors::choose(name, code)?.response(&VendorRequest {
        code,
        method: context.method(),
        target: request.target,
        origin: request.origin,
        body: request.body,
        location: location.as_deref(),
        accepts_json: accept::prefers_json(request.headers),
        accepts_html: accept::names_html(request.headers) || accept::navigates(request.headers),
        now: context.now,
        draw: mixed(context.draw, IDS),
        name: context.book.name(code),
    });
    // What the caller asks for beats what the product would say.
    let quota = |name: &str| context.selection.quota.is_some() && (name.contains("ratelimit") || name.starts_with("retry-after"));
    let asked = |name: &str| (name == "retry-after" && context.settings().retry_after.is_some()) || quota(name);
    for name in response.without {
        headers.remove(*name);
    }
    for (name, value) in response.headers.into_iter().filter(|(name, _)| !asked(name)) {
        if let (Ok(name), Ok(value)) = (name.parse::<HeaderName>(), HeaderValue::from_str(&value)) {
            headers.insert(name, value);
        }
    }
    if code.number() == 405 {
        depends::without_method(headers, &context.call.method);
    }
    if response.content_type.is_some_and(|media_type| media_type.contains("html")) {
        headers.insert(
            header::CONTENT_SECURITY_POLICY,
            HeaderValue::from_static("sandbox; default-src 'none'; style-src 'unsafe-inline'"),
        );
    }
    Ok(MockBody {
        bytes: response.body.into(),
        media_type: response.content_type.map(str::to_owned),
        reason: response.reason.map(str::to_owned),
        by_vendor: true,
        shows_request: false,
    })
}

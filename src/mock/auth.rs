//! Challenges of 401 and 407, and credentials that meet them (RFC 9110 section 11).

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use http::header::{self, HeaderMap, HeaderName};

use super::{ReplyContext, fields};
use crate::call::Settings;
use crate::call::auth::Auth;
use crate::code::Code;
use crate::random::mixed;

const REALM: &str = "statusbook";
/// Salts of the numbers in a Digest challenge.
const NONCE: u64 = 3;
const OPAQUE: u64 = 4;

/// Whether the request brings the very credentials that the call names.
pub fn authorized(settings: &Settings, code: Code, request: &HeaderMap) -> bool {
    let expected = match &settings.auth {
        Some(Auth::Basic(Some((user, password)))) => format!("Basic {}", STANDARD.encode(format!("{user}:{password}"))),
        Some(Auth::Bearer(Some(token))) => format!("Bearer {token}"),
        _ => return false,
    };
    // The scheme's name is case-insensitive, what follows it is not.
    match (brought(code, request).split_once(' '), expected.split_once(' ')) {
        (Some((scheme, brought)), Some((expected_scheme, expected))) => {
            scheme.eq_ignore_ascii_case(expected_scheme) && brought.trim() == expected
        }
        _ => false,
    }
}

/// The credentials of a request, as they are written.
fn brought(code: Code, request: &HeaderMap) -> &str {
    let name = if code.number() == 407 {
        header::PROXY_AUTHORIZATION
    } else {
        header::AUTHORIZATION
    };
    request.get(name).and_then(|value| value.to_str().ok()).unwrap_or("")
}

/// Puts the challenge that `auth` names in place of the book's, or tells a client that brought a token that it is not the right one.
pub fn set_challenge(headers: &mut HeaderMap, context: &ReplyContext) {
    let name: HeaderName = match context.code.number() {
        401 => header::WWW_AUTHENTICATE,
        407 => header::PROXY_AUTHENTICATE,
        _ => return,
    };
    let scheme = brought(context.code, context.request.headers).split(' ').next().unwrap_or("");
    let challenge = match &context.settings().auth {
        Some(Auth::Basic(_)) => format!("Basic realm=\"{REALM}\", charset=\"UTF-8\""),
        // RFC 6750 section 3.1: a token that was sent and refused is invalid.
        Some(Auth::Bearer(_)) | None if scheme.eq_ignore_ascii_case("bearer") => {
            format!("Bearer realm=\"{REALM}\", error=\"invalid_token\"")
        }
        Some(Auth::Bearer(_)) => format!("Bearer realm=\"{REALM}\""),
        Some(Auth::Digest) => {
            let (nonce, opaque) = (mixed(context.draw, NONCE), mixed(context.draw, OPAQUE));
            format!("Digest realm=\"{REALM}\", qop=\"auth\", algorithm=SHA-256, nonce=\"{nonce:016x}\", opaque=\"{opaque:016x}\"")
        }
        None => return,
    };
    fields::put(headers, name, &challenge);
}

//! Challenges of 401 and 407, and credentials that meet them (RFC 9110 section 11).

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use http::header::{self, HeaderMap, HeaderName};

use super::{Answer, fields};
use crate::call::Settings;
use crate::call::values::Auth;
use crate::code::Code;

const REALM: &str = "statusbook";

/// Whether the request brings the very credentials that the call names.
pub fn authorized(settings: &Settings, code: Code, request: &HeaderMap) -> bool {
    let expected = match settings.auth() {
        Some(Auth::Basic(Some((user, password)))) => format!("Basic {}", STANDARD.encode(format!("{user}:{password}"))),
        Some(Auth::Bearer(Some(token))) => format!("Bearer {token}"),
        _ => return false,
    };
    let brought = request
        .get(credentials(code))
        .and_then(|value| value.to_str().ok())
        .unwrap_or("");
    // The scheme's name is case-insensitive, what follows it is not.
    match (brought.split_once(' '), expected.split_once(' ')) {
        (Some((scheme, brought)), Some((expected_scheme, expected))) => {
            scheme.eq_ignore_ascii_case(expected_scheme) && brought.trim() == expected
        }
        _ => false,
    }
}

fn credentials(code: Code) -> HeaderName {
    if code.number() == 407 {
        header::PROXY_AUTHORIZATION
    } else {
        header::AUTHORIZATION
    }
}

/// Puts the challenge that `auth` names in place of the book's.
pub fn challenge(headers: &mut HeaderMap, answer: &Answer) {
    let Some(auth) = answer.turn.settings.auth() else { return };
    let name = match answer.code.number() {
        401 => header::WWW_AUTHENTICATE,
        407 => header::PROXY_AUTHENTICATE,
        _ => return,
    };
    let tried = answer.seen.headers.contains_key(credentials(answer.code));
    let challenge = match auth {
        Auth::Basic(_) => format!("Basic realm=\"{REALM}\", charset=\"UTF-8\""),
        // RFC 6750 section 3.1.
        Auth::Bearer(_) if tried => format!("Bearer realm=\"{REALM}\", error=\"invalid_token\""),
        Auth::Bearer(_) => format!("Bearer realm=\"{REALM}\""),
        Auth::Digest => {
            let (nonce, opaque) = (crate::random::mixed(answer.draw, 3), crate::random::mixed(answer.draw, 4));
            format!("Digest realm=\"{REALM}\", qop=\"auth\", algorithm=SHA-256, nonce=\"{nonce:016x}\", opaque=\"{opaque:016x}\"")
        }
    };
    fields::put(headers, name, &challenge);
}

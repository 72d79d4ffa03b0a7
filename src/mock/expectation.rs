//! Whether a response comes before the request's body: `read=no`, and `Expect: 100-continue` where it is refused.

use http::header::{self, HeaderMap};

use crate::call::Settings;
use crate::call::values::{Expect, ReadBody};
use crate::code::Code;

/// A body that is not read to its end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unread {
    /// The connection ends with the response.
    Close,
    /// The client was told not to send the body: the next request may follow.
    Keep,
}

/// Whether the response with this code comes before the body.
///
/// `Expect: 100-continue` gets the final response in place of 100 where the option says so, and for codes that are decided
/// without looking at the body (RFC 9110 section 10.1.1). HTTP/1.0 does not know it.
pub fn leaves_body(settings: &Settings, code: Code, request: &HeaderMap, http_11: bool) -> Option<Unread> {
    if settings.read == Some(ReadBody::No) {
        return Some(Unread::Close);
    }
    if !http_11 || !asks_first(request) {
        return None;
    }
    if !gets_continue(request) {
        return Some(Unread::Close);
    }
    match settings.expect {
        Some(Expect::Refuse) => Some(Unread::Close),
        Some(Expect::RefuseKeep) => Some(Unread::Keep),
        None => refuses_body(code).then_some(Unread::Close),
    }
}

/// Whether the client waits for 100 before it sends the body. The field is a list, and its name is case-insensitive.
fn asks_first(request: &HeaderMap) -> bool {
    request
        .get_all(header::EXPECT)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(','))
        .any(|expectation| expectation.trim().eq_ignore_ascii_case("100-continue"))
}

/// Whether hyper sends 100 for this request. It knows the plain value only and looks at the last line; who asks in another way
/// would wait for it, so the final response comes at once.
fn gets_continue(request: &HeaderMap) -> bool {
    let last = request.get_all(header::EXPECT).iter().next_back();
    last.is_some_and(|value| value.as_bytes().eq_ignore_ascii_case(b"100-continue"))
}

fn refuses_body(code: Code) -> bool {
    matches!(code.number(), 401 | 407 | 411 | 413 | 415 | 417 | 431)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::call::options::find;

    #[test]
    fn a_body_is_left_where_the_option_or_the_code_says_so() {
        let expects = HeaderMap::from_iter([(header::EXPECT, "100-Continue".parse().unwrap())]);
        let list = HeaderMap::from_iter([(header::EXPECT, "100-continue, 100-continue".parse().unwrap())]);
        for (option, code, request, http_11, unread) in [
            (None, 503, &expects, true, None),
            (None, 413, &expects, true, Some(Unread::Close)),
            (None, 200, &list, true, Some(Unread::Close)),
            (None, 413, &expects, false, None),
            (None, 413, &HeaderMap::new(), true, None),
            (Some(("expect", "refuse")), 503, &expects, true, Some(Unread::Close)),
            (Some(("expect", "refuse-keep")), 417, &expects, true, Some(Unread::Keep)),
            (Some(("expect", "refuse")), 503, &HeaderMap::new(), true, None),
            (Some(("read", "no")), 200, &HeaderMap::new(), true, Some(Unread::Close)),
        ] {
            let mut settings = Settings::default();
            if let Some((name, value)) = option {
                find(name).unwrap().read(value, &mut settings).unwrap();
            }
            let code = Code::new(code).unwrap();
            assert_eq!(leaves_body(&settings, code, request, http_11), unread, "{option:?} {code}");
        }
    }
}

//! Where redirects lead: to this host, over so many hops.

use http::StatusCode;
use http::header::{self, HeaderMap};

use super::{Answer, Refusal, fields};
use crate::call::options;
use crate::call::values::Hops;

/// Writes `Location` as `to`, `hops` and `location` say.
///
/// # Errors
/// One of these options on a code that has no `Location`.
pub fn location(headers: &mut HeaderMap, answer: &Answer) -> Result<(), Refusal> {
    let settings = &answer.turn.settings;
    let code = answer.code;
    let asked = ["to", "hops", "location"].into_iter().find(|name| settings.has(name));
    let has_location = code.redirects() || matches!(code.number(), 201 | 202 | 300);
    if let Some(name) = asked
        && !has_location
        && answer.is_asked(code)
    {
        return Err(Refusal::new(
            StatusCode::BAD_REQUEST,
            "impossible-option",
            format!("{name}: {code} has no Location; the codes that lead on are 201, 300, 301, 302, 303, 307 and 308."),
        ));
    }
    if !has_location {
        return Ok(());
    }
    let book = headers
        .get(header::LOCATION)
        .and_then(|value| value.to_str().ok())
        .map(str::to_owned);
    let end = settings.text("to").map(str::to_owned).or(book);
    let next = match settings.hops() {
        Some(Hops::Loop) => Some(answer.call.address()),
        Some(Hops::Count(left)) if left > 0 => {
            let mut next = answer.call.clone();
            if let Some(Ok(hops)) = options::find("hops").map(|spec| spec.read(&(left - 1).to_string())) {
                next.settings.set(hops);
            }
            Some(next.address())
        }
        _ => end,
    };
    if let Some(next) = next {
        let absolute = settings.text("location") == Some("absolute");
        let address = if absolute && next.starts_with('/') {
            format!("{}{next}", answer.seen.origin)
        } else {
            next
        };
        fields::put(headers, header::LOCATION, &address);
    }
    Ok(())
}

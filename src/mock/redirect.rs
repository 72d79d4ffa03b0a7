//! Where redirects lead: to this host, over so many hops.

use http::header::{self, HeaderMap};

use super::{Refusal, ReplyContext, fields};
use crate::call::destination::Destination;
use crate::call::values::{Hops, LocationForm};
use crate::call::{Call, Problem, Settings, Target};
use crate::code::Code;

/// Codes beside the redirects that carry `Location`.
const OTHERS: [u16; 3] = [201, 202, 300];

fn has_location(code: Code) -> bool {
    code.redirects() || OTHERS.contains(&code.number())
}

/// Writes `Location` as `to`, `hops` and `location` say.
///
/// # Errors
/// One of these options on a code that has no `Location`.
pub fn set_location(headers: &mut HeaderMap, context: &ReplyContext) -> Result<(), Refusal> {
    let settings = context.settings();
    let code = context.code;
    if !has_location(code) {
        return match asked(context) {
            Some((name, value)) if context.is_asked(code) => Err(impossible(name, &value, code)),
            _ => Ok(()),
        };
    }
    let book = headers
        .get(header::LOCATION)
        .and_then(|value| value.to_str().ok())
        .map(str::to_owned);
    let end = settings.to.as_ref().map(Destination::to_string).or(book);
    let next = match settings.hops {
        Some(Hops::Loop) => Some(context.call.address_with(context.request.below)),
        Some(Hops::Count(left)) if left > 1 => Some(next_hop(context, left - 1).address_with(context.request.below)),
        _ => end,
    };
    if let Some(next) = next {
        let absolute = settings.location == Some(LocationForm::Absolute);
        let address = if absolute && next.starts_with('/') {
            format!("{}{next}", context.request.origin)
        } else {
            next
        };
        fields::put(headers, header::LOCATION, &address);
    }
    Ok(())
}

/// The call with so many hops left. A step of a sequence sets its own hops and would never end, so its code goes on by itself.
fn next_hop(context: &ReplyContext, left: u64) -> Call {
    let mut next = context.call.clone();
    if matches!(next.target, Target::Sequence(_)) {
        next.target = Target::Code(context.selection.asked);
        next.settings = Settings {
            key: None,
            limit: None,
            repeat: None,
            seed: None,
            nth: None,
            ..context.settings().clone()
        };
    }
    next.settings.hops = Some(Hops::Count(left));
    next
}

/// The option that says where to go, if there is one, and its value.
fn asked(context: &ReplyContext) -> Option<(&'static str, String)> {
    let settings = context.settings();
    let to = settings.to.as_ref().map(|to| ("to", to.to_string()));
    to.or_else(|| settings.hops.map(|hops| ("hops", hops.to_string())))
        .or_else(|| settings.location.map(|form| ("location", form.to_string())))
}

fn impossible(name: &str, value: &str, code: Code) -> Refusal {
    let codes: Vec<_> = (200..400)
        .filter_map(Code::new)
        .filter(|code| has_location(*code))
        .map(|code| code.to_string())
        .collect();
    let message = format!("{name} needs a code with a Location, and {code} has none.");
    Problem::new("impossible-option", message)
        .with_value(name, value)
        .with_allowed(format!("{name} with {}", codes.join(", ")))
        .into()
}

//! Options that a call has and its response has no use for. It says so: a typo in a code or a forgotten key is found sooner.

use http::header::{self, HeaderMap};

use super::body::MockBody;
use super::{ReplyContext, auth, fields};
use crate::call::Target;
use crate::call::values::{Flag, Format};
use crate::code::Class;

/// Adds the names of unused options to `X-Mock-Ignored`. What can't stand on the code that was asked for is an error instead, and
/// doesn't come here.
pub fn report(headers: &mut HeaderMap, context: &ReplyContext, body: &MockBody) {
    let (settings, code) = (context.settings(), context.code);
    let is_error = matches!(code.class(), Class::ClientError | Class::ServerError);
    let never_stored = fields::must_not_be_stored(context.book, code);
    let has_challenge = matches!(code.number(), 401 | 407);
    let authorized = auth::authorized(settings, context.selection.asked, context.request.headers);
    let is_random = matches!(context.call.target, Target::Random(_));
    let leads_nowhere = !headers.contains_key(header::LOCATION);
    let own = settings.body.is_some();
    let has_body = code.has_body();
    let stays_put = |used: bool| !used && has_body;
    let unused = [
        ("auth", settings.auth.is_some() && !has_challenge && !authorized),
        ("to", settings.to.is_some() && leads_nowhere),
        ("hops", settings.hops.is_some() && leads_nowhere),
        ("location", settings.location.is_some() && leads_nowhere),
        ("cache", settings.cache.is_some() && never_stored),
        (
            "format",
            match settings.format {
                Some(Format::Problem) => stays_put(is_error && !own && !body.by_vendor),
                Some(_) => stays_put(!own && !body.by_vendor),
                None => false,
            },
        ),
        ("vendor", settings.vendor.is_some() && stays_put(body.by_vendor)),
        (
            "header",
            never_stored && settings.headers.iter().any(fields::is_about_caching),
        ),
        (
            "loop",
            settings.repeat.is_some() && !matches!(context.call.target, Target::Sequence(_)),
        ),
        ("seed", settings.seed.is_some() && !is_random),
        ("n", settings.nth.is_some() && !is_random),
        ("echo", Flag::is_on(settings.echo) && !body.shows_request),
    ];
    for (name, _) in unused.into_iter().filter(|(_, is_unused)| *is_unused) {
        fields::add_dropped(headers, &format!("{name} (without effect here)"));
    }
}

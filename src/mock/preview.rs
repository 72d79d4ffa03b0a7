//! What a plain client gets of a call: the replies themselves, for pages that show them. Nothing is said of a response elsewhere.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use http::header::{self, HeaderMap, HeaderName, HeaderValue};
use jiff::Timestamp;

use super::expectation::leaves_body;
use super::selection::{Quota, Selection};
use super::{Ending, Refusal, Reply, RequestView, explained, reply};
use crate::book::Book;
use crate::call::fault::{Fault, FaultKind};
use crate::call::read::{self, Reading};
use crate::call::request::Credentials;
use crate::call::values::{Flag, Limit};
use crate::call::{Call, Request, Target};
use crate::code::Code;
use crate::random::mixed;

/// So much of a body that is a size is made, in bytes: no reply shows more.
const SHOWN_BODY: usize = 16 * 1024;
/// So many replies are made; a page says how many more there are.
const MOST: usize = 20;

/// The replies that a call can have, the likeliest or the first one first.
#[derive(Debug)]
pub struct Preview {
    pub replies: Vec<Result<Reply, Refusal>>,
    /// Further ones that were not made.
    pub more: usize,
    has_body: bool,
}

/// What a program finds in the body.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PreviewBody {
    /// In every reply JSON, whole.
    Json,
    /// In some reply something else, or a part.
    Other,
    /// In no reply anything.
    None,
}

/// The replies to a request for the call's address with the headers, credentials and body of `sent`, and no other header but Host.
/// `origin` is scheme and authority; what is left to chance is taken from `draw`.
pub fn preview(call: &Call, sent: &Request, book: &Book, origin: &str, now: Timestamp, draw: u64) -> Preview {
    let target = call.address();
    let headers = headers(sent, origin);
    let read = read::read(
        &call.method,
        &call.target.to_string(),
        target.split_once('?').map(|(_, query)| query),
        headers.iter().map(|(name, value)| (name.as_str(), value.as_bytes())),
    );
    let Reading {
        call,
        ignored,
        from_headers,
        ..
    } = match read {
        Ok(reading) => reading,
        Err(problem) => {
            return Preview {
                replies: vec![Err(problem.into())],
                more: 0,
                has_body: call.method != "HEAD",
            };
        }
    };
    let call = &call;
    let body = sent.body.as_ref().map(|body| body.bytes(SHOWN_BODY)).unwrap_or_default();
    let selections = selections(call, draw);
    let more = selections.len().saturating_sub(MOST);
    let replies = selections.into_iter().take(MOST).map(|selection| {
        let request = RequestView {
            target: &target,
            below: None,
            origin,
            headers: &headers,
            body: &body,
            unread: leaves_body(&selection.settings, selection.code(&headers), &headers, true),
            http_11: true,
            from_headers,
            ignored: &ignored,
        };
        let reply = reply(call, &selection, book, &request, now, draw)?;
        Ok(if Flag::is_on(call.settings.explain) {
            explained(&reply, &selection, &request)
        } else {
            reply
        })
    });
    Preview {
        replies: replies.collect(),
        more,
        has_body: call.method != "HEAD",
    }
}

/// The headers of such a request. A typed Host is in place of ours.
fn headers(sent: &Request, origin: &str) -> HeaderMap {
    let host = origin.split_once("://").map_or(origin, |(_, host)| host).to_owned();
    let length = sent
        .body
        .as_ref()
        .map(|body| ("content-length".to_owned(), body.length().to_string()));
    let mut headers = HeaderMap::new();
    let fixed = [("host".to_owned(), host)].into_iter().chain(length);
    let credentials = sent
        .credentials
        .map(|credentials| ("authorization".to_owned(), authorization(credentials)));
    for (name, value) in fixed.chain(credentials) {
        if let (Ok(name), Ok(value)) = (name.parse::<HeaderName>(), HeaderValue::from_str(&value)) {
            headers.insert(name, value);
        }
    }
    let is_kept = |name: &str| sent.credentials.is_none() || !name.eq_ignore_ascii_case("authorization");
    for sent in sent.headers.iter().filter(|header| is_kept(&header.name)) {
        if let (Ok(name), Ok(value)) = (sent.name.parse::<HeaderName>(), HeaderValue::from_str(&sent.value)) {
            if name == header::HOST {
                headers.insert(name, value);
            } else {
                headers.append(name, value);
            }
        }
    }
    headers
}

/// The value of Authorization with what examples send (RFC 7617, RFC 6750).
fn authorization(credentials: Credentials) -> String {
    match credentials {
        Credentials::Basic => basic(Credentials::USER, Credentials::PASSWORD),
        Credentials::Bearer => format!("Bearer {}", Credentials::TOKEN),
    }
}

/// The value of Authorization for a user and a password (RFC 7617 section 2).
pub fn basic(user: &str, password: &str) -> String {
    format!("Basic {}", STANDARD.encode(format!("{user}:{password}")))
}

/// Every selection that can be made for a call: of codes, of faults that strike or not, of a quota that is used up.
fn selections(call: &Call, draw: u64) -> Vec<Selection> {
    let explain = Flag::is_on(call.settings.explain);
    let mut selections = match &call.target {
        _ if explain && !matches!(call.target, Target::Random(_)) => vec![Selection::uncounted(call, draw)],
        Target::Code(code) => vec![Selection::only(call, *code)],
        Target::Random(set) => match (call.settings.seed, call.settings.nth) {
            (Some(seed), Some(n)) if !explain => vec![Selection::only(call, set.draw(mixed(seed.0, n.0)))],
            _ => set.codes().into_iter().map(|code| Selection::only(call, code)).collect(),
        },
        Target::Sequence(list) => (0..list.len() as u64)
            .map(|number| Selection::step(call, list, number))
            .collect(),
    };
    if explain {
        return selections;
    }
    let drawn = matches!(call.target, Target::Random(_)) && call.settings.nth.is_some();
    let counted = call.settings.key.is_some() && !drawn;
    for selection in selections.iter_mut().filter(|_| counted) {
        selection.nth = selection.nth.or(Some(1));
    }
    let mut selections: Vec<_> = selections.into_iter().flat_map(with_and_without_fault).collect();
    if let Some(limit) = call.settings.limit {
        let exceeded = Selection {
            quota: Some(quota(limit, 0, true)),
            ..Selection::uncounted(call, draw)
        };
        for (i, selection) in selections.iter_mut().enumerate() {
            let left = limit.calls.saturating_sub(1 + u32::try_from(i).unwrap_or(u32::MAX));
            let left = if selection.step.is_some() {
                left
            } else {
                limit.calls.saturating_sub(1)
            };
            selection.quota = Some(quota(limit, left, false));
        }
        selections.push(exceeded);
    }
    selections
}

fn quota(limit: Limit, remaining: u32, exceeded: bool) -> Quota {
    Quota {
        limit: limit.calls,
        window: limit.window,
        remaining,
        resets_in: limit.window,
        exceeded,
    }
}

fn with_and_without_fault(selection: Selection) -> Vec<Selection> {
    match selection.fault {
        Some(fault) if fault.chance < 100 => vec![
            Selection {
                fault: Some(Fault { chance: 100, ..fault }),
                ..selection.clone()
            },
            Selection {
                fault: None,
                ..selection
            },
        ],
        _ => vec![selection],
    }
}

impl Preview {
    /// The status that a client sees, if it is always the same one. 1xx are read past.
    pub fn status(&self) -> Option<u16> {
        let mut seen = self
            .replies
            .iter()
            .map(|reply| reply.as_ref().ok().and_then(Reply::status_seen));
        let first = seen.next()??;
        (self.more == 0 && seen.all(|other| other == Some(first))).then_some(first)
    }

    pub fn body(&self) -> PreviewBody {
        let replies = || self.replies.iter().flatten();
        if !self.has_body || replies().all(|reply| !reply.shows_body()) {
            PreviewBody::None
        } else if self.more == 0 && replies().all(|reply| reply.shows_body() && reply.is_whole() && reply.is_json()) {
            PreviewBody::Json
        } else {
            PreviewBody::Other
        }
    }

    /// Whether a response to the call's method has a body at all; one to HEAD has none.
    pub fn sends_body(&self) -> bool {
        self.has_body
    }
}

impl Reply {
    /// The status that a client sees; `None` where the connection ends before it.
    pub fn status_seen(&self) -> Option<u16> {
        match self.ending {
            Ending::Nothing | Ending::Fault(FaultKind::Reset | FaultKind::Close | FaultKind::Garbage) => None,
            _ => Some(self.status.as_u16()),
        }
    }

    /// Whether a browser goes on to another address.
    pub fn is_followed(&self) -> bool {
        let redirects = Code::new(self.status.as_u16()).is_some_and(Code::redirects);
        redirects && self.ending == Ending::Sent && self.headers.contains_key(header::LOCATION)
    }

    /// Whether a client that asks with GET finds anything in the body.
    pub fn shows_body(&self) -> bool {
        self.status_seen().is_some() && !self.body.is_empty()
    }

    /// Whether the body arrives whole and can be read.
    pub fn is_whole(&self) -> bool {
        !matches!(
            self.ending,
            Ending::Fault(FaultKind::Truncate(_) | FaultKind::BadChunk | FaultKind::BadGzip)
        )
    }

    /// Whether a client gets the response to its end, and can read it.
    pub fn arrives(&self) -> bool {
        self.status_seen().is_some() && self.is_whole()
    }

    /// The media type of the body without its parameters.
    pub fn media_type(&self) -> &str {
        let value = self.headers.get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok());
        value.unwrap_or("").split(';').next().unwrap_or("").trim()
    }

    fn is_json(&self) -> bool {
        let media_type = self.media_type();
        media_type == "application/json" || media_type.ends_with("+json")
    }
}

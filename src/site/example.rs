//! What the example programs of a page are made from: its state, and what the mock will answer.

use super::frame::Frame;
use super::sent::preview;
use crate::call::switches::TIMEOUT_SECONDS;
use crate::call::target::What;
use crate::call::{PageState, Target};
use crate::mock::{Preview, PreviewBody, Reply};
use crate::snippets::{Answer, BodyKind, Example, MOST_CALLS, Program, Saved};

/// Headers that say nothing of a status.
const COMMON_HEADERS: [&str; 9] = [
    "Cache-Control",
    "Connection",
    "Content-Length",
    "Content-Type",
    "Date",
    "Expires",
    "Last-Modified",
    "Server",
    "Vary",
];
/// So many headers are read by an example.
const MOST_READ: usize = 2;

/// Headers that the mock sets whatever the status is, beside the common ones.
const OWN_HEADERS: [&str; 6] = [
    "Accept-Ranges",
    "Cross-Origin-Resource-Policy",
    "Link",
    "Timing-Allow-Origin",
    "X-Content-Type-Options",
    "X-Robots-Tag",
];

pub fn example<'a>(frame: &Frame, state: &'a PageState, preview: &Preview) -> Example<'a> {
    let body = match preview.body() {
        PreviewBody::Json => BodyKind::Json,
        PreviewBody::Other => BodyKind::Text,
        PreviewBody::None => BodyKind::None,
    };
    let is_one = matches!(state.call.target, Target::Code(_));
    let replies = || preview.replies.iter().flatten();
    let shortest = state.call.settings.delay.map(|delay| delay.pick(0)).unwrap_or_default();
    let is_late = state.switches.timeout && shortest.as_secs() >= u64::from(TIMEOUT_SECONDS);
    let breaks = is_one && (is_late || preview.more == 0 && replies().count() > 0 && !replies().any(Reply::arrives));
    Example::new(&state.call, &frame.origin, &state.request, preview.status(), body)
        .breaking(breaks)
        .reading(telling_headers(frame, state, preview))
        .answered(answers(state, preview))
        .with(state.switches)
}

/// What comes, call by call.
fn answers(state: &PageState, preview: &Preview) -> Vec<Option<Answer>> {
    let sends_body = preview.sends_body();
    let replies: Vec<_> = preview.replies.iter().flatten().collect();
    let answer = |reply: &&Reply| reply.arrives().then(|| answer(reply, sends_body));
    let Target::Sequence(list) = &state.call.target else {
        return replies.iter().map(answer).take(MOST_CALLS).collect();
    };
    let steps = list.steps().take(MOST_CALLS).map(|step| match step.what {
        What::Code(code) => replies
            .iter()
            .filter(|reply| reply.status.as_u16() == code.number())
            .find_map(answer),
        What::Fault(_) => None,
    });
    steps.collect()
}

fn answer(reply: &Reply, sends_body: bool) -> Answer {
    let is_left_out = |name: &str| {
        let is = |known: &&str| known.eq_ignore_ascii_case(name);
        let is_common = COMMON_HEADERS.iter().any(is) && !name.eq_ignore_ascii_case("content-type");
        is_common || OWN_HEADERS.iter().any(is) || name.starts_with("x-mock-")
    };
    let headers = reply.headers.iter().filter(|(name, _)| !is_left_out(name.as_str()));
    Answer {
        status: reply.status.as_u16(),
        reason: reply.reason.clone(),
        headers: headers
            .map(|(name, value)| (name.to_string(), String::from_utf8_lossy(value.as_bytes()).into_owned()))
            .collect(),
        body: if sends_body {
            String::from_utf8_lossy(&reply.body).into_owned()
        } else {
            String::new()
        },
        wait: reply.wait,
    }
}

/// The response headers that the page of the call's status explains and that every reply has, without those that any response has.
fn telling_headers(frame: &Frame, state: &PageState, preview: &Preview) -> Vec<String> {
    let Target::Code(code) = state.call.target else {
        return Vec::new();
    };
    let explained = frame.book.get(code).map(|status| status.headers.iter()).into_iter().flatten();
    let has = |name: &str| {
        let mut replies = preview.replies.iter().flatten().peekable();
        replies.peek().is_some() && replies.all(|reply| reply.headers.contains_key(name))
    };
    explained
        .map(|header| header.name.as_str())
        .filter(|name| !COMMON_HEADERS.iter().any(|common| common.eq_ignore_ascii_case(name)) && has(name))
        .take(MOST_READ)
        .map(str::to_owned)
        .collect()
}

/// The program of a state, to be saved: its text and how it is kept.
pub fn program(frame: &Frame, state: &PageState) -> (String, &'static Saved) {
    let client = Program::named(state.lang.as_deref()).client;
    let mut text = client.write(&example(frame, state, &preview(frame, state)));
    text.push('\n');
    (text, client.saved(state.switches))
}

//! What a page's program needs to know of a call before it makes it: how, what comes first, and what browsers make of the response.
//! Each sentence says what the browser did, or what can be concluded.

use leptos::prelude::*;

use crate::call::fault::FaultKind;
use crate::call::request::Beyond;
use crate::call::values::Hops;
use crate::call::{PageState, Target};
use crate::code::Class;
use crate::mock::{Ending, Preview, Reply};

/// When a note is shown: a status, or one of these words.
const NONE: &str = "none";
const BODY: &str = "body";
const FOLLOWED: &str = "followed";

/// How a call is made in a browser, and what is said of what comes back.
pub struct Live {
    /// Whether Wire has more to show than the browser.
    pub wire_first: bool,
    /// The call opens a WebSocket.
    pub websocket: bool,
    /// Why a page can't make the call; Wire makes it.
    pub beyond_fetch: Option<String>,
    /// The longest wait before the response, in milliseconds.
    pub longest_wait_ms: u64,
    notes: Vec<(String, &'static str)>,
}

impl Live {
    pub fn new(state: &PageState, preview: &Preview) -> Self {
        let call = &state.call;
        let replies: Vec<&Reply> = preview.replies.iter().flatten().collect();
        let is_101 = matches!(call.target, Target::Code(code) if code.number() == 101);
        let is_1xx = matches!(call.target, Target::Code(code) if code.class() == Class::Informational);
        let websocket = state.opens_websocket();
        let beyond_fetch = beyond_fetch(state).map(|(_, why)| why);
        let hides = |reply: &&Reply| {
            !reply.interim.is_empty()
                || reply.ending != Ending::Sent
                || reply.is_followed()
                || matches!(reply.status.as_u16(), 304 | 407 | 408 | 421)
        };
        let longest_wait = call.settings.delay.map(|delay| delay.longest()).unwrap_or_default();
        let loops = matches!(call.settings.hops, Some(hops) if is_endless(hops));
        let mut notes = Vec::new();
        for reply in &replies {
            notes.extend(note(reply, loops));
        }
        if is_101 {
            notes.push((
                "101".to_owned(),
                "The browser opened a WebSocket for this, because fetch can't ask for an upgrade.",
            ));
            notes.push((
                "426".to_owned(),
                "fetch can't ask for an upgrade, so the server says that one is required. Wire can ask.",
            ));
        }
        if call.target.codes().iter().any(|code| code.number() == 499) {
            notes.push((
                "499".to_owned(),
                "Outside this mock no client sees a 499: nginx writes it into its log when the client has left.",
            ));
        }
        if matches!(call.target, Target::Code(code) if code.number() == 100) && !state.request.has("expect") {
            notes.push((
                "200".to_owned(),
                "100 Continue comes only if the request asks with Expect: 100-continue. Use the preset above.",
            ));
        }
        notes.dedup();
        Self {
            wire_first: is_1xx || beyond_fetch.is_some() || replies.iter().any(hides),
            websocket,
            beyond_fetch,
            longest_wait_ms: u64::try_from(longest_wait.as_millis()).unwrap_or(u64::MAX),
            notes,
        }
    }

    /// For the page's program: attributes, and the notes with their conditions.
    pub fn view(self, state: &PageState) -> AnyView {
        let notes: Vec<_> = self
            .notes
            .into_iter()
            .map(|(when, text)| view! { <li data-when=when>{text}</li> })
            .collect();
        view! {
            <ul
                hidden
                class="live"
                data-query=state.typed_query()
                data-method=state.call.method.clone()
                data-address=state.call.address()
                data-wire-first=self.wire_first.then_some("")
                data-websocket=self.websocket.then_some("")
                data-beyond=self.beyond_fetch
                data-type=state.request.implied_type()
                data-wait=(self.longest_wait_ms > 0).then(|| self.longest_wait_ms.to_string())
            >
                {notes}
            </ul>
        }
        .into_any()
    }
}

/// Why a page can't make the call of this state, if it can't.
pub fn beyond_fetch(state: &PageState) -> Option<Beyond> {
    let why = state.request.beyond_fetch(&state.call.method);
    why.filter(|_| !state.opens_websocket())
}

/// More redirects than browsers follow (Fetch Standard, HTTP-redirect fetch: 20).
fn is_endless(hops: Hops) -> bool {
    match hops {
        Hops::Loop => true,
        Hops::Count(count) => count > 20,
    }
}

/// What is said of a reply, and when.
fn note(reply: &Reply, loops: bool) -> Option<(String, &'static str)> {
    let (when, text) = match reply.ending {
        Ending::Nothing => (
            NONE,
            "The server closed the connection without a response, as 444 does. The browser reports a network error.",
        ),
        Ending::Fault(FaultKind::Reset) => (NONE, "You asked for a reset. The browser reports a network error."),
        Ending::Fault(FaultKind::Close) => (
            NONE,
            "You asked for a close without a response. The browser reports a network error.",
        ),
        Ending::Fault(FaultKind::Garbage) => (
            NONE,
            "You asked for bytes that aren't HTTP. The browser reports a network error.",
        ),
        Ending::Fault(FaultKind::Truncate(_)) => (BODY, "You asked for a truncated body."),
        Ending::Fault(FaultKind::BadChunk) => (BODY, "You asked for a broken chunk."),
        Ending::Fault(FaultKind::BadGzip) => (BODY, "You asked for a body that isn't the gzip it claims to be."),
        Ending::Fault(FaultKind::Stall(..)) => {
            return Some((
                reply.status.as_str().to_owned(),
                "You asked for a stall: the body stopped in between.",
            ));
        }
        Ending::Fault(FaultKind::Drip(..)) => {
            return Some((
                reply.status.as_str().to_owned(),
                "You asked for a slow body, and it came in pieces.",
            ));
        }
        Ending::Upgrade => return None,
        Ending::Sent if reply.is_followed() && loops => (
            NONE,
            "This redirects again and again. The browser gave up after 20 redirects and reports a network error.",
        ),
        Ending::Sent if reply.is_followed() => (
            FOLLOWED,
            "The browser followed the redirect, and hides it from the page. Wire shows every hop.",
        ),
        Ending::Sent if !reply.interim.is_empty() => {
            return Some((
                reply.status.as_str().to_owned(),
                "The browser reads past interim responses, and hides them from the page. Wire shows them.",
            ));
        }
        Ending::Sent => {
            let text = match reply.status.as_u16() {
                304 => {
                    "The page sees this 304 because its script made the request. On a normal visit the browser shows its cached copy."
                }
                407 => {
                    return Some((
                        NONE.to_owned(),
                        "A 407 that doesn't come from a proxy is hidden: the browser reports a network error.",
                    ));
                }
                408 => "On a reused connection, browsers send the request again after a 408.",
                421 => "Browsers may send the request again on a new connection after a 421.",
                _ => return None,
            };
            return Some((reply.status.as_str().to_owned(), text));
        }
    };
    Some((when.to_owned(), text))
}

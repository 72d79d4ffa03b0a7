//! The part of the panel that shows what comes back: the replies themselves, made for the call that the panel shows.

use http::HeaderMap;
use jiff::Timestamp;
use leptos::prelude::*;

use super::Frame;
use super::frame::copy_button;
use crate::call::PageState;
use crate::highlight;
use crate::mock::{self, Preview, Reply};

/// The moment of the response that is shown, and the number that its ids come from: any would do, but a page must not change by
/// itself.
pub const SAMPLE_TIME: &str = "2025-10-08T10:30:45.123Z";
pub const SAMPLE_DRAW: u64 = 0;

/// What the mock sends for the call of this state.
pub fn preview(frame: &Frame, state: &PageState) -> Preview {
    let now = SAMPLE_TIME.parse().unwrap_or(Timestamp::UNIX_EPOCH);
    mock::preview(&state.call, &state.request, &frame.book, &frame.origin, now, SAMPLE_DRAW)
}

/// Every response that can come back, or why none does.
pub fn sample(frame: &Frame, preview: &Preview) -> AnyView {
    let several = preview.replies.len() > 1;
    let mut copied = false;
    let replies: Vec<_> = preview
        .replies
        .iter()
        .enumerate()
        .map(|(i, reply)| {
            let reply = match reply {
                Ok(reply) => reply,
                Err(refusal) => return view! { <p class="hint">{refusal.problem.message.clone()}</p> }.into_any(),
            };
            // One body has the id that the copy button names.
            let id = (!copied && preview.sends_body() && reply.shows_body()).then(|| "response-body".to_owned());
            copied |= id.is_some();
            let inside = view! { {head(reply)} {body(preview, reply, id)} };
            if several {
                let title = reply
                    .status_seen()
                    .map_or_else(|| "No response".to_owned(), |status| format!("{status} {}", reply.reason));
                view! { <details class="reply" open=i == 0><summary>{title}</summary>{inside}</details> }.into_any()
            } else {
                inside.into_any()
            }
        })
        .collect();
    let title = if several { "Responses" } else { "Response" };
    let more = (preview.more > 0).then(|| view! { <p class="hint">{format!("and {} more", preview.more)}</p> });
    let copy = copied.then(|| copy_button(frame, "response-body", "the response body"));
    view! {
        <div class="example-head">
            <h3>{title}</h3>
            {copy}
        </div>
        {replies}
        {more}
    }
    .into_any()
}

/// Status line and headers as they are sent, and what becomes of the connection.
fn head(reply: &Reply) -> AnyView {
    if reply.status_seen().is_none() {
        return view! { <p class="hint">"No response arrives: the connection fails or is closed."</p> }.into_any();
    }
    let interim = reply
        .interim
        .iter()
        .map(|interim| lines(interim.status.as_u16(), &interim.reason, &interim.headers) + "\n");
    let text = interim.collect::<String>() + &lines(reply.status.as_u16(), &reply.reason, &reply.headers);
    let html = highlight::html(&text, "http");
    let broken = (!reply.is_whole())
        .then(|| view! { <p class="hint">"The body below doesn't arrive whole: that is the fault you asked for."</p> });
    view! { <pre class="code head" tabindex="0"><code inner_html=html></code></pre> {broken} }.into_any()
}

/// Headers that say the most about a response.
const TELLING: [&str; 3] = ["content-type", "retry-after", "location"];

/// Status line, the most telling headers and the body, as highlighted HTML.
pub fn brief(reply: &Reply) -> String {
    let telling = reply.headers.iter().filter(|(name, _)| TELLING.contains(&name.as_str()));
    let headers = telling.map(|(name, value)| (name.clone(), value.clone())).collect();
    let head = lines(reply.status.as_u16(), &reply.reason, &headers);
    let body = String::from_utf8_lossy(&reply.body);
    format!(
        "{}\n{}",
        highlight::html(&head, "http"),
        highlight::html(body.trim_end(), "json")
    )
}

fn lines(status: u16, reason: &str, headers: &HeaderMap) -> String {
    let fields = headers
        .iter()
        .map(|(name, value)| format!("{name}: {}\n", String::from_utf8_lossy(value.as_bytes())));
    format!("HTTP/1.1 {status} {reason}\n{}", fields.collect::<String>())
}

fn body(preview: &Preview, reply: &Reply, id: Option<String>) -> AnyView {
    if reply.status_seen().is_none() {
        return ().into_any();
    }
    if !preview.sends_body() {
        return view! { <p class="hint">"The response to HEAD has no body."</p> }.into_any();
    }
    if !reply.shows_body() {
        return view! { <p class="hint">"This response has no body."</p> }.into_any();
    }
    let text = String::from_utf8_lossy(&reply.body);
    let media_type = reply.media_type();
    let syntax = ["json", "xml", "html"]
        .into_iter()
        .find(|syntax| media_type.contains(syntax))
        .unwrap_or("text");
    let html = highlight::html(text.trim_end(), syntax);
    view! { <pre class="code" tabindex="0"><code id=id inner_html=html></code></pre> }.into_any()
}

//! What went over the wire, as a timeline: for the Wire tab of a panel, and as a page of its own.

use std::time::Duration;

use leptos::prelude::*;

use super::entry::Entry;
use super::frame::Frame;
use super::shell::{Subject, document};
use crate::call::PageState;
use crate::markup::escape;
use crate::wire::{Event, EventKind, Exchange};

/// What is shown of all pieces together, in bytes, and of one that the reader sends: a large body goes out again with each redirect.
const SHOWN: usize = 96 * 1024;
const SHOWN_OF_SENT: usize = 8 * 1024;

/// A call of our own client, and what it recorded.
#[derive(Clone, Debug, PartialEq)]
pub struct WireView {
    /// The state with the call. One with problems was not called.
    pub state: Box<PageState>,
    pub exchange: Exchange,
    /// Whether it played the draws of a call that the page had made.
    pub is_replay: bool,
}

/// The part of a panel.
pub fn wire_fragment(view: &WireView) -> String {
    Owner::new().with(|| timeline(view).to_html())
}

/// The page for readers without script, and for links.
pub fn wire_page(frame: &Frame, view: &WireView) -> AnyView {
    let state = &view.state;
    let code = state.page;
    let name = frame.book.name(code).to_owned();
    let subject = Subject {
        title: format!("{code} {name} on the wire · Statusbook"),
        description: format!("What the next call for {code} sends and gets, byte for byte."),
        class: Some(
            frame
                .book
                .get(code)
                .map_or(code.class().slug(), |status| status.group().slug()),
        ),
        entry: Some(Entry::Status(code)),
        contents: Vec::new(),
        has_panel: false,
        indexed: false,
    };
    let query = state.query();
    let mark = if query.is_empty() { "" } else { "?" };
    let page = format!("/docs/{code}{mark}{query}");
    let call = format!("{} {}", state.call.method, state.call.address());
    let main = view! {
        <link rel="stylesheet" href=frame.links.response_sheet.clone() />
        <main id="main" class="wire-page">
            <h1>{format!("{code} on the wire")}</h1>
            <p class="summary"><code>{call}</code></p>
            <p><a href=page rel="nofollow">{format!("Back to {code} {name}")}</a></p>
            {timeline(view)}
        </main>
    };
    document(frame, subject, main.into_any())
}

/// Everything that happened, in order, with its time.
fn timeline(view: &WireView) -> AnyView {
    if !view.state.problems.is_empty() {
        let problems: Vec<_> = view
            .state
            .problems
            .iter()
            .map(|problem| view! { <li class="error">{problem.message.clone()}</li> })
            .collect();
        return view! { <p>"Nothing was sent, because this isn't right yet:"</p> <ul class="wire-problems">{problems}</ul> }
            .into_any();
    }
    let what = if view.is_replay {
        "A second call, sent by this server's own client. It plays the same response as your browser's call, and counts nothing."
    } else {
        "A call sent by this server's own client. It shows what the next call would get, and counts nothing."
    };
    let events: Vec<_> = {
        let mut room = SHOWN;
        view.exchange.0.iter().map(|it| event(it, &mut room)).collect()
    };
    let status = view.exchange.status();
    view! {
        <p class="hint">{what}</p>
        <ol class="timeline" data-status=status>{events}</ol>
    }
    .into_any()
}

/// Takes what it shows from the room that is left.
fn event(event: &Event, room: &mut usize) -> AnyView {
    let Line { way, title, bytes } = line(&event.kind);
    let size = bytes.map(|bytes| view! { " " <small>{size(bytes.len())}</small> });
    let shown = bytes.map(|bytes| {
        let most = if way == "out" { SHOWN_OF_SENT.min(*room) } else { *room };
        let length = bytes.len().min(most);
        *room -= length;
        let html = visible(&bytes[..length]);
        let more = bytes.len() - length;
        let more = (more > 0).then(|| view! { <p class="hint">{format!("and {more} more bytes")}</p> });
        view! { <pre tabindex="0"><code inner_html=html></code></pre> {more} }
    });
    view! {
        <li data-way=way>
            <span class="at">{time(event.at)}</span>
            " "
            <b>{title}</b>
            {size}
            {shown}
        </li>
    }
    .into_any()
}

/// An event in words, with its bytes.
struct Line<'a> {
    /// `out` to the server, `in` from it, `end` of a connection, or a note.
    way: &'static str,
    title: String,
    bytes: Option<&'a [u8]>,
}

fn line(kind: &EventKind) -> Line<'_> {
    let with = |way, title: &str, bytes| Line {
        way,
        title: title.to_owned(),
        bytes: Some(bytes),
    };
    let note = |way, title: String| Line { way, title, bytes: None };
    match kind {
        EventKind::Connected => note("note", "Connected".to_owned()),
        EventKind::SentHead(bytes) => with("out", "→ Request", bytes),
        EventKind::SentBody(bytes) => with("out", "→ Request body", bytes),
        EventKind::SentFrame(bytes) => with("out", "→ WebSocket frame", bytes),
        EventKind::Interim(bytes) => with("in", "← Interim response", bytes),
        EventKind::Head(bytes) => with("in", "← Response", bytes),
        EventKind::Body(bytes) => with("in", "← Body", bytes),
        EventKind::Garbage(bytes) => with("in", "← Bytes that aren't HTTP", bytes),
        EventKind::Frame(bytes) => with("in", "← WebSocket frame", bytes),
        EventKind::Complete => note("end", "The response is complete. The connection stays open.".to_owned()),
        EventKind::Closed => note("end", "The server closed the connection.".to_owned()),
        EventKind::Reset => note("end", "The server reset the connection.".to_owned()),
        EventKind::NoContinue => note(
            "note",
            "No 100 Continue came within a second, so the client sends its body.".to_owned(),
        ),
        EventKind::BodyNotSent => note(
            "note",
            "The response came first, so the client doesn't send its body.".to_owned(),
        ),
        EventKind::BodyNotTaken => note("note", "The server took no more of the request's body.".to_owned()),
        EventKind::NoFrame => note("end", "No message came back within a second.".to_owned()),
        EventKind::Repeats => note("note", "The browser sent the call again, and so does the client.".to_owned()),
        EventKind::Follows(target) => note("note", format!("Redirect: the client goes on to {target}.")),
        EventKind::Stops(why) => note("end", why.clone()),
        EventKind::TimeUp => note(
            "end",
            "A wire call ends after 15 seconds: the client waited no longer.".to_owned(),
        ),
        EventKind::Full => note("end", "A wire call ends after 64 KiB: the client took no more.".to_owned()),
        EventKind::Failed(why) => note("end", format!("The client failed: {why}.")),
    }
}

fn time(at: Duration) -> String {
    let ms = at.as_secs_f64() * 1000.0;
    if ms < 1000.0 {
        format!("{ms:.1} ms")
    } else {
        format!("{:.2} s", ms / 1000.0)
    }
}

fn size(bytes: usize) -> String {
    match bytes {
        1 => "1 byte".to_owned(),
        _ => format!("{bytes} bytes"),
    }
}

/// Bytes as HTML: text as it is, line ends marked by the style sheet, everything else as an escape such as `\x1b`.
fn visible(bytes: &[u8]) -> String {
    let mut html = String::new();
    for chunk in bytes.utf8_chunks() {
        let mut letters = chunk.valid().chars().peekable();
        while let Some(letter) = letters.next() {
            match letter {
                '\r' if letters.peek() == Some(&'\n') => {
                    letters.next();
                    html.push_str("<i class=\"crlf\"></i>\n");
                }
                '\n' => html.push_str("<i class=\"lf\"></i>\n"),
                '\t' => html.push('\t'),
                c if c.is_ascii_control() => html.push_str(&format!("<i>\\x{:02x}</i>", u32::from(c))),
                c if c.is_control() => html.push_str(&format!("<i>{}</i>", c.escape_default())),
                c => html.push_str(&escape(c.encode_utf8(&mut [0; 4]))),
            }
        }
        for byte in chunk.invalid() {
            html.push_str(&format!("<i>\\x{byte:02x}</i>"));
        }
    }
    html
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_byte_is_seen() {
        assert_eq!(
            visible(b"a<b\r\n\x01\xff\n"),
            "a&lt;b<i class=\"crlf\"></i>\n<i>\\x01</i><i>\\xff</i><i class=\"lf\"></i>\n"
        );
    }
}

//! What came back from a live call, as HTML.

use super::dom::escape;
use super::fetch::LiveResponse;
use super::headers::meaning;
use super::pretty;

/// What is shown in the place of the response.
pub struct Shown<'a> {
    pub pill: String,
    /// The status, for the colour; 0 where there is none.
    pub status: u16,
    pub facts: Vec<String>,
    pub note: String,
    pub response: Option<&'a LiveResponse>,
    /// In place of a response, under Browser.
    pub instead: &'a str,
    pub wire_first: bool,
    /// The address of the frame with the HTML.
    pub preview: String,
}

impl Shown<'_> {
    pub fn html(&self) -> String {
        let mut html = head(&self.pill, self.status, &self.facts);
        if !self.note.is_empty() {
            html.push_str(&format!("<p class=\"note\">{}</p>", escape(&self.note)));
        }
        let tab = |id: &str, name: &str, chosen: bool| {
            let (selected, index) = if chosen { ("true", "0") } else { ("false", "-1") };
            format!(
                "<button type=\"button\" role=\"tab\" id=\"tab-{id}\" aria-controls=\"view-{id}\" aria-selected=\"{selected}\" tabindex=\"{index}\">{name}</button>"
            )
        };
        let (browser, wire) = (
            tab("browser", "Browser", !self.wire_first),
            tab("wire", "Wire", self.wire_first),
        );
        let tabs = if self.wire_first { [wire, browser] } else { [browser, wire] };
        html.push_str(&format!(
            "<div role=\"tablist\" class=\"tabs views\" aria-label=\"Views of the call\">{}</div>",
            tabs.concat()
        ));
        let hidden = |hides: bool| if hides { " hidden" } else { "" };
        html.push_str(&format!(
            "<div role=\"tabpanel\" class=\"view\" id=\"view-browser\" aria-labelledby=\"tab-browser\"{}>{}</div>",
            hidden(self.wire_first),
            match self.response {
                Some(response) => parts(response, &self.preview),
                None => format!("<p class=\"hint\">{}</p>", escape(self.instead)),
            }
        ));
        html.push_str(&format!(
            "<div role=\"tabpanel\" class=\"view\" id=\"view-wire\" aria-labelledby=\"tab-wire\" tabindex=\"0\"{}><p class=\"hint\">Wire makes its call …</p></div>",
            hidden(!self.wire_first)
        ));
        html
    }
}

/// The first line: a pill, and facts beside it.
pub fn head(pill: &str, status: u16, facts: &[String]) -> String {
    let class = match status {
        0 => " data-none=\"\"".to_owned(),
        100..=599 => format!(" data-class=\"{}xx\"", status / 100),
        _ => " data-class=\"vendor\"".to_owned(),
    };
    let facts: Vec<_> = facts.iter().map(|fact| format!(" <span>{fact}</span>")).collect();
    format!(
        "<div class=\"response-head\"><span class=\"pill\"{class}>{}</span>{} <span class=\"previous\">From the previous call</span></div>",
        escape(pill),
        facts.concat()
    )
}

/// While the call is on its way, with a bar if it has to wait that long.
pub fn waiting(wait: u32) -> String {
    let bar = if wait > 0 {
        format!("<progress max=\"{wait}\" value=\"0\" aria-label=\"Delay\"></progress>")
    } else {
        String::new()
    };
    format!(
        "<div class=\"response-head\"><span class=\"pill\" data-none=\"\">Waiting</span> <span class=\"countdown\" aria-hidden=\"true\"></span> \
         <button type=\"button\" class=\"plain cancel\">Cancel</button></div>{bar}<p class=\"note\">The call is on its way.</p>"
    )
}

/// Body, headers and, for HTML, how it looks.
fn parts(response: &LiveResponse, preview: &str) -> String {
    let media_type = response.header("content-type").unwrap_or("");
    let text = String::from_utf8_lossy(&response.body);
    let is_empty = text.is_empty();
    let is_html = media_type.contains("text/html") && !is_empty;
    let body = if is_empty {
        let why = if response.broken {
            "No byte of the body arrived."
        } else {
            "The response has no body."
        };
        format!("<p class=\"hint empty\">{why}</p>")
    } else {
        format!(
            "<pre><code id=\"live-pretty\">{}</code><code id=\"live-raw\" hidden>{}</code></pre>",
            pretty::body(&text, media_type),
            escape(&text)
        )
    };
    // An empty body takes a line, and its place is for the headers.
    let shows_headers = is_empty && !response.headers.is_empty();
    let chosen = |chosen: bool| {
        if chosen {
            "aria-selected=\"true\""
        } else {
            "aria-selected=\"false\" tabindex=\"-1\""
        }
    };
    let hidden = |hides: bool| if hides { " hidden" } else { "" };
    let body_tools = if is_empty {
        String::new()
    } else {
        tools(
            "live-raw",
            "body",
            "<button type=\"button\" class=\"toggle\" aria-pressed=\"false\">Raw</button>",
        )
    };
    let rows: Vec<_> = response
        .headers
        .iter()
        .map(|(name, value)| {
            let why = meaning(name).map_or(String::new(), |meaning| {
                format!(
                    "<br><small>{} <a href=\"{}\">{}</a></small>",
                    escape(meaning.text),
                    meaning.link,
                    document(meaning.link)
                )
            });
            format!(
                "<tr><th scope=\"row\">{}</th><td>{}{why}</td></tr>",
                escape(name),
                escape(value)
            )
        })
        .collect();
    let lines: Vec<_> = response
        .headers
        .iter()
        .map(|(name, value)| escape(&format!("{name}: {value}\n")))
        .collect();
    let preview_tab = if is_html {
        "<button type=\"button\" role=\"tab\" id=\"tab-preview\" aria-controls=\"view-preview\" aria-selected=\"false\" tabindex=\"-1\">Preview</button>"
    } else {
        ""
    };
    let frame = if is_html {
        format!(
            "<div role=\"tabpanel\" class=\"response-view\" id=\"view-preview\" aria-labelledby=\"tab-preview\" hidden><iframe sandbox=\"\" loading=\"lazy\" title=\"How the HTML looks\" src=\"{}\"></iframe></div>",
            escape(preview)
        )
    } else {
        String::new()
    };
    let stages = format!(
        "<ol class=\"stages\"><li>Sent</li><li>Head after {}</li><li>{}</li></ol>",
        time(response.head_ms),
        match (response.broken, is_empty) {
            (true, _) => format!("Body failed after {} and {}", bytes(response.body.len()), time(response.ms)),
            (false, true) => format!("End after {}", time(response.ms)),
            (false, false) => format!("Body of {} after {}", bytes(response.body.len()), time(response.ms)),
        }
    );
    format!(
        "{stages}<div role=\"tablist\" class=\"tabs\" aria-label=\"Parts of the response\">\
         <button type=\"button\" role=\"tab\" id=\"tab-body\" aria-controls=\"view-body\" {}>Body</button>\
         <button type=\"button\" role=\"tab\" id=\"tab-headers\" aria-controls=\"view-headers\" {}>Headers {}</button>\
         {preview_tab}</div>\
         <div role=\"tabpanel\" class=\"response-view\" id=\"view-body\" aria-labelledby=\"tab-body\" tabindex=\"0\"{}>{body_tools}{body}</div>\
         <div role=\"tabpanel\" class=\"response-view\" id=\"view-headers\" aria-labelledby=\"tab-headers\" tabindex=\"0\"{}>{}{}\
         <pre hidden><code id=\"live-headers\">{}</code></pre>\
         <table class=\"headers\"><thead><tr><th scope=\"col\">Header</th><th scope=\"col\">Value</th></tr></thead><tbody>{}</tbody></table></div>{frame}",
        chosen(!shows_headers),
        chosen(shows_headers),
        response.headers.len(),
        hidden(shows_headers),
        hidden(!shows_headers),
        if shows_headers { body.as_str() } else { "" },
        tools("live-headers", "headers", ""),
        lines.concat(),
        rows.concat()
    )
}

/// What a link leads to.
fn document(link: &str) -> &'static str {
    if link.starts_with("/docs/mock") {
        return "Manual";
    }
    if link.contains("rfc-editor.org") { "RFC" } else { "Source" }
}

/// Copy and Download for the text of the element with that id.
pub fn tools(id: &str, what: &str, more: &str) -> String {
    format!(
        "<p class=\"tools\">{more}<button type=\"button\" class=\"toggle copy\" data-copy=\"{id}\" aria-label=\"Copy the {what}\"><span class=\"todo\">Copy</span><span class=\"done\">Copied</span></button>\
         <button type=\"button\" class=\"toggle\" data-save=\"{id}\" aria-label=\"Download the {what}\">Download</button></p>"
    )
}

/// Milliseconds below ten seconds, then seconds.
pub fn time(ms: u32) -> String {
    if ms < 10_000 {
        format!("{ms} ms")
    } else {
        format!("{}.{} s", ms / 1000, ms / 100 % 10)
    }
}

pub fn bytes(size: usize) -> String {
    if size < 1024 {
        format!("{size} B")
    } else {
        let tenths = size * 10 / 1024;
        format!("{}.{} KiB", tenths / 10, tenths % 10)
    }
}

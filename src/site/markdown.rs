//! The book's Markdown as HTML, with coloured code and with tables that scroll on their own.

use pulldown_cmark::{CodeBlockKind, Event, Options, Parser, Tag, TagEnd, html};

use crate::call::path::is_mock_path;
use crate::highlight;
use crate::markup::escape;

/// `context` is the heading above the text. It tells tables of the same heads on one page apart.
pub fn render(markdown: &str, context: &str) -> String {
    let parsed: Vec<Event> = Parser::new_ext(markdown, Options::ENABLE_TABLES).collect();
    let mut events = Vec::with_capacity(parsed.len());
    let mut code: Option<(String, String)> = None;
    let mut leads_to_mock = false;
    let mut labels: Vec<String> = Vec::new();
    for (at, event) in parsed.iter().enumerate() {
        match event {
            Event::Start(Tag::CodeBlock(kind)) => {
                let language = match kind {
                    CodeBlockKind::Fenced(language) => language.to_string(),
                    CodeBlockKind::Indented => String::new(),
                };
                code = Some((language, String::new()));
            }
            Event::End(TagEnd::CodeBlock) => {
                if let Some((language, source)) = code.take() {
                    events.push(Event::Html(block(source.trim_end(), &language).into()));
                }
            }
            Event::Text(text) => match &mut code {
                Some((_, source)) => source.push_str(text),
                None => events.push(event.clone()),
            },
            // The same box as `html.rs` puts around its tables.
            Event::Start(Tag::Table(_)) => {
                let label = table_label(&parsed[at..], context, &labels);
                let open = format!(
                    "<div class=\"scroll\" tabindex=\"0\" role=\"region\" aria-label=\"{}\">",
                    escape(&label)
                );
                labels.push(label);
                events.push(Event::Html(open.into()));
                events.push(event.clone());
            }
            Event::End(TagEnd::Table) => {
                events.push(event.clone());
                events.push(Event::Html("</div>".into()));
            }
            // Search engines are to index the pages and not the responses of the mock.
            Event::Start(Tag::Link { dest_url, .. }) if is_call(dest_url) => {
                leads_to_mock = true;
                let open = format!("<a href=\"{}\" rel=\"nofollow\">", escape(dest_url));
                events.push(Event::Html(open.into()));
            }
            Event::End(TagEnd::Link) if leads_to_mock => {
                leads_to_mock = false;
                events.push(Event::Html("</a>".into()));
            }
            // The book has no HTML in it. If an author writes some, readers see it as text.
            Event::Html(text) | Event::InlineHtml(text) => events.push(Event::Text(text.clone())),
            other => events.push(other.clone()),
        }
    }
    let mut out = String::new();
    html::push_html(&mut out, events.into_iter());
    out
}

/// A name for the table that these events begin with: its heads and the heading above it, and a number if that is taken.
fn table_label(events: &[Event], context: &str, taken: &[String]) -> String {
    let mut heads: Vec<String> = Vec::new();
    for event in events {
        match event {
            Event::Start(Tag::TableCell) => heads.push(String::new()),
            Event::Text(text) | Event::Code(text) => {
                if let Some(head) = heads.last_mut() {
                    head.push_str(text);
                }
            }
            Event::End(TagEnd::TableHead) => break,
            _ => {}
        }
    }
    let heads = heads.join(", ");
    let name = if context.is_empty() {
        heads
    } else {
        format!("{heads} ({context})")
    };
    let mut label = name.clone();
    let mut number = 1;
    while taken.contains(&label) {
        number += 1;
        label = format!("{name} {number}");
    }
    label
}

/// Whether an address is a call of the mock on this site.
fn is_call(address: &str) -> bool {
    is_mock_path(address.split(['?', '#']).next().unwrap_or_default())
}

/// What an address has behind `#` for a heading: its letters and digits in lower case, with hyphens between its words.
pub fn id_of(title: &str) -> String {
    let bare = title.replace(['\'', '’', '`'], "").to_ascii_lowercase();
    let words = bare
        .split(|c: char| !c.is_ascii_alphanumeric())
        .filter(|word| !word.is_empty());
    words.collect::<Vec<_>>().join("-")
}

/// A block of code that can be scrolled by keyboard.
pub fn block(source: &str, language: &str) -> String {
    format!("<pre tabindex=\"0\"><code>{}</code></pre>", highlight::html(source, language))
}

/// One line of Markdown as HTML, without a paragraph around it.
pub fn inline(markdown: &str) -> String {
    let html = render(markdown, "");
    let html = html.trim();
    html.strip_prefix("<p>")
        .and_then(|rest| rest.strip_suffix("</p>"))
        .unwrap_or(html)
        .to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn code_is_coloured_and_html_is_text() {
        let html = render("a `b`\n\n```json\n{\"a\": 1}\n```\n\n<b>no</b>\n", "");
        assert!(html.contains("hl-prop"), "{html}");
        assert!(html.contains("&lt;b&gt;no"), "{html}");
        assert_eq!(inline("see [504](/docs/504)"), "see <a href=\"/docs/504\">504</a>");
    }

    #[test]
    fn every_table_has_a_name_of_its_own() {
        let table = "| A `b` | \"c\" |\n|---|---|\n| d | e |\n\n";
        let html = render(&table.repeat(2), "Who?");
        for label in ["A b, &quot;c&quot; (Who?)", "A b, &quot;c&quot; (Who?) 2"] {
            let open = format!("<div class=\"scroll\" tabindex=\"0\" role=\"region\" aria-label=\"{label}\"><table>");
            assert_eq!(html.matches(&open).count(), 1, "{label}: {html}");
        }
    }

    #[test]
    fn only_links_to_the_mock_are_not_to_be_followed() {
        let call = "<a href=\"/503;delay=2s/x?a=1&amp;b=2\" rel=\"nofollow\"><code>503</code></a>";
        assert_eq!(inline("[`503`](/503;delay=2s/x?a=1&b=2)"), call);
        assert!(inline("[x](/random/200,503)").contains("nofollow"));
        for page in ["[x](/docs/503)", "[x](https://example.org/503)", "[x](#503)", "[x](503)"] {
            assert!(!inline(page).contains("nofollow"), "{page}");
        }
    }
}

//! The book's Markdown as HTML: code blocks highlighted, tables that scroll by themselves.

use pulldown_cmark::{CodeBlockKind, Event, Options, Parser, Tag, TagEnd, html};

use crate::highlight;

pub fn render(markdown: &str) -> String {
    let mut events = Vec::new();
    let mut code: Option<(String, String)> = None;
    for event in Parser::new_ext(markdown, Options::ENABLE_TABLES) {
        match event {
            Event::Start(Tag::CodeBlock(kind)) => {
                let language = match kind {
                    CodeBlockKind::Fenced(language) => language.to_string(),
                    CodeBlockKind::Indented => String::new(),
                };
                code = Some((language, String::new()));
            }
            Event::Text(text) if code.is_some() => {
                if let Some((_, source)) = &mut code {
                    source.push_str(&text);
                }
            }
            Event::End(TagEnd::CodeBlock) => {
                if let Some((language, source)) = code.take() {
                    events.push(Event::Html(block(source.trim_end(), &language).into()));
                }
            }
            Event::Start(Tag::Table(columns)) => {
                events.push(Event::Html("<div class=\"scroll\" tabindex=\"0\">".into()));
                events.push(Event::Start(Tag::Table(columns)));
            }
            Event::End(TagEnd::Table) => {
                events.push(Event::End(TagEnd::Table));
                events.push(Event::Html("</div>".into()));
            }
            // The book's authors write no HTML; should one try, it is shown and not obeyed.
            Event::Html(text) | Event::InlineHtml(text) => events.push(Event::Text(text)),
            other => events.push(other),
        }
    }
    let mut out = String::new();
    html::push_html(&mut out, events.into_iter());
    out
}

/// A block of code that can be scrolled by keyboard.
pub fn block(source: &str, language: &str) -> String {
    format!("<pre tabindex=\"0\"><code>{}</code></pre>", highlight::html(source, language))
}

/// One line of Markdown without its paragraph: for short texts of the front matter.
pub fn inline(markdown: &str) -> String {
    let html = render(markdown);
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
    fn code_is_coloured_tables_scroll_and_html_is_text() {
        let html = render("a `b`\n\n```json\n{\"a\": 1}\n```\n\n| h |\n|---|\n| c |\n\n<b>no</b>\n");
        assert!(html.contains("hl-prop"), "{html}");
        assert!(html.contains("<div class=\"scroll\" tabindex=\"0\"><table>"), "{html}");
        assert!(html.contains("&lt;b&gt;no"), "{html}");
        assert_eq!(inline("see [504](/docs/504)"), "see <a href=\"/docs/504\">504</a>");
    }
}

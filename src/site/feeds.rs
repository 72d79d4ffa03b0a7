//! What search engines, browsers and language models read instead of pages.

use std::fmt::Write;

use super::entry::Entry;
use super::frame::Frame;
use crate::markup::escape;

const TITLE: &str = "Statusbook";

/// `/llms.txt`: every page as Markdown, by kind (llmstxt.org).
pub fn llms(frame: &Frame) -> String {
    let (book, origin) = (&frame.book, &frame.origin);
    let mut text = format!(
        "# {TITLE}\n\n> Every HTTP status code: what it means, why it happens and how to fix it, with error messages of products. \
         {origin}/502 really answers with a 502, and so does every other code.\n\n\
         The same as JSON: [{origin}/api/statuses]({origin}/api/statuses), described by [a JSON Schema]({origin}/api/schema.json). \
         Search: {origin}/api/search?q=upstream+timed+out\n"
    );
    let mut add = |title: &str, entries: Vec<Entry>| {
        let _ = write!(text, "\n## {title}\n\n");
        for entry in entries {
            let lead = entry.lead(book);
            let _ = writeln!(text, "- [{}]({origin}{}.md): {lead}", entry.title(book), entry.address());
        }
    };
    add("Guides", Entry::guides(book).collect());
    let groups = Entry::all(book).filter(|entry| matches!(entry, Entry::Group(_)));
    add("Classes", groups.collect());
    let statuses = Entry::all(book).filter(|entry| matches!(entry, Entry::Status(_)));
    add("Codes", statuses.collect());
    text
}

/// `/sitemap.xml`: every page, with the day on which it was last checked.
pub fn sitemap(frame: &Frame) -> String {
    let (book, origin) = (&frame.book, &frame.origin);
    let mut text = format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<urlset xmlns=\"http://www.sitemaps.org/schemas/sitemap/0.9\">\n<url><loc>{}/</loc></url>\n",
        escape(origin)
    );
    for entry in Entry::all(book).chain(Entry::returns(book)) {
        let day = match &entry {
            Entry::Status(code) | Entry::Return(code) => book.get(*code).map(|status| status.text.checked.as_str()),
            Entry::Article(slug) => book.article(slug).map(|article| article.checked.as_str()),
            _ => None,
        };
        let day = day.map_or_else(String::new, |day| format!("<lastmod>{day}</lastmod>"));
        let _ = writeln!(text, "<url><loc>{}{}</loc>{day}</url>", escape(origin), entry.address());
    }
    text.push_str("</urlset>\n");
    text
}

/// `/opensearch.xml`: how a browser searches here (OpenSearch 1.1).
pub fn opensearch(frame: &Frame) -> String {
    let origin = escape(&frame.origin);
    format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<OpenSearchDescription xmlns=\"http://a9.com/-/spec/opensearch/1.1/\">\n\
         <ShortName>{TITLE}</ShortName>\n<Description>HTTP status codes and error messages</Description>\n<InputEncoding>UTF-8</InputEncoding>\n\
         <Image width=\"16\" height=\"16\" type=\"image/svg+xml\">{origin}{}</Image>\n\
         <Url type=\"text/html\" template=\"{origin}/?q={{searchTerms}}\"/>\n\
         <Url type=\"application/json\" rel=\"results\" template=\"{origin}/api/search?q={{searchTerms}}\"/>\n</OpenSearchDescription>\n",
        frame.links.favicon
    )
}

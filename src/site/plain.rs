//! Pages as Markdown, for terminals and for programs that read: everything but the panel.

use std::fmt::Write;

use super::{Frame, facts, group, reactions, text as written};
use crate::book::measured::constants;
use crate::book::{Group, Named, Status, Text};
use crate::snippets::servers::SERVERS;

/// The page of a status.
pub fn status(frame: &Frame, status: &Status) -> String {
    let mut page = Sheet::new(frame, &status.title(), &status.summary);
    if !status.aliases.is_empty() {
        page.paragraph(&format!("Also called {}.", status.aliases.join(", ")));
    }
    let address = format!("{}/{}", frame.origin, status.code);
    page.paragraph(&format!("- Address: `{address}`\n- Shell: `curl -i {address}`"));
    let text = &status.text;
    opening(&mut page, frame, text);

    page.heading("Facts");
    let rows = facts::entries(status).into_iter().map(|entry| {
        let main = [Some(entry.main), entry.more]
            .into_iter()
            .flatten()
            .collect::<Vec<_>>()
            .join(". ");
        vec![entry.label, main, entry.source]
    });
    page.table(&["Fact", "Answer", "Source"], rows);

    sections(&mut page, status, text);
    page.heading(reactions::TITLE);
    page.paragraph(reactions::MEASURED);
    page.table(
        &["What it does", "Client"],
        reactions::rows(status).into_iter().map(Vec::from),
    );
    if !status.headers.is_empty() {
        page.heading("Headers That Matter");
        let rows = status.headers.iter().map(|header| {
            vec![
                format!("`{}`", header.name),
                header.need.word().to_owned(),
                header.why.clone(),
            ]
        });
        page.table(&["Header", "Need", "Why"], rows);
    }
    if let Some(answer) = written::answer(frame, status) {
        page.heading("Return It Yourself");
        for server in SERVERS {
            page.paragraph(&format!("### {}", server.name));
            page.paragraph(&format!("```{}\n{}\n```", server.syntax, server.write(&answer).trim_end()));
        }
    }
    let constants = constants::names_in_libraries(status.code);
    if !constants.is_empty() {
        page.heading("Constants");
        let rows = constants
            .into_iter()
            .map(|(language, name)| vec![language.to_owned(), format!("`{name}`")]);
        page.table(&["Language", "In its standard library"], rows);
    }
    page.heading(&written::related_title(status));
    let related = text.related.iter().filter_map(|code| frame.book.get(*code));
    page.list(related.map(|other| format!("[{}](/docs/{}): {}", other.title(), other.code, other.summary)));
    page.sources("Specification and Sources", &text.sources);
    let report = written::report(frame, status).map(|url| format!(" [Report an error]({url})."));
    page.paragraph(&format!(
        "Last checked {}.{}",
        written::checked(text),
        report.unwrap_or_default()
    ));
    page.text
}

fn opening(page: &mut Sheet, frame: &Frame, text: &Text) {
    page.paragraph("Not this?");
    page.list(text.near.iter().map(|near| {
        let name = frame.book.name(near.code);
        format!("[{} {name}](/docs/{}): {}", near.code, near.code, near.difference)
    }));
    page.heading("Do This Now");
    page.list(text.now.lines().map(|(who, what)| format!("**{who}.** {what}")));
}

fn sections(page: &mut Sheet, status: &Status, text: &Text) {
    let sections = &text.sections;
    page.heading(&format!("What is HTTP {}?", status.title()));
    page.paragraph(&sections.what);
    page.paragraph(&text.picture.caption);
    let steps = text.picture.words();
    page.paragraph(&numbered(&steps));
    page.heading("When Does This Happen?");
    page.paragraph(&sections.when);
    page.heading("How to Fix It");
    page.paragraph("### If you call it");
    page.paragraph(&sections.fix_caller);
    page.paragraph("### If you run it");
    page.paragraph(&sections.fix_owner);
    page.heading("Who Sent It?");
    page.paragraph(&sections.sender);
    page.heading("Common Use Cases");
    page.list(
        text.use_cases
            .iter()
            .map(|case| format!("**{}.** {} [Try it]({})", case.title, case.text, case.address(status.code))),
    );
}

fn numbered(steps: &[String]) -> String {
    let lines: Vec<_> = steps
        .iter()
        .enumerate()
        .map(|(i, step)| format!("{}. {step}", i + 1))
        .collect();
    lines.join("\n")
}

/// A class or the vendors' codes, side by side.
pub fn group(frame: &Frame, group: Group) -> String {
    let about = frame.book.about(group);
    let summary = about.map(|about| about.summary.as_str()).unwrap_or_default();
    let mut page = Sheet::new(frame, &group.title(), summary);
    for table in group::tables(&frame.book, group) {
        if let Some(title) = table.title {
            page.heading(title);
        }
        let rows = table.rows.into_iter().map(|row| {
            let code = format!("[{}](/docs/{})", row.status.title(), row.status.code);
            std::iter::once(code).chain(row.cells).collect()
        });
        page.table(&table.heads, rows);
    }
    if let Some(about) = about {
        page.heading("How to Choose");
        page.paragraph(&about.text);
    }
    if let Some((title, text)) = group::more(&frame.book, group) {
        page.heading(title);
        page.paragraph(&text);
    }
    if let Some(about) = about {
        page.sources("Sources", &about.sources);
    }
    page.text
}

/// Markdown that grows, with addresses of this site made whole.
struct Sheet<'a> {
    text: String,
    origin: &'a str,
}

impl<'a> Sheet<'a> {
    fn new(frame: &'a Frame, title: &str, summary: &str) -> Self {
        Self {
            text: format!("# {title}\n\n{summary}.\n"),
            origin: &frame.origin,
        }
    }

    fn heading(&mut self, title: &str) {
        let _ = write!(self.text, "\n## {title}\n");
    }

    fn paragraph(&mut self, text: &str) {
        // A reader of a file has no page to which `/docs/502` is relative.
        let text = text.trim_matches('\n').replace("](/", &format!("]({}/", self.origin));
        let _ = write!(self.text, "\n{text}\n");
    }

    fn list(&mut self, items: impl IntoIterator<Item = String>) {
        let lines: Vec<_> = items.into_iter().map(|item| format!("- {item}")).collect();
        self.paragraph(&lines.join("\n"));
    }

    fn table(&mut self, heads: &[&str], rows: impl Iterator<Item = Vec<String>>) {
        let line = |cells: Vec<String>| format!("| {} |\n", cells.join(" | "));
        let mut table = line(heads.iter().map(|head| (*head).to_owned()).collect());
        table.push_str(&line(heads.iter().map(|_| "---".to_owned()).collect()));
        for row in rows {
            table.push_str(&line(row.into_iter().map(|cell| cell.replace('|', "\\|")).collect()));
        }
        self.paragraph(&table);
    }

    fn sources(&mut self, title: &str, sources: &[Named]) {
        self.heading(title);
        self.list(sources.iter().map(|source| format!("[{}]({})", source.title, source.url)));
    }
}

//! The sections of a page as Markdown, for terminals and for programs that read.

use std::fmt::Write;

use super::frame::Frame;
use super::messages;
use super::sections::{Block, Cell, FactRow, OptionEntry, Section, Table};

/// A whole page. `lead` is one sentence or more; `opening` stands before the first section.
pub fn write_page(frame: &Frame, title: &str, lead: &str, opening: &[Block], sections: &[Section]) -> String {
    let mut sheet = Sheet {
        text: format!("# {title}\n\n{lead}\n"),
        frame,
    };
    for block in opening {
        sheet.block(block);
    }
    for section in sections {
        if !section.title.is_empty() {
            sheet.paragraph(&format!("## {}", section.title));
        }
        for block in &section.blocks {
            sheet.block(block);
        }
    }
    sheet.text
}

/// The content of a section, without its heading.
pub fn write_blocks(frame: &Frame, blocks: &[Block]) -> String {
    let mut sheet = Sheet {
        text: String::new(),
        frame,
    };
    for block in blocks {
        sheet.block(block);
    }
    sheet.text
}

/// Markdown that grows.
struct Sheet<'a> {
    text: String,
    frame: &'a Frame,
}

impl Sheet<'_> {
    fn block(&mut self, block: &Block) {
        match block {
            Block::Prose(text) | Block::Paragraph(text) => self.paragraph(text),
            Block::Heading(title) => self.paragraph(&format!("### {title}")),
            Block::List(items) => self.list(items),
            Block::Advice(lines) => self.list(lines.iter().map(|(who, what)| format!("**{who}.** {what}"))),
            Block::Facts(rows) => {
                let rows = rows.iter().map(fact_cells);
                self.rows(&["Fact", "What it says", "Source"], rows);
            }
            Block::Table(table) => self.table(table),
            Block::Picture(picture, _) => {
                self.paragraph(&picture.caption);
                let steps = picture.words();
                let steps = steps.iter().enumerate().map(|(i, step)| format!("{}. {step}", i + 1));
                self.paragraph(&steps.collect::<Vec<_>>().join("\n"));
            }
            Block::UseCases(code, cases) => self.list(
                cases
                    .iter()
                    .map(|case| format!("**{}.** {} [Try it]({})", case.title, case.text, case.address(*code))),
            ),
            Block::Listing(program) => self.code(program.text.trim_end(), program.syntax),
            Block::Statuses(codes) => {
                let statuses = codes.iter().filter_map(|code| self.frame.book.get(*code));
                let items: Vec<_> = statuses
                    .map(|status| format!("[{}](/docs/{}): {}", status.title(), status.code, status.summary))
                    .collect();
                self.list(items);
            }
            Block::Messages(_, shelves) => self.paragraph(&messages::write(shelves)),
            Block::Rule(rule) => self.paragraph(&format!("**{rule}**")),
            Block::Try(call) => self.paragraph(&format!("Try it: `curl -i '{}{call}'`", self.frame.origin)),
            Block::Sources(sources) => {
                self.list(sources.iter().map(|source| format!("[{}]({})", source.title, source.url)));
            }
            Block::Checked(checked) => {
                let report = checked.report_url.as_deref().map(|url| format!(" [Report an error]({url})."));
                self.paragraph(&format!("Last checked {}.{}", checked.written, report.unwrap_or_default()));
            }
            Block::Option(entry) => self.option(entry),
        }
    }

    fn paragraph(&mut self, text: &str) {
        // A link to `/docs/502` leads nowhere from a file.
        let text = text.trim_matches('\n').replace("](/", &format!("]({}/", self.frame.origin));
        let _ = write!(self.text, "\n{text}\n");
    }

    fn list(&mut self, items: impl IntoIterator<Item = impl AsRef<str>>) {
        let lines: Vec<_> = items.into_iter().map(|item| format!("- {}", item.as_ref())).collect();
        self.paragraph(&lines.join("\n"));
    }

    fn code(&mut self, text: &str, syntax: &str) {
        let _ = write!(self.text, "\n```{syntax}\n{text}\n```\n");
    }

    fn table(&mut self, table: &Table) {
        let book = &self.frame.book;
        let cell = |cell: &Cell| match cell {
            Cell::Text(text) => text.clone(),
            Cell::Status(code) => format!("[{code} {}](/docs/{code})", book.name(*code)),
        };
        let rows: Vec<Vec<String>> = table.rows.iter().map(|row| row.iter().map(cell).collect()).collect();
        self.rows(&table.heads, rows.into_iter());
    }

    fn rows(&mut self, heads: &[&str], rows: impl Iterator<Item = Vec<String>>) {
        let line = |cells: &[String]| format!("| {} |\n", cells.join(" | "));
        let mut table = format!("| {} |\n|{}\n", heads.join(" | "), " --- |".repeat(heads.len()));
        for row in rows {
            let cells: Vec<_> = row.iter().map(|cell| cell.replace('|', "\\|")).collect();
            table.push_str(&line(&cells));
        }
        self.paragraph(&table);
    }

    fn option(&mut self, entry: &OptionEntry) {
        self.paragraph(&format!("### `{}`", entry.name));
        self.paragraph(&entry.about);
        self.paragraph(&format!("Allowed: {}.", entry.allowed));
        let address = format!("{}{}", self.frame.origin, entry.call);
        let forms = entry.forms.iter().map(|form| format!("`{form}`"));
        self.list(forms.chain([format!("Try it: `curl -i '{address}'`")]));
    }
}

fn fact_cells(row: &FactRow) -> Vec<String> {
    let main = match &row.more {
        Some(more) => format!("{}. {more}", row.main),
        None => row.main.clone(),
    };
    vec![row.label.clone(), main, row.source.clone()]
}

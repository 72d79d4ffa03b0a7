//! The sections of a page as HTML.

use leptos::prelude::*;

use super::frame::{Frame, copy_button, icon};
use super::sections::{Block, Cell, Checked, FactRow, Layout, Listing, OptionEntry, Section, Table};
use super::{chrome, markdown, messages, picture};
use crate::book::{Named, UseCase};
use crate::call::encoding;
use crate::code::Code;
use crate::islands::TryIt;

/// How `markdown.rs` opens and closes a listing.
const LISTING: (&str, &str) = ("<pre tabindex=\"0\"><code>", "</code></pre>");

/// The sections with that layout, in their order.
pub fn sections(frame: &Frame, sections: &[Section], layout: Layout) -> Vec<AnyView> {
    sections
        .iter()
        .filter(|section| section.layout == layout)
        .map(|section| draw(frame, section))
        .collect()
}

fn draw(frame: &Frame, section: &Section) -> AnyView {
    let id = section.id.to_string();
    let title = section.title.clone();
    let blocks = blocks(frame, section);
    // The heading leads to itself, so that its address can be copied.
    let link = format!("#{id}");
    match section.layout {
        Layout::Text | Layout::Now | Layout::Strip => {
            let class = match section.layout {
                Layout::Now => Some("now"),
                Layout::Strip => Some("facts"),
                Layout::Text | Layout::Wide => None,
            };
            let title_id = format!("{id}-title");
            let labelled_by = title_id.clone();
            view! {
                <section id=id class=class aria-labelledby=labelled_by>
                    <h2 id=title_id><a href=link>{title}</a></h2>
                    {blocks}
                </section>
            }
            .into_any()
        }
        Layout::Wide => {
            let heading = (!title.is_empty()).then(|| view! { <h2 id=id><a href=link>{title}</a></h2> });
            view! {
                {heading}
                {blocks}
            }
            .into_any()
        }
    }
}

/// The sections that a table of contents lists: what an address has behind `#`, and the heading.
pub fn contents(sections: &[Section]) -> Vec<(String, String)> {
    let named = sections.iter().filter(|section| !section.title.is_empty());
    named.map(|section| (section.id.to_string(), section.title.clone())).collect()
}

fn blocks(frame: &Frame, section: &Section) -> Vec<AnyView> {
    let mut heading = section.title.as_str();
    let mut views = Vec::new();
    for (i, block) in section.blocks.iter().enumerate() {
        if let Block::Heading(title) = *block {
            heading = title;
        }
        views.push(draw_block(frame, block, heading, &format!("{}-{i}", section.id)));
    }
    views
}

/// One block under that heading. The ids in it begin with `place`.
fn draw_block(frame: &Frame, block: &Block, heading: &str, place: &str) -> AnyView {
    match block {
        Block::Prose(text) => {
            let html = with_copy_keys(frame, &markdown::render(text, heading), place, "this code");
            view! { <div class="prose" inner_html=html></div> }.into_any()
        }
        Block::Heading(title) => view! { <h3>{*title}</h3> }.into_any(),
        Block::Paragraph(text) => view! { <p inner_html=markdown::inline(text)></p> }.into_any(),
        Block::List(items) => {
            let items: Vec<_> = items
                .iter()
                .map(|item| view! { <li inner_html=markdown::inline(item)></li> })
                .collect();
            view! { <ul>{items}</ul> }.into_any()
        }
        Block::Advice(lines) => advice(lines),
        Block::Facts(rows) => facts(rows),
        Block::Table(table) => draw_table(frame, table),
        Block::Picture(picture, code) => {
            let figure = picture::figure(picture, *code);
            view! { <div inner_html=figure></div> }.into_any()
        }
        Block::UseCases(code, cases) => use_cases(frame, *code, cases),
        Block::Listing(program) => draw_listing(frame, program, place),
        Block::Statuses(codes) => {
            let rows: Vec<_> = codes.iter().filter_map(|code| chrome::row(&frame.book, *code)).collect();
            view! { <ul class="rows">{rows}</ul> }.into_any()
        }
        Block::Messages(code, shelves) => messages::draw(frame, *code, shelves),
        Block::Rule(rule) => view! { <p class="rule" inner_html=markdown::inline(rule)></p> }.into_any(),
        Block::Try(call) => try_it(frame, call, None),
        Block::Sources(sources) => draw_sources(sources),
        Block::Checked(checked) => draw_checked(checked),
        Block::Option(entry) => option(frame, entry),
    }
}

fn advice(lines: &[(&'static str, &str)]) -> AnyView {
    let lines: Vec<_> = lines
        .iter()
        .map(|(who, what)| {
            view! {
                <div>
                    <dt>{*who}</dt>
                    <dd inner_html=markdown::inline(what)></dd>
                </div>
            }
        })
        .collect();
    view! { <dl>{lines}</dl> }.into_any()
}

fn facts(rows: &[FactRow]) -> AnyView {
    let rows: Vec<_> = rows
        .iter()
        .map(|row| {
            let more = row
                .more
                .as_deref()
                .map(|more| view! { <p inner_html=markdown::inline(more)></p> });
            let source = (!row.source.is_empty()).then(|| view! { <small inner_html=markdown::inline(&row.source)></small> });
            view! {
                <div>
                    <dt>{row.label.clone()}</dt>
                    <dd>
                        <b inner_html=markdown::inline(&row.main)></b>
                        {more}
                        {source}
                    </dd>
                </div>
            }
        })
        .collect();
    view! { <dl>{rows}</dl> }.into_any()
}

/// A table in a box that scrolls sideways. A keyboard can reach the box, and screen readers know it by its label.
/// `markdown.rs` writes the same box around the tables inside prose.
fn draw_table(frame: &Frame, table: &Table) -> AnyView {
    let heads: Vec<_> = table
        .heads
        .iter()
        .map(|head| view! { <th scope="col">{*head}</th> })
        .collect();
    let rows: Vec<_> = table
        .rows
        .iter()
        .map(|row| {
            let cells: Vec<_> = row
                .iter()
                .enumerate()
                .map(|(column, cell)| draw_cell(frame, cell, table.named_rows && column == 0))
                .collect();
            view! { <tr>{cells}</tr> }
        })
        .collect();
    view! {
        <div class="scroll" tabindex="0" role="region" aria-label=table.label.clone()>
            <table>
                <thead><tr>{heads}</tr></thead>
                <tbody>{rows}</tbody>
            </table>
        </div>
    }
    .into_any()
}

fn draw_cell(frame: &Frame, cell: &Cell, names_row: bool) -> AnyView {
    match cell {
        Cell::Text(text) => {
            let html = markdown::inline(text);
            if names_row {
                view! { <th scope="row" inner_html=html></th> }.into_any()
            } else {
                view! { <td inner_html=html></td> }.into_any()
            }
        }
        Cell::Status(code) => {
            let class = frame.book.get(*code).map(|status| status.group().slug());
            let link = view! {
                <a href=format!("/docs/{code}") data-class=class>
                    <b>{code.number()}</b>
                    " "
                    <span>{frame.book.name(*code).to_owned()}</span>
                </a>
            };
            if names_row {
                view! { <th scope="row">{link}</th> }.into_any()
            } else {
                view! { <td>{link}</td> }.into_any()
            }
        }
    }
}

fn use_cases(frame: &Frame, code: Code, cases: &[UseCase]) -> AnyView {
    let cases: Vec<_> = cases
        .iter()
        .map(|case| {
            view! {
                <li>
                    <a href=case.address(code) data-preset=case.preset.clone()>
                        {icon(&frame.links, &case.icon)}
                        <b>{case.title.clone()}</b>
                        " "
                        <span>{case.text.clone()}</span>
                    </a>
                </li>
            }
        })
        .collect();
    view! { <ul class="use-cases">{cases}</ul> }.into_any()
}

fn draw_listing(frame: &Frame, program: &Listing, place: &str) -> AnyView {
    let html = markdown::block(&program.text, program.syntax);
    let html = with_copy_keys(frame, &html, place, &format!("the code for {}", program.name));
    view! { <div inner_html=html></div> }.into_any()
}

/// The same HTML with a Copy key on each of its listings. `what` is what screen readers hear that it copies.
fn with_copy_keys(frame: &Frame, html: &str, place: &str, what: &str) -> String {
    let (open, close) = LISTING;
    let mut pieces = html.split(open);
    let mut out = pieces.next().unwrap_or_default().to_owned();
    for (i, piece) in pieces.enumerate() {
        let id = format!("{place}-code-{i}");
        let (code, rest) = piece.split_once(close).unwrap_or((piece, ""));
        let key = copy_button(frame, &id, what).to_html();
        let opened = format!("<div class=\"listing\"><pre tabindex=\"0\"><code id=\"{id}\">");
        out.extend([opened.as_str(), code, close, key.as_str(), "</div>", rest]);
    }
    out
}

fn draw_sources(sources: &[Named]) -> AnyView {
    let sources: Vec<_> = sources
        .iter()
        .map(|source| view! { <li><a href=source.url.clone()>{source.title.clone()}</a></li> })
        .collect();
    view! { <ul>{sources}</ul> }.into_any()
}

fn draw_checked(checked: &Checked) -> AnyView {
    let report = checked
        .report_url
        .clone()
        .map(|href| view! { " " <a href=href>"Report an error"</a> });
    view! {
        <p class="checked">
            "Last checked " <time datetime=checked.day.clone()>{checked.written.clone()}</time> "." {report} " "
            <a href=checked.markdown.clone() type="text/markdown">"This page as Markdown"</a>
        </p>
    }
    .into_any()
}

/// A call and a button that makes it here. `call` is its path and query. With an id it is shown as a line for the shell that can be
/// copied, else as an address.
pub fn try_it(frame: &Frame, call: &str, line_id: Option<&'static str>) -> AnyView {
    let address = format!("{}{call}", frame.origin);
    let shown = if line_id.is_some() {
        format!("curl -i '{address}'")
    } else {
        address
    };
    let copy = line_id.map(|id| copy_button(frame, id, "the curl line"));
    let (path, query) = call.split_once('?').unwrap_or((call, ""));
    // A form with GET replaces the query of its action by its fields.
    let fields: Vec<_> = encoding::pairs(query)
        .map(|(name, value)| {
            let value = encoding::decode_query(value).unwrap_or_default();
            view! { <input type="hidden" name=name.to_owned() value=value /> }
        })
        .collect();
    let path = path.to_owned();
    view! {
        <TryIt>
            <form class="demo" method="get" action=path data-live="">
                <code id=line_id>{shown}</code>
                {fields}
                <button type="submit" class="plain">"Try It Live"</button>
                {copy}
            </form>
            <div class="demo-response" hidden></div>
        </TryIt>
    }
    .into_any()
}

fn option(frame: &Frame, entry: &OptionEntry) -> AnyView {
    let forms: Vec<_> = entry
        .forms
        .iter()
        .map(|form| view! { <li><code>{form.clone()}</code></li> })
        .collect();
    view! {
        <section class="option" id=format!("option-{}", entry.name)>
            <h3><code>{entry.name}</code></h3>
            <p inner_html=markdown::inline(&entry.about)></p>
            <p>"Allowed: " {entry.allowed.clone()} "."</p>
            <ul class="forms">{forms}</ul>
            {try_it(frame, entry.call, None)}
        </section>
    }
    .into_any()
}

//! How files of the book are read, and what is said about mistakes in them.

mod authors;
mod form;
mod headers;
mod lines;
mod products;
mod relations;
mod voice;
mod words;

use super::status::Sections;
use super::*;

const PAGE: &str = "statuses/502.md";

fn page() -> String {
    std::fs::read_to_string(format!("src/book/{PAGE}")).unwrap()
}

/// The running text of a page, as Markdown.
fn sections(text: &Text) -> [&str; 5] {
    let Sections {
        what,
        when,
        fix_caller,
        fix_owner,
        sender,
    } = &text.sections;
    [what, when, fix_caller, fix_owner, sender]
}

/// The files of the book with another text on the page of 502.
fn files_with(page: String) -> impl Iterator<Item = (String, String)> {
    source::files().map(move |(name, text)| if name == PAGE { (name, page.clone()) } else { (name, text) })
}

/// Changes one thing on the page of 502, and returns what is said about it.
fn complaint(from: &str, to: &str) -> BookError {
    assert!(page().contains(from), "{PAGE} has no “{from}”");
    let error = Book::bind(files_with(page().replacen(from, to, 1))).expect_err("the file should be refused");
    assert_eq!(error.file, PAGE);
    error
}

#[test]
fn the_book_of_the_repository_holds() {
    let live = LiveBook::open().unwrap_or_else(|error| panic!("{error}"));
    let book = live.last_good();
    let count = book.statuses().count();
    assert!(count >= 98, "a status is gone: {count} are left");
    assert_eq!(book.groups().map(|(_, list)| list.len()).sum::<usize>(), count);
}

#[test]
fn names_and_headers_can_be_sent_and_summaries_differ() {
    let book = LiveBook::open().unwrap().last_good();
    let mut summaries = std::collections::HashSet::new();
    for status in book.statuses() {
        assert!(status.name.is_ascii() && !status.name.is_empty(), "{}", status.code);
        assert!(summaries.insert(&status.summary), "{} says what another says", status.code);
        assert!(status.definition.url.starts_with("https://"), "{}", status.code);
        for header in &status.headers {
            let why = format!("{} {}", status.code, header.name);
            assert!(header.name.parse::<http::HeaderName>().is_ok(), "{why}");
            assert!(
                header.value.as_ref().is_none_or(|v| v.parse::<http::HeaderValue>().is_ok()),
                "{why}"
            );
        }
    }
}

#[test]
fn every_icon_is_drawn() {
    let sprite = include_str!("../../../public/icons.svg");
    let book = LiveBook::open().unwrap().last_good();
    for case in book.statuses().flat_map(|status| &status.text.use_cases) {
        assert!(sprite.contains(&format!("id=\"{}\"", case.icon)), "{}", case.icon);
    }
}

#[test]
fn every_group_needs_its_file() {
    let name = "groups/5xx.md";
    let error = Book::bind(source::files().filter(|(file, _)| file != name)).unwrap_err();
    assert_eq!(error.file, name);
    assert!(error.message.contains("is missing"), "{error}");
}

#[test]
fn a_page_needs_every_field() {
    for (field, line) in [
        ("checked", "checked = "),
        ("related", "related = "),
        ("caption", "caption = "),
        ("other", "other = "),
        ("difference", "difference = "),
        ("preset", "preset = "),
        ("source", "source = \"RFC 1945"),
    ] {
        let text = page();
        let whole = text.lines().find(|text| text.starts_with(line)).unwrap();
        let error = complaint(&format!("{whole}\n"), "");
        assert!(error.message.contains(&format!("`{field}`")), "{field}: {error}");
    }
}

#[test]
fn a_code_has_one_file() {
    let again = (PAGE.to_owned(), page());
    let error = Book::bind(source::files().chain([again])).unwrap_err();
    assert_eq!(error.file, PAGE);
    assert!(error.message.contains("502 is in the book twice"), "{error}");
}

#[test]
fn a_section_may_have_a_part_for_each_vendor() {
    let part = |heading: &str| format!("{heading}\n\n### nginx: one\n");
    let read = |heading: &str| parse::status(PAGE, &page().replacen(heading, &part(heading), 1));
    for heading in ["## What it is", "## When does this happen", "## Who sent it"] {
        assert!(read(heading).is_ok(), "{heading}");
    }
    let error = read("### If you call it").unwrap_err();
    assert!(error.message.contains("If you run it"), "{error}");
}

#[test]
fn every_embedded_folder_is_watched_by_the_build() {
    let script = include_str!("../../../build.rs");
    let mut folders = Vec::new();
    for source in [include_str!("../source.rs"), include_str!("../../server/assets.rs")] {
        let value = |line: &str, attribute: &str| {
            let value = line.trim().strip_prefix(attribute)?.strip_suffix("\"]")?;
            Some(value.to_owned())
        };
        for part in source.split("#[derive(RustEmbed)]").skip(1) {
            let (attributes, _) = part.split_once("struct ").unwrap();
            let folder = attributes.lines().find_map(|line| value(line, "#[folder = \"")).unwrap();
            let included: Vec<_> = attributes.lines().filter_map(|line| value(line, "#[include = \"")).collect();
            if included.is_empty() {
                folders.push(folder);
            } else {
                let inner = included.iter().map(|pattern| pattern.split_once('/').unwrap().0);
                folders.extend(inner.map(|inner| format!("{folder}/{inner}")));
            }
        }
    }
    assert!(folders.len() >= 5, "{folders:?}");
    for folder in folders {
        assert!(script.contains(&format!("\"{folder}\"")), "build.rs does not watch {folder}");
    }
}

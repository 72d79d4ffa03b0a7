//! How files of the book are read, and what is wrong with those that are not.

mod form;
mod headers;
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

/// The book with one thing changed on the page of 502, and what is said of it.
fn complaint(from: &str, to: &str) -> BookError {
    assert!(page().contains(from), "{PAGE} has no “{from}”");
    let files = source::files().map(|(name, text)| match name.as_str() {
        PAGE => (name, text.replacen(from, to, 1)),
        _ => (name, text),
    });
    let error = Book::bind(files).expect_err("the file should be refused");
    assert_eq!(error.file, PAGE);
    error
}

/// On which line of its file that text is.
fn line_of(wanted: &str) -> usize {
    page().lines().position(|line| line.starts_with(wanted)).unwrap() + 1
}

#[test]
fn the_book_of_the_repository_holds() {
    let shelf = Shelf::open().unwrap_or_else(|error| panic!("{error}"));
    let book = shelf.last_good();
    let count = book.statuses().count();
    assert!(count >= 98, "a status has gone: {count} are left");
    assert_eq!(book.groups().map(|(_, list)| list.len()).sum::<usize>(), count);
}

#[test]
fn names_and_summaries_can_stand_on_a_status_line_and_in_json() {
    let book = Shelf::open().unwrap().last_good();
    let mut summaries = std::collections::HashSet::new();
    for status in book.statuses() {
        assert!(status.name.is_ascii() && !status.name.is_empty(), "{}", status.code);
        assert!(!status.summary.ends_with('.'), "{}", status.code);
        assert!(
            (15..=120).contains(&status.summary.len()),
            "{}: {}",
            status.code,
            status.summary
        );
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
    let book = Shelf::open().unwrap().last_good();
    for case in book.statuses().flat_map(|status| &status.text.use_cases) {
        assert!(sprite.contains(&format!("id=\"{}\"", case.icon)), "{}", case.icon);
    }
}

#[test]
fn mistakes_name_file_and_line() {
    let error = complaint("summary =", "sumary =");
    assert_eq!(error.line, line_of("summary ="), "{error}");
    assert!(error.message.contains("sumary"), "{error}");

    let error = complaint("## When does this happen", "## How to fix it");
    assert_eq!(error.line, line_of("## When does this happen"), "{error}");
    assert!(error.message.contains("When does this happen"), "{error}");

    let error = complaint("\n## Who sent it\n", "\n");
    assert!(error.message.contains("“## Who sent it” is missing"), "{error}");

    let error = complaint("name = \"Bad Gateway\"", "name = ");
    assert_eq!(error.line, line_of("name ="), "{error}");

    let error = complaint("code = 504", "code = 9");
    assert_eq!(error.line, line_of("code = 504"), "{error}");

    let error = complaint("preset = \"vendor=nginx\"", "preset = \"delay=soon\"");
    assert!(error.message.contains("soon"), "{error}");
}

#[test]
fn every_group_needs_its_file() {
    let name = "groups/5xx.md";
    let error = Book::bind(source::files().filter(|(file, _)| file != name)).unwrap_err();
    assert_eq!((error.file.as_str(), error.message.as_str()), (name, "the file is missing"));
}

#[test]
fn a_page_needs_every_field() {
    for (field, line) in [
        ("checked", "checked = "),
        ("related", "related = "),
        ("caption", "caption = "),
        ("post", "post = "),
        ("difference", "difference = "),
        ("source", "source = \"RFC 1945"),
    ] {
        let text = page();
        let whole = text.lines().find(|text| text.starts_with(line)).unwrap();
        let error = complaint(&format!("{whole}\n"), "");
        assert!(error.message.contains(&format!("`{field}`")), "{field}: {error}");
    }
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
fn a_fact_names_a_document_that_can_be_found() {
    for (from, to) in [
        ("source = \"RFC 9110 section 9.2.2\"", "source = \"a blog\""),
        ("source = \"RFC 1945 section 9.5\"", "source = \"\""),
    ] {
        let error = complaint(from, to);
        assert!(error.message.contains("is neither an RFC"), "{error}");
    }
}

#[test]
fn a_step_of_a_picture_that_is_not_understood_names_its_line() {
    let error = complaint("\"Client -> ", "\"Nobody -> ");
    assert_eq!(error.line, line_of("  \"Client -> "), "{error}");
    assert!(error.message.contains("Nobody"), "{error}");
}

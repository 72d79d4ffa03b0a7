use super::*;

fn file(front: &str, body: &str) -> Result<Book, BookError> {
    Book::bind([("599.md".to_owned(), format!("+++\n{front}\n+++\n{body}"))])
}

const FACTS: &str = r#"name = "N"
aliases = []
kind = "vendor"
summary = "S"
on_wire = "yes"
browser = "shown"
definition = { source = "D", url = "https://example.org/" }"#;

fn complaint(front: &str, body: &str) -> (usize, String) {
    let error = file(front, body).expect_err("the file should be refused");
    assert_eq!(error.file, "599.md");
    (error.line, error.message)
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
fn the_written_pages_are_complete() {
    let book = Shelf::open().unwrap().last_good();
    for number in [200, 301, 401, 404, 429, 502, 503] {
        let status = book.get(Code::new(number).unwrap()).unwrap();
        let text = status.text.as_ref().unwrap_or_else(|| panic!("{number} has no text"));
        assert_eq!(text.use_cases.len(), 6, "{number}");
        assert!((2..=3).contains(&text.near.len()), "{number}");
        assert!(!text.sources.is_empty(), "{number}");
    }
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
    let sprite = include_str!("../../public/icons.svg");
    let book = Shelf::open().unwrap().last_good();
    for case in book.statuses().filter_map(|s| s.text.as_ref()).flat_map(|t| &t.use_cases) {
        assert!(sprite.contains(&format!("id=\"{}\"", case.icon)), "{}", case.icon);
    }
}

#[test]
fn facts_alone_are_an_unfinished_page() {
    let book = file(FACTS, "").unwrap();
    assert!(book.statuses().all(|status| status.text.is_none()));
}

#[test]
fn mistakes_name_file_and_line() {
    let (line, message) = complaint(&FACTS.replace("summary", "sumary"), "");
    assert_eq!(line, 5, "{message}");
    assert!(message.contains("sumary"), "{message}");

    let (line, message) = complaint(FACTS, "\n## What it is\ntext\n## How to fix it\n");
    assert_eq!(line, 13, "{message}");
    assert!(message.contains("When does this happen"), "{message}");

    let (_, message) = complaint(FACTS, "## What it is\ntext\n");
    assert!(message.contains("missing"), "{message}");

    let (line, message) = complaint("name = ", "");
    assert_eq!(line, 2, "{message}");

    let (line, message) = complaint(&format!("related = [9]\n{FACTS}"), &whole_body());
    assert!(message.contains("since") || line == 2, "{line}: {message}");
}

#[test]
fn a_page_needs_every_field_and_section() {
    let (_, message) = complaint(FACTS, &whole_body());
    assert!(message.contains("since"), "{message}");
    let (_, message) = complaint(&format!("since = \"x\"\n{FACTS}"), "");
    assert!(message.contains("What it is"), "{message}");
}

fn whole_body() -> String {
    "## What it is\na\n## When does this happen\nb\n## How to fix it\n### If you call it\nc\n### If you run it\nd\n## Who sent it\ne\n"
        .to_owned()
}

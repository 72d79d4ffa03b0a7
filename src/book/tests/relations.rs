//! A relation between two codes is written once and shown on both pages, so that a new status is one file.

use super::{Book, Code, complaint, files_with, page, source};
use crate::book::measured::constants::names_in_libraries;
use crate::book::measured::reactions::reactions_to;

fn code(number: u16) -> Code {
    Code::new(number).unwrap()
}

fn related(book: &Book, number: u16) -> Vec<u16> {
    let status = book.get(code(number)).unwrap();
    status.text.related.iter().map(|code| code.number()).collect()
}

/// The page of 502 with another line `related`.
fn page_with(related: &str) -> String {
    let page = page();
    let line = page.lines().find(|line| line.starts_with("related = ")).unwrap();
    page.replacen(line, &format!("related = {related}"), 1)
}

#[test]
fn a_relation_named_on_one_page_is_on_both() {
    let book = Book::bind(files_with(page_with("[418, 424, 500]"))).unwrap();
    assert!(related(&book, 502).contains(&418));
    assert!(related(&book, 418).contains(&502));
    // The pages of these name 502.
    assert!(related(&book, 502).contains(&503));
    assert!(related(&book, 503).contains(&502));

    let book = Book::bind(files_with(page_with("[500]"))).unwrap();
    assert!(!related(&book, 502).contains(&424));
    assert!(!related(&book, 424).contains(&502));
}

#[test]
fn related_codes_are_in_ascending_order_wherever_they_are_written() {
    let one = Book::bind(files_with(page_with("[500, 424]"))).unwrap();
    let other = Book::bind(files_with(page_with("[424, 500]"))).unwrap();
    for status in one.statuses() {
        let codes = related(&one, status.code.number());
        assert!(codes.is_sorted(), "{}: {codes:?}", status.code);
        assert_eq!(codes, related(&other, status.code.number()));
    }
}

#[test]
fn a_relation_written_twice_is_refused() {
    let error = complaint("related = [", "related = [500, ");
    assert!(error.message.contains("502 and 500 are related twice"), "{error}");

    // 503 already names 502.
    let error = Book::bind(files_with(page_with("[424, 500, 503]"))).unwrap_err();
    assert!(error.message.contains("are related twice"), "{error}");
    for number in ["502", "503"] {
        assert!(error.message.contains(number), "{error}");
    }
}

#[test]
fn a_status_is_one_file() {
    let name = "statuses/299.md".to_owned();
    let book = Book::bind(source::files().chain([(name, page_with("[200, 502]"))])).unwrap();
    assert_eq!(related(&book, 299), [200, 502]);
    assert!(related(&book, 200).contains(&299));
    assert!(related(&book, 502).contains(&299));
    // Nobody has measured it, which is no mistake.
    assert!(reactions_to(code(299)).is_empty());
    assert!(names_in_libraries(code(299)).is_empty());
}

//! Mistakes in the file of a product are reported with their line.

use super::*;
use crate::book::product::product;

const FILE: &str = "products/nginx.toml";
const TEXT: &str = r#"name = "nginx"
kind = "proxy"

[[source]]
title = "nginx, a file"
url = "https://example.org/"

[[message]]
codes = [502, "4xx"]
seen = "error log"
text = "connect() failed, {code} {name}"
means = "Nothing listens there."
source = "nginx, a file; Measured with nginx 1.22"
"#;

/// What is said about the file with one thing changed.
fn complaint(from: &str, to: &str) -> BookError {
    assert!(TEXT.contains(from), "the file has no “{from}”");
    product(FILE, "nginx", &TEXT.replacen(from, to, 1)).expect_err("the file should be refused")
}

#[test]
fn mistakes_name_their_line_and_what_is_allowed() {
    for (from, to, line, words) in [
        ("kind = \"proxy\"", "kind = \"thing\"", 2, "thing"),
        ("502,", "99,", 9, "codes: 99 is not a status code"),
        ("\"4xx\"", "\"4x\"", 9, "“4x” is not a class. Write 1xx"),
        ("error log", "log", 10, "log"),
        ("connect()", " connect()", 11, "one line without spaces around it"),
        (
            "source = \"nginx, a file;",
            "source = \"a blog;",
            13,
            "Unknown source “a blog”",
        ),
        ("means = ", "mean = ", 12, "mean"),
    ] {
        let error = complaint(from, to);
        assert_eq!((error.file.as_str(), error.line), (FILE, line), "{to}: {error}");
        assert!(error.message.contains(words), "{error}");
    }
    let message = TEXT.split_once("[[message]]").unwrap().1;
    let error = product(FILE, "nginx", &format!("{TEXT}\n[[message]]{message}")).unwrap_err();
    assert_eq!(error.line, TEXT.lines().count() + 5, "{error}");
    assert!(error.message.contains("twice for the same code"), "{error}");
}

#[test]
fn a_code_without_a_page_names_its_line() {
    let file = (FILE.to_owned(), TEXT.replacen("502", "299", 1));
    let files = source::files().filter(|(name, _)| name != FILE).chain([file]);
    let error = Book::bind(files).unwrap_err();
    assert_eq!((error.file.as_str(), error.line), (FILE, 9));
    assert!(error.message.contains("codes names 299, which has no page"), "{error}");
}

#[test]
fn a_message_is_on_the_pages_of_its_codes_and_of_its_class() {
    let file = (FILE.to_owned(), TEXT.to_owned());
    let pages = source::files().filter(|(name, _)| !name.starts_with("products/"));
    let book = Book::bind(pages.chain([file])).unwrap();
    let shown = |code: u16| {
        let status = book.get(Code::new(code).unwrap()).unwrap();
        let found: Vec<_> = book
            .messages(status)
            .flat_map(|(_, messages)| messages)
            .map(|message| message.with(status))
            .collect();
        found
    };
    assert_eq!(shown(502), ["connect() failed, 502 Bad Gateway"]);
    assert_eq!(shown(404), ["connect() failed, 404 Not Found"]);
    assert!(shown(503).is_empty());
    // nginx only logs it: no client ever sees it.
    assert!(shown(499).is_empty());
}

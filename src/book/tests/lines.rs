//! Every mistake is reported with its line: each one is made on its own, on the page of 502.

use super::{BookError, PAGE, complaint, page, parse};

/// The lines of the page that begin like that, counted from 1.
fn lines_of(wanted: &str) -> Vec<usize> {
    let page = page();
    let found = page.lines().enumerate().filter(|(_, line)| line.starts_with(wanted));
    let lines: Vec<usize> = found.map(|(i, _)| i + 1).collect();
    assert!(!lines.is_empty(), "{PAGE} has no line “{wanted}”");
    lines
}

fn line_of(wanted: &str) -> usize {
    lines_of(wanted)[0]
}

/// What is said about the page with another text on that line.
fn with_line(number: usize, text: &str) -> BookError {
    let page = page();
    let mut lines: Vec<&str> = page.lines().collect();
    lines[number - 1] = text;
    parse::status(PAGE, &format!("{}\n", lines.join("\n"))).expect_err("the file should be refused")
}

/// Replaces each line of the page that begins like that, one at a time. The error must name that line and contain the given words.
fn each_is_found(wanted: &str, text: &str, words: &str) {
    for line in lines_of(wanted) {
        let error = with_line(line, text);
        assert_eq!((error.file.as_str(), error.line), (PAGE, line), "{error}");
        assert!(error.message.contains(words), "{error}");
    }
}

#[test]
fn mistakes_in_the_front_matter_name_their_line() {
    each_is_found("summary =", "sumary = \"x\"", "sumary");
    each_is_found("name = \"Bad", "name = ", "");
    each_is_found("idempotent = ", "idempotent = { again = \"soon\", text = \"x\" }", "soon");
    each_is_found("code = ", "code = 9", "near: 9 is not a status code");
    each_is_found("related = ", "related = [504, 9]", "related: 9 is not a status code");
    each_is_found("preset = ", "preset = \"delay=soon\"", "soon");
}

#[test]
fn every_fact_with_an_unknown_source_names_its_line() {
    let page = page();
    let mut checked = Vec::new();
    let mut fact = None;
    for (i, line) in page.lines().enumerate() {
        if line.starts_with('[') {
            fact = line.strip_prefix("[fact.").and_then(|rest| rest.strip_suffix(']'));
        }
        if let Some(name) = fact
            && line.starts_with("source = ")
        {
            for source in ["a blog", "", "RFC 9110 section 9.2.2; a blog"] {
                let error = with_line(i + 1, &format!("source = \"{source}\""));
                assert_eq!(error.line, i + 1, "{error}");
                assert!(error.message.starts_with(&format!("fact.{name}: Unknown source")), "{error}");
            }
            checked.push(name);
        }
    }
    assert_eq!(checked, ["retry", "cached", "body", "method", "sender", "since"]);
}

#[test]
fn mistakes_in_a_picture_name_their_line() {
    each_is_found("who = ", "who = [\"Client\"]", "picture.who has 1 item. Write 2 to 4.");
    each_is_found("who = ", "who = [\"Client\", \"nginx\", \"nginx\"]", "“nginx” twice");
    each_is_found("  \"Client -> ", "  \"Nobody -> nginx: GET /\",", "Nobody");
    each_is_found("  \"nginx -> Client", "  \"502\",", "Unknown step “502”");
}

#[test]
fn mistakes_in_the_text_name_their_line() {
    for heading in [
        "## When does this happen",
        "## How to fix it",
        "### If you run it",
        "## Who sent it",
    ] {
        each_is_found(heading, "## Something else", heading);
    }
    each_is_found("### If you call it", "Ask someone.", "in no section");
    let end = format!("{}\n## And more\n", page());
    let error = parse::status(PAGE, &end).unwrap_err();
    assert_eq!(error.line, end.lines().count(), "{error}");
    assert!(error.message.contains("“## And more”"), "{error}");

    let whole = page();
    let (start, _) = whole.split_once("## Who sent it").unwrap();
    let error = parse::status(PAGE, start).unwrap_err();
    assert_eq!(error.line, start.lines().count(), "{error}");
    assert!(error.message.contains("“## Who sent it” is missing"), "{error}");
}

#[test]
fn an_empty_section_names_the_line_of_its_heading() {
    let page = page();
    for (heading, next) in [
        ("## What it is", "## When does this happen"),
        ("### If you call it", "### If you run it"),
    ] {
        let (before, rest) = page.split_once(heading).unwrap();
        let (_, after) = rest.split_once(next).unwrap();
        let error = parse::status(PAGE, &format!("{before}{heading}\n\n{next}{after}")).unwrap_err();
        assert_eq!(error.line, line_of(heading), "{error}");
        assert!(error.message.contains(&format!("“{heading}” is empty")), "{error}");
    }
}

#[test]
fn references_that_lead_nowhere_name_their_line() {
    for (from, to, line, words) in [
        (
            "related = [",
            "related = [299, ",
            "related = ",
            "related names 299, which has no page",
        ),
        ("related = [", "related = [502, ", "related = ", "the code of this page"),
        ("code = 504", "code = 299", "code = 504", "near names 299, which has no page"),
        ("code = 503", "code = 502", "code = 503", "the code of this page"),
    ] {
        let error = complaint(from, to);
        assert_eq!(error.line, line_of(line), "{error}");
        assert!(error.message.contains(words), "{error}");
    }
}

#[test]
fn a_file_without_front_matter_or_with_another_name_is_refused() {
    for (file, text, words) in [
        (PAGE, "name = \"Bad Gateway\"\n", "The front matter is missing"),
        (PAGE, "+++\nname = \"Bad Gateway\"\n", "The front matter is missing"),
        ("statuses/bad-gateway.md", "", "Unknown file name"),
        ("groups/9xx.md", "", "Unknown file name"),
    ] {
        let error = parse::status(file, text).unwrap_err();
        assert_eq!((error.file.as_str(), error.line), (file, 1));
        assert!(error.message.contains(words), "{error}");
    }
}

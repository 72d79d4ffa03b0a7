//! What authors are told in CONTRIBUTING.md is true.

use super::{PAGE, parse};

const GUIDE: &str = include_str!("../../../CONTRIBUTING.md");

/// The section about pages.
fn guide() -> &'static str {
    let (_, rest) = GUIDE.split_once("\n## How to write a status's page\n").unwrap();
    // The headings of a page are in it too.
    rest.split_once("\n## How to add other things\n").unwrap().0
}

/// The text of the first fenced block in that language.
fn block(language: &str) -> &'static str {
    let (_, rest) = guide().split_once(&format!("\n```{language}\n")).unwrap();
    rest.split_once("```\n").unwrap().0
}

#[test]
fn the_template_is_a_page() {
    let template = format!("{}\n{}", block("toml"), block("markdown"));
    let read = parse::status(PAGE, &template);
    assert!(read.is_ok(), "{}", read.unwrap_err());
}

#[test]
fn the_guide_repeats_no_limit() {
    assert!(
        guide().contains("(src/book/limits.rs)"),
        "the guide does not say where the limits are"
    );
    let is_number = |word: &str| {
        let word = word.trim_matches(|c: char| !c.is_alphanumeric());
        let spelled = ["two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"];
        word.parse::<usize>().is_ok() || spelled.contains(&word.to_lowercase().as_str())
    };
    let comments = block("toml")
        .lines()
        .filter_map(|line| line.split_once("# ").map(|(_, comment)| comment));
    for line in comments.chain(block("markdown").lines()) {
        let number = line.split_whitespace().find(|word| is_number(word));
        assert_eq!(number, None, "“{line}” repeats what src/book/limits.rs says");
    }
}

#[test]
fn the_example_of_a_product_is_a_product() {
    let (_, rest) = GUIDE.split_once("\n**An error message.**").unwrap();
    let (_, block) = rest.split_once("\n```toml\n").unwrap();
    let (block, _) = block.split_once("```\n").unwrap();
    let read = crate::book::product::product("products/nginx.toml", "nginx", block);
    assert!(read.is_ok(), "{}", read.unwrap_err());
}

//! What the book says, as readers and their programs get it.

use std::collections::{BTreeMap, BTreeSet};

use http::Method;
use scraper::{Html, Selector};

use super::app::App;
use crate::book::{Group, LiveBook};
use crate::call::PageState;
use crate::search::{fixed_parts, shared, squeezed};

const CURL: (&str, &str) = ("user-agent", "curl/8.14.1");

#[tokio::test]
async fn every_use_case_is_a_call_that_the_mock_makes() {
    let app = App::new();
    let book = LiveBook::open().unwrap().last_good();
    let mut refused = Vec::new();
    for status in book.statuses() {
        for case in &status.text.use_cases {
            let state = PageState::read(status.code, &case.preset);
            let address = state.call.address();
            // Says what it would send, and does not wait for it.
            let mark = if address.contains('?') { '&' } else { '?' };
            let method = Method::from_bytes(state.call.method.as_bytes()).unwrap();
            let answer = app.ask(method, &format!("{address}{mark}explain=1"), &[]).await;
            if answer.status != 200 || !answer.header("x-mock-error").is_empty() {
                refused.push(format!("{} “{}”: {address}: {}", status.code, case.title, answer.text()));
            }
        }
    }
    assert!(refused.is_empty(), "\n{}", refused.join("\n"));
}

#[tokio::test]
async fn nothing_of_a_page_but_its_panel_is_missing_in_its_markdown() {
    let app = App::new();
    let book = LiveBook::open().unwrap().last_good();
    for status in book.statuses() {
        let address = format!("/docs/{}", status.code);
        let page = app.open(&address).await;
        let markdown = app.get(&format!("{address}.md")).await;
        assert_eq!(markdown.status, 200, "{address}");
        assert_eq!(markdown.header("content-type"), "text/markdown; charset=utf-8");
        let plain = |text: &str| text.chars().filter(|c| c.is_alphanumeric()).collect::<String>();
        let whole = plain(&without_marks(markdown.text()));
        let parts = ".hero .summary, .now dd, .near li a, .facts dd b, .facts dd p, .prose p, .prose li, .prose td, figcaption, .exchange li, .use-cases b, .use-cases span, .facts small a, main table th, main table td, #clients > p, #return p, #related a b, #sources li, .messages summary b, .messages code, .messages li p";
        for part in page.select(parts) {
            // Among the codes that it may be taken for, Markdown has the name after the number.
            let wanted = plain(part.trim_start_matches(|c: char| c.is_ascii_digit()));
            assert!(whole.contains(&wanted), "{address}.md lacks “{part}”");
        }
        assert!(
            !markdown.text().contains("](/"),
            "{address}.md has a link that leads nowhere from a file"
        );
    }
}

/// The text of Markdown without where links lead and what language a block is in.
fn without_marks(markdown: &str) -> String {
    let lines = markdown.lines().filter(|line| !line.trim_start().starts_with("```"));
    let markdown = lines.collect::<Vec<_>>().join("\n");
    let mut pieces = markdown.split("](");
    let first = pieces.next().unwrap_or_default().to_owned();
    pieces.fold(first, |text, piece| text + piece.split_once(')').map_or("", |(_, rest)| rest))
}

#[tokio::test]
async fn terminals_get_markdown_and_browsers_the_page() {
    let app = App::new();
    for address in ["/docs/502", "/docs/5xx", "/docs/vendors", "/docs/mock"] {
        let file = app.get(&format!("{address}.md")).await;
        for headers in [
            &[CURL, ("accept", "*/*")][..],
            &[("user-agent", "Wget/1.24.5"), ("accept", "*/*")],
            &[("user-agent", "HTTPie/3.2.4"), ("accept", "*/*")],
            &[("accept", "text/markdown, */*;q=0.1")],
        ] {
            let answer = app.ask(Method::GET, address, headers).await;
            assert_eq!(answer.header("content-type"), "text/markdown; charset=utf-8", "{headers:?}");
            assert_eq!(answer.text(), file.text(), "{headers:?}");
        }
        for headers in [
            &[CURL, ("accept", "text/html")][..],
            &[("user-agent", "Mozilla/5.0"), ("accept", "text/html,*/*;q=0.8")],
            &[("user-agent", "Mozilla/5.0 (compatible; a crawler)"), ("accept", "*/*")],
        ] {
            let answer = app.ask(Method::GET, address, headers).await;
            assert_eq!(answer.header("content-type"), "text/html; charset=utf-8", "{headers:?}");
            assert_eq!(answer.header("vary"), "Accept-Encoding, Accept");
        }
    }
    let missing = app.get("/docs/299.md").await;
    assert_eq!(missing.status, 404);
    assert_eq!(app.get("/docs/502.md.md").await.status, 404);
}

#[tokio::test]
async fn a_group_compares_every_code_of_it() {
    let app = App::new();
    let book = LiveBook::open().unwrap().last_good();
    let mut compared = BTreeSet::new();
    for group in Group::ALL {
        let page = app.open(&format!("/docs/{}", group.address())).await;
        assert_eq!(page.status, 200);
        let codes = page.select("main > .scroll:first-of-type tbody th b");
        let expected: Vec<_> = book
            .statuses()
            .filter(|status| status.group() == group)
            .map(|status| status.code.to_string())
            .collect();
        assert_eq!(codes[..expected.len()], expected, "{}", group.title());
        compared.extend(codes);
        assert!(
            !page.select("#choose p").is_empty(),
            "{} does not say how to choose",
            group.title()
        );
        let empty = page
            .select("main > .scroll tbody td")
            .iter()
            .filter(|cell| cell.is_empty())
            .count();
        assert_eq!(empty, 0, "{}", group.title());
    }
    assert_eq!(compared.len(), book.statuses().count());
}

#[tokio::test]
async fn what_products_added_is_found_from_its_class_and_from_its_product() {
    let app = App::new();
    let book = LiveBook::open().unwrap().last_good();
    let products = app.open("/docs/vendors").await.select("#more tbody th");
    for status in book.statuses() {
        for vendor in &status.vendors {
            assert!(products.contains(&vendor.name), "{} of {}", vendor.name, status.code);
        }
        if status.group() == Group::Vendor && status.code.number() < 600 {
            let page = app.open(&format!("/docs/{}xx", status.code.number() / 100)).await;
            let added = page.select("#more li a");
            assert!(added.contains(&status.title()), "{}: {added:?}", status.code);
        }
    }
}

#[tokio::test]
async fn every_fact_leads_to_its_document() {
    let app = App::new();
    let book = LiveBook::open().unwrap().last_good();
    for status in book.statuses() {
        let page = app.open(&format!("/docs/{}", status.code)).await;
        let html = Html::parse_document(page.text());
        let facts = Selector::parse(".facts dl > div").unwrap();
        let source = Selector::parse("small").unwrap();
        for fact in html.select(&facts) {
            let name = fact.text().next().unwrap_or_default();
            if ["In browsers", "On the wire"].contains(&name) || name.starts_with("Meaning, ") {
                continue;
            }
            let small = fact
                .select(&source)
                .next()
                .map(|small| (small.inner_html(), small.text().collect::<String>()));
            let (markup, text) = small.unwrap_or_else(|| panic!("{}: {name} has no source", status.code));
            assert!(
                markup.contains("href=\"https://") || text.starts_with("Measured "),
                "{}: {name} rests on “{text}”",
                status.code
            );
        }
    }
}

/// Lines of logs and bodies as people paste them, each with the code whose page should have it.
const PASTED: &str = include_str!("../book/tests/pasted.tsv");

#[tokio::test]
async fn what_people_paste_is_on_its_page() {
    let app = App::new();
    let mut missing = Vec::new();
    let mut pages: BTreeMap<&str, (String, Vec<String>)> = BTreeMap::new();
    for line in PASTED.lines() {
        let (code, pasted) = line.split_once('\t').unwrap_or_else(|| panic!("no tab: {line}"));
        if !pages.contains_key(code) {
            let page = app.open(&format!("/docs/{code}")).await;
            let text = page.select("main").join(" ");
            pages.insert(code, (text, page.select(".messages code")));
        }
        let (text, messages) = &pages[code];
        let is_there = text.contains(pasted)
            || messages
                .iter()
                .any(|message| shared(&fixed_parts(message), &squeezed(pasted)) > 0);
        if !is_there {
            missing.push(line);
        }
    }
    assert!(missing.is_empty(), "\n{}", missing.join("\n"));
}

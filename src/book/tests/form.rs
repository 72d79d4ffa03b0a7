//! What every page of the book must have, and how much of it.

use std::ops::RangeInclusive;

use super::*;
use crate::code::Class;

/// Runs a check on every page and reports all complaints, not only the first.
pub fn on_every_page(check: impl Fn(&Book, &Status, &Text, &mut dyn FnMut(String))) {
    let book = Shelf::open().unwrap_or_else(|error| panic!("{error}")).last_good();
    let mut complaints = Vec::new();
    for status in book.statuses() {
        let mut complain = |what: String| complaints.push(format!("{}: {what}", status.code));
        check(&book, status, &status.text, &mut complain);
    }
    assert!(complaints.is_empty(), "\n{}", complaints.join("\n"));
}

/// Every address that a text links to.
pub fn links(markdown: &str) -> impl Iterator<Item = &str> {
    markdown
        .split("](")
        .skip(1)
        .filter_map(|rest| rest.split_once(')').map(|(address, _)| address))
}

/// Words as a reader counts them: addresses of links are none.
fn words(markdown: &str) -> usize {
    let mut text = markdown.to_owned();
    for address in links(markdown) {
        text = text.replace(&format!("]({address})"), "]");
    }
    text.split_whitespace().count()
}

fn items(markdown: &str) -> usize {
    markdown
        .lines()
        .filter(|line| line.starts_with("- ") || line.split_once(". ").is_some_and(|(n, _)| n.parse::<u8>().is_ok()))
        .count()
}

/// Name, text, bounds in words, bounds in items.
type Part<'a> = (&'static str, &'a str, RangeInclusive<usize>, RangeInclusive<usize>);

#[test]
fn every_section_is_there_and_neither_thin_nor_endless() {
    const ANY: RangeInclusive<usize> = 0..=usize::MAX;
    on_every_page(|_, _, text, complain| {
        let sections = &text.sections;
        let parts: [Part; 5] = [
            ("What it is", &sections.what, 60..=320, ANY),
            ("When does this happen", &sections.when, 80..=340, 5..=10),
            ("If you call it", &sections.fix_caller, 35..=220, 2..=7),
            ("If you run it", &sections.fix_owner, 60..=450, 3..=9),
            ("Who sent it", &sections.sender, 35..=600, ANY),
        ];
        for (name, markdown, bounds, list) in parts {
            let count = words(markdown);
            if !bounds.contains(&count) {
                complain(format!("“{name}” has {count} words, not {bounds:?}"));
            }
            let count = items(markdown);
            if !list.contains(&count) {
                complain(format!("“{name}” has {count} items, not {list:?}"));
            }
        }
        if text.use_cases.len() != 6 {
            complain(format!("{} use cases", text.use_cases.len()));
        }
        if !(2..=3).contains(&text.near.len()) {
            complain(format!("{} codes that it may be taken for", text.near.len()));
        }
        if !(2..=10).contains(&text.sources.len()) {
            complain(format!("{} sources", text.sources.len()));
        }
    });
}

#[test]
fn short_texts_are_short_and_whole() {
    on_every_page(|_, status, text, complain| {
        let fact = &text.fact;
        let mut bounded = |what: String, text: &str, bounds: RangeInclusive<usize>, sentence: bool| {
            let count = words(text);
            if !bounds.contains(&count) || text.ends_with('.') != sentence {
                complain(format!("{what}: {count} words of {bounds:?}, “{text}”"));
            }
        };
        for (who, line) in [("call", &text.now.call), ("run", &text.now.run), ("design", &text.now.design)] {
            bounded(format!("now.{who}"), line, 5..=26, true);
        }
        for case in &text.use_cases {
            bounded(format!("use case {}", case.title), &case.text, 9..=30, true);
            bounded("title of a use case".to_owned(), &case.title, 1..=5, false);
        }
        for near in &text.near {
            bounded(format!("near {}", near.code), &near.difference, 1..=7, false);
        }
        for header in &status.headers {
            bounded(format!("header {}", header.name), &header.why, 3..=26, false);
        }
        for vendor in &status.vendors {
            bounded(format!("vendor {}", vendor.name), &vendor.meaning, 3..=16, false);
        }
        for (name, fact) in [
            ("body", &fact.body),
            ("method", &fact.method),
            ("sender", &fact.sender),
            ("since", &fact.since),
        ] {
            bounded(format!("fact.{name}"), &fact.text, 1..=16, false);
        }
        bounded("retry".to_owned(), &fact.retry.idempotent, 1..=16, false);
        bounded("retry, other".to_owned(), &fact.retry.other, 1..=16, false);
        bounded("cached".to_owned(), &fact.cached.note, 2..=22, false);
        bounded("caption".to_owned(), &text.picture.caption, 7..=26, true);
        if text.checked.parse::<jiff::civil::Date>().is_err() {
            complain(format!("checked: “{}” is no day", text.checked));
        }
    });
}

#[test]
fn related_codes_point_back() {
    on_every_page(|book, status, text, complain| {
        if !(2..=10).contains(&text.related.len()) {
            complain(format!("{} related codes", text.related.len()));
        }
        for code in &text.related {
            if book.get(*code).is_none_or(|other| !other.text.related.contains(&status.code)) {
                complain(format!("{code} is related, but does not point back"));
            }
        }
    });
}

#[test]
fn vendors_codes_say_whose_they_are() {
    on_every_page(|_, status, _, complain| {
        if status.kind == Kind::Vendor && status.vendors.is_empty() {
            complain("no vendor".to_owned());
        }
    });
}

#[test]
fn a_definition_leads_to_its_section() {
    on_every_page(|_, status, text, complain| {
        let definition = &status.definition;
        if definition.title.contains(" section ") && !definition.url.contains("#section-") {
            complain(format!("{} is at {}", definition.title, definition.url));
        }
        let number = definition.title.strip_prefix("RFC ").and_then(|rest| rest.split(' ').next());
        if let Some(number) = number
            && !text.sources.iter().any(|source| source.title.contains(number))
        {
            complain(format!("{} is not among the sources", definition.title));
        }
        for source in &text.sources {
            if !source.url.starts_with("https://") {
                complain(format!("{} is at {}", source.title, source.url));
            }
        }
    });
}

/// What may be stored without being told so: RFC 9110 section 15.1, and RFC 7725 section 3 for 451.
const CACHED_BY_DEFAULT: [u16; 13] = [200, 203, 204, 206, 300, 301, 308, 404, 405, 410, 414, 451, 501];
/// What must not be stored: RFC 6585 sections 3 to 6.
const NEVER_CACHED: [u16; 4] = [428, 429, 431, 511];

#[test]
fn caching_is_what_the_specifications_say() {
    on_every_page(|_, status, text, complain| {
        let code = status.code.number();
        let expected = if CACHED_BY_DEFAULT.contains(&code) {
            CacheRule::ByDefault
        } else if NEVER_CACHED.contains(&code) || status.code.class() == Class::Informational {
            CacheRule::Never
        } else {
            CacheRule::OnlyIfTold
        };
        if text.fact.cached.rule != expected {
            complain(format!("cached is {:?}, not {expected:?}", text.fact.cached.rule));
        }
    });
}

#[test]
fn only_redirects_say_what_becomes_of_the_method() {
    on_every_page(|_, status, text, complain| {
        let redirects = matches!(status.code.number(), 300..=303 | 307 | 308);
        if redirects && text.fact.method.text == "No redirect" {
            complain("is a redirect".to_owned());
        }
        if redirects != (text.fact.retry.get == Again::Elsewhere) {
            complain(format!("a GET may be repeated: {}", text.fact.retry.get.word()));
        }
    });
}

#[test]
fn a_picture_shows_its_code_and_fits() {
    on_every_page(|_, status, text, complain| {
        let picture = &text.picture;
        let code = status.code.to_string();
        if !picture.words().iter().any(|step| step.contains(&code)) {
            complain("is in no step of its picture".to_owned());
        }
        if !(2..=9).contains(&picture.steps.len()) {
            complain(format!("{} steps", picture.steps.len()));
        }
        for name in &picture.who {
            if name.chars().count() > 14 {
                complain(format!("“{name}” is wider than its box"));
            }
        }
        for step in &picture.steps {
            let (label, most) = match step {
                Step::Message { label, .. } => (label, 44),
                Step::Note { label, .. } => (label, 32),
            };
            if label.chars().count() > most || label.split(' ').any(|word| word.chars().count() > 20) {
                complain(format!("“{label}” is too long to be drawn"));
            }
        }
    });
}

#[test]
fn links_inside_the_book_lead_somewhere() {
    let book = Shelf::open().unwrap().last_good();
    let known = |address: &str| {
        address.starts_with("https://")
            || address == "/docs/mock"
            || address
                .strip_prefix("/docs/")
                .is_some_and(|name| Group::at(name).is_some() || Code::parse(name).is_some_and(|code| book.get(code).is_some()))
    };
    on_every_page(|_, _, text, complain| {
        for markdown in sections(text) {
            for address in links(markdown).filter(|address| !known(address)) {
                complain(format!("links to {address}"));
            }
        }
    });
    for group in Group::ALL {
        let about = book
            .about(group)
            .unwrap_or_else(|| panic!("nothing is said of {}", group.title()));
        for address in links(&about.text) {
            assert!(known(address), "{} links to {address}", group.address());
        }
    }
}

#[test]
fn a_preset_is_a_query_as_it_stands() {
    on_every_page(|_, _, text, complain| {
        for case in &text.use_cases {
            // RFC 3986 section 3.4: pchar, and a slash or question mark.
            let allowed = |c: char| c.is_ascii_alphanumeric() || "-._~!$&'()*+,;=:@/?%".contains(c);
            if !case.preset.chars().all(allowed) {
                complain(format!(
                    "the preset of “{}” needs percent-encoding: {}",
                    case.title, case.preset
                ));
            }
        }
    });
}

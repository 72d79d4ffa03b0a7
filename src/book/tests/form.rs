//! What every page of the book must have, and how much of it.

use super::*;
use crate::code::Class;

/// Runs a check on every page and reports all complaints, not only the first.
pub fn on_every_page(check: impl Fn(&Book, &Status, &Text, &mut dyn FnMut(String))) {
    let book = LiveBook::open().unwrap_or_else(|error| panic!("{error}")).last_good();
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

/// Complains if a part of a page is outside of its limit.
fn measure(complain: &mut dyn FnMut(String), limit: TextLimit, part: &str, text: &str) {
    let count = match limit.unit {
        Unit::Words => words(text),
        Unit::Characters => text.chars().count(),
        Unit::Items => items(text),
    };
    if let Some(complaint) = limit.complaint(&format!("“{part}”"), count) {
        complain(complaint);
    }
}

#[test]
fn every_section_is_there_and_neither_thin_nor_endless() {
    on_every_page(|_, _, text, complain| {
        let sections = &text.sections;
        let parts: [(&str, &str, &[TextLimit]); 5] = [
            ("What it is", &sections.what, &[LIMITS.what]),
            ("When does this happen", &sections.when, &[LIMITS.when, LIMITS.when_items]),
            (
                "If you call it",
                &sections.fix_caller,
                &[LIMITS.fix_caller, LIMITS.fix_caller_items],
            ),
            (
                "If you run it",
                &sections.fix_owner,
                &[LIMITS.fix_owner, LIMITS.fix_owner_items],
            ),
            ("Who sent it", &sections.sender, &[LIMITS.sender]),
        ];
        for (name, markdown, limits) in parts {
            for limit in limits {
                measure(complain, *limit, name, markdown);
            }
        }
        for (part, limit, count) in [
            ("use_case", LIMITS.use_cases, text.use_cases.len()),
            ("near", LIMITS.near, text.near.len()),
            ("related", LIMITS.related, text.related.len()),
            ("source", LIMITS.sources, text.sources.len()),
            ("picture.steps", LIMITS.steps, text.picture.steps.len()),
        ] {
            if let Some(complaint) = limit.complaint(part, count) {
                complain(complaint);
            }
        }
    });
}

#[test]
fn short_texts_are_short_and_whole() {
    on_every_page(|_, status, text, complain| {
        let fact = &text.fact;
        let mut bounded = |part: String, text: &str, limit: TextLimit, sentence: bool| {
            measure(complain, limit, &part, text);
            if text.ends_with('.') != sentence {
                let stop = if sentence { "needs a full stop" } else { "has a full stop" };
                complain(format!("{part} {stop}: “{text}”"));
            }
        };
        bounded("summary".to_owned(), &status.summary, LIMITS.summary, false);
        for (who, line) in [("call", &text.now.call), ("run", &text.now.run), ("design", &text.now.design)] {
            bounded(format!("now.{who}"), line, LIMITS.now, true);
        }
        for case in &text.use_cases {
            bounded(format!("use case {}", case.title), &case.text, LIMITS.use_case_text, true);
            bounded("title of a use case".to_owned(), &case.title, LIMITS.use_case_title, false);
        }
        for near in &text.near {
            bounded(format!("near {}", near.code), &near.difference, LIMITS.near_difference, false);
        }
        for header in &status.headers {
            bounded(format!("header {}", header.name), &header.why, LIMITS.header_why, false);
        }
        for vendor in &status.vendors {
            bounded(
                format!("vendor {}", vendor.name),
                &vendor.meaning,
                LIMITS.vendor_meaning,
                false,
            );
        }
        for (name, fact) in [
            ("retry.idempotent", &fact.retry.idempotent.text),
            ("retry.other", &fact.retry.other.text),
            ("body", &fact.body.text),
            ("method", &fact.method.text),
            ("sender", &fact.sender.text),
            ("since", &fact.since.text),
        ] {
            bounded(format!("fact.{name}"), fact, LIMITS.fact, false);
        }
        bounded("fact.cached".to_owned(), &fact.cached.note, LIMITS.cached_note, false);
        bounded("picture.caption".to_owned(), &text.picture.caption, LIMITS.caption, true);
        if text.checked.parse::<jiff::civil::Date>().is_err() {
            complain(format!("checked: “{}” is no day", text.checked));
        }
    });
}

#[test]
fn related_codes_point_back() {
    on_every_page(|book, status, text, complain| {
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
        if status.never_stored() != (expected == CacheRule::Never) {
            complain(format!("may never be stored: {}", status.never_stored()));
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
        let again = text.fact.retry.idempotent.again;
        if redirects != (again == Again::Elsewhere) {
            complain(format!("a GET may be repeated: {}", again.word()));
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
        for name in &picture.who {
            measure(complain, LIMITS.party_name, "picture.who", name);
        }
        for step in &picture.steps {
            let (label, limit) = match step {
                PictureStep::Message { label, .. } => (label, LIMITS.message_label),
                PictureStep::Note { label, .. } => (label, LIMITS.note_label),
            };
            measure(complain, limit, label, label);
            for word in label.split(' ') {
                measure(complain, LIMITS.label_word, word, word);
            }
        }
    });
}

#[test]
fn links_inside_the_book_lead_somewhere() {
    let book = LiveBook::open().unwrap().last_good();
    // That the place behind `#` exists is seen in the page itself, by the end-to-end tests.
    let known = |address: &str| {
        let address = address.split('#').next().unwrap_or_default();
        address.starts_with("https://")
            || book.articles().any(|article| address == format!("/docs/{}", article.slug))
            || ["/docs/mock", measured::builds::ADDRESS].contains(&address)
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

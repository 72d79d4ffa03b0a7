//! The 404 page: what was asked for, how clients treat a code without a page, and the pages that may have been meant.

use leptos::prelude::*;

use super::frame::Frame;
use super::shell::{Subject, document};
use super::{chrome, found};
use crate::book::Book;
use crate::call::encoding;
use crate::call::problem::shorten;
use crate::code::{Class, Code};

/// How many pages are offered.
const OFFERED: usize = 3;

pub fn missing_page(frame: &Frame, path: &str, code: Option<Code>) -> AnyView {
    let title = match code {
        Some(code) => format!("No page about {code}"),
        None => "There is no page here".to_owned(),
    };
    let subject = Subject {
        class: Some("4xx"),
        ..Subject::unlisted(format!("{title} · Statusbook"), title.clone())
    };
    let explained = code.map(|code| explain(frame, code));
    // Digits are a code, and words are searched for.
    let found = match (code, typed_number(path)) {
        (None, None) => found::rows(frame, &words(path), OFFERED),
        _ => Vec::new(),
    };
    let rows = if found.is_empty() {
        let offers = offers(&frame.book, path, code).into_iter();
        offers.filter_map(|code| chrome::row(&frame.book, code)).collect()
    } else {
        found
    };
    let search = chrome::search_box(frame, "find ask", false, "");
    let asked = shorten(path);
    let main = view! {
        <main id="main" class="missing">
            <p class="class"><a href="/docs/404">"This response is a real 404"</a></p>
            <h1><span class="numeral">"404"</span> " " <span class="name">{title}</span></h1>
            <p class="summary asked">"You asked for " <code>{asked}</code> "."</p>
            {explained}
            {search}
            <h2>"Did you mean one of these?"</h2>
            <ul class="rows">{rows}</ul>
        </main>
    };
    document(frame, subject, main.into_any())
}

/// A code that the book doesn't know is still a code: how clients treat it, and the call that sends it.
fn explain(frame: &Frame, code: Code) -> AnyView {
    let origin = &frame.origin;
    view! {
        <p>{treatment(&frame.book, code)}</p>
        <p>
            "The mock sends it too: "
            <a href=format!("/{code}") rel="nofollow"><code>{format!("curl -i {origin}/{code}")}</code></a>
        </p>
    }
    .into_any()
}

/// How a client treats a code that it doesn't know (RFC 9110 sections 15 and 15.2).
fn treatment(book: &Book, code: Code) -> String {
    let class = code.class();
    let of_class = format!("{code} is in the class {} {}.", class.slug(), class.name());
    match (class, first_of_class(code)) {
        (Class::Unassigned, _) | (_, None) => format!(
            "{code} is outside the classes of HTTP, which end at 599. A client should treat it as a server error (RFC 9110, section 15)."
        ),
        (Class::Informational, _) => format!(
            "{of_class} A client that doesn't know it skips it and waits for the final response (RFC 9110, section 15.2)."
        ),
        (_, Some(first)) => format!(
            "{of_class} A client that doesn't know it treats it like {first} {} (RFC 9110, section 15).",
            book.name(first)
        ),
    }
}

/// The x00 of the code's class.
fn first_of_class(code: Code) -> Option<Code> {
    Code::new(code.number() / 100 * 100)
}

/// The statuses that a name may have meant: a code without a page, or a mistyped one.
pub fn nearest(book: &Book, name: &str) -> Vec<Code> {
    offers(book, name, Code::parse(name))
}

/// The pages that a reader may have meant. For a code without a page they begin with the one that clients treat it like.
fn offers(book: &Book, path: &str, code: Option<Code>) -> Vec<Code> {
    let statuses = || book.statuses().map(|status| status.code);
    let mut offers: Vec<Code> = match (code, typed_number(path)) {
        (Some(code), _) => {
            let mut related: Vec<_> = statuses().filter(|other| other.class() == code.class()).collect();
            related.sort_by_key(|other| other.number().abs_diff(code.number()));
            let first = match code.class() {
                Class::Unassigned => Code::new(500),
                _ => first_of_class(code),
            };
            let first = first.filter(|first| book.get(*first).is_some());
            related.retain(|other| Some(*other) != first);
            first.into_iter().chain(related).collect()
        }
        (None, Some(number)) => {
            let mut nearest: Vec<_> = statuses().collect();
            nearest.sort_by_key(|other| other.number().abs_diff(number));
            nearest
        }
        (None, None) => statuses().filter(|code| matches!(code.number(), 404 | 500 | 502)).collect(),
    };
    offers.truncate(OFFERED);
    offers
}

/// The words of a path, without the parts that all paths of pages have.
fn words(path: &str) -> String {
    let path = encoding::decode_query(path).unwrap_or_default();
    let words = path.split(|c: char| !c.is_alphanumeric());
    let telling = words.filter(|word| !matches!(*word, "" | "docs" | "md" | "html" | "htm" | "php"));
    telling.collect::<Vec<_>>().join(" ")
}

/// The number that the last segment of a path begins with, with letters that look like digits read as these: 502 for `/docs/5O2`.
/// `None` for words, even those that are full of such letters.
fn typed_number(path: &str) -> Option<u16> {
    let segment = path.rsplit('/').next()?;
    let digit = |character: char| match character {
        'o' | 'O' => Some('0'),
        'l' | 'I' => Some('1'),
        digit => digit.is_ascii_digit().then_some(digit),
    };
    let digits: String = segment.chars().map_while(digit).take(3).collect();
    let is_number = digits.len() == 3 && segment.starts_with(|first: char| first.is_ascii_digit());
    is_number.then(|| digits.parse().ok()).flatten()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::book::LiveBook;

    fn code(number: u16) -> Code {
        Code::new(number).unwrap()
    }

    #[test]
    fn a_code_without_a_page_is_explained_by_its_class() {
        let book = LiveBook::open().unwrap().last_good();
        for (number, words) in [
            (199, "1xx Informational. A client that doesn't know it skips it"),
            (299, "2xx Success. A client that doesn't know it treats it like 200 OK"),
            (399, "treats it like 300 Multiple Choices"),
            (477, "treats it like 400 Bad Request"),
            (577, "treats it like 500 Internal Server Error"),
            (600, "outside the classes of HTTP"),
        ] {
            let text = treatment(&book, code(number));
            assert!(text.contains(words), "{text}");
        }
    }

    #[test]
    fn what_is_offered_is_of_the_same_class() {
        let book = LiveBook::open().unwrap().last_good();
        for (number, first) in [(199, 100), (299, 200), (399, 300), (477, 400), (577, 500)] {
            let offered = offers(&book, "/docs/x", Some(code(number)));
            assert_eq!(offered[0], code(first));
            assert!(
                offered.iter().all(|other| other.class() == code(number).class()),
                "{offered:?}"
            );
            assert_eq!(offered.len(), OFFERED);
        }
        assert_eq!(offers(&book, "/docs/600", Some(code(600)))[..2], [code(500), code(783)]);
    }

    #[test]
    fn a_mistyped_number_is_told_from_a_word() {
        for (path, number) in [("/docs/5O2", 502), ("/4l8", 418), ("/docs/5020", 502), ("/404.html", 404)] {
            assert_eq!(typed_number(path), Some(number), "{path}");
        }
        for path in ["/", "/docs", "/nothing", "/login", "/lol", "/foo", "/50", "/v1", "/502/users"] {
            assert_eq!(typed_number(path), None, "{path}");
        }
    }
}

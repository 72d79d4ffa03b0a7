//! No page at this address: what was asked, how the class of a code is treated, the nearest pages.

use leptos::prelude::*;

use super::Frame;
use super::chrome::{self, SearchBox};
use super::shell::{Subject, document};
use crate::call::problem::shorten;
use crate::code::Code;

/// How many neighbours are offered.
const NEAREST: usize = 3;

pub fn page(frame: &Frame, path: &str, code: Option<Code>) -> AnyView {
    let title = match code {
        Some(code) => format!("No page on {code}"),
        None => "Nothing stands at this address".to_owned(),
    };
    let subject = Subject {
        title: format!("{title} · Statusbook"),
        description: title.clone(),
        class: Some("4xx"),
        code: None,
        address: None,
        indexed: false,
    };
    let explained = code.map(|code| explain(frame, code));
    let rows: Vec<_> = nearest(frame, path, code)
        .into_iter()
        .filter_map(|code| chrome::row(&frame.book, code))
        .collect();
    let search = chrome::search_box(
        frame,
        &SearchBox {
            class: "find ask",
            list: None,
            focus: false,
            value: "",
        },
    );
    let asked = shorten(path);
    let main = view! {
        <main id="main" class="missing">
            <p class="class"><a href="/docs/404">"This answer is a real 404"</a></p>
            <h1><span class="numeral">"404"</span> " " <span class="name">{title}</span></h1>
            <p class="summary asked">"You asked for " <code>{asked}</code> "."</p>
            {explained}
            {search}
            <h2>"The nearest pages"</h2>
            <ul class="rows">{rows}</ul>
        </main>
    };
    document(frame, subject, main.into_any())
}

/// A code that the book does not know is still a code: what clients make of it, and the call.
fn explain(frame: &Frame, code: Code) -> AnyView {
    let class = code.class();
    let base = u32::from(code.number()) / 100 * 100;
    let treated = match class {
        crate::code::Class::Unassigned => {
            "No class of HTTP has codes above 599; a client that checks treats such an answer as a server error (RFC 9110 section 15).".to_owned()
        }
        _ => format!(
            "{code} is neither registered nor known from a vendor. A client that does not know a code treats it as the {base} of its class, {} {} (RFC 9110 section 15).",
            class.slug(),
            class.name()
        ),
    };
    let origin = &frame.origin;
    let sendable = crate::mock::final_status(&crate::call::Call::new(code), &frame.book).is_some();
    let call = sendable.then(|| {
        view! {
            <p>
                "The mock answers with it all the same: "
                <a href=format!("/{code}") rel="nofollow"><code>{format!("curl -i {origin}/{code}")}</code></a>
            </p>
        }
    });
    view! {
        <p>{treated}</p>
        {call}
    }
    .into_any()
}

/// The codes that a mistyped address or an unknown code most likely meant.
fn nearest(frame: &Frame, path: &str, code: Option<Code>) -> Vec<Code> {
    let digits: String = path
        .rsplit('/')
        .next()
        .unwrap_or("")
        .chars()
        .map(|c| match c {
            'o' | 'O' => '0',
            'l' | 'I' => '1',
            c => c,
        })
        .filter(char::is_ascii_digit)
        .take(3)
        .collect();
    let wanted = code.map(Code::number).or_else(|| digits.parse().ok());
    let mut codes: Vec<Code> = frame.book.statuses().map(|status| status.code).collect();
    match wanted {
        Some(wanted) => codes.sort_by_key(|code| code.number().abs_diff(wanted)),
        None => codes.retain(|code| matches!(code.number(), 404 | 500 | 502)),
    }
    codes.truncate(NEAREST);
    codes
}

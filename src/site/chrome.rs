//! What is around the text on every page: the bar on top, the list of codes, the line at the bottom.

use leptos::prelude::*;

use super::entry::Entry;
use super::frame::{Frame, icon};
use crate::book::{Book, Group};
use crate::code::Code;
use crate::finding::LONGEST_TYPED;
use crate::islands::marks::SUGGESTIONS;
use crate::islands::{Finder, Search};

/// The logo. It is inline, so that it takes the colour of the text.
const LOGO: &str = include_str!("../../public/mark.svg");

/// The shape of the logo, as its file draws it.
pub fn logo_path() -> &'static str {
    let drawn = LOGO.split_once("<path d=\"").and_then(|(_, rest)| rest.split_once('"'));
    drawn.map_or("", |(path, _)| path)
}

/// The bar on top. `with_codes` says whether the page has the list of codes, which the menu button opens on narrow screens.
pub fn top(frame: &Frame, with_codes: bool) -> AnyView {
    let links = &frame.links;
    let menu = with_codes.then(|| {
        view! {
            <button type="button" class="menu" popovertarget="codes" aria-label="Status codes">
                {icon(links, "menu")}
            </button>
        }
    });
    let find = if with_codes {
        search_box(frame, "find", false, "")
    } else {
        view! { <span class="find"></span> }.into_any()
    };
    let (sun, moon) = (format!("{}#sun", links.icons), format!("{}#moon", links.icons));
    view! {
        <header class="top">
            {menu}
            <a class="home" href="/">
                <svg class="mark" viewBox="0 0 16 16" aria-hidden="true">
                    <path fill-rule="evenodd" d=logo_path()></path>
                </svg>
                <span>"Statusbook"</span>
            </a>
            {find}
            <a href="/docs">"All pages"</a>
            <a href="/docs/mock">"Mock"</a>
            <button type="button" class="theme needs-js" aria-label="Dark theme" aria-pressed="false">
                <svg class="icon sun" aria-hidden="true"><use href=sun></use></svg>
                <svg class="icon moon" aria-hidden="true"><use href=moon></use></svg>
            </button>
        </header>
    }
    .into_any()
}

/// The search box of a page. Without JavaScript it leads to the list of results; with it, it suggests while the reader types, and
/// Enter opens the best result. A page has one.
pub fn search_box(frame: &Frame, class: &'static str, focus: bool, value: &str) -> AnyView {
    let lens = icon(&frame.links, "search");
    let value = value.to_owned();
    view! {
        <Finder>
            <form class=class action="/" method="get" role="search" data-live="">
                <input
                    type="search"
                    name="q"
                    aria-label="Search"
                    placeholder="Paste an error, or type a code or a word"
                    autocomplete="off"
                    spellcheck="false"
                    maxlength=LONGEST_TYPED.to_string()
                    autofocus=focus
                    value=value
                />
                <kbd class="needs-js" aria-hidden="true">"Ctrl K"</kbd>
                <button type="submit" aria-label="Show all results">{lens}</button>
                <div id=SUGGESTIONS class="suggestions" hidden></div>
            </form>
        </Finder>
    }
    .into_any()
}

/// A box that filters a list on the page, which `list` selects. It needs JavaScript, and there is none of it without.
pub struct ListFilter {
    pub list: &'static str,
    pub label: &'static str,
    pub placeholder: &'static str,
}

pub fn list_filter(frame: &Frame, filter: &ListFilter) -> AnyView {
    let lens = icon(&frame.links, "search");
    let ListFilter {
        list,
        label,
        placeholder,
    } = *filter;
    view! {
        <Search>
            <div class="find needs-js" data-list=list>
                {lens}
                <input type="search" aria-label=label placeholder=placeholder autocomplete="off" spellcheck="false" />
            </div>
        </Search>
    }
    .into_any()
}

/// Every page by class, with the current one marked and its contents below it: a column on wide screens, a drawer on narrow ones.
pub fn codes(frame: &Frame, current: &Entry, contents: &[(String, String)]) -> AnyView {
    let book = &frame.book;
    let (page, current) = (current, &current.listed());
    let line = |entry: &Entry, name: AnyView, class: Option<&'static str>| {
        let is_current = entry == current;
        let sections = (is_current && !contents.is_empty()).then(|| contents_list(contents));
        let current = is_current.then_some(if entry == page { "page" } else { "true" });
        // `class=None` would be written as `class=""`.
        let link = match class {
            Some(class) => view! { <a class=class href=entry.address() aria-current=current>{name}</a> }.into_any(),
            None => view! { <a href=entry.address() aria-current=current>{name}</a> }.into_any(),
        };
        view! {
            <li>
                {link}
                {sections}
            </li>
        }
        .into_any()
    };
    let plain = |entry: &Entry| line(entry, entry.title(book).into_any(), Some("all"));
    let groups: Vec<_> = book
        .groups()
        .map(|(group, statuses)| {
            let whole = Entry::Group(group);
            let open = whole == *current || statuses.iter().any(|status| Entry::Status(status.code) == *current);
            let count = statuses.len();
            let entries: Vec<_> = statuses
                .into_iter()
                .map(|status| {
                    let name = view! { <b>{status.code.number()}</b> " " {status.name.clone()} };
                    line(&Entry::Status(status.code), name.into_any(), None)
                })
                .collect();
            view! {
                <details data-class=group.slug() open=open>
                    <summary>{group.title()} " " <small>{count}</small></summary>
                    <ul>
                        {line(&whole, "Compare them".into_any(), Some("all"))}
                        {entries}
                    </ul>
                </details>
            }
        })
        .collect();
    let guides: Vec<_> = Entry::guides(book).collect();
    let open = guides.contains(current) || *current == Entry::Overview;
    let count = guides.len();
    let guides: Vec<_> = [Entry::Overview].iter().chain(&guides).map(plain).collect();
    // Beside a code, a link to the list is enough: a page that is about a code has many bytes already.
    let guides = if open {
        view! {
            <details open=open>
                <summary>"Guides " <small>{count}</small></summary>
                <ul>{guides}</ul>
            </details>
        }
        .into_any()
    } else {
        view! { <ul><li><a class="all" href="/docs">"Guides and all pages"</a></li></ul> }.into_any()
    };
    view! {
        <nav id="codes" class="codes" popover="auto" aria-label="Status codes">
            <div class="codes-head">
                <button type="button" class="menu" popovertarget="codes" popovertargetaction="hide" aria-label="Close the list">
                    {icon(&frame.links, "close")}
                </button>
            </div>
            {groups}
            {guides}
        </nav>
    }
    .into_any()
}

/// The sections of the current page. The early script marks the one that is being read.
fn contents_list(contents: &[(String, String)]) -> AnyView {
    let items: Vec<_> = contents
        .iter()
        .map(|(id, title)| view! { <li><a href=format!("#{id}")>{title.clone()}</a></li> })
        .collect();
    view! { <ul class="contents" aria-label="On this page">{items}</ul> }.into_any()
}

/// Where the page is: the list of all pages, and the group of a code.
pub fn crumbs(group: Group) -> AnyView {
    view! {
        <nav class="class" aria-label="Breadcrumb">
            <a href="/docs">"All pages"</a>
            " › "
            <a href=format!("/docs/{}", group.address())>{group.title()}</a>
        </nav>
    }
    .into_any()
}

/// A status as a row with its summary, for lists of related and nearest codes.
pub fn row(book: &Book, code: Code) -> Option<AnyView> {
    let status = book.get(code)?;
    Some(
        view! {
            <li>
                <a href=format!("/docs/{code}") data-class=status.group().slug()>
                    <span class="n">{code.number()}</span>
                    " "
                    <b>{status.name.clone()}</b>
                    " "
                    <small>{status.summary.clone()}</small>
                </a>
            </li>
        }
        .into_any(),
    )
}

/// The line at the bottom, and the pages before and after this one.
pub fn bottom(frame: &Frame, entry: Option<&Entry>) -> AnyView {
    let call = format!("curl -i {}/502", frame.origin);
    let turn = entry.map(|entry| {
        let (before, after) = entry.neighbors(&frame.book);
        let link = |entry: Option<Entry>, rel: &'static str| {
            entry.map(|entry| {
                let class = entry.class(&frame.book);
                view! { <a href=entry.address() rel=rel data-class=class>{entry.title(&frame.book)}</a> }
            })
        };
        view! { <nav class="turn" aria-label="Previous and next page">{link(before, "prev")} {link(after, "next")}</nav> }
    });
    view! {
        <footer class="bottom">
            {turn}
            <span>"Every code has an address that sends it: " <code>{call}</code></span>
            <a href="/">"All codes"</a>
            <button type="button" class="plain needs-js shortcuts" aria-pressed="true">"Search with the / key"</button>
        </footer>
    }
    .into_any()
}

#[cfg(test)]
mod tests {
    #[test]
    fn the_logo_is_found_in_its_file() {
        assert!(super::logo_path().starts_with("M0 1.5"), "{}", super::LOGO);
    }
}

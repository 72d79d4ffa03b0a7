//! What is around the text on every page: the bar on top, the list of codes, the line at the bottom.

use leptos::prelude::*;

use super::frame::{Frame, icon};
use crate::book::{Book, Status};
use crate::code::Code;
use crate::islands::Search;

/// The logo. It is inline, so that it takes the colour of the text.
const LOGO: &str = include_str!("../../public/mark.svg");

/// The shape of the logo, as its file draws it.
fn logo_path() -> &'static str {
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
        search_box(
            frame,
            &SearchBox {
                class: "find",
                list: None,
                focus: false,
                value: "",
            },
        )
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
            <a href="/docs/mock">"Mock"</a>
            <button type="button" class="theme needs-js" aria-label="Dark theme" aria-pressed="false">
                <svg class="icon sun" aria-hidden="true"><use href=sun></use></svg>
                <svg class="icon moon" aria-hidden="true"><use href=moon></use></svg>
            </button>
        </header>
    }
    .into_any()
}

/// A search box. It leads to the front page. With `list`, a selector, it also filters that list as the reader types.
pub struct SearchBox<'a> {
    pub class: &'static str,
    pub list: Option<&'static str>,
    pub focus: bool,
    pub value: &'a str,
}

pub fn search_box(frame: &Frame, search: &SearchBox) -> AnyView {
    let lens = icon(&frame.links, "search");
    let placeholder = if search.list.is_some() {
        "502, timeout, Retry-After, cloudflare …"
    } else {
        "Number, name or header"
    };
    let (class, list, focus, value) = (search.class, search.list, search.focus, search.value.to_owned());
    let form = view! {
        <form class=class action="/" method="get" role="search" data-list=list>
            <input
                type="search"
                name="q"
                aria-label="Find a status code"
                placeholder=placeholder
                autocomplete="off"
                spellcheck="false"
                autofocus=focus
                value=value
            />
            <kbd class="needs-js" aria-hidden="true">"/"</kbd>
            <button type="submit" aria-label="Search">{lens}</button>
        </form>
    };
    if list.is_some() {
        view! { <Search>{form}</Search> }.into_any()
    } else {
        form.into_any()
    }
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

/// Every code by class, with the current one marked: a column on wide screens, a drawer on narrow ones.
pub fn codes(frame: &Frame, current: Code) -> AnyView {
    let filter = list_filter(
        frame,
        &ListFilter {
            list: "#codes",
            label: "Filter the list of codes",
            placeholder: "Filter",
        },
    );
    let groups: Vec<_> = frame
        .book
        .groups()
        .map(|(group, statuses)| {
            let open = statuses.iter().any(|status| status.code == current);
            let count = statuses.len();
            let entries: Vec<_> = statuses
                .into_iter()
                .map(|status| entry(status, status.code == current))
                .collect();
            view! {
                <details data-class=group.slug() open=open>
                    <summary>{group.title()} " " <small>{count}</small></summary>
                    <ul>
                        <li>
                            <a class="all" href=format!("/docs/{}", group.address())>"Compare them"</a>
                        </li>
                        {entries}
                    </ul>
                </details>
            }
        })
        .collect();
    view! {
        <nav id="codes" class="codes" popover="auto" aria-label="Status codes">
            <div class="codes-head">
                {filter}
                <button type="button" class="menu" popovertarget="codes" popovertargetaction="hide" aria-label="Close the list">
                    {icon(&frame.links, "close")}
                </button>
            </div>
            {groups}
            <p class="hint nothing" hidden>"No code matches."</p>
        </nav>
    }
    .into_any()
}

fn entry(status: &Status, current: bool) -> AnyView {
    view! {
        <li>
            <a href=format!("/docs/{}", status.code) aria-current=current.then_some("page")>
                <b>{status.code.number()}</b>
                " "
                {status.name.clone()}
            </a>
        </li>
    }
    .into_any()
}

/// What a search finds a status by, in lower case: its number, names and class, what defines it, the products that use it, its
/// headers and its meaning.
pub fn search_words(status: &Status) -> String {
    let mut words = vec![
        status.title(),
        status.group().title(),
        status.code.class().name().to_owned(),
        status.definition.title.clone(),
        status.summary.clone(),
    ];
    words.extend(status.aliases.iter().cloned());
    words.extend(status.vendors.iter().map(|vendor| vendor.name.clone()));
    words.extend(status.headers.iter().map(|header| header.name.clone()));
    words.join(" ").to_lowercase()
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

pub fn bottom(frame: &Frame) -> AnyView {
    let call = format!("curl -i {}/502", frame.origin);
    view! {
        <footer class="bottom">
            <span>"Every code has an address that sends it: " <code>{call}</code></span>
            <a href="/">"All codes"</a>
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

//! The search boxes: one filters the list beside it as its reader types, all of them are reached with `/`.

use leptos::prelude::*;
use leptos::wasm_bindgen::JsCast;
use web_sys::{Element, HtmlInputElement, KeyboardEvent};

use super::dom;
use crate::search::matches;

/// Wraps a search box. With `list`, a selector, it filters the `li[data-words]` in there; without, it leaves the work to its form.
#[island]
pub fn Search(list: Option<String>, hotkey: bool, children: Children) -> impl IntoView {
    let root = NodeRef::<leptos::html::Div>::new();
    let filtering = list.clone();
    Effect::new(move || {
        let Some(root) = root.get() else { return };
        let Some(input) = input(&root) else { return };
        if let Some(list) = &filtering
            && !input.value().is_empty()
        {
            filter(list, &input.value());
        }
        if hotkey {
            let input = input.clone();
            dom::on_document("keydown", move |event| {
                let Some(key) = event.dyn_ref::<KeyboardEvent>() else { return };
                let typing = dom::around(&event, "input, select, textarea").is_some();
                if key.key() == "/" && !typing && !key.ctrl_key() && !key.meta_key() && !key.alt_key() {
                    event.prevent_default();
                    let _ = input.focus();
                }
            });
        }
        dom::awake(&root);
    });
    let typed = move |_| {
        if let (Some(list), Some(input)) = (&list, root.get_untracked().and_then(|root| input(&root))) {
            filter(list, &input.value());
        }
    };
    view! { <div class="search" node_ref=root on:input=typed>{children()}</div> }
}

fn input(root: &Element) -> Option<HtmlInputElement> {
    dom::one(root, "input")?.dyn_into().ok()
}

/// Hides what does not match, and the groups in which nothing is left; says how many there are.
fn filter(list: &str, query: &str) {
    let Some(list) = dom::page().query_selector(list).ok().flatten() else {
        return;
    };
    let query = query.trim();
    let mut found = 0;
    let entries = dom::all(&list, "li[data-words]");
    for entry in &entries {
        let seen = matches(&entry.get_attribute("data-words").unwrap_or_default(), query);
        entry.set_hidden(!seen);
        found += usize::from(seen);
    }
    for group in dom::all(&list, "section, details") {
        let left = group.query_selector("li[data-words]:not([hidden])").ok().flatten().is_some();
        group.set_hidden(!left);
        if group.tag_name() == "DETAILS" {
            let current = group.query_selector("[aria-current]").ok().flatten().is_some();
            // What was found must be seen; without a search only the current class is open.
            let _ = group.toggle_attribute_with_force("open", if query.is_empty() { current } else { left });
        }
    }
    let _ = list.toggle_attribute_with_force("data-filtered", !query.is_empty());
    if let Some(line) = dom::one(&list, ".matches") {
        let text = if query.is_empty() {
            line.get_attribute("data-all").unwrap_or_default()
        } else {
            format!("{found} of {} codes match", entries.len())
        };
        line.set_text_content(Some(&text));
    }
}

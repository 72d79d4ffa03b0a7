//! A search box that filters the list beside it as its reader types.

use leptos::prelude::*;
use leptos::wasm_bindgen::JsCast;
use web_sys::{Element, HtmlInputElement};

use super::dom;
use crate::search::{fixed_parts, matches, shared, squeezed};

/// Wraps a search box. `data-list` in it is the selector of a list, whose entries it filters: by
/// their `data-words` where they have some, else by their text.
#[island]
pub fn Search(children: Children) -> impl IntoView {
    let root = NodeRef::<leptos::html::Div>::new();
    Effect::new(move || {
        let Some(root) = root.get() else { return };
        let root: Element = root.into();
        let typed = root.clone();
        dom::listen(&root, "input", move |_| filter(&typed));
        filter(&root);
        dom::awake(&root);
    });
    view! { <div class="island" node_ref=root>{children()}</div> }
}

/// What all entries of a fold are found by, in addition to their own words: the name that its summary has in bold.
fn of_all(entry: &Element) -> Option<String> {
    let fold = entry.closest("details").ok().flatten()?;
    dom::one(&fold, "summary b")?.text_content()
}

/// Hides what does not match, and the groups in which nothing is left; says how many there are.
fn filter(root: &Element) {
    let list = dom::attribute(root, "[data-list]", "data-list").and_then(|list| dom::page().query_selector(&list).ok().flatten());
    let input = dom::one(root, "input").and_then(|input| input.dyn_into::<HtmlInputElement>().ok());
    let (Some(list), Some(input)) = (list, input) else { return };
    let query = input.value();
    let query = query.trim();
    let mut found = 0;
    let entries = dom::all(&list, "li");
    let literal = |entry: &Element| dom::one(entry, "code").and_then(|code| code.text_content());
    let squeezed_query = squeezed(query);
    let pasted: Vec<usize> = entries
        .iter()
        .map(|entry| literal(entry).map_or(0, |literal| shared(&fixed_parts(&literal), &squeezed_query)))
        .collect();
    let best = pasted.iter().copied().max().unwrap_or_default();
    for (entry, shared) in entries.iter().zip(pasted) {
        let words = [
            entry.get_attribute("data-words").or_else(|| entry.text_content()),
            of_all(entry),
        ];
        let words = words.into_iter().flatten().collect::<Vec<_>>().join(" ").to_ascii_lowercase();
        // A pasted line has many short messages in it. What it says is the long one.
        let seen = matches(&words, query) || (shared > 0 && 2 * shared >= best);
        entry.set_hidden(!seen);
        found += usize::from(seen);
    }
    for group in dom::all(&list, "section, details") {
        let left = group.query_selector("li:not([hidden])").ok().flatten().is_some();
        group.set_hidden(!left);
        if group.tag_name() == "DETAILS" {
            let current = group.query_selector("[aria-current]").ok().flatten().is_some();
            // What was found must be seen; without a search only the current class is open, and what was open at first.
            let at_rest = current || group.has_attribute("data-open");
            let _ = group.toggle_attribute_with_force("open", if query.is_empty() { at_rest } else { left });
        }
    }
    let was_filtered = list.has_attribute("data-filtered");
    let _ = list.toggle_attribute_with_force("data-filtered", !query.is_empty());
    if query.is_empty() && !was_filtered {
        return;
    }
    let said = format!("{found} of {} match", entries.len());
    if let Some(line) = dom::one(&list, ".matches") {
        let text = if query.is_empty() {
            line.get_attribute("data-all").unwrap_or_default()
        } else {
            let unit = line.get_attribute("data-unit").unwrap_or_default();
            format!("{found} of {} {unit} match", entries.len())
        };
        line.set_text_content(Some(&text));
    } else {
        dom::tell("announce", &said);
    }
    if let Some(line) = dom::one(&list, ".nothing") {
        line.set_hidden(found > 0);
    }
}

//! The panel as the server renders it for another state, put in place of the one that is shown.

use leptos::wasm_bindgen::JsCast;
use web_sys::{Element, HtmlElement, HtmlInputElement, HtmlTemplateElement, Node};

use super::{dom, marks};

/// What becomes of fields.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Fields {
    /// They stay as they were typed; what the server adds, such as a first value, is taken.
    Typed,
    /// They all become the server's.
    Replaced,
    /// The options become the server's, and what is typed into the request stays.
    OptionsReplaced,
}

/// Puts a rendered panel in place; false if it isn't one.
pub fn swap(root: &Element, html: &str, fields: Fields) -> bool {
    let Some(new) = parsed(html) else { return false };
    if dom::one(&new, marks::LIVE).is_none() {
        return false;
    }
    for old in dom::all(root, marks::ANY_PART) {
        let part = old.get_attribute(marks::PART).unwrap_or_default();
        if let Some(new) = dom::one(&new, &format!("[{}=\"{part}\"]", marks::PART)) {
            // What did not change keeps its place, its scroll and its focus.
            if old.inner_html() != new.inner_html() {
                old.set_inner_html(&new.inner_html());
            }
        }
    }
    if fields != Fields::Typed {
        for (old, new) in dom::all(root, marks::ANY_SWITCH)
            .iter()
            .zip(dom::all(&new, marks::ANY_SWITCH))
        {
            if let Some(old) = old.dyn_ref::<HtmlInputElement>() {
                old.set_checked(new.has_attribute("checked"));
            }
        }
    }
    if fields == Fields::Replaced {
        for selector in [".options > .chips", ".request-fields"] {
            if let (Some(old), Some(new)) = (dom::one(root, selector), dom::one(&new, selector)) {
                old.set_inner_html(&new.inner_html());
            }
        }
        if let (Some(old), Some(new)) = (dom::one(root, ".request"), dom::one(&new, ".request")) {
            let _ = old.toggle_attribute_with_force("open", new.has_attribute("open"));
        }
        return true;
    }
    for old in dom::all(root, marks::ANY_OPTION) {
        let field = dom::one(&old, marks::IN_FIELD);
        let field = field.and_then(|field| dom::one(&new, &format!("#{}", field.id())));
        if let Some(Ok(new)) = field
            .and_then(|field| field.closest(marks::ANY_OPTION).ok().flatten())
            .map(Element::dyn_into)
        {
            option(&old, &new, fields);
        }
    }
    true
}

fn option(old: &HtmlElement, new: &HtmlElement, fields: Fields) {
    for line in [marks::ANY_ERROR, ":scope > .hint"] {
        // What is the same stays, with its focus.
        if let (Some(old), Some(new)) = (dom::one(old, line), dom::one(new, line))
            && old.inner_html() != new.inner_html()
        {
            old.set_inner_html(&new.inner_html());
        }
    }
    let (Some(old_field), Some(new_field)) = (dom::one(old, marks::IN_FIELD), dom::one(new, marks::IN_FIELD)) else {
        return;
    };
    match new_field.get_attribute("aria-invalid") {
        Some(invalid) => {
            let _ = old_field.set_attribute("aria-invalid", &invalid);
        }
        None => {
            let _ = old_field.remove_attribute("aria-invalid");
        }
    }
    if old.matches(marks::ROW).unwrap_or_default() {
        return;
    }
    let switch =
        |chip: &HtmlElement| dom::one(chip, "[type=checkbox]").and_then(|switch| switch.dyn_into::<HtmlInputElement>().ok());
    if let (Some(old), Some(new)) = (switch(old), switch(new)) {
        old.set_checked(new.has_attribute("checked"));
    }
    let active = dom::page().active_element();
    let is_active = active
        .as_ref()
        .is_some_and(|active| old_field.contains(Some(active.unchecked_ref::<Node>())));
    if fields == Fields::OptionsReplaced || !is_active {
        let (old, new) = (dom::one(old, ".field"), dom::one(new, ".field"));
        if let (Some(old), Some(new)) = (old, new) {
            old.set_inner_html(&new.inner_html());
        }
    }
}

fn parsed(html: &str) -> Option<Element> {
    let template: HtmlTemplateElement = dom::page().create_element("template").ok()?.dyn_into().ok()?;
    template.set_inner_html(html);
    let whole = dom::page().create_element("div").ok()?;
    whole.append_child(&template.content()).ok()?;
    Some(whole)
}

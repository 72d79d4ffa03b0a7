//! Short ways to the document.

use leptos::prelude::*;
use leptos::wasm_bindgen::JsCast;
use leptos::wasm_bindgen::closure::Closure;
use web_sys::{Document, Element, Event, HtmlElement, Storage};

pub fn page() -> Document {
    document()
}

pub fn one(root: &Element, selector: &str) -> Option<HtmlElement> {
    root.query_selector(selector).ok().flatten()?.dyn_into().ok()
}

pub fn all(root: &Element, selector: &str) -> Vec<HtmlElement> {
    let Ok(list) = root.query_selector_all(selector) else {
        return Vec::new();
    };
    (0..list.length()).filter_map(|i| list.item(i)?.dyn_into().ok()).collect()
}

/// The element that an event is about, or the nearest one around it that fits.
pub fn around(event: &Event, selector: &str) -> Option<HtmlElement> {
    let target: Element = event.target()?.dyn_into().ok()?;
    target.closest(selector).ok().flatten()?.dyn_into().ok()
}

/// Listens on the whole document for as long as the page lives.
pub fn on_document(name: &str, react: impl Fn(Event) + 'static) {
    let closure = Closure::<dyn Fn(Event)>::new(react);
    if page()
        .add_event_listener_with_callback(name, closure.as_ref().unchecked_ref())
        .is_ok()
    {
        closure.forget();
    }
}

/// Says that this island reacts now.
pub fn awake(root: &Element) {
    // The attribute is for tests and style only; nothing is lost without it.
    let _ = root.set_attribute("data-awake", "");
}

/// What is kept in this browser; `None` where the reader forbids it.
fn storage() -> Option<Storage> {
    window().local_storage().ok().flatten()
}

pub fn keep(name: &str, value: &str) {
    if let Some(storage) = storage() {
        // A full or forbidden store only means that the choice is forgotten.
        let _ = storage.set_item(name, value);
    }
}

/// Sets `data-…` on `<html>`.
pub fn mark_page(name: &str, value: &str) {
    if let Some(root) = page().document_element() {
        let _ = root.set_attribute(name, value);
    }
}

/// Puts this query into the page's address, without a new entry in the history.
pub fn show_query(query: &str) {
    let location = window().location();
    let Ok(path) = location.pathname() else { return };
    let address = if query.is_empty() { path } else { format!("{path}?{query}") };
    if let Ok(history) = window().history() {
        let _ = history.replace_state_with_url(&leptos::wasm_bindgen::JsValue::NULL, "", Some(&address));
    }
}

//! Short ways to the document.

use leptos::prelude::*;
use leptos::wasm_bindgen::closure::Closure;
use leptos::wasm_bindgen::{JsCast, JsValue};
use web_sys::{
    CustomEvent, CustomEventInit, Document, Element, Event, HtmlElement, HtmlInputElement, HtmlSelectElement,
    HtmlTextAreaElement, Storage,
};

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
    listen(&page(), name, react);
}

/// Listens on a target for as long as the page lives.
pub fn listen(target: &web_sys::EventTarget, name: &str, react: impl Fn(Event) + 'static) {
    let closure = Closure::<dyn Fn(Event)>::new(react);
    if target
        .add_event_listener_with_callback(name, closure.as_ref().unchecked_ref())
        .is_ok()
    {
        closure.forget();
    }
}

/// Tells the early script something: `announce` with a text for screen readers, `panel` after HTML was swapped.
pub fn tell(name: &str, detail: &str) {
    let init = CustomEventInit::new();
    init.set_detail(&JsValue::from_str(detail));
    if let Ok(event) = CustomEvent::new_with_event_init_dict(name, &init) {
        let _ = page().dispatch_event(&event);
    }
}

/// Says that this island reacts now.
pub fn awake(root: &Element) {
    // The attribute is for tests and style only; nothing is lost without it.
    let _ = root.set_attribute("data-awake", "");
}

/// What is kept in this browser; `None` where the reader forbids it.
pub fn storage() -> Option<Storage> {
    window().local_storage().ok().flatten()
}

/// The value of a field of a form, whatever kind of field it is.
pub fn value(root: &Element, selector: &str) -> String {
    let Some(field) = one(root, selector) else {
        return String::new();
    };
    if let Some(input) = field.dyn_ref::<HtmlInputElement>() {
        input.value()
    } else if let Some(select) = field.dyn_ref::<HtmlSelectElement>() {
        select.value()
    } else if let Some(area) = field.dyn_ref::<HtmlTextAreaElement>() {
        area.value()
    } else {
        String::new()
    }
}

/// Shows or hides something that keeps its place.
pub fn show(root: &Element, selector: &str, seen: bool) {
    for element in all(root, selector) {
        let _ = element.toggle_attribute_with_force("data-off", !seen);
    }
}

/// An attribute of the first element that the selector meets.
pub fn attribute(root: &Element, selector: &str, name: &str) -> Option<String> {
    one(root, selector)?.get_attribute(name)
}

/// The query of the page's address, with its `?`; empty if there is none.
pub fn search() -> String {
    window().location().search().unwrap_or_default()
}

/// Puts this query into the page's address, as a new entry of the history or in place of the present one.
pub fn show_query(query: &str, as_new: bool) {
    let location = window().location();
    let Ok(path) = location.pathname() else { return };
    let mark = if query.is_empty() { "" } else { "?" };
    if location.search().is_ok_and(|search| search == format!("{mark}{query}")) {
        return;
    }
    let address = [&path, mark, query].concat();
    if let Ok(history) = window().history() {
        let _ = if as_new {
            history.push_state_with_url(&JsValue::NULL, "", Some(&address))
        } else {
            history.replace_state_with_url(&JsValue::NULL, "", Some(&address))
        };
    }
}

/// Milliseconds since the page was opened.
pub fn now() -> u32 {
    window().performance().map_or(0, |performance| performance.now() as u32)
}

/// Escapes for text and for double-quoted attributes.
pub fn escape(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for letter in text.chars() {
        match letter {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            letter => escaped.push(letter),
        }
    }
    escaped
}

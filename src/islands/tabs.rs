//! Tabs by the pattern of the ARIA Authoring Practices: arrows, Home and End move, the chosen panel is shown.

use leptos::wasm_bindgen::JsCast;
use web_sys::{Event, HtmlElement, KeyboardEvent};

use super::dom;

/// Shows the panel of this tab and hides those of its neighbours.
pub fn choose(tab: &HtmlElement) {
    let Some(list) = tab.closest("[role=tablist]").ok().flatten() else {
        return;
    };
    for other in dom::all(&list, "[role=tab]") {
        let chosen = &other == tab;
        let _ = other.set_attribute("aria-selected", if chosen { "true" } else { "false" });
        other.set_tab_index(if chosen { 0 } else { -1 });
        let panel = other
            .get_attribute("aria-controls")
            .and_then(|id| dom::page().get_element_by_id(&id));
        if let Some(panel) = panel.and_then(|panel| panel.dyn_into::<HtmlElement>().ok()) {
            panel.set_hidden(!chosen);
        }
    }
}

/// The tab that a key leads to from the one with the focus.
pub fn by_key(event: &Event) -> Option<HtmlElement> {
    let key = event.dyn_ref::<KeyboardEvent>()?;
    let tab = dom::around(event, "[role=tab]")?;
    let tabs = dom::all(&tab.closest("[role=tablist]").ok().flatten()?, "[role=tab]");
    let at = tabs.iter().position(|other| *other == tab)?;
    let to = match key.key().as_str() {
        "ArrowRight" => (at + 1) % tabs.len(),
        "ArrowLeft" => (at + tabs.len() - 1) % tabs.len(),
        "Home" => 0,
        "End" => tabs.len() - 1,
        _ => return None,
    };
    event.prevent_default();
    let _ = tabs[to].focus();
    tabs.into_iter().nth(to)
}

use leptos::prelude::*;

use super::dom;

/// Switches between light and dark and keeps the choice; until then the system decides.
#[island]
pub fn ThemeSwitch(
    /// Addresses of the two symbols.
    sun: String,
    moon: String,
) -> impl IntoView {
    let button = NodeRef::<leptos::html::Button>::new();
    Effect::new(move || {
        if let Some(button) = button.get() {
            dom::awake(&button);
        }
    });
    let switch = move |_| {
        let theme = if is_dark() { "light" } else { "dark" };
        dom::mark_page("data-theme", theme);
        dom::keep("theme", theme);
    };
    view! {
        <button type="button" class="theme needs-js" aria-label="Switch between light and dark" node_ref=button on:click=switch>
            <svg class="icon sun" aria-hidden="true"><use href=sun></use></svg>
            <svg class="icon moon" aria-hidden="true"><use href=moon></use></svg>
        </button>
    }
}

fn is_dark() -> bool {
    let chosen = dom::page()
        .document_element()
        .and_then(|root| root.get_attribute("data-theme"));
    match chosen.as_deref() {
        Some(theme) => theme == "dark",
        None => window()
            .match_media("(prefers-color-scheme: dark)")
            .ok()
            .flatten()
            .is_some_and(|query| query.matches()),
    }
}

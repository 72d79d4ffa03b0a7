//! Copy buttons: `data-copy` names the element whose text is copied, exactly.

use leptos::prelude::*;
use leptos::wasm_bindgen::JsCast;
use std::time::Duration;
use web_sys::{Event, HtmlDocument, HtmlElement};

use super::{dom, marks};

/// How long the button says that it worked.
const THANKS: Duration = Duration::from_millis(1500);

pub fn on_click(event: &Event) {
    let Some(button) = dom::around(event, marks::ANY_COPY) else {
        return;
    };
    let source = button
        .get_attribute(marks::COPY)
        .and_then(|id| dom::page().get_element_by_id(&id));
    let Some(source) = source.and_then(|source| source.dyn_into::<HtmlElement>().ok()) else {
        return;
    };
    let text = source.text_content().unwrap_or_default();
    leptos::task::spawn_local(async move {
        let copied = if window().is_secure_context() {
            let promise = window().navigator().clipboard().write_text(&text);
            wasm_bindgen_futures::JsFuture::from(promise).await.is_ok()
        } else {
            // Over plain HTTP browsers hide the clipboard, but copy what is selected.
            select(&source) && page_copies()
        };
        if copied {
            let _ = button.set_attribute("data-copied", "");
            set_timeout(
                move || {
                    let _ = button.remove_attribute("data-copied");
                },
                THANKS,
            );
        } else {
            // The reader can still do it with one key.
            select(&source);
        }
    });
}

fn select(source: &HtmlElement) -> bool {
    match window().get_selection() {
        Ok(Some(selection)) => selection.select_all_children(source).is_ok(),
        _ => false,
    }
}

fn page_copies() -> bool {
    dom::page()
        .dyn_into::<HtmlDocument>()
        .is_ok_and(|page| page.exec_command("copy").unwrap_or(false))
}

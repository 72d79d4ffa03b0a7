//! Try It Live in an article or the manual: a call whose response is shown below its address.

use leptos::prelude::*;
use leptos::task::spawn_local;
use leptos::wasm_bindgen::JsCast;
use web_sys::{AbortController, Element, FormData, HtmlFormElement, UrlSearchParams};

use super::call::trace;
use super::dom::{self, escape, now};
use super::fetch::{self, LiveCall};
use super::response::{self, bytes, time};

/// The longest part of a body that is shown, in bytes.
const SHOWN: usize = 2_000;

/// Wraps a form that makes a call, and the place of its response.
#[island]
pub fn TryIt(children: Children) -> impl IntoView {
    let root = NodeRef::<leptos::html::Div>::new();
    Effect::new(move || {
        let Some(root) = root.get() else { return };
        let root: Element = root.into();
        let place = root.clone();
        // Without a key, readers behind one address would share the steps of a sequence.
        let key = trace();
        dom::listen(&root, "submit", move |event| {
            event.prevent_default();
            let form = event.target().and_then(|form| form.dyn_into::<HtmlFormElement>().ok());
            if let Some(address) = form.as_ref().and_then(address) {
                let steps = address.starts_with("/sequence").then(|| key.clone());
                call(place.clone(), address, steps);
            }
        });
        dom::awake(&root);
    });
    view! { <div class="island" node_ref=root>{children()}</div> }
}

/// Where the form leads.
fn address(form: &HtmlFormElement) -> Option<String> {
    let path = form.get_attribute("action")?;
    let fields = FormData::new_with_form(form).ok()?;
    let query = UrlSearchParams::new_with_str_sequence_sequence(&fields).ok()?;
    let query = String::from(query.to_string());
    let mark = if query.is_empty() { "" } else { "?" };
    Some([&path, mark, &query].concat())
}

/// `key` is whose steps are counted; without one, those of the reader's address.
fn call(root: Element, address: String, key: Option<String>) {
    let Some(place) = dom::one(&root, ".demo-response") else {
        return;
    };
    let Ok(controller) = AbortController::new() else { return };
    place.set_hidden(false);
    place.set_inner_html(&response::waiting(0));
    let signal = controller.signal();
    if let Some(cancel) = dom::one(&place, ".cancel") {
        dom::listen(&cancel, "click", move |_| controller.abort());
    }
    spawn_local(async move {
        let started = now();
        let call = LiveCall {
            method: "GET".to_owned(),
            address,
            headers: key.map(|key| ("X-Mock-Key".to_owned(), key)).into_iter().collect(),
            body: None,
            trace: String::new(),
        };
        let html = match fetch::fetch(&call, &signal, started).await {
            Some(live) => {
                let facts = [time(live.ms), bytes(live.body.len())];
                let pill = format!("{} {}", live.status, live.reason);
                dom::tell("announce", &format!("{pill}, {}", facts.join(", ")));
                let lines = live.headers.iter().map(|(name, value)| format!("{name}: {value}\n"));
                let body = String::from_utf8_lossy(&live.body);
                let end = body
                    .char_indices()
                    .map(|(at, _)| at)
                    .find(|at| *at >= SHOWN)
                    .unwrap_or(body.len());
                let more = if live.broken {
                    "\n… and then the body failed"
                } else if end < body.len() {
                    "\n…"
                } else {
                    ""
                };
                let text = format!("{}\n{}{more}", lines.collect::<String>(), &body[..end]);
                response::head(&pill, live.status, &facts)
                    + &format!("<pre class=\"code\" tabindex=\"0\"><code>{}</code></pre>", escape(&text))
            }
            None if signal.aborted() => {
                dom::tell("announce", "Cancelled");
                response::head("Cancelled", 0, &[])
            }
            None => {
                let note = "The browser got no response and doesn't tell the page why. Try it with curl.";
                dom::tell("announce", note);
                response::head("No response", 0, &[time(now().saturating_sub(started))]) + "<p class=\"note\">" + note + "</p>"
            }
        };
        place.set_inner_html(&html);
    });
}

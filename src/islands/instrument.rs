//! What the panel of a page keeps while it is awake. `panel.rs` changes the state that it shows, `live_call.rs` makes its calls.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use leptos::prelude::*;
use leptos::wasm_bindgen::JsCast;
use web_sys::{AbortController, Element, FormData, HtmlFormElement, RequestInit, UrlSearchParams};

use super::burst::Burst;
use super::fetch::send;
use super::{dom, marks};

/// Of a refusal of the server, so many characters are shown.
const SAID: usize = 200;

pub struct Instrument {
    pub root: Element,
    /// Grows with every change, so that a late panel never replaces a newer one.
    pub changes: Cell<u32>,
    /// A change that isn't shown yet; a call waits for it.
    pub pending: Cell<Pending>,
    pub calls_after: Cell<bool>,
    /// Whether what has the focus goes with the change.
    pub loses_focus: Cell<bool>,
    /// The change that the server did not render, for another try.
    pub failed: RefCell<Option<Change>>,
    /// The panel that is shown, as the server rendered it.
    pub rendered: RefCell<String>,
    /// The query of the address that is shown, with its `?`.
    pub search: RefCell<String>,
    /// The call that is under way.
    pub running: RefCell<Option<Running>>,
    /// The call whose response is shown.
    pub called: RefCell<Option<Called>>,
    pub burst: RefCell<Option<Rc<Burst>>>,
    /// The errors that were announced.
    pub errors: RefCell<Vec<String>>,
}

/// What becomes of a change.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Pending {
    Nothing,
    /// Something is typed that the server hasn't been asked about.
    Typed,
    /// The server is rendering it.
    Rendered,
}

/// A change of the state.
#[derive(Clone)]
pub enum Change {
    /// The form as it is; `true` if a text is being typed: the address then gets no entry for every few letters.
    Form(bool),
    /// The state with this query.
    Preset(String),
    /// The state of an entry of the browser's history, with its `?`.
    Back(String),
}

/// A call that is under way.
pub struct Running {
    pub controller: AbortController,
    pub started: u32,
    /// The longest wait before its response, in milliseconds.
    pub wait: u32,
}

/// The call whose response is shown.
pub struct Called {
    /// Its number among the calls of this page.
    pub started: u32,
    /// What the form said when it was made, with the name by which the server finds its draws.
    pub form: Option<UrlSearchParams>,
    pub is_wired: bool,
}

impl Instrument {
    /// What the form says now, without what is typed for the call alone.
    pub fn form(&self, with_credentials: bool) -> Option<UrlSearchParams> {
        let form: HtmlFormElement = dom::one(&self.root, marks::OPTIONS_FORM)?.dyn_into().ok()?;
        let data = FormData::new_with_form(&form).ok()?;
        if !with_credentials {
            for name in ["typed-user", "typed-password", "typed-token"] {
                data.delete(name);
            }
        }
        // The early script keeps the language.
        if let Some(lang) = dom::page()
            .document_element()
            .and_then(|root| root.get_attribute(marks::LANG))
        {
            let _ = data.set_with_str("lang", &lang);
        }
        UrlSearchParams::new_with_str_sequence_sequence(&data).ok()
    }

    /// The code of the page, as its address has it.
    pub fn code(&self) -> String {
        let path = window().location().pathname().unwrap_or_default();
        path.rsplit('/').next().unwrap_or("").to_owned()
    }
}

/// What the server renders at that address.
///
/// # Errors
/// Why it rendered nothing, as a sentence.
pub async fn text(address: &str, options: &RequestInit) -> Result<String, String> {
    let Some(response) = send(address, options).await else {
        return Err("The server can't be reached.".to_owned());
    };
    let text = response.text().await.unwrap_or_default();
    if matches!(response.status(), 200 | 400) && !text.is_empty() {
        return Ok(text);
    }
    // Errors of the server are JSON for scripts: its `detail` is the sentence.
    let said = text.split("\"detail\": \"").nth(1).and_then(|rest| rest.split('"').next());
    let said: String = said.unwrap_or(text.lines().next().unwrap_or("")).chars().take(SAID).collect();
    Err(format!("The server answered {}: {said}", response.status()))
}

//! The search box of every page: suggestions while the reader types, arrow keys to choose one, Enter to open it.

use std::cell::Cell;
use std::rc::Rc;
use std::time::Duration;

use leptos::prelude::*;
use leptos::task::spawn_local;
use leptos::wasm_bindgen::JsCast;
use web_sys::js_sys::encode_uri_component;
use web_sys::{Element, HtmlElement, HtmlInputElement, KeyboardEvent, RequestInit};

use super::dom;
use super::instrument::text;
use super::marks::SUGGESTIONS;

/// How long the reader pauses before something is looked up.
const PAUSE: Duration = Duration::from_millis(80);

/// Wraps a search box. The server ranks the pages and draws the suggestions.
#[island]
pub fn Finder(children: Children) -> impl IntoView {
    let root = NodeRef::<leptos::html::Div>::new();
    Effect::new(move || {
        let Some(root) = root.get() else { return };
        let root: Element = root.into();
        let Some(input) = dom::one(&root, "input").and_then(|input| input.dyn_into::<HtmlInputElement>().ok()) else {
            return;
        };
        // Only now: without this program nothing is suggested, and the box is a plain one.
        for (name, value) in [
            ("role", "combobox"),
            ("aria-autocomplete", "list"),
            ("aria-expanded", "false"),
            ("aria-controls", SUGGESTIONS),
        ] {
            let _ = Element::set_attribute(&input, name, value);
        }
        let finder = Rc::new(FinderBox {
            root: root.clone(),
            input,
            turn: Cell::new(0),
        });
        let typed = finder.clone();
        dom::listen(&root, "input", move |_| typed.clone().look_up());
        let pressed = finder.clone();
        dom::listen(&root, "keydown", move |event| pressed.press(&event));
        let sent = finder.clone();
        dom::listen(&root, "submit", move |event| {
            event.prevent_default();
            sent.open();
        });
        for way_to_leave in ["focusin", "click"] {
            let left = finder.clone();
            dom::on_document(way_to_leave, move |event| {
                if dom::around(&event, ".find").is_none() {
                    left.close();
                }
            });
        }
        dom::awake(&root);
    });
    view! { <div class="island" node_ref=root>{children()}</div> }
}

struct FinderBox {
    root: Element,
    input: HtmlInputElement,
    /// Counts the changes of the box. Suggestions for an older text aren't shown.
    turn: Cell<u32>,
}

impl FinderBox {
    fn list(&self) -> Option<HtmlElement> {
        dom::one(&self.root, ".suggestions")
    }

    fn options(&self) -> Vec<HtmlElement> {
        dom::all(&self.root, "[role=option]")
    }

    fn chosen(&self) -> Option<HtmlElement> {
        dom::one(&self.root, "[role=option][aria-selected=true]")
    }

    fn look_up(self: Rc<Self>) {
        let turn = self.turn.get() + 1;
        self.turn.set(turn);
        let query = self.input.value();
        if query.trim().is_empty() {
            return self.close();
        }
        set_timeout(
            move || {
                if self.turn.get() != turn {
                    return;
                }
                spawn_local(async move {
                    let address = format!("/suggestions?q={}", String::from(encode_uri_component(&query)));
                    let found = text(&address, &RequestInit::new()).await;
                    // Without suggestions Enter still leads to the results.
                    if self.turn.get() == turn
                        && let Ok(html) = found
                    {
                        self.show(&html);
                    }
                });
            },
            PAUSE,
        );
    }

    fn show(&self, html: &str) {
        let Some(list) = self.list() else { return };
        list.set_inner_html(html);
        list.set_hidden(false);
        let _ = self.input.set_attribute("aria-expanded", "true");
        let _ = self.input.remove_attribute("aria-activedescendant");
        if let Some(said) = dom::attribute(&list, "[data-said]", "data-said") {
            dom::tell("announce", &said);
        }
    }

    fn close(&self) {
        self.turn.set(self.turn.get() + 1);
        if let Some(list) = self.list() {
            list.set_hidden(true);
        }
        let _ = self.input.set_attribute("aria-expanded", "false");
        let _ = self.input.remove_attribute("aria-activedescendant");
    }

    fn press(&self, event: &web_sys::Event) {
        let Some(event) = event.dyn_ref::<KeyboardEvent>() else {
            return;
        };
        let is_open = self.list().is_some_and(|list| !list.hidden());
        let step = match event.key().as_str() {
            "ArrowDown" => 1,
            "ArrowUp" => -1,
            "Escape" if is_open => {
                event.prevent_default();
                return self.close();
            }
            _ => return,
        };
        let options = self.options();
        if !is_open || options.is_empty() || event.is_composing() {
            return;
        }
        event.prevent_default();
        let at = options.iter().position(|option| option.has_attribute("aria-selected"));
        let last = options.len() as isize - 1;
        let next = match at {
            Some(at) => at as isize + step,
            None if step > 0 => 0,
            None => last,
        };
        for option in &options {
            let _ = option.remove_attribute("aria-selected");
        }
        // Past either end, nothing is chosen: Enter opens the best result again.
        if let Some(option) = usize::try_from(next).ok().and_then(|next| options.get(next)) {
            let _ = option.set_attribute("aria-selected", "true");
            let _ = self.input.set_attribute("aria-activedescendant", &option.id());
            option.scroll_into_view_with_bool(false);
        } else {
            let _ = self.input.remove_attribute("aria-activedescendant");
        }
    }

    /// Opens the chosen suggestion, else the best result.
    fn open(&self) {
        let query = self.input.value();
        let address = match self.chosen().and_then(|chosen| chosen.get_attribute("href")) {
            Some(address) => address,
            None => format!("/?best=1&q={}", String::from(encode_uri_component(query.trim()))),
        };
        let _ = window().location().assign(&address);
    }
}

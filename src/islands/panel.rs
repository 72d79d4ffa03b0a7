//! The instrument of a status's page: options, request, examples, Try It Live. Its inside is the server's HTML; this island makes it
//! react, and swaps in what the server renders for another state of it. The call itself is in `live_call.rs`.

use std::cell::{Cell, RefCell};
use std::rc::Rc;
use std::time::Duration;

use leptos::prelude::*;
use leptos::task::spawn_local;
use leptos::wasm_bindgen::JsCast;
use web_sys::{Element, Event, HtmlElement, HtmlInputElement, RequestInit};

use super::instrument::{Change, Instrument, Pending, text};
use super::swap::{Fields, swap};
use super::{dom, history, marks};

/// How long a reader must not have typed before the panel follows.
const TYPING: Duration = Duration::from_millis(250);

#[island]
pub fn Panel(children: Children) -> impl IntoView {
    let root = NodeRef::<leptos::html::Section>::new();
    Effect::new(move || {
        if let Some(root) = root.get() {
            Instrument::wake(root.into());
        }
    });
    view! { <section class=marks::PANEL id="panel" tabindex="-1" aria-labelledby="try" node_ref=root>{children()}</section> }
}

impl Instrument {
    fn wake(root: Element) {
        let this = Rc::new(Self {
            rendered: RefCell::new(root.inner_html()),
            root,
            changes: Cell::new(0),
            pending: Cell::new(Pending::Nothing),
            calls_after: Cell::new(false),
            loses_focus: Cell::new(false),
            failed: RefCell::new(None),
            search: RefCell::new(dom::search()),
            running: RefCell::new(None),
            called: RefCell::new(None),
            burst: RefCell::new(None),
            errors: RefCell::default(),
        });
        this.clone().listen();
        history::show(&this.root);
        dom::awake(&this.root);
    }

    fn listen(self: Rc<Self>) {
        let this = self.clone();
        dom::on_document("click", move |event| this.clicked(&event));
        let this = self.clone();
        dom::on_document("keydown", move |event| {
            let key = event.dyn_ref::<web_sys::KeyboardEvent>().map(web_sys::KeyboardEvent::key);
            if key.as_deref() == Some("Escape") {
                this.cancel();
            }
        });
        let this = self.clone();
        dom::on_document("input", move |event| this.typed(&event));
        let this = self.clone();
        dom::on_document("chosen", move |event| {
            if dom::around(&event, "#tab-wire").is_some() {
                this.show_wire(true);
            }
            // A language is part of the address.
            this.search.replace(dom::search());
        });
        let this = self.clone();
        dom::listen(&window(), "popstate", move |_| {
            let search = dom::search();
            // A link to a part of the page gets here too, and changes nothing.
            if this.search.replace(search.clone()) != search {
                this.clone().change(Change::Back(search));
            }
        });
        dom::on_document("submit", move |event| {
            if dom::around(&event, marks::IN_TRY).is_some() {
                event.prevent_default();
                self.clone().call();
            } else if dom::around(&event, marks::IN_OPTIONS).is_some() {
                event.prevent_default();
                // Enter in a field sends the call.
                self.calls_after.set(true);
                self.clone().change(Change::Form(false));
            } else if let Some(form) = dom::around(&event, marks::BURST) {
                event.prevent_default();
                self.start_burst(&form);
            }
        });
    }

    fn clicked(self: &Rc<Self>, event: &Event) {
        // With a modifier a link is opened elsewhere, as everywhere on the web.
        let plain = event
            .dyn_ref::<web_sys::MouseEvent>()
            .is_some_and(|mouse| !(mouse.ctrl_key() || mouse.meta_key() || mouse.shift_key() || mouse.alt_key()));
        if !plain {
            return;
        }
        if dom::around(event, marks::ANY_CANCEL).is_some() {
            self.cancel();
        } else if dom::around(event, marks::STOP).is_some() {
            if let Some(burst) = &*self.burst.borrow() {
                burst.stop("You stopped it.");
            }
        } else if dom::around(event, marks::RETRY).is_some() {
            let failed = self.failed.take();
            self.clone().change(failed.unwrap_or(Change::Form(false)));
        } else if let Some(link) = dom::around(event, marks::CLIENT) {
            event.prevent_default();
            self.loses_focus.set(true);
            let query = link.get_attribute("href").unwrap_or_default();
            self.clone().change(Change::Preset(query.trim_start_matches('?').to_owned()));
        } else if let Some(preset) = dom::around(event, marks::ANY_PRESET) {
            event.prevent_default();
            let query = preset.get_attribute(marks::PRESET).unwrap_or_default();
            self.calls_after.set(preset.has_attribute("data-replay"));
            self.clone().change(Change::Preset(query));
            // From another section the reader goes to the panel; within it everything is in sight.
            if dom::around(event, ".panel").is_none() {
                self.root.scroll_into_view();
                let _ = self.root.unchecked_ref::<HtmlElement>().focus();
                dom::tell("announce", "The panel shows this use case. Try It Live sends it.");
            }
        } else if dom::around(event, ".clear").is_some() {
            history::clear(&self.root);
        } else if let Some(button) = dom::around(event, "[data-save]") {
            self.save(&button.get_attribute("data-save").unwrap_or_default());
        } else if let Some(toggle) = dom::around(event, ".toggle[aria-pressed]") {
            let raw = toggle.get_attribute("aria-pressed").as_deref() != Some("true");
            let _ = toggle.set_attribute("aria-pressed", if raw { "true" } else { "false" });
            for (selector, seen) in [("#live-raw", raw), ("#live-pretty", !raw)] {
                if let Some(code) = dom::one(&self.root, selector) {
                    code.set_hidden(!seen);
                }
            }
        }
    }

    fn typed(self: &Rc<Self>, event: &Event) {
        if dom::around(event, marks::IN_OPTIONS).is_none() && dom::around(event, marks::IN_SWITCHES).is_none() {
            return;
        }
        let Some(target) = event.target().and_then(|target| target.dyn_into::<HtmlElement>().ok()) else {
            return;
        };
        // Credentials change nothing that is shown.
        if target.get_attribute("name").is_some_and(|name| name.starts_with("typed-")) {
            return;
        }
        let is_text = target.tag_name() == "TEXTAREA"
            || target
                .dyn_ref::<HtmlInputElement>()
                .is_some_and(|input| input.type_() == "text");
        if !is_text {
            return self.clone().change(Change::Form(false));
        }
        // Whoever types is not done yet. A call that is made meanwhile waits for the change.
        self.pending.set(Pending::Typed);
        self.changes.set(self.changes.get() + 1);
        let (this, mine) = (self.clone(), self.changes.get());
        set_timeout(
            move || {
                if this.changes.get() == mine {
                    this.change(Change::Form(true));
                }
            },
            TYPING,
        );
    }

    /// Shows another state: in the address, and in what the server renders for it.
    pub fn change(self: Rc<Self>, change: Change) {
        self.changes.set(self.changes.get() + 1);
        self.pending.set(Pending::Rendered);
        let mine = self.changes.get();
        let address = format!("/docs/{}/panel", self.code());
        spawn_local(async move {
            let options = RequestInit::new();
            let (address, fields) = match &change {
                Change::Form(_) => {
                    options.set_method("POST");
                    if let Some(form) = self.form(false) {
                        options.set_body(&form);
                    }
                    (address, Fields::Typed)
                }
                Change::Preset(query) => (format!("{address}?{query}"), Fields::Replaced),
                Change::Back(search) => (format!("{address}{search}"), Fields::Replaced),
            };
            let fetched = text(&address, &options).await;
            if self.changes.get() != mine {
                return;
            }
            self.pending.set(Pending::Nothing);
            match fetched {
                Ok(html) if swap(&self.root, &html, fields) => self.changed(html, &change),
                Ok(_) => self.not_changed(change, "Something else answered in its place."),
                Err(why) => self.not_changed(change, &why),
            }
        });
    }

    /// The new state is in place.
    fn changed(self: Rc<Self>, html: String, change: &Change) {
        *self.rendered.borrow_mut() = html;
        self.say("");
        if let Some(burst) = self.burst.take() {
            burst.stop("The call has changed.");
        }
        let query = dom::attribute(&self.root, marks::LIVE, "data-query").unwrap_or_default();
        dom::show_query(&query, !matches!(change, Change::Form(true)));
        self.search.replace(dom::search());
        let mut news = Vec::new();
        if let Some(place) = dom::one(&self.root, marks::RESPONSE_PLACE)
            && place.get_attribute("data-state").as_deref() != Some("idle")
            && !place.has_attribute("data-previous")
        {
            let _ = place.set_attribute("data-previous", "");
            news.push("The response is from the previous call.".to_owned());
        }
        let errors: Vec<_> = dom::all(&self.root, marks::ANY_ERROR)
            .iter()
            .filter_map(|line| line.text_content())
            .filter(|text| !text.is_empty())
            .collect();
        // An error is said once, however often the panel is rendered with it.
        let known = self.errors.replace(errors.clone());
        news.extend(errors.into_iter().filter(|error| !known.contains(error)));
        if !news.is_empty() && !self.calls_after.get() {
            dom::tell("announce", &news.join(" "));
        }
        dom::tell("panel", "");
        // The link to a client is gone when the client is shown.
        if self.loses_focus.take()
            && let Some(tab) = dom::one(&self.root, marks::LANGUAGE)
        {
            let _ = tab.focus();
        }
        if self.calls_after.take() {
            self.call();
        }
    }

    /// The server did not render it: everything goes back to the state that is shown, and the reader is told.
    fn not_changed(&self, change: Change, why: &str) {
        self.calls_after.set(false);
        match change {
            // What is typed into the request stays, and isn't in what is shown.
            Change::Form(_) => self.pending.set(Pending::Typed),
            Change::Back(_) => {
                let query = dom::attribute(&self.root, marks::LIVE, "data-query").unwrap_or_default();
                dom::show_query(&query, false);
                self.search.replace(dom::search());
            }
            Change::Preset(_) => {}
        }
        *self.failed.borrow_mut() = Some(change);
        let rendered = self.rendered.borrow().clone();
        swap(&self.root, &rendered, Fields::OptionsReplaced);
        let text = format!("This change isn't in effect. {why} Everything here still shows the call before it.");
        self.say(&text);
        dom::tell("announce", &text);
    }

    /// Tells why a change isn't in effect, with a button for another try.
    fn say(&self, text: &str) {
        let Some(line) = dom::one(&self.root, marks::MESSAGE) else {
            return;
        };
        line.set_text_content(Some(text));
        if !text.is_empty() {
            let _ = line.insert_adjacent_html(
                "beforeend",
                " <button type=\"button\" class=\"toggle retry\">Try again</button>",
            );
        }
    }
}

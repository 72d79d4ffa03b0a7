//! The instrument of a status's page: options, request, examples, Try It Live. Its inside is the server's HTML; this island makes it
//! react, and swaps in what the server renders for another state of it.

use std::cell::{Cell, RefCell};
use std::rc::Rc;
use std::time::Duration;

use leptos::prelude::*;
use leptos::task::spawn_local;
use leptos::wasm_bindgen::{JsCast, JsValue};
use web_sys::js_sys::{Array, Uint8Array};
use web_sys::{
    AbortController, Blob, Element, Event, FormData, HtmlAnchorElement, HtmlElement, HtmlFormElement, HtmlInputElement,
    RequestInit, Url, UrlSearchParams,
};

use super::call::{self, Plan};
use super::dom::now;
use super::fetch::{self, send};
use super::response::{self, Shown, bytes, time};
use super::swap::{Fields, swap};
use super::{burst, dom, history, marks};

/// How often the countdown is drawn.
const TICK: Duration = Duration::from_millis(100);
/// How long a reader must not have typed before the panel follows.
const TYPING: Duration = Duration::from_millis(250);

/// In place of a status, where only Wire sent the call.
const BY_WIRE: &str = "Sent by Wire";

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

pub struct Instrument {
    pub root: Element,
    /// Grows with every change, so that a late panel never replaces a newer one.
    changes: Cell<u32>,
    /// A change that isn't shown yet; a call waits for it.
    pending: Cell<Pending>,
    calls_after: Cell<bool>,
    /// The panel that is shown, as the server rendered it.
    rendered: RefCell<String>,
    /// The call that is under way.
    running: RefCell<Option<Running>>,
    /// Whose response is shown: its name, and whether its wire is there.
    traced: RefCell<Option<(String, bool)>>,
}

struct Running {
    controller: AbortController,
    started: u32,
    wait: u32,
}

/// What becomes of a change.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Pending {
    Nothing,
    /// Something is typed that the server hasn't been asked about.
    Typed,
    /// The server is rendering it.
    Rendered,
}

/// A change of the state.
enum Change {
    /// The form as it is; `true` if a text is being typed: the address then gets no entry for every few letters.
    Form(bool),
    /// The state with this query; `true` if the address gets a new entry in the history.
    Query(String, bool),
}

impl Instrument {
    fn wake(root: Element) {
        let this = Rc::new(Self {
            rendered: RefCell::new(root.inner_html()),
            root,
            changes: Cell::new(0),
            pending: Cell::new(Pending::Nothing),
            calls_after: Cell::new(false),
            running: RefCell::new(None),
            traced: RefCell::new(None),
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
                this.show_wire();
            }
        });
        let this = self.clone();
        dom::listen(&window(), "popstate", move |_| {
            let query = window().location().search().unwrap_or_default();
            this.clone()
                .change(Change::Query(query.trim_start_matches('?').to_owned(), false));
        });
        dom::on_document("submit", move |event| {
            if dom::around(&event, marks::IN_TRY).is_some() {
                event.prevent_default();
                self.clone().call();
            } else if dom::around(&event, marks::IN_OPTIONS).is_some() {
                event.prevent_default();
                self.clone().change(Change::Form(false));
            } else if let Some(form) = dom::around(&event, marks::BURST) {
                event.prevent_default();
                burst::start(&self.root, &form);
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
        } else if dom::around(event, ".retry").is_some() {
            self.clone().change(Change::Form(false));
        } else if let Some(preset) = dom::around(event, marks::ANY_PRESET) {
            event.prevent_default();
            let query = preset.get_attribute(marks::PRESET).unwrap_or_default();
            self.calls_after.set(preset.has_attribute("data-replay"));
            self.clone().change(Change::Query(query, true));
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
        let Some(form) = dom::around(event, marks::IN_OPTIONS) else {
            return;
        };
        let target = event.target().and_then(|target| target.dyn_into::<HtmlElement>().ok());
        let name = target
            .as_ref()
            .and_then(|target| target.get_attribute("name"))
            .unwrap_or_default();
        // Credentials change nothing that is shown.
        if name.starts_with("typed-") {
            return;
        }
        let is_text = target.is_some_and(|target| {
            target.tag_name() == "TEXTAREA"
                || target
                    .dyn_ref::<HtmlInputElement>()
                    .is_some_and(|input| input.type_() == "text")
        });
        let _ = form;
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

    /// What the form says now, without what is typed for the call alone.
    fn form(&self, with_credentials: bool) -> Option<UrlSearchParams> {
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

    /// Shows another state: in the address, and in what the server renders for it.
    fn change(self: Rc<Self>, change: Change) {
        self.changes.set(self.changes.get() + 1);
        self.pending.set(Pending::Rendered);
        let mine = self.changes.get();
        let code = self.code();
        spawn_local(async move {
            let options = RequestInit::new();
            let (address, fields, as_new) = match &change {
                Change::Form(is_typed) => {
                    options.set_method("POST");
                    if let Some(form) = self.form(false) {
                        options.set_body(&form);
                    }
                    (format!("/docs/{code}/panel"), Fields::Typed, !is_typed)
                }
                Change::Query(query, as_new) => (format!("/docs/{code}/panel?{query}"), Fields::Replaced, *as_new),
            };
            let fetched = async {
                let response = send(&address, &options).await?;
                let rendered = matches!(response.status(), 200 | 400);
                response.text().await.ok().filter(|_| rendered)
            };
            let html = fetched.await;
            if self.changes.get() != mine {
                return;
            }
            self.pending.set(Pending::Nothing);
            let shown = html.filter(|html| swap(&self.root, html, fields));
            match shown {
                Some(html) => self.changed(html, as_new),
                None => self.not_changed(),
            }
        });
    }

    /// The new state is in place.
    fn changed(self: Rc<Self>, html: String, as_new: bool) {
        *self.rendered.borrow_mut() = html;
        self.say("");
        let query = dom::attribute(&self.root, marks::LIVE, "data-query").unwrap_or_default();
        dom::show_query(&query, as_new);
        if let Some(place) = dom::one(&self.root, marks::RESPONSE_PLACE) {
            let _ = place.set_attribute("data-previous", "");
        }
        let errors: Vec<_> = dom::all(&self.root, marks::ANY_ERROR)
            .iter()
            .filter_map(|line| line.text_content())
            .filter(|text| !text.is_empty())
            .collect();
        if !errors.is_empty() {
            dom::tell("announce", &errors.join(" "));
        }
        dom::tell("panel", "");
        if self.calls_after.take() {
            self.call();
        }
    }

    /// The server did not render it: everything goes back to the state that is shown, and the reader is told.
    fn not_changed(&self) {
        self.calls_after.set(false);
        // What is typed into the request stays, and is not shown by the examples.
        self.pending.set(Pending::Typed);
        let rendered = self.rendered.borrow().clone();
        swap(&self.root, &rendered, Fields::OptionsReplaced);
        let text = "This change isn't in effect: the server didn't answer. Everything here still shows the call before it. Try the change again.";
        self.say(text);
        dom::tell("announce", text);
    }

    fn say(&self, text: &str) {
        if let Some(line) = dom::one(&self.root, marks::MESSAGE) {
            line.set_text_content(Some(text));
        }
    }

    fn code(&self) -> String {
        let path = window().location().pathname().unwrap_or_default();
        path.rsplit('/').next().unwrap_or("").to_owned()
    }

    fn cancel(&self) {
        let Some(running) = self.running.take() else { return };
        running.controller.abort();
        let text = format!("Cancelled after {}.", time(now().saturating_sub(running.started)));
        let note = format!("You cancelled the call. {text} The server notices, and stops working on it.");
        self.place(
            &(response::head("Cancelled", 0, &[]) + &format!("<p class=\"note\">{note}</p>")),
            "failed",
        );
        dom::tell("announce", &text);
    }

    /// Puts this in the place of the response.
    fn place(&self, html: &str, state: &str) {
        if let Some(place) = dom::one(&self.root, marks::RESPONSE_PLACE) {
            let active = dom::page().active_element();
            let had_focus = active.is_some_and(|active| place.contains(Some(&active)));
            place.set_inner_html(html);
            // What had the focus is gone: it goes to the button that sends the call again.
            if had_focus && let Some(button) = dom::one(&self.root, ".try .go") {
                let _ = button.focus();
            }
            let _ = place.set_attribute("data-state", state);
            let _ = place.set_attribute("aria-busy", if state == "waiting" { "true" } else { "false" });
            let _ = place.remove_attribute("data-previous");
        }
    }

    fn call(self: Rc<Self>) {
        // What is called is what is shown, so what was just typed is shown first.
        if self.pending.get() != Pending::Nothing {
            self.calls_after.set(true);
            if self.pending.get() == Pending::Typed {
                self.change(Change::Form(true));
            }
            return;
        }
        if let Some(field) = dom::one(&self.root, marks::INVALID) {
            let _ = field.focus();
            return dom::tell("announce", "Nothing was sent. Fix the marked field first.");
        }
        self.cancel();
        let Some(plan) = Plan::read(&self.root) else { return };
        let Ok(controller) = AbortController::new() else { return };
        let signal = controller.signal();
        let started = now();
        *self.running.borrow_mut() = Some(Running {
            controller,
            started,
            wait: plan.wait,
        });
        *self.traced.borrow_mut() = Some((plan.live.trace.clone(), false));
        self.place(&response::waiting(plan.wait), "waiting");
        self.clone().tick(started);
        spawn_local(async move {
            let response = if plan.beyond.is_some() {
                None
            } else if plan.websocket {
                fetch::websocket(&plan.live.address, started).await
            } else {
                fetch::fetch(&plan.live, &signal, started).await
            };
            if signal.aborted() {
                return;
            }
            let none = match (&response, &plan.beyond) {
                (Some(_), _) => String::new(),
                (None, Some(beyond)) => format!("{beyond}, so only Wire sent this call."),
                (None, None) => call::why_none(&self.root).await,
            };
            if signal.aborted() {
                return;
            }
            self.running.take();
            self.show(&plan, response.as_ref(), none, now().saturating_sub(started));
        });
    }

    /// Shows how the call ended.
    fn show(self: &Rc<Self>, plan: &Plan, response: Option<&fetch::LiveResponse>, none: String, ms: u32) {
        let (pill, status, facts, note) = match response {
            Some(response) => {
                let facts = vec![time(response.ms), bytes(response.body.len())];
                let pill = format!("{} {}", response.status, response.reason);
                (pill, response.status, facts, call::about(&self.root, response))
            }
            None if plan.beyond.is_some() => (BY_WIRE.to_owned(), 0, Vec::new(), none),
            None => ("No response".to_owned(), 0, vec![time(ms)], none),
        };
        let code = self.code();
        let and = if plan.query.is_empty() { "" } else { "&" };
        let shown = Shown {
            status,
            facts: facts.clone(),
            note: note.clone(),
            response,
            instead: if plan.beyond.is_some() {
                "This browser sent nothing."
            } else {
                "The browser tells a page nothing more about it."
            },
            wire_first: plan.wire_first,
            preview: format!("/docs/{code}/preview?{}{and}status={status}", plan.query),
            pill: pill.clone(),
        };
        self.place(&shown.html(), if response.is_some() { "done" } else { "failed" });
        dom::tell(
            "announce",
            &format!("{}. {note}", [vec![pill.trim().to_owned()], facts].concat().join(", ")),
        );
        history::add(&self.root, &code, plan, pill.trim(), status, ms);
        if plan.wire_first {
            self.show_wire();
        }
    }

    /// Fetches the wire of the call whose response is shown, once.
    fn show_wire(self: &Rc<Self>) {
        let trace = match &mut *self.traced.borrow_mut() {
            Some((trace, wired)) if !*wired => {
                *wired = true;
                trace.clone()
            }
            _ => return,
        };
        let Some(form) = self.form(true) else { return };
        form.append("trace", &trace);
        form.append("fragment", "1");
        let this = self.clone();
        spawn_local(async move {
            let options = RequestInit::new();
            options.set_method("POST");
            options.set_body(&form);
            let fetched = async {
                let response = send(&format!("/docs/{}/wire", this.code()), &options).await?;
                let rendered = matches!(response.status(), 200 | 400);
                response.text().await.ok().filter(|_| rendered)
            };
            let html = fetched.await;
            let is_shown = this.traced.borrow().as_ref().is_some_and(|(shown, _)| *shown == trace);
            let Some(view) = dom::one(&this.root, "#view-wire").filter(|_| is_shown) else {
                return;
            };
            match html {
                Some(html) => {
                    let html = format!(
                        "{}<div id=\"live-wire\">{html}</div>",
                        response::tools("live-wire", "exchange", "")
                    );
                    view.set_inner_html(&html);
                    this.name_wires_status(&view);
                }
                None => view.set_inner_html("<p class=\"note\">Wire couldn't make its call: the server didn't answer.</p>"),
            }
        });
    }

    /// A call that only Wire sent has Wire's status.
    fn name_wires_status(&self, view: &Element) {
        let Some(pill) = dom::one(&self.root, ".response .pill").filter(|pill| pill.text_content().as_deref() == Some(BY_WIRE))
        else {
            return;
        };
        if let Some(status) = dom::attribute(view, ".timeline", "data-status") {
            pill.set_text_content(Some(&format!("{status}, sent by Wire")));
            dom::tell("announce", &format!("{status}, sent by Wire."));
        }
    }

    /// Saves the text of an element as a file.
    fn save(&self, id: &str) {
        let Some(text) = dom::page().get_element_by_id(id).and_then(|source| source.text_content()) else {
            return;
        };
        let saved = || -> Result<(), JsValue> {
            let parts = Array::of1(&Uint8Array::from(text.as_bytes()));
            let url = Url::create_object_url_with_blob(&Blob::new_with_u8_array_sequence(&parts)?)?;
            let link: HtmlAnchorElement = dom::page().create_element("a")?.unchecked_into();
            link.set_href(&url);
            link.set_download(&format!("{}-{id}.txt", self.code()));
            link.click();
            Url::revoke_object_url(&url)
        };
        if saved().is_err() {
            dom::tell("announce", "The browser didn't save the file.");
        }
    }

    /// Draws the countdown of the call that started then, until it ends.
    fn tick(self: Rc<Self>, started: u32) {
        let wait = match &*self.running.borrow() {
            Some(running) if running.started == started => running.wait,
            _ => return,
        };
        let passed = now().saturating_sub(started);
        if wait > 0 {
            if let Some(countdown) = dom::one(&self.root, marks::COUNTDOWN) {
                let left = wait.saturating_sub(passed);
                let text = if left > 0 {
                    format!("{}.{} s left", left / 1000, left / 100 % 10)
                } else {
                    format!("{} and counting", time(passed))
                };
                countdown.set_text_content(Some(&text));
            }
            if let Some(bar) = dom::one(&self.root, marks::PROGRESS) {
                let _ = bar.set_attribute("value", &passed.min(wait).to_string());
            }
        }
        set_timeout(move || self.tick(started), TICK);
    }
}

//! Try It Live as it goes: the call in the browser, how it ended, and its wire.

use std::rc::Rc;
use std::time::Duration;

use leptos::prelude::*;
use leptos::task::spawn_local;
use leptos::wasm_bindgen::{JsCast, JsValue};
use web_sys::js_sys::{Array, Uint8Array};
use web_sys::{AbortController, Blob, Element, HtmlAnchorElement, HtmlElement, RequestInit, Url};

use super::burst::Burst;
use super::call::Plan;
use super::dom::now;
use super::fetch::LiveResponse;
use super::instrument::{Called, Change, Instrument, Pending, Running, text};
use super::response::{self, Shown, bytes, time};
use super::{dom, fetch, history, marks};

/// How often the countdown is drawn.
const TICK: Duration = Duration::from_millis(100);

/// In place of a status, where only Wire sent the call.
const BY_WIRE: &str = "Sent by Wire";

impl Instrument {
    /// Whether a call can be made now. What is called is what is shown: what was just typed is shown first, and wrong values are fixed.
    fn is_ready(self: &Rc<Self>) -> bool {
        if self.pending.get() == Pending::Typed {
            self.clone().change(Change::Form(true));
        }
        if self.pending.get() != Pending::Nothing {
            return false;
        }
        let wrong = dom::one(&self.root, marks::INVALID);
        if let Some(field) = &wrong {
            let _ = field.focus();
            dom::tell("announce", "Nothing was sent. Fix the marked field first.");
        }
        wrong.is_none()
    }

    pub fn cancel(&self) {
        self.calls_after.set(false);
        if let Some(burst) = &*self.burst.borrow() {
            burst.stop("You stopped it.");
        }
        let Some(running) = self.running.take() else { return };
        running.controller.abort();
        let text = format!("Cancelled after {}.", time(now().saturating_sub(running.started)));
        let note = "You cancelled the call. The server notices, and stops working on it.";
        let facts = [time(now().saturating_sub(running.started))];
        let html = response::head("Cancelled", 0, &facts) + "<p class=\"note\">" + note + "</p>";
        self.place(&html, "failed");
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

    pub fn call(self: Rc<Self>) {
        if !self.is_ready() {
            self.calls_after.set(self.pending.get() != Pending::Nothing);
            return;
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
        let form = self.form(true);
        if let Some(form) = &form {
            form.append("fragment", "1");
            // Only a fetch can have a name, and only one that was made leaves draws.
            if plan.is_fetched() {
                form.append("trace", &plan.live.trace);
            }
        }
        *self.called.borrow_mut() = Some(Called {
            started,
            form,
            is_wired: false,
        });
        self.place(&response::waiting(plan.wait), "waiting");
        self.clone().tick(started);
        let changes = self.changes.get();
        spawn_local(async move {
            let response = if plan.is_fetched() {
                fetch::fetch(&plan.live, &signal, started).await
            } else if plan.websocket {
                fetch::websocket(&plan.live.address, started).await
            } else {
                None
            };
            if signal.aborted() {
                return;
            }
            let none = match (&response, &plan.beyond) {
                (Some(_), _) => String::new(),
                (None, Some(beyond)) => format!("{beyond}, so only Wire sent this call."),
                (None, None) => plan.why_none().await,
            };
            if signal.aborted() {
                return;
            }
            self.running.take();
            self.show(&plan, response.as_ref(), none, now().saturating_sub(started));
            // Something was changed while the call was on its way.
            if self.changes.get() != changes
                && let Some(place) = dom::one(&self.root, marks::RESPONSE_PLACE)
            {
                let _ = place.set_attribute("data-previous", "");
            }
        });
    }

    /// Shows how the call ended.
    fn show(self: &Rc<Self>, plan: &Plan, response: Option<&LiveResponse>, none: String, ms: u32) {
        let (pill, status, facts, note) = match response {
            Some(response) => {
                let facts = vec![time(response.ms), bytes(response.body.len())];
                let pill = format!("{} {}", response.status, response.reason);
                (pill, response.status, facts, plan.about(response))
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
                "The browser gives the page no more details."
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
            self.show_wire(false);
        }
    }

    /// Fetches the wire of the call whose response is shown, once; after a failure again. Says so if the reader asked for it.
    pub fn show_wire(self: &Rc<Self>, is_asked: bool) {
        let (started, form) = match &mut *self.called.borrow_mut() {
            Some(called) if !called.is_wired => {
                called.is_wired = true;
                (called.started, called.form.clone())
            }
            _ => return,
        };
        let Some(form) = form else { return };
        let this = self.clone();
        spawn_local(async move {
            let options = RequestInit::new();
            options.set_method("POST");
            options.set_body(&form);
            let fetched = text(&format!("/docs/{}/wire", this.code()), &options).await;
            let is_shown = |called: &&mut Called| called.started == started;
            let mut called = this.called.borrow_mut();
            let (Some(view), Some(called)) = (dom::one(&this.root, "#view-wire"), called.as_mut().filter(is_shown)) else {
                return;
            };
            match fetched {
                Ok(html) => {
                    let tools = response::tools("live-wire", "exchange", "");
                    view.set_inner_html(&format!("{tools}<div id=\"live-wire\">{html}</div>"));
                    this.name_wires_status(&view);
                    if is_asked {
                        dom::tell("announce", "Wire shows the exchange.");
                    }
                }
                Err(why) => {
                    called.is_wired = false;
                    let why = dom::escape(&why);
                    view.set_inner_html(&format!(
                        "<p class=\"note\">Wire couldn't make its call. {why} Choose the tab again for another try.</p>"
                    ));
                }
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

    /// Sends many calls.
    pub fn start_burst(self: &Rc<Self>, form: &HtmlElement) {
        if !self.is_ready() {
            return;
        }
        if self.burst.borrow().as_ref().is_some_and(|burst| burst.is_running()) {
            return dom::tell("announce", "These calls are still on their way. Stop them first.");
        }
        *self.burst.borrow_mut() = Burst::start(&self.root, form);
    }

    /// Saves the text of an element as a file.
    pub fn save(&self, id: &str) {
        let Some(text) = dom::page().get_element_by_id(id).and_then(|source| source.text_content()) else {
            return;
        };
        let saved = || -> Result<(), JsValue> {
            let parts = Array::of1(&Uint8Array::from(text.as_bytes()));
            let url = Url::create_object_url_with_blob(&Blob::new_with_u8_array_sequence(&parts)?)?;
            let link: HtmlAnchorElement = dom::page().create_element("a")?.unchecked_into();
            link.set_href(&url);
            link.set_download(&format!("{}-{}.txt", self.code(), id.trim_start_matches("live-")));
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

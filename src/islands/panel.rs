//! The instrument of a status's page: options, request line, examples, Try It Live. Its inside is the server's HTML; this island makes it
//! react, and swaps in what the server renders for another state of it.

use std::cell::{Cell, RefCell};
use std::rc::Rc;
use std::sync::Arc;
use std::time::Duration;

use leptos::prelude::*;
use leptos::task::spawn_local;
use leptos::wasm_bindgen::JsCast;
use web_sys::RequestInit;
use web_sys::{
    AbortController, Element, Event, HtmlElement, HtmlFormElement, HtmlInputElement, HtmlSelectElement, HtmlTemplateElement,
};

use super::fetch::{fetch, now, send};
use super::response::{Response, Stage, time};
use super::{copy, dom, marks, tabs};
use crate::call::options::OPTIONS;
use crate::call::rules::Caps;
use crate::call::state::{CALL, LANG, METHOD};
use crate::call::{PageState, encoding};
use crate::code::Code;

/// How often the countdown is drawn.
const TICK: Duration = Duration::from_millis(100);

#[island]
pub fn Panel(
    /// The status of the page.
    code: u16,
    /// The operator's cap, so that a longer delay is refused before it is sent.
    longest_delay_ms: u64,
    /// What the book says of this code in browsers, for when no status arrives.
    browser: String,
    children: Children,
) -> impl IntoView {
    let root = NodeRef::<leptos::html::Section>::new();
    Effect::new(move || {
        let (Some(root), Some(code)) = (root.get(), Code::new(code)) else {
            return;
        };
        let caps = Caps {
            longest_delay: Duration::from_millis(longest_delay_ms),
            redirect_hosts: None,
        };
        Instrument::wake(root.into(), code, caps, browser.clone());
    });
    view! { <section class=marks::PANEL id="panel" aria-label="Call and examples" node_ref=root>{children()}</section> }
}

struct Instrument {
    root: Element,
    code: Code,
    caps: Caps,
    browser: String,
    /// The state that is shown.
    state: RefCell<PageState>,
    stage: RwSignal<Stage>,
    /// Grows with every change, so that a late fragment never replaces a newer one.
    changes: Cell<u32>,
    /// The call that is under way, and when it started.
    running: RefCell<Option<(AbortController, f64)>>,
}

impl Instrument {
    fn wake(root: Element, code: Code, caps: Caps, browser: String) {
        let query = window().location().search().unwrap_or_default();
        let mut state = PageState::read(code, query.trim_start_matches('?'));
        state.apply_caps(&caps);
        let this = Rc::new(Self {
            root,
            code,
            caps,
            browser,
            state: RefCell::new(state),
            stage: RwSignal::new(Stage::Idle),
            changes: Cell::new(0),
            running: RefCell::new(None),
        });
        this.mount_response();
        this.clone().listen();
        this.show_language();
        dom::awake(&this.root);
    }

    fn mount_response(self: &Rc<Self>) {
        let Some(place) = dom::one(&self.root, marks::RESPONSE_PLACE) else {
            return;
        };
        place.set_inner_html("");
        let stage = self.stage;
        leptos::mount::mount_to(place.clone(), move || view! { <Response stage=stage.read_only() /> }).forget();
        let this = self.clone();
        Effect::new(move || {
            let stage = stage.get();
            let waiting = stage == Stage::Waiting;
            let _ = place.set_attribute("data-state", stage.name());
            let _ = place.set_attribute("aria-busy", if waiting { "true" } else { "false" });
            for (selector, seen) in [
                (marks::CANCEL_BUTTON, waiting),
                (marks::PROGRESS, waiting && this.expected_ms() > 0.0),
            ] {
                if let Some(element) = dom::one(&this.root, selector) {
                    element.set_hidden(!seen);
                }
            }
            if let Some(countdown) = dom::one(&this.root, marks::COUNTDOWN_LINE).filter(|_| !waiting) {
                countdown.set_text_content(None);
            }
        });
    }

    fn listen(self: Rc<Self>) {
        let this = self.clone();
        dom::on_document("click", move |event| this.clicked(&event));
        let this = self.clone();
        dom::on_document("keydown", move |event| {
            if let Some(tab) = tabs::by_key(&event) {
                this.chosen(&tab);
            }
        });
        let this = self.clone();
        dom::on_document("input", move |event| {
            if dom::around(&event, marks::IN_OPTIONS).is_some() {
                this.typed(&event);
            }
        });
        dom::on_document("submit", move |event| {
            if dom::around(&event, marks::IN_TRY).is_some() {
                event.prevent_default();
                self.clone().call();
            } else if dom::around(&event, marks::IN_OPTIONS).is_some() {
                event.prevent_default();
                self.clone().changed();
            }
        });
    }

    fn clicked(self: &Rc<Self>, event: &Event) {
        copy::on_click(event);
        if dom::around(event, marks::ANY_CANCEL).is_some() {
            self.cancel();
        }
        // With a modifier a link is opened elsewhere, as everywhere on the web.
        let plain = event
            .dyn_ref::<web_sys::MouseEvent>()
            .is_some_and(|mouse| !(mouse.ctrl_key() || mouse.meta_key() || mouse.shift_key() || mouse.alt_key()));
        if !plain {
            return;
        }
        if let Some(tab) = dom::around(event, marks::LANGUAGE_TAB) {
            event.prevent_default();
            self.chosen(&tab);
        }
        if let Some(preset) = dom::around(event, marks::ANY_PRESET) {
            event.prevent_default();
            self.fill(&preset.get_attribute(marks::PRESET).unwrap_or_default());
            self.root.scroll_into_view();
        }
    }

    /// A tab was chosen; the language ones are kept for the next page.
    fn chosen(&self, tab: &HtmlElement) {
        tabs::choose(tab);
        let Some(lang) = tab.get_attribute(marks::LANG) else { return };
        dom::keep(LANG, &lang);
        dom::mark_page(marks::LANG, &lang);
        let mut state = self.state.borrow_mut();
        state.lang = Some(lang);
        dom::show_query(&state.query());
    }

    /// The language of an earlier page, unless the address of this one names another; else the one that the server chose.
    fn show_language(&self) {
        let kept = dom::page()
            .document_element()
            .and_then(|root| root.get_attribute(marks::LANG));
        let kept = kept.and_then(|lang| dom::one(&self.root, &format!(".{} [{}=\"{lang}\"]", marks::EXAMPLES, marks::LANG)));
        if let Some(tab) = kept.or_else(|| dom::one(&self.root, marks::CHOSEN_LANGUAGE)) {
            tabs::choose(&tab);
        }
    }

    fn typed(self: &Rc<Self>, event: &Event) {
        // A chip that was switched on opens its field and waits for a value.
        let chip = dom::around(event, marks::ANY_CHIP);
        let switched = event
            .target()
            .and_then(|target| target.dyn_into::<HtmlInputElement>().ok())
            .filter(|input| input.type_() == "checkbox");
        if let (Some(chip), Some(switch)) = (chip, switched)
            && let Some(field) = dom::one(&chip, marks::FIELD_INPUT).and_then(|field| field.dyn_into::<HtmlInputElement>().ok())
        {
            if switch.checked() {
                if field.value().is_empty() {
                    field.set_value(&field.placeholder());
                }
                let _ = field.focus();
            } else {
                field.set_value("");
            }
        }
        self.changed();
    }

    /// Goes to the state of a preset, whose options the form may not even show yet.
    fn fill(self: &Rc<Self>, preset: &str) {
        let mut state = PageState::read(self.code, preset);
        state.lang = self.state.borrow().lang.clone();
        self.go(state, true);
    }

    /// What the form says now, as a query.
    fn query(&self) -> String {
        let Some(form) = dom::one(&self.root, marks::OPTIONS_FORM).and_then(|form| form.dyn_into::<HtmlFormElement>().ok())
        else {
            return String::new();
        };
        let names = OPTIONS.iter().map(|spec| spec.name).chain([METHOD, CALL]);
        // Further values of an option that repeats have no field and stay as they are.
        let state = self.state.borrow();
        let further = OPTIONS.iter().filter(|spec| spec.repeats()).flat_map(|spec| {
            let values = spec.written(&state.call.settings).into_iter().skip(1);
            values
                .map(|value| format!("{}={}", spec.name, encoding::encode(&value)))
                .collect::<Vec<_>>()
        });
        names
            .filter_map(|name| {
                let value = form.elements().named_item(name)?;
                let value = match value.dyn_ref::<HtmlInputElement>() {
                    Some(input) => input.value(),
                    None => value.dyn_ref::<HtmlSelectElement>()?.value(),
                };
                // An option that is off keeps its field, which then says nothing.
                let off = dom::one(&self.root, &format!("#{}", marks::switch_id(name)))
                    .and_then(|switch| switch.dyn_into::<HtmlInputElement>().ok())
                    .is_some_and(|switch| !switch.checked());
                (!off && !value.is_empty()).then(|| format!("{name}={}", encoding::encode(&value)))
            })
            .chain(further)
            .collect::<Vec<_>>()
            .join("&")
    }

    /// Reads the form; shows what is wrong, or goes to the new state.
    fn changed(self: &Rc<Self>) {
        let mut state = PageState::read(self.code, &self.query());
        state.apply_caps(&self.caps);
        state.lang = self.state.borrow().lang.clone();
        self.show_problems(&state);
        if state.problems.is_empty() && state != *self.state.borrow() {
            self.go(state, false);
        }
    }

    /// Shows another state: in the address, and in what the server renders for it.
    fn go(self: &Rc<Self>, state: PageState, with_form: bool) {
        let query = state.query();
        dom::show_query(&query);
        *self.state.borrow_mut() = state;
        self.changes.set(self.changes.get() + 1);
        let (this, mine) = (self.clone(), self.changes.get());
        spawn_local(async move {
            let address = format!("/docs/{}/panel?{query}", this.code);
            let fetched = async { send(&address, &RequestInit::new()).await?.text().await };
            match fetched.await {
                Ok(html) if this.changes.get() == mine => this.swap(&html, with_form),
                Ok(_) => {}
                Err(error) => leptos::logging::warn!("the panel could not be fetched: {error}"),
            }
        });
    }

    fn show_problems(&self, state: &PageState) {
        for line in dom::all(&self.root, marks::ANY_ERROR) {
            let name = line.get_attribute(marks::ERROR).unwrap_or_default();
            let problem = state.problem(&name);
            line.set_text_content(problem.map(|problem| problem.message.as_str()));
            if let Some(input) = dom::one(&self.root, &format!("#{}", marks::field_id(&name))) {
                let _ = match problem {
                    Some(_) => input.set_attribute("aria-invalid", "true"),
                    None => input.remove_attribute("aria-invalid"),
                };
            }
        }
    }

    /// Takes the parts of a rendered panel that follow from the options. The form itself keeps its focus, unless it has to change.
    fn swap(&self, html: &str, with_form: bool) {
        let Ok(template) = dom::page().create_element("template") else {
            return;
        };
        template.set_inner_html(html);
        let Ok(template) = template.dyn_into::<HtmlTemplateElement>() else {
            return;
        };
        for old in dom::all(&self.root, marks::ANY_PART) {
            let part = old.get_attribute(marks::PART).unwrap_or_default();
            if part == marks::OPTIONS_PART && !with_form {
                continue;
            }
            let selector = format!("[{}=\"{part}\"]", marks::PART);
            if let Ok(Some(new)) = template.content().query_selector(&selector) {
                old.set_inner_html(&new.inner_html());
            }
        }
        self.show_language();
    }

    /// The delay of the call as shown, at most, in milliseconds.
    fn expected_ms(&self) -> f64 {
        let delay = self.state.borrow().call.settings.delay;
        delay.map_or(0.0, |delay| delay.longest().as_secs_f64() * 1000.0)
    }

    fn cancel(&self) {
        if let Some((controller, started)) = self.running.take() {
            controller.abort();
            self.stage.set(Stage::Cancelled {
                after_ms: now() - started,
            });
        }
    }

    fn call(self: Rc<Self>) {
        self.cancel();
        let Ok(controller) = AbortController::new() else { return };
        let signal = controller.signal();
        let started = now();
        *self.running.borrow_mut() = Some((controller, started));
        self.keep_height();
        self.stage.set(Stage::Waiting);
        self.clone().tick(started);
        let call = self.state.borrow().call.clone();
        spawn_local(async move {
            let outcome = fetch(&call.method, &call.address(), &signal, started).await;
            if signal.aborted() {
                return;
            }
            self.running.take();
            self.stage.set(match outcome {
                Ok(answer) => Stage::Answered(Arc::new(answer)),
                Err(error) => Stage::Failed {
                    why: self.explain(&error),
                },
            });
        });
    }

    /// A network error tells a script nothing; the book knows more.
    fn explain(&self, error: &gloo_net::Error) -> String {
        format!(
            "Network error: the browser shows this page no status. Either the connection failed or was closed, or this is an answer that browsers keep from scripts. \
             In browsers, {} is: {}. The browser's own words: {error}.",
            self.code, self.browser
        )
    }

    /// The response may grow, but never shrinks while a reader looks at it: nothing below it jumps.
    fn keep_height(&self) {
        if let Some(place) = dom::one(&self.root, marks::RESPONSE_PLACE) {
            let height = place.offset_height();
            let _ = place.style().set_property("min-height", &format!("{height}px"));
        }
    }

    /// Draws the countdown of the call that started then, until it ends.
    fn tick(self: Rc<Self>, started: f64) {
        let mine = self.running.borrow().as_ref().is_some_and(|(_, other)| *other == started);
        if !mine || self.stage.with_untracked(|stage| *stage != Stage::Waiting) {
            return;
        }
        let total = self.expected_ms();
        let passed = now() - started;
        if let Some(countdown) = dom::one(&self.root, marks::COUNTDOWN_LINE).filter(|_| total > 0.0) {
            let left = total - passed;
            let text = if left > 0.0 {
                format!("{:.1} s left", left / 1000.0)
            } else {
                format!("{} and counting", time(passed))
            };
            countdown.set_text_content(Some(&text));
        }
        if let Some(bar) = dom::one(&self.root, marks::PROGRESS).filter(|_| total > 0.0) {
            let _ = bar.set_attribute("value", &format!("{:.3}", (passed / total).min(1.0)));
        }
        set_timeout(move || self.tick(started), TICK);
    }
}

//! The page of one status, in the order of a reader's questions.

use leptos::prelude::*;

use super::shell::{Subject, document};
use super::{Frame, facts, hero, panel_fragment, text};
use crate::call::PageState;
use crate::islands::Panel;

pub fn page(frame: &Frame, state: &PageState) -> AnyView {
    let code = state.page;
    let Some(status) = frame.book.get(code) else {
        return super::missing::page(frame, &format!("/docs/{code}"), Some(code));
    };
    let subject = Subject {
        title: format!("{}: what it means and how to fix it · Statusbook", status.title()),
        description: format!(
            "HTTP {}: {}. Causes, fixes, examples in many languages, and a live call.",
            status.title(),
            status.summary
        ),
        class: Some(status.group().slug()),
        code: Some(code),
        address: Some(format!("/docs/{code}")),
        indexed: state.query().is_empty(),
    };
    let panel = panel_fragment(frame, state);
    let longest_delay_ms = u64::try_from(frame.longest_delay.as_millis()).unwrap_or(u64::MAX);
    let main = view! {
        <main id="main" class="status">
            {hero::hero(frame, status)}
            {hero::now(status)}
            <Panel code=code.number() longest_delay_ms browser=status.browser.clone()>
                <div class="parts" inner_html=panel></div>
            </Panel>
            {facts::facts(status)}
            {text::text(frame, status)}
        </main>
    };
    document(frame, subject, main.into_any())
}

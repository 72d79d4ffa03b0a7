//! What came back from a live call: waiting, an answer, or in words why there is none.

use std::sync::Arc;

use leptos::prelude::*;
use leptos::wasm_bindgen::JsCast;

use super::{json, marks, tabs};
use crate::code::Code;

/// Where a live call stands.
#[derive(Clone, Debug, PartialEq)]
pub enum Stage {
    Idle,
    Waiting,
    Cancelled { after_ms: f64 },
    Answered(Arc<LiveResponse>),
    Failed { why: String },
}

/// An answer as the browser shows it to a script.
#[derive(Debug, PartialEq)]
pub struct LiveResponse {
    pub status: u16,
    pub reason: String,
    /// Where the browser went by itself, if it followed a redirect.
    pub redirected_to: Option<String>,
    pub ms: f64,
    /// Of the body as it arrived, in bytes.
    pub size: usize,
    pub headers: Vec<(String, String)>,
    pub body: String,
}

impl Stage {
    /// For `data-state`, which decides how much the response is dimmed.
    pub const fn name(&self) -> &'static str {
        match self {
            Self::Idle => "idle",
            Self::Waiting => "waiting",
            Self::Cancelled { .. } | Self::Failed { .. } => "failed",
            Self::Answered(_) => "done",
        }
    }
}

#[component]
pub fn Response(stage: ReadSignal<Stage>) -> impl IntoView {
    move || match stage.get() {
        Stage::Idle => view! { <p class="hint idle">{marks::NOTHING_SENT}</p> }.into_any(),
        Stage::Waiting => view! { <Head text="Waiting" /> <p class="note">"The call is on its way."</p> }.into_any(),
        Stage::Cancelled { after_ms } => {
            let note = format!(
                "You cancelled the call after {}. The server notices and stops working on it.",
                time(after_ms)
            );
            view! { <Head text="Cancelled" /> <p class="note">{note}</p> }.into_any()
        }
        Stage::Failed { why } => view! { <Head text="No status" /> <p class="note">{why}</p> }.into_any(),
        Stage::Answered(answer) => view! { <Answered answer /> }.into_any(),
    }
}

#[component]
fn Head(text: &'static str) -> impl IntoView {
    view! { <div class="response-head"><span class="pill" data-none="">{text}</span></div> }
}

#[component]
fn Answered(answer: Arc<LiveResponse>) -> impl IntoView {
    let raw = RwSignal::new(false);
    let class = Code::new(answer.status).map(|code| code.class().slug());
    let pill = format!("{} {}", answer.status, answer.reason);
    let note = answer.redirected_to.as_ref().map(|to| {
        let text =
            format!("The browser followed the redirect to {to} and hides the answer before it from scripts. curl shows it.");
        view! { <p class="note">{text}</p> }
    });
    let rows: Vec<_> = answer
        .headers
        .iter()
        .map(|(name, value)| view! { <tr><th scope="row">{name.clone()}</th><td>{value.clone()}</td></tr> })
        .collect();
    let count = answer.headers.len();
    let (ms, size) = (time(answer.ms), bytes(answer.size));
    let has_body = !answer.body.is_empty();
    let body = move || {
        if answer.body.is_empty() {
            return view! { <span class="hl-com">"The answer has no body."</span> }.into_any();
        }
        if raw.get() {
            return answer.body.clone().into_any();
        }
        let pieces: Vec<_> = json::tokens(&answer.body)
            .into_iter()
            .map(|(class, text)| match class {
                Some(class) => view! { <span class=class>{text.to_owned()}</span> }.into_any(),
                None => text.to_owned().into_any(),
            })
            .collect();
        pieces.into_any()
    };
    let clicked = |event: leptos::ev::MouseEvent| {
        if let Some(tab) = event
            .target()
            .and_then(|target| target.dyn_into::<web_sys::HtmlElement>().ok())
        {
            tabs::choose(&tab);
        }
    };
    let toggle = has_body.then(|| {
        view! {
            <button type="button" class="toggle" aria-pressed=move || raw.get().to_string() on:click=move |_| raw.update(|raw| *raw = !*raw)>
                "Raw"
            </button>
        }
    });
    view! {
        <div class="response-head">
            <span class="pill" data-class=class>{pill}</span>
            " "
            <span class="time">{ms}</span>
            " "
            <span class="size">{size}</span>
        </div>
        {note}
        <div class="response-tabs">
            <div role="tablist" class="tabs" aria-label="Parts of the response">
                <button type="button" role="tab" id="tab-body" aria-controls="view-body" aria-selected="true" on:click=clicked>
                    "Body"
                </button>
                <button type="button" role="tab" id="tab-headers" aria-controls="view-headers" aria-selected="false" tabindex="-1" on:click=clicked>
                    {format!("Headers {count}")}
                </button>
            </div>
            {toggle}
        </div>
        <div role="tabpanel" class="response-view" id="view-body" aria-labelledby="tab-body" tabindex="0">
            <pre><code>{body}</code></pre>
        </div>
        <div role="tabpanel" class="response-view" id="view-headers" aria-labelledby="tab-headers" tabindex="0" hidden>
            <table class="headers">
                <thead><tr><th scope="col">"Header"</th><th scope="col">"Value"</th></tr></thead>
                <tbody>{rows}</tbody>
            </table>
        </div>
    }
}

/// Milliseconds below ten seconds, then seconds.
pub fn time(ms: f64) -> String {
    if ms < 10_000.0 {
        format!("{ms:.0} ms")
    } else {
        format!("{:.1} s", ms / 1000.0)
    }
}

fn bytes(size: usize) -> String {
    if size < 1024 {
        format!("{size} B")
    } else {
        format!("{:.1} KiB", size as f64 / 1024.0)
    }
}

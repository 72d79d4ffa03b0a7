//! The inside of a status's panel for one state of it: options, request line, Try It Live, examples, the body once.
//!
//! Holds no island: what is swapped into a page later would never wake (the loader walks a page once).

use leptos::prelude::*;

use super::example::example;
use super::frame::{Frame, copy_button, icon};
use super::live::Live;
use super::options_form;
use super::sent::{preview, sample};
use crate::book::measured::examples;
use crate::call::state::WITH;
use crate::call::{PageState, Switches, Target};
use crate::highlight;
use crate::islands::marks;
use crate::mock::{Preview, Reply};
use crate::snippets::{Client, Example, LANGUAGES, Program, Saved};

pub fn inside(frame: &Frame, state: &PageState) -> AnyView {
    let code = state.page;
    let preview = preview(frame, state);
    view! {
        <h2 id="try">{format!("Try {code} Live")}</h2>
        {options_form::form(state)}
        {screen(frame, state, &preview)}
        {examples(frame, state, &preview)}
    }
    .into_any()
}

/// The dark part of the instrument: the call as it will be sent, the button, what came back.
fn screen(frame: &Frame, state: &PageState, preview: &Preview) -> AnyView {
    let call = &state.call;
    let address = format!("{}{}", frame.origin, call.address());
    // Without script a form can do GET and POST; for GET its query is made of its fields.
    let method = if call.method == "POST" { "post" } else { "get" };
    let action = if method == "post" {
        call.address()
    } else {
        call.target.to_string()
    };
    let hidden: Vec<_> = call
        .settings
        .pairs()
        .filter(|_| method == "get")
        .map(|(name, value)| view! { <input type="hidden" name=name value=value /> })
        .collect();
    let limits: Vec<_> = without_script(state, preview)
        .into_iter()
        .map(|text| view! { <p class="hint no-js">{text}</p> })
        .collect();
    let query = state.query();
    let mark = if query.is_empty() { "" } else { "?" };
    let wire = format!("/docs/{}/wire{mark}{query}", state.page);
    view! {
        <div class="screen">
            <div data-part="call">
                <p class="request-line">
                    <span class="method">{call.method.clone()}</span>
                    " "
                    <span class="address" id="request-address">{address}</span>
                    {copy_button(frame, "request-address", "the address")}
                </p>
                {limits}
            </div>
            <form class=marks::TRY method=method action=action data-live="">
                <span data-part="hidden" hidden>{hidden}</span>
                <button type="submit" class="go">{icon(&frame.links, "play")} <span>"Try It Live"</span></button>
            </form>
            <p class="no-js wire-link" data-part="wire-link"><a href=wire rel="nofollow">"Show it on the wire"</a></p>
            <p class="message error"></p>
            <section class=marks::RESPONSE aria-label="Response" data-state="idle">
                <p class="hint idle needs-js">{marks::NOTHING_SENT}</p>
                <p class="hint idle no-js">"The button opens the call itself."</p>
            </section>
            {bursts(state)}
            <details class="more history needs-wasm">
                <summary>"History"</summary>
                <div class="history-list"></div>
            </details>
            <div data-part="live">{Live::new(state, preview).view(state)}</div>
        </div>
    }
    .into_any()
}

/// What a browser can't do with the call by itself.
fn without_script(state: &PageState, preview: &Preview) -> Vec<String> {
    let call = &state.call;
    let mut limits = Vec::new();
    if !matches!(call.method.as_str(), "GET" | "POST") {
        limits.push(format!(
            "Without JavaScript a browser cannot send {}: the button sends GET.",
            call.method
        ));
    }
    if !state.request.is_empty() {
        limits.push("Without JavaScript the button sends no headers, credentials or body. “Show on the Wire” does.".to_owned());
    }
    if let Some(status @ (204 | 205 | 304)) = preview.status() {
        limits.push(format!(
            "A browser that opens a {status} stays on this page. Look at the wire instead."
        ));
    }
    limits
}

/// Many calls at once, where they differ.
fn bursts(state: &PageState) -> AnyView {
    let call = &state.call;
    let weights = match &call.target {
        Target::Random(set) => {
            let weights = set.weights();
            Some(
                weights
                    .iter()
                    .map(|(code, weight)| format!("{code}:{weight}"))
                    .collect::<Vec<_>>()
                    .join(","),
            )
        }
        _ => None,
    };
    let differs = !matches!(call.target, Target::Code(_)) || call.settings.limit.is_some();
    let form = differs.then(|| {
        view! {
            <form class="burst" data-live="" data-weights=weights>
                <label for="burst-times">"Send ×"</label>
                <input type="number" id="burst-times" name="times" min="1" max="200" value="50" required />
                <button type="submit" class="plain">"Send all"</button>
                <button type="button" class="plain stop" data-off="">"Stop"</button>
                <progress max="1" value="0" aria-label="Calls sent" data-off=""></progress>
            </form>
            <div class="burst-chart"></div>
        }
    });
    view! { <div class="bursts needs-wasm" data-part="burst">{form}</div> }.into_any()
}

fn examples(frame: &Frame, state: &PageState, preview: &Preview) -> AnyView {
    let chosen = Program::named(state.lang.as_deref());
    let example = example(frame, state, preview);
    let tabs: Vec<_> = LANGUAGES
        .iter()
        .map(|language| {
            let selected = language.id == chosen.language.id;
            view! {
                <a
                    role="tab"
                    href=format!("?{}", with_program(state, language.id.to_owned()).query())
                    data-lang=language.id
                    aria-selected=if selected { "true" } else { "false" }
                    id=format!("tab-{}", language.id)
                    aria-controls=format!("example-{}", language.id)
                >
                    {language.name}
                </a>
            }
        })
        .collect();
    let panels: Vec<_> = LANGUAGES
        .iter()
        .map(|language| {
            let shown = language.id == chosen.language.id;
            let program = if shown { chosen } else { language.program(None) };
            program_view(frame, state, program, &example, shown)
        })
        .collect();
    let sample = sample(frame, preview);
    view! {
        <div class=marks::EXAMPLES>
            <h2>"Code Examples"</h2>
            {options_form::switches(state)}
            <div data-part="examples">
                {options_form::error(state, WITH)}
                <div role="tablist" class="tabs" aria-label="Language">
                    {tabs}
                </div>
                {panels}
                <div class="response-body">{sample}</div>
            </div>
        </div>
    }
    .into_any()
}

/// The state with another program.
fn with_program(state: &PageState, id: String) -> PageState {
    PageState {
        lang: Some(id),
        ..state.clone()
    }
}

fn program_view(frame: &Frame, state: &PageState, program: Program, example: &Example, shown: bool) -> AnyView {
    let Program { language, client } = program;
    let id = language.id;
    let code_id = format!("code-{id}");
    let html = highlight::html(&client.write(example), client.syntax);
    let download = format!("/docs/{}/example?{}", state.page, with_program(state, program.id()).query());
    view! {
        <div role="tabpanel" class="example" id=format!("example-{id}") aria-labelledby=format!("tab-{id}") hidden=!shown>
            <div class="example-head">
                <h3>"Request"</h3>
                {copy_button(frame, &code_id, "the request")}
                <a class="key download" href=download download=client.saved(state.switches).name()>
                    {icon(&frame.links, "download")}
                    "Download"
                </a>
            </div>
            {clients(state, program)}
            <pre class="code" tabindex="0"><code id=code_id.clone() inner_html=html></code></pre>
            {origin_of(program, state.switches)}
        </div>
    }
    .into_any()
}

/// What a program needs, and with what it was run last.
fn origin_of(program: Program, switches: Switches) -> AnyView {
    let Saved { run, install, .. } = program.client.saved(switches);
    let ran = match examples::ran(&program.id()) {
        Some(version) => format!(", last run with {version}"),
        None => ", never run: only its syntax was checked".to_owned(),
    };
    let install = (!install.is_empty()).then(|| view! { <code>{*install}</code> ", " });
    view! { <p class="hint">{install}<code>{*run}</code>{ran}</p> }.into_any()
}

/// The clients of a language, where there is a choice.
fn clients(state: &PageState, chosen: Program) -> Option<AnyView> {
    let Program { language, client } = chosen;
    let item = |other: &&'static Client| {
        if std::ptr::eq(*other, client) {
            return view! { <b>{other.name}</b> " " }.into_any();
        }
        let program = Program { language, client: other };
        let href = format!("?{}", with_program(state, program.id()).query());
        view! { <a href=href data-live="">{other.name}</a> " " }.into_any()
    };
    let items: Vec<_> = language.clients.iter().map(item).collect();
    (items.len() > 1).then(|| view! { <p class="clients">{items}</p> }.into_any())
}

/// The HTML of the first reply that has some, or of the first one with that status.
pub fn html_reply(frame: &Frame, state: &PageState, status: Option<u16>) -> Option<bytes::Bytes> {
    let preview = preview(frame, state);
    let mut replies = preview.replies.into_iter().flatten();
    let is_wanted = |reply: &Reply| status.is_none_or(|status| reply.status.as_u16() == status);
    let reply = replies.find(|reply| is_wanted(reply) && reply.media_type() == "text/html" && reply.is_whole())?;
    Some(reply.body)
}

//! The inside of a status's panel for one state of it: options, request line, Try It Live, examples, the body once.
//!
//! Holds no island: what is swapped into a page later would never wake (the loader walks a page once).

use jiff::Timestamp;
use leptos::prelude::*;

use super::{Frame, icon};
use crate::call::options::{Control, OPTIONS, OptionSpec};
use crate::call::state::{FORM, LANG, METHOD, ON};
use crate::call::{METHODS, PageState};
use crate::highlight;
use crate::mock;
use crate::snippets::{CLIENTS, Client, Example, client};

/// The moment of the sample body; any would do, but a page must not change by itself.
const SAMPLE_TIME: &str = "2025-10-08T10:30:45.123Z";

pub fn inside(frame: &Frame, state: &PageState) -> AnyView {
    let code = state.call.code;
    let action = format!("/docs/{code}");
    let fields: Vec<_> = OPTIONS
        .iter()
        .filter(|spec| (spec.suits)(code))
        .filter_map(|spec| chip(state, spec))
        .collect();
    let lang = state
        .lang
        .clone()
        .map(|lang| view! { <input type="hidden" name=LANG value=lang /> });
    view! {
        <h2>{format!("Try {code} Live")}</h2>
        <p class="hint">"Select options below to change the call; the examples follow."</p>
        <form class="options" method="get" action=action>
            <div class="chips">
                {methods(state)}
                {fields}
                {lang}
                <input type="hidden" name=FORM value="1" />
                <button type="submit" class="plain no-js">"Apply"</button>
            </div>
        </form>
        {screen(frame, state)}
        {examples(frame, state)}
    }
    .into_any()
}

fn methods(state: &PageState) -> AnyView {
    let options: Vec<_> = METHODS
        .into_iter()
        .map(|method| view! { <option selected=method == state.call.method>{method}</option> })
        .collect();
    view! {
        <div class="chip" data-option=METHOD>
            <label for="option-method">"Method"</label>
            <select id="option-method" name=METHOD>
                {options}
            </select>
            {error(state, METHOD)}
        </div>
    }
    .into_any()
}

fn chip(state: &PageState, spec: &'static OptionSpec) -> Option<AnyView> {
    let Control::Text { placeholder } = spec.control else {
        return None;
    };
    let problem = state.problem(spec.name);
    let value = problem
        .and_then(|problem| problem.value.clone())
        .or_else(|| state.call.settings.get(spec.name));
    let on = value.is_some();
    let id = |part: &str| format!("{part}-{}", spec.name);
    Some(
        view! {
            <div class="chip" data-option=spec.name>
                <label>
                    <input type="checkbox" id=id("on") name=ON value=spec.name checked=on />
                    " "
                    {spec.label}
                </label>
                <div class="field">
                    <input
                        type="text"
                        id=id("option")
                        name=spec.name
                        value=value.unwrap_or_default()
                        aria-label=spec.label
                        aria-describedby=format!("{} {}", id("hint"), id("error"))
                        aria-invalid=problem.map(|_| "true")
                        placeholder=placeholder
                        autocomplete="off"
                        spellcheck="false"
                    />
                    <p class="hint" id=id("hint")>{format!("{} Allowed: {}.", spec.help, spec.allowed)}</p>
                    {error(state, spec.name)}
                </div>
            </div>
        }
        .into_any(),
    )
}

fn error(state: &PageState, name: &'static str) -> AnyView {
    let message = state.problem(name).map(|problem| problem.message.clone());
    view! { <p class="error" id=format!("error-{name}") data-error=name>{message}</p> }.into_any()
}

/// The dark part of the instrument: the call as it will be sent, the button, what came back.
fn screen(frame: &Frame, state: &PageState) -> AnyView {
    let call = &state.call;
    let address = format!("{}{}", frame.origin, call.address());
    // Without script a form can do GET and POST; for GET its query is made of its fields.
    let method = if call.method == "POST" { "post" } else { "get" };
    let action = if method == "post" {
        call.address()
    } else {
        format!("/{}", call.code)
    };
    let hidden: Vec<_> = call
        .settings
        .pairs()
        .filter(|_| method == "get")
        .map(|(name, value)| view! { <input type="hidden" name=name value=value /> })
        .collect();
    let limited = !matches!(call.method.as_str(), "GET" | "POST");
    let limited = limited.then(|| {
        view! {
            <p class="hint no-js">
                {format!("Without JavaScript a browser cannot send {}: the button sends GET.", call.method)}
            </p>
        }
    });
    view! {
        <div class="screen">
            <div data-part="call">
                <p class="request-line">
                    <span class="method">{call.method.clone()}</span>
                    " "
                    <span class="address" id="request-address">{address}</span>
                    {copy_button(frame, "request-address", "the address")}
                </p>
                {limited}
            </div>
            <form class="try" method=method action=action>
                <span data-part="hidden">{hidden}</span>
                <button type="submit" class="go">{icon(&frame.links, "play")} "Try It Live"</button>
                <output class="countdown"></output>
                <button type="button" class="plain cancel" hidden>"Cancel"</button>
                <progress max="1" value="0" aria-label="Delay" hidden></progress>
            </form>
            <section class="response" aria-live="polite" aria-label="Response" data-state="idle">
                <p class="hint idle needs-js">"Nothing sent yet. This browser will make the call and show what came back."</p>
                <p class="hint idle no-js">"The button opens the call itself."</p>
            </section>
        </div>
    }
    .into_any()
}

fn examples(frame: &Frame, state: &PageState) -> AnyView {
    let code = state.call.code;
    let chosen = client(state.lang.as_deref());
    let example = example(frame, state);
    let tabs: Vec<_> = CLIENTS
        .iter()
        .map(|client| {
            let of_tab = PageState {
                lang: Some(client.id.to_owned()),
                ..state.clone()
            };
            let selected = client.id == chosen.id;
            view! {
                <a
                    role="tab"
                    href=format!("?{}", of_tab.query())
                    data-lang=client.id
                    aria-selected=if selected { "true" } else { "false" }
                    id=format!("tab-{}", client.id)
                    aria-controls=format!("example-{}", client.id)
                >
                    {client.name}
                </a>
            }
        })
        .collect();
    let panels: Vec<_> = CLIENTS
        .iter()
        .map(|client| program_view(frame, state, client, &example, client.id == chosen.id))
        .collect();
    let sample = sample(frame, state);
    view! {
        <div class="examples" data-part="examples">
            <h2>"Code Examples"</h2>
            <p class="hint">{format!("The same call from your language, with HTTP {code} as the answer.")}</p>
            <div role="tablist" class="tabs" aria-label="Language">
                {tabs}
            </div>
            {panels}
            <div class="response-body">{sample}</div>
        </div>
    }
    .into_any()
}

fn program_view(frame: &Frame, state: &PageState, client: &'static Client, example: &Example, shown: bool) -> AnyView {
    let id = client.id;
    let code_id = format!("code-{id}");
    let html = highlight::html(&client.write(example), client.syntax);
    let download = {
        let of_program = PageState {
            lang: Some(id.to_owned()),
            ..state.clone()
        };
        format!("/docs/{}/example?{}", state.call.code, of_program.query())
    };
    view! {
        <div role="tabpanel" class="example" data-example=id id=format!("example-{id}") aria-labelledby=format!("tab-{id}") hidden=!shown>
            <div class="example-head">
                <h3>"Request"</h3>
                {copy_button(frame, &code_id, &format!("the {} request", client.name))}
                <a class="key download" href=download download=client.file rel="nofollow" title=format!("Run it with: {}", client.run)>
                    {icon(&frame.links, "download")}
                    "Download"
                </a>
            </div>
            <pre class="code" tabindex="0"><code id=code_id.clone() inner_html=html></code></pre>
        </div>
    }
    .into_any()
}

/// The body of the answer, or that there is none.
fn sample(frame: &Frame, state: &PageState) -> AnyView {
    let call = &state.call;
    if !call.code.has_body() || call.method == "HEAD" {
        let why = if call.method == "HEAD" {
            "The answer to HEAD has"
        } else {
            "This answer has"
        };
        return view! {
            <div class="example-head"><h3>"Response body"</h3></div>
            <p class="hint">{format!("{why} no body.")}</p>
        }
        .into_any();
    }
    let now = SAMPLE_TIME.parse().unwrap_or(Timestamp::UNIX_EPOCH);
    let json = mock::sample_json(call, &frame.book, &frame.origin, now);
    let html = highlight::html(&json, "json");
    view! {
        <div class="example-head">
            <h3>"Response body"</h3>
            {copy_button(frame, "response-body", "the response body")}
        </div>
        <pre class="code" tabindex="0"><code id="response-body" inner_html=html></code></pre>
    }
    .into_any()
}

fn example<'a>(frame: &Frame, state: &'a PageState) -> Example<'a> {
    Example::new(&state.call, &frame.origin, mock::final_status(state.call.code))
}

/// The program of a state in its language, to be saved: its text and the client that it is for.
pub fn program(frame: &Frame, state: &PageState) -> (String, &'static Client) {
    let client = client(state.lang.as_deref());
    let mut text = client.write(&example(frame, state));
    text.push('\n');
    (text, client)
}

/// Copies the text of the element with that id; `what` is said to screen readers.
pub fn copy_button(frame: &Frame, id: &str, what: &str) -> AnyView {
    let label = format!("Copy {what}");
    view! {
        <button type="button" class="key copy needs-js" data-copy=id.to_owned() aria-label=label>
            <span class="todo">{icon(&frame.links, "copy")} "Copy"</span>
            <span class="done">{icon(&frame.links, "check")} "Copied"</span>
        </button>
    }
    .into_any()
}

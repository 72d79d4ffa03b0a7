//! The inside of a status's panel for one state of it: options, request line, Try It Live, examples, the body once.
//!
//! Holds no island: what is swapped into a page later would never wake (the loader walks a page once).

use leptos::prelude::*;

use super::Frame;
use super::frame::{copy_button, icon};
use super::sent::{preview, sample};
use crate::call::options::{Control, OPTIONS, OptionSpec};
use crate::call::state::{CALL, FORM, LANG, METHOD, ON};
use crate::call::{METHODS, PageState, Target};
use crate::highlight;
use crate::islands::marks;
use crate::mock;
use crate::mock::{Preview, PreviewBody};
use crate::snippets::{BodyKind, Client, Example, LANGUAGES, Program};

pub fn inside(frame: &Frame, state: &PageState) -> AnyView {
    let code = state.page;
    let action = format!("/docs/{code}");
    // What suits the code or is set stands in front, everything else behind “more”.
    let offered = |spec: &&OptionSpec| spec.control != Control::None;
    let in_front =
        |spec: &&OptionSpec| (spec.suits)(code) || spec.is_set(&state.call.settings) || state.problem(spec.name).is_some();
    let chips: Vec<_> = OPTIONS
        .iter()
        .filter(offered)
        .filter(in_front)
        .filter_map(|spec| chip(state, spec))
        .collect();
    let more: Vec<_> = OPTIONS
        .iter()
        .filter(offered)
        .filter(|spec| !in_front(spec))
        .filter_map(|spec| chip(state, spec))
        .collect();
    let lang = state
        .lang
        .clone()
        .map(|lang| view! { <input type="hidden" name=LANG value=lang /> });
    view! {
        <h2>{format!("Try {code} Live")}</h2>
        <p class="hint">"Select options below to change the call; the examples follow."</p>
        <form class=marks::OPTIONS method="get" action=action>
            <div class="chips" data-part=marks::OPTIONS_PART>
                {methods(state)}
                {target(state)}
                {chips}
                {lang}
                <input type="hidden" name=FORM value="1" />
                <details class="more">
                    <summary>"More options"</summary>
                    <div class="chips">{more}</div>
                </details>
                <button type="submit" class="plain no-js">"Apply"</button>
            </div>
        </form>
        {screen(frame, state)}
        {examples(frame, state)}
    }
    .into_any()
}

/// What is called, where it is not the code of the page: a set or a sequence.
fn target(state: &PageState) -> Option<AnyView> {
    let other = state.call.target != Target::Code(state.page);
    let problem = state.problem(CALL);
    if !other && problem.is_none() {
        return None;
    }
    let typed = problem.and_then(|problem| problem.value.clone());
    let value = typed.unwrap_or_else(|| state.call.target.to_string().trim_start_matches('/').to_owned());
    Some(
        view! {
            <div class=marks::CHIP data-option=CALL>
                <label for=marks::field_id(CALL)>"Call"</label>
                <input
                    type="text"
                    id=marks::field_id(CALL)
                    name=CALL
                    value=value
                    aria-describedby=marks::error_id(CALL)
                    aria-invalid=problem.map(|_| "true")
                    autocomplete="off"
                    spellcheck="false"
                />
                {error(state, CALL)}
            </div>
        }
        .into_any(),
    )
}

fn methods(state: &PageState) -> AnyView {
    let options: Vec<_> = METHODS
        .into_iter()
        .map(|method| view! { <option selected=method == state.call.method>{method}</option> })
        .collect();
    view! {
        <div class=marks::CHIP data-option=METHOD>
            <label for=marks::field_id(METHOD)>"Method"</label>
            <select id=marks::field_id(METHOD) name=METHOD>
                {options}
            </select>
            {error(state, METHOD)}
        </div>
    }
    .into_any()
}

fn chip(state: &PageState, spec: &'static OptionSpec) -> Option<AnyView> {
    let problem = state.problem(spec.name);
    let value = problem
        .and_then(|problem| problem.value.clone())
        .or_else(|| spec.value(&state.call.settings));
    let on = value.is_some();
    let described = format!("{} {}", marks::hint_id(spec.name), marks::error_id(spec.name));
    let invalid = problem.map(|_| "true");
    let field = match spec.control {
        Control::None => return None,
        Control::Text { placeholder } => view! {
            <input
                type="text"
                id=marks::field_id(spec.name)
                name=spec.name
                value=value.unwrap_or_default()
                aria-label=spec.label
                aria-describedby=described
                aria-invalid=invalid
                placeholder=placeholder
                autocomplete="off"
                spellcheck="false"
            />
        }
        .into_any(),
        Control::Choice(_) | Control::Vendor | Control::Switch => {
            let words: Vec<String> = match spec.control {
                Control::Choice(words) => words.iter().map(|word| (*word).to_owned()).collect(),
                Control::Vendor => {
                    let codes = state.call.target.codes();
                    let sends = |vendor: &&&mock::vendors::Vendor| codes.iter().any(|code| vendor.sends(*code));
                    mock::vendors::VENDORS
                        .iter()
                        .filter(sends)
                        .map(|vendor| vendor.name.to_owned())
                        .collect()
                }
                _ => vec!["1".to_owned()],
            };
            if words.is_empty() && !on {
                return None;
            }
            // A value that is none of them is kept, so that its error is next to it.
            let typed = value.clone().filter(|value| !words.contains(value));
            let options: Vec<_> = typed
                .into_iter()
                .chain(words)
                .map(|word| {
                    let selected = value.as_deref() == Some(word.as_str());
                    let shown = if spec.control == Control::Switch && word == "1" {
                        "on".to_owned()
                    } else {
                        word.clone()
                    };
                    view! { <option value=word selected=selected>{shown}</option> }
                })
                .collect();
            view! {
                <select id=marks::field_id(spec.name) name=spec.name aria-label=spec.label aria-describedby=described aria-invalid=invalid>
                    {options}
                </select>
            }
            .into_any()
        }
    };
    Some(
        view! {
            <div class=marks::CHIP data-option=spec.name>
                <label>
                    <input type="checkbox" id=marks::switch_id(spec.name) name=ON value=spec.name checked=on />
                    " "
                    {spec.label}
                </label>
                <div class=marks::FIELD>
                    {field}
                    <p class="hint" id=marks::hint_id(spec.name)>{format!("{} Allowed: {}.", spec.help, spec.allowed())}</p>
                    {error(state, spec.name)}
                </div>
            </div>
        }
        .into_any(),
    )
}

fn error(state: &PageState, name: &'static str) -> AnyView {
    let message = state.problem(name).map(|problem| problem.message.clone());
    view! { <p class="error" id=marks::error_id(name) data-error=name>{message}</p> }.into_any()
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
        call.target.to_string()
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
            <form class=marks::TRY method=method action=action>
                <span data-part="hidden">{hidden}</span>
                <button type="submit" class="go">{icon(&frame.links, "play")} "Try It Live"</button>
                <output class=marks::COUNTDOWN></output>
                <button type="button" class=format!("plain {}", marks::CANCEL) hidden>"Cancel"</button>
                <progress max="1" value="0" aria-label="Delay" hidden></progress>
            </form>
            <section class=marks::RESPONSE aria-live="polite" aria-label="Response" data-state="idle">
                <p class="hint idle needs-js">{marks::NOTHING_SENT}</p>
                <p class="hint idle no-js">"The button opens the call itself."</p>
            </section>
        </div>
    }
    .into_any()
}

fn examples(frame: &Frame, state: &PageState) -> AnyView {
    let chosen = Program::named(state.lang.as_deref());
    let preview = preview(frame, state);
    let example = example(frame, state, &preview);
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
    let sample = sample(frame, &preview);
    view! {
        <div class=marks::EXAMPLES data-part="examples">
            <h2>"Code Examples"</h2>
            <p class="hint">"The same call from your language, and what comes back."</p>
            <div role="tablist" class="tabs" aria-label="Language">
                {tabs}
            </div>
            {panels}
            <div class="response-body">{sample}</div>
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
        <div role="tabpanel" class="example" data-example=id id=format!("example-{id}") aria-labelledby=format!("tab-{id}") hidden=!shown>
            <div class="example-head">
                <h3>"Request"</h3>
                {copy_button(frame, &code_id, &format!("the {} request", language.name))}
                <a class="key download" href=download download=client.file rel="nofollow" title=format!("Run it with: {}", client.run)>
                    {icon(&frame.links, "download")}
                    "Download"
                </a>
            </div>
            {clients(state, program)}
            <pre class="code" tabindex="0"><code id=code_id.clone() inner_html=html></code></pre>
        </div>
    }
    .into_any()
}

/// The clients of a language, where there is a choice.
fn clients(state: &PageState, chosen: Program) -> Option<AnyView> {
    let language = chosen.language;
    if language.clients.len() < 2 {
        return None;
    }
    let links: Vec<_> = language
        .clients
        .iter()
        .map(|client| {
            let program = Program { language, client };
            let current = std::ptr::eq(program.client, chosen.client).then_some("true");
            let href = format!("?{}", with_program(state, program.id()).query());
            view! { <a href=href aria-current=current>{client.name}</a> " " }
        })
        .collect();
    Some(view! { <p class="clients">{links}</p> }.into_any())
}

fn example<'a>(frame: &Frame, state: &'a PageState, preview: &Preview) -> Example<'a> {
    let body = match preview.body() {
        PreviewBody::Json => BodyKind::Json,
        PreviewBody::Other => BodyKind::Text,
        PreviewBody::None => BodyKind::None,
    };
    Example::new(&state.call, &frame.origin, preview.status(), body)
}

/// The program of a state, to be saved: its text and the client that it is for.
pub fn program(frame: &Frame, state: &PageState) -> (String, &'static Client) {
    let client = Program::named(state.lang.as_deref()).client;
    let mut text = client.write(&example(frame, state, &preview(frame, state)));
    text.push('\n');
    (text, client)
}

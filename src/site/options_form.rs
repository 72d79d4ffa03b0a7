//! The form of a panel: the options of the call, and the request that the reader sends.

use leptos::prelude::*;

use super::live::beyond_fetch;
use super::presets::presets;
use crate::call::options::{Control, OPTIONS, OptionSpec};
use crate::call::request::{self, Credentials};
use crate::call::state::{CALL, FORM, LANG, METHOD, ON, WITH};
use crate::call::switches::SWITCHES;
use crate::call::{METHODS, PageState, Target, WIRE_METHODS};
use crate::islands::marks;
use crate::mock;

/// The whole form. It is sent with POST, so that nothing typed gets into an address before the server has seen what it is.
pub fn form(state: &PageState) -> AnyView {
    let code = state.page;
    // Options that suit the code or are set come first. The others are under “More options”.
    let in_front =
        |spec: &&OptionSpec| (spec.suits)(code) || spec.is_set(&state.call.settings) || state.problem(spec.name).is_some();
    let front: Vec<_> = OPTIONS.iter().filter(in_front).filter_map(|spec| chip(state, spec)).collect();
    let more: Vec<_> = OPTIONS
        .iter()
        .filter(|spec| !in_front(spec))
        .filter_map(|spec| chip(state, spec))
        .collect();
    let lang = state
        .lang
        .clone()
        .map(|lang| view! { <input type="hidden" name=LANG value=lang /> });
    let wire = format!("/docs/{code}/wire");
    let websocket = (state.opens_websocket() && !state.request.is_empty()).then(|| {
        let text = "The browser opens a WebSocket for this, and can't send this request with it. Wire sends it.";
        view! { <p class="beyond">{text}</p> }
    });
    view! {
        <form id=marks::OPTIONS class=marks::OPTIONS method="post" action=format!("/docs/{code}") autocomplete="off" spellcheck="false" data-live="">
            <div class="chips" role="group" aria-label="Options">
                <p class="hint chips-hint">"Options change the call, and the examples follow."</p>
                {methods(state)}
                {front}
                <details class="more">
                    <summary>"More options"</summary>
                    <div class="chips">{more}</div>
                </details>
            </div>
            {preset_links(state)}
            <div data-part="beyond">{websocket} {beyond(state, METHOD)}</div>
            {request_fields(state)}
            {lang}
            <input type="hidden" name=FORM value="1" />
            <p class="apply no-js">
                <button type="submit" class="plain">"Apply"</button>
                <button type="submit" class="plain" formaction=wire>"Show on the Wire"</button>
            </p>
        </form>
    }
    .into_any()
}

/// What the examples do beside printing. A part of the form that stands beside the examples.
pub fn switches(state: &PageState) -> AnyView {
    let boxes: Vec<_> = SWITCHES
        .into_iter()
        .map(|switch| {
            let on = state.switches.is_on(switch);
            view! {
                <div class=marks::CHIP>
                    <label>
                        <input type="checkbox" form=marks::OPTIONS name=WITH value=switch.id() checked=on />
                        " "
                        {switch.label()}
                    </label>
                </div>
            }
        })
        .collect();
    view! {
        <div class=format!("chips {}", marks::SWITCHES) role="group" aria-label="In the code">
            {boxes}
            <button type="submit" form=marks::OPTIONS class="plain no-js">"Update the code"</button>
        </div>
    }
    .into_any()
}

fn methods(state: &PageState) -> AnyView {
    let options: Vec<_> = METHODS
        .into_iter()
        .chain(WIRE_METHODS)
        .map(|method| view! { <option selected=method == state.call.method>{method}</option> })
        .collect();
    view! {
        <div class=marks::CHIP>
            <label for=marks::field_id(METHOD)>"Method"</label>
            <div class=marks::FIELD>
                <select
                    id=marks::field_id(METHOD)
                    name=METHOD
                    aria-describedby=marks::error_id(METHOD)
                    aria-invalid=state.problem(METHOD).map(|_| "true")
                >
                    {options}
                </select>
            </div>
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
            />
        }
        .into_any(),
        Control::Choice(_) | Control::Vendor | Control::Switch => {
            let words = words(state, spec);
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
                    // The text is the value, unless it says something else.
                    let other = (word != shown).then_some(word);
                    view! { <option value=other selected=selected>{shown}</option> }
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
    // The help of an option that is off isn't seen; it comes with the option.
    let help = (on || problem.is_some()).then(|| {
        let manual = format!("/docs/mock#option-{}", spec.name);
        view! { {format!("{} Allowed: {}. ", spec.help, spec.allowed())} <a href=manual>"Manual"</a> }
    });
    Some(
        view! {
            <div class=marks::CHIP>
                <label>
                    <input type="checkbox" id=marks::switch_id(spec.name) name=ON value=spec.name checked=on />
                    " "
                    {spec.label}
                </label>
                <div class=marks::FIELD>{field}</div>
                <p class="hint" id=marks::hint_id(spec.name)>{help}</p>
                {error(state, spec.name)}
            </div>
        }
        .into_any(),
    )
}

/// The words of a drop-down.
fn words(state: &PageState, spec: &OptionSpec) -> Vec<String> {
    match spec.control {
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
    }
}

/// That only Wire sends what is in this field, if that is so.
fn beyond(state: &PageState, name: &str) -> Option<AnyView> {
    let (_, why) = beyond_fetch(state).filter(|(field, _)| *field == name)?;
    Some(view! { <p class="beyond">{format!("{why}, so only Wire sends this call.")}</p> }.into_any())
}

pub fn error(state: &PageState, name: &'static str) -> AnyView {
    let message = state.problem(name).map(|problem| problem.message.clone());
    view! { <p class="error" id=marks::error_id(name)>{message}</p> }.into_any()
}

/// What the code is about, one click away.
fn preset_links(state: &PageState) -> Option<AnyView> {
    let links: Vec<_> = presets(state.page)
        .iter()
        .map(|(label, query)| {
            let href = format!("/docs/{}?{query}", state.page);
            view! { <a class="preset" href=href data-preset=*query data-live="" rel="nofollow">{*label}</a> " " }
        })
        .collect();
    (!links.is_empty()).then(|| view! { <p class="presets"><span class="hint">"Try it with "</span> {links}</p> }.into_any())
}

/// Target, headers, credentials and body of the request.
fn request_fields(state: &PageState) -> AnyView {
    let request = &state.request;
    let other_target = state.call.target != Target::Code(state.page);
    let has_problem = [CALL].iter().chain(&request::NAMES).any(|name| state.problem(name).is_some());
    // The request with which a page starts would push the button away.
    let is_own = !request.is_empty() && *request != PageState::starting(state.page).request;
    let open = other_target || has_problem || is_own;
    // What the page's program must know of a field: its value stays as it was typed, secrets and all.
    let typed = |name: &str| state.problem(name).and_then(|problem| problem.value.clone());
    let target = typed(CALL).unwrap_or_else(|| match other_target {
        true => state.call.target.to_string().trim_start_matches('/').to_owned(),
        false => String::new(),
    });
    let pairs: Vec<_> = request.pairs().collect();
    let value = |name: &str| pairs.iter().find(|(known, _)| *known == name).map(|(_, value)| value.clone());
    let lines: Vec<_> = request
        .headers
        .iter()
        .map(|header| format!("{}: {}", header.name, header.value))
        .collect();
    let headers = typed(request::HEADER).unwrap_or_else(|| lines.join("\n"));
    let body = value(request::BODY).unwrap_or_default();
    let size = typed(request::SIZE).or_else(|| value(request::SIZE)).unwrap_or_default();
    let invalid = |name: &str| state.problem(name).map(|_| "true");
    let described = |name: &str| format!("{} {}", marks::hint_id(name), marks::error_id(name));
    let auths: Vec<_> = Credentials::ALL
        .into_iter()
        .map(|one| {
            let shown = if one == Credentials::Basic { "Basic" } else { "Bearer" };
            view! { <option value=one.word() selected=request.credentials == Some(one)>{shown}</option> }
        })
        .collect();
    let header_field = view! {
        <textarea
            id=marks::field_id(request::HEADER)
            name=request::HEADER
            rows="2"
            placeholder="Accept: application/json"
            aria-describedby=described(request::HEADER)
            aria-invalid=invalid(request::HEADER)
        >
            {format!("\n{headers}")}
        </textarea>
    };
    let auth_fields = view! {
        <select
            id=marks::field_id(request::AUTH)
            name=request::AUTH
            aria-describedby=described(request::AUTH)
            aria-invalid=invalid(request::AUTH)
        >
            <option value="">"none"</option>
            {auths}
        </select>
        <input type="text" class="basic" name=request::USER aria-label="User" placeholder=Credentials::USER />
        <input type="password" class="basic" name=request::PASSWORD aria-label="Password" placeholder=Credentials::PASSWORD autocomplete="off" />
        <input type="password" class="bearer" name=request::TOKEN aria-label="Token" placeholder=Credentials::TOKEN autocomplete="off" />
    };
    let body_field = view! {
        <textarea
            id=marks::field_id(request::BODY)
            name=request::BODY
            rows="2"
            aria-describedby=described(request::BODY)
            aria-invalid=invalid(request::BODY)
        >
            {format!("\n{body}")}
        </textarea>
    };
    let line = |name: &'static str, value: String, placeholder: String| {
        view! {
            <input
                type="text"
                id=marks::field_id(name)
                name=name
                value=value
                placeholder=placeholder
                aria-describedby=described(name)
                aria-invalid=invalid(name)
            />
        }
        .into_any()
    };
    let targets = view! {
        "A code, a set such as "
        <code>"random/200:9,503:1"</code>
        ", or a sequence such as "
        <code>"sequence/503,503,200"</code>
        "."
    };
    let rows = [
        row(
            state,
            (request::HEADER, "Headers"),
            header_field.into_any(),
            "One on a line. Secrets that you type stay out of the page's address.".into_any(),
        ),
        row(
            state,
            (request::AUTH, "Credentials"),
            auth_fields.into_any(),
            "They go into the call and nowhere else. If you leave a field empty, its placeholder is sent.".into_any(),
        ),
        row(
            state,
            (request::BODY, "Body"),
            body_field.into_any(),
            "The page's address keeps bodies up to 2 KiB. For a larger one it keeps the size.".into_any(),
        ),
        row(
            state,
            (request::SIZE, "Or a size"),
            line(request::SIZE, size, "32KiB, at most 1MiB".to_owned()),
            "Sends that many bytes of the letter x.".into_any(),
        ),
        row(
            state,
            (CALL, "Target"),
            line(CALL, target, state.page.to_string()),
            targets.into_any(),
        ),
    ];
    view! {
        <details class="more request" open=open>
            <summary>"Request " <small>"headers, credentials, body, target"</small></summary>
            <div class="request-fields">
                {rows}
            </div>
        </details>
    }
    .into_any()
}

/// One field of the request, with its label, its help, and what is wrong with it.
fn row(state: &PageState, (name, label): (&'static str, &'static str), field: AnyView, help: AnyView) -> AnyView {
    view! {
        <div class="row">
            <label for=marks::field_id(name)>{label}</label>
            <div class=marks::FIELD>{field}</div>
            <p class="hint" id=marks::hint_id(name)>{help}</p>
            <div class="at-field" data-part=format!("beyond-{name}")>{beyond(state, name)}</div>
            {error(state, name)}
        </div>
    }
    .into_any()
}

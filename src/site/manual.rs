//! The manual of the mock: prose from `manual.md`, everything that can be counted from the lists that the mock itself reads.

use leptos::prelude::*;

use super::shell::{Subject, document};
use super::{Frame, markdown};
use crate::call::moving::ALIASES;
use crate::call::options::{OPTIONS, OptionSpec};
use crate::call::{Delay, encoding};
use crate::mock::vendors::VENDORS;

const PROSE: &str = include_str!("manual.md");

pub fn page(frame: &Frame) -> AnyView {
    let subject = Subject {
        title: "The mock: every option · Statusbook".to_owned(),
        description: "How to ask the mock for any HTTP status: options, sequences, faults, vendors, limits, and what carries over from other services."
            .to_owned(),
        class: None,
        code: None,
        address: None,
        indexed: true,
    };
    let options: Vec<_> = OPTIONS.iter().map(|spec| option(frame, spec)).collect();
    let prose = markdown::render(PROSE);
    let main = view! {
        <main id="main" class="manual">
            <h1>"The mock"</h1>
            <p class="summary">"Any status, from a plain address, with any method. What is asked for is what is sent."</p>
            <div class="prose" inner_html=prose></div>
            <h2 id="options">"Options"</h2>
            <p>"All of them combine. Each links to a call that shows what it does."</p>
            {options}
            {caps(frame)}
            {vendors()}
            {moving()}
        </main>
    };
    document(frame, subject, main.into_any())
}

fn option(frame: &Frame, spec: &'static OptionSpec) -> AnyView {
    let address = format!("{}{}", frame.origin, spec.call);
    let (path, query) = spec.call.split_once('?').unwrap_or((spec.call, ""));
    // A GET form makes its query of its fields.
    let fields: Vec<_> = encoding::pairs(query)
        .map(|(name, value)| {
            let value = encoding::decode_query(value).unwrap_or_default();
            view! { <input type="hidden" name=name.to_owned() value=value /> }
        })
        .collect();
    let header: String = spec
        .name
        .split('-')
        .map(|part| part[..1].to_uppercase() + &part[1..])
        .collect::<Vec<_>>()
        .join("-");
    let forms = [
        format!("?{}={}", spec.name, encoding::encode(spec.example)),
        format!(";{}={}", spec.name, encoding::encode_item(spec.example)),
        format!("X-Mock-{header}: {}", spec.example),
    ];
    let forms: Vec<_> = forms.into_iter().map(|form| view! { <li><code>{form}</code></li> }).collect();
    let more = if spec.repeats { " May stand more than once." } else { "" };
    view! {
        <section class="option" id=format!("option-{}", spec.name)>
            <h3><code>{spec.name}</code></h3>
            <p>{format!("{}{more}", spec.help)}</p>
            <p>"Allowed: " {spec.allowed} "."</p>
            <ul class="forms">{forms}</ul>
            <form class="try" method="get" action=path.to_owned()>
                <code>{address}</code>
                {fields}
                <button type="submit" class="plain">"Try It Live"</button>
            </form>
        </section>
    }
    .into_any()
}

fn caps(frame: &Frame) -> AnyView {
    let longest = Delay::fixed(u64::try_from(frame.longest_delay.as_millis()).unwrap_or(u64::MAX)).to_string();
    let rows: Vec<_> = [("Longest delay, stall or drip", longest)]
        .into_iter()
        .chain(frame.bounds.iter().map(|(what, bound)| (*what, bound.clone())))
        .map(|(what, bound)| view! { <tr><th scope="row">{what}</th><td>{bound}</td></tr> })
        .collect();
    view! {
        <h2 id="caps">"Caps of this server"</h2>
        <div class="scroll" tabindex="0">
            <table>
                <thead><tr><th scope="col">"What"</th><th scope="col">"At most"</th></tr></thead>
                <tbody>{rows}</tbody>
            </table>
        </div>
    }
    .into_any()
}

fn vendors() -> AnyView {
    let rows: Vec<_> = VENDORS
        .iter()
        .map(|vendor| {
            let codes: Vec<_> = vendor
                .codes
                .iter()
                .map(|code| view! { <a href=format!("/{code}?vendor={}", vendor.name) rel="nofollow">{*code}</a> " " })
                .collect();
            view! {
                <tr>
                    <th scope="row"><code>{vendor.name}</code></th>
                    <td><a href=vendor.source>{vendor.title}</a></td>
                    <td>{codes}</td>
                </tr>
            }
        })
        .collect();
    view! {
        <h2 id="vendors">"Vendors"</h2>
        <p>"A code with which a product is not listed is an error that says so."</p>
        <div class="scroll" tabindex="0">
            <table>
                <thead>
                    <tr><th scope="col">"vendor="</th><th scope="col">"Product"</th><th scope="col">"Codes"</th></tr>
                </thead>
                <tbody>{rows}</tbody>
            </table>
        </div>
    }
    .into_any()
}

fn moving() -> AnyView {
    let rows: Vec<_> = ALIASES
        .iter()
        .map(|alias| {
            let place = format!("{:?}", alias.place).to_lowercase();
            view! {
                <tr>
                    <th scope="row">{alias.service}</th>
                    <td><code>{format!("{}{}", alias.name, if alias.name.ends_with('-') { "…" } else { "" })}</code> " " {place}</td>
                    <td><code>{alias.option}</code></td>
                </tr>
            }
        })
        .collect();
    let paths = [
        (
            "httpbin",
            "/status/{set}",
            "one code as it is, several by weight; no default body there, JSON here",
        ),
        (
            "httpstat.us",
            "/{code}, /random/{range}",
            "the same addresses; its connection faults were headers, here they are fault=",
        ),
        ("mockerapi.com", "/{code}", "the same addresses and the same JSON"),
    ];
    let paths: Vec<_> = paths
        .into_iter()
        .map(|(service, path, what)| view! { <tr><th scope="row">{service}</th><td><code>{path}</code></td><td>{what}</td></tr> })
        .collect();
    view! {
        <h2 id="moving">"Moving here"</h2>
        <p>"These spellings of other services are understood. What is not listed does not carry over: /delay/{n}, /redirect/{n} and the inspectors of httpbin have options or no counterpart here."</p>
        <div class="scroll" tabindex="0">
            <table>
                <thead><tr><th scope="col">"Service"</th><th scope="col">"Its spelling"</th><th scope="col">"Here"</th></tr></thead>
                <tbody>{paths} {rows}</tbody>
            </table>
        </div>
    }
    .into_any()
}

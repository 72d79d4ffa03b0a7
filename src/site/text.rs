//! The running text of a status's page, from “What is” to the sources.

use leptos::prelude::*;

use super::{Frame, chrome, icon, markdown};
use crate::book::{Status, Text};
use crate::call::Call;
use crate::mock;
use crate::snippets::servers::{Answer, SERVERS};

pub fn text(frame: &Frame, status: &Status) -> AnyView {
    let written = status.text.as_ref().map(|text| written(frame, status, text));
    let headers = headers(status);
    let servers = servers(frame, status);
    let end = status.text.as_ref().map(|text| end(frame, status, text));
    view! { <div class="text">{written} {headers} {servers} {end}</div> }.into_any()
}

fn written(frame: &Frame, status: &Status, text: &Text) -> AnyView {
    let sections = &text.sections;
    let use_cases: Vec<_> = text
        .use_cases
        .iter()
        .map(|case| {
            let href = if case.preset.is_empty() {
                format!("/docs/{}", status.code)
            } else {
                format!("?{}", case.preset)
            };
            view! {
                <li>
                    <a href=href data-preset=case.preset.clone()>
                        {icon(&frame.links, &case.icon)}
                        <b>{case.title.clone()}</b>
                        " "
                        <span>{case.text.clone()}</span>
                    </a>
                </li>
            }
        })
        .collect();
    let prose = |markdown: &str| {
        let html = markdown::render(markdown);
        view! { <div class="prose" inner_html=html></div> }
    };
    view! {
        <section id="what" aria-labelledby="what-title">
            <h2 id="what-title">{format!("What is HTTP {}?", status.title())}</h2>
            {prose(&sections.what)}
        </section>
        <section id="when" aria-labelledby="when-title">
            <h2 id="when-title">"When Does This Happen?"</h2>
            {prose(&sections.when)}
        </section>
        <section id="fix" aria-labelledby="fix-title">
            <h2 id="fix-title">"How to Fix It"</h2>
            <h3>"If you call it"</h3>
            {prose(&sections.fix_caller)}
            <h3>"If you run it"</h3>
            {prose(&sections.fix_owner)}
        </section>
        <section id="who-sent-it" aria-labelledby="who-title">
            <h2 id="who-title">"Who Sent It?"</h2>
            {prose(&sections.sender)}
        </section>
        <section id="use-cases" aria-labelledby="use-title">
            <h2 id="use-title">"Common Use Cases"</h2>
            <ul class="use-cases">{use_cases}</ul>
        </section>
    }
    .into_any()
}

fn headers(status: &Status) -> Option<AnyView> {
    let rows: Vec<_> = status
        .headers
        .iter()
        .map(|header| {
            view! {
                <tr>
                    <th scope="row">{header.name.clone()}</th>
                    <td>{header.need.word()}</td>
                    <td inner_html=markdown::inline(&header.why)></td>
                </tr>
            }
        })
        .collect();
    (!rows.is_empty()).then(|| {
        view! {
            <section id="headers" aria-labelledby="headers-title">
                <h2 id="headers-title">"Headers That Matter"</h2>
                <div class="scroll" tabindex="0">
                    <table>
                        <thead>
                            <tr>
                                <th scope="col">"Header"</th>
                                <th scope="col">"Need"</th>
                                <th scope="col">"Why"</th>
                            </tr>
                        </thead>
                        <tbody>{rows}</tbody>
                    </table>
                </div>
            </section>
        }
        .into_any()
    })
}

fn servers(frame: &Frame, status: &Status) -> Option<AnyView> {
    // Who cannot send the code as a final answer cannot be told how.
    (mock::final_status(&Call::new(status.code), &frame.book)? == status.code.number()).then_some(())?;
    let answer = Answer {
        status: status.code.number(),
        headers: status
            .headers
            .iter()
            .filter_map(|header| Some((header.name.as_str(), header.value.as_deref()?)))
            // The mock leads to one of its own pages; a reader's server leads elsewhere.
            .map(|(name, value)| (name, if name == "Location" { "/new-address" } else { value }))
            .collect(),
        has_body: status.code.has_body(),
    };
    let examples: Vec<_> = SERVERS
        .iter()
        .enumerate()
        .map(|(i, server)| {
            let html = markdown::block(&server.write(&answer), server.syntax);
            view! {
                <details name="return" open=i == 0>
                    <summary>{server.name}</summary>
                    <div inner_html=html></div>
                </details>
            }
        })
        .collect();
    Some(
        view! {
            <section id="return" aria-labelledby="return-title">
                <h2 id="return-title">"Return It Yourself"</h2>
                {examples}
            </section>
        }
        .into_any(),
    )
}

fn end(frame: &Frame, status: &Status, text: &Text) -> AnyView {
    let related: Vec<_> = text
        .related
        .iter()
        .filter_map(|code| chrome::row(&frame.book, *code))
        .collect();
    let sources: Vec<_> = text
        .sources
        .iter()
        .map(|source| view! { <li><a href=source.url.clone()>{source.title.clone()}</a></li> })
        .collect();
    let checked = text
        .checked
        .parse::<jiff::civil::Date>()
        .map_or_else(|_| text.checked.clone(), |date| date.strftime("%-d %B %Y").to_string());
    let report = frame.report_url.as_ref().map(|url| {
        let href = url.replace("{code}", &status.code.to_string());
        view! { " " <a href=href>"Report an error"</a> }
    });
    view! {
        <section id="related" aria-labelledby="related-title">
            <h2 id="related-title">{format!("Related {} Status Codes", status.code.class().name())}</h2>
            <ul class="rows">{related}</ul>
        </section>
        <section id="sources" aria-labelledby="sources-title">
            <h2 id="sources-title">"Specification and Sources"</h2>
            <ul>{sources}</ul>
            <p class="checked">
                "Last checked " <time datetime=text.checked.clone()>{checked}</time> "." {report}
            </p>
        </section>
    }
    .into_any()
}

//! The running text of a status's page, from “What is” to the sources.

use leptos::prelude::*;

use super::{Frame, chrome, icon, markdown, picture, reactions};
use crate::book::measured::constants;
use crate::book::{Status, Text};
use crate::call::Call;
use crate::mock;
use crate::snippets::servers::{Answer, SERVERS};

pub fn text(frame: &Frame, status: &Status) -> AnyView {
    let written = written(frame, status, &status.text);
    let clients = reactions::section(status);
    let headers = headers(status);
    let servers = servers(frame, status);
    let constants = constants(status);
    let end = end(frame, status, &status.text);
    view! { <div class="text">{written} {clients} {headers} {servers} {constants} {end}</div> }.into_any()
}

fn written(frame: &Frame, status: &Status, text: &Text) -> AnyView {
    let sections = &text.sections;
    let use_cases: Vec<_> = text
        .use_cases
        .iter()
        .map(|case| {
            let href = case.address(status.code);
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
            <div inner_html=picture::figure(&text.picture, status.code)></div>
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

/// What a server of one's own is to return for this status; `None` if it cannot be a final answer.
pub fn answer<'a>(frame: &Frame, status: &'a Status) -> Option<Answer<'a>> {
    // Who cannot send the code as a final answer cannot be told how.
    (mock::final_status(&Call::new(status.code), &frame.book)? == status.code.number()).then_some(())?;
    Some(Answer {
        status: status.code.number(),
        headers: status
            .headers
            .iter()
            .filter_map(|header| Some((header.name.as_str(), header.value.as_deref()?)))
            // The mock leads to one of its own pages; a reader's server leads elsewhere.
            .map(|(name, value)| (name, if name == "Location" { "/new-address" } else { value }))
            .collect(),
        has_body: status.code.has_body(),
    })
}

fn servers(frame: &Frame, status: &Status) -> Option<AnyView> {
    let answer = answer(frame, status)?;
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

/// What standard libraries call the code.
fn constants(status: &Status) -> Option<AnyView> {
    let rows: Vec<_> = constants::names_in_libraries(status.code)
        .into_iter()
        .map(|(language, name)| {
            view! {
                <tr>
                    <th scope="row">{language}</th>
                    <td><code>{name}</code></td>
                </tr>
            }
        })
        .collect();
    (!rows.is_empty()).then(|| {
        view! {
            <section id="constants" aria-labelledby="constants-title">
                <h2 id="constants-title">"Constants"</h2>
                <div class="scroll" tabindex="0">
                    <table>
                        <thead><tr><th scope="col">"Language"</th><th scope="col">"In its standard library"</th></tr></thead>
                        <tbody>{rows}</tbody>
                    </table>
                </div>
            </section>
        }
        .into_any()
    })
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
    let checked = checked(text);
    let report = report(frame, status).map(|href| view! { " " <a href=href>"Report an error"</a> });
    view! {
        <section id="related" aria-labelledby="related-title">
            <h2 id="related-title">{related_title(status)}</h2>
            <ul class="rows">{related}</ul>
        </section>
        <section id="sources" aria-labelledby="sources-title">
            <h2 id="sources-title">"Specification and Sources"</h2>
            <ul>{sources}</ul>
            <p class="checked">
                "Last checked " <time datetime=text.checked.clone()>{checked}</time> "." {report} " "
                <a href=format!("/docs/{}.md", status.code) type="text/markdown">"This page as Markdown"</a>
            </p>
        </section>
    }
    .into_any()
}

/// The heading of the related codes.
pub fn related_title(status: &Status) -> String {
    format!("Related {} Status Codes", status.code.class().name())
}

/// The day of the last check, as people write it.
pub fn checked(text: &Text) -> String {
    let day = text.checked.parse::<jiff::civil::Date>();
    day.map_or_else(|_| text.checked.clone(), |date| date.strftime("%-d %B %Y").to_string())
}

/// Where a reader can say that the page is wrong.
pub fn report(frame: &Frame, status: &Status) -> Option<String> {
    let url = frame.report_url.as_ref()?;
    Some(url.replace("{code}", &status.code.to_string()))
}

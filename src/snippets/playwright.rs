use super::msw::{ONE_EACH, headers, object};
use super::prettier::{broken, literal};
use super::{Answer, Client, Example, Saved, indented};

pub const CLIENT: Client = Client {
    id: "playwright",
    name: "Playwright",
    syntax: "javascript",
    program: SAVED,
    test: SAVED,
    write,
};

const SAVED: Saved = Saved {
    file: "mock-status.mjs",
    run: "import { mockStatus } from './mock-status.mjs'",
    install: "npm install --save-dev @playwright/test",
};

/// A route of Playwright: in a test, the page's own request gets what the mock would send.
fn write(example: &Example) -> String {
    let path = literal(&format!("**{}", example.path()));
    let respond = |answer: &Option<Answer>| {
        answer
            .as_ref()
            .map_or("route.abort('connectionreset')".to_owned(), fulfilling)
    };
    let handler = |answer: &Option<Answer>| match respond(answer) {
        short if !short.contains('\n') => format!("(route) => {short}"),
        long => format!("(route) =>\n{}", indented(&long, "  ")),
    };
    let (before, handler) = match example.answers.as_slice() {
        [one] => (String::new(), handler(one)),
        answers => {
            let items: Vec<_> = answers
                .iter()
                .map(|answer| indented(&handler(answer), "  ") + ",\n")
                .collect();
            let before = format!("{ONE_EACH}const responses = [\n{}];\n\n", items.concat());
            let next = "(route) =>\n  responses[Math.min(calls++, responses.length - 1)](route)";
            (before, next.to_owned())
        }
    };
    let count = if before.is_empty() { "" } else { "  let calls = 0;\n" };
    let close = if handler.contains('\n') { ",\n  " } else { "" };
    let handler = indented(&handler, "  ");
    broken(&format!(
        "{before}/** Call it before `page.goto()`. */
export async function mockStatus(page) {{
{count}  await page.route({path}, {}{close});
}}",
        handler.trim_start()
    ))
}

fn fulfilling(answer: &Answer) -> String {
    let body = match object(answer) {
        _ if answer.body.is_empty() => String::new(),
        Some(object) => format!("  json: {},\n", indented(&object, "  ").trim_start()),
        None => format!("  body: {},\n", literal(&answer.body)),
    };
    format!(
        "route.fulfill({{\n  status: {},\n{}{body}}})",
        answer.status,
        headers(answer, "    ")
    )
}

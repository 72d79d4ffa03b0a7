use super::prettier::{WIDTH, broken, columns, key, literal};
use super::{Answer, Client, Example, Header, Saved, indented};

pub const CLIENT: Client = Client {
    id: "msw",
    name: "MSW",
    syntax: "javascript",
    program: SAVED,
    test: SAVED,
    write,
};

const SAVED: Saved = Saved {
    file: "handlers.mjs",
    run: "import { handlers } from './handlers.mjs'",
    install: "npm install --save-dev msw",
};

/// A request handler of Mock Service Worker 2 that answers as the mock does, for tests that don't reach it.
fn write(example: &Example) -> String {
    if let Some(status) = refused(example) {
        return format!("// A Response in JavaScript can't have status {status}. Playwright's route can.");
    }
    let waits = example.answers.iter().flatten().any(|answer| !answer.wait.is_zero());
    let method = example.method.to_lowercase();
    // `http` has a function for each method but TRACE.
    let method = if method == "trace" { "all" } else { &method };
    // The query is no part of a handler's address, and a colon would start a parameter.
    let path = example.path().split('?').next().unwrap_or_default().replace(':', "\\:");
    let path = literal(&format!("*{path}"));
    let imports = if waits {
        "delay, http, HttpResponse"
    } else {
        "http, HttpResponse"
    };
    let respond = |answer: &Option<Answer>| match answer {
        Some(answer) => responding(answer),
        None => "return HttpResponse.error();".to_owned(),
    };
    let function = |answer: &Option<Answer>| {
        let is_late = answer.as_ref().is_some_and(|answer| !answer.wait.is_zero());
        format!(
            "{}() => {{\n{}\n}}",
            if is_late { "async " } else { "" },
            indented(&respond(answer), "  ")
        )
    };
    let (before, resolver) = match example.answers.as_slice() {
        [one] => (String::new(), indented(&function(one), "  ")),
        answers => {
            let items: Vec<_> = answers
                .iter()
                .map(|answer| indented(&function(answer), "  ") + ",\n")
                .collect();
            let before = format!("{ONE_EACH}const responses = [\n{}];\nlet calls = 0;\n\n", items.concat());
            (
                before,
                "() => responses[Math.min(calls++, responses.length - 1)]()".to_owned(),
            )
        }
    };
    let resolver = resolver.trim_start();
    let handler = match format!("  http.{method}({path}, {resolver}),") {
        long if !long.contains('\n') && columns(&long) > WIDTH => {
            let function = resolver.trim_start_matches("() => ");
            format!("  http.{method}({path}, () =>\n    {function},\n  ),")
        }
        line => line,
    };
    broken(&format!(
        "import {{ {imports} }} from 'msw';\n\n{before}export const handlers = [\n{handler}\n];"
    ))
}

/// Above the responses of several calls.
pub(super) const ONE_EACH: &str = "/** One for each call; the last one stays. */\n";

/// A status that `new Response()` refuses (Fetch Standard, section 5.5).
fn refused(example: &Example) -> Option<u16> {
    let statuses = example.answers.iter().flatten().map(|answer| answer.status);
    statuses.into_iter().find(|status| !(200..600).contains(status))
}

fn responding(answer: &Answer) -> String {
    let wait = match answer.wait.as_millis() {
        0 => String::new(),
        wait => format!("await delay({wait});\n"),
    };
    let status = answer.status;
    let reason = literal(&answer.reason);
    let headers = headers(answer, "    ");
    let init = format!("{{\n  status: {status},\n  statusText: {reason},\n{headers}}}");
    match (object(answer), answer.body.is_empty()) {
        (Some(object), _) => {
            let (object, init) = (indented(&object, "  "), indented(&init, "  "));
            format!("{wait}return HttpResponse.json(\n{object},\n{init},\n);")
        }
        (None, true) => format!("{wait}return new HttpResponse(null, {init});"),
        (None, false) => {
            let (body, init) = (literal(&answer.body), indented(&init, "  "));
            format!("{wait}return new HttpResponse(\n  {body},\n{init},\n);")
        }
    }
}

/// The property with the headers, ending with a line break; nothing without headers. What an [`object`] implies is left out.
pub(super) fn headers(answer: &Answer, indent: &str) -> String {
    let is_object = object(answer).is_some();
    let is_implied = |(name, value): &&Header| is_object && name == "content-type" && value == "application/json";
    let items: Vec<_> = answer.headers.iter().filter(|header| !is_implied(header)).collect();
    if items.is_empty() {
        return String::new();
    }
    let outer = &indent[2..];
    let line = |(name, value): &&Header| format!("{indent}{}: {},\n", key(name), literal(value));
    let lines: String = items.iter().map(line).collect();
    format!("{outer}headers: {{\n{lines}{outer}}},\n")
}

/// The body as an object of JavaScript, its keys in their order; `None` if it isn't JSON.
pub(super) fn object(answer: &Answer) -> Option<String> {
    let is_json = answer
        .headers
        .iter()
        .any(|(name, value)| name == "content-type" && value.contains("json"));
    if !is_json || serde_json::from_str::<serde_json::Value>(&answer.body).is_err() {
        return None;
    }
    let mut object = String::new();
    let mut rest = answer.body.trim();
    while let Some(c) = rest.chars().next() {
        let mut strings = serde_json::Deserializer::from_str(rest).into_iter::<String>();
        if c == '"' {
            let text = strings.next()?.ok()?;
            rest = &rest[strings.byte_offset()..];
            object.push_str(&if rest.starts_with(':') { key(&text) } else { literal(&text) });
        } else {
            if c == '\n' && rest.trim_start().starts_with(['}', ']']) {
                object.push(',');
            }
            object.push(c);
            rest = &rest[c.len_utf8()..];
        }
    }
    Some(object)
}

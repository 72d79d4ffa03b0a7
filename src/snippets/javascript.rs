use super::prettier::{
    Field, PROGRAM, TEST, called, checked, content, javascript_pause, key, literal, object, shown_and_checked,
};
use super::{
    BodyKind, Client, Example, Header, Next, PAUSES, RETRIED_ON_ANY_CONNECTION, TIMEOUT_SECONDS, TRIES, Wanted, indented, parted,
};
use crate::call::request::{Credentials, is_forbidden_in_browsers};

pub const CLIENT: Client = Client {
    id: "fetch",
    name: "fetch",
    syntax: "js",
    program: PROGRAM,
    test: TEST,
    write,
};

/// Reads a body that isn't shown.
const READ_TEXT: &str = "await response.text(); // a body can break off, too";

/// What browsers and Node.js send to the first origin only.
const KEPT: [&str; 3] = ["authorization", "cookie", "proxy-authorization"];

/// For browsers, and for everything else that has `fetch`. An error that nothing catches ends Node.js with 1, and a browser shows it in
/// its console, so the plain program catches none. A test is for Node.js.
fn write(example: &Example) -> String {
    let mut notes = String::new();
    let method = match example.method {
        "TRACE" => {
            notes.push_str("// Browsers don't let a page send TRACE. This is a GET.\n");
            "GET"
        }
        method => method,
    };
    let (mut headers, refused) = parted(example.header_map(), is_forbidden_in_browsers);
    if !refused.is_empty() {
        notes.push_str(&format!("// Browsers don't let a page send {refused}.\n"));
    }
    let mut content = content(example);
    if content.is_some() && matches!(method, "GET" | "HEAD") {
        notes.push_str(&format!("// fetch doesn't send a body with {method}.\n"));
        content = None;
        headers.retain(|(name, _)| name != "Content-Type" || example.request.has(name));
    }
    if headers.iter().any(|(name, _)| name == "__proto__") {
        notes.push_str("// Node.js loses __proto__, but browsers send it.\n");
    }
    let is_for_proxies = example.expected == Some(407);
    if is_for_proxies {
        notes.push_str("// fetch takes a 407 for a network error, because only a proxy may send one.\n");
    }
    let example = &example.without(&notes).breaking(example.breaks || is_for_proxies);

    let basic = format!("'Basic ' + btoa('{}:{}')", Credentials::USER, Credentials::PASSWORD);
    let basic = example.is_basic().then(|| Field::pair("Authorization", basic));
    let head = head(example, headers, basic);
    let verb = (method != "GET").then(|| Field::pair("method", literal(method)));
    let limit = example.switches.timeout.then(limit);
    let is_manual = example.redirects && example.switches.test;
    let options = [
        verb.clone(),
        is_manual.then(|| Field::pair("redirect", "'manual'")),
        head.first,
        content.map(|content| Field::pair("body", content)),
        limit.clone(),
    ];
    let options: Vec<Field> = options.into_iter().flatten().collect();
    let address = [literal(&example.url)];
    let send = |taker: &str, depth| called(&format!("{taker} = await fetch"), &address, &options, depth);

    let function = if example.repeats() {
        repeating(&send("response", 6))
    } else {
        String::new()
    };
    let (undone, strays) = (example.left_undone("//"), example.strays("//", &KEPT));
    let mut before = format!("{notes}{}{function}{undone}{strays}", head.constant);
    if example.hints {
        before.push_str("// fetch doesn't show interim responses such as a 103.\n");
    }
    let program = if example.switches.test {
        return tested(example, "", &before, &steps(example, |depth| send("const response", depth)));
    } else if example.calls() > 1 {
        let (send, check) = (send("const response", 4), checked(example, "response.status", None));
        let tried = format!("{send}\n{READ_TEXT}\nconsole.log('Status:', response.status);\n{check}");
        let (calls, each) = (example.calls(), indented(&caught(&tried), "  "));
        format!("for (let call = 1; call <= {calls}; call++) {{\n{each}\n}}")
    } else {
        let is_caught = example.breaks || !example.switches.is_empty();
        let depth = if is_caught { 2 } else { 0 };
        let response = if example.repeats() {
            "const { response, body } = await send();".to_owned()
        } else {
            send("const response", depth)
        };
        let verb = verb.filter(|_| example.next == Some(Next::IfNoneMatch));
        let options: Vec<Field> = [verb, head.second, limit].into_iter().flatten().collect();
        let next = next(example, "response.url", |argument| {
            let next = called("const next = await fetch", &[argument], &options, depth + 2);
            format!("{next}\nawait next.text(); // a body can break off, too")
        });
        let program = format!("{response}\n\n{}{next}", show(example, depth));
        if is_caught { caught(&program) } else { program }
    };
    before + &program
}

/// The lines in a block that says what failed.
fn caught(lines: &str) -> String {
    let lines = indented(lines, "  ");
    format!(
        "try {{
{lines}
}} catch (error) {{
  // Node.js keeps the reason in `cause`, and a browser has no `process`.
  console.error('Request failed:', error.cause?.message || error.cause?.code || error.message);
  if (globalThis.process) process.exitCode = 1;
}}"
    )
}

/// A function that sends the request until it is done, and reads the body too: it is where an exchange can still break off. After a 421,
/// fetch itself sends the request once more, on a new connection.
fn repeating(send: &str) -> String {
    let (send, pause) = (indented(send, "      "), javascript_pause());
    format!(
        "const RETRIED = [{RETRIED_ON_ANY_CONNECTION}];

async function send() {{
  for (let attempt = 1; ; attempt++) {{
    let response;
    try {{
{send}
      const body = await response.text();
      if (attempt === {TRIES} || !RETRIED.includes(response.status)) {{
        return {{ response, body }};
      }}
    }} catch (error) {{
      if (attempt === {TRIES}) throw error;
    }}
    // {PAUSES}
    const after = response?.headers.get('Retry-After');
{pause}
  }}
}}

"
    )
}

/// What a test does.
fn steps(example: &Example, send: impl Fn(usize) -> String) -> String {
    let is_failure = example.wanted() == Wanted::Failure;
    let kind = if example.switches.timeout {
        "{ name: /^(TypeError|TimeoutError)$/ }"
    } else {
        "{ name: 'TypeError' }"
    };
    match (is_failure, example.repeats(), example.body) {
        (true, true, _) => format!("await assert.rejects(send, {kind});"),
        (true, false, _) => {
            let send = indented(&send(4), "  ");
            format!("const request = async () => {{\n{send}\n  {READ_TEXT}\n}};\nawait assert.rejects(request, {kind});")
        }
        (false, repeats, body) => {
            let (response, read) = match (repeats, body) {
                (true, BodyKind::Json) => (
                    "const { response, body } = await send();".to_owned(),
                    "JSON.parse(body); // throws an error if it isn't JSON",
                ),
                (true, _) => ("const { response } = await send();".to_owned(), ""),
                (false, BodyKind::Json) => (send(2), "await response.json(); // a body can break off, too"),
                (false, _) => (send(2), READ_TEXT),
            };
            let follow = if example.follows {
                "assert.ok(response.redirected);\n"
            } else {
                ""
            };
            format!("{response}\n\n{}{follow}{read}", assertions(example))
        }
    }
}

/// The lines after the response: its status, the headers and the body.
fn show(example: &Example, depth: usize) -> String {
    // fetch goes on to Location by itself, and a browser hides the redirect from scripts even when told not to.
    let (comment, address) = if example.redirects {
        (
            " // of the page behind the redirect".to_owned(),
            "console.log('Redirected:', response.redirected); // true\n",
        )
    } else if example.follows {
        (String::new(), "console.log('Final URL:', response.url);\n")
    } else {
        (comment(example), "")
    };
    let body = match (example.repeats(), example.body) {
        // The page behind the redirect can be anything.
        (false, BodyKind::Json) if !example.redirects => "'Response:', await response.json()",
        (false, BodyKind::Json | BodyKind::Text) => "'Response:', await response.text()",
        (false, BodyKind::None) => "'Response has no content:', (await response.text()) === ''",
        (true, BodyKind::Json) if !example.redirects => "'Response:', JSON.parse(body)",
        (true, BodyKind::Json | BodyKind::Text) => "'Response:', body",
        (true, BodyKind::None) => "'Response has no content:', body === ''",
    };
    let names: &[String] = if example.redirects { &[] } else { &example.reads };
    let reads = reads(names, depth);
    let text = if example.repeats() { "body" } else { "await response.text()" };
    let shown = shown_and_checked(example, "response.status", text, &format!("console.log({body});"));
    format!("console.log('Status:', response.status);{comment}\n{address}{reads}{shown}")
}

// What axios.rs shares.

/// The comment behind the line that prints the status, as prettier leaves it.
pub(super) fn comment(example: &Example) -> String {
    example.comment("//").replacen("  ", " ", 1)
}

/// Prints these response headers, if they are there.
pub(super) fn reads(names: &[String], depth: usize) -> String {
    let print = |name: &String| {
        let (label, name) = (literal(&format!("{name}:")), literal(name));
        let value = format!("response.headers.get({name})");
        let print = indented(&called("console.log", &[label, value], &[], depth + 2), "  ");
        format!("if (response.headers.has({name})) {{\n{print}\n}}\n")
    };
    names.iter().map(print).collect()
}

/// The request that follows from the response. `address` is the one of the first, and `send` sends this one.
pub(super) fn next(example: &Example, address: &str, send: impl Fn(String) -> String) -> String {
    let (header, value, argument, nothing) = match example.next {
        Some(Next::Location) => ("Location", "location", format!("new URL(location, {address})"), "go on to"),
        Some(Next::IfNoneMatch) => ("ETag", "etag", address.to_owned(), "ask again with"),
        None => return String::new(),
    };
    let (send, check) = (send(argument), checked(example, "next.status", None));
    let steps = indented(&format!("{send}\nconsole.log('Status:', next.status);\n{check}"), "  ");
    format!(
        "
const {value} = response.headers.get('{header}');
if ({value}) {{
{steps}
}} else {{
  console.log('No {header} to {nothing}.');
}}
"
    )
}

/// A file with one test, in the framework that Node.js has.
pub(super) fn tested(example: &Example, imports: &str, before: &str, steps: &str) -> String {
    let (name, steps) = (literal(&example.test_name()), indented(steps, "  "));
    format!(
        "import assert from 'node:assert/strict';
import {{ test }} from 'node:test';
{imports}
{before}test({name}, async () => {{
{steps}
}});"
    )
}

/// What a test says of the head of the response.
pub(super) fn assertions(example: &Example) -> String {
    let status = match example.wanted() {
        Wanted::Status(status) => format!("assert.equal(response.status, {status});\n"),
        Wanted::OneOf(statuses) => {
            let is_one = format!("{statuses:?}.includes(response.status)");
            let line = called("assert.ok", &[is_one, "`Status: ${response.status}`".to_owned()], &[], 2);
            format!("// Each run gets the next of these, or one by chance.\n{line}\n")
        }
        Wanted::Any | Wanted::Failure => "assert.ok(response.status >= 200);\n".to_owned(),
    };
    let has = |name: &String| format!("assert.ok(response.headers.has({}));\n", literal(name));
    status + &example.reads.iter().map(has).collect::<String>()
}

/// The option that ends a request after its time.
pub(super) fn limit() -> Field {
    Field::pair("signal", format!("AbortSignal.timeout({TIMEOUT_SECONDS}000)"))
}

/// The headers of the request and of the one that follows from it. What both send is a constant.
pub(super) struct Head {
    pub constant: String,
    pub first: Option<Field>,
    pub second: Option<Field>,
}

/// `basic` is the header that a client has to make itself.
pub(super) fn head(example: &Example, headers: Vec<Header>, basic: Option<Field>) -> Head {
    let is_own = |(name, _): &Header| match example.next {
        Some(Next::Location) => name.to_ascii_lowercase().starts_with("content-"),
        Some(Next::IfNoneMatch) => name.eq_ignore_ascii_case("if-none-match"),
        None => false,
    };
    let (own, shared): (Vec<Header>, Vec<Header>) = headers.into_iter().partition(is_own);
    let pair = |(name, value): Header| Field::pair(&key(&name), literal(&value));
    let mut shared: Vec<Field> = basic.into_iter().chain(shared.into_iter().map(pair)).collect();
    let mut own: Vec<Field> = own.into_iter().map(pair).collect();
    let has_constant = example.next.is_some() && !shared.is_empty();
    let (constant, first) = if has_constant {
        let constant = format!("const headers = {};\n\n", object(&shared, 0));
        own.insert(0, Field::Name("...headers"));
        let first = if own.len() == 1 {
            Field::Name("headers")
        } else {
            Field::Object("headers", own)
        };
        (constant, Some(first))
    } else {
        shared.append(&mut own);
        (
            String::new(),
            (!shared.is_empty()).then_some(Field::Object("headers", shared)),
        )
    };
    let second = match example.next {
        Some(Next::IfNoneMatch) if has_constant => Some(Field::pair("headers", "{ ...headers, 'If-None-Match': etag }")),
        Some(Next::IfNoneMatch) => Some(Field::pair("headers", "{ 'If-None-Match': etag }")),
        Some(Next::Location) if has_constant => Some(Field::Name("headers")),
        _ => None,
    };
    Head { constant, first, second }
}

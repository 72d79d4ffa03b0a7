use super::{
    BodyKind, Client, Example, Header, PAUSES, QUOTES, RETRIED, TIMEOUT_SECONDS, TRIES, entries, indented, javascript_pause,
    parted, quoted,
};
use crate::call::request::{Credentials, is_forbidden_in_browsers};

pub const CLIENT: Client = Client {
    id: "fetch",
    name: "fetch",
    syntax: "js",
    file: "status.mjs",
    run: "node status.mjs",
    install: "",
    write,
};

/// For browsers, and for everything else that has `fetch`. An error that nothing catches ends Node.js with 1, and a browser shows it in
/// its console, so only a program for an exchange that breaks, or for several, catches errors.
fn write(example: &Example) -> String {
    let mut notes = String::new();
    let method = match example.method {
        "TRACE" => {
            notes.push_str("// Browsers don't let a page send TRACE. This is a GET.\n");
            "GET"
        }
        method => method,
    };
    let (headers, refused) = parted(example.header_map(), is_forbidden_in_browsers);
    if !refused.is_empty() {
        notes.push_str(&format!("// Browsers don't let a page send {refused}.\n"));
    }
    let mut content = example.content(&QUOTES, |size| format!("'x'.repeat({size})"));
    if content.is_some() && matches!(method, "GET" | "HEAD") {
        notes.push_str(&format!("// fetch doesn't send a body with {method}.\n"));
        content = None;
    }
    let is_for_proxies = example.expected == Some(407);
    if is_for_proxies {
        notes.push_str("// fetch takes a 407 for a network error, because only a proxy may send one.\n");
    }
    let example = &example.without(&notes);

    let request = request(example, method, &headers, content);
    let note = example.not_repeated("//");
    let (function, program) = if example.calls() > 1 {
        let tried = format!(
            "const response = await {request};
await response.text();  // a body can break off, too
console.log('Status:', response.status);
{}",
            check(example)
        );
        let each = indented(&caught(&tried), "  ");
        let calls = example.calls();
        (
            String::new(),
            format!("for (let call = 1; call <= {calls}; call++) {{\n{each}\n}}"),
        )
    } else {
        let (function, response) = if example.repeats() {
            (repeating(&request), "const { response, body } = await send();".to_owned())
        } else {
            (String::new(), format!("const response = await {request};"))
        };
        let program = format!("{response}\n\n{}", show(example));
        let program = if example.breaks || is_for_proxies {
            caught(&program)
        } else {
            program
        };
        (function, program)
    };
    format!("{notes}{function}{note}{program}")
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
  if (typeof process !== 'undefined') process.exitCode = 1;
}}"
    )
}

/// `fetch('https://…', { … })`
fn request(example: &Example, method: &str, headers: &[Header], content: Option<String>) -> String {
    // As a plain key, it would be the prototype of the object.
    let mut fields = entries(headers, "    ").replace("    '__proto__': ", "    ['__proto__']: ");
    if example.is_basic() {
        let (user, password) = (Credentials::USER, Credentials::PASSWORD);
        fields.insert_str(0, &format!("    'Authorization': 'Basic ' + btoa('{user}:{password}'),\n"));
    }
    let mut options = String::new();
    if !fields.is_empty() {
        options.push_str(&format!("  headers: {{\n{fields}  }},\n"));
    }
    if let Some(content) = content {
        options.push_str(&format!("  body: {content},\n"));
    }
    if example.switches.timeout {
        options.push_str(&format!("  signal: AbortSignal.timeout({TIMEOUT_SECONDS}000),\n"));
    }
    let url = quoted(&example.url, '\'');
    match (method, options.is_empty()) {
        ("GET", true) => format!("fetch({url})"),
        ("GET", false) => format!("fetch({url}, {{\n{options}}})"),
        (method, true) if url.len() <= 50 => format!("fetch({url}, {{ method: {} }})", quoted(method, '\'')),
        (method, _) => format!("fetch({url}, {{\n  method: {},\n{options}}})", quoted(method, '\'')),
    }
}

/// A function that sends the request until it is done, and reads the body too: it is where an exchange can still break off.
fn repeating(request: &str) -> String {
    let call = indented(&format!("response = await {request};"), "      ");
    let pause = javascript_pause();
    format!(
        "const RETRIED = [{RETRIED}];

async function send() {{
  for (let attempt = 1; ; attempt++) {{
    let response;
    try {{
{call}
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

/// The lines after the response: its status, the headers and the body.
fn show(example: &Example) -> String {
    // fetch goes on to Location by itself, and a browser hides the redirect from scripts even when told not to.
    let (comment, address) = if example.redirects {
        (
            "  // of the page behind the redirect".to_owned(),
            "console.log('Redirected:', response.redirected);  // true\n",
        )
    } else if example.follows {
        (String::new(), "console.log('Final URL:', response.url);\n")
    } else {
        (example.comment("//"), "")
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
    let (reads, check) = (reads(names), check(example));
    format!("console.log('Status:', response.status);{comment}\n{address}{reads}{check}console.log({body});")
}

/// Prints these response headers, if they are there.
fn reads(names: &[String]) -> String {
    let print = |name: &String| {
        let (label, name) = (quoted(&format!("{name}:"), '\''), quoted(name, '\''));
        format!("if (response.headers.has({name})) {{\n  console.log({label}, response.headers.get({name}));\n}}\n")
    };
    names.iter().map(print).collect()
}

fn check(example: &Example) -> &'static str {
    if example.switches.check {
        "if (response.status >= 400) {\n  throw new Error(`HTTP ${response.status}`);\n}\n"
    } else {
        ""
    }
}

use super::node_text::{SPACE, asserted, called, fields, followed, headers_option, in_test, object, shown, wrapped};
use super::prettier::{PROGRAM, TEST, checked, content, javascript_pause, literal, shown_and_checked};
use super::{
    BodyKind, Client, Example, Header, Next, PAUSES, PIECE, RETRIED_ON_ANY_CONNECTION, Saved, TIMEOUT_SECONDS, TRIES, Wanted,
    indented,
};

/// Reads a body that isn't shown.
const READ_TEXT: &str = "await response.text(); // a body can break off, too";
/// An address longer than this gets a name, so that the line that opens a call with it fits.
const LONGEST_ADDRESS: usize = 60;

pub const CLIENT: Client = Client {
    id: "fetch",
    name: "fetch",
    syntax: "js",
    program: PROGRAM,
    test: TEST,
    write,
};

pub const TYPESCRIPT: Client = Client {
    syntax: "ts",
    program: Saved {
        file: "status.mts",
        run: "npx tsx status.mts",
        install: "npm install tsx @types/node",
    },
    test: Saved {
        file: "status.test.mts",
        run: "npx tsx --test status.test.mts",
        install: "npm install tsx @types/node",
    },
    write: write_typed,
    ..CLIENT
};

/// A large body that is made while it is sent.
const PIECES: &str = "ReadableStream.from(pieces())";

/// What undici, which is this fetch, sends to the first origin only.
const KEPT: [&str; 3] = ["authorization", "cookie", "proxy-authorization"];

/// The `fetch` that Node.js has had since version 18. It shows redirects, and sends most of what browsers don't.
fn write(example: &Example) -> String {
    let (functions, steps) = parts(example, false);
    wrapped(&format!("{functions}{steps}"))
}

/// The same with types. A `.mts` file is a module wherever it is, so that it can wait at the top level.
fn write_typed(example: &Example) -> String {
    let (functions, steps) = parts(example, true);
    wrapped(&format!("{functions}{steps}"))
}

/// Imports, comments and functions that come first, and what the program or the test then does.
fn parts(example: &Example, typed: bool) -> (String, String) {
    let mut notes = String::new();
    let method = if example.method == "TRACE" {
        notes.push_str("// fetch doesn't send TRACE, but curl does. This is a GET.\n");
        "GET"
    } else {
        example.method
    };
    let (refused, mut headers): (Vec<Header>, Vec<Header>) = example.header_map().into_iter().partition(is_refused);
    if !refused.is_empty() {
        let names: Vec<String> = refused.into_iter().map(|(name, _)| name).collect();
        notes.push_str(&format!("// Node's fetch doesn't let a program set {}.\n", names.join(", ")));
    }
    let mut content = content(example);
    if content.is_some() && matches!(method, "GET" | "HEAD") {
        notes.push_str(&format!("// fetch doesn't send a body with {method}.\n"));
        content = None;
        headers.retain(|(name, _)| name != "Content-Type" || example.request.has("content-type"));
    }
    if content.is_some() && example.streamed().is_some() {
        content = Some(PIECES.to_owned());
    }
    let is_hidden = example.expected == Some(407);
    if is_hidden {
        notes.push_str("// fetch takes a 407 for a failure and hides the response. node:https shows it.\n");
    }
    let example = &example.without(&notes).breaking(example.breaks || is_hidden);

    let (lasting, own) = fields(example, &headers);
    let has_headers = !lasting.is_empty();
    let (declared, call) = call(example, method, &lasting, own, content);
    let above = example.left_undone("//") + &example.strays("//", &KEPT);
    let function = if example.repeats() {
        send_until_done(example, &call, typed)
    } else if example.next == Some(Next::IfNoneMatch) {
        let conditions = conditions(example, typed);
        let call = indented(&format!("const response = await {call};"), "  ");
        format!("async function send({conditions}) {{\n{call}\n  return {{ response, text: await response.text() }};\n}}\n\n")
    } else {
        String::new()
    };
    if example.switches.test {
        let imports = "import assert from 'node:assert/strict';\nimport { test } from 'node:test';\n\n";
        let test = in_test(example, &test(example, &call));
        return (format!("{imports}{notes}{declared}{function}"), above + &test);
    }
    let steps = steps(example, &call, has_headers, typed);
    let is_caught = example.breaks || !example.switches.is_empty() || example.calls() > 1;
    let steps = if is_caught { caught(&steps, typed) } else { steps };
    let lines = indented(&steps, "  ");
    let steps = match example.calls() {
        1 => steps,
        calls => format!("for (let call = 1; call <= {calls}; call++) {{\n{lines}\n}}"),
    };
    (format!("{notes}{declared}{function}"), above + &steps)
}

/// The lines in a block that says what failed.
fn caught(lines: &str, typed: bool) -> String {
    let lines = indented(lines, "  ");
    let error = if typed {
        "error as Error & { cause?: NodeJS.ErrnoException }"
    } else {
        "error"
    };
    format!(
        "try {{
{lines}
}} catch (error) {{
  // The error of fetch has the reason in its cause.
  const {{ cause, message }} = {error};
  console.error('Request failed:', cause?.message || cause?.code || message);
  process.exitCode = 1;
}}"
    )
}

/// Constants, and the call of `fetch` that uses them.
fn call(example: &Example, method: &str, lasting: &[String], mut own: Vec<String>, content: Option<String>) -> (String, String) {
    let mut declared = String::new();
    if !lasting.is_empty() {
        declared.push_str(&format!("const headers = {};\n\n", object(lasting)));
    }
    let streams = content.as_deref() == Some(PIECES);
    if streams && let Some(pieces) = example.streamed() {
        declared.push_str(&format!(
            "function* pieces() {{\n  for (let i = 0; i < {pieces}; i++) yield Buffer.alloc({PIECE}, 'x');\n}}\n\n"
        ));
    }
    let headers = if example.next == Some(Next::IfNoneMatch) {
        // Names of headers that differ in case only would be one header with two values.
        own.retain(|field| !field.to_ascii_lowercase().starts_with("'if-none-match'"));
        if own.is_empty() {
            Some("headers: conditions".to_owned())
        } else {
            own.push("...conditions".to_owned());
            headers_option(lasting, own)
        }
    } else {
        headers_option(lasting, own)
    };
    let options = [
        (method != "GET").then(|| format!("method: {}", literal(method))),
        example.redirects.then(|| "redirect: 'manual'".to_owned()),
        headers,
        content.map(|content| format!("body: {content}")),
        streams.then(|| "duplex: 'half'".to_owned()),
        signal(example),
    ];
    let options: Vec<String> = options.into_iter().flatten().collect();
    let url = literal(&example.url);
    if options.is_empty() {
        return (declared, called("fetch", &[url]));
    }
    if url.len() <= LONGEST_ADDRESS {
        return (declared, format!("fetch({url}, {})", object(&options)));
    }
    let named = format!("const url ={SPACE}{url};\n\n");
    (named + &declared, format!("fetch(url, {})", object(&options)))
}

fn signal(example: &Example) -> Option<String> {
    example
        .switches
        .timeout
        .then(|| format!("signal: AbortSignal.timeout({TIMEOUT_SECONDS}000)"))
}

/// The parameter of the function that sends the request, if it is sent with other headers later.
fn conditions(example: &Example, typed: bool) -> &'static str {
    match example.next {
        Some(Next::IfNoneMatch) if typed => "conditions: Record<string, string> = {}",
        Some(Next::IfNoneMatch) => "conditions = {}",
        _ => "",
    }
}

/// A function that sends the request, if need be more than once. After a 421, fetch itself tries another connection.
fn send_until_done(example: &Example, call: &str, typed: bool) -> String {
    let (conditions, pause) = (conditions(example, typed), javascript_pause());
    let response = if typed { ": Response | undefined" } else { "" };
    let call = indented(&format!("response = await {call};"), "      ");
    format!(
        "const RETRIED = [{RETRIED_ON_ANY_CONNECTION}];

async function send({conditions}) {{
  for (let attempt = 1; ; attempt++) {{
    let response{response};
    try {{
{call}
      const text = await response.text();
      if (attempt === {TRIES} || !RETRIED.includes(response.status)) {{
        return {{ response, text }};
      }}
    }} catch (error) {{
      if (attempt === {TRIES}) throw error;
    }}
    // {PAUSES}
    const after = response?.headers.get('Retry-After') ?? '';
{pause}
  }}
}}

"
    )
}

/// Whether a function sends the request, and reads its body.
fn has_function(example: &Example) -> bool {
    example.repeats() || example.next == Some(Next::IfNoneMatch)
}

/// One call, and what the program prints of it.
fn steps(example: &Example, call: &str, has_headers: bool, typed: bool) -> String {
    let print = "console.log('Status Code:', response.status);";
    if example.calls() > 1 {
        let check = checked(example, "response.status", None);
        return format!("const response = await {call};\n{READ_TEXT}\n{print}\n{check}");
    }
    let has_function = has_function(example);
    let send = if has_function {
        "const { response, text } = await send();".to_owned()
    } else {
        format!("const response = await {call};")
    };
    let comment = example.comment("//").replacen("  ", " ", 1);
    let mut lines = format!("{send}\n{print}{comment}\n");
    if example.follows {
        lines.push_str("console.log('Final URL:', response.url);\n");
    }
    for name in &example.reads {
        let print = called(
            "console.log",
            &[format!("'{name}:'"), format!("response.headers.get('{name}')")],
        );
        lines.push_str(&format!("if (response.headers.has('{name}')) {{\n  {print};\n}}\n"));
    }
    let (json, text) = if has_function {
        ("JSON.parse(text)", "text")
    } else {
        ("await response.json()", "await response.text()")
    };
    let shown = match example.body {
        BodyKind::Json if typed => format!("const data: unknown = {json};\nconsole.log('Response:', data);"),
        BodyKind::Json => format!("console.log('Response:', {json});"),
        body => shown(body, text),
    };
    let shown = shown_and_checked(example, "response.status", text, &shown);
    format!("{lines}{shown}{}", next(example, has_headers))
}

/// The second request, and its status.
fn next(example: &Example, has_headers: bool) -> String {
    let send = match example.next {
        None => return String::new(),
        Some(Next::IfNoneMatch) => "const { response: second } = await send({ 'If-None-Match': etag });".to_owned(),
        Some(Next::Location) => {
            let headers = has_headers.then(|| "headers".to_owned());
            let options: Vec<String> = headers.into_iter().chain(signal(example)).collect();
            let options = if options.is_empty() {
                String::new()
            } else {
                format!(", {}", object(&options))
            };
            format!("const second = await fetch(new URL(location, response.url){options});\nawait second.text();")
        }
    };
    let check = checked(example, "second.status", None);
    let lines = format!("{send}\nconsole.log('Status Code:', second.status);\n{check}");
    followed(
        example,
        |name, header| format!("const {name} = response.headers.get('{header}');"),
        &lines,
    )
}

/// What a test does.
fn test(example: &Example, call: &str) -> String {
    let is_failure = example.wanted() == Wanted::Failure;
    let kind = if example.switches.timeout {
        "{ name: /^(TypeError|TimeoutError)$/ }"
    } else {
        "{ name: 'TypeError' }"
    };
    let (send, read) = match (example.repeats(), example.body) {
        (true, _) if is_failure => return format!("await assert.rejects(send, {kind});"),
        (true, BodyKind::Json) => (
            "const { response, text } = await send();".to_owned(),
            "JSON.parse(text); // throws an error if it isn't JSON",
        ),
        (true, _) => ("const { response } = await send();".to_owned(), ""),
        (false, BodyKind::Json) if !is_failure => (
            format!("const response = await {call};"),
            "await response.json(); // a body can break off, too",
        ),
        (false, _) => (format!("const response = await {call};"), READ_TEXT),
    };
    if is_failure {
        let lines = indented(&format!("{send}\n{read}"), "  ");
        return format!("const request = async () => {{\n{lines}\n}};\nawait assert.rejects(request, {kind});");
    }
    let status = asserted(example, "response.status");
    let follow = if example.follows {
        "assert.ok(response.redirected);\n"
    } else {
        ""
    };
    let has = |name: &String| format!("assert.ok(response.headers.has('{name}'));\n");
    let reads: String = example.reads.iter().map(has).collect();
    format!("{send}\n{status}{follow}{reads}{read}")
}

/// undici writes these itself, or throws an error for them; `__proto__` gets lost in it.
fn is_refused((name, value): &Header) -> bool {
    match name.to_ascii_lowercase().as_str() {
        "connection" => !["close", "keep-alive"].contains(&value.to_ascii_lowercase().as_str()),
        name => ["__proto__", "expect", "host", "keep-alive", "sec-fetch-mode", "upgrade"].contains(&name),
    }
}

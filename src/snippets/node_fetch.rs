use super::{
    BodyKind, Client, Example, Header, PAUSES, QUOTES, RETRIED, TIMEOUT_SECONDS, TRIES, entries, indented, javascript_pause,
    quoted,
};
use crate::call::request::Credentials;

pub const CLIENT: Client = Client {
    id: "fetch",
    name: "fetch",
    syntax: "js",
    file: "status.mjs",
    run: "node status.mjs",
    install: "",
    write,
};

pub const TYPESCRIPT: Client = Client {
    syntax: "ts",
    file: "status.ts",
    run: "npx tsx status.ts",
    install: "npm install tsx @types/node",
    write: write_typed,
    ..CLIENT
};

/// The `fetch` that Node.js has had since version 18. It shows redirects, and sends most of what browsers don't.
fn write(example: &Example) -> String {
    let (functions, steps) = parts(example, false);
    functions + &steps
}

/// The same with types. A `.ts` file may be compiled to CommonJS, where only a function can wait.
fn write_typed(example: &Example) -> String {
    let (functions, steps) = parts(example, true);
    let steps = indented(&steps, "  ");
    format!("{functions}async function main(): Promise<void> {{\n{steps}\n}}\n\nvoid main();")
}

/// Comments and functions that come first, and what the program then does.
fn parts(example: &Example, typed: bool) -> (String, String) {
    let mut notes = String::new();
    let method = if example.method == "TRACE" {
        notes.push_str("// fetch doesn't send TRACE, but curl does. This is a GET.\n");
        "GET"
    } else {
        example.method
    };
    let (refused, headers): (Vec<Header>, Vec<Header>) = example.header_map().into_iter().partition(is_refused);
    if !refused.is_empty() {
        let names: Vec<String> = refused.into_iter().map(|(name, _)| name).collect();
        notes.push_str(&format!("// Node's fetch doesn't let a program set {}.\n", names.join(", ")));
    }
    let mut content = example.content(&QUOTES, |size| format!("'x'.repeat({size})"));
    if content.is_some() && matches!(method, "GET" | "HEAD") {
        notes.push_str(&format!("// fetch doesn't send a body with {method}.\n"));
        content = None;
    }
    let is_hidden = example.expected == Some(407);
    if is_hidden {
        notes.push_str("// fetch takes a 407 for a failure and hides the response. node:https shows it.\n");
    }
    let example = &example.without(&notes);

    let request = request(example, method, &headers, content);
    let repeats = example.repeats();
    let functions = if repeats {
        let function = send_until_done(&request, typed);
        format!("{notes}const RETRIED = [{RETRIED}];\n\n{function}\n\n")
    } else {
        format!("{notes}{}", example.not_repeated("//"))
    };
    let is_caught = example.breaks || is_hidden || !example.switches.is_empty() || example.calls() > 1;
    let steps = if is_caught {
        let steps = indented(&steps(example, &request, typed), "  ");
        let cause = if typed {
            "const cause = error instanceof Error && 'cause' in error ? error.cause : undefined;
  const reason = cause instanceof AggregateError ? cause.errors.join('; ') : String(cause ?? error);
  console.error('Request failed:', reason);"
        } else {
            "const cause = error.cause ?? error;
  console.error('Request failed:', cause.message || cause.code);"
        };
        format!(
            "try {{
{steps}
}} catch (error) {{
  // fetch itself says only that it failed. Its cause says why.
  {cause}
  process.exitCode = 1;
}}"
        )
    } else {
        steps(example, &request, typed)
    };
    match example.calls() {
        1 => (functions, steps),
        calls => {
            let steps = indented(&steps, "  ");
            (
                functions,
                format!("for (let call = 1; call <= {calls}; call++) {{\n{steps}\n}}"),
            )
        }
    }
}

/// The arguments of `fetch`.
fn request(example: &Example, method: &str, headers: &[Header], content: Option<String>) -> String {
    let mut fields = entries(headers, "    ");
    if example.is_basic() {
        let (user, password) = (Credentials::USER, Credentials::PASSWORD);
        let encoded = format!("Buffer.from('{user}:{password}').toString('base64')");
        fields.insert_str(0, &format!("    'Authorization': 'Basic ' + {encoded},\n"));
    }
    let options = [
        (method != "GET").then(|| format!("method: {}", quoted(method, '\''))),
        example.redirects.then(|| "redirect: 'manual'".to_owned()),
        (!fields.is_empty()).then(|| format!("headers: {{\n{fields}  }}")),
        content.map(|content| format!("body: {content}")),
        example
            .switches
            .timeout
            .then(|| format!("signal: AbortSignal.timeout({TIMEOUT_SECONDS}000)")),
    ];
    let options: Vec<String> = options.into_iter().flatten().collect();
    let url = quoted(&example.url, '\'');
    match options.as_slice() {
        [] => url,
        [option] if fields.is_empty() && !example.switches.timeout => format!("{url}, {{ {option} }}"),
        options => format!("{url}, {{\n  {},\n}}", options.join(",\n  ")),
    }
}

/// A function that sends the request, if need be more than once.
fn send_until_done(request: &str, typed: bool) -> String {
    let (answer, response) = if typed {
        (": Promise<{ response: Response; text: string }>", ": Response | undefined")
    } else {
        ("", "")
    };
    // TypeScript doesn't count with strings.
    let pause = javascript_pause();
    let call = indented(&format!("response = await fetch({request});"), "      ");
    format!(
        "async function send(){answer} {{
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
}}"
    )
}

/// One call, and what the program prints of it.
fn steps(example: &Example, request: &str, typed: bool) -> String {
    let repeats = example.repeats();
    let is_one = example.calls() == 1;
    let call = match (repeats, is_one) {
        (true, _) => "const { response, text } = await send();".to_owned(),
        (false, true) => format!("const response = await fetch({request});"),
        (false, false) => format!(
            "const response = await fetch({request});
// Reading to the end shows whether the body is whole, and frees the connection.
await response.text();"
        ),
    };
    let comment = example.comment("//");
    let mut steps = format!("{call}\nconsole.log('Status Code:', response.status);{comment}\n");
    if example.follows {
        steps.push_str("console.log('Final URL:', response.url);\n");
    }
    match example.reads.as_slice() {
        [] => {}
        [name] => {
            let name = quoted(name, '\'');
            let print = format!("console.log({}:', response.headers.get({name}));", &name[..name.len() - 1]);
            steps.push_str(&format!("if (response.headers.has({name})) {{\n  {print}\n}}\n"));
        }
        names => {
            let names: Vec<String> = names.iter().map(|name| quoted(name, '\'')).collect();
            let print = "if (response.headers.has(name)) {\n    console.log(`${name}:`, response.headers.get(name));\n  }";
            steps.push_str(&format!("for (const name of [{}]) {{\n  {print}\n}}\n", names.join(", ")));
        }
    }
    if example.switches.check {
        steps.push_str("if (response.status >= 400) {\n  throw new Error(`HTTP ${response.status}`);\n}\n");
    }
    let (json, text) = if repeats {
        ("JSON.parse(text)", "text")
    } else {
        ("await response.json()", "await response.text()")
    };
    let show = match example.body {
        _ if !is_one => String::new(),
        BodyKind::Json if typed => format!("const data: unknown = {json};\nconsole.log('Response:', data);"),
        BodyKind::Json => format!("console.log('Response:', {json});"),
        BodyKind::Text => format!("console.log('Response:', {text});"),
        BodyKind::None if repeats => "console.log('Response has no content:', text === '');".to_owned(),
        BodyKind::None => format!("console.log('Response has no content:', ({text}) === '');"),
    };
    steps + &show
}

/// undici writes these itself, or throws an error for them.
fn is_refused((name, value): &Header) -> bool {
    match name.to_ascii_lowercase().as_str() {
        "connection" => !["close", "keep-alive"].contains(&value.to_ascii_lowercase().as_str()),
        name => ["expect", "host", "keep-alive", "sec-fetch-mode", "upgrade"].contains(&name),
    }
}

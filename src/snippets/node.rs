use super::{
    BodyKind, Client, Example, PAUSES, QUOTES, RETRIED, TIMEOUT_SECONDS, TRIES, entries, indented, javascript_pause, parted,
    quoted,
};
use crate::call::request::Credentials;

pub const CLIENT: Client = Client {
    id: "https",
    name: "https",
    syntax: "js",
    file: "status.cjs",
    run: "node status.cjs",
    install: "",
    write,
};

/// Node's own `http` and `https` modules, which never follow a redirect. A package that is called in the same way does.
fn write(example: &Example) -> String {
    // Node throws an error for it, unless the body is sent in chunks.
    let (headers, refused) = parted(example.header_map(), |name| name.eq_ignore_ascii_case("trailer"));
    let example = &example.without(&refused);
    let note = match refused.as_str() {
        "" => String::new(),
        names => format!("// Node sends {names} only with a chunked body.\n"),
    };

    let content = example.content(&QUOTES, |size| format!("'x'.repeat({size})"));
    let mut fields = entries(&headers, "    ");
    if example.is_basic() {
        let (user, password) = (Credentials::USER, Credentials::PASSWORD);
        let encoded = format!("Buffer.from('{user}:{password}').toString('base64')");
        fields.insert_str(0, &format!("    'Authorization': 'Basic ' + {encoded},\n"));
    }
    if content.is_some() {
        // Without a length, Node frames the body of a POST, but not that of a GET or DELETE.
        fields.push_str("    'Content-Length': Buffer.byteLength(body),\n");
    }
    let is_plain = example.method == "GET" && content.is_none();
    let options = [
        (example.method != "GET").then(|| format!("method: {}", quoted(example.method, '\''))),
        (!fields.is_empty()).then(|| format!("headers: {{\n{fields}  }}")),
        example
            .switches
            .timeout
            .then(|| format!("signal: AbortSignal.timeout({TIMEOUT_SECONDS}000)")),
    ];
    let options: Vec<String> = options.into_iter().flatten().collect();
    let (declare, argument) = match options.as_slice() {
        [] => (String::new(), ""),
        [option] if fields.is_empty() => (format!("const options = {{ {option} }};\n"), "options, "),
        options => (
            format!("const options = {{\n  {},\n}};\n", options.join(",\n  ")),
            "options, ",
        ),
    };
    let module = if example.is_tls() { "https" } else { "http" };
    let (function, end) = match (is_plain, &content) {
        (true, _) => ("get", ""),
        (false, None) => ("request", "req.end();\n"),
        (false, Some(_)) => ("request", "req.end(body);\n"),
    };
    let url = quoted(&example.url, '\'');
    let open = format!("const req = {module}.{function}({url}, {argument}(res) => {{");
    let notes = note + &example.not_repeated("//");
    let body = content.map_or(String::new(), |content| format!("const body = {content};\n"));
    let break_after = |lines: String| if lines.is_empty() { lines } else { lines + "\n" };
    let (own, package) = if example.follows {
        let why = "// Node's own modules don't follow redirects. This one does: npm install follow-redirects\n";
        (
            String::new(),
            format!("{why}const {{ {module} }} = require('follow-redirects');\n"),
        )
    } else {
        (format!("const {module} = require('node:{module}');\n"), String::new())
    };
    let has_steps = example.switches.timeout || example.switches.check || example.repeats() || example.calls() > 1;
    // A 101 comes as an event of its own, and is never repeated.
    if has_steps && example.expected != Some(101) {
        let body = break_after(body);
        let program = with_promises(example, &format!("{declare}{open}"), end);
        format!("{own}const {{ text }} = require('node:stream/consumers');\n{package}\n{body}{notes}{program}")
    } else {
        let start = break_after(body + &declare);
        format!("{own}{package}\n{start}{notes}{}", with_events(example, &open, end))
    }
}

/// The usual way: a listener for each thing that can happen.
fn with_events(example: &Example, open: &str, end: &str) -> String {
    let status = indented(&status(example), "  ");
    let upgrade = if example.expected == Some(101) {
        "req.on('upgrade', (res, socket) => {
  console.log('Status Code:', res.statusCode);  // 101
  socket.destroy();
});
"
    } else {
        ""
    };
    let show = show(example.body);
    format!(
        "{open}
{status}

  res.setEncoding('utf8');
  let data = '';

  res.on('data', (chunk) => {{
    data += chunk;
  }});

  res.on('end', () => {{
    {show}
  }});

  // The body can break off.
  res.on('error', fail);
}});
{upgrade}req.on('error', fail);
{end}
function fail(err) {{
  console.error('Request failed:', err.message || err.code);
  process.exitCode = 1;
}}"
    )
}

/// For programs of more than one step.
fn with_promises(example: &Example, open: &str, end: &str) -> String {
    let send = format!(
        "{open}
  text(res).then((data) => resolve({{ res, data }}), reject);
}});
req.on('error', reject);
{end}"
    );
    let send = indented(&send, "    ");
    let (repeat, name) = if example.repeats() {
        (repeat(), "sendUntilDone")
    } else {
        (String::new(), "send")
    };
    let status = status(example);
    let check = if example.switches.check {
        "if (res.statusCode >= 400) {\n  throw new Error(`HTTP ${res.statusCode}`);\n}\n"
    } else {
        ""
    };
    // An aborted request says why only in its cause.
    let reason = if example.switches.timeout {
        "(err.cause ?? err).message || err.code"
    } else {
        "err.message || err.code"
    };
    let main = match example.calls() {
        1 => {
            let steps = indented(&format!("{status}\n{check}{}", show(example.body)), "  ");
            format!(
                "async function main() {{
  const {{ res, data }} = await {name}();
{steps}
}}

main().catch((err) => {{
  console.error('Request failed:', {reason});
  process.exitCode = 1;
}});"
            )
        }
        calls => {
            let steps = indented(&format!("{status}\n{check}"), "      ");
            format!(
                "async function main() {{
  for (let call = 1; call <= {calls}; call++) {{
    try {{
      const {{ res }} = await send();
{steps}
    }} catch (err) {{
      console.error('Request failed:', {reason});
      process.exitCode = 1;
    }}
  }}
}}

main();"
            )
        }
    };
    format!(
        "function send() {{
  return new Promise((resolve, reject) => {{
{send}
  }});
}}

{repeat}{main}"
    )
}

/// A function that sends the request until there is nothing to wait for.
fn repeat() -> String {
    let pause = javascript_pause();
    format!(
        "const RETRIED = [{RETRIED}];

async function sendUntilDone() {{
  for (let attempt = 1; ; attempt++) {{
    let answer;
    try {{
      answer = await send();
      if (attempt === {TRIES} || !RETRIED.includes(answer.res.statusCode)) {{
        return answer;
      }}
    }} catch (err) {{
      if (attempt === {TRIES}) throw err;
    }}
    // {PAUSES}
    const after = answer?.res.headers['retry-after'];
{pause}
  }}
}}

"
    )
}

/// Lines that print the status, and what else comes before the body.
fn status(example: &Example) -> String {
    let mut status = format!("console.log('Status Code:', res.statusCode);{}", example.comment("//"));
    if example.follows {
        status.push_str("\nconsole.log('Final URL:', res.responseUrl);");
    }
    for name in &example.reads {
        let value = format!("res.headers['{}']", name.to_ascii_lowercase());
        status.push_str(&format!(
            "\nif ({value} !== undefined) {{\n  console.log('{name}:', {value});\n}}"
        ));
    }
    status
}

fn show(body: BodyKind) -> &'static str {
    match body {
        BodyKind::Json => "console.log('Response:', JSON.parse(data));",
        BodyKind::Text => "console.log('Response:', data);",
        BodyKind::None => "console.log('Response has no content:', data === '');",
    }
}

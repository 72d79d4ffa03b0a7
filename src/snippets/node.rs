use super::{BodyKind, Client, Example, PAUSES, QUOTES, RETRIED, TIMEOUT_SECONDS, TRIES, entries, indented, parted, quoted};
use crate::call::request::Credentials;

pub const CLIENT: Client = Client {
    id: "https",
    name: "https",
    syntax: "js",
    file: "status.cjs",
    run: "node status.cjs",
    write,
};

/// Node's own `http` and `https` modules, which never follow a redirect.
fn write(example: &Example) -> String {
    // Node throws an error for it, unless the body is sent in chunks.
    let (headers, refused) = parted(example.header_map(), |name| name.eq_ignore_ascii_case("trailer"));
    let incomplete;
    let (note, example) = if refused.is_empty() {
        (String::new(), example)
    } else {
        incomplete = example.incomplete();
        (format!("// Node sends {refused} only with a chunked body.\n"), &incomplete)
    };

    let module = if example.is_tls() { "https" } else { "http" };
    let url = quoted(&example.url, '\'');
    let content = example.content(&QUOTES, |size| format!("'x'.repeat({size})"));
    let (declare, length, end) = match content {
        // Without a length, Node frames the body of a POST, but not that of a GET or DELETE.
        Some(content) => (
            format!("const body = {content};\n\n"),
            "    'Content-Length': Buffer.byteLength(body),\n",
            ".end(body)",
        ),
        None => (String::new(), "", ".end()"),
    };

    let mut fields = entries(&headers, "    ") + length;
    if example.is_basic() {
        let (user, password) = (Credentials::USER, Credentials::PASSWORD);
        let encoded = format!("Buffer.from('{user}:{password}').toString('base64')");
        fields.insert_str(0, &format!("    'Authorization': 'Basic ' + {encoded},\n"));
    }
    let mut options = String::new();
    if !fields.is_empty() {
        options.push_str(&format!("  headers: {{\n{fields}  }},\n"));
    }
    if example.switches.timeout {
        options.push_str(&format!("  signal: AbortSignal.timeout({TIMEOUT_SECONDS}000),\n"));
    }
    let check = if example.switches.check {
        "\n  if (res.statusCode >= 400) {\n    console.error('Error: HTTP', res.statusCode);\n    process.exitCode = 1;\n  }"
    } else {
        ""
    };
    let is_plain = example.method == "GET" && declare.is_empty();
    let method = quoted(example.method, '\'');
    let (function, options) = match (is_plain, options.is_empty()) {
        (true, true) => ("get", String::new()),
        (true, false) => ("get", format!(" {{\n{options}}},")),
        (false, true) => ("request", format!(" {{ method: {method} }},")),
        (false, false) => ("request", format!(" {{\n  method: {method},\n{options}}},")),
    };
    let close = if is_plain { "" } else { end };
    let comment = example.comment("//");
    let show = match example.body {
        BodyKind::Json => "console.log('Response:', JSON.parse(data));",
        BodyKind::Text => "console.log('Response:', data);",
        BodyKind::None => "console.log('Response has no content:', data === '');",
    };
    let again = if example.repeats() {
        (
            format!(
                "\n  if (attempt < {TRIES} && RETRIED.includes(res.statusCode)) {{\n    res.resume();\n    again(res.headers['retry-after']);\n    return;\n  }}"
            ),
            format!("  if (attempt < {TRIES}) {{\n    again();\n    return;\n  }}\n"),
        )
    } else {
        (String::new(), String::new())
    };
    let (after_status, after_error) = again;
    let call = format!(
        "{module}.{function}({url},{options} (res) => {{
  console.log('Status Code:', res.statusCode);{comment}{after_status}{check}

  res.setEncoding('utf8');
  let data = '';

  res.on('data', (chunk) => {{
    data += chunk;
  }});

  res.on('end', () => {{
    {show}
  }});
}}).on('error', (err) => {{
{after_error}  console.error('Error:', err.message);
  process.exitCode = 1;
}}){close};"
    );
    let call = if example.repeats() {
        let call = indented(&call, "  ");
        format!(
            "const RETRIED = [{RETRIED}];

function send(attempt) {{
  // {PAUSES}
  const again = (after) => {{
    const asked = /^\\d+$/.test(after) ? after * 1000 : Date.parse(after) - Date.now();
    const pause = asked >= 0 ? asked : Math.random() * 500 * 2 ** attempt;
    setTimeout(send, pause, attempt + 1);
  }};

{call}
}}

send(1);"
        )
    } else {
        format!("{}{call}", example.not_repeated("//"))
    };
    format!(
        "const {module} = require('{module}');

{declare}{note}{call}"
    )
}

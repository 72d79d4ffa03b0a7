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
        "\n  if (res.statusCode >= 400) {\n    throw new Error(`HTTP ${res.statusCode}`);\n  }"
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
    if !example.switches.is_empty() {
        let call = format!(
            "{module}.{function}({url},{options} (res) => {{
  let data = '';
  res.setEncoding('utf8');
  res.on('data', (chunk) => {{
    data += chunk;
  }});
  res.on('end', () => resolve({{ res, data }}));
  res.on('error', reject);
}}).on('error', reject){close};"
        );
        let call = indented(&call, "    ");
        let (retried, repeat, name) = if example.repeats() {
            let pause = javascript_pause();
            let repeat = format!(
                "async function sendUntilDone() {{
  for (let attempt = 1; ; attempt++) {{
    let answer;
    try {{
      answer = await send();
    }} catch (err) {{
      if (attempt === {TRIES}) throw err;
    }}
    if (answer && (attempt === {TRIES} || !RETRIED.includes(answer.res.statusCode))) {{
      return answer;
    }}
    // {PAUSES}
    const after = answer?.res.headers['retry-after'];
{pause}
  }}
}}

"
            );
            (format!("const RETRIED = [{RETRIED}];\n\n"), repeat, "sendUntilDone")
        } else {
            (example.not_repeated("//"), String::new(), "send")
        };
        return format!(
            "const {module} = require('{module}');

{declare}{note}{retried}function send() {{
  return new Promise((resolve, reject) => {{
{call}
  }});
}}

{repeat}async function main() {{
  const {{ res, data }} = await {name}();
  console.log('Status Code:', res.statusCode);{comment}{check}
  {show}
}}

main().catch((err) => {{
  console.error('Error:', err.message);
  process.exitCode = 1;
}});"
        );
    }
    format!(
        "const {module} = require('{module}');

{declare}{note}{module}.{function}({url},{options} (res) => {{
  console.log('Status Code:', res.statusCode);{comment}

  res.setEncoding('utf8');
  let data = '';

  res.on('data', (chunk) => {{
    data += chunk;
  }});

  res.on('end', () => {{
    {show}
  }});
}}).on('error', (err) => {{
  console.error('Error:', err.message);
  process.exitCode = 1;
}}){close};"
    )
}

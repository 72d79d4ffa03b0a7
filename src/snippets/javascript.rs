use super::{
    BodyKind, Client, Example, PAUSES, QUOTES, RETRIED, TIMEOUT_SECONDS, TRIES, entries, indented, javascript_pause, parted,
    quoted,
};
use crate::call::request::{Credentials, is_forbidden_in_browsers};

pub const CLIENT: Client = Client {
    id: "fetch",
    name: "fetch",
    syntax: "js",
    file: "status.mjs",
    run: "node status.mjs",
    write,
};

/// For browsers, and for everything else that has `fetch`.
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
    let incomplete;
    let example = if notes.is_empty() {
        example
    } else {
        incomplete = example.incomplete();
        &incomplete
    };

    let mut fields = entries(&headers, "    ");
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
    let request = match (method, options.is_empty()) {
        ("GET", true) => url,
        ("GET", false) => format!("{url}, {{\n{options}}}"),
        (method, true) => format!("{url}, {{ method: {} }}", quoted(method, '\'')),
        (method, false) => format!("{url}, {{\n  method: {},\n{options}}}", quoted(method, '\'')),
    };
    // fetch goes on to Location by itself, and a browser hides the redirect from scripts even when told not to.
    let (comment, redirected) = if example.redirects {
        (
            "  // of the page behind the redirect".to_owned(),
            "\n    console.log('Redirected:', response.redirected);  // true",
        )
    } else {
        (example.comment("//"), "")
    };
    let check = if example.switches.check {
        "\n    if (!response.ok) {\n      throw new Error(`HTTP ${response.status}`);\n    }"
    } else {
        ""
    };
    let (read, show) = match example.body {
        BodyKind::Json => ("response.json()", "data => {\n    console.log('Response:', data);\n  }"),
        BodyKind::Text => ("response.text()", "text => {\n    console.log('Response:', text);\n  }"),
        BodyKind::None => (
            "response.text()",
            "text => {\n    console.log('Response has no content:', text === '');\n  }",
        ),
    };
    // An error that nothing catches ends Node.js with 1, and is in the console of a browser.
    let end = if example.switches.is_empty() {
        "\n  .catch(error => {\n    console.error('Error:', error);\n  });"
    } else {
        ";"
    };
    let send = if example.repeats() {
        let call = indented(&format!("response = await fetch({request});"), "      ");
        let pause = javascript_pause();
        format!(
            "const RETRIED = [{RETRIED}];

async function send() {{
  for (let attempt = 1; ; attempt++) {{
    let response;
    try {{
{call}
    }} catch (error) {{
      if (attempt === {TRIES}) throw error;
    }}
    if (response && (attempt === {TRIES} || !RETRIED.includes(response.status))) {{
      return response;
    }}
    // {PAUSES}
    const after = response?.headers.get('Retry-After');
{pause}
  }}
}}

send()"
        )
    } else {
        format!("{}fetch({request})", example.not_repeated("//"))
    };
    format!(
        "{notes}{send}
  .then(response => {{
    console.log('Status:', response.status);{comment}{redirected}{check}
    return {read};
  }})
  .then({show}){end}"
    )
}

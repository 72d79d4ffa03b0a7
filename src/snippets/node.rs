use super::{BodyKind, Client, Example, quoted};

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
    let module = if example.is_tls() { "https" } else { "http" };
    let url = quoted(&example.url, '\'');
    let (open, close) = match example.method {
        "GET" => (format!("{module}.get({url}, (res) => {{"), ""),
        method => (
            format!("{module}.request({url}, {{ method: {} }}, (res) => {{", quoted(method, '\'')),
            ".end()",
        ),
    };
    let comment = example.comment("//");
    let show = match example.body {
        BodyKind::Json => "console.log('Response:', JSON.parse(data));",
        BodyKind::Text => "console.log('Response:', data);",
        BodyKind::None => "console.log('Response has no content:', data === '');",
    };
    format!(
        "const {module} = require('{module}');

{open}
  console.log('Status Code:', res.statusCode);{comment}

  let data = '';

  res.on('data', (chunk) => {{
    data += chunk;
  }});

  res.on('end', () => {{
    {show}
  }});
}}).on('error', (err) => {{
  console.error('Error:', err.message);
}}){close};"
    )
}

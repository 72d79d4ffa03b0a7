use super::{BodyKind, Client, Example, quoted};

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
    let url = quoted(&example.url, '\'');
    let request = match example.method {
        "GET" => url,
        method => format!("{url}, {{ method: {} }}", quoted(method, '\'')),
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
    let (read, show) = match example.body {
        BodyKind::Json => ("response.json()", "data => {\n    console.log('Response:', data);\n  }"),
        BodyKind::Text => ("response.text()", "text => {\n    console.log('Response:', text);\n  }"),
        BodyKind::None => (
            "response.text()",
            "text => {\n    console.log('Response has no content:', text === '');\n  }",
        ),
    };
    format!(
        "fetch({request})
  .then(response => {{
    console.log('Status:', response.status);{comment}{redirected}
    return {read};
  }})
  .then({show})
  .catch(error => {{
    console.error('Error:', error);
  }});"
    )
}

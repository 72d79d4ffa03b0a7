//! How a server of one's own returns a status: one template per framework, filled from the book.

use super::quoted;

/// A framework or server and its lines for one status.
pub struct Server {
    pub name: &'static str,
    /// A name or extension that the highlighter knows.
    pub syntax: &'static str,
    write: fn(&ServerResponse) -> String,
}

/// What is to be returned.
#[derive(Debug)]
pub struct ServerResponse<'a> {
    pub status: u16,
    /// Header fields that belong to the status, as name and value.
    pub headers: Vec<(&'a str, &'a str)>,
    pub has_body: bool,
}

/// Every template, in the order in which they are shown.
pub static SERVERS: &[Server] = &[
    Server {
        name: "nginx",
        syntax: "nginx",
        write: nginx,
    },
    Server {
        name: "Express",
        syntax: "js",
        write: express,
    },
    Server {
        name: "Flask",
        syntax: "python",
        write: flask,
    },
    Server {
        name: "Go net/http",
        syntax: "go",
        write: go,
    },
    Server {
        name: "PHP",
        syntax: "php",
        write: php,
    },
    Server {
        name: "Rust axum",
        syntax: "rust",
        write: axum,
    },
];

impl Server {
    pub fn write(&self, response: &ServerResponse) -> String {
        (self.write)(response)
    }
}

fn lines(response: &ServerResponse, line: impl Fn(&str, &str) -> String) -> String {
    response.headers.iter().map(|(name, value)| line(name, value)).collect()
}

fn nginx(response: &ServerResponse) -> String {
    let location = response.headers.iter().find(|(name, _)| *name == "Location");
    let headers = lines(response, |name, value| match name {
        "Location" => String::new(),
        _ => format!("    add_header {name} {} always;\n", quoted(value, '\'')),
    });
    let target = location.map(|(_, value)| format!(" {value}")).unwrap_or_default();
    format!("location /example {{\n{headers}    return {}{target};\n}}", response.status)
}

fn express(response: &ServerResponse) -> String {
    let headers = lines(response, |name, value| {
        format!("  res.set({}, {});\n", quoted(name, '\''), quoted(value, '\''))
    });
    let status = response.status;
    let send = if response.has_body {
        format!("res.status({status}).json({{ status: {status} }});")
    } else {
        format!("res.status({status}).end();")
    };
    format!("app.get('/example', (req, res) => {{\n{headers}  {send}\n}});")
}

fn flask(response: &ServerResponse) -> String {
    let status = response.status;
    let body = if response.has_body {
        format!("{{'status': {status}}}")
    } else {
        "''".to_owned()
    };
    let headers = response
        .headers
        .iter()
        .map(|(name, value)| format!("{}: {}", quoted(name, '\''), quoted(value, '\'')))
        .collect::<Vec<_>>()
        .join(", ");
    let headers = if headers.is_empty() {
        headers
    } else {
        format!(", {{{headers}}}")
    };
    format!("@app.route('/example')\ndef example():\n    return {body}, {status}{headers}")
}

fn go(response: &ServerResponse) -> String {
    let headers = lines(response, |name, value| {
        format!("\tw.Header().Set({}, {})\n", quoted(name, '"'), quoted(value, '"'))
    });
    format!(
        "http.HandleFunc(\"/example\", func(w http.ResponseWriter, r *http.Request) {{\n{headers}\tw.WriteHeader({})\n}})",
        response.status
    )
}

fn php(response: &ServerResponse) -> String {
    // header('Location: …') sets 302 by itself, so the code comes after it.
    let headers = lines(response, |name, value| {
        format!("header({});\n", quoted(&format!("{name}: {value}"), '\''))
    });
    format!("<?php\n{headers}http_response_code({});", response.status)
}

fn axum(response: &ServerResponse) -> String {
    let status = response.status;
    let headers = response
        .headers
        .iter()
        .map(|(name, value)| format!("({}, {})", quoted(&name.to_lowercase(), '"'), quoted(value, '"')))
        .collect::<Vec<_>>()
        .join(", ");
    let headers = if headers.is_empty() {
        headers
    } else {
        format!(", [{headers}]")
    };
    let value = if headers.is_empty() {
        "status".to_owned()
    } else {
        format!("(status{headers})")
    };
    format!(
        "async fn example() -> impl IntoResponse {{\n    let status = StatusCode::from_u16({status}).unwrap();\n    {value}\n}}"
    )
}

use super::{BodyKind, Client, Example, quoted};

pub const CLIENT: Client = Client {
    id: "net-http",
    name: "net/http",
    syntax: "go",
    file: "status.go",
    run: "go run status.go",
    write,
};

/// net/http of the standard library; a status is no error there, only a failed exchange is.
fn write(example: &Example) -> String {
    let url = quoted(&example.url, '"');
    let client = if example.redirects {
        "\tclient := &http.Client{
\t\tCheckRedirect: func(req *http.Request, via []*http.Request) error {
\t\t\treturn http.ErrUseLastResponse // stay on the redirect itself
\t\t},
\t}
"
    } else {
        ""
    };
    let client_name = if example.redirects { "client" } else { "http" };
    let send = match (example.method, example.redirects) {
        ("GET", _) => format!("\tresp, err := {client_name}.Get({url})\n"),
        (method, redirects) => {
            let client_name = if redirects { "client" } else { "http.DefaultClient" };
            format!(
                "\treq, err := http.NewRequest({}, {url}, nil)
\tif err != nil {{
\t\tpanic(err)
\t}}

\tresp, err := {client_name}.Do(req)
",
                quoted(method, '"')
            )
        }
    };
    let comment = example.comment("//").replacen("  ", " ", 1);
    let show = if example.body != BodyKind::None {
        "\tfmt.Printf(\"Response: %s\\n\", body)"
    } else {
        "\tfmt.Printf(\"Response has no content: %t\\n\", len(body) == 0)"
    };
    format!(
        "package main

import (
\t\"fmt\"
\t\"io\"
\t\"net/http\"
)

func main() {{
{client}{send}\tif err != nil {{
\t\tpanic(err)
\t}}
\tdefer resp.Body.Close()

\tfmt.Printf(\"Status Code: %d\\n\", resp.StatusCode){comment}

\tbody, err := io.ReadAll(resp.Body)
\tif err != nil {{
\t\tpanic(err)
\t}}

{show}
}}"
    )
}

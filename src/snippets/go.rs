use super::{BodyKind, Client, Example, Strings, TIMEOUT_SECONDS, hexadecimal, parted, quoted};
use crate::call::request::Credentials;

pub const CLIENT: Client = Client {
    id: "net-http",
    name: "net/http",
    syntax: "go",
    file: "status.go",
    run: "go run status.go",
    write,
};

const STRINGS: Strings = Strings {
    plain: '"',
    escaping: '"',
    interpolation: None,
    ascii: false,
    number: hexadecimal,
};

/// net/http of the standard library; a status is no error there, only a failed exchange is.
fn write(example: &Example) -> String {
    // The transport writes this one itself, from another field of the request.
    let (headers, refused) = parted(example.headers(), |name| name.eq_ignore_ascii_case("trailer"));
    let incomplete;
    let (note, example) = if refused.is_empty() {
        (String::new(), example)
    } else {
        incomplete = example.incomplete();
        (
            format!("\t// net/http doesn't send {refused} from req.Header.\n"),
            &incomplete,
        )
    };

    let url = quoted(&example.url, '"');
    let mut fields = String::new();
    if example.switches.timeout {
        fields.push_str(&format!("\t\tTimeout: {TIMEOUT_SECONDS} * time.Second, // with the body\n"));
    }
    if example.redirects {
        fields.push_str(
            "\t\tCheckRedirect: func(req *http.Request, via []*http.Request) error {
\t\t\treturn http.ErrUseLastResponse // stay on the redirect itself
\t\t},
",
        );
    }
    let has_client = !fields.is_empty();
    let client = if has_client {
        format!("\tclient := &http.Client{{\n{fields}\t}}\n")
    } else {
        String::new()
    };
    let content = example.content(&STRINGS, |size| format!("strings.Repeat(\"x\", {size})"));
    let base64 = if example.is_basic() { "\t\"encoding/base64\"\n" } else { "" };
    let log = if example.switches.check { "\t\"log\"\n" } else { "" };
    let strings = if content.is_some() { "\n\t\"strings\"" } else { "" };
    let time = if example.switches.timeout { "\n\t\"time\"" } else { "" };
    let check = if example.switches.check {
        "\tif resp.StatusCode >= 400 {\n\t\tlog.Fatalf(\"HTTP %s\\n%s\", resp.Status, body)\n\t}\n\n"
    } else {
        ""
    };
    let send = if example.method == "GET" && example.request.is_empty() {
        let client_name = if has_client { "client" } else { "http" };
        format!("\tresp, err := {client_name}.Get({url})\n")
    } else {
        let client_name = if has_client { "client" } else { "http.DefaultClient" };
        let method = quoted(example.method, '"');
        let reader = content.map_or("nil".to_owned(), |content| format!("strings.NewReader({content})"));
        let mut parts: String = headers
            .iter()
            .map(|(name, value)| {
                let value = STRINGS.write(value);
                if name.eq_ignore_ascii_case("host") {
                    // The transport doesn't look for it among the headers.
                    format!("\treq.Host = {value}\n")
                } else {
                    format!("\treq.Header.Add({}, {value})\n", STRINGS.write(name))
                }
            })
            .collect();
        if example.is_basic() {
            let (user, password) = (Credentials::USER, Credentials::PASSWORD);
            let encoded = format!("base64.StdEncoding.EncodeToString([]byte(\"{user}:{password}\"))");
            parts.push_str(&format!("\treq.Header.Add(\"Authorization\", \"Basic \"+{encoded})\n"));
        }
        format!(
            "{note}\treq, err := http.NewRequest({method}, {url}, {reader})
\tif err != nil {{
\t\tpanic(err)
\t}}
{parts}
\tresp, err := {client_name}.Do(req)
"
        )
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
{base64}\t\"fmt\"
\t\"io\"
{log}\t\"net/http\"{strings}{time}
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

{check}{show}
}}"
    )
}

use super::{BodyKind, Client, Example, PAUSES, RETRIED, Strings, TIMEOUT_SECONDS, TRIES, hexadecimal, indented, parted, quoted};
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
    let repeats = example.repeats();
    let packages = [
        ("encoding/base64", example.is_basic()),
        ("fmt", true),
        ("io", true),
        ("log", example.switches.check),
        ("math/rand", repeats),
        ("net/http", true),
        ("strconv", repeats),
        ("strings", content.is_some()),
        ("time", example.switches.timeout || repeats),
    ];
    let used = packages.iter().filter(|(_, is_used)| *is_used);
    let imports: String = used.map(|(name, _)| format!("\t\"{name}\"\n")).collect();
    let check = if example.switches.check {
        "\tif resp.StatusCode >= 400 {\n\t\tlog.Fatalf(\"HTTP %s\\n%s\", resp.Status, body)\n\t}\n\n"
    } else {
        ""
    };
    let is_plain = example.method == "GET" && example.request.is_empty();
    let send = if is_plain {
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
    let failed = "\tif err != nil {\n\t\tpanic(err)\n\t}\n";
    let (function, send) = if repeats {
        // Each time a new request: the body of the one before has been read.
        let send = if is_plain { format!("\tvar err error\n{send}") } else { send };
        let send = indented(&send.replace("resp, err :=", "resp, err ="), "\t");
        let repeated = format!(
            "\tvar resp *http.Response
\tfor attempt := 1; ; attempt++ {{
{send}
\t\tif attempt == {TRIES} || (err == nil && !isRetried(resp.StatusCode)) {{
\t\t\tif err != nil {{
\t\t\t\tpanic(err)
\t\t\t}}
\t\t\tbreak
\t\t}}
\t\t// {PAUSES}
\t\tpause := time.Duration(rand.Int63n(int64(500*time.Millisecond) << attempt))
\t\tif err == nil {{
\t\t\tresp.Body.Close()
\t\t\tafter := resp.Header.Get(\"Retry-After\")
\t\t\tif seconds, err := strconv.ParseUint(after, 10, 12); err == nil {{
\t\t\t\tpause += time.Duration(seconds) * time.Second
\t\t\t}} else if date, err := http.ParseTime(after); err == nil && time.Until(date) > 0 {{
\t\t\t\tpause += time.Until(date)
\t\t\t}}
\t\t}}
\t\ttime.Sleep(pause)
\t}}
"
        );
        let function = format!(
            "func isRetried(status int) bool {{
\tswitch status {{
\tcase {RETRIED}:
\t\treturn true
\t}}
\treturn false
}}

"
        );
        (function, repeated)
    } else {
        let note = example.not_repeated("\t//");
        (String::new(), format!("{note}{send}{failed}"))
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
{imports})

{function}func main() {{
{client}{send}\tdefer resp.Body.Close()

\tfmt.Printf(\"Status Code: %d\\n\", resp.StatusCode){comment}

\tbody, err := io.ReadAll(resp.Body)
\tif err != nil {{
\t\tpanic(err)
\t}}

{check}{show}
}}"
    )
}

use super::{
    BodyKind, Client, DOUBLE_QUOTES, Example, LONGEST_PAUSE, PAUSES, RETRIED, Strings, TIMEOUT_SECONDS, TRIES, hexadecimal,
    indented, parted, quoted,
};
use crate::call::request::Credentials;

pub const CLIENT: Client = Client {
    id: "net-http",
    name: "net/http",
    syntax: "go",
    file: "status.go",
    run: "go run status.go",
    install: "",
    write,
};

const STRINGS: Strings = Strings {
    number: hexadecimal,
    ..DOUBLE_QUOTES
};

/// net/http of the standard library; a status is no error there, only a failed exchange is.
fn write(example: &Example) -> String {
    // The transport writes this one itself.
    let left_out = if example.request.has("trailer") { "Trailer" } else { "" };
    let example = &example.without(left_out);

    let client = client(example);
    let has_client = !client.is_empty();
    let (repeats, calls) = (example.repeats(), example.calls());
    let failed = if example.breaks {
        "\tif err != nil {\n\t\tlog.Fatalf(\"Request failed: %v\", err)\n\t}\n"
    } else {
        "\tif err != nil {\n\t\tlog.Fatal(err)\n\t}\n"
    };
    let detail = if example.body == BodyKind::None || calls > 1 {
        "\"HTTP %s\", resp.Status"
    } else {
        "\"HTTP %s\\n%s\", resp.Status, body"
    };
    let check = if example.switches.check {
        format!("\tif resp.StatusCode >= 400 {{\n\t\tlog.Fatalf({detail})\n\t}}\n\n")
    } else {
        String::new()
    };
    let comment = example.comment("//").replacen("  ", " ", 1);
    let end = if example.follows {
        "\tfmt.Printf(\"Final URL: %s\\n\", resp.Request.URL)\n"
    } else {
        ""
    };
    let print = "\tfmt.Printf(\"Status Code: %d\\n\", resp.StatusCode)";
    let reads = |name| {
        format!("\tfor _, value := range resp.Header.Values(\"{name}\") {{\n\t\tfmt.Printf(\"{name}: %s\\n\", value)\n\t}}\n")
    };
    let reads: String = example.reads.iter().map(reads).collect();
    let print_all = format!("{print}{comment}\n{end}{reads}");
    let show = if example.body != BodyKind::None {
        "\tfmt.Printf(\"Response: %s\\n\", body)\n"
    } else {
        "\tfmt.Printf(\"Response has no content: %t\\n\", len(body) == 0)\n"
    };

    let not_repeated = example.not_repeated("\t//");
    let (main, functions) = if repeats {
        let (parameter, argument) = if has_client {
            ("client *http.Client", "client")
        } else {
            ("", "")
        };
        let main = format!("\tresp, body, err := sendWithRetries({argument})\n{failed}\n{print_all}\n{check}{show}");
        let send = send(example, has_client, "return nil, nil, err");
        (main, retries(parameter, argument, &send))
    } else if calls > 1 {
        let send = send(example, has_client, "log.Fatal(err)");
        let once = format!(
            "{send}\tif err == nil {{
\t\t// To its end: a body that breaks off is a failure too.
\t\t_, err = io.Copy(io.Discard, resp.Body)
\t\tresp.Body.Close()
\t}}
\tif err != nil {{
\t\tlog.Printf(\"Request failed: %v\", err)
\t\tcontinue
\t}}
{print}
{check}"
        );
        let once = indented(once.trim_end(), "\t");
        let main = format!("{not_repeated}\tfor i := 0; i < {calls}; i++ {{\n{once}\n\t}}\n");
        (main, String::new())
    } else {
        let send = send(example, has_client, "log.Fatal(err)");
        let read = format!("\tbody, err := io.ReadAll(resp.Body)\n\tresp.Body.Close()\n{failed}");
        let main = format!("{not_repeated}{send}{failed}\n{print_all}\n{read}\n{check}{show}");
        (main, String::new())
    };
    let mut packages = vec!["fmt", "io", "log", "net/http"];
    packages.extend(example.request.body.is_some().then_some("strings"));
    packages.extend(example.switches.timeout.then_some("time"));
    if repeats {
        packages.extend(["errors", "math/rand", "strconv", "time"]);
    }
    packages.sort_unstable();
    packages.dedup();
    let imports: String = packages.iter().map(|name| format!("\t\"{name}\"\n")).collect();
    format!(
        "package main

import (
{imports})

func main() {{
{client}{main}}}
{functions}"
    )
}

/// A client with its own settings; nothing where the default one does.
fn client(example: &Example) -> String {
    let mut fields = String::new();
    if example.switches.timeout {
        fields.push_str(&format!("\t\tTimeout: {TIMEOUT_SECONDS} * time.Second, // with the body\n"));
    }
    if example.redirects {
        fields.push_str("\t\tCheckRedirect: func(req *http.Request, via []*http.Request) error {\n");
        fields.push_str("\t\t\treturn http.ErrUseLastResponse // stay on the redirect itself\n\t\t},\n");
    }
    match fields.as_str() {
        "" => fields,
        _ => format!("\tclient := &http.Client{{\n{fields}\t}}\n"),
    }
}

/// The lines that declare `resp` and `err`; `fail` is for a request that can't even be written.
fn send(example: &Example, has_client: bool, fail: &str) -> String {
    let url = quoted(&example.url, '"');
    // A program that shows every response must not lose one.
    let close = if example.calls() > 1 || example.repeats() {
        "\treq.Close = true // on a kept connection, net/http may repeat a request by itself\n"
    } else {
        ""
    };
    // The transport writes this one itself, from another field of the request.
    let (headers, refused) = parted(example.headers(), |name| name.eq_ignore_ascii_case("trailer"));
    if example.request.is_empty() && close.is_empty() && matches!(example.method, "GET" | "HEAD") {
        let client = if has_client { "client" } else { "http" };
        let function = if example.method == "GET" { "Get" } else { "Head" };
        return format!("\tresp, err := {client}.{function}({url})\n");
    }
    let client = if has_client { "client" } else { "http.DefaultClient" };
    let method = quoted(example.method, '"');
    let content = example.content(&STRINGS, |size| format!("strings.Repeat(\"x\", {size})"));
    let reader = content.map_or("nil".to_owned(), |content| format!("strings.NewReader({content})"));
    let mut parts = String::new();
    for (name, value) in &headers {
        let value = STRINGS.write(value);
        if name.eq_ignore_ascii_case("host") {
            // The transport doesn't look for it among the headers.
            parts.push_str(&format!("\treq.Host = {value}\n"));
        } else {
            parts.push_str(&format!("\treq.Header.Add({}, {value})\n", STRINGS.write(name)));
        }
    }
    if example.is_basic() {
        let (user, password) = (Credentials::USER, Credentials::PASSWORD);
        parts.push_str(&format!("\treq.SetBasicAuth(\"{user}\", \"{password}\")\n"));
    }
    let note = match refused.as_str() {
        "" => String::new(),
        names => format!("\t// net/http doesn't send {names} from req.Header.\n"),
    };
    format!(
        "{note}\treq, err := http.NewRequest({method}, {url}, {reader})
\tif err != nil {{
\t\t{fail}
\t}}
{parts}{close}
\tresp, err := {client}.Do(req)
"
    )
}

/// The functions that send a request until it is done.
fn retries(parameter: &str, argument: &str, send: &str) -> String {
    format!(
        "
func sendWithRetries({parameter}) (*http.Response, []byte, error) {{
\tfor attempt := 1; ; attempt++ {{
\t\tresp, body, err := send({argument})
\t\tif attempt == {TRIES} || (err == nil && !isRetried(resp.StatusCode)) {{
\t\t\treturn resp, body, err
\t\t}}
\t\t// {PAUSES}
\t\t// Go before 1.20 needs a rand.Seed for it.
\t\tpause := time.Duration(rand.Int63n(int64(500*time.Millisecond) << attempt))
\t\tif resp != nil {{
\t\t\tpause += askedPause(resp.Header.Get(\"Retry-After\"))
\t\t}}
\t\ttime.Sleep(pause)
\t}}
}}

// send makes one request and reads the body to its end: one that breaks off is a failure too.
func send({parameter}) (*http.Response, []byte, error) {{
{send}\tif err != nil {{
\t\treturn nil, nil, err
\t}}
\tdefer resp.Body.Close()

\tbody, err := io.ReadAll(resp.Body)
\treturn resp, body, err
}}

func isRetried(status int) bool {{
\tswitch status {{
\tcase {RETRIED}:
\t\treturn true
\t}}
\treturn false
}}

// askedPause reads the value of Retry-After: seconds or a date.
func askedPause(after string) time.Duration {{
\tconst longest = {LONGEST_PAUSE} * time.Second

\tvar pause time.Duration
\tseconds, err := strconv.ParseUint(after, 10, 32)
\tif err == nil || errors.Is(err, strconv.ErrRange) {{
\t\tpause = time.Duration(seconds) * time.Second
\t}} else if date, err := http.ParseTime(after); err == nil && date.After(time.Now()) {{
\t\tpause = time.Until(date)
\t}}

\tif pause > longest {{
\t\treturn longest
\t}}
\treturn pause
}}
"
    )
}

use super::{
    BodyKind, Client, DOUBLE_QUOTES, Example, LONGEST_PAUSE, Next, PAUSES, RETRIED, Saved, Strings, TIMEOUT_SECONDS, TRIES,
    Wanted, hexadecimal, indented, parted, quoted,
};
use crate::call::request::Credentials;

pub const CLIENT: Client = Client {
    id: "net-http",
    name: "net/http",
    syntax: "go",
    program: Saved {
        file: "status.go",
        run: "go run status.go",
        install: "",
    },
    test: Saved {
        file: "status_test.go",
        run: "go test status_test.go",
        install: "",
    },
    write,
};

const STRINGS: Strings = Strings {
    number: hexadecimal,
    ..DOUBLE_QUOTES
};

const STATUS: &str = "\tfmt.Printf(\"Status Code: %d\\n\", resp.StatusCode)";
/// Behind the lines that declare `resp` and `err`.
const READ: &str = "\tif err == nil {
\t\t// To its end: a body that breaks off is a failure too.
\t\t_, err = io.Copy(io.Discard, resp.Body)
\t\tresp.Body.Close()
\t}
";
const CLOSE: &str = "\treq.Close = true // on a kept connection, net/http may repeat a request by itself\n";
/// What the response doesn't show.
const HINTS: &str = "\ttrace := &httptrace.ClientTrace{
\t\tGot1xxResponse: func(_ int, header textproto.MIMEHeader) error {
\t\t\tfor _, link := range header.Values(\"Link\") {
\t\t\t\tfmt.Printf(\"Hint: %s\\n\", link)
\t\t\t}
\t\t\treturn nil
\t\t},
\t}
\treq = req.WithContext(httptrace.WithClientTrace(req.Context(), trace))
";
const REWIND: &str = "\treq.Body, _ = req.GetBody() // from its start again; a string's never fails\n";

/// net/http of the standard library; a status is no error there, only a failed exchange is.
fn write(example: &Example) -> String {
    // The transport writes this one itself.
    let example = &example.without(when(example.request.has("trailer"), "Trailer"));

    let (client, is_test, repeats) = (client(example), example.switches.test, example.repeats());
    let sender = if client.is_empty() { "http" } else { "client" };
    let name = example.test_name();
    let words = name.split(' ').map(|word| word[..1].to_uppercase() + &word[1..]);
    let test = format!("Test{}(t *testing.T)", words.collect::<String>());
    let (function, lines) = match example.calls() {
        _ if is_test => (test.as_str(), tested(example, sender)),
        1 => ("main()", shown(example, sender)),
        _ => ("main()", looped(example, sender)),
    };
    let functions = if repeats { retries(example, sender) } else { String::new() };
    let note = example.left_undone("\t//");

    let mut packages = vec!["io", "net/http"];
    packages.extend_from_slice(if is_test { &["testing"] } else { &["fmt", "log"] });
    packages.extend(example.request.body.is_some().then_some("strings"));
    packages.extend(example.switches.timeout.then_some("time"));
    if shows_hints(example) {
        packages.extend(["net/http/httptrace", "net/textproto"]);
    }
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

func {function} {{
{client}{note}{lines}}}
{functions}"
    )
}

/// The lines of a program that prints one response.
fn shown(example: &Example, sender: &str) -> String {
    let failed = if_failed(match example.breaks {
        true => "log.Fatalf(\"Request failed: %v\", err)",
        false => "log.Fatal(err)",
    });
    let comment = example.comment("//").replacen("  ", " ", 1);
    let end = when(example.follows, "\tfmt.Printf(\"Final URL: %s\\n\", resp.Request.URL)\n");
    let reads = |name| {
        format!("\tfor _, value := range resp.Header.Values(\"{name}\") {{\n\t\tfmt.Printf(\"{name}: %s\\n\", value)\n\t}}\n")
    };
    let reads: String = example.reads.iter().map(reads).collect();
    let body = match example.body {
        BodyKind::None => "\tfmt.Printf(\"Response has no content: %t\\n\", len(body) == 0)\n",
        _ => "\tfmt.Printf(\"Response: %s\\n\", body)\n",
    };
    let check = "\n\tif resp.StatusCode >= 400 {\n\t\tlog.Fatalf(\"HTTP %s\", resp.Status)\n\t}\n";
    let check = when(example.switches.check, check);
    let next = example.next.map(|next| followed_up(example, next, sender, &failed));
    let next = next.unwrap_or_default();
    let read = format!("\n\tbody, err := io.ReadAll(resp.Body)\n\tresp.Body.Close()\n{failed}");
    let (taker, read) = match example.repeats() {
        true => ("resp, body, err :=", ""),
        false => ("resp, err :=", read.as_str()),
    };
    let send = send(example, sender, taker, "log.Fatal(err)");
    format!("{send}{failed}\n{STATUS}{comment}\n{end}{reads}{read}{body}{check}{next}")
}

/// The lines of a program that prints several responses.
fn looped(example: &Example, sender: &str) -> String {
    let send = send(example, sender, "resp, err :=", "log.Fatal(err)");
    let failed = if_failed("log.Printf(\"Request failed: %v\", err)\n\t\tfailures++\n\t\tcontinue");
    let check = "\tif resp.StatusCode >= 400 {\n\t\tlog.Printf(\"HTTP %s\", resp.Status)\n\t\tfailures++\n\t}\n";
    let check = when(example.switches.check, check);
    let once = indented(&format!("{send}{READ}{failed}{STATUS}\n{check}"), "\t");
    let times = example.calls();
    format!(
        "\tfailures := 0
\tfor i := 0; i < {times}; i++ {{
{once}
\t}}
\tif failures > 0 {{
\t\tlog.Fatalf(\"%d of {times} requests failed\", failures)
\t}}
"
    )
}

/// The lines of a test.
fn tested(example: &Example, sender: &str) -> String {
    let failed = if_failed("t.Fatal(err)");
    let (taker, read) = match (example.repeats(), example.breaks) {
        (true, true) => ("resp, _, err :=", String::new()),
        (true, false) => ("resp, _, err :=", failed),
        (false, true) => ("resp, err :=", READ.to_owned()),
        (false, false) => {
            let copy = "\t_, err = io.Copy(io.Discard, resp.Body) // a body that breaks off is a failure too";
            ("resp, err :=", format!("{failed}{copy}\n\tresp.Body.Close()\n{failed}"))
        }
    };
    let send = send(example, sender, taker, "t.Fatal(err)") + &read;
    let got = |condition: &str, wanted: &str| {
        format!("\tif {condition} {{\n\t\tt.Errorf(\"got status %d, want {wanted}\", resp.StatusCode)\n\t}}\n")
    };
    let status = match example.wanted() {
        Wanted::Failure => return send + &got("err == nil", "an error"),
        Wanted::Status(status) => got(&format!("resp.StatusCode != {status}"), &status.to_string()),
        Wanted::Any => got("resp.StatusCode < 200", "a final one"),
        Wanted::OneOf(codes) => {
            let codes = codes.iter().map(u16::to_string).collect::<Vec<_>>().join(", ");
            format!(
                "\tswitch resp.StatusCode {{
\tcase {codes}: // each run gets the next of these, or a random one
\tdefault:
\t\tt.Errorf(\"got status %d, want one of {codes}\", resp.StatusCode)
\t}}
"
            )
        }
    };
    let end = "\tif resp.Request.Response == nil {\n\t\tt.Errorf(\"got no further than %s\", resp.Request.URL)\n\t}\n";
    let end = when(example.follows, end);
    let reads = |name| format!("\tif len(resp.Header.Values(\"{name}\")) == 0 {{\n\t\tt.Error(\"got no {name} header\")\n\t}}\n");
    let reads: String = example.reads.iter().map(reads).collect();
    format!("{send}\n{status}{end}{reads}")
}

fn if_failed(fail: &str) -> String {
    format!("\tif err != nil {{\n\t\t{fail}\n\t}}\n")
}

fn when(condition: bool, text: &str) -> &str {
    if condition { text } else { "" }
}

/// Whether the program prints what a 103 says.
fn shows_hints(example: &Example) -> bool {
    example.hints && !example.switches.test
}

/// A client with its own settings; nothing where the default one does.
fn client(example: &Example) -> String {
    let timeout = format!("\t\tTimeout: {TIMEOUT_SECONDS} * time.Second, // with the body\n");
    let stay = "\t\tCheckRedirect: func(req *http.Request, via []*http.Request) error {
\t\t\treturn http.ErrUseLastResponse // stay on the redirect itself
\t\t},
";
    match [when(example.switches.timeout, &timeout), when(example.redirects, stay)].concat() {
        fields if fields.is_empty() => fields,
        fields => format!("\tclient := &http.Client{{\n{fields}\t}}\n"),
    }
}

/// The lines from the request to what takes the response; `fail` is for a request that can't even be written.
fn send(example: &Example, sender: &str, taker: &str, fail: &str) -> String {
    let url = quoted(&example.url, '"');
    let is_plain = example.request.is_empty() && !example.repeats() && example.calls() == 1;
    if is_plain && !shows_hints(example) && example.next != Some(Next::IfNoneMatch) && matches!(example.method, "GET" | "HEAD") {
        let function = if example.method == "GET" { "Get" } else { "Head" };
        return format!("\t{taker} {sender}.{function}({url})\n");
    }
    // The transport writes this one itself, from another field of the request.
    let (headers, refused) = parted(example.headers(), |name| name.eq_ignore_ascii_case("trailer"));
    let method = quoted(example.method, '"');
    let content = example.content(&STRINGS, |size| format!("strings.Repeat(\"x\", {size})"));
    let reader = content.map_or("nil".to_owned(), |content| format!("strings.NewReader({content})"));
    let mut parts = String::new();
    for (name, value) in &headers {
        let value = STRINGS.write(value);
        // The transport doesn't look for this one among the headers.
        parts += &match name.eq_ignore_ascii_case("host") {
            true => format!("\treq.Host = {value}\n"),
            false => format!("\treq.Header.Add({}, {value})\n", STRINGS.write(name)),
        };
    }
    if example.is_basic() {
        let (user, password) = (Credentials::USER, Credentials::PASSWORD);
        parts += &format!("\treq.SetBasicAuth(\"{user}\", \"{password}\")\n");
    }
    parts.push_str(when(shows_hints(example), HINTS));
    // A program that shows every response must not lose one.
    parts.push_str(when(example.calls() > 1, CLOSE));
    let note = format!("\t// net/http doesn't send {refused} from req.Header.\n");
    let note = when(!refused.is_empty(), &note);
    let (failed, call) = (if_failed(fail), call(example, sender, "req"));
    format!("{note}\treq, err := http.NewRequest({method}, {url}, {reader})\n{failed}{parts}\n\t{taker} {call}\n")
}

/// What sends a request.
fn call(example: &Example, sender: &str, request: &str) -> String {
    match (example.repeats(), sender) {
        (true, "http") => format!("sendWithRetries({request})"),
        (true, _) => format!("sendWithRetries(client, {request})"),
        (false, "http") => format!("http.DefaultClient.Do({request})"),
        (false, _) => format!("client.Do({request})"),
    }
}

/// The second request and its status.
fn followed_up(example: &Example, next: Next, sender: &str, failed: &str) -> String {
    let (taker, close) = match example.repeats() {
        true => ("resp, _, err =", ""),
        false => ("resp, err =", "\tresp.Body.Close()\n"),
    };
    let call = |request| format!("\t{taker} {}\n", call(example, sender, request));
    let (value, missing, name, send) = if next == Next::Location {
        let (prepared, send) = (located(example), call("next"));
        let get = format!("\t{taker} {sender}.Get(location.String())\n");
        let send = if prepared.is_empty() { get } else { prepared + &send };
        ("location, err := resp.Location()", "err != nil", "Location to go on to", send)
    } else {
        // The function that repeats does this for every try.
        let rewind = when(example.request.body.is_some() && !example.repeats(), REWIND);
        let send = format!("\treq.Header.Set(\"If-None-Match\", etag)\n{rewind}{}", call("req"));
        let value = "etag := resp.Header.Get(\"ETag\")";
        (value, "etag == \"\"", "ETag to ask again with", send)
    };
    format!("\n\t{value}\n\tif {missing} {{\n\t\tfmt.Println(\"No {name}.\")\n\t\treturn\n\t}}\n{send}{failed}{close}{STATUS}\n")
}

/// A request of the address in `Location` with the headers of the first but those of its body, where a function isn't enough.
fn located(example: &Example) -> String {
    let (of_body, others) = parted(example.headers(), |name| !name.to_lowercase().starts_with("content-"));
    let mut copy = String::new();
    if example.is_basic() || !others.is_empty() {
        copy.push_str("\tnext.Header = req.Header.Clone()\n");
        for (name, _) in &of_body {
            copy += &format!("\tnext.Header.Del({})\n", STRINGS.write(name));
        }
    } else if !example.repeats() {
        return copy;
    }
    if example.request.credentials.is_some() || example.request.has("authorization") || example.request.has("cookie") {
        copy.push_str("\tif location.Host != req.URL.Host { // another host must not see them\n");
        copy.push_str("\t\tnext.Header.Del(\"Authorization\")\n\t\tnext.Header.Del(\"Cookie\")\n\t}\n");
    }
    let failed = if_failed("log.Fatal(err)");
    format!("\tnext, err := http.NewRequest(\"GET\", location.String(), nil)\n{failed}{copy}")
}

/// The functions that send a request until it is done.
fn retries(example: &Example, sender: &str) -> String {
    let (parameters, arguments, client) = match sender {
        "http" => ("req *http.Request", "req", "http.DefaultClient"),
        _ => ("client *http.Client, req *http.Request", "client, req", "client"),
    };
    let rewind = format!("\tif req.GetBody != nil {{\n\t{REWIND}\t}}\n");
    let rewind = when(example.request.body.is_some(), &rewind);
    format!(
        "
func sendWithRetries({parameters}) (*http.Response, []byte, error) {{
\tfor attempt := 1; ; attempt++ {{
\t\tresp, body, err := send({arguments})
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
func send({parameters}) (*http.Response, []byte, error) {{
{rewind}{CLOSE}\tresp, err := {client}.Do(req)
\tif err != nil {{
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

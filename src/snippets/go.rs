use super::{
    BodyKind, Client, DOUBLE_QUOTES, Example, Header, LONGEST_PAUSE, Next, PAUSES, PIECE, RETRIED, Saved, Strings,
    TIMEOUT_SECONDS, TRIES, Wanted, hexadecimal, indented, is_unseen, parted, quoted,
};
use crate::call::request::{Credentials, RequestBody};

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
const READ: &str = "\t_, err = io.Copy(io.Discard, resp.Body) // a body can break off\n\tresp.Body.Close()\n";
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
/// Headers that net/http keeps from other hosts when it follows a redirect.
const KEPT: [&str; 2] = ["authorization", "cookie"];
const REWIND: &str = "\t// The body from its start again, which can't fail here.\n\treq.Body, _ = req.GetBody()\n";
const GET_BODY: &str = "\treq.GetBody = func() (io.ReadCloser, error) {
\t\treturn io.NopCloser(io.LimitReader(letters{}, req.ContentLength)), nil\n\t}\n";
const EXPECT: &str = "\treq.Header.Set(\"Expect\", \"100-continue\") // so that a refusal comes before the body\n";
/// A large body, of which the program never holds more than a buffer.
const LETTERS: &str = "
// letters is the letter x without end, made while it is sent.
type letters struct{}

func (letters) Read(buffer []byte) (int, error) {
\tfor i := range buffer {
\t\tbuffer[i] = 'x'
\t}
\treturn len(buffer), nil
}
";

/// net/http of the standard library; a status is no error there, only a failed exchange is.
fn write(example: &Example) -> String {
    // The transport writes this one itself.
    let known = example.without(when(example.request.has("trailer"), "Trailer"));
    let hints = example.hints && !example.switches.test;
    let example = &Example { hints, ..known };
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
    let retries = if repeats { retries(example, sender) } else { String::new() };
    let letters = when(example.pieces().is_some(), LETTERS);
    let note = example.left_undone("\t//") + &example.strays("\t//", &KEPT);
    let payload = content(example).filter(|content| content.contains('\n'));
    let payload = payload.map_or(String::new(), |content| format!("const payload = {content}\n\n"));

    let mut packages = vec!["io", "net/http"];
    packages.extend_from_slice(if is_test { &["testing"] } else { &["fmt", "log"] });
    packages.extend((example.request.body.is_some() && letters.is_empty()).then_some("strings"));
    packages.extend(example.switches.timeout.then_some("time"));
    let traced = example.hints.then_some(["net/http/httptrace", "net/textproto"]);
    let repeated = repeats.then_some(["math/rand", "strconv", "time"]);
    packages.extend(traced.iter().flatten().chain(repeated.iter().flatten()));
    packages.sort_unstable();
    packages.dedup();
    let imports: String = packages.iter().map(|name| format!("\t\"{name}\"\n")).collect();
    format!(
        "package main

import (
{imports})

{payload}func {function} {{
{client}{note}{lines}}}
{retries}{letters}"
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
    let next = example
        .next
        .map_or(String::new(), |next| followed_up(example, next, sender, &failed));
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
    let read = read_if_any();
    let once = format!("{send}{read}{failed}{STATUS}\n{}", when(example.switches.check, check));
    let (times, once) = (example.calls(), indented(&once, "\t"));
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
        (false, true) => ("resp, err :=", read_if_any()),
        (false, false) => ("resp, err :=", format!("{failed}{READ}{failed}")),
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
            let case = format!("{codes}: // each run gets the next of these, or a random one");
            let failed = format!("t.Errorf(\"got status %d, want one of {codes}\", resp.StatusCode)");
            format!("\tswitch resp.StatusCode {{\n\tcase {case}\n\tdefault:\n\t\t{failed}\n\t}}\n")
        }
    };
    let end = "\tif resp.Request.Response == nil {\n\t\tt.Errorf(\"got no further than %s\", resp.Request.URL)\n\t}\n";
    let end = when(example.follows, end);
    let reads = |name| format!("\tif len(resp.Header.Values(\"{name}\")) == 0 {{\n\t\tt.Error(\"got no {name} header\")\n\t}}\n");
    let reads: String = example.reads.iter().map(reads).collect();
    format!("{send}\n{status}{end}{reads}")
}

/// Reads the body of what came, if anything.
fn read_if_any() -> String {
    format!("\tif err == nil {{\n{}\n\t}}\n", indented(READ, "\t"))
}

fn if_failed(fail: &str) -> String {
    format!("\tif err != nil {{\n\t\t{fail}\n\t}}\n")
}

fn when(condition: bool, text: &str) -> &str {
    if condition { text } else { "" }
}

/// A client with its own settings; nothing where the default one does.
fn client(example: &Example) -> String {
    let timeout = format!("\t\tTimeout: {TIMEOUT_SECONDS} * time.Second, // includes the body\n");
    let stay = "\t\tCheckRedirect: func(req *http.Request, via []*http.Request) error {
\t\t\treturn http.ErrUseLastResponse // stay on the redirect itself
\t\t},
";
    let fields = [when(example.switches.timeout, &timeout), when(example.redirects, stay)].concat();
    when(!fields.is_empty(), &format!("\tclient := &http.Client{{\n{fields}\t}}\n")).to_owned()
}

/// The lines from the request to what takes the response; `fail` is for a request that can't even be written.
fn send(example: &Example, sender: &str, taker: &str, fail: &str) -> String {
    let (method, url) = (quoted(example.method, '"'), quoted(&example.url, '"'));
    let is_one_off = !example.repeats() && example.calls() == 1 && !example.hints && example.next != Some(Next::IfNoneMatch);
    if is_one_off && example.request.is_empty() && matches!(example.method, "GET" | "HEAD") {
        let function = if example.method == "GET" { "Get" } else { "Head" };
        return format!("\t{taker} {sender}.{function}({url})\n");
    }
    // The transport writes this one itself, from another field of the request.
    let (headers, refused) = parted(example.headers(), |name| name.eq_ignore_ascii_case("trailer"));
    let streamed = example.pieces().map(|pieces| pieces * PIECE);
    let reader = match (content(example), streamed) {
        (_, Some(size)) => format!("io.LimitReader(letters{{}}, {size})"),
        (Some(content), _) if content.contains('\n') => "strings.NewReader(payload)".to_owned(),
        (Some(content), _) => format!("strings.NewReader({content})"),
        (None, _) => "nil".to_owned(),
    };
    let is_post = example.method == "POST" && !example.is_basic() && refused.is_empty() && reader.starts_with("strings");
    let has_type_only = matches!(headers.as_slice(), [(name, _)] if name.eq_ignore_ascii_case("content-type"));
    if is_one_off && is_post && has_type_only {
        return format!("\t{taker} {sender}.Post({url}, {}, {reader})\n", literal(&headers[0].1));
    }
    let count = |name: &str| headers.iter().filter(|(other, _)| other.eq_ignore_ascii_case(name)).count();
    let mut parts = String::new();
    for (name, value) in &headers {
        let function = if count(name) > 1 { "Add" } else { "Set" };
        // The transport doesn't look for this one among the headers.
        parts += &match name.eq_ignore_ascii_case("host") {
            true => format!("\treq.Host = {}\n", literal(value)),
            false => format!("\treq.Header.{function}({}, {})\n", literal(name), literal(value)),
        };
    }
    if example.is_basic() {
        let (user, password) = (Credentials::USER, Credentials::PASSWORD);
        parts += &format!("\treq.SetBasicAuth(\"{user}\", \"{password}\")\n");
    }
    if let Some(size) = streamed {
        let is_again = example.repeats() || example.follows || example.next == Some(Next::IfNoneMatch);
        let expect = when(!example.request.has("expect"), EXPECT);
        parts += &format!("{expect}\treq.ContentLength = {size}\n{}", when(is_again, GET_BODY));
    }
    parts.push_str(when(example.hints, HINTS));
    // A program that shows every response must not lose one.
    parts.push_str(when(example.calls() > 1, CLOSE));
    let note = format!("\t// net/http doesn't send {refused} from req.Header.\n");
    let note = when(!refused.is_empty(), &note);
    let (failed, call) = (if_failed(fail), call(example, sender, "req"));
    format!("{note}\treq, err := http.NewRequest({method}, {url}, {reader})\n{failed}{parts}\n\t{taker} {call}\n")
}

/// A string as it reads best: between backquotes, nothing is escaped.
fn literal(text: &str) -> String {
    let is_raw = |c| c != '`' && !is_unseen(c);
    let is_line = |line: &str| !line.ends_with(char::is_whitespace) && line.trim_start_matches('\t').chars().all(is_raw);
    let is_shorter = text.contains(['"', '\\']) || text.trim_end().matches('\n').count() > 1;
    match is_shorter && text.split('\n').all(is_line) {
        true => format!("`{text}`"),
        false => STRINGS.write(text),
    }
}

/// The body of the request. If it has several lines, the program keeps it where nothing is indented.
fn content(example: &Example) -> Option<String> {
    example.request.body.as_ref().map(|body| match body {
        RequestBody::Text(text) => literal(text),
        RequestBody::Size(size) => format!("strings.Repeat(\"x\", {size})"),
    })
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
    let (value, missing, none, send) = if next == Next::Location {
        let (prepared, send) = (located(example), call("next"));
        let get = format!("\t{taker} {sender}.Get(location.String())\n");
        let send = if prepared.is_empty() { get } else { prepared + &send };
        let none = "\"No Location to go on to:\", err";
        ("location, err := resp.Location()", "err != nil", none, send)
    } else {
        // The function that repeats does this for every try.
        let rewind = when(example.request.body.is_some() && !example.repeats(), REWIND);
        let send = format!("\treq.Header.Set(\"If-None-Match\", etag)\n{rewind}{}", call("req"));
        let none = "\"No ETag to ask again with.\"";
        ("etag := resp.Header.Get(\"ETag\")", "etag == \"\"", none, send)
    };
    format!("\n\t{value}\n\tif {missing} {{\n\t\tfmt.Println({none})\n\t\treturn\n\t}}\n{send}{failed}{close}{STATUS}\n")
}

/// A request of the address in `Location` with the headers of the first but those of its body, where a function isn't enough.
fn located(example: &Example) -> String {
    let (of_body, others) = parted(example.headers(), |name| !name.to_lowercase().starts_with("content-"));
    let mut copy = String::new();
    if !others.is_empty() {
        copy.push_str("\tnext.Header = req.Header.Clone()\n");
        let delete = |(name, _): &Header| format!("\tnext.Header.Del({})\n", literal(name));
        copy.extend(of_body.iter().map(delete));
        copy.push_str(when(example.pieces().is_some(), "\tnext.Header.Del(\"Expect\")\n"));
    } else if !example.repeats() {
        return copy;
    }
    let declared = "\tnext, err := http.NewRequest(\"GET\", location.String(), nil)\n".to_owned();
    declared + &if_failed("log.Fatal(err)") + &copy
}

/// The functions that send a request until it is done.
fn retries(example: &Example, sender: &str) -> String {
    let (parameters, arguments, client) = match sender {
        "http" => ("req *http.Request", "req", "http.DefaultClient"),
        _ => ("client *http.Client, req *http.Request", "client, req", "client"),
    };
    let rewind = match example.next {
        _ if example.request.body.is_none() => "",
        Some(Next::Location) => &format!("\tif req.GetBody != nil {{\n{}\n\t}}\n", indented(REWIND, "\t")),
        _ => REWIND,
    };
    format!(
        "
func sendWithRetries({parameters}) (*http.Response, []byte, error) {{
\tfor attempt := 1; ; attempt++ {{
\t\tresp, body, err := send({arguments})
\t\tif attempt == {TRIES} || (err == nil && !isRetried(resp.StatusCode)) {{
\t\t\treturn resp, body, err
\t\t}}
\t\t// {PAUSES}
\t\tpause := time.Duration(rand.Int63n(int64(500*time.Millisecond) << attempt))
\t\tif resp != nil {{
\t\t\tpause += askedPause(resp.Header.Get(\"Retry-After\"))
\t\t}}
\t\ttime.Sleep(pause)
\t}}
}}

// send makes one request and reads the whole body: it can break off.
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

\tseconds, _ := strconv.ParseUint(after, 10, 32) // 0 if malformed, the largest if too large
\tpause := time.Duration(seconds) * time.Second
\tif date, err := http.ParseTime(after); err == nil && date.After(time.Now()) {{
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

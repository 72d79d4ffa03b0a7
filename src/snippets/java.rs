use super::{BodyKind, Client, DOUBLE_QUOTES, Example, Header, LONGEST_PAUSE, PAUSES, RETRIED, Strings, TIMEOUT_SECONDS, TRIES};
use super::{indented, parted, quoted};
use crate::call::request::Credentials;

pub const CLIENT: Client = Client {
    id: "httpclient",
    name: "HttpClient",
    syntax: "java",
    file: "HttpStatusTest.java",
    run: "java HttpStatusTest.java",
    install: "",
    write,
};

/// Before version 18, Java reads a source in the encoding of the system.
const STRINGS: Strings = Strings {
    ascii: true,
    number,
    ..DOUBLE_QUOTES
};

const SEND: &str = "client.send(request,\n    HttpResponse.BodyHandlers.ofString())";

/// java.net.http of the JDK (11 and later), which never follows a redirect unless told to.
fn write(example: &Example) -> String {
    let (headers, refused) = headers(example, |text| STRINGS.write(text));
    let example = &example.without(&refused);
    let note = match refused.as_str() {
        "" => String::new(),
        names => format!("        // HttpClient doesn't let a program set {names}.\n"),
    };

    let content = example.content(&STRINGS, |size| format!("\"x\".repeat({size})"));
    let mut parts = vec![method(example.method, "HttpRequest.BodyPublishers", content)];
    if example.is_basic() {
        let (user, password) = (Credentials::USER, Credentials::PASSWORD);
        parts.push(format!(
            ".header(\"Authorization\", \"Basic \" + Base64.getEncoder()
                .encodeToString(\"{user}:{password}\".getBytes(StandardCharsets.UTF_8)))"
        ));
    }
    parts.extend(headers);
    let client = if example.follows {
        "HttpClient.newBuilder()\n            .followRedirects(HttpClient.Redirect.NORMAL)\n            .build()"
    } else {
        "HttpClient.newHttpClient()"
    };
    let retried = format!("    private static final Set<Integer> RETRIED = Set.of({RETRIED});\n\n");
    format!(
        "{imports}
public class HttpStatusTest {{
{retried}    public static void main(String[] args) throws Exception {{
        HttpClient client = {client};
{note}        HttpRequest request = HttpRequest.newBuilder()
            .uri(URI.create({url}))
            {parts}
            .build();

{exchange}
    }}{methods}
}}",
        imports = imports(example),
        retried = if example.repeats() { &retried } else { "" },
        url = quoted(&example.url, '"'),
        parts = parts.join("\n            "),
        exchange = indented(&exchange(example), "        "),
        methods = indented(&methods(example), "    "),
    )
}

fn imports(example: &Example) -> String {
    let (repeats, basic) = (example.repeats(), example.is_basic());
    let used = |is_used: bool, lines: &'static str| if is_used { lines } else { "" };
    [
        used(is_caught(example), "import java.io.IOException;\n"),
        "import java.net.URI;\nimport java.net.http.*;\n",
        used(basic, "import java.nio.charset.StandardCharsets;\n"),
        used(repeats, "import java.time.*;\nimport java.time.format.DateTimeFormatter;\n"),
        used(basic, "import java.util.Base64;\n"),
        used(repeats, "import java.util.Set;\n"),
        used(repeats || example.switches.timeout, "import java.util.concurrent.*;\n"),
    ]
    .concat()
}

/// The call of the builder for a method and its body. It has names of its own for some.
pub(super) fn method(method: &str, publishers: &str, content: Option<String>) -> String {
    let publisher = match content {
        None if matches!(method, "GET" | "DELETE") => return format!(".{method}()"),
        None => format!("{publishers}.noBody()"),
        Some(content) => format!("{publishers}.ofString({content})"),
    };
    match method {
        "POST" | "PUT" => format!(".{method}({publisher})"),
        _ => format!(".method(\"{method}\", {publisher})"),
    }
}

/// The calls of the builder for the headers, and the names of those that it refuses.
pub(super) fn headers(example: &Example, string: fn(&str) -> String) -> (Vec<String>, String) {
    let is_expect = |(name, value): &Header| name.eq_ignore_ascii_case("expect") && value.eq_ignore_ascii_case("100-continue");
    let (expect, headers): (Vec<Header>, Vec<Header>) = example.headers().into_iter().partition(is_expect);
    let (headers, refused) = parted(headers, is_refused);
    let call = |(name, value): &Header| format!(".header({}, {})", string(name), string(value));
    let mut calls: Vec<String> = headers.iter().map(call).collect();
    if !expect.is_empty() {
        calls.push(".expectContinue(true)".to_owned());
    }
    (calls, refused)
}

/// A program that only prints leaves it to Java to report a failure.
pub(super) fn is_caught(example: &Example) -> bool {
    example.breaks || example.calls() > 1 || !example.switches.is_empty()
}

/// What a loop doesn't see of its failures.
pub(super) fn unseen(example: &Example) -> String {
    match example.method {
        method @ ("GET" | "HEAD") if example.breaks => {
            format!("// HttpClient itself repeats a {method} once if it fails on a connection that was kept open.\n")
        }
        _ => String::new(),
    }
}

/// Sends the request and prints what comes.
fn exchange(example: &Example) -> String {
    let (note, calls) = (example.not_repeated("//"), example.calls());
    let send = match (example.repeats(), example.switches.timeout) {
        (true, _) => "sendWithRetries(client, request)",
        (false, true) => "sendInTime(client, request)",
        (false, false) => SEND,
    };
    let send = format!("HttpResponse<String> response = {send};\n");
    let show = match example.body {
        _ if calls > 1 => "",
        BodyKind::None => "System.out.println(\"Response has no content: \" + response.body().isEmpty());",
        _ => "System.out.println(\"Response: \" + response.body());",
    };
    let comment = example.comment("//");
    let mut status = format!("System.out.println(\"Status Code: \" + response.statusCode());{comment}\n");
    if example.follows {
        status.push_str("System.out.println(\"Final URL: \" + response.uri());\n");
    }
    for name in example.reads.iter().filter(|_| calls == 1) {
        let (name, label) = (STRINGS.write(name), STRINGS.write(&format!("{name}: ")));
        status.push_str(&format!(
            "response.headers().allValues({name})\n    .forEach(value -> System.out.println({label} + value));\n"
        ));
    }
    if !is_caught(example) {
        return format!("{send}\n{status}{show}");
    }
    let (start, fail, end) = match (calls, example.switches.check) {
        (1, _) => ("", "\n    System.exit(1);", ""),
        (_, true) => (
            "boolean failed = false;\n",
            "\n    failed = true;",
            "\nif (failed) {\n    System.exit(1);\n}",
        ),
        _ => ("", "", ""),
    };
    if example.switches.check {
        let body = if example.body == BodyKind::None {
            ""
        } else {
            " + \" \" + response.body()"
        };
        let message = format!("System.err.println(\"HTTP \" + response.statusCode(){body});");
        status.push_str(&format!("if (response.statusCode() >= 400) {{\n    {message}{fail}\n}}\n"));
    }
    let tried = indented(&format!("{send}{status}{show}"), "    ");
    let message = "System.err.println(\"Request failed: \" + e);";
    let caught = format!("try {{\n{tried}\n}} catch (IOException e) {{\n    {message}{fail}\n}}");
    if calls == 1 {
        return note + &caught;
    }
    let (note, each) = (note + &unseen(example), indented(&caught, "    "));
    format!("{note}{start}for (int call = 1; call <= {calls}; call++) {{\n{each}\n}}{end}")
}

/// Ways to send that the client lacks.
fn methods(example: &Example) -> String {
    let timeout = example.switches.timeout;
    let mut methods = String::new();
    if example.repeats() {
        let send = if timeout {
            "sendInTime(client, request)"
        } else {
            &SEND.replace('\n', "\n            ")
        };
        methods = format!(
            "

/** Sends the request at most {TRIES} times and returns or throws what came last. */
private static HttpResponse<String> sendWithRetries(HttpClient client, HttpRequest request)
        throws IOException, InterruptedException {{
    for (int attempt = 1; ; attempt++) {{
        // {PAUSES}
        long pause = ThreadLocalRandom.current().nextLong(500L << attempt);
        try {{
            HttpResponse<String> response = {send};
            if (attempt == {TRIES} || !RETRIED.contains(response.statusCode())) {{
                return response;
            }}
            pause += askedPause(response.headers().firstValue(\"Retry-After\").orElse(\"\"));
        }} catch (IOException e) {{
            if (attempt == {TRIES}) {{
                throw new IllegalStateException(e.getCause());
            }}
        }}
        Thread.sleep(pause);
    }}
}}

/** Milliseconds, from seconds or a date; 0 for anything else. */
private static long askedPause(String after) {{
    if (after.matches(\"\\\\d+\")) {{
        return (long) Math.min(Double.parseDouble(after), {LONGEST_PAUSE}) * 1000;
    }}
    try {{
        Instant date = DateTimeFormatter.RFC_1123_DATE_TIME.parse(after, Instant::from);
        long asked = Duration.between(Instant.now(), date).toMillis();
        return Math.max(0, Math.min(asked, {LONGEST_PAUSE} * 1000));
    }} catch (DateTimeException e) {{
        return 0;
    }}
}}"
        );
    }
    if timeout {
        methods.push_str(&format!(
            "

/** Covers the body too; the timeout of HttpRequest may not. */
private static HttpResponse<String> sendInTime(HttpClient client, HttpRequest request)
        throws IOException, InterruptedException {{
    CompletableFuture<HttpResponse<String>> exchange = client.sendAsync(request,
        HttpResponse.BodyHandlers.ofString());
    try {{
        return exchange.get({TIMEOUT_SECONDS}, TimeUnit.SECONDS);
    }} catch (TimeoutException e) {{
        throw new HttpTimeoutException(\"no complete response within {TIMEOUT_SECONDS} s\");
    }} catch (ExecutionException e) {{
        if (e.getCause() instanceof IOException) {{
            throw (IOException) e.getCause();
        }}
        throw new IllegalStateException(e.getCause());
    }} finally {{
        exchange.cancel(true); // if it still runs
    }}
}}"
        ));
    }
    methods
}

/// The builder throws an exception for these, or sends a second framing of the body.
fn is_refused(name: &str) -> bool {
    [
        "connection",
        "content-length",
        "expect",
        "host",
        "transfer-encoding",
        "upgrade",
    ]
    .iter()
    .any(|refused| name.eq_ignore_ascii_case(refused))
}

/// `\033` or `\u20ac`: the compiler replaces `\u` before it looks for strings, so a line break can't be written with it.
fn number(c: char) -> String {
    match c.encode_utf16(&mut [0; 2]) {
        [unit @ ..128] => format!("\\{unit:03o}"),
        units => units.iter().map(|unit| format!("\\u{unit:04x}")).collect(),
    }
}

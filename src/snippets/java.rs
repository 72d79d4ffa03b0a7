use super::jvm::{
    POSSIBLE, RESOLVED, Style, asked_for, asserts, changes, has_content_headers, headers, imports, is_caught, listed, method,
    notes, sent_once, sent_twice, unescaped,
};
use super::{
    BodyKind, Client, DOUBLE_QUOTES, Example, LONGEST_PAUSE, Next, PAUSES, PIECE, RETRIED_ON_ANY_CONNECTION, Saved, Strings,
    TIMEOUT_SECONDS, TRIES, Wanted, indented,
};
use crate::call::request::Credentials;

pub const CLIENT: Client = Client {
    id: "httpclient",
    name: "HttpClient",
    syntax: "java",
    program: Saved {
        file: "Status.java",
        run: "java Status.java",
        install: "",
    },
    test: Saved {
        file: "src/test/java/StatusTest.java",
        run: "mvn test",
        install: "org.junit.jupiter:junit-jupiter",
    },
    write,
};

/// Before version 18, Java reads a source in the encoding of the system.
const STRINGS: Strings = Strings {
    ascii: true,
    number,
    ..DOUBLE_QUOTES
};

const STYLE: Style = Style {
    string: |text| STRINGS.write(text),
    column: 12,
    comma: "",
    own: |name, request| format!("{name}(client, {request})"),
};

/// java.net.http of the JDK (16 and later), which never follows a redirect unless told to.
fn write(example: &Example) -> String {
    let (headers, refused) = headers(example, &STYLE);
    let example = &example.without(&refused);
    let mut before = String::new();

    let uri = format!("URI.create({})", STRINGS.write(&example.url));
    let mut parts = vec![STYLE.call(".uri", &[&uri])];
    let mut content = example.content(&STRINGS, |size| format!("\"x\".repeat({size})"));
    if let Some(pieces) = example.pieces() {
        before.push_str(&format!("byte[] piece = \"x\".repeat({PIECE}).getBytes();\n"));
        content = Some(format!("Collections.nCopies({pieces}, piece)"));
    }
    if let Some(text) = unescaped(example, |c| matches!(c, ' '..='~')) {
        before.push_str(&format!("String body = \"\"\"\n{text}\"\"\";\n"));
        content = Some("body".to_owned());
    }
    parts.push(method(example.method, content, &STYLE));
    if example.is_basic() {
        let (user, password) = (Credentials::USER, Credentials::PASSWORD);
        let bytes = format!("\"{user}:{password}\".getBytes(StandardCharsets.UTF_8)");
        before.push_str(&format!("byte[] credentials = {bytes};\n"));
        parts.push(".header(\"Authorization\", \"Basic \" + Base64.getEncoder().encodeToString(credentials))".to_owned());
    }
    parts.extend(headers);
    let client = if example.follows {
        "HttpClient.newBuilder()\n    .followRedirects(HttpClient.Redirect.NORMAL)\n    .build()"
    } else {
        "HttpClient.newHttpClient()"
    };
    let (class, method, exchange) = if example.switches.test {
        let method = format!("@Test\n    void {}()", test_name(example));
        ("class StatusTest", method, assertions(example))
    } else {
        let method = "public static void main(String[] args)".to_owned();
        ("public class Status", method, exchange(example))
    };
    let thrown = if is_caught(example) {
        "InterruptedException"
    } else {
        "Exception"
    };
    let steps = format!(
        "{once}HttpClient client = {client};
{before}{notes}HttpRequest request = HttpRequest.newBuilder()
{parts}
    .build();

{exchange}",
        once = sent_once(example, ";"),
        notes = notes(example, &refused),
        parts = indented(&parts.join("\n"), "    "),
    );
    let retried = format!("    private static final Set<Integer> RETRIED = Set.of({RETRIED_ON_ANY_CONNECTION});\n\n");
    format!(
        "{imports}
{class} {{

{retried}    {method} throws {thrown} {{
{steps}
    }}{methods}
}}",
        imports = imported(example, &exchange),
        retried = if example.repeats() { &retried } else { "" },
        steps = indented(&steps, "        "),
        methods = indented(&methods(example), "    "),
    )
}

fn imported(example: &Example, exchange: &str) -> String {
    let (repeats, timeout, test) = (example.repeats(), example.switches.timeout, example.switches.test);
    let fails = test && example.breaks;
    let blank = if test { "\n" } else { "" };
    let others = [
        ("java.net.http.HttpResponse", repeats || timeout || !fails),
        ("java.nio.charset.StandardCharsets", example.is_basic()),
        ("java.time.Duration", repeats),
        ("java.time.format.DateTimeFormatter", repeats),
        ("java.util.Collections", example.pieces().is_some()),
        ("java.util.Optional", example.next.is_some()),
        ("java.util.Set", repeats || exchange.contains("Set<Integer> possible")),
        ("java.util.concurrent.CompletableFuture", timeout),
        ("java.util.concurrent.ThreadLocalRandom", repeats),
        (
            "java.util.function.BiPredicate",
            exchange.contains("BiPredicate<String, String> kept"),
        ),
        ("org.junit.jupiter.api.Test", test),
    ];
    asserts(exchange, "static ", ";") + blank + &imports(example, &others, ";")
}

/// Sends the request and prints what comes.
fn exchange(example: &Example) -> String {
    let (calls, send) = (example.calls(), STYLE.send(example, "request", example.repeats()));
    let fail = if calls == 1 { "System.exit(1);" } else { "failed = true;" };
    let comment = example.comment("//").replacen("  ", " ", 1);
    let mut tried = format!(
        "HttpResponse<String> response = {send};
System.out.println(\"Status Code: \" + response.statusCode());{comment}\n"
    );
    if example.follows {
        tried.push_str("System.out.println(\"Final URL: \" + response.uri());\n");
    }
    for name in example.reads.iter().filter(|_| calls == 1) {
        let (name, label) = (STRINGS.write(name), STRINGS.write(&format!("{name}: ")));
        tried.push_str(&format!(
            "for (String value : response.headers().allValues({name})) {{\n    System.out.println({label} + value);\n}}\n"
        ));
    }
    tried.push_str(match example.body {
        _ if calls > 1 => "",
        BodyKind::None => "System.out.println(\"Response has no content: \" + response.body().isEmpty());\n",
        _ => "System.out.println(\"Response: \" + response.body());\n",
    });
    if !is_caught(example) {
        return tried.replacen(";\n", ";\n\n", 1);
    }
    if example.switches.check {
        tried.push_str(&format!(
            "if (response.statusCode() >= 400) {{
    System.err.println(\"HTTP \" + response.statusCode());
    {fail}
}}\n"
        ));
    }
    tried.push_str(&next(example));
    let caught = format!(
        "try {{
{tried}
}} catch ({thrown} e) {{
    System.err.println(\"Request failed: \" + e);
    {fail}
}}",
        tried = indented(&tried, "    "),
        // Location may be no address.
        thrown = match example.next {
            Some(Next::Location) => "IOException | IllegalArgumentException",
            _ => "IOException",
        },
    );
    let notes = example.left_undone("//") + &sent_twice(example);
    if calls == 1 {
        return notes + &caught;
    }
    let each = indented(&caught, "    ");
    format!(
        "{notes}boolean failed = false;
for (int call = 1; call <= {calls}; call++) {{
{each}
}}
if (failed) {{
    System.exit(1);
}}"
    )
}

/// The request after the response.
fn next(example: &Example) -> String {
    let Some(next) = example.next else { return String::new() };
    let (variable, header, missing) = asked_for(next);
    let mut steps = String::new();
    let mut filter = "(name, value) -> true";
    if next == Next::Location {
        steps = format!(
            "    URI base = response.uri();
    // {RESOLVED}
    String path = {variable}.get().startsWith(\"?\") ? base.getRawPath() : \"\";\n"
        );
        if has_content_headers(example) {
            steps.push_str("    BiPredicate<String, String> kept = (name, value) -> !name.matches(\"(?i)content-.*\");\n");
            filter = "kept";
        }
    }
    let changes = indented(&changes(example, next, &format!("{variable}.get()")), "        ");
    let send = STYLE.send(example, "next", next == Next::IfNoneMatch && example.repeats());
    format!(
        "\nOptional<String> {variable} = response.headers().firstValue(\"{header}\");
if ({variable}.isPresent()) {{
{steps}    HttpRequest next = HttpRequest.newBuilder(request, {filter})
{changes}
        .build();
    HttpResponse<String> second = {send};
    System.out.println(\"Status Code: \" + second.statusCode());
}} else {{
    System.out.println(\"{missing}\");
}}"
    )
}

/// Sends the request and checks what comes.
fn assertions(example: &Example) -> String {
    let send = STYLE.send(example, "request", example.repeats());
    let style = Style { column: 8, ..STYLE };
    let mut lines = match example.wanted() {
        Wanted::Failure => return example.left_undone("//") + &format!("assertThrows(IOException.class, () -> {send});"),
        Wanted::Status(status) => format!("assertEquals({status}, response.statusCode());\n"),
        Wanted::Any => "assertTrue(response.statusCode() >= 200);\n".to_owned(),
        Wanted::OneOf(codes) => format!(
            "// {POSSIBLE}
Set<Integer> possible = Set.of({});
assertTrue(possible.contains(response.statusCode()), \"got \" + response.statusCode());\n",
            listed(&codes)
        ),
    };
    if example.follows {
        lines.push_str("assertNotEquals(request.uri(), response.uri());\n");
    }
    for name in &example.reads {
        let present = format!("response.headers().firstValue({}).isPresent()", STRINGS.write(name));
        lines.push_str(&style.call("assertTrue", &[&present, &STRINGS.write(&format!("no {name}"))]));
        lines.push_str(";\n");
    }
    let note = example.left_undone("//");
    format!("{note}HttpResponse<String> response = {send};\n\n{lines}")
}

/// `respondsWith502`.
fn test_name(example: &Example) -> String {
    let capitalized = |word: &str| word[..1].to_uppercase() + &word[1..];
    let name: String = example.test_name().split(' ').map(capitalized).collect();
    name[..1].to_lowercase() + &name[1..]
}

/// Ways to send that the client lacks.
fn methods(example: &Example) -> String {
    let mut methods = String::new();
    if example.repeats() {
        let send = STYLE.send(example, "request", false);
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
                throw e;
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
    if example.switches.timeout {
        methods.push_str(&format!(
            "

/** Covers the body too; the timeout of HttpRequest may not. */
private static HttpResponse<String> sendInTime(HttpClient client, HttpRequest request)
    throws IOException, InterruptedException {{
    CompletableFuture<HttpResponse<String>> exchange = client.sendAsync(
        request,
        BodyHandlers.ofString()
    );
    try {{
        return exchange.get({TIMEOUT_SECONDS}, TimeUnit.SECONDS);
    }} catch (TimeoutException e) {{
        throw new HttpTimeoutException(\"no complete response within {TIMEOUT_SECONDS} s\");
    }} catch (ExecutionException e) {{
        throw e.getCause() instanceof IOException cause ? cause : new IOException(e.getCause());
    }} finally {{
        exchange.cancel(true); // if it still runs
    }}
}}"
        ));
    }
    methods
}

/// `\033` or `\u20ac`: the compiler replaces `\u` before it looks for strings, so a line break can't be written with it.
fn number(c: char) -> String {
    match c.encode_utf16(&mut [0; 2]) {
        [unit @ ..128] => format!("\\{unit:03o}"),
        units => units.iter().map(|unit| format!("\\u{unit:04x}")).collect(),
    }
}

use super::{BodyKind, Client, Example, Header, PAUSES, RETRIED, Strings, TIMEOUT_SECONDS, TRIES, parted, quoted};
use crate::call::request::Credentials;

pub const CLIENT: Client = Client {
    id: "httpclient",
    name: "HttpClient",
    syntax: "java",
    file: "HttpStatusTest.java",
    run: "java HttpStatusTest.java",
    write,
};

/// Before version 18, Java reads a source in the encoding of the system.
const STRINGS: Strings = Strings {
    plain: '"',
    escaping: '"',
    interpolation: None,
    ascii: true,
    number,
};

/// java.net.http of the JDK (11 and later), which never follows a redirect unless told to.
fn write(example: &Example) -> String {
    let is_expect = |(name, value): &Header| name.eq_ignore_ascii_case("expect") && value.eq_ignore_ascii_case("100-continue");
    let (expect, headers): (Vec<Header>, Vec<Header>) = example.headers().into_iter().partition(is_expect);
    let (headers, refused) = parted(headers, is_refused);
    let incomplete;
    let (note, example) = if refused.is_empty() {
        (String::new(), example)
    } else {
        incomplete = example.incomplete();
        let note = format!("        // HttpClient doesn't let a program set {refused}.\n");
        (note, &incomplete)
    };

    let url = quoted(&example.url, '"');
    let content = example.content(&STRINGS, |size| format!("\"x\".repeat({size})"));
    let method = match (example.method, content) {
        ("GET", None) => ".GET()".to_owned(),
        (method, None) => format!(".method({}, HttpRequest.BodyPublishers.noBody())", quoted(method, '"')),
        (method, Some(content)) => {
            let publisher = format!("HttpRequest.BodyPublishers.ofString({content})");
            format!(".method({}, {publisher})", quoted(method, '"'))
        }
    };
    let mut parts = String::new();
    if example.is_basic() {
        let (user, password) = (Credentials::USER, Credentials::PASSWORD);
        parts.push_str(&format!(
            "\n            .header(\"Authorization\", \"Basic \"
                + Base64.getEncoder().encodeToString(\"{user}:{password}\".getBytes()))"
        ));
    }
    for (name, value) in &headers {
        let (name, value) = (STRINGS.write(name), STRINGS.write(value));
        parts.push_str(&format!("\n            .header({name}, {value})"));
    }
    if !expect.is_empty() {
        parts.push_str("\n            .expectContinue(true)");
    }
    let send = if example.switches.timeout {
        format!(
            "client.sendAsync(request,\n            HttpResponse.BodyHandlers.ofString()).get({TIMEOUT_SECONDS}, TimeUnit.SECONDS)"
        )
    } else {
        "client.send(request,\n            HttpResponse.BodyHandlers.ofString())".to_owned()
    };
    let repeats = example.repeats();
    let imports = [
        (
            "java.io.IOException",
            example.switches.check || (repeats && !example.switches.timeout),
        ),
        ("java.net.URI", true),
        ("java.net.http.*", true),
        ("java.time.DateTimeException", repeats),
        ("java.time.Duration", repeats),
        ("java.time.Instant", repeats),
        ("java.time.format.DateTimeFormatter", repeats),
        ("java.util.Base64", example.is_basic()),
        ("java.util.Set", repeats),
        ("java.util.concurrent.CompletableFuture", repeats && example.switches.timeout),
        ("java.util.concurrent.ExecutionException", repeats && example.switches.timeout),
        ("java.util.concurrent.ThreadLocalRandom", repeats),
        ("java.util.concurrent.TimeUnit", example.switches.timeout),
        ("java.util.concurrent.TimeoutException", repeats && example.switches.timeout),
    ];
    let used = imports.iter().filter(|(_, is_used)| *is_used);
    let imports: String = used.map(|(name, _)| format!("import {name};\n")).collect();
    let (statuses, send, helper) = if repeats {
        let failure = if example.switches.timeout {
            "ExecutionException | TimeoutException"
        } else {
            "IOException"
        };
        // A try that ran out of time must not go on beside the next one.
        let (begin, send, cancel) = if example.switches.timeout {
            (
                "CompletableFuture<HttpResponse<String>> exchange = client.sendAsync(request,
                HttpResponse.BodyHandlers.ofString());
            ",
                format!("exchange.get({TIMEOUT_SECONDS}, TimeUnit.SECONDS)"),
                "exchange.cancel(true);
                ",
            )
        } else {
            ("", send.replace('\n', "\n        "), "")
        };
        let repeated = format!(
            "HttpResponse<String> response;
        for (int attempt = 1; ; attempt++) {{
            // {PAUSES}
            long pause = ThreadLocalRandom.current().nextLong(500L << attempt);
            {begin}try {{
                response = {send};
                if (attempt == {TRIES} || !RETRIED.contains(response.statusCode())) {{
                    break;
                }}
                pause += askedPause(response.headers().firstValue(\"Retry-After\").orElse(\"\"));
            }} catch ({failure} e) {{
                {cancel}if (attempt == {TRIES}) {{
                    throw e;
                }}
            }}
            Thread.sleep(pause);
        }}"
        );
        let helper = "

    /** Milliseconds, from seconds or a date. */
    private static long askedPause(String after) {
        if (after.matches(\"\\\\d{1,4}\")) {
            return Long.parseLong(after) * 1000;
        }
        try {
            Instant date = DateTimeFormatter.RFC_1123_DATE_TIME.parse(after, Instant::from);
            return Math.max(0, Duration.between(Instant.now(), date).toMillis());
        } catch (DateTimeException e) {
            return 0;
        }
    }";
        let statuses = format!("    private static final Set<Integer> RETRIED = Set.of({RETRIED});\n\n");
        (statuses, repeated, helper)
    } else {
        let note = example.not_repeated("//");
        let note = if note.is_empty() { note } else { format!("{note}        ") };
        (String::new(), format!("{note}HttpResponse<String> response = {send};"), "")
    };
    let check = if example.switches.check {
        "if (response.statusCode() >= 400) {\n            throw new IOException(\"HTTP \" + response.statusCode());\n        }\n        "
    } else {
        ""
    };
    let comment = example.comment("//");
    let show = if example.body != BodyKind::None {
        "System.out.println(\"Response: \" + response.body());"
    } else {
        "System.out.println(\"Response has no content: \" + response.body().isEmpty());"
    };
    format!(
        "{imports}
public class HttpStatusTest {{
{statuses}    public static void main(String[] args) throws Exception {{
        HttpClient client = HttpClient.newHttpClient();
{note}        HttpRequest request = HttpRequest.newBuilder()
            .uri(URI.create({url}))
            {method}{parts}
            .build();

        {send}

        System.out.println(\"Status Code: \" + response.statusCode());{comment}
        {check}{show}
    }}{helper}
}}"
    )
}

/// The builder throws an exception for these.
fn is_refused(name: &str) -> bool {
    ["connection", "content-length", "expect", "host", "upgrade"]
        .iter()
        .any(|refused| name.eq_ignore_ascii_case(refused))
}

/// `\033` or `\u20ac`: the compiler replaces `\u` before it looks for strings, so a line break can't be written with it.
fn number(c: char) -> String {
    if c.is_ascii() {
        return format!("\\{:03o}", u32::from(c));
    }
    c.encode_utf16(&mut [0; 2])
        .iter()
        .map(|unit| format!("\\u{unit:04x}"))
        .collect()
}

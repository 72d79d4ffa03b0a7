use super::java::{headers, is_caught, method, unseen};
use super::{BodyKind, Client, DOUBLE_QUOTES, Example, LONGEST_PAUSE, PAUSES, RETRIED, TIMEOUT_SECONDS, TRIES, indented};
use crate::call::request::Credentials;

pub const CLIENT: Client = Client {
    id: "httpclient",
    name: "HttpClient",
    syntax: "kotlin",
    file: "Status.kt",
    run: "kotlinc Status.kt -include-runtime -d status.jar && java -jar status.jar",
    install: "",
    write,
};

/// The client of the JDK, which programs for the JVM have without a dependency.
fn write(example: &Example) -> String {
    let (headers, refused) = headers(example, string);
    let example = &example.without(&refused);
    let note = match refused.as_str() {
        "" => String::new(),
        names => format!("    // HttpClient doesn't let a program set {names}.\n"),
    };

    let content = example.content(&DOUBLE_QUOTES, |size| format!("\"x\".repeat({size})"));
    let content = content.map(|literal| literal.replace('$', "\\$"));
    // GET is the default of the builder.
    let mut parts = match (example.method, content) {
        ("GET", None) => Vec::new(),
        (name, content) => vec![method(name, "BodyPublishers", content)],
    };
    let mut credentials = String::new();
    if example.is_basic() {
        let (user, password) = (Credentials::USER, Credentials::PASSWORD);
        let encoded = format!("Base64.getEncoder().encodeToString(\"{user}:{password}\".toByteArray())");
        credentials = format!("    val credentials = {encoded}\n");
        parts.push(".header(\"Authorization\", \"Basic $credentials\")".to_owned());
    }
    parts.extend(headers);
    let parts: String = parts.iter().map(|part| format!("\n        {part}")).collect();
    let build = if parts.is_empty() { ".build()" } else { "\n        .build()" };
    let client = if example.follows {
        "HttpClient.newBuilder().followRedirects(HttpClient.Redirect.NORMAL).build()"
    } else {
        "HttpClient.newHttpClient()"
    };
    let retried = format!("private val RETRIED = setOf({RETRIED})\n\n");
    format!(
        "{imports}
{retried}fun main() {{
    val client = {client}
{credentials}{note}    val request = HttpRequest.newBuilder(URI.create({url})){parts}{build}

{exchange}
}}{functions}",
        imports = imports(example, parts.contains("BodyPublishers")),
        retried = if example.repeats() { &retried } else { "" },
        url = string(&example.url),
        exchange = indented(&exchange(example), "    "),
        functions = functions(example),
    )
}

fn imports(example: &Example, publishes: bool) -> String {
    let (repeats, timeout) = (example.repeats(), example.switches.timeout);
    let exits = example.switches.check || (is_caught(example) && example.calls() == 1);
    [
        ("java.io.IOException", is_caught(example)),
        ("java.net.URI", true),
        ("java.net.http.HttpClient", true),
        ("java.net.http.HttpRequest", true),
        ("java.net.http.HttpRequest.BodyPublishers", publishes),
        ("java.net.http.HttpResponse", repeats || timeout),
        ("java.net.http.HttpResponse.BodyHandlers", true),
        ("java.net.http.HttpTimeoutException", timeout),
        ("java.time.DateTimeException", repeats),
        ("java.time.Instant", repeats),
        ("java.time.format.DateTimeFormatter.RFC_1123_DATE_TIME", repeats),
        ("java.util.Base64", example.is_basic()),
        ("java.util.concurrent.ExecutionException", timeout),
        ("java.util.concurrent.TimeUnit", timeout),
        ("java.util.concurrent.TimeoutException", timeout),
        ("kotlin.random.Random", repeats),
        ("kotlin.system.exitProcess", exits),
        ("kotlin.time.Duration", repeats),
        ("kotlin.time.Duration.Companion.milliseconds", repeats),
        ("kotlin.time.Duration.Companion.seconds", repeats),
    ]
    .iter()
    .filter(|(_, is_used)| *is_used)
    .map(|(name, _)| format!("import {name}\n"))
    .collect()
}

/// Sends the request and prints what comes.
fn exchange(example: &Example) -> String {
    let (calls, note) = (example.calls(), example.not_repeated("//"));
    let send = match (example.repeats(), example.switches.timeout) {
        (true, _) => "client.sendWithRetries(request)",
        (false, true) => "client.sendInTime(request)",
        (false, false) => "client.send(request, BodyHandlers.ofString())",
    };
    let comment = example.comment("//").replacen("  ", " ", 1);
    let status = format!("println(\"Status Code: ${{response.statusCode()}}\"){comment}\n");
    let (start, fail, end) = match (calls, example.switches.check) {
        (1, _) => ("", "\n    exitProcess(1)", ""),
        (_, true) => ("var failed = false\n", "\n    failed = true", "\nif (failed) exitProcess(1)"),
        _ => ("", "", ""),
    };
    let check = if example.switches.check {
        let message = "System.err.println(\"HTTP ${response.statusCode()}\")";
        format!("if (response.statusCode() >= 400) {{\n    {message}{fail}\n}}\n")
    } else {
        String::new()
    };
    let caught = |tried: &str| {
        let message = "System.err.println(\"Request failed: $e\")";
        let tried = indented(tried, "    ");
        format!("try {{\n{tried}\n}} catch (e: IOException) {{\n    {message}{fail}\n}}")
    };
    if calls > 1 {
        let each = indented(&caught(&format!("val response = {send}\n{status}{check}")), "    ");
        let note = note + &unseen(example);
        return format!("{note}{start}repeat({calls}) {{\n{each}\n}}{end}");
    }
    let receive = if is_caught(example) { caught(send) } else { send.to_owned() };
    let mut told = String::new();
    if example.follows {
        told.push_str("println(\"Final URL: ${response.uri()}\")\n");
    }
    for name in &example.reads {
        let (name, line) = (string(name), string(&format!("{name}: ")));
        let line = line.trim_end_matches('"');
        told.push_str(&format!(
            "response.headers().allValues({name}).forEach {{ println({line}$it\") }}\n"
        ));
    }
    let show = match example.body {
        BodyKind::None => "println(\"Response has no content: ${response.body().isEmpty()}\")",
        _ => "println(\"Response: ${response.body()}\")",
    };
    format!("{note}val response = {receive}\n\n{status}{told}{check}{show}")
}

/// Ways to send that the client lacks.
fn functions(example: &Example) -> String {
    let timeout = example.switches.timeout;
    let mut functions = String::new();
    if example.repeats() {
        let send = if timeout {
            "sendInTime(request)"
        } else {
            "send(request, BodyHandlers.ofString())"
        };
        functions = format!(
            "

/** Sends the request at most {TRIES} times and returns or throws what came last. */
private fun HttpClient.sendWithRetries(request: HttpRequest): HttpResponse<String> {{
    var attempt = 1
    while (true) {{
        // {PAUSES}
        var pause = Random.nextLong(500L shl attempt).milliseconds
        try {{
            val response = {send}
            if (attempt == {TRIES} || response.statusCode() !in RETRIED) return response
            pause += askedPause(response.headers().firstValue(\"Retry-After\").orElse(\"\"))
        }} catch (e: IOException) {{
            if (attempt == {TRIES}) throw e
        }}
        Thread.sleep(pause.inWholeMilliseconds)
        attempt++
    }}
}}

/** Reads seconds or a date; anything else asks for no pause. */
private fun askedPause(after: String): Duration {{
    val asked = if (after.matches(Regex(\"[0-9]+\"))) {{
        after.toDouble().seconds
    }} else {{
        try {{
            val date = RFC_1123_DATE_TIME.parse(after, Instant::from)
            (date.toEpochMilli() - System.currentTimeMillis()).milliseconds
        }} catch (e: DateTimeException) {{
            Duration.ZERO
        }}
    }}
    return asked.coerceIn(Duration.ZERO, {LONGEST_PAUSE}.seconds)
}}"
        );
    }
    if timeout {
        functions.push_str(&format!(
            "

/** Covers the body too; the timeout of HttpRequest may not. */
private fun HttpClient.sendInTime(request: HttpRequest): HttpResponse<String> {{
    val exchange = sendAsync(request, BodyHandlers.ofString())
    try {{
        return exchange.get({TIMEOUT_SECONDS}, TimeUnit.SECONDS)
    }} catch (e: TimeoutException) {{
        throw HttpTimeoutException(\"no complete response within {TIMEOUT_SECONDS} s\")
    }} catch (e: ExecutionException) {{
        throw e.cause ?: e
    }} finally {{
        exchange.cancel(true) // if it still runs
    }}
}}"
        ));
    }
    functions
}

/// A string without templates.
fn string(text: &str) -> String {
    DOUBLE_QUOTES.write(text).replace('$', "\\$")
}

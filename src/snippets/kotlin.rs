use super::jvm::{
    POSSIBLE, RESOLVED, Style, asked_for, asserts, changes, has_content_headers, headers, imports, is_caught, listed, method,
    notes, sent_once, sent_twice, unescaped,
};
use super::{
    BodyKind, Client, DOUBLE_QUOTES, Example, LONGEST_PAUSE, Next, PAUSES, PIECE, RETRIED_ON_ANY_CONNECTION, Saved,
    TIMEOUT_SECONDS, TRIES, Wanted, indented, is_unseen,
};
use crate::call::request::Credentials;

pub const CLIENT: Client = Client {
    id: "httpclient",
    name: "HttpClient",
    syntax: "kotlin",
    program: Saved {
        file: "Status.kt",
        run: "kotlinc Status.kt -include-runtime -d status.jar && java -jar status.jar",
        install: "",
    },
    test: Saved {
        file: "src/test/kotlin/StatusTest.kt",
        run: "gradle test",
        install: "org.junit.jupiter:junit-jupiter",
    },
    write,
};

/// Calls of the builder, in a test and behind a parenthesis.
const STYLE: Style = Style {
    string,
    column: 17,
    comma: ",",
    own: |name, request| format!("client.{name}({request})"),
};

/// The client of the JDK, which programs for the JVM have without a dependency.
fn write(example: &Example) -> String {
    let test = example.switches.test;
    let (headers, refused) = headers(example, &STYLE);
    let example = &example.without(&refused);
    let mut before = String::new();

    let content = example.content(&DOUBLE_QUOTES, |size| format!("\"x\".repeat({size})"));
    let mut content = content.map(|literal| literal.replace('$', "\\$"));
    if let Some(pieces) = example.pieces() {
        before.push_str(&format!("val piece = \"x\".repeat({PIECE}).toByteArray()\n"));
        content = Some(format!("List({pieces}) {{ piece }}"));
    }
    if let Some(text) = unescaped(example, |c| c != '$' && !is_unseen(c)) {
        before.push_str(&raw(text));
        content = Some("body".to_owned());
    }
    // GET is the default of the builder.
    let mut parts = match (example.method, content) {
        ("GET", None) => Vec::new(),
        (name, content) => vec![method(name, content, &STYLE)],
    };
    if example.is_basic() {
        let (user, password) = (Credentials::USER, Credentials::PASSWORD);
        let encoded = format!("Base64.getEncoder().encodeToString(\"{user}:{password}\".toByteArray())");
        before.push_str(&format!("val credentials = {encoded}\n"));
        parts.push(".header(\"Authorization\", \"Basic $credentials\")".to_owned());
    }
    parts.extend(headers);
    let client = if example.follows {
        "HttpClient.newBuilder().followRedirects(HttpClient.Redirect.NORMAL).build()"
    } else {
        "HttpClient.newHttpClient()"
    };
    let exchange = if test { assertions(example) } else { exchange(example) };
    let steps = format!(
        "{once}val client = {client}\n{before}{notes}val request ={request}\n\n{exchange}",
        once = sent_once(example, ""),
        notes = notes(example, &refused),
        request = request(example, &parts),
    );
    let (retried, imports) = (retried(example), imported(example, &exchange));
    let (name, functions) = (example.test_name(), functions(example));
    let name = if name.contains(' ') { format!("`{name}`") } else { name };
    if test {
        let steps = indented(&steps, "        ");
        format!("{imports}\n{retried}class StatusTest {{\n    @Test\n    fun {name}() {{\n{steps}\n    }}\n}}{functions}")
    } else {
        let steps = indented(&steps, "    ");
        format!("{imports}\n{retried}fun main() {{\n{steps}\n}}{functions}")
    }
}

/// A request without parts is short. A chain goes on behind the parenthesis that ends arguments on lines of their own.
fn request(example: &Example, parts: &[String]) -> String {
    let uri = format!("URI.create({})", string(&example.url));
    let line = format!(" HttpRequest.newBuilder({uri}).build()");
    if parts.is_empty() && line.len() + "        val request =".len() <= 100 {
        return line;
    }
    let mut chain = STYLE.call(".newBuilder", &[&uri]);
    for part in parts.iter().map(String::as_str).chain([".build()"]) {
        chain.push_str(if chain.ends_with("\n)") { "" } else { "\n" });
        chain.push_str(part);
    }
    format!("\n    HttpRequest\n{}", indented(&chain, "        "))
}

fn retried(example: &Example) -> String {
    if example.repeats() {
        format!("private val RETRIED = setOf({RETRIED_ON_ANY_CONNECTION})\n\n")
    } else {
        String::new()
    }
}

fn imported(example: &Example, exchange: &str) -> String {
    let (repeats, timeout) = (example.repeats(), example.switches.timeout);
    let test = if example.switches.test {
        "import org.junit.jupiter.api.Test\n"
    } else {
        ""
    };
    let others = [
        ("java.net.http.HttpResponse", repeats || timeout),
        ("java.time.format.DateTimeFormatter.RFC_1123_DATE_TIME", repeats),
        ("kotlin.random.Random", repeats),
        ("kotlin.system.exitProcess", is_caught(example)),
        ("kotlin.time.Duration", repeats),
        ("kotlin.time.Duration.Companion.milliseconds", repeats),
        ("kotlin.time.Duration.Companion.seconds", repeats),
    ];
    asserts(exchange, "", "") + test + &imports(example, &others, "")
}

/// Sends the request and prints what comes.
fn exchange(example: &Example) -> String {
    let (calls, send) = (example.calls(), STYLE.send(example, "request", example.repeats()));
    let fail = if calls == 1 { "exitProcess(1)" } else { "failed = true" };
    let comment = example.comment("//").replacen("  ", " ", 1);
    let receive = format!("val response = {send}\n");
    let mut shown = format!("println(\"Status Code: ${{response.statusCode()}}\"){comment}\n");
    if example.follows {
        shown.push_str("println(\"Final URL: ${response.uri()}\")\n");
    }
    for name in example.reads.iter().filter(|_| calls == 1) {
        let (name, label) = (string(name), string(&format!("{name}: ")));
        let line = label.trim_end_matches('"');
        shown.push_str(&format!(
            "for (value in response.headers().allValues({name})) {{\n    println({line}$value\")\n}}\n"
        ));
    }
    shown.push_str(match example.body {
        _ if calls > 1 => "",
        BodyKind::None => "println(\"Response has no content: ${response.body().isEmpty()}\")\n",
        _ => "println(\"Response: ${response.body()}\")\n",
    });
    if !is_caught(example) {
        return format!("{receive}\n{shown}");
    }
    if example.switches.check {
        let message = "System.err.println(\"HTTP ${response.statusCode()}\")";
        shown.push_str(&format!(
            "if (response.statusCode() >= 400) {{\n    {message}\n    {fail}\n}}\n"
        ));
    }
    let tried = indented(&(receive + &shown + &next(example)), "    ");
    let failure =
        |thrown: &str| format!("}} catch (e: {thrown}) {{\n    System.err.println(\"Request failed: $e\")\n    {fail}\n");
    let mut caught = format!("try {{\n{tried}\n{}", failure("IOException"));
    if example.next == Some(Next::Location) {
        // Location may be no address.
        caught.push_str(&failure("IllegalArgumentException"));
    }
    caught.push('}');
    let notes = example.left_undone("//") + &sent_twice(example);
    if calls == 1 {
        return notes + &caught;
    }
    let each = indented(&caught, "    ");
    format!("{notes}var failed = false\nrepeat({calls}) {{\n{each}\n}}\nif (failed) exitProcess(1)")
}

/// The request after the response.
fn next(example: &Example) -> String {
    let Some(next) = example.next else { return String::new() };
    let (variable, header, missing) = asked_for(next);
    let steps = match next {
        Next::Location => format!(
            "    val base = response.uri()
    // {RESOLVED}
    val path = if (location.startsWith(\"?\")) base.rawPath else \"\"\n"
        ),
        Next::IfNoneMatch => String::new(),
    };
    let filter = if next == Next::Location && has_content_headers(example) {
        "{ name, _ -> !name.startsWith(\"content-\", true) }"
    } else {
        "{ _, _ -> true }"
    };
    let changes = indented(&changes(example, next, variable), "            ");
    let send = STYLE.send(example, "next", next == Next::IfNoneMatch && example.repeats());
    format!(
        "\nval {variable} = response.headers().firstValue(\"{header}\").orElse(null)
if ({variable} == null) {{
    println(\"{missing}\")
}} else {{
{steps}    val next =
        HttpRequest
            .newBuilder(request) {filter}
{changes}
            .build()
    val second = {send}
    println(\"Status Code: ${{second.statusCode()}}\")
}}"
    )
}

/// Sends the request and checks what comes.
fn assertions(example: &Example) -> String {
    let note = example.left_undone("//");
    let send = STYLE.send(example, "request", example.repeats());
    let mut lines = match example.wanted() {
        Wanted::Failure => return format!("{note}assertThrows(IOException::class.java) {{ {send} }}"),
        Wanted::Status(status) => format!("assertEquals({status}, response.statusCode())\n"),
        Wanted::Any => "assertTrue(response.statusCode() >= 200)\n".to_owned(),
        Wanted::OneOf(codes) => format!(
            "// {POSSIBLE}
val possible = setOf({})
assertTrue(response.statusCode() in possible, \"got ${{response.statusCode()}}\")\n",
            listed(&codes)
        ),
    };
    if example.follows {
        lines.push_str("assertNotEquals(request.uri(), response.uri())\n");
    }
    let style = Style { column: 8, ..STYLE };
    for name in &example.reads {
        let present = format!("response.headers().firstValue({}).isPresent", string(name));
        lines.push_str(&style.call("assertTrue", &[&present, &string(&format!("no {name}"))]));
        lines.push('\n');
    }
    format!("{note}val response = {send}\n\n{lines}")
}

/// Ways to send that the client lacks.
fn functions(example: &Example) -> String {
    let mut functions = String::new();
    if example.repeats() {
        let send = if example.switches.timeout {
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
    val asked =
        if (after.matches(Regex(\"[0-9]+\"))) {{
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
    if example.switches.timeout {
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
        throw e.cause as? IOException ?: IOException(e.cause)
    }} finally {{
        exchange.cancel(true) // if it still runs
    }}
}}"
        ));
    }
    functions
}

/// The body of the request in a string without escapes.
fn raw(text: &str) -> String {
    if text.contains('\n') {
        let text = indented(text, "    ");
        return format!("val body =\n    \"\"\"\n{text}\n    \"\"\".trimIndent()\n");
    }
    let is_long = "        val body = ".len() + text.chars().count() + 6 > 100;
    let space = if is_long { "\n    " } else { " " };
    format!("val body ={space}\"\"\"{text}\"\"\"\n")
}

/// A string without templates.
fn string(text: &str) -> String {
    DOUBLE_QUOTES.write(text).replace('$', "\\$")
}

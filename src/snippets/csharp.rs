use super::{
    BodyKind, Client, DOUBLE_QUOTES, Example, Header, LONGEST_PAUSE, PAUSES, RETRIED, TIMEOUT_SECONDS, TRIES, indented, parted,
    quoted,
};
use crate::call::request::Credentials;

pub const CLIENT: Client = Client {
    id: "httpclient",
    name: "HttpClient",
    syntax: "cs",
    file: "Program.cs",
    run: "dotnet run",
    install: "",
    write,
};

const FAILED: &str = "catch (Exception e) when (e is HttpRequestException or TaskCanceledException or JsonException)
{
    Console.Error.WriteLine($\"Request failed: {e.Message} {e.InnerException?.Message}\");
";
const CHECK: &str = "if ((int)response.StatusCode >= 400)
{
    Console.Error.WriteLine($\"HTTP {(int)response.StatusCode} {response.ReasonPhrase}\");
";

/// HttpClient of .NET (8 and later), which has read the whole body when it returns. Top-level statements, as in a new console project.
fn write(example: &Example) -> String {
    let (headers, refused) = parted(example.header_map(), |name| name.eq_ignore_ascii_case("content-length"));
    let example = &example.without(&refused);
    let note = match refused.as_str() {
        "" => String::new(),
        names => format!("// HttpClient works out {names} by itself.\n"),
    };
    let (is_loop, repeats) = (example.calls() > 1, example.repeats());
    let parts = parts(example, &headers);
    let (url, token) = (quoted(&example.url, '"'), if repeats { ", token" } else { "" });
    let (first, rest) = example.method.split_at(1);
    let new = format!("new HttpRequestMessage(HttpMethod.{first}{}, {url});\n", rest.to_lowercase());
    let (mut request, mut function) = (String::new(), String::new());
    let call = if example.method == "GET" && parts.is_empty() {
        format!("GetAsync({url}{token})")
    } else if is_loop || repeats {
        let lines = indented(&format!("var request = {new}{parts}return request;"), "    ");
        function = format!("\n// A request can be sent only once.\nstatic HttpRequestMessage CreateRequest()\n{{\n{lines}\n}}\n");
        format!("SendAsync(CreateRequest(){token})")
    } else {
        request = format!("using var request = {new}{parts}");
        "SendAsync(request)".to_owned()
    };
    let call = match repeats {
        true => format!("pipeline.ExecuteAsync(async token =>\n    await client.{call}\n)"),
        false => format!("client.{call}"),
    };
    let send = format!("using var response = await {call};\n");
    let main = if is_loop {
        looped(example, &send)
    } else if example.breaks || !example.switches.is_empty() {
        let lines = indented(&format!("{send}\n{}{}return 0;", status(example), body(example)), "    ");
        format!("\ntry\n{{\n{lines}\n}}\n{FAILED}    return 1;\n}}\n")
    } else {
        format!("{send}\n{}{}", status(example), body(example))
    };
    let pipeline = if repeats { pipeline() } else { String::new() };
    let (client, note) = (client(example, &headers), note + &example.not_repeated("//"));
    let gap = if note.is_empty() { "" } else { "\n" };
    let text = format!("{client}{pipeline}{gap}{note}{request}{main}{function}");
    let usings = [
        ("using System.Net.Http.Headers;\n", text.contains("HeaderValue(")),
        ("using System.Net.Http.Json;\n", text.contains("FromJson")),
        ("using System.Text;\n", text.contains("Encoding.UTF8")),
        ("using System.Text.Json;\n", text.contains("JsonE")),
        ("// dotnet add package Polly.Core --version 8.*\n", repeats),
        ("using Polly;\n", repeats),
        ("using Polly.Retry;\n", repeats),
    ];
    let used: String = usings.iter().filter(|(_, is_used)| *is_used).map(|(line, _)| *line).collect();
    (used + "\n" + &text).trim_start().to_owned()
}

/// A line for every part of the request.
fn parts(example: &Example, headers: &[Header]) -> String {
    let mut parts = String::new();
    if example.is_basic() {
        let (user, password) = (Credentials::USER, Credentials::PASSWORD);
        parts += &format!("var credentials = Convert.ToBase64String(\"{user}:{password}\"u8);\n");
        parts += "request.Headers.Authorization = new AuthenticationHeaderValue(\"Basic\", credentials);\n";
    }
    let add = |header: &Header| {
        let (name, value) = (DOUBLE_QUOTES.write(&header.0), DOUBLE_QUOTES.write(&header.1));
        format!("TryAddWithoutValidation({name}, {value});\n")
    };
    let (mut of_body, of_request): (Vec<&Header>, Vec<&Header>) = headers.iter().partition(|(name, _)| is_of_body(name));
    for header in of_request {
        parts += "request.Headers.";
        let token = header.1.strip_prefix("Bearer ").filter(|_| header.0 == "Authorization");
        parts += &token.map_or_else(
            || add(header),
            |token| {
                let token = DOUBLE_QUOTES.write(token);
                format!("Authorization = new AuthenticationHeaderValue(\"Bearer\", {token});\n")
            },
        );
    }
    let is_type = |name: &str| name.eq_ignore_ascii_case("content-type");
    // What .NET can read as a type, without parameters.
    let is_word = |word: &str| !word.is_empty() && word.bytes().all(|b| b.is_ascii_alphanumeric() || b"+-.".contains(&b));
    let is_plain = |value: &str| value.split_once('/').is_some_and(|(a, b)| is_word(a) && is_word(b));
    let media = of_body.iter().copied().find(|(name, value)| is_type(name) && is_plain(value));
    if let Some(content) = example.content(&DOUBLE_QUOTES, |size| format!("new string('x', {size})")) {
        let new = match media {
            Some((_, value)) => {
                parts += &format!("var type = new MediaTypeHeaderValue(\"{value}\");\n");
                format!("StringContent({content}, type)")
            }
            None if example.request.has("content-type") => format!("ByteArrayContent(Encoding.UTF8.GetBytes({content}))"),
            None => format!("StringContent({content})"),
        };
        parts += &format!("request.Content = new {new};\n");
        of_body.retain(|(name, _)| media.is_none() || !is_type(name));
    } else if !of_body.is_empty() || example.request.has("transfer-encoding") {
        parts += "request.Content = new ByteArrayContent([]);\n";
    }
    for header in of_body {
        parts += &format!("request.Content.Headers.{}", add(header));
    }
    parts
}

/// Headers that HttpClient keeps with the body of a message.
fn is_of_body(name: &str) -> bool {
    let names = "allow content-disposition content-encoding content-language content-location content-md5 content-range content-type \
                 expires last-modified";
    names.split(' ').any(|known| known.eq_ignore_ascii_case(name))
}

fn client(example: &Example, headers: &[Header]) -> String {
    let mut options = Vec::new();
    if example.redirects {
        options.push("AllowAutoRedirect = false");
    }
    if headers.iter().any(|(_, value)| !value.is_ascii()) {
        options.push("RequestHeaderEncodingSelector = (_, _) => Encoding.UTF8");
    }
    if example.calls() > 1 {
        options.push("// On a used connection, HttpClient would repeat a request that fails.\n    PooledConnectionLifetime = TimeSpan.Zero");
    }
    let (inline, lines) = (options.join(", "), options.join(",\n    "));
    let handler = match inline.len() {
        0 => String::new(),
        1..=60 => format!("var handler = new SocketsHttpHandler {{ {inline} }};\n"),
        _ => format!("var handler = new SocketsHttpHandler\n{{\n    {lines},\n}};\n"),
    };
    let argument = if options.is_empty() { "()" } else { "(handler)" };
    if example.switches.timeout {
        let call = argument.replace("()", "");
        format!(
            "{handler}using var client = new HttpClient{call}\n{{\n    Timeout = TimeSpan.FromSeconds({TIMEOUT_SECONDS}), // with the body\n}};\n"
        )
    } else {
        format!("{handler}using var client = new HttpClient{argument};\n")
    }
}

/// What repeats a request.
fn pipeline() -> String {
    let repeats = TRIES - 1;
    format!(
        "
int[] retried = [{RETRIED}];
var retry = new RetryStrategyOptions<HttpResponseMessage>
{{
    MaxRetryAttempts = {repeats},
    ShouldHandle = new PredicateBuilder<HttpResponseMessage>()
        .Handle<HttpRequestException>()
        .Handle<TaskCanceledException>()
        .HandleResult(response => retried.Contains((int)response.StatusCode)),
    // {PAUSES}
    DelayGenerator = args =>
    {{
        var after = args.Outcome.Result?.Headers.RetryAfter;
        var asked = after?.Delta ?? after?.Date - DateTimeOffset.UtcNow ?? TimeSpan.Zero;
        var jitter = Random.Shared.NextDouble() * Math.Pow(2, args.AttemptNumber);
        var seconds = Math.Clamp(asked.TotalSeconds, 0, {LONGEST_PAUSE}) + jitter;
        return ValueTask.FromResult<TimeSpan?>(TimeSpan.FromSeconds(seconds));
    }},
}};
var pipeline = new ResiliencePipelineBuilder<HttpResponseMessage>().AddRetry(retry).Build();
"
    )
}

/// Sends the request as often as the program is for.
fn looped(example: &Example, send: &str) -> String {
    let (start, check, end) = if example.switches.check {
        (
            "var exitCode = 0;\n",
            CHECK.to_owned() + "    exitCode = 1;\n}\n",
            "return exitCode;\n",
        )
    } else {
        ("", String::new(), "")
    };
    let (times, status) = (example.calls(), status(example));
    let lines = indented(&format!("{send}{status}{check}"), "        ");
    let failed = indented(FAILED, "    ");
    format!("\n{start}for (var i = 0; i < {times}; i++)\n{{\n    try\n    {{\n{lines}\n    }}\n{failed}\n    }}\n}}\n{end}")
}

/// The lines that print the status and what belongs to it.
fn status(example: &Example) -> String {
    let comment = example.comment("//").replacen("  ", " ", 1);
    let mut lines = format!("Console.WriteLine($\"Status Code: {{(int)response.StatusCode}}\");{comment}\n");
    if example.follows {
        lines.push_str("Console.WriteLine($\"Final URL: {response.RequestMessage?.RequestUri}\");\n");
    }
    for name in &example.reads {
        let content = if is_of_body(name) { "Content." } else { "" };
        let (first, rest) = name.split_once('-').unwrap_or((name, ""));
        let values = format!("{}{}Values", first.to_lowercase(), rest.replace('-', ""));
        let print = format!("Console.WriteLine($\"{name}: {{string.Join(\", \", {values})}}\");");
        let test = format!("response.{content}Headers.TryGetValues(\"{name}\", out var {values})");
        lines += &format!("if ({test})\n{{\n    {print}\n}}\n");
    }
    lines
}

fn body(example: &Example) -> String {
    let check = match example.switches.check {
        true => CHECK.to_owned() + "    return 1;\n}\n\n",
        false => String::new(),
    };
    let (name, read, show) = match example.body {
        BodyKind::Json => ("data", "ReadFromJsonAsync<JsonElement>", "Response: {data}"),
        BodyKind::Text => ("text", "ReadAsStringAsync", "Response: {text}"),
        BodyKind::None => (
            "bytes",
            "ReadAsByteArrayAsync",
            "Response has no content: {bytes.Length == 0}",
        ),
    };
    format!("{check}var {name} = await response.Content.{read}();\nConsole.WriteLine($\"{show}\");\n")
}

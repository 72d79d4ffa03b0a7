//! The parts of a program in C# that don't depend on what it prints: how CSharpier breaks its lines, the request, the client and what
//! repeats the request.

use crate::call::request::{Credentials, RequestBody};
use crate::call::switches::TIMEOUT_SECONDS;
use crate::snippets::{DOUBLE_QUOTES, Example, Header, LONGEST_PAUSE, PAUSES, RETRIED, TRIES, is_unseen};

/// Where a line that is too long is broken: before its arguments, between them, and after them.
pub const OPEN: char = '\u{1}';
pub const NEXT: char = '\u{2}';
pub const CLOSE: char = '\u{3}';
/// The widest line that CSharpier leaves.
const WIDTH: usize = 100;

/// A line, broken if it is too long.
pub fn laid_out(line: &str) -> String {
    let flat = line.replace([OPEN, CLOSE], "").replace(NEXT, ", ");
    let Some((head, rest)) = line.split_once(OPEN).filter(|_| flat.chars().count() > WIDTH) else {
        return flat + "\n";
    };
    let (inside, tail) = rest.rsplit_once(CLOSE).unwrap_or((rest, ""));
    let indent = " ".repeat(head.len() - head.trim_start().len());
    let inside = match inside.contains(OPEN) {
        true => laid_out(&format!("{indent}    {inside}")),
        false => {
            let line = |part| format!("{indent}    {part}");
            inside.split(NEXT).map(line).collect::<Vec<_>>().join(",\n") + "\n"
        }
    };
    format!("{}\n{inside}{indent}{tail}\n", head.trim_end())
}

/// A line for every part of the request in that variable.
pub fn parts(example: &Example, headers: &[Header], variable: &str) -> String {
    let mut parts = String::new();
    if example.is_basic() {
        let (user, password) = (Credentials::USER, Credentials::PASSWORD);
        let encoded = format!("Convert.ToBase64String(\"{user}:{password}\"u8)");
        parts += &format!(
            "{variable}.Headers.Authorization = new AuthenticationHeaderValue({OPEN}\"Basic\"{NEXT}{encoded}{CLOSE});\n"
        );
    }
    let add = |header: &Header| {
        let (name, value) = (DOUBLE_QUOTES.write(&header.0), written(&header.1));
        format!("TryAddWithoutValidation({OPEN}{name}{NEXT}{value}{CLOSE});\n")
    };
    let (mut of_body, of_request): (Vec<&Header>, Vec<&Header>) = headers.iter().partition(|(name, _)| is_of_body(name));
    for header in of_request {
        let token = header.1.strip_prefix("Bearer ").filter(|_| header.0 == "Authorization");
        let set = match token.map(|token| DOUBLE_QUOTES.write(token)) {
            Some(token) => format!("Authorization = new AuthenticationHeaderValue({OPEN}\"Bearer\"{NEXT}{token}{CLOSE});\n"),
            None => add(header),
        };
        parts += &format!("{variable}.Headers.{set}");
    }
    if variable != "request" {
        return parts;
    }
    let is_type = |name: &str| name.eq_ignore_ascii_case("content-type");
    // What .NET can read as a type, without parameters.
    let is_word = |word: &str| !word.is_empty() && word.bytes().all(|b| b.is_ascii_alphanumeric() || b"+-.".contains(&b));
    let is_plain = |value: &str| value.split_once('/').is_some_and(|(a, b)| is_word(a) && is_word(b));
    let media = of_body.iter().copied().find(|(name, value)| is_type(name) && is_plain(value));
    if let Some(body) = &example.request.body {
        let content = match body {
            RequestBody::Text(text) => written(text),
            RequestBody::Size(size) => format!("new string('x', {size})"),
        };
        let new = match media {
            Some((_, value)) => {
                parts += &format!("var type = new MediaTypeHeaderValue(\"{value}\");\n");
                format!("StringContent({OPEN}{content}{NEXT}type{CLOSE})")
            }
            None if example.request.has("content-type") => {
                format!("ByteArrayContent({OPEN}Encoding.UTF8.GetBytes({content}){CLOSE})")
            }
            None => format!("StringContent({OPEN}{content}{NEXT}Encoding.UTF8{NEXT}\"text/plain\"{CLOSE})"),
        };
        parts += &format!("request.Content = new {new};\n");
        // Set above.
        let is_typed = example.request.has("content-type");
        of_body.retain(|(name, _)| !is_type(name) || (media.is_none() && is_typed));
    } else if !of_body.is_empty() || example.request.has("transfer-encoding") {
        parts += "request.Content = new ByteArrayContent([]);\n";
    }
    for header in of_body {
        parts += &format!("request.Content.Headers.{}", add(header));
    }
    parts
}

/// A string, raw if that saves it from backslashes. A raw one can't have a quotation mark at either end.
fn written(text: &str) -> String {
    let is_bare = !text.starts_with('"') && !text.ends_with('"') && !text.contains("\"\"\"");
    if text.contains(['"', '\\']) && is_bare && !text.chars().any(is_unseen) {
        format!("\"\"\"{text}\"\"\"")
    } else {
        DOUBLE_QUOTES.write(text)
    }
}

/// Headers that HttpClient keeps with the body of a message.
fn is_of_body(name: &str) -> bool {
    let names = "allow content-disposition content-encoding content-language content-length content-location content-md5 \
                 content-range content-type expires last-modified";
    names.split(' ').any(|known| known.eq_ignore_ascii_case(name))
}

/// Where a response keeps that header.
pub fn collection(name: &str) -> &'static str {
    if is_of_body(name) { "Content.Headers." } else { "Headers." }
}

/// The lines that make the client.
pub fn client(example: &Example, headers: &[Header]) -> String {
    let mut options = Vec::new();
    if example.redirects {
        options.push("AllowAutoRedirect = false");
    }
    if headers.iter().any(|(_, value)| !value.is_ascii()) {
        options.push("RequestHeaderEncodingSelector = (_, _) => Encoding.UTF8");
    }
    let why = match example.repeats() {
        true => "Each try opens a new connection, which a 421 asks for.",
        false => "On a used connection, HttpClient would repeat a request that fails.",
    };
    let fresh = format!("// {why}\n    PooledConnectionLifetime = TimeSpan.Zero");
    if example.repeats() || example.calls() > 1 {
        options.push(&fresh);
    }
    let (inline, lines) = (options.join(", "), options.join(",\n    "));
    let handler = match inline.len() {
        0 => String::new(),
        1..=50 => format!("var handler = new SocketsHttpHandler {{ {inline} }};\n"),
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

/// The function that makes what repeats a request.
pub fn pipeline() -> String {
    let repeats = TRIES - 1;
    format!(
        "static ResiliencePipeline<HttpResponseMessage> CreatePipeline()
{{
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
    return new ResiliencePipelineBuilder<HttpResponseMessage>().AddRetry(retry).Build();
}}
"
    )
}

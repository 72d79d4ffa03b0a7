use super::csharp_text::{CLOSE, NEXT, OPEN, client, collection, laid_out, parts, pipeline};
use super::{BodyKind, Client, Example, Header, Next, Saved, Wanted, indented, parted, quoted};

pub const CLIENT: Client = Client {
    id: "httpclient",
    name: "HttpClient",
    syntax: "cs",
    program: Saved {
        file: "Program.cs",
        run: "dotnet run",
        install: "",
    },
    test: Saved {
        file: "StatusTest.cs",
        run: "dotnet test",
        install: "dotnet new xunit",
    },
    write,
};

/// HttpClient of .NET (8 and later), which has read the whole body when it returns. Top-level statements, as in a new console project;
/// a class for xUnit.
fn write(example: &Example) -> String {
    let (headers, refused) = parted(example.header_map(), |name| name.eq_ignore_ascii_case("content-length"));
    let example = &example.without(&refused);
    // The one header that HttpClient takes from a request that goes on.
    let mut note = example.left_undone("//") + &example.strays("//", &["authorization"]);
    if !refused.is_empty() {
        note = format!("// HttpClient works out {refused} by itself.\n{note}");
    }
    let repeats = example.repeats();
    let parts = parts(example, &headers, "request");
    let address = quoted(&example.url, '"');
    // Two places need it.
    let is_named = example.next == Some(Next::Location) || example.switches.test && example.follows;
    let (constant, url) = match is_named {
        true => (format!("const string Url = {address};\n"), "Url"),
        false => (String::new(), address.as_str()),
    };
    let token = if repeats { format!("{NEXT}token") } else { String::new() };
    let (first, rest) = example.method.split_at(1);
    let method = format!("HttpMethod.{first}{}", rest.to_lowercase());
    let new = format!("new HttpRequestMessage({OPEN}{method}{NEXT}{url}{CLOSE});\n");
    let (mut request, mut functions) = (String::new(), Vec::new());
    let is_conditional = example.next == Some(Next::IfNoneMatch);
    let call = if example.method == "GET" && parts.is_empty() && !is_conditional {
        format!("GetAsync({OPEN}{url}{token}{CLOSE})")
    } else if example.calls() > 1 || repeats || example.next.is_some() {
        let lines = match parts.as_str() {
            "" => format!("return {new}"),
            parts => format!("var request = {new}{parts}return request;"),
        };
        let lines = indented(&lines, "    ");
        let head = "// A request can be sent only once.\nstatic HttpRequestMessage CreateRequest()";
        functions.push(format!("{head}\n{{\n{lines}\n}}\n"));
        format!("SendAsync({OPEN}CreateRequest(){token}{CLOSE})")
    } else {
        request = format!("using var request = {new}{parts}");
        "SendAsync(request)".to_owned()
    };
    let mut client = client(example, &headers);
    let call = if repeats {
        client += "var pipeline = CreatePipeline();\n";
        functions.push(pipeline());
        format!("pipeline.ExecuteAsync(async token => {OPEN}await client.{call}{CLOSE})")
    } else {
        format!("client.{call}")
    };
    let gap = if note.is_empty() { "" } else { "\n" };
    let start = format!("{client}{gap}{note}{request}");
    let send = format!("using var response = await {call};\n");
    let text = if example.switches.test {
        test(example, &constant, &start, [&call, &send], &functions)
    } else {
        let gap = if is_named { "\n" } else { "" };
        let main = program(example, &headers, &send);
        format!("{constant}{gap}{start}{main}\n{}", functions.join("\n"))
    };
    let text: String = text.lines().map(laid_out).collect();
    format!("{}{text}", usings(&text, repeats))
}

fn usings(text: &str, repeats: bool) -> String {
    let all = [
        ("// dotnet add package Polly.Core --version 8.*\n\n", repeats),
        ("using System.Net.Http.Headers;\n", text.contains("HeaderValue(")),
        ("using System.Net.Http.Json;\n", text.contains("FromJson")),
        ("using System.Text;\n", text.contains("Encoding.UTF8")),
        ("using System.Text.Json;\n", text.contains("JsonE")),
        ("using Polly;\nusing Polly.Retry;\n", repeats),
        ("using Xunit;\n", text.contains("[Fact]")),
    ];
    let used: String = all.iter().filter(|(_, is_used)| *is_used).map(|(line, _)| *line).collect();
    if used.is_empty() { used } else { used + "\n" }
}

/// The statements that send the request and print what comes.
fn program(example: &Example, headers: &[Header], send: &str) -> String {
    let is_caught = example.breaks || !example.switches.is_empty();
    if example.calls() > 1 {
        return looped(example, send);
    }
    let (status, next) = (status(example), next(example, headers));
    if !is_caught {
        return format!("{send}\n{status}{}{next}", shown(example));
    }
    let text = "    Console.WriteLine($\"Response: {await response.Content.ReadAsStringAsync()}\");\n";
    let end = "    return 1;\n";
    // What comes with an error needs not be JSON.
    let (first, check) = match (example.switches.check, example.body) {
        (false, _) => (String::new(), String::new()),
        (true, BodyKind::Json) => (check(text, end), String::new()),
        (true, _) => (String::new(), check("", end)),
    };
    let shown = first + &shown(example) + &check;
    let lines = indented(&format!("{send}\n{status}{shown}{next}return 0;"), "    ");
    let failed = failed(example.body == BodyKind::Json);
    format!("\ntry\n{{\n{lines}\n}}\n{failed}    return 1;\n}}\n")
}

/// The block that says which error came.
fn check(first: &str, end: &str) -> String {
    format!(
        "if ((int)response.StatusCode >= 400)
{{
{first}    Console.Error.WriteLine($\"HTTP {{(int)response.StatusCode}} {{response.ReasonPhrase}}\");
{end}}}
"
    )
}

/// The class with the test.
fn test(example: &Example, constant: &str, start: &str, [call, send]: [&str; 2], functions: &[String]) -> String {
    let word = |word: &str| word[..1].to_uppercase() + &word[1..];
    let name: String = example.test_name().split(' ').map(word).collect();
    let call = match example.repeats() {
        true => format!("async () => {OPEN}await {call}"),
        false => format!("() => {OPEN}{call}"),
    };
    let lines = match example.wanted() {
        Wanted::Failure => format!("\nawait Assert.ThrowsAsync<HttpRequestException>({call}{CLOSE});"),
        _ => format!("{send}\n{}", asserted(example)),
    };
    let lines = indented(&format!("{start}{lines}"), "        ");
    let constant = match constant {
        "" => String::new(),
        constant => format!("    private {constant}\n"),
    };
    let private = |function: &String| indented(function, "    ").replacen("    static ", "    private static ", 1);
    let functions: String = functions
        .iter()
        .map(|function| format!("\n{}\n", private(function)))
        .collect();
    format!(
        "public class StatusTest\n{{\n{constant}    [Fact]\n    public async Task {name}()\n    {{\n{lines}\n    }}\n{functions}}}"
    )
}

/// The lines of a test that look at the response.
fn asserted(example: &Example) -> String {
    let mut lines = match example.wanted() {
        Wanted::Status(status) => format!("Assert.Equal({status}, (int)response.StatusCode);\n"),
        Wanted::OneOf(codes) => format!(
            "// Each run gets the next of these, or one at random.\nint[] wanted = {codes:?};\n\
             Assert.Contains((int)response.StatusCode, wanted);\n"
        ),
        Wanted::Any | Wanted::Failure => "Assert.InRange((int)response.StatusCode, 200, 999);\n".to_owned(),
    };
    if example.follows {
        lines += "Assert.NotEqual(new Uri(Url), response.RequestMessage?.RequestUri);\n";
    }
    for name in &example.reads {
        lines += &format!(
            "Assert.True({OPEN}response.{}Contains(\"{name}\"){CLOSE});\n",
            collection(name)
        );
    }
    if example.body == BodyKind::Json {
        lines += "await response.Content.ReadFromJsonAsync<JsonElement>();\n";
    }
    lines
}

/// The start of a block that catches what HttpClient throws.
fn failed(reads_json: bool) -> String {
    let json = if reads_json { " or JsonException" } else { "" };
    format!(
        "catch (Exception e) when (e is HttpRequestException or TaskCanceledException{json})
{{
    Console.Error.WriteLine($\"Request failed: {{e.Message}} {{e.InnerException?.Message}}\");
"
    )
}

/// Sends the request as often as the program is for.
fn looped(example: &Example, send: &str) -> String {
    let check = if example.switches.check {
        check("", "    failures++;\n")
    } else {
        String::new()
    };
    let (times, status) = (example.calls(), status(example));
    let lines = indented(&format!("{send}{status}{check}"), "        ");
    let failed = indented(&(failed(false) + "    failures++;\n}"), "    ");
    format!(
        "\nvar failures = 0;
for (var i = 0; i < {times}; i++)
{{
    try
    {{
{lines}
    }}
{failed}
}}

return failures == 0 ? 0 : 1;
"
    )
}

/// The lines that print the status and what belongs to it.
fn status(example: &Example) -> String {
    let comment = example.comment("//").replacen("  ", " ", 1);
    let mut lines = format!("Console.WriteLine($\"Status Code: {{(int)response.StatusCode}}\");{comment}\n");
    if example.follows {
        lines.push_str("Console.WriteLine($\"Final URL: {response.RequestMessage?.RequestUri}\");\n");
    }
    for name in &example.reads {
        let (first, rest) = name.split_once('-').unwrap_or((name, ""));
        let values = format!("{}{}Values", first.to_lowercase(), rest.replace('-', ""));
        let print = format!("Console.WriteLine({OPEN}$\"{name}: {{string.Join(\", \", {values})}}\"{CLOSE});");
        let test = format!(
            "response.{}TryGetValues({OPEN}\"{name}\"{NEXT}out var {values}{CLOSE})",
            collection(name)
        );
        lines += &format!("if ({OPEN}{test}{CLOSE})\n{{\n    {print}\n}}\n");
    }
    lines
}

/// The lines that read the body and print it.
fn shown(example: &Example) -> String {
    let (name, read, show) = match example.body {
        BodyKind::Json => ("data", "ReadFromJsonAsync<JsonElement>", "Response: {data}"),
        BodyKind::Text => ("text", "ReadAsStringAsync", "Response: {text}"),
        BodyKind::None => (
            "bytes",
            "ReadAsByteArrayAsync",
            "Response has no content: {bytes.Length == 0}",
        ),
    };
    format!("var {name} = await response.Content.{read}();\nConsole.WriteLine($\"{show}\");\n")
}

/// The lines that ask again, with a header of the response.
fn next(example: &Example, headers: &[Header]) -> String {
    let (name, variable, lines, without) = match example.next {
        None => return String::new(),
        Some(Next::Location) => {
            let address = "new Uri(new Uri(Url), location)";
            let new = format!("using var next = new HttpRequestMessage({OPEN}HttpMethod.Get{NEXT}{address}{CLOSE});\n");
            (
                "Location",
                "location",
                new + &parts(example, headers, "next"),
                "No Location to follow.",
            )
        }
        Some(Next::IfNoneMatch) => {
            let new = "using var next = CreateRequest();\nnext.Headers.IfNoneMatch.Add(etag);\n".to_owned();
            ("ETag", "etag", new, "No ETag to ask again with.")
        }
    };
    let lines = indented(&lines, "    ");
    format!(
        "
if (response.Headers.{name} is {{ }} {variable})
{{
{lines}
    using var answer = await client.SendAsync(next);
    Console.WriteLine($\"Status Code: {{(int)answer.StatusCode}}\");
}}
else
{{
    Console.WriteLine(\"{without}\");
}}

"
    )
}

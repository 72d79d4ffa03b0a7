use super::php::{STRINGS, checked};
use super::php_curl::{bare, content, missing, without_body};
use super::{
    BodyKind, Client, Example, Header, LONGEST_PAUSE, Next, PAUSES, PIECE, RETRIED, Saved, TIMEOUT_SECONDS, TRIES, Wanted,
    indented, parted, quoted,
};
use crate::call::request::Credentials;

pub const CLIENT: Client = Client {
    id: "guzzle",
    name: "Guzzle",
    syntax: "php",
    program: Saved {
        file: "status.php",
        run: "php status.php",
        install: "composer require guzzlehttp/guzzle:~7.4",
    },
    test: Saved {
        file: "StatusTest.php",
        run: "vendor/bin/phpunit StatusTest.php",
        install: "composer require --dev phpunit/phpunit guzzlehttp/guzzle:~7.4",
    },
    write,
};

/// What is done with the address where redirects end.
pub(super) const PRINT_URL: &str = "echo \"Final URL: $finalUrl\\n\";\n";
pub(super) const ASSERT_URL: &str = "$this->assertNotSame($url, $finalUrl);\n";

/// Guzzle 7 over cURL, which notices a body that was cut off. The plain program leaves a failed exchange uncaught, as PHP reports it well.
fn write(example: &Example) -> String {
    // After the 101 that answers it, libcurl waits for another response.
    let (headers, refused) = parted(example.header_map(), |name| name.eq_ignore_ascii_case("upgrade"));
    let mut content = content(example);
    let mut note = String::new();
    if !refused.is_empty() {
        note.push_str("// Guzzle can't change the protocol, and doesn't send Upgrade.\n");
    }
    if example.method == "HEAD" && content.take().is_some() {
        note.push_str("// Guzzle doesn't send a body with HEAD.\n");
    }
    let is_refused = example.expected.is_some_and(|status| status > 599);
    if is_refused {
        note.push_str("// Guzzle takes a status over 599 for a failure.\n");
    }
    let example = &Example {
        breaks: example.breaks || is_refused,
        ..example.without(&note)
    };
    let options = list(&options(example, &headers, content));
    note += &example.left_undone("//");
    note += &example.strays("//", &["authorization", "cookie"]);
    if example.switches.test {
        note = streamed(example).unwrap_or_default() + &note;
        return test(example, &note, &options);
    }
    let is_caught = example.breaks || example.calls() > 1 || !example.switches.is_empty();
    let mut caught = vec!["GuzzleException"];
    caught.extend((example.body == BodyKind::Json).then_some("JsonException"));
    let goes_on = example.follows || example.next == Some(Next::Location);
    caught.extend(goes_on.then_some("MalformedUriException"));
    if let Some(pieces) = streamed(example) {
        note = pieces + &note;
    }
    let body = if example.calls() > 1 {
        let request = note + &request(example, &options);
        each(&format!("{request}{}", print(example, "$exitCode = 1;", "")), example.calls())
    } else if is_caught {
        let next = example.next.map(|next| ask_next(example, next, &headers)).unwrap_or_default();
        let body = format!("{note}{}{}", request(example, &options), print(example, "exit(1);", &next));
        format!(
            "
try {{
{}
}} catch ({} $e) {{
    fwrite(STDERR, \"Request failed: {{$e->getMessage()}}\\n\");
    exit(1);
}}",
            indented(&body, "    "),
            caught.join(" | ")
        )
    } else {
        format!("{note}{}\n{}", request(example, &options), print(example, "", ""))
    };
    let mut uses = uses(example);
    uses.extend(is_caught.then_some("GuzzleHttp\\Exception\\GuzzleException"));
    uses.extend(goes_on.then_some("GuzzleHttp\\Psr7\\Exception\\MalformedUriException"));
    let uses = listed(uses);
    let (stack, handler) = if example.repeats() {
        (retry(), "['handler' => $stack]")
    } else {
        (String::new(), "")
    };
    format!("<?php\n\n{uses}\nrequire 'vendor/autoload.php';\n\n{stack}$client = new Client({handler});\n{body}")
}

/// What makes a large body while it is sent.
fn streamed(example: &Example) -> Option<String> {
    let pieces = example.streamed().filter(|_| example.method != "HEAD")?;
    Some(format!(
        "$pieces = function () {{
    for ($i = 0; $i < {pieces}; $i++) {{
        yield str_repeat('x', {PIECE});
    }}
}};
"
    ))
}

/// The classes of every program.
fn uses(example: &Example) -> Vec<&'static str> {
    let mut uses = vec!["GuzzleHttp\\Client"];
    if example.repeats() {
        uses.extend(["GuzzleHttp\\HandlerStack", "GuzzleHttp\\Middleware"]);
        uses.extend([
            "Psr\\Http\\Message\\RequestInterface",
            "Psr\\Http\\Message\\ResponseInterface",
        ]);
    }
    uses.extend(example.follows.then_some("GuzzleHttp\\TransferStats"));
    uses
}

fn listed(mut uses: Vec<&str>) -> String {
    uses.sort_unstable();
    uses.iter().map(|name| format!("use {name};\n")).collect()
}

/// The lines that send it. A second request needs some of it again.
fn request(example: &Example, options: &str) -> String {
    let (method, url) = (quoted(example.method, '\''), quoted(&example.url, '\''));
    let is_used_again = example.switches.test && example.follows;
    match example.next {
        Some(Next::IfNoneMatch) => {
            format!("$url = {url};\n$options = {options};\n$response = $client->request({method}, $url, $options);\n")
        }
        None if !is_used_again => format!("$response = $client->request({method}, {url}, {options});\n"),
        _ => format!("$url = {url};\n$response = $client->request({method}, $url, {options});\n"),
    }
}

fn options(example: &Example, fields: &[Header], content: Option<String>) -> Vec<String> {
    let mut options = vec!["'http_errors' => false".to_owned()];
    if example.redirects {
        options.push("'allow_redirects' => false".to_owned());
    }
    if example.switches.timeout {
        options.push(format!("'timeout' => {TIMEOUT_SECONDS}"));
    }
    if example.repeats() || example.calls() > 1 {
        options.push(
            "// Else cURL repeats a request if a kept connection breaks.\n'curl' => [CURLOPT_FORBID_REUSE => true]".to_owned(),
        );
    }
    if !fields.is_empty() {
        let line = |(name, value): &Header| format!("    {} => {},\n", STRINGS.write(name), STRINGS.write(value));
        let lines: String = fields.iter().map(line).collect();
        options.push(format!("'headers' => [\n{lines}]"));
    }
    if example.is_basic() {
        options.push(format!("'auth' => ['{}', '{}']", Credentials::USER, Credentials::PASSWORD));
    }
    let content = if content.is_some() && example.streamed().is_some() {
        Some("$pieces()".to_owned())
    } else {
        content
    };
    options.extend(content.map(|content| format!("'body' => {content}")));
    if example.follows {
        options.push(
            "'on_stats' => function (TransferStats $stats) use (&$finalUrl) {\n    $finalUrl = (string) $stats->getEffectiveUri();\n}"
                .to_owned(),
        );
    }
    options
}

fn list(options: &[String]) -> String {
    if options.len() == 1 {
        format!("[{}]", options[0])
    } else {
        let lines: Vec<String> = options.iter().map(|option| format!("{option},\n")).collect();
        format!("[\n{}\n]", indented(&lines.concat(), "    "))
    }
}

/// What is done with the response; `fail` is what follows a status that is an error.
fn print(example: &Example, fail: &str, next: &str) -> String {
    let comment = example.comment("//");
    let end = if example.follows { PRINT_URL } else { "" };
    let read = |name: &String| {
        format!("if ($response->hasHeader('{name}')) {{\n    echo \"{name}: {{$response->getHeaderLine('{name}')}}\\n\";\n}}\n")
    };
    let reads: String = example.reads.iter().map(read).collect();
    let (status, code) = if example.switches.check {
        ("$status = $response->getStatusCode();\n", "$status")
    } else {
        ("", "{$response->getStatusCode()}")
    };
    let show = match example.body {
        _ if example.calls() > 1 => "",
        BodyKind::Json => {
            "$data = json_decode((string) $response->getBody(), true, flags: JSON_THROW_ON_ERROR);\necho 'Response: ' . print_r($data, true);\n"
        }
        BodyKind::Text => "echo \"Response: {$response->getBody()}\\n\";\n",
        BodyKind::None => {
            "$body = (string) $response->getBody();\necho 'Response has no content: ' . var_export($body === '', true) . \"\\n\";\n"
        }
    };
    let fail = format!("fwrite(STDERR, \"Error: HTTP $status\\n\");\n{fail}");
    let show = checked(example, "{$response->getBody()}", show, &fail);
    format!("{status}echo \"Status Code: {code}\\n\";{comment}\n{end}{reads}{show}{next}")
}

/// The second request.
fn ask_next(example: &Example, next: Next, fields: &[Header]) -> String {
    let (name, ask) = match next {
        Next::IfNoneMatch => (
            "ETag",
            format!(
                "$options['headers']['If-None-Match'] = $response->getHeaderLine('ETag');
    $response = $client->request({}, $url, $options);",
                quoted(example.method, '\'')
            ),
        ),
        Next::Location => {
            let mut options = options(&bare(example), &without_body(fields), None);
            options.insert(0, "'base_uri' => $url".to_owned());
            let options = indented(&list(&options), "    ");
            let ask = format!(
                "$response = $client->request('GET', $response->getHeaderLine('Location'), {});",
                options.trim_start()
            );
            ("Location", ask)
        }
    };
    let missing = missing(next);
    format!(
        "
if ($response->hasHeader('{name}')) {{
    {ask}
    echo \"Status Code: {{$response->getStatusCode()}}\\n\";
}} else {{
    {missing}
}}"
    )
}

/// Several calls, one after the other.
fn each(body: &str, times: usize) -> String {
    let body = indented(body, "        ");
    format!(
        "
$exitCode = 0;
for ($call = 1; $call <= {times}; $call++) {{
    try {{
{body}
    }} catch (GuzzleException $e) {{
        fwrite(STDERR, \"Request failed: {{$e->getMessage()}}\\n\");
        $exitCode = 1;
    }}
}}
exit($exitCode);"
    )
}

fn retry() -> String {
    let retries = TRIES - 1;
    format!(
        "$stack = HandlerStack::create();
$stack->push(Middleware::retry(
    function (int $retries, RequestInterface $request, ?ResponseInterface $response): bool {{
        $retried = [{RETRIED}];
        return $retries < {retries} && (!$response || in_array($response->getStatusCode(), $retried));
    }},
    function (int $retries, ?ResponseInterface $response): int {{
        // {PAUSES}
        $after = $response ? $response->getHeaderLine('Retry-After') : '';
        $date = date_create_from_format('D, d M Y H:i:s T', $after);
        $asked = ctype_digit($after) ? (int) $after : ($date ? $date->getTimestamp() - time() : 0);
        return min(max($asked, 0), {LONGEST_PAUSE}) * 1000 + random_int(0, 500 * 2 ** $retries);
    }}
));
"
    )
}

fn test(example: &Example, note: &str, options: &str) -> String {
    let mut uses = uses(example);
    let request = request(example, options);
    let expect = if example.wanted() == Wanted::Failure {
        uses.push("GuzzleHttp\\Exception\\GuzzleException");
        let request = request.replacen("$response = ", "", 1);
        format!("\n{note}$this->expectException(GuzzleException::class);\n{request}")
    } else {
        let status = assert_status(example, "$response->getStatusCode()");
        let header = |name: &String| format!("$this->assertTrue($response->hasHeader('{name}'));\n");
        let headers: String = read_headers(example).iter().map(header).collect();
        let json = assert_json(example, "(string) $response->getBody()");
        let follow = if example.follows { ASSERT_URL } else { "" };
        format!("\n{note}{request}\n{status}{headers}{json}{follow}")
    };
    let (client, method) = if example.repeats() {
        let body = indented(&format!("{}\nreturn new Client(['handler' => $stack]);", retry()), "    ");
        (
            "$this->createClient()",
            format!("private function createClient(): Client\n{{\n{body}\n}}\n"),
        )
    } else {
        ("new Client()", String::new())
    };
    test_class(example, uses, "", &format!("$client = {client};\n{expect}"), &method)
}

/// A class of PHPUnit with one test, which runs `body`, between a `fixture` and the `methods` that this calls.
pub(super) fn test_class(example: &Example, mut uses: Vec<&str>, fixture: &str, body: &str, methods: &str) -> String {
    uses.push("PHPUnit\\Framework\\TestCase");
    let uses = listed(uses);
    let words = example.test_name();
    let name: String = words.split(' ').map(|word| word[..1].to_uppercase() + &word[1..]).collect();
    let test = format!(
        "{fixture}public function test{name}(): void\n{{\n{}\n}}\n\n{methods}",
        indented(body, "    ")
    );
    let test = indented(&test, "    ");
    format!(
        "<?php

namespace Tests;

{uses}
final class StatusTest extends TestCase
{{
{}
}}",
        test.trim_end()
    )
}

/// What a test expects of the status, an expression.
pub(super) fn assert_status(example: &Example, status: &str) -> String {
    match example.wanted() {
        Wanted::Status(code) => format!("$this->assertSame({code}, {status});\n"),
        Wanted::OneOf(codes) => {
            format!("// Each run gets the next of these, or one by chance.\n$this->assertContains({status}, {codes:?});\n")
        }
        Wanted::Any | Wanted::Failure => format!("$this->assertGreaterThanOrEqual(200, {status});\n"),
    }
}

/// What it expects of the body, an expression.
pub(super) fn assert_json(example: &Example, body: &str) -> String {
    match example.body {
        BodyKind::Json => format!("$this->assertJson({body});\n"),
        _ => String::new(),
    }
}

/// The headers that are read. A test expects those of the one status that it expects.
pub(super) fn read_headers<'a>(example: &'a Example<'_>) -> &'a [String] {
    match example.wanted() {
        Wanted::Status(_) => &example.reads,
        _ if example.switches.test => &[],
        _ => &example.reads,
    }
}

use super::php::STRINGS;
use super::{BodyKind, Client, Example, LONGEST_PAUSE, PAUSES, RETRIED, TIMEOUT_SECONDS, TRIES, indented, parted, quoted};
use crate::call::request::Credentials;

pub const CLIENT: Client = Client {
    id: "guzzle",
    name: "Guzzle",
    syntax: "php",
    file: "status.php",
    run: "php status.php",
    install: "composer require guzzlehttp/guzzle",
    write,
};

/// Guzzle 7 over cURL, which notices a body that was cut off. The plain program leaves a failed exchange uncaught, as PHP reports it well.
fn write(example: &Example) -> String {
    // After the 101 that answers it, libcurl waits for another response.
    let (headers, refused) = parted(example.header_map(), |name| name.eq_ignore_ascii_case("upgrade"));
    let mut content = example.content(&STRINGS, |size| format!("str_repeat('x', {size})"));
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
    let example = &example.without(&note);
    let times = example.calls();
    let is_caught = example.breaks || is_refused || times > 1 || !example.switches.is_empty();
    let classes = [
        ("GuzzleHttp\\Client", true),
        ("GuzzleHttp\\Exception\\GuzzleException", is_caught),
        ("GuzzleHttp\\HandlerStack", example.repeats()),
        ("GuzzleHttp\\Middleware", example.repeats()),
        ("GuzzleHttp\\TransferStats", example.follows),
        ("Psr\\Http\\Message\\RequestInterface", example.repeats()),
        ("Psr\\Http\\Message\\ResponseInterface", example.repeats()),
    ];
    let used = classes.iter().filter(|(_, is_used)| *is_used);
    let uses: String = used.map(|(name, _)| format!("use {name};\n")).collect();
    let (stack, handler) = if example.repeats() {
        (retry(), "['handler' => $stack]")
    } else {
        (String::new(), "")
    };
    let (method, url) = (quoted(example.method, '\''), quoted(&example.url, '\''));
    let options = options(example, &headers, content);
    let not_repeated = example.not_repeated("//");
    let request = format!("{note}{not_repeated}$response = $client->request({method}, {url}, {options});\n");
    let body = if times > 1 {
        each(example, &request, times)
    } else if is_caught {
        let body = format!("{request}{}", print(example, "exit(1);"));
        format!(
            "
try {{
{}
}} catch (GuzzleException $e) {{
    fwrite(STDERR, \"Request failed: {{$e->getMessage()}}\\n\");
    exit(1);
}}",
            indented(&body, "    ")
        )
    } else {
        format!("{request}\n{}", print(example, ""))
    };
    format!(
        "<?php

{uses}
require 'vendor/autoload.php';

{stack}$client = new Client({handler});
{body}"
    )
}

fn options(example: &Example, fields: &[(String, String)], content: Option<String>) -> String {
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
        let line = |(name, value): &(String, String)| format!("    {} => {},\n", STRINGS.write(name), STRINGS.write(value));
        let lines: String = fields.iter().map(line).collect();
        options.push(format!("'headers' => [\n{lines}]"));
    }
    if example.is_basic() {
        options.push(format!("'auth' => ['{}', '{}']", Credentials::USER, Credentials::PASSWORD));
    }
    options.extend(content.map(|content| format!("'body' => {content}")));
    if example.follows {
        options.push(
            "'on_stats' => function (TransferStats $stats) use (&$finalUrl) {\n    $finalUrl = $stats->getEffectiveUri();\n}"
                .to_owned(),
        );
    }
    if options.len() == 1 {
        format!("[{}]", options[0])
    } else {
        let lines: Vec<String> = options.iter().map(|option| format!("{option},\n")).collect();
        format!("[\n{}\n]", indented(&lines.concat(), "    "))
    }
}

/// What is done with the response; `fail` is what follows a status that is an error.
fn print(example: &Example, fail: &str) -> String {
    let comment = example.comment("//");
    let end = if example.follows {
        "echo \"Final URL: $finalUrl\\n\";\n"
    } else {
        ""
    };
    let read = |name: &String| {
        format!("if ($response->hasHeader('{name}')) {{\n    echo \"{name}: {{$response->getHeaderLine('{name}')}}\\n\";\n}}\n")
    };
    let reads: String = example.reads.iter().map(read).collect();
    let (status, code) = if example.switches.check {
        ("$status = $response->getStatusCode();\n", "$status")
    } else {
        ("", "{$response->getStatusCode()}")
    };
    let check = if example.switches.check {
        format!("if ($status >= 400) {{\n    fwrite(STDERR, \"Error: HTTP $status\\n\");\n    {fail}\n}}\n")
    } else {
        String::new()
    };
    let show = match example.body {
        _ if example.calls() > 1 => "",
        BodyKind::Json => {
            "$data = json_decode((string) $response->getBody(), true, flags: JSON_THROW_ON_ERROR);\necho 'Response: ' . print_r($data, true);"
        }
        BodyKind::Text => "echo \"Response: {$response->getBody()}\\n\";",
        BodyKind::None => {
            "$body = (string) $response->getBody();\necho 'Response has no content: ' . var_export($body === '', true) . \"\\n\";"
        }
    };
    format!("{status}echo \"Status Code: {code}\\n\";{comment}\n{end}{reads}{check}{show}")
}

/// Several calls, one after the other.
fn each(example: &Example, request: &str, times: usize) -> String {
    let (start, fails, end) = ("$exitCode = 0;\n", "\n        $exitCode = 1;", "\nexit($exitCode);");
    let body = indented(&format!("{request}{}", print(example, "$exitCode = 1;")), "        ");
    format!(
        "
{start}for ($call = 1; $call <= {times}; $call++) {{
    try {{
{body}
    }} catch (GuzzleException $e) {{
        fwrite(STDERR, \"Request failed: {{$e->getMessage()}}\\n\");{fails}
    }}
}}{end}"
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

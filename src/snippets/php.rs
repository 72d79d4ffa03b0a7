use super::guzzle::{ASSERT_URL, PRINT_URL, assert_json, assert_status, read_headers, test_class};
use super::php_curl::{bare, content, missing, without_body};
use super::{
    BodyKind, Client, Example, Header, LONGEST_PAUSE, Next, PAUSES, RETRIED, Saved, Strings, TIMEOUT_SECONDS, TRIES, Wanted,
    braced, indented, parted, quoted,
};
use crate::call::request::Credentials;

/// How a program that needs no package is kept.
pub const PROGRAM: Saved = Saved {
    file: "status.php",
    run: "php status.php",
    install: "",
};
/// The same for a test.
pub const TEST: Saved = Saved {
    file: "StatusTest.php",
    run: "vendor/bin/phpunit StatusTest.php",
    install: "composer require --dev phpunit/phpunit",
};

pub const CLIENT: Client = Client {
    id: "streams",
    name: "Streams",
    syntax: "php",
    program: PROGRAM,
    test: TEST,
    write,
};

pub(super) const STRINGS: Strings = Strings {
    plain: '\'',
    escaping: '"',
    interpolation: Some('$'),
    ascii: false,
    number: braced,
};

const THROW_WARNINGS: &str = "// Streams only warn of a failure.
set_error_handler(function (int $level, string $message): never {
    throw new ErrorException($message);
}, E_WARNING | E_NOTICE);
";

/// How a program reads a body in time, and without a limit.
const READ_IN_TIME: &str = "
// The timeout is for each wait, not for the whole body.
stream_set_timeout($stream, 1);
$body = '';
while (!feof($stream)) {
    $body .= fread($stream, 8192);
    if (microtime(true) > $deadline) {
        throw new RuntimeException('timeout');
    }
}
";
const READ: &str = "$body = stream_get_contents($stream);\n";

const COMPARE_LENGTH: &str = "// Streams don't notice that a body was cut off.
if (preg_match('/^Content-Length: *(\\d+)/im', $head, $length) && strlen($body) < $length[1]) {
    throw new RuntimeException('the body was cut off');
}
";

const FIND_URL: &str = "
// Streams don't tell where they ended, and follow ?x, ../x and //host wrongly.
preg_match_all('/^Location: *(\\S+)/im', substr($lines, 0, -strlen($head)), $locations);
foreach ($locations[1] as $location) {
    $url = resolve($url, $location);
}
";

/// A function of the programs that need the address in a Location.
pub(super) const RESOLVE: &str = r#"
/** The address that a Location of a response from $base means. It leaves ./ and ../ as they are. */
function resolve(string $base, string $location): string
{
    preg_match('{^(([^:]+:)//[^/?#]+)([^?#]*)}', $base, $match);
    [, $origin, $scheme, $path] = $match;
    return match (true) {
        preg_match('{^https?://}i', $location) === 1 => $location,
        str_starts_with($location, '//') => $scheme . $location,
        str_starts_with($location, '/') => $origin . $location,
        str_starts_with($location, '?') => $origin . $path . $location,
        default => $origin . substr($path, 0, strrpos($path, '/')) . "/$location",
    };
}
"#;

/// PHP's own HTTP stream: needs no extension. `ignore_errors` makes 4xx and 5xx readable instead of a warning.
fn write(example: &Example) -> String {
    // With keep-alive, a stream would wait for more until the server hangs up.
    let (headers, refused) = parted(example.headers(), |name| name.eq_ignore_ascii_case("connection"));
    let note = "// Streams read until the server hangs up, so they always send Connection: close.\n";
    let note = if refused.is_empty() { "" } else { note };
    let example = &example.without(note);
    let content = content(example);
    let options = options(example, &headers, content);
    if example.switches.is_empty() && !example.breaks && example.calls() == 1 {
        let context = indented(&format!("'http' => {options},"), "    ");
        let context = format!("{note}$context = stream_context_create([\n{context}\n]);");
        return plain(example, &context);
    }
    let strays = example.strays("//", &["authorization", "cookie", "proxy-authorization"]);
    let (left_undone, url) = (example.left_undone("//"), quoted(&example.url, '\''));
    let set_up = format!("{left_undone}{strays}$url = {url};\n{note}$options = {options};\n");
    let retry = if example.repeats() { retry(example) } else { String::new() };
    let is_resolved = example.follows || example.next == Some(Next::Location);
    let resolve = if is_resolved { RESOLVE } else { "" };
    let functions = format!("{}{retry}{resolve}", send(example));
    if example.switches.test {
        return test(example, &set_up, &functions);
    }
    let main = main(example, &headers);
    format!("<?php\n\n{THROW_WARNINGS}\n{functions}\n{set_up}\n{main}")
}

/// The call in one piece, for a response that comes whole.
fn plain(example: &Example, context: &str) -> String {
    let url = quoted(&example.url, '\'');
    let (comment, reads, show) = (example.comment("//"), reads(example), show(example));
    format!(
        "<?php

{context}

$stream = fopen({url}, 'r', false, $context);
if ($stream === false) {{
    fwrite(STDERR, \"Error: no response\\n\");
    exit(1);
}}

$head = implode(\"\\n\", stream_get_meta_data($stream)['wrapper_data']);
$body = stream_get_contents($stream);

// The last status line: those of redirects come first.
preg_match('{{.*^HTTP/\\S+ (\\d+)}}ms', $head, $match);
echo \"Status Code: {{$match[1]}}\\n\";{comment}
{reads}{show}"
    )
}

/// The request as an array.
fn options(example: &Example, fields: &[Header], content: Option<String>) -> String {
    let mut headers = Vec::new();
    if example.is_basic() {
        let (user, password) = (Credentials::USER, Credentials::PASSWORD);
        headers.push(format!("'Authorization: Basic ' . base64_encode('{user}:{password}')"));
    }
    headers.extend(fields.iter().map(|(name, value)| STRINGS.write(&format!("{name}: {value}"))));
    let headers: String = headers.iter().map(|header| format!("    {header},\n")).collect();
    let mut options = format!("'method' => {},\n", quoted(example.method, '\''));
    if example.redirects {
        options.push_str("'follow_location' => 0,\n");
    }
    if !headers.is_empty() {
        options.push_str(&format!("'header' => [\n{headers}],\n"));
    }
    if let Some(content) = content {
        options.push_str(&format!("'content' => {content},\n"));
    }
    if example.switches.timeout {
        options.push_str(&format!("'timeout' => {TIMEOUT_SECONDS},  // for each wait\n"));
    }
    options.push_str("'ignore_errors' => true,");
    format!("[\n{}\n]", indented(&options, "    "))
}

/// The function that sends the request once, and throws whatever is wrong with the response.
fn send(example: &Example) -> String {
    let is_timed = example.switches.timeout;
    let deadline = format!("$deadline = microtime(true) + {TIMEOUT_SECONDS};\n");
    let (deadline, read) = if is_timed { (&*deadline, READ_IN_TIME) } else { ("", READ) };
    // Responses without a body may still say how long it would be.
    let has_body = example.method != "HEAD" && example.body != BodyKind::None;
    let length = match example.next {
        _ if !has_body => String::new(),
        // A 304 can have the length of the body that it spares.
        Some(Next::IfNoneMatch) => COMPARE_LENGTH
            .replace("if (", "if (\n    $status !== '304'\n    && ")
            .replace(" && strlen", "\n    && strlen")
            .replace("]) {", "]\n) {"),
        _ => COMPARE_LENGTH.to_owned(),
    };
    let (follow, url) = if example.follows { (FIND_URL, ", $url") } else { ("", "") };
    let this = if example.switches.test { "$this->resolve" } else { "resolve" };
    let follow = follow.replace("resolve", this);
    let body = format!(
        "{deadline}$stream = fopen($url, 'r', false, stream_context_create(['http' => $options]));
$lines = implode(\"\\n\", stream_get_meta_data($stream)['wrapper_data']);
{read}
// The last head: those of redirects come first.
if (!preg_match('{{.*^(HTTP/\\S+ (\\d+).*)}}ms', $lines, $match)) {{
    throw new RuntimeException('the response is not HTTP');
}}
[, $head, $status] = $match;
{length}{follow}
return [(int) $status, $head, $body{url}];"
    );
    let body = indented(&body, "    ");
    format!(
        "/** Status, head and body of a response that came whole; else throws. */
function send(string $url, array $options): array
{{
{body}
}}
"
    )
}

fn retry(example: &Example) -> String {
    let this = if example.switches.test { "$this->" } else { "" };
    format!(
        "
/** The first response that isn't worth another try, or the last one. */
function sendUntilDone(string $url, array $options): array
{{
    for ($attempt = 1;; $attempt++) {{
        $head = '';
        try {{
            [$status, $head] = $response = {this}send($url, $options);
            if ($attempt === {TRIES} || !in_array($status, [{RETRIED}])) {{
                return $response;
            }}
        }} catch (Exception $e) {{
            if ($attempt === {TRIES}) {{
                throw $e;
            }}
        }}
        // {PAUSES}
        $after = preg_match('/^Retry-After: *(.*)/im', $head, $match) ? trim($match[1]) : '';
        $date = date_create_from_format('D, d M Y H:i:s T', $after);
        $asked = ctype_digit($after) ? (int) $after : ($date ? $date->getTimestamp() - time() : 0);
        sleep(min(max($asked, 0), {LONGEST_PAUSE}));
        usleep(random_int(0, 500000 * 2 ** $attempt));
    }}
}}
"
    )
}

/// What is done with the response, or with each of several.
fn main(example: &Example, fields: &[Header]) -> String {
    let send = if example.repeats() { "sendUntilDone" } else { "send" };
    let (comment, reads) = (example.comment("//"), reads(example));
    let has_head = !reads.is_empty() || example.next.is_some();
    let end = if example.follows { PRINT_URL } else { "" };
    let times = example.calls();
    let (show, failed) = if times == 1 {
        (show(example) + "\n", "exit(1);")
    } else {
        (String::new(), "$exitCode = 1;")
    };
    let show = checked(example, "$body", &show, "throw new RuntimeException(\"HTTP $status\");");
    let parts = parts(example, has_head, times == 1);
    let next = example.next.map(|next| ask_next(example, next, send, fields));
    let next = next.unwrap_or_default();
    let body =
        format!("[{parts}] = {send}($url, $options);\necho \"Status Code: $status\\n\";{comment}\n{end}{reads}{show}{next}");
    let body = indented(&body, "    ");
    let message = "\"Request failed: {$e->getMessage()}\\n\"";
    let tried = format!("try {{\n{body}\n}} catch (Exception $e) {{\n    fwrite(STDERR, {message});\n    {failed}\n}}");
    if times == 1 {
        return tried;
    }
    let body = indented(&tried, "    ");
    format!("$exitCode = 0;\nfor ($call = 1; $call <= {times}; $call++) {{\n{body}\n}}\nexit($exitCode);")
}

/// What is taken of that which [`send`] returns.
fn parts(example: &Example, has_head: bool, has_body: bool) -> String {
    let head = if has_head { " $head" } else { " " };
    let body = if has_body { " $body" } else { " " };
    let url = if example.follows { " $finalUrl" } else { "" };
    let parts = ["$status", head, body, url].join(",");
    parts.trim_end_matches([' ', ',']).to_owned()
}

/// The second request.
fn ask_next(example: &Example, next: Next, send: &str, fields: &[Header]) -> String {
    let (name, ask) = match next {
        Next::IfNoneMatch => (
            "ETag",
            format!("$options['header'][] = \"If-None-Match: $match[1]\";\n    [$status] = {send}($url, $options);"),
        ),
        Next::Location => {
            let options = options(&bare(example), &without_body(fields), None);
            let options = indented(&options, "    ");
            (
                "Location",
                format!("[$status] = send(resolve($url, $match[1]), {});", options.trim_start()),
            )
        }
    };
    let missing = missing(next);
    format!(
        "
if (preg_match('/^{name}: *(.*\\S)/im', $head, $match)) {{
    {ask}
    echo \"Status Code: $status\\n\";
}} else {{
    {missing}
}}"
    )
}

fn reads(example: &Example) -> String {
    let read = |name: &String| {
        format!("if (preg_match('/^{name}: *(.*)/im', $head, $match)) {{\n    echo \"{name}: {{$match[1]}}\\n\";\n}}\n")
    };
    example.reads.iter().map(read).collect()
}

/// What is done with the body.
pub(super) fn show(example: &Example) -> String {
    let show = match example.body {
        BodyKind::Json => {
            "$data = json_decode($body, true, flags: JSON_THROW_ON_ERROR);\necho 'Response: ' . print_r($data, true);"
        }
        BodyKind::Text => "echo \"Response: $body\\n\";",
        BodyKind::None => "echo 'Response has no content: ' . var_export($body === '', true) . \"\\n\";",
    };
    show.to_owned()
}

/// What is done with a body, an expression, by `show`, and the end of a program with an error status. That comes first where the body
/// is parsed: what isn't JSON would hide it.
pub(super) fn checked(example: &Example, body: &str, show: &str, fail: &str) -> String {
    let is_parsed = example.body == BodyKind::Json && example.calls() == 1;
    let print = if is_parsed {
        format!("echo \"Response: {body}\\n\";\n")
    } else {
        String::new()
    };
    let check = format!("if ($status >= 400) {{\n{}\n}}\n", indented(&(print + fail), "    "));
    match (example.switches.check, is_parsed) {
        (false, _) => show.to_owned(),
        (true, true) => check + show,
        (true, false) => show.to_owned() + &check,
    }
}

fn test(example: &Example, set_up: &str, functions: &str) -> String {
    let send = if example.repeats() { "sendUntilDone" } else { "send" };
    let send = format!("$this->{send}($url, $options);\n");
    let expect = if example.wanted() == Wanted::Failure {
        format!("$this->expectException(Exception::class);\n{send}")
    } else {
        let header = |name: &String| format!("$this->assertMatchesRegularExpression('/^{name}:/im', $head);\n");
        let headers: String = read_headers(example).iter().map(header).collect();
        let json = assert_json(example, "$body");
        let follow = if example.follows { ASSERT_URL } else { "" };
        let status = assert_status(example, "$status");
        let parts = parts(example, !headers.is_empty(), !json.is_empty());
        format!("[{parts}] = {send}\n{status}{headers}{json}{follow}")
    };
    let set_error_handler = indented(THROW_WARNINGS, "    ");
    let fixture = format!(
        "protected function setUp(): void
{{
{set_error_handler}
}}

protected function tearDown(): void
{{
    restore_error_handler();
}}

"
    );
    let methods = functions.replace("\nfunction", "\nprivate function");
    let body = format!("{set_up}\n{expect}");
    let mut uses = vec!["ErrorException", "RuntimeException"];
    if example.repeats() || example.wanted() == Wanted::Failure {
        uses.push("Exception");
    }
    test_class(example, uses, &fixture, &body, &methods)
}

use super::{
    BodyKind, Client, Example, LONGEST_PAUSE, PAUSES, RETRIED, Strings, TIMEOUT_SECONDS, TRIES, braced, indented, parted, quoted,
};
use crate::call::request::Credentials;

pub const CLIENT: Client = Client {
    id: "streams",
    name: "Streams",
    syntax: "php",
    file: "status.php",
    run: "php status.php",
    install: "",
    write,
};

pub(super) const STRINGS: Strings = Strings {
    plain: '\'',
    escaping: '"',
    interpolation: Some('$'),
    ascii: false,
    number: braced,
};

/// How a program reads a body in time, and without a limit.
const READ_IN_TIME: &str = "
// A stream has no limit for the whole body: this looks at the clock once a second.
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

const COMPARE_LENGTH: &str = "// Streams don't notice that a body was cut off. One without a length can't be checked.
if (preg_match('/^Content-Length: *(\\d+)/im', $head, $length) && strlen($body) < $length[1]) {
    throw new RuntimeException('the body was cut off');
}
";

const FIND_URL: &str = "
// Streams don't tell where they end: that's what the redirects say, mostly without the host.
preg_match_all('/^Location: *(\\S+)/im', substr($lines, 0, -strlen($head)), $locations);
foreach ($locations[1] as $location) {
    $host = preg_replace('{^(https?://[^/]+).*}', '$1', $url);
    $url = str_starts_with($location, '/') ? $host . $location : $location;
}
";

/// PHP's own HTTP stream: needs no extension. `ignore_errors` makes 4xx and 5xx readable instead of a warning.
fn write(example: &Example) -> String {
    // With keep-alive, a stream would wait for more until the server hangs up.
    let (headers, refused) = parted(example.headers(), |name| name.eq_ignore_ascii_case("connection"));
    let note = "// Streams always send Connection: close, because they read until the server ends it.\n";
    let note = if refused.is_empty() { "" } else { note };
    let example = &example.without(note);
    let context = format!("{note}$context = {};", context(example, &headers));
    if example.switches.is_empty() && !example.breaks && example.calls() == 1 {
        return plain(example, &context);
    }
    let (send, main) = (send(example, &context), main(example));
    let retry = if example.repeats() { retry() } else { String::new() };
    format!(
        "<?php

// Streams only warn of a failure: this throws it.
set_error_handler(fn ($level, $message) => throw new ErrorException($message), E_WARNING | E_NOTICE);

{send}
{retry}{main}"
    )
}

/// The call in one piece, for a response that comes whole.
fn plain(example: &Example, context: &str) -> String {
    let url = quoted(&example.url, '\'');
    let (comment, reads, show) = (example.comment("//"), reads(example), show(example, ""));
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

/// The options of the request.
fn context(example: &Example, fields: &[(String, String)]) -> String {
    let content = example.content(&STRINGS, |size| format!("str_repeat('x', {size})"));
    let mut headers = Vec::new();
    if example.is_basic() {
        let (user, password) = (Credentials::USER, Credentials::PASSWORD);
        headers.push(format!("'Authorization: Basic ' . base64_encode('{user}:{password}')"));
    }
    headers.extend(fields.iter().map(|(name, value)| STRINGS.write(&format!("{name}: {value}"))));
    // PHP sends this type anyway, but complains that it had to.
    if content.is_some() && !fields.iter().any(|(name, _)| name.eq_ignore_ascii_case("content-type")) {
        headers.push("'Content-Type: application/x-www-form-urlencoded'".to_owned());
    }
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
    format!("stream_context_create(['http' => [\n{}\n]])", indented(&options, "    "))
}

/// The function that sends the request once, and throws whatever is wrong with the response.
fn send(example: &Example, context: &str) -> String {
    let is_timed = example.switches.timeout;
    let deadline = format!("$deadline = microtime(true) + {TIMEOUT_SECONDS};\n");
    let (deadline, read) = if is_timed { (&*deadline, READ_IN_TIME) } else { ("", READ) };
    // Responses without a body may still say how long it would be.
    let has_body = example.method != "HEAD" && example.body != BodyKind::None;
    let length = if has_body { COMPARE_LENGTH } else { "" };
    let (follow, url) = if example.follows { (FIND_URL, ", $url") } else { ("", "") };
    let body = format!(
        "{context}
{deadline}$url = {};
$stream = fopen($url, 'r', false, $context);
$lines = implode(\"\\n\", stream_get_meta_data($stream)['wrapper_data']);
{read}
// The last head: those of redirects come first.
if (!preg_match('{{.*^(HTTP/\\S+ (\\d+).*)}}ms', $lines, $match)) {{
    throw new RuntimeException('the response is not HTTP');
}}
[, $head, $status] = $match;
{length}{follow}
return [(int) $status, $head, $body{url}];",
        quoted(&example.url, '\'')
    );
    let body = indented(&body, "    ");
    format!("/** Status, head and body of a response that came whole; else throws. */\nfunction send(): array\n{{\n{body}\n}}\n")
}

fn retry() -> String {
    format!(
        "/** The first response that isn't worth another try, or the last one. */
function sendUntilDone(): array
{{
    for ($attempt = 1;; $attempt++) {{
        $head = '';
        try {{
            [$status, $head] = $response = send();
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
fn main(example: &Example) -> String {
    let call = if example.repeats() { "sendUntilDone()" } else { "send()" };
    let (note, comment, reads) = (example.not_repeated("//"), example.comment("//"), reads(example));
    let head = if reads.is_empty() { " " } else { " $head" };
    let url = if example.follows { ", $url" } else { "" };
    let end = if example.follows {
        "echo \"Final URL: $url\\n\";\n"
    } else {
        ""
    };
    let check = "if ($status >= 400) {\n    throw new RuntimeException(\"HTTP $status\");\n}\n";
    let check = if example.switches.check { check } else { "" };
    let times = example.calls();
    let (response, show, failed) = if times == 1 {
        let show = show(example, ", flags: JSON_THROW_ON_ERROR");
        (format!("$status,{head}, $body{url}"), show, "\n    exit(1);")
    } else if example.breaks || !example.switches.is_empty() {
        (format!("$status,{head}"), String::new(), "\n    $exitCode = 1;")
    } else {
        (format!("$status,{head}"), String::new(), "")
    };
    let body = format!(
        "[{}] = {call};\necho \"Status Code: $status\\n\";{comment}\n{end}{reads}{check}{show}",
        response.trim_end_matches([' ', ','])
    );
    let body = indented(&body, "    ");
    let tried = format!(
        "try {{\n{body}\n}} catch (Exception $e) {{\n    fwrite(STDERR, \"Request failed: {{$e->getMessage()}}\\n\");{failed}\n}}"
    );
    if times == 1 {
        return note + &tried;
    }
    let each = format!(
        "for ($call = 1; $call <= {times}; $call++) {{\n{}\n}}",
        indented(&tried, "    ")
    );
    if failed.is_empty() {
        note + &each
    } else {
        format!("{note}$exitCode = 0;\n{each}\nexit($exitCode);")
    }
}

fn reads(example: &Example) -> String {
    let read = |name: &String| {
        format!("if (preg_match('/^{name}: *(.*)/im', $head, $match)) {{\n    echo \"{name}: {{$match[1]}}\\n\";\n}}\n")
    };
    example.reads.iter().map(read).collect()
}

fn show(example: &Example, flags: &str) -> String {
    match example.body {
        BodyKind::Json => format!("$data = json_decode($body, true{flags});\necho \"Response: \" . print_r($data, true);"),
        BodyKind::Text => "echo \"Response: $body\\n\";".to_owned(),
        BodyKind::None => "echo \"Response has no content: \" . var_export($body === '', true) . \"\\n\";".to_owned(),
    }
}

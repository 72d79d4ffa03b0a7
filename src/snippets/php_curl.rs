use super::guzzle::{assert_json, assert_status, read_headers, test_class};
use super::php::{PROGRAM, RESOLVE, STRINGS, TEST, checked, show};
use super::{
    BodyKind, Client, Example, Header, LONGEST_PAUSE, Next, PAUSES, PIECE, RETRIED, TIMEOUT_SECONDS, TRIES, Wanted, indented,
    is_unseen, parted, quoted,
};
use crate::call::request::{Credentials, RequestBody};

pub const CLIENT: Client = Client {
    id: "curl",
    name: "cURL",
    syntax: "php",
    program: PROGRAM,
    test: TEST,
    write,
};

const FAILED: &str = "fwrite(STDERR, 'Request failed: ' . curl_error($curl) . \"\\n\");";
const ERROR: &str = "fwrite(STDERR, \"Error: HTTP $status\\n\");\n";
/// The end of the line that decodes the body, and what if it can't.
const NOT_JSON: &str = ");
if (json_last_error() !== JSON_ERROR_NONE) {
    fwrite(STDERR, 'Request failed: ' . json_last_error_msg() . \"\\n\");
    exit(1);
}
";
const RESOLVED: &str = "$url = resolve(curl_getinfo($curl, CURLINFO_EFFECTIVE_URL), $headers['location']);\n";
const GET_STATUS: &str = "$status = curl_getinfo($curl, CURLINFO_RESPONSE_CODE);\n";

/// PHP's binding to libcurl, which notices a body that was cut off. It isn't closed: that does nothing since PHP 8.0.
fn write(example: &Example) -> String {
    // After the 101 that answers it, libcurl waits for another response.
    let (headers, refused) = parted(example.headers(), |name| name.eq_ignore_ascii_case("upgrade"));
    let mut content = content(example);
    let mut note = String::new();
    if !refused.is_empty() {
        note.push_str("// cURL can't change the protocol, and doesn't send Upgrade.\n");
    }
    if example.method == "HEAD" && content.take().is_some() {
        note.push_str("// cURL doesn't send a body with HEAD.\n");
    }
    let example = &example.without(&note);
    let is_test = example.switches.test;
    let handle = if is_test && example.follows {
        let url = quoted(&example.url, '\'');
        format!("$url = {url};\n{}", handle(example, "$url", &headers, content))
    } else {
        handle(example, &quoted(&example.url, '\''), &headers, content)
    };
    let strays = example.strays("//", &["authorization", "cookie"]);
    let set_up = format!("{note}{strays}{handle}\n{}", example.left_undone("//"));
    let execute = match (example.repeats(), is_test) {
        (false, _) => "curl_exec($curl)",
        (true, false) => "execUntilDone($curl)",
        (true, true) => "$this->execUntilDone($curl)",
    };
    if is_test {
        return test(example, &set_up, execute);
    }
    let resolve = if example.next == Some(Next::Location) { RESOLVE } else { "" };
    let functions = if example.repeats() {
        retry() + resolve
    } else {
        resolve.trim_start().to_owned()
    };
    let functions = if functions.is_empty() { functions } else { functions + "\n" };
    let main = if example.calls() > 1 {
        several(example)
    } else {
        main(example, execute, &headers)
    };
    format!("<?php\n\n{functions}{set_up}{main}")
}

/// The handle with its options, and what these need.
fn handle(example: &Example, url: &str, fields: &[Header], content: Option<String>) -> String {
    let mut declared = String::new();
    if let Some(pieces) = example.streamed().filter(|_| content.is_some()) {
        declared.push_str(&format!("$left = {};\n", pieces * PIECE));
    }
    let options = options(example, fields, content);
    let options = if options.len() == 1 {
        "curl_setopt($curl, CURLOPT_RETURNTRANSFER, true);".to_owned()
    } else {
        format!("curl_setopt_array($curl, [\n{}\n]);", indented(&options.concat(), "    "))
    };
    if reads_headers(example) {
        declared.push_str("$headers = [];\n");
    }
    if asks_with_headers(example, fields) {
        declared.push_str(&format!("$fields = [\n{}];\n", lines(fields)));
    }
    format!("$curl = curl_init({url});\n{declared}{options}\n")
}

fn reads_headers(example: &Example) -> bool {
    !read_headers(example).is_empty() || example.next.is_some()
}

/// Whether the second request has these headers and one more.
fn asks_with_headers(example: &Example, fields: &[Header]) -> bool {
    example.next == Some(Next::IfNoneMatch) && !fields.is_empty()
}

fn lines(fields: &[Header]) -> String {
    let line = |(name, value): &Header| match value.as_str() {
        // With a colon, cURL would take the header away.
        "" => format!("    {},\n", STRINGS.write(&format!("{name};"))),
        value => format!("    {},\n", STRINGS.write(&format!("{name}: {value}"))),
    };
    fields.iter().map(line).collect()
}

/// A line or more for each.
fn options(example: &Example, fields: &[Header], content: Option<String>) -> Vec<String> {
    let mut options = vec!["CURLOPT_RETURNTRANSFER => true,\n".to_owned()];
    let streamed = example.streamed().filter(|_| content.is_some()).map(|pieces| pieces * PIECE);
    let streams = streamed.is_some();
    match (example.method, &content) {
        ("GET", None) => {}
        ("HEAD", _) => options.push("CURLOPT_NOBODY => true,  // HEAD\n".to_owned()),
        ("POST", _) if !streams => options.push("CURLOPT_POST => true,\n".to_owned()),
        (method, _) => {
            let note = if example.follows {
                "// cURL keeps this method where a redirect asks for GET.\n"
            } else {
                ""
            };
            options.push(format!("{note}CURLOPT_CUSTOMREQUEST => {},\n", quoted(method, '\'')));
        }
    }
    if asks_with_headers(example, fields) {
        options.push("CURLOPT_HTTPHEADER => $fields,\n".to_owned());
    } else if !fields.is_empty() {
        options.push(format!("CURLOPT_HTTPHEADER => [\n{}],\n", lines(fields)));
    }
    if example.is_basic() {
        let (user, password) = (Credentials::USER, Credentials::PASSWORD);
        options.push(format!("CURLOPT_USERPWD => '{user}:{password}',\n"));
    }
    // Without a body of its own, cURL would read one for a POST from a file.
    let content = content.or((example.method == "POST").then(|| "''".to_owned()));
    options.extend(match (streamed, content) {
        (Some(size), _) => Some(format!(
            "CURLOPT_UPLOAD => true,
CURLOPT_INFILESIZE => {size},
CURLOPT_READFUNCTION => function ($curl, $file, $length) use (&$left) {{
    $piece = str_repeat('x', min($length, $left));
    $left -= strlen($piece);
    return $piece;
}},
"
        )),
        (None, content) => content.map(|content| format!("CURLOPT_POSTFIELDS => {content},\n")),
    });
    if example.follows {
        options.push("CURLOPT_FOLLOWLOCATION => true,\n".to_owned());
        options.push("CURLOPT_MAXREDIRS => 10,\n".to_owned());
    }
    if example.switches.timeout {
        options.push(format!("CURLOPT_TIMEOUT => {TIMEOUT_SECONDS},\n"));
    }
    if example.breaks && !example.request.has("accept-encoding") {
        options.push("CURLOPT_ENCODING => '',  // decodes gzip, and fails if it's broken\n".to_owned());
    }
    if example.repeats() || example.calls() > 1 {
        options.push("CURLOPT_FORBID_REUSE => true,  // else cURL repeats a request if a kept connection breaks\n".to_owned());
    }
    options.extend(header_function(example));
    options
}

/// What is done with each line that comes before a body. Interim responses have such lines, too.
fn header_function(example: &Example) -> Option<String> {
    let (reads, hints) = (reads_headers(example), example.hints && !example.switches.test);
    if !reads && !hints {
        return None;
    }
    let when = |condition, text| if condition { text } else { "" };
    let uses = when(reads, " use (&$headers)");
    let clear = when(reads, "        $headers = [];  // only the last response counts\n");
    let keep = " elseif (str_contains($line, ':')) {
        [$name, $value] = explode(':', $line, 2);
        $headers[strtolower($name)] = trim($value);
    }";
    let keep = when(reads, keep);
    let known = when(hints, "    static $isHint = false;\n");
    let mark = when(hints, "        $isHint = str_contains($line, ' 103');\n");
    let print = "    if ($isHint && stripos($line, 'Link:') === 0) {
        echo 'Hint: ' . trim(substr($line, 5)) . \"\\n\";
    }
";
    let print = when(hints, print);
    Some(format!(
        "CURLOPT_HEADERFUNCTION => function ($curl, $line){uses} {{
{known}    if (str_starts_with($line, 'HTTP/')) {{
{mark}{clear}    }}{keep}
{print}    return strlen($line);
}},
"
    ))
}

fn reads(example: &Example) -> String {
    let read = |name: &String| {
        let key = name.to_lowercase();
        format!("if (isset($headers['{key}'])) {{\n    echo \"{name}: {{$headers['{key}']}}\\n\";\n}}\n")
    };
    example.reads.iter().map(read).collect()
}

/// Several calls, one after the other.
fn several(example: &Example) -> String {
    let (times, comment, reads) = (example.calls(), example.comment("//"), reads(example));
    let check = checked(example, "", "", &format!("{ERROR}$exitCode = 1;"));
    let body = format!(
        "if (curl_exec($curl) === false) {{
    {FAILED}
    $exitCode = 1;
    continue;
}}
{GET_STATUS}echo \"Status Code: $status\\n\";{comment}
{reads}{check}"
    );
    let body = indented(&body, "    ");
    format!("$exitCode = 0;\nfor ($call = 1; $call <= {times}; $call++) {{\n{body}\n}}\nexit($exitCode);")
}

/// The call, and what is done with the response.
fn main(example: &Example, execute: &str, fields: &[Header]) -> String {
    let (comment, reads) = (example.comment("//"), reads(example));
    let end = if example.follows {
        "echo 'Final URL: ' . curl_getinfo($curl, CURLINFO_EFFECTIVE_URL) . \"\\n\";\n"
    } else {
        ""
    };
    let mut show = show(example) + "\n";
    if example.body == BodyKind::Json && (example.breaks || !example.switches.is_empty()) {
        show = show.replacen(", flags: JSON_THROW_ON_ERROR);\n", NOT_JSON, 1);
    }
    let show = checked(example, "$body", &show, &format!("{ERROR}exit(1);"));
    let next = example.next.map(|next| ask_next(example, next, execute, fields));
    let next = next.unwrap_or_default();
    format!(
        "$body = {execute};
if ($body === false) {{
    {FAILED}
    exit(1);
}}

{GET_STATUS}echo \"Status Code: $status\\n\";{comment}
{end}{reads}{show}{next}"
    )
}

/// The second request.
fn ask_next(example: &Example, next: Next, execute: &str, fields: &[Header]) -> String {
    let (key, ask, execute) = match next {
        Next::IfNoneMatch => {
            let others = if fields.is_empty() { "" } else { "...$fields, " };
            let field = "\"If-None-Match: {$headers['etag']}\"";
            let ask = format!("curl_setopt($curl, CURLOPT_HTTPHEADER, [{others}{field}]);");
            ("etag", ask, execute)
        }
        Next::Location => {
            let handle = indented(&handle(&bare(example), "$url", &without_body(fields), None), "    ");
            ("location", format!("{RESOLVED}{handle}"), "curl_exec($curl)")
        }
    };
    let missing = missing(next);
    format!(
        "
if (isset($headers['{key}'])) {{
    {ask}
    if ({execute} === false) {{
        {FAILED}
        exit(1);
    }}
    echo 'Status Code: ' . curl_getinfo($curl, CURLINFO_RESPONSE_CODE) . \"\\n\";
}} else {{
    {missing}
}}"
    )
}

/// `Retry-After` as libcurl reads it: seconds or a date, and 0 if it's malformed.
fn retry() -> String {
    format!(
        "/** The body of the last try, or false if that failed. */
function execUntilDone(CurlHandle $curl): string|false
{{
    for ($attempt = 1;; $attempt++) {{
        $body = curl_exec($curl);
        $status = curl_getinfo($curl, CURLINFO_RESPONSE_CODE);
        $isDone = $body !== false && !in_array($status, [{RETRIED}]);
        if ($isDone || $attempt === {TRIES}) {{
            return $body;
        }}
        // {PAUSES}
        $asked = curl_getinfo($curl, CURLINFO_RETRY_AFTER);  // since PHP 8.2
        sleep(min(max($asked, 0), {LONGEST_PAUSE}));
        usleep(random_int(0, 500000 * 2 ** $attempt));
    }}
}}
"
    )
}

fn test(example: &Example, set_up: &str, execute: &str) -> String {
    let expect = if example.wanted() == Wanted::Failure {
        format!("$this->assertFalse({execute});")
    } else {
        let header = |name: &String| format!("$this->assertArrayHasKey('{}', $headers);\n", name.to_lowercase());
        let headers: String = read_headers(example).iter().map(header).collect();
        let status = assert_status(example, "curl_getinfo($curl, CURLINFO_RESPONSE_CODE)");
        let json = assert_json(example, "$body");
        let follow = if example.follows {
            "$this->assertNotSame($url, curl_getinfo($curl, CURLINFO_EFFECTIVE_URL));\n"
        } else {
            ""
        };
        format!("$body = {execute};\n\n$this->assertIsString($body, curl_error($curl));\n{status}{headers}{json}{follow}")
    };
    let (uses, method) = if example.repeats() {
        (vec!["CurlHandle"], retry().replace("\nfunction", "\nprivate function"))
    } else {
        (Vec::new(), String::new())
    };
    test_class(example, uses, "", &format!("{set_up}{expect}"), &method)
}

/// The GET of the address in `Location`.
pub(super) fn bare<'a>(example: &Example<'a>) -> Example<'a> {
    let mut bare = Example {
        method: "GET",
        reads: Vec::new(),
        next: None,
        ..example.clone()
    };
    bare.switches.retry = false;
    bare
}

/// Its headers: those of the first request but what is about its body.
pub(super) fn without_body(fields: &[Header]) -> Vec<Header> {
    let is_of_body = |name: &str| name.starts_with("content-") || ["expect", "transfer-encoding"].contains(&name);
    let kept = fields.iter().filter(|(name, _)| !is_of_body(&name.to_lowercase()));
    kept.cloned().collect()
}

/// The body of the request, an expression. A clear text of several lines stays as it is.
pub(super) fn content(example: &Example) -> Option<String> {
    let text = match &example.request.body {
        Some(RequestBody::Text(text)) => text,
        Some(RequestBody::Size(size)) => return Some(format!("str_repeat('x', {size})")),
        None => return None,
    };
    let mark = if text.starts_with(['{', '[']) { "JSON" } else { "TEXT" };
    let is_clear =
        |line: &str| !line.contains(is_unseen) && !line.ends_with(char::is_whitespace) && !line.trim_start().starts_with(mark);
    let breaks = text.trim_end().matches('\n').count();
    let is_shorter = breaks > 1 || (breaks == 1 && text.contains(['"', '$', '\\']));
    if is_shorter && !text.starts_with(char::is_whitespace) && text.split('\n').all(is_clear) {
        Some(format!("<<<'{mark}'\n{text}\n{mark}"))
    } else {
        Some(STRINGS.write(text))
    }
}

/// The line of a program that can't ask again.
pub(super) fn missing(next: Next) -> &'static str {
    match next {
        Next::Location => "echo \"No Location to follow.\\n\";",
        Next::IfNoneMatch => "echo \"No ETag to ask again with.\\n\";",
    }
}

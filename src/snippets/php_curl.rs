use super::php::STRINGS;
use super::{BodyKind, Client, Example, LONGEST_PAUSE, PAUSES, RETRIED, TIMEOUT_SECONDS, TRIES, indented, parted, quoted};
use crate::call::request::Credentials;

pub const CLIENT: Client = Client {
    id: "curl",
    name: "cURL",
    syntax: "php",
    file: "status.php",
    run: "php status.php",
    install: "",
    write,
};

const FAILED: &str = "fwrite(STDERR, 'Request failed: ' . curl_error($curl) . \"\\n\");";

/// PHP's binding to libcurl, which notices a body that was cut off. It isn't closed: that does nothing since PHP 8.0.
fn write(example: &Example) -> String {
    // After the 101 that answers it, libcurl waits for another response.
    let (headers, refused) = parted(example.headers(), |name| name.eq_ignore_ascii_case("upgrade"));
    let mut content = example.content(&STRINGS, |size| format!("str_repeat('x', {size})"));
    let mut note = String::new();
    if !refused.is_empty() {
        note.push_str("// cURL can't change the protocol, and doesn't send Upgrade.\n");
    }
    if example.method == "HEAD" && content.take().is_some() {
        note.push_str("// cURL doesn't send a body with HEAD.\n");
    }
    let example = &example.without(&note);
    let url = quoted(&example.url, '\'');
    let has_headers = example.repeats() || !example.reads.is_empty();
    let options = options(example, &headers, content, has_headers);
    let options = if options.len() == 1 {
        "curl_setopt($curl, CURLOPT_RETURNTRANSFER, true);".to_owned()
    } else {
        format!("curl_setopt_array($curl, [\n{}\n]);", indented(&options.concat(), "    "))
    };
    let declare = if has_headers { "$headers = [];\n" } else { "" };
    let main = main(example);
    let not_repeated = example.not_repeated("//");
    format!("<?php\n\n{note}$curl = curl_init({url});\n{declare}{options}\n\n{not_repeated}{main}")
}

/// A line or more for each.
fn options(example: &Example, fields: &[(String, String)], content: Option<String>, has_headers: bool) -> Vec<String> {
    let mut options = vec!["CURLOPT_RETURNTRANSFER => true,\n".to_owned()];
    match (example.method, &content) {
        ("GET", None) => {}
        ("HEAD", _) => options.push("CURLOPT_NOBODY => true,  // HEAD\n".to_owned()),
        ("POST", _) => options.push("CURLOPT_POST => true,\n".to_owned()),
        (method, _) => {
            let note = if example.follows {
                "// cURL keeps this method where a redirect asks for GET.\n"
            } else {
                ""
            };
            options.push(format!("{note}CURLOPT_CUSTOMREQUEST => {},\n", quoted(method, '\'')));
        }
    }
    if !fields.is_empty() {
        let line = |(name, value): &(String, String)| match value.as_str() {
            // With a colon, cURL would take the header away.
            "" => format!("    {},\n", STRINGS.write(&format!("{name};"))),
            value => format!("    {},\n", STRINGS.write(&format!("{name}: {value}"))),
        };
        let lines: String = fields.iter().map(line).collect();
        options.push(format!("CURLOPT_HTTPHEADER => [\n{lines}],\n"));
    }
    if example.is_basic() {
        let (user, password) = (Credentials::USER, Credentials::PASSWORD);
        options.push(format!("CURLOPT_USERPWD => '{user}:{password}',\n"));
    }
    // Without a body of its own, cURL would read one for a POST from a file.
    let content = content.or((example.method == "POST").then(|| "''".to_owned()));
    options.extend(content.map(|content| format!("CURLOPT_POSTFIELDS => {content},\n")));
    if example.follows {
        options.push("CURLOPT_FOLLOWLOCATION => true,\n".to_owned());
        options.push("CURLOPT_MAXREDIRS => 10,\n".to_owned());
    }
    if example.switches.timeout {
        options.push(format!("CURLOPT_TIMEOUT => {TIMEOUT_SECONDS},\n"));
    }
    if example.breaks && !example.request.has("accept-encoding") {
        options.push("CURLOPT_ENCODING => '',  // decodes gzip, and notices if it's none\n".to_owned());
    }
    if example.repeats() || example.calls() > 1 {
        options.push("CURLOPT_FORBID_REUSE => true,  // else cURL repeats a request if a kept connection breaks\n".to_owned());
    }
    if has_headers {
        options.push(
            "CURLOPT_HEADERFUNCTION => function ($curl, $line) use (&$headers) {
    if (str_starts_with($line, 'HTTP/')) {
        $headers = [];  // of this response only
    } elseif (str_contains($line, ':')) {
        [$name, $value] = explode(':', $line, 2);
        $headers[strtolower($name)] = trim($value);
    }
    return strlen($line);
},
"
            .to_owned(),
        );
    }
    options
}

/// The call, and what is done with the response, or with each of several.
fn main(example: &Example) -> String {
    let comment = example.comment("//");
    let read = |name: &String| {
        let key = name.to_lowercase();
        format!("if (isset($headers['{key}'])) {{\n    echo \"{name}: {{$headers['{key}']}}\\n\";\n}}\n")
    };
    let reads: String = example.reads.iter().map(read).collect();
    let times = example.calls();
    if times > 1 {
        let (start, fails, end) = ("$exitCode = 0;\n", "    $exitCode = 1;\n", "\nexit($exitCode);");
        let check = if example.switches.check {
            "if ($status >= 400) {\n    fwrite(STDERR, \"Error: HTTP $status\\n\");\n    $exitCode = 1;\n}\n"
        } else {
            ""
        };
        let body = format!(
            "if (curl_exec($curl) === false) {{
    {FAILED}
{fails}    continue;
}}
$status = curl_getinfo($curl, CURLINFO_RESPONSE_CODE);
echo \"Status Code: $status\\n\";{comment}
{reads}{check}"
        );
        let body = indented(&body, "    ");
        return format!("{start}for ($call = 1; $call <= {times}; $call++) {{\n{body}\n}}{end}");
    }
    let get_status = "$status = curl_getinfo($curl, CURLINFO_RESPONSE_CODE);\n";
    let (send, status) = if example.repeats() {
        (retry(get_status), "")
    } else {
        ("$body = curl_exec($curl);\n".to_owned(), get_status)
    };
    let end = if example.follows {
        "echo 'Final URL: ' . curl_getinfo($curl, CURLINFO_EFFECTIVE_URL) . \"\\n\";\n"
    } else {
        ""
    };
    let check = if example.switches.check {
        "if ($status >= 400) {\n    fwrite(STDERR, \"Error: HTTP $status\\n\");\n    exit(1);\n}\n"
    } else {
        ""
    };
    let show = match example.body {
        BodyKind::Json => {
            "$data = json_decode($body, true, flags: JSON_THROW_ON_ERROR);\necho 'Response: ' . print_r($data, true);"
        }
        BodyKind::Text => "echo \"Response: $body\\n\";",
        BodyKind::None => "echo 'Response has no content: ' . var_export($body === '', true) . \"\\n\";",
    };
    format!(
        "{send}if ($body === false) {{
    {FAILED}
    exit(1);
}}

{status}echo \"Status Code: $status\\n\";{comment}
{end}{reads}{check}{show}"
    )
}

fn retry(get_status: &str) -> String {
    format!(
        "for ($attempt = 1;; $attempt++) {{
    $body = curl_exec($curl);
    {get_status}    $done = $body !== false && !in_array($status, [{RETRIED}]);
    if ($done || $attempt === {TRIES}) {{
        break;
    }}
    // {PAUSES}
    $after = $body === false ? '' : ($headers['retry-after'] ?? '');
    $date = date_create_from_format('D, d M Y H:i:s T', $after);
    $asked = ctype_digit($after) ? (int) $after : ($date ? $date->getTimestamp() - time() : 0);
    sleep(min(max($asked, 0), {LONGEST_PAUSE}));
    usleep(random_int(0, 500000 * 2 ** $attempt));
}}
"
    )
}

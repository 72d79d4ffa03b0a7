use super::{BodyKind, Client, Example, LONGEST_PAUSE, PAUSES, RETRIED, Strings, TIMEOUT_SECONDS, TRIES, braced, quoted};
use crate::call::request::Credentials;

pub const CLIENT: Client = Client {
    id: "streams",
    name: "Streams",
    syntax: "php",
    file: "status.php",
    run: "php status.php",
    write,
};

const STRINGS: Strings = Strings {
    plain: '\'',
    escaping: '"',
    interpolation: Some('$'),
    ascii: false,
    number: braced,
};

/// PHP's own HTTP stream: needs no extension. `ignore_errors` makes 4xx and 5xx readable instead of a warning.
fn write(example: &Example) -> String {
    let url = quoted(&example.url, '\'');
    let method = quoted(example.method, '\'');
    let follow = if example.redirects {
        "\n    'follow_location' => 0,"
    } else {
        ""
    };
    let fields = example.headers();
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
    let headers: String = headers.iter().map(|header| format!("\n        {header},")).collect();
    let header = if headers.is_empty() {
        headers
    } else {
        format!("\n    'header' => [{headers}\n    ],")
    };
    let content = content
        .map(|content| format!("\n    'content' => {content},"))
        .unwrap_or_default();
    let (timeout, ended) = if example.switches.timeout {
        (
            format!("\n    'timeout' => {TIMEOUT_SECONDS},  // for each wait, not for the whole exchange"),
            "\nif (stream_get_meta_data($stream)['timed_out']) {\n    fwrite(STDERR, \"Error: timeout\\n\");\n    exit(1);\n}",
        )
    } else {
        (String::new(), "")
    };
    let check = if example.switches.check {
        "\nif ($match[1] >= 400) {\n    fwrite(STDERR, \"Error: HTTP $match[1]\\n\");\n    exit(1);\n}"
    } else {
        ""
    };
    let comment = example.comment("//");
    let show = match example.body {
        BodyKind::Json => "$data = json_decode($body, true);\necho \"Response: \" . print_r($data, true);",
        BodyKind::Text => "echo \"Response: $body\\n\";",
        BodyKind::None => "echo \"Response has no content: \" . var_export($body === '', true) . \"\\n\";",
    };
    let open = format!("$stream = fopen({url}, 'r', false, $context);");
    let status = "preg_match('{HTTP/\\S+ (\\d+)}', $headers[0] ?? '', $match);";
    let (send, headers, read_status) = if example.repeats() {
        let send = format!(
            "$retried = [{RETRIED}];
for ($attempt = 1; ; $attempt++) {{
    {open}
    $headers = $stream ? stream_get_meta_data($stream)['wrapper_data'] : [];
    {status}
    if ($attempt === {TRIES} || ($match && !in_array($match[1], $retried))) {{
        break;
    }}
    // {PAUSES}
    preg_match('/^Retry-After:[ \\t]*(\\d+|\\w{{3}}, .+ GMT)\\s*$/im', implode(\"\\n\", $headers), $after);
    $after = $after[1] ?? '';
    $asked = ctype_digit($after) ? (int) $after : strtotime($after) - time();
    sleep(min(max($asked, 0), {LONGEST_PAUSE}));
    usleep(random_int(0, 500000 * 2 ** $attempt));
}}"
        );
        (send, "", String::new())
    } else {
        let send = format!("{}{open}", example.not_repeated("//"));
        let headers = "$headers = stream_get_meta_data($stream)['wrapper_data'];\n";
        (send, headers, format!("{}\n", status.replace(" ?? ''", "")))
    };
    format!(
        "<?php

$context = stream_context_create(['http' => [
    'method' => {method},{follow}{header}{content}{timeout}
    'ignore_errors' => true,
]]);

{send}
if ($stream === false) {{
    fwrite(STDERR, \"Error: no answer\\n\");
    exit(1);
}}

{headers}$body = stream_get_contents($stream);{ended}

{read_status}echo \"Status Code: {{$match[1]}}\\n\";{comment}{check}
{show}"
    )
}

use super::{BodyKind, Client, Example, quoted};

pub const CLIENT: Client = Client {
    id: "streams",
    name: "Streams",
    syntax: "php",
    file: "status.php",
    run: "php status.php",
    write,
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
    let comment = example.comment("//");
    let show = match example.body {
        BodyKind::Json => "$data = json_decode($body, true);\necho \"Response: \" . print_r($data, true);",
        BodyKind::Text => "echo \"Response: $body\\n\";",
        BodyKind::None => "echo \"Response has no content: \" . var_export($body === '', true) . \"\\n\";",
    };
    format!(
        "<?php

$context = stream_context_create(['http' => [
    'method' => {method},{follow}
    'ignore_errors' => true,
]]);

$stream = fopen({url}, 'r', false, $context);
if ($stream === false) {{
    exit(\"Error: no answer\\n\");
}}

$headers = stream_get_meta_data($stream)['wrapper_data'];
$body = stream_get_contents($stream);

preg_match('{{HTTP/\\S+ (\\d+)}}', $headers[0], $match);
echo \"Status Code: {{$match[1]}}\\n\";{comment}
{show}"
    )
}

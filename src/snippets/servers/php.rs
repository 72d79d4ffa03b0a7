//! PHP.

use super::{FIVE_CLASSES, Server, ServerResponse, THREE_DIGITS, quoted};

pub const LARAVEL: Server = Server {
    name: "Laravel",
    syntax: "php",
    comment: "//",
    sends: FIVE_CLASSES,
    write: laravel,
};

pub const PHP: Server = Server {
    name: "PHP",
    syntax: "php",
    comment: "//",
    sends: THREE_DIGITS,
    write: php,
};

fn string(text: &str) -> String {
    quoted(text, '\'')
}

/// `'type' => 'about:blank', 'title' => 'Not Found', 'status' => 404`
fn members(response: &ServerResponse) -> String {
    response.members('\'', |name, value| format!("'{name}' => {value}"))
}

fn laravel(response: &ServerResponse) -> String {
    let status = response.status;
    let headers = response.typed_headers(|name, value| format!("{} => {}", string(name), string(value)));
    let headers = match headers.as_slice() {
        [] => String::new(),
        [header] => format!(", [{header}]"),
        _ => format!(", [\n        {},\n    ]", headers.join(",\n        ")),
    };
    let made = if let Some(target) = response.redirect() {
        format!("redirect({}, {status}{headers})", string(target))
    } else if response.is_problem() {
        let problem = members(response);
        return format!(
            "Route::get('/example', function () {{\n    $problem = [{problem}];\n    return response()->json($problem, {status}{headers});\n}});"
        );
    } else if response.has_body {
        format!("response()->json([{}], {status}{headers})", members(response))
    } else {
        format!("response()->noContent({status}{headers})")
    };
    format!("Route::get('/example', function () {{\n    return {made};\n}});")
}

fn php(response: &ServerResponse) -> String {
    let status = response.status;
    let header = |name: &str, value: &str| format!("header({});\n", string(&format!("{name}: {value}")));
    let headers = response.lines(header);
    if let Some(target) = response.redirect() {
        // Without the number, this function makes it 302.
        let location = string(&format!("Location: {target}"));
        return format!("<?php\n{headers}header({location}, true, {status});");
    }
    let (kind, body) = if response.has_body {
        (
            header("Content-Type", response.media_type()),
            format!("echo json_encode([{}]);", members(response)),
        )
    } else {
        (String::new(), String::new())
    };
    // A header such as Location or WWW-Authenticate sets a status by itself, so the code comes after them.
    format!("<?php\n{headers}{kind}http_response_code({status});\n{body}")
}

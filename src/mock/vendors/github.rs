//! The GitHub REST API: `message`, `documentation_url` and the status as a string, and the rate limit in headers.

use serde_json::{Value, json};

use super::{Ask, Shape, Vendor};

pub const VENDOR: Vendor = Vendor {
    name: "github",
    title: "GitHub REST API",
    source: "https://docs.github.com/en/rest/using-the-rest-api/troubleshooting-the-rest-api",
    codes: &super::codes::<_, { MESSAGES.len() }>(MESSAGES),
    shape,
};

const DOCS: &str = "https://docs.github.com/rest";

const MESSAGES: &[(u16, &str)] = &[
    (200, ""),
    (201, ""),
    (202, ""),
    (204, ""),
    (301, "Moved Permanently"),
    (302, "Found"),
    (304, ""),
    (307, "Temporary Redirect"),
    (400, "Problems parsing JSON"),
    (401, "Bad credentials"),
    (403, "Resource not accessible by integration"),
    (404, "Not Found"),
    (405, "Pull Request is not mergeable"),
    (406, "Must accept 'application/json'"),
    (409, "Git Repository is empty."),
    (410, "This issue was deleted"),
    (415, "Unsupported Media Type"),
    (422, "Validation Failed"),
    (
        429,
        "You have exceeded a secondary rate limit. Please wait a few minutes before you try again.",
    ),
    (451, "Repository access blocked"),
    (500, "Server Error"),
    (502, "Server Error"),
    (503, "Service unavailable"),
    (504, "We couldn't respond to your request in time."),
];

fn shape(ask: &Ask) -> Shape {
    let number = ask.code.number();
    let shape = match number {
        204 | 304 => Shape::empty(),
        _ => Shape::json("application/json; charset=utf-8", &body(ask)),
    };
    let left = if number == 429 { 0 } else { 4999 };
    let request = ask.hex(1, 34).to_ascii_uppercase();
    let parts = [
        &request[..4],
        &request[4..10],
        &request[10..18],
        &request[18..26],
        &request[26..34],
    ];
    shape
        .with("server", "github.com")
        .with("x-github-request-id", parts.join(":"))
        .with("x-github-media-type", "github.v3; format=json")
        .with("x-github-api-version-selected", "2022-11-28")
        .with("x-ratelimit-limit", 5000)
        .with("x-ratelimit-remaining", left)
        .with("x-ratelimit-used", 5000 - left)
        .with("x-ratelimit-reset", ask.now.as_second() + if left == 0 { 1 } else { 3600 })
        .with("x-ratelimit-resource", "core")
}

fn body(ask: &Ask) -> Value {
    let number = ask.code.number();
    let message = super::row(MESSAGES, ask.code).unwrap_or("Server Error");
    match number {
        200 => return json!({"current_user_url": "https://api.github.com/user", "emojis_url": "https://api.github.com/emojis"}),
        201 => return json!({"id": ask.draw % 1_000_000 + 1, "url": format!("https://api.github.com{}", ask.path())}),
        // Still being worked out, as with statistics.
        202 => return json!({}),
        _ => {}
    }
    let mut body = json!({"message": message, "documentation_url": DOCS, "status": number.to_string()});
    match number {
        300..400 => body["url"] = json!("https://api.github.com/repositories/1"),
        422 => body["errors"] = json!([{"resource": "Issue", "field": "title", "code": "missing_field"}]),
        451 => body["block"] = json!({"reason": "dmca", "created_at": format!("{:.0}", ask.now), "html_url": DOCS}),
        _ => {}
    }
    body
}

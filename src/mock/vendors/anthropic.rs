//! The Anthropic API: typed errors with the id of the request, and 529 when it is overloaded.

use jiff::ToSpan;
use serde_json::{Value, json};

use super::{Ask, Shape, Vendor};

pub const VENDOR: Vendor = Vendor {
    name: "anthropic",
    title: "Anthropic API",
    source: "https://platform.claude.com/docs/en/api/errors",
    codes: &super::codes::<_, { ERRORS.len() }>(ERRORS),
    shape,
};

/// Type and message.
const ERRORS: &[(u16, (&str, &str))] = &[
    (200, ("", "")),
    (400, ("invalid_request_error", "Invalid request")),
    (401, ("authentication_error", "invalid x-api-key")),
    (402, ("billing_error", "Billing error")),
    (403, ("permission_error", "Permission denied")),
    (404, ("not_found_error", "Not found")),
    (409, ("conflict_error", "Conflict")),
    (413, ("request_too_large", "Request exceeds the maximum size")),
    (429, ("rate_limit_error", "This request would exceed your rate limit")),
    (500, ("api_error", "Internal server error")),
    (504, ("timeout_error", "Request timeout")),
    (529, ("overloaded_error", "Overloaded")),
];

fn shape(ask: &Ask) -> Shape {
    let number = ask.code.number();
    let request = format!("req_01{}", ask.base62(1, 22));
    let body = if number == 200 {
        success(ask)
    } else {
        let (kind, message) = super::row(ERRORS, ask.code).unwrap_or(("api_error", "Internal server error"));
        json!({"type": "error", "error": {"type": kind, "message": message}, "request_id": request})
    };
    let limited = number == 429;
    let left = |otherwise: &'static str| if limited { "0" } else { otherwise };
    let reset = ask.now.checked_add(1.second()).unwrap_or(ask.now);
    let shape = Shape::json("application/json", &body)
        .with("request-id", request)
        .with("anthropic-organization-id", ask.uuid(2));
    let shape = match number {
        200 | 429 => shape
            .with("anthropic-ratelimit-requests-limit", 50)
            .with("anthropic-ratelimit-requests-remaining", left("49"))
            .with("anthropic-ratelimit-requests-reset", format!("{reset:.0}"))
            .with("anthropic-ratelimit-tokens-limit", 40_000)
            .with("anthropic-ratelimit-tokens-remaining", left("39000"))
            .with("anthropic-ratelimit-tokens-reset", format!("{reset:.0}")),
        _ => shape,
    };
    let shape = if limited { shape.with("retry-after", 1) } else { shape };
    match number {
        400.. => shape.with("x-should-retry", matches!(number, 409 | 429 | 500..)),
        _ => shape,
    }
}

/// Enough for a client library to be content after its retries.
fn success(ask: &Ask) -> Value {
    if ask.path().ends_with("/messages") {
        json!({
            "id": format!("msg_01{}", ask.base62(3, 22)),
            "type": "message",
            "role": "assistant",
            "model": "mock",
            "content": [{"type": "text", "text": "This answer is simulated."}],
            "stop_reason": "end_turn",
            "stop_sequence": null,
            "usage": {"input_tokens": 1, "output_tokens": 4},
        })
    } else {
        json!({"data": [], "has_more": false, "first_id": null, "last_id": null})
    }
}

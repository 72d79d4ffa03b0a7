//! The Anthropic API: typed errors with the id of the request, and 529 when it is overloaded.

use jiff::ToSpan;
use serde_json::{Value, json};

use super::{Prompt, SIMULATED, Vendor, VendorRequest, VendorResponse, event};

pub const VENDOR: Vendor = Vendor {
    name: "anthropic",
    title: "Anthropic API",
    source: "https://platform.claude.com/docs/en/api/errors",
    codes: &super::codes::<_, { ERRORS.len() }>(ERRORS),
    bodyless: &[],
    respond,
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

fn respond(request: &VendorRequest) -> VendorResponse {
    let number = request.code.number();
    let id = format!("req_01{}", request.base62(1, 22));
    let response = if number == 200 {
        success(request)
    } else {
        let (kind, message) = super::row(ERRORS, request.code).unwrap_or(("api_error", "Internal server error"));
        reply(&json!({"type": "error", "error": {"type": kind, "message": message}, "request_id": id}))
    };
    let limited = number == 429;
    let left = |otherwise: &'static str| if limited { "0" } else { otherwise };
    let reset = request.now.checked_add(1.second()).unwrap_or(request.now);
    let response = response
        .with("request-id", id)
        .with("anthropic-organization-id", request.uuid(2));
    let response = match number {
        200 | 429 => response
            .with("anthropic-ratelimit-requests-limit", 50)
            .with("anthropic-ratelimit-requests-remaining", left("49"))
            .with("anthropic-ratelimit-requests-reset", format!("{reset:.0}"))
            .with("anthropic-ratelimit-tokens-limit", 40_000)
            .with("anthropic-ratelimit-tokens-remaining", left("39000"))
            .with("anthropic-ratelimit-tokens-reset", format!("{reset:.0}")),
        _ => response,
    };
    let response = if limited { response.with("retry-after", 1) } else { response };
    match number {
        400.. => response.with("x-should-retry", matches!(number, 409 | 429 | 500..)),
        _ => response,
    }
}

fn reply(body: &Value) -> VendorResponse {
    VendorResponse::json("application/json", body)
}

/// What the client libraries can read after their retries, by the path below the call.
fn success(request: &VendorRequest) -> VendorResponse {
    let segments = request.segments();
    match segments.as_slice() {
        [.., "messages"] => message(request, &request.prompt()),
        [.., "messages", "count_tokens"] => reply(&json!({"input_tokens": 1})),
        [.., "batches"] if request.method == "POST" => reply(&batch(request, &format!("msgbatch_01{}", request.base62(3, 22)))),
        [.., "batches", id] if request.method == "DELETE" => reply(&json!({"id": id, "type": "message_batch_deleted"})),
        [.., "batches", id] | [.., "batches", id, "cancel"] => reply(&batch(request, id)),
        [.., "models", id] => reply(&model(request, id)),
        [.., "models"] => reply(&list(&[model(request, "mock")])),
        _ => reply(&list(&[])),
    }
}

/// A page of a list, with the ids that lead to the next one.
fn list(items: &[Value]) -> Value {
    json!({
        "data": items,
        "has_more": false,
        "first_id": items.first().map(|item| &item["id"]),
        "last_id": items.last().map(|item| &item["id"]),
    })
}

fn model(request: &VendorRequest, id: &str) -> Value {
    json!({"type": "model", "id": id, "display_name": id, "created_at": format!("{:.0}", request.now)})
}

/// A batch of messages that has just been created.
fn batch(request: &VendorRequest, id: &str) -> Value {
    let tomorrow = request.now.checked_add(24.hours()).unwrap_or(request.now);
    json!({
        "id": id,
        "type": "message_batch",
        "processing_status": "in_progress",
        "request_counts": {"processing": 1, "succeeded": 0, "errored": 0, "canceled": 0, "expired": 0},
        "created_at": format!("{:.0}", request.now),
        "expires_at": format!("{tomorrow:.0}"),
        "ended_at": null,
        "archived_at": null,
        "cancel_initiated_at": null,
        "results_url": null,
    })
}

/// A message, whole or as the events of a stream (<https://platform.claude.com/docs/en/build-with-claude/streaming>).
fn message(request: &VendorRequest, prompt: &Prompt) -> VendorResponse {
    let mut message = json!({
        "id": format!("msg_01{}", request.base62(3, 22)),
        "type": "message",
        "role": "assistant",
        "model": prompt.model(),
        "content": [{"type": "text", "text": SIMULATED.concat()}],
        "stop_reason": "end_turn",
        "stop_sequence": null,
        "usage": {"input_tokens": 1, "output_tokens": SIMULATED.len()},
    });
    if !prompt.streams() {
        return reply(&message);
    }
    // A stream starts with the message as it is before its first token.
    message["content"] = json!([]);
    message["stop_reason"] = Value::Null;
    message["usage"]["output_tokens"] = json!(1);
    let delta = |token: &str| json!({"type": "content_block_delta", "index": 0, "delta": {"type": "text_delta", "text": token}});
    let mut events = vec![
        json!({"type": "message_start", "message": message}),
        json!({"type": "content_block_start", "index": 0, "content_block": {"type": "text", "text": ""}}),
        json!({"type": "ping"}),
    ];
    events.extend(SIMULATED.map(delta));
    events.extend([
        json!({"type": "content_block_stop", "index": 0}),
        json!({
            "type": "message_delta",
            "delta": {"stop_reason": "end_turn", "stop_sequence": null},
            "usage": {"output_tokens": SIMULATED.len()},
        }),
        json!({"type": "message_stop"}),
    ]);
    VendorResponse::stream(events.iter().map(event).collect())
}

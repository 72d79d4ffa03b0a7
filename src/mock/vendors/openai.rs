//! The OpenAI API: `error` with message, type, param and code, and what is left of the limits in headers.

use serde_json::{Value, json};

use super::{Ask, Shape, Vendor};

pub const VENDOR: Vendor = Vendor {
    name: "openai",
    title: "OpenAI API",
    source: "https://developers.openai.com/docs/guides/error-codes",
    codes: &super::codes::<_, { ERRORS.len() }>(ERRORS),
    shape,
};

#[derive(Clone, Copy)]
struct Error {
    message: &'static str,
    kind: &'static str,
    code: Option<&'static str>,
}

const fn error(kind: &'static str, code: Option<&'static str>, message: &'static str) -> Error {
    Error { message, kind, code }
}

const INVALID: &str = "invalid_request_error";

/// In a message `METHOD` and `PATH` stand for the request's own.
const ERRORS: &[(u16, Error)] = &[
    (200, error("", None, "")),
    (400, error(INVALID, None, "We could not parse the JSON body of your request.")),
    (401, error(INVALID, Some("invalid_api_key"), "Incorrect API key provided.")),
    (
        403,
        error(
            "request_forbidden",
            Some("unsupported_country_region_territory"),
            "Country, region, or territory not supported",
        ),
    ),
    (404, error(INVALID, None, "Invalid URL (METHOD PATH)")),
    (
        405,
        error(INVALID, Some("method_not_supported"), "Not allowed to METHOD on PATH."),
    ),
    (
        409,
        error(INVALID, Some("conflict"), "The resource was changed by another request."),
    ),
    (
        415,
        error(INVALID, Some("unsupported_content_type"), "Unsupported content type."),
    ),
    (
        422,
        error(INVALID, None, "The request is well formed but could not be processed."),
    ),
    (
        429,
        error("requests", Some("rate_limit_exceeded"), "Rate limit reached for requests"),
    ),
    (
        500,
        error(
            "server_error",
            None,
            "The server had an error while processing your request. Sorry about that!",
        ),
    ),
    (
        503,
        error(
            "service_unavailable_error",
            Some("server_is_overloaded"),
            "The engine is currently overloaded, please try again later",
        ),
    ),
];

fn shape(ask: &Ask) -> Shape {
    let number = ask.code.number();
    let body = if number == 200 { success(ask) } else { failure(ask) };
    let limited = number == 429;
    let left = |otherwise: &'static str| if limited { "0" } else { otherwise };
    let shape = Shape::json("application/json", &body)
        .with("x-request-id", format!("req_{}", ask.hex(1, 32)))
        .with("openai-version", "2020-10-01")
        .with("openai-processing-ms", ask.draw % 900 + 12)
        .with("x-ratelimit-limit-requests", 500)
        .with("x-ratelimit-limit-tokens", 30_000)
        .with("x-ratelimit-remaining-requests", left("499"))
        .with("x-ratelimit-remaining-tokens", left("29950"))
        .with("x-ratelimit-reset-requests", if limited { "1s" } else { "120ms" })
        .with("x-ratelimit-reset-tokens", if limited { "1s" } else { "100ms" });
    if limited {
        shape.with("retry-after", 1).with("retry-after-ms", 1000)
    } else {
        shape
    }
}

fn failure(ask: &Ask) -> Value {
    let error = super::row(ERRORS, ask.code).unwrap_or(error("server_error", None, "The server had an error."));
    // The path last: it may contain the word METHOD.
    let message = error.message.replace("METHOD", ask.method).replace("PATH", ask.path());
    json!({"error": {"message": message, "type": error.kind, "param": null, "code": error.code}})
}

/// Enough for a client library to be content after its retries.
fn success(ask: &Ask) -> Value {
    let created = ask.now.as_second();
    if ask.path().ends_with("/chat/completions") {
        let message = json!({"role": "assistant", "content": "This answer is simulated.", "refusal": null});
        json!({
            "id": format!("chatcmpl-{}", ask.base62(2, 29)),
            "object": "chat.completion",
            "created": created,
            "model": "mock",
            "choices": [{"index": 0, "message": message, "logprobs": null, "finish_reason": "stop"}],
            "usage": {"prompt_tokens": 1, "completion_tokens": 4, "total_tokens": 5},
        })
    } else {
        json!({"object": "list", "data": [{"id": "mock", "object": "model", "created": created, "owned_by": "system"}]})
    }
}

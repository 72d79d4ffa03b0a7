//! The Stripe API: `error` with a type, mostly a code, and a link to what the code means.

use serde_json::{Value, json};

use super::{Ask, Shape, Vendor};

pub const VENDOR: Vendor = Vendor {
    name: "stripe",
    title: "Stripe API",
    source: "https://docs.stripe.com/api/errors",
    codes: &super::codes::<_, { ERRORS.len() }>(ERRORS),
    shape,
};

#[derive(Clone, Copy)]
struct Error {
    kind: &'static str,
    code: Option<&'static str>,
    message: &'static str,
}

const fn error(kind: &'static str, code: Option<&'static str>, message: &'static str) -> Error {
    Error { kind, code, message }
}

const INVALID: &str = "invalid_request_error";

const ERRORS: &[(u16, Error)] = &[
    (200, error("", None, "")),
    (
        400,
        error(INVALID, Some("parameter_missing"), "Missing required param: amount."),
    ),
    (401, error(INVALID, None, "Invalid API Key provided: sk_test_****")),
    (402, error("card_error", Some("card_declined"), "Your card was declined.")),
    (
        403,
        error(
            INVALID,
            None,
            "The provided key does not have the permissions that this request needs.",
        ),
    ),
    (404, error(INVALID, Some("resource_missing"), "No such customer: 'cus_mock'")),
    (
        409,
        error(
            "idempotency_error",
            Some("idempotency_key_in_use"),
            "Another request with this Idempotency-Key is in progress.",
        ),
    ),
    (
        424,
        error(
            "api_error",
            None,
            "A service outside Stripe on which the request depends failed.",
        ),
    ),
    (429, error(INVALID, Some("rate_limit"), "Request rate limit exceeded.")),
    (500, error("api_error", None, "An unknown error occurred")),
    (502, error("api_error", None, "An unknown error occurred")),
    (503, error("api_error", None, "An unknown error occurred")),
    (504, error("api_error", None, "An unknown error occurred")),
];

fn shape(ask: &Ask) -> Shape {
    let number = ask.code.number();
    let request = format!("req_{}", ask.base62(1, 14));
    let body = if number == 200 { success(ask) } else { failure(ask, &request) };
    let shape = Shape::json("application/json", &body)
        .with("server", "nginx")
        .with("request-id", request)
        .with("stripe-version", "2024-06-20");
    if number == 429 {
        shape.with("stripe-rate-limited-reason", "global-rate")
    } else {
        shape
    }
}

fn failure(ask: &Ask, request: &str) -> Value {
    let Error { kind, code, message } =
        super::row(ERRORS, ask.code).unwrap_or(error("api_error", None, "An unknown error occurred"));
    let mut error = json!({
        "message": message,
        "type": kind,
        "request_log_url": format!("https://dashboard.stripe.com/test/logs/{request}"),
    });
    if let Some(code) = code {
        error["code"] = json!(code);
        error["doc_url"] = json!(format!("https://stripe.com/docs/error-codes/{}", code.replace('_', "-")));
    }
    match ask.code.number() {
        400 => error["param"] = json!("amount"),
        402 => error["decline_code"] = json!("generic_decline"),
        404 => error["param"] = json!("id"),
        _ => {}
    }
    json!({ "error": error })
}

/// An empty list, which every client library reads.
fn success(ask: &Ask) -> Value {
    json!({"object": "list", "url": ask.path(), "has_more": false, "data": []})
}

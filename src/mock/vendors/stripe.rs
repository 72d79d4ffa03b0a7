//! The Stripe API: `error` with a type and, for most errors, a code and a link to its explanation.

use serde_json::{Value, json};

use super::{Vendor, VendorRequest, VendorResponse};

pub const VENDOR: Vendor = Vendor {
    name: "stripe",
    title: "Stripe API",
    source: "https://docs.stripe.com/api/errors",
    codes: &super::codes::<_, { ERRORS.len() }>(ERRORS),
    bodyless: &[],
    respond,
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

fn respond(request: &VendorRequest) -> VendorResponse {
    let number = request.code.number();
    let id = format!("req_{}", request.base62(1, 14));
    let body = if number == 200 {
        success(request)
    } else {
        failure(request, &id)
    };
    let response = VendorResponse::json("application/json", &body)
        .with("server", "nginx")
        .with("request-id", id)
        .with("stripe-version", "2024-06-20");
    if number == 429 {
        response.with("stripe-rate-limited-reason", "global-rate")
    } else {
        response
    }
}

fn failure(request: &VendorRequest, id: &str) -> Value {
    let Error { kind, code, message } =
        super::row(ERRORS, request.code).unwrap_or(error("api_error", None, "An unknown error occurred"));
    let mut error = json!({
        "message": message,
        "type": kind,
        "request_log_url": format!("https://dashboard.stripe.com/test/logs/{id}"),
    });
    if let Some(code) = code {
        error["code"] = json!(code);
        error["doc_url"] = json!(format!("https://stripe.com/docs/error-codes/{}", code.replace('_', "-")));
    }
    match request.code.number() {
        400 => error["param"] = json!("amount"),
        402 => error["decline_code"] = json!("generic_decline"),
        404 => error["param"] = json!("id"),
        _ => {}
    }
    json!({ "error": error })
}

/// First segments of a path that group several kinds of object.
const GROUPS: &str = "apps billing billing_portal checkout climate entitlements financial_connections forwarding identity \
    issuing radar reporting sigma tax terminal test_helpers treasury";

/// How the ids of these kinds of object start. Others start with the name of the kind.
const PREFIXES: &[(&str, &str)] = &[
    ("account", "acct"),
    ("balance_transaction", "txn"),
    ("charge", "ch"),
    ("checkout.session", "cs_test"),
    ("credit_note", "cn"),
    ("customer", "cus"),
    ("dispute", "dp"),
    ("event", "evt"),
    ("invoice", "in"),
    ("invoiceitem", "ii"),
    ("payment_intent", "pi"),
    ("payment_method", "pm"),
    ("payout", "po"),
    ("product", "prod"),
    ("promotion_code", "promo"),
    ("quote", "qt"),
    ("refund", "re"),
    ("setup_intent", "seti"),
    ("subscription", "sub"),
    ("subscription_item", "si"),
    ("tax_rate", "txr"),
    ("token", "tok"),
    ("transfer", "tr"),
    ("webhook_endpoint", "we"),
];

/// What the client libraries can read after their retries, by the path below the call.
fn success(request: &VendorRequest) -> Value {
    let segments = request.segments();
    let list = || json!({"object": "list", "url": request.resource(), "has_more": false, "data": []});
    let (group, path) = match segments.as_slice() {
        ["v2", ..] if request.method == "GET" => return json!({"data": [], "next_page_url": null, "previous_page_url": null}),
        ["v1", group, path @ ..] if GROUPS.split_whitespace().any(|name| name == *group) => (Some(*group), path),
        ["v1", path @ ..] => (None, path),
        path => (None, path),
    };
    let kind = |collection: &str| match group {
        Some(group) => format!("{group}.{}", super::singular(collection)),
        None => super::singular(collection),
    };
    match (path, request.method) {
        ([], _) => list(),
        // The account's own balance and settings.
        (["balance"], _) => {
            let none = json!([{"amount": 0, "currency": "usd", "source_types": {"card": 0}}]);
            json!({"object": "balance", "available": none, "pending": none, "livemode": false})
        }
        (["account"], _) => object(request, "account", None),
        ([_, "search"], "GET") => {
            json!({"object": "search_result", "url": request.resource(), "has_more": false, "next_page": null, "data": []})
        }
        ([collection], "POST") => object(request, &kind(collection), None),
        ([_], _) => list(),
        // Ending a subscription doesn't delete it.
        (["subscriptions", id], _) => object(request, "subscription", Some(id)),
        ([collection, id] | [_, _, collection, id], "DELETE") => {
            json!({"id": id, "object": kind(collection), "deleted": true})
        }
        ([collection, id] | [_, _, collection, id], _) => object(request, &kind(collection), Some(id)),
        // Lists inside an object have plural names. The verbs after an id, such as `capture`, are sent with POST.
        ([_, _, collection], "GET") if collection.ends_with('s') => list(),
        ([_, _, collection], "POST") if collection.ends_with('s') && *collection != "verify_microdeposits" => {
            object(request, &kind(collection), None)
        }
        ([collection, id, ..], _) => object(request, &kind(collection), Some(id)),
    }
}

/// An object of this kind, with this id or a new one.
fn object(request: &VendorRequest, kind: &str, id: Option<&str>) -> Value {
    let prefix = PREFIXES
        .iter()
        .find(|(name, _)| *name == kind)
        .map_or(kind, |(_, prefix)| *prefix);
    let id = id.map_or_else(|| format!("{prefix}_{}", request.base62(2, 24)), str::to_owned);
    json!({
        "id": id,
        "object": kind,
        "created": request.now.as_second(),
        "livemode": false,
        "metadata": {},
    })
}

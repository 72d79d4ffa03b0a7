//! Kubernetes: the API server's `Status`; and for 404 to a client that does not ask for JSON, what an ingress without a matching
//! rule says.

use serde_json::{Value, json};

use super::{Ask, Shape, Vendor};

pub const VENDOR: Vendor = Vendor {
    name: "kubernetes",
    title: "Kubernetes API server",
    source: "https://github.com/kubernetes/kubernetes/blob/master/staging/src/k8s.io/apimachinery/pkg/api/errors/errors.go",
    codes: &super::codes::<_, { STATUSES.len() }>(STATUSES),
    shape,
};

/// Reason and message. In a message `PATH` stands for the path, `NAME` for its last segment.
const STATUSES: &[(u16, (&str, &str))] = &[
    (200, ("", "")),
    (400, ("BadRequest", "the server rejected our request for an unknown reason")),
    (401, ("Unauthorized", "Unauthorized")),
    (
        403,
        ("Forbidden", "forbidden: User \"system:anonymous\" cannot get path \"PATH\""),
    ),
    (404, ("NotFound", "the server could not find the requested resource")),
    (
        405,
        (
            "MethodNotAllowed",
            "the server does not allow this method on the requested resource",
        ),
    ),
    (
        406,
        (
            "NotAcceptable",
            "only the following media types are accepted: application/json, application/yaml",
        ),
    ),
    (
        409,
        (
            "Conflict",
            "Operation cannot be fulfilled on \"NAME\": the object has been modified; \
             please apply your changes to the latest version and try again",
        ),
    ),
    (410, ("Expired", "too old resource version: 1 (2)")),
    (413, ("RequestEntityTooLarge", "Request entity too large: limit is 3145728")),
    (
        415,
        ("UnsupportedMediaType", "the body of the request was in an unknown format"),
    ),
    (422, ("Invalid", "\"NAME\" is invalid: spec: Required value")),
    (
        429,
        (
            "TooManyRequests",
            "the server has received too many requests and has asked us to try again later",
        ),
    ),
    (500, ("InternalError", "Internal error occurred: simulated")),
    (
        503,
        ("ServiceUnavailable", "the server is currently unable to handle the request"),
    ),
    (
        504,
        ("Timeout", "Timeout: request did not complete within the allotted timeout"),
    ),
];

fn shape(ask: &Ask) -> Shape {
    if ask.code.number() == 404 && !ask.accepts_json {
        return Shape::new("text/plain; charset=utf-8", "default backend - 404".to_owned());
    }
    let shape = Shape::json("application/json", &status(ask))
        .with("audit-id", ask.uuid(1))
        .with("x-kubernetes-pf-flowschema-uid", ask.uuid(2))
        .with("x-kubernetes-pf-prioritylevel-uid", ask.uuid(3));
    match ask.code.number() {
        // Go's words.
        413 => shape.reason(ask, "Request Entity Too Large"),
        422 => shape.reason(ask, "Unprocessable Entity"),
        429 => shape.with("retry-after", 1),
        _ => shape,
    }
}

fn status(ask: &Ask) -> Value {
    let number = ask.code.number();
    if number < 400 {
        return json!({"kind": "Status", "apiVersion": "v1", "metadata": {}, "status": "Success"});
    }
    let (reason, message) = super::row(STATUSES, ask.code).unwrap_or(("InternalError", "an error on the server"));
    let name = ask.path().rsplit('/').next().unwrap_or("");
    // One of the two at most stands in a message.
    let message = if message.contains("PATH") {
        message.replace("PATH", ask.path())
    } else {
        message.replace("NAME", name)
    };
    let details = match number {
        409 | 422 => json!({"name": name}),
        429 | 503 => json!({"retryAfterSeconds": 1}),
        _ => json!({}),
    };
    json!({
        "kind": "Status",
        "apiVersion": "v1",
        "metadata": {},
        "status": "Failure",
        "message": message,
        "reason": reason,
        "details": details,
        "code": number,
    })
}

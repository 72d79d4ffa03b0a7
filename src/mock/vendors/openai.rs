//! The OpenAI API: `error` with message, type, param and code. Headers say what is left of the limits.

use serde::Deserialize;
use serde::de::IgnoredAny;
use serde_json::{Value, json};

use super::{Prompt, SIMULATED, Vendor, VendorRequest, VendorResponse, event};

pub const VENDOR: Vendor = Vendor {
    name: "openai",
    title: "OpenAI API",
    source: "https://developers.openai.com/docs/guides/error-codes",
    codes: &super::codes::<_, { ERRORS.len() }>(ERRORS),
    bodyless: &[],
    respond,
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

/// In a message, `METHOD` and `PATH` stand for those of the request.
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

fn respond(request: &VendorRequest) -> VendorResponse {
    let number = request.code.number();
    let response = if number == 200 { success(request) } else { failure(request) };
    let response = response
        .with("x-request-id", format!("req_{}", request.hex(1, 32)))
        .with("openai-version", "2020-10-01")
        .with("openai-processing-ms", 100 + request.draw % 900);
    // Limits belong to a key and a model, so there are none where the request has no valid key or reached no endpoint.
    if matches!(number, 401 | 403 | 404 | 405) {
        return response;
    }
    let limited = number == 429;
    let left = |otherwise: &'static str| if limited { "0" } else { otherwise };
    let response = response
        .with("x-ratelimit-limit-requests", 500)
        .with("x-ratelimit-limit-tokens", 30_000)
        .with("x-ratelimit-remaining-requests", left("499"))
        .with("x-ratelimit-remaining-tokens", left("29950"))
        .with("x-ratelimit-reset-requests", if limited { "1s" } else { "120ms" })
        .with("x-ratelimit-reset-tokens", if limited { "1s" } else { "100ms" });
    if limited {
        response.with("retry-after", 1).with("retry-after-ms", 1000)
    } else {
        response
    }
}

fn reply(body: &Value) -> VendorResponse {
    VendorResponse::json("application/json", body)
}

fn failure(request: &VendorRequest) -> VendorResponse {
    let error = super::row(ERRORS, request.code).unwrap_or(error("server_error", None, "The server had an error."));
    // The path comes last, because it may contain the word METHOD.
    let message = error
        .message
        .replace("METHOD", request.method)
        .replace("PATH", request.resource());
    reply(&json!({"error": {"message": message, "type": error.kind, "param": null, "code": error.code}}))
}

/// What the client libraries can read after their retries, by the path below the call.
fn success(request: &VendorRequest) -> VendorResponse {
    let prompt = request.prompt();
    let segments = request.segments();
    let body = match segments.as_slice() {
        [.., "chat", "completions"] if request.method == "GET" => list(&[]),
        [.., "chat", "completions"] => return chat(request, &prompt),
        [.., "completions"] => return completion(request, &prompt),
        [.., "responses"] => return response(request, &prompt),
        [.., "responses", "input_tokens"] => json!({"object": "response.input_tokens", "input_tokens": 1}),
        [.., "responses", id] if request.method == "DELETE" => json!({"id": id, "object": "response", "deleted": true}),
        [.., "responses", id] | [.., "responses", id, "cancel"] => finished_response(request, &prompt, id),
        [.., "embeddings"] => embeddings(request.body, &prompt),
        [.., "moderations"] => moderation(request),
        [] | [.., "models"] => list(&[model(request, "mock")]),
        [.., "models", id] if request.method != "DELETE" => model(request, id),
        [.., collection, id] if kind(collection).is_some() => {
            let mut object = json!({"id": id, "object": kind(collection), "created_at": request.now.as_second()});
            if request.method == "DELETE" {
                object["deleted"] = json!(true);
            }
            object
        }
        [.., collection] if request.method == "POST" && kind(collection).is_some() => {
            let id = format!("{}_{}", super::singular(collection), request.base62(2, 24));
            json!({"id": id, "object": kind(collection), "created_at": request.now.as_second()})
        }
        _ => list(&[]),
    };
    reply(&body)
}

/// The `object` of a collection's members, if it is one of the API's.
fn kind(collection: &str) -> Option<String> {
    const COLLECTIONS: &str =
        "assistants batches containers conversations evals files jobs messages models runs threads uploads vector_stores";
    let kind = || match collection {
        "jobs" => "fine_tuning.job".to_owned(),
        "messages" | "runs" => format!("thread.{}", super::singular(collection)),
        _ => super::singular(collection),
    };
    COLLECTIONS.split(' ').any(|name| name == collection).then(kind)
}

/// A page of a list, with the ids that lead to the next one.
fn list(items: &[Value]) -> Value {
    json!({
        "object": "list",
        "data": items,
        "has_more": false,
        "first_id": items.first().map(|item| &item["id"]),
        "last_id": items.last().map(|item| &item["id"]),
    })
}

fn model(request: &VendorRequest, id: &str) -> Value {
    json!({"id": id, "object": "model", "created": request.now.as_second(), "owned_by": "system"})
}

/// A chat completion, whole or as the chunks of a stream (<https://developers.openai.com/api/docs/guides/streaming-responses>).
fn chat(request: &VendorRequest, prompt: &Prompt) -> VendorResponse {
    let id = format!("chatcmpl-{}", request.base62(2, 29));
    let object = |object: &str, choices: Value| {
        json!({
            "id": id,
            "object": object,
            "created": request.now.as_second(),
            "model": prompt.model(),
            "system_fingerprint": null,
            "choices": choices,
        })
    };
    if !prompt.streams() {
        let message = json!({"role": "assistant", "content": SIMULATED.concat(), "refusal": null, "annotations": []});
        let choice = json!({"index": 0, "message": message, "logprobs": null, "finish_reason": "stop"});
        let mut whole = object("chat.completion", json!([choice]));
        whole["usage"] = usage();
        return reply(&whole);
    }
    let delta =
        |delta: Value, finish: Option<&str>| json!([{"index": 0, "delta": delta, "logprobs": null, "finish_reason": finish}]);
    let mut choices = vec![delta(json!({"role": "assistant", "content": "", "refusal": null}), None)];
    choices.extend(SIMULATED.map(|token| delta(json!({"content": token}), None)));
    choices.push(delta(json!({}), Some("stop")));
    chunks(prompt, choices, |choices| object("chat.completion.chunk", choices))
}

/// A text completion of the API before chat, whole or as a stream.
fn completion(request: &VendorRequest, prompt: &Prompt) -> VendorResponse {
    let id = format!("cmpl-{}", request.base62(2, 29));
    let object = |choices: Value| {
        json!({
            "id": id,
            "object": "text_completion",
            "created": request.now.as_second(),
            "model": prompt.model(),
            "choices": choices,
        })
    };
    let choice =
        |text: &str, finish: Option<&str>| json!([{"index": 0, "text": text, "logprobs": null, "finish_reason": finish}]);
    if !prompt.streams() {
        let mut whole = object(choice(&SIMULATED.concat(), Some("stop")));
        whole["usage"] = usage();
        return reply(&whole);
    }
    let mut choices: Vec<_> = SIMULATED.iter().map(|token| choice(token, None)).collect();
    choices.push(choice("", Some("stop")));
    chunks(prompt, choices, object)
}

/// A stream of the older APIs: one chunk for each of these choices, then the token counts if the caller wants them.
fn chunks(prompt: &Prompt, choices: Vec<Value>, chunk: impl Fn(Value) -> Value) -> VendorResponse {
    let mut chunks: Vec<_> = choices.into_iter().map(&chunk).collect();
    if prompt.counts_tokens() {
        for chunk in &mut chunks {
            chunk["usage"] = Value::Null;
        }
        let mut last = chunk(json!([]));
        last["usage"] = usage();
        chunks.push(last);
    }
    let mut stream: String = chunks.iter().map(event).collect();
    stream.push_str("data: [DONE]\n\n");
    VendorResponse::stream(stream)
}

fn usage() -> Value {
    let tokens = SIMULATED.len();
    json!({"prompt_tokens": 1, "completion_tokens": tokens, "total_tokens": tokens + 1})
}

/// An object of the Responses API with this status and output.
fn response_object(request: &VendorRequest, prompt: &Prompt, id: &str, status: &str, output: &[&Value]) -> Value {
    json!({
        "id": id,
        "object": "response",
        "created_at": request.now.as_second(),
        "status": status,
        "error": null,
        "incomplete_details": null,
        "instructions": null,
        "metadata": {},
        "model": prompt.model(),
        "output": output,
        "parallel_tool_calls": true,
        "previous_response_id": null,
        "temperature": 1.0,
        "text": {"format": {"type": "text"}},
        "tool_choice": "auto",
        "tools": [],
        "top_p": 1.0,
        "truncation": "disabled",
        "usage": null,
    })
}

/// A part of a message of the Responses API.
fn part(text: &str) -> Value {
    json!({"type": "output_text", "text": text, "annotations": [], "logprobs": []})
}

/// The one message of a response.
fn item(request: &VendorRequest, status: &str, content: &[Value]) -> Value {
    let id = format!("msg_{}", request.hex(3, 48));
    json!({"id": id, "type": "message", "role": "assistant", "status": status, "content": content})
}

fn finished_response(request: &VendorRequest, prompt: &Prompt, id: &str) -> Value {
    let item = item(request, "completed", &[part(&SIMULATED.concat())]);
    let mut response = response_object(request, prompt, id, "completed", &[&item]);
    let tokens = SIMULATED.len();
    response["usage"] = json!({
        "input_tokens": 1,
        "input_tokens_details": {"cached_tokens": 0},
        "output_tokens": tokens,
        "output_tokens_details": {"reasoning_tokens": 0},
        "total_tokens": tokens + 1,
    });
    response
}

/// A response of the Responses API, whole or as the events of a stream (same guide as for chat).
fn response(request: &VendorRequest, prompt: &Prompt) -> VendorResponse {
    let id = format!("resp_{}", request.hex(2, 48));
    let finished = finished_response(request, prompt, &id);
    if !prompt.streams() {
        return reply(&finished);
    }
    let text = SIMULATED.concat();
    let started = response_object(request, prompt, &id, "in_progress", &[]);
    let item_id = &finished["output"][0]["id"];
    let of_part = |name: &str, field: &str, value: Value| {
        json!({
            "type": format!("response.{name}"),
            "item_id": item_id,
            "output_index": 0,
            "content_index": 0,
            field: value,
        })
    };
    let mut events = vec![
        json!({"type": "response.created", "response": started}),
        json!({"type": "response.in_progress", "response": started}),
        json!({"type": "response.output_item.added", "output_index": 0, "item": item(request, "in_progress", &[])}),
        of_part("content_part.added", "part", part("")),
    ];
    events.extend(SIMULATED.map(|token| of_part("output_text.delta", "delta", json!(token))));
    events.extend([
        of_part("output_text.done", "text", json!(text)),
        of_part("content_part.done", "part", part(&text)),
        json!({"type": "response.output_item.done", "output_index": 0, "item": finished["output"][0]}),
        json!({"type": "response.completed", "response": finished}),
    ]);
    for (number, event) in events.iter_mut().enumerate() {
        event["sequence_number"] = json!(number);
        if event.get("delta").or(event.get("text")).is_some() {
            event["logprobs"] = json!([]);
        }
    }
    VendorResponse::stream(events.iter().map(event).collect())
}

/// As many unit vectors as the request has texts, of four numbers each.
fn embeddings(body: &[u8], prompt: &Prompt) -> Value {
    /// The most texts that the API takes in one request.
    const MOST: usize = 2048;
    /// Four times 0.5 as little-endian `f32` in Base64, which the client libraries ask for by themselves.
    const HALVES: &str = "AAAAPwAAAD8AAAA/AAAAPw==";

    /// One text as tokens.
    #[derive(Deserialize)]
    struct Tokens {
        input: Vec<u32>,
    }
    #[derive(Deserialize)]
    struct Texts {
        input: Vec<IgnoredAny>,
    }
    #[derive(Default, Deserialize)]
    #[serde(default)]
    struct Encoding {
        encoding_format: Option<String>,
    }

    let is_tokens = serde_json::from_slice::<Tokens>(body).is_ok_and(|tokens| !tokens.input.is_empty());
    let texts = serde_json::from_slice::<Texts>(body).map_or(1, |texts| texts.input.len().min(MOST));
    let encoding: Encoding = serde_json::from_slice(body).unwrap_or_default();
    let vector = if encoding.encoding_format.as_deref() == Some("base64") {
        json!(HALVES)
    } else {
        json!([0.5, 0.5, 0.5, 0.5])
    };
    let vectors = if is_tokens { 1 } else { texts };
    let data: Vec<_> = (0..vectors)
        .map(|index| json!({"object": "embedding", "index": index, "embedding": vector}))
        .collect();
    json!({"object": "list", "data": data, "model": prompt.model(), "usage": {"prompt_tokens": 1, "total_tokens": 1}})
}

/// A moderation that found nothing, in every category of the API.
fn moderation(request: &VendorRequest) -> Value {
    const CATEGORIES: &str = "harassment harassment/threatening hate hate/threatening illicit illicit/violent self-harm \
        self-harm/instructions self-harm/intent sexual sexual/minors violence violence/graphic";
    let all = |value: Value| -> Value { CATEGORIES.split(' ').map(|name| (name, value.clone())).collect() };
    json!({
        "id": format!("modr-{}", request.base62(2, 24)),
        "model": "omni-moderation-latest",
        "results": [{
            "flagged": false,
            "categories": all(json!(false)),
            "category_scores": all(json!(0.0)),
            "category_applied_input_types": all(json!(["text"])),
        }],
    })
}

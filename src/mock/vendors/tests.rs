use std::collections::HashSet;

use base64::Engine;
use http::{HeaderName, HeaderValue};

use super::*;

const HOSTILE: &str = "/502/METHOD<script>\"'\u{1}?<script>\"\u{1}";
const FORBIDDEN: [&str; 9] = [
    "cache-control",
    "connection",
    "content-length",
    "content-type",
    "date",
    "keep-alive",
    "set-cookie",
    "trailer",
    "transfer-encoding",
];

fn request(number: u16) -> VendorRequest<'static> {
    VendorRequest {
        code: Code::new(number).unwrap(),
        method: "GET",
        target: "/x",
        origin: "http://host:8080",
        body: b"",
        location: None,
        accepts_json: false,
        accepts_html: false,
        now: "2025-10-08T10:30:45.123Z".parse().unwrap(),
        draw: 7,
        name: "Its Name",
    }
}

fn response(vendor: &str, number: u16, change: impl Fn(&mut VendorRequest)) -> VendorResponse {
    let mut request = request(number);
    change(&mut request);
    find(vendor).unwrap().response(&request)
}

fn body(vendor: &str, number: u16, change: impl Fn(&mut VendorRequest)) -> String {
    response(vendor, number, change).body
}

/// The 200 of a vendor to a request for a path below the call, as JSON.
fn json(vendor: &str, method: &'static str, path: &str, sent: &str) -> Value {
    let target = format!("/200;vendor={vendor}{path}");
    let request = VendorRequest {
        method,
        target: &target,
        body: sent.as_bytes(),
        ..request(200)
    };
    let response = find(vendor).unwrap().response(&request);
    assert!(
        response
            .content_type
            .is_some_and(|media_type| media_type.starts_with("application/json")),
        "{target}: {response:?}"
    );
    serde_json::from_str(&response.body).unwrap_or_else(|error| panic!("{target}: {error} in {response:?}"))
}

/// The events of a stream, each with its name and its data.
fn events(vendor: &str, path: &str, sent: &str) -> Vec<(Option<String>, String)> {
    let target = format!("/200;vendor={vendor}{path}");
    let request = VendorRequest {
        method: "POST",
        target: &target,
        body: sent.as_bytes(),
        ..request(200)
    };
    let response = find(vendor).unwrap().response(&request);
    assert_eq!(response.content_type, Some("text/event-stream; charset=utf-8"), "{target}");
    let blocks = response.body.strip_suffix("\n\n").expect("an empty line ends the last event");
    blocks
        .split("\n\n")
        .map(|block| {
            let (name, data) = match block.split_once('\n') {
                Some((name, data)) => (Some(name.strip_prefix("event: ").unwrap().to_owned()), data),
                None => (None, block),
            };
            (name, data.strip_prefix("data: ").unwrap().to_owned())
        })
        .collect()
}

/// Every vendor with every code of its own, for requests of every kind, calm and hostile.
fn all() -> Vec<(&'static Vendor, u16, VendorResponse)> {
    let mut responses = Vec::new();
    for vendor in VENDORS {
        for number in vendor.codes {
            for (target, method, origin, body) in [
                ("/x", "GET", "http://host", ""),
                (HOSTILE, "<script>", "http://<script>\u{1}\":\u{e9}", "<script>"),
            ] {
                for (accepts_json, accepts_html) in [(false, false), (false, true), (true, false), (true, true)] {
                    for draw in [0, 7, u64::MAX] {
                        let request = VendorRequest {
                            target,
                            method,
                            origin,
                            body: body.as_bytes(),
                            location: Some("/\"><script>"),
                            accepts_json,
                            accepts_html,
                            draw,
                            ..request(*number)
                        };
                        responses.push((*vendor, *number, vendor.response(&request)));
                    }
                }
            }
        }
    }
    responses
}

/// Paths below a call that the API vendors tell apart.
const PATHS: [&str; 12] = [
    "",
    "/v1/chat/completions",
    "/v1/responses",
    "/v1/embeddings",
    "/v1/messages",
    "/v1/models",
    "/v1/customers",
    "/v1/customers/cus_1",
    "/repos/o/r/issues",
    "/repos/o/r/issues/1",
    "/api/v1/namespaces/x/pods",
    "/apis/apps/v1/namespaces/x/deployments/web",
];

/// Every vendor with every code of its own and every one of the paths, once whole and once as a stream.
fn for_every_path(mut check: impl FnMut(&Vendor, &VendorRequest)) {
    for vendor in VENDORS {
        for number in vendor.codes {
            for path in PATHS {
                for body in ["", r#"{"stream": true}"#] {
                    let target = format!("/{number};vendor={}{path}", vendor.name);
                    let request = VendorRequest {
                        target: &target,
                        body: body.as_bytes(),
                        ..request(*number)
                    };
                    check(vendor, &request);
                }
            }
        }
    }
}

#[test]
fn every_vendor_is_found_by_its_name_and_lists_each_code_once() {
    for vendor in VENDORS {
        let found = find(&vendor.name.to_ascii_uppercase()).unwrap();
        assert!(std::ptr::eq(found, *vendor), "two vendors are called {}", vendor.name);
        assert_eq!(vendor.name, vendor.name.to_ascii_lowercase());
        assert!(vendor.codes.is_sorted_by(|a, b| a < b), "{}", vendor.name);
        assert!(
            vendor
                .codes
                .iter()
                .all(|number| *number != 206 && *number >= 200 && Code::new(*number).is_some()),
            "{}",
            vendor.name
        );
        assert!(
            vendor.bodyless.iter().all(|number| vendor.codes.contains(number)),
            "{}",
            vendor.name
        );
        assert!(vendor.source.starts_with("https://"), "{}", vendor.name);
    }
    assert!(find("ngins").is_none());
}

#[test]
fn a_vendor_sends_only_its_own_codes() {
    for (name, number, sends) in [
        ("nginx", 502, true),
        ("nginx", 444, false),
        ("nginx", 494, false),
        ("nginx", 499, false),
        ("nginx", 521, false),
        ("cloudflare", 521, true),
        ("cloudflare", 405, false),
        ("cloudflare", 499, false),
        ("cloudfront", 404, false),
        ("aws-alb", 460, false),
        ("aws-alb", 463, true),
        ("aws-alb", 561, true),
        ("haproxy", 425, true),
        ("envoy", 418, false),
        ("kubernetes", 201, true),
        ("anthropic", 529, true),
        ("openai", 529, false),
        ("stripe", 402, true),
        ("github", 402, false),
    ] {
        let vendor = find(name).unwrap();
        assert_eq!(vendor.sends(Code::new(number).unwrap()), sends, "{name} {number}");
    }
}

#[test]
fn a_wrong_choice_says_what_would_be_right() {
    let refused = |name: &str, number| choose(name, Code::new(number).unwrap()).err().unwrap();
    let typo = refused("ngnix", 502);
    assert_eq!(typo.kind, "impossible-vendor");
    assert!(
        typo.message
            .starts_with("Unknown vendor \"ngnix\". Did you mean nginx? Known vendors: nginx, cloudflare, "),
        "{}",
        typo.message
    );
    assert_eq!(typo.allowed, Some(names().collect::<Vec<_>>().join(", ")));
    let stranger = refused("apple", 502).message;
    assert!(
        stranger.starts_with("Unknown vendor \"apple\". Known vendors: "),
        "{stranger}"
    );
    let long = refused(&"x".repeat(10_000), 502);
    assert!(long.message.len() < 500);
    assert_eq!(
        refused("nginx", 529).message,
        "nginx doesn't send 529. Vendors that send it: anthropic."
    );
    assert_eq!(
        refused("nginx", 418).message,
        "nginx doesn't send 418. No other vendor sends it either."
    );
    assert_eq!(choose("NGINX", Code::new(502).unwrap()).unwrap().name, "nginx");
}

#[test]
fn headers_are_valid_and_the_vendors_own() {
    for (vendor, number, response) in all() {
        let mut names = HashSet::new();
        for (name, value) in &response.headers {
            assert_eq!(
                HeaderName::from_bytes(name.as_bytes()).unwrap().as_str(),
                *name,
                "{} {number}",
                vendor.name
            );
            assert!(
                HeaderValue::from_str(value).unwrap().to_str().is_ok(),
                "{} {number} {name}: {value}",
                vendor.name
            );
            assert!(!FORBIDDEN.contains(name), "{} {number} {name}", vendor.name);
            assert!(names.insert(*name), "{} {number} has {name} twice", vendor.name);
        }
        let reason = response.reason.unwrap_or("x");
        assert!(
            reason.bytes().all(|byte| (b' '..=b'~').contains(&byte)) && !reason.is_empty(),
            "{} {number}",
            vendor.name
        );
    }
}

/// What a body says that names no code.
const NAMELESS: &[(&str, u16, &str)] = &[
    ("nginx", 200, "<title>Welcome to nginx!</title>"),
    ("apache", 200, "<h1>It works!</h1>"),
    ("cloudflare", 403, "1020"),
    ("cloudflare", 409, "1001"),
    ("cloudflare", 429, "1015"),
    ("cloudflare", 451, "1026"),
    ("cloudflare", 530, "1016"),
    ("iis", 200, "IIS Windows Server"),
    ("iis", 301, "Document Moved"),
    ("iis", 302, "Document Moved"),
    ("iis", 307, "Document Moved"),
    ("iis", 308, "Document Moved"),
    ("envoy", 400, "Bad Request"),
    ("envoy", 401, "Jwt is missing"),
    ("envoy", 403, "RBAC: access denied"),
    ("envoy", 408, "stream timeout"),
    ("envoy", 413, "Payload Too Large"),
    ("envoy", 426, "Upgrade Required"),
    ("envoy", 429, "local_rate_limited"),
    ("envoy", 431, "Request Header Fields Too Large"),
    (
        "envoy",
        502,
        "upstream connect error or disconnect/reset before headers. reset reason: protocol error",
    ),
    ("envoy", 503, "no healthy upstream"),
    ("envoy", 504, "upstream request timeout"),
    ("traefik", 200, "OK"),
    ("traefik", 301, "Moved Permanently"),
    ("traefik", 302, "Found"),
    ("traefik", 307, "Temporary Redirect"),
    ("traefik", 308, "Permanent Redirect"),
    ("traefik", 403, "Forbidden"),
    ("traefik", 413, "Request Entity Too Large"),
    ("traefik", 421, "Misdirected Request\n"),
    ("traefik", 429, "Too Many Requests"),
    ("traefik", 500, "Internal Server Error"),
    ("traefik", 502, "Bad Gateway"),
    ("traefik", 503, "Service Unavailable"),
    ("traefik", 504, "Gateway Timeout"),
];

#[test]
fn a_body_says_the_code_or_what_clients_know() {
    for (vendor, number, response) in all() {
        let about = format!("{} {number}: {}", vendor.name, response.body);
        let is_json = response
            .content_type
            .is_some_and(|media_type| media_type.starts_with("application/json"));
        if is_json {
            let json: Value = serde_json::from_str(&response.body).expect(&about);
            assert!(json.is_object(), "{about}");
        } else if response.content_type.is_some() {
            let known = NAMELESS
                .iter()
                .find(|(name, code, _)| (*name, *code) == (vendor.name, number))
                .map(|(.., text)| *text);
            // Those of plain text are the whole body.
            let says_known = known.is_some_and(|text| match vendor.name {
                "envoy" | "traefik" => response.body == text,
                _ => response.body.contains(text),
            });
            assert!(
                says_known || (known.is_none() && response.body.contains(&number.to_string())),
                "{about}"
            );
        }
    }
}

#[test]
fn a_body_is_left_out_only_where_the_vendor_leaves_it_out() {
    for (vendor, number, response) in all() {
        let about = format!("{} {number}: {response:?}", vendor.name);
        let bodyless = vendor.bodyless.contains(&number);
        assert_eq!(
            (response.body.is_empty(), response.content_type.is_none()),
            (bodyless, bodyless),
            "{about}"
        );
        assert!(bodyless || Code::new(number).unwrap().has_body(), "{about}");
    }
}

#[test]
fn no_callers_text_gets_out_of_its_quotes() {
    let is_tame = |response: &VendorResponse, about: &str| {
        assert!(!response.body.contains("<script"), "{about}");
        assert!(!response.body.contains("\u{1}") && !response.body.contains("&#1;"), "{about}");
        assert!(response.headers.iter().all(|(_, value)| !value.contains("script")), "{about}");
        let is_text = response
            .content_type
            .is_some_and(|media_type| media_type.starts_with("text/html"));
        assert!(!is_text || response.body.is_ascii(), "{about}");
    };
    for (vendor, number, response) in all() {
        is_tame(&response, &format!("{} {number}: {}", vendor.name, response.body));
    }
    let sent = r#"{"stream": true, "model": "<script>\u0001\n\ndata: x", "kind": "<script>", "metadata": {"name": "<script>"}}"#;
    for (vendor, path) in [
        ("openai", "/v1/chat/completions"),
        ("openai", "/v1/completions"),
        ("openai", "/v1/responses"),
        ("openai", "/v1/models/<script>\u{1}"),
        ("anthropic", "/v1/messages"),
        ("anthropic", "/v1/models/<script>\u{1}"),
        ("kubernetes", "/api/v1/namespaces/<script>\u{1}/pods"),
        ("kubernetes", "/apis/<script>/%3Cscript%3E/<script>/%01"),
        ("github", "/repos/<script>/\u{1}"),
        ("stripe", "/v1/<script>/\u{1}"),
    ] {
        for method in ["GET", "POST"] {
            let target = format!("/200{path}");
            let request = VendorRequest {
                target: &target,
                method,
                body: sent.as_bytes(),
                ..request(200)
            };
            let response = find(vendor).unwrap().response(&request);
            is_tame(&response, &format!("{vendor} {method} {path}: {}", response.body));
            assert!(!response.body.contains("\ndata: x"), "{vendor} {path}: {}", response.body);
        }
    }
}

#[test]
fn the_same_request_gets_the_same_response() {
    for_every_path(|vendor, request| {
        let (a, b) = (vendor.response(request), vendor.response(request));
        assert_eq!((a.body, a.headers), (b.body, b.headers));
    });
    assert_ne!(request(200).hex(1, 16), request(200).hex(2, 16));
    let uuid = request(200).uuid(1);
    let lengths: Vec<_> = uuid.split('-').map(str::len).collect();
    assert_eq!(lengths, [8, 4, 4, 4, 12]);
}

/// RFC 9110 section 9.3.2.
#[test]
fn head_gets_the_fields_of_get() {
    for_every_path(|vendor, get| {
        let head = VendorRequest { method: "HEAD", ..*get };
        let (a, b) = (vendor.response(get), vendor.response(&head));
        let about = format!("{} {}", vendor.name, get.target);
        assert_eq!(a.body, b.body, "{about}");
        assert_eq!(
            (a.content_type, a.headers, a.without, a.reason),
            (b.content_type, b.headers, b.without, b.reason),
            "{about}"
        );
    });
}

/// A HEAD and the GET after it have different ids and times, but must name the same Content-Length.
#[test]
fn ids_and_times_do_not_change_the_length_of_a_body() {
    for_every_path(|vendor, request| {
        let lengths: HashSet<_> = [0, 7, 1 << 40, u64::MAX]
            .into_iter()
            .flat_map(|draw| {
                ["2025-10-08T10:30:45.123Z", "2026-01-01T00:00:00Z"].map(|now| {
                    let now = now.parse().unwrap();
                    vendor.response(&VendorRequest { draw, now, ..*request }).body.len()
                })
            })
            .collect();
        assert_eq!(lengths.len(), 1, "{} {}: {lengths:?}", vendor.name, request.target);
    });
}

/// RFC 9110 section 15.5.6.
#[test]
fn allow_never_names_the_method_that_was_refused() {
    let mut seen = HashSet::new();
    for vendor in VENDORS {
        for number in vendor.codes {
            for method in ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE"] {
                let response = response(vendor.name, *number, |request| request.method = method);
                let Some((_, allowed)) = response.headers.iter().find(|(name, _)| *name == "allow") else {
                    continue;
                };
                seen.insert((vendor.name, *number));
                let allowed: Vec<_> = allowed.split(", ").collect();
                let about = format!("{} {number} to {method}: {allowed:?}", vendor.name);
                assert!(!allowed.contains(&method) && !allowed.contains(&""), "{about}");
                assert_eq!(allowed.contains(&"GET"), allowed.contains(&"HEAD"), "{about}");
            }
        }
    }
    assert_eq!(seen, HashSet::from([("apache", 405), ("apache", 501), ("iis", 405)]));
}

#[test]
fn a_redirect_links_to_where_it_leads() {
    for (vendor, number) in [("apache", 301), ("apache", 303), ("apache", 308), ("iis", 302)] {
        let body = body(vendor, number, |request| request.location = Some("/404?a&b"));
        assert!(body.contains("=\"/404?a&amp;b\">here</a>"), "{vendor} {number}: {body}");
    }
}

#[test]
fn limits_are_named_only_where_the_caller_is_known() {
    let header = |vendor: &str, number: u16, name: &str| {
        let response = response(vendor, number, |_| {});
        response
            .headers
            .into_iter()
            .find(|(found, _)| *found == name)
            .map(|(_, value)| value)
    };
    for (number, is_named) in [
        (200, true),
        (401, false),
        (404, false),
        (405, false),
        (429, true),
        (500, true),
    ] {
        assert_eq!(
            header("openai", number, "x-ratelimit-limit-requests").is_some(),
            is_named,
            "{number}"
        );
    }
    assert_eq!(header("openai", 429, "x-ratelimit-remaining-requests").as_deref(), Some("0"));
    assert_eq!(header("github", 401, "x-ratelimit-limit").as_deref(), Some("60"));
    assert_eq!(header("github", 404, "x-ratelimit-limit").as_deref(), Some("5000"));
}

#[test]
fn strings_that_clients_match_on_are_exact() {
    assert_eq!(
        body("nginx", 502, |_| {}),
        "<html>\r\n<head><title>502 Bad Gateway</title></head>\r\n<body>\r\n\
         <center><h1>502 Bad Gateway</h1></center>\r\n<hr><center>nginx</center>\r\n</body>\r\n</html>\r\n"
    );
    assert_eq!(
        body("aws-alb", 502, |_| {}),
        "<html>\r\n<head><title>502 Bad Gateway</title></head>\r\n<body>\r\n\
         <center><h1>502 Bad Gateway</h1></center>\r\n</body>\r\n</html>\r\n"
    );
    assert_eq!(
        body("haproxy", 503, |_| {}),
        "<html><body><h1>503 Service Unavailable</h1>\nNo server is available to handle this request.\n</body></html>\n"
    );
    for (vendor, number, line) in [
        ("cloudflare", 521, "error code: 521"),
        ("cloudflare", 429, "error code: 1015"),
        ("envoy", 503, "no healthy upstream"),
        ("envoy", 504, "upstream request timeout"),
        ("traefik", 404, "404 page not found\n"),
        ("traefik", 502, "Bad Gateway"),
        ("kubernetes", 404, "default backend - 404"),
        ("aws-api-gateway", 403, r#"{"message":"Forbidden"}"#),
        ("aws-api-gateway", 504, r#"{"message": "Endpoint request timed out"}"#),
    ] {
        assert_eq!(body(vendor, number, |_| {}), line);
    }
    for (vendor, number, part) in [
        ("nginx", 413, "413 Request Entity Too Large"),
        ("nginx", 503, "503 Service Temporarily Unavailable"),
        ("nginx", 504, "504 Gateway Time-out"),
        (
            "apache",
            404,
            "<!DOCTYPE HTML PUBLIC \"-//IETF//DTD HTML 2.0//EN\">\n<html><head>\n<title>404 Not Found</title>",
        ),
        ("apache", 404, "<p>The requested URL was not found on this server.</p>"),
        ("apache", 404, "<address>Apache Server at host Port 8080</address>"),
        ("cloudfront", 503, "<TITLE>ERROR: The request could not be satisfied</TITLE>"),
        ("iis", 404, "<title>404 - File or directory not found.</title>"),
        ("iis", 503, "HTTP Error 503. The service is unavailable."),
        ("varnish", 503, "<h1>Error 503 Backend fetch failed</h1>"),
        ("varnish", 503, "<h3>Guru Meditation:</h3>"),
        ("openai", 404, "Invalid URL (GET /x)"),
    ] {
        let body = body(vendor, number, |_| {});
        assert!(body.contains(part), "{vendor} {number}: {body}");
    }
    let path = body("openai", 404, |request| request.target = "/404;vendor=openai/v1/x?y");
    assert!(path.contains("Invalid URL (GET /v1/x)"), "{path}");
    for (origin, port) in [("https://host", 443), ("http://[::1]", 80), ("http://[::1]:8080", 8080)] {
        let body = body("apache", 404, |request| request.origin = origin);
        assert!(body.contains(&format!(" Port {port}</address>")), "{origin}: {body}");
    }
}

#[test]
fn cloudflare_chooses_the_format_by_accept() {
    let json = body("cloudflare", 522, |request| request.accepts_json = true);
    let json: Value = serde_json::from_str(&json).unwrap();
    assert_eq!(json["title"], "Error 522: Connection timed out");
    assert_eq!(json["error_name"], "connection_timeout");
    assert_eq!(json["zone"], "host:8080");
    assert_eq!(json["timestamp"], "2025-10-08T10:30:45Z");
    let html = body("cloudflare", 521, |request| request.accepts_html = true);
    assert!(
        html.contains("Error code 521") && html.contains("host:8080 | 521: Web server is down"),
        "{html}"
    );
    let bare = body("cloudflare", 413, |request| request.accepts_json = true);
    assert!(bare.contains("<center>cloudflare</center>"));
}

#[test]
fn nginx_pads_errors_for_browsers_only() {
    let padding = |number, accepts_html| {
        body("nginx", number, |request| request.accepts_html = accepts_html)
            .matches("a padding to disable MSIE")
            .count()
    };
    assert_eq!(padding(502, true), 6);
    assert_eq!(padding(301, true), 0);
    assert_eq!(padding(502, false), 0);
}

#[test]
fn api_errors_have_the_vendors_json() {
    for (vendor, number, pointer, value) in [
        ("anthropic", 529, "/error/type", "overloaded_error"),
        ("anthropic", 529, "/error/message", "Overloaded"),
        ("anthropic", 529, "/type", "error"),
        ("github", 404, "/message", "Not Found"),
        ("github", 404, "/status", "404"),
        ("openai", 429, "/error/code", "rate_limit_exceeded"),
        ("stripe", 404, "/error/type", "invalid_request_error"),
        (
            "stripe",
            404,
            "/error/doc_url",
            "https://stripe.com/docs/error-codes/resource-missing",
        ),
        ("stripe", 402, "/error/type", "card_error"),
        ("kubernetes", 403, "/reason", "Forbidden"),
        (
            "kubernetes",
            403,
            "/message",
            "forbidden: User \"system:anonymous\" cannot get path \"/x\"",
        ),
        ("kubernetes", 409, "/reason", "Conflict"),
    ] {
        let body = body(vendor, number, |_| {});
        let json: Value = serde_json::from_str(&body).unwrap();
        assert_eq!(
            json.pointer(pointer).and_then(Value::as_str),
            Some(value),
            "{vendor} {number}: {body}"
        );
    }
    let status = |change: fn(&mut VendorRequest)| -> Value { serde_json::from_str(&body("kubernetes", 404, change)).unwrap() };
    for json in [
        status(|request| request.accepts_json = true),
        status(|request| request.target = "/404;vendor=kubernetes/api/v1/namespaces/x/pods/y"),
    ] {
        assert_eq!(
            (&json["apiVersion"], &json["kind"], &json["code"]),
            (&"v1".into(), &"Status".into(), &404.into())
        );
    }
    let response = response("anthropic", 529, |_| {});
    let json: Value = serde_json::from_str(&response.body).unwrap();
    let id = response
        .headers
        .iter()
        .find(|(name, _)| *name == "request-id")
        .map(|(_, value)| value.as_str());
    assert_eq!(json["request_id"].as_str(), id);
}

#[test]
fn the_reason_is_given_only_where_it_differs() {
    let reason = |vendor: &str, number, name: &'static str| response(vendor, number, |request| request.name = name).reason;
    assert_eq!(reason("nginx", 502, "Bad Gateway"), None);
    assert_eq!(reason("nginx", 504, "Gateway Timeout"), Some("Gateway Time-out"));
    assert_eq!(reason("nginx", 302, "Found"), Some("Moved Temporarily"));
    assert_eq!(reason("varnish", 503, "Service Unavailable"), Some("Backend fetch failed"));
    assert_eq!(reason("cloudflare", 521, "Web Server Is Down"), Some("<none>"));
    assert_eq!(reason("cloudflare", 502, "Bad Gateway"), None);
}

#[test]
fn the_path_below_a_call_is_what_the_vendor_sees() {
    for (target, resource, segments) in [
        ("/200", "/200", vec![]),
        ("/200/", "/200/", vec![]),
        ("/200?x=/y", "/200", vec![]),
        ("/200;vendor=openai/v1/models?limit=1", "/v1/models", vec!["v1", "models"]),
        ("/200;vendor=openai//v1//models", "//v1//models", vec!["v1", "models"]),
        ("/random/200:9,503/v1/x", "/v1/x", vec!["v1", "x"]),
        ("/sequence/503;delay=1s,200/v1", "/v1", vec!["v1"]),
        ("/status/200,503", "/status/200,503", vec![]),
    ] {
        let request = VendorRequest { target, ..request(200) };
        assert_eq!((request.resource(), request.segments()), (resource, segments), "{target}");
    }
    let request = VendorRequest {
        target: "/200?a=1&watch&b=x%20y",
        ..request(200)
    };
    assert_eq!(
        ["a", "watch", "b", "c"].map(|name| request.parameter(name)),
        [Some("1"), Some(""), Some("x%20y"), None]
    );
}

/// Each of these was read by the official Python client.
#[test]
fn a_kubernetes_list_has_the_kind_of_its_path() {
    for (path, kind, version) in [
        ("/api/v1/namespaces/x/pods", "PodList", "v1"),
        ("/api/v1/pods?limit=500", "PodList", "v1"),
        ("/api/v1/namespaces", "NamespaceList", "v1"),
        ("/api/v1/namespaces/x/configmaps", "ConfigMapList", "v1"),
        ("/api/v1/namespaces/x/endpoints", "EndpointsList", "v1"),
        ("/apis/apps/v1/deployments?watch=false", "DeploymentList", "apps/v1"),
        ("/apis/batch/v1/namespaces/x/cronjobs", "CronJobList", "batch/v1"),
        ("/apis/networking.k8s.io/v1/ingresses", "IngressList", "networking.k8s.io/v1"),
        (
            "/apis/networking.k8s.io/v1/networkpolicies",
            "NetworkPolicyList",
            "networking.k8s.io/v1",
        ),
        (
            "/apis/storage.k8s.io/v1/csistoragecapacities",
            "CSIStorageCapacityList",
            "storage.k8s.io/v1",
        ),
        (
            "/apis/metrics.k8s.io/v1beta1/nodes",
            "NodeMetricsList",
            "metrics.k8s.io/v1beta1",
        ),
        ("/apis/example.com/v2/policies", "PolicyList", "example.com/v2"),
        ("/k8s/clusters/c-1/api/v1/nodes", "NodeList", "v1"),
    ] {
        let list = json("kubernetes", "GET", path, "");
        assert_eq!(
            (list["kind"].as_str(), list["apiVersion"].as_str(), list["items"].as_array()),
            (Some(kind), Some(version), Some(&Vec::new())),
            "{path}"
        );
        assert!(list["metadata"]["resourceVersion"].is_string(), "{path}");
    }
    for (path, kind) in [
        ("/api", "APIVersions"),
        ("/apis", "APIGroupList"),
        ("/apis/apps", "APIGroup"),
        ("/api/v1", "APIResourceList"),
        ("/apis/apps/v1", "APIResourceList"),
        ("", "Status"),
    ] {
        assert_eq!(json("kubernetes", "GET", path, "")["kind"], kind, "{path}");
    }
    assert!(json("kubernetes", "GET", "/version", "")["gitVersion"].is_string());
}

#[test]
fn a_kubernetes_object_is_the_one_that_was_named_or_sent() {
    let pod = json("kubernetes", "GET", "/api/v1/namespaces/x/pods/web%2D1", "");
    assert_eq!((&pod["kind"], &pod["apiVersion"]), (&"Pod".into(), &"v1".into()));
    assert_eq!(
        (&pod["metadata"]["name"], &pod["metadata"]["namespace"]),
        (&"web-1".into(), &"x".into())
    );
    assert!(pod["spec"]["containers"].is_array(), "a pod without containers is invalid");

    let path = "/apis/apps/v1/namespaces/x/deployments";
    let sent = r#"{"metadata": {"name": "web", "labels": {"a": "b"}}, "spec": {"replicas": 3}}"#;
    let created = json("kubernetes", "POST", path, sent);
    assert_eq!(
        (&created["kind"], &created["apiVersion"]),
        (&"Deployment".into(), &"apps/v1".into())
    );
    assert_eq!(
        (
            &created["metadata"]["name"],
            &created["metadata"]["labels"]["a"],
            &created["spec"]["replicas"]
        ),
        (&"web".into(), &"b".into(), &3.into())
    );
    assert!(created["metadata"]["uid"].is_string());
    let generated = json("kubernetes", "POST", path, r#"{"metadata": {"generateName": "web-"}}"#);
    let name = generated["metadata"]["name"].as_str().unwrap();
    assert!(name.starts_with("web-") && name.len() == 9, "{name}");

    for (method, path, kind) in [
        ("GET", "/api/v1/namespaces/x", "Namespace"),
        ("GET", "/api/v1/namespaces/x/status", "Namespace"),
        ("GET", "/api/v1/nodes/n", "Node"),
        ("PATCH", "/apis/apps/v1/namespaces/x/deployments/web", "Deployment"),
        ("GET", "/apis/apps/v1/namespaces/x/deployments/web/scale", "Scale"),
        ("POST", "/api/v1/namespaces/x/pods/web/binding", "Binding"),
        ("POST", "/api/v1/namespaces/x/pods/web/eviction", "Status"),
        ("POST", "/api/v1/namespaces/x/serviceaccounts/a/token", "TokenRequest"),
        ("DELETE", "/api/v1/namespaces/x/pods/web", "Pod"),
        ("DELETE", "/api/v1/namespaces/x/pods", "Status"),
        ("DELETE", "/apis/apps/v1/namespaces/x/deployments/web", "Status"),
        (
            "POST",
            "/apis/authorization.k8s.io/v1/selfsubjectaccessreviews",
            "SelfSubjectAccessReview",
        ),
    ] {
        assert_eq!(json("kubernetes", method, path, "")["kind"], kind, "{method} {path}");
    }
    for (method, path) in [
        ("GET", "/apis/apps/v1/namespaces/x/replicasets/web"),
        ("GET", "/apis/rbac.authorization.k8s.io/v1/clusterrolebindings/x"),
        ("GET", "/apis/storage.k8s.io/v1/storageclasses/x"),
    ] {
        let object = json("kubernetes", method, path, "");
        let members = object.as_object().unwrap().len();
        assert!(members > 3, "{path} lacks what its kind must have: {object}");
    }
}

#[test]
fn a_kubernetes_watch_is_a_stream_of_nothing() {
    for target in [
        "/200;vendor=kubernetes/api/v1/pods?watch=true",
        "/200;vendor=kubernetes/api/v1/pods?limit=1&watch=1",
        "/200;vendor=kubernetes/api/v1/watch/namespaces/x/pods",
    ] {
        let request = VendorRequest { target, ..request(200) };
        let response = find("kubernetes").unwrap().response(&request);
        assert_eq!(
            (response.content_type, response.body.as_str()),
            (Some("application/json"), ""),
            "{target}"
        );
    }
}

#[test]
fn openai_responses_are_of_their_endpoint() {
    for (method, path, pointer, value) in [
        ("POST", "/v1/chat/completions", "/object", "chat.completion"),
        ("POST", "/chat/completions", "/choices/0/message/role", "assistant"),
        ("GET", "/v1/chat/completions", "/object", "list"),
        ("POST", "/v1/completions", "/object", "text_completion"),
        ("POST", "/v1/responses", "/object", "response"),
        ("POST", "/v1/responses", "/output/0/content/0/type", "output_text"),
        ("GET", "/v1/responses/resp_1", "/id", "resp_1"),
        ("POST", "/v1/embeddings", "/data/0/object", "embedding"),
        ("GET", "/v1/models", "/data/0/object", "model"),
        ("GET", "/v1/models/gpt-x", "/id", "gpt-x"),
        ("POST", "/v1/moderations", "/model", "omni-moderation-latest"),
        ("GET", "/v1/files", "/object", "list"),
        ("GET", "/v1/files/file-1", "/object", "file"),
        ("POST", "/v1/fine_tuning/jobs", "/object", "fine_tuning.job"),
        ("GET", "", "/data/0/object", "model"),
    ] {
        let json = json("openai", method, path, "");
        assert_eq!(
            json.pointer(pointer).and_then(Value::as_str),
            Some(value),
            "{method} {path}: {json}"
        );
    }
    assert_eq!(json("openai", "DELETE", "/v1/files/file-1", "")["deleted"], true);
    let named = json(
        "openai",
        "POST",
        "/v1/chat/completions",
        r#"{"model": "gpt-x", "stream": false}"#,
    );
    assert_eq!(named["model"], "gpt-x");
}

#[test]
fn openai_embeds_every_text() {
    let vectors = |sent: &str| {
        json("openai", "POST", "/v1/embeddings", sent)["data"]
            .as_array()
            .unwrap()
            .clone()
    };
    for (sent, count) in [
        (r#"{"input": "a"}"#, 1),
        (r#"{"input": ["a", "b", "c"]}"#, 3),
        (r#"{"input": [1, 2, 3]}"#, 1),
        (r#"{"input": [[1, 2], [3]]}"#, 2),
        ("", 1),
    ] {
        assert_eq!(vectors(sent).len(), count, "{sent}");
    }
    let plain = &vectors(r#"{"input": "a"}"#)[0]["embedding"];
    assert_eq!(plain.as_array().unwrap().len(), 4);
    let packed = &vectors(r#"{"input": "a", "encoding_format": "base64"}"#)[0]["embedding"];
    let bytes = base64::engine::general_purpose::STANDARD
        .decode(packed.as_str().unwrap())
        .unwrap();
    let numbers: Vec<_> = bytes
        .chunks_exact(4)
        .map(|four| f64::from(f32::from_le_bytes(four.try_into().unwrap())))
        .collect();
    assert_eq!(serde_json::to_value(numbers).unwrap(), *plain);
}

#[test]
fn openai_streams_what_it_would_send_whole() {
    let text = SIMULATED.concat();
    let sent = r#"{"model": "gpt-x", "messages": [], "stream": true, "stream_options": {"include_usage": true}}"#;
    let chat = events("openai", "/v1/chat/completions", sent);
    assert!(chat.iter().all(|(name, _)| name.is_none()));
    let (done, chunks) = chat.split_last().unwrap();
    assert_eq!(done.1, "[DONE]");
    let chunks: Vec<Value> = chunks.iter().map(|(_, data)| serde_json::from_str(data).unwrap()).collect();
    assert!(
        chunks.iter().all(|chunk| chunk["object"] == "chat.completion.chunk"
            && chunk["model"] == "gpt-x"
            && chunk["id"] == chunks[0]["id"])
    );
    let streamed: String = chunks
        .iter()
        .filter_map(|chunk| chunk["choices"][0]["delta"]["content"].as_str())
        .collect();
    assert_eq!(streamed, text);
    assert_eq!(chunks[0]["choices"][0]["delta"]["role"], "assistant");
    assert_eq!(chunks[chunks.len() - 2]["choices"][0]["finish_reason"], "stop");
    let last = chunks.last().unwrap();
    assert_eq!(
        (last["choices"].as_array().unwrap().len(), &last["usage"]["prompt_tokens"]),
        (0, &1.into())
    );
    let short = events("openai", "/v1/chat/completions", r#"{"stream": true}"#);
    assert_eq!(short.len(), chat.len() - 1, "token counts come only if asked for");

    let old: String = events("openai", "/v1/completions", r#"{"stream": true}"#)
        .iter()
        .filter(|(_, data)| data != "[DONE]")
        .map(|(_, data)| {
            serde_json::from_str::<Value>(data).unwrap()["choices"][0]["text"]
                .as_str()
                .unwrap()
                .to_owned()
        })
        .collect();
    assert_eq!(old, text);

    let responses = events("openai", "/v1/responses", r#"{"model": "gpt-x", "stream": true}"#);
    let names: Vec<_> = responses.iter().filter_map(|(name, _)| name.as_deref()).collect();
    let mut expected = vec![
        "response.created",
        "response.in_progress",
        "response.output_item.added",
        "response.content_part.added",
    ];
    expected.extend(SIMULATED.map(|_| "response.output_text.delta"));
    expected.extend([
        "response.output_text.done",
        "response.content_part.done",
        "response.output_item.done",
        "response.completed",
    ]);
    assert_eq!(names, expected);
    for (number, (name, data)) in responses.iter().enumerate() {
        let event: Value = serde_json::from_str(data).unwrap();
        assert_eq!(
            (event["sequence_number"].as_u64(), event["type"].as_str()),
            (Some(number as u64), name.as_deref())
        );
    }
    let completed: Value = serde_json::from_str(&responses.last().unwrap().1).unwrap();
    assert_eq!(
        completed["response"],
        json("openai", "POST", "/v1/responses", r#"{"model": "gpt-x"}"#)
    );
}

#[test]
fn anthropic_responses_are_of_their_endpoint() {
    for (method, path, pointer, value) in [
        ("POST", "/v1/messages", "/type", "message"),
        ("POST", "/v1/messages", "/content/0/type", "text"),
        ("GET", "/v1/models", "/data/0/type", "model"),
        ("GET", "/v1/models/claude-x", "/id", "claude-x"),
        ("POST", "/v1/messages/batches", "/type", "message_batch"),
        ("GET", "/v1/messages/batches/msgbatch_1", "/id", "msgbatch_1"),
        ("DELETE", "/v1/messages/batches/msgbatch_1", "/type", "message_batch_deleted"),
    ] {
        let json = json("anthropic", method, path, "");
        assert_eq!(
            json.pointer(pointer).and_then(Value::as_str),
            Some(value),
            "{method} {path}: {json}"
        );
    }
    assert_eq!(json("anthropic", "POST", "/v1/messages/count_tokens", "")["input_tokens"], 1);
    let list = json("anthropic", "GET", "/v1/models", "");
    assert_eq!(list["first_id"], list["data"][0]["id"]);
    assert_eq!(json("anthropic", "GET", "/v1/files", "")["data"], Value::Array(Vec::new()));
}

#[test]
fn anthropic_streams_what_it_would_send_whole() {
    let sent = r#"{"model": "claude-x", "max_tokens": 9, "messages": [], "stream": true}"#;
    let stream = events("anthropic", "/v1/messages", sent);
    let names: Vec<_> = stream.iter().filter_map(|(name, _)| name.as_deref()).collect();
    let mut expected = vec!["message_start", "content_block_start", "ping"];
    expected.extend(SIMULATED.map(|_| "content_block_delta"));
    expected.extend(["content_block_stop", "message_delta", "message_stop"]);
    assert_eq!(names, expected);
    let stream: Vec<Value> = stream.iter().map(|(_, data)| serde_json::from_str(data).unwrap()).collect();
    let streamed: String = stream.iter().filter_map(|event| event["delta"]["text"].as_str()).collect();
    let mut message = stream[0]["message"].clone();
    let end = &stream[stream.len() - 2];
    message["content"] = serde_json::json!([{"type": "text", "text": streamed}]);
    message["stop_reason"] = end["delta"]["stop_reason"].clone();
    message["usage"]["output_tokens"] = end["usage"]["output_tokens"].clone();
    let whole = json("anthropic", "POST", "/v1/messages", r#"{"model": "claude-x"}"#);
    assert_eq!(message, whole);
}

#[test]
fn an_error_is_never_streamed() {
    for (vendor, number, path) in [("openai", 429, "/v1/chat/completions"), ("anthropic", 529, "/v1/messages")] {
        let target = format!("/{number};vendor={vendor}{path}");
        let request = VendorRequest {
            method: "POST",
            target: &target,
            body: br#"{"stream": true}"#,
            ..request(number)
        };
        let response = find(vendor).unwrap().response(&request);
        assert_eq!(response.content_type, Some("application/json"));
    }
}

#[test]
fn github_sends_arrays_for_lists_and_objects_for_the_rest() {
    for path in [
        "/repos/o/r/issues",
        "/repos/o/r/issues/1/comments",
        "/repos/o/r/pulls",
        "/api/v3/repos/o/r/commits?per_page=1",
        "/users/o/repos",
        "/orgs/o/members",
        "/user/repos",
        "/gists",
        "/repos/o/r/contents/",
    ] {
        assert_eq!(json("github", "GET", path, ""), Value::Array(Vec::new()), "{path}");
    }
    for (path, array) in [
        ("/search/issues?q=x", "items"),
        ("/repos/o/r/actions/runs", "workflow_runs"),
        ("/repos/o/r/actions/runs/1/jobs", "jobs"),
        ("/repos/o/r/commits/main/check-runs", "check_runs"),
        ("/installation/repositories", "repositories"),
    ] {
        let list = json("github", "GET", path, "");
        assert_eq!(
            (&list["total_count"], &list[array]),
            (&0.into(), &Value::Array(Vec::new())),
            "{path}"
        );
    }
    for (path, pointer, value) in [
        ("/user", "/type", "User"),
        ("/users/issues", "/login", "issues"),
        ("/repos/o/issues", "/full_name", "o/issues"),
        ("/repos/o/r/issues/12", "/state", "open"),
        ("/repos/o/r/labels/bug", "/name", "bug"),
        ("/repos/o/r", "/url", "http://host:8080/200;vendor=github/repos/o/r"),
        (
            "/api/v3/repos/o/r",
            "/owner/url",
            "http://host:8080/200;vendor=github/api/v3/users/o",
        ),
    ] {
        let object = json("github", "GET", path, "");
        assert_eq!(
            object.pointer(pointer).and_then(Value::as_str),
            Some(value),
            "{path}: {object}"
        );
    }
    assert_eq!(json("github", "GET", "/repos/o/r/issues/12", "")["number"], 12);
    let created = json("github", "POST", "/repos/o/r/issues", "{}");
    let url = created["url"].as_str().unwrap();
    assert!(url.ends_with(&format!("/repos/o/r/issues/{}", created["number"])), "{url}");
    let found = body("github", 302, |request| request.location = Some("/200"));
    assert!(found.contains("\"url\":\"/200\""), "{found}");
}

#[test]
fn stripe_sends_lists_for_plurals_and_objects_for_ids() {
    for (method, path, object) in [
        ("GET", "/v1/customers", "list"),
        ("GET", "/v1/customers/cus_1", "customer"),
        ("POST", "/v1/customers", "customer"),
        ("POST", "/v1/customers/cus_1", "customer"),
        ("DELETE", "/v1/customers/cus_1", "customer"),
        ("GET", "/v1/customers/search", "search_result"),
        ("GET", "/v1/customers/cus_1/sources", "list"),
        ("GET", "/v1/invoices/in_1/lines", "list"),
        ("POST", "/v1/payment_intents/pi_1/confirm", "payment_intent"),
        ("POST", "/v1/checkout/sessions", "checkout.session"),
        ("GET", "/v1/checkout/sessions/cs_1/line_items", "list"),
        ("GET", "/v1/tax_rates", "list"),
        ("GET", "/v1/balance", "balance"),
        ("GET", "/v1/account", "account"),
        ("GET", "", "list"),
    ] {
        assert_eq!(json("stripe", method, path, "")["object"], object, "{method} {path}");
    }
    let list = json("stripe", "GET", "/v1/customers?limit=3", "");
    assert_eq!((&list["url"], &list["has_more"]), (&"/v1/customers".into(), &false.into()));
    assert_eq!(json("stripe", "GET", "/v1/customers/cus_1", "")["id"], "cus_1");
    let created = json("stripe", "POST", "/v1/customers", "name=x");
    assert!(created["id"].as_str().unwrap().starts_with("cus_"), "{created}");
    assert_eq!(json("stripe", "DELETE", "/v1/customers/cus_1", "")["deleted"], true);
    let ended = json("stripe", "DELETE", "/v1/subscriptions/sub_1", "");
    assert!(ended["deleted"].is_null() && ended["object"] == "subscription", "{ended}");
}

#[test]
fn a_model_name_that_is_too_long_is_not_repeated() {
    let sent = format!(r#"{{"model": "{}", "stream": true}}"#, "x".repeat(100_000));
    let stream = events("openai", "/v1/responses", &sent);
    assert!(stream.iter().map(|(_, data)| data.len()).sum::<usize>() < 20_000);
}

use std::sync::{Arc, LazyLock};

use http::StatusCode;
use http::header::{self, HeaderValue};

use super::*;
use crate::book::LiveBook;
use crate::call::fault::FaultKind;

/// Read once: it has a file for each status.
static BOOK: LazyLock<Arc<Book>> = LazyLock::new(|| LiveBook::open().unwrap().last_good());

const NOW: &str = "2025-10-08T10:30:45.123Z";

fn headers(pairs: &[(&'static str, &str)]) -> HeaderMap {
    pairs
        .iter()
        .map(|(name, value)| (HeaderName::from_static(name), HeaderValue::from_str(value).unwrap()))
        .collect()
}

fn answer(code: u16, request: &HeaderMap) -> Result<Reply, Refusal> {
    ask(&format!("/{code}"), request)
}

/// The reply to a GET of that address.
fn ask(address: &str, request: &HeaderMap) -> Result<Reply, Refusal> {
    let book = &*BOOK;
    let (path, query) = address.split_once('?').unwrap_or((address, ""));
    let call = crate::call::read::read("GET", path, Some(query), []).unwrap().call;
    let code = call.target.codes()[0];
    let selection = Selection::only(&call, code);
    let target = address;
    let request_view = RequestView {
        target,
        origin: "https://host",
        headers: request,
        below: None,
        body: b"",
        unread: None,
        http_11: true,
        from_headers: false,
        ignored: &[],
    };
    reply(&call, &selection, book, &request_view, NOW.parse().unwrap(), 0)
}

fn text(reply: &Reply) -> &str {
    std::str::from_utf8(&reply.body).unwrap()
}

#[test]
fn the_json_is_the_contracts_to_the_letter() {
    let reply = answer(502, &HeaderMap::new()).unwrap();
    assert_eq!(
        text(&reply),
        r#"{
  "success": false,
  "status": 502,
  "statusText": "Bad Gateway - The server got an invalid response while working as a gateway",
  "timestamp": "2025-10-08T10:30:45.123Z",
  "request": {
    "method": "GET",
    "url": "/502",
    "fullUrl": "https://host/502"
  }
}
"#
    );
    assert_eq!(reply.headers[header::CONTENT_TYPE], "application/json");
    assert_eq!(reply.headers[X_MOCK_STATUS], "502");
    assert_eq!(reply.headers[header::LINK], "<https://host/docs/502>; rel=\"help\"");
    assert_eq!(reply.reason, "Bad Gateway");
}

#[test]
fn every_final_code_is_answered_as_asked() {
    for number in 200..1000 {
        if number == 444 {
            continue;
        }
        let reply = answer(number, &HeaderMap::new()).unwrap();
        assert_eq!(reply.status.as_u16(), number);
        let code = Code::new(number).unwrap();
        assert_eq!(reply.body.is_empty(), !code.has_body(), "{number}");
        if reply
            .headers
            .get(header::CONTENT_TYPE)
            .is_some_and(|value| value == "application/json")
        {
            let json: serde_json::Value = serde_json::from_slice(&reply.body).unwrap();
            assert_eq!(json["success"], number < 400);
            assert!(json["statusText"].as_str().unwrap().starts_with(&reply.reason));
        }
    }
}

#[test]
fn interim_codes_come_before_a_final_one() {
    for (number, interim, status) in [
        (100, None, 200),
        (101, None, 426),
        (102, Some(102), 200),
        (103, Some(103), 200),
        (199, Some(199), 200),
    ] {
        let reply = answer(number, &HeaderMap::new()).unwrap();
        assert_eq!(
            reply.interim.first().map(|interim| interim.status.as_u16()),
            interim,
            "{number}"
        );
        assert_eq!(reply.status, status, "{number}");
        assert_eq!(reply.headers[X_MOCK_STATUS], number.to_string());
    }
    let hints = answer(103, &HeaderMap::new()).unwrap();
    assert!(hints.interim[0].headers.contains_key(header::LINK));
    assert_eq!(answer(444, &HeaderMap::new()).unwrap().ending, Ending::Nothing);
}

#[test]
fn the_body_is_what_is_asked_for_and_else_what_is_accepted() {
    let accept = |text: &str| headers(&[("accept", text)]);
    for (address, request, media_type) in [
        ("/502", accept("application/problem+json"), "application/problem+json"),
        ("/200", accept("application/problem+json"), "application/json"),
        (
            "/502",
            accept("application/problem+json, application/json"),
            "application/json",
        ),
        (
            "/502",
            accept("application/xml;q=0.9, application/json;q=0.1"),
            "application/xml",
        ),
        ("/502", accept("text/plain"), "text/plain; charset=utf-8"),
        ("/502", accept("image/png"), "application/json"),
        ("/502?format=xml", HeaderMap::new(), "application/xml"),
        ("/502?format=html", HeaderMap::new(), "text/html; charset=utf-8"),
        ("/502?format=text&body=%7B%7D", HeaderMap::new(), "application/json"),
        ("/502?body=x&type=text/html", HeaderMap::new(), "text/html; charset=utf-8"),
        ("/207", HeaderMap::new(), "application/xml; charset=utf-8"),
    ] {
        let reply = ask(address, &request).unwrap();
        assert_eq!(reply.headers[header::CONTENT_TYPE], media_type, "{address} {request:?}");
        let active = media_type.contains("html") && address.contains("body");
        assert_eq!(
            reply
                .headers
                .get(header::CONTENT_SECURITY_POLICY)
                .is_some_and(|p| p.to_str().unwrap().contains("sandbox")),
            active,
            "{address}"
        );
    }
    assert_eq!(
        ask("/200?format=problem", &HeaderMap::new()).unwrap_err().problem.kind,
        "impossible-option"
    );
    let empty = ask("/502?format=empty", &HeaderMap::new()).unwrap();
    assert!(empty.body.is_empty() && !empty.headers.contains_key(header::CONTENT_TYPE));
    assert!(
        ask("/204?body=x", &HeaderMap::new())
            .unwrap()
            .headers
            .contains_key("x-mock-ignored")
    );
}

#[test]
fn conditions_are_judged_in_the_order_of_the_specification() {
    let when = |name: &'static str, value: &str| headers(&[(name, value)]);
    let past = "Sun, 01 Dec 2024 00:00:00 GMT";
    let future = "Sat, 01 Feb 2025 00:00:00 GMT";
    for (address, request, status) in [
        ("/200?etag=v1", when("if-none-match", "\"v1\""), 304),
        ("/200?etag=v1", when("if-none-match", "W/\"v1\""), 304),
        ("/200?etag=v1", when("if-none-match", "*"), 304),
        ("/200?etag=v1", when("if-none-match", "\"v2\""), 200),
        ("/200?cache=60", when("if-modified-since", future), 304),
        ("/200?cache=60", when("if-modified-since", past), 200),
        ("/200?etag=v1", when("if-match", "\"v2\""), 412),
        ("/200?etag=v1", when("if-match", "\"v1\""), 200),
        ("/200?etag=v1", when("if-unmodified-since", past), 412),
        ("/404?etag=v1", when("if-none-match", "\"v1\""), 404),
        ("/200", when("if-none-match", "*"), 200),
        ("/412", HeaderMap::new(), 412),
        ("/412?etag=v1", when("if-match", "\"v2\""), 412),
        ("/412?etag=v1", when("if-match", "\"v1\""), 200),
        ("/304", HeaderMap::new(), 304),
        ("/304", when("if-match", "\"v2\""), 304),
        ("/412", when("if-modified-since", "yesterday"), 412),
        ("/200?header=ETag:W/%22w%22", when("if-none-match", "W/\"w\""), 304),
        ("/200?header=ETag:W/%22w%22", when("if-match", "W/\"w\""), 412),
        ("/200?etag=v1&header=ETag:%22mine%22", when("if-none-match", "\"v1\""), 200),
        ("/206", when("if-none-match", "\"v1\""), 304),
        ("/206", when("if-match", "\"v2\""), 412),
    ] {
        let reply = ask(address, &request).unwrap();
        assert_eq!(reply.status, status, "{address} {request:?}");
        let code = Code::new(status).unwrap();
        assert_eq!(reply.body.is_empty(), !code.has_body(), "{address}");
    }
    let failed = ask("/200?etag=v1", &when("if-match", "\"v2\"")).unwrap();
    assert!(text(&failed).contains("\"status\": 412"), "{}", text(&failed));
    let fresh = ask("/200?etag=v1", &when("if-none-match", "\"v1\"")).unwrap();
    assert_eq!(fresh.headers[header::ETAG], "\"v1\"");
    assert!(
        !fresh.headers.contains_key(header::LAST_MODIFIED),
        "a 304 with an ETag repeats no Last-Modified"
    );
    let frozen = ask("/200?cache=60", &HeaderMap::new()).unwrap();
    assert_eq!(frozen.headers[header::CACHE_CONTROL], "max-age=60");
    assert_eq!(frozen.headers[header::LAST_MODIFIED], "Wed, 01 Jan 2025 00:00:00 GMT");
    assert!(text(&frozen).contains("2025-01-01T00:00:00.000Z"));
    assert!(ask("/429?cache=60", &HeaderMap::new()).is_err());
}

#[test]
fn ranges_of_the_document_are_true() {
    let range = |text: &str| headers(&[("range", text)]);
    for (text, status, content_range, length) in [
        ("bytes=0-9", 206, "bytes 0-9/1024", 10),
        ("bytes=1000-", 206, "bytes 1000-1023/1024", 24),
        ("bytes=-24", 206, "bytes 1000-1023/1024", 24),
        ("bytes=-5000", 206, "bytes 0-1023/1024", 1024),
        ("BYTES=0-9", 206, "bytes 0-9/1024", 10),
        ("bytes=0-5000", 206, "bytes 0-1023/1024", 1024),
        ("lines=1-2", 200, "", 1024),
    ] {
        let reply = answer(206, &range(text)).unwrap();
        assert_eq!(reply.status, status, "{text}");
        let shown = reply
            .headers
            .get(header::CONTENT_RANGE)
            .map_or("", |value| value.to_str().unwrap());
        assert_eq!((shown, reply.body.len()), (content_range, length), "{text}");
    }
    let past = answer(206, &range("bytes=5000-")).unwrap();
    assert_eq!(
        (past.status.as_u16(), &past.headers[header::CONTENT_RANGE]),
        (416, &HeaderValue::from_static("bytes */1024"))
    );
    assert!(
        text(&past).contains("\"status\": 416"),
        "a 416 explains itself: {}",
        text(&past)
    );
    let many = answer(206, &range("bytes=0-1,10-11")).unwrap();
    assert!(
        many.headers[header::CONTENT_TYPE]
            .to_str()
            .unwrap()
            .starts_with("multipart/byteranges; boundary=")
    );
    assert_eq!(text(&many).matches("Content-Range: bytes ").count(), 2);
    let unsolicited = answer(206, &HeaderMap::new()).unwrap();
    assert_eq!(unsolicited.status, 206);
    assert_eq!(unsolicited.headers[header::CONTENT_RANGE], "bytes 0-511/1024");
    let changed = answer(206, &headers(&[("range", "bytes=0-9"), ("if-range", "\"other\"")])).unwrap();
    assert_eq!((changed.status.as_u16(), changed.body.len()), (200, 1024));
}

#[test]
fn redirects_lead_on_over_their_hops_and_to_this_host() {
    let location = |address| {
        ask(address, &HeaderMap::new()).unwrap().headers[header::LOCATION]
            .to_str()
            .unwrap()
            .to_owned()
    };
    assert_eq!(location("/302"), "/200");
    assert_eq!(location("/302?to=/404"), "/404");
    assert_eq!(location("/302?to=/404&hops=2"), "/302?to=/404&hops=1");
    assert_eq!(location("/302?to=/404&hops=1"), "/404");
    assert_eq!(location("/307?hops=loop"), "/307?hops=loop");
    assert_eq!(location("/308?location=absolute"), "https://host/200");
    assert!(ask("/200?to=/404", &HeaderMap::new()).is_err());
    for code in [304, 305, 306] {
        assert!(
            !answer(code, &HeaderMap::new())
                .unwrap()
                .headers
                .contains_key(header::LOCATION),
            "{code}"
        );
    }
}

#[test]
fn credentials_that_match_are_let_through() {
    let with = |name: &'static str, value: &str| headers(&[(name, value)]);
    for (address, request, status) in [
        ("/401?auth=basic:user:pass", with("authorization", "Basic dXNlcjpwYXNz"), 200),
        ("/401?auth=basic:user:pass", with("authorization", "basic dXNlcjpwYXNz"), 200),
        (
            "/401?auth=basic:user:pass",
            with("authorization", "Basic dXNlcjp3cm9uZw=="),
            401,
        ),
        ("/401?auth=bearer:secret", with("authorization", "Bearer secret"), 200),
        ("/401?auth=bearer:secret", with("authorization", "Bearer Secret"), 401),
        ("/407?auth=bearer:secret", with("proxy-authorization", "Bearer secret"), 200),
        ("/407?auth=bearer:secret", with("authorization", "Bearer secret"), 407),
        ("/401", with("authorization", "Bearer secret"), 401),
    ] {
        assert_eq!(ask(address, &request).unwrap().status, status, "{address}");
    }
    let challenge = |address| {
        ask(address, &HeaderMap::new()).unwrap().headers[header::WWW_AUTHENTICATE]
            .to_str()
            .unwrap()
            .to_owned()
    };
    assert!(challenge("/401?auth=basic").starts_with("Basic realm="));
    assert!(challenge("/401?auth=digest").contains("nonce="));
}

#[test]
fn faults_that_cannot_be_are_refused() {
    for address in [
        "/204?fault=truncate",
        "/304?fault=drip:1s/2",
        "/200?format=empty&fault=bad-gzip",
    ] {
        assert_eq!(
            ask(address, &HeaderMap::new()).unwrap_err().problem.kind,
            "impossible-fault",
            "{address}"
        );
    }
    assert_eq!(
        ask("/502?fault=reset", &HeaderMap::new()).unwrap().ending,
        Ending::Fault(FaultKind::Reset)
    );
}

#[test]
fn headers_that_a_code_needs_are_there() {
    for (number, name) in [
        (301, "location"),
        (401, "www-authenticate"),
        (405, "allow"),
        (407, "proxy-authenticate"),
        (426, "upgrade"),
        (429, "retry-after"),
        (503, "retry-after"),
    ] {
        let reply = answer(number, &HeaderMap::new()).unwrap();
        assert!(reply.headers.contains_key(name), "{number} without {name}");
    }
    let challenge = answer(401, &HeaderMap::new()).unwrap().headers[header::WWW_AUTHENTICATE].clone();
    assert!(
        challenge.to_str().unwrap().starts_with("Bearer"),
        "a Basic challenge would open a login box"
    );
}

#[test]
fn html_is_for_browsers_that_navigate() {
    for (request, html) in [
        (headers(&[("sec-fetch-mode", "navigate"), ("accept", "text/html")]), true),
        (headers(&[("accept", "text/html,application/xhtml+xml,*/*;q=0.8")]), true),
        (
            headers(&[("sec-fetch-mode", "cors"), ("accept", "text/html,application/xhtml+xml")]),
            false,
        ),
        (headers(&[("accept", "text/html, image/gif, *; q=.2, */*; q=.2")]), false),
        (headers(&[("accept", "*/*")]), false),
        (HeaderMap::new(), false),
    ] {
        let reply = answer(502, &request).unwrap();
        let is_html = reply.headers[header::CONTENT_TYPE].to_str().unwrap().starts_with("text/html");
        assert_eq!(is_html, html, "{request:?}");
    }
}

#[test]
fn a_page_of_another_origin_reads_every_header() {
    let reply = answer(503, &headers(&[("origin", "https://app.example")])).unwrap();
    assert_eq!(reply.headers[header::ACCESS_CONTROL_ALLOW_ORIGIN], "https://app.example");
    assert_eq!(reply.headers[header::ACCESS_CONTROL_ALLOW_CREDENTIALS], "true");
    let exposed = reply.headers[header::ACCESS_CONTROL_EXPOSE_HEADERS].to_str().unwrap();
    let exposed: Vec<_> = exposed.split(", ").collect();
    for name in reply
        .headers
        .keys()
        .filter(|name| !name.as_str().starts_with("access-control-"))
    {
        assert!(exposed.contains(&name.as_str()), "{name} is hidden");
    }
    assert!(
        !answer(503, &HeaderMap::new())
            .unwrap()
            .headers
            .contains_key(header::ACCESS_CONTROL_ALLOW_ORIGIN)
    );
}

#[test]
fn nothing_is_served_where_a_browser_would_run_it() {
    let check = |destination| check_destination(&headers(&[("sec-fetch-dest", destination)]));
    for destination in ["script", "style", "worker", "serviceworker"] {
        assert_eq!(check(destination).unwrap_err().status, StatusCode::FORBIDDEN, "{destination}");
    }
    assert!(check("empty").is_ok() && check("image").is_ok());
}

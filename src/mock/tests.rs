use super::*;
use crate::book::Shelf;

const NOW: &str = "2025-10-08T10:30:45.123Z";

fn headers(pairs: &[(&'static str, &str)]) -> HeaderMap {
    pairs
        .iter()
        .map(|(name, value)| (HeaderName::from_static(name), HeaderValue::from_str(value).unwrap()))
        .collect()
}

fn answer(code: u16, request: &HeaderMap) -> Result<Reply, Refusal> {
    let book = Shelf::open().unwrap().last_good();
    let call = Call::new(Code::new(code).unwrap());
    let target = call.address();
    let seen = Seen {
        target: &target,
        origin: "https://host",
        headers: request,
        ignored: &[],
    };
    reply(&call, &book, &seen, NOW.parse().unwrap(), 0)
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
        if code.has_body() {
            let json: serde_json::Value = serde_json::from_slice(&reply.body).unwrap();
            assert_eq!(json["success"], number < 400);
            assert!(json["statusText"].as_str().unwrap().starts_with(&reply.reason));
        }
    }
}

#[test]
fn interim_codes_are_refused_as_ours() {
    for number in [100, 101, 103, 199, 444] {
        let refusal = answer(number, &HeaderMap::new()).unwrap_err();
        let reply = refuse(&refusal, &HeaderMap::new());
        assert_eq!(reply.status, StatusCode::NOT_IMPLEMENTED);
        assert_eq!(reply.headers[X_MOCK_ERROR], "not-implemented");
        assert!(!reply.headers.contains_key(X_MOCK_STATUS));
    }
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
    for destination in ["script", "style", "worker", "serviceworker"] {
        let refusal = answer(200, &headers(&[("sec-fetch-dest", destination)])).unwrap_err();
        assert_eq!(refusal.status, StatusCode::FORBIDDEN, "{destination}");
    }
    assert!(answer(200, &headers(&[("sec-fetch-dest", "empty")])).is_ok());
    assert!(answer(200, &headers(&[("sec-fetch-dest", "image")])).is_ok());
}

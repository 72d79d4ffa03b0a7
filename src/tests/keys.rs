//! What is remembered of a key, asked for by its client: from scripts, and from pages of other origins.

use http::Method;

use super::app::App;

const ORIGIN: (&str, &str) = ("origin", "https://app.example");

#[tokio::test]
async fn a_page_of_another_origin_reads_and_clears_a_key() {
    let app = App::new();
    app.get("/sequence/503,200?key=a").await;
    for (method, address, status) in [
        (Method::GET, "/-/keys/a", 200),
        (Method::HEAD, "/-/keys/a", 200),
        (Method::DELETE, "/-/keys/a", 204),
        (Method::DELETE, "/-/keys/a", 404),
        (Method::GET, "/-/keys/a", 404),
        (Method::GET, "/-/keys/no%20key", 400),
        (Method::PUT, "/-/keys/a", 405),
        (Method::OPTIONS, "/-/keys/a", 204),
    ] {
        let response = app.ask(method.clone(), address, &[ORIGIN]).await;
        assert_eq!(response.status, status, "{method} {address}");
        assert_eq!(response.header("access-control-allow-origin"), ORIGIN.1, "{method} {address}");
        assert_eq!(response.header("access-control-allow-credentials"), "", "{method} {address}");
        assert_eq!(response.header("vary"), "Origin", "{method} {address}");
        assert_eq!(response.header("cache-control"), "no-store", "{method} {address}");
    }
    let same_origin = app.get("/-/keys/a").await;
    assert_eq!(same_origin.header("access-control-allow-origin"), "");
    assert_eq!(same_origin.header("vary"), "Origin", "another origin gets other headers");
}

#[tokio::test]
async fn a_browser_may_ask_before_it_clears_a_key() {
    let app = App::new();
    let asks = [
        ORIGIN,
        ("access-control-request-method", "DELETE"),
        ("access-control-request-headers", "traceparent"),
    ];
    app.get("/200?key=a").await;
    let response = app.ask(Method::OPTIONS, "/-/keys/a", &asks).await;
    assert_eq!(response.status, 204);
    assert_eq!(response.header("access-control-allow-origin"), ORIGIN.1);
    assert_eq!(response.header("access-control-allow-methods"), "GET, HEAD, DELETE");
    assert_eq!(response.header("access-control-allow-headers"), "traceparent");
    assert_eq!(app.get("/-/keys/a").await.status, 200, "asking clears nothing");
}

#[tokio::test]
async fn whatever_is_wrong_with_a_key_is_said_in_json() {
    let app = App::new();
    for (method, address, status, kind) in [
        (Method::DELETE, "/-/keys/unknown", 404, "unknown-key"),
        (Method::GET, "/-/keys/", 400, "invalid-option"),
        (Method::GET, "/-/keys/a/b", 400, "invalid-option"),
        (Method::GET, "/-/keys/a/", 400, "invalid-option"),
        (Method::GET, "/-/keys/%FF", 400, "invalid-option"),
        (Method::DELETE, "/-/keys/%3Cscript%3E", 400, "invalid-option"),
        (Method::POST, "/-/keys/a", 405, "method-not-allowed"),
        (Method::PATCH, "/-/keys/", 405, "method-not-allowed"),
    ] {
        let response = app.ask(method, address, &[]).await;
        response.assert_ours(status, kind);
        let allow = if status == 405 { "GET, HEAD, DELETE, OPTIONS" } else { "" };
        assert_eq!(response.header("allow"), allow, "{address}");
    }
    let nothing = app.get("/-/keys/a").await;
    assert_eq!(nothing.header("content-type"), "application/json");
    assert!(nothing.json()["calls"].as_array().unwrap().is_empty());
}

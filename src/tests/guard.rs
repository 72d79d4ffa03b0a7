//! Requests that hyper lets through and nobody should simulate.

use http::Method;

use super::app::App;

fn method(length: usize) -> Method {
    Method::from_bytes("M".repeat(length).as_bytes()).unwrap()
}

#[tokio::test]
async fn what_is_no_request_for_this_server_is_refused_in_words() {
    let app = App::new();
    let host = ("host", "localhost");
    for (method, target, host, status, kind) in [
        (method(33), "/200", host, 501, "unknown-method"),
        (method(100_000), "/docs/200", host, 501, "unknown-method"),
        (Method::CONNECT, "example.org:443", host, 501, "connect"),
        (Method::GET, "/200", ("host", ""), 400, "bad-host"),
        (Method::GET, "/docs/200", ("host", " "), 400, "bad-host"),
        (Method::GET, "/200?é", host, 400, "bad-target"),
        (Method::GET, "/200/é", host, 400, "bad-target"),
        (Method::GET, "/docs/é", host, 400, "bad-target"),
        (Method::GET, "ftp://x/200", host, 400, "bad-target"),
        (Method::GET, "ws://x/docs/200", host, 400, "bad-target"),
        (Method::GET, "example.org", host, 400, "bad-target"),
        (Method::GET, "*", host, 400, "bad-target"),
    ] {
        let response = app.ask(method, target, &[host]).await;
        response.assert_ours(status, kind);
        assert!(response.text().len() < 1_000, "{}", response.text());
    }
}

#[tokio::test]
async fn what_is_unusual_but_right_is_served() {
    let app = App::new();
    for (method, target, status) in [
        (method(32), "/200", 200),
        (Method::GET, "/200?%C3%A9", 200),
        (Method::GET, "http://localhost/200", 200),
        (Method::GET, "HTTPS://localhost/200", 200),
        (Method::GET, "http://localhost?x", 200),
        (Method::OPTIONS, "*", 204),
    ] {
        let response = app.ask(method, target, &[]).await;
        assert_eq!(response.status, status, "{target}: {}", response.text());
        assert_eq!(response.header("x-mock-error"), "", "{target}");
    }
}

//! The mock, asked over HTTP.

use std::time::Duration;

use http::Method;

use super::app::App;
use crate::server::Settings;

const METHODS: [Method; 7] = [
    Method::GET,
    Method::POST,
    Method::PUT,
    Method::DELETE,
    Method::PATCH,
    Method::OPTIONS,
    Method::HEAD,
];

#[tokio::test]
async fn every_final_code_answers_every_method_with_itself() {
    let app = App::new();
    for code in (200..1000).filter(|code| *code != 444) {
        for method in METHODS {
            let answer = app.ask(method.clone(), &format!("/{code}"), &[]).await;
            assert_eq!(answer.status, code, "{method}");
            assert_eq!(answer.header("x-mock-status"), code.to_string());
            assert_eq!(answer.header("cache-control"), "no-store");
        }
    }
}

#[tokio::test]
async fn the_body_tells_what_was_asked() {
    let app = App::new();
    let answer = app
        .ask(
            Method::PUT,
            "/404/users/7?page=2&delay=nonsense",
            &[("host", "Example.ORG:8080")],
        )
        .await;
    let json = answer.json();
    assert_eq!(answer.status, 404);
    assert_eq!(json["request"]["method"], "PUT");
    assert_eq!(json["request"]["url"], "/404/users/7?page=2&delay=nonsense");
    assert_eq!(
        json["request"]["fullUrl"],
        "http://example.org:8080/404/users/7?page=2&delay=nonsense"
    );
    let time = json["timestamp"].as_str().unwrap();
    assert!(
        time.len() == 24 && time.ends_with('Z') && time.parse::<jiff::Timestamp>().is_ok(),
        "{time}"
    );
    let keys: Vec<_> = answer
        .text()
        .lines()
        .filter_map(|line| line.trim().split('"').nth(1))
        .collect();
    assert_eq!(
        keys,
        [
            "success",
            "status",
            "statusText",
            "timestamp",
            "request",
            "method",
            "url",
            "fullUrl"
        ]
    );
}

#[tokio::test]
async fn the_public_url_stands_in_the_answer() {
    let app = App::with(Settings {
        public_url: Some("https://statusbook.example".to_owned()),
        ..Settings::default()
    });
    let answer = app.ask(Method::GET, "/502", &[("host", "10.0.0.7")]).await;
    assert_eq!(answer.json()["request"]["fullUrl"], "https://statusbook.example/502");
    assert_eq!(answer.header("link"), "<https://statusbook.example/docs/502>; rel=\"help\"");
}

#[tokio::test(start_paused = true)]
async fn a_delay_is_kept_in_each_of_its_forms() {
    let app = App::new();
    for (target, headers) in [
        ("/503?delay=2s", &[][..]),
        ("/503;delay=2s/any/path?delay=9s", &[]),
        ("/503", &[("x-mock-delay", "2000")]),
    ] {
        let started = tokio::time::Instant::now();
        let answer = app.ask(Method::GET, target, headers).await;
        assert_eq!(started.elapsed().as_millis() / 10, 200, "{target}");
        assert_eq!(answer.header("server-timing"), "delay;dur=2000");
        assert_eq!(answer.status, 503);
    }
}

#[tokio::test]
async fn misuse_is_refused_in_words() {
    let app = App::with(Settings {
        longest_delay: Duration::from_secs(5),
        ..Settings::default()
    });
    for (target, status, kind, words) in [
        ("/502?delay=5", 400, "invalid-option", "5ms or 5s"),
        ("/502?delay=soon", 400, "invalid-option", "not a time"),
        ("/502?delay=6s", 400, "delay-too-long", "5s"),
        ("/502?delay=1s&delay=2s", 400, "repeated-option", "twice"),
        ("/502?delay=%FF", 400, "invalid-encoding", "UTF-8"),
        ("/502?delay=%2", 400, "invalid-encoding", "hexadecimal"),
        ("/502?dealy=2s&strict=1", 400, "unknown-option", "delay=2s"),
        ("/502;dealy=2s", 400, "unknown-option", "delay=2s"),
        ("/100", 501, "not-implemented", "cannot be sent"),
        ("/444", 501, "not-implemented", "cannot be sent"),
    ] {
        let answer = app.get(target).await;
        answer.assert_ours(status, kind);
        assert!(answer.text().contains(words), "{target}: {}", answer.text());
    }
}

#[tokio::test]
async fn what_is_no_option_is_left_alone_and_named() {
    let answer = App::new().get("/200?dealy=2s&utm_source=x").await;
    assert_eq!(answer.status, 200);
    assert_eq!(answer.header("x-mock-ignored"), "dealy (delay?), utm_source");
}

#[tokio::test]
async fn a_preflight_is_allowed_and_any_other_options_is_a_call() {
    let app = App::new();
    let asks = [
        ("origin", "https://app.example"),
        ("access-control-request-method", "PATCH"),
        ("access-control-request-headers", "x-a, content-type"),
    ];
    let answer = app.ask(Method::OPTIONS, "/502?delay=30s", &asks).await;
    assert_eq!(answer.status, 204);
    assert_eq!(answer.header("access-control-allow-origin"), "https://app.example");
    assert_eq!(answer.header("access-control-allow-methods"), "PATCH");
    assert_eq!(answer.header("access-control-allow-headers"), "x-a, content-type");
    assert_eq!(
        app.ask(Method::OPTIONS, "/502", &[("origin", "https://app.example")])
            .await
            .status,
        502
    );
}

#[tokio::test]
async fn trace_is_never_echoed() {
    let answer = App::new().ask(Method::TRACE, "/200", &[("cookie", "secret=1")]).await;
    assert_eq!(answer.status, 200);
    assert!(!answer.text().contains("secret"));
}

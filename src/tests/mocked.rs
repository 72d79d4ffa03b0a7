//! The mock, asked over HTTP.

use std::time::Duration;

use http::Method;

use super::app::App;
use crate::server::Config;

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
    for code in (200..1000).filter(|code| ![444].contains(code)) {
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
    let app = App::with(Config {
        public_url: Some("https://statusbook.example".to_owned()),
        ..Config::default()
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
    let app = App::with(Config {
        longest_delay: Duration::from_secs(5),
        ..Config::default()
    });
    for (target, status, kind, words) in [
        ("/502?delay=5", 400, "invalid-option", "5ms or 5s"),
        ("/502?delay=soon", 400, "invalid-option", "isn't a time"),
        ("/502?delay=6s", 400, "delay-too-long", "5s"),
        ("/502?delay=1s&delay=2s", 400, "repeated-option", "twice"),
        ("/502?delay=%FF", 400, "invalid-encoding", "UTF-8"),
        ("/502?delay=%2", 400, "invalid-encoding", "hexadecimal"),
        ("/502?dealy=2s&strict=1", 400, "unknown-option", "delay=2s"),
        ("/502;dealy=2s", 400, "unknown-option", "delay=2s"),
        ("/502?format=jsn", 400, "invalid-option", "json"),
        ("/502?limit=5/10s", 400, "incomplete-option", "key"),
        ("/204?fault=truncate", 400, "impossible-fault", "has none"),
        (
            "/302?to=https://evil.example",
            400,
            "redirect-refused",
            "doesn't redirect to evil.example",
        ),
        ("/502?vendor=apple", 400, "impossible-vendor", "Known vendors: nginx, "),
        ("/random", 400, "incomplete-call", "/random/"),
        ("/random/200:x", 400, "invalid-set", "weight"),
        ("/sequence/503,teapot", 400, "invalid-sequence", "teapot"),
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
async fn a_sequence_goes_step_by_step_for_each_key() {
    let app = App::new();
    let mut seen = Vec::new();
    for _ in 0..4 {
        let answer = app.get("/sequence/503;retry-after=7,429,200?key=a").await;
        seen.push((
            answer.status.as_u16(),
            answer.header("retry-after").to_owned(),
            answer.header("x-mock-step").to_owned(),
        ));
    }
    let expected = [(503, "7", "1/3"), (429, "1", "2/3"), (200, "", "3/3"), (200, "", "3/3")];
    assert_eq!(
        seen,
        expected.map(|(status, after, step)| (status, after.to_owned(), step.to_owned()))
    );
    assert_eq!(
        app.get("/sequence/503;retry-after=7,429,200?key=b").await.status,
        503,
        "another key has steps of its own"
    );
    let again = app.get("/sequence/503,200?key=c&loop=1").await;
    assert_eq!(again.header("x-mock-call"), "1");
    app.get("/sequence/503,200?key=c&loop=1").await;
    assert_eq!(
        app.get("/sequence/503,200?key=c&loop=1").await.status,
        503,
        "a loop starts again"
    );
}

#[tokio::test]
async fn a_key_is_told_and_forgotten() {
    let app = App::new();
    app.get("/sequence/503,200?key=a").await;
    let record = app.get("/-/keys/a").await;
    assert_eq!(record.json()["calls"][0]["call"], "/sequence/503,200");
    assert_eq!(app.ask(Method::DELETE, "/-/keys/a", &[]).await.status, 204);
    assert_eq!(app.ask(Method::DELETE, "/-/keys/a", &[]).await.status, 404);
    assert_eq!(app.get("/sequence/503,200?key=a").await.status, 503);
}

#[tokio::test]
async fn the_record_of_a_key_tells_its_calls_from_its_quota() {
    let app = App::new();
    for _ in 0..3 {
        app.get("/200?key=q&limit=2/10s").await;
    }
    assert_eq!(
        app.get("/-/keys/q").await.json()["calls"],
        serde_json::json!([{"call": "/200", "count": 2}, {"call": "/200", "kind": "limit", "count": 3}]),
        "the third call is refused, and counts in the window alone"
    );
}

#[tokio::test(start_paused = true)]
async fn a_quota_counts_refuses_and_opens_again() {
    let app = App::new();
    let ask = || app.get("/200?key=q&limit=2/10s");
    for left in ["1", "0"] {
        let answer = ask().await;
        assert_eq!((answer.status.as_u16(), answer.header("x-ratelimit-remaining")), (200, left));
        assert_eq!(answer.header("ratelimit-policy"), "\"default\";q=2;w=10");
        assert_eq!(answer.header("ratelimit"), format!("\"default\";r={left};t=10"));
    }
    tokio::time::advance(Duration::from_secs(4)).await;
    let refused = ask().await;
    assert_eq!((refused.status.as_u16(), refused.header("retry-after")), (429, "6"));
    assert_eq!(refused.headers.get_all("retry-after").iter().count(), 1);
    assert_eq!(refused.header("x-mock-status"), "200");
    tokio::time::advance(Duration::from_secs(6)).await;
    assert_eq!(ask().await.status, 200);
}

#[tokio::test]
async fn seeded_draws_repeat() {
    let app = App::new();
    let mut rows = Vec::new();
    for key in ["a", "b"] {
        let mut row = Vec::new();
        for _ in 0..20 {
            row.push(app.get(&format!("/random/200-299?seed=42&key={key}")).await.status.as_u16());
        }
        rows.push(row);
    }
    assert_eq!(rows[0], rows[1], "same seed, same row");
    assert_eq!(
        app.get("/random/200-299?seed=42&n=3").await.status,
        rows[0][2],
        "n names the draw"
    );
    assert_ne!(rows[0][0..5], [rows[0][0]; 5], "nothing is drawn");
}

#[tokio::test]
async fn explaining_sends_and_counts_nothing() {
    let app = App::new();
    let answer = app.get("/sequence/503;delay=9s,200?key=x&explain=1").await;
    assert_eq!(answer.status, 200);
    assert_eq!(answer.json()["status"], 503);
    assert_eq!(answer.json()["delay"], "9000 ms");
    assert_eq!(
        app.get("/444?explain=1").await.json()["ending"],
        "no response; the connection is closed"
    );
    app.ask(
        Method::GET,
        "/sequence/503,200?key=x",
        &[("sec-purpose", "prefetch;prerender")],
    )
    .await;
    let first = app.get("/sequence/503,200?key=x").await;
    assert_eq!(first.header("x-mock-step"), "1/2");
}

#[tokio::test]
async fn an_echo_leaves_credentials_out() {
    let headers = [
        ("authorization", "Bearer s3cret"),
        ("cookie", "s3cret=1"),
        ("x-forwarded-for", "10.9.8.7"),
        ("x-mine", "1"),
        ("origin", "https://a.example"),
    ];
    let answer = App::new().ask(Method::GET, "/200?echo=1", &headers).await;
    assert_eq!(answer.json()["request"]["headers"]["x-mine"], "1");
    assert!(
        !answer.text().contains("s3cret") && !answer.text().contains("10.9.8.7"),
        "{}",
        answer.text()
    );
    assert_eq!(answer.header("access-control-allow-credentials"), "");
}

#[tokio::test]
async fn cors_breaks_as_it_says() {
    let app = App::new();
    let origin = ("origin", "https://app.example");
    let allowed = async |cors: &str| {
        let answer = app.ask(Method::GET, &format!("/200?cors={cors}"), &[origin]).await;
        answer.header("access-control-allow-origin").to_owned()
    };
    assert_eq!(allowed("off").await, "");
    assert_eq!(allowed("wildcard").await, "*");
    assert_ne!(allowed("wrong").await, "https://app.example");
    let preflight = [origin, ("access-control-request-method", "PUT")];
    assert_eq!(
        app.ask(Method::OPTIONS, "/200?cors=preflight-fail", &preflight).await.status,
        403
    );
    assert_eq!(
        app.ask(Method::OPTIONS, "/200;cors=preflight-fail/x", &preflight)
            .await
            .status,
        403
    );
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

#[tokio::test]
async fn the_state_of_clients_without_a_key_is_nobodys_to_see() {
    let app = App::new();
    for method in [Method::GET, Method::DELETE] {
        app.ask(method, "/-/keys/client%20127.0.0.1", &[])
            .await
            .assert_ours(400, "invalid-option");
    }
}

/// Each of these once made an error of ours, because the option was judged by a code that nobody asked for.
#[tokio::test]
async fn options_do_not_turn_a_later_answer_into_an_error() {
    let app = App::new();
    for (address, statuses) in [
        ("/200?cache=60&key=a&limit=1/60s", [200, 429]),
        ("/302?to=/404&key=b&limit=1/60s", [302, 429]),
        ("/sequence/503,200?format=problem&key=c", [503, 200]),
        ("/sequence/302,200?to=/404&key=d", [302, 200]),
        ("/sequence/502,200?vendor=nginx&key=e", [502, 200]),
    ] {
        for status in statuses {
            assert_eq!(app.get(address).await.status, status, "{address}");
        }
    }
}

#[tokio::test]
async fn a_vendor_leaves_out_what_it_does_not_send() {
    let app = App::new();
    for (address, name) in [("/405?vendor=nginx", "allow"), ("/426?vendor=envoy", "upgrade")] {
        let (path, _) = address.split_once('?').unwrap();
        assert_ne!(app.get(path).await.header(name), "", "{path}");
        assert_eq!(app.get(address).await.header(name), "", "{address}");
    }
}

#[tokio::test]
async fn a_quota_beats_what_a_vendor_says_of_its_own() {
    let app = App::new();
    app.get("/429?vendor=github&key=a&limit=1/60s").await;
    let refused = app.get("/429?vendor=github&key=a&limit=1/60s").await;
    assert_eq!(
        (refused.header("x-ratelimit-limit"), refused.header("retry-after")),
        ("1", "60")
    );
}

#[tokio::test]
async fn times_that_count_from_now_do_so_in_a_frozen_answer() {
    let answer = App::new().get("/503?etag=v1&retry-after=date:5").await;
    assert!(
        !answer.header("retry-after").contains("2025"),
        "{}",
        answer.header("retry-after")
    );
    assert!(answer.text().contains("2025-01-01T00:00:00.000Z"));
}

#[tokio::test]
async fn no_shared_cache_keeps_what_a_header_chose() {
    let app = App::new();
    let poisoned = app
        .ask(Method::GET, "/200", &[("x-mock-cache", "60"), ("x-mock-body", "evil")])
        .await;
    assert_eq!(poisoned.header("vary"), "*");
    assert_ne!(app.get("/200?cache=60&body=mine").await.header("vary"), "*");
    assert_eq!(
        app.get("/429?header=Cache-Control:max-age=60").await.header("cache-control"),
        "no-store"
    );
}

#[tokio::test]
async fn nothing_of_a_trace_comes_back() {
    let app = App::new();
    for query in ["echo=1", "body=request"] {
        let answer = app.ask(Method::TRACE, &format!("/200?{query}"), &[("x-s", "secret")]).await;
        answer.assert_ours(400, "impossible-option");
        assert!(!answer.text().contains("secret"));
    }
}

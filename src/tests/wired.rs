//! The wire client: it shows what a bare socket gets, counts nothing, and reaches nothing but the mock.

use std::net::IpAddr;

use axum::body::Body;
use http::{Method, Request};
use http_body_util::BodyExt;
use scraper::{Html, Selector};
use tokio::io::AsyncReadExt;

use super::app::App;
use super::served::{Served, get, start, start_still};
use crate::book::LiveBook;
use crate::server::{self, Chance, Config};

/// What a page of the wire shows, in order: where to, and the text with its line ends.
fn timeline(page: &str) -> Vec<(String, String)> {
    let page = page.replace("<i class=\"crlf\"></i>\n", "\r\n").replace('\r', "&#13;");
    let page = Html::parse_document(&page);
    let (event, bytes, title) = (
        Selector::parse(".timeline li").unwrap(),
        Selector::parse("pre code").unwrap(),
        Selector::parse("b").unwrap(),
    );
    page.select(&event)
        .map(|event| {
            let text = |selector| event.select(selector).next().map(|found| found.text().collect::<String>());
            let way = event.attr("data-way").unwrap().to_owned();
            (way, text(&bytes).or_else(|| text(&title)).unwrap_or_default())
        })
        .collect()
}

fn joined(events: &[(String, String)], way: &str) -> String {
    events
        .iter()
        .filter(|(other, _)| other == way)
        .map(|(_, text)| text.as_str())
        .collect()
}

/// Without the line that the clock writes.
fn without_date(text: &str) -> String {
    text.split_inclusive("\r\n")
        .filter(|line| !line.starts_with("date: "))
        .collect()
}

async fn wire(served: &Served, code: u16, query: &str) -> Vec<(String, String)> {
    timeline(&served.get(&format!("/docs/{code}/wire?{query}")).await)
}

fn chance() -> Chance {
    Chance::new(|| "2026-11-29T12:00:00Z".parse().unwrap(), || 7)
}

#[tokio::test]
async fn every_code_is_shown_as_a_bare_socket_gets_it() {
    let served = start_still(chance()).await;
    let book = LiveBook::open().unwrap().last_good();
    for status in book.statuses() {
        let code = status.code.number();
        let events = wire(&served, code, "method=GET").await;
        // Everything of the first hop, with its own request.
        let end = events
            .iter()
            .position(|(_, text)| text.starts_with("Redirect:"))
            .unwrap_or(events.len());
        let request = joined(&events[..end], "out");
        assert!(
            request.starts_with(&format!("GET /{code} HTTP/1.1\r\nHost: localhost\r\n")),
            "{request}"
        );
        if code == 101 {
            assert!(joined(&events, "in").starts_with("HTTP/1.1 101 "), "{events:?}");
            assert!(events.iter().any(|(way, text)| way == "in" && text.contains("hello")));
            continue;
        }
        let socket = served.ask_half_closed(request.as_bytes()).await;
        let shown = joined(&events[..end], "in");
        assert_eq!(without_date(&shown), without_date(&socket), "{code}");
    }
}

#[tokio::test]
async fn faults_show_how_the_connection_ended() {
    let served = start().await;
    for (fault, ending, words) in [
        ("reset", "The server reset the connection.", ""),
        ("close", "The server closed the connection.", ""),
        ("truncate:10", "The server closed the connection.", "{\n  \"succe"),
        ("garbage", "The server closed the connection.", ""),
        ("bad-chunk", "The server closed the connection.", "transfer-encoding: chunked"),
        ("drip:200ms/4", "The server closed the connection.", "\"status\": 502"),
    ] {
        let events = wire(&served, 502, &format!("fault={fault}")).await;
        assert_eq!(events.last().unwrap().1, ending, "{fault}: {events:?}");
        let text = joined(&events, "in");
        assert!(text.contains(words), "{fault}: {text}");
        assert_eq!(text.is_empty(), matches!(fault, "reset" | "close"), "{fault}: {text}");
    }
    let pieces = wire(&served, 502, "fault=drip:200ms/4").await;
    assert!(pieces.iter().filter(|(way, _)| way == "in").count() >= 3, "{pieces:?}");
}

#[tokio::test]
async fn what_a_page_cannot_send_is_sent() {
    let served = start().await;
    let sent = wire(
        &served,
        200,
        "method=TRACE&request-header=Cookie:a%3Db%0AHost:other.example%0AX-One:1&request-body=hello",
    )
    .await;
    let request = joined(&sent, "out");
    assert!(request.starts_with("TRACE /200 HTTP/1.1\r\n"), "{request}");
    for line in ["Host: other.example\r\n", "X-One: 1\r\n", "Content-Length: 5\r\n\r\nhello"] {
        assert!(request.contains(line), "{request}");
    }
    // What is typed is sent, also where an address would have a placeholder.
    assert!(request.contains("Cookie: a=b\r\n"), "{request}");
    let asked = wire(
        &served,
        100,
        "method=POST&request-header=Expect:100-continue&request-body=hello",
    )
    .await;
    let ways: Vec<_> = asked
        .iter()
        .map(|(way, text)| (way.as_str(), text.split(' ').nth(1).unwrap_or("")))
        .collect();
    let at = |way, word| ways.iter().position(|seen| *seen == (way, word));
    let (interim, body) = (
        at("in", "100"),
        asked.iter().position(|(way, text)| way == "out" && text == "hello"),
    );
    assert!(interim.is_some() && interim < body, "{asked:?}");
    let refused = wire(
        &served,
        417,
        "method=POST&request-header=Expect:100-continue&request-body=hello",
    )
    .await;
    assert!(
        refused.iter().any(|(_, text)| text.contains("doesn't send its body")),
        "{refused:?}"
    );
    assert!(!joined(&refused, "out").contains("hello"));
}

#[tokio::test]
async fn credentials_are_sent_from_a_form_and_are_in_no_address() {
    let served = start().await;
    let form = "form=1&on=auth&auth=basic:ada:lovelace&request-auth=basic&typed-user=ada&typed-password=lovelace";
    let post = |path: &str| {
        format!(
            "POST {path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: {}\r\n\r\n{form}",
            form.len()
        )
    };
    let page = served.ask(post("/docs/401/wire").as_bytes()).await;
    let events = timeline(&page);
    assert!(
        joined(&events, "out").contains("Authorization: Basic YWRhOmxvdmVsYWNl\r\n"),
        "{events:?}"
    );
    assert!(joined(&events, "in").starts_with("HTTP/1.1 200 "), "{events:?}");
    let moved = served.ask(post("/docs/401").as_bytes()).await;
    assert!(
        moved.contains("location: /docs/401?auth=basic:ada:lovelace&request-auth=basic\r\n"),
        "{moved}"
    );
    assert!(!moved.contains("typed-"), "{moved}");
}

#[tokio::test]
async fn nothing_is_counted_and_the_next_step_is_shown() {
    let served = start().await;
    let step = async |_: ()| {
        let response = served.get("/sequence/503,502,200?key=wired").await;
        response.split("x-mock-step: ").nth(1).unwrap()[..3].to_owned()
    };
    for expected in ["1/3", "2/3", "3/3"] {
        for _ in 0..3 {
            let events = wire(&served, 503, "call=sequence/503,502,200&key=wired").await;
            assert!(
                joined(&events, "in").contains(&format!("x-mock-step: {expected}\r\n")),
                "{events:?}"
            );
        }
        assert_eq!(step(()).await, expected);
    }
    for remaining in [1, 0] {
        for _ in 0..3 {
            let events = wire(&served, 200, "key=quota&limit=2/60s").await;
            let shown = joined(&events, "in");
            assert!(shown.contains(&format!("x-ratelimit-remaining: {remaining}\r\n")), "{shown}");
        }
        served.get("/200?key=quota&limit=2/60s").await;
    }
    let events = wire(&served, 200, "key=quota&limit=2/60s").await;
    assert!(joined(&events, "in").starts_with("HTTP/1.1 429 "), "{events:?}");
}

/// A request through `serve` as it comes from that address.
async fn asked(app: &App, client: &str, method: Method, target: &str, trace: Option<&str>, form: &str) -> (u16, String) {
    let mut request = Request::builder().method(method).uri(target).header("host", "localhost:3000");
    if let Some(trace) = trace {
        request = request.header("x-mock-trace", trace);
    }
    let mut request = request.body(Body::from(form.to_owned())).unwrap();
    let client: IpAddr = client.parse().unwrap();
    request.extensions_mut().insert(server::ClientAddress(client));
    let response = server::serve(app.state.clone(), request).await.response().unwrap();
    let status = response.status().as_u16();
    let body = response.into_body().collect().await.unwrap().to_bytes();
    (status, String::from_utf8_lossy(&body).into_owned())
}

#[tokio::test]
async fn the_draw_of_the_pages_own_call_is_played_again_and_only_for_its_client() {
    let app = App::new();
    let mut differed = 0;
    for n in 0..20 {
        let trace = format!("{n:032x}");
        let (status, _) = asked(&app, "192.0.2.1", Method::GET, "/random/200,503", Some(&trace), "").await;
        let form = format!("call=random/200,503&trace={trace}");
        let (_, mine) = asked(&app, "192.0.2.1", Method::POST, "/docs/503/wire", None, &form).await;
        let events = timeline(&mine);
        assert!(
            joined(&events, "in").starts_with(&format!("HTTP/1.1 {status} ")),
            "{events:?}"
        );
        if n < 2 {
            let (_, other) = asked(&app, "198.51.100.7", Method::POST, "/docs/503/wire", None, &form).await;
            assert!(mine.contains("It plays the same response"));
            assert!(
                !other.contains("It plays the same response"),
                "somebody else's draw was played"
            );
        }
        differed += u16::from(status == 503);
    }
    assert!((1..20).contains(&differed), "{differed} of 20 calls got 503");
}

#[tokio::test]
async fn a_call_that_a_browser_sent_again_is_sent_again() {
    let app = App::new();
    let trace = "a".repeat(32);
    let mut statuses = Vec::new();
    for _ in 0..3 {
        let (status, _) = asked(&app, "192.0.2.1", Method::GET, "/random/200-299", Some(&trace), "").await;
        statuses.push(status.to_string());
    }
    let form = format!("call=random/200-299&trace={trace}");
    let (_, page) = asked(&app, "192.0.2.1", Method::POST, "/docs/503/wire", None, &form).await;
    let events = timeline(&page);
    let heads = events
        .iter()
        .filter(|(way, text)| way == "in" && text.starts_with("HTTP/1.1 "));
    let shown: Vec<_> = heads.map(|(_, text)| text.split(' ').nth(1).unwrap().to_owned()).collect();
    assert_eq!(shown, statuses);
    let again = events.iter().filter(|(_, text)| text.contains("sent the call again")).count();
    assert_eq!(again, 2);
}

#[tokio::test]
async fn the_mock_never_sees_the_name_of_a_call() {
    let app = App::new();
    let trace = "0123456789abcdef0123456789abcdef";
    let (_, body) = asked(&app, "192.0.2.1", Method::GET, "/200?echo=1", Some(trace), "").await;
    assert!(!body.to_lowercase().contains("trace"), "{body}");
}

/// How many requests the wire client sends for a query; `None` if nothing is sent, because the query is refused.
async fn requests(served: &Served, query: &str) -> Option<usize> {
    let response = served.get(&format!("/docs/302/wire?{query}")).await;
    let events = timeline(&response);
    let heads: Vec<_> = events
        .iter()
        .filter(|(way, text)| way == "out" && text.contains(" HTTP/1.1\r\n"))
        .map(|(_, text)| text.as_str())
        .collect();
    for head in &heads {
        let target = head.split(' ').nth(1).unwrap();
        let path = target.split('?').next().unwrap();
        assert!(crate::call::path::is_mock_path(path), "{query}: {head}");
        assert_eq!(head.matches("\r\n\r\n").count(), 1, "{query}: {head}");
    }
    // What /-/health says.
    assert!(!joined(&events, "in").contains("\r\n\r\nok\n"), "{query}: {events:?}");
    assert_eq!(
        events.is_empty(),
        response.starts_with("HTTP/1.1 400 "),
        "{query}: {response}"
    );
    (!events.is_empty()).then_some(heads.len())
}

#[tokio::test]
async fn the_client_reaches_the_mock_and_nothing_else() {
    let served = start().await;
    for (query, expected) in [
        ("call=http://127.0.0.1:22/", None),
        ("call=../docs/502", None),
        ("call=/-/health", None),
        ("call=200/../../-/health", None),
        ("to=//evil.example/", None),
        ("to=http://evil.example/", None),
        ("to=https://localhost/docs", None),
        ("to=/-/health", Some(1)),
        ("to=/docs/502/wire", Some(1)),
        ("to=/200%20HTTP/1.1%0D%0AHost:evil.example", None),
        ("header=Location:http://evil.example/", None),
        ("request-header=X:1%0D%0A%0D%0AGET%20/-/health%20HTTP/1.1%0D%0AHost:a", None),
        (
            "request-header=Content-Length:0&request-body=GET%20/-/health%20HTTP/1.1%0D%0AHost:a%0D%0A%0D%0A",
            None,
        ),
        (
            "request-header=Transfer-Encoding:chunked&request-body=0%0D%0A%0D%0AGET%20/-/health%20HTTP/1.1",
            None,
        ),
        ("method=CONNECT", None),
        ("method=GET%20/-/health%20HTTP/1.1%0D%0A", None),
        ("request-header=Host:evil.example", Some(2)),
        ("to=/200", Some(2)),
        ("hops=100", Some(21)),
        ("hops=loop", Some(21)),
    ] {
        assert_eq!(requests(&served, query).await, expected, "{query}");
    }
    let looped = wire(&served, 302, "hops=loop").await;
    assert!(
        looped.last().unwrap().1.contains("stops after 20 redirects"),
        "{:?}",
        looped.last()
    );
    let site = wire(&served, 302, "to=/docs/502").await;
    assert!(site.last().unwrap().1.contains("Wire only calls the mock"), "{site:?}");

    // Somebody who finds the port gets nothing there.
    let port = served.state.wire.address().unwrap();
    assert!(port.ip().is_loopback());
    let mut stranger = tokio::net::TcpStream::connect(port).await.unwrap();
    let _ = tokio::io::AsyncWriteExt::write_all(&mut stranger, get("/200").as_bytes()).await;
    let mut bytes = Vec::new();
    let _ = stranger.read_to_end(&mut bytes).await;
    assert!(bytes.is_empty());
}

#[tokio::test]
async fn a_large_body_is_not_shown_again_with_each_redirect() {
    let served = start().await;
    let page = served.get("/docs/307/wire?hops=loop&method=POST&request-size=1048576").await;
    assert!(page.contains("more bytes"));
    assert!(page.len() < 400_000, "{} bytes", page.len());
}

#[tokio::test]
async fn one_network_makes_no_other_one_forgotten() {
    let app = App::new();
    let trace = "b".repeat(32);
    let (status, _) = asked(&app, "192.0.2.1", Method::GET, "/random/200-299", Some(&trace), "").await;
    for n in 0..200 {
        asked(&app, "198.51.100.7", Method::GET, "/200", Some(&format!("{n:032x}")), "").await;
    }
    let form = format!("call=random/200-299&trace={trace}");
    let (_, page) = asked(&app, "192.0.2.1", Method::POST, "/docs/200/wire", None, &form).await;
    assert!(
        joined(&timeline(&page), "in").starts_with(&format!("HTTP/1.1 {status} ")),
        "{page}"
    );
}

#[tokio::test]
async fn a_hop_to_a_host_that_the_operator_allows_is_shown_and_not_followed() {
    let app = App::with(Config {
        redirect_hosts: vec!["other.example".to_owned()],
        ..Config::default()
    });
    let page = app.get("/docs/302/wire?to=https://other.example/x").await;
    let events = timeline(page.text());
    assert!(
        joined(&events, "in").contains("location: https://other.example/x\r\n"),
        "{events:?}"
    );
    assert!(
        events.last().unwrap().1.contains("Wire doesn't go to another host"),
        "{events:?}"
    );
}

#[tokio::test]
async fn a_wire_page_is_kept_by_nobody_and_fetched_by_no_browser_ahead_of_time() {
    let app = App::new();
    let page = app.get("/docs/502/wire").await;
    assert_eq!(page.status, 200);
    assert_eq!(page.header("cache-control"), "private, no-store");
    assert_eq!(page.header("x-robots-tag"), "noindex, nofollow");
    for purpose in ["prefetch", "prefetch;prerender"] {
        let refused = app.ask(Method::GET, "/docs/502/wire", &[("sec-purpose", purpose)]).await;
        assert_eq!(refused.status, 503);
    }
    let robots = app.get("/robots.txt").await;
    assert!(robots.text().contains("Disallow: /docs/*/wire\n"));
    let wrong = app.get("/docs/502/wire?delay=5").await;
    assert_eq!(wrong.status, 400);
    assert!(wrong.text().contains("5ms or 5s"));
    assert_eq!(app.get("/docs/299/wire").await.status, 404);
}

#[tokio::test]
async fn a_wire_call_ends_after_64_kib() {
    let app = App::new();
    let page = app.get("/docs/200/wire?method=POST&body=request&request-size=200000").await;
    let events = timeline(page.text());
    assert!(events.last().unwrap().1.contains("64 KiB"), "{:?}", events.last());
    assert!(joined(&events, "in").len() <= 64 * 1024);
}

#[tokio::test]
async fn a_preview_is_html_in_a_sandbox_and_counts_nothing() {
    let app = App::new();
    let page = app.get("/docs/502/preview?vendor=nginx").await;
    assert_eq!(page.status, 200);
    assert_eq!(
        page.header("content-security-policy"),
        "sandbox; default-src 'none'; style-src 'unsafe-inline'; img-src data:"
    );
    assert_eq!(page.header("cache-control"), "private, no-store");
    assert!(page.text().contains("502 Bad Gateway"));
    assert_eq!(app.get("/docs/502/preview").await.status, 404);
    for _ in 0..3 {
        app.get("/docs/502/preview?call=sequence/502,200&key=seen&format=html").await;
    }
    let first = app.get("/sequence/502,200?key=seen").await;
    assert_eq!(first.header("x-mock-step"), "1/2");
}

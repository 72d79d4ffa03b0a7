//! Clients that end their sending side and still want their response, and clients that are gone.

use std::net::{IpAddr, Ipv4Addr};
use std::time::Duration;

use futures_util::future::join_all;
use tokio::io::{AsyncReadExt, AsyncWriteExt};

use super::served::{get, limits, read_to_end, start, start_with};
use crate::server::State;
use crate::wire::{Limits, Place};

/// How often each request is tried: whether the end of the client's data is seen early or late is chance.
const TRIES: usize = 20;

/// 127.0.0.n for every n, so many of them.
fn addresses(count: u8) -> impl Iterator<Item = IpAddr> {
    (1..=count).map(|last| IpAddr::V4(Ipv4Addr::new(127, 0, 0, last)))
}

/// Every waiting place that the address gets.
fn fill(state: &State, address: IpAddr) -> Vec<Place> {
    std::iter::from_fn(|| state.waiting.wait(address.into()).ok()).collect()
}

#[tokio::test]
async fn a_client_that_ends_its_sending_side_gets_its_whole_response() {
    let served = start().await;
    let keep = |target: &str| format!("GET {target} HTTP/1.1\r\nHost: localhost\r\n\r\n");
    let post = "POST /502?delay=20ms HTTP/1.1\r\nHost: localhost\r\nContent-Length: 5\r\n\r\nhello";
    // With a text in the last response that its end has.
    for (request, start, end) in [
        (get("/200"), "HTTP/1.1 200 OK", "}\n"),
        (keep("/200"), "HTTP/1.1 200 OK", "}\n"),
        (get("/200?delay=50ms"), "HTTP/1.1 200 OK", "}\n"),
        (get("/103"), "HTTP/1.1 103 Early Hints", "}\n"),
        (get("/103?delay=50ms"), "HTTP/1.1 103 Early Hints", "}\n"),
        (get("/502?fault=stall:50ms"), "HTTP/1.1 502 Bad Gateway", "}\n"),
        (get("/502?fault=drip:50ms/5"), "HTTP/1.1 502 Bad Gateway", "}\n"),
        (get("/502?fault=bad-chunk"), "HTTP/1.1 502 Bad Gateway", "no length\r\n"),
        (get("/502?fault=garbage"), "\u{16}", "\r\n\r\n"),
        (post.to_owned(), "HTTP/1.1 502 Bad Gateway", "}\n"),
        (
            "GET /404?delay=20ms HTTP/1.0\r\n\r\n".to_owned(),
            "HTTP/1.0 404 Not Found",
            "}\n",
        ),
        (get("/-/health"), "HTTP/1.1 200 OK", "ok\n"),
        (get("/robots.txt"), "HTTP/1.1 200 OK", "\n"),
        (
            format!(
                "{}{}{}",
                keep("/201"),
                keep("/503?delay=20ms"),
                keep("/404?delay=20ms&body=last")
            ),
            "HTTP/1.1 201 Created",
            "last",
        ),
        (
            format!("{}{}", keep("/201"), keep("/404?fault=drip:20ms/4&body=last")),
            "HTTP/1.1 201 Created",
            "last",
        ),
    ] {
        let answers = join_all((0..TRIES).map(|_| served.ask_half_closed(request.as_bytes()))).await;
        for answer in answers {
            assert!(answer.starts_with(start) && answer.ends_with(end), "{request}: {answer:?}");
        }
    }
    served.until(0, 0).await;
}

#[tokio::test]
async fn a_page_reaches_a_client_that_has_ended_its_sending_side() {
    let served = start().await;
    let answer = served.ask_half_closed(get("/docs/502").as_bytes()).await;
    assert!(
        answer.starts_with("HTTP/1.1 200 OK") && answer.trim_end().ends_with("</html>"),
        "{answer}"
    );
}

#[tokio::test]
async fn a_client_that_ends_its_sending_side_gives_its_waiting_place_back_at_once() {
    let served = start().await;
    for target in [
        "/200?delay=500ms",
        "/200?fault=stall:500ms",
        "/200?fault=drip:500ms/2",
        "/103?delay=500ms",
    ] {
        let mut stream = served.begin(get(target).as_bytes()).await;
        served.until(1, 0).await;
        stream.shutdown().await.unwrap();
        served.until(0, 1).await;
        let answer = String::from_utf8(read_to_end(stream).await).unwrap();
        assert!(answer.contains("HTTP/1.1 200 OK") && answer.ends_with("}\n"), "{answer}");
        served.until(0, 0).await;
    }
}

#[tokio::test]
async fn a_reset_ends_a_waiting_call_at_once_even_behind_unread_bytes() {
    let served = start().await;
    for target in [
        "/200?delay=30s",
        "/200?fault=stall:30s",
        "/200?fault=drip:30s/10",
        "/103?delay=30s",
    ] {
        for more in ["", "x", "GET /200 HTTP/1.1\r\n"] {
            let request = format!("GET {target} HTTP/1.1\r\nHost: h\r\n\r\n{more}");
            let stream = served.begin(request.as_bytes()).await;
            served.until(1, 0).await;
            stream.set_zero_linger().unwrap();
            drop(stream);
            served.until(0, 0).await;
        }
    }
}

#[tokio::test]
async fn a_client_that_closes_behind_one_more_byte_holds_no_waiting_place() {
    let served = start().await;
    for number in 1..=10 {
        let stream = served.begin(b"GET /200?delay=30s HTTP/1.1\r\nHost: h\r\n\r\nx").await;
        served.until(1, number - 1).await;
        drop(stream);
        served.until(0, number).await;
    }
}

#[tokio::test]
async fn one_address_gets_half_of_the_waiting_places_and_is_told_so() {
    let served = start().await;
    let mine: IpAddr = Ipv4Addr::LOCALHOST.into();
    let held = fill(&served.state, mine);
    // The bound that is promised: 10,000 delays at once from one address.
    assert_eq!(held.len(), 10_000);
    for target in ["/200?delay=1ms", "/200?fault=stall:1ms"] {
        let refused = served.get(target).await;
        assert!(refused.starts_with("HTTP/1.1 503 Service Unavailable"), "{refused}");
        assert!(
            refused.contains("x-mock-error: share-used-up") && refused.contains("retry-after: 1\r\n"),
            "{refused}"
        );
    }
    assert!(served.get("/200").await.starts_with("HTTP/1.1 200 OK"), "it doesn't wait");
    drop(held);
    assert!(served.get("/200?delay=1ms").await.starts_with("HTTP/1.1 200 OK"));

    let _all: Vec<_> = addresses(30).skip(1).map(|address| fill(&served.state, address)).collect();
    let refused = served.get("/200?delay=1ms").await;
    assert!(
        refused.contains("x-mock-error: too-many-waiting") && refused.contains("retry-after: 1\r\n"),
        "{refused}"
    );
}

#[tokio::test]
async fn a_connection_beyond_the_share_of_its_address_is_closed_at_once() {
    let limits = Limits {
        connections: 4,
        ..limits()
    };
    let served = start_with(limits).await;
    let mut open = Vec::new();
    for _ in 0..2 {
        let mut stream = served.begin(b"GET /204 HTTP/1.1\r\nHost: h\r\n\r\n").await;
        // The response shows that the connection was accepted.
        stream.read_exact(&mut [0; 8]).await.unwrap();
        open.push(stream);
    }
    let mut third = served.connect().await;
    let read = tokio::time::timeout(Duration::from_secs(5), third.read(&mut [0; 8]))
        .await
        .unwrap();
    assert!(!matches!(read, Ok(1..)), "{read:?}");
    drop(open);
    while !served.get("/204").await.starts_with("HTTP/1.1 204") {
        tokio::task::yield_now().await;
    }
}

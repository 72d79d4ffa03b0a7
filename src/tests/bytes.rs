//! The listener, asked in bytes: what clients and routers would hide.

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::task::JoinHandle;

use crate::book::Shelf;
use crate::server::{self, Settings, State};
use crate::wire::{self, Limits, Stop};

/// The whole program on a port of its own.
struct Served {
    address: SocketAddr,
    stop: Stop,
    task: JoinHandle<()>,
}

async fn start() -> Served {
    let listener = wire::listen("127.0.0.1:0".parse().unwrap()).unwrap();
    let address = listener.local_addr().unwrap();
    let state = Arc::new(State::new(Settings::default(), address).unwrap());
    let stop = Stop::new();
    let service = move |request| {
        let state = state.clone();
        async move { Ok(server::serve(&state, request).await) }
    };
    let limits = Limits {
        head_time: Duration::from_millis(300),
        stop_time: Duration::from_secs(5),
        ..Limits::default()
    };
    Served {
        address,
        task: tokio::spawn(wire::run(listener, service, limits, stop.clone())),
        stop,
    }
}

impl Served {
    /// What comes back for these bytes until the server closes.
    async fn ask(&self, bytes: &[u8]) -> String {
        let mut stream = TcpStream::connect(self.address).await.unwrap();
        stream.write_all(bytes).await.unwrap();
        let mut answer = Vec::new();
        // An error here is a reset: what was read before it is kept and judged.
        let _ = tokio::time::timeout(Duration::from_secs(20), stream.read_to_end(&mut answer))
            .await
            .expect("the server never closes");
        String::from_utf8_lossy(&answer).into_owned()
    }

    async fn get(&self, target: &str) -> String {
        self.ask(format!("GET {target} HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n").as_bytes())
            .await
    }
}

#[tokio::test]
async fn every_status_of_the_book_has_its_own_reason_phrase() {
    let served = start().await;
    let book = Shelf::open().unwrap().last_good();
    for status in book
        .statuses()
        .filter(|status| status.code.number() >= 200 && status.code.number() != 444)
    {
        let answer = served.get(&format!("/{}", status.code)).await;
        let line = answer.lines().next().unwrap();
        assert_eq!(line, format!("HTTP/1.1 {}", status.title()));
        let length = answer.lines().find_map(|line| line.strip_prefix("content-length: "));
        match status.code.number() {
            204 | 304 => assert_eq!(length, None, "{line}"),
            205 => assert_eq!(length, Some("0"), "{line}"),
            _ => assert!(length.is_some_and(|length| length != "0"), "{line}"),
        }
    }
}

#[tokio::test]
async fn head_says_the_length_of_get_and_sends_no_body() {
    let served = start().await;
    let answer = served
        .ask(b"HEAD /502 HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n")
        .await;
    assert!(
        answer.starts_with("HTTP/1.1 502 Bad Gateway\r\n") && answer.ends_with("\r\n\r\n"),
        "{answer}"
    );
    let length = |answer: &str| {
        answer
            .lines()
            .find_map(|line| line.strip_prefix("content-length: ").map(str::to_owned))
    };
    assert_eq!(length(&answer), length(&served.get("/502").await));
}

#[tokio::test]
async fn odd_requests_get_the_right_error_in_words() {
    let served = start().await;
    let long = "a".repeat(9_000);
    let longer = "a".repeat(70_000);
    let fields: String = (0..150).map(|i| format!("x-{i}: 1\r\n")).collect();
    let many: String = (0..500).map(|i| format!("x-{i}: 1\r\n")).collect();
    for (request, status, word) in [
        ("nonsense\r\n\r\n".to_owned(), "400", "RFC 9112"),
        ("GET /502 HTTP/1.1\r\nno colon\r\n\r\n".to_owned(), "400", "RFC 9112"),
        ("GET /502 HTTP/1.1\r\n\r\n".to_owned(), "400", "Host"),
        ("GET /502 HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n".to_owned(), "400", "Host"),
        ("GET /502 HTTP/1.1\r\nHost: a b\r\n\r\n".to_owned(), "400", "Host"),
        (format!("GET /502?{long} HTTP/1.1\r\nHost: h\r\n\r\n"), "414", "8192"),
        (format!("GET /502?{longer} HTTP/1.1\r\nHost: h\r\n\r\n"), "414", "8,192"),
        (format!("GET /502 HTTP/1.1\r\nHost: h\r\n{fields}\r\n"), "431", "100 fields"),
        (format!("GET /502 HTTP/1.1\r\nHost: h\r\n{many}\r\n"), "431", "100 fields"),
        (format!("GET /502 HTTP/1.1\r\nHost: h\r\nx: {longer}\r\n\r\n"), "431", "32768"),
        ("GET /502?delay=%FF HTTP/1.1\r\nHost: h\r\n\r\n".to_owned(), "400", "UTF-8"),
        (
            "CONNECT example.org:443 HTTP/1.1\r\nHost: example.org:443\r\n\r\n".to_owned(),
            "501",
            "CONNECT",
        ),
        (
            "POST /502 HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n".to_owned(),
            "400",
            "chunks",
        ),
    ] {
        // Where the connection stays open, idle time ends it.
        let answer = served.ask(request.as_bytes()).await;
        let start = &request[..request.len().min(60)];
        assert!(answer.starts_with(&format!("HTTP/1.1 {status} ")), "{start:?}: {answer}");
        assert!(answer.to_ascii_lowercase().contains("x-mock-error: "), "{start:?}: {answer}");
        assert!(answer.contains(word), "{start:?}: {answer}");
    }
}

#[tokio::test]
async fn odd_but_valid_requests_are_served() {
    let served = start().await;
    for (request, line) in [
        ("OPTIONS * HTTP/1.1\r\nHost: h\r\n\r\n", "HTTP/1.1 204"),
        ("GET http://other.example/502 HTTP/1.1\r\nHost: h\r\n\r\n", "HTTP/1.1 502"),
        ("BREW /418 HTTP/1.1\r\nHost: h\r\n\r\n", "HTTP/1.1 418"),
        ("GET /502 HTTP/1.0\r\n\r\n", "HTTP/1.0 502"),
        ("GET /502/%FF%00 HTTP/1.1\r\nHost: h\r\n\r\n", "HTTP/1.1 502"),
        ("GET /502?%FF=%FF HTTP/1.1\r\nHost: h\r\n\r\n", "HTTP/1.1 502"),
        ("GET /502?? HTTP/1.1\r\nHost: h\r\n\r\n", "HTTP/1.1 502"),
        ("GET /docs/%FF HTTP/1.1\r\nHost: h\r\n\r\n", "HTTP/1.1 4"),
        ("GET /docs/502?delay=%FF HTTP/1.1\r\nHost: h\r\n\r\n", "HTTP/1.1 400"),
    ] {
        let answer = served.ask(request.as_bytes()).await;
        assert!(answer.starts_with(line), "{request:?}: {answer}");
    }
}

#[tokio::test]
async fn a_body_without_end_is_refused_and_the_answer_arrives() {
    let served = start().await;
    let mut stream = TcpStream::connect(served.address).await.unwrap();
    let (mut reader, mut writer) = stream.split();
    let sending = async {
        let head = b"POST /502 HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n";
        let chunk = [b"10000\r\n".as_slice(), &[b'x'; 0x10000], b"\r\n"].concat();
        if writer.write_all(head).await.is_ok() {
            while writer.write_all(&chunk).await.is_ok() {}
        }
    };
    let receiving = async {
        let mut answer = vec![0; 4096];
        let read = reader.read(&mut answer).await.unwrap();
        String::from_utf8_lossy(&answer[..read]).into_owned()
    };
    let answer = tokio::select! { answer = receiving => answer, () = sending => panic!("closed before the answer") };
    assert!(
        answer.starts_with("HTTP/1.1 413 ") && answer.contains("x-mock-error: body-too-large"),
        "{answer}"
    );
}

#[tokio::test]
async fn a_connection_carries_one_call_after_another() {
    let served = start().await;
    let post = "POST /503 HTTP/1.1\r\nHost: h\r\nContent-Length: 5\r\n\r\nhello";
    let last = "GET /204 HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n";
    let answer = served.ask(format!("{post}{post}{last}").as_bytes()).await;
    let lines: Vec<_> = answer.lines().filter(|line| line.contains("HTTP/1.1 ")).collect();
    assert_eq!(lines.len(), 3, "{answer}");
}

#[tokio::test]
async fn expect_continue_is_answered_by_the_code() {
    let served = start().await;
    let ask = |code| {
        format!("POST /{code} HTTP/1.1\r\nHost: h\r\nExpect: 100-continue\r\nContent-Length: 5\r\nConnection: close\r\n\r\n")
    };
    let refused = served.ask(ask(413).as_bytes()).await;
    assert!(refused.starts_with("HTTP/1.1 413 "), "{refused}");
    let taken = served.ask(format!("{}hello", ask(502)).as_bytes()).await;
    assert!(taken.starts_with("HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 502 "), "{taken}");
}

#[tokio::test]
async fn a_silent_client_is_closed() {
    let served = start().await;
    assert_eq!(served.ask(b"").await, "");
    assert!(served.ask(b"GET /50").await.is_empty());
}

#[tokio::test]
async fn a_stop_lets_a_waiting_call_end() {
    let served = start().await;
    let mut stream = TcpStream::connect(served.address).await.unwrap();
    stream
        .write_all(b"GET /200?delay=400ms HTTP/1.1\r\nHost: h\r\n\r\n")
        .await
        .unwrap();
    // Another answer shows that the listener has accepted what came before it.
    served.get("/204").await;
    served.stop.cancel();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).await.unwrap();
    assert!(answer.starts_with("HTTP/1.1 200 OK"), "{answer}");
    served.task.await.unwrap();
    assert!(TcpStream::connect(served.address).await.is_err());
}

proptest::proptest! {
    #![proptest_config(proptest::test_runner::Config::with_cases(64))]

    /// Whatever stands on the request line, no answer is a 500 of ours and the server lives.
    #[test]
    fn no_target_makes_an_error_of_ours(target in "/[!-~]{0,30}", query in "[!-~]{0,30}") {
        let runtime = tokio::runtime::Runtime::new().unwrap();
        let answer = runtime.block_on(async {
            let served = start().await;
            served.get(&format!("{target}?{query}")).await
        });
        proptest::prop_assert!(answer.starts_with("HTTP/1.1 "), "{answer}");
        let ours = answer.contains("x-mock-error: defect");
        proptest::prop_assert!(!ours, "{answer}");
    }
}

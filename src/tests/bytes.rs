//! The listener, asked in bytes: what clients and routers would hide.

use std::time::Duration;

use tokio::io::{AsyncReadExt, AsyncWriteExt};

use super::served::{get, read_to_end, start};
use crate::book::{LiveBook, Play};

/// What the contract and the specifications demand of each code, beside status line and type of body.
const MANDATORY: &[(u16, &[&str])] = &[
    (201, &["location: "]),
    (202, &["link: "]),
    (206, &["content-range: bytes 0-511/1024", "etag: ", "last-modified: "]),
    (226, &["im: "]),
    (300, &["link: "]),
    (301, &["location: "]),
    (302, &["location: "]),
    (303, &["location: "]),
    (304, &["etag: ", "cache-control: ", "vary: ", "date: "]),
    (307, &["location: "]),
    (308, &["location: "]),
    (401, &["www-authenticate: "]),
    (405, &["allow: "]),
    (406, &["link: "]),
    (407, &["proxy-authenticate: "]),
    (408, &["connection: close"]),
    (415, &["accept: "]),
    (416, &["content-range: bytes */"]),
    (426, &["upgrade: ", "connection: upgrade"]),
    (428, &["cache-control: no-store"]),
    (429, &["cache-control: no-store", "retry-after: 1"]),
    (431, &["cache-control: no-store"]),
    (451, &["rel=\"blocked-by\""]),
    (503, &["retry-after: 1"]),
    (511, &["cache-control: no-store"]),
];

#[tokio::test]
async fn every_status_of_the_book_is_played_as_specified() {
    let served = start().await;
    let book = LiveBook::open().unwrap().last_good();
    for status in book.statuses() {
        let code = status.code.number();
        // A second call on the same connection shows whether it stayed open.
        let calls = format!("GET /{code} HTTP/1.1\r\nHost: h\r\n\r\nGET /204 HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n");
        let answer = served.ask(calls.as_bytes()).await;
        let lines: Vec<_> = answer.lines().filter(|line| line.starts_with("HTTP/1.1 ")).collect();
        let first = match status.mock.play {
            Play::Silent => {
                assert_eq!(answer, "", "{code}");
                continue;
            }
            Play::Continue => "200 OK".to_owned(),
            Play::Upgrade => "426 Upgrade Required".to_owned(),
            _ => status.title(),
        };
        assert_eq!(lines[0], format!("HTTP/1.1 {first}"));
        let closes = status.mock.close || status.mock.play == Play::Interim;
        let second = if status.mock.play == Play::Interim {
            "HTTP/1.1 200 OK"
        } else {
            "HTTP/1.1 204 No Content"
        };
        assert_eq!(
            lines.get(1).copied(),
            (!status.mock.close).then_some(second),
            "{code}: connection state"
        );
        assert_eq!(
            closes,
            answer
                .split("HTTP/1.1 204")
                .next()
                .unwrap()
                .to_lowercase()
                .contains("connection: close"),
            "{code}"
        );

        let lower = answer.to_lowercase();
        let head = lower.split("\r\n\r\n").next().unwrap();
        for (_, fields) in MANDATORY.iter().filter(|(mandatory, _)| *mandatory == code) {
            for field in *fields {
                assert!(head.contains(field), "{code} without {field}: {head}");
            }
        }
        let never_location = matches!(code, 304..=306);
        assert!(!(never_location && head.contains("\r\nlocation: ")), "{code}");
        let length = head.lines().find_map(|line| line.strip_prefix("content-length: "));
        match code {
            102..200 => {}
            204 | 304 => assert_eq!(length, None, "{code}"),
            205 => assert_eq!(length, Some("0"), "{code}"),
            _ => assert!(length.is_some_and(|length| length != "0"), "{code}"),
        }
    }
}

#[tokio::test]
async fn interim_answers_come_before_the_final_one_and_never_to_http_10() {
    let served = start().await;
    for (code, line) in [
        (102, "102 Processing"),
        (103, "103 Early Hints"),
        (104, "104 Upload Resumption Supported"),
        (150, "150 Informational"),
    ] {
        let answer = served.get(&format!("/{code}")).await;
        let heads: Vec<_> = answer.lines().filter(|line| line.starts_with("HTTP/1.1 ")).collect();
        assert_eq!(heads, [format!("HTTP/1.1 {line}"), "HTTP/1.1 200 OK".to_owned()], "{answer}");
        assert!(answer.contains(&format!("x-mock-status: {code}")));
        let old = served.ask(format!("GET /{code} HTTP/1.0\r\n\r\n").as_bytes()).await;
        assert!(old.starts_with("HTTP/1.0 200"), "{old}");
        assert_eq!(old.lines().filter(|line| line.starts_with("HTTP/1.")).count(), 1, "{old}");
    }
    let plain = served.get("/100").await;
    assert!(
        plain.starts_with("HTTP/1.1 200 OK\r\n"),
        "an unsolicited 100 breaks clients: {plain}"
    );
    let hints = served.get("/103").await;
    assert!(hints.split("\r\n\r\n").next().unwrap().contains("link: "), "{hints}");
}

#[tokio::test]
async fn faults_are_done_to_the_connection() {
    let served = start().await;
    assert_eq!(served.get("/444").await, "");
    assert_eq!(served.get("/502?fault=close").await, "");
    assert!(!served.get("/502?fault=garbage").await.starts_with("HTTP"));
    let whole = served.get("/502").await;
    let length = whole.split("\r\n\r\n").nth(1).unwrap().len();
    let body = |answer: &str| answer.split_once("\r\n\r\n").unwrap().1.len();

    let truncated = served.get("/502?fault=truncate").await;
    assert!(
        truncated.starts_with("HTTP/1.1 502 Bad Gateway") && body(&truncated) < length,
        "{truncated}"
    );
    let chunk = served.get("/502?fault=bad-chunk").await;
    assert!(
        chunk.contains("transfer-encoding: chunked") && chunk.ends_with("\r\nno length\r\n"),
        "{chunk}"
    );
    for fault in ["stall:200ms", "drip:200ms/5"] {
        let started = std::time::Instant::now();
        let answer = served.get(&format!("/502?fault={fault}")).await;
        assert!(started.elapsed() >= Duration::from_millis(200), "{fault}");
        assert!(body(&answer) >= length, "{fault}: {answer}");
    }

    let mut stream = served.begin(b"GET /502?fault=reset HTTP/1.1\r\nHost: h\r\n\r\n").await;
    let error = stream.read_to_end(&mut Vec::new()).await.unwrap_err();
    assert_eq!(error.kind(), std::io::ErrorKind::ConnectionReset);
}

#[tokio::test]
async fn a_bad_gzip_fails_whatever_the_body_is() {
    let served = start().await;
    // Each of the bodies is valid deflate data of some length, or could begin it.
    for target in [
        "/502?",
        "/200?body=%7B%0A&",
        "/200?body=hello&",
        "/200?body=%03%00&",
        "/200?format=html&",
    ] {
        let bytes = read_to_end(served.begin(get(&format!("{target}fault=bad-gzip")).as_bytes()).await).await;
        let head = bytes.windows(4).position(|four| four == b"\r\n\r\n").unwrap() + 4;
        let text = String::from_utf8_lossy(&bytes[..head]).into_owned();
        assert!(text.contains("content-encoding: gzip\r\n"), "{text}");
        // Also for a client that doesn't look at the end of the file.
        let mut body = flate2::read::DeflateDecoder::new(&bytes[head + 10..]);
        let mut first = [0];
        assert!(
            std::io::Read::read(&mut body, &mut first).is_err(),
            "{target}: {:?}",
            &bytes[head..]
        );
    }
}

#[tokio::test]
async fn a_plan_is_dated_when_its_head_is_sent() {
    let served = start().await;
    let before = jiff::Timestamp::now().as_second();
    let answer = served.get("/502?delay=1100ms&fault=truncate").await;
    let date = answer.lines().find_map(|line| line.strip_prefix("date: ")).unwrap();
    let date = jiff::fmt::rfc2822::parse(date).unwrap().timestamp();
    assert!(date.as_second() > before, "{answer}");
}

#[tokio::test]
async fn connections_end_where_the_code_says_so() {
    let served = start().await;
    let timeout = served.ask(b"GET /408 HTTP/1.1\r\nHost: h\r\n\r\n").await;
    assert!(timeout.to_lowercase().contains("connection: close"), "{timeout}");
    let proxied = served
        .ask(b"GET http://other.example/407 HTTP/1.1\r\nHost: other.example\r\nConnection: close\r\n\r\n")
        .await;
    assert!(
        proxied.starts_with("HTTP/1.1 407 ") && proxied.contains("proxy-authenticate: "),
        "{proxied}"
    );
}

#[tokio::test]
async fn head_says_the_length_of_get_and_sends_no_body() {
    let served = start().await;
    let answer = served
        .ask(b"HEAD /502 HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")
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
        (format!("GET /502?{longer} HTTP/1.1\r\nHost: h\r\n\r\n"), "414", "8192"),
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
async fn a_body_without_end_is_cut_and_the_response_arrives() {
    let served = start().await;
    let mut stream = served.connect().await;
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
        answer.starts_with("HTTP/1.1 502 ") && answer.contains("connection: close"),
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
    let mut stream = served.begin(b"GET /200?delay=400ms HTTP/1.1\r\nHost: h\r\n\r\n").await;
    // Another answer shows that the listener has accepted what came before it.
    served.get("/204").await;
    served.stop.cancel();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).await.unwrap();
    assert!(answer.starts_with("HTTP/1.1 200 OK"), "{answer}");
    served.task.await.unwrap();
    assert!(tokio::net::TcpStream::connect(served.address).await.is_err());
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

#[tokio::test]
async fn a_304_has_no_body_whatever_is_done_to_it() {
    let served = start().await;
    for address in [
        "/103?etag=v1",
        "/200?etag=v1&fault=truncate",
        "/200?etag=v1&fault=bad-chunk",
        "/200?etag=v1&fault=bad-gzip",
    ] {
        let request = format!("GET {address} HTTP/1.1\r\nHost: h\r\nIf-None-Match: \"v1\"\r\nConnection: close\r\n\r\n");
        let answer = served.ask(request.as_bytes()).await.to_lowercase();
        let last = answer.rsplit("http/1.1 ").next().unwrap();
        assert!(last.starts_with("304 ") && last.ends_with("\r\n\r\n"), "{address}: {answer}");
        for field in ["content-length", "transfer-encoding", "content-encoding"] {
            assert!(!last.contains(field), "{address}: {answer}");
        }
    }
}

#[tokio::test]
async fn a_client_that_never_reads_is_closed() {
    let served = start().await;
    let mut stream = served.connect().await;
    let request = format!("GET /200?body={} HTTP/1.1\r\nHost: h\r\n\r\n", "x".repeat(7_000)).repeat(100);
    let refused = async { while stream.write_all(request.as_bytes()).await.is_ok() {} };
    tokio::time::timeout(Duration::from_secs(15), refused)
        .await
        .expect("the connection is held for ever");
}

//! Requests whose framing or version is wrong (RFC 9112 sections 2 to 9): each is refused in words, and the connection closes.

use super::served::{get, start};

/// A body in chunks, and a request behind it that must not be answered.
const CHUNKS: &str = "5\r\nhello\r\n0\r\n\r\nGET /204 HTTP/1.1\r\nHost: h\r\n\r\n";

#[tokio::test]
async fn a_body_whose_end_is_in_doubt_is_refused_and_nothing_behind_it_is_read() {
    let served = start().await;
    let post = |fields: &str| format!("POST /200 HTTP/1.1\r\nHost: h\r\n{fields}\r\n{CHUNKS}");
    for (request, status) in [
        // RFC 9112 section 6.1.
        (post("Content-Length: 5\r\nTransfer-Encoding: chunked\r\n"), 400),
        (post("Transfer-Encoding: chunked\r\nContent-Length: 5\r\n"), 400),
        (
            post("transfer-encoding: chunked\r\nx: y\r\ncontent-length: nonsense\r\n"),
            400,
        ),
        (post("Transfer-Encoding: gzip, chunked\r\n"), 501),
        (post("Transfer-Encoding: gzip\r\nTransfer-Encoding: chunked\r\n"), 501),
        (post("Transfer-Encoding: identity, chunked\r\n"), 501),
        (post("Transfer-Encoding: chunked, chunked\r\n"), 400),
        (post("Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n"), 400),
        (post("Transfer-Encoding: chunked, gzip\r\n"), 400),
        (post("Transfer-Encoding: gzip\r\n"), 400),
        (post("Transfer-Encoding: chunked;a=b\r\n"), 400),
        (post("Transfer-Encoding: \r\n"), 400),
        (post("Transfer-Encoding: chunked\r\n").replace("1.1\r\nHost: h", "1.0"), 400),
        // RFC 9112 section 6.3, item 5.
        (post("Content-Length: 5\r\nContent-Length: 6\r\n"), 400),
        (post("Content-Length: 5, 6\r\n"), 400),
        (post("Content-Length: +5\r\n"), 400),
        (post("Content-Length: -5\r\n"), 400),
        (post("Content-Length: 0x5\r\n"), 400),
        (post("Content-Length: 5 5\r\n"), 400),
        (post("Content-Length: \r\n"), 400),
        (post("Content-Length: 99999999999999999999999\r\n"), 413),
        (post("Content-Length: 18446744073709551615\r\n"), 413),
        // RFC 9112 sections 2.2, 5.1 and 5.2.
        (post("X : y\r\n"), 400),
        (post("X: a\r\n folded\r\n"), 400),
        (post(" X: y\r\n"), 400),
        (post(": y\r\n"), 400),
        (post("X\r\n"), 400),
        (post("X: a\rb\r\n"), 400),
        (post("X: a\0b\r\n"), 400),
        ("GET  /200 HTTP/1.1\r\nHost: h\r\n\r\n".to_owned(), 400),
        ("GET /200\r\nHost: h\r\n\r\n".to_owned(), 400),
        ("GET /200 http/1.1\r\nHost: h\r\n\r\n".to_owned(), 400),
        ("GET /200 HTTP/1.1 \r\nHost: h\r\n\r\n".to_owned(), 400),
        ("GET /a b HTTP/1.1\r\nHost: h\r\n\r\n".to_owned(), 400),
    ] {
        let answer = served.ask(request.as_bytes()).await;
        let lower = answer.to_lowercase();
        assert!(answer.starts_with(&format!("HTTP/1.1 {status} ")), "{request}: {answer}");
        for field in [
            "\r\nx-mock-error: ",
            "\r\ncontent-type: application/problem+json\r\n",
            "\r\nconnection: close\r\n",
            "\r\ndate: ",
        ] {
            assert_eq!(lower.matches(field).count(), 1, "{request}: {answer}");
        }
        assert_eq!(answer.matches("HTTP/1.1 ").count(), 1, "{request}: {answer}");
    }
}

#[tokio::test]
async fn what_a_server_may_read_leniently_is_served() {
    let served = start().await;
    let post =
        |fields: &str, body: &str| format!("POST /200?echo=1 HTTP/1.1\r\nHost: h\r\nConnection: close\r\n{fields}\r\n{body}");
    for request in [
        post("Content-Length: 5\r\nContent-Length: 5\r\n", "hello"),
        post("Transfer-Encoding: CHUNKED\r\n", "5\r\nhello\r\n0\r\n\r\n"),
        post("Transfer-Encoding: , chunked\r\n", "5\r\nhello\r\n0\r\n\r\n"),
        post("Transfer-Encoding: chunked\r\n", "5;a=b\r\nhello\r\n0\r\nX: y\r\n\r\n"),
        post("Content-Length: 5\r\n", "hello").replace("\r\n", "\n"),
        format!("\r\n\r\n{}", post("Content-Length: 5\r\n", "hello")),
        // A field in a body is no field.
        post(
            "Transfer-Encoding: chunked\r\n",
            "1A\r\nhello\r\nContent-Length: 9\r\n\r\n0\r\n\r\n",
        ),
    ] {
        let answer = served.ask(request.as_bytes()).await;
        assert!(
            answer.starts_with("HTTP/1.1 200 OK") && answer.contains("hello"),
            "{request}: {answer}"
        );
    }
}

#[tokio::test]
async fn a_version_that_is_not_spoken_is_505() {
    let served = start().await;
    for request in [
        "GET /200 HTTP/2.0\r\nHost: h\r\n\r\n",
        "GET /200 HTTP/1.2\r\nHost: h\r\n\r\n",
        "GET /200 HTTP/3\r\n\r\n",
        "GET /200 HTTP/0.9\r\n\r\n",
        // The beginning of HTTP/2 (RFC 9113 section 3.4), whole and in part.
        "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n\0\0\0\x04\0\0\0\0\0",
        "PRI * HTTP/2.0\r\n\r\n",
    ] {
        let answer = served.ask(request.as_bytes()).await;
        assert!(
            answer.starts_with("HTTP/1.1 505 HTTP Version Not Supported\r\n"),
            "{request:?}: {answer}"
        );
        assert!(
            answer.contains("x-mock-error: http-version") && answer.contains("HTTP/1.0"),
            "{answer}"
        );
        assert_eq!(answer.matches("x-mock-error").count(), 1, "{answer}");
    }
}

#[tokio::test]
async fn a_bad_request_behind_a_good_one_gets_words_too() {
    let served = start().await;
    for (bad, status, kind) in [
        ("X\r\n\r\n", 400, "malformed-request"),
        ("GET /200 HTTP/1.1\r\nno colon\r\n\r\n", 400, "malformed-request"),
        ("GET /200 HTTP/2.0\r\n\r\n", 505, "http-version"),
        ("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", 505, "http-version"),
        (
            "POST /200 HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\nContent-Length: 1\r\n\r\n0\r\n\r\n",
            400,
            "malformed-request",
        ),
    ] {
        for good in [
            "GET /404 HTTP/1.1\r\nHost: h\r\n\r\n",
            "POST /404 HTTP/1.1\r\nHost: h\r\nContent-Length: 5\r\n\r\nhello",
            "POST /404 HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n",
            "POST /404 HTTP/1.1\r\nHost: h\r\nExpect: 100-continue\r\nContent-Length: 5\r\n\r\nhello",
        ] {
            let answer = served.ask(format!("{good}{bad}").as_bytes()).await;
            let (_, second) = answer
                .split_once("HTTP/1.1 404 Not Found")
                .unwrap_or_else(|| panic!("{good}{bad}: {answer}"));
            assert!(second.contains(&format!("HTTP/1.1 {status} ")), "{good}{bad}: {answer}");
            assert!(second.contains(&format!("x-mock-error: {kind}")), "{good}{bad}: {answer}");
        }
    }
}

#[tokio::test]
async fn what_a_caller_asks_for_is_never_taken_for_an_error_of_hyper() {
    let served = start().await;
    // A body that looks like hyper's own response.
    let body = "HTTP/1.1%20400%20Bad%20Request%0D%0Acontent-length:%200%0D%0A%0D%0A";
    let answer = served.get(&format!("/200?body={body}")).await;
    assert!(
        answer.ends_with("HTTP/1.1 400 Bad Request\r\ncontent-length: 0\r\n\r\n"),
        "{answer}"
    );
    for target in ["/400", "/400?format=empty", "/414", "/431?format=empty"] {
        let answer = served.ask(get(target).as_bytes()).await;
        assert!(
            answer.contains("x-mock-status: 4") && !answer.contains("x-mock-error"),
            "{answer}"
        );
    }
}

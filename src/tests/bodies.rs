//! Requests with bodies: what is read of them, when the response comes, and what comes back.

use tokio::io::{AsyncReadExt, AsyncWriteExt};

use super::served::{Served, read_to_end, start};

fn head(method: &str, target: &str, fields: &str) -> Vec<u8> {
    format!("{method} {target} HTTP/1.1\r\nHost: localhost\r\n{fields}\r\n").into_bytes()
}

/// What comes back for a head and a body of so many bytes, until the server closes.
async fn post(served: &Served, target: &str, fields: &str, body: usize) -> String {
    let head = head("POST", target, &format!("Content-Length: {body}\r\n{fields}"));
    let (mut reader, mut writer) = served.begin(&head).await.into_split();
    let sending = tokio::spawn(async move {
        let piece = vec![b'x'; 64 * 1024];
        let mut left = body;
        while left > 0 {
            let most = left.min(piece.len());
            // The server may have closed by then.
            if writer.write_all(&piece[..most]).await.is_err() {
                break;
            }
            left -= most;
        }
        writer
    });
    let mut bytes = Vec::new();
    let _ = reader.read_to_end(&mut bytes).await;
    drop(sending.await);
    String::from_utf8_lossy(&bytes).into_owned()
}

#[tokio::test]
async fn a_body_beyond_the_cap_gets_the_code_that_was_asked_for_and_a_close() {
    let served = start().await;
    for code in [200, 401, 413, 503] {
        let response = post(&served, &format!("/{code}"), "", 10 * 1024 * 1024).await;
        assert!(response.starts_with(&format!("HTTP/1.1 {code} ")), "{code}: {response}");
        assert!(response.contains("connection: close\r\n"), "{code}: {response}");
        assert!(!response.contains("x-mock-error"), "{code}: {response}");
    }
}

#[tokio::test]
async fn a_declared_length_beyond_the_cap_is_refused_at_once_and_without_100() {
    let served = start().await;
    let fields = "Content-Length: 99999999999\r\nExpect: 100-continue\r\n";
    for code in [200, 403, 503] {
        // The body is never sent.
        let response = served.ask(&head("PUT", &format!("/{code}"), fields)).await;
        assert!(response.starts_with(&format!("HTTP/1.1 {code} ")), "{response}");
        assert!(response.contains("connection: close\r\n"), "{response}");
    }
}

#[tokio::test]
async fn only_what_should_come_back_must_be_small() {
    let served = start().await;
    for target in ["/200?echo=1", "/200?body=request"] {
        let response = post(&served, target, "", 2 * 1024 * 1024).await;
        assert!(response.starts_with("HTTP/1.1 413 Content Too Large\r\n"), "{response}");
        assert!(response.contains("x-mock-error: body-too-large"), "{response}");
    }
    let response = post(&served, "/200?body=request", "Connection: close\r\n", 1_000_000).await;
    let (head, body) = response.split_once("\r\n\r\n").unwrap();
    assert!(head.starts_with("HTTP/1.1 200 OK\r\n"), "{head}");
    assert_eq!(body.len(), 1_000_000, "nothing of it is lost");
}

#[tokio::test]
async fn read_no_responds_before_the_body_and_closes() {
    let served = start().await;
    // Nothing of the body is sent, and nobody waits for it.
    for fields in [
        "Content-Length: 5\r\n",
        "Transfer-Encoding: chunked\r\n",
        "Content-Length: 5\r\nExpect: 100-continue\r\n",
    ] {
        let response = served.ask(&head("POST", "/403?read=no", fields)).await;
        assert!(response.starts_with("HTTP/1.1 403 "), "{fields}: {response}");
        assert!(response.contains("connection: close\r\n"), "{fields}: {response}");
    }
}

#[tokio::test]
async fn an_expectation_is_refused_for_any_code_that_the_caller_names() {
    let served = start().await;
    let fields = "Content-Length: 5\r\nExpect: 100-continue\r\n";
    for code in [200, 307, 403, 404, 405, 407, 417, 429, 503, 999] {
        let refused = served.ask(&head("POST", &format!("/{code}?expect=refuse"), fields)).await;
        assert!(refused.starts_with(&format!("HTTP/1.1 {code} ")), "{refused}");
        assert!(refused.contains("connection: close\r\n"), "{refused}");
        // Without the option the body is asked for, but for codes that are about it.
        let about = matches!(code, 407 | 417);
        let ordinary = [
            head("POST", &format!("/{code}"), &format!("{fields}Connection: close\r\n")),
            b"hello".to_vec(),
        ]
        .concat();
        let ordinary = served.ask(&ordinary).await;
        assert_eq!(
            ordinary.starts_with("HTTP/1.1 100 Continue\r\n\r\n"),
            !about,
            "{code}: {ordinary}"
        );
    }
    let old = b"POST /503?expect=refuse HTTP/1.0\r\nContent-Length: 5\r\nExpect: 100-continue\r\n\r\nhello";
    let old = served.ask(old).await;
    assert!(old.starts_with("HTTP/1.0 503 "), "HTTP/1.0 has no expectations: {old}");
}

#[tokio::test]
async fn after_refuse_keep_the_connection_goes_on_with_or_without_the_body() {
    let served = start().await;
    let next = "GET /204 HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n";
    for (fields, body) in [
        ("Content-Length: 5\r\n", ""),
        ("Content-Length: 5\r\n", "hello"),
        ("Content-Length: 5\r\n", "GET /"),
        ("Transfer-Encoding: chunked\r\n", ""),
        ("", ""),
    ] {
        for code in [200, 417, 503] {
            let head = head(
                "POST",
                &format!("/{code}?expect=refuse-keep"),
                &format!("{fields}Expect: 100-continue\r\n"),
            );
            let mut stream = served.begin(&head).await;
            // The response comes before anything else is sent.
            let mut first = vec![0; 4096];
            let read = stream.read(&mut first).await.unwrap();
            let first = String::from_utf8_lossy(&first[..read]).into_owned();
            assert!(first.starts_with(&format!("HTTP/1.1 {code} ")), "{fields}{body}: {first}");
            assert!(!first.contains("connection: close"), "{fields}{body}: {first}");
            // A body that looks like a request is taken for one.
            if body != "GET /" {
                stream.write_all(format!("{body}{next}").as_bytes()).await.unwrap();
                let second = String::from_utf8(read_to_end(stream).await).unwrap();
                assert!(second.contains("HTTP/1.1 204 No Content\r\n"), "{fields}{body}: {second}");
            }
        }
    }
}

#[tokio::test]
async fn the_body_of_a_request_comes_back_as_it_was_sent_and_under_its_type() {
    let served = start().await;
    for (sent, body, back) in [
        (
            "text/plain; charset=iso-8859-1",
            &b"caf\xe9"[..],
            "text/plain; charset=iso-8859-1",
        ),
        ("application/x-protobuf", b"\x00\x01\xff", "application/x-protobuf"),
        ("image/png", b"\x89PNG", "image/png"),
        (
            "application/json;charset=UTF-16",
            b"\xfe\xff",
            "application/json;charset=UTF-16",
        ),
        ("text/javascript", b"alert(1)", "application/octet-stream"),
        ("TEXT/CSS", b"a{}", "application/octet-stream"),
        ("nonsense", b"x", "application/octet-stream"),
    ] {
        let fields = format!(
            "Content-Type: {sent}\r\nContent-Length: {}\r\nConnection: close\r\n",
            body.len()
        );
        let request = [head("POST", "/200?body=request", &fields), body.to_vec()].concat();
        let response = read_to_end(served.begin(&request).await).await;
        let end = response.windows(4).position(|window| window == b"\r\n\r\n").unwrap() + 4;
        let head = String::from_utf8_lossy(&response[..end]).into_owned();
        assert_eq!(&response[end..], body, "{sent}");
        assert!(head.contains(&format!("content-type: {back}\r\n")), "{sent}: {head}");
        let relabelled = back == "application/octet-stream";
        assert_eq!(head.contains("x-mock-ignored: Content-Type"), relabelled, "{sent}: {head}");
    }
    let echo = [
        head("POST", "/200?echo=1", "Content-Length: 2\r\nConnection: close\r\n"),
        b"\xff\x00".to_vec(),
    ]
    .concat();
    let echo = served.ask(&echo).await;
    assert!(echo.contains("\"bodyBase64\": \"/wA=\""), "{echo}");
}

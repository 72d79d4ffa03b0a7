//! WebSocket on /101, in frames (RFC 6455).

use std::time::Duration;

use futures_util::{SinkExt, StreamExt};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio_tungstenite::WebSocketStream;
use tokio_tungstenite::tungstenite::Message;
use tokio_tungstenite::tungstenite::protocol::frame::coding::CloseCode;

use super::served::{Served, limits, read_to_end, start, start_with};
use crate::wire::{LONGEST_MESSAGE, Limits};

const HANDSHAKE: &str = "GET /101 HTTP/1.1\r\nHost: h\r\nConnection: keep-alive, Upgrade\r\nUpgrade: websocket\r\n\
    Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n";

/// Patient enough for messages of a megabyte in a debug build.
async fn start_patient() -> Served {
    let limits = Limits {
        write_time: Duration::from_secs(10),
        ..limits()
    };
    start_with(limits).await
}

async fn connect(served: &Served) -> WebSocketStream<TcpStream> {
    let (socket, response) = tokio_tungstenite::client_async(format!("ws://{}/101", served.address), served.connect().await)
        .await
        .unwrap();
    assert_eq!(response.headers()["x-mock-status"], "101");
    socket
}

/// A socket without a library, behind its handshake.
async fn connect_raw(served: &Served) -> TcpStream {
    let mut stream = served.begin(format!("{HANDSHAKE}\r\n").as_bytes()).await;
    let mut head = Vec::new();
    while !head.ends_with(b"\r\n\r\n") {
        head.push(stream.read_u8().await.unwrap());
    }
    let head = String::from_utf8(head).unwrap();
    assert!(
        head.starts_with("HTTP/1.1 101 Switching Protocols\r\n") && head.contains("s3pPLMBiTxaQ9kYGzzhZRbK+xOo="),
        "{head}"
    );
    stream
}

/// A masked frame: its first byte, then its payload.
fn frame(first: u8, payload: &[u8]) -> Vec<u8> {
    let mask = [0x37, 0xfa, 0x21, 0x3d];
    let mut frame = vec![first];
    match payload.len() {
        length @ 0..=125 => frame.push(0x80 | length as u8),
        length @ 126..=0xffff => {
            frame.push(0x80 | 126);
            frame.extend_from_slice(&(length as u16).to_be_bytes());
        }
        length => {
            frame.push(0x80 | 127);
            frame.extend_from_slice(&(length as u64).to_be_bytes());
        }
    }
    frame.extend_from_slice(&mask);
    frame.extend(payload.iter().zip(mask.iter().cycle()).map(|(byte, mask)| byte ^ mask));
    frame
}

/// The code of the Close frame at the end of what the server sent; 1005 for one without a code, 1006 for no Close frame.
fn close_code(mut bytes: &[u8]) -> u16 {
    while let [first, length, rest @ ..] = bytes {
        let (length, rest) = match *length {
            126 => (usize::from(u16::from_be_bytes([rest[0], rest[1]])), &rest[2..]),
            127 => (u64::from_be_bytes(rest[..8].try_into().unwrap()) as usize, &rest[8..]),
            length => (usize::from(length), rest),
        };
        let (payload, rest) = rest.split_at(length);
        if *first == 0x88 {
            assert!(rest.is_empty(), "something behind the Close frame");
            assert!(payload.len() <= 125 && (payload.is_empty() || std::str::from_utf8(&payload[2..]).is_ok()));
            return payload.first_chunk().map_or(1005, |code| u16::from_be_bytes(*code));
        }
        bytes = rest;
    }
    1006
}

#[tokio::test]
async fn messages_come_back_up_to_a_megabyte() {
    let served = start_patient().await;
    let mut socket = connect(&served).await;
    for message in [
        Message::text("hello"),
        Message::text(""),
        Message::binary(vec![0, 255]),
        Message::text("ü".repeat(40_000)),
        Message::binary(vec![7; 65_537]),
        Message::binary(vec![1; LONGEST_MESSAGE]),
    ] {
        socket.send(message.clone()).await.unwrap();
        assert!(socket.next().await.unwrap().unwrap() == message);
    }
    socket.send(Message::Ping("here".into())).await.unwrap();
    assert_eq!(socket.next().await.unwrap().unwrap(), Message::Pong("here".into()));
    socket.close(None).await.unwrap();
    assert!(matches!(socket.next().await, Some(Ok(Message::Close(None)))));
    assert!(socket.next().await.is_none());
}

#[tokio::test]
async fn every_ending_has_the_close_code_of_the_specification() {
    let served = start_patient().await;
    let too_long = vec![b'x'; LONGEST_MESSAGE + 1];
    let half = vec![b'x'; LONGEST_MESSAGE / 2 + 1];
    let close = |code: u16, reason: &[u8]| frame(0x88, &[&code.to_be_bytes()[..], reason].concat());
    for (sent, code, what) in [
        (b"\x81\x05hello".to_vec(), 1002, "an unmasked frame"),
        (frame(0xc1, b"x"), 1002, "RSV1"),
        (frame(0xa1, b"x"), 1002, "RSV2"),
        (frame(0x91, b"x"), 1002, "RSV3"),
        (frame(0x83, b"x"), 1002, "a reserved data opcode"),
        (frame(0x8b, b"x"), 1002, "a reserved control opcode"),
        (frame(0x80, b"x"), 1002, "a continuation of nothing"),
        (
            [frame(0x01, b"x"), frame(0x81, b"y")].concat(),
            1002,
            "a new message inside another",
        ),
        (frame(0x09, b"x"), 1002, "a ping in fragments"),
        (frame(0x89, &[b'x'; 126]), 1002, "a ping that is too long"),
        (frame(0x88, b"x"), 1002, "a Close with half a code"),
        (close(999, b""), 1002, "a code below 1000"),
        (close(1004, b""), 1002, "a reserved code"),
        (close(1005, b""), 1002, "a code that is never sent"),
        (close(1006, b""), 1002, "another"),
        (close(1015, b""), 1002, "a third"),
        (close(2999, b""), 1002, "a code for later versions"),
        (close(5000, b""), 1002, "a code above 4999"),
        (frame(0x81, b"\xff"), 1007, "text that isn't UTF-8"),
        (frame(0x81, b"\xed\xa0\x80"), 1007, "a surrogate"),
        (
            [frame(0x01, b"\xce"), frame(0x80, b"x")].concat(),
            1007,
            "bad UTF-8 across fragments",
        ),
        (
            [frame(0x01, b"a"), frame(0x80, b"\xce")].concat(),
            1007,
            "UTF-8 that ends too early",
        ),
        (close(1000, b"\xff"), 1007, "a reason that isn't UTF-8"),
        (frame(0x82, &too_long), 1009, "a long message"),
        (frame(0x82, &vec![0; 16 * LONGEST_MESSAGE]), 1009, "a very long message"),
        (
            [frame(0x02, &half), frame(0x80, &half)].concat(),
            1009,
            "a long message in fragments",
        ),
        (frame(0x88, b""), 1005, "a Close without a code"),
        (close(1000, b""), 1000, "a normal end"),
        (close(1001, b"bye"), 1001, "a client that goes away"),
        (close(3000, b""), 3000, "a registered code"),
        (close(4999, b"private"), 4999, "a private code"),
        (
            [frame(0x89, b"p"), frame(0x01, b"a"), close(1000, b"")].concat(),
            1000,
            "an end inside a message",
        ),
    ] {
        let (mut reader, mut writer) = connect_raw(&served).await.into_split();
        let sending = tokio::spawn(async move {
            // The server may close before it has read everything.
            let _ = writer.write_all(&sent).await;
            writer
        });
        let mut received = Vec::new();
        let ended = tokio::time::timeout(Duration::from_secs(10), reader.read_to_end(&mut received)).await;
        assert!(matches!(ended, Ok(Ok(_))), "{what}: {ended:?}");
        assert_eq!(close_code(&received), code, "{what}");
        drop(sending.await.unwrap());
    }
}

#[tokio::test]
async fn frames_right_behind_the_handshake_are_echoed() {
    let served = start().await;
    let begun = [
        format!("{HANDSHAKE}\r\n").as_bytes(),
        &frame(0x81, b"early"),
        &frame(0x88, b""),
    ]
    .concat();
    let bytes = read_to_end(served.begin(&begun).await).await;
    assert!(bytes.ends_with(b"\x81\x05early\x88\x00"), "{bytes:?}");
}

#[tokio::test]
async fn a_stop_and_the_end_of_the_time_say_that_the_server_goes_away() {
    let limits = Limits {
        socket_time: Duration::from_millis(300),
        ..limits()
    };
    for stops in [true, false] {
        let served = start_with(limits).await;
        let mut socket = connect(&served).await;
        if stops {
            served.stop.cancel();
        }
        match socket.next().await {
            Some(Ok(Message::Close(Some(frame)))) => {
                assert_eq!(frame.code, CloseCode::Away);
                assert_eq!(frame.reason.contains("stopping"), stops, "{}", frame.reason);
            }
            other => panic!("{other:?}"),
        }
        drop(socket);
        if stops {
            tokio::time::timeout(Duration::from_secs(3), served.task)
                .await
                .expect("an open WebSocket holds the stop up")
                .unwrap();
        }
    }
}

#[tokio::test]
async fn the_first_subprotocol_comes_back_and_none_if_none_is_offered() {
    let served = start().await;
    let goodbye = frame(0x88, b"");
    for (offer, expected) in [
        ("", None),
        ("Sec-WebSocket-Protocol: chat\r\n", Some("chat")),
        ("Sec-WebSocket-Protocol: a.b, chat\r\n", Some("a.b")),
        ("Sec-WebSocket-Protocol: x\r\nSec-WebSocket-Protocol: y\r\n", Some("x")),
    ] {
        let begun = [format!("{HANDSHAKE}{offer}\r\n").as_bytes(), &goodbye].concat();
        let answer = String::from_utf8_lossy(&read_to_end(served.begin(&begun).await).await).into_owned();
        let chosen: Vec<_> = answer
            .lines()
            .filter_map(|line| line.strip_prefix("sec-websocket-protocol: "))
            .collect();
        assert_eq!(chosen, Vec::from_iter(expected), "{answer}");
        assert!(!answer.contains("sec-websocket-extensions"), "{answer}");
    }
}

#[tokio::test]
async fn what_is_no_handshake_is_426_and_a_bad_one_is_400() {
    let served = start().await;
    let with = |old: &str, new: &str| format!("{}Connection: close\r\n\r\n", HANDSHAKE.replace(old, new));
    for request in [
        with("Upgrade: websocket", "Upgrade: h2c"),
        with("Version: 13", "Version: 8"),
        with("Sec-WebSocket-Version: 13\r\n", ""),
        with("keep-alive, Upgrade", "keep-alive"),
        with("GET ", "POST "),
        with("HTTP/1.1", "HTTP/1.0"),
        "GET /101 HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n".to_owned(),
    ] {
        let answer = served.ask(request.as_bytes()).await;
        assert!(answer[8..].starts_with(" 426 Upgrade Required\r\n"), "{request}: {answer}");
        let lower = answer.to_lowercase();
        for field in [
            "upgrade: websocket\r\n",
            "connection: upgrade",
            "sec-websocket-version: 13\r\n",
        ] {
            assert!(lower.contains(field), "{request}: {answer}");
        }
    }
    for request in [
        with("Key: dGhlIHNhbXBsZSBub25jZQ==", "Key: c2hvcnQ="),
        with("Key: dGhlIHNhbXBsZSBub25jZQ==", "Key: ?"),
        with("Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n", ""),
        with("Host: h\r\n", "Host: h\r\nSec-WebSocket-Protocol: a b\r\n"),
    ] {
        let answer = served.ask(request.as_bytes()).await;
        assert!(
            answer.starts_with("HTTP/1.1 400 Bad Request") && answer.contains("x-mock-error: bad-handshake"),
            "{request}: {answer}"
        );
    }
    // Without Host no request is well.
    let answer = served.ask(with("Host: h\r\n", "").as_bytes()).await;
    assert!(answer.starts_with("HTTP/1.1 400 "), "{answer}");
}

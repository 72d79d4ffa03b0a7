//! WebSocket behind a 101: every message comes back, and every ending has the close code that RFC 6455 names for it.

use std::pin::pin;
use std::time::Duration;

use bytes::Bytes;
use futures_util::{SinkExt, StreamExt};
use http::HeaderValue;
use tokio_tungstenite::WebSocketStream;
use tokio_tungstenite::tungstenite::Error;
use tokio_tungstenite::tungstenite::error::ProtocolError;
use tokio_tungstenite::tungstenite::handshake::derive_accept_key;
use tokio_tungstenite::tungstenite::protocol::frame::coding::CloseCode;
use tokio_tungstenite::tungstenite::protocol::{CloseFrame, Role, WebSocketConfig};

use super::socket::Socket;
use super::{Limits, Stop};

/// The longest message that comes back, in bytes.
pub const LONGEST_MESSAGE: usize = 1024 * 1024;

/// In bytes. Each open socket has one, even while it is idle.
const READ_BUFFER: usize = 4 * 1024;

/// What proves that the client's key was read (RFC 6455 section 4.2.2, item 5).
pub fn accept_key(key: &HeaderValue) -> String {
    derive_accept_key(key.as_bytes())
}

/// Echoes until the socket ends. What comes back is the connection, to be closed after the Close frame has been read. `early` are
/// bytes that were read behind the handshake.
pub async fn echo(socket: Socket, early: Bytes, limits: Limits, stop: &Stop) -> Socket {
    let config = WebSocketConfig::default()
        .read_buffer_size(READ_BUFFER)
        .write_buffer_size(0)
        .max_message_size(Some(LONGEST_MESSAGE))
        .max_frame_size(Some(LONGEST_MESSAGE));
    let begun = early.to_vec();
    // It shares hyper's read buffer.
    drop(early);
    let mut socket = WebSocketStream::from_partially_read(socket, begun, Role::Server, Some(config)).await;
    if let Some(end) = converse(&mut socket, limits, stop).await {
        // If that fails, the client doesn't read any more.
        let _ = tokio::time::timeout(limits.write_time, socket.close(Some(end))).await;
    }
    socket.into_inner()
}

/// Echoes until the conversation ends. `None` if the client ended it, or is gone.
async fn converse(socket: &mut WebSocketStream<Socket>, limits: Limits, stop: &Stop) -> Option<CloseFrame> {
    let mut time_is_up = pin!(tokio::time::sleep(limits.socket_time));
    loop {
        let message = tokio::select! {
            message = socket.next() => message,
            () = stop.cancelled() => return Some(close(CloseCode::Away, "The server is stopping.")),
            () = &mut time_is_up => return Some(close(CloseCode::Away, time_limit(limits.socket_time))),
        };
        match message? {
            Ok(message) if message.is_text() || message.is_binary() => {
                let sent = tokio::time::timeout(limits.write_time, socket.send(message)).await;
                if !matches!(sent, Ok(Ok(()))) {
                    return None;
                }
            }
            // The library replies to pings and to Close.
            Ok(_) => {}
            Err(error) => return failure(&error),
        }
    }
}

/// The Close frame for a failed connection (RFC 6455 sections 7.1.7 and 7.4.1); `None` where the client is gone.
fn failure(error: &Error) -> Option<CloseFrame> {
    match error {
        Error::Protocol(ProtocolError::ResetWithoutClosingHandshake) => None,
        Error::Protocol(error) => Some(close(CloseCode::Protocol, format!("{error}."))),
        Error::Utf8(_) => Some(close(CloseCode::Invalid, "Text must be UTF-8.")),
        Error::Capacity(_) => Some(close(
            CloseCode::Size,
            format!("The longest message is {LONGEST_MESSAGE} bytes."),
        )),
        _ => None,
    }
}

/// The reason fits into a control frame, which has at most 125 bytes, two of them for the code.
fn close(code: CloseCode, reason: impl Into<String>) -> CloseFrame {
    let mut reason = reason.into();
    reason.truncate(reason.floor_char_boundary(123));
    CloseFrame {
        code,
        reason: reason.into(),
    }
}

fn time_limit(time: Duration) -> String {
    format!("A WebSocket may stay open for {} seconds here.", time.as_secs())
}

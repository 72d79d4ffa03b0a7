//! What is played on a connection that was taken over from hyper, because hyper cannot send it: interim answers, garbage, resets, nothing.

use std::time::Duration;

use bytes::Bytes;
use http::header::HeaderMap;
use tokio::io::AsyncWriteExt;
use tokio::net::TcpStream;
use tokio_tungstenite::WebSocketStream;
use tokio_tungstenite::tungstenite::protocol::{Role, WebSocketConfig};

use super::Limits;

/// Steps, played in order on the bare stream; then it is closed.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Plan(pub Vec<Step>);

#[derive(Clone, Debug, PartialEq)]
pub enum Step {
    Send(Bytes),
    Wait(Duration),
    /// A TCP reset; nothing can follow.
    Reset,
    /// From here on the stream speaks WebSocket, and every message comes back (RFC 6455).
    EchoWebSocket,
}

/// Longest WebSocket message, in bytes.
const LONGEST_MESSAGE: usize = 64 * 1024;

/// A status line with its headers and the empty line.
pub fn head(status: u16, reason: &str, headers: &HeaderMap) -> Bytes {
    let mut text = format!("HTTP/1.1 {status} {reason}\r\n").into_bytes();
    for (name, value) in headers {
        text.extend_from_slice(name.as_str().as_bytes());
        text.extend_from_slice(b": ");
        text.extend_from_slice(value.as_bytes());
        text.extend_from_slice(b"\r\n");
    }
    text.extend_from_slice(b"\r\n");
    text.into()
}

/// An interim answer (RFC 9110 section 15.2).
pub fn interim(status: u16, reason: &str, headers: &HeaderMap) -> Step {
    Step::Send(head(status, reason, headers))
}

impl Plan {
    /// Plays on; what comes back is the stream to be closed, unless a reset ended it. `early` are bytes that were read already.
    pub async fn play(self, mut stream: TcpStream, early: Bytes, limits: Limits) -> Option<TcpStream> {
        for step in self.0 {
            match step {
                Step::Send(bytes) => {
                    let sent = tokio::time::timeout(limits.write_time, stream.write_all(&bytes)).await;
                    if !matches!(sent, Ok(Ok(()))) {
                        return None;
                    }
                }
                Step::Wait(time) => {
                    if gone_within(&stream, time).await {
                        return None;
                    }
                }
                Step::Reset => {
                    // Zero linger turns the close into a reset.
                    if let Err(error) = stream.set_zero_linger() {
                        tracing::debug!(%error, "no reset");
                    }
                    return None;
                }
                Step::EchoWebSocket => {
                    // However it ends, the connection ends with it.
                    let _ = tokio::time::timeout(limits.socket_time, echo(stream, early)).await;
                    return None;
                }
            }
        }
        Some(stream)
    }
}

/// Waits; true if the client leaves before that.
async fn gone_within(stream: &TcpStream, time: Duration) -> bool {
    let gone = async {
        let mut byte = [0];
        // Data that waits to be read is no end: from then on only time ends the wait.
        match stream.peek(&mut byte).await {
            Ok(0) | Err(_) => {}
            Ok(_) => std::future::pending().await,
        }
    };
    tokio::time::timeout(time, gone).await.is_ok()
}

async fn echo(stream: TcpStream, early: Bytes) {
    use futures_util::{SinkExt, StreamExt};
    let config = WebSocketConfig::default()
        .max_message_size(Some(LONGEST_MESSAGE))
        .max_frame_size(Some(LONGEST_MESSAGE));
    let mut socket = WebSocketStream::from_partially_read(stream, early.to_vec(), Role::Server, Some(config)).await;
    while let Some(Ok(message)) = socket.next().await {
        // Pings and closes are answered by the library.
        if (message.is_text() || message.is_binary()) && socket.send(message).await.is_err() {
            break;
        }
    }
}

impl std::fmt::Display for Plan {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("the connection was taken over")
    }
}

impl std::error::Error for Plan {}

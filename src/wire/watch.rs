//! Notices that a client leaves while its call waits, and nobody reads or writes on its connection.
//!
//! Tokio has registered every connection for such events anyway, so a watch is one entry in a list that Tokio keeps, and costs no
//! system call. Only this file depends on the operating system.

use std::sync::{Arc, Weak};

use tokio::io::Interest;
use tokio::net::TcpStream;

/// How a client left.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Left {
    /// It sends nothing more (FIN). It may still read, or it may have closed everything: TCP can't tell before something is written.
    HalfClosed,
    /// It reset the connection, or the network did.
    Gone,
}

/// What wakes a watch. On Linux an interest in priority data also covers the end of the client's data (RDHUP), but not the data
/// itself, so unread bytes neither wake the watch nor hide the end behind them. No priority data is ever reported, because
/// Tokio doesn't register TCP connections for it.
#[cfg(any(target_os = "linux", target_os = "android"))]
const END: Interest = Interest::PRIORITY.add(Interest::ERROR);

/// Elsewhere the end of the data is seen only as long as no data waits in front of it.
#[cfg(not(any(target_os = "linux", target_os = "android")))]
const END: Interest = Interest::READABLE.add(Interest::ERROR);

/// The client at the other end of a connection; an extension of each request.
///
/// The default belongs to a request that came by no connection, and never leaves.
#[derive(Clone, Debug, Default)]
pub struct Peer(Option<Weak<TcpStream>>);

impl Peer {
    pub(super) fn new(stream: &Arc<TcpStream>) -> Self {
        Self(Some(Arc::downgrade(stream)))
    }

    /// Waits until the client leaves in one way or the other. At once if it has left already.
    pub async fn left(&self) -> Left {
        let Some(stream) = &self.0 else {
            return std::future::pending().await;
        };
        let Some(stream) = stream.upgrade() else {
            return Left::Gone;
        };
        loop {
            match stream.ready(END).await {
                Ok(ready) if ready.is_error() => return Left::Gone,
                Ok(ready) if ready.is_read_closed() => return Left::HalfClosed,
                // Unread data hides the end, where that can be.
                Ok(ready) if ready.is_readable() => {
                    broken(&stream).await;
                    return Left::Gone;
                }
                Ok(_) => tokio::task::yield_now().await,
                Err(_) => return Left::Gone,
            }
        }
    }

    /// Waits until the connection is reset.
    pub async fn gone(&self) {
        let Some(stream) = &self.0 else {
            return std::future::pending().await;
        };
        if let Some(stream) = stream.upgrade() {
            broken(&stream).await;
        }
    }
}

async fn broken(stream: &TcpStream) {
    while let Ok(ready) = stream.ready(Interest::ERROR).await {
        if ready.is_error() {
            return;
        }
        tokio::task::yield_now().await;
    }
}

//! The accept loop, and stopping it: no new connections, a deadline for the open ones.

use std::io;
use std::net::{IpAddr, SocketAddr};
use std::time::Duration;

use http::Request;
use hyper::body::Incoming;
use tokio::net::{TcpListener, TcpSocket};
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

use super::{Limits, Outcome, connection};
use crate::share::{Network, Pool};

/// Says when to stop.
pub type Stop = CancellationToken;

/// Connections that the system keeps for us until they are accepted.
const BACKLOG: u32 = 4096;

/// # Errors
/// Whatever the system says to that address, such as that it is in use.
pub fn listen(address: SocketAddr) -> io::Result<TcpListener> {
    let socket = if address.is_ipv4() {
        TcpSocket::new_v4()?
    } else {
        TcpSocket::new_v6()?
    };
    // A restart must not wait for the connections of the program before it.
    socket.set_reuseaddr(true)?;
    socket.bind(address)?;
    socket.listen(BACKLOG)
}

/// Accepts and serves, telling the service the client's address, until `stop` is cancelled, then waits for open connections, at most
/// `limits.stop_time`.
pub async fn run<S, F>(listener: TcpListener, service: S, limits: Limits, stop: Stop)
where
    S: Fn(Request<Incoming>, IpAddr) -> F + Clone + Send + Sync + 'static,
    F: Future<Output = Outcome> + Send + 'static,
{
    let open = Pool::new(limits.connections);
    let tasks = TaskTracker::new();
    loop {
        let (stream, client) = tokio::select! {
            () = stop.cancelled() => break,
            accepted = listener.accept() => match accepted {
                Ok(accepted) => accepted,
                Err(error) => {
                    // Out of file descriptors, most likely: let some connections end before trying again.
                    tracing::warn!(%error, "could not accept a connection");
                    tokio::time::sleep(Duration::from_millis(50)).await;
                    continue;
                }
            },
        };
        let place = match open.take(Network::from(client.ip())) {
            Ok(place) => place,
            Err(denied) => {
                tracing::debug!(client = %client.ip(), ?denied, "a connection too many");
                continue;
            }
        };
        let (service, stop) = (service.clone(), stop.clone());
        tasks.spawn(async move {
            connection::serve(stream, |request| service(request, client.ip()), limits, stop).await;
            drop(place);
        });
    }
    drop(listener);
    tasks.close();
    if tokio::time::timeout(limits.stop_time, tasks.wait()).await.is_err() {
        tracing::warn!(open = tasks.len(), "stopped with connections still open");
    }
}

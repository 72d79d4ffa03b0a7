//! A listener for our own client alone: it binds loopback, and accepts only connections that were announced to it.

use std::collections::HashMap;
use std::io;
use std::net::{Ipv4Addr, SocketAddr, SocketAddrV4};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use http::Request;
use hyper::body::Incoming;
use tokio::net::{TcpListener, TcpSocket, TcpStream};

use super::{Limits, Outcome, Stop, connection, listen};

const LOOPBACK: SocketAddr = SocketAddr::V4(SocketAddrV4::new(Ipv4Addr::LOCALHOST, 0));

/// The way to that listener. `C` is what the service is told about a connection: for whom it is made, what is played on it.
#[derive(Debug)]
pub struct Loopback<C> {
    address: SocketAddr,
    announced: Arc<Announced<C>>,
}

/// Connections that are about to come, by the address from which they come.
#[derive(Debug)]
struct Announced<C>(Mutex<HashMap<SocketAddr, C>>);

impl<C> Announced<C> {
    fn lock(&self) -> MutexGuard<'_, HashMap<SocketAddr, C>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Takes the announcement back if nobody came.
struct Announcement<'a, C> {
    announced: &'a Announced<C>,
    client: SocketAddr,
}

impl<C> Drop for Announcement<'_, C> {
    fn drop(&mut self) {
        self.announced.lock().remove(&self.client);
    }
}

impl<C: Send + 'static> Loopback<C> {
    /// Binds a free port of 127.0.0.1 and serves it for as long as the program runs.
    ///
    /// # Errors
    /// Whatever the system says to binding.
    pub fn start<S, F>(service: S, limits: Limits) -> io::Result<Self>
    where
        S: Fn(Request<Incoming>, &C) -> F + Clone + Send + Sync + 'static,
        C: Sync,
        F: Future<Output = Outcome> + Send + 'static,
    {
        let listener = listen(LOOPBACK)?;
        let address = listener.local_addr()?;
        let announced = Arc::new(Announced(Mutex::new(HashMap::new())));
        tokio::spawn(accept(listener, announced.clone(), service, limits));
        Ok(Self { address, announced })
    }

    /// A connection to the listener, which tells its service about it.
    ///
    /// # Errors
    /// Whatever the system says to connecting.
    pub async fn connect(&self, context: C) -> io::Result<TcpStream> {
        let socket = TcpSocket::new_v4()?;
        // Bound before it connects: the listener knows the address before anybody can come from it.
        socket.bind(LOOPBACK)?;
        let client = socket.local_addr()?;
        self.announced.lock().insert(client, context);
        let announcement = Announcement {
            announced: &self.announced,
            client,
        };
        let stream = socket.connect(self.address).await?;
        // From here on the listener takes it.
        std::mem::forget(announcement);
        Ok(stream)
    }

    /// Where the listener is.
    pub fn address(&self) -> SocketAddr {
        self.address
    }
}

async fn accept<C, S, F>(listener: TcpListener, announced: Arc<Announced<C>>, service: S, limits: Limits)
where
    S: Fn(Request<Incoming>, &C) -> F + Clone + Send + Sync + 'static,
    C: Send + Sync + 'static,
    F: Future<Output = Outcome> + Send + 'static,
{
    loop {
        let (stream, client) = match listener.accept().await {
            Ok(accepted) => accepted,
            Err(error) => {
                tracing::warn!(%error, "could not accept a connection of the wire client");
                tokio::time::sleep(std::time::Duration::from_millis(50)).await;
                continue;
            }
        };
        let Some(context) = announced.lock().remove(&client) else {
            tracing::warn!(%client, "somebody else tried the wire client's port");
            continue;
        };
        let service = service.clone();
        tokio::spawn(async move {
            connection::serve(stream, |request| service(request, &context), limits, Stop::new()).await;
        });
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use axum::body::Body;
    use http::Response;
    use tokio::io::{AsyncReadExt, AsyncWriteExt};

    const REQUEST: &[u8] = b"GET / HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n";

    async fn answer(mut stream: TcpStream) -> String {
        // A stranger's connection may be reset before anything is written.
        let _ = stream.write_all(REQUEST).await;
        let mut text = String::new();
        let _ = stream.read_to_string(&mut text).await;
        text
    }

    #[tokio::test]
    async fn a_connection_is_served_for_whom_it_was_made_and_a_stranger_gets_nothing() {
        let service = |_, context: &&'static str| {
            let body = Body::from(*context);
            async move { Response::new(body).into() }
        };
        let loopback = Loopback::start(service, Limits::default()).unwrap();
        assert!(loopback.address().ip().is_loopback());
        let (one, two) = (loopback.connect("one").await.unwrap(), loopback.connect("two").await.unwrap());
        assert!(answer(two).await.ends_with("two"));
        assert!(answer(one).await.ends_with("one"));
        let stranger = TcpStream::connect(loopback.address()).await.unwrap();
        assert_eq!(answer(stranger).await, "");
    }
}

//! Places of the calls that wait and of the WebSockets that are open: bounded, and shared among addresses.

use std::time::Duration;

use super::watch::{Left, Peer};
use crate::share::{Denied, Network, Permit, Pool};

/// Waiting calls whose clients have ended their sending side. Few clients do that and still want a response; most have closed
/// everything, and TCP can't tell the two apart. So such a call gives its waiting place back and takes one of these.
pub const HALF_CLOSED: usize = 1_000;

/// WebSockets that are open at one time. Each may hold two messages in memory, one that arrives and one that is sent.
pub const SOCKETS: usize = 2_000;

#[derive(Clone, Debug)]
pub struct Places {
    waiting: Pool,
    half_closed: Pool,
    sockets: Pool,
}

/// The place of one call. It is free again when this is dropped.
#[derive(Debug)]
pub struct Place {
    // Held, not read.
    _permit: Permit,
    network: Network,
    /// Where the call goes when its client ends its sending side; `None` once it has gone there.
    half_closed: Option<Pool>,
}

impl Places {
    /// Room for so many waiting calls.
    pub fn new(waiting: usize) -> Self {
        Self {
            waiting: Pool::new(waiting),
            half_closed: Pool::new(HALF_CLOSED),
            sockets: Pool::new(SOCKETS),
        }
    }

    /// A place for a call that waits.
    ///
    /// # Errors
    /// No place is left, or none for this network.
    pub fn wait(&self, network: Network) -> Result<Place, Denied> {
        Ok(Place {
            _permit: self.waiting.take(network)?,
            network,
            half_closed: Some(self.half_closed.clone()),
        })
    }

    /// A place for a WebSocket.
    ///
    /// # Errors
    /// No place is left, or none for this network.
    pub fn socket(&self, network: Network) -> Result<Place, Denied> {
        Ok(Place {
            _permit: self.sockets.take(network)?,
            network,
            half_closed: None,
        })
    }

    /// Calls that wait now.
    pub fn waiting(&self) -> usize {
        self.waiting.used()
    }

    /// Calls that wait now although their clients have ended their sending sides.
    pub fn half_closed(&self) -> usize {
        self.half_closed.used()
    }
}

impl Place {
    /// Waits. False if the call ends before that, because its client is gone, or because the client has ended its sending side
    /// and too many such calls wait already.
    pub async fn wait(&mut self, time: Duration, peer: &Peer) -> bool {
        tokio::time::timeout(time, self.abandoned(peer)).await.is_err()
    }

    async fn abandoned(&mut self, peer: &Peer) {
        if let Some(half_closed) = &self.half_closed {
            if peer.left().await == Left::Gone {
                return;
            }
            let Ok(permit) = half_closed.take(self.network) else {
                return;
            };
            // Gives the old place back.
            self._permit = permit;
            self.half_closed = None;
        }
        peer.gone().await;
    }
}

#[cfg(test)]
mod tests {
    use std::net::{IpAddr, Ipv4Addr};

    use tokio::net::{TcpListener, TcpStream};

    use super::*;
    use crate::wire::socket::Socket;

    /// Both ends of a connection: the server's and the client's.
    async fn connected() -> (Socket, TcpStream) {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.unwrap();
        let address = listener.local_addr().unwrap();
        let (accepted, client) = tokio::join!(listener.accept(), TcpStream::connect(address));
        (Socket::new(accepted.unwrap().0), client.unwrap())
    }

    #[tokio::test]
    async fn a_half_closed_call_waits_on_while_there_is_room_and_ends_where_there_is_none() {
        let places = Places {
            half_closed: Pool::new(2),
            ..Places::new(10)
        };
        let network = Network::from(IpAddr::from(Ipv4Addr::LOCALHOST));
        // One network gets one of two places.
        let (first_socket, first_client) = connected().await;
        let (second_socket, second_client) = connected().await;
        let (mut first, mut second) = (places.wait(network).unwrap(), places.wait(network).unwrap());
        assert_eq!(places.waiting(), 2);
        drop(first_client);
        assert!(first.wait(Duration::from_millis(50), &first_socket.peer()).await);
        assert_eq!((places.waiting(), places.half_closed()), (1, 1));
        drop(second_client);
        assert!(!second.wait(Duration::from_secs(3_600), &second_socket.peer()).await);
        drop((first, second));
        assert_eq!((places.waiting(), places.half_closed()), (0, 0));
    }

    #[tokio::test]
    async fn a_reset_ends_a_wait_before_and_after_a_half_close() {
        let places = Places::new(10);
        let network = Network::from(IpAddr::from(Ipv4Addr::LOCALHOST));
        for half_closed_first in [false, true] {
            let (socket, mut client) = connected().await;
            let (mut place, peer) = (places.wait(network).unwrap(), socket.peer());
            if half_closed_first {
                tokio::io::AsyncWriteExt::shutdown(&mut client).await.unwrap();
                assert!(place.wait(Duration::from_millis(50), &peer).await);
                assert_eq!(places.half_closed(), 1);
            }
            client.set_zero_linger().unwrap();
            drop(client);
            assert!(!place.wait(Duration::from_secs(3_600), &peer).await);
        }
    }
}

//! The whole program on a port of its own, and short ways to ask it in bytes.

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::task::JoinHandle;

use crate::server::{self, Chance, Config, State};
use crate::wire::{self, Limits, Stop};

pub struct Served {
    pub address: SocketAddr,
    pub state: Arc<State>,
    pub stop: Stop,
    pub task: JoinHandle<()>,
}

/// Bounds that a test reaches soon.
pub fn limits() -> Limits {
    Limits {
        head_time: Duration::from_millis(300),
        write_time: Duration::from_millis(300),
        stop_time: Duration::from_secs(5),
        ..Limits::default()
    }
}

pub async fn start() -> Served {
    start_with(limits()).await
}

/// A server for which it is always the same moment, and for which chance always falls the same way.
pub async fn start_still(chance: Chance) -> Served {
    start_as(limits(), chance).await
}

pub async fn start_with(limits: Limits) -> Served {
    start_as(limits, Chance::default()).await
}

async fn start_as(limits: Limits, chance: Chance) -> Served {
    let listener = wire::listen("127.0.0.1:0".parse().unwrap()).unwrap();
    let address = listener.local_addr().unwrap();
    let state = Arc::new(State {
        chance,
        ..State::new(Config::default(), address).unwrap()
    });
    let (stop, serving) = (Stop::new(), state.clone());
    let service = move |mut request: http::Request<_>, client| {
        request.extensions_mut().insert(server::ClientAddress(client));
        server::serve(serving.clone(), request)
    };
    Served {
        address,
        state,
        task: tokio::spawn(wire::run(listener, service, limits, stop.clone())),
        stop,
    }
}

impl Served {
    pub async fn connect(&self) -> TcpStream {
        TcpStream::connect(self.address).await.unwrap()
    }

    /// A connection on which these bytes have been sent.
    pub async fn begin(&self, bytes: &[u8]) -> TcpStream {
        let mut stream = self.connect().await;
        stream.write_all(bytes).await.unwrap();
        stream
    }

    /// What comes back for these bytes until the server closes.
    pub async fn ask(&self, bytes: &[u8]) -> String {
        String::from_utf8_lossy(&read_to_end(self.begin(bytes).await).await).into_owned()
    }

    /// What comes back if the client ends its sending side right behind these bytes.
    pub async fn ask_half_closed(&self, bytes: &[u8]) -> String {
        let mut stream = self.begin(bytes).await;
        stream.shutdown().await.unwrap();
        String::from_utf8_lossy(&read_to_end(stream).await).into_owned()
    }

    pub async fn get(&self, target: &str) -> String {
        self.ask(get(target).as_bytes()).await
    }

    /// Waits until so many calls wait, and so many of half-closed connections.
    #[track_caller]
    pub fn until(&self, waiting: usize, half_closed: usize) -> impl Future<Output = ()> {
        let (places, caller) = (self.state.waiting.clone(), std::panic::Location::caller());
        async move {
            let seen = async {
                while (places.waiting(), places.half_closed()) != (waiting, half_closed) {
                    tokio::task::yield_now().await;
                }
            };
            tokio::time::timeout(Duration::from_secs(5), seen).await.unwrap_or_else(|_| {
                panic!(
                    "{caller}: {} wait and {} half-closed, not {waiting} and {half_closed}",
                    places.waiting(),
                    places.half_closed()
                )
            });
        }
    }
}

/// A request after which the connection closes.
pub fn get(target: &str) -> String {
    format!("GET {target} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")
}

/// Everything until the server closes. What was read before a reset is kept and judged.
pub async fn read_to_end(mut stream: TcpStream) -> Vec<u8> {
    let mut bytes = Vec::new();
    let _ = tokio::time::timeout(Duration::from_secs(20), stream.read_to_end(&mut bytes))
        .await
        .expect("the server never closes");
    bytes
}

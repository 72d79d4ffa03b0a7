//! One connection: HTTP/1.1 by hyper, what hyper can't send by a plan, and a close that doesn't destroy the response before it.

use std::future::poll_fn;
use std::pin::{Pin, pin};
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use axum::body::Body;
use bytes::Bytes;
use http::{Request, Response, StatusCode};
use hyper::body::Incoming;
use hyper::server::conn::http1::Builder;
use hyper::service::service_fn;
use hyper_util::rt::{TokioIo, TokioTimer};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

use super::plan::Played;
use super::socket::Socket;
use super::worded::Worded;
use super::wording::Refused;
use super::{Limits, Plan, Stop};

/// hyper's own bound on a head in bytes, wider than ours. Its bound on fields stays 100: any other makes it allocate for each head,
/// which doubled the memory of a waiting call.
const READ_BYTES: usize = 256 * 1024;

/// What is read and thrown away before a close, so that unread bytes do not turn it into a reset.
const DRAIN_BYTES: usize = 32 * 1024 * 1024;
const DRAIN_TIME: Duration = Duration::from_secs(2);

/// What a service makes of a request.
#[derive(Debug)]
pub enum Outcome<R = Response<Body>> {
    /// hyper sends it.
    Response(R),
    /// The connection is taken over from hyper, and closed afterwards.
    Plan(Plan),
}

impl<R> Outcome<R> {
    /// Changes the response, if there is one.
    pub fn map<S>(self, change: impl FnOnce(R) -> S) -> Outcome<S> {
        match self {
            Self::Response(response) => Outcome::Response(change(response)),
            Self::Plan(plan) => Outcome::Plan(plan),
        }
    }

    /// The response, unless the connection is taken over.
    pub fn response(self) -> Option<R> {
        match self {
            Self::Response(response) => Some(response),
            Self::Plan(_) => None,
        }
    }

    pub fn plan(&self) -> Option<&Plan> {
        match self {
            Self::Response(_) => None,
            Self::Plan(plan) => Some(plan),
        }
    }
}

impl Outcome {
    /// The status of the response, even where a fault keeps it from being sent.
    pub fn status(&self) -> StatusCode {
        match self {
            Self::Response(response) => response.status(),
            Self::Plan(plan) => plan.status(),
        }
    }
}

impl From<Response<Body>> for Outcome {
    fn from(response: Response<Body>) -> Self {
        Self::Response(response)
    }
}

impl From<Plan> for Outcome {
    fn from(plan: Plan) -> Self {
        Self::Plan(plan)
    }
}

/// Makes hyper end: an error of its service is the only thing that does it without a byte on the wire.
#[derive(Debug)]
struct TakenOver;

impl std::fmt::Display for TakenOver {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("the connection was taken over")
    }
}

impl std::error::Error for TakenOver {}

pub async fn serve<S, F>(stream: TcpStream, service: S, limits: Limits, stop: Stop)
where
    S: Fn(Request<Incoming>) -> F,
    F: Future<Output = Outcome>,
{
    // Small responses go out at once instead of waiting for a larger packet.
    if let Err(error) = stream.set_nodelay(true) {
        tracing::debug!(%error, "no nodelay");
    }
    let (mut socket, mut early) = (Socket::new(stream), Bytes::new());
    loop {
        match exchange(socket, early, &service, limits, &stop).await {
            Played::Over => return,
            Played::Next(open, read) if !stop.is_cancelled() => (socket, early) = (open, read),
            Played::Next(left, _) | Played::Close(left) => {
                if let Some(stream) = left.into_stream() {
                    close(stream).await;
                }
                return;
            }
        }
    }
}

/// Serves requests until the connection ends or is taken over from hyper, and then what hyper can't send.
async fn exchange<S, F>(socket: Socket, early: Bytes, service: &S, limits: Limits, stop: &Stop) -> Played
where
    S: Fn(Request<Incoming>) -> F,
    F: Future<Output = Outcome>,
{
    let peer = socket.peer();
    let io = Worded::new(socket, early, limits.write_time);
    let exchange = io.exchange();
    // hyper keeps the error of a service to itself, so the plan takes another way out.
    let planned = Mutex::new(None);
    let mut connection = Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(limits.head_time)
        // A client that has ended its sending side still gets its response. Whether it is gone, the service learns from its peer.
        .half_close(true)
        .max_buf_size(READ_BYTES)
        .serve_connection(
            TokioIo::new(io),
            service_fn(|mut request: Request<Incoming>| {
                let flaw = exchange.start();
                let work = match Refused::flawed(request.headers(), flaw) {
                    Some(refused) => Err(refused),
                    None => {
                        request.extensions_mut().insert(peer.clone());
                        Ok(service(request))
                    }
                };
                let planned = &planned;
                // hyper wants to move the future while it is polled by hand.
                Box::pin(async move {
                    let outcome = match work {
                        Ok(work) => work.await,
                        Err(refused) => refused.response().into(),
                    };
                    match outcome {
                        Outcome::Response(response) => Ok(response),
                        Outcome::Plan(plan) => {
                            *planned.lock().unwrap_or_else(PoisonError::into_inner) = Some(plan);
                            Err(TakenOver)
                        }
                    }
                })
            }),
        );
    let mut stopping = pin!(stop.cancelled());
    let mut told = false;
    let ended = poll_fn(|context| {
        if !told && stopping.as_mut().poll(context).is_ready() {
            told = true;
            Pin::new(&mut connection).graceful_shutdown();
        }
        connection.poll_without_shutdown(context)
    })
    .await;
    let parts = connection.into_parts();
    let mut socket = parts.io.into_inner().into_socket();
    let plan = planned.lock().unwrap_or_else(PoisonError::into_inner).take();
    if let Some(plan) = plan {
        // What hyper wrote before, in a pipeline, is out: it flushes before it asks for the next response.
        return Box::pin(plan.play(socket, parts.read_buf, limits, stop)).await;
    }
    if let Err(error) = ended {
        tracing::debug!(%error, "connection ended");
        if let Some(refused) = exchange.unsaid() {
            // Nothing depends on how it ends.
            let _ = tokio::time::timeout(limits.write_time, socket.write_all(&refused.bytes())).await;
        }
    }
    Played::Close(socket)
}

/// Says that nothing more will be sent, then takes what the client still has to say, within bounds: a socket closed with unread bytes
/// resets the connection and can take the response with it (RFC 9112 section 9.6).
async fn close(mut stream: TcpStream) {
    if stream.shutdown().await.is_err() {
        return;
    }
    let drain = async {
        let mut left = DRAIN_BYTES;
        let mut sink = vec![0; 16 * 1024];
        while let Ok(read) = stream.read(&mut sink).await {
            if read == 0 || read >= left {
                break;
            }
            left -= read;
        }
    };
    // Nothing depends on how it ends.
    let _ = tokio::time::timeout(DRAIN_TIME, drain).await;
}

//! One connection: HTTP/1.1 by hyper, what hyper cannot send by a plan, and a close that does not destroy the answer before it.

use std::future::poll_fn;
use std::pin::pin;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use axum::body::Body;
use http::{Request, Response};
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::{TokioIo, TokioTimer};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

use super::worded::Worded;
use super::{Limits, Plan, Stop};

/// hyper's own bound on a head in bytes, wider than ours. Its bound on fields stays 100: any other makes it allocate for each head,
/// which doubled the memory of a waiting call.
const HEAD_BYTES: usize = 256 * 1024;

/// What is read and thrown away before a close, so that unread bytes do not turn it into a reset.
const DRAIN_BYTES: usize = 8 * 1024 * 1024;
const DRAIN_TIME: Duration = Duration::from_secs(2);

/// What a service makes of a request: an answer for hyper to send, or a plan to be played in its place.
pub type Outcome = Result<Response<Body>, Plan>;

pub async fn serve<S, F>(stream: TcpStream, service: S, limits: Limits, stop: Stop)
where
    S: Fn(Request<Incoming>) -> F,
    F: Future<Output = Outcome>,
{
    // Small answers go out at once instead of waiting for a larger packet.
    if let Err(error) = stream.set_nodelay(true) {
        tracing::debug!(%error, "no nodelay");
    }
    let io = Worded::new(stream, limits.write_time);
    let busy = io.busy();
    // hyper keeps the error of a service to itself, so the plan takes another way out.
    let planned = Mutex::new(None);
    let mut connection = http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(limits.head_time)
        .max_buf_size(HEAD_BYTES)
        .serve_connection(
            TokioIo::new(io),
            service_fn(|request| {
                busy.start();
                let (outcome, planned) = (service(request), &planned);
                // hyper wants to move the future while it is polled by hand.
                Box::pin(async move {
                    outcome.await.inspect_err(|plan| {
                        *planned.lock().unwrap_or_else(PoisonError::into_inner) = Some(plan.clone());
                    })
                })
            }),
        );
    let mut stopping = pin!(stop.cancelled());
    let mut told = false;
    let outcome = poll_fn(|context| {
        if !told && stopping.as_mut().poll(context).is_ready() {
            told = true;
            std::pin::Pin::new(&mut connection).graceful_shutdown();
        }
        connection.poll_without_shutdown(context)
    })
    .await;
    let parts = connection.into_parts();
    let mut stream = parts.io.into_inner().into_stream();
    let plan = planned.lock().unwrap_or_else(PoisonError::into_inner).take();
    if let Some(plan) = plan {
        // What hyper wrote before, in a pipeline, is out: it flushes before it asks for the next answer.
        match Box::pin(plan.play(stream, parts.read_buf, limits)).await {
            Some(left) => stream = left,
            None => return,
        }
    } else if let Err(error) = outcome {
        tracing::debug!(%error, "connection ended");
    }
    close(&mut stream).await;
}

/// Says that nothing more will be sent, then takes what the client still has to say, within bounds: a socket closed with unread bytes
/// resets the connection and can take the answer with it (RFC 9112 section 9.6).
async fn close(stream: &mut TcpStream) {
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

//! The log: lines on standard error, for people or as JSON.

use std::io::IsTerminal;

use tracing::Dispatch;
use tracing_subscriber::EnvFilter;
use tracing_subscriber::fmt::MakeWriter;
use tracing_subscriber::util::SubscriberInitExt;

use super::log_queue;

pub use super::log_queue::LogGuard;

/// Starts the log of the whole process; a second start changes nothing. The last lines are written when the guard is dropped.
///
/// # Errors
/// A `filter` that is neither a level nor a filter of tracing-subscriber, or a system that gives no thread.
pub fn start(json: bool, filter: &str) -> Result<LogGuard, String> {
    let filter = EnvFilter::try_new(filter).map_err(|error| error.to_string())?;
    let (queue, guard) = log_queue::start(std::io::stderr(), report).map_err(|error| error.to_string())?;
    let has_colours = std::io::stderr().is_terminal() && std::env::var_os("NO_COLOR").is_none_or(|value| value.is_empty());
    // An error means that somebody has started the log already, which tests do.
    if dispatch(json, has_colours, filter, queue).try_init().is_ok() {
        log_panics();
    }
    Ok(guard)
}

fn dispatch<W>(json: bool, has_colours: bool, filter: EnvFilter, writer: W) -> Dispatch
where
    W: for<'a> MakeWriter<'a> + Send + Sync + 'static,
{
    let lines = tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_writer(writer)
        // There is no other place to say that writing failed.
        .log_internal_errors(false);
    if json {
        lines.json().flatten_event(true).finish().into()
    } else {
        lines.with_target(false).with_ansi(has_colours).finish().into()
    }
}

fn report(dropped: u64) {
    tracing::warn!(dropped, "{dropped} log lines were dropped because nobody read the log");
}

/// Panics go the way of every log line. The standard hook writes to standard error itself and would wait there with the log.
fn log_panics() {
    std::panic::set_hook(Box::new(|panic| {
        let place = panic.location().map(ToString::to_string).unwrap_or_default();
        let message = panic.payload_as_str().unwrap_or("(no message)");
        tracing::error!(place, "panic: {message}");
    }));
}

#[cfg(test)]
mod tests {
    use std::io::{self, Write};
    use std::sync::{Arc, Mutex};

    use super::*;

    #[derive(Clone, Default)]
    struct Lines(Arc<Mutex<Vec<u8>>>);

    impl Write for &Lines {
        fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
            self.0.lock().unwrap().extend_from_slice(bytes);
            Ok(bytes.len())
        }

        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }

    impl<'a> MakeWriter<'a> for Lines {
        type Writer = &'a Lines;

        fn make_writer(&'a self) -> &'a Lines {
            self
        }
    }

    /// What is logged about one request.
    async fn logged(json: bool, uri: &str) -> String {
        let lines = Lines::default();
        let dispatch = dispatch(json, false, EnvFilter::new("info"), lines.clone());
        let state = crate::server::State::new(crate::server::Config::default(), "127.0.0.1:3000".parse().unwrap()).unwrap();
        let request = http::Request::get(uri).header("host", "localhost");
        let request = request.body(axum::body::Body::empty()).unwrap();
        let _log = tracing::dispatcher::set_default(&dispatch);
        let _ = crate::server::serve(Arc::new(state), request).await;
        let text = lines.0.lock().unwrap().clone();
        String::from_utf8(text).unwrap()
    }

    #[tokio::test]
    async fn a_line_of_json_has_each_key_once() {
        let text = logged(true, "/502?x=1").await;
        let line: serde_json::Value = serde_json::from_str(&text).unwrap();
        assert_eq!(line["uri"], "/502?x=1");
        assert_eq!(line["status"], 502);
        assert_eq!(line["target"], "statusbook::server");
        for key in line.as_object().unwrap().keys() {
            assert_eq!(text.matches(&format!("\"{key}\":")).count(), 1, "{key} in {text}");
        }
    }

    #[tokio::test]
    async fn a_line_for_people_can_be_searched() {
        let text = logged(false, "/502").await;
        assert!(text.contains("status=502") && text.contains("uri=\"/502\""), "{text}");
        assert!(!text.contains('\u{1b}'), "{text}");
    }
}

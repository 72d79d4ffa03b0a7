//! Log lines on standard error, for people or as JSON.

use tracing_subscriber::EnvFilter;
use tracing_subscriber::util::SubscriberInitExt;

/// Starts logging for the whole process; a second start changes nothing.
///
/// # Errors
/// A `filter` that is neither a level nor a filter of tracing-subscriber.
pub fn start(json: bool, filter: &str) -> Result<(), String> {
    let filter = EnvFilter::try_new(filter).map_err(|error| error.to_string())?;
    // Nobody reading the log must not stop the service: a failed write is not reported to the same closed place.
    let lines = tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_writer(std::io::stderr)
        .log_internal_errors(false);
    // An error means that somebody has started logging already, which tests do.
    let _ = if json {
        lines.json().flatten_event(true).finish().try_init()
    } else {
        lines.with_target(false).finish().try_init()
    };
    Ok(())
}

//! Settings, from the command line or the environment, and starting what they ask for.

use std::io::Write as _;
use std::net::SocketAddr;
use std::process::ExitCode;
use std::sync::Arc;
use std::time::Duration;

use clap::{Parser, ValueEnum};

use crate::call::Delay;
use crate::server::{self, Settings, telemetry};
use crate::wire::{self, Limits, Stop};

/// An interactive reference for HTTP status codes whose own server answers with them.
#[derive(Debug, Parser)]
#[command(version, about)]
pub struct Cli {
    /// Where to listen; port 0 takes a free one
    #[arg(
        long,
        env = "STATUSBOOK_ADDRESS",
        default_value = "127.0.0.1:3000",
        value_name = "HOST:PORT"
    )]
    address: SocketAddr,

    /// Scheme and host under which clients reach this server; stands in every example [default: the Host that a client sends]
    #[arg(long, env = "STATUSBOOK_PUBLIC_URL", value_name = "URL", value_parser = server::origin::parse_public_url)]
    public_url: Option<String>,

    /// Hosts whose pages may be kept in the page cache, beside loopback; others are served too, but rendered each time
    #[arg(long, env = "STATUSBOOK_ALLOWED_HOSTS", value_name = "HOST,…", value_delimiter = ',')]
    allowed_hosts: Vec<String>,

    /// The longest delay that a caller may ask for
    #[arg(long, env = "STATUSBOOK_LONGEST_DELAY", default_value = "30s", value_name = "TIME", value_parser = duration)]
    longest_delay: Duration,

    /// Other hosts that redirects of the mock may lead to; without it they lead only to this one
    #[arg(long, env = "STATUSBOOK_REDIRECT_HOSTS", value_name = "HOST,…", value_delimiter = ',')]
    redirect_hosts: Vec<String>,

    /// Where readers report mistakes; {code} in it becomes the code of the page. Without it no such link is shown
    #[arg(long, env = "STATUSBOOK_REPORT_URL", value_name = "URL")]
    report_url: Option<String>,

    /// How log lines look
    #[arg(long, env = "STATUSBOOK_LOG_FORMAT", default_value = "text", value_name = "FORMAT")]
    log_format: LogFormat,

    /// Which log lines are written: error, warn, info, debug, trace, or a filter of tracing-subscriber
    #[arg(long, env = "STATUSBOOK_LOG", default_value = "info", value_name = "LEVEL")]
    log: String,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum LogFormat {
    /// For people
    Text,
    /// One JSON object a line
    Json,
}

fn duration(text: &str) -> Result<Duration, String> {
    Delay::parse(text).map(Delay::longest)
}

/// Runs the program as the command line says, until it is told to stop.
pub fn main() -> ExitCode {
    let cli = Cli::parse();
    if let Err(error) = telemetry::start(cli.log_format == LogFormat::Json, &cli.log) {
        eprintln!("statusbook: --log: {error}");
        return ExitCode::from(2);
    }
    // The soft limit of open files is often 1,024, far below what waiting calls need.
    if let Err(error) = rlimit::increase_nofile_limit(u64::MAX) {
        tracing::warn!(%error, "the limit of open files stays as it is");
    }
    let runtime = match tokio::runtime::Builder::new_multi_thread().enable_all().build() {
        Ok(runtime) => runtime,
        Err(error) => {
            eprintln!("statusbook: cannot start: {error}");
            return ExitCode::FAILURE;
        }
    };
    match runtime.block_on(serve(cli)) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("statusbook: {error}");
            ExitCode::FAILURE
        }
    }
}

async fn serve(cli: Cli) -> Result<(), String> {
    let settings = Settings {
        public_url: cli.public_url,
        allowed_hosts: cli.allowed_hosts,
        longest_delay: cli.longest_delay,
        redirect_hosts: cli.redirect_hosts,
        report_url: cli.report_url,
    };
    let listener = wire::listen(cli.address).map_err(|error| format!("cannot listen on {}: {error}", cli.address))?;
    let address = listener.local_addr().map_err(|error| error.to_string())?;
    let state = Arc::new(server::State::new(settings, address).map_err(|error| error.to_string())?);
    server::warm(&state);

    // For people and for scripts that wait for it; the logs go to standard error.
    let mut out = std::io::stdout();
    let _ = writeln!(out, "Statusbook is at http://{address}");
    let _ = out.flush();

    let stop = Stop::new();
    tokio::spawn(stop_on_signal(stop.clone()));
    let service = move |mut request: http::Request<_>, client| {
        request.extensions_mut().insert(server::Client(client));
        server::serve(state.clone(), request)
    };
    wire::run(listener, service, Limits::default(), stop).await;
    tracing::info!("stopped");
    Ok(())
}

/// SIGTERM and Ctrl-C ask for a graceful stop; a second one of either ends the program at once.
async fn stop_on_signal(stop: Stop) {
    for first in [true, false] {
        let interrupted = tokio::signal::ctrl_c();
        #[cfg(unix)]
        {
            use tokio::signal::unix::{SignalKind, signal};
            match signal(SignalKind::terminate()) {
                Ok(mut terminated) => {
                    tokio::select! { _ = interrupted => {}, _ = terminated.recv() => {} }
                }
                Err(error) => {
                    tracing::warn!(%error, "SIGTERM will not be graceful");
                    let _ = interrupted.await;
                }
            }
        }
        #[cfg(not(unix))]
        let _ = interrupted.await;
        if first {
            tracing::info!("stopping");
            stop.cancel();
        } else {
            std::process::exit(130);
        }
    }
}

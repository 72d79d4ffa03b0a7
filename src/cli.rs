//! Settings, from the command line or the environment, and starting what they ask for.

use std::io::{self, Write as _};
use std::net::SocketAddr;
use std::process::ExitCode;
use std::sync::Arc;
use std::time::Duration;

use clap::{Parser, ValueEnum};

use crate::call::Delay;
use crate::server::{self, Config, telemetry};
use crate::wire::{self, Limits, Stop};

/// Explains HTTP status codes, and its own server sends them.
#[derive(Debug, Parser)]
#[command(version, about)]
pub struct Cli {
    /// Where to listen. Port 0 takes a free one
    #[arg(
        long,
        env = "STATUSBOOK_ADDRESS",
        default_value = "127.0.0.1:3000",
        value_name = "HOST:PORT"
    )]
    address: SocketAddr,

    /// Scheme and host under which clients reach this server. Every example has it [default: the Host that a client sends]
    #[arg(long, env = "STATUSBOOK_PUBLIC_URL", value_name = "URL", value_parser = server::origin::parse_public_url)]
    public_url: Option<String>,

    /// Hosts whose pages are cached, like those of localhost. Pages for other hosts are rendered each time
    #[arg(long, env = "STATUSBOOK_ALLOWED_HOSTS", value_name = "HOST,…", value_delimiter = ',')]
    allowed_hosts: Vec<String>,

    /// The longest delay that a caller can ask for
    #[arg(long, env = "STATUSBOOK_LONGEST_DELAY", default_value = "30s", value_name = "TIME", value_parser = duration)]
    longest_delay: Duration,

    /// Other hosts that the mock's redirects can lead to. Without it they lead to this one only
    #[arg(long, env = "STATUSBOOK_REDIRECT_HOSTS", value_name = "HOST,…", value_delimiter = ',')]
    redirect_hosts: Vec<String>,

    /// Where readers report mistakes. {code} in it becomes the code of the page. Without it there is no such link
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
    text.parse().map(Delay::longest)
}

/// Runs the program as the command line says, until it is told to stop.
pub fn main() -> ExitCode {
    let cli = Cli::parse();
    // Kept to the very end: the last lines are written when it goes.
    let _log = match telemetry::start(cli.log_format == LogFormat::Json, &cli.log) {
        Ok(log) => log,
        Err(error) => {
            complain(&format!("--log: {error}"));
            return ExitCode::from(2);
        }
    };
    // The soft limit of open files is often 1,024, far below what waiting calls need.
    if let Err(error) = rlimit::increase_nofile_limit(u64::MAX) {
        tracing::warn!(%error, "the limit of open files stays as it is");
    }
    let runtime = match tokio::runtime::Builder::new_multi_thread().enable_all().build() {
        Ok(runtime) => runtime,
        Err(error) => {
            complain(&format!("can't start: {error}"));
            return ExitCode::FAILURE;
        }
    };
    let served = runtime.block_on(serve(cli));
    // Nobody waits for a page any more, so nobody waits for the thread that renders one.
    runtime.shutdown_background();
    match served {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            complain(&error);
            ExitCode::FAILURE
        }
    }
}

/// Says why the program doesn't start. Where standard error is closed, it says nothing.
fn complain(text: &str) {
    let _ = writeln!(io::stderr(), "statusbook: {text}");
}

async fn serve(cli: Cli) -> Result<(), String> {
    let config = Config {
        public_url: cli.public_url,
        allowed_hosts: cli.allowed_hosts,
        longest_delay: cli.longest_delay,
        redirect_hosts: cli.redirect_hosts,
        report_url: cli.report_url,
    };
    let listener = wire::listen(cli.address).map_err(|error| format!("can't listen on {}: {error}", cli.address))?;
    let address = listener.local_addr().map_err(|error| error.to_string())?;
    let state = Arc::new(server::State::new(config, address).map_err(|error| error.to_string())?);
    // Before anybody knows that the program runs: who starts it may stop it at once.
    let signals = Signals::listen().map_err(|error| format!("can't handle signals: {error}"))?;
    let stop = Stop::new();
    tokio::spawn(stop_on_signal(signals, stop.clone()));
    server::warm(&state);

    // For people and for scripts that wait for it; the log goes to standard error.
    let mut out = io::stdout();
    let _ = writeln!(out, "Statusbook is at http://{address}");
    let _ = out.flush();

    let service = move |mut request: http::Request<_>, client| {
        request.extensions_mut().insert(server::ClientAddress(client));
        server::serve(state.clone(), request)
    };
    wire::run(listener, service, Limits::default(), stop).await;
    tracing::info!("stopped");
    Ok(())
}

/// SIGTERM and Ctrl-C ask for a graceful stop. A second one of either ends the program at once.
async fn stop_on_signal(mut signals: Signals, stop: Stop) {
    signals.next().await;
    tracing::info!("stopping");
    stop.cancel();
    let status = signals.next().await;
    std::process::exit(status);
}

/// What asks the program to stop, from the moment when this is made.
#[cfg(unix)]
struct Signals {
    interrupt: tokio::signal::unix::Signal,
    terminate: tokio::signal::unix::Signal,
}

#[cfg(unix)]
impl Signals {
    /// # Errors
    /// The system doesn't let the program handle one of them.
    fn listen() -> io::Result<Self> {
        use tokio::signal::unix::{SignalKind, signal};
        Ok(Self {
            interrupt: signal(SignalKind::interrupt())?,
            terminate: signal(SignalKind::terminate())?,
        })
    }

    /// The next signal, as the exit status of a program that it ends: 128 and its number.
    async fn next(&mut self) -> i32 {
        tokio::select! {
            _ = self.interrupt.recv() => 130,
            _ = self.terminate.recv() => 143,
        }
    }
}

/// What asks the program to stop: Ctrl-C, where there is nothing else.
#[cfg(not(unix))]
struct Signals;

#[cfg(not(unix))]
impl Signals {
    fn listen() -> io::Result<Self> {
        Ok(Self)
    }

    async fn next(&mut self) -> i32 {
        // An error means that there is no Ctrl-C here: then nothing ever asks.
        if tokio::signal::ctrl_c().await.is_err() {
            std::future::pending::<()>().await;
        }
        130
    }
}

//! The parts of a program in Rust that don't depend on what it prints: how rustfmt breaks its lines, and what repeats the request.

use crate::snippets::{LONGEST_PAUSE, PAUSES, RETRIED, TRIES, indented};

/// The widest chain of calls or list of arguments that rustfmt leaves on one line.
pub const CHAIN: usize = 60;

/// The address as a constant. rustfmt leaves a line alone that is too long either way.
pub fn constant(address: &str) -> String {
    let fits = |start: &str| start.len() + address.len() < 100;
    let is_below = !fits("const URL: &str = ") && fits("    ");
    let gap = if is_below { "\n    " } else { " " };
    format!("const URL: &str ={gap}{address};\n\n")
}

/// A chain of calls as rustfmt breaks it, with its links on the given level.
pub fn chain(start: &str, links: &[String], level: usize) -> String {
    let line = format!("{start}{}", links.concat());
    // A question mark at the end counts twice.
    if line.chars().count() + usize::from(line.ends_with('?')) <= CHAIN {
        return line;
    }
    format!("{start}\n{}", indented(&links.join("\n"), &"    ".repeat(level)))
}

/// The function that sends the request once.
pub fn send(request: &str, errors: &str) -> String {
    format!(
        "
/// Reads the body to its end: one that breaks off is a failure too.
async fn send(client: &Client) -> {errors}::Result<(Response, Vec<u8>)> {{
    let mut response = {request};
    let mut body = Vec::new();
    while let Some(chunk) = response.chunk().await? {{
        body.extend_from_slice(&chunk);
    }}
    Ok((response, body))
}}
"
    )
}

/// The functions that send it until it is done.
pub fn retries(send: &str, errors: &str) -> String {
    format!(
        "
const RETRIED: &[u16] = &[{RETRIED}];
const LONGEST_PAUSE: Duration = Duration::from_secs({LONGEST_PAUSE});

async fn send_with_retries(client: &Client) -> {errors}::Result<(Response, Vec<u8>)> {{
    let mut attempt = 1;
    loop {{
        let result = send(client).await;
        let asked = match &result {{
            Ok((response, _)) if !RETRIED.contains(&response.status().as_u16()) => return result,
            Ok((response, _)) => asked_pause(response),
            Err(_) => None,
        }};
        if attempt == {TRIES} {{
            return result;
        }}
        // {PAUSES}
        let jitter = Duration::from_millis(rand::random_range(0..500 << attempt));
        tokio::time::sleep(asked.unwrap_or_default() + jitter).await;
        attempt += 1;
    }}
}}
{send}
/// Retry-After holds seconds or a date.
pub fn asked_pause(response: &Response) -> Option<Duration> {{
    let after = response.headers().get(\"Retry-After\")?.to_str().ok()?;
    let pause = match after.parse() {{
        Ok(seconds) => Duration::from_secs(seconds),
        Err(error) if *error.kind() == IntErrorKind::PosOverflow => LONGEST_PAUSE,
        Err(_) => {{
            let date = httpdate::parse_http_date(after).ok()?;
            date.duration_since(SystemTime::now()).ok()?
        }}
    }};
    Some(pause.min(LONGEST_PAUSE))
}}
"
    )
}

/// The head of a program that says what failed.
pub const CATCHING: &str = "#[tokio::main]
async fn main() {
    if let Err(error) = run().await {
        eprintln!(\"Request failed: {error:#}\");
        std::process::exit(1);
    }
}

async fn run()";

use super::{
    BodyKind, Client, DOUBLE_QUOTES, Example, LONGEST_PAUSE, PAUSES, RETRIED, Strings, TIMEOUT_SECONDS, TRIES, braced, indented,
    quoted,
};
use crate::call::request::Credentials;

pub const CLIENT: Client = Client {
    id: "reqwest",
    name: "reqwest",
    syntax: "rust",
    file: "main.rs",
    run: "cargo run",
    install: "",
    write,
};

const STRINGS: Strings = Strings {
    number: braced,
    ..DOUBLE_QUOTES
};

/// The widest chain of calls or list of arguments that rustfmt leaves on one line.
const CHAIN: usize = 60;

/// The reqwest crate on tokio; a status is no error there unless a program asks for that.
fn write(example: &Example) -> String {
    let (repeats, calls) = (example.repeats(), example.calls());
    // Functions take the client and return the response.
    let (names, client) = match repeats || calls > 1 {
        true => ("use reqwest::{Client, Response};\n\n", "Client"),
        false => ("", "reqwest::Client"),
    };
    let mut options = Vec::new();
    if example.switches.timeout {
        options.push(format!(".timeout(Duration::from_secs({TIMEOUT_SECONDS}))"));
    }
    if example.redirects {
        options.push(".redirect(reqwest::redirect::Policy::none())".to_owned());
    }
    let has_client = !options.is_empty() || !names.is_empty() || example.method != "GET" || !example.request.is_empty();
    let client = if options.is_empty() {
        format!("    let client = {client}::new();\n")
    } else {
        options.push(".build()?".to_owned());
        format!("    let client = {};\n", chain(&format!("{client}::builder()"), &options))
    };
    let address = quoted(&example.url, '"');
    let (url, client, request) = if has_client {
        (constant(&address), client, chain("client", &links(example)))
    } else if address.len() + "reqwest::get().await?".len() > CHAIN {
        (constant(&address), String::new(), "reqwest::get(URL).await?".to_owned())
    } else {
        (String::new(), String::new(), format!("reqwest::get({address}).await?"))
    };

    let check = if example.switches.check { FAILING } else { "" };
    let note = example.not_repeated("    //");
    let print = "println!(\"Status Code: {}\", response.status().as_u16())";
    let show = show(example, &format!("    {print};"), check);
    let (main, functions) = if repeats {
        let main = format!("{client}    let (response, body) = send_with_retries(&client).await?;\n\n{show}");
        (main, retries(&request))
    } else if calls > 1 {
        let lines = indented(&format!("    {print};\n{check}"), "            ");
        let main = format!(
            "{client}
{note}    for _ in 0..{calls} {{
        match send(&client).await {{
            Ok(response) => {{
{lines}
            }}
            Err(error) => eprintln!(\"Request failed: {{error:#}}\"),
        }}
    }}
"
        );
        (main, DRAINING.replace("REQUEST", &request))
    } else {
        let main = format!("{client}{note}    let response = {request};\n\n{show}");
        (main, String::new())
    };

    let main_function = if example.breaks { CATCHING } else { MAIN };
    // anyhow's errors can say what caused them.
    let explains = example.breaks || calls > 1 || example.repeats() || example.switches.check;
    let result = match explains {
        true => "anyhow::Result<()>",
        false => "Result<(), Box<dyn std::error::Error>>",
    };
    let head = head(example, explains);
    format!("{head}{names}{url}{main_function} -> {result} {{\n{main}\n    Ok(())\n}}\n{functions}")
}

/// The crates that the program needs, and what it uses of the standard library.
fn head(example: &Example, explains: bool) -> String {
    let repeats = example.repeats();
    let (json, feature) = match (example.body, repeats) {
        (BodyKind::Json, true) => (" serde_json", ""),
        (BodyKind::Json, false) if example.calls() == 1 => (" serde_json", "reqwest/json,"),
        _ => ("", ""),
    };
    let uses = match (repeats, example.switches.timeout) {
        (true, _) => "use std::num::IntErrorKind;\nuse std::time::{Duration, SystemTime};\n\n",
        (false, true) => "use std::time::Duration;\n\n",
        (false, false) => "",
    };
    let more = if repeats { " httpdate rand" } else { "" };
    let anyhow = if explains { " anyhow" } else { "" };
    format!("// cargo add reqwest tokio{json}{more}{anyhow} --features {feature}tokio/full\n\n{uses}")
}

/// The address as a constant. rustfmt leaves a line alone that is too long either way.
fn constant(address: &str) -> String {
    let fits = |start: &str| start.len() + address.len() < 100;
    let is_below = !fits("const URL: &str = ") && fits("    ");
    let gap = if is_below { "\n    " } else { " " };
    format!("const URL: &str ={gap}{address};\n\n")
}

/// The calls that build the request and send it.
fn links(example: &Example) -> Vec<String> {
    let mut links = vec![match example.method {
        method @ ("OPTIONS" | "TRACE") => format!(".request(reqwest::Method::{method}, URL)"),
        method => format!(".{}(URL)", method.to_lowercase()),
    }];
    if example.is_basic() {
        let (user, password) = (Credentials::USER, Credentials::PASSWORD);
        links.push(format!(".basic_auth(\"{user}\", Some(\"{password}\"))"));
    }
    for (name, value) in example.headers() {
        let (name, value) = (STRINGS.write(&name), STRINGS.write(&value));
        let is_long = name.len() + ", ".len() + value.len() > CHAIN;
        links.push(match is_long {
            true => format!(".header(\n    {name},\n    {value},\n)"),
            false => format!(".header({name}, {value})"),
        });
    }
    if let Some(content) = example.content(&STRINGS, |size| format!("\"x\".repeat({size})")) {
        links.push(format!(".body({content})"));
    }
    links.extend([".send()".to_owned(), ".await?".to_owned()]);
    links
}

/// A chain of calls as rustfmt breaks it, within a function.
fn chain(start: &str, links: &[String]) -> String {
    let line = format!("{start}{}", links.concat());
    if line.chars().count() <= CHAIN {
        return line;
    }
    format!("{start}\n{}", indented(&links.join("\n"), "        "))
}

/// The lines that print the response.
fn show(example: &Example, print: &str, check: &str) -> String {
    let comment = example.comment("//").replacen("  ", " ", 1);
    let mut lines = format!("{print}{comment}\n");
    if example.follows {
        lines.push_str("    println!(\"Final URL: {}\", response.url());\n");
    }
    for name in &example.reads {
        let value = "String::from_utf8_lossy(value.as_bytes())";
        lines.push_str(&format!("    for value in response.headers().get_all(\"{name}\") {{\n"));
        lines.push_str(&format!("        println!(\"{name}: {{}}\", {value});\n    }}\n"));
    }
    let read = match (example.body, example.repeats()) {
        (BodyKind::Json, false) => "    let body: serde_json::Value = response.json().await?;\n",
        (BodyKind::Json, true) => "    let body: serde_json::Value = serde_json::from_slice(&body)?;\n",
        (BodyKind::Text, false) => "    let body = response.text().await?;\n",
        (BodyKind::Text, true) => "    let body = String::from_utf8_lossy(&body);\n",
        (BodyKind::None, false) => "    let body = response.bytes().await?;\n",
        (BodyKind::None, true) => "",
    };
    let show = match example.body {
        BodyKind::None => "println!(\"Response has no content: {}\", body.is_empty());",
        _ => "println!(\"Response: {body}\");",
    };
    format!("{lines}{check}{read}    {show}\n")
}

/// The functions that send the request until it is done.
fn retries(request: &str) -> String {
    format!(
        "
const RETRIED: &[u16] = &[{RETRIED}];
const LONGEST_PAUSE: Duration = Duration::from_secs({LONGEST_PAUSE});

async fn send_with_retries(client: &Client) -> reqwest::Result<(Response, Vec<u8>)> {{
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

/// Reads the body to its end: one that breaks off is a failure too.
async fn send(client: &Client) -> reqwest::Result<(Response, Vec<u8>)> {{
    let mut response = {request};
    let mut body = Vec::new();
    while let Some(chunk) = response.chunk().await? {{
        body.extend_from_slice(&chunk);
    }}
    Ok((response, body))
}}

/// Retry-After holds seconds or a date.
fn asked_pause(response: &Response) -> Option<Duration> {{
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

const MAIN: &str = "#[tokio::main]
async fn main()";

const CATCHING: &str = "#[tokio::main]
async fn main() {
    if let Err(error) = run().await {
        eprintln!(\"Request failed: {error:#}\");
        std::process::exit(1);
    }
}

async fn run()";

const FAILING: &str = "    if response.status().as_u16() >= 400 {
        anyhow::bail!(\"HTTP {}\", response.status());
    }
";

const DRAINING: &str = "
/// Reads the body to its end: one that breaks off is a failure too.
async fn send(client: &Client) -> anyhow::Result<Response> {
    let mut response = REQUEST;
    while response.chunk().await?.is_some() {}
    Ok(response)
}
";

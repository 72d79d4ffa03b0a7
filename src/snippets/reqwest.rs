use super::reqwest_text::{CATCHING, CHAIN, chain, constant, retries, send};
use super::{
    BodyKind, Client, DOUBLE_QUOTES, Example, Next, PIECE, Saved, Strings, TIMEOUT_SECONDS, Wanted, braced, is_unseen, quoted,
};
use crate::call::request::{Credentials, RequestBody};

pub const CLIENT: Client = Client {
    id: "reqwest",
    name: "reqwest",
    syntax: "rust",
    program: Saved {
        file: "main.rs",
        run: "cargo run",
        install: "",
    },
    test: Saved {
        file: "tests/status.rs",
        run: "cargo test --test status",
        install: "",
    },
    write,
};

const STRINGS: Strings = Strings {
    number: braced,
    ..DOUBLE_QUOTES
};

/// The reqwest crate on tokio; a status is no error there unless a program asks for that.
fn write(example: &Example) -> String {
    let (repeats, calls, is_test) = (example.repeats(), example.calls(), example.switches.test);
    let fails = is_test && example.wanted() == Wanted::Failure;
    // Functions take the client and return the response.
    let (names, client) = match repeats || calls > 1 || fails {
        true => ("use reqwest::{Client, Response};\n\n", "Client"),
        false => ("", "reqwest::Client"),
    };
    let (address, client) = (quoted(&example.url, '"'), set_up(example, client));
    let is_plain = names.is_empty() && example.next.is_none() && example.method == "GET" && example.request.is_empty();
    let (url, client, request) = if !is_plain || client.contains("builder") {
        (constant(&address), client, chain("client", &links(example), 2))
    } else if is_test && example.follows || address.len() + "reqwest::get().await?".len() >= CHAIN {
        (constant(&address), String::new(), "reqwest::get(URL).await?".to_owned())
    } else {
        (String::new(), String::new(), format!("reqwest::get({address}).await?"))
    };

    // reqwest takes these from a request that goes on to another host.
    let kept = ["authorization", "cookie", "proxy-authorization"];
    let mut note = example.left_undone("    //") + &example.strays("    //", &kept);
    if example.hints {
        note.push_str("    // reqwest doesn't show interim responses such as a 103.\n");
    }
    if let Some(pieces) = streamed(example) {
        let size = pieces * PIECE;
        note.push_str(&format!(
            "    let letters = ReaderStream::new(tokio::io::repeat(b'x').take({size}));\n"
        ));
    }
    let errors = if is_test { "reqwest" } else { "anyhow" };
    let shown = if is_test { asserted(example) } else { show(example) };
    let (sending, functions) = match (repeats, names) {
        (true, _) => ("send_with_retries(&client).await", retries(&send(&request, errors), errors)),
        (false, "") => ("", String::new()),
        (false, _) => ("send(&client).await", send(&request, errors)),
    };
    let main = if fails {
        format!("{client}\n{note}    assert!({sending}.is_err());\n")
    } else if repeats {
        let body = if is_test { "_" } else { "body" };
        format!("{client}{note}    let (response, {body}) = {sending}?;\n\n{shown}")
    } else if calls > 1 {
        format!("{client}\n{note}{}", looped(example))
    } else {
        format!("{client}{note}    let response = {request};\n\n{shown}")
    };

    // anyhow's errors can say what caused them.
    let explains = !is_test && (example.breaks || calls > 1 || repeats || example.switches.check);
    let start = match (is_test, example.breaks && calls == 1) {
        (true, _) => format!("#[tokio::test]\nasync fn {}()", example.test_name().replace(' ', "_")),
        (false, true) => CATCHING.to_owned(),
        (false, false) => "#[tokio::main]\nasync fn main()".to_owned(),
    };
    let result = match (is_test, explains) {
        (true, _) if fails && !client.contains('?') => "",
        (true, _) => " -> reqwest::Result<()>",
        (false, true) => " -> anyhow::Result<()>",
        (false, false) => " -> Result<(), Box<dyn std::error::Error>>",
    };
    let end = if result.is_empty() { "" } else { "\n    Ok(())\n" };
    let head = head(example, explains);
    format!("{head}{names}{url}{start}{result} {{\n{main}{end}}}\n{functions}")
}

/// The pieces of a large body that is made while it is sent.
fn streamed(example: &Example) -> Option<u64> {
    example.streamed().filter(|_| !example.breaks)
}

/// The crates that the program needs, and what it uses of the standard library.
fn head(example: &Example, explains: bool) -> String {
    let (repeats, is_test) = (example.repeats(), example.switches.test);
    let (json, feature) = match (example.body, repeats) {
        _ if is_test && (repeats || example.breaks) => ("", ""),
        (BodyKind::Json, true) => (" serde_json", ""),
        (BodyKind::Json, false) if example.calls() == 1 => (" serde_json", "reqwest/json,"),
        _ => ("", ""),
    };
    let mut uses = match (repeats, example.switches.timeout) {
        (true, _) => "use std::num::IntErrorKind;\nuse std::time::{Duration, SystemTime};\n\n".to_owned(),
        (false, true) => "use std::time::Duration;\n\n".to_owned(),
        (false, false) => String::new(),
    };
    let (util, streaming) = match streamed(example) {
        Some(_) => (" tokio-util", "reqwest/stream,tokio-util/io,"),
        None => ("", ""),
    };
    if !util.is_empty() {
        uses += "use tokio::io::AsyncReadExt;\nuse tokio_util::io::ReaderStream;\n\n";
    }
    let dev = if is_test { "--dev " } else { "" };
    let more = if repeats { " httpdate rand" } else { "" };
    let anyhow = if explains { " anyhow" } else { "" };
    format!("// cargo add {dev}reqwest tokio{util}{json}{more}{anyhow} --features {feature}{streaming}tokio/full\n\n{uses}")
}

/// The lines that make the client.
fn set_up(example: &Example, client: &str) -> String {
    let (mut options, mut note) = (Vec::new(), "");
    if example.switches.timeout {
        options.push(format!(".timeout(Duration::from_secs({TIMEOUT_SECONDS}))"));
    }
    if example.redirects {
        options.push(".redirect(reqwest::redirect::Policy::none())".to_owned());
    }
    if example.repeats() {
        note = "    // No pool: each try opens a new connection, which a 421 asks for.\n";
        options.push(".pool_max_idle_per_host(0)".to_owned());
    }
    if options.is_empty() {
        return format!("    let client = {client}::new();\n");
    }
    options.push(".build()?".to_owned());
    let built = chain(&format!("{client}::builder()"), &options, 2);
    format!("{note}    let client = {built};\n")
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
        let (name, value) = (STRINGS.write(&name), written(&value));
        let is_long = name.len() + ", ".len() + value.len() > CHAIN;
        links.push(match is_long {
            true => format!(".header(\n    {name},\n    {value},\n)"),
            false => format!(".header({name}, {value})"),
        });
    }
    links.extend(example.request.body.as_ref().map(|body| match body {
        RequestBody::Text(text) => format!(".body({})", written(text)),
        RequestBody::Size(_) if streamed(example).is_some() => ".body(reqwest::Body::wrap_stream(letters))".to_owned(),
        RequestBody::Size(size) => format!(".body(\"x\".repeat({size}))"),
    }));
    links.extend([".send()".to_owned(), ".await?".to_owned()]);
    links
}

/// A string, raw if that saves it from backslashes.
fn written(text: &str) -> String {
    if text.contains(['"', '\\']) && !text.contains("\"#") && !text.chars().any(is_unseen) {
        format!("r#\"{text}\"#")
    } else {
        STRINGS.write(text)
    }
}

/// The lines that print the response.
fn show(example: &Example) -> String {
    let mut lines = format!("    {STATUS};{}\n", example.comment("//").replacen("  ", " ", 1));
    if example.follows {
        lines.push_str("    println!(\"Final URL: {}\", response.url());\n");
    }
    for name in &example.reads {
        lines += &format!(
            "    for value in response.headers().get_all(\"{name}\") {{
        let value = String::from_utf8_lossy(value.as_bytes());
        println!(\"{name}: {{value}}\");
    }}
"
        );
    }
    if example.switches.check {
        lines.push_str("    let status = response.status();\n");
    }
    let (kept, next) = next(example);
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
    let text = if example.repeats() {
        "String::from_utf8_lossy(&body)"
    } else {
        "response.text().await?"
    };
    // What comes with an error needs not be JSON.
    let (first, check) = match (example.switches.check, example.body) {
        (false, _) => (String::new(), String::new()),
        (true, BodyKind::Json) => (
            check(&format!("        println!(\"Response: {{}}\", {text});\n")),
            String::new(),
        ),
        (true, _) => (String::new(), check("")),
    };
    format!("{lines}{kept}{first}{read}    {show}\n{check}{next}")
}

/// The line that keeps a header of the response, and the lines that ask with it after the body.
fn next(example: &Example) -> (String, String) {
    let mut links = links(example);
    let (name, url, without) = match example.next {
        None => return (String::new(), String::new()),
        Some(Next::Location) => {
            ".get(url)".clone_into(&mut links[0]);
            let of_body = [".body(", ".header(\"content-", ".header(\"transfer-encoding\""];
            let flat = |link: &str| link.replace("\n    ", "").to_lowercase();
            links.retain(|link| !of_body.iter().any(|start| flat(link).starts_with(start)));
            let url = "        let url = reqwest::Url::parse(URL)?.join(location.to_str()?)?;\n";
            ("Location", url, "No Location to follow.")
        }
        Some(Next::IfNoneMatch) => {
            links.insert(1, ".header(\"If-None-Match\", etag)".to_owned());
            ("ETag", "", "No ETag to ask again with.")
        }
    };
    let (variable, request) = (name.to_lowercase(), chain("client", &links, 3));
    let next = format!(
        "
    if let Some({variable}) = {variable} {{
{url}        let response = {request};
        {STATUS};
    }} else {{
        println!(\"{without}\");
    }}
"
    );
    (
        format!("    let {variable} = response.headers().get(\"{name}\").cloned();\n"),
        next,
    )
}

/// The lines of a test that look at the response.
fn asserted(example: &Example) -> String {
    let mut lines = match example.wanted() {
        Wanted::Status(status) => format!("    assert_eq!(response.status().as_u16(), {status});\n"),
        Wanted::OneOf(codes) => format!(
            "    // Each run gets the next of these, or one at random.
    let wanted = {codes:?};
    let status = response.status().as_u16();
    assert!(wanted.contains(&status), \"responds with {{status}}\");
"
        ),
        Wanted::Any | Wanted::Failure => "    assert!(response.status().as_u16() >= 200);\n".to_owned(),
    };
    if example.follows {
        lines.push_str("    assert_ne!(response.url().as_str(), URL);\n");
    }
    for name in &example.reads {
        let links = [".headers()".to_owned(), format!(".contains_key(\"{name}\")")];
        let contains = chain("response", &links, 3);
        lines += &match contains.contains('\n') {
            true => format!("    assert!(\n        {contains}\n    );\n"),
            false => format!("    assert!({contains});\n"),
        };
    }
    lines.push_str(match (example.body, example.repeats()) {
        (_, true) => "",
        (BodyKind::Json, false) => "    response.json::<serde_json::Value>().await?;\n",
        (_, false) => "    response.bytes().await?;\n",
    });
    lines
}

/// The lines that send the request as often as the program is for.
fn looped(example: &Example) -> String {
    let calls = example.calls();
    let response = match example.switches.check {
        true => format!("{{\n                {STATUS};\n                {COUNT};\n            }}"),
        false => format!("{STATUS},"),
    };
    format!(
        "    let mut failures = 0;
    for _ in 0..{calls} {{
        match send(&client).await {{
            Ok((response, _)) => {response}
            Err(error) => {{
                eprintln!(\"Request failed: {{error:#}}\");
                failures += 1;
            }}
        }}
    }}
    anyhow::ensure!(failures == 0, \"{{failures}} of {calls} requests failed\");
"
    )
}

const STATUS: &str = "println!(\"Status Code: {}\", response.status().as_u16())";

const COUNT: &str = "failures += u32::from(response.status().as_u16() >= 400)";

/// The lines that end the program after a status that is an error. `first` is what it does before.
fn check(first: &str) -> String {
    format!(
        "    if status.as_u16() >= 400 {{
{first}        anyhow::bail!(\"HTTP {{status}}\");
    }}
"
    )
}

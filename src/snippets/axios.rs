use super::{
    BodyKind, Client, Example, LONGEST_PAUSE, PAUSES, QUOTES, RETRIED, TIMEOUT_SECONDS, TRIES, entries, indented, parted, quoted,
};
use crate::call::request::Credentials;

pub const CLIENT: Client = Client {
    id: "axios",
    name: "axios",
    syntax: "js",
    file: "status.mjs",
    run: "node status.mjs",
    install: "npm install axios axios-retry",
    write,
};

/// The axios package, in Node.js. Its errors are hundreds of lines if nothing catches them, so every program does.
fn write(example: &Example) -> String {
    // Node.js sends a Trailer only with a chunked body, and axios drops names that could change the prototype of an object.
    let is_refused =
        |name: &str| name.eq_ignore_ascii_case("trailer") || ["__proto__", "constructor", "prototype"].contains(&name);
    let (headers, refused) = parted(example.header_map(), is_refused);
    let example = &example.without(&refused);
    let mut note = example.not_repeated("//");
    if !refused.is_empty() {
        note.insert_str(0, &format!("// axios doesn't send {refused}.\n"));
    }

    let request = request(example, &entries(&headers, "    "));
    let response = format!("const response = await {request};");
    let program = if example.calls() > 1 {
        let status = "console.log('Status:', response.status);\n";
        let tried = caught(example, &format!("{response}\n{status}{}", check(example)));
        let (calls, each) = (example.calls(), indented(&tried, "  "));
        format!("for (let call = 1; call <= {calls}; call++) {{\n{each}\n}}")
    } else {
        caught(example, &format!("{response}\n\n{}", show(example)))
    };
    let (import, client) = if example.repeats() {
        ("import axiosRetry from 'axios-retry';\n", repeating(example))
    } else {
        ("", String::new())
    };
    format!("import axios from 'axios';\n{import}\n{client}{note}{program}")
}

/// `axios.get('https://…', { … })`
fn request(example: &Example, headers: &str) -> String {
    let repeats = example.repeats();
    let mut content = example.content(&QUOTES, |size| format!("'x'.repeat({size})"));
    let mut options = Vec::new();
    let mut arguments = vec![quoted(&example.url, '\'')];
    let function = match example.method {
        "POST" | "PUT" | "PATCH" => {
            // Their second argument is the body.
            arguments.push(content.take().unwrap_or("null".to_owned()));
            example.method.to_lowercase()
        }
        "TRACE" => {
            // axios has no function of that name.
            arguments.clear();
            options.push("method: 'TRACE'".to_owned());
            options.push(format!("url: {}", quoted(&example.url, '\'')));
            "request".to_owned()
        }
        method => method.to_lowercase(),
    };
    if !headers.is_empty() {
        options.push(format!("headers: {{\n{headers}  }}"));
    }
    if example.is_basic() {
        let (user, password) = (Credentials::USER, Credentials::PASSWORD);
        options.push(format!("auth: {{ username: '{user}', password: '{password}' }}"));
    }
    if let Some(content) = content {
        options.push(format!("data: {content}"));
    }
    let is_json = |value: &str| value.contains("application/json");
    if example.request.body.is_some() && example.headers().iter().any(|(_, value)| is_json(value)) {
        let note = "// as it is: axios would write a text that isn't JSON as a string of JSON";
        options.push(format!("{note}\n  transformRequest: (text) => text"));
    }
    if example.redirects {
        options.push("maxRedirects: 0".to_owned());
    }
    if example.body == BodyKind::Text {
        options.push("responseType: 'text'".to_owned());
    }
    if example.switches.timeout && !repeats {
        options.push(format!("signal: AbortSignal.timeout({TIMEOUT_SECONDS}000)"));
    }
    if !repeats {
        options.push("validateStatus: () => true".to_owned());
    }
    let client = if repeats { "client" } else { "axios" };
    let has_body = arguments.len() > 1;
    let in_lines = has_body && !fits(&arguments.join(", "));
    let inline = format!("{{ {} }}", options.join(", "));
    match options.as_slice() {
        [] => {}
        [option] if !option.contains('\n') && (in_lines || fits(&(arguments.join(", ") + &inline))) => arguments.push(inline),
        options => arguments.push(format!("{{\n  {},\n}}", options.join(",\n  "))),
    }
    let arguments = if in_lines {
        let lines: String = arguments.iter().map(|argument| indented(argument, "  ") + ",\n").collect();
        format!("\n{lines}")
    } else {
        arguments.join(", ")
    };
    format!("{client}.{function}({arguments})")
}

/// Whether the arguments of a call can stand in one line with it.
fn fits(arguments: &str) -> bool {
    arguments.chars().count() <= 60
}

/// A client that sends a request until it is done.
fn repeating(example: &Example) -> String {
    let retries = TRIES - 1;
    let (limit, unlimited) = if example.switches.timeout {
        let limit = format!(
            "// The limit of one try, with its body: the timeout of axios only limits each wait after the headers.
client.interceptors.request.use((config) => {{
  config.signal = AbortSignal.timeout({TIMEOUT_SECONDS}000);
  return config;
}});

"
        );
        (limit, "    config.signal = undefined; // no limit for the pause\n")
    } else {
        (String::new(), "")
    };
    format!(
        "const RETRIED = [{RETRIED}];

// {PAUSES}
function retryDelay(attempt, error) {{
  const after = error.response?.headers['retry-after'];
  const asked = /^\\d+$/.test(after) ? after * 1000 : Date.parse(after) - Date.now();
  return Math.min(asked > 0 ? asked : 0, {LONGEST_PAUSE}000) + Math.random() * 500 * 2 ** attempt;
}}

const client = axios.create({{ validateStatus: (status) => !RETRIED.includes(status) }});

{limit}axiosRetry(client, {{
  retries: {retries},
  retryCondition: () => true, // these statuses, network errors, timeouts and broken bodies
  retryDelay,
  onRetry: (attempt, error, config) => {{
{unlimited}    // The last response is printed as it is.
    if (attempt === {retries}) config.validateStatus = () => true;
  }},
}});

"
    )
}

/// The lines after the response: its status, the headers and the body.
fn show(example: &Example) -> String {
    let comment = example.comment("//");
    let address = if example.follows {
        "console.log('Final URL:', response.request.res.responseUrl);\n"
    } else {
        ""
    };
    let read = |name: &String| {
        let (label, name) = (quoted(&format!("{name}:"), '\''), quoted(name, '\''));
        format!("if (response.headers.has({name})) {{\n  console.log({label}, response.headers.get({name}));\n}}\n")
    };
    let reads: String = example.reads.iter().map(read).collect();
    let check = check(example);
    let body = match example.body {
        BodyKind::Json | BodyKind::Text => "'Response:', response.data",
        BodyKind::None => "'Response has no content:', response.data === ''",
    };
    format!("console.log('Status:', response.status);{comment}\n{address}{reads}{check}console.log({body});")
}

fn check(example: &Example) -> &'static str {
    if example.switches.check {
        "if (response.status >= 400) {\n  throw new Error(`HTTP ${response.status}`);\n}\n"
    } else {
        ""
    }
}

/// The lines in a block that says what failed.
fn caught(example: &Example, lines: &str) -> String {
    let lines = indented(lines, "  ");
    let message = if example.switches.timeout {
        "axios.isCancel(error) ? 'timeout' : error.message"
    } else {
        "error.message"
    };
    format!("try {{\n{lines}\n}} catch (error) {{\n  console.error('Request failed:', {message});\n  process.exitCode = 1;\n}}")
}

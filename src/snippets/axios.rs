use super::javascript::{assertions, comment, head, limit, next, reads, tested};
use super::prettier::{Field, called, checked, content, json, literal, sensitive_headers, shown_and_checked};
use super::{
    BodyKind, Client, Example, LONGEST_PAUSE, Next, PAUSES, RETRIED_ON_ANY_CONNECTION, Saved, TIMEOUT_SECONDS, TRIES, Wanted,
    indented, parted,
};
use crate::call::request::Credentials;

pub const CLIENT: Client = Client {
    id: "axios",
    name: "axios",
    syntax: "js",
    program: Saved {
        file: "status.mjs",
        run: "node status.mjs",
        install: "npm install axios axios-retry",
    },
    test: Saved {
        file: "status.test.mjs",
        run: "node --test status.test.mjs",
        install: "npm install axios axios-retry",
    },
    write,
};

/// The axios package, in Node.js. Its errors are hundreds of lines if nothing catches them, so every program does.
fn write(example: &Example) -> String {
    // Node.js sends a Trailer only with a chunked body, and axios drops names that could change the prototype of an object.
    let is_refused =
        |name: &str| name.eq_ignore_ascii_case("trailer") || ["__proto__", "constructor", "prototype"].contains(&name);
    let (headers, refused) = parted(example.header_map(), is_refused);
    let example = &example.without(&refused);
    let mut notes = String::new();
    if !refused.is_empty() {
        notes.push_str(&format!("// axios doesn't send {refused}.\n"));
    }
    if is_raw(example) {
        notes.push_str("// Without transformRequest, axios would trim this body or put quotes around it.\n");
    }

    let repeats = example.repeats();
    let (import, client) = if repeats {
        ("import axiosRetry from 'axios-retry';\n", repeating(example))
    } else {
        ("", String::new())
    };
    let head = head(example, headers, None);
    let address = literal(&example.url);
    let send = |taker: &str, depth| request(example, example.method, taker, &address, head.first.clone(), depth);
    let before = format!("{}{client}{notes}{}", head.constant, example.left_undone("//"));
    let imports = format!("import axios from 'axios';\n{import}");
    if example.switches.test {
        return tested(example, &imports, &before, &steps(example, send));
    }
    let program = if example.calls() > 1 {
        let (send, check) = (send("const response = await ", 4), checked(example, "response.status", None));
        let tried = caught(example, &format!("{send}\nconsole.log('Status:', response.status);\n{check}"));
        let (calls, each) = (example.calls(), indented(&tried, "  "));
        format!("for (let call = 1; call <= {calls}; call++) {{\n{each}\n}}")
    } else {
        let next = next(example, "response.config.url", |address| {
            let (method, address) = match example.next {
                Some(Next::Location) => ("GET", address + ".href"),
                _ => (example.method, address),
            };
            request(example, method, "const next = await ", &address, head.second.clone(), 4)
        });
        let send = send("const response = await ", 2);
        caught(example, &format!("{send}\n\n{}{next}", show(example)))
    };
    format!("{imports}\n{before}{program}")
}

/// `axios.get('https://…', { … });`
fn request(example: &Example, method: &str, taker: &str, address: &str, headers: Option<Field>, depth: usize) -> String {
    let repeats = example.repeats();
    let content = json(example).or_else(|| content(example));
    let mut content = content.filter(|_| method == example.method);
    let mut arguments = vec![address.to_owned()];
    let mut options = Vec::new();
    let mut function = method.to_lowercase();
    match method {
        // Their second argument is the body.
        "POST" | "PUT" | "PATCH" => arguments.push(content.take().unwrap_or("null".to_owned())),
        "TRACE" => {
            // axios has no function of that name.
            function = "request".to_owned();
            options.push(Field::pair("method", "'TRACE'"));
            options.extend(arguments.pop().map(|url| Field::pair("url", url)));
        }
        _ => {}
    }
    options.extend(headers);
    if example.is_basic() {
        let (user, password) = (Credentials::USER, Credentials::PASSWORD);
        options.push(Field::pair(
            "auth",
            format!("{{ username: '{user}', password: '{password}' }}"),
        ));
    }
    options.extend(content.map(|content| Field::pair("data", content)));
    if is_raw(example) && method == example.method {
        options.push(Field::pair("transformRequest", "(text) => text"));
    }
    if example.redirects {
        options.push(Field::pair("maxRedirects", "0"));
    }
    options.extend(sensitive_headers(example).map(|names| Field::pair("sensitiveHeaders", names)));
    if example.body == BodyKind::Text {
        options.push(Field::pair("responseType", "'text'"));
    }
    if example.switches.timeout && !repeats {
        options.push(limit());
    }
    if !repeats {
        options.push(Field::pair("validateStatus", "() => true"));
    }
    let client = if repeats { "client" } else { "axios" };
    called(&format!("{taker}{client}.{function}"), &arguments, &options, depth)
}

/// Whether axios would change the body of the request.
fn is_raw(example: &Example) -> bool {
    let is_json = |value: &str| value.contains("application/json");
    example.request.body.is_some() && json(example).is_none() && example.headers().iter().any(|(_, value)| is_json(value))
}

/// A client that sends a request until it is done.
fn repeating(example: &Example) -> String {
    let retries = TRIES - 1;
    let (limit, unlimited) = if example.switches.timeout {
        let limit = format!(
            "// A limit for each try: the timeout of axios itself starts again with each piece of the body.
client.interceptors.request.use((config) => {{
  config.signal = AbortSignal.timeout({TIMEOUT_SECONDS}000);
  return config;
}});

"
        );
        (limit, "    config.signal = undefined; // it would end the pause too\n")
    } else {
        (String::new(), "")
    };
    format!(
        "const RETRIED = [{RETRIED_ON_ANY_CONNECTION}];

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
{unlimited}    // The last response is returned as it is.
    if (attempt === {retries}) config.validateStatus = () => true;
  }},
}});

"
    )
}

/// What a test does.
fn steps(example: &Example, send: impl Fn(&str, usize) -> String) -> String {
    if example.wanted() == Wanted::Failure {
        let send = send("const request = ", 2);
        return format!("{send}\nawait assert.rejects(request, axios.isAxiosError);");
    }
    let address = ["response.request.res.responseUrl".to_owned(), literal(&example.url)];
    let follow = if example.follows {
        called("assert.notEqual", &address, &[], 2) + "\n"
    } else {
        String::new()
    };
    let read = if example.body == BodyKind::Json {
        "assert.equal(typeof response.data, 'object'); // axios leaves what isn't JSON as text"
    } else {
        ""
    };
    let (send, assertions) = (send("const response = await ", 2), assertions(example));
    format!("{send}\n\n{assertions}{follow}{read}")
}

/// The lines after the response: its status, the headers and the body.
fn show(example: &Example) -> String {
    let comment = comment(example);
    let address = if example.follows {
        "console.log('Final URL:', response.request.res.responseUrl);\n"
    } else {
        ""
    };
    let status = "response.status";
    let shown = if example.body == BodyKind::None {
        let shown = "console.log('Response has no content:', response.data === '');";
        shown_and_checked(example, status, "response.data", shown)
    } else {
        // What isn't JSON is text here.
        format!("console.log('Response:', response.data);\n{}", checked(example, status, None))
    };
    let reads = reads(&example.reads, 2);
    format!("console.log('Status:', response.status);{comment}\n{address}{reads}{shown}")
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

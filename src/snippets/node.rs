use super::node_text::{
    SPACE, asserted, called, fields, followed, headers_option, in_test, is_of_body, member, object, shown, wrapped,
};
use super::prettier::{PROGRAM, TEST, checked, content, javascript_pause, literal, sensitive_headers, shown_and_checked};
use super::{BodyKind, Client, Example, Header, Next, PAUSES, RETRIED, TIMEOUT_SECONDS, TRIES, Wanted, indented, parted};

pub const CLIENT: Client = Client {
    id: "https",
    name: "https",
    syntax: "js",
    program: PROGRAM,
    test: TEST,
    write,
};

/// Node's own `http` and `https` modules, which never follow a redirect. A package that is called in the same way does.
fn write(example: &Example) -> String {
    let (headers, refused) = parted(example.header_map(), is_refused);
    let example = &example.without(&refused);
    let note = match refused.as_str() {
        "" => String::new(),
        names => format!("// Node sends {names} only with a chunked body.\n"),
    };
    let has_steps = example.breaks || !example.switches.is_empty() || example.calls() > 1 || example.expected == Some(101);
    let is_named = example.next.is_some() || example.follows && example.switches.test;
    let (declared, arguments) = arguments(example, &headers, is_named);
    let declared = format!("{note}{}{declared}", example.left_undone("//"));

    let module = if example.is_tls() { "https" } else { "http" };
    let (import, package) = if example.follows {
        let why = "// Node's own modules don't follow redirects. This one does: npm install follow-redirects";
        (
            format!("{why}\nimport followRedirects from 'follow-redirects';\n"),
            format!("const {{ {module} }} = followRedirects;\n\n"),
        )
    } else {
        (format!("import {module} from 'node:{module}';\n"), String::new())
    };
    let once = if has_steps {
        ""
    } else {
        "import { once } from 'node:events';\n"
    };
    let text = "import { text } from 'node:stream/consumers';\n";
    let function = if is_plain(example) { "get" } else { "request" };
    let function = format!("{module}.{function}");
    let program = if has_steps {
        let send = send(example, &function, &arguments);
        let steps = if example.switches.test {
            test(example, &declared, &arguments)
        } else {
            steps(example, &declared, &arguments)
        };
        format!("{package}{send}{steps}")
    } else {
        plain(example, &declared, &function, &arguments)
    };
    let program = if example.switches.test {
        let assert = "import assert from 'node:assert/strict';\n";
        format!("{assert}{import}{text}import {{ test }} from 'node:test';\n\n{program}")
    } else {
        format!("{once}{import}{text}\n{program}")
    };
    wrapped(&program)
}

/// Node throws an error for it, unless the body is sent in chunks.
fn is_refused(name: &str) -> bool {
    name.eq_ignore_ascii_case("trailer")
}

/// Whether `get` does it, which ends the request by itself.
fn is_plain(example: &Example) -> bool {
    example.method == "GET" && example.request.body.is_none()
}

/// Declarations, and the arguments that use them: the address, then options and body if there are any.
fn arguments(example: &Example, headers: &[Header], is_named: bool) -> (String, Vec<String>) {
    let mut declared = String::new();
    let mut arguments = vec![literal(&example.url)];
    if is_named {
        declared.push_str(&format!("const url ={SPACE}{};\n", arguments[0]));
        arguments[0] = "url".to_owned();
    }
    let content = content(example);
    if let Some(content) = &content {
        declared.push_str(&format!("const body ={SPACE}{content};\n"));
    }
    let (lasting, mut fields) = fields(example, headers);
    if content.is_some() {
        // Without a length, Node frames the body of a POST, but not that of a GET or DELETE.
        fields.push("'Content-Length': Buffer.byteLength(body)".to_owned());
    }
    if !lasting.is_empty() {
        declared.push_str(&format!("const headers = {};\n", object(&lasting)));
    }
    let method = (example.method != "GET").then(|| format!("method: {}", literal(example.method)));
    let sensitive = sensitive_headers(example).map(|names| format!("sensitiveHeaders: {names}"));
    let options: Vec<String> = method
        .into_iter()
        .chain(headers_option(&lasting, fields))
        .chain(sensitive)
        .collect();
    match options.as_slice() {
        [] => {}
        [option] if !option.contains('\n') => declared.push_str(&format!("const options = {{ {option} }};\n")),
        options => declared.push_str(&format!("const options = {};\n", object(options))),
    }
    arguments.extend((!options.is_empty()).then(|| "options".to_owned()));
    arguments.extend(content.map(|_| "body".to_owned()));
    (declared, arguments)
}

/// The shortest way. What goes wrong rejects a promise, which Node reports.
fn plain(example: &Example, declared: &str, function: &str, arguments: &[String]) -> String {
    let (status, shown) = (told(example), shown(example.body, "await text(res)"));
    // A comment belongs to what follows.
    let is_comment = declared.lines().last().is_none_or(|line| line.starts_with("//"));
    let break_after = if is_comment { "" } else { "\n" };
    let (body, arguments): (Vec<String>, Vec<String>) = arguments.iter().cloned().partition(|name| name == "body");
    let (send, hints) = (called(function, &arguments), hints(example));
    let end = match body.first() {
        _ if is_plain(example) => "",
        Some(_) => "req.end(body);\n",
        None => "req.end();\n",
    };
    format!("{declared}{break_after}const req = {send};{hints}\n{end}const [res] = await once(req, 'response');\n{status}{shown}")
}

/// The lines that print what a 103 says, which `res` doesn't show.
fn hints(example: &Example) -> &'static str {
    if example.hints && !example.switches.test {
        "
req.on('information', ({ statusCode, headers }) => {
  if (statusCode === 103 && headers.link) {
    console.log('Hint:', headers.link);
  }
});"
    } else {
        ""
    }
}

/// The functions that send a request, as the program or the test uses them.
fn send(example: &Example, function: &str, arguments: &[String]) -> String {
    let takes_options = arguments.len() > 1 || example.next == Some(Next::IfNoneMatch);
    let takes_body = example.request.body.is_some();
    let parameters = ["url", "options", "body"];
    let parameters = [true, takes_options, takes_body]
        .into_iter()
        .zip(parameters)
        .filter_map(|(takes, name)| takes.then_some(name));
    let parameters = parameters.collect::<Vec<_>>().join(", ");

    let mut limits = String::new();
    let mut options = Vec::new();
    if example.repeats() {
        limits.push_str("    // Without an agent, each try has a connection of its own: 421 asks for another one.\n");
        options.push("agent: false");
    }
    if example.switches.timeout {
        limits.push_str(&format!("    const signal = AbortSignal.timeout({TIMEOUT_SECONDS}000);\n"));
        options.push("signal");
    }
    let options = match (options.is_empty(), takes_options) {
        (true, true) => ", options".to_owned(),
        (true, false) => String::new(),
        (false, true) => format!(", {{ ...options, {} }}", options.join(", ")),
        (false, false) => format!(", {{ {} }}", options.join(", ")),
    };
    let upgrade = if example.expected == Some(101) {
        "    req.on('upgrade', (res, socket) => {
      socket.destroy();
      resolve({ res, data: '' });
    });
"
    } else {
        ""
    };
    let end = match (is_plain(example), takes_body) {
        (true, _) => "",
        (false, true) => "    req.end(body);\n",
        (false, false) => "    req.end();\n",
    };
    let hints = hints(example).replace('\n', "\n    ");
    let repeat = if example.repeats() {
        repeat(&parameters)
    } else {
        String::new()
    };
    format!(
        "function send({parameters}) {{
  return new Promise((resolve, reject) => {{
{limits}    const req = {function}(url{options}, (res) => {{
      text(res).then((data) => resolve({{ res, data }}), reject);
    }});{hints}
{upgrade}    req.on('error', reject);
{end}  }});
}}

{repeat}"
    )
}

/// A function that sends the request until there is nothing to wait for.
fn repeat(parameters: &str) -> String {
    let pause = javascript_pause();
    format!(
        "const RETRIED = [{RETRIED}];

async function sendUntilDone({parameters}) {{
  for (let attempt = 1; ; attempt++) {{
    let answer;
    try {{
      answer = await send({parameters});
      if (attempt === {TRIES} || !RETRIED.includes(answer.res.statusCode)) {{
        return answer;
      }}
    }} catch (err) {{
      if (attempt === {TRIES}) throw err;
    }}
    // {PAUSES}
    const after = answer?.res.headers['retry-after'];
{pause}
  }}
}}

"
    )
}

/// The call of what [`send`] writes.
fn sent(example: &Example, arguments: &[String]) -> String {
    let function = if example.repeats() { "sendUntilDone" } else { "send" };
    called(function, arguments)
}

/// What a program of more than one step does.
fn steps(example: &Example, declared: &str, arguments: &[String]) -> String {
    let (sent, status) = (sent(example, arguments), told(example));
    // An aborted request says why only in its cause.
    let reason = if example.switches.timeout {
        "(err.cause ?? err).message || err.code"
    } else {
        "err.message || err.code"
    };
    let caught = |lines: &str| {
        let lines = indented(lines, "  ");
        format!("try {{\n{lines}\n}} catch (err) {{\n  console.error('Request failed:', {reason});\n  process.exitCode = 1;\n}}")
    };
    if example.calls() > 1 {
        let check = checked(example, "res.statusCode", None);
        let lines = caught(&format!("const {{ res }} = await {sent};\n{status}{check}"));
        let (calls, lines) = (example.calls(), indented(&lines, "  "));
        return format!("{declared}for (let call = 1; call <= {calls}; call++) {{\n{lines}\n}}");
    }
    let shown = shown_and_checked(example, "res.statusCode", "data", &shown(example.body, "data"));
    let next = next(example, arguments);
    caught(&format!(
        "{declared}const {{ res, data }} = await {sent};\n{status}{shown}{next}"
    ))
}

/// The second request, and its status.
fn next(example: &Example, arguments: &[String]) -> String {
    let has = |name| arguments.iter().any(|argument| argument == name);
    let send = match example.next {
        None => return String::new(),
        Some(Next::Location) => {
            let has_headers = example.is_basic() || example.headers().iter().any(|(name, _)| !is_of_body(name));
            let options = if has_headers { ", { headers }" } else { "" };
            format!("const {{ res: second }} = await send(new URL(location, url){options});")
        }
        Some(Next::IfNoneMatch) => {
            let has_headers = example.is_basic() || has("body") || example.headers().iter().any(|(name, _)| !is_refused(name));
            let first = if has_headers { "...options.headers, " } else { "" };
            let others = if has("options") { "...options, " } else { "" };
            let mut second = vec!["url".to_owned(), format!("{{ {others}headers }}")];
            second.extend(has("body").then(|| "body".to_owned()));
            let sent = sent(example, &second);
            format!("const headers = {{ {first}'If-None-Match': etag }};\nconst {{ res: second }} = await {sent};")
        }
    };
    let check = checked(example, "second.statusCode", None);
    let lines = format!("{send}\nconsole.log('Status Code:', second.statusCode);\n{check}");
    followed(example, |name, _| format!("const {{ {name} }} = res.headers;"), &lines)
}

fn test(example: &Example, declared: &str, arguments: &[String]) -> String {
    let sent = sent(example, arguments);
    let mut lines = match (example.wanted(), example.body) {
        (Wanted::Failure, _) => format!("await assert.rejects({sent});"),
        (_, BodyKind::Json) => format!("const {{ res, data }} = await {sent};\n"),
        _ => format!("const {{ res }} = await {sent};\n"),
    };
    if example.wanted() != Wanted::Failure {
        lines.push_str(&asserted(example, "res.statusCode"));
        if example.follows {
            lines.push_str("assert.notEqual(res.responseUrl, url);\n");
        }
        let read = |name: &String| format!("assert.ok('{}' in res.headers);\n", name.to_ascii_lowercase());
        lines.extend(example.reads.iter().map(read));
        if example.body == BodyKind::Json {
            lines.push_str("JSON.parse(data); // throws an error if it isn't JSON\n");
        }
    }
    in_test(example, &format!("{declared}{lines}"))
}

/// Lines that print the status, and what else comes before the body.
fn told(example: &Example) -> String {
    let comment = example.comment("//").replacen("  ", " ", 1);
    let mut lines = format!("console.log('Status Code:', res.statusCode);{comment}\n");
    if example.follows {
        lines.push_str("console.log('Final URL:', res.responseUrl);\n");
    }
    for name in &example.reads {
        let key = name.to_ascii_lowercase();
        let print = called("console.log", &[format!("'{name}:'"), member("res.headers", &key)]);
        lines.push_str(&format!("if ('{key}' in res.headers) {{\n  {print};\n}}\n"));
    }
    lines
}

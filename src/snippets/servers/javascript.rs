//! Node.js, and what runs JavaScript at the edge.

use super::{FIVE_CLASSES, PROBLEM, Server, ServerResponse, THREE_DIGITS, quoted};

pub const EXPRESS: Server = Server {
    name: "Express",
    syntax: "js",
    comment: "//",
    sends: THREE_DIGITS,
    write: express,
};

pub const FASTIFY: Server = Server {
    name: "Fastify",
    syntax: "js",
    comment: "//",
    sends: FIVE_CLASSES,
    write: fastify,
};

pub const HONO: Server = Server {
    name: "Hono",
    syntax: "js",
    comment: "//",
    sends: FIVE_CLASSES,
    write: hono,
};

pub const NEXT: Server = Server {
    name: "Next.js",
    syntax: "ts",
    comment: "//",
    sends: FIVE_CLASSES,
    write: next,
};

pub const WORKERS: Server = Server {
    name: "Cloudflare Workers",
    syntax: "js",
    comment: "//",
    sends: FIVE_CLASSES,
    write: workers,
};

fn string(text: &str) -> String {
    quoted(text, '\'')
}

/// `{ type: 'about:blank', title: 'Not Found', status: 404 }`
fn object(response: &ServerResponse) -> String {
    let members = response.members('\'', |name, value| format!("{name}: {value}"));
    format!("{{ {members} }}")
}

/// Calls in a row, below each other where they are more than two.
fn chain(start: &str, calls: &[String]) -> String {
    let between = if calls.len() > 2 { "\n    ." } else { "." };
    calls.iter().fold(start.to_owned(), |chain, call| chain + between + call)
}

fn express(response: &ServerResponse) -> String {
    let status = response.status;
    let set = |(name, value): (&str, &str)| format!("set({}, {})", string(name), string(value));
    let headers = response.headers_beside_redirect().map(set);
    let mut calls = Vec::new();
    if let Some(target) = response.redirect() {
        calls.extend(headers);
        calls.push(format!("redirect({status}, {})", string(target)));
    } else {
        calls.push(format!("status({status})"));
        calls.extend(headers);
        if response.is_problem() {
            calls.push(format!("type({})", string(PROBLEM)));
        }
        calls.push(if response.has_body {
            format!("json({})", object(response))
        } else {
            "end()".to_owned()
        });
    }
    format!("app.get('/example', (req, res) => {{\n  {};\n}});", chain("res", &calls))
}

fn fastify(response: &ServerResponse) -> String {
    let status = response.status;
    let header = |(name, value): (&str, &str)| format!("header({}, {})", string(name), string(value));
    let headers = response.headers_beside_redirect().map(header);
    let mut calls = Vec::new();
    if let Some(target) = response.redirect() {
        calls.extend(headers);
        calls.push(format!("redirect({}, {status})", string(target)));
    } else {
        calls.push(format!("code({status})"));
        calls.extend(headers);
        if response.is_problem() {
            calls.push(format!("type({})", string(PROBLEM)));
        }
        let body = if response.has_body { object(response) } else { String::new() };
        calls.push(format!("send({body})"));
    }
    format!(
        "fastify.get('/example', (request, reply) => {{\n  {};\n}});",
        chain("reply", &calls)
    )
}

fn hono(response: &ServerResponse) -> String {
    let status = response.status;
    let headers = response.lines(|name, value| format!("  c.header({}, {});\n", string(name), string(value)));
    let sent = if let Some(target) = response.redirect() {
        format!("c.redirect({}, {status})", string(target))
    } else if response.is_problem() {
        format!(
            "c.json({}, {status}, {{\n    'Content-Type': '{PROBLEM}',\n  }})",
            object(response)
        )
    } else if response.has_body {
        format!("c.json({}, {status})", object(response))
    } else {
        format!("c.body(null, {status})")
    };
    format!("app.get('/example', (c) => {{\n{headers}  return {sent};\n}});")
}

/// `'Retry-After': '1'`, or `Allow: 'GET'` for a name that needs no quotes.
fn property(name: &str, value: &str) -> String {
    if name.chars().all(|c| c.is_ascii_alphanumeric()) {
        format!("{name}: {}", string(value))
    } else {
        format!("{}: {}", string(name), string(value))
    }
}

/// The expression for a `Response`, within a function that is indented by `indent`.
fn web_response(response: &ServerResponse, indent: &str) -> String {
    let status = response.status;
    let headers = response.typed_headers(property);
    let options = match headers.as_slice() {
        [] => format!("{{ status: {status} }}"),
        [header] => format!("{{ status: {status}, headers: {{ {header} }} }}"),
        _ => {
            let headers: String = headers.iter().map(|header| format!("{indent}        {header},\n")).collect();
            format!("{{\n{indent}      status: {status},\n{indent}      headers: {{\n{headers}{indent}      }},\n{indent}    }}")
        }
    };
    if response.has_body {
        let body = object(response);
        if body.len() + options.len() <= 50 {
            return format!("Response.json({body}, {options})");
        }
        format!("Response.json(\n{indent}    {body},\n{indent}    {options},\n{indent}  )")
    } else {
        format!("new Response(null, {options})")
    }
}

fn next(response: &ServerResponse) -> String {
    let file = "// app/example/route.ts\n";
    let Some(target) = response.redirect() else {
        let made = web_response(response, "");
        return format!("{file}export function GET() {{\n  return {made};\n}}");
    };
    let target = string(target);
    let function = match response.status {
        307 => Some("redirect"),
        308 => Some("permanentRedirect"),
        _ => None,
    };
    if let Some(function) = function.filter(|_| response.headers.len() == 1) {
        return format!(
            "{file}import {{ {function} }} from 'next/navigation';\n\nexport function GET() {{\n  {function}({target});\n}}"
        );
    }
    let headers: Vec<_> = response
        .headers_beside_redirect()
        .map(|(name, value)| property(name, value))
        .collect();
    let options = match headers.as_slice() {
        [] => response.status.to_string(),
        _ => format!("{{ status: {}, headers: {{ {} }} }}", response.status, headers.join(", ")),
    };
    format!(
        "{file}import {{ NextRequest, NextResponse }} from 'next/server';

export function GET(request: NextRequest) {{
  return NextResponse.redirect(new URL({target}, request.url), {options});
}}"
    )
}

fn workers(response: &ServerResponse) -> String {
    let is_dropped = |name: &str| matches!(name, "Connection" | "Upgrade");
    let (dropped, headers): (Vec<_>, Vec<_>) = response.headers.iter().copied().partition(|(name, _)| is_dropped(name));
    let names: Vec<_> = dropped.into_iter().map(|(name, _)| name).collect();
    let comment = match names.as_slice() {
        [] => String::new(),
        _ => format!("// A Worker can't send {}: the runtime drops them.\n", names.join(" and ")),
    };
    let response = &ServerResponse { headers, ..*response };
    let headers = response.headers_beside_redirect().next();
    let (arguments, made) = match response.redirect() {
        Some(target) if headers.is_none() => (
            "request",
            format!(
                "Response.redirect(new URL({}, request.url), {})",
                string(target),
                response.status
            ),
        ),
        Some(target) => (
            "",
            format!(
                "new Response(null, {{ status: {}, headers: {{ Location: {}, {} }} }})",
                response.status,
                string(target),
                response.typed_headers(property).join(", ")
            ),
        ),
        None => ("", web_response(response, "  ")),
    };
    format!("{comment}export default {{\n  fetch({arguments}) {{\n    return {made};\n  }},\n}};")
}

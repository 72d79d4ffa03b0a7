//! Python.

use super::{FIVE_CLASSES, PROBLEM, Server, ServerResponse, THREE_DIGITS, quoted};

pub const FASTAPI: Server = Server {
    // uvicorn has no status line for more.
    name: "FastAPI",
    syntax: "python",
    comment: "#",
    sends: FIVE_CLASSES,
    write: fastapi,
};

pub const DJANGO: Server = Server {
    name: "Django",
    syntax: "python",
    comment: "#",
    sends: FIVE_CLASSES,
    write: django,
};

pub const FLASK: Server = Server {
    name: "Flask",
    syntax: "python",
    comment: "#",
    sends: THREE_DIGITS,
    write: flask,
};

/// Without backslashes where the other quotes do it.
fn string(text: &str) -> String {
    let has_double_only = text.contains('"') && !text.contains('\'');
    quoted(text, if has_double_only { '\'' } else { '"' })
}

/// `{"type": "about:blank", "title": "Not Found", "status": 404}`
fn dict(response: &ServerResponse) -> String {
    let members = response.members('"', |name, value| format!("\"{name}\": {value}"));
    format!("{{{members}}}")
}

/// Headers of a connection, which PEP 3333 keeps from applications: `wsgiref` answers 500 to them.
const HOP_BY_HOP: [&str; 3] = ["Connection", "Upgrade", "Proxy-Authenticate"];

/// The response as a WSGI application can send it, and a line of comment about what is missing.
fn through_wsgi<'a>(response: &ServerResponse<'a>) -> (ServerResponse<'a>, String) {
    let (kept, sent): (Vec<_>, Vec<_>) = response
        .headers
        .iter()
        .copied()
        .partition(|(name, _)| HOP_BY_HOP.contains(name));
    let kept: Vec<_> = kept.into_iter().map(|(name, value)| format!("{name}: {value}")).collect();
    let comment = if kept.is_empty() {
        String::new()
    } else {
        let kept = kept.join(" and ");
        format!("# WSGI leaves {kept} to the server. Configure it there.\n")
    };
    (
        ServerResponse {
            headers: sent,
            ..*response
        },
        comment,
    )
}

/// The headers as a dict, `None` without any. A function for redirects sets `Location` itself.
fn headers(response: &ServerResponse) -> Option<String> {
    let member = |(name, value): (&str, &str)| format!("{}: {}", string(name), string(value));
    let headers: Vec<_> = response.headers_beside_redirect().map(member).collect();
    (!headers.is_empty()).then(|| format!("{{{}}}", headers.join(", ")))
}

/// A call on one line, or with a line for each argument where it would be long.
fn call(name: &str, arguments: &[String]) -> String {
    let line = format!("{name}({})", arguments.join(", "));
    if line.len() <= 75 {
        line
    } else {
        format!("{name}(\n        {},\n    )", arguments.join(",\n        "))
    }
}

fn fastapi(response: &ServerResponse) -> String {
    let mut arguments = Vec::new();
    let class = if let Some(target) = response.redirect() {
        arguments.push(string(target));
        "RedirectResponse"
    } else if response.has_body {
        arguments.push(dict(response));
        "JSONResponse"
    } else {
        "Response"
    };
    arguments.push(format!("status_code={}", response.status));
    arguments.extend(headers(response).map(|headers| format!("headers={headers}")));
    if response.is_problem() {
        arguments.push(format!("media_type=\"{PROBLEM}\""));
    }
    let made = call(class, &arguments);
    format!("from fastapi.responses import {class}\n\n\n@app.get(\"/example\")\ndef example():\n    return {made}")
}

fn django(response: &ServerResponse) -> String {
    let (response, comment) = &through_wsgi(response);
    let status = response.status;
    let mut arguments = Vec::new();
    let headers = headers(response).map(|headers| format!("headers={headers}"));
    let class = if let Some(target) = response.redirect() {
        arguments.push(string(target));
        match status {
            // Django 5.2 was the first with this argument.
            307 | 308 => arguments.push("preserve_request=True".to_owned()),
            303 => arguments.push("status=303".to_owned()),
            _ => {}
        }
        match status {
            301 | 308 => "HttpResponsePermanentRedirect",
            _ => "HttpResponseRedirect",
        }
    } else {
        let body = response.has_body.then(|| dict(response));
        let class = if body.is_some() { "JsonResponse" } else { "HttpResponse" };
        arguments.extend(body);
        arguments.push(format!("status={status}"));
        class
    };
    arguments.extend(headers);
    if response.is_problem() {
        arguments.push(format!("content_type=\"{PROBLEM}\""));
    }
    let made = call(class, &arguments);
    format!(
        "from django.http import {class}
from django.urls import path


{comment}def example(request):
    return {made}


urlpatterns = [path(\"example\", example)]"
    )
}

fn flask(response: &ServerResponse) -> String {
    let (response, comment) = &through_wsgi(response);
    let status = response.status;
    if let Some(target) = response.redirect() {
        let target = string(target);
        return match headers(response) {
            Some(headers) => format!(
                "@app.get(\"/example\")\ndef example():\n    response = redirect({target}, {status})\n    response.headers.update({headers})\n    return response"
            ),
            None => format!("@app.get(\"/example\")\ndef example():\n    return redirect({target}, {status})"),
        };
    }
    let headers = response.typed_headers(|name, value| format!("{}: {}", string(name), string(value)));
    let headers = match headers.as_slice() {
        [] => String::new(),
        [header] => format!(", {{{header}}}"),
        _ => format!(", {{\n        {},\n    }}", headers.join(",\n        ")),
    };
    let (problem, body) = if response.is_problem() {
        (format!("    problem = {}\n", dict(response)), "problem".to_owned())
    } else if response.has_body {
        (String::new(), dict(response))
    } else {
        (String::new(), "\"\"".to_owned())
    };
    format!("{comment}@app.get(\"/example\")\ndef example():\n{problem}    return {body}, {status}{headers}")
}

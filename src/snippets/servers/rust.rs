//! Rust.

use super::{PROBLEM, Server, ServerResponse, THREE_DIGITS, quoted};

pub const AXUM: Server = Server {
    name: "Rust axum",
    syntax: "rust",
    comment: "//",
    sends: THREE_DIGITS,
    write: axum,
};

pub const ACTIX: Server = Server {
    name: "Rust actix-web",
    syntax: "rust",
    comment: "//",
    sends: THREE_DIGITS,
    write: actix,
};

fn string(text: &str) -> String {
    quoted(text, '"')
}

/// The constant of the crate `http`, else the number. actix-web has an older version of the crate.
fn constant(status: u16, is_old: bool) -> String {
    let reason = http::StatusCode::from_u16(status)
        .ok()
        .and_then(|status| status.canonical_reason());
    match (status, reason) {
        (418, _) => "StatusCode::IM_A_TEAPOT".to_owned(),
        (425, _) if is_old => "StatusCode::from_u16(425).unwrap()".to_owned(),
        (_, Some(reason)) => format!("StatusCode::{}", reason.to_uppercase().replace([' ', '-'], "_")),
        (_, None) => format!("StatusCode::from_u16({status}).unwrap()"),
    }
}

/// `json!({ "status": 200 })`
fn json(response: &ServerResponse) -> String {
    let members = response.members('"', |name, value| format!("\"{name}\": {value}"));
    format!("json!({{ {members} }})")
}

fn axum(response: &ServerResponse) -> String {
    let function = |result: &str, made: &str| format!("async fn example() -> {result} {{\n    {made}\n}}");
    let headers: Vec<_> = response
        .headers
        .iter()
        .map(|(name, value)| format!("({}, {})", string(name), string(value)))
        .collect();
    if let (Some(target), 1) = (response.redirect(), headers.len()) {
        let redirect = match response.status {
            303 => Some("to"),
            307 => Some("temporary"),
            308 => Some("permanent"),
            _ => None,
        };
        if let Some(redirect) = redirect {
            return function("Redirect", &format!("Redirect::{redirect}({})", string(target)));
        }
    }
    let mut parts = vec![constant(response.status, false)];
    let kind = response.is_problem().then(|| format!("(\"Content-Type\", \"{PROBLEM}\")"));
    let headers: Vec<_> = kind.into_iter().chain(headers).collect();
    if !headers.is_empty() {
        parts.push(format!("[{}]", headers.join(", ")));
    }
    if response.has_body && response.redirect().is_none() {
        parts.push(format!("Json({})", json(response)));
    }
    let line = match parts.as_slice() {
        [status] => status.clone(),
        _ => format!("({})", parts.join(", ")),
    };
    let made = if line.len() <= 90 {
        line
    } else {
        format!("(\n        {},\n    )", parts.join(",\n        "))
    };
    function("impl IntoResponse", &made)
}

fn actix(response: &ServerResponse) -> String {
    let function = |made: &str| format!("#[get(\"/example\")]\nasync fn example() -> impl Responder {{\n    {made}\n}}");
    let status = constant(response.status, true);
    let headers: Vec<_> = response
        .headers
        .iter()
        .map(|(name, value)| format!(".insert_header(({}, {}))", string(name), string(value)))
        .collect();
    if let (Some(target), 1) = (response.redirect(), headers.len()) {
        let target = string(target);
        return function(&match response.status {
            303 => format!("Redirect::to({target}).see_other()"),
            307 => format!("Redirect::to({target}).temporary()"),
            308 => format!("Redirect::to({target}).permanent()"),
            _ => format!("Redirect::to({target}).using_status_code({status})"),
        });
    }
    let mut calls = headers;
    if response.is_problem() {
        calls.push(format!(".content_type(\"{PROBLEM}\")"));
    }
    calls.push(if response.has_body && response.redirect().is_none() {
        format!(".json({})", json(response))
    } else {
        ".finish()".to_owned()
    });
    let between = if calls.len() > 1 { "\n        " } else { "" };
    let calls: String = calls.into_iter().map(|call| format!("{between}{call}")).collect();
    function(&format!("HttpResponse::build({status}){calls}"))
}

//! Servers that are configured, not programmed.

use super::{FIVE_CLASSES, Server, ServerResponse, THREE_DIGITS, quoted};

pub const NGINX: Server = Server {
    name: "nginx",
    syntax: "nginx",
    comment: "#",
    sends: THREE_DIGITS,
    write: nginx,
};

pub const APACHE: Server = Server {
    name: "Apache",
    syntax: "htaccess",
    comment: "#",
    sends: THREE_DIGITS,
    write: apache,
};

pub const CADDY: Server = Server {
    name: "Caddy",
    // There is no grammar for its Caddyfile. This one has the same comments and strings.
    syntax: "nginx",
    comment: "#",
    sends: THREE_DIGITS,
    write: caddy,
};

pub const HAPROXY: Server = Server {
    name: "HAProxy",
    // Like Caddy's.
    syntax: "nginx",
    comment: "#",
    sends: FIVE_CLASSES,
    write: haproxy,
};

fn nginx(response: &ServerResponse) -> String {
    let status = response.status;
    // A dollar starts a variable, and no escape says otherwise.
    let string = |text: &str| quoted(text, '\'').replace('$', "${dollar}");
    let headers = response.lines(|name, value| format!("    add_header {name} {} always;\n", string(value)));
    let (kind, sent) = match (response.redirect(), response.json()) {
        // Without this, nginx adds its own scheme and port, which are often not those that the client used.
        (Some(target), _) => ("    absolute_redirect off;\n".to_owned(), format!(" {}", string(target))),
        (None, Some(json)) => (
            format!("    default_type {};\n", response.media_type()),
            format!(" {}", string(&json)),
        ),
        (None, None) => (String::new(), String::new()),
    };
    let location = format!("location = /example {{\n{kind}{headers}    return {status}{sent};\n}}");
    if location.contains("${dollar}") {
        format!("# Needs this beside the server block: geo $dollar {{ default \"$\"; }}\n{location}")
    } else {
        location
    }
}

/// The status codes that Apache 2.4 has a status line for. It sends 500 in place of any other.
const KNOWN_TO_APACHE: &[std::ops::RangeInclusive<u16>] = &[
    200..=208,
    226..=226,
    300..=305,
    307..=308,
    400..=417,
    421..=424,
    426..=426,
    428..=429,
    431..=431,
    451..=451,
    500..=508,
    510..=511,
];

fn apache(response: &ServerResponse) -> String {
    let status = response.status;
    let location = response.headers.iter().find(|(name, _)| *name == "Location");
    let target = location.filter(|_| (300..400).contains(&status)).map(|(_, target)| *target);
    if !KNOWN_TO_APACHE.iter().any(|known| known.contains(&status)) {
        return format!("# Apache can't send {status}: it doesn't know the code and sends 500 instead.");
    }
    match status {
        205 => return "# Apache can't send a proper 205: it always adds an HTML page as the body.".to_owned(),
        304 => return "# Apache sends 304 automatically, when the client's copy of a file is still current.".to_owned(),
        300..400 if target.is_none() => {
            return format!("# Apache can't send {status} without a Location, only with one: Redirect {status} /new-address");
        }
        _ => {}
    }
    let headers = response
        .headers
        .iter()
        .filter(|(name, _)| !(target.is_some() && *name == "Location"));
    let header = |name: &str, value: &str| {
        let value = quoted(&value.replace('%', "%%"), '"');
        format!("    Header always set {name} {value}\n")
    };
    let headers: String = headers.map(|(name, value)| header(name, value)).collect();
    let redirect = target.map(|target| format!(" {target}")).unwrap_or_default();
    // A redirect has Apache's own short page.
    let body = response.json().filter(|_| response.redirect().is_none()).map(|json| {
        let document = format!("    ErrorDocument {status} {}\n", quoted(&json, '\''));
        document + &header("Content-Type", response.media_type())
    });
    let body = body.unwrap_or_default();
    format!("<Location \"/example\">\n    Redirect {status}{redirect}\n{body}{headers}</Location>")
}

fn caddy(response: &ServerResponse) -> String {
    let status = response.status;
    let headers = response.lines(|name, value| {
        let value = caddy_string(&value.replace('{', "\\{"));
        format!("    header {name} {value}\n")
    });
    if let Some(target) = response.redirect() {
        return if headers.is_empty() {
            format!("redir /example {target} {status}")
        } else {
            format!("handle /example {{\n{headers}    redir {target} {status}\n}}")
        };
    }
    let body = response.json().map(|json| {
        let kind = format!("    header Content-Type {}\n", response.media_type());
        (kind, format!(" {}", caddy_string(&json)))
    });
    let (kind, body) = body.unwrap_or_default();
    format!("handle /example {{\n{kind}{headers}    respond{body} {status}\n}}")
}

/// Between backquotes everything stays as it is. Between other quotes, a backslash escapes a quote and nothing else.
fn caddy_string(text: &str) -> String {
    if text.contains(['"', '\\']) && !text.contains('`') {
        format!("`{text}`")
    } else {
        format!("\"{}\"", text.replace('"', "\\\""))
    }
}

fn haproxy(response: &ServerResponse) -> String {
    let status = response.status;
    let mut parts = Vec::new();
    match response.redirect() {
        Some(target) if response.headers.len() == 1 => {
            return format!("http-request redirect code {status} location {target} if {{ path /example }}");
        }
        _ => parts.push(format!("http-request return status {status}")),
    }
    if let Some(json) = response.json().filter(|_| response.redirect().is_none()) {
        parts.push(format!("content-type {}", response.media_type()));
        parts.push(format!("string {}", haproxy_string(&json)));
    }
    for (name, value) in &response.headers {
        // The value is a log format, where a percent sign starts a variable.
        parts.push(format!("hdr {name} {}", haproxy_string(&value.replace('%', "%%"))));
    }
    parts.push("if { path /example }".to_owned());
    // A rule can't go on in the next line.
    parts.join(" ")
}

/// Between single quotes everything stays as it is. Between double quotes, a dollar starts a variable of the environment.
fn haproxy_string(text: &str) -> String {
    if text.contains('\'') {
        quoted(text, '"').replace('$', "\\$")
    } else {
        format!("'{text}'")
    }
}

//! Java and C#.

use super::{Server, ServerResponse, THREE_DIGITS, quoted};

pub const SPRING: Server = Server {
    name: "Spring",
    syntax: "java",
    comment: "//",
    sends: THREE_DIGITS,
    write: spring,
};

pub const ASPNET: Server = Server {
    name: "ASP.NET Core",
    syntax: "cs",
    comment: "//",
    sends: THREE_DIGITS,
    write: aspnet,
};

fn string(text: &str) -> String {
    quoted(text, '"')
}

fn spring(response: &ServerResponse) -> String {
    let status = response.status;
    let headers = response.lines(|name, value| format!("\n        .header({}, {})", string(name), string(value)));
    let function = |of: &str, body: &str| format!("@GetMapping(\"/example\")\nResponseEntity<{of}> example() {{\n{body}\n}}");
    if response.is_problem() {
        // It knows the titles of the common codes, in the words of an older RFC.
        let problem = format!(
            "    var problem = ProblemDetail.forStatus({status});\n    problem.setTitle({});\n",
            string(response.name)
        );
        let end = if headers.is_empty() {
            ".build()"
        } else {
            "\n        .build()"
        };
        return function(
            "ProblemDetail",
            &format!("{problem}    return ResponseEntity.of(problem){headers}{end};"),
        );
    }
    let location = response
        .redirect()
        .map(|target| format!("\n        .location(URI.create({}))", string(target)));
    let calls = location.unwrap_or_default() + &headers;
    let end = if calls.is_empty() { "" } else { "\n        " };
    let is_empty = !response.has_body || response.redirect().is_some();
    let (of, body) = if is_empty {
        ("Void", ".build()".to_owned())
    } else {
        ("Map<String, Integer>", format!(".body(Map.of(\"status\", {status}))"))
    };
    function(of, &format!("    return ResponseEntity.status({status}){calls}{end}{body};"))
}

/// The properties of `IHeaderDictionary` among the headers of the book: the name without hyphens. Other names are keys.
const PROPERTIES: &[&str] = &[
    "Accept",
    "Allow",
    "Connection",
    "Content-Range",
    "ETag",
    "Link",
    "Location",
    "Proxy-Authenticate",
    "Retry-After",
    "Upgrade",
    "WWW-Authenticate",
];

fn aspnet(response: &ServerResponse) -> String {
    let status = response.status;
    // The functions for redirects set these four.
    let flags = match status {
        301 => Some(", permanent: true"),
        302 => Some(""),
        307 => Some(", preserveMethod: true"),
        308 => Some(", permanent: true, preserveMethod: true"),
        _ => None,
    };
    let redirect = response.redirect().zip(flags);
    let header = |(name, value): &(&str, &str)| {
        let field = if PROPERTIES.contains(name) {
            format!(".{}", name.replace('-', ""))
        } else {
            format!("[{}]", string(name))
        };
        format!("    context.Response.Headers{field} = {};\n", string(value))
    };
    let set = response
        .headers
        .iter()
        .filter(|(name, _)| !(redirect.is_some() && *name == "Location"));
    let headers: String = set.map(header).collect();
    let made = if let Some((target, flags)) = redirect {
        format!("Results.Redirect({}{flags})", string(target))
    } else if response.is_problem() {
        let title = string(response.name);
        format!("Results.Problem(type: \"about:blank\", title: {title}, statusCode: {status})")
    } else if response.has_body && response.redirect().is_none() {
        format!("Results.Json(new {{ status = {status} }}, statusCode: {status})")
    } else {
        format!("Results.StatusCode({status})")
    };
    if headers.is_empty() {
        format!("app.MapGet(\"/example\", () => {made});")
    } else {
        format!("app.MapGet(\"/example\", (HttpContext context) =>\n{{\n{headers}    return {made};\n}});")
    }
}

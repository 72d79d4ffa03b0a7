use super::*;

fn unavailable() -> ServerResponse<'static> {
    ServerResponse {
        status: 503,
        name: "Service Unavailable",
        headers: vec![("Retry-After", "1")],
        has_body: true,
    }
}

fn code(name: &str, response: &ServerResponse) -> String {
    let server = SERVERS.iter().find(|server| server.name == name);
    server.unwrap_or_else(|| panic!("{name}")).write(response)
}

#[test]
fn every_server_sends_the_status_with_its_header_and_a_problem_document() {
    for server in SERVERS {
        let code = server.write(&unavailable());
        for part in ["503", "about:blank", "Service Unavailable"] {
            assert!(
                code.contains(part) || (server.name, part) == ("Spring", "about:blank"),
                "{}: {part}\n{code}",
                server.name
            );
        }
        // ASP.NET Core has a property for the header. It and Spring set the media type of a problem themselves.
        let typed = matches!(server.name, "ASP.NET Core" | "Spring");
        assert!(code.contains("Retry-After") || code.contains("RetryAfter"), "{code}");
        assert!(typed || code.contains(PROBLEM), "{code}");
    }
}

#[test]
fn what_has_no_body_gets_none() {
    for status in [204, 304] {
        let response = ServerResponse {
            status,
            name: "No Content",
            headers: Vec::new(),
            has_body: false,
        };
        for server in SERVERS {
            let code = server.write(&response).to_lowercase();
            assert!(
                code.contains(&status.to_string()) || code.contains("statuscode::no"),
                "{code}"
            );
            assert!(!code.contains("json"), "{code}");
        }
    }
}

#[test]
fn a_redirect_has_its_address_once() {
    for status in [301, 302, 303, 307, 308] {
        let response = ServerResponse {
            status,
            name: "Found",
            headers: vec![("Location", "/new-address")],
            has_body: true,
        };
        for server in SERVERS {
            let code = server.write(&response);
            assert_eq!(code.matches("/new-address").count(), 1, "{code}");
            assert!(!code.contains("json"), "{code}");
        }
    }
}

#[test]
fn a_status_that_a_server_refuses_is_one_line_of_comment() {
    let response = |status| ServerResponse {
        status,
        name: "Request Denied",
        headers: Vec::new(),
        has_body: true,
    };
    for (name, status) in [
        ("HAProxy", 999),
        ("Fastify", 600),
        ("Django", 999),
        ("Laravel", 783),
        ("Apache", 418),
        ("Apache", 999),
        ("nginx", 103),
        ("Rust axum", 100),
    ] {
        let code = code(name, &response(status));
        assert!(code.starts_with("# ") || code.starts_with("// "), "{code}");
        assert!(
            code.contains(&format!("{name} can't ")) && code.contains(&status.to_string()),
            "{code}"
        );
        assert_eq!(code.lines().count(), 1, "{code}");
    }
    assert!(code("nginx", &response(999)).contains("return 999"));
    assert!(code("Apache", &response(429)).contains("Redirect 429"));
}

#[test]
fn values_keep_what_a_server_would_read_as_its_own_syntax() {
    let value = "\"a\" %[src] $uri {http.request.host} #{x}";
    let response = ServerResponse {
        name: "I'm a Teapot",
        headers: vec![("X-Odd", value)],
        ..unavailable()
    };
    for (name, written) in [
        (
            "nginx",
            "add_header X-Odd '\"a\" %[src] ${dollar}uri {http.request.host} #{x}' always;",
        ),
        ("nginx", "I\\'m a Teapot"),
        ("Apache", "X-Odd \"\\\"a\\\" %%[src] $uri {http.request.host} #{x}\""),
        ("Caddy", "X-Odd `\"a\" %[src] $uri \\{http.request.host} #\\{x}`"),
        ("HAProxy", "hdr X-Odd '\"a\" %%[src] $uri {http.request.host} #{x}'"),
        ("HAProxy", "\\\"title\\\":\\\"I'm a Teapot\\\""),
        ("Rails", "'\"a\" %[src] $uri {http.request.host} #{x}'"),
        ("Express", "title: 'I\\'m a Teapot'"),
        ("FastAPI", "\"title\": \"I'm a Teapot\""),
        ("PHP", "'title' => 'I\\'m a Teapot'"),
    ] {
        let code = code(name, &response);
        assert!(code.contains(written), "{written}\n{code}");
    }
    let plain = ServerResponse {
        headers: vec![("X-Odd", "#{x}")],
        ..unavailable()
    };
    assert!(code("Rails", &plain).contains("\"\\#{x}\""));
}

#[test]
fn headers_that_a_gateway_keeps_to_itself_are_named_in_a_comment() {
    let response = ServerResponse {
        status: 426,
        name: "Upgrade Required",
        headers: vec![("Upgrade", "websocket"), ("Connection", "Upgrade")],
        has_body: true,
    };
    for name in ["Flask", "Django", "Cloudflare Workers"] {
        let code = code(name, &response);
        let line = code
            .lines()
            .find(|line| line.contains("Upgrade: websocket") || line.contains("Connection"));
        assert!(
            line.is_some_and(|line| line.starts_with("# ") || line.starts_with("// ")),
            "{code}"
        );
    }
    assert!(code("Express", &response).contains("set('Upgrade', 'websocket')"));
}

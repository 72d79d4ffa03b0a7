use super::*;
use crate::call::Call;
use crate::call::request::RequestHeader;
use crate::call::request::{Credentials, Request, RequestBody};
use crate::call::switches::SWITCHES;
use crate::code::Code;

const ORIGIN: &str = "https://status.example";
static NOTHING: Request = Request {
    headers: Vec::new(),
    credentials: None,
    body: None,
};

fn call(code: u16, method: &str) -> Call {
    Call {
        method: method.to_owned(),
        ..Call::new(Code::new(code).unwrap())
    }
}

/// Not a file for another tool.
fn is_program(program: &Program) -> bool {
    program.language.id != "export"
}

/// Not a file that holds the response alone.
fn has_request(program: &Program) -> bool {
    !["msw", "playwright", "har"].contains(&program.client.id)
}

#[test]
fn ids_and_names_are_unique_and_lead_to_their_program() {
    let ids: Vec<_> = Program::all().map(|program| program.id()).collect();
    for (i, id) in ids.iter().enumerate() {
        assert!(!ids[..i].contains(id), "{id}");
        assert_eq!(Program::named(Some(id)).id(), *id);
    }
    for (i, language) in LANGUAGES.iter().enumerate() {
        assert!(
            LANGUAGES[..i].iter().all(|other| other.name != language.name),
            "{}",
            language.name
        );
        assert!(!language.clients.is_empty(), "{}", language.name);
    }
    for unknown in ["cobol", "python.", "cobol.x", ""] {
        let program = Program::named(Some(unknown));
        assert_ne!(program.id(), unknown);
    }
    assert_eq!(Program::named(Some("python.nothing")).id(), "python");
    assert_eq!(Program::named(None).id(), "curl");
}

/// The structure of the model page: the same calls, the same output lines.
#[test]
fn the_plain_call_is_written_in_the_manner_of_the_model_page() {
    let call = call(502, "GET");
    let example = Example::new(&call, ORIGIN, &NOTHING, Some(502), BodyKind::Json);
    for (id, must_have) in [
        ("curl", "https://status.example/502"),
        ("javascript", "console.log('Status:', response.status); // 502"),
        ("python", "print(f'Status Code: {response.status_code}')  # 502"),
        ("php", "echo \"Status Code: $status\\n\";  // 502"),
        ("ruby", "puts \"Status Code: #{response.code}\" # 502"),
        ("go", "fmt.Printf(\"Status Code: %d\\n\", resp.StatusCode) // 502"),
        (
            "java",
            "System.out.println(\"Status Code: \" + response.statusCode()); // 502",
        ),
        ("node", "console.log('Status Code:', res.statusCode); // 502"),
    ] {
        let text = Program::named(Some(id)).client.write(&example);
        assert!(text.contains(must_have), "{id}:\n{text}");
    }
}

#[test]
fn no_program_parses_json_where_there_is_none() {
    for (code, method) in [(204, "GET"), (205, "GET"), (304, "GET"), (200, "HEAD")] {
        let call = call(code, method);
        let example = Example::new(&call, ORIGIN, &NOTHING, Some(code), BodyKind::None);
        for Program { language, client } in Program::all().filter(is_program) {
            let text = client.write(&example).to_lowercase();
            assert!(!text.contains("json"), "{} for {method} {code}:\n{text}", language.id);
        }
    }
}

#[test]
fn every_program_names_method_and_address() {
    for method in crate::call::METHODS {
        let mut call = call(503, method);
        call.settings.delay = Some("200ms-800ms".parse().unwrap());
        let example = Example::new(&call, ORIGIN, &NOTHING, Some(503), BodyKind::Json);
        for Program { language, client } in Program::all().filter(has_request) {
            let text = client.write(&example);
            assert!(
                text.contains("https://status.example/503?delay=200ms-800ms"),
                "{}:\n{text}",
                language.id
            );
            let named = text.to_uppercase().contains(method) || (language.id == "curl" && matches!(method, "GET" | "HEAD"));
            assert!(named || method == "GET", "{} for {method}:\n{text}", language.id);
        }
    }
}

fn request(headers: &[(&str, &str)], credentials: Option<Credentials>, body: Option<RequestBody>) -> Request {
    let header = |&(name, value): &(&str, &str)| RequestHeader {
        name: name.to_owned(),
        value: value.to_owned(),
    };
    Request {
        headers: headers.iter().map(header).collect(),
        credentials,
        body,
    }
}

fn text(body: &str) -> Option<RequestBody> {
    Some(RequestBody::Text(body.to_owned()))
}

/// A program of a call to 502 with that request.
fn program(id: &str, method: &str, request: &Request) -> String {
    let call = call(502, method);
    let example = Example::new(&call, ORIGIN, request, Some(502), BodyKind::Json);
    Program::named(Some(id)).client.write(&example)
}

/// Every language of the model page has a piece, and its program has it.
fn assert_pieces(method: &str, request: &Request, pieces: &[(&'static str, &str)]) {
    let language = |id: &'static str| id.split('.').next().unwrap_or(id);
    let ids: Vec<_> = pieces.iter().map(|(id, _)| language(id)).collect();
    let models: Vec<_> = LANGUAGES.iter().take(8).map(|language| language.id).collect();
    assert_eq!(ids, models);
    for (id, piece) in pieces {
        let program = program(id, method, request);
        assert!(program.contains(piece), "no {piece}\nin {program}");
    }
}

/// Layout is `end2end/formats.spec.ts`'s affair, and what arrives that of `end2end/request.spec.ts`.
#[test]
fn headers_and_credentials_are_sent() {
    let headers = request(&[("Range", "bytes=0-9"), ("X-Quote", "\"it's\"")], None, None);
    let pieces = [
        ("curl", r##"-H 'X-Quote: "it'\''s"'"##),
        ("javascript", r##"Range: 'bytes=0-9',"##),
        ("python", r##"'X-Quote': '"it\'s"',"##),
        ("php.streams", r##"'X-Quote: "it\'s"',"##),
        ("ruby", r##"request['Range'] = 'bytes=0-9'"##),
        ("go", r##"req.Header.Set("X-Quote", `"it's"`)"##),
        ("java", r##".header("X-Quote", "\"it's\"")"##),
        ("node", r##"'X-Quote': '"it\'s"',"##),
    ];
    assert_pieces("GET", &headers, &pieces);
    let pieces = [
        ("curl", "-u user:password"),
        ("javascript", "'Basic ' + btoa('user:password')"),
        ("python", "auth=('user', 'password')"),
        ("php.streams", "'Authorization: Basic ' . base64_encode('user:password')"),
        ("ruby", "request.basic_auth('user', 'password')"),
        ("go", "req.SetBasicAuth(\"user\", \"password\")"),
        ("java", "\"user:password\".getBytes(StandardCharsets.UTF_8)"),
        ("node", "Buffer.from('user:password').toString('base64')"),
    ];
    assert_pieces("GET", &request(&[], Some(Credentials::Basic), None), &pieces);
    let token = request(&[("authorization", "<secret>")], Some(Credentials::Bearer), None);
    for id in pieces.map(|(id, _)| id) {
        let program = program(id, "GET", &token);
        assert!(
            program.contains("Bearer secret") && !program.contains("<secret>"),
            "{program}"
        );
    }
}

/// Quotation marks, a line break, marks of interpolation and a character beyond ASCII.
const TEXT: &str = "{\"a\": \"it's\"}\n€ ${b} #{c} #$d \\e";

#[test]
fn a_body_survives_as_a_string() {
    let pieces = [
        ("curl", "--data-raw '{\"a\": \"it'\\''s\"}\n€ ${b} #{c} #$d \\e'"),
        ("javascript", r##"'{"a": "it\'s"}\n€ ${b} #{c} #$d \\e'"##),
        ("python", r##"'{"a": "it\'s"}\n€ ${b} #{c} #$d \\e'"##),
        (
            "php.streams",
            "<<<'JSON'\n        {\"a\": \"it's\"}\n        € ${b} #{c} #$d \\e\n        JSON,\n",
        ),
        ("ruby", "<<~'JSON'.chomp\n  {\"a\": \"it's\"}\n  € ${b} #{c} #$d \\e\nJSON\n"),
        ("go", "`{\"a\": \"it's\"}\n€ ${b} #{c} #$d \\e`"),
        ("java", r##""{\"a\": \"it's\"}\n\u20ac ${b} #{c} #$d \\e""##),
        ("node", r##"'{"a": "it\'s"}\n€ ${b} #{c} #$d \\e'"##),
    ];
    assert_pieces("POST", &request(&[], None, text(TEXT)), &pieces);
    let pieces = [
        ("curl", r##"head -c 3000 /dev/zero | tr '\0' x"##),
        ("javascript", "'x'.repeat(3000)"),
        ("python", "data='x' * 3000"),
        ("php.streams", "str_repeat('x', 3000)"),
        ("ruby", "request.body = 'x' * 3000"),
        ("go", "strings.Repeat(\"x\", 3000)"),
        ("java", "\"x\".repeat(3000)"),
        ("node", "'x'.repeat(3000)"),
    ];
    assert_pieces("PUT", &request(&[], None, Some(RequestBody::Size(3000))), &pieces);
}

/// Clients add different ones by themselves.
#[test]
fn a_body_has_a_content_type() {
    for Program { language, client } in Program::all().filter(has_request) {
        for (body, kind) in [("{\"a\":1}", "application/json"), ("a", "text/plain;charset=UTF-8")] {
            let request = request(&[], None, text(body));
            let call = call(502, "POST");
            let example = Example::new(&call, ORIGIN, &request, Some(502), BodyKind::Json);
            let program = client.write(&example);
            // HttpContent of .NET and PowerShell take it apart.
            let kind = kind.split(';').next().unwrap();
            // Python's json sets its own, the same.
            let has_own = kind == "application/json" && program.contains(" json={");
            assert!(program.contains(kind) || has_own, "{} {}: {program}", language.id, client.id);
        }
    }
}

/// What comes back for half of a request isn't known, so nothing is promised.
#[test]
fn what_a_client_cannot_send_is_said() {
    let cases = [
        (
            "javascript",
            "GET",
            request(&[("Expect", "100-continue"), ("X-A", "b"), ("Host", "h")], None, None),
            r##"// Browsers don't let a page send Expect, Host.
const response = await fetch('https://status.example/502', {
  headers: {
    'X-A': 'b',
  },
});"##,
        ),
        (
            "javascript",
            "GET",
            request(&[], None, text("a")),
            r##"// fetch doesn't send a body with GET.
const response = await fetch('https://status.example/502');
"##,
        ),
        (
            "javascript",
            "TRACE",
            request(&[], None, None),
            r##"// Browsers don't let a page send TRACE. This is a GET.
const response = await fetch('https://status.example/502');
"##,
        ),
        (
            "java",
            "GET",
            request(&[("Host", "h"), ("X-A", "b"), ("upgrade", "x")], None, None),
            r##"        // HttpClient doesn't let a program set Host, upgrade.
        HttpRequest request = HttpRequest.newBuilder()
            .uri(URI.create("https://status.example/502"))
            .GET()
            .header("X-A", "b")
            .build();
"##,
        ),
        (
            "java",
            "GET",
            request(&[("Expect", "x")], None, None),
            r##"// HttpClient doesn't let a program set Expect.
"##,
        ),
        (
            "go",
            "GET",
            request(&[("Trailer", "X-A")], None, None),
            r##"	// net/http doesn't send Trailer from req.Header.
	req, err := http.NewRequest("GET", "https://status.example/502", nil)
"##,
        ),
        (
            "node",
            "GET",
            request(&[("Trailer", "X-A")], None, None),
            r##"// Node sends Trailer only with a chunked body.
const req = https.get('https://status.example/502');"##,
        ),
        (
            "curl",
            "HEAD",
            request(&[], None, text("a")),
            r##"# curl does not send a body with HEAD.
curl -I https://status.example/502"##,
        ),
    ];
    for (id, method, request, piece) in cases {
        let program = program(id, method, &request);
        assert!(program.contains(piece), "no {piece}\nin {program}");
        assert!(!program.contains("// 502"), "{program}");
    }
}

#[test]
fn clients_have_their_own_ways_for_some_headers() {
    for (id, name, value, piece) in [
        ("java", "Expect", "100-Continue", "            .expectContinue(true)\n"),
        ("go", "host", "h.example", "\treq.Host = \"h.example\"\n"),
        ("curl", "X-Empty", "", "  -H 'X-Empty;'"),
        ("curl", "Expect", "100-continue", "  -H 'Expect: 100-continue'"),
        ("php.streams", "content-type", "text/plain", "'content-type: text/plain',"),
    ] {
        let program = program(id, "POST", &request(&[(name, value)], None, text("a")));
        assert!(program.contains(piece), "no {piece}\nin {program}");
        assert!(id == "curl" || program.contains("// 502"), "{program}");
    }
}

#[test]
fn a_name_that_is_given_twice_loses_no_value() {
    let request = request(
        &[("X-A", "1"), ("Cookie", "a=1"), ("x-a", "2"), ("Cookie", "b=2")],
        None,
        None,
    );
    for (id, pieces) in [
        ("curl", ["-H 'X-A: 1'", "-H 'x-a: 2'"]),
        ("php.streams", ["'X-A: 1',", "'x-a: 2',"]),
        ("go", ["Add(\"X-A\", \"1\")", "Add(\"x-a\", \"2\")"]),
        ("python", ["'X-A': '1, 2',", "'Cookie': 'a=1; b=2',"]),
        ("ruby", ["request['X-A'] = '1, 2'", "request['Cookie'] = 'a=1; b=2'"]),
        ("node", ["'X-A': '1, 2',", "Cookie: 'a=1; b=2',"]),
    ] {
        let program = program(id, "GET", &request);
        assert!(pieces.iter().all(|piece| program.contains(piece)), "{program}");
    }
}

#[test]
fn what_cannot_be_seen_is_escaped() {
    let request = request(&[], None, text("\r\0\u{1b}1\u{2028}\\n%s"));
    let pieces = [
        ("curl", r##"printf %b '\r\0000\00331\0342\0200\0250\\n%s' | curl -i"##),
        ("javascript", r##"body: '\r\x00\x1b1\u2028\\n%s',"##),
        ("python", r##"'\r\x00\x1b1\u2028\\n%s'"##),
        ("php.streams", r##""\r\u{0}\u{1b}1\u{2028}\\n%s""##),
        (
            "ruby",
            r##""\r\u{0}\u{1b}1\u{2028}\\n%s"
"##,
        ),
        ("go", r##""\r\x00\x1b1\u2028\\n%s""##),
        ("java", r##""\r\000\0331\u2028\\n%s""##),
        ("node", r##"'\r\x00\x1b1\u2028\\n%s';"##),
    ];
    assert_pieces("POST", &request, &pieces);
}

#[test]
fn without_a_request_the_program_is_short() {
    for program in Program::all().filter(is_program) {
        let call = call(502, "GET");
        let example = Example::new(&call, ORIGIN, &NOTHING, Some(502), BodyKind::Json);
        let text = program.client.write(&example);
        assert!(text.lines().count() <= 30, "{}:\n{text}", program.id());
    }
}

/// Each switch has its piece in each program, alone and with the others.
#[test]
fn every_program_has_every_switch() {
    let pieces = [
        ("curl", ["--max-time 5", "--retry 4", "--fail-with-body"]),
        ("curl.httpie", ["--timeout=5", "HTTPie does not repeat", "--check-status"]),
        (
            "javascript",
            ["AbortSignal.timeout(5000)", "attempt === 5", "response.status >= 400"],
        ),
        (
            "javascript.axios",
            ["AbortSignal.timeout(5000)", "retries: 4", "response.status >= 400"],
        ),
        ("python", ["timeout=5", "range(4)", "raise_for_status()"]),
        (
            "python.httpx",
            ["asyncio.timeout(5)", "stop_after_attempt(5)", "status_code >= 400"],
        ),
        ("php", ["CURLOPT_TIMEOUT => 5", "$attempt === 5", "$status >= 400"]),
        ("php.guzzle", ["'timeout' => 5", "Middleware::retry(", "$status >= 400"]),
        ("php.streams", ["'timeout' => 5,", "$attempt === 5", "$status >= 400"]),
        ("ruby", ["read_timeout: 5", "1.upto(5)", "abort \"HTTP #{response.code}"]),
        ("go", ["5 * time.Second", "attempt == 5", "resp.StatusCode >= 400"]),
        (
            "java",
            ["get(5, TimeUnit.SECONDS)", "attempt == 5", "response.statusCode() >= 400"],
        ),
        (
            "node",
            ["AbortSignal.timeout(5000)", "attempt === 5", "res.statusCode >= 400"],
        ),
        (
            "node.fetch",
            ["AbortSignal.timeout(5000)", "attempt === 5", "response.status >= 400"],
        ),
        (
            "typescript",
            ["AbortSignal.timeout(5000)", "attempt === 5", "response.status >= 400"],
        ),
        ("rust", ["Duration::from_secs(5)", "attempt == 5", "anyhow::bail!"]),
        (
            "kotlin",
            ["get(5, TimeUnit.SECONDS)", "attempt == 5", "response.statusCode() >= 400"],
        ),
        (
            "csharp",
            [
                "TimeSpan.FromSeconds(5)",
                "MaxRetryAttempts = 4",
                "(int)response.StatusCode >= 400",
            ],
        ),
        ("powershell", ["ConnectionTimeoutSeconds = 5", "$attempt -eq 5", "-ge 400"]),
    ];
    assert_eq!(
        pieces.map(|(id, _)| id.to_owned()).to_vec(),
        Program::all()
            .filter(is_program)
            .map(|program| program.id())
            .collect::<Vec<_>>()
    );
    let call = call(502, "GET");
    for (id, pieces) in pieces {
        let write = |list: &str| {
            let mut switches = Switches::default();
            switches.read(list).unwrap();
            let example = Example::new(&call, ORIGIN, &NOTHING, Some(502), BodyKind::Json).with(switches);
            Program::named(Some(id)).client.write(&example)
        };
        for (switch, piece) in SWITCHES.into_iter().zip(pieces) {
            assert!(!write("").contains(piece), "{id} has {piece} without a switch");
            for list in [switch.id(), "timeout,retry,check"] {
                let program = write(list);
                assert!(program.contains(piece), "no {piece} with {list}\n{program}");
            }
        }
    }
}

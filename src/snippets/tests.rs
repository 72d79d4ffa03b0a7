use super::*;
use crate::code::Code;

const ORIGIN: &str = "https://status.example";

fn call(code: u16, method: &str) -> Call {
    Call {
        method: method.to_owned(),
        ..Call::new(Code::new(code).unwrap())
    }
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
    let example = Example::new(&call, ORIGIN, Some(502), BodyKind::Json);
    for (id, must_have) in [
        ("curl", "https://status.example/502"),
        ("javascript", "console.log('Status:', response.status);  // 502"),
        ("python", "print(f'Status Code: {response.status_code}')  # 502"),
        ("php", "echo \"Status Code: {$match[1]}\\n\";  // 502"),
        ("ruby", "puts \"Status Code: #{response.code}\"  # 502"),
        ("go", "fmt.Printf(\"Status Code: %d\\n\", resp.StatusCode) // 502"),
        (
            "java",
            "System.out.println(\"Status Code: \" + response.statusCode());  // 502",
        ),
        ("node", "console.log('Status Code:', res.statusCode);  // 502"),
    ] {
        let text = Program::named(Some(id)).client.write(&example);
        assert!(text.contains(must_have), "{id}:\n{text}");
    }
}

#[test]
fn no_program_parses_json_where_there_is_none() {
    for (code, method) in [(204, "GET"), (205, "GET"), (304, "GET"), (200, "HEAD")] {
        let call = call(code, method);
        let example = Example::new(&call, ORIGIN, Some(code), BodyKind::None);
        for Program { language, client } in Program::all() {
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
        let example = Example::new(&call, ORIGIN, Some(503), BodyKind::Json);
        for Program { language, client } in Program::all() {
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

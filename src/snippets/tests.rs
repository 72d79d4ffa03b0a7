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
fn ids_and_names_are_unique() {
    for (i, client) in CLIENTS.iter().enumerate() {
        for other in &CLIENTS[..i] {
            assert!(other.id != client.id && other.name != client.name, "{}", client.id);
        }
        assert_eq!(super::client(Some(client.id)).id, client.id);
    }
    assert_eq!(super::client(Some("cobol")).id, CLIENTS[0].id);
}

/// The structure of the model page: the same calls, the same output lines.
#[test]
fn the_plain_call_is_written_in_the_manner_of_the_model_page() {
    let call = call(502, "GET");
    let example = Example::new(&call, ORIGIN, Some(502), Content::Json);
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
        let text = client(Some(id)).write(&example);
        assert!(text.contains(must_have), "{id}:\n{text}");
    }
}

#[test]
fn no_program_parses_json_where_there_is_none() {
    for (code, method) in [(204, "GET"), (205, "GET"), (304, "GET"), (200, "HEAD")] {
        let call = call(code, method);
        let example = Example::new(&call, ORIGIN, Some(code), Content::None);
        for client in CLIENTS {
            let text = client.write(&example).to_lowercase();
            assert!(!text.contains("json"), "{} for {method} {code}:\n{text}", client.id);
        }
    }
}

#[test]
fn every_program_names_method_and_address() {
    for method in crate::call::METHODS {
        let mut call = call(503, method);
        call.settings
            .set(crate::call::options::find("delay").unwrap().read("200ms-800ms").unwrap());
        let example = Example::new(&call, ORIGIN, Some(503), Content::Json);
        for client in CLIENTS {
            let text = client.write(&example);
            assert!(
                text.contains("https://status.example/503?delay=200ms-800ms"),
                "{}:\n{text}",
                client.id
            );
            let named = text.to_uppercase().contains(method) || (client.id == "curl" && matches!(method, "GET" | "HEAD"));
            assert!(named || method == "GET", "{} for {method}:\n{text}", client.id);
        }
    }
}

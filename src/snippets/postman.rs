use super::har::{body, headers, json};
use super::{Client, Example, Saved, Wanted};
use crate::call::request::Credentials;

pub const CLIENT: Client = Client {
    id: "postman",
    name: "Postman",
    syntax: "json",
    program: SAVED,
    test: SAVED,
    write,
};

const SAVED: Saved = Saved {
    file: "status.postman_collection.json",
    run: "npx newman run status.postman_collection.json",
    install: "",
};

/// A collection (schema 2.1.0) of one request with its test. Bruno, Insomnia and Hoppscotch import it too.
fn write(example: &Example) -> String {
    let test = match example.wanted() {
        Wanted::Status(status) => format!("pm.response.to.have.status({status})"),
        Wanted::OneOf(codes) => format!("pm.expect(pm.response.code).to.be.oneOf({codes:?})"),
        Wanted::Any | Wanted::Failure => "pm.expect(pm.response.code).to.be.above(199)".to_owned(),
    };
    let test = json(&format!("pm.test('{}', () => {test});", example.test_name()));
    let auth = match example.is_basic() {
        true => format!(
            ",
        \"auth\": {{
          \"type\": \"basic\",
          \"basic\": [
            {{ \"key\": \"username\", \"value\": \"{}\" }},
            {{ \"key\": \"password\", \"value\": \"{}\" }}
          ]
        }}",
            Credentials::USER,
            Credentials::PASSWORD
        ),
        false => String::new(),
    };
    let body = body(example).map(|text| format!(",\n        \"body\": {{ \"mode\": \"raw\", \"raw\": {} }}", json(&text)));
    let (method, url, body) = (json(example.method), json(&example.url), body.unwrap_or_default());
    let headers = headers(&example.headers(), "key", "          ");
    let follows = !example.redirects;
    format!(
        r#"{{
  "info": {{
    "name": {method_and_path},
    "schema": "https://schema.getpostman.com/json/collection/v2.1.0/collection.json"
  }},
  "item": [
    {{
      "name": {method_and_path},
      "protocolProfileBehavior": {{ "followRedirects": {follows}, "disableBodyPruning": true }},
      "request": {{
        "method": {method},
        "url": {url},
        "header": [{headers}]{auth}{body}
      }},
      "event": [{{ "listen": "test", "script": {{ "type": "text/javascript", "exec": [{test}] }} }}]
    }}
  ]
}}"#,
        method_and_path = json(&format!("{} {}", example.method, example.path())),
    )
}

//! What the programs for Node.js share: how prettier leaves their text, and the lines that don't depend on the client.

use super::prettier::{WIDTH, columns, literal};
use super::{BodyKind, Example, Header, Next, Wanted, indented};
use crate::call::request::Credentials;

/// Marks of places where a line may break, for [`wrapped`]. No string has them: control characters are escaped.
const OPEN: char = '\u{1}';
pub const SPACE: char = '\u{2}';
const CLOSE: char = '\u{3}';

/// Breaks the lines that don't fit, at the marks that they have, as prettier does.
pub fn wrapped(text: &str) -> String {
    let line = |line: &str| {
        let flat = line.replace([OPEN, CLOSE], "").replace(SPACE, " ");
        if columns(&flat) <= WIDTH {
            return flat;
        }
        let start = format!("\n{:1$}", "", line.len() - line.trim_start().len());
        line.replace([OPEN, SPACE], &format!("{start}  "))
            .replace(CLOSE, &format!(",{start}"))
    };
    text.lines().map(line).collect::<Vec<_>>().join("\n")
}

pub fn called(function: &str, arguments: &[String]) -> String {
    let arguments = arguments.join(&format!(",{SPACE}"));
    format!("{function}({OPEN}{arguments}{CLOSE})")
}

/// An object with a line for each property.
pub fn object(properties: &[String]) -> String {
    let lines: Vec<String> = properties.iter().map(|property| format!("{property},")).collect();
    format!("{{\n{}\n}}", indented(&lines.join("\n"), "  "))
}

fn is_identifier(name: &str) -> bool {
    !name.starts_with(|c: char| c.is_ascii_digit()) && name.chars().all(|c| c.is_ascii_alphanumeric() || "$_".contains(c))
}

/// A property of an object.
fn property((name, value): &Header) -> String {
    let key = match name.as_str() {
        // A plain key would be the prototype of the object, and a number would lose its quotes in JavaScript only.
        name if name == "__proto__" || name.starts_with(|c: char| c.is_ascii_digit()) => format!("[{}]", literal(name)),
        name if is_identifier(name) => name.to_owned(),
        name => literal(name),
    };
    let space = if key.len() < 5 { ' ' } else { SPACE };
    format!("{key}:{space}{}", literal(value))
}

/// An expression for what a property holds.
pub fn member(object: &str, name: &str) -> String {
    if is_identifier(name) {
        format!("{object}.{name}")
    } else {
        format!("{object}['{name}']")
    }
}

/// Whether a header says something of the body, or how it is framed.
pub fn is_of_body(name: &str) -> bool {
    let name = name.to_ascii_lowercase();
    name.starts_with("content-") || ["expect", "trailer", "transfer-encoding"].contains(&name.as_str())
}

/// Properties for the headers: those that a second request at another address sends too, if there is one, and all others.
pub fn fields(example: &Example, headers: &[Header]) -> (Vec<String>, Vec<String>) {
    let is_lasting = |name: &str| example.next == Some(Next::Location) && !is_of_body(name);
    let (lasting, own): (Vec<&Header>, Vec<&Header>) = headers.iter().partition(|(name, _)| is_lasting(name));
    let mut lasting: Vec<String> = lasting.into_iter().map(property).collect();
    let mut own: Vec<String> = own.into_iter().map(property).collect();
    if example.is_basic() {
        let (user, password) = (Credentials::USER, Credentials::PASSWORD);
        let basic = format!("Authorization: 'Basic ' + Buffer.from('{user}:{password}').toString('base64')");
        let list = if is_lasting("authorization") { &mut lasting } else { &mut own };
        list.insert(0, basic);
    }
    (lasting, own)
}

/// The option that is made of the two kinds of [`fields`]; the first kind is a constant.
pub fn headers_option(lasting: &[String], mut own: Vec<String>) -> Option<String> {
    match (lasting.is_empty(), own.is_empty()) {
        (true, true) => return None,
        (false, true) => return Some("headers".to_owned()),
        (false, false) => own.insert(0, "...headers".to_owned()),
        (true, false) => {}
    }
    Some(format!("headers: {}", object(&own)))
}

/// The line that prints the body.
pub fn shown(body: BodyKind, data: &str) -> String {
    match body {
        BodyKind::Json => format!("console.log('Response:', JSON.parse({data}));"),
        BodyKind::Text => format!("console.log('Response:', {data});"),
        BodyKind::None if data.contains(' ') => format!("console.log('Response has no content:', ({data}) === '');"),
        BodyKind::None => format!("console.log('Response has no content:', {data} === '');"),
    }
}

/// Lines for the second request, if there is one; `read` declares the first value as the header that is the second one.
pub fn followed(example: &Example, read: fn(&str, &str) -> String, lines: &str) -> String {
    let (name, header, none) = match example.next {
        None => return String::new(),
        Some(Next::Location) => ("location", "Location", "No Location to follow."),
        Some(Next::IfNoneMatch) => ("etag", "ETag", "No ETag to ask again with."),
    };
    let (read, lines) = (read(name, header), indented(lines, "  "));
    format!("\n{read}\nif ({name}) {{\n{lines}\n}} else {{\n  console.log('{none}');\n}}")
}

/// What a test says of the status.
pub fn asserted(example: &Example, status: &str) -> String {
    match example.wanted() {
        Wanted::Status(code) => format!("assert.equal({status}, {code});\n"),
        Wanted::OneOf(codes) => {
            let codes: Vec<String> = codes.iter().map(u16::to_string).collect();
            let is_one = format!("[{}].includes({status})", codes.join(", "));
            let assert = called("assert.ok", &[is_one, format!("`unexpected status ${{{status}}}`")]);
            format!("// Each run gets the next response, or one by chance.\n{assert};\n")
        }
        Wanted::Any => format!("assert.ok({status} >= 200);\n"),
        Wanted::Failure => String::new(),
    }
}

/// A test with these lines.
pub fn in_test(example: &Example, lines: &str) -> String {
    let (name, lines) = (literal(&example.test_name()), indented(lines, "  "));
    format!("test({name}, async () => {{\n{lines}\n}});")
}

//! What the programs in JavaScript share: their files, and how prettier leaves them, with single quotes and lines of 100 columns.

use std::iter::Peekable;
use std::str::Chars;

use super::{BodyKind, Example, Header, LONGEST_PAUSE, QUOTES, Saved, indented};
use crate::call::request::RequestBody;

/// How a program that needs no package is kept.
pub const PROGRAM: Saved = Saved {
    file: "status.mjs",
    run: "node status.mjs",
    install: "",
};
/// The same for a test.
pub const TEST: Saved = Saved {
    file: "status.test.mjs",
    run: "node --test status.test.mjs",
    install: "",
};

/// The columns of a line.
pub const WIDTH: usize = 100;
/// An object of more columns has a line for each property: it fits behind anything that stands before it.
const WIDEST_OBJECT: usize = 60;
/// The same for a property. In a longer one, something would have to break.
const WIDEST_PROPERTY: usize = 80;

/// A header's name as a key.
pub fn key(name: &str) -> String {
    let is_word = !name.is_empty() && name.chars().all(|c| c.is_ascii_alphanumeric() || "$_".contains(c));
    let is_number = name.parse::<u32>().is_ok_and(|number| number.to_string() == name);
    match name {
        // As a plain key, it would be the prototype of the object.
        "__proto__" => "['__proto__']".to_owned(),
        _ if is_number || (is_word && !name.starts_with(|c: char| c.is_ascii_digit())) => name.to_owned(),
        _ => literal(name),
    }
}

/// A string between the quotes that need fewer backslashes.
pub fn literal(text: &str) -> String {
    QUOTES.write_short(text)
}

/// The body of the request.
pub fn content(example: &Example) -> Option<String> {
    let text = |body: &RequestBody| match body {
        RequestBody::Text(text) => literal(text),
        RequestBody::Size(size) => format!("'x'.repeat({size})"),
    };
    let json = json(example).map(|json| format!("JSON.stringify({json})"));
    json.or_else(|| example.request.body.as_ref().map(text))
}

/// The body of the request as an object, if it is JSON of which only spaces change on the way.
pub fn json(example: &Example) -> Option<String> {
    let Some(RequestBody::Text(text)) = &example.request.body else {
        return None;
    };
    let is_json = |(name, kind): &Header| name.eq_ignore_ascii_case("content-type") && kind.contains("application/json");
    example.headers().iter().find(|header| is_json(header))?;
    let mut json = Json(text.chars().peekable());
    let properties = json.takes('{').then(|| json.properties())??;
    json.skip_spaces();
    if json.0.next().is_some() {
        return None;
    }
    let line = in_line(&properties);
    if columns(&line) <= WIDEST_OBJECT {
        return Some(line);
    }
    let is_short = |text: &String| columns(text) <= WIDEST_PROPERTY;
    let lines = indented(&properties.join(",\n"), "  ");
    properties.iter().all(is_short).then(|| format!("{{\n{lines},\n}}"))
}

/// `{ a: 1, b: 2 }`
fn in_line(properties: &[String]) -> String {
    match properties.join(", ") {
        none if none.is_empty() => "{}".to_owned(),
        properties => format!("{{ {properties} }}"),
    }
}

/// Reads JSON, and writes it as JavaScript on one line. It gives up (`None`) where `JSON.stringify` would write it another way, or
/// where prettier would break the line.
struct Json<'a>(Peekable<Chars<'a>>);

impl Json<'_> {
    fn skip_spaces(&mut self) {
        while self.0.next_if(|c| " \t\r\n".contains(*c)).is_some() {}
    }

    fn takes(&mut self, wanted: char) -> bool {
        self.skip_spaces();
        self.0.next_if_eq(&wanted).is_some()
    }

    /// What stands between the brackets; the first is taken.
    fn list<T>(&mut self, close: char, item: fn(&mut Self) -> Option<T>) -> Option<Vec<T>> {
        let mut items = Vec::new();
        if self.takes(close) {
            return Some(items);
        }
        loop {
            items.push(item(self)?);
            if self.takes(close) {
                return Some(items);
            }
            self.takes(',').then_some(())?;
        }
    }

    fn properties(&mut self) -> Option<Vec<String>> {
        let pairs = self.list('}', |json| {
            let key = json.takes('"').then(|| json.string())??;
            json.takes(':').then_some(())?;
            Some((key, json.value()?.0))
        })?;
        // JavaScript sorts numbers to the front, and has one value for each key. Not all letters of the world need quotes.
        let is_kept = |(i, (key, _)): (usize, &(String, String))| {
            let is_known = pairs[..i].iter().any(|(known, _)| known == key);
            !is_known && key.is_ascii() && key != "__proto__" && !key.starts_with(|c: char| c.is_ascii_digit())
        };
        let is_kept = pairs.iter().enumerate().all(is_kept);
        is_kept.then(|| pairs.iter().map(|(name, value)| format!("{}: {value}", key(name))).collect())
    }

    /// A value, and how many it holds.
    fn value(&mut self) -> Option<(String, usize)> {
        if self.takes('{') {
            let properties = self.properties()?;
            return Some((in_line(&properties), properties.len()));
        }
        if self.takes('[') {
            let items = self.list(']', Self::value)?;
            let are_all = |open| items.iter().all(|(text, size)| text.starts_with(open) && *size > 1);
            let needs_lines = items.len() > 1 && (are_all('{') || are_all('['));
            let texts: Vec<&str> = items.iter().map(|(text, _)| text.as_str()).collect();
            return (!needs_lines).then(|| (format!("[{}]", texts.join(", ")), items.len()));
        }
        if self.takes('"') {
            return Some((literal(&self.string()?), 0));
        }
        let is_part = |c: &char| c.is_ascii_alphanumeric() || "+-.".contains(*c);
        let word: String = std::iter::from_fn(|| self.0.next_if(is_part)).collect();
        let is_plain = |number: f64| number.to_string() == word && (1e-6..1e21).contains(&number.abs());
        let is_same = ["true", "false", "null", "0"].contains(&word.as_str()) || word.parse().is_ok_and(is_plain);
        is_same.then_some((word, 0))
    }

    /// The rest of a string.
    fn string(&mut self) -> Option<String> {
        let mut text = String::new();
        loop {
            text.push(match self.0.next()? {
                '"' => return Some(text),
                '\\' => match self.0.next()? {
                    'n' => '\n',
                    'r' => '\r',
                    't' => '\t',
                    c @ ('"' | '\\') => c,
                    _ => return None,
                },
                c if c < ' ' => return None,
                c => c,
            });
        }
    }
}

/// Makes an error of an error status, if the program checks it. `text` is the body, to be printed before.
pub fn checked(example: &Example, status: &str, text: Option<&str>) -> String {
    if !example.switches.check {
        return String::new();
    }
    let print = text.map(|text| format!("  console.log('Response:', {text});\n"));
    let print = print.unwrap_or_default();
    format!("if ({status} >= 400) {{\n{print}  throw new Error(`HTTP ${{{status}}}`);\n}}\n")
}

/// The line that prints the body, and the check: a gateway's error is hardly what the program expects.
pub fn shown_and_checked(example: &Example, status: &str, text: &str, shown: &str) -> String {
    if example.body == BodyKind::Text || example.method == "HEAD" {
        format!("{shown}\n{}", checked(example, status, None))
    } else {
        format!("{}{shown}\n", checked(example, status, Some(text)))
    }
}

/// An option for clients that follow redirects as the package follow-redirects does.
pub fn sensitive_headers(example: &Example) -> Option<String> {
    // The package takes care of the others itself, and the key of a call is worth nothing to a stranger.
    const OTHERS: [&str; 4] = ["authorization", "cookie", "proxy-authorization", "idempotency-key"];
    let headers = example.request.headers.iter().filter(|header| header.is_secret());
    let mut names: Vec<String> = Vec::new();
    for name in headers.map(|header| &header.name) {
        let is_known = names.iter().any(|known| known.eq_ignore_ascii_case(&literal(name)));
        if !is_known && !OTHERS.contains(&name.to_ascii_lowercase().as_str()) {
            names.push(literal(name));
        }
    }
    (example.follows && !names.is_empty()).then(|| format!("[{}]", names.join(", ")))
}

/// A part of an object.
#[derive(Clone)]
pub enum Field {
    Name(&'static str),
    Pair(String, String),
    Object(&'static str, Vec<Field>),
}

impl Field {
    pub fn pair(key: &str, value: impl Into<String>) -> Self {
        Self::Pair(key.to_owned(), value.into())
    }

    /// Without a line break.
    fn line(&self) -> Option<String> {
        match self {
            Self::Name(name) => Some((*name).to_owned()),
            Self::Pair(key, value) => Some(format!("{key}: {value}")),
            Self::Object(..) => None,
        }
    }
}

/// An object with a line for each field, on a line that is so far to the right.
pub fn object(fields: &[Field], depth: usize) -> String {
    let written = |field: &Field| {
        let field = match field {
            Field::Object(key, fields) => format!("{key}: {}", object(fields, depth + 2)),
            // prettier breaks the line only before a string, and only after a key of more than four letters.
            Field::Pair(key, value)
                if key.len() > 4 && value.starts_with(['\'', '"']) && depth + 5 + key.len() + columns(value) > WIDTH =>
            {
                format!("{key}:\n  {value}")
            }
            field => field.line().unwrap_or_default(),
        };
        indented(&field, "  ") + ",\n"
    };
    format!("{{\n{}}}", fields.iter().map(written).collect::<String>())
}

/// A call whose last argument is an object with those options, if there are any, in as few lines as prettier lets it have.
pub fn called(function: &str, arguments: &[String], options: &[Field], depth: usize) -> String {
    let fits = |line: &str| depth + columns(line) <= WIDTH;
    let inline = match options {
        [] => Some(None),
        [option] => option.line().map(|line| Some(format!("{{ {line} }}"))),
        _ => None,
    };
    let in_line = inline.map(|last| arguments.iter().cloned().chain(last).collect::<Vec<_>>());
    let line = in_line.as_ref().map(|all| format!("{function}({});", all.join(", ")));
    if let Some(line) = line.filter(|line| fits(line)) {
        return line;
    }
    let start: String = arguments.iter().map(|argument| format!("{argument}, ")).collect();
    // Behind another object, prettier gives the last one a line of its own.
    let is_last = !arguments.last().is_some_and(|argument| argument.starts_with('{'));
    if !options.is_empty() && is_last && fits(&format!("{function}({start}{{")) {
        return format!("{function}({start}{});", object(options, depth));
    }
    let all = in_line.unwrap_or_else(|| {
        let last = object(options, depth + 2);
        arguments.iter().cloned().chain([last]).collect()
    });
    let lines: String = all.iter().map(|argument| indented(argument, "  ") + ",\n").collect();
    format!("{function}(\n{lines});")
}

/// Columns of a text as prettier counts them: letters of East Asia and emoji take two, and accents of their own none.
pub fn columns(text: &str) -> usize {
    let wide = |c| match c {
        '\u{300}'..='\u{36f}' => 0,
        '\u{1100}'..='\u{115f}' | '\u{2e80}'..='\u{a4cf}' | '\u{ac00}'..='\u{d7a3}' | '\u{f900}'..='\u{faff}' => 2,
        '\u{fe30}'..='\u{fe6f}' | '\u{ff01}'..='\u{ff60}' | '\u{1f300}'..='\u{1faff}' | '\u{20000}'.. => 2,
        _ => 1,
    };
    text.chars().map(wide).sum()
}

/// Moves strings that are too long for the line of their key to the next one. Behind a key of less than five letters they stay.
pub fn broken(text: &str) -> String {
    let lines = text.lines().map(|line| match line.split_once(": ") {
        Some((key, value)) if columns(line) > WIDTH && value.starts_with(['\'', '"']) && key.trim().len() > 4 => {
            let indent = " ".repeat(key.len() - key.trim_start().len());
            format!("{key}:\n{indent}  {value}")
        }
        _ => line.to_owned(),
    });
    lines.collect::<Vec<_>>().join("\n")
}

/// The pause before another try in JavaScript, within a loop: `after` is the value of `Retry-After`.
pub fn javascript_pause() -> String {
    let lines = format!(
        "const asked = /^\\d+$/.test(after) ? Number(after) * 1000 : Date.parse(after) - Date.now();
const pause = Math.min(asked > 0 ? asked : 0, {LONGEST_PAUSE}000) + Math.random() * 500 * 2 ** attempt;
await new Promise((resolve) => setTimeout(resolve, pause));"
    );
    indented(&lines, "    ")
}

//! What the programs in JavaScript share: their files, and how prettier leaves them, with single quotes and lines of 100 columns.

use super::{Example, LONGEST_PAUSE, QUOTES, Saved, indented};
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

/// A header's name as a key.
pub fn key(name: &str) -> String {
    let is_word = name.chars().all(|c| c.is_ascii_alphanumeric() || "$_".contains(c));
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
    example.request.body.as_ref().map(|body| match body {
        RequestBody::Text(text) => literal(text),
        RequestBody::Size(size) => format!("'x'.repeat({size})"),
    })
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
    if !options.is_empty() && fits(&format!("{function}({start}{{")) {
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

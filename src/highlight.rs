//! Source text to HTML with classes. Colours live in `style/syntax.css`; a page never fails for lack of them.

use std::sync::LazyLock;

use syntect::parsing::{ParseState, Scope, ScopeStack, SyntaxReference, SyntaxSet};
use syntect::util::LinesWithEndings;

use crate::markup::escape;

/// Longer texts and lines are shown without colour, in bytes.
const LONGEST_TEXT: usize = 64 * 1024;
const LONGEST_LINE: usize = 4 * 1024;

/// The innermost scope of a token that stands here decides its class; the first fitting prefix wins.
/// The JSON tokeniser of the browser (`islands/json.rs`) uses the same classes.
const CLASSES: &[(&str, &str)] = &[
    ("comment", "hl-com"),
    ("meta.mapping.key", "hl-prop"),
    ("string", "hl-str"),
    ("constant.numeric", "hl-num"),
    ("constant", "hl-const"),
    ("keyword.operator", "hl-op"),
    ("keyword", "hl-kw"),
    ("storage.type.function.arrow", "hl-op"),
    ("storage", "hl-kw"),
    ("entity.name.function", "hl-fn"),
    ("support.function", "hl-fn"),
    ("variable.function", "hl-fn"),
    ("entity.name.tag", "hl-type"),
    ("entity.name", "hl-type"),
    ("support.class", "hl-type"),
    ("support.type", "hl-type"),
    ("variable.language", "hl-const"),
    ("variable.parameter.option", "hl-prop"),
    ("variable.other.member", "hl-prop"),
    ("entity.other.attribute-name", "hl-prop"),
];

static SYNTAXES: LazyLock<SyntaxSet> = LazyLock::new(two_face::syntax::extra_newlines);

static RULES: LazyLock<Vec<(Scope, &str)>> = LazyLock::new(|| {
    CLASSES
        .iter()
        .filter_map(|(prefix, class)| Some((Scope::new(prefix).ok()?, *class)))
        .collect()
});

/// Escaped HTML with `<span class="hl-…">`; plain escaped text for an unknown `syntax` or an overlong text.
pub fn html(text: &str, syntax: &str) -> String {
    find(syntax)
        .filter(|_| text.len() <= LONGEST_TEXT && text.lines().all(|line| line.len() <= LONGEST_LINE))
        .and_then(|reference| coloured(text, reference))
        .unwrap_or_else(|| escape(text))
}

/// Whether there is a grammar of that name.
pub fn knows(syntax: &str) -> bool {
    find(syntax).is_some()
}

fn find(syntax: &str) -> Option<&'static SyntaxReference> {
    SYNTAXES.find_syntax_by_token(syntax)
}

fn coloured(text: &str, reference: &SyntaxReference) -> Option<String> {
    let mut state = ParseState::new(reference);
    let mut stack = ScopeStack::new();
    let mut spans = Spans::default();
    for line in LinesWithEndings::from(text) {
        let mut at = 0;
        for (end, operation) in state.parse_line(line, &SYNTAXES).ok()? {
            spans.push(&line[at..end], class(&stack));
            at = end;
            stack.apply(&operation).ok()?;
        }
        spans.push(&line[at..], class(&stack));
    }
    Some(spans.finish())
}

fn class(stack: &ScopeStack) -> Option<&'static str> {
    let scopes = stack.as_slice();
    let key = RULES.iter().find(|(_, class)| *class == "hl-prop")?.0;
    let mut found = scopes.iter().rev().find_map(|scope| {
        RULES
            .iter()
            .find(|(prefix, _)| prefix.is_prefix_of(*scope))
            .map(|(_, class)| *class)
    });
    // A key of JSON is a string inside a key: the outer scope says more.
    if found == Some("hl-str") && scopes.iter().any(|scope| key.is_prefix_of(*scope)) {
        found = Some("hl-prop");
    }
    found
}

/// Neighbours of one class become one span; white space never opens a span of its own.
#[derive(Default)]
struct Spans {
    html: String,
    open: Option<&'static str>,
}

impl Spans {
    fn push(&mut self, text: &str, class: Option<&'static str>) {
        if text.is_empty() {
            return;
        }
        if text.trim().is_empty() && self.open.is_none() {
            self.html.push_str(text);
            return;
        }
        if self.open != class {
            self.close();
            if let Some(class) = class {
                self.html.push_str("<span class=\"");
                self.html.push_str(class);
                self.html.push_str("\">");
            }
            self.open = class;
        }
        self.html.push_str(&escape(text));
    }

    fn close(&mut self) {
        if self.open.take().is_some() {
            self.html.push_str("</span>");
        }
    }

    fn finish(mut self) -> String {
        self.close();
        self.html
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::snippets::{CLIENTS, servers::SERVERS};

    #[test]
    fn every_language_that_is_offered_has_a_grammar() {
        let offered = CLIENTS
            .iter()
            .map(|client| client.syntax)
            .chain(SERVERS.iter().map(|server| server.syntax));
        for syntax in offered.chain(["json", "http"]) {
            assert!(knows(syntax), "{syntax}");
        }
    }

    #[test]
    fn the_text_survives() {
        let source = "fetch('<a & \"b\">') // <!-- \u{fc}\n";
        let html = html(source, "js");
        let mut text = String::new();
        let mut in_tag = false;
        for c in html.chars() {
            match c {
                '<' => in_tag = true,
                '>' => in_tag = false,
                c if !in_tag => text.push(c),
                _ => {}
            }
        }
        assert_eq!(text, escape(source));
        assert!(html.contains("hl-com") && html.contains("hl-str"), "{html}");
    }

    #[test]
    fn keys_of_json_are_told_from_strings() {
        let html = html("{\"a\": \"b\", \"c\": [1, true]}", "json");
        assert!(html.contains("<span class=\"hl-prop\">&quot;a&quot;</span>"), "{html}");
        assert!(html.contains("<span class=\"hl-str\">&quot;b&quot;</span>"), "{html}");
        assert!(html.contains("hl-num") && html.contains("hl-const"), "{html}");
    }

    #[test]
    fn unknown_and_overlong_texts_are_only_escaped() {
        assert_eq!(html("<b>", "no such language"), "&lt;b&gt;");
        assert!(!html(&"x ".repeat(LONGEST_LINE), "js").contains("span"));
    }
}

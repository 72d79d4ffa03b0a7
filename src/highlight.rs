//! Source text to HTML with classes. Colours live in `style/syntax.css`; a page never fails for lack of them.
//!
//! The highlighter tries every pattern of a grammar at every place of a line, so its time grows with the square of the line's
//! length. Readers choose some of these texts. That is why lines, texts and pages have bounds here, in bytes and in time.

use std::cell::Cell;
use std::sync::LazyLock;
use std::time::{Duration, Instant};

use syntect::parsing::{ParseState, Scope, ScopeStack, SyntaxReference, SyntaxSet};
use syntect::util::LinesWithEndings;

use crate::markup::escape;

/// Longer texts and lines are shown without colour, in bytes. Beside a long line, the other lines of its text keep theirs.
const LONGEST_TEXT: usize = 64 * 1024;
const LONGEST_LINE: usize = 300;

/// Texts of one page that are coloured, in bytes. What comes after them is shown without colour.
const PAGE_BYTES: usize = 512 * 1024;

/// How long one text may take, and all texts of one page together. It is checked between lines; the lines that are left are shown
/// without colour.
const TEXT_TIME: Duration = Duration::from_millis(50 * SLOWNESS);
const PAGE_TIME: Duration = Duration::from_millis(200 * SLOWNESS);

/// A debug build is slower, and its tests don't compile the grammars before they ask for pages.
const SLOWNESS: u64 = if cfg!(debug_assertions) { 50 } else { 1 };

/// The class of what looks like the text around it, and gets no span.
const PLAIN: &str = "";

/// The innermost scope of a token that stands here decides its class; the first fitting prefix wins.
/// The JSON tokeniser of the browser (`islands/json.rs`) uses the same classes.
const CLASSES: &[(&str, &str)] = &[
    ("comment", "hl-com"),
    ("meta.mapping.key", "hl-prop"),
    ("string", "hl-str"),
    ("constant.numeric", "hl-num"),
    ("constant", "hl-const"),
    ("keyword.operator", PLAIN),
    ("keyword", "hl-kw"),
    ("storage.type.function.arrow", PLAIN),
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

thread_local! {
    /// What is left for the page that this thread renders; `None` while it renders none.
    static PAGE: Cell<Option<Allowance>> = const { Cell::new(None) };
}

#[derive(Clone, Copy, Debug)]
struct Allowance {
    bytes: usize,
    time: Duration,
    /// Whether no text has run out of time so far.
    complete: bool,
}

impl Allowance {
    const PAGE: Self = Self {
        bytes: PAGE_BYTES,
        time: PAGE_TIME,
        complete: true,
    };

    /// Runs `work` with this much for all its texts.
    fn spend<T>(self, work: impl FnOnce() -> T) -> (T, bool) {
        PAGE.set(Some(self));
        let made = work();
        let complete = PAGE.take().is_none_or(|left| left.complete);
        (made, complete)
    }
}

/// Runs `work`, which renders one page on this thread and calls [`html`] for its texts. All of them share one allowance.
///
/// The second value is false if time ran out: then another try may give more colours, and the page should not be kept.
pub fn for_page<T>(work: impl FnOnce() -> T) -> (T, bool) {
    Allowance::PAGE.spend(work)
}

/// Compiles what colouring this text needs, however long that takes. Grammars are compiled on first use, which would use up the
/// time of the first page.
pub fn warm(text: &str, syntax: &str) {
    if let Some(reference) = find(syntax) {
        coloured(text, reference, None);
    }
}

/// Escaped HTML with `<span class="hl-…">`; plain escaped text for an unknown `syntax` or an overlong text.
pub fn html(text: &str, syntax: &str) -> String {
    let page = PAGE.get();
    let mut left = page.unwrap_or(Allowance::PAGE);
    let Some(reference) = find(syntax).filter(|_| text.len() <= LONGEST_TEXT.min(left.bytes)) else {
        return escape(text);
    };
    let started = Instant::now();
    let deadline = started + left.time.min(TEXT_TIME);
    let (html, complete) = coloured(text, reference, Some(deadline)).unwrap_or_else(|| (escape(text), true));
    if page.is_some() {
        left.bytes -= text.len();
        left.time = left.time.saturating_sub(started.elapsed());
        left.complete &= complete;
        PAGE.set(Some(left));
    }
    html
}

/// Whether there is a grammar of that name.
pub fn knows(syntax: &str) -> bool {
    find(syntax).is_some()
}

fn find(syntax: &str) -> Option<&'static SyntaxReference> {
    SYNTAXES.find_syntax_by_token(syntax)
}

/// The HTML, and whether there was time for all of it. `None` if the grammar fails.
fn coloured(text: &str, reference: &SyntaxReference, deadline: Option<Instant>) -> Option<(String, bool)> {
    let mut state = ParseState::new(reference);
    let mut stack = ScopeStack::new();
    let mut spans = Spans::default();
    let mut complete = true;
    for line in LinesWithEndings::from(text) {
        complete = complete && deadline.is_none_or(|deadline| Instant::now() < deadline);
        if !complete || line.trim_end_matches(['\r', '\n']).len() > LONGEST_LINE {
            spans.push(line, None);
            continue;
        }
        let mut at = 0;
        for (end, operation) in state.parse_line(line, &SYNTAXES).ok()? {
            spans.push(&line[at..end], class(&stack));
            at = end;
            stack.apply(&operation).ok()?;
        }
        spans.push(&line[at..], class(&stack));
    }
    Some((spans.finish(), complete))
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
    found.filter(|class| *class != PLAIN)
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
    use crate::snippets::Program;
    use crate::snippets::servers::SERVERS;

    #[test]
    fn every_language_that_is_offered_has_a_grammar() {
        let offered = Program::all()
            .map(|program| program.client.syntax)
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
        assert!(!html(&"// a\n".repeat(LONGEST_TEXT / 5 + 1), "js").contains("span"));
    }

    /// These lines once took seconds.
    #[test]
    fn a_long_line_has_no_colours_and_the_others_keep_theirs() {
        for long in ["_".repeat(3_900), "\"".repeat(3_900), "a.".repeat(2_000), "(".repeat(3_900)] {
            let html = html(&format!("// one\n{long}\n// two\n"), "js");
            assert!(html.contains(&format!("{}\n", escape(&long))), "{html}");
            assert_eq!(html.matches("hl-com").count(), 2, "{html}");
        }
        let longest = format!("// {}", "x".repeat(LONGEST_LINE - 3));
        assert!(html(&longest, "js").contains("hl-com"));
        assert!(
            html(&format!("{longest}\r\n"), "js").contains("hl-com"),
            "a line's end is not part of its length"
        );
        assert!(!html(&format!("{longest}x"), "js").contains("hl-com"));
    }

    #[test]
    fn a_text_without_time_is_shown_without_colours_and_said_to_be_incomplete() {
        let text = "// <a>\n// b\n";
        let broke = Allowance {
            time: Duration::ZERO,
            ..Allowance::PAGE
        };
        assert_eq!(broke.spend(|| html(text, "js")), (escape(text), false));
        let (html, complete) = for_page(|| html(text, "js"));
        assert!(html.contains("hl-com") && complete, "{html}");
    }

    #[test]
    fn the_texts_of_a_page_share_its_bytes() {
        let text = "// a\n";
        let two = Allowance {
            bytes: 2 * text.len(),
            ..Allowance::PAGE
        };
        let (texts, complete) = two.spend(|| [(); 3].map(|()| html(text, "js")));
        assert_eq!(texts.each_ref().map(|html| html.contains("hl-com")), [true, true, false]);
        assert!(complete, "another try would give the same");
    }
}

//! What Leptos renders, made valid, and the policy that names its inline scripts.
//!
//! Leptos 0.8 writes `<!>` as a marker, which is not a comment, and which islands without a view that reacts don't need. It puts data scripts behind `</html>`, and a nonce on what it
//! inlines, also where an empty one is given. All of it hydrates the same once repaired. Its preloads go, because they would load
//! script and wasm where scripts are off; `site/early.js` asks for the same files where they are on.
//!
//! Only tags and comments are ever touched. Texts and values of attributes can hold anything, because readers type some of them.

mod scan;

use crate::digest;
use scan::{Piece, Scan, Tag};

/// Markup as it is sent.
#[derive(Debug)]
pub struct Finished {
    pub html: String,
    /// The value of `Content-Security-Policy`.
    pub policy: String,
}

/// A whole document. `with_client` if it loads script and wasm.
pub fn document(html: &str, with_client: bool) -> Finished {
    let mut repaired = repair(html);
    if let Some(body_end) = repaired.body_end
        && let Some(html_end) = repaired.html_end
        && body_end <= html_end
    {
        let behind = repaired.html.split_off(html_end);
        repaired.html.insert_str(body_end, &behind);
        repaired.html.push('\n');
    }
    repaired.finish(with_client)
}

/// A part of a document, which a script puts into one. Opened on its own, it may load nothing.
pub fn fragment(html: &str) -> Finished {
    repair(html).finish(false)
}

struct Repaired<'a> {
    html: String,
    /// The texts of all scripts without `src`.
    scripts: Vec<&'a str>,
    /// Where `</body>` begins.
    body_end: Option<usize>,
    /// Where `</html>` ends.
    html_end: Option<usize>,
}

impl Repaired<'_> {
    fn finish(self, with_client: bool) -> Finished {
        Finished {
            policy: policy(&self.scripts, with_client),
            html: self.html,
        }
    }
}

fn repair(html: &str) -> Repaired<'_> {
    let mut repaired = Repaired {
        html: String::with_capacity(html.len()),
        scripts: Vec::new(),
        body_end: None,
        html_end: None,
    };
    let mut in_inline_script = false;
    for piece in Scan::new(html) {
        match piece {
            // Between texts, so that Leptos could tell them apart in what reacts. Nothing here does.
            Piece::Comment("<!>" | "<!---->") => {
                // What was apart must not become a tag.
                if repaired.html.ends_with(['<', '/', '!', '-']) {
                    repaired.html.push_str("<!---->");
                }
            }
            Piece::Comment(text) | Piece::Text(text) => repaired.html.push_str(text),
            Piece::Raw(text) => {
                if in_inline_script {
                    repaired.scripts.push(text);
                }
                repaired.html.push_str(text);
            }
            Piece::Tag(tag) if is_preload(&tag) => {}
            Piece::Tag(tag) => {
                in_inline_script = tag.opens("script") && tag.value("src").is_none();
                if tag.closes("body") {
                    repaired.body_end = Some(repaired.html.len());
                }
                push_without_nonce(&mut repaired.html, &tag);
                if tag.closes("html") {
                    repaired.html_end = Some(repaired.html.len());
                }
            }
        }
    }
    repaired
}

fn is_preload(tag: &Tag) -> bool {
    tag.opens("link") && matches!(tag.value("rel"), Some("preload" | "modulepreload"))
}

fn push_without_nonce(html: &mut String, tag: &Tag) {
    let mut at = 0;
    for attribute in &tag.attributes {
        let is_empty_nonce = attribute.name.eq_ignore_ascii_case("nonce") && attribute.value.is_empty();
        if is_empty_nonce && tag.is_well_formed() {
            html.push_str(&tag.text[at..attribute.place.start]);
            at = attribute.place.end;
        }
    }
    html.push_str(&tag.text[at..]);
}

fn policy(scripts: &[&str], with_client: bool) -> String {
    let mut hashes: Vec<String> = scripts
        .iter()
        .map(|script| format!(" '{}'", digest::csp_hash(script)))
        .collect();
    hashes.sort();
    hashes.dedup();
    let wasm = if with_client { " 'wasm-unsafe-eval'" } else { "" };
    format!(
        "default-src 'none'; script-src 'self'{wasm}{}; style-src 'self'; img-src 'self'; connect-src 'self'; frame-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
        hashes.concat()
    )
}

#[cfg(test)]
mod tests;

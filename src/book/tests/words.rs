//! No two pages say the same in the same words.

use std::collections::HashMap;

use super::form::on_every_page;
use super::*;

/// Shorter ones, such as “No redirect”, may be all that can be said.
const FEWEST_WORDS: usize = 6;

/// The sentences of a text, without marks of Markdown, in lower case. Fenced blocks hold the words of products, not ours.
fn sentences(markdown: &str) -> Vec<String> {
    let mut found = Vec::new();
    let mut in_code = false;
    for line in markdown.lines().map(str::trim) {
        if line.starts_with("```") {
            in_code = !in_code;
            continue;
        }
        if in_code {
            continue;
        }
        let pieces: Vec<&str> = if line.starts_with('|') {
            line.split('|').collect()
        } else {
            let bullet = line.strip_prefix("- ").unwrap_or(line);
            let bullet = match bullet.split_once(". ") {
                Some((number, rest)) if number.parse::<u8>().is_ok() => rest,
                _ => bullet,
            };
            bullet.split_inclusive(['.', ':', ';', '?']).collect()
        };
        // A dot inside a name, such as `nginx.conf`, cuts a sentence too: both halves are compared then, which does no harm.
        found.extend(pieces.into_iter().map(|piece| {
            let plain: String = piece.chars().filter(|c| !"*`[]".contains(*c)).collect();
            plain.trim().trim_end_matches(['.', ':', ';', '?']).to_lowercase()
        }));
    }
    // Lists of the same builds are no text.
    found.retain(|sentence| !sentence.starts_with("measured with") && sentence.split_whitespace().count() >= FEWEST_WORDS);
    found
}

/// Everything that an author wrote on a page, but for names and the titles of documents.
fn authored(status: &Status, text: &Text) -> Vec<String> {
    let mut all = sections(text).to_vec();
    all.extend([
        status.summary.as_str(),
        &text.now.call,
        &text.now.run,
        &text.now.design,
        &text.picture.caption,
        &text.fact.cached.note,
        &text.fact.body.text,
        &text.fact.sender.text,
        &text.fact.retry.idempotent.text,
        &text.fact.retry.other.text,
    ]);
    all.extend(status.headers.iter().map(|header| header.why.as_str()));
    all.extend(text.use_cases.iter().map(|case| case.text.as_str()));
    all.extend(status.vendors.iter().map(|vendor| vendor.meaning.as_str()));
    all.into_iter().flat_map(sentences).collect()
}

// Messages of different products may share advice: nobody reads one after the other.
#[test]
fn no_two_pages_share_a_sentence() {
    let book = LiveBook::open().unwrap().last_good();
    let mut seen: HashMap<String, String> = HashMap::new();
    let mut shared = Vec::new();
    let mut look = |name: String, sentences: Vec<String>| {
        for sentence in sentences {
            match seen.get(&sentence) {
                Some(other) if *other != name => shared.push(format!("{other} and {name}: {sentence}")),
                _ => {
                    seen.insert(sentence, name.clone());
                }
            }
        }
    };
    for status in book.statuses() {
        look(status.code.to_string(), authored(status, &status.text));
    }
    for article in book.articles() {
        let pieces = article.sections.iter().flat_map(|section| &section.pieces);
        let texts = pieces.filter_map(|piece| match piece {
            Piece::Text(text) => Some(text.as_str()),
            _ => None,
        });
        let own = [article.summary.as_str(), &article.rule].into_iter().chain(texts);
        look(article.slug.clone(), own.flat_map(sentences).collect());
    }
    for group in Group::ALL {
        if let Some(about) = book.about(group) {
            look(
                group.address().to_owned(),
                sentences(&format!("{}\n{}", about.summary, about.text)),
            );
        }
    }
    assert!(shared.is_empty(), "\n{}", shared.join("\n"));
}

#[test]
fn a_shared_sentence_would_be_found() {
    let one = sentences("- **Nothing there.** The port in `proxy_pass` is wrong and nobody listens.\n");
    let two = sentences("The port in proxy_pass is wrong and nobody listens: see\n");
    assert_eq!(one, ["the port in proxy_pass is wrong and nobody listens"]);
    assert_eq!(one, two);
}

#[test]
fn the_text_has_no_markup_and_no_shouting() {
    on_every_page(|_, _, text, complain| {
        for markdown in sections(text) {
            let prose: String = markdown.split("```").step_by(2).collect();
            let prose: String = prose.split('`').step_by(2).collect();
            for sign in ["!", "—", "</", "<br"] {
                if prose.contains(sign) {
                    complain(format!("“{sign}” outside code"));
                }
            }
        }
    });
}

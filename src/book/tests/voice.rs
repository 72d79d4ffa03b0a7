//! What a program can check of how we write: no sentence that runs on, one hedge per section, none of the phrases that plain
//! English doesn't need. The rest is up to editors.

use pulldown_cmark::{Event, Options, Parser, Tag, TagEnd};

use super::form::on_every_page;
use super::*;
use crate::book::measured::builds;
use crate::call::options::OPTIONS;

/// The most words that a sentence may have outside tables.
const LONGEST_SENTENCE: usize = 30;
/// The most of [`HEDGES`] that a section may have.
const MOST_HEDGES: usize = 1;
const HEDGES: [&str; 4] = ["usually", "mostly", "probably", "often"];
/// Never needed, whoever reads. The list of files that are searched is in [`nobody_reads_what_plain_english_does_not_need`].
const NEVER: [&str; 10] = [
    "for want of",
    "anew",
    "alike",
    "reckon",
    "confess",
    "tells of",
    "is met",
    "as a rule",
    "of its own accord",
    "none that",
];
/// Measurements have a paragraph of their own, at the end of a section.
const INSIDE_A_SENTENCE: &str = "(measured";

/// What may break a rule, and why: the beginning of the sentence or line, and the reason.
const EXCEPTIONS: &[(&str, &str)] = &[];

fn is_excepted(text: &str) -> bool {
    EXCEPTIONS.iter().any(|(start, _)| text.trim_start().starts_with(start))
}

/// The paragraphs and list items of a text. Tables, headings and blocks of code aren't among them, and code counts as one word.
fn paragraphs(markdown: &str) -> Vec<String> {
    let mut found = vec![String::new()];
    let mut skipped = 0;
    for event in Parser::new_ext(markdown, Options::ENABLE_TABLES) {
        match event {
            Event::Start(Tag::Table(_) | Tag::CodeBlock(_) | Tag::Heading { .. }) => skipped += 1,
            Event::End(TagEnd::Table | TagEnd::CodeBlock | TagEnd::Heading(_)) => skipped -= 1,
            _ if skipped > 0 => {}
            Event::Start(Tag::Paragraph | Tag::Item | Tag::List(_)) | Event::End(TagEnd::Paragraph | TagEnd::Item) => {
                found.push(String::new());
            }
            Event::Text(text) => found.last_mut().unwrap().push_str(&text),
            Event::Code(_) => found.last_mut().unwrap().push_str("`code`"),
            Event::SoftBreak | Event::HardBreak => found.last_mut().unwrap().push(' '),
            _ => {}
        }
    }
    found.retain(|paragraph| !paragraph.is_empty());
    found
}

fn sentences(paragraph: &str) -> Vec<String> {
    let mut found = vec![String::new()];
    for word in paragraph.split_whitespace() {
        let sentence = found.last_mut().unwrap();
        sentence.push_str(word);
        sentence.push(' ');
        let bare = word.trim_end_matches(['”', '"', ')', '*', '’']);
        let is_abbreviation = ["e.g.", "i.e.", "vs.", "etc."].contains(&bare.trim_start_matches('('));
        if bare.ends_with(['.', '?', '!']) && !is_abbreviation {
            found.push(String::new());
        }
    }
    found.retain(|sentence| !sentence.is_empty());
    found
}

/// What is wrong with a section, or with a text that stands alone.
fn faults(text: &str) -> Vec<String> {
    let mut faults = Vec::new();
    let paragraphs = paragraphs(text);
    let long = paragraphs
        .iter()
        .flat_map(|paragraph| sentences(paragraph))
        .filter(|sentence| {
            let is_measurement = sentence.starts_with(builds::MEASURED_WITH);
            !is_measurement && !is_excepted(sentence) && sentence.split_whitespace().count() > LONGEST_SENTENCE
        });
    faults.extend(long.map(|sentence| format!("more than {LONGEST_SENTENCE} words: {sentence}")));
    let hedges: Vec<_> = words_of(text).filter(|word| HEDGES.contains(&word.as_str())).collect();
    if hedges.len() > MOST_HEDGES {
        faults.push(format!("hedges {} times: {}", hedges.len(), hedges.join(", ")));
    }
    faults.extend(phrases_in(text));
    if text.contains(INSIDE_A_SENTENCE) {
        faults.push(format!("“{INSIDE_A_SENTENCE}”"));
    }
    faults
}

fn words_of(text: &str) -> impl Iterator<Item = String> {
    text.split(|c: char| !c.is_alphabetic()).map(str::to_lowercase)
}

/// Those of [`NEVER`] that are in the text as words of their own.
fn phrases_in(text: &str) -> Vec<String> {
    let plain = text.split('`').step_by(2).collect::<Vec<_>>().join(" ").to_lowercase();
    let is_word = |c: Option<char>| c.is_some_and(char::is_alphanumeric);
    let found = NEVER.iter().filter(|phrase| {
        plain.match_indices(**phrase).any(|(at, _)| {
            let before = plain[..at].chars().next_back();
            let after = plain[at + phrase.len()..].chars().next();
            !is_word(before) && !is_word(after)
        })
    });
    found.map(|phrase| format!("“{phrase}”")).collect()
}

/// Every text of a page that stands alone, with what it is.
fn alone<'a>(status: &'a Status, text: &'a Text) -> Vec<(String, &'a str)> {
    let fact = &text.fact;
    let mut all = vec![
        ("summary".to_owned(), status.summary.as_str()),
        ("caption".to_owned(), &text.picture.caption),
        ("fact.retry.idempotent".to_owned(), &fact.retry.idempotent.text),
        ("fact.retry.other".to_owned(), &fact.retry.other.text),
        ("fact.cached".to_owned(), &fact.cached.note),
        ("fact.body".to_owned(), &fact.body.text),
        ("fact.method".to_owned(), &fact.method.text),
        ("fact.sender".to_owned(), &fact.sender.text),
        ("fact.since".to_owned(), &fact.since.text),
    ];
    all.extend(text.now.lines().map(|(who, line)| (format!("“{who}”"), line)));
    all.extend(status.headers.iter().map(|header| (header.name.clone(), header.why.as_str())));
    all.extend(
        status
            .vendors
            .iter()
            .map(|vendor| (vendor.name.clone(), vendor.meaning.as_str())),
    );
    all.extend(
        text.near
            .iter()
            .map(|near| (format!("near {}", near.code), near.difference.as_str())),
    );
    all.extend(text.use_cases.iter().map(|case| (case.title.clone(), case.text.as_str())));
    all
}

#[test]
fn every_page_is_in_plain_english() {
    on_every_page(|_, status, text, complain| {
        for (part, text) in alone(status, text) {
            for fault in faults(text) {
                complain(format!("{part}: {fault}"));
            }
        }
        for section in sections(text) {
            // A part for a vendor is a section too.
            for part in section.split("\n### ") {
                for fault in faults(part) {
                    complain(fault);
                }
            }
        }
    });
}

#[test]
fn messages_articles_groups_manual_and_options_are_in_plain_english() {
    let book = LiveBook::open().unwrap().last_good();
    let mut texts: Vec<(String, String)> = Vec::new();
    for product in &book.products {
        let means = product.messages.iter().map(|message| message.means.clone());
        texts.extend(means.map(|means| (product.slug.clone(), means)));
    }
    for article in book.articles() {
        let mut text = |text: &str| texts.push((format!("articles/{}.md", article.slug), text.to_owned()));
        text(&article.summary);
        text(&article.rule);
        for section in &article.sections {
            let pieces = section.pieces.iter().filter_map(|piece| match piece {
                Piece::Text(text) => Some(text.as_str()),
                _ => None,
            });
            text(&pieces.collect::<Vec<_>>().join("\n\n"));
        }
    }
    for group in Group::ALL {
        let about = book.about(group).unwrap();
        texts.push((group.address().to_owned(), about.summary.clone()));
        texts.push((group.address().to_owned(), about.text.clone()));
    }
    for (name, text) in [
        ("manual.md", include_str!("../../site/manual.md")),
        ("measured.md", include_str!("../../site/measured.md")),
    ] {
        texts.extend(text.split("\n## ").map(|section| (name.to_owned(), section.to_owned())));
    }
    texts.extend(OPTIONS.iter().map(|option| (option.name.to_owned(), option.help.to_owned())));
    let found: Vec<_> = texts
        .iter()
        .flat_map(|(name, text)| faults(text).into_iter().map(move |fault| format!("{name}: {fault}")))
        .collect();
    assert!(found.is_empty(), "\n{}", found.join("\n"));
}

#[test]
fn nobody_reads_what_plain_english_does_not_need() {
    let mut found = Vec::new();
    let mut folders = vec![std::path::PathBuf::from(".")];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(&folder).unwrap().map(Result::unwrap) {
            let (path, name) = (entry.path(), entry.file_name().to_string_lossy().into_owned());
            if path.is_dir() {
                if !name.starts_with('.') && !["target", "node_modules", "test-results", "corpus"].contains(&name.as_str()) {
                    folders.push(path);
                }
                continue;
            }
            let is_read = [".md", ".rs", ".ts", ".js", ".css", ".toml", "Makefile"]
                .iter()
                .any(|end| name.ends_with(end));
            if !is_read || path.ends_with("tests/voice.rs") {
                continue;
            }
            for line in std::fs::read_to_string(&path)
                .unwrap()
                .lines()
                .filter(|line| !is_excepted(line))
            {
                found.extend(
                    phrases_in(line)
                        .into_iter()
                        .map(|phrase| format!("{}: {phrase}: {line}", path.display())),
                );
            }
        }
    }
    assert!(found.is_empty(), "\n{}", found.join("\n"));
}

#[test]
fn every_measurement_names_builds_of_the_list() {
    on_every_page(|_, _, text, complain| {
        let facts = text.fact.sources().into_iter().map(|(_, source)| source.clone());
        let cited = facts.flat_map(|source| source.split("; ").map(str::to_owned).collect::<Vec<_>>());
        let lines = sections(text).into_iter().flat_map(str::lines);
        let link = format!("[{}]({})", builds::MEASURED_WITH.trim_end(), builds::ADDRESS);
        let written =
            lines.filter_map(|line| Some(format!("{}{}", builds::MEASURED_WITH, line.strip_prefix(&link)?.trim_start())));
        for measurement in cited.filter(|title| title.starts_with("Measured")).chain(written) {
            let Some(named) = builds::named_in(&measurement) else {
                complain(format!("“{measurement}” doesn't begin with “{}”", builds::MEASURED_WITH));
                continue;
            };
            for build in named.into_iter().filter(|build| !builds::is_listed(build)) {
                complain(format!("“{build}” is not in src/book/measured/builds.tsv: {measurement}"));
            }
        }
    });
}

#[test]
fn every_measurement_of_an_article_names_builds_of_the_list() {
    let book = LiveBook::open().unwrap().last_good();
    let mut seen = 0;
    for article in book.articles() {
        let pieces = article.sections.iter().flat_map(|section| &section.pieces);
        let texts = pieces.filter_map(|piece| match piece {
            Piece::Text(text) => Some(text),
            _ => None,
        });
        let link = format!("[{}]({})", builds::MEASURED_WITH.trim_end(), builds::ADDRESS);
        for line in texts
            .flat_map(|text| text.lines())
            .filter_map(|line| line.strip_prefix(&link))
        {
            let measurement = format!("{}{}", builds::MEASURED_WITH, line.trim_start());
            let named = builds::named_in(&measurement).unwrap_or_else(|| panic!("{}: {measurement}", article.slug));
            for build in named {
                assert!(
                    builds::is_listed(build),
                    "{}: “{build}” is not in src/book/measured/builds.tsv",
                    article.slug
                );
                seen += 1;
            }
        }
    }
    assert!(seen > 10, "only {seen} builds were seen");
}

#[test]
fn every_message_is_explained_briefly_and_has_a_document() {
    let book = LiveBook::open().unwrap().last_good();
    let mut complaints = Vec::new();
    for product in &book.products {
        for message in &product.messages {
            let name = format!("products/{}.toml: {}", product.slug, message.means);
            if let Some(complaint) = LIMITS.message.complaint("means", message.means.split_whitespace().count()) {
                complaints.push(format!("{name}: {complaint}"));
            }
            if !message.means.ends_with('.') {
                complaints.push(format!("{name}: needs a full stop"));
            }
            for measurement in message.source.split("; ").filter_map(builds::named_in) {
                let unknown = measurement.into_iter().filter(|build| !builds::is_listed(build));
                complaints.extend(unknown.map(|build| format!("{name}: “{build}” is not in src/book/measured/builds.tsv")));
            }
        }
        for source in &product.sources {
            let is_used = product
                .messages
                .iter()
                .any(|message| message.source.split("; ").any(|title| title == source.title));
            if !is_used {
                complaints.push(format!("products/{}.toml: no message names “{}”", product.slug, source.title));
            }
        }
    }
    assert!(complaints.is_empty(), "\n{}", complaints.join("\n"));
}

#[test]
fn faults_would_be_found() {
    let long = "word ".repeat(LONGEST_SENTENCE + 1);
    assert_eq!(faults(&long).len(), 1);
    assert_eq!(faults(&format!("- Short. {long}\n")).len(), 1);
    assert!(faults(&format!("| a |\n| --- |\n| {long} |\n")).is_empty());
    assert!(faults(&format!("```text\n{long}\n```\n")).is_empty());
    assert!(faults(&format!("{}. nginx {}.", "word ".repeat(20), "word ".repeat(20))).is_empty());
    assert_eq!(faults("It usually works, and often twice.").len(), 1);
    assert_eq!(faults("They are alike.").len(), 1);
    assert!(faults("Renew `anew`, unlike others.").is_empty());
}

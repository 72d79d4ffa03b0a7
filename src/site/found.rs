//! What a search finds: the pages as documents of the index, and the results.

use leptos::prelude::*;
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use pulldown_cmark::{Event, Options, Parser, Tag, TagEnd};

use super::entry::Entry;
use super::frame::Frame;
use super::sections::{Block, ProductMessages, Section};
use super::{messages, plain};
use crate::book::{Book, Group, Kind};
use crate::call::problem::shorten;
use crate::code::Code;
use crate::finding::{Document, Hit, Index, Passage};
use crate::markup::escape;

/// Sections that say nothing of their own page.
const LEFT_OUT: [&str; 4] = ["clients", "return", "related", "sources"];
/// The most results that a page shows.
const MOST_RESULTS: usize = 10;
/// The most suggestions below a search box.
const MOST_SUGGESTIONS: usize = 6;
/// A number that only a product uses is the rarer one of two that share a message.
const PRIOR_OF_VENDORS: f32 = 0.9;
const PRIOR_OF_ARTICLES: f32 = 0.8;
const PRIOR_OF_OTHERS: f32 = 0.6;
/// The longest text that an address marks, in bytes.
const LONGEST_FRAGMENT: usize = 200;
/// The longest excerpt, in characters.
const EXCERPT: usize = 240;

/// All pages, ready to be searched. Takes a moment.
fn index(frame: &Frame) -> Index {
    Index::new(searched(&frame.book).iter().map(|entry| document(frame, entry)))
}

/// The pages that are searched. The list of all pages has every word of their summaries, and says nothing of its own.
pub fn searched(book: &Book) -> Vec<Entry> {
    Entry::all(book).filter(|entry| *entry != Entry::Overview).collect()
}

/// Adds a page to an index that is made step by step.
pub fn add_page(frame: &Frame, entry: &Entry, index: &mut Index) {
    index.add(document(frame, entry));
}

fn document(frame: &Frame, entry: &Entry) -> Document {
    let (title, lead) = (entry.title(&frame.book), entry.lead(&frame.book));
    let sections = entry.sections(frame);
    let status = match entry {
        Entry::Status(code) => frame.book.get(*code),
        _ => None,
    };
    let article = match entry {
        Entry::Article(slug) => frame.book.article(slug),
        _ => None,
    };
    let descriptions = status
        .map(|status| &status.searched)
        .or(article.map(|article| &article.names));
    let compares = article
        .into_iter()
        .flat_map(|article| &article.codes)
        .map(ToString::to_string);
    let names = status.map_or_else(Vec::new, |status| {
        let aliases = status.aliases.iter().cloned();
        let vendors = status.vendors.iter().map(|vendor| vendor.name.clone());
        let headers = status.headers.iter().map(|header| header.name.clone());
        aliases.chain(vendors).chain(headers).collect()
    });
    let top = Passage {
        text: vec![lead.clone()],
        ..Passage::default()
    };
    let now = status.map(|status| status.text.now.lines().map(|(_, line)| line.to_owned()));
    let leads = [lead].into_iter().chain(now.into_iter().flatten());
    let passages = sections
        .iter()
        .filter(|section| !LEFT_OUT.contains(&&*section.id))
        .flat_map(|section| passages(frame, section));
    Document {
        address: entry.address(),
        title,
        number: status.map(|status| status.code.to_string()),
        compares: compares.collect(),
        headers: status
            .into_iter()
            .flat_map(|status| &status.headers)
            .map(|header| header.name.clone())
            .collect(),
        names,
        descriptions: descriptions.cloned().unwrap_or_default(),
        lead: leads.collect(),
        prior: match entry {
            Entry::Status(_) if status.is_some_and(|status| status.kind == Kind::Vendor) => PRIOR_OF_VENDORS,
            Entry::Status(_) => 1.0,
            Entry::Article(_) => PRIOR_OF_ARTICLES,
            _ => PRIOR_OF_OTHERS,
        },
        passages: [top].into_iter().chain(passages).collect(),
    }
}

/// A section is one passage, but the list of messages has one for each product: a result leads to its fold.
fn passages(frame: &Frame, section: &Section) -> Vec<Passage> {
    let [Block::Messages(_, shelves)] = section.blocks.as_slice() else {
        let (text, literals) = read(&plain::write_blocks(frame, &section.blocks));
        return vec![Passage {
            anchor: section.id.to_string(),
            heading: section.title.clone(),
            text,
            literals,
            lists_literals: false,
        }];
    };
    let products = shelves.iter().flat_map(|shelf| &shelf.products);
    let passage = |product: &ProductMessages| Passage {
        anchor: messages::fold_id(&product.slug),
        heading: format!("{}: {}", section.title, product.name),
        text: product
            .rows
            .iter()
            .filter(|row| !row.is_general)
            .map(|row| format!("{} {} {}", row.literal, row.means, row.seen))
            .collect(),
        literals: product.rows.iter().map(|row| row.literal.clone()).collect(),
        lists_literals: true,
    };
    products.map(passage).collect()
}

/// The paragraphs, items and rows of Markdown, and the literals in them.
fn read(markdown: &str) -> (Vec<String>, Vec<String>) {
    let mut texts = vec![String::new()];
    let mut literals = Vec::new();
    for event in Parser::new_ext(markdown, Options::ENABLE_TABLES) {
        match event {
            Event::Start(Tag::Paragraph | Tag::Item | Tag::TableRow | Tag::Heading { .. } | Tag::CodeBlock(_)) => {
                texts.push(String::new())
            }
            Event::Code(code) => {
                literals.push(code.to_string());
                extend(&mut texts, &code);
            }
            Event::Text(text) => extend(&mut texts, &text),
            Event::SoftBreak | Event::HardBreak | Event::End(TagEnd::TableCell) => extend(&mut texts, " "),
            _ => {}
        }
    }
    texts.retain(|text| !text.trim().is_empty());
    (texts, literals)
}

fn extend(texts: &mut [String], more: &str) {
    if let Some(last) = texts.last_mut() {
        last.push_str(more);
    }
}

/// The best results for a query, or what to try if there are none.
pub fn results(frame: &Frame, query: &str) -> AnyView {
    let rows = rows(frame, query, MOST_RESULTS);
    if rows.is_empty() {
        return nothing(query);
    }
    view! { <section class="found" aria-label="Results"><ol class="rows">{rows}</ol></section> }.into_any()
}

/// The best results for a query, as items of a list.
pub fn rows(frame: &Frame, query: &str, most: usize) -> Vec<AnyView> {
    hits(frame, query, most)
        .iter()
        .map(|hit| {
            let shown = Shown::new(frame, hit, query);
            view! {
                <li>
                    <a href=shown.href data-class=shown.class>
                        <span class="n">{shown.number}</span>
                        " "
                        <b>{shown.name}</b>
                        " "
                        <small inner_html=shown.excerpt></small>
                    </a>
                </li>
            }
            .into_any()
        })
        .collect()
}

fn nothing(query: &str) -> AnyView {
    let groups = Group::ALL.map(|group| {
        view! { <li><a href=format!("/docs/{}", group.address()) data-class=group.slug()>{group.title()}</a></li> }
    });
    view! {
        <section class="found" aria-label="Results">
            <p>"Nothing matches " <q>{shorten(query)}</q> "."</p>
            <p>
                "Try fewer words, without names, numbers and times that only your system has. A status code, a header or the name of
                the product also works. Or start from a class:"
            </p>
            <nav class="groups" aria-label="Classes"><ul>{groups.to_vec()}</ul></nav>
        </section>
    }
    .into_any()
}

/// The inside of the list below a search box: options to choose from, and the way to all results.
pub fn suggestions(frame: &Frame, query: &str) -> String {
    let hits = hits(frame, query, MOST_SUGGESTIONS);
    if hits.is_empty() {
        let text = "Nothing matches. Try fewer words.";
        return format!("<p class=\"hint\" data-said=\"{text}\">{text}</p>");
    }
    let options = hits.iter().enumerate().map(|(at, hit)| {
        let shown = Shown::new(frame, hit, query);
        let class = shown.class.map_or(String::new(), |class| format!(" data-class=\"{class}\""));
        format!(
            "<a role=\"option\" tabindex=\"-1\" id=\"suggestion-{at}\" href=\"{}\"{class}><span class=\"n\">{}</span> <b>{}</b> <small>{}</small></a>",
            escape(&shown.href),
            escape(&shown.number),
            escape(&shown.name),
            shown.excerpt
        )
    });
    let said = format!("{} suggestions. Enter opens the first.", hits.len());
    format!(
        "<div role=\"listbox\" class=\"rows\" aria-label=\"Suggestions\" data-said=\"{said}\">{}</div>",
        options.collect::<String>()
    )
}

/// Where the best result is; `None` if nothing matches.
pub fn best(frame: &Frame, query: &str) -> Option<String> {
    hits(frame, query, 1).first().map(address_of_text)
}

/// The best pages for a query.
pub fn hits<'a>(frame: &'a Frame, query: &str, most: usize) -> Vec<Hit<'a>> {
    frame.index.get_or_init(|| index(frame)).find(query, most)
}

/// The page, and the section in it.
pub fn address(hit: &Hit) -> String {
    let mark = if hit.passage.anchor.is_empty() { "" } else { "#" };
    [&hit.document.address, mark, &hit.passage.anchor].concat()
}

/// The address of a result. In a browser that knows text fragments, a message of a folded list is opened, scrolled to and marked:
/// <https://wicg.github.io/scroll-to-text-fragment/>. Others open the fold.
fn address_of_text(hit: &Hit) -> String {
    let address = address(hit);
    match hit.is_message.then(|| findable(hit.shown)).flatten() {
        Some(text) => format!("{address}:~:text={}", utf8_percent_encode(&text, NON_ALPHANUMERIC)),
        None => address,
    }
}

/// The longest run of whole words in a message that has none of its variable parts. A browser finds whole words only.
fn findable(message: &str) -> Option<String> {
    let parts: Vec<&str> = message.split('…').collect();
    let last = parts.len() - 1;
    let whole = parts.iter().enumerate().map(|(at, part)| {
        let words: Vec<&str> = part.split_inclusive(char::is_whitespace).collect();
        let cut_before = at > 0 && !part.starts_with(char::is_whitespace);
        let cut_behind = at < last && !part.ends_with(char::is_whitespace);
        let words = &words[usize::from(cut_before).min(words.len())..];
        let words = &words[..words.len() - usize::from(cut_behind).min(words.len())];
        let mut length = 0;
        let fits = words.iter().take_while(|word| {
            length += word.len();
            length <= LONGEST_FRAGMENT
        });
        fits.copied().collect::<String>().trim().to_owned()
    });
    whole
        .max_by_key(String::len)
        .filter(|text| text.contains(char::is_alphanumeric))
}

/// A result as it is shown.
struct Shown {
    href: String,
    class: Option<&'static str>,
    /// Three digits, or nothing for a page about no single code.
    number: String,
    /// The title, and the heading of the section.
    name: String,
    /// HTML.
    excerpt: String,
}

impl Shown {
    fn new(frame: &Frame, hit: &Hit, query: &str) -> Self {
        let document = hit.document;
        let number = document.number.clone().unwrap_or_default();
        let status = Code::parse(&number).and_then(|code| frame.book.get(code));
        let title = document.title.trim_start_matches(number.as_str()).trim();
        let heading = &hit.passage.heading;
        Self {
            href: address_of_text(hit),
            class: status.map(|status| status.group().slug()),
            name: if heading.is_empty() {
                title.to_owned()
            } else {
                format!("{title} · {heading}")
            },
            excerpt: excerpt(hit.shown, query),
            number,
        }
    }
}

/// The part of a text around the first word of the query, as HTML with all of its words marked.
fn excerpt(text: &str, query: &str) -> String {
    let words: Vec<String> = query
        .split(|c: char| !c.is_alphanumeric())
        .filter(|word| word.chars().count() > 1)
        .map(str::to_lowercase)
        .collect();
    let is_wanted = |word: &str| {
        let bare = word.trim_matches(|c: char| !c.is_alphanumeric()).to_lowercase();
        !bare.is_empty()
            && words
                .iter()
                .any(|wanted| bare == *wanted || (wanted.chars().count() > 3 && bare.starts_with(wanted.as_str())))
    };
    let all: Vec<&str> = text.split_whitespace().collect();
    let first = all.iter().position(|word| is_wanted(word)).unwrap_or_default();
    let from = first.saturating_sub(8);
    let mut html = if from > 0 { "… ".to_owned() } else { String::new() };
    let mut length = 0;
    for word in &all[from..] {
        length += word.chars().count() + 1;
        if length > EXCERPT {
            html.push('…');
            break;
        }
        let safe = escape(word);
        if is_wanted(word) {
            html.push_str(&format!("<mark>{safe}</mark> "));
        } else {
            html.push_str(&format!("{safe} "));
        }
    }
    html.trim_end().to_owned()
}

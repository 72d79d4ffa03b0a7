//! The exchange of a status as HTML: an ordered list that the style sheet lays out as a picture. Its labels are text on a grid,
//! so the browser measures and wraps them in the reader's own font and size.

use std::fmt::Write;

use crate::book::{Picture, PictureStep};
use crate::code::Code;
use crate::markup::escape;

/// The figure with its caption. Every message that carries `code` is marked.
///
/// `data-at`, `data-from` and `data-to` hold the index of a party; "the picture of the exchange" in `style/components.css` turns them
/// into columns. An item reads as its sentence in [`Picture::words`]: what the eye sees from the position is there in hidden words.
pub fn figure(picture: &Picture, code: Code) -> String {
    let code = code.to_string();
    let mut out = format!(
        "<figure class=\"exchange\" data-parties=\"{}\"><div class=\"scroll\" role=\"region\" aria-label=\"The exchange, step by step\" tabindex=\"0\"><div class=\"picture\"><div class=\"parties\" aria-hidden=\"true\">",
        picture.who.len()
    );
    for (lane, name) in picture.who.iter().enumerate() {
        let _ = write!(out, "<span class=\"party\" data-at=\"{lane}\"><b>{}</b></span>", escape(name));
    }
    out.push_str("</div><ol>");
    for (step, sentence) in picture.steps.iter().zip(picture.words()) {
        draw(&mut out, step, &sentence, &code);
    }
    let _ = write!(
        out,
        "</ol></div></div><figcaption>{}</figcaption></figure>",
        escape(&picture.caption)
    );
    out
}

/// Adds a step as an item of the list.
fn draw(out: &mut String, step: &PictureStep, sentence: &str, code: &str) {
    let (PictureStep::Message { label, .. } | PictureStep::Note { label, .. }) = step;
    let (before, after) = sentence.rsplit_once(label.as_str()).unwrap_or_default();
    let (before, after) = (hidden(before), hidden(after));
    let tag = if carries(label, code) { "strong" } else { "span" };
    let label = escape(label);
    let _ = match step {
        PictureStep::Message { from, to, lost, .. } => {
            let left = if to < from { " data-left" } else { "" };
            let lost = if *lost { " data-lost" } else { "" };
            let lanes = format!("data-from=\"{from}\" data-to=\"{to}\"");
            write!(
                out,
                "<li{left}{lost}>{before}<span class=\"label\" {lanes}><{tag}>{label}</{tag}></span>{after}<span class=\"wire\" {lanes}></span></li>"
            )
        }
        PictureStep::Note { at, wrong, .. } => {
            let wrong = if *wrong { " data-wrong" } else { "" };
            write!(
                out,
                "<li{wrong}>{before}<span class=\"label\" data-at=\"{at}\"><span>{label}</span></span>{after}</li>"
            )
        }
    };
}

/// Words for those who cannot see the position of a step.
fn hidden(words: &str) -> String {
    if words.is_empty() {
        return String::new();
    }
    format!("<span class=\"sr\">{}</span>", escape(words))
}

/// Whether the code is a word of the label, as in `405, Allow: POST`. The 100 in `100-continue` and the one in `/100` are not.
fn carries(label: &str, code: &str) -> bool {
    const MARKS: [char; 9] = [',', ';', ':', '.', '(', ')', '"', '\u{201c}', '\u{201d}'];
    label.split_whitespace().any(|word| word.trim_matches(MARKS) == code)
}

#[cfg(test)]
mod tests {
    use scraper::{ElementRef, Html, Selector};

    use super::*;

    fn picture(who: &[&str], steps: &[&str]) -> Picture {
        let who = who.iter().map(|name| (*name).to_owned()).collect();
        let mut picture = Picture::new("One & all.".to_owned(), who).unwrap();
        for step in steps {
            picture.add(step).unwrap();
        }
        picture
    }

    fn drawn(picture: &Picture, code: u16) -> Html {
        Html::parse_fragment(&figure(picture, Code::new(code).unwrap()))
    }

    fn all<'a>(html: &'a Html, selector: &str) -> Vec<ElementRef<'a>> {
        html.select(&Selector::parse(selector).unwrap()).collect()
    }

    fn texts(html: &Html, selector: &str) -> Vec<String> {
        let found = all(html, selector).into_iter();
        found.map(|element| element.text().collect()).collect()
    }

    const STEPS: [&str; 6] = [
        "Client -> A & B: GET /<id>",
        "A & B -x Origin: refused",
        "Origin!: Origin",
        "Origin -> Client: 502 Bad Gateway",
        "Client -x A & B: gives up",
        "Client: At Client",
    ];

    #[test]
    fn an_item_reads_as_its_sentence_and_shows_its_label_alone() {
        let picture = picture(&["Client", "A & B", "Origin"], &STEPS);
        let html = drawn(&picture, 502);
        assert_eq!(texts(&html, "ol > li"), picture.words());
        assert_eq!(
            texts(&html, "ol .label"),
            ["GET /<id>", "refused", "Origin", "502 Bad Gateway", "gives up", "At Client"]
        );
        assert_eq!(texts(&html, ".party"), ["Client", "A & B", "Origin"]);
        assert_eq!(texts(&html, "figcaption"), ["One & all."]);
    }

    #[test]
    fn a_step_is_in_the_lanes_of_its_parties() {
        let html = drawn(&picture(&["Client", "A & B", "Origin"], &STEPS), 502);
        let lanes = |element: &ElementRef<'_>| {
            ["data-at", "data-from", "data-to"]
                .iter()
                .filter_map(|name| element.value().attr(name))
                .collect::<Vec<_>>()
                .join(">")
        };
        let placed = |selector| all(&html, selector).iter().map(lanes).collect::<Vec<_>>();
        assert_eq!(placed(".party"), ["0", "1", "2"]);
        assert_eq!(placed("ol .label"), ["0>1", "1>2", "2", "2>0", "0>1", "0"]);
        assert_eq!(placed("ol .wire"), ["0>1", "1>2", "2>0", "0>1"]);
        assert_eq!(placed("[data-left] .wire"), ["2>0"]);
        assert_eq!(placed("[data-lost] .wire"), ["1>2", "0>1"]);
        assert_eq!(texts(&html, "[data-wrong] .label"), ["Origin"]);
    }

    #[test]
    fn a_message_is_marked_where_the_code_is_a_word_of_it() {
        let steps = [
            "A -> B: PUT /100, Expect: 100-continue",
            "B: sends 100",
            "B -> A: 100 Continue",
            "A -> B: 1 of 1000",
            "B -> A: 100, Location: /x",
            "B -> A: page \u{201c}100 Continue\u{201d}",
        ];
        let marked = texts(&drawn(&picture(&["A", "B"], &steps), 100), "strong");
        assert_eq!(
            marked,
            ["100 Continue", "100, Location: /x", "page \u{201c}100 Continue\u{201d}"]
        );
    }
}

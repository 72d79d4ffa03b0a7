//! The exchange of a status as a drawing: inline SVG, coloured by the style sheet, so that it follows the theme.

use std::fmt::Write;

use crate::book::{Picture, PictureStep};
use crate::code::Code;
use crate::markup::escape;

// Lengths are in units of the view box; the style sheet says how large one is on the screen.
/// From the side to the line of the first and the last party.
const MARGIN: usize = 64;
/// Between the lines of two parties, and of two parties that have nobody between or beside them.
const GAP: usize = 140;
const WIDE_GAP: usize = 280;
/// The box with a party's name.
const HEAD: (usize, usize) = (112, 30);
const LINE: usize = 17;
/// Between two steps.
const SPACE: usize = 14;
const NOTE_WIDTH: usize = 124;
/// Between the border of a note and its text.
const PADDING: usize = 5;
/// The width of a letter in tenths of a unit, on average; bold ones are wider.
const LETTER: usize = 64;
const BOLD_LETTER: usize = 74;

/// The figure with its caption; `code` is marked wherever it is sent.
pub fn figure(picture: &Picture, code: Code) -> String {
    let gap = if picture.who.len() == 2 { WIDE_GAP } else { GAP };
    let lane = |party: usize| MARGIN + party * gap;
    let width = 2 * MARGIN + (picture.who.len() - 1) * gap;
    let code = code.to_string();

    let mut steps = String::new();
    let mut y = HEAD.1 + SPACE;
    for step in &picture.steps {
        y = draw(&mut steps, step, y, &lane, &code);
    }
    let height = y + SPACE / 2;

    let mut out = format!(
        "<figure class=\"exchange\" data-parties=\"{}\"><div class=\"scroll\" tabindex=\"0\"><svg viewBox=\"0 0 {width} {height}\" role=\"img\" aria-labelledby=\"exchange-title\" aria-describedby=\"exchange-steps\"><title id=\"exchange-title\">The exchange, step by step</title>",
        picture.who.len()
    );
    for (party, name) in picture.who.iter().enumerate() {
        let x = lane(party);
        let _ = write!(
            out,
            "<line class=\"life\" x1=\"{x}\" y1=\"{}\" x2=\"{x}\" y2=\"{height}\"/><rect class=\"node\" x=\"{}\" y=\"1\" width=\"{}\" height=\"{}\" rx=\"4\"/><text class=\"who\" x=\"{x}\" y=\"21\">{}</text>",
            HEAD.1 + 1,
            x - HEAD.0 / 2,
            HEAD.0,
            HEAD.1,
            escape(name)
        );
    }
    out.push_str(&steps);
    out.push_str("</svg></div><ol id=\"exchange-steps\" class=\"sr\">");
    for sentence in picture.words() {
        let _ = write!(out, "<li>{}</li>", escape(&sentence));
    }
    let _ = write!(out, "</ol><figcaption>{}</figcaption></figure>", escape(&picture.caption));
    out
}

/// Draws one step from `y` on; where the next one begins.
fn draw(out: &mut String, step: &PictureStep, y: usize, lane: &impl Fn(usize) -> usize, code: &str) -> usize {
    match step {
        PictureStep::Message { from, to, lost, label } => {
            let (a, b) = (lane(*from), lane(*to));
            let class = if label.split(' ').any(|word| word == code) {
                "code-text"
            } else {
                "said"
            };
            let lines = wrap(label, a.abs_diff(b), class == "code-text");
            for (i, line) in lines.iter().enumerate() {
                let _ = write!(
                    out,
                    "<text class=\"{class}\" x=\"{}\" y=\"{}\">{}</text>",
                    (a + b) / 2,
                    y + LINE * (i + 1) - 3,
                    escape(line)
                );
            }
            let y = y + LINE * lines.len() + 5;
            arrow(out, a, b, y, *lost);
            y + SPACE
        }
        PictureStep::Note { at, wrong, label } => {
            let x = lane(*at);
            let lines = wrap(label, NOTE_WIDTH - 2 * PADDING, false);
            let height = LINE * lines.len() + 7;
            let wrong = if *wrong { " wrong" } else { "" };
            let _ = write!(
                out,
                "<rect class=\"note{wrong}\" x=\"{}\" y=\"{y}\" width=\"{NOTE_WIDTH}\" height=\"{height}\" rx=\"3\"/>",
                x - NOTE_WIDTH / 2
            );
            for (i, line) in lines.iter().enumerate() {
                let _ = write!(
                    out,
                    "<text x=\"{x}\" y=\"{}\">{}</text>",
                    y + LINE * (i + 1) - 1,
                    escape(line)
                );
            }
            y + height + SPACE
        }
    }
}

/// A message that arrives ends in a head, one that fails in a cross before it is there.
fn arrow(out: &mut String, from: usize, to: usize, y: usize, lost: bool) {
    let toward = |distance: usize| if to > from { to - distance } else { to + distance };
    if lost {
        let end = toward(from.abs_diff(to) / 4);
        let _ = write!(
            out,
            "<line class=\"wire wrong\" x1=\"{from}\" y1=\"{y}\" x2=\"{end}\" y2=\"{y}\"/><path class=\"wire wrong\" d=\"M{} {}l10 10m0-10l-10 10\"/>",
            end - 5,
            y - 5
        );
    } else {
        let back = toward(8);
        let _ = write!(
            out,
            "<line class=\"wire\" x1=\"{from}\" y1=\"{y}\" x2=\"{back}\" y2=\"{y}\"/><path class=\"head\" d=\"M{to} {y}L{back} {}V{}Z\"/>",
            y - 4,
            y + 4
        );
    }
}

/// A label in as few lines as fit into that width, and these of much the same length.
fn wrap(label: &str, width: usize, bold: bool) -> Vec<String> {
    let letter = if bold { BOLD_LETTER } else { LETTER };
    let most = width * 10 / letter;
    let lines = filled(label, most);
    (1..most)
        .map(|less| filled(label, less))
        .find(|narrow| narrow.len() == lines.len())
        .unwrap_or(lines)
}

/// Breaks between words so that no line has more characters, unless it is one word.
fn filled(label: &str, most: usize) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    for word in label.split(' ') {
        match lines.last_mut() {
            Some(line) if line.chars().count() + 1 + word.chars().count() <= most => {
                line.push(' ');
                line.push_str(word);
            }
            _ => lines.push(word.to_owned()),
        }
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_drawing_shows_every_step_and_escapes_it() {
        let mut picture = Picture::new(
            "One & all.".to_owned(),
            ["Client", "Gateway", "Origin"].map(str::to_owned).to_vec(),
        )
        .unwrap();
        for step in [
            "Client -> Gateway: GET /<id>",
            "Gateway -x Origin: refused",
            "Gateway -> Client: 502 Bad Gateway",
            "Client!: gives up",
        ] {
            picture.add(step).unwrap();
        }
        let svg = figure(&picture, Code::new(502).unwrap());
        assert!(svg.contains(">GET /&lt;id&gt;</text>"), "{svg}");
        assert!(svg.contains("class=\"code-text\" x=\"134\""), "{svg}");
        assert_eq!(svg.matches("class=\"head\"").count(), 2, "{svg}");
        assert_eq!(svg.matches("wire wrong").count(), 2, "{svg}");
        assert_eq!(svg.matches("<li>").count(), 4, "{svg}");
        assert!(svg.contains("<figcaption>One &amp; all.</figcaption>"), "{svg}");
    }

    #[test]
    fn long_labels_are_wrapped_between_words() {
        assert_eq!(
            wrap("connect to 10.0.0.7:8080 refused", 140, false),
            ["connect to", "10.0.0.7:8080 refused"]
        );
        assert_eq!(wrap("GET /", 140, false), ["GET /"]);
        assert_eq!(wrap("quota of 100 used up", 116, false), ["quota of", "100 used up"]);
    }
}

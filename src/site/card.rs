//! The picture that other sites show beside a link to a page: number, name and class, drawn as SVG and turned into a PNG.

use std::sync::{Arc, LazyLock};

use resvg::tiny_skia::Pixmap;
use resvg::usvg::fontdb::Database;
use resvg::usvg::{Options, Transform, Tree};

use super::chrome::logo_path;
use super::entry::Entry;
use super::frame::Frame;
use crate::book::{Book, Group};
use crate::markup::escape;

/// Pixels. The size that link previews are made for.
pub const WIDTH: u32 = 1200;
pub const HEIGHT: u32 = 630;

/// Noto Sans Bold, cut down to the characters of names and summaries. Its license is in `card/OFL.txt`.
const FONT: &[u8] = include_bytes!("card/font.ttf");
const FAMILY: &str = "Noto Sans";
/// Where the colors of the groups are.
const TOKENS: &str = include_str!("../../style/tokens.css");

const PAPER: &str = "#fbfaf8";
const INK: &str = "#1d1a16";
const QUIET: &str = "#5c5750";

static FONTS: LazyLock<Arc<Database>> = LazyLock::new(|| {
    let mut fonts = Database::new();
    fonts.load_font_data(FONT.to_vec());
    Arc::new(fonts)
});

/// Where cards are. The name is the page's, with [`ENDING`].
pub const ADDRESS: &str = "/cards/";
pub const ENDING: &str = ".png";
/// The names of the cards of pages whose own address has no last segment.
const FRONT: &str = "index";
const OVERVIEW: &str = "docs";

/// The path of a page's card; without an entry, of the front page's.
pub fn path(entry: Option<&Entry>) -> String {
    let address = entry.map(Entry::address).unwrap_or_default();
    let name = match entry {
        None => FRONT,
        Some(Entry::Overview) => OVERVIEW,
        Some(_) => address.rsplit('/').next().unwrap_or_default(),
    };
    format!("{ADDRESS}{name}{ENDING}")
}

/// The page that a card's name is of: `Some(None)` is the front page, `None` no page at all.
pub fn page_of(book: &Book, name: &str) -> Option<Option<Entry>> {
    match name.strip_suffix(ENDING)? {
        FRONT => Some(None),
        OVERVIEW => Some(Some(Entry::Overview)),
        name => Entry::at(book, name).map(Some),
    }
}

/// The card of a page as a PNG; `None` if it can't be drawn, which a test rules out.
pub fn card(frame: &Frame, entry: Option<&Entry>) -> Option<Vec<u8>> {
    let options = Options {
        font_family: FAMILY.to_owned(),
        fontdb: FONTS.clone(),
        ..Options::default()
    };
    let tree = Tree::from_str(&drawing(frame, entry), &options).ok()?;
    let mut pixels = Pixmap::new(WIDTH, HEIGHT)?;
    resvg::render(&tree, Transform::default(), &mut pixels.as_mut());
    pixels.encode_png().ok()
}

/// The same as SVG.
fn drawing(frame: &Frame, entry: Option<&Entry>) -> String {
    let book = &frame.book;
    let class = entry.and_then(|entry| entry.class(book)).unwrap_or_default();
    let accent = color(class);
    let mut lines = Lines::default();
    match entry {
        Some(Entry::Status(code)) => {
            lines.add(&code.to_string(), 260, &accent, 1);
            lines.add(book.name(*code), 68, INK, 2);
            let group = book.get(*code).map_or_else(String::new, |status| status.group().title());
            lines.add(&group, 36, QUIET, 1);
        }
        Some(Entry::Group(group)) => {
            let (number, name) = match group {
                Group::Class(class) => (class.slug(), class.name()),
                Group::Vendor => ("Vendor", "codes that products made up"),
            };
            lines.add(number, 240, &accent, 1);
            lines.add(name, 68, INK, 2);
        }
        Some(other) => {
            lines.add(&other.title(book), 84, INK, 3);
            lines.add("HTTP status codes, explained", 36, QUIET, 1);
        }
        None => {
            lines.add("Every HTTP status code, in plain words", 84, INK, 3);
            lines.add("from a server that answers with it", 40, QUIET, 1);
        }
    }
    format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{WIDTH}\" height=\"{HEIGHT}\" font-family=\"{FAMILY}\" font-weight=\"700\">\
         <rect width=\"{WIDTH}\" height=\"{HEIGHT}\" fill=\"{PAPER}\"/><rect width=\"{WIDTH}\" height=\"14\" fill=\"{accent}\"/>\
         <path transform=\"translate(80 64) scale(3.5)\" fill-rule=\"evenodd\" fill=\"{accent}\" d=\"{}\"/>\
         <text x=\"152\" y=\"107\" font-size=\"40\" fill=\"{INK}\">Statusbook</text>{}</svg>",
        logo_path(),
        lines.svg
    )
}

/// Lines of text, one below the other.
#[derive(Default)]
struct Lines {
    svg: String,
    /// Where the last line is, in pixels from the top; 0 before the first.
    y: u32,
}

impl Lines {
    /// Adds a text in so many lines at most; what is too long ends with `…`.
    fn add(&mut self, text: &str, size: u32, fill: &str, most: usize) {
        if self.y == 0 {
            self.y = 130;
        }
        for line in wrapped(text, (WIDTH - 160) * 100 / (size * 60), most) {
            // Digits are less high than their font size, and a large number is always the first line.
            self.y += if size > 200 { size * 4 / 5 } else { size + size / 10 };
            self.svg.push_str(&format!(
                "<text x=\"80\" y=\"{}\" font-size=\"{size}\" fill=\"{fill}\">{}</text>",
                self.y,
                escape(&line)
            ));
        }
        self.y += size / 8;
    }
}

/// Lines of so many characters, broken between words.
fn wrapped(text: &str, width: u32, most: usize) -> Vec<String> {
    let width = width as usize;
    let mut lines: Vec<String> = vec![String::new()];
    for word in text.split_whitespace() {
        let last = lines.last_mut().map_or(0, |line| line.chars().count());
        if last > 0 && last + 1 + word.chars().count() > width {
            lines.push(String::new());
        }
        if let Some(line) = lines.last_mut() {
            if !line.is_empty() {
                line.push(' ');
            }
            line.push_str(word);
        }
    }
    if lines.len() > most {
        lines.truncate(most);
        if let Some(line) = lines.last_mut() {
            line.push('…');
        }
    }
    lines
}

/// The vivid color of a group on light paper, as `#rrggbb`; of no group, that of ink. The style sheet has it in OKLCH.
fn color(class: &str) -> String {
    let line = TOKENS
        .lines()
        .find(|line| line.contains(&format!("[data-class=\"{class}\"] {{")));
    let value = |name: &str| {
        let (_, rest) = line?.split_once(&format!("--{name}: "))?;
        rest.split([';', ' ', '}']).next()?.parse::<f32>().ok()
    };
    match (value("vl"), value("vc"), value("h")) {
        (Some(lightness), Some(chroma), Some(hue)) => srgb(lightness, chroma, hue),
        _ => INK.to_owned(),
    }
}

/// OKLCH as sRGB, by the matrices of CSS Color 4, section 9.2.
fn srgb(lightness: f32, chroma: f32, hue: f32) -> String {
    let (sin, cos) = hue.to_radians().sin_cos();
    let (a, b) = (chroma * cos, chroma * sin);
    let cube = |x: f32| x * x * x;
    let l = cube(lightness + 0.396_337_78 * a + 0.215_803_76 * b);
    let m = cube(lightness - 0.105_561_346 * a - 0.063_854_17 * b);
    let s = cube(lightness - 0.089_484_18 * a - 1.291_485_5 * b);
    let channels = [
        4.076_741_7 * l - 3.307_711_6 * m + 0.230_969_94 * s,
        -1.268_438 * l + 2.609_757_4 * m - 0.341_319_4 * s,
        -0.004_196_086_3 * l - 0.703_418_6 * m + 1.707_614_7 * s,
    ];
    let byte = |linear: f32| {
        let linear = linear.clamp(0.0, 1.0);
        let encoded = if linear <= 0.003_130_8 {
            12.92 * linear
        } else {
            1.055 * linear.powf(1.0 / 2.4) - 0.055
        };
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "clamped to 0 to 255")]
        let byte = (encoded * 255.0).round() as u8;
        byte
    };
    channels
        .map(byte)
        .iter()
        .fold("#".to_owned(), |text, byte| format!("{text}{byte:02x}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_group_has_a_color_of_the_style_sheet() {
        let colors: std::collections::HashSet<_> = Group::ALL.iter().map(|group| color(group.slug())).collect();
        assert_eq!(colors.len(), Group::ALL.len());
        assert!(!colors.contains(INK));
        // White and pure red, whose values CSS Color 4 gives.
        assert_eq!(srgb(1.0, 0.0, 0.0), "#ffffff");
        assert_eq!(srgb(0.627_96, 0.257_68, 29.234), "#ff0000");
    }

    #[test]
    fn long_names_are_broken_and_then_cut() {
        assert_eq!(
            wrapped("Network Authentication Required", 16, 2),
            ["Network", "Authentication…"]
        );
        assert_eq!(wrapped("OK", 16, 2), ["OK"]);
    }

    #[test]
    fn the_font_is_small() {
        assert!(FONT.len() <= 60_000, "{}", FONT.len());
    }
}

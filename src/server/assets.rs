//! Styles, icons, script and wasm under `/assets/`, each with a hash of its content in its name, so that it can be kept for ever.

use std::collections::BTreeMap;
use std::sync::{Arc, OnceLock};

use axum::body::Body;
use http::header::{self, HeaderMap, HeaderValue};
use http::{Response, StatusCode};
use rust_embed::RustEmbed;

use super::compression::{Effort, Encoded, Encoding};
use crate::digest;
use crate::site::EARLY_SCRIPT;

/// The style sheets of every page, joined in this order into one.
const SHEETS: [&str; 5] = ["tokens.css", "layout.css", "components.css", "panel.css", "syntax.css"];
/// The style sheet of pages without a panel, which they load too.
const PAGES: &str = "pages.css";
/// The style sheet of what only a page that is awake shows; `early.js` loads it with the client.
const RESPONSE: &str = "response.css";

#[derive(RustEmbed)]
#[folder = "style"]
struct Style;

#[derive(RustEmbed)]
#[folder = "public"]
struct Public;

/// What `make client` leaves behind. May be empty: pages are whole without it.
#[derive(RustEmbed)]
#[folder = "target/site"]
#[allow_missing = true]
struct Client;

/// Every asset by the path under which it is served, and the paths by their plain names.
pub struct Assets {
    files: BTreeMap<String, File>,
    paths: BTreeMap<String, String>,
    early_script: Arc<str>,
    has_client: bool,
}

struct File {
    plain: Encoded,
    /// The same with all compressed forms, once they have been made. Until then the file is sent as it is.
    compressed: OnceLock<Encoded>,
    media_type: &'static str,
}

impl File {
    fn new(bytes: Vec<u8>, media_type: &'static str) -> Self {
        Self {
            plain: Encoded::new(bytes),
            compressed: OnceLock::new(),
            media_type,
        }
    }
}

impl Assets {
    pub fn load() -> Self {
        let mut assets = Self {
            files: BTreeMap::new(),
            paths: BTreeMap::new(),
            early_script: early_script(),
            has_client: false,
        };
        assets.add("statusbook.css", style_sheet().into_bytes());
        for name in [PAGES, RESPONSE] {
            assets.add(name, sheet(name).into_bytes());
        }
        for name in Public::iter() {
            if let Some(file) = Public::get(&name) {
                assets.add(&name, file.data.into_owned());
            }
        }
        match (Client::get("statusbook.js"), Client::get("statusbook_bg.wasm")) {
            (Some(script), Some(wasm)) => assets.add_client(script.data.into_owned(), wasm.data.into_owned()),
            _ => tracing::warn!("the client is not built, so pages won't react: run `make client`"),
        }
        assets
    }

    /// The address of a file in `public/` or of a style sheet, by its plain name.
    pub fn path(&self, name: &str) -> &str {
        self.paths.get(name).map_or("", String::as_str)
    }

    /// The script that every page has inside.
    pub fn early_script(&self) -> Arc<str> {
        self.early_script.clone()
    }

    /// Whether script and wasm are built.
    pub fn has_client(&self) -> bool {
        self.has_client
    }

    /// The file at an address, if there is one: hashed names are for ever, plain ones in `public/` for a day.
    pub fn respond(&self, path: &str, request: &HeaderMap) -> Option<Response<Body>> {
        let (file, keep) = match self.files.get(path) {
            Some(file) => (file, "public, max-age=31536000, immutable"),
            None => (
                self.files.get(self.paths.get(path.strip_prefix('/')?)?)?,
                "public, max-age=86400",
            ),
        };
        let content = file.compressed.get().unwrap_or(&file.plain);
        let mut response = content.respond(StatusCode::OK, request);
        let headers = response.headers_mut();
        headers.insert(header::CACHE_CONTROL, HeaderValue::from_static(keep));
        headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(file.media_type));
        Some(response)
    }

    /// The addresses of all files, the smallest file first: the large ones take long to compress.
    pub fn paths(&self) -> Vec<String> {
        let mut paths: Vec<_> = self.files.iter().map(|(path, file)| (file.plain.weight(), path)).collect();
        paths.sort();
        paths.into_iter().map(|(_, path)| path.clone()).collect()
    }

    /// Makes the compressed forms of the file at an address. Keeps a processor busy.
    pub fn compress(&self, path: &str) {
        if let Some(file) = self.files.get(path) {
            file.compressed.get_or_init(|| {
                let plain = file.plain.clone();
                plain
                    .with(Encoding::Brotli, Effort::Asset)
                    .with(Encoding::Gzip, Effort::Asset)
            });
        }
    }

    fn add(&mut self, name: &str, bytes: Vec<u8>) {
        let (stem, ending) = name.rsplit_once('.').unwrap_or((name, ""));
        let file = File::new(bytes, media_type(ending));
        let path = format!("/assets/{stem}.{}.{ending}", file.plain.tag());
        self.paths.insert(name.to_owned(), path.clone());
        self.files.insert(path, file);
    }

    /// Script and wasm share one hash, because they only work together.
    fn add_client(&mut self, script: Vec<u8>, wasm: Vec<u8>) {
        let tag = digest::short(&[script.as_slice(), wasm.as_slice()].concat());
        for (plain, ending, bytes, media_type) in [
            ("client.js", "js", script, "text/javascript"),
            ("client.wasm", "wasm", wasm, "application/wasm"),
        ] {
            let path = format!("/assets/statusbook.{tag}.{ending}");
            self.paths.insert(plain.to_owned(), path.clone());
            self.files.insert(path, File::new(bytes, media_type));
        }
        self.has_client = true;
    }
}

/// A style sheet without comments and without blanks that mean nothing. A text in quotes has at most one blank at a time, and no brace
/// or semicolon beside it, and no blank after a colon or comma.
fn minified(css: &str) -> String {
    let mut small = String::with_capacity(css.len());
    for (i, piece) in css.split("/*").enumerate() {
        let piece = if i == 0 {
            piece
        } else {
            piece.split_once("*/").map_or("", |(_, rest)| rest)
        };
        for word in piece.split_ascii_whitespace() {
            let touches = |c: char| matches!(c, '{' | '}' | ';');
            if !small.is_empty() && !small.ends_with(touches) && !word.starts_with(touches) {
                small.push(' ');
            }
            small.push_str(word);
        }
    }
    small
        .replace(": ", ":")
        .replace(", ", ",")
        .replace(" > ", ">")
        .replace(";}", "}")
}

/// As `make client` made it, else as it is written.
fn early_script() -> Arc<str> {
    Client::get("early.js").map_or_else(
        || EARLY_SCRIPT.as_str().into(),
        |script| String::from_utf8_lossy(&script.data).trim_end().into(),
    )
}

fn sheet(name: &str) -> String {
    Style::get(name).map_or_else(String::new, |sheet| minified(&String::from_utf8_lossy(&sheet.data)))
}

fn style_sheet() -> String {
    SHEETS.iter().map(|name| sheet(name)).collect()
}

fn media_type(ending: &str) -> &'static str {
    match ending {
        "css" => "text/css; charset=utf-8",
        "js" => "text/javascript",
        "svg" => "image/svg+xml",
        "png" => "image/png",
        "ico" => "image/x-icon",
        "json" => "application/json",
        "txt" => "text/plain; charset=utf-8",
        _ => "application/octet-stream",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_sheet_of_the_folder_is_served() {
        let mut names: Vec<_> = Style::iter().map(|name| name.into_owned()).collect();
        let mut joined: Vec<_> = SHEETS
            .iter()
            .chain([&PAGES, &RESPONSE])
            .map(|name| (*name).to_owned())
            .collect();
        names.sort();
        joined.sort();
        assert_eq!(names, joined);
    }

    #[test]
    fn a_style_sheet_loses_nothing_but_blanks_and_comments() {
        let css = "/* one\n two */\na > b,\n  c:not(.d) e { content: \"→ \"; margin: calc(1px + 2px) }\n/* x */ f { g: h }\n";
        assert_eq!(minified(css), "a>b,c:not(.d) e{content:\"→ \";margin:calc(1px + 2px)}f{g:h}");
    }

    #[test]
    fn a_file_is_sent_as_it_is_until_its_compressed_forms_are_made() {
        let assets = Assets::load();
        let path = assets.path("statusbook.css");
        let accepts: HeaderMap = [(header::ACCEPT_ENCODING, HeaderValue::from_static("br, gzip"))]
            .into_iter()
            .collect();
        let coding = || {
            let response = assets.respond(path, &accepts).unwrap();
            assert_eq!(response.status(), StatusCode::OK);
            response.headers().get(header::CONTENT_ENCODING).cloned()
        };
        assert_eq!(coding(), None);
        assert!(assets.paths().iter().any(|known| known == path));
        assets.compress(path);
        assert_eq!(coding().unwrap(), "br");
    }

    #[test]
    fn every_public_file_has_a_known_type() {
        for name in Public::iter() {
            let ending = name.rsplit_once('.').map_or("", |(_, ending)| ending);
            assert_ne!(media_type(ending), "application/octet-stream", "{name}");
        }
    }
}

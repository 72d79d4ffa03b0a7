//! The page that says how a server of the reader's own returns a status, and what libraries call it.

use super::entry::Entry;
use super::sections::{Block, Layout, Listing, Section, Table};
use crate::book::measured::constants;
use crate::book::{Book, Play, Status};
use crate::code::Code;
use crate::snippets::servers::{SERVERS, ServerResponse};

/// The heading of the table of constants; its id is made from it.
const CONSTANTS: &str = "Constants";
/// Where they are from, as Markdown.
const CONSTANTS_FROM: &str = "Newer versions can have more. The names in .NET and Ktor were read from their sources, \
     [HttpStatusCode.cs](https://github.com/dotnet/runtime/blob/main/src/libraries/System.Net.Primitives/src/System/Net/HttpStatusCode.cs) \
     and [HttpStatusCode.kt](https://github.com/ktorio/ktor/blob/main/ktor-http/common/src/io/ktor/http/HttpStatusCode.kt). \
     The libraries printed the others themselves.";

/// Whether a handler can return the status as its response.
pub fn can(status: &Status) -> bool {
    server_response(status).is_some()
}

/// What the page says first.
pub fn lead(code: Code) -> String {
    format!("How servers and frameworks send a {code}, with the headers that belong to it.")
}

/// For browsers and search engines.
pub fn title(book: &Book, code: Code) -> String {
    let some: Vec<_> = SERVERS.iter().map(|server| server.name).take(4).collect();
    format!("Return {code} {} from {} and others", book.name(code), some.join(", "))
}

/// For the page of the status: leads to each server's code and the constants, as Markdown.
pub fn pointer(status: &Status) -> Option<String> {
    server_response(status)?;
    let page = Entry::Return(status.code).address();
    let has_constants = !constants::names_in_libraries(status.code).is_empty();
    let names = SERVERS
        .iter()
        .map(|server| server.name)
        .chain(has_constants.then_some(CONSTANTS));
    let links: Vec<_> = names.map(|name| format!("[{name}]({page}#{})", slug(name))).collect();
    Some(links.join(" · "))
}

/// A section for each server, then the constants.
pub fn sections(status: &Status) -> Vec<Section<'_>> {
    let Some(response) = server_response(status) else {
        return Vec::new();
    };
    let code = SERVERS.iter().map(|server| {
        let listing = Listing {
            name: server.name,
            syntax: server.syntax,
            text: server.write(&response),
        };
        Section::laid_out(Layout::Wide, slug(server.name), server.name, vec![Block::Listing(listing)])
    });
    let about = format!("[{}](/docs/{}): {}.", status.title(), status.code, status.summary);
    let about = Section::laid_out(Layout::Wide, "about", "", vec![Block::paragraph(about)]);
    std::iter::once(about).chain(code).chain(constants(status)).collect()
}

/// The id of a server's section: its name in lower case, with hyphens.
fn slug(name: &str) -> String {
    let letters = name.to_lowercase().replace(|c: char| !c.is_ascii_alphanumeric(), "-");
    letters
        .split('-')
        .filter(|part| !part.is_empty())
        .collect::<Vec<_>>()
        .join("-")
}

/// Headers that a response must have and that the mock works out. The range counts items, because how many bytes the body has depends
/// on who writes the JSON.
const COMPUTED: &[(u16, &str, &str)] = &[(206, "Content-Range", "items 0-0/10"), (304, "ETag", "\"v1\"")];

fn server_response(status: &Status) -> Option<ServerResponse<'_>> {
    if matches!(
        status.mock.play,
        Play::Interim | Play::Continue | Play::Upgrade | Play::Silent
    ) {
        return None;
    }
    let computed = COMPUTED.iter().filter(|(code, ..)| *code == status.code.number());
    let headers = status
        .headers
        .iter()
        .filter_map(|header| Some((header.name.as_str(), header.value.as_deref()?)))
        .chain(computed.map(|(_, name, value)| (*name, *value)))
        // The mock redirects to a page of its own. A reader's server redirects elsewhere.
        .map(|(name, value)| (name, if name == "Location" { "/new-address" } else { value }));
    Some(ServerResponse {
        status: status.code.number(),
        name: &status.name,
        headers: headers.collect(),
        has_body: status.code.has_body(),
    })
}

/// What libraries call the code.
fn constants(status: &Status) -> Option<Section<'_>> {
    let rows: Vec<_> = constants::names_in_libraries(status.code)
        .into_iter()
        .map(|(language, name)| vec![language.into(), format!("`{name}`").into()])
        .collect();
    if rows.is_empty() {
        return None;
    }
    let table = Table::new(
        "Constants by language",
        vec!["Language", "In its standard or usual library"],
        rows,
    );
    Some(Section::laid_out(
        Layout::Wide,
        slug(CONSTANTS),
        CONSTANTS,
        vec![Block::Table(table), Block::Paragraph(CONSTANTS_FROM.into())],
    ))
}

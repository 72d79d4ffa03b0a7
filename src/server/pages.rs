//! The addresses of the site: which is which page.

use std::sync::Arc;

use axum::Router;
use axum::body::Body;
use axum::routing::{any, get};
use http::header::{self, HeaderName, HeaderValue};
use http::{Response, StatusCode};

use super::data;
use super::guard::KEYS;
use super::keys;
use super::page_request::{Form, PageRequest};
use super::render::{Document, Sharing, busy};
use super::renderer::Busy;
use super::responses::{plain, redirect};
use super::site::Site;
use crate::call::encoding;
use crate::call::path::WORDS;
use crate::call::problem::shorten;
use crate::call::request;
use crate::call::state::FORM;
use crate::call::{PageState, Problem};
use crate::code::Code;
use crate::finding::LONGEST_QUERY;
use crate::random;
use crate::site::{self, Entry, Page};
use crate::snippets::Program;

/// Behind the address of a page: the page as Markdown.
const MARKDOWN: &str = ".md";

/// The parameter of a preview that says which of several responses is shown.
const STATUS: &str = "status";
/// What a preview may do: nothing but look right.
const PREVIEW_POLICY: &str = "sandbox; default-src 'none'; style-src 'unsafe-inline'; img-src data:";

/// A key that a form gives to an option that needs one: long enough that nobody guesses it.
const KEY_LENGTH: usize = 16;
const KEY_LETTERS: &[u8] = b"abcdefghijkmnpqrstuvwxyz23456789";
const KEYS_SALT: u64 = 10;

/// The parameter that asks for the best result itself.
const BEST: &str = "best";

/// A longer search is answered, but not kept for others, in characters.
const LONGEST_KEPT_SEARCH: usize = 100;

/// Every address of the site. What is not here is looked for among the assets, and is else the page that helps.
pub fn router(site: Arc<Site>) -> Router {
    // An error means that it has been done before, by another test of this process.
    let _ = any_spawner::Executor::init_tokio();
    Router::new()
        .route("/", get(front))
        .route("/suggestions", get(suggestions))
        .route(site::api::STATUSES, get(data::statuses))
        .route(&format!("{}/{{code}}", site::api::STATUSES), get(data::status))
        .route("/api/search", get(data::search))
        .route(site::api::SCHEMA, get(data::schema))
        .route("/api/{*rest}", get(data::no_such))
        .route("/llms.txt", get(data::llms))
        .route("/sitemap.xml", get(data::sitemap))
        .route("/opensearch.xml", get(data::opensearch))
        .route(&format!("{}{{page}}", site::CARDS), get(card))
        .route("/docs", get(overview))
        .route("/docs.md", get(overview_markdown))
        .route("/docs/{page}", get(document).post(document))
        .route("/docs/{code}/panel", get(panel).post(panel))
        .route("/docs/{code}/preview", get(preview))
        .route("/docs/{code}/example", get(example))
        .route(KEYS, any(keys::respond))
        .route(&format!("{KEYS}{{*key}}"), any(keys::respond))
        .route("/robots.txt", get(robots))
        .route("/-/health", get(async || plain(StatusCode::OK, "ok\n".to_owned())))
        .fallback(asset_or_missing)
        .with_state(site)
}

async fn front(request: PageRequest) -> Response<Body> {
    let query = query(&request);
    if let Some(address) = named(&request, &query) {
        return redirect(StatusCode::SEE_OTHER, &address);
    }
    // What a search box asks for on Enter. Without a match, the page of results says what to try.
    if !request.parameter(BEST).is_empty() {
        let frame = request.site.frame(request.site.book.last_good(), &request.origin);
        let wanted = query.clone();
        match request.site.renderer.run(move || site::best(&frame, &wanted)).await {
            Ok(Some(address)) => return redirect(StatusCode::SEE_OTHER, &address),
            Ok(None) => {}
            Err(Busy) => return busy(&request.headers),
        }
    }
    let name = if query.is_empty() {
        Some("/".to_owned())
    } else {
        (query.chars().count() <= LONGEST_KEPT_SEARCH).then(|| format!("/?q={query}"))
    };
    let page = Document::Page(Page::Front { query });
    request.respond(name, StatusCode::OK, Sharing::ByAddress, page).await
}

/// What is searched for.
pub fn query(request: &PageRequest) -> String {
    request.parameter("q").trim().chars().take(LONGEST_QUERY).collect()
}

/// The page of a bare code or class, which nobody needs to choose from a list.
fn named(request: &PageRequest, query: &str) -> Option<String> {
    let name = query.to_ascii_lowercase();
    if let Some(code) = Code::parse(&name) {
        // A code without a page has one that says how clients treat it.
        return Some(format!("/docs/{code}"));
    }
    match Entry::at(&request.site.book.newest(), &name)? {
        entry @ Entry::Group(_) => Some(entry.address()),
        _ => None,
    }
}

/// What the list below a search box has.
async fn suggestions(request: PageRequest) -> Response<Body> {
    let query = query(&request);
    let part = Document::Suggestions(query);
    request.respond(None, StatusCode::OK, Sharing::ByAddress, part).await
}

async fn overview(request: PageRequest) -> Response<Body> {
    entry(&request, Entry::Overview).await
}

async fn overview_markdown(request: PageRequest) -> Response<Body> {
    markdown(&request, Entry::Overview, Sharing::ByAddress).await
}

/// A page under `/docs/`, in the form that suits the client or that its address names.
async fn document(request: PageRequest) -> Response<Body> {
    let (name, is_markdown) = match request.name.strip_suffix(MARKDOWN) {
        Some(name) => (name, true),
        None => (request.name.as_str(), false),
    };
    let Some(entry) = Entry::at(&request.site.book.newest(), name) else {
        return missing(&request, Code::parse(name)).await;
    };
    if is_markdown {
        return markdown(&request, entry, Sharing::ByAddress).await;
    }
    self::entry(&request, entry).await
}

async fn entry(request: &PageRequest, entry: Entry) -> Response<Body> {
    match request.form() {
        Form::Markdown => markdown(request, entry, Sharing::ByAccept).await,
        Form::MarkdownForTerminal => markdown(request, entry, Sharing::Never).await,
        Form::Html => html(request, entry).await,
    }
}

/// What the query would fill into the panel has no place in Markdown.
async fn markdown(request: &PageRequest, entry: Entry, sharing: Sharing) -> Response<Body> {
    let name = format!("{}{MARKDOWN}", entry.address());
    request
        .respond(Some(name), StatusCode::OK, sharing, Document::Markdown(entry))
        .await
}

async fn html(request: &PageRequest, entry: Entry) -> Response<Body> {
    if let Entry::Status(code) = entry {
        return status_page(request, code).await;
    }
    let (name, page) = (entry.address(), Document::Page(Page::Entry(entry)));
    request.respond(Some(name), StatusCode::OK, Sharing::ByAccept, page).await
}

async fn status_page(request: &PageRequest, code: Code) -> Response<Body> {
    let state = state(request, code);
    // What is wrong with a request stays in the form in which it was typed: it may be a secret, which no address may hold.
    let is_shareable = state.problems.iter().all(|problem| !is_of_request(problem));
    if request.is_form && !is_shareable {
        let page = Document::Page(Page::Status(Box::new(state)));
        return request.respond(None, StatusCode::BAD_REQUEST, Sharing::Never, page).await;
    }
    // What the form sends without script is more than the state: the reader goes on to the address that can be shared.
    if request.is_form || sent_by_form(request) {
        return redirect(StatusCode::SEE_OTHER, &shared_address(&state));
    }
    let (name, status) = (cache_name("", &state), status(&state));
    let page = Document::Page(Page::Status(Box::new(state)));
    request.respond(Some(name), status, Sharing::ByAccept, page).await
}

async fn panel(request: PageRequest) -> Response<Body> {
    let Some(code) = code_at(&request) else {
        return missing(&request, Code::parse(&request.name)).await;
    };
    let state = state(&request, code);
    // The page's program shows the errors; a failed load would be one more, in the browser's console.
    let status = if request.is_form { StatusCode::OK } else { status(&state) };
    let part = if request.is_form && !state.problems.is_empty() {
        "/panel by form"
    } else {
        "/panel"
    };
    let name = cache_name(part, &state);
    let is_shareable = state.problems.iter().all(|problem| !is_of_request(problem));
    // Each would be one more page in the cache that nobody asks for again.
    let has_new_key = state.call.settings.key.is_some() && request.parameter("key").is_empty();
    let panel = Document::Panel(Box::new(state));
    // A form may have been given a key of its own.
    let is_own = request.is_form || sent_by_form(&request);
    let sharing = if is_own { Sharing::Never } else { Sharing::ByAddress };
    request
        .respond(Some(name).filter(|_| is_shareable && !has_new_key), status, sharing, panel)
        .await
}

/// The HTML that a call would return, in an address of its own for a frame that runs nothing. Counts nothing.
async fn preview(request: PageRequest) -> Response<Body> {
    let Some(code) = code_at(&request) else {
        return missing(&request, None).await;
    };
    let state = state(&request, code);
    let frame = request.site.frame(request.site.book.last_good(), &request.origin);
    let wanted = request.parameter(STATUS).parse().ok();
    let Some(body) = site::html_reply(&frame, &state, wanted).filter(|_| state.problems.is_empty()) else {
        return plain(StatusCode::NOT_FOUND, "This call returns no HTML.\n".to_owned());
    };
    let mut response = Response::new(Body::from(body));
    let fixed = [
        (header::CONTENT_TYPE, "text/html; charset=utf-8"),
        (header::CACHE_CONTROL, "private, no-store"),
        (header::CONTENT_SECURITY_POLICY, PREVIEW_POLICY),
        (HeaderName::from_static("x-robots-tag"), "noindex, nofollow"),
        (HeaderName::from_static("cross-origin-resource-policy"), "same-origin"),
    ];
    for (name, value) in fixed {
        response.headers_mut().insert(name, HeaderValue::from_static(value));
    }
    response
}

/// The program of a panel's state as a file.
async fn example(request: PageRequest) -> Response<Body> {
    let Some(code) = code_at(&request) else {
        return missing(&request, Code::parse(&request.name)).await;
    };
    let state = state(&request, code);
    if let Some(problem) = state.problems.first() {
        return plain(StatusCode::BAD_REQUEST, format!("{}\n", problem.message));
    }
    let frame = request.site.frame(request.site.book.last_good(), &request.origin);
    let (text, saved) = site::program(&frame, &state);
    let mut response = plain(StatusCode::OK, text);
    if let Ok(disposition) = HeaderValue::from_str(&format!("attachment; filename=\"{}\"", saved.name())) {
        response.headers_mut().insert(header::CONTENT_DISPOSITION, disposition);
    }
    response
}

/// The picture for a link to a page.
async fn card(request: PageRequest) -> Response<Body> {
    let Some(entry) = site::page_of(&request.site.book.last_good(), &request.name) else {
        return missing(&request, None).await;
    };
    let key = site::card_path(entry.as_ref());
    let mut response = request
        .respond(Some(key), StatusCode::OK, Sharing::ByAddress, Document::Card(entry))
        .await;
    let policy = HeaderValue::from_static("cross-origin");
    response
        .headers_mut()
        .insert(HeaderName::from_static("cross-origin-resource-policy"), policy);
    response
}

/// The mock is for programs that know what they ask for. Its pages in an index would bury the pages of the site.
async fn robots(request: PageRequest) -> Response<Body> {
    let codes = (1..=9).map(|digit| digit.to_string());
    let words = WORDS.iter().map(|(word, _)| (*word).to_owned());
    let parts = [
        "docs/*/panel",
        "docs/*/example",
        "docs/*/preview",
        "docs/*/wire",
        "suggestions",
    ]
    .map(str::to_owned);
    let rules: String = codes
        .chain(words)
        .chain(parts)
        .map(|start| format!("Disallow: /{start}\n"))
        .collect();
    let sitemap = format!("Sitemap: {}/sitemap.xml\n", request.origin.text);
    plain(StatusCode::OK, format!("User-agent: *\n{rules}\n{sitemap}"))
}

async fn asset_or_missing(request: PageRequest) -> Response<Body> {
    match request.site.assets.respond(&request.path, &request.headers) {
        Some(response) => response,
        None => missing(&request, None).await,
    }
}

/// No page at this address: HTML for those who ask for it, else a line.
pub async fn missing(request: &PageRequest, code: Option<Code>) -> Response<Body> {
    if request.names_html() {
        let page = Page::Missing {
            path: request.path.clone(),
            code,
        };
        return request
            .respond(None, StatusCode::NOT_FOUND, Sharing::ByAccept, Document::Page(page))
            .await;
    }
    let path = shorten(&request.path);
    let text = format!("There is no page at {path}. Pages are at /docs/502 and so on. The mock is at /502.\n");
    let mut response = plain(StatusCode::NOT_FOUND, text);
    response
        .headers_mut()
        .insert(header::VARY, HeaderValue::from_static("Accept"));
    response
}

/// Whether the form of the options sent this, and not somebody who wrote an address.
fn sent_by_form(request: &PageRequest) -> bool {
    encoding::pairs(&request.query).any(|(name, _)| name == FORM)
}

fn is_of_request(problem: &Problem) -> bool {
    matches!(problem.option.as_deref(), Some(request::HEADER | request::BODY))
}

/// The code in the address, if it has a page.
pub fn code_at(request: &PageRequest) -> Option<Code> {
    match Entry::at(&request.site.book.newest(), &request.name)? {
        Entry::Status(code) => Some(code),
        _ => None,
    }
}

/// The state of the panel that the address names, within this server's caps.
pub fn state(request: &PageRequest, code: Code) -> PageState {
    let mut state = PageState::read(code, &request.query);
    if sent_by_form(request) {
        state.complete(&random::text(fastrand::u64(..), KEYS_SALT, KEY_LETTERS, KEY_LENGTH));
    }
    state.apply_caps(&request.site.config.caps());
    // A language that is not offered is none at all, and must not make an entry of its own in the cache.
    state.lang = state.lang.filter(|lang| Program::named(Some(lang)).id() == *lang);
    state
}

/// The status of a page or fragment in this state: a value that is not understood is the reader's mistake.
fn status(state: &PageState) -> StatusCode {
    if state.problems.is_empty() {
        StatusCode::OK
    } else {
        StatusCode::BAD_REQUEST
    }
}

/// The address of the page in that state, with what was not understood as it was typed.
fn shared_address(state: &PageState) -> String {
    let query = state.typed_query();
    let mark = if query.is_empty() { "" } else { "?" };
    format!("/docs/{}{mark}{query}", state.page)
}

/// The canonical address of a state; one with problems also says which.
fn cache_name(part: &str, state: &PageState) -> String {
    let problems: String = state
        .problems
        .iter()
        .map(|problem| {
            format!(
                "!{}={}",
                problem.option.as_deref().unwrap_or(""),
                problem.value.as_deref().unwrap_or("")
            )
        })
        .collect();
    format!("/docs/{}{part}?{}{problems}", state.page, state.query())
}

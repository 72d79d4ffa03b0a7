//! The site over HTTP: which address is which page, rendered by Leptos once and kept.

use std::sync::Arc;

use axum::Router;
use axum::body::Body;
use axum::extract::{Path, RawQuery, State};
use axum::routing::get;
use bytes::Bytes;
use http::header::{self, HeaderMap, HeaderValue};
use http::{Request, Response, StatusCode, Uri};
use http_body_util::BodyExt;
use leptos::config::LeptosOptions;
use leptos::nonce::Nonce;
use leptos::prelude::provide_context;

use super::cache::{Key, Rendered};
use super::compression::{Content, Effort};
use super::guard::{self, plain};
use super::mocked;
use super::origin::Origin;
use super::seam;
use super::state::{self, Site};
use crate::book::{Book, BookError};
use crate::call::PageState;
use crate::call::encoding;
use crate::call::state::FORM;
use crate::call::target::{LONGEST_LIST, LONGEST_SET};
use crate::code::Code;
use crate::site::{self, Frame, Links, Page};
use crate::snippets;
use crate::store::{KEPT_FOR, MOST_NAMES};

type Shared = State<Arc<Site>>;
type Known = axum::Extension<Origin>;

/// Every address of the site. What is not here is looked for among the assets, and is else the page that helps.
pub fn router(site: Arc<Site>) -> Router {
    // An error means that it has been done before, by another test of this process.
    let _ = any_spawner::Executor::init_tokio();
    Router::new()
        .route("/", get(front))
        .route("/docs/mock", get(manual))
        .route("/docs/{page}", get(document))
        .route("/docs/{code}/panel", get(panel))
        .route("/docs/{code}/example", get(example))
        .route("/-/keys/{key}", get(key_record).delete(key_forgotten))
        .route("/robots.txt", get(robots))
        .route("/-/health", get(async || plain(StatusCode::OK, "ok\n".to_owned())))
        .fallback(asset_or_missing)
        .with_state(site)
}

async fn front(State(site): Shared, origin: Known, headers: HeaderMap, RawQuery(query): RawQuery) -> Response<Body> {
    let words = query
        .as_deref()
        .and_then(|query| encoding::pairs(query).find(|(name, _)| *name == "q"))
        .and_then(|(_, value)| encoding::decode_query(value).ok())
        .map(|words| words.trim().chars().take(100).collect::<String>())
        .unwrap_or_default();
    let name = if words.is_empty() {
        "/".to_owned()
    } else {
        format!("/?q={words}")
    };
    page(&site, &origin, &headers, name, StatusCode::OK, |_| Page::Front {
        query: words,
    })
    .await
}

async fn manual(State(site): Shared, origin: Known, headers: HeaderMap) -> Response<Body> {
    page(&site, &origin, &headers, "/docs/mock".to_owned(), StatusCode::OK, |_| {
        Page::Manual
    })
    .await
}

async fn document(
    State(site): Shared,
    origin: Known,
    headers: HeaderMap,
    Path(name): Path<String>,
    RawQuery(query): RawQuery,
) -> Response<Body> {
    let Some(code) = Code::parse(&name) else {
        return missing(&site, &origin, &headers, format!("/docs/{name}"), None).await;
    };
    if site.shelf.last_good().get(code).is_none() {
        return missing(&site, &origin, &headers, format!("/docs/{name}"), Some(code)).await;
    }
    let state = state(&site, code, query.as_deref());
    // What the form sends without script is more than the state: the reader goes on to the address that can be shared.
    if encoding::pairs(query.as_deref().unwrap_or("")).any(|(name, _)| name == FORM) {
        return moved(&format!("/docs/{code}"), &state);
    }
    let status = if state.problems.is_empty() {
        StatusCode::OK
    } else {
        StatusCode::BAD_REQUEST
    };
    page(&site, &origin, &headers, key("", &state), status, |_| {
        Page::Status(Box::new(state))
    })
    .await
}

async fn panel(
    State(site): Shared,
    origin: Known,
    headers: HeaderMap,
    Path(name): Path<String>,
    RawQuery(query): RawQuery,
) -> Response<Body> {
    let Some(code) = Code::parse(&name).filter(|code| site.shelf.last_good().get(*code).is_some()) else {
        return missing(&site, &origin, &headers, format!("/docs/{name}/panel"), None).await;
    };
    let state = state(&site, code, query.as_deref());
    let status = if state.problems.is_empty() {
        StatusCode::OK
    } else {
        StatusCode::BAD_REQUEST
    };
    let rendered = kept(&site, &origin, key("/panel", &state), async |frame| Rendered {
        status,
        content: Content::new(seam::repair_markup(&site::panel_fragment(&frame, &state)), Effort::Page),
        policy: None,
    })
    .await;
    send(rendered, &headers)
}

/// The program of a panel's state as a file.
async fn example(
    State(site): Shared,
    origin: Known,
    headers: HeaderMap,
    Path(name): Path<String>,
    RawQuery(query): RawQuery,
) -> Response<Body> {
    let Some(code) = Code::parse(&name).filter(|code| site.shelf.last_good().get(*code).is_some()) else {
        return missing(&site, &origin, &headers, format!("/docs/{name}/example"), None).await;
    };
    let state = state(&site, code, query.as_deref());
    if let Some(problem) = state.problems.first() {
        return plain(StatusCode::BAD_REQUEST, format!("{}\n", problem.message));
    }
    let (text, client) = site::program(&frame(&site, site.shelf.last_good(), &origin), &state);
    let mut answer = plain(StatusCode::OK, text);
    if let Ok(disposition) = HeaderValue::from_str(&format!("attachment; filename=\"{}\"", client.file)) {
        answer.headers_mut().insert(header::CONTENT_DISPOSITION, disposition);
    }
    answer
}

/// What a key's client did, as JSON.
async fn key_record(State(site): Shared, Path(name): Path<String>) -> Response<Body> {
    #[derive(serde::Serialize)]
    struct Record<'a> {
        key: &'a str,
        calls: Vec<Counted>,
    }
    #[derive(serde::Serialize)]
    struct Counted {
        call: String,
        count: u64,
    }
    let calls: Vec<_> = site
        .store
        .record(&name)
        .await
        .into_iter()
        .map(|(call, count)| Counted { call, count })
        .collect();
    let status = if calls.is_empty() {
        StatusCode::NOT_FOUND
    } else {
        StatusCode::OK
    };
    let text = serde_json::to_string_pretty(&Record { key: &name, calls }).unwrap_or_default();
    let mut answer = plain(status, format!("{text}\n"));
    answer
        .headers_mut()
        .insert(header::CONTENT_TYPE, HeaderValue::from_static("application/json"));
    answer
        .headers_mut()
        .insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    answer
}

/// Starts a key anew: 204, or 404 if it was not known.
async fn key_forgotten(State(site): Shared, Path(name): Path<String>) -> Response<Body> {
    if site.store.forget(&name).await {
        let mut answer = Response::new(Body::empty());
        *answer.status_mut() = StatusCode::NO_CONTENT;
        answer
    } else {
        plain(
            StatusCode::NOT_FOUND,
            format!("No state is kept for the key {}.\n", crate::call::problem::shorten(&name)),
        )
    }
}

/// The mock is for programs that know what they ask; every number of it in an index would bury the pages.
async fn robots() -> Response<Body> {
    let digits: String = (1..=9).map(|digit| format!("Disallow: /{digit}\n")).collect();
    plain(
        StatusCode::OK,
        format!(
            "User-agent: *\n{digits}Disallow: /random/\nDisallow: /sequence/\nDisallow: /status/\nDisallow: /docs/*/panel\nDisallow: /docs/*/example\n"
        ),
    )
}

async fn asset_or_missing(State(site): Shared, origin: Known, headers: HeaderMap, uri: Uri) -> Response<Body> {
    if let Some(answer) = site.assets.respond(uri.path(), &headers) {
        return answer;
    }
    missing(&site, &origin, &headers, uri.path().to_owned(), None).await
}

async fn missing(site: &Arc<Site>, origin: &Origin, headers: &HeaderMap, path: String, code: Option<Code>) -> Response<Body> {
    let wants_html = headers
        .get_all(header::ACCEPT)
        .iter()
        .any(|accept| accept.to_str().is_ok_and(|text| text.contains("text/html")));
    if !wants_html {
        return plain(
            StatusCode::NOT_FOUND,
            format!(
                "There is no page at {}. Pages are at /docs/502 and so on, the mock is at /502.\n",
                crate::call::problem::shorten(&path)
            ),
        );
    }
    // Anybody can make up paths: these pages are rendered each time and never kept.
    let rendered = match site.shelf.book() {
        Ok((book, _)) => {
            rendered(
                site,
                frame(site, book, origin),
                Page::Missing { path, code },
                StatusCode::NOT_FOUND,
            )
            .await
        }
        Err(error) => return broken_book(&error),
    };
    send(Ok(Arc::new(rendered)), headers)
}

/// To the page in that state, with what was not understood as it was typed.
fn moved(path: &str, state: &PageState) -> Response<Body> {
    let typed = state.problems.iter().filter_map(|problem| {
        let (name, value) = (problem.option.as_deref()?, problem.value.as_deref()?);
        Some(format!("{name}={}", encoding::encode(value)))
    });
    let query: Vec<_> = [state.query()]
        .into_iter()
        .filter(|query| !query.is_empty())
        .chain(typed)
        .collect();
    let mark = if query.is_empty() { "" } else { "?" };
    let location = format!("{path}{mark}{}", query.join("&"));
    let mut answer = plain(StatusCode::SEE_OTHER, format!("{location}\n"));
    if let Ok(location) = HeaderValue::from_str(&location) {
        answer.headers_mut().insert(header::LOCATION, location);
    }
    answer
}

/// The state of a panel as its query says, within this server's caps.
fn state(site: &Site, code: Code, query: Option<&str>) -> PageState {
    let mut state = PageState::read(code, query.unwrap_or(""));
    state.limit(crate::call::options::Caps {
        longest_delay: site.settings.longest_delay,
    });
    // A language that is not offered is none at all, and must not make an entry of its own in the cache.
    state.lang = state.lang.filter(|lang| snippets::client(Some(lang)).id == lang);
    state
}

/// The canonical address of a state; one with problems also says which.
fn key(part: &str, state: &PageState) -> String {
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

async fn page(
    site: &Arc<Site>,
    origin: &Origin,
    headers: &HeaderMap,
    name: String,
    status: StatusCode,
    make: impl FnOnce(&Frame) -> Page,
) -> Response<Body> {
    let answer = kept(site, origin, name, async |frame| {
        let page = make(&frame);
        rendered(site, frame, page, status).await
    })
    .await;
    send(answer, headers)
}

/// The rendered thing of that name, from the cache or made now. Origins that anybody can make up are never kept.
async fn kept(
    site: &Arc<Site>,
    origin: &Origin,
    name: String,
    make: impl AsyncFnOnce(Frame) -> Rendered,
) -> Result<Arc<Rendered>, BookError> {
    let (book, edition) = site.shelf.book()?;
    let key = Key {
        page: name,
        origin: origin.text.clone(),
        edition,
    };
    if let Some(found) = site.pages.get(&key) {
        return Ok(found);
    }
    let _turn = site.renders.acquire().await;
    // Somebody may have made it while this one waited for its turn.
    if let Some(found) = site.pages.get(&key) {
        return Ok(found);
    }
    let made = Arc::new(make(frame(site, book, origin)).await);
    if origin.known {
        site.pages.keep(key, made.clone());
    }
    Ok(made)
}

async fn rendered(site: &Site, frame: Frame, page: Page, status: StatusCode) -> Rendered {
    let with_client = site.assets.client().is_some();
    let render = leptos_axum::render_app_async_with_context(
        // A nonce would make every rendering differ; the policy names hashes instead.
        || provide_context(Nonce::from_value("")),
        move || page.clone().view(&frame),
    );
    let response = render(Request::new(Body::empty())).await;
    let html = match response.into_body().collect().await {
        Ok(collected) => collected.to_bytes(),
        Err(error) => {
            tracing::error!(%error, "a page was not rendered to its end");
            Bytes::new()
        }
    };
    let (html, policy) = seam::finish(&String::from_utf8_lossy(&html), with_client);
    Rendered {
        status,
        content: Content::new(html, Effort::Page),
        policy: Some(policy),
    }
}

fn frame(site: &Site, book: Arc<Book>, origin: &Origin) -> Frame {
    let path = |name: &str| site.assets.path(name).to_owned();
    Frame {
        book,
        origin: origin.text.clone(),
        longest_delay: site.settings.longest_delay,
        bounds: bounds(),
        report_url: site.settings.report_url.clone(),
        links: Links {
            style_sheet: path("statusbook.css"),
            icons: path("icons.svg"),
            favicon: path("favicon.svg"),
            touch_icon: path("touch-icon.png"),
            module: path("client.js"),
            wasm: path("client.wasm"),
        },
        client: site
            .assets
            .client()
            .map(|name| LeptosOptions::builder().output_name(name).site_pkg_dir("assets").build()),
    }
}

/// The bounds that callers may run into, where they are set.
fn bounds() -> Vec<(&'static str, String)> {
    vec![
        ("Target of a request", format!("{} bytes", guard::LONGEST_TARGET)),
        (
            "Head of a request",
            format!("{} fields, {} bytes", guard::HEAD_FIELDS, guard::HEAD_BYTES),
        ),
        (
            "Body of a request",
            format!("{} bytes, within {} s", mocked::BODY_BYTES, mocked::BODY_TIME.as_secs()),
        ),
        (
            "Body that echo and body=request repeat",
            format!("{} bytes", mocked::ECHOED_BYTES),
        ),
        (
            "Items of a set, steps of a sequence",
            format!("{LONGEST_SET}, {LONGEST_LIST}"),
        ),
        ("Calls that wait at one time", state::WAITING_CALLS.to_string()),
        ("Keys with their calls, remembered at one time", MOST_NAMES.to_string()),
        ("Time that an unused key is remembered", format!("{} s", KEPT_FOR.as_secs())),
    ]
}

fn send(rendered: Result<Arc<Rendered>, BookError>, request: &HeaderMap) -> Response<Body> {
    let rendered = match rendered {
        Ok(rendered) => rendered,
        Err(error) => return broken_book(&error),
    };
    let mut response = rendered.content.respond(rendered.status, request);
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("text/html; charset=utf-8"));
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-cache"));
    if let Some(Ok(policy)) = rendered.policy.as_deref().map(HeaderValue::from_str) {
        headers.insert(header::CONTENT_SECURITY_POLICY, policy);
    }
    response
}

/// Only in debug builds, where a writer has just saved a mistake: where it is.
fn broken_book(error: &BookError) -> Response<Body> {
    plain(
        StatusCode::SERVICE_UNAVAILABLE,
        format!("The book has a mistake.\n\n{error}\n"),
    )
}

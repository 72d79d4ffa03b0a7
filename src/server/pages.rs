//! The addresses of the site: which is which page.

use std::convert::Infallible;
use std::sync::Arc;

use axum::body::Body;
use axum::extract::{FromRequestParts, Path, State};
use axum::routing::get;
use axum::{RequestPartsExt, Router};
use http::header::{self, HeaderMap, HeaderValue};
use http::request::Parts;
use http::{Response, StatusCode};

use super::guard::plain;
use super::mocked;
use super::origin::Origin;
use super::render;
use super::state::Site;
use crate::call::PageState;
use crate::call::encoding;
use crate::call::options;
use crate::call::problem::shorten;
use crate::call::state::FORM;
use crate::code::Code;
use crate::mock::Refusal;
use crate::site::{self, Entry, Page};
use crate::snippets;
use crate::store::{Kind, MOST_RECORDED};

/// How clients for terminals begin their User-Agent; they show what they get as it is.
const TERMINALS: [&str; 4] = ["curl/", "wget/", "wget2/", "httpie/"];

/// Between the name of a page and nothing: the page as Markdown.
const MARKDOWN: &str = ".md";

/// Longest search, in characters.
const LONGEST_SEARCH: usize = 100;

/// Every address of the site. What is not here is looked for among the assets, and is else the page that helps.
pub fn router(site: Arc<Site>) -> Router {
    // An error means that it has been done before, by another test of this process.
    let _ = any_spawner::Executor::init_tokio();
    Router::new()
        .route("/", get(front))
        .route("/docs/{page}", get(document))
        .route("/docs/{code}/panel", get(panel))
        .route("/docs/{code}/example", get(example))
        .route("/-/keys/{key}", get(key_record).delete(key_forgotten))
        .route("/robots.txt", get(robots))
        .route("/-/health", get(async || plain(StatusCode::OK, "ok\n".to_owned())))
        .fallback(asset_or_missing)
        .with_state(site)
}

/// What handlers need to know of a request.
struct Ask {
    site: Arc<Site>,
    origin: Origin,
    headers: HeaderMap,
    path: String,
    /// The variable part of the address; empty where it has none.
    name: String,
    query: String,
}

impl FromRequestParts<Arc<Site>> for Ask {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, site: &Arc<Site>) -> Result<Self, Infallible> {
        // A name that is no UTF-8 is the name of nothing.
        let name = parts
            .extract::<Path<String>>()
            .await
            .map(|Path(name)| name)
            .unwrap_or_default();
        let nowhere = Origin {
            text: String::new(),
            known: false,
        };
        Ok(Self {
            site: site.clone(),
            origin: parts.extensions.get().cloned().unwrap_or(nowhere),
            headers: parts.headers.clone(),
            path: parts.uri.path().to_owned(),
            name,
            query: parts.uri.query().unwrap_or("").to_owned(),
        })
    }
}

impl Ask {
    async fn page(&self, key: String, status: StatusCode, page: Page) -> Response<Body> {
        render::page(&self.site, &self.origin, &self.headers, key, status, page).await
    }

    /// No page: HTML for those who accept it, else a line.
    async fn missing(&self, code: Option<Code>) -> Response<Body> {
        let mut accepts = self.headers.get_all(header::ACCEPT).iter();
        if !accepts.any(|accept| accept.to_str().is_ok_and(|text| text.contains("text/html"))) {
            let path = shorten(&self.path);
            let text = format!("There is no page at {path}. Pages are at /docs/502 and so on, the mock is at /502.\n");
            return plain(StatusCode::NOT_FOUND, text);
        }
        let page = Page::Missing {
            path: self.path.clone(),
            code,
        };
        render::passing(&self.site, &self.origin, &self.headers, StatusCode::NOT_FOUND, page).await
    }

    /// The code that this names, if it has a page; or the page that helps.
    async fn known(&self, name: &str) -> Result<Code, Response<Body>> {
        let code = Code::parse(name);
        match code.filter(|code| self.site.shelf.last_good().get(*code).is_some()) {
            Some(known) => Ok(known),
            None => Err(self.missing(code).await),
        }
    }

    /// Whether Markdown is the better form for this client: it says so, or it is one that shows markup as it is and did not ask for HTML.
    fn prefers_markdown(&self) -> bool {
        let has = |name, wanted: &str| {
            let mut values = self
                .headers
                .get_all(name)
                .iter()
                .filter_map(|value: &HeaderValue| value.to_str().ok());
            values.any(|value| value.to_ascii_lowercase().contains(wanted))
        };
        if has(header::ACCEPT, "text/html") {
            return false;
        }
        let agent = self.headers.get(header::USER_AGENT).and_then(|value| value.to_str().ok());
        let agent = agent.unwrap_or_default().to_ascii_lowercase();
        has(header::ACCEPT, "text/markdown") || TERMINALS.iter().any(|terminal| agent.starts_with(terminal))
    }

    /// The entry of that name, or the page that helps.
    async fn entry(&self, name: &str) -> Result<Entry, Response<Body>> {
        let entry = Entry::at(&self.site.shelf.last_good(), name);
        match entry {
            Some(entry) => Ok(entry),
            None => Err(self.missing(Code::parse(name)).await),
        }
    }

    /// An entry as Markdown. A query would only change its panel, which Markdown doesn't have.
    async fn markdown(&self, entry: &Entry) -> Response<Body> {
        let key = format!("{}{MARKDOWN}", entry.address());
        render::markdown(&self.site, &self.origin, &self.headers, key, |frame| entry.markdown(frame)).await
    }

    /// The state of the panel that the address names, within this server's caps; or the page that helps.
    async fn state(&self) -> Result<PageState, Response<Body>> {
        let known = self.known(&self.name).await?;
        let mut state = PageState::read(known, &self.query);
        state.limit(&self.site.settings.caps());
        // A language that is not offered is none at all, and must not make an entry of its own in the cache.
        state.lang = state.lang.filter(|lang| snippets::client(Some(lang)).id == lang);
        Ok(state)
    }

    /// The first value of a query parameter, decoded; empty if it is not there.
    fn parameter(&self, wanted: &str) -> String {
        let value = encoding::pairs(&self.query).find(|(name, _)| *name == wanted);
        value
            .and_then(|(_, value)| encoding::decode_query(value).ok())
            .unwrap_or_default()
    }
}

/// The status of a page or fragment in this state: a value that is not understood is the reader's mistake.
fn status(state: &PageState) -> StatusCode {
    if state.problems.is_empty() {
        StatusCode::OK
    } else {
        StatusCode::BAD_REQUEST
    }
}

async fn front(ask: Ask) -> Response<Body> {
    let query: String = ask.parameter("q").trim().chars().take(LONGEST_SEARCH).collect();
    let key = if query.is_empty() {
        "/".to_owned()
    } else {
        format!("/?q={query}")
    };
    ask.page(key, StatusCode::OK, Page::Front { query }).await
}

/// A page, in the form that suits the client.
async fn document(ask: Ask) -> Response<Body> {
    if let Some(name) = ask.name.strip_suffix(MARKDOWN) {
        return match ask.entry(name).await {
            Ok(entry) => ask.markdown(&entry).await,
            Err(answer) => answer,
        };
    }
    let mut answer = match ask.entry(&ask.name).await {
        Ok(entry) if ask.prefers_markdown() => ask.markdown(&entry).await,
        Ok(Entry::Status(_)) => status_page(&ask).await,
        Ok(entry) => ask.page(entry.address(), StatusCode::OK, Page::Entry(entry)).await,
        Err(answer) => answer,
    };
    answer
        .headers_mut()
        .insert(header::VARY, HeaderValue::from_static("Accept-Encoding, Accept, User-Agent"));
    answer
}

async fn status_page(ask: &Ask) -> Response<Body> {
    let state = match ask.state().await {
        Ok(state) => state,
        Err(answer) => return answer,
    };
    // What the form sends without script is more than the state: the reader goes on to the address that can be shared.
    if encoding::pairs(&ask.query).any(|(name, _)| name == FORM) {
        return moved(&state);
    }
    ask.page(key("", &state), status(&state), Page::Status(Box::new(state))).await
}

async fn panel(ask: Ask) -> Response<Body> {
    let state = match ask.state().await {
        Ok(state) => state,
        Err(answer) => return answer,
    };
    let make = |frame: &_| site::panel_fragment(frame, &state);
    render::fragment(
        &ask.site,
        &ask.origin,
        &ask.headers,
        key("/panel", &state),
        status(&state),
        make,
    )
    .await
}

/// The program of a panel's state as a file.
async fn example(ask: Ask) -> Response<Body> {
    let state = match ask.state().await {
        Ok(state) => state,
        Err(answer) => return answer,
    };
    if let Some(problem) = state.problems.first() {
        return plain(StatusCode::BAD_REQUEST, format!("{}\n", problem.message));
    }
    let frame = render::frame(&ask.site, ask.site.shelf.last_good(), &ask.origin);
    let (text, client) = site::program(&frame, &state);
    let mut answer = plain(StatusCode::OK, text);
    if let Ok(disposition) = HeaderValue::from_str(&format!("attachment; filename=\"{}\"", client.file)) {
        answer.headers_mut().insert(header::CONTENT_DISPOSITION, disposition);
    }
    answer
}

/// Only what the option `key` takes is a key; what stands for clients without one is nobody's to see. The refusal of anything else.
fn no_key(name: &str) -> Option<Response<Body>> {
    let problem = options::find("key")?.read(name).err()?;
    Some(mocked::refuse(&Refusal::from(problem), &HeaderMap::new()))
}

/// What a key's client did, as JSON.
async fn key_record(State(site): State<Arc<Site>>, Path(name): Path<String>) -> Response<Body> {
    if let Some(refusal) = no_key(&name) {
        return refusal;
    }
    #[derive(serde::Serialize)]
    struct KeyRecord<'a> {
        key: &'a str,
        calls: Vec<KeyCall>,
        #[serde(skip_serializing_if = "Option::is_none")]
        note: Option<String>,
    }
    #[derive(serde::Serialize)]
    struct KeyCall {
        call: Box<str>,
        /// A quota, which counts the calls of its latest window, and not all of them.
        #[serde(skip_serializing_if = "Option::is_none")]
        kind: Option<&'static str>,
        count: u64,
    }
    let record = match site.store.record(&name).await {
        Ok(record) => record,
        Err(error) => return mocked::refuse(&mocked::store_refusal(error), &HeaderMap::new()),
    };
    let calls: Vec<_> = record
        .calls
        .into_iter()
        .map(|counted| KeyCall {
            call: counted.call,
            kind: match counted.kind {
                Kind::Calls => None,
                Kind::Window => Some("limit"),
            },
            count: counted.count,
        })
        .collect();
    let note = (!record.complete).then(|| format!("This key has more calls. These are the first {MOST_RECORDED} of them."));
    let status = if calls.is_empty() {
        StatusCode::NOT_FOUND
    } else {
        StatusCode::OK
    };
    let text = serde_json::to_string_pretty(&KeyRecord { key: &name, calls, note }).unwrap_or_default();
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
async fn key_forgotten(State(site): State<Arc<Site>>, Path(name): Path<String>) -> Response<Body> {
    if let Some(refusal) = no_key(&name) {
        return refusal;
    }
    match site.store.forget(&name).await {
        Ok(true) => {
            let mut answer = Response::new(Body::empty());
            *answer.status_mut() = StatusCode::NO_CONTENT;
            answer
        }
        Ok(false) => plain(
            StatusCode::NOT_FOUND,
            format!("No state is kept for the key {}.\n", shorten(&name)),
        ),
        Err(error) => mocked::refuse(&mocked::store_refusal(error), &HeaderMap::new()),
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

async fn asset_or_missing(ask: Ask) -> Response<Body> {
    match ask.site.assets.respond(&ask.path, &ask.headers) {
        Some(answer) => answer,
        None => ask.missing(None).await,
    }
}

/// To the page in that state, with what was not understood as it was typed.
fn moved(state: &PageState) -> Response<Body> {
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
    let location = format!("/docs/{}{mark}{}", state.page, query.join("&"));
    let mut answer = plain(StatusCode::SEE_OTHER, format!("{location}\n"));
    if let Ok(location) = HeaderValue::from_str(&location) {
        answer.headers_mut().insert(header::LOCATION, location);
    }
    answer
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

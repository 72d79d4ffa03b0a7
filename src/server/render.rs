//! Pages and their parts: rendered once, on the renderer's thread, then kept in the cache.

use std::sync::Arc;

use axum::body::Body;
use http::header::{self, HeaderMap, HeaderName, HeaderValue};
use http::{Request, Response, StatusCode};
use http_body_util::BodyExt;
use leptos::nonce::Nonce;
use leptos::prelude::provide_context;

use super::cache::{Key, Rendered};
use super::compression::{Effort, Encoded, Encoding};
use super::page_request::PageRequest;
use super::postprocess;
use super::renderer::Busy;
use super::responses::{plain, refuse};
use super::site::Site;
use crate::book::BookError;
use crate::call::PageState;
use crate::highlight;
use crate::mock::Refusal;
use crate::site::{Entry, Frame, Page, WireView, card, panel_fragment, suggestions, wire_fragment};

const HTML: &str = "text/html; charset=utf-8";
const MARKDOWN: &str = "text/markdown; charset=utf-8";

/// What is rendered.
pub enum Document {
    /// A whole page.
    Page(Page),
    /// The inside of a panel.
    Panel(Box<PageState>),
    /// A page as Markdown.
    Markdown(Entry),
    /// What went over the wire, as a part of a panel.
    Wire(WireView),
    /// What is suggested for a search.
    Suggestions(String),
    /// The picture for links to a page; `None` for the front page.
    Card(Option<Entry>),
}

impl Document {
    /// A document of the book is what all its readers get. Others are one of countless states.
    fn effort(&self) -> Effort {
        match self {
            Self::Page(Page::Entry(_)) | Self::Markdown(_) => Effort::Book,
            Self::Page(Page::Status(state)) if state.query().is_empty() && state.problems.is_empty() => Effort::Book,
            _ => Effort::Page,
        }
    }
}

/// Who may keep a response.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sharing {
    /// The address names it.
    ByAddress,
    /// The address and `Accept` name it.
    ByAccept,
    /// It was made for this kind of client: nobody may keep it. `Vary: User-Agent` would be the other way to say that, and keeps
    /// every shared cache from keeping the page at all.
    Never,
}

impl Sharing {
    const fn vary(self) -> &'static str {
        match self {
            Self::ByAddress => "Accept-Encoding",
            Self::ByAccept | Self::Never => "Accept-Encoding, Accept",
        }
    }

    const fn cache_control(self) -> &'static str {
        match self {
            Self::ByAddress | Self::ByAccept => "no-cache",
            Self::Never => "private, no-store",
        }
    }
}

impl PageRequest {
    /// The response with a document, from the cache or rendered now. `name` is path and canonical query; without one, the document
    /// is never kept, because anybody can make up its address.
    pub async fn respond(
        &self,
        name: Option<String>,
        status: StatusCode,
        sharing: Sharing,
        document: Document,
    ) -> Response<Body> {
        let (book, version) = match self.site.book.book() {
            Ok(current) => current,
            Err(error) => return broken_book(&error),
        };
        // Names of hosts that anybody can make up would fill the cache.
        let key = name.filter(|_| self.origin.known).map(|page| Key {
            page,
            origin: self.origin.text.clone(),
            version,
        });
        let found = key.as_ref().and_then(|key| self.site.pages.get(key));
        let is_ready = |page: &Arc<Rendered>| page.content.missing_form(page.status, &self.headers).is_none();
        let rendered = match found.filter(is_ready) {
            Some(page) => Ok(page),
            None => {
                let job = Job {
                    site: self.site.clone(),
                    frame: self.site.frame(book, &self.origin),
                    key,
                    status,
                    document,
                    request: self.headers.clone(),
                };
                self.site.renderer.run(move || job.run()).await
            }
        };
        match rendered {
            Ok(page) => send(&page, &self.headers, sharing),
            Err(Busy) => busy(&self.headers),
        }
    }
}

/// All that is needed to render a document on another thread.
struct Job {
    site: Arc<Site>,
    frame: Frame,
    /// Under which the document is kept, if it is.
    key: Option<Key>,
    status: StatusCode,
    document: Document,
    request: HeaderMap,
}

impl Job {
    /// The document with the form that the request needs. It is kept here and not by the caller, who may have left.
    fn run(self) -> Arc<Rendered> {
        // Another request may have made it while this one waited for its turn.
        let found = self.key.as_ref().and_then(|key| self.site.pages.get(key));
        let is_new = found.is_none();
        let effort = self.document.effort();
        let (page, complete) = match found {
            Some(page) => (page, true),
            None => {
                let (site, frame, document) = (&self.site, self.frame, self.document);
                let (page, complete) = highlight::for_page(|| render(site, frame, document, self.status));
                (Arc::new(page), complete)
            }
        };
        let missing = page.content.missing_form(page.status, &self.request);
        let page = match missing {
            Some(encoding) => Arc::new(with(&page, encoding, effort)),
            None => page,
        };
        if complete
            && (is_new || missing.is_some())
            && let Some(key) = self.key
        {
            self.site.pages.keep(key, page.clone());
        }
        page
    }
}

fn with(page: &Rendered, encoding: Encoding, effort: Effort) -> Rendered {
    Rendered {
        status: page.status,
        content: page.content.clone().with(encoding, effort),
        media_type: page.media_type,
        policy: page.policy.clone(),
    }
}

fn render(site: &Site, frame: Frame, document: Document, status: StatusCode) -> Rendered {
    let (text, media_type, policy) = match document {
        Document::Page(page) => {
            let finished = postprocess::document(&markup(page, frame), site.assets.has_client());
            (finished.html, HTML, Some(finished.policy))
        }
        Document::Panel(state) => {
            let finished = postprocess::fragment(&panel_fragment(&frame, &state));
            (finished.html, HTML, Some(finished.policy))
        }
        Document::Wire(view) => {
            let finished = postprocess::fragment(&wire_fragment(&view));
            (finished.html, HTML, Some(finished.policy))
        }
        Document::Card(entry) => {
            return Rendered {
                status,
                content: Encoded::compact(card(&frame, entry.as_ref()).unwrap_or_default()),
                media_type: "image/png",
                policy: None,
            };
        }
        Document::Suggestions(query) => (suggestions(&frame, &query), HTML, None),
        Document::Markdown(entry) => (entry.markdown(&frame), MARKDOWN, None),
    };
    Rendered {
        status,
        content: Encoded::new(text),
        media_type,
        policy,
    }
}

/// Renders by Leptos, on a thread of the blocking pool: nothing that pages do waits for the network or for a timer.
fn markup(page: Page, frame: Frame) -> String {
    let render = leptos_axum::render_app_async_with_context(
        // A nonce would make every rendering differ; the policy names hashes instead.
        || provide_context(Nonce::from_value("")),
        move || page.clone().view(&frame),
    );
    let whole = async {
        let response = render(Request::new(Body::empty())).await;
        response.into_body().collect().await
    };
    match tokio::runtime::Handle::current().block_on(whole) {
        Ok(collected) => String::from_utf8_lossy(&collected.to_bytes()).into_owned(),
        Err(error) => {
            tracing::error!(%error, "a page was not rendered to its end");
            String::new()
        }
    }
}

fn send(page: &Rendered, request: &HeaderMap, sharing: Sharing) -> Response<Body> {
    let mut response = page.content.respond(page.status, request);
    let headers = response.headers_mut();
    let fixed = [
        (header::CONTENT_TYPE, page.media_type),
        (header::CACHE_CONTROL, sharing.cache_control()),
        (header::VARY, sharing.vary()),
        (HeaderName::from_static("cross-origin-resource-policy"), "same-origin"),
    ];
    for (name, value) in fixed {
        headers.insert(name, HeaderValue::from_static(value));
    }
    if let Some(Ok(policy)) = page.policy.as_deref().map(HeaderValue::from_str) {
        headers.insert(header::CONTENT_SECURITY_POLICY, policy);
    }
    response
}

/// There was no turn for this request.
pub fn busy(request: &HeaderMap) -> Response<Body> {
    let refusal = Refusal::new(
        StatusCode::SERVICE_UNAVAILABLE,
        "busy",
        "This server is busy rendering other pages. Try again in a second.",
    );
    refuse(&refusal.with_retry_after(1), request)
}

/// Only in debug builds, where a writer has just saved a mistake: where it is.
fn broken_book(error: &BookError) -> Response<Body> {
    plain(
        StatusCode::SERVICE_UNAVAILABLE,
        format!("The book has a mistake.\n\n{error}\n"),
    )
}

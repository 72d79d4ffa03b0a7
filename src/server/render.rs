//! Pages and fragments, rendered by Leptos once, finished by the seam and kept.

use std::sync::Arc;

use axum::body::Body;
use bytes::Bytes;
use http::header::{self, HeaderMap, HeaderValue};
use http::{Request, Response, StatusCode};
use http_body_util::BodyExt;
use leptos::config::LeptosOptions;
use leptos::nonce::Nonce;
use leptos::prelude::provide_context;

use super::cache::{Key, Rendered};
use super::compression::{Content, Effort};
use super::guard::{self, plain};
use super::origin::Origin;
use super::state::{self, Site};
use super::{mocked, seam};
use crate::book::{Book, BookError};
use crate::call::target::{LONGEST_LIST, LONGEST_SET};
use crate::site::{Frame, Links, Page};
use crate::store::{KEPT_FOR, MOST_NAMES};

const HTML: &str = "text/html; charset=utf-8";

/// A page, from the cache or rendered now, as the answer to a request with these headers.
pub async fn page(
    site: &Arc<Site>,
    origin: &Origin,
    headers: &HeaderMap,
    name: String,
    status: StatusCode,
    page: Page,
) -> Response<Body> {
    let answer = kept(site, origin, name, async |frame| rendered(site, frame, page, status).await).await;
    send(answer, headers)
}

/// A part of a page, already rendered to markup by `make`.
pub async fn fragment(
    site: &Arc<Site>,
    origin: &Origin,
    headers: &HeaderMap,
    name: String,
    status: StatusCode,
    make: impl FnOnce(&Frame) -> String,
) -> Response<Body> {
    let answer = kept(site, origin, name, async |frame| Rendered {
        status,
        content: Content::new(seam::repair_markup(&make(&frame)), Effort::Page),
        media_type: HTML,
        policy: None,
    })
    .await;
    send(answer, headers)
}

/// A page as Markdown.
pub async fn markdown(
    site: &Arc<Site>,
    origin: &Origin,
    headers: &HeaderMap,
    name: String,
    make: impl FnOnce(&Frame) -> String,
) -> Response<Body> {
    let answer = kept(site, origin, name, async |frame| Rendered {
        status: StatusCode::OK,
        content: Content::new(make(&frame), Effort::Page),
        media_type: "text/markdown; charset=utf-8",
        policy: None,
    })
    .await;
    send(answer, headers)
}

/// A page that is never kept, because anybody can make up its address.
pub async fn passing(site: &Arc<Site>, origin: &Origin, headers: &HeaderMap, status: StatusCode, page: Page) -> Response<Body> {
    let rendered = match site.shelf.book() {
        Ok((book, _)) => rendered(site, frame(site, book, origin), page, status).await,
        Err(error) => return broken_book(&error),
    };
    send(Ok(Arc::new(rendered)), headers)
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
        media_type: HTML,
        policy: Some(policy),
    }
}

/// What pages are made with, for a reader who came by that origin.
pub fn frame(site: &Site, book: Arc<Book>, origin: &Origin) -> Frame {
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
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(rendered.media_type));
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

//! The addresses for programs: the book as JSON, and what search engines, browsers and language models look for.

use axum::body::Body;
use http::header::{self, HeaderMap, HeaderName, HeaderValue};
use http::{Response, StatusCode};

use super::page_request::PageRequest;
use super::pages;
use super::render::busy;
use super::responses::{plain, refuse};
use crate::call::problem::shorten;
use crate::code::Code;
use crate::mock::Refusal;
use crate::site::{self, Frame, api};

const JSON: &str = "application/json";

/// Makes a text on the renderer's thread, and sends it open to other origins.
async fn made(
    request: &PageRequest,
    media_type: &'static str,
    make: impl FnOnce(&Frame) -> String + Send + 'static,
) -> Response<Body> {
    let frame = request.site.frame(request.site.book.newest(), &request.origin);
    match request.site.renderer.run(move || make(&frame)).await {
        Ok(text) => open(plain(StatusCode::OK, text), media_type),
        Err(_) => busy(&request.headers),
    }
}

fn open(mut response: Response<Body>, media_type: &'static str) -> Response<Body> {
    let fixed = [
        (header::CONTENT_TYPE, media_type),
        (header::ACCESS_CONTROL_ALLOW_ORIGIN, "*"),
        (header::CACHE_CONTROL, "no-cache"),
        (HeaderName::from_static("cross-origin-resource-policy"), "cross-origin"),
    ];
    for (name, value) in fixed {
        response.headers_mut().insert(name, HeaderValue::from_static(value));
    }
    if media_type == JSON {
        let schema = HeaderValue::from_static("</api/schema.json>; rel=\"describedby\"");
        response.headers_mut().insert(header::LINK, schema);
    }
    response
}

pub async fn statuses(request: PageRequest) -> Response<Body> {
    made(&request, JSON, api::statuses).await
}

pub async fn status(request: PageRequest) -> Response<Body> {
    let book = request.site.book.newest();
    let frame = request.site.frame(book.clone(), &request.origin);
    // This takes too little work to wait for a turn.
    match Code::parse(&request.name).and_then(|code| api::status(&frame, code)) {
        Some(text) => open(plain(StatusCode::OK, text), JSON),
        None => unknown(&request.headers, &request.name, &site::nearest(&book, &request.name)),
    }
}

/// The error for a status that has no page, with those that were perhaps meant.
fn unknown(headers: &HeaderMap, name: &str, nearest: &[Code]) -> Response<Body> {
    let near: Vec<_> = nearest.iter().map(|code| format!("{}/{code}", api::STATUSES)).collect();
    let message = format!(
        "There's no page about “{}”. Did you mean {}? {} lists them all.",
        shorten(name),
        near.join(" or "),
        api::STATUSES
    );
    refuse(&Refusal::new(StatusCode::NOT_FOUND, "unknown-status", message), headers)
}

pub async fn search(request: PageRequest) -> Response<Body> {
    let query = pages::query(&request);
    if query.is_empty() {
        let message = "q is missing. Add what to search for, such as /api/search?q=upstream+timed+out.";
        return refuse(&Refusal::new(StatusCode::BAD_REQUEST, "bad-query", message), &request.headers);
    }
    made(&request, JSON, move |frame| api::search(frame, &query)).await
}

pub async fn schema() -> Response<Body> {
    open(plain(StatusCode::OK, api::schema()), "application/schema+json")
}

/// Nothing else is below `/api`.
pub async fn no_such(request: PageRequest) -> Response<Body> {
    let message = format!(
        "There's nothing at this address. Try {0}, {0}/502 or /api/search?q=timeout.",
        api::STATUSES
    );
    refuse(
        &Refusal::new(StatusCode::NOT_FOUND, "unknown-address", message),
        &request.headers,
    )
}

pub async fn llms(request: PageRequest) -> Response<Body> {
    made(&request, "text/plain; charset=utf-8", site::llms).await
}

pub async fn sitemap(request: PageRequest) -> Response<Body> {
    made(&request, "application/xml", site::sitemap).await
}

pub async fn opensearch(request: PageRequest) -> Response<Body> {
    made(&request, "application/opensearchdescription+xml", site::opensearch).await
}

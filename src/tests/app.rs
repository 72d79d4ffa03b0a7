//! The program without its listener, and short ways to ask it.

use std::sync::Arc;

use axum::body::Body;
use http::{HeaderMap, Method, Request, StatusCode};
use http_body_util::BodyExt;
use scraper::{ElementRef, Html, Selector};

use crate::server::{self, Chance, Config, State};
use crate::wire::Outcome;

pub struct App {
    pub state: Arc<State>,
}

/// An answer, read to its end.
#[derive(Debug)]
pub struct TestResponse {
    pub status: StatusCode,
    pub headers: HeaderMap,
    pub body: Vec<u8>,
}

impl App {
    pub fn new() -> Self {
        Self::with(Config::default())
    }

    pub fn with(config: Config) -> Self {
        let address = "127.0.0.1:3000".parse().unwrap();
        Self {
            state: Arc::new(State::new(config, address).unwrap()),
        }
    }

    /// A program for which it is always the same moment, and for which chance always falls the same way.
    pub fn still() -> Self {
        let address = "127.0.0.1:3000".parse().unwrap();
        let state = State::new(Config::default(), address).unwrap();
        let chance = Chance::new(|| "2026-11-29T12:00:00Z".parse().unwrap(), || 7);
        Self {
            state: Arc::new(State { chance, ..state }),
        }
    }

    /// Status and fields of the final response, sorted and without Date, whoever sends it.
    pub async fn ask_outcome(&self, method: Method, target: &str) -> (String, Vec<String>) {
        let request = Request::builder().method(method).uri(target).header("host", "localhost:3000");
        let outcome = server::serve(self.state.clone(), request.body(Body::empty()).unwrap()).await;
        let status = outcome.status().as_str().to_owned();
        let mut fields: Vec<_> = match &outcome {
            Outcome::Response(response) => response
                .headers()
                .iter()
                .map(|(name, value)| format!("{name}: {}", value.to_str().unwrap()))
                .collect(),
            Outcome::Plan(plan) => panic!("a plan: {}", plan.kind()),
        };
        fields.sort();
        (status, fields)
    }

    pub async fn get(&self, target: &str) -> TestResponse {
        self.ask(Method::GET, target, &[]).await
    }

    /// As a browser that navigates.
    pub async fn open(&self, target: &str) -> TestResponse {
        self.ask(
            Method::GET,
            target,
            &[("accept", "text/html"), ("sec-fetch-mode", "navigate")],
        )
        .await
    }

    pub async fn ask(&self, method: Method, target: &str, headers: &[(&str, &str)]) -> TestResponse {
        let mut request = Request::builder().method(method).uri(target);
        if !headers.iter().any(|(name, _)| *name == "host") {
            request = request.header("host", "localhost:3000");
        }
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        let response = server::serve(self.state.clone(), request.body(Body::empty()).unwrap())
            .await
            .response()
            .expect("a response, not a plan");
        let (parts, body) = response.into_parts();
        TestResponse {
            status: parts.status,
            headers: parts.headers,
            body: body.collect().await.unwrap().to_bytes().to_vec(),
        }
    }
}

/// The text of an element, without what its buttons say.
fn text_of(element: ElementRef) -> String {
    let texts = element.descendants().filter(|node| {
        let in_button = node
            .ancestors()
            .any(|above| above.value().as_element().is_some_and(|element| element.name() == "button"));
        node.value().is_text() && !in_button
    });
    texts
        .filter_map(|node| node.value().as_text().map(|text| text.to_string()))
        .collect()
}

impl TestResponse {
    /// The value of a header; empty if it is not there.
    pub fn header(&self, name: &str) -> &str {
        self.headers.get(name).map_or("", |value| value.to_str().unwrap())
    }

    pub fn text(&self) -> &str {
        std::str::from_utf8(&self.body).unwrap()
    }

    /// The text of every element of a page that the selector meets, without the blanks around it.
    pub fn select(&self, selector: &str) -> Vec<String> {
        let page = Html::parse_document(&without_noscript(self.text()));
        let selector = Selector::parse(selector).unwrap();
        page.select(&selector)
            .map(|element| text_of(element).trim().to_owned())
            .collect()
    }

    /// An attribute of each element that the selector finds.
    pub fn attributes(&self, selector: &str, name: &str) -> Vec<String> {
        let html = Html::parse_document(self.text());
        let selector = Selector::parse(selector).unwrap();
        let found = html.select(&selector);
        let values = found.filter_map(|element| element.attr(name).map(str::to_owned));
        values.collect()
    }

    pub fn json(&self) -> serde_json::Value {
        serde_json::from_slice(&self.body).unwrap()
    }

    #[track_caller]
    pub fn assert_ours(&self, status: u16, kind: &str) {
        assert_eq!(self.status, status);
        assert_eq!(self.header("x-mock-error"), kind);
        assert_eq!(self.header("content-type"), "application/problem+json");
        assert_eq!(
            self.header("x-mock-status"),
            "",
            "an error of ours looks like a simulated answer"
        );
        assert_eq!(self.json()["status"], status);
    }
}

/// A page as its readers see it in the end: `early.js` makes elements of what is in closed folds.
pub fn without_noscript(html: &str) -> String {
    html.replace("<noscript>", "").replace("</noscript>", "")
}

//! The book as JSON, and the files that tools look for.

use serde_json::Value;

use super::app::App;
use crate::book::LiveBook;
use crate::site::Entry;

async fn json(app: &App, address: &str) -> Value {
    let response = app.get(address).await;
    assert_eq!(response.status, 200, "{address}");
    assert_eq!(response.header("content-type"), "application/json", "{address}");
    assert_eq!(response.header("access-control-allow-origin"), "*", "{address}");
    serde_json::from_str(response.text()).unwrap_or_else(|error| panic!("{address}: {error}"))
}

#[tokio::test]
async fn the_list_has_every_status_as_its_own_address_has_it() {
    let app = App::new();
    let book = LiveBook::open().unwrap().last_good();
    let list = json(&app, "/api/statuses").await;
    let list = list["statuses"].as_array().unwrap();
    assert_eq!(list.len(), book.statuses().count());
    for status in list {
        let one = json(&app, &format!("/api/statuses/{}", status["code"])).await;
        assert_eq!(one, *status);
    }
    let teapot = json(&app, "/api/statuses/503").await;
    assert_eq!(teapot["name"], "Service Unavailable");
    let retry = &book
        .statuses()
        .find(|status| status.code.number() == 503)
        .unwrap()
        .text
        .fact
        .retry;
    assert_eq!(teapot["retry"]["byMethod"]["GET"]["text"], retry.idempotent.text.as_str());
    assert_eq!(teapot["retry"]["byMethod"]["POST"]["text"], retry.other.text.as_str());
}

#[tokio::test]
async fn an_unknown_status_is_told_with_the_nearest() {
    let app = App::new();
    for (name, near) in [
        ("5O2", "/api/statuses/502"),
        ("299", "/api/statuses/200"),
        ("bad-gateway", "/api/statuses"),
    ] {
        let response = app.get(&format!("/api/statuses/{name}")).await;
        response.assert_ours(404, "unknown-status");
        assert_eq!(response.header("content-type"), "application/problem+json");
        assert!(response.text().contains(near), "{name}: {}", response.text());
    }
    app.get("/api/x").await.assert_ours(404, "unknown-address");
    app.get("/api/search").await.assert_ours(400, "bad-query");
    app.get("/api/search?q=%20").await.assert_ours(400, "bad-query");
}

#[tokio::test]
async fn a_search_says_what_matched_and_where() {
    let app = App::new();
    let found = json(&app, "/api/search?q=code%3DH10").await;
    let first = &found["results"][0];
    assert_eq!(first["code"], 503);
    assert!(first["text"].as_str().unwrap().contains("H10"), "{first}");
    assert_eq!(first["url"], "http://localhost:3000/docs/503#messages-heroku");
    assert_eq!(
        json(&app, "/api/search?q=zzzz%20qqqq").await["results"],
        Value::Array(Vec::new())
    );
}

#[tokio::test]
async fn search_engines_and_models_get_every_page() {
    let app = App::new();
    let book = LiveBook::open().unwrap().last_good();
    let map = app.get("/sitemap.xml").await;
    assert_eq!(map.header("content-type"), "application/xml");
    let list = app.get("/llms.txt").await;
    for entry in Entry::all(&book) {
        let address = entry.address();
        assert!(
            map.text().contains(&format!("<loc>http://localhost:3000{address}</loc>")),
            "{address}"
        );
        if entry != Entry::Overview {
            assert!(
                list.text().contains(&format!("(http://localhost:3000{address}.md)")),
                "{address}"
            );
        }
    }
    assert!(
        app.get("/robots.txt")
            .await
            .text()
            .contains("Sitemap: http://localhost:3000/sitemap.xml")
    );
    let search = app.get("/opensearch.xml").await;
    assert!(search.text().contains("http://localhost:3000/?q={searchTerms}"));
}

#[tokio::test]
async fn every_page_names_a_card_that_can_be_drawn() {
    let app = App::new();
    let book = LiveBook::open().unwrap().last_good();
    let some = Entry::all(&book).step_by(9).map(|entry| entry.address());
    for address in some.chain(["/".to_owned(), "/docs".to_owned()]) {
        let page = app.open(&address).await;
        let image = page.attributes("meta[property=\"og:image\"]", "content");
        let path = image[0].strip_prefix("http://localhost:3000").unwrap();
        let card = app.get(path).await;
        assert_eq!(
            (card.status.as_u16(), card.header("content-type")),
            (200, "image/png"),
            "{address}"
        );
        assert!(card.body.starts_with(b"\x89PNG"), "{address}");
        assert!(card.body.len() < 100_000, "{address}: {}", card.body.len());
    }
    for path in ["/cards/999999.png", "/cards/502", "/cards/502.jpg"] {
        assert_eq!(app.get(path).await.status, 404, "{path}");
    }
}

//! The pages, asked over HTTP.

use http::Method;
use scraper::{Html, Selector};

use super::app::App;
use crate::book::LiveBook;
use crate::call::METHODS;
use crate::snippets::CLIENTS;

#[tokio::test]
async fn a_page_has_its_parts_in_order() {
    let page = App::new().open("/docs/502").await;
    assert_eq!(page.status, 200);
    assert_eq!(page.select("h1"), ["502 Bad Gateway"]);
    let headings = page.select("main h2");
    let expected = [
        "Do This Now",
        "Try 502 Live",
        "Code Examples",
        "What is HTTP 502 Bad Gateway?",
        "When Does This Happen?",
        "How to Fix It",
        "Who Sent It?",
        "Common Use Cases",
        "How Clients React",
        "Headers That Matter",
        "Return It Yourself",
        "Constants",
        "Related Server Error Status Codes",
        "Specification and Sources",
    ];
    assert_eq!(headings, expected);
    assert_eq!(
        page.select("[role=tablist] [role=tab]"),
        CLIENTS.iter().map(|client| client.name).collect::<Vec<_>>()
    );
    assert_eq!(page.select(".use-cases li").len(), 6);
}

#[tokio::test]
async fn every_status_has_a_page_that_is_safe_and_whole() {
    let app = App::new();
    let front = app.open("/").await;
    let page = Html::parse_document(front.text());
    let links = Selector::parse(".shelf li a").unwrap();
    let addresses: Vec<_> = page
        .select(&links)
        .map(|link| link.attr("href").unwrap().to_owned())
        .collect();
    assert_eq!(addresses.len(), LiveBook::open().unwrap().last_good().statuses().count());
    for address in addresses {
        let page = app.open(&address).await;
        assert_eq!(page.status, 200, "{address}");
        assert_eq!(page.select("h1").len(), 1, "{address}");
        assert!(
            !page.text().contains(" style="),
            "{address} has a style attribute, which the policy blocks"
        );
        assert!(!page.text().contains("<!>"), "{address} has a marker that is no comment");
        assert!(page.text().trim_end().ends_with("</html>"), "{address}");
        let policy = page.header("content-security-policy");
        assert!(
            policy.contains("default-src 'none'") && !policy.contains("unsafe-inline"),
            "{policy}"
        );
    }
}

#[tokio::test]
async fn the_query_of_a_page_is_the_state_of_its_panel() {
    let app = App::new();
    let page = app.open("/docs/502?method=POST&delay=2s&lang=python&utm=1").await;
    assert_eq!(page.select(".request-line .address"), ["http://localhost:3000/502?delay=2s"]);
    assert_eq!(page.select("[aria-selected=true]"), ["Python"]);
    assert_eq!(page.select("option[selected]"), ["POST"]);
    let shown = page.select(".example:not([hidden]) pre");
    assert_eq!(shown.len(), 1);
    assert!(
        shown[0].contains("requests.post('http://localhost:3000/502?delay=2s')"),
        "{}",
        shown[0]
    );

    let plain = app.open("/docs/502").await;
    let noise = app.open("/docs/502?utm=1&delay=&lang=cobol").await;
    assert_eq!(
        plain.header("etag"),
        noise.header("etag"),
        "unknown parameters made another page"
    );
}

#[tokio::test]
async fn a_panel_is_the_part_of_its_page() {
    let app = App::new();
    let page = app.open("/docs/503?method=PUT").await;
    let panel = app.get("/docs/503/panel?method=PUT").await;
    assert!(page.text().contains(panel.text()));
    assert!(!panel.text().contains("leptos-island"), "an island in a fragment never wakes");
}

#[tokio::test]
async fn a_bad_option_is_explained_at_its_field_and_the_rest_kept() {
    let page = App::new().open("/docs/502?delay=5&method=PUT").await;
    assert_eq!(page.status, 400);
    assert!(page.select("#error-delay")[0].contains("5ms or 5s"));
    assert_eq!(page.select(".request-line .address"), ["http://localhost:3000/502"]);
    assert_eq!(page.select(".request-line .method"), ["PUT"]);
    let page = App::new().open("/docs/502?delay=31s").await;
    assert!(page.select("#error-delay")[0].contains("30s"), "the cap is named");
}

#[tokio::test]
async fn the_form_leads_to_the_address_of_its_state() {
    let app = App::new();
    for (query, location) in [
        ("method=POST&on=delay&delay=2000&form=1", "/docs/502?method=POST&delay=2s"),
        ("method=GET&delay=2s&form=1", "/docs/502"),
        ("method=PUT&on=delay&delay=5&form=1", "/docs/502?method=PUT&delay=5"),
    ] {
        let answer = app.get(&format!("/docs/502?{query}")).await;
        assert_eq!((answer.status.as_u16(), answer.header("location")), (303, location));
    }
}

#[tokio::test]
async fn a_saved_program_is_the_one_that_is_shown() {
    let app = App::new();
    for client in CLIENTS {
        for method in METHODS {
            let query = format!("method={method}&delay=1s&lang={}", client.id);
            let page = app.open(&format!("/docs/204?{query}")).await;
            let shown = page.select(&format!("#code-{}", client.id));
            let saved = app.get(&format!("/docs/204/example?{query}")).await;
            assert_eq!(saved.text().trim_end(), shown[0], "{query}");
            assert!(saved.header("content-disposition").contains(client.file));
        }
    }
}

#[tokio::test]
async fn a_search_finds_by_number_name_header_and_vendor() {
    let app = App::new();
    for (query, code) in [
        ("502", "502"),
        ("bad+gateway", "502"),
        ("retry-after", "429"),
        ("cloudflare", "521"),
        ("WWW-Authenticate", "401"),
    ] {
        let page = app.open(&format!("/?q={query}")).await;
        let seen = page.select(".shelf li:not([hidden]) b");
        assert!(seen.iter().any(|number| number == code), "{query}: {seen:?}");
        assert!(seen.len() < 60, "{query} finds nearly everything");
    }
    assert!(app.open("/?q=%22%3E%3Cscript%3E").await.text().contains(">0 of "));
}

#[tokio::test]
async fn what_is_missing_is_helped() {
    let app = App::new();
    let page = app.open("/docs/299").await;
    assert_eq!(page.status, 404);
    assert!(page.text().contains("treats it as the 200 of its class"));
    assert_eq!(page.select("main p a code"), ["curl -i http://localhost:3000/299"]);
    let typo = app.open("/docs/5O2").await;
    assert_eq!(typo.select(".rows .n")[0], "502");
    let evil = app.open("/%3Cscript%3Ealert(1)%3C/script%3E").await;
    assert_eq!(evil.status, 404);
    assert!(!evil.text().contains("<script>alert"));
    assert!(
        app.get("/no/such/page")
            .await
            .header("content-type")
            .starts_with("text/plain")
    );
}

#[tokio::test]
async fn pages_are_revalidated_and_assets_kept_for_ever() {
    let app = App::new();
    let page = app
        .ask(
            Method::GET,
            "/docs/404",
            &[("accept-encoding", "br"), ("accept", "text/html")],
        )
        .await;
    assert_eq!(page.header("content-encoding"), "br");
    assert_eq!(page.header("cache-control"), "no-cache");
    let again = app
        .ask(
            Method::GET,
            "/docs/404",
            &[("accept-encoding", "br"), ("if-none-match", page.header("etag"))],
        )
        .await;
    assert_eq!(again.status, 304);
    assert!(again.body.is_empty());

    let html = app.open("/").await;
    let sheet = html
        .text()
        .split("href=\"")
        .find(|rest| rest.starts_with("/assets/statusbook.") && rest.contains(".css\""))
        .unwrap();
    let sheet = app.get(sheet.split('"').next().unwrap()).await;
    assert_eq!(sheet.status, 200);
    assert!(sheet.header("cache-control").contains("immutable"));
    assert_eq!(app.get("/favicon.ico").await.header("content-type"), "image/x-icon");
}

#[tokio::test]
async fn pages_take_get_and_head_and_have_one_address() {
    let app = App::new();
    for method in [Method::POST, Method::DELETE, Method::TRACE] {
        let answer = app.ask(method, "/docs/502", &[]).await;
        assert_eq!(answer.status, 405);
        assert_eq!(answer.header("allow"), "GET, HEAD");
    }
    assert_eq!(app.ask(Method::HEAD, "/docs/502", &[]).await.status, 200);
    let moved = app.get("/docs/502/?lang=go").await;
    assert_eq!((moved.status.as_u16(), moved.header("location")), (308, "/docs/502?lang=go"));
    let outside = app.get("//evil.example/").await;
    assert!(
        !outside.header("location").starts_with("//"),
        "{}",
        outside.header("location")
    );
}

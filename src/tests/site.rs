//! The pages, asked over HTTP.

use std::collections::BTreeSet;

use http::Method;
use scraper::{ElementRef, Html, Selector};

use super::app::App;
use crate::book::LiveBook;
use crate::call::METHODS;
use crate::call::options::OPTIONS;
use crate::call::path::is_mock_path;
use crate::islands::marks;
use crate::site::Entry;
use crate::snippets::{LANGUAGES, Program};

#[tokio::test]
async fn a_page_begins_with_what_to_do_and_ends_with_its_sources() {
    let page = App::new().open("/docs/502").await;
    assert_eq!(page.status, 200);
    assert_eq!(page.select("h1"), ["502 Bad Gateway"]);
    let headings = page.select("main h2");
    assert_eq!(headings[..3], ["Do This Now", "Try 502 Live", "Code Examples"]);
    assert_eq!(headings.last().map(String::as_str), Some("Specification and Sources"));
    assert_eq!(
        page.select("[role=tablist] [role=tab]"),
        LANGUAGES.iter().map(|language| language.name).collect::<Vec<_>>()
    );
    assert_eq!(page.select(".use-cases li").len(), 6);
}

/// The addresses of everything that has a page, with one of each other kind of page.
fn addresses() -> Vec<String> {
    let book = LiveBook::open().unwrap().last_good();
    let entries = Entry::all(&book).map(|entry| entry.address());
    entries.chain(["/", "/docs/299", "/no/such"].map(str::to_owned)).collect()
}

#[tokio::test]
async fn every_table_scrolls_in_a_region_with_a_name_of_its_own() {
    let app = App::new();
    let tables = Selector::parse("main table").unwrap();
    let titles = Selector::parse("section[aria-labelledby] > h2").unwrap();
    let mut seen = 0;
    for address in addresses() {
        let page = app.open(&address).await;
        let html = Html::parse_document(page.text());
        // A section with a heading is a region too.
        let mut names: BTreeSet<String> = html.select(&titles).map(|title| title.text().collect()).collect();
        for table in html.select(&tables) {
            let scroll = ElementRef::wrap(table.parent().unwrap()).unwrap();
            assert_eq!(scroll.attr("class"), Some("scroll"), "{address}");
            assert_eq!(scroll.attr("tabindex"), Some("0"), "{address}");
            assert_eq!(scroll.attr("role"), Some("region"), "{address}");
            let label = scroll.attr("aria-label").unwrap_or_default().to_owned();
            assert!(!label.is_empty(), "{address} has a table without a name");
            assert!(names.insert(label.clone()), "{address} has two regions named “{label}”");
            seen += 1;
        }
    }
    assert!(seen > 200, "only {seen} tables were seen");
}

#[tokio::test]
async fn the_manual_as_markdown_lists_everything_that_can_be_asked_for() {
    let app = App::new();
    let page = app.open("/docs/mock").await;
    let markdown = app.get("/docs/mock.md").await;
    assert_eq!(markdown.status, 200);
    assert_eq!(markdown.header("content-type"), "text/markdown; charset=utf-8");
    let lines: Vec<_> = markdown.text().lines().collect();
    for spec in OPTIONS {
        assert!(lines.contains(&format!("### `{}`", spec.name).as_str()), "{}", spec.name);
        assert!(
            markdown.text().contains(&format!("http://localhost:3000{}'", spec.call)),
            "{}",
            spec.name
        );
    }
    let whole = plain(markdown.text());
    for part in page.select(".prose p, .prose li, .prose td, main th, main td, .option p, .option li") {
        let words = part.trim_end_matches('.');
        assert!(whole.contains(&plain(words)), "/docs/mock.md lacks “{part}”");
    }
    assert!(!markdown.text().contains("](/"), "a link leads nowhere from a file");
}

/// The letters and digits of a text, without where its Markdown links lead.
fn plain(text: &str) -> String {
    let mut pieces = text.split("](");
    let first = pieces.next().unwrap_or_default().to_owned();
    let text = pieces.fold(first, |text, piece| {
        text + piece.split_once(')').map_or(piece, |(_, rest)| rest)
    });
    text.chars().filter(|c| c.is_alphanumeric()).collect()
}

#[tokio::test]
async fn every_call_that_a_page_links_to_is_understood_and_not_followed() {
    let app = App::new();
    let links = Selector::parse("main a[href]").unwrap();
    let mut calls = BTreeSet::new();
    for address in addresses() {
        let page = app.open(&address).await;
        for link in Html::parse_document(page.text()).select(&links) {
            let href = link.attr("href").unwrap();
            if href.starts_with('/') && is_mock_path(href.split('?').next().unwrap()) {
                assert_eq!(link.attr("rel"), Some("nofollow"), "{address} links to {href}");
                calls.insert(href.to_owned());
            }
        }
    }
    assert!(calls.len() > 100, "only {} calls were seen", calls.len());
    for call in calls {
        let mark = if call.contains('?') { '&' } else { '?' };
        let explained = app.get(&format!("{call}{mark}explain=1")).await;
        assert_eq!(
            (explained.status.as_u16(), explained.header("x-mock-ignored")),
            (200, ""),
            "{call}: {}",
            explained.text()
        );
    }
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
    for program in Program::all() {
        for method in METHODS {
            let query = format!("method={method}&delay=1s&lang={}", program.id());
            let page = app.open(&format!("/docs/204?{query}")).await;
            let shown = page.select(&format!("#code-{}", program.language.id));
            let saved = app.get(&format!("/docs/204/example?{query}")).await;
            assert_eq!(saved.text().trim_end(), shown[0], "{query}");
            assert!(saved.header("content-disposition").contains(program.client.program.file));
        }
    }
}

#[tokio::test]
async fn a_search_finds_by_number_name_header_and_vendor() {
    let app = App::new();
    for (query, code) in [
        ("bad+gateway", "502"),
        ("retry-after", "429"),
        ("WWW-Authenticate", "401"),
        ("bad+gatway", "502"),
        ("HTTP/1.1+413", "413"),
    ] {
        let page = app.open(&format!("/?q={query}")).await;
        let seen = page.select(".found .n");
        assert!(seen.iter().take(3).any(|number| number == code), "{query}: {seen:?}");
    }
    let typed = app.open("/?q=%22%3E%3Cscript%3Eqqqq").await;
    assert!(!typed.text().contains("<script>qqqq"), "what is typed became markup");
}

#[tokio::test]
async fn a_bare_code_or_class_leads_to_its_page() {
    let app = App::new();
    for (query, address) in [
        ("502", "/docs/502"),
        ("+502+", "/docs/502"),
        ("299", "/docs/299"),
        ("5xx", "/docs/5xx"),
        ("4XX", "/docs/4xx"),
        ("h10&best=1", "/docs/503#messages-heroku"),
    ] {
        let response = app.get(&format!("/?q={query}")).await;
        assert_eq!(
            (response.status.as_u16(), response.header("location")),
            (303, address),
            "{query}"
        );
    }
    for query in ["50", "5020", "502+bad+gateway", "zzzz&best=1", ""] {
        assert_eq!(app.get(&format!("/?q={query}")).await.status, 200, "{query}");
    }
}

#[tokio::test]
async fn what_is_missing_is_helped() {
    let app = App::new();
    let page = app.open("/docs/299").await;
    assert_eq!(page.status, 404);
    assert!(
        page.select("main p")
            .iter()
            .any(|text| text.contains("treats it like 200 OK"))
    );
    assert_eq!(
        page.select(".rows .n")[0],
        "200",
        "the status that clients treat it like comes first"
    );
    assert_eq!(page.select("main p a code"), ["curl -i http://localhost:3000/299"]);
    let word = app.open("/zzyzx").await;
    assert_eq!(
        word.select(".rows .n"),
        ["404", "500", "502"],
        "letters of a word were read as digits"
    );
    let words = app.open("/docs/bad-gateway").await;
    assert_eq!(words.select(".rows .n")[0], "502", "words are searched for");
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
    for (method, address) in [
        (Method::POST, "/"),
        (Method::POST, "/docs/5xx"),
        (Method::POST, "/docs/502/preview"),
        (Method::DELETE, "/docs/502"),
        (Method::TRACE, "/docs/502"),
    ] {
        let answer = app.ask(method, address, &[]).await;
        assert_eq!(answer.status, 405, "{address}");
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

#[tokio::test]
async fn an_island_finds_all_its_parts() {
    let page = App::new().open("/docs/502").await;
    let html = Html::parse_document(page.text());
    for selector in marks::SELECTORS {
        assert!(
            html.select(&Selector::parse(selector).unwrap()).next().is_some(),
            "nothing on the page is {selector}"
        );
    }
    for id in [marks::field_id("delay"), marks::switch_id("delay"), marks::error_id("method")] {
        assert!(
            html.select(&Selector::parse(&format!("#{id}")).unwrap()).next().is_some(),
            "nothing on the page is #{id}"
        );
    }
}

#[tokio::test]
async fn the_page_of_a_status_leads_to_the_code_that_returns_it() {
    let app = App::new();
    let page = app.open("/docs/429").await;
    let links = page.attributes("#return p a", "href");
    let code = app.open("/docs/return-429").await;
    let sections = code.attributes("main h2", "id");
    assert!(sections.len() > 5);
    for link in &links {
        let id = link.strip_prefix("/docs/return-429#").unwrap_or_else(|| panic!("{link}"));
        assert!(sections.iter().any(|section| section == id), "{link}");
    }
    assert_eq!(links.len(), sections.len());
    assert!(code.select("main pre").iter().all(|listing| listing.contains("429")));
    assert!(code.select("main pre").iter().any(|listing| listing.contains("Retry-After")));
    assert!(code.select("main td").iter().any(|cell| cell == "http.StatusTooManyRequests"));
    // What no handler can send has no such page.
    assert!(app.open("/docs/100").await.select("#return").is_empty());
}

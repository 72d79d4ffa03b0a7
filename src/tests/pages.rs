//! How pages are made, kept and sent.

use std::io::Read;

use http::Method;
use scraper::{Html, Selector};

use super::app::App;
use crate::call::encoding;

const CURL: (&str, &str) = ("user-agent", "curl/8.14.1");

/// The values of the fields that the selector meets.
fn values(html: &str, selector: &str) -> Vec<String> {
    let page = Html::parse_document(html);
    let selector = Selector::parse(selector).unwrap();
    let fields = page.select(&selector);
    fields.map(|field| field.attr("value").unwrap_or("").to_owned()).collect()
}

/// These words once vanished, because a page's markup was repaired in the text too.
#[tokio::test]
async fn what_a_reader_types_is_kept_word_for_word() {
    let app = App::new();
    for typed in [
        "the nonce is here",
        "a nonce>b",
        "x nonce=\"\" y",
        "a <!> b",
        "</title><!-- nonce",
        "<link rel=\"preload\">",
    ] {
        let query = encoding::encode(typed);
        let panel = app.get(&format!("/docs/200/panel?body={query}")).await;
        assert_eq!(values(panel.text(), "input[type=text][name=body]"), [typed]);
        let page = app.open(&format!("/docs/200?body={query}")).await;
        assert_eq!(values(page.text(), "input[type=text][name=body]"), [typed]);
        let search = app.open(&format!("/?q={query}")).await;
        assert!(
            values(search.text(), "input[name=q]").iter().any(|value| value == typed),
            "{typed}"
        );
        let missing = app.open(&format!("/{query}")).await;
        assert!(missing.select(".asked code")[0].starts_with('/'), "{typed}");
    }
}

#[tokio::test]
async fn pages_and_their_parts_load_nothing_else_and_are_in_no_frame() {
    let app = App::new();
    for address in [
        "/",
        "/docs/502",
        "/docs/5xx",
        "/docs/mock",
        "/no/such/page",
        "/docs/502/panel",
    ] {
        let page = app.open(address).await;
        let policy = page.header("content-security-policy");
        for directive in ["default-src 'none'", "frame-ancestors 'none'", "base-uri 'none'"] {
            assert!(policy.contains(directive), "{address}: {policy}");
        }
        assert_eq!(page.header("cross-origin-resource-policy"), "same-origin", "{address}");
        assert_eq!(
            policy.contains("sha256-"),
            !address.ends_with("/panel"),
            "a part has no scripts of its own: {policy}"
        );
    }
}

#[tokio::test]
async fn a_page_has_the_form_that_its_client_wants_and_caches_may_keep_what_the_address_and_accept_name() {
    let app = App::new();
    let html = ("text/html; charset=utf-8", "no-cache");
    let markdown = ("text/markdown; charset=utf-8", "no-cache");
    let terminal = ("text/markdown; charset=utf-8", "private, no-store");
    for address in ["/docs/502", "/docs/5xx", "/docs/vendors", "/docs/mock"] {
        for (headers, expected) in [
            (&[][..], html),
            (&[CURL], terminal),
            (&[CURL, ("accept", "*/*")], terminal),
            (&[CURL, ("accept", "text/html")], html),
            (&[CURL, ("accept", "text/html;q=0, */*")], markdown),
            (&[CURL, ("accept", "text/markdown")], markdown),
            (&[CURL, ("accept", "text/html;q=0.1, text/*")], markdown),
            (&[("accept", "*/*")], html),
            (&[("accept", "text/*")], html),
            (&[("accept", "image/png")], html),
            (&[("accept", "text/markdown;q=0")], html),
            (&[("accept", "text/markdown, text/html")], html),
            (&[("accept", "text/markdown, */*")], markdown),
            (&[("accept", "text/markdown;q=0.9, text/html;q=0.5")], markdown),
            (&[("accept", "text/markdown;q=0.5, text/html;q=0.9")], html),
        ] {
            let page = app.ask(Method::GET, address, headers).await;
            let sent = (page.header("content-type"), page.header("cache-control"));
            assert_eq!(sent, expected, "{address} {headers:?}");
            assert_eq!(page.header("vary"), "Accept-Encoding, Accept", "{address} {headers:?}");
        }
        let file = app.ask(Method::GET, &format!("{address}.md"), &[CURL]).await;
        assert_eq!((file.header("content-type"), file.header("cache-control")), markdown);
        assert_eq!(file.header("vary"), "Accept-Encoding", "its address alone names it");
    }
}

#[tokio::test]
async fn a_page_is_sent_in_every_coding_and_known_in_each() {
    let app = App::new();
    let plain = app.open("/docs/404").await;
    let mut tags = vec![plain.header("etag").to_owned()];
    // The second round finds each form in the cache.
    for coding in ["br", "gzip", "br", "gzip"] {
        let accepts = [("accept", "text/html"), ("accept-encoding", coding)];
        let page = app.ask(Method::GET, "/docs/404", &accepts).await;
        assert_eq!(page.header("content-encoding"), coding);
        let mut text = String::new();
        let read = match coding {
            "br" => brotli::Decompressor::new(page.body.as_slice(), 4096).read_to_string(&mut text),
            _ => flate2::read::GzDecoder::new(page.body.as_slice()).read_to_string(&mut text),
        };
        read.unwrap();
        assert_eq!(text, plain.text(), "{coding}");
        let tag = page.header("etag").to_owned();
        let again = [accepts[0], accepts[1], ("if-none-match", tag.as_str())];
        let again = app.ask(Method::GET, "/docs/404", &again).await;
        assert_eq!((again.status.as_u16(), again.header("etag")), (304, tag.as_str()));
        tags.push(tag);
    }
    assert_eq!(tags[1..3], tags[3..]);
    tags.sort();
    tags.dedup();
    assert_eq!(tags.len(), 3, "each form has a tag of its own");
}

#[tokio::test(start_paused = true)]
async fn a_page_that_cannot_be_rendered_in_time_is_refused_and_all_else_goes_on() {
    let app = App::new();
    app.open("/docs/404").await;
    let turn = app.state.site.renderer.occupy().await;
    let started = tokio::time::Instant::now();
    for address in ["/docs/502", "/docs/502/panel", "/docs/502.md", "/?q=a", "/no/such/page"] {
        let before = started.elapsed();
        let busy = app.open(address).await;
        busy.assert_ours(503, "busy");
        assert_eq!(busy.header("retry-after"), "1");
        assert_eq!((started.elapsed() - before).as_secs(), 5, "{address}");
    }
    let waited = started.elapsed();
    assert_eq!(app.open("/docs/404").await.status, 200, "it is in the cache");
    assert_eq!(app.get("/502").await.status, 502);
    assert_eq!(app.get("/favicon.ico").await.status, 200);
    assert_eq!(app.get("/-/health").await.status, 200);
    assert_eq!(started.elapsed(), waited);
    drop(turn);
    assert_eq!(app.open("/docs/502").await.status, 200);
}

#[tokio::test]
async fn robots_leave_every_call_of_the_mock_alone() {
    let robots = App::new().get("/robots.txt").await;
    let rules: Vec<_> = robots
        .text()
        .lines()
        .filter_map(|line| line.strip_prefix("Disallow: "))
        .collect();
    let is_allowed = |path: &str| !rules.iter().any(|rule| path.starts_with(rule));
    for path in [
        "/100",
        "/502",
        "/999/a",
        "/random/200,503",
        "/random;seed=1/200",
        "/sequence/503,200",
        "/sequence;key=a/503,200",
        "/status/404",
    ] {
        assert!(!is_allowed(path), "{path}");
    }
    for path in ["/", "/docs/502", "/docs/5xx", "/docs/mock"] {
        assert!(is_allowed(path), "{path}");
    }
}

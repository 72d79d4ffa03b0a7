//! What a search finds first: measured with phrases as people paste and type them.

use http::Method;

use super::app::App;

/// A phrase on each line, behind the code or name of the page that should come first.
const PHRASES: &str = include_str!("../finding/phrases.tsv");
/// How many of a hundred phrases must find their page first, and among the first three. More than these do; a change that makes
/// searches worse shows here.
const FIRST: usize = 85;
const AMONG_THREE: usize = 95;

/// The addresses of a search's results, the best first.
async fn found(app: &App, query: &str) -> Vec<String> {
    let query: String = query.bytes().map(|byte| format!("%{byte:02X}")).collect();
    let page = app
        .ask(Method::GET, &format!("/?q={query}"), &[("accept", "text/html")])
        .await;
    if page.status == 303 {
        return vec![page.header("location").to_owned()];
    }
    assert_eq!(page.status, 200, "{query}");
    let html = scraper::Html::parse_document(page.text());
    let links = scraper::Selector::parse(".found a").unwrap();
    html.select(&links)
        .map(|link| link.attr("href").unwrap().to_owned())
        .collect()
}

fn page_of(address: &str) -> &str {
    let path = address.split('#').next().unwrap_or_default();
    path.strip_prefix("/docs/").unwrap_or(path)
}

#[tokio::test]
async fn phrases_find_their_pages() {
    let app = App::new();
    let (mut first, mut among_three, mut all) = (0, 0, 0);
    let mut missed = Vec::new();
    for line in PHRASES.lines() {
        let (page, phrase) = line.split_once('\t').unwrap_or_else(|| panic!("no tab: {line}"));
        let results = found(&app, phrase).await;
        let place = results.iter().position(|address| page_of(address) == page);
        all += 1;
        first += usize::from(place == Some(0));
        among_three += usize::from(place.is_some_and(|place| place < 3));
        if place != Some(0) {
            missed.push(format!("{line}: {:?}", results.iter().take(3).collect::<Vec<_>>()));
        }
    }
    println!(
        "{first} of {all} phrases find their page first, {among_three} among the first three\n{}",
        missed.join("\n")
    );
    assert!(
        100 * first >= FIRST * all,
        "only {first} of {all} are first\n{}",
        missed.join("\n")
    );
    assert!(
        100 * among_three >= AMONG_THREE * all,
        "only {among_three} of {all} are among three\n{}",
        missed.join("\n")
    );
}

#[tokio::test]
async fn a_result_leads_to_the_section_and_shows_why() {
    let app = App::new();
    let line = "2026/11/30 03:10:15 [error] 29#29: *7 upstream timed out (110: Connection timed out) while reading response header from upstream";
    let address = "/docs/504#messages-nginx:~:text=upstream%20timed%20out%20%28110%3A%20Connection%20timed%20out%29%20while%20reading%20response%20header%20from%20upstream";
    assert_eq!(found(&app, line).await[0], address, "the fold, and the message in it");
    let page = app.open("/?q=upstream%20timed%20out").await;
    let marked = page.select(".found mark");
    for word in ["upstream", "timed", "out"] {
        assert!(
            marked.iter().any(|mark| mark.to_lowercase().starts_with(word)),
            "{word}: {marked:?}"
        );
    }
}

/// The status in a line, wherever the program puts it, and the product that wrote it.
#[tokio::test]
async fn lines_with_a_status_lead_to_its_page_and_their_product() {
    let app = App::new();
    let alb = r#"https 2026-11-20T22:23:00.186641Z app/my-lb/50dc6c495c0c9188 192.168.131.39:2817 10.0.0.1:80 0.001 0.002 -1 502 - 34 366 "GET https://www.example.com:443/ HTTP/1.1" "curl/7.46.0""#;
    let openai = r#"openai.RateLimitError: Error code: 429 - {'error': {'message': 'You exceeded your current quota, please check your plan and billing details.', 'type': 'insufficient_quota'}}"#;
    for (line, start) in [
        (alb, "/docs/502#messages-alb"),
        (openai, "/docs/429#messages-openai"),
        ("localhost:5984 127.0.0.1 admin PUT /_users 412 ok 171", "/docs/412"),
        ("request completed GET 403 /items/articles 13ms", "/docs/403"),
        ("UnprocessableEntity", "/docs/422"),
        ("System.Net.HttpStatusCode.TooManyRequests", "/docs/429"),
    ] {
        let best = &found(&app, line).await[0];
        assert!(best.starts_with(start), "{line}: {best}");
    }
}

#[tokio::test]
async fn no_query_is_too_long_or_dangerous() {
    let app = App::new();
    for query in [
        "<script>alert(1)</script>",
        "\u{0}\u{7f}",
        "ß💥 العربية",
        &"a ".repeat(700),
        &"(".repeat(1000),
    ] {
        found(&app, query).await;
    }
    let page = app.open("/?q=%3Cscript%3Ealert(1)%3C/script%3E%20502").await;
    assert!(!page.text().contains("<script>alert"));
    let classes = found(&app, "zzzz qqqq").await;
    assert!(classes.contains(&"/docs/5xx".to_owned()), "nothing matches: {classes:?}");
    assert_eq!(classes.len(), 6);
}

//! Rules that hold for every code, format and vendor.

use http::Method;

use super::app::App;
use crate::call::values::Format;
use crate::code::Code;
use crate::mock::vendors::VENDORS;

/// Every call that has a body of its own kind: codes, formats, vendors.
fn calls() -> Vec<String> {
    let codes = (200..600)
        .chain([783, 999])
        .filter(|code| *code != 444)
        .map(|code| format!("/{code}"));
    let formats = [200, 206, 302, 404, 502]
        .into_iter()
        .flat_map(|code| Format::WORDS.iter().map(move |format| format!("/{code}?format={format}")));
    let vendors = VENDORS
        .iter()
        .flat_map(|vendor| vendor.codes.iter().map(|code| format!("/{code}?vendor={}", vendor.name)));
    let bodies = [
        "/200?body=",
        "/404?body=x&type=text/html",
        "/200?echo=1",
        "/503?explain=1",
        "/200?cache=60",
        "/100",
    ];
    codes.chain(formats).chain(vendors).chain(bodies.map(str::to_owned)).collect()
}

#[tokio::test]
async fn heads_fields_are_gets() {
    let app = App::still();
    for call in calls() {
        let (head, get) = (
            app.ask_outcome(Method::HEAD, &call).await,
            app.ask_outcome(Method::GET, &call).await,
        );
        assert_eq!(head, get, "{call}");
        let bodyless = ["204", "304"].iter().any(|code| get.0 == *code);
        assert_eq!(
            get.1.iter().any(|field| field.starts_with("content-length: ")),
            !bodyless,
            "{call}"
        );
    }
}

#[tokio::test]
async fn what_was_refused_is_not_offered() {
    let app = App::new();
    let vendors = VENDORS.iter().filter(|vendor| vendor.sends(Code::known(405)));
    let addresses: Vec<_> = ["/405".to_owned()]
        .into_iter()
        .chain(vendors.map(|vendor| format!("/405?vendor={}", vendor.name)))
        .collect();
    for address in addresses {
        for method in ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "BREW"] {
            let response = app.ask(method.parse().unwrap(), &address, &[]).await;
            let allow = response.header("allow");
            let offered: Vec<_> = allow.split(", ").collect();
            assert!(!offered.contains(&method), "{method} {address}: {allow}");
            if !address.contains("vendor") {
                assert!(!allow.is_empty(), "{method} {address}");
            }
        }
    }
    let post = [("content-type", "application/json; charset=utf-8")];
    let refused = app.ask(Method::POST, "/415", &post).await;
    assert_eq!(refused.header("accept"), "application/xml");
    let coded = [("content-encoding", "gzip"), ("content-type", "text/csv")];
    let refused = app.ask(Method::POST, "/415", &coded).await;
    assert_eq!(
        (refused.header("accept-encoding"), refused.header("accept")),
        ("identity", "")
    );
    let patch = app.ask(Method::PATCH, "/415", &[]).await;
    assert_eq!(patch.header("accept-patch"), "application/merge-patch+json");
    let token = app.ask(Method::GET, "/401", &[("authorization", "Bearer wrong")]).await;
    assert!(token.header("www-authenticate").contains("error=\"invalid_token\""));
    let links = app
        .ask(Method::GET, "/406", &[("accept", "application/json, text/html")])
        .await;
    let alternates: Vec<_> = links
        .headers
        .get_all("link")
        .iter()
        .map(|value| value.to_str().unwrap())
        .collect();
    assert!(alternates.iter().any(|link| link.contains("text/plain")), "{alternates:?}");
    assert!(
        !alternates.iter().any(|link| link.contains("application/json")),
        "{alternates:?}"
    );
}

#[tokio::test]
async fn a_callers_header_stands_in_place_of_ours() {
    let app = App::new();
    for (address, name, value) in [
        ("/405?header=Allow:POST", "allow", "POST"),
        ("/416?header=Content-Range:bytes%20*/99", "content-range", "bytes */99"),
        ("/503?header=Retry-After:9", "retry-after", "9"),
        ("/503?retry-after=1&header=retry-after:9", "retry-after", "9"),
        ("/200?etag=a&header=ETag:%22b%22", "etag", "\"b\""),
        (
            "/200?cache=60&header=Last-Modified:Thu,%2001%20Jan%202026%2000:00:00%20GMT",
            "last-modified",
            "Thu, 01 Jan 2026 00:00:00 GMT",
        ),
        ("/200?header=Cache-Control:max-age=1", "cache-control", "max-age=1"),
        ("/429?vendor=github&header=X-RateLimit-Limit:1", "x-ratelimit-limit", "1"),
        ("/415?header=Accept:text/csv", "accept", "text/csv"),
        ("/226?header=IM:gzip", "im", "gzip"),
        ("/206?header=Accept-Ranges:none", "accept-ranges", "none"),
    ] {
        let response = app.get(address).await;
        let values: Vec<_> = response
            .headers
            .get_all(name)
            .iter()
            .map(|value| value.to_str().unwrap())
            .collect();
        assert_eq!(values, [value], "{address}");
    }
    let list = app.get("/405?header=Allow:POST&header=Allow:PUT").await;
    assert_eq!(
        list.headers.get_all("allow").iter().count(),
        2,
        "a list may have several lines"
    );
    for single in ["Retry-After", "ETag", "Content-Range", "Expires", "Sunset"] {
        app.get(&format!("/200?header={single}:1&header={}:2", single.to_lowercase()))
            .await
            .assert_ours(400, "repeated-option");
    }
}

#[tokio::test]
async fn hops_are_counted_as_httpbin_does_and_keep_what_follows_the_call() {
    let app = App::new();
    for (start, steps) in [
        ("/302?hops=3", &["/302?hops=2", "/302?hops=1", "/200"][..]),
        ("/307?hops=1", &["/200"]),
        ("/302;hops=2/users/7?page=2", &["/302;hops=1/users/7?page=2", "/200"]),
        ("/302;to=%2F404;hops=2/a%2Fb", &["/302;to=%2F404;hops=1/a%2Fb", "/404"]),
        ("/302;hops=loop/x?y=1", &["/302;hops=loop/x?y=1", "/302;hops=loop/x?y=1"]),
    ] {
        let mut at = start.to_owned();
        for step in steps {
            let response = app.get(&at).await;
            assert!(response.status.is_redirection(), "{at}");
            assert_eq!(response.header("location"), *step, "{at}");
            at = (*step).to_owned();
        }
    }
    for bad in ["0", "101", "-1", "x"] {
        app.get(&format!("/302?hops={bad}")).await.assert_ours(400, "invalid-option");
    }
}

#[tokio::test]
async fn a_mock_path_never_ends_in_a_page() {
    let app = App::new();
    for path in [
        "/503%3Bdelay%3D1ms",
        "/503%3bdelay=1ms",
        "/5%303",
        "/%35%30%33",
        "/sequence/503%2C200",
        "/sequence%2F503,503",
        "/random%2F503",
        "/%73%74%61%74%75%73/503",
        "/503%2Fusers",
    ] {
        let response = app.open(path).await;
        assert_eq!(
            (response.status.as_u16(), response.header("x-mock-status")),
            (503, "503"),
            "{path}"
        );
    }
    for (path, kind) in [
        ("/sequence/503%2Cteapot", "invalid-sequence"),
        ("/503%3Bdealy%3D1s", "unknown-option"),
        ("/rand%6Fm", "incomplete-call"),
    ] {
        app.open(path).await.assert_ours(400, kind);
    }
}

#[tokio::test]
async fn every_206_says_which_part_it_is() {
    let app = App::new();
    for address in [
        "/206",
        "/206?body=0123456789",
        "/206?format=json",
        "/206?format=xml",
        "/206?cache=60&format=text",
    ] {
        let whole = app.ask(Method::GET, address, &[]).await;
        let range = whole.header("content-range");
        assert!(whole.status == 206 && range.starts_with("bytes 0-"), "{address}: {range}");
        let part = app.ask(Method::GET, address, &[("range", "bytes=2-4")]).await;
        assert!(part.header("content-range").starts_with("bytes 2-4/"), "{address}");
        assert_eq!(part.body, whole.body[2..=4], "{address}");
    }
}

#[tokio::test]
async fn a_tag_stands_for_one_body() {
    let app = App::new();
    let tag = async |address: &str, accept: &'static str| {
        let response = app.ask(Method::GET, address, &[("accept", accept)]).await;
        response.header("etag").to_owned()
    };
    let json = tag("/200?cache=60", "application/json").await;
    assert!(!json.is_empty());
    assert_eq!(json, tag("/200?cache=60", "application/json").await);
    assert_ne!(json, tag("/200?cache=60", "application/xml").await);
    assert_ne!(
        tag("/200?cache=60&body=a", "*/*").await,
        tag("/200?cache=60&body=b", "*/*").await
    );
    // The ETag of a PUT would be that of what was stored; conditions count all the same.
    let put = app.ask(Method::PUT, "/200?cache=60", &[]).await;
    assert_eq!((put.header("etag"), put.header("last-modified")), ("", ""));
    let old = [("if-unmodified-since", "Wed, 01 Jan 2020 00:00:00 GMT")];
    assert_eq!(app.ask(Method::PUT, "/200?cache=60", &old).await.status, 412);
    assert_eq!(app.ask(Method::PUT, "/200?etag=v2", &[]).await.header("etag"), "\"v2\"");
}

#[tokio::test]
async fn options_in_headers_do_no_harm_where_a_redirect_leads() {
    let app = App::new();
    for (name, value, option) in [
        ("x-mock-to", "/204", "to"),
        ("x-mock-hops", "2", "hops"),
        ("x-mock-location", "absolute", "location"),
        ("x-mock-vendor", "cloudflare", "vendor"),
        ("x-mock-format", "problem", "format"),
    ] {
        let response = app.ask(Method::GET, "/200", &[(name, value)]).await;
        assert_eq!(response.status, 200, "{name}");
        let ignored = response.header("x-mock-ignored");
        assert!(ignored.contains(option), "{name}: {ignored}");
    }
}

#[tokio::test]
async fn an_option_without_effect_is_named() {
    let app = App::new();
    for (address, option) in [
        ("/200?loop=1", "loop"),
        ("/200?key=k&seed=1", "seed"),
        ("/404?auth=basic:u:p", "auth"),
        ("/429?cache=60", "cache"),
        ("/429?header=Cache-Control:max-age=9", "header"),
        ("/206?echo=1", "echo"),
        ("/404?echo=1&format=text", "echo"),
        ("/502?body=x&vendor=nginx", "vendor"),
        ("/502?body=x&format=json", "format"),
        ("/502?vendor=nginx&format=json", "format"),
        ("/sequence/200?to=/x", "to"),
    ] {
        let response = app.ask(Method::GET, address, &[]).await;
        let ignored = response.header("x-mock-ignored");
        let refused = response.header("x-mock-error") == "impossible-option";
        assert!(
            refused || ignored.split(", ").any(|name| name.starts_with(option)),
            "{address}: {ignored}"
        );
    }
    for address in [
        "/302?hops=2",
        "/502?vendor=nginx",
        "/502?format=xml",
        "/200?echo=1",
        "/sequence/200?loop=1",
        "/401?auth=basic",
    ] {
        let response = app.ask(Method::GET, address, &[]).await;
        assert_eq!(response.header("x-mock-ignored"), "", "{address}");
    }
}

#[tokio::test]
async fn hops_of_a_step_end() {
    let app = App::new();
    let mut address = "/sequence/302;hops=3,200?key=steps".to_owned();
    let mut hops = 0;
    while hops < 9 {
        let response = app.ask(Method::GET, &address, &[]).await;
        if response.status != 302 {
            break;
        }
        hops += 1;
        response.header("location").clone_into(&mut address);
    }
    assert_eq!((hops, address.as_str()), (3, "/200"));
}

#[tokio::test]
async fn a_plus_in_a_media_type_may_stand_in_a_query() {
    let response = App::new().get("/404?body=%7B%7D&type=application/problem+json").await;
    assert_eq!(response.header("content-type"), "application/problem+json");
}

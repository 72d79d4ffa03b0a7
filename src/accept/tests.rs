use http::HeaderValue;

use super::*;

fn headers(field: HeaderName, lines: &[&str]) -> HeaderMap {
    let lines = lines.iter().map(|line| (field.clone(), HeaderValue::from_str(line).unwrap()));
    lines.collect()
}

fn accept(line: &str) -> HeaderMap {
    headers(header::ACCEPT, &[line])
}

#[test]
fn the_most_specific_range_decides() {
    // The example of RFC 9110 section 12.5.1, without the variants that have parameters.
    let all = accept("text/*;q=0.3, text/plain;q=0.7, text/plain;format=fixed;q=0.4, */*;q=0.5");
    for (media_type, expected) in [("text/plain", 0.7), ("text/html", 0.3), ("image/jpeg", 0.5)] {
        assert_eq!(quality(&all, media_type), expected, "{media_type}");
    }
    // The order in which they are sent says nothing.
    assert_eq!(quality(&accept("*/*, text/html;q=0"), "text/html"), 0.0);
    assert_eq!(quality(&accept("text/html;q=0, */*"), "text/html"), 0.0);
    assert_eq!(quality(&accept("text/*;q=0, */*"), "text/html"), 0.0);
    assert_eq!(quality(&accept("image/png"), "text/html"), 0.0);
}

#[test]
fn a_client_that_says_nothing_takes_everything() {
    for silent in [HeaderMap::new(), accept(""), accept(" , ,")] {
        assert_eq!(quality(&silent, "text/html"), 1.0);
        assert!(!names(&silent, "text/html"));
    }
}

#[test]
fn weights_names_and_white_space_are_read_as_the_grammar_has_them() {
    for (line, expected) in [
        ("text/html;q=0.5", 0.5),
        ("text/html ; q=0.5", 0.5),
        ("TEXT/HTML;Q=0.5", 0.5),
        ("a/b, text/html;level=1;q=0.5", 0.5),
        ("text/html;q=0.000", 0.0),
        ("text/html;q=1.000", 1.0),
        // A weight that is none counts as missing.
        ("text/html;q=", 1.0),
        ("text/html;q=x", 1.0),
        ("text/html;q=-1", 1.0),
        ("text/html;q=2", 1.0),
        ("text/html;q=NaN", 1.0),
        ("text/html;q=inf", 1.0),
        ("text/html;q=1e-9", 1.0),
    ] {
        assert_eq!(quality(&accept(line), "text/html"), expected, "{line}");
    }
}

#[test]
fn a_quoted_comma_or_semicolon_ends_nothing() {
    let line = "text/html;title=\"a, */*;q=1 \\\" ,\";q=0.2, text/plain;q=0.4";
    assert_eq!(quality(&accept(line), "text/html"), 0.2);
    assert_eq!(quality(&accept(line), "text/plain"), 0.4);
    assert_eq!(quality(&accept(line), "image/png"), 0.0);
    assert_eq!(media_ranges(&accept(line)).len(), 2);
}

#[test]
fn a_range_with_parameters_stands_for_its_type_unless_the_bare_type_is_listed() {
    let json = "application/json; charset=utf-8";
    assert_eq!(quality(&accept(json), "application/json"), 1.0);
    assert_eq!(
        quality(&accept(&format!("{json};q=0.9, application/json;q=0.1")), "application/json"),
        0.1
    );
    assert_eq!(
        quality(&accept("text/html;level=1;q=0, text/*;q=0.5"), "text/html"),
        0.5,
        "only that variant is unwanted"
    );
}

#[test]
fn several_lines_are_one_list() {
    let two = headers(header::ACCEPT, &["text/plain;q=0.5", "text/html"]);
    assert_eq!(quality(&two, "text/html"), 1.0);
    assert_eq!(quality(&two, "text/plain"), 0.5);
}

#[test]
fn a_type_is_named_only_by_its_own_name() {
    assert!(names(&accept("text/html;q=0.1"), "text/html"));
    for line in ["*/*", "text/*", "text/html;q=0", "text/html2", "xtext/html"] {
        assert!(!names(&accept(line), "text/html"), "{line}");
    }
}

#[test]
fn the_coding_with_the_highest_weight_is_taken() {
    for (line, expected) in [
        ("gzip, deflate, br, zstd", Some("br")),
        ("gzip", Some("gzip")),
        ("GZIP", Some("gzip")),
        ("x-gzip", Some("gzip")),
        ("br;q=0.5, gzip", Some("gzip")),
        ("br;q=0.5, gzip;q=0.5", Some("br")),
        ("br;q=0, gzip;q=0.5", Some("gzip")),
        ("br ; q=0, gzip", Some("gzip")),
        ("*", Some("br")),
        ("*;q=0.5, gzip", Some("gzip")),
        ("br;q=0, *", Some("gzip")),
        ("*;q=0", None),
        ("*;q=0, gzip", Some("gzip")),
        ("identity", None),
        ("identity;q=1, gzip;q=0.5", None),
        ("identity;q=0.5, gzip;q=0.5", Some("gzip")),
        ("identity;q=0, gzip;q=0.1", Some("gzip")),
        ("zstd", None),
        ("", None),
    ] {
        assert_eq!(
            best_coding(&headers(header::ACCEPT_ENCODING, &[line]), &["br", "gzip"]),
            expected,
            "{line}"
        );
    }
    assert_eq!(best_coding(&HeaderMap::new(), &["br", "gzip"]), None);
}

use http::HeaderValue;

use super::*;

const NOW: Timestamp = Timestamp::constant(1_759_919_445, 0); // 2025-10-08T10:30:45Z
/// Of the document, in bytes.
const LENGTH: u64 = 1024;
const MODIFIED: &str = "Wed, 01 Jan 2025 00:00:00 GMT";

fn headers(lines: &[(&'static str, &str)]) -> HeaderMap {
    let mut headers = HeaderMap::new();
    for (name, value) in lines {
        headers.append(HeaderName::from_static(name), HeaderValue::from_str(value).unwrap());
    }
    headers
}

/// The response and its headers, for a document with the tag `"v1"` and the frozen date.
fn ask(method: &str, request: &[(&'static str, &str)]) -> (DocumentResponse, HeaderMap) {
    let mut response = HeaderMap::new();
    conditional::put_validators(&mut response, "v1");
    let validators = conditional::validators(&response, NOW);
    let sent = respond(&mut response, Document::fixed(), method, &headers(request), &validators, NOW);
    (sent, response)
}

fn value(headers: &HeaderMap, name: HeaderName) -> &str {
    headers.get(name).map_or("", |value| value.to_str().unwrap())
}

#[test]
fn the_document_is_as_long_as_it_says_and_its_lines_name_their_offsets() {
    let text = std::str::from_utf8(&DOCUMENT).unwrap();
    assert_eq!(text.len() as u64, LENGTH);
    for line in text.lines() {
        let offset: usize = line[..4].trim().parse().unwrap();
        assert!(text[offset..].starts_with(line), "{line}");
    }
    assert!(!text.contains(BOUNDARY), "a part must not end early");
}

#[test]
fn a_body_of_the_callers_is_sent_whole_unless_a_part_is_asked_for() {
    let own = |bytes: &str| Document::from_body(&MockBody::new("text/csv", bytes.to_owned()));
    for (bytes, range, status, content_range, sent) in [
        ("0123456789", "", 206, "bytes 0-9/10", "0123456789"),
        ("0123456789", "bytes=2-4", 206, "bytes 2-4/10", "234"),
        ("0123456789", "bytes=10-", 416, "bytes */10", ""),
        ("", "bytes=0-1", 200, "", ""),
        ("", "", 200, "", ""),
    ] {
        let mut response = HeaderMap::new();
        let request = if range.is_empty() {
            HeaderMap::new()
        } else {
            headers(&[("range", range)])
        };
        let validators = Validators::default();
        let part = respond(&mut response, own(bytes), "GET", &request, &validators, NOW);
        assert_eq!(part.status, status, "{bytes} {range}");
        assert_eq!(value(&response, header::CONTENT_RANGE), content_range, "{bytes} {range}");
        assert_eq!(part.body.unwrap_or_default(), sent, "{bytes} {range}");
    }
    // A body that holds the boundary is separated by another one.
    let mut response = HeaderMap::new();
    let text = format!("--{BOUNDARY}--");
    let request = headers(&[("range", "bytes=0-1,4-5")]);
    let part = respond(&mut response, own(&text), "GET", &request, &Validators::default(), NOW);
    let media_type = part.media_type.unwrap();
    let boundary = media_type.strip_prefix("multipart/byteranges; boundary=").unwrap();
    assert!(!text.contains(boundary) && boundary.starts_with(BOUNDARY), "{media_type}");
}

#[test]
fn a_range_asks_for_what_the_specification_says() {
    use ByteRanges::{Many, One, Unsatisfiable};
    let huge = "99999999999999999999999";
    for (range, asked) in [
        ("bytes=0-0".to_owned(), One(0, 0)),
        ("bytes=0-99".to_owned(), One(0, 99)),
        ("bytes=1000-".to_owned(), One(1000, 1023)),
        ("bytes=1023-1023".to_owned(), One(1023, 1023)),
        ("bytes=0-1023".to_owned(), One(0, 1023)),
        ("bytes=0-1024".to_owned(), One(0, 1023)),
        ("bytes=-1".to_owned(), One(1023, 1023)),
        ("bytes=-1024".to_owned(), One(0, 1023)),
        ("bytes=-1025".to_owned(), One(0, 1023)),
        ("bytes=007-0008".to_owned(), One(7, 8)),
        // The unit in any case, blanks around elements, and empty elements.
        ("Bytes=0-1".to_owned(), One(0, 1)),
        ("BYTES=0-1".to_owned(), One(0, 1)),
        (" bytes=0-1\t".to_owned(), One(0, 1)),
        ("bytes= 0-1".to_owned(), One(0, 1)),
        ("bytes=,0-1".to_owned(), One(0, 1)),
        ("bytes=0-1, ,\t,".to_owned(), One(0, 1)),
        ("bytes= 0-1 , 2-3".to_owned(), Many(vec![(0, 1), (2, 3)])),
        ("bytes=0-0,-1".to_owned(), Many(vec![(0, 0), (1023, 1023)])),
        // In the order that they are asked for.
        ("bytes=500-600,0-9".to_owned(), Many(vec![(500, 600), (0, 9)])),
        ("bytes=500-700,601-999".to_owned(), Many(vec![(500, 700), (601, 999)])),
        // What lies past the end is left out, and alone it is 416.
        ("bytes=0-1,5000-,2-3".to_owned(), Many(vec![(0, 1), (2, 3)])),
        ("bytes=5000-,2-3".to_owned(), One(2, 3)),
        ("bytes=-0,2-3".to_owned(), One(2, 3)),
        ("bytes=1024-".to_owned(), Unsatisfiable),
        ("bytes=1024-1024".to_owned(), Unsatisfiable),
        ("bytes=-0".to_owned(), Unsatisfiable),
        ("bytes=-000".to_owned(), Unsatisfiable),
        ("bytes=-0,1024-".to_owned(), Unsatisfiable),
        // Numbers of any size.
        ("bytes=18446744073709551615-".to_owned(), Unsatisfiable),
        ("bytes=18446744073709551616-".to_owned(), Unsatisfiable),
        (format!("bytes={huge}-{huge}"), Unsatisfiable),
        (format!("bytes=0-{huge}"), One(0, 1023)),
        (format!("bytes=-{huge}"), One(0, 1023)),
        (format!("bytes=1-{huge}, {huge}-"), One(1, 1023)),
        (format!("bytes=0-{}", "9".repeat(4000)), One(0, 1023)),
        (format!("bytes={}5-5", "0".repeat(4000)), One(5, 5)),
    ] {
        assert_eq!(select(&range, LENGTH), asked, "{range}");
    }
}

#[test]
fn a_range_that_is_invalid_or_excessive_is_ignored_as_a_whole() {
    let many = |count: usize| vec!["0-0"; count].join(",");
    let apart = |count: usize| (0..count).map(|n| format!("{0}-{0}", n * 2)).collect::<Vec<_>>().join(",");
    let texts = [
        "",
        "bytes",
        "0-1",
        "bytes 0-1",
        "bytes=",
        "bytes=,",
        "bytes= , ,",
        "bytes=-",
        "bytes=5",
        "bytes=a-b",
        "bytes=0x1-2",
        "bytes=1.5-2",
        "bytes=+1-2",
        "bytes=1-+2",
        "bytes=--5",
        "bytes=1-2-3",
        "bytes=0 - 1",
        "bytes=0-1;2-3",
        "bytes=*",
        "bytes=5-4",
        "bytes=0-1,5-4",
        "bytes=5000-4999",
        "bytes=99999999999999999999999-99999999999999999999998",
        "bytes=100000000000000000000000-99999999999999999999999",
        "bytes=0-1,x",
        "bytes=0-1, bytes=2-3",
        "bytes =0-1",
        "lines=0-1",
        "byte=0-1",
        "none=0-1",
        "=0-1",
        // More than two that overlap.
        "bytes=0-,1-,2-",
        "bytes=0-9,5-14,10-19",
    ];
    let texts = texts
        .map(str::to_owned)
        .into_iter()
        .chain([format!("bytes={}", many(3)), format!("bytes={}", apart(MOST_PARTS + 1))]);
    for text in texts {
        assert!(
            matches!(select(&text, LENGTH), ByteRanges::Ignored(why) if why.starts_with("Range was ignored: ")),
            "{text}: {:?}",
            select(&text, LENGTH)
        );
    }
    assert!(
        matches!(select(&format!("bytes={}", apart(MOST_PARTS)), LENGTH), ByteRanges::Many(parts) if parts.len() == MOST_PARTS)
    );
    assert!(
        matches!(select("bytes=0-", 0), ByteRanges::Ignored(_)),
        "nothing has no parts"
    );
}

#[test]
fn if_range_decides_whether_the_range_counts() {
    let later = "Wed, 01 Jan 2025 00:00:01 GMT";
    for (range, condition, status) in [
        ("bytes=0-9", "\"v1\"", 206),
        ("bytes=0-9", MODIFIED, 206),
        ("bytes=0-9", later, 200),
        ("bytes=0-9", "Tue, 31 Dec 2024 23:59:59 GMT", 200),
        ("bytes=0-9", "\"v2\"", 200),
        ("bytes=0-9", "W/\"v1\"", 200),
        ("bytes=0-9", "rubbish", 200),
        ("bytes=5000-", "\"v1\"", 416),
        ("bytes=5000-", "\"v2\"", 200),
        ("bytes=5000-", later, 200),
        ("lines=0-9", "\"v1\"", 200),
    ] {
        let (sent, headers) = ask("GET", &[("range", range), ("if-range", condition)]);
        assert_eq!(sent.status, status, "{range}, {condition}");
        let length = sent.body.map(|body| body.len());
        let expected = match status {
            206 => Some(10),
            200 => Some(1024),
            _ => None,
        };
        assert_eq!(length, expected, "{range}, {condition}");
        assert_eq!(
            headers.contains_key(header::CONTENT_RANGE),
            status != 200,
            "{range}, {condition}"
        );
        // The client has it already, where If-Range holds.
        assert_eq!(
            headers.contains_key(header::LAST_MODIFIED),
            status != 206,
            "{range}, {condition}"
        );
        assert_eq!(value(&headers, header::ETAG), "\"v1\"");
    }
    let mut weak = headers(&[("etag", "W/\"w\"")]);
    let validators = conditional::validators(&weak, NOW);
    let request = headers(&[("range", "bytes=0-9"), ("if-range", "W/\"w\"")]);
    assert_eq!(
        respond(&mut weak, Document::fixed(), "GET", &request, &validators, NOW).status,
        200
    );
}

#[test]
fn only_get_has_ranges() {
    for method in ["HEAD", "POST", "PUT", "DELETE", "OPTIONS", "BREW"] {
        for range in ["bytes=0-9", "bytes=5000-"] {
            let (sent, headers) = ask(method, &[("range", range), ("if-range", "\"v2\"")]);
            assert_eq!(sent.status, 206, "{method} {range}");
            assert_eq!(value(&headers, header::CONTENT_RANGE), "bytes 0-511/1024", "{method} {range}");
        }
    }
    let (head, head_fields) = ask("HEAD", &[]);
    let (get, get_fields) = ask("GET", &[]);
    assert_eq!(head_fields, get_fields);
    assert_eq!(
        (head.status, head.media_type, head.body),
        (get.status, get.media_type, get.body)
    );
    let (_, fields) = ask("GET", &[("if-range", "\"v2\"")]);
    assert_eq!(fields, get_fields, "If-Range without Range is ignored");
}

#[test]
fn one_part_is_labelled_and_cut_to_the_byte() {
    let (sent, headers) = ask("GET", &[("range", "bytes=30-40")]);
    assert_eq!(sent.status, 206);
    assert_eq!(sent.body.as_deref(), DOCUMENT.get(30..41));
    assert_eq!(sent.media_type.as_deref(), Some(MEDIA_TYPE));
    assert_eq!(value(&headers, header::CONTENT_RANGE), "bytes 30-40/1024");
    assert_eq!(value(&headers, header::ACCEPT_RANGES), "bytes");
    assert_eq!(value(&headers, header::LAST_MODIFIED), MODIFIED);
    assert_eq!(value(&headers, X_MOCK_NOTE), "");
}

#[test]
fn parts_can_be_joined_to_the_whole_document() {
    let mut joined: Vec<u8> = Vec::new();
    for range in ["bytes=0-0", "bytes=1-511", "bytes=512-1022", "bytes=-1"] {
        joined.extend(ask("GET", &[("range", range)]).0.body.unwrap());
    }
    assert_eq!(joined, DOCUMENT.to_vec());
}

/// Read as a client reads it: by the boundary in Content-Type (RFC 2046 section 5.1.1).
#[test]
fn several_parts_each_say_which_one_they_are() {
    let (sent, headers) = ask("GET", &[("range", "bytes=1000-1009, 0-31, -1")]);
    assert_eq!(sent.status, 206);
    assert!(!headers.contains_key(header::CONTENT_RANGE), "it belongs in the parts");
    let media_type = sent.media_type.unwrap();
    let boundary = media_type.strip_prefix("multipart/byteranges; boundary=").unwrap();
    let body = String::from_utf8(sent.body.unwrap().to_vec()).unwrap();
    let body = body.strip_suffix(&format!("\r\n--{boundary}--\r\n")).unwrap();
    let parts: Vec<_> = format!("\r\n{body}")
        .split(&format!("\r\n--{boundary}\r\n"))
        .skip(1)
        .map(|part| {
            let (fields, content) = part.split_once("\r\n\r\n").unwrap();
            let fields: Vec<_> = fields.split("\r\n").map(str::to_owned).collect();
            (fields, content.to_owned())
        })
        .collect();
    let document = std::str::from_utf8(&DOCUMENT).unwrap();
    let expected = [(1000, 1009), (0, 31), (1023, 1023)].map(|(first, last)| {
        let fields = vec![
            format!("Content-Type: {MEDIA_TYPE}"),
            format!("Content-Range: bytes {first}-{last}/1024"),
        ];
        (fields, document[first..=last].to_owned())
    });
    assert_eq!(parts, expected);
}

#[test]
fn one_part_that_is_left_of_several_is_no_multipart() {
    let (sent, headers) = ask("GET", &[("range", "bytes=5000-,0-9")]);
    assert_eq!(sent.media_type.as_deref(), Some(MEDIA_TYPE));
    assert_eq!(value(&headers, header::CONTENT_RANGE), "bytes 0-9/1024");
}

#[test]
fn a_416_names_the_length_and_leaves_the_body_to_the_mock() {
    let (sent, headers) = ask("GET", &[("range", "bytes=1024-")]);
    assert_eq!((sent.status, sent.body, sent.media_type), (416, None, None));
    assert_eq!(value(&headers, header::CONTENT_RANGE), "bytes */1024");
}

#[test]
fn a_range_that_is_ignored_says_why_and_sends_everything() {
    for lines in [
        &[("range", "lines=0-9")][..],
        &[("range", "bytes=5-4")],
        &[("range", "bytes=0-1"), ("range", "bytes=2-3")],
        &[("range", "bytes=0-1"), ("range", "2-3")],
        &[("range", "bytes=0-1"), ("if-range", "\"v2\"")],
    ] {
        let (sent, headers) = ask("GET", lines);
        assert_eq!(sent.status, 200, "{lines:?}");
        assert_eq!(sent.body.as_deref(), Some(&DOCUMENT[..]), "{lines:?}");
        assert_eq!(sent.media_type.as_deref(), Some(MEDIA_TYPE));
        assert!(value(&headers, X_MOCK_NOTE).starts_with("Range was ignored: "), "{lines:?}");
        assert_eq!(value(&headers, header::ACCEPT_RANGES), "bytes");
    }
}

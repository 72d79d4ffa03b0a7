//! Other requests that show what a code is about, one click away. The first one is `call::start`'s.

use crate::code::Code;

/// A request to try: what is said of it, and the query of the page that has it. A query with `form=1` is completed by the server.
pub type Preset = (&'static str, &'static str);

/// The requests that suit a code; none where a plain GET says it all.
pub fn presets(code: Code) -> &'static [Preset] {
    match code.number() {
        100 => &[(
            "a server that refuses",
            "method=POST&expect=refuse&request-header=Expect:100-continue&request-body=hello",
        )],
        101 | 426 => &[(
            "Upgrade: websocket",
            "request-header=Connection:Upgrade&request-header=Upgrade:websocket&request-header=Sec-WebSocket-Version:13\
             &request-header=Sec-WebSocket-Key:dGhlIHNhbXBsZSBub25jZQ%3D%3D",
        )],
        200 | 203 | 204 => &[
            (
                "echo my request",
                "method=POST&echo=1&request-header=Content-Type:application/json&request-body=%7B%22a%22%3A1%7D",
            ),
            ("If-None-Match", "etag=v1&request-header=If-None-Match:%22v1%22"),
        ],
        206 => &[
            ("the last 50 bytes", "request-header=Range:bytes%3D-50"),
            ("two ranges", "request-header=Range:bytes%3D0-9,20-29"),
        ],
        301 | 302 | 303 | 307 | 308 => &[
            (
                "POST",
                "method=POST&request-header=Content-Type:text/plain&request-body=hello",
            ),
            ("three hops", "hops=3"),
            ("a loop", "hops=loop"),
        ],
        304 => &[("another ETag", "call=200&etag=v2&request-header=If-None-Match:%22v1%22")],
        401 => &[
            ("Basic credentials", "auth=basic:user:password&request-auth=basic"),
            ("a Bearer token", "auth=bearer:secret&request-auth=bearer"),
        ],
        406 => &[("Accept: text/html", "request-header=Accept:text/html")],
        408 => &[("a slow response", "fault=stall:2s")],
        411 => &[("POST without a body", "method=POST")],
        412 | 428 => &[
            (
                "If-Match that fails",
                "etag=v2&method=PUT&request-header=If-Match:%22v1%22&request-body=hello",
            ),
            (
                "If-Match that holds",
                "etag=v2&method=PUT&request-header=If-Match:%22v2%22&request-body=hello",
            ),
        ],
        413 => &[(
            "ask first",
            "method=POST&request-size=262144&request-header=Expect:100-continue",
        )],
        417 => &[(
            "Expect: 100-continue",
            "method=POST&request-header=Expect:100-continue&request-body=hello",
        )],
        421 => &[("Host: other.example", "request-header=Host:other.example")],
        425 => &[("Early-Data: 1", "request-header=Early-Data:1")],
        429 => &[("3 calls in 10 seconds", "form=1&call=200&on=limit&limit=3/10s")],
        431 => &[(
            "a large header",
            "request-header=X-Large:xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx",
        )],
        500 => &[("one call in ten fails", "call=random/200:9,500:1")],
        502 => &[("one call in ten fails", "call=random/200:9,502:1")],
        504 => &[("one call in ten fails", "call=random/200:9,504:1")],
        503 => &[
            ("fails twice, then works", "call=sequence/503,503,200"),
            ("one call in ten fails", "call=random/200:9,503:1"),
        ],
        _ => &[],
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::call::PageState;

    #[test]
    fn every_preset_is_a_state_without_a_problem() {
        for number in 100..600 {
            let code = Code::new(number).unwrap();
            for (label, query) in presets(code) {
                let mut state = PageState::read(code, query);
                state.complete("key");
                assert_eq!(state.problems, [], "{number}: {}", label);
                assert!(!state.query().is_empty(), "{number}: {}", label);
                assert!(label.len() <= 30, "{}", label);
            }
        }
    }
}

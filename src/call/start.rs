//! The request with which a page starts, where a plain GET wouldn't show what its status is about.

use crate::code::Code;

/// The query of the state in which the page of a code starts; empty for a plain GET. A query that says anything about the call or its
/// request takes its place.
pub fn query(code: Code) -> &'static str {
    match code.number() {
        100 => "method=POST&request-header=Expect:100-continue&request-body=hello",
        201 => "method=POST&request-header=Content-Type:application/json&request-body=%7B%22name%22:%22Ada%22%7D",
        206 => "request-header=Range:bytes%3D0-99",
        304 => "request-header=If-None-Match:%22v1%22",
        401 => "request-auth=bearer",
        405 => "method=DELETE",
        407 => "request-header=Proxy-Authorization:Basic%20%3Csecret%3E",
        409 | 422 => "method=POST&request-header=Content-Type:application/json&request-body=%7B%22name%22:%22Ada%22%7D",
        412 => "method=PUT&request-header=If-Match:%22v0%22&request-body=hello",
        413 => "method=POST&request-size=262144",
        415 => "method=POST&request-header=Content-Type:text/plain&request-body=hello",
        416 => "request-header=Range:bytes%3D9999-",
        428 => "method=PUT&request-body=hello",
        _ => "",
    }
}

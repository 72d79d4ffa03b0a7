//! Any bytes as a request to the mock: reading never panics, and what a call writes is read back as the same call.
//!
//! The input is the path with its query, a line break, and the value of `X-Mock-Delay`.

#![no_main]

use libfuzzer_sys::fuzz_target;
use statusbook::call::PageState;
use statusbook::call::path::is_mock_path;
use statusbook::call::read::read;
use statusbook::code::Code;

fuzz_target!(|data: &[u8]| {
    let text = String::from_utf8_lossy(data);
    let (target, header) = text.split_once('\n').unwrap_or((&text, ""));
    let (path, query) = target.split_once('?').map_or((target, None), |(path, query)| (path, Some(query)));
    if is_mock_path(path)
        && let Ok(reading) = read("GET", path, query, [("x-mock-delay", header.as_bytes())])
    {
        let written = reading.call.address();
        let (path, query) = written.split_once('?').map_or((written.as_str(), None), |(path, query)| (path, Some(query)));
        let again = read("GET", path, query, []).expect("a written call is read back");
        assert_eq!(again.call, reading.call);
    }
    if let (Some(code), Some(query)) = (Code::new(502), query) {
        let state = PageState::read(code, query);
        if state.problems.is_empty() {
            assert_eq!(PageState::read(code, &state.query()), state);
        }
    }
});

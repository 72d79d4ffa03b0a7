//! Every option does something: its example is sent with it and without it.

use super::served::{Served, read_to_end, start_still};
use crate::call::options::OPTIONS;
use crate::call::{Call, read};
use crate::server::Chance;

/// What comes back for three requests to the address, each on a connection of its own, without the address itself.
async fn transcript(served: &Served, method: &str, call: &Call) -> String {
    for key in [call.settings.key.as_ref()].into_iter().flatten() {
        let _ = served.state.site.store.forget(key.as_str()).await;
    }
    let address = call.address();
    // Everything that an option may look at: another origin, an expectation, a body, a header that looks like an option.
    let request = format!(
        "{method} {address} HTTP/1.1\r\nHost: localhost\r\nOrigin: https://app.example\r\nX-Mock-Nothing: 1\r\n\
         Expect: 100-continue\r\nContent-Length: 2\r\nConnection: close\r\n\r\nhi"
    );
    let mut all = String::new();
    for _ in 0..3 {
        let bytes = read_to_end(served.begin(request.as_bytes()).await).await;
        all += &String::from_utf8_lossy(&bytes);
    }
    let lines = all.lines().filter(|line| {
        let line = line.to_ascii_lowercase();
        // The length and the date follow from the address and the moment.
        !line.starts_with("content-length: ") && !line.starts_with("date: ") && !line.contains("url\": ")
    });
    lines.collect::<Vec<_>>().join("\n").replace(&address, "ADDRESS")
}

#[tokio::test]
async fn every_option_changes_what_is_sent() {
    let served = start_still(Chance::new(|| "2026-11-29T12:00:00Z".parse().unwrap(), || 1)).await;
    for spec in OPTIONS {
        let (path, query) = spec.call.split_once('?').unwrap();
        let with = read::read("POST", path, Some(query), []).unwrap().call;
        let mut without = with.clone();
        spec.clear(&mut without.settings);
        let mut changed = false;
        for method in ["POST", "GET", "OPTIONS"] {
            changed |= transcript(&served, method, &with).await != transcript(&served, method, &without).await;
        }
        assert!(changed, "{} has no effect in {}", spec.name, spec.call);
    }
}

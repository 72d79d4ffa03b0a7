//! Every header that the book names is registered, or some vendor's.

use std::collections::{BTreeMap, BTreeSet};

use super::form::on_every_page;
use super::sections;

/// Fields by name, with the document that defines them.
#[derive(serde::Deserialize)]
struct Fields {
    /// In IANA's registry of HTTP field names.
    registered: BTreeMap<String, String>,
    /// In a draft of the IETF, not registered yet or not any more.
    drafts: BTreeMap<String, String>,
    /// Not registered: whose they are.
    vendors: BTreeMap<String, String>,
    /// What looks like a field and is none.
    others: BTreeSet<String>,
}

impl Fields {
    fn read() -> Self {
        toml::from_str(include_str!("fields.toml")).unwrap()
    }

    fn know(&self, name: &str) -> bool {
        self.registered
            .keys()
            .chain(self.drafts.keys())
            .chain(self.vendors.keys())
            .chain(&self.others)
            .any(|known| known.eq_ignore_ascii_case(name))
    }
}

/// The names in a text that are written as fields: `Retry-After`, or `Retry-After: 5`, in code.
fn fields(markdown: &str) -> Vec<&str> {
    let code = markdown.split('`').skip(1).step_by(2);
    code.filter_map(|code| {
        let name = code.split_once(':').map_or(code, |(name, _)| name);
        let mut parts = name.split('-');
        let is_title =
            |part: &str| part.starts_with(|c: char| c.is_ascii_uppercase()) && part.chars().all(|c| c.is_ascii_alphanumeric());
        let looks_like_one = name.contains('-') && parts.all(is_title);
        looks_like_one.then_some(name)
    })
    .collect()
}

#[test]
fn every_header_is_registered_or_some_vendors() {
    let known = Fields::read();
    on_every_page(|_, status, text, complain| {
        let texts = sections(text);
        let written = texts
            .into_iter()
            // Fenced blocks hold whole files.
            .flat_map(|markdown| markdown.split("```").step_by(2))
            .flat_map(fields);
        for name in written.chain(status.headers.iter().map(|header| header.name.as_str())) {
            if !known.know(name) {
                complain(format!("{name} is neither registered nor known to be a vendor's"));
            }
        }
    });
}

#[test]
fn fields_are_found_in_code() {
    let text = "`Retry-After: 5`, `retry-after`, `CF-RAY`, `X-Amz-Cf-Id`, `proxy_pass`, `Allow`, Content-Type, `GET /a-B`";
    assert_eq!(fields(text), ["Retry-After", "CF-RAY", "X-Amz-Cf-Id"]);
}

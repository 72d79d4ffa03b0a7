//! Who may use whom: the architecture, held.

use std::fs;
use std::path::{Path, PathBuf};

/// A module of the crate and those of the others that it may name.
pub const LAYERS: &[(&str, &[&str])] = &[
    ("code", &[]),
    ("call", &["code"]),
    ("search", &[]),
    ("finding", &["search"]),
    ("islands", &["search"]),
    ("accept", &[]),
    ("digest", &[]),
    ("markup", &[]),
    ("random", &[]),
    ("share", &[]),
    ("highlight", &["markup"]),
    ("book", &["call", "code"]),
    ("snippets", &["call", "code"]),
    ("mock", &["accept", "book", "call", "code", "digest", "markup", "random"]),
    ("store", &["share"]),
    ("wire", &["share"]),
    (
        "site",
        &[
            "book",
            "call",
            "code",
            "finding",
            "highlight",
            "islands",
            "markup",
            "mock",
            "search",
            "snippets",
            "wire",
        ],
    ),
    (
        "server",
        &[
            "accept",
            "book",
            "call",
            "code",
            "digest",
            "finding",
            "highlight",
            "mock",
            "random",
            "share",
            "site",
            "snippets",
            "store",
            "wire",
        ],
    ),
    ("cli", &["call", "server", "wire"]),
    ("main", &[]),
    ("lib", &[]),
    (
        "tests",
        &[
            "book", "call", "code", "islands", "mock", "random", "search", "server", "site", "snippets", "wire",
        ],
    ),
];

/// Those that know Leptos: the others can be tested, and moved, without it.
const LEPTOS: &[&str] = &["islands", "site", "server", "lib"];

struct Source {
    path: PathBuf,
    module: String,
    /// Without the tests at the end of the file, which may use anything.
    text: String,
}

fn sources() -> Vec<Source> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut folders = vec![root.clone()];
    let mut sources = Vec::new();
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|ending| ending == "rs") && !path.ends_with("tests.rs") {
                let first = path.strip_prefix(&root).unwrap().components().next().unwrap();
                let module = first.as_os_str().to_str().unwrap().trim_end_matches(".rs").to_owned();
                let text = fs::read_to_string(&path).unwrap();
                let text = text.split("#[cfg(test)]").next().unwrap().to_owned();
                sources.push(Source { path, module, text });
            }
        }
    }
    assert!(sources.len() > 30);
    sources
}

#[test]
fn every_module_uses_only_those_below_it() {
    for source in sources() {
        let (_, allowed) = LAYERS
            .iter()
            .find(|(module, _)| *module == source.module)
            .unwrap_or_else(|| panic!("{} belongs to no layer: add it to LAYERS", source.path.display()));
        for used in source.text.split("crate::").skip(1) {
            let braced = used.strip_prefix('{').and_then(|rest| rest.split('}').next());
            let names = braced.unwrap_or(used).split(',').map(|name| {
                let name = name.trim();
                name.split(|c: char| !c.is_ascii_alphanumeric() && c != '_')
                    .next()
                    .unwrap_or("")
            });
            for name in names.take(if braced.is_some() { usize::MAX } else { 1 }) {
                assert!(
                    name == source.module || allowed.contains(&name),
                    "{} uses {name}, which its layer may not",
                    source.path.display()
                );
            }
        }
    }
}

#[test]
fn only_pages_and_islands_know_leptos() {
    for source in sources().iter().filter(|source| !LEPTOS.contains(&source.module.as_str())) {
        let code = source.text.lines().filter(|line| !line.trim_start().starts_with("//"));
        for line in code {
            assert!(
                source.module == "tests" || !line.contains("leptos"),
                "{}: {line}",
                source.path.display()
            );
        }
    }
}

#[test]
fn the_halves_are_told_apart_in_lib_rs_alone() {
    for source in sources()
        .iter()
        .filter(|source| source.module != "lib" && source.module != "tests")
    {
        assert!(
            !source.text.contains("feature = \""),
            "{} has a gate of its own",
            source.path.display()
        );
    }
}

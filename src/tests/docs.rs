//! What README.md and CONTRIBUTING.md say of this repository is true, as far as a program can see that.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use super::layers::LAYERS;

const README: &str = include_str!("../../README.md");
const GUIDE: &str = include_str!("../../CONTRIBUTING.md");

/// A text without fenced blocks, cut at its backticks: the pieces at odd places are code.
fn pieces(text: &str) -> Vec<&str> {
    text.split('`').collect()
}

/// Whether a piece of code is the path of a file or folder, and not a pattern for some.
fn is_path(code: &str) -> bool {
    const FOLDERS: [&str; 5] = [".ci/", "end2end/", "public/", "src/", "style/"];
    FOLDERS.iter().any(|folder| code.starts_with(folder))
        && code
            .chars()
            .all(|c| c.is_ascii_alphanumeric() || matches!(c, '/' | '.' | '_' | '-'))
}

fn is_name(code: &str) -> bool {
    !code.is_empty() && code.chars().all(|c| c.is_ascii_alphanumeric() || c == '_')
}

#[test]
fn every_path_exists_and_every_name_is_in_its_file() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let (mut paths, mut names) = (0, 0);
    for text in [README, GUIDE] {
        for prose in text.split("```").step_by(2) {
            let pieces = pieces(prose);
            for (at, code) in pieces.iter().enumerate().skip(1).step_by(2) {
                if is_path(code) {
                    assert!(root.join(code).exists(), "there is no {code}");
                    paths += 1;
                }
                // `name` in `path`
                if let [between, path, ..] = pieces[at + 1..]
                    && between.trim() == "in"
                    && is_name(code)
                    && is_path(path)
                    && root.join(path).is_file()
                {
                    let file = fs::read_to_string(root.join(path)).unwrap();
                    assert!(file.contains(code), "{path} has no {code}");
                    names += 1;
                }
            }
        }
    }
    assert!(paths > 100 && names > 30, "only {paths} paths and {names} names were seen");
}

#[test]
fn the_table_of_layers_is_the_one_that_is_held() {
    let (_, rest) = GUIDE.split_once("\n## The layers\n").unwrap();
    let section = rest.split("\n## ").next().unwrap();
    let mut told = BTreeMap::new();
    for row in section.lines().filter(|line| line.starts_with("| `")) {
        let cells: Vec<&str> = row.split('|').collect();
        let module = pieces(cells[1])[1];
        let used: BTreeSet<&str> = pieces(cells[4]).into_iter().skip(1).step_by(2).collect();
        told.insert(module, used);
    }
    let held: BTreeMap<&str, BTreeSet<&str>> = LAYERS
        .iter()
        .filter(|(module, _)| !matches!(*module, "main" | "lib" | "tests"))
        .map(|(module, used)| (*module, used.iter().copied().collect()))
        .collect();
    assert_eq!(told, held);
}

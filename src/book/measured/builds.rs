//! The builds that “Measured with” names: which package of which distribution it was.

/// A head, then a line for each build.
const TABLE: &str = include_str!("builds.tsv");

/// The address of the page that lists them.
pub const ADDRESS: &str = "/docs/measured";

/// How a measurement begins, in a source and in a text.
pub const MEASURED_WITH: &str = "Measured with ";

/// One build of a product.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Build {
    pub name: &'static str,
    /// As the book names it, such as `1.22`. Upstream's number, which says less than `build`.
    pub version: &'static str,
    /// The package and its whole version, as Markdown.
    pub build: &'static str,
    /// Who packaged it.
    pub from: &'static str,
}

/// Every build, in alphabetical order.
pub fn builds() -> impl Iterator<Item = Build> {
    TABLE.lines().skip(1).filter_map(|line| {
        let mut cells = line.split('\t');
        Some(Build {
            name: cells.next()?,
            version: cells.next()?,
            build: cells.next()?,
            from: cells.next()?,
        })
    })
}

/// The same Markdown, in which “Measured with” at the start of a text or a paragraph leads to the list of builds.
pub fn linked(markdown: &str) -> String {
    let words = MEASURED_WITH.trim_end();
    let link = format!("[{words}]({ADDRESS})");
    let start = markdown
        .starts_with(MEASURED_WITH)
        .then(|| format!("{link}{}", &markdown[words.len()..]));
    start
        .unwrap_or_else(|| markdown.to_owned())
        .replace(&format!("\n\n{MEASURED_WITH}"), &format!("\n\n{link} "))
}

/// The builds that a measurement names, each as it names them: `nginx 1.22`. It names them after “Measured with”, with commas
/// and “and” between them, up to a colon or the end of the sentence. A module in brackets may follow a build.
pub fn named_in(measurement: &str) -> Option<Vec<&str>> {
    let list = measurement.strip_prefix(MEASURED_WITH)?;
    let list = list.split(": ").next()?.trim_end().trim_end_matches('.');
    let parts = list.split(", ").flat_map(|part| part.split(" and "));
    let named = parts.map(|part| part.trim_start_matches("and ").split(" (").next().unwrap_or(part).trim());
    Some(named.collect())
}

/// Whether the list has that build, named as `nginx 1.22`.
pub fn is_listed(named: &str) -> bool {
    builds().any(|build| {
        named
            .strip_prefix(build.name)
            .is_some_and(|version| version.trim_start() == build.version)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_measurement_names_its_builds_and_leads_to_the_list() {
        let measured = "Measured with nginx 1.22, Apache httpd 2.4.71 (`mod_proxy`) and Node.js 20: a PUT.";
        assert_eq!(
            named_in(measured),
            Some(vec!["nginx 1.22", "Apache httpd 2.4.71", "Node.js 20"])
        );
        assert_eq!(
            linked("Measured with nginx 1.22"),
            "[Measured with](/docs/measured) nginx 1.22"
        );
        assert_eq!(
            linked("A text.\n\nMeasured with nginx 1.22.\n"),
            "A text.\n\n[Measured with](/docs/measured) nginx 1.22.\n"
        );
        assert_eq!(linked("What we measured with care."), "What we measured with care.");
    }

    #[test]
    fn the_list_is_in_order_and_complete() {
        let keys: Vec<_> = builds().map(|build| (build.name.to_lowercase(), build.version)).collect();
        assert_eq!(keys.len(), TABLE.lines().count() - 1, "a line lacks a cell");
        assert!(keys.is_sorted(), "{keys:?}");
    }
}

//! Between Leptos and the reader: its markup made valid, its inline scripts named in the policy.
//!
//! Leptos 0.8 writes `<!>` as a marker, which is no comment; puts data scripts behind `</html>`; and stamps a nonce on what it
//! inlines, also where an empty one is given. All of it hydrates the same once repaired. Its preloads go, because they would load
//! script and wasm where scripts are off; `site/early.js` asks for the same files where they are on.

use crate::digest;

/// A whole document and its Content-Security-Policy. `with_client` if the page loads script and wasm.
pub fn finish(html: &str, with_client: bool) -> (String, String) {
    let html = repair_markup(&without_preloads(&scripts_inside_body(html)));
    let policy = policy(&html, with_client);
    (html, policy)
}

/// Repairs that fragments need too.
pub fn repair_markup(html: &str) -> String {
    html.replace("<!>", "<!---->")
        .replace(" nonce=\"\"", "")
        .replace(" nonce>", ">")
        .replace(" nonce ", " ")
}

fn scripts_inside_body(html: &str) -> String {
    const END: &str = "</body></html>";
    match html.split_once(END) {
        Some((document, behind)) => format!("{document}{behind}{END}\n"),
        None => html.to_owned(),
    }
}

fn without_preloads(html: &str) -> String {
    html.split_inclusive('>')
        .filter(|piece| !piece.starts_with("<link rel=\"modulepreload\"") && !piece.starts_with("<link rel=\"preload\""))
        .collect()
}

fn policy(html: &str, with_client: bool) -> String {
    let mut hashes: Vec<String> = inline_scripts(html)
        .map(|script| format!(" '{}'", digest::csp_hash(script)))
        .collect();
    hashes.sort();
    hashes.dedup();
    let wasm = if with_client { " 'wasm-unsafe-eval'" } else { "" };
    format!(
        "default-src 'none'; script-src 'self'{wasm}{}; style-src 'self'; img-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
        hashes.concat()
    )
}

/// The texts of all scripts without `src`.
fn inline_scripts(html: &str) -> impl Iterator<Item = &str> {
    html.split("<script").skip(1).filter_map(|rest| {
        let (attributes, rest) = rest.split_once('>')?;
        let (text, _) = rest.split_once("</script>")?;
        (!attributes.contains(" src=")).then_some(text)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn markers_nonces_and_stray_scripts_are_repaired() {
        let (html, policy) = finish(
            "<link rel=\"preload\" href=\"/a\"><body>a<!>b<script nonce=\"\">x</script></body></html><script>y</script>",
            true,
        );
        assert_eq!(html, "<body>a<!---->b<script>x</script><script>y</script></body></html>\n");
        for text in ["x", "y"] {
            assert!(policy.contains(&digest::csp_hash(text)), "{policy}");
        }
        assert!(!policy.contains("unsafe-inline"));
    }
}

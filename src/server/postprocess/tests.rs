use super::*;

fn repaired(html: &str) -> String {
    fragment(html).html
}

#[test]
fn markers_nonces_preloads_and_stray_scripts_are_repaired() {
    let Finished { html, policy } = document(
        "<!DOCTYPE html><html><head><link rel=\"preload\" href=\"/a\"><link rel=\"modulepreload\" href=\"/b\"><link rel=\"icon\" href=\"/c\"></head>\
         <body>a<!>b<script nonce=\"\">x</script></body></html><script nonce>y</script>",
        true,
    );
    assert_eq!(
        html,
        "<!DOCTYPE html><html><head><link rel=\"icon\" href=\"/c\"></head>\
         <body>ab<script>x</script><script>y</script></body></html>\n"
    );
    for text in ["x", "y"] {
        assert!(policy.contains(&digest::csp_hash(text)), "{policy}");
    }
    assert!(!policy.contains("unsafe-inline"));
}

#[test]
fn an_empty_nonce_goes_and_the_tag_stays() {
    for (before, after) in [
        ("<script nonce>", "<script>"),
        ("<script nonce=\"\">", "<script>"),
        ("<script nonce=''>", "<script>"),
        ("<script nonce = \"\" id=a>", "<script id=a>"),
        ("<script id=\"a\" nonce async>", "<script id=\"a\" async>"),
        ("<script NONCE=\"\"\n>", "<script\n>"),
        ("<br nonce/>", "<br/>"),
        // One that means something is left alone.
        ("<script nonce=\"x\">", "<script nonce=\"x\">"),
        ("<script nonce=x>", "<script nonce=x>"),
        ("<script data-nonce=\"\">", "<script data-nonce=\"\">"),
    ] {
        assert_eq!(repaired(before), after);
    }
}

/// Readers type words that look like what is repaired.
#[test]
fn texts_values_comments_and_scripts_are_left_as_they_are() {
    for html in [
        "the nonce is old <p>a nonce b",
        "<input value=\"the nonce is old\">",
        "<input value=\"a nonce>b <!> nonce=&quot;&quot; c\">",
        "<input value='nonce=\"\" <!> </title>' title=\">\">",
        "<p data-a=\"<link rel='preload'>\">",
        "<a href=x?nonce>nonce=\"\"</a>",
        "<script>if (a<b) c(' nonce=\"\" <!> <link rel=\"preload\">')</script>",
        "<style>a::before { content: '<!>' }</style>",
        "<textarea> <!> nonce=\"\" <b nonce> </textarea>",
        "<title>the <!> nonce</title>",
        "<!-- <script nonce=\"\"> <!> -->",
        "1 < 2 and <3 &lt;!&gt; < nonce=\"\">",
        "ü<é nonce>",
        "an end <without nonce=\"",
        // Without the attribute, these would be other tags.
        "<a nonce=''x>",
        "<a b nonce=''='>' nonce>",
    ] {
        assert_eq!(repaired(html), html);
    }
}

#[test]
fn a_comment_ends_where_a_browser_ends_it() {
    for (before, after) in [
        ("<!--><!>", "<!-->"),
        ("<!-- a --><!>", "<!-- a -->"),
        ("a <<!>script>", "a <<!---->script>"),
        ("<!-- > --><!>", "<!-- > -->"),
        ("<!doctype html><!>", "<!doctype html>"),
        ("<!-- no end <!>", "<!-- no end <!>"),
    ] {
        assert_eq!(repaired(before), after);
    }
}

#[test]
fn what_is_behind_raw_text_is_markup_again() {
    for element in ["script", "style", "textarea", "title"] {
        let html = format!("<{element}><!></{element}x></{element} ><!><{element}></{element}><!>");
        let expected = format!("<{element}><!></{element}x></{element} ><{element}></{element}>");
        assert_eq!(repaired(&html), expected);
    }
}

#[test]
fn the_policy_names_inline_scripts_alone() {
    let finished =
        fragment("<script>a</script><SCRIPT>b</SCRIPT><script src=\"/c.js\">c</script><p data-script=\"<script>d</script>\">");
    for (text, named) in [("a", true), ("b", true), ("c", false), ("d", false)] {
        assert_eq!(finished.policy.contains(&digest::csp_hash(text)), named, "{text}");
    }
    assert!(fragment("<p>").policy.contains("frame-ancestors 'none'"));
    assert!(!fragment("<p>").policy.contains("wasm"));
}

proptest::proptest! {
    #[test]
    fn whatever_it_is_given_nothing_but_repairs_are_made(html in "(<|>|!|--|/|=|\"|'| |nonce|script|title|a|é|<!>|</script>){0,40}") {
        let pieces: String = Scan::new(&html)
            .map(|piece| match piece {
                Piece::Text(text) | Piece::Raw(text) | Piece::Comment(text) => text,
                Piece::Tag(tag) => tag.text,
            })
            .collect();
        proptest::prop_assert_eq!(&pieces, &html);
        let once = repaired(&html);
        proptest::prop_assert_eq!(repaired(&once), once);
    }
}

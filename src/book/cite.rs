//! The documents that a fact is based on: written as `RFC 9110 section 15.1; Cloudflare, Error 524`, read as titles with addresses.

use super::status::Named;

/// Between two documents of one fact.
const BETWEEN: &str = "; ";

/// A document's title and address.
#[derive(Debug, PartialEq, Eq)]
pub struct Citation {
    pub title: String,
    /// `None` for a measurement made for this book.
    pub url: Option<String>,
}

/// The documents of one fact. Each is an RFC, a measurement with product and version, or one of the page's sources by its exact title.
///
/// # Errors
/// The first part that is none of the three.
pub fn citations(source: &str, sources: &[Named]) -> Result<Vec<Citation>, String> {
    source
        .split(BETWEEN)
        .map(|title| {
            let url = rfc(title).or_else(|| {
                let named = sources.iter().find(|named| named.title == title)?;
                Some(named.url.clone())
            });
            if url.is_none() && !title.starts_with("Measured ") {
                return Err(format!(
                    "Unknown source “{title}”. Write an RFC, such as “RFC 9110 section 15.1”, the exact title of a [[source]] of this page, or “Measured with …”."
                ));
            }
            Ok(Citation {
                title: title.to_owned(),
                url,
            })
        })
        .collect()
}

/// Where an RFC or one of its sections is.
fn rfc(title: &str) -> Option<String> {
    let mut words = title.strip_prefix("RFC ")?.split(' ');
    let number: u32 = words.next()?.parse().ok()?;
    let address = format!("https://www.rfc-editor.org/rfc/rfc{number}");
    match (words.next(), words.next(), words.next()) {
        (None, ..) => Some(address),
        (Some(kind @ ("section" | "appendix")), Some(part), None)
            if part.chars().all(|c| c.is_ascii_digit() || c.is_ascii_uppercase() || c == '.') =>
        {
            Some(format!("{address}#{kind}-{part}"))
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_rfc_leads_to_its_section_and_a_title_to_its_source() {
        let sources = [Named {
            title: "Cloudflare, Error 524".to_owned(),
            url: "https://example.org/524".to_owned(),
        }];
        let urls = |source| {
            citations(source, &sources).map(|found| {
                found
                    .into_iter()
                    .map(|citation| citation.url.unwrap_or_default())
                    .collect::<Vec<_>>()
            })
        };
        let section = "https://www.rfc-editor.org/rfc/rfc9110#section-15.1".to_owned();
        assert_eq!(
            urls("RFC 9110 section 15.1; Cloudflare, Error 524"),
            Ok(vec![section, "https://example.org/524".to_owned()])
        );
        assert_eq!(urls("Measured with curl 8.14"), Ok(vec![String::new()]));
        assert_eq!(
            urls("RFC 2295"),
            Ok(vec!["https://www.rfc-editor.org/rfc/rfc2295".to_owned()])
        );
        assert_eq!(
            urls("RFC 9113 appendix B"),
            Ok(vec!["https://www.rfc-editor.org/rfc/rfc9113#appendix-B".to_owned()])
        );
        for wrong in [
            "",
            "Cloudflare",
            "RFC",
            "RFC x",
            "RFC 9110 chapter 3",
            "RFC 9110 section 15.1 and more",
        ] {
            assert!(urls(wrong).is_err(), "{wrong}");
        }
    }
}

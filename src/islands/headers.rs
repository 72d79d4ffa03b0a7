//! What the headers of a request or response mean, for those that matter.

/// A header and what it says.
pub struct Meaning {
    /// In lower case.
    pub name: &'static str,
    /// One short sentence.
    pub text: &'static str,
    /// Where to read on: a specification, the vendor's documentation or a page of this site.
    pub link: &'static str,
}

/// The meaning of a header, by its name in any case.
pub fn meaning(name: &str) -> Option<&'static Meaning> {
    // The list is short, and this search is smaller in the browser than a map.
    MEANINGS.iter().find(|meaning| meaning.name.eq_ignore_ascii_case(name))
}

/// The address of a section of an RFC.
macro_rules! rfc {
    ($number:literal, $section:literal) => {
        concat!("https://www.rfc-editor.org/rfc/rfc", $number, "#section-", $section)
    };
}

/// Sorted by name.
pub static MEANINGS: &[Meaning] = &[
    Meaning {
        name: "accept",
        text: "The sender takes bodies of these types.",
        link: rfc!(9110, "12.5.1"),
    },
    Meaning {
        name: "accept-ranges",
        text: "You can ask for parts of this resource in this unit; none means you can't.",
        link: rfc!(9110, "14.3"),
    },
    Meaning {
        name: "access-control-allow-credentials",
        text: "Pages may read the response even if they sent cookies or credentials.",
        link: "https://fetch.spec.whatwg.org/#http-access-control-allow-credentials",
    },
    Meaning {
        name: "access-control-allow-headers",
        text: "Pages of other origins may send these request headers.",
        link: "https://fetch.spec.whatwg.org/#http-access-control-allow-headers",
    },
    Meaning {
        name: "access-control-allow-methods",
        text: "Pages of other origins may use these methods.",
        link: "https://fetch.spec.whatwg.org/#http-access-control-allow-methods",
    },
    Meaning {
        name: "access-control-allow-origin",
        text: "Pages of this origin may read the response; * means any origin.",
        link: "https://fetch.spec.whatwg.org/#http-access-control-allow-origin",
    },
    Meaning {
        name: "access-control-expose-headers",
        text: "Scripts of other origins may read these headers.",
        link: "https://fetch.spec.whatwg.org/#http-access-control-expose-headers",
    },
    Meaning {
        name: "access-control-max-age",
        text: "The browser may skip the next preflight for this many seconds.",
        link: "https://fetch.spec.whatwg.org/#http-access-control-max-age",
    },
    Meaning {
        name: "age",
        text: "The response is from a cache; the origin sent or confirmed it this many seconds ago.",
        link: rfc!(9111, "5.1"),
    },
    Meaning {
        name: "allow",
        text: "The resource supports these methods.",
        link: rfc!(9110, "10.2.1"),
    },
    Meaning {
        name: "alt-svc",
        text: "The same site is also available over this protocol, host and port.",
        link: rfc!(7838, "3"),
    },
    Meaning {
        name: "authorization",
        text: "The client logs in with these credentials.",
        link: rfc!(9110, "11.6.2"),
    },
    Meaning {
        name: "cache-control",
        text: "This tells caches if they may keep the response, and for how long.",
        link: rfc!(9111, "5.2"),
    },
    Meaning {
        name: "cf-ray",
        text: "Cloudflare logs the request under this id; the last letters name its data center.",
        link: "https://developers.cloudflare.com/fundamentals/reference/http-headers/#cf-ray",
    },
    Meaning {
        name: "connection",
        text: "With close, this is the last exchange on the connection.",
        link: rfc!(9110, "7.6.1"),
    },
    Meaning {
        name: "content-encoding",
        text: "The body is compressed this way, and the client decodes it.",
        link: rfc!(9110, "8.4"),
    },
    Meaning {
        name: "content-length",
        text: "The body has this many bytes, counted before the client decodes it.",
        link: rfc!(9110, "8.6"),
    },
    Meaning {
        name: "content-location",
        text: "The body is a copy of what this address returns.",
        link: rfc!(9110, "8.7"),
    },
    Meaning {
        name: "content-range",
        text: "The body is this part of the whole; the number after the slash is the full size.",
        link: rfc!(9110, "14.4"),
    },
    Meaning {
        name: "content-security-policy",
        text: "The browser may load and run only what this policy allows.",
        link: "https://www.w3.org/TR/CSP3/#csp-header",
    },
    Meaning {
        name: "content-type",
        text: "The body has this format.",
        link: rfc!(9110, "8.3"),
    },
    Meaning {
        name: "cross-origin-resource-policy",
        text: "The browser lets only these sites embed the response; cross-origin means any.",
        link: "https://fetch.spec.whatwg.org/#cross-origin-resource-policy-header",
    },
    Meaning {
        name: "date",
        text: "The server created the response at this time.",
        link: rfc!(9110, "6.6.1"),
    },
    Meaning {
        name: "deprecation",
        text: "The resource is deprecated from this date on, so look for a replacement.",
        link: rfc!(9745, "2"),
    },
    Meaning {
        name: "etag",
        text: "This names the version; send it back in If-None-Match or If-Match.",
        link: rfc!(9110, "8.8.3"),
    },
    Meaning {
        name: "expect",
        text: "With 100-continue, the client waits for a 100 before it sends the body.",
        link: rfc!(9110, "10.1.1"),
    },
    Meaning {
        name: "expires",
        text: "Caches may reuse the response until then, unless Cache-Control says otherwise.",
        link: rfc!(9111, "5.3"),
    },
    Meaning {
        name: "host",
        text: "The client wants this site; one server can have several.",
        link: rfc!(9110, "7.2"),
    },
    Meaning {
        name: "if-match",
        text: "The server acts only if the resource still has one of these ETags, or it sends a 412.",
        link: rfc!(9110, "13.1.1"),
    },
    Meaning {
        name: "if-none-match",
        text: "The client has these ETags; if one still matches, a GET gets a 304 without a body.",
        link: rfc!(9110, "13.1.2"),
    },
    Meaning {
        name: "im",
        text: "The server made the body with these steps, for example as a diff to an older version.",
        link: rfc!(3229, "10.5.2"),
    },
    Meaning {
        name: "last-modified",
        text: "The resource last changed at this time; send it back in If-Modified-Since.",
        link: rfc!(9110, "8.8.2"),
    },
    Meaning {
        name: "link",
        text: "These resources are related; rel says how.",
        link: rfc!(8288, "3"),
    },
    Meaning {
        name: "location",
        text: "The redirect or the new resource is at this address.",
        link: rfc!(9110, "10.2.2"),
    },
    Meaning {
        name: "preference-applied",
        text: "The server did this because the request asked for it with Prefer.",
        link: rfc!(7240, "3"),
    },
    Meaning {
        name: "proxy-authenticate",
        text: "The proxy wants this kind of credentials in Proxy-Authorization.",
        link: rfc!(9110, "11.7.1"),
    },
    Meaning {
        name: "range",
        text: "The client wants only this part of the body.",
        link: rfc!(9110, "14.2"),
    },
    Meaning {
        name: "ratelimit",
        text: "You have r requests left, and the quota resets in t seconds.",
        link: "https://datatracker.ietf.org/doc/draft-ietf-httpapi-ratelimit-headers/",
    },
    Meaning {
        name: "ratelimit-policy",
        text: "You may send q requests in w seconds.",
        link: "https://datatracker.ietf.org/doc/draft-ietf-httpapi-ratelimit-headers/",
    },
    Meaning {
        name: "retry-after",
        text: "Wait this many seconds, or until this date, before you try again.",
        link: rfc!(9110, "10.2.3"),
    },
    Meaning {
        name: "sec-websocket-accept",
        text: "The server accepts the WebSocket and proves it with a hash of Sec-WebSocket-Key.",
        link: rfc!(6455, "11.3.3"),
    },
    Meaning {
        name: "server",
        text: "This software sent the response; it can be a proxy.",
        link: rfc!(9110, "10.2.4"),
    },
    Meaning {
        name: "server-timing",
        text: "The server measured these times; browsers show them in their network tools.",
        link: "https://www.w3.org/TR/server-timing/#the-server-timing-header-field",
    },
    Meaning {
        name: "set-cookie",
        text: "The client should keep this cookie and send it with later requests.",
        link: rfc!(6265, "4.1"),
    },
    Meaning {
        name: "strict-transport-security",
        text: "Browsers must use HTTPS for this host during the next max-age seconds.",
        link: rfc!(6797, "6.1"),
    },
    Meaning {
        name: "sunset",
        text: "The resource will probably stop responding at this time.",
        link: rfc!(8594, "3"),
    },
    Meaning {
        name: "timing-allow-origin",
        text: "Pages of this origin may measure the response in detail; * means any origin.",
        link: "https://www.w3.org/TR/resource-timing/#sec-timing-allow-origin",
    },
    Meaning {
        name: "transfer-encoding",
        text: "With chunked, the body comes in pieces, each with its own length.",
        link: rfc!(9112, "6.1"),
    },
    Meaning {
        name: "upgrade",
        text: "The connection can switch to this protocol, or has just done so with a 101.",
        link: rfc!(9110, "7.8"),
    },
    Meaning {
        name: "vary",
        text: "Caches may reuse the response only for requests with the same values of these headers.",
        link: rfc!(9110, "12.5.5"),
    },
    Meaning {
        name: "via",
        text: "The message came through these proxies.",
        link: rfc!(9110, "7.6.3"),
    },
    Meaning {
        name: "www-authenticate",
        text: "The server wants this kind of credentials in Authorization.",
        link: rfc!(9110, "11.6.1"),
    },
    Meaning {
        name: "x-amz-cf-id",
        text: "CloudFront logs the request under this id; give it to AWS Support.",
        link: "https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/RequestAndResponseBehaviorCustomOrigin.html#request-custom-headers-behavior",
    },
    Meaning {
        name: "x-amzn-errortype",
        text: "AWS names the kind of error here, and its SDKs go by that name.",
        link: "https://smithy.io/2.0/aws/protocols/aws-restjson1-protocol.html#operation-error-serialization",
    },
    Meaning {
        name: "x-amzn-requestid",
        text: "AWS logs the request under this id.",
        link: "https://docs.aws.amazon.com/apigateway/latest/developerguide/set-up-logging.html",
    },
    Meaning {
        name: "x-cache",
        text: "The CDN says if it had a copy: Hit, Miss or Error.",
        link: "https://repost.aws/knowledge-center/cloudfront-x-cachemiss-error",
    },
    Meaning {
        name: "x-content-type-options",
        text: "With nosniff, the browser trusts Content-Type and doesn't guess.",
        link: "https://fetch.spec.whatwg.org/#x-content-type-options-header",
    },
    Meaning {
        name: "x-mock-call",
        text: "The sequence has been called this many times, this call included.",
        link: "/docs/mock#option-key",
    },
    Meaning {
        name: "x-mock-error",
        text: "The error is from the mock itself, and this is its kind.",
        link: "/docs/mock",
    },
    Meaning {
        name: "x-mock-ignored",
        text: "The mock ignored these because they are unknown or have no effect here.",
        link: "/docs/mock#option-strict",
    },
    Meaning {
        name: "x-mock-note",
        text: "The mock explains how it treated the Range of the request.",
        link: "/docs/mock",
    },
    Meaning {
        name: "x-mock-status",
        text: "The mock simulates this code, because the call asked for it.",
        link: "/docs/mock",
    },
    Meaning {
        name: "x-mock-step",
        text: "The response is this step of the sequence, out of so many.",
        link: "/docs/mock#option-loop",
    },
    Meaning {
        name: "x-ratelimit-limit",
        text: "You may send this many requests in one window.",
        link: "/docs/429#what",
    },
    Meaning {
        name: "x-ratelimit-remaining",
        text: "You have this many requests left in this window.",
        link: "/docs/429#what",
    },
    Meaning {
        name: "x-ratelimit-reset",
        text: "The window ends at this Unix time; some APIs send the seconds until then.",
        link: "/docs/429#what",
    },
    Meaning {
        name: "x-request-id",
        text: "The server logs the request under this id; quote it when you report a problem.",
        link: "https://www.envoyproxy.io/docs/envoy/latest/configuration/http/http_conn_man/headers#x-request-id",
    },
    Meaning {
        name: "x-robots-tag",
        text: "Search engines follow these rules; noindex keeps the page out of their results.",
        link: "https://developers.google.com/search/docs/crawling-indexing/robots-meta-tag#xrobotstag",
    },
];

#[cfg(test)]
mod tests {
    use super::*;
    use crate::call::options;

    #[test]
    fn names_are_sorted_unique_and_in_lower_case() {
        for pair in MEANINGS.windows(2) {
            assert!(pair[0].name < pair[1].name, "{} comes before {}", pair[0].name, pair[1].name);
        }
        for Meaning { name, .. } in MEANINGS {
            let is_letter = |byte: u8| byte.is_ascii_lowercase() || byte == b'-';
            assert!(!name.is_empty() && name.bytes().all(is_letter), "{name}");
        }
    }

    #[test]
    fn texts_are_one_short_sentence() {
        for Meaning { name, text, .. } in MEANINGS {
            assert!(text.chars().count() <= 90, "{name} has {}", text.chars().count());
            assert!(text.starts_with(|first: char| first.is_ascii_uppercase()), "{name}");
            assert!(text.ends_with('.') && text.matches(". ").count() == 0, "{name}");
        }
    }

    #[test]
    fn links_lead_to_this_site_or_use_https() {
        for Meaning { name, link, .. } in MEANINGS {
            assert!(link.starts_with("https://") || link.starts_with("/docs/"), "{name}: {link}");
            assert!(link.bytes().all(|byte| byte.is_ascii_graphic()), "{name}: {link}");
            if let Some(option) = link.strip_prefix("/docs/mock#option-") {
                assert!(options::find(option).is_some(), "{name}: {link}");
            }
        }
        let found = meaning("retry-after").map(|found| found.link);
        assert_eq!(found, Some("https://www.rfc-editor.org/rfc/rfc9110#section-10.2.3"));
    }

    #[test]
    fn a_header_is_found_in_any_case() {
        for name in ["x-mock-status", "X-Mock-Status", "X-MOCK-STATUS"] {
            assert_eq!(meaning(name).map(|found| found.name), Some("x-mock-status"));
        }
        for name in ["", "x-mock", "x-mock-status ", "x-mock-statuses"] {
            assert!(meaning(name).is_none(), "{name}");
        }
    }
}

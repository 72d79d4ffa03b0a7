//! SHA-256 in the two spellings that HTTP and HTML want of it.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use sha2::{Digest, Sha256};

/// 16 hexadecimal digits of a content's hash: for names of assets and ETags.
pub fn short(content: &[u8]) -> String {
    Sha256::digest(content)
        .iter()
        .take(8)
        .map(|byte| format!("{byte:02x}"))
        .collect()
}

/// A source expression without its quotes, for an inline script or style: `sha256-…` (CSP Level 3 section 2.3.1).
pub fn csp_hash(inline: &str) -> String {
    format!("sha256-{}", STANDARD.encode(Sha256::digest(inline.as_bytes())))
}

#[cfg(test)]
mod tests {
    #[test]
    fn the_spellings_are_the_standards() {
        assert_eq!(super::short(b""), "e3b0c44298fc1c14");
        // The example value of an empty script, as browsers print it.
        assert_eq!(super::csp_hash(""), "sha256-47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=");
    }
}

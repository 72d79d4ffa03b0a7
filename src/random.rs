//! Numbers that look random and can be had again: SplitMix64 (Steele, Lea and Flood, 2014).

/// The golden ratio in 64 bits: SplitMix64's step from one state to the next.
const STEP: u64 = 0x9e37_79b9_7f4a_7c15;

/// One of several numbers that come from one draw and look independent; `salt` says which.
pub const fn mixed(draw: u64, salt: u64) -> u64 {
    finish(draw.wrapping_add(salt.wrapping_mul(STEP)))
}

/// `length` characters of `alphabet`, the same for the same draw and salt.
pub fn text(draw: u64, salt: u64, alphabet: &[u8], length: usize) -> String {
    let seed = draw ^ salt.wrapping_mul(0xd6e8_feb8_6659_fd93);
    (1..=length as u64)
        .map(|n| char::from(alphabet[(mixed(seed, n) % alphabet.len() as u64) as usize]))
        .collect()
}

const fn finish(mut z: u64) -> u64 {
    z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    z ^ (z >> 31)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_numbers_are_splitmix64s() {
        // The first two numbers of the reference implementation for the seed 1234567.
        assert_eq!(mixed(1_234_567, 1), 6_457_827_717_110_365_317);
        assert_eq!(mixed(1_234_567, 2), 3_203_168_211_198_807_973);
    }

    #[test]
    fn a_text_repeats_and_its_salt_changes_it() {
        let hex = |salt| text(7, salt, b"0123456789abcdef", 16);
        assert_eq!(hex(1), hex(1));
        assert_ne!(hex(1), hex(2));
        assert_eq!(hex(1).len(), 16);
    }
}

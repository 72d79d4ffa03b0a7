//! Numbers as callers write them, read without floating point: it keeps the browser's half small and rounds the same everywhere.

/// A whole number in plain digits.
pub fn whole(text: &str) -> Option<u64> {
    let digits = !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
    digits.then(|| text.parse().ok()).flatten()
}

/// A whole or decimal number in units of `10^-places`, rounded half up: `decimal("1.5", 3)` is 1500. `None` for anything else and
/// for what doesn't fit into 64 bits.
pub fn decimal(text: &str, places: u32) -> Option<u64> {
    let (units, fraction) = text.split_once('.').unwrap_or((text, ""));
    let digits = |text: &str| text.bytes().all(|b| b.is_ascii_digit());
    if (units.is_empty() && fraction.is_empty()) || !digits(units) || !digits(fraction) {
        return None;
    }
    let scale = 10_u64.checked_pow(places)?;
    let units = if units.is_empty() { 0 } else { units.parse::<u64>().ok()? };
    let mut rest = 0;
    let mut digit = fraction.bytes().map(|b| u64::from(b - b'0'));
    for _ in 0..places {
        rest = rest * 10 + digit.next().unwrap_or(0);
    }
    let up = u64::from(digit.next().unwrap_or(0) >= 5);
    units.checked_mul(scale)?.checked_add(rest + up)
}

/// A number of such units, as short as it is exact: the inverse of [`decimal`].
pub fn written(value: u64, places: u32) -> String {
    let scale = 10_u64.pow(places);
    let (units, rest) = (value / scale, value % scale);
    if rest == 0 {
        return units.to_string();
    }
    let rest = format!("{rest:0width$}", width = places as usize);
    format!("{units}.{}", rest.trim_end_matches('0'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn decimals_are_read_exactly_and_written_back() {
        for (text, value) in [
            ("1.5", 1500),
            ("0.0005", 1),
            ("0.0004", 0),
            ("7", 7000),
            (".5", 500),
            ("1.", 1000),
        ] {
            assert_eq!(decimal(text, 3), Some(value), "{text}");
        }
        for bad in ["", ".", "-1", "1e3", "1.2.3", "99999999999999999999", "１"] {
            assert_eq!(decimal(bad, 3), None, "{bad}");
        }
        for text in ["1.5", "0.001", "12", "0.25"] {
            assert_eq!(written(decimal(text, 6).unwrap(), 6), text);
        }
    }
}

//! The number of a status and the class that it belongs to. Nothing of the book is known here.

use std::fmt;

/// A status code as it stands on a status line: three digits, 100 to 999.
///
/// RFC 9110 section 15 calls codes outside 100 to 599 invalid, yet clients meet them (783, 999), so they can be asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Code(u16);

impl Code {
    /// `None` outside 100 to 999.
    pub const fn new(number: u16) -> Option<Self> {
        if number >= 100 && number <= 999 {
            Some(Self(number))
        } else {
            None
        }
    }

    /// A code that is written in this program.
    ///
    /// # Panics
    /// While the program is built, if the number is no code.
    pub const fn known(number: u16) -> Self {
        match Self::new(number) {
            Some(code) => code,
            None => panic!("codes are 100 to 999"),
        }
    }

    /// Reads exactly three digits, the first of them not zero.
    pub fn parse(text: &str) -> Option<Self> {
        let three_digits = text.len() == 3 && text.bytes().all(|b| b.is_ascii_digit());
        three_digits.then(|| text.parse().ok()).flatten().and_then(Self::new)
    }

    pub const fn number(self) -> u16 {
        self.0
    }

    pub const fn class(self) -> Class {
        match self.0 / 100 {
            1 => Class::Informational,
            2 => Class::Success,
            3 => Class::Redirection,
            4 => Class::ClientError,
            5 => Class::ServerError,
            _ => Class::Unassigned,
        }
    }

    /// Whether a response with this code may carry content (RFC 9110 sections 6.4.1, 15.3.5, 15.3.6, 15.4.5).
    pub const fn has_body(self) -> bool {
        !matches!(self.0, 100..=199 | 204 | 205 | 304)
    }

    /// Whether a client goes on to the address in `Location` by itself (RFC 9110 section 15.4).
    pub const fn redirects(self) -> bool {
        matches!(self.0, 301 | 302 | 303 | 307 | 308)
    }
}

impl fmt::Display for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// The first digit of a code. A client treats a code that it does not know as the x00 of its class (RFC 9110 section 15).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Class {
    Informational,
    Success,
    Redirection,
    ClientError,
    ServerError,
    /// 600 to 999: no class of HTTP.
    Unassigned,
}

impl Class {
    /// The five classes of HTTP in their order, then the numbers outside them.
    pub const ALL: [Self; 6] = [
        Self::Informational,
        Self::Success,
        Self::Redirection,
        Self::ClientError,
        Self::ServerError,
        Self::Unassigned,
    ];

    /// As in an address and in `data-class`: `5xx`.
    pub const fn slug(self) -> &'static str {
        match self {
            Self::Informational => "1xx",
            Self::Success => "2xx",
            Self::Redirection => "3xx",
            Self::ClientError => "4xx",
            Self::ServerError => "5xx",
            Self::Unassigned => "6xx-9xx",
        }
    }

    /// As RFC 9110 section 15 calls the class, in the singular.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Informational => "Informational",
            Self::Success => "Success",
            Self::Redirection => "Redirection",
            Self::ClientError => "Client Error",
            Self::ServerError => "Server Error",
            Self::Unassigned => "Unassigned Code",
        }
    }

    /// What is true of every code of the class; stands in for the summary of a code that has no page.
    pub const fn summary(self) -> &'static str {
        match self {
            Self::Informational => "The request was received and the final response is still to come",
            Self::Success => "The request was received, understood and accepted",
            Self::Redirection => "Something more has to be done to complete the request",
            Self::ClientError => "The request is wrong or cannot be fulfilled as it was sent",
            Self::ServerError => "The server failed to fulfil a request that looks valid",
            Self::Unassigned => "This number belongs to no class of HTTP, so clients treat it as a server error",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_three_digits_from_100_are_a_code() {
        for good in ["100", "502", "999"] {
            assert_eq!(Code::parse(good).map(|c| c.to_string()).as_deref(), Some(good));
        }
        for bad in ["", "99", "099", "1000", "+50", "5 2", "５０２", "abc"] {
            assert_eq!(Code::parse(bad), None, "{bad}");
        }
    }

    #[test]
    fn the_first_digit_is_the_class() {
        for class in Class::ALL {
            let first: u16 = class.slug()[..1].parse().unwrap();
            assert_eq!(Code::new(first * 100 + 7).unwrap().class(), class);
        }
    }
}

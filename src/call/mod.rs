//! What a reader asks of the mock, read from an address or a request and written back: pure, for server and browser alike.
//!
//! What is shown is what is sent: the mock, the examples, Try It Live and the address of a page all read and write this [`Call`].

pub mod delay;
pub mod encoding;
pub mod fault;
pub mod moving;
pub mod options;
pub mod problem;
pub mod read;
pub mod settings;
pub mod state;
pub mod target;
pub mod values;

use std::fmt;

pub use delay::Delay;
pub use problem::Problem;
pub use settings::Settings;
pub use state::PageState;
pub use target::Target;

use crate::code::Code;

/// The methods that the panel offers. The mock itself answers any.
pub const METHODS: [&str; 7] = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"];

/// One request to the mock: method, what is asked for, options.
#[derive(Clone, Debug, PartialEq)]
pub struct Call {
    /// Upper case, a token of RFC 9110 section 5.6.2.
    pub method: String,
    pub target: Target,
    pub settings: Settings,
}

impl Call {
    pub fn new(code: Code) -> Self {
        Self::of(Target::Code(code))
    }

    pub fn of(target: Target) -> Self {
        Self {
            method: "GET".to_owned(),
            target,
            settings: Settings::default(),
        }
    }

    /// Path and query in canonical form: options in the order of the list, `/502?delay=2s`.
    pub fn address(&self) -> String {
        self.to_string()
    }
}

impl fmt::Display for Call {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.target.fmt(f)?;
        let mut separator = '?';
        for (name, value) in self.settings.pairs() {
            write!(f, "{separator}{name}={}", encoding::encode(&value))?;
            separator = '&';
        }
        Ok(())
    }
}

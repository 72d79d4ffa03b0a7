//! What a reader asks of the mock, read from an address or a request and written back. Pure.
//!
//! What is shown is what is sent: the mock, the examples, Try It Live and the address of a page all read and write this [`Call`].

pub mod auth;
pub mod delay;
pub mod destination;
pub mod encoding;
pub mod fault;
pub mod header;
pub mod moving;
mod number;
pub mod options;
pub mod path;
pub mod problem;
pub mod read;
pub mod request;
pub mod rules;
pub mod settings;
mod slot;
mod start;
pub mod state;
pub mod switches;
pub mod target;
pub mod values;
pub mod words;

use std::fmt;

pub use delay::Delay;
pub use problem::Problem;
pub use request::Request;
pub use settings::Settings;
pub use state::PageState;
pub use switches::Switches;
pub use target::Target;

use crate::code::Code;

/// The methods that the panel offers. The mock itself takes any.
pub const METHODS: [&str; 7] = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"];

/// Further methods of the panel, which only the wire client can send.
pub const WIRE_METHODS: [&str; 1] = ["TRACE"];

/// One request to the mock: method, what is asked for, options.
#[derive(Clone, Debug, PartialEq)]
pub struct Call {
    /// Upper case, a token of RFC 9110 section 5.6.2.
    pub method: String,
    pub target: Target,
    pub settings: Settings,
}

impl Call {
    /// A GET of one code.
    pub fn new(code: Code) -> Self {
        Self::to(Target::Code(code))
    }

    /// A GET of that target.
    pub fn to(target: Target) -> Self {
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

    /// The address with a path of the caller's below the call, whose query then is the caller's too: the options move into the
    /// first segment.
    pub fn address_with(&self, below: Option<&str>) -> String {
        let Some(below) = below else { return self.address() };
        let target = self.target.to_string();
        let end = target[1..].find('/').map_or(target.len(), |at| at + 1);
        let options: String = self
            .settings
            .pairs()
            .map(|(name, value)| format!(";{name}={}", encoding::encode_item(&value)))
            .collect();
        format!("{}{options}{}{below}", &target[..end], &target[end..])
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

//! What an example program does with a response besides printing it: switches of the panel, kept in the page's address.

use std::fmt;

use super::problem::{Problem, shorten};

/// Something that an example does if it is switched on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Switch {
    /// Gives up after [`TIMEOUT_SECONDS`].
    Timeout,
    /// Sends the request again after a failure that can pass.
    Retry,
    /// Fails if the status is an error.
    Check,
    /// Goes on to `Location`. Without it, a program for a redirect stays on the redirect.
    Follow,
    /// Asks again with the `ETag` of the response, to be told that nothing changed.
    Conditional,
    /// Is a test that expects the response.
    Test,
}

/// How long an example waits that has a timeout, in seconds: long enough for a slow server, short enough for a person.
pub const TIMEOUT_SECONDS: u32 = 5;

/// All of them, in the order of the page.
pub const SWITCHES: [Switch; 6] = [
    Switch::Timeout,
    Switch::Retry,
    Switch::Check,
    Switch::Follow,
    Switch::Conditional,
    Switch::Test,
];

impl Switch {
    /// In addresses: `?with=timeout`.
    pub fn id(self) -> &'static str {
        match self {
            Self::Timeout => "timeout",
            Self::Retry => "retry",
            Self::Check => "check",
            Self::Follow => "follow",
            Self::Conditional => "conditional",
            Self::Test => "test",
        }
    }

    /// On the page.
    pub fn label(self) -> &'static str {
        match self {
            Self::Timeout => "Timeout (5 s)",
            Self::Retry => "Retry",
            Self::Check => "Fail on an error status",
            Self::Follow => "Follow Location",
            Self::Conditional => "Ask again with ETag",
            Self::Test => "As a test",
        }
    }
}

/// Those that are on.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Switches {
    pub timeout: bool,
    pub retry: bool,
    pub check: bool,
    pub follow: bool,
    pub conditional: bool,
    pub test: bool,
}

impl Switches {
    pub fn is_on(self, switch: Switch) -> bool {
        match switch {
            Switch::Timeout => self.timeout,
            Switch::Retry => self.retry,
            Switch::Check => self.check,
            Switch::Follow => self.follow,
            Switch::Conditional => self.conditional,
            Switch::Test => self.test,
        }
    }

    pub fn is_empty(self) -> bool {
        self == Self::default()
    }

    /// Switches on what a list names, such as `timeout,check`.
    ///
    /// # Errors
    ///
    /// For a name that is none of [`SWITCHES`]; those before it are on.
    pub fn read(&mut self, list: &str) -> Result<(), Problem> {
        for id in list.split(',').filter(|id| !id.is_empty()) {
            match SWITCHES.iter().find(|switch| switch.id() == id) {
                Some(Switch::Timeout) => self.timeout = true,
                Some(Switch::Retry) => self.retry = true,
                Some(Switch::Check) => self.check = true,
                Some(Switch::Follow) => self.follow = true,
                Some(Switch::Conditional) => self.conditional = true,
                Some(Switch::Test) => self.test = true,
                None => {
                    let all = SWITCHES.map(Switch::id).join(", ");
                    let text = format!("with={} isn't something that examples do. Use {all}.", shorten(id));
                    return Err(Problem::new("invalid-switch", text)
                        .with_value(super::state::WITH, id)
                        .with_allowed(all));
                }
            }
        }
        Ok(())
    }
}

/// The list that [`Switches::read`] reads.
impl fmt::Display for Switches {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let on: Vec<_> = SWITCHES
            .into_iter()
            .filter(|switch| self.is_on(*switch))
            .map(Switch::id)
            .collect();
        f.write_str(&on.join(","))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_list_is_written_and_read_back_and_unknown_names_are_refused() {
        let mut switches = Switches::default();
        assert!(switches.is_empty());
        switches.read("check,timeout").unwrap();
        switches.read("follow,retry,test,conditional").unwrap();
        assert_eq!(switches.to_string(), "timeout,retry,check,follow,conditional,test");
        let problem = switches.read("timeout,sleep").unwrap_err();
        assert!(
            problem.message.contains("with=sleep")
                && problem.message.contains("timeout, retry, check, follow, conditional, test"),
            "{problem:?}"
        );
        assert!(SWITCHES.iter().all(|switch| switches.is_on(*switch)));
    }

    #[test]
    fn the_label_says_how_long_the_timeout_is() {
        assert!(Switch::Timeout.label().contains(&format!("{TIMEOUT_SECONDS} s")));
    }
}

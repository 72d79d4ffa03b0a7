//! What the operator chose.

use std::time::Duration;

use crate::call::rules::Caps;

/// What the operator chose.
#[derive(Clone, Debug)]
pub struct Config {
    /// Scheme and authority without a slash at the end.
    pub public_url: Option<String>,
    pub allowed_hosts: Vec<String>,
    pub longest_delay: Duration,
    /// Other hosts that redirects of the mock may lead to.
    pub redirect_hosts: Vec<String>,
    /// `{code}` in it becomes the code of the page.
    pub report_url: Option<String>,
}

impl Default for Config {
    fn default() -> Self {
        Self {
            public_url: None,
            allowed_hosts: Vec::new(),
            longest_delay: Duration::from_secs(30),
            redirect_hosts: Vec::new(),
            report_url: None,
        }
    }
}

impl Config {
    /// What callers may ask for.
    pub fn caps(&self) -> Caps {
        Caps {
            longest_delay: self.longest_delay,
            redirect_hosts: Some(self.redirect_hosts.clone()),
        }
    }
}

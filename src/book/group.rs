//! The groups of the front page: one per class, and one for vendor codes. What the book says about each as a whole.

use super::status::Named;
use crate::code::Class;

/// The group of a status: its section of the front page, and the colour it is shown in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Group {
    Class(Class),
    Vendor,
}

impl Group {
    pub const ALL: [Self; 6] = [
        Self::Class(Class::Informational),
        Self::Class(Class::Success),
        Self::Class(Class::Redirection),
        Self::Class(Class::ClientError),
        Self::Class(Class::ServerError),
        Self::Vendor,
    ];

    /// For `data-class`.
    pub const fn slug(self) -> &'static str {
        match self {
            Self::Class(class) => class.slug(),
            Self::Vendor => "vendor",
        }
    }

    /// The last segment of its page's address, and the name of its file.
    pub const fn address(self) -> &'static str {
        match self {
            Self::Class(class) => class.slug(),
            Self::Vendor => "vendors",
        }
    }

    /// The group whose [`Self::address`] that is.
    pub fn at(address: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|group| group.address() == address)
    }

    /// For headings: `5xx Server Error`.
    pub fn title(self) -> String {
        match self {
            Self::Class(class) => format!("{} {}", class.slug(), class.name()),
            Self::Vendor => "Vendor codes".to_owned(),
        }
    }
}

/// What the book says about a group as a whole.
#[derive(Debug)]
pub struct About {
    /// One sentence without a full stop.
    pub summary: String,
    pub sources: Vec<Named>,
    /// How to choose among its codes, as Markdown.
    pub text: String,
}

//! The pages of the site, as the router names them.

use leptos::prelude::*;

use super::entry::Entry;
use super::frame::Frame;
use super::wire::{WireView, wire_page};
use super::{front, missing, status};
use crate::call::PageState;
use crate::code::Code;

#[derive(Clone, Debug, PartialEq)]
pub enum Page {
    /// The front page, with what the reader searches for.
    Front { query: String },
    /// A page under `/docs`, as it is before the reader changes anything.
    Entry(Entry),
    /// The page of a status, with the panel in this state.
    Status(Box<PageState>),
    /// What went over the wire for a call.
    Wire(WireView),
    /// The 404 page: the path that was asked for, and the code in it if there is one.
    Missing { path: String, code: Option<Code> },
}

impl Page {
    /// The whole document.
    pub fn view(self, frame: &Frame) -> AnyView {
        match self {
            Self::Front { query } => front::front_page(frame, &query),
            Self::Entry(entry) => entry.view(frame),
            Self::Status(state) => status::status_page(frame, &state),
            Self::Wire(view) => wire_page(frame, &view),
            Self::Missing { path, code } => missing::missing_page(frame, &path, code),
        }
    }
}

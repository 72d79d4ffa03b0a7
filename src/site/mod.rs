//! Pages and the components that stay on the server.
//!
//! A page is a list of sections (`sections.rs`). `html.rs` draws that list and `plain.rs` writes it as Markdown, so whatever is added
//! to the list is in both.

mod chrome;
mod entry;
mod facts;
mod frame;
mod front;
mod group;
mod hero;
mod html;
mod manual;
mod markdown;
mod missing;
mod page;
mod panel;
mod picture;
mod plain;
mod reactions;
mod sections;
mod sent;
mod shell;
mod status;

pub use entry::Entry;
pub use frame::{Frame, Links};
pub use page::Page;
pub use panel::program;
pub use sent::{SAMPLE_DRAW, SAMPLE_TIME};
pub use shell::EARLY_SCRIPT;
pub use status::panel_fragment;

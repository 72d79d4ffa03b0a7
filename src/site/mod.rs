//! Pages and the components that stay on the server.
//!
//! A page is a list of sections (`sections.rs`). `html.rs` draws that list and `plain.rs` writes it as Markdown, so whatever is added
//! to the list is in both.

pub mod api;
mod article;
mod card;
mod chrome;
mod entry;
mod example;
mod facts;
mod feeds;
mod found;
mod frame;
mod front;
mod group;
mod guide;
mod hero;
mod html;
mod live;
mod manual;
mod markdown;
mod measured;
mod messages;
mod missing;
mod options_form;
mod overview;
mod page;
mod panel;
mod picture;
mod plain;
mod presets;
mod reactions;
mod returning;
mod sections;
mod sent;
mod shell;
mod status;
mod wire;

pub use card::{ADDRESS as CARDS, card, page_of, path as card_path};
pub use entry::Entry;
pub use example::program;
pub use feeds::{llms, opensearch, sitemap};
pub use found::{add_page, best, searched, suggestions};
pub use frame::{Frame, Links};
pub use missing::nearest;
pub use page::Page;
pub use panel::html_reply;
pub use sent::{SAMPLE_DRAW, SAMPLE_TIME};
pub use shell::EARLY_SCRIPT;
pub use status::panel_fragment;
pub use wire::{WireView, wire_fragment};

//! The only Leptos code that runs in the browser. An island elsewhere would be drawn but never wake.
//!
//! An island that is awake has the attribute `data-awake`; tests wait for it.

mod copy;
mod dom;
mod fetch;
mod json;
pub mod marks;
mod panel;
mod response;
mod search;
mod tabs;
mod theme;

pub use panel::Panel;
pub use search::Search;
pub use theme::ThemeSwitch;

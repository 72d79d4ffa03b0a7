//! The only Leptos code that runs in the browser. An island elsewhere would be drawn but never wake.
//!
//! Islands have no properties and none is inside another: what they need is in the markup, and the early script wakes each by itself.
//! Every byte here is loaded before the first live call, so there is no floating-point text, no JSON and no view that reacts: a response
//! is written as HTML.

mod burst;
mod call;
mod dom;
mod fetch;
mod finder;
pub mod headers;
mod history;
mod instrument;
mod live_call;
pub mod marks;
mod panel;
pub mod pretty;
mod response;
mod search;
mod swap;
mod try_it;

pub use finder::Finder;
pub use panel::Panel;
pub use search::Search;
pub use try_it::TryIt;

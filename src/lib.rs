//! Statusbook: an interactive reference for HTTP status codes whose own server answers with them.
//!
//! This list is the architecture. What stands above the first gate is compiled for the browser too; everything below it is the server's
//! alone and cannot reach the browser. `src/tests/layers.rs` holds who may use whom.

#[cfg(all(feature = "ssr", feature = "hydrate"))]
compile_error!(
    "`ssr` and `hydrate` are two halves of the program: build one at a time, the browser's with --no-default-features"
);
#[cfg(not(any(feature = "ssr", feature = "hydrate")))]
compile_error!("choose a half: `ssr` for the server or `hydrate` for the browser");
#[cfg(all(feature = "ssr", target_arch = "wasm32"))]
compile_error!(
    "`ssr` is the server and needs an operating system: build the browser's half with --no-default-features --features hydrate"
);
#[cfg(all(feature = "hydrate", not(target_arch = "wasm32")))]
compile_error!("`hydrate` is the browser's half: build it with --target wasm32-unknown-unknown");

pub mod islands;
pub mod search;

#[cfg(feature = "ssr")]
mod accept;
#[cfg(feature = "ssr")]
pub mod book;
#[cfg(feature = "ssr")]
pub mod call;
#[cfg(feature = "ssr")]
pub mod cli;
#[cfg(feature = "ssr")]
pub mod code;
#[cfg(feature = "ssr")]
mod digest;
#[cfg(feature = "ssr")]
pub mod finding;
#[cfg(feature = "ssr")]
pub mod highlight;
#[cfg(feature = "ssr")]
mod markup;
#[cfg(feature = "ssr")]
pub mod mock;
#[cfg(feature = "ssr")]
mod random;
#[cfg(feature = "ssr")]
pub mod server;
#[cfg(feature = "ssr")]
mod share;
#[cfg(feature = "ssr")]
pub mod site;
#[cfg(feature = "ssr")]
pub mod snippets;
#[cfg(feature = "ssr")]
pub mod store;
#[cfg(all(test, feature = "ssr"))]
mod tests;
#[cfg(feature = "ssr")]
pub mod wire;

/// Prepares the page for its islands, which the early script then wakes one by one.
#[cfg(feature = "hydrate")]
#[wasm_bindgen::prelude::wasm_bindgen]
pub fn hydrate() {
    leptos::mount::hydrate_islands();
}

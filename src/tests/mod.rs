//! Tests of the whole program in process: requests through `serve`, and bytes through its listener.

mod app;
mod book;
mod bytes;
mod layers;
mod mocked;
mod site;

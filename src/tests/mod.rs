//! Tests of the whole program in process: requests through `serve`, and bytes through its listener.

mod app;
mod book;
mod bytes;
mod guard;
mod keys;
mod layers;
mod mocked;
mod pages;
mod site;

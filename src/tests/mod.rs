//! Tests of the whole program in process: requests through `serve`, and bytes through its listener.

mod api;
mod app;
mod bodies;
mod book;
mod bytes;
mod contract;
mod docs;
mod effects;
mod finding;
mod framing;
mod guard;
mod keys;
mod layers;
mod leaving;
mod mocked;
mod pages;
mod served;
mod shown;
mod site;
mod websocket;
mod wired;

//! Tests of the whole program in process.

mod layers;

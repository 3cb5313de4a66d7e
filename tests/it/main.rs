//! Whole-program tests: one binary, a module per promise.

mod crawl;
mod fetch;
#[allow(dead_code)] // helpers of tests to come
mod support;

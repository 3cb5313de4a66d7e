//! Whole-program tests: one binary, a module per promise.

mod batch;
mod clean;
mod crawl;
mod failures;
mod fetch;
mod formats;
mod hostile;
mod program;
mod samples;
mod shell;
#[allow(dead_code)] // helpers of tests to come
mod support;

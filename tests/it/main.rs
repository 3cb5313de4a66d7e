//! Whole-program tests: one binary, a module per promise.

mod bars;
mod batch;
mod clean;
mod crawl;
mod eval;
mod explain;
mod failures;
mod fallbacks;
mod fetch;
mod fetching;
mod formats;
mod hostile;
mod killed;
mod program;
mod samples;
mod shell;
mod sites;
#[allow(dead_code)] // helpers of tests to come
mod support;
mod words;

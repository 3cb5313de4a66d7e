//! Whole-program tests: one binary, a module per promise.

mod bars;
mod batch;
mod clean;
mod crawl;
mod eval;
mod failures;
mod fallbacks;
mod fetch;
mod fetching;
mod formats;
mod hostile;
mod killed;
mod program;
mod samples;
mod scan;
mod shell;
mod sites;
mod spam;
#[allow(dead_code)] // helpers of tests to come
mod support;
mod words;

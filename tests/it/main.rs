//! Whole-program tests: one binary, a module per promise.

mod archives;
mod bars;
mod batch;
mod clean;
mod crawl;
mod dedup;
mod eval;
mod failures;
mod fallbacks;
mod fetch;
mod fetching;
mod formats;
mod hostile;
mod interop;
mod killed;
mod program;
mod resume;
mod samples;
mod shell;
mod sites;
mod status;
#[allow(dead_code)] // helpers of tests to come
mod support;
mod words;

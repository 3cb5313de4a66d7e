//! Whole-program tests: one binary, a module per promise.

mod archives;
mod bars;
mod batch;
mod clean;
mod crawl;
mod dedup;
mod eval;
mod explain;
mod failures;
mod fallbacks;
mod faults;
mod fetch;
mod fetching;
mod finding;
mod formats;
mod hostile;
mod interop;
mod killed;
mod manners;
mod metadata;
mod program;
mod resume;
mod robots;
mod samples;
mod scan;
mod shell;
mod sites;
mod spam;
mod status;
#[allow(dead_code)] // helpers of tests to come
mod support;
mod tls;
mod words;

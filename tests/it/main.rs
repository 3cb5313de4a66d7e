//! Whole-program tests: one binary, a module per promise.

mod batch;
mod clean;
mod eval;
mod failures;
mod formats;
mod hostile;
mod program;
mod samples;
mod shell;

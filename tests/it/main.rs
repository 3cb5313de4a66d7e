//! Whole-program tests: one binary, a module per promise.

mod eval;

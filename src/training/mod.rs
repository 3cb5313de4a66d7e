//! The training matrix: features of a corpus with labels from its gold.
//!
//! The same code computes features here and when a page is cleaned, so the two can't drift apart.

mod align;
mod matrix;

pub use align::align;
pub use matrix::{GoldPage, write_matrix};

//! Copydesk turns news pages into clean articles.

// In the order of the flow; doc lines keep rustfmt from sorting the list.

/// Resolved options and defaults.
pub mod settings;

/// Bytes → text.
pub mod decode;

/// Text → tree, under limits.
pub mod parse;

/// Tree or lines → flat blocks.
pub mod segment;

/// Blocks → labels.
pub mod label;

/// What comes out.
pub mod article;

pub use article::{Article, Status};

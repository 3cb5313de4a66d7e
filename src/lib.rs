//! Copydesk turns news pages into clean articles.
//!
//! ```text
//! decode ─▶ parse ─▶ segment ─▶ screen ─▶ label ─▶ assemble ─▶ render
//! bytes     tree     blocks     spam      model    Article     text, md, json, html
//! ```
//!
//! ```
//! use copydesk::{Settings, Source, clean};
//!
//! let html = b"<html><title>Dam opens</title><body><p>The dam was opened on Monday.</p>";
//! let article = clean(html, &Source::named("dam.html"), &Settings::default());
//! println!("{}: {}", article.status.name(), article.text);
//! ```

// In the order of the flow; the comments keep rustfmt from sorting the list.

// Resolved options and defaults.
pub mod settings;

// Where bytes came from.
pub mod source;

// URLs → bytes.
pub mod fetch;

// Many URLs, politely and resumably.
pub mod crawl;

// Files, folders, archives and addresses → bytes.
pub mod input;

// The whole way of a page, in one function.
pub mod pipeline;

// Bytes → text.
pub mod decode;

// Text → tree, under limits.
pub mod parse;

// Tree or lines → flat blocks.
pub mod segment;

// Injected spam out.
pub mod screen;

// Blocks → labels.
pub mod label;

// Readers' comments and the forms to write them.
mod comments;

// A body where the labels gave none.
mod fallback;

// Title, authors, dates, site.
pub mod metadata;

// Labelled blocks → article.
pub mod assemble;

// Article, or what stands in its place.
pub mod status;

// What comes out.
pub mod article;

// Article → output formats.
pub mod render;

// What the pages of one site teach about each other.
pub mod site;

// Which texts say the same.
pub mod dedupe;

// Many pages on many threads.
pub mod batch;
mod bytes;
mod sorted;

// Why an article is what it is.
pub mod explain;

// Training matrix for the model.
#[doc(hidden)]
pub mod training;

// How good the articles are, on a corpus.
pub mod eval;

pub use article::{Article, Comment, Status};
pub use pipeline::clean;
pub use render::{Format, render};
pub use settings::Settings;
pub use source::Source;

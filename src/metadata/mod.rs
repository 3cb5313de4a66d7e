//! [`Page`] and its labels → title, authors, dates and other facts about the article.

use crate::article::Metadata;
use crate::label::Verdict;
use crate::segment::Page;
use crate::source::Source;

/// Reads the facts about the article.
pub fn metadata(page: &Page, verdicts: &[Verdict], source: &Source) -> Metadata {
    let _ = (verdicts, source);
    Metadata {
        title: Some(page.head.title.clone()).filter(|title| !title.is_empty()),
        ..Metadata::default()
    }
}

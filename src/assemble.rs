//! Labelled blocks and facts → [`Article`].

use crate::article::{Article, ArticleBlock, Metadata, Status};
use crate::label::Verdict;
use crate::screen::Findings;
use crate::segment::Page;
use crate::settings::Settings;
use crate::source::Source;

/// Builds the article of a page.
pub fn assemble(
    page: &Page,
    verdicts: &[Verdict],
    findings: &Findings,
    metadata: Metadata,
    source: &Source,
    settings: &Settings,
) -> Article {
    let _ = settings;
    let mut article = Article {
        source: source.name.clone(),
        url: source.url.clone(),
        metadata,
        injected_spam: !findings.removed.is_empty(),
        ..Article::default()
    };
    for (index, verdict) in verdicts.iter().enumerate() {
        if verdict.label.is_body() {
            article.blocks.push(ArticleBlock {
                label: verdict.label,
                text: page.block_text(index).to_owned(),
                score: verdict.score,
                ..ArticleBlock::default()
            });
        } else {
            *article.removed.entry(verdict.label.name()).or_default() += 1;
        }
    }
    article.text =
        article.blocks.iter().map(|block| block.text.as_str()).collect::<Vec<_>>().join("\n\n");
    if article.text.is_empty() {
        article.status = Status::Empty;
    }
    article
}

//! Labelled blocks and facts → [`Article`].
//!
//! In: the page, one verdict for each of its blocks, and the facts. Out: the body as a list of
//! blocks that say what they are and what they stand in. The labeller decides what belongs to the
//! body; whether a body block is a heading, an item or a row is read off the elements above it, and
//! the verdict is asked only where they are silent.

mod code;
mod containers;
mod draft;
mod inline;
#[cfg(test)]
pub(crate) use inline::tidy;
mod links;
mod rows;
mod structure;
mod table;

use crate::article::{Article, ArticleBlock, Metadata, RemovedBlock, Status};
use crate::label::{Label, Verdict};
use crate::screen::{Finding, Findings};
use crate::segment::Page;
use crate::settings::Settings;
use crate::source::Source;
use draft::Drafts;

/// Builds the article of a page.
pub fn assemble(
    page: &Page,
    verdicts: &[Verdict],
    findings: &Findings,
    metadata: Metadata,
    source: &Source,
    settings: &Settings,
) -> Article {
    assemble_tracing(page, verdicts, findings, metadata, source, settings).0
}

/// The same, and for each block of the page the block of the article that its text is in.
pub(crate) fn assemble_tracing(
    page: &Page,
    verdicts: &[Verdict],
    findings: &Findings,
    metadata: Metadata,
    source: &Source,
    settings: &Settings,
) -> (Article, Vec<Option<usize>>) {
    let mut article = Article {
        source: source.name.clone(),
        url: source.url.clone(),
        metadata,
        ..Article::default()
    };
    tell_spam(&mut article, findings, settings);
    let mut drafts = Drafts::new(page, source);
    let mut homes = vec![None; page.blocks.len()];
    for (index, verdict) in verdicts.iter().enumerate().take(page.blocks.len()) {
        let caption = verdict.label == Label::Caption;
        if caption {
            article.captions.push(drafts.text(index));
        }
        let wanted = verdict.label.is_body() || (caption && settings.with.captions);
        let removed = if !wanted {
            verdict.label
        } else if !drafts.add(index, verdict) {
            Label::Other
        } else {
            homes[index] = Some(drafts.len() - 1);
            continue;
        };
        *article.removed.entry(removed.name()).or_default() += 1;
        if settings.show_removed {
            article.removed_blocks.push(RemovedBlock {
                label: removed,
                text: page.block_text(index).to_owned(),
                place: page.place(index),
                reason: format!("{}: {}", verdict.reason.stage, verdict.reason.evidence),
            });
        }
    }
    article.captions.retain(|caption| !caption.is_empty());
    article.blocks = drafts.finish();
    if settings.with.title
        && let Some(title) = &article.metadata.title
    {
        let before = article.blocks.len();
        lead_with(&mut article.blocks, title);
        let more = article.blocks.len() - before;
        homes.iter_mut().flatten().for_each(|home| *home += more);
    }
    article.text = text(&article.blocks);
    if article.text.is_empty() {
        article.status = Status::Empty;
    }
    (article, homes)
}

/// Puts what the screen found into the record.
fn tell_spam(article: &mut Article, findings: &Findings, settings: &Settings) {
    /// Most findings that are told unasked; all are counted.
    const TOLD: usize = 100;
    let found = &findings.removed;
    if found.is_empty() {
        return;
    }
    article.injected_spam = true;
    article.removed.insert(Label::Spam.name(), found.len() as u32);
    if settings.show_removed {
        article.spam_found = found.clone();
        return;
    }
    let told = found.iter().take(TOLD);
    article.spam_found =
        told.map(|found| Finding { text: String::new(), ..found.clone() }).collect();
}

/// The blocks in plain text, with a blank line in between.
pub(crate) fn text(blocks: &[ArticleBlock]) -> String {
    blocks.iter().map(ArticleBlock::plain).collect::<Vec<_>>().join("\n\n")
}

/// Puts the title before the body, unless the body begins with it.
fn lead_with(blocks: &mut Vec<ArticleBlock>, title: &str) {
    let title = title.split_whitespace().collect::<Vec<_>>().join(" ");
    if title.is_empty() {
        return;
    }
    let heading =
        |text| ArticleBlock { label: Label::Heading, text, level: 1, ..ArticleBlock::default() };
    match blocks.first_mut() {
        Some(first) if first.text == title => *first = heading(title),
        _ => blocks.insert(0, heading(title)),
    }
}

#[cfg(test)]
mod tests;

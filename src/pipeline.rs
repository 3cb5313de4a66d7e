//! From bytes to an article: the file to read first.

use crate::article::{Article, Status};
use crate::assemble::assemble;
use crate::label::label;
use crate::metadata::metadata;
use crate::parse::parse;
use crate::screen::screen;
use crate::segment::{segment, segment_text};
use crate::settings::Settings;
use crate::source::Source;

/// Cleans one page.
pub fn clean(bytes: &[u8], source: &Source, settings: &Settings) -> Article {
    if bytes.len() > settings.limits.bytes {
        return Article::failed(&source.name, Status::TooLarge, "larger than the limit");
    }
    let text = String::from_utf8_lossy(bytes);
    let mut limit = None;
    let mut page = if text.contains('<') {
        let parsed = parse(&text, &settings.limits);
        limit = parsed.limit;
        segment(&parsed)
    } else {
        segment_text(&text)
    };
    let findings = screen(&mut page, source, settings.lexicon());
    let verdicts = label(&page);
    let facts = metadata(&page, &verdicts, source);
    let mut article = assemble(&page, &verdicts, &findings, facts, source, settings);
    if let Some(limit) = limit {
        article.status = Status::LimitReached;
        article.detail = Some(limit.to_string());
    }
    article
}

//! From bytes to an article: the file to read first.

use crate::article::{Article, Status};
use crate::assemble::assemble;
use crate::input::{Content, sniff};
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
    let content = sniff(bytes);
    let text = String::from_utf8_lossy(bytes);
    let mut limit = None;
    let mut page = match content {
        Content::Html => {
            let parsed = parse(&text, &settings.limits);
            limit = parsed.limit;
            segment(&parsed)
        }
        Content::Text => segment_text(&text),
        Content::Empty => return Article::failed(&source.name, Status::Empty, "nothing in it"),
        Content::Other(what) => {
            let detail = format!("{what}, not a web page or text");
            return Article::failed(&source.name, Status::NotHtml, detail);
        }
    };
    let findings = screen(&mut page);
    let verdicts = label(&page);
    let facts = metadata(&page, &verdicts, source);
    let mut article = assemble(&page, &verdicts, &findings, facts, source, settings);
    if let Some(limit) = limit {
        article.status = Status::LimitReached;
        article.detail = Some(limit.to_string());
    }
    article
}

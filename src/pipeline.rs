//! From bytes to an article: the file to read first.

use crate::article::{Article, Status};
use crate::assemble::assemble;
use crate::decode::{Hints, decode, decode_text};
use crate::input::{Content, sniff};
use crate::label::label;
use crate::metadata::metadata;
use crate::parse::{LimitReached, parse};
use crate::screen::{Findings, screen};
use crate::segment::{Page, segment, segment_text};
use crate::settings::Settings;
use crate::source::Source;

/// Probability of being an article below which a page is called something else. Held out by site,
/// two in a hundred articles of the web at large fall below it, and no page of the news set.
const ARTICLE: f32 = 0.33;

/// Cleans one page.
///
/// Never fails and never panics: whatever the bytes, the article has a [`Status`] that says how it
/// went.
pub fn clean(bytes: &[u8], source: &Source, settings: &Settings) -> Article {
    if bytes.len() > settings.limits.bytes {
        return Article::failed(&source.name, Status::TooLarge, "larger than the limit");
    }
    let plain = match sniff(bytes) {
        Content::Html => false,
        Content::Text => true,
        Content::Empty => return Article::failed(&source.name, Status::Empty, "nothing in it"),
        Content::Other(what) => {
            let detail = format!("{what}, not a web page or text");
            return Article::failed(&source.name, Status::NotHtml, detail);
        }
    };
    let ReadPage { page, findings, limit } = read_page(bytes, plain, source, settings);
    let labels = label(&page, settings.favor);
    let facts = metadata(&page, &labels.verdicts, source);
    let mut article = assemble(&page, &labels.verdicts, &findings, facts, source, settings);
    article.confidence = labels.confidence;
    if !plain && article.status == Status::Ok && labels.article < ARTICLE {
        article.status = Status::NotArticle;
        article.detail = Some("a listing, product, forum or service page by its looks".to_owned());
    }
    if let Some(limit) = limit {
        article.status = Status::LimitReached;
        article.detail = Some(limit.to_string());
    }
    article
}

/// A page ready to be labelled.
pub(crate) struct ReadPage {
    pub page: Page,
    pub findings: Findings,
    pub limit: Option<LimitReached>,
}

/// The first half of the way, up to the blocks without injected spam; `plain` text has no tags.
pub(crate) fn read_page(
    bytes: &[u8],
    plain: bool,
    source: &Source,
    settings: &Settings,
) -> ReadPage {
    let hints = Hints { charset: source.charset(), tld: source.top_level_domain() };
    let (mut page, limit) = if plain {
        (segment_text(&decode_text(bytes, hints).text), None)
    } else {
        let parsed = parse(&decode(bytes, hints).text, &settings.limits);
        (segment(&parsed), parsed.limit)
    };
    let findings = screen(&mut page, source, settings.lexicon());
    ReadPage { page, findings, limit }
}

//! From bytes to an article: the file to read first.

use crate::article::{Article, Status};
use crate::assemble::assemble;
use crate::comments::Discussion;
use crate::decode::{Hints, decode, decode_text};
use crate::fallback::fall_back;
use crate::input::{Content, sniff};
use crate::label::label;
use crate::metadata::metadata;
use crate::parse::{LimitReached, parse_for};
use crate::screen::{Findings, screen};
use crate::segment::{ATTRIBUTES, Page, segment, segment_text, segment_watched};
use crate::settings::Settings;
use crate::site::{Ruled, Selected};
use crate::source::Source;
use crate::status::settle;

/// Cleans one page.
///
/// Never fails and never panics: whatever the bytes, the article has a [`Status`] that says how it
/// went.
pub fn clean(bytes: &[u8], source: &Source, settings: &Settings) -> Article {
    if bytes.len() > settings.limits.bytes {
        return Article::failed(&source.name, Status::TooLarge, "larger than the limit");
    }
    let plain = match sniff(bytes) {
        Content::Html => source.plain,
        Content::Text => true,
        Content::Empty => return Article::failed(&source.name, Status::Empty, "nothing in it"),
        Content::Other(what) => {
            let detail = format!("{what}, not a web page or text");
            return Article::failed(&source.name, Status::NotHtml, detail);
        }
    };
    let ReadPage { mut page, mut findings, limit, ruled } =
        read_page(bytes, plain, source, settings);
    let mut labels = label(&page, settings.favor);
    if let Some(site) = &settings.site {
        site.reconsider(&page, &mut labels, source, settings.favor);
    }
    let discussion = Discussion::of(&page, &labels);
    discussion.mark(&page, &mut labels);
    let mut remark = None;
    if let Some(ruled) = &ruled {
        ruled.apply(&page, &mut labels);
        remark = ruled.remark();
    }
    if !ruled.as_ref().is_some_and(Ruled::has_body)
        && let Some(fallen) = fall_back(&mut page, &mut labels, &mut findings, source, settings)
    {
        remark = Some(remark.map_or(fallen.to_owned(), |remark| format!("{remark}; {fallen}")));
    }
    let mut facts = metadata(&page, &labels.verdicts, source);
    if let Some(ruled) = ruled {
        ruled.tell(&mut facts);
    }
    let mut article = assemble(&page, &labels.verdicts, &findings, facts, source, settings);
    article.confidence = labels.confidence;
    if settings.with.comments {
        let language = article.metadata.language.as_deref();
        article.comments = discussion.comments(&page, &labels, language);
    }
    settle(&page, &labels, &mut article);
    article.hash();
    article.detail = article.detail.or(remark);
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
    pub ruled: Option<Ruled>,
}

/// The first half of the way, up to the blocks without injected spam; `plain` text has no tags.
pub(crate) fn read_page(
    bytes: &[u8],
    plain: bool,
    source: &Source,
    settings: &Settings,
) -> ReadPage {
    let hints = Hints { charset: source.charset(), tld: source.top_level_domain() };
    let mut ruled = None;
    let (mut page, limit) = if plain {
        (segment_text(&decode_text(bytes, hints).text), None)
    } else {
        let rules = settings.rules.as_deref();
        // Selectors may ask for any attribute.
        let attributes = rules.is_none().then_some(ATTRIBUTES);
        let parsed = parse_for(&decode(bytes, hints).text, &settings.limits, attributes);
        // Selectors need the tree, which ends here.
        let page = match rules.and_then(|rules| Selected::of(rules, &parsed.html, source)) {
            None => segment(&parsed),
            Some(mut selected) => {
                let page = segment_watched(&parsed, Some(&mut |n, e, t| selected.watch(n, e, t)));
                ruled = Some(selected.ruled);
                page
            }
        };
        (page, parsed.limit)
    };
    let findings = screen(&mut page, source, settings.lexicon());
    ReadPage { page, findings, limit, ruled }
}

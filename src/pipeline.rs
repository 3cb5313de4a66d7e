//! From bytes to an article: the file to read first.

use crate::article::{Article, ArticleBlock, Status};
use crate::assemble::assemble_tracing;
use crate::comments::Discussion;
use crate::decode::{Hints, decode, decode_text};
use crate::fallback::fall_back;
use crate::input::{Content, sniff};
use crate::label::{Features, Labels, label, label_explained};
use crate::metadata::metadata;
use crate::parse::{LimitReached, Reader, parse_for, selectable};
use crate::screen::{Findings, screen};
use crate::segment::{ATTRIBUTES, Block, Page, segment, segment_text, segment_watched};
use crate::settings::Settings;
use crate::site::{Ruled, Selected};
use crate::source::Source;
use crate::status::settle;

/// Cleans one page.
///
/// Never fails and never panics: whatever the bytes, the article has a [`Status`] that says how it
/// went.
pub fn clean(bytes: &[u8], source: &Source, settings: &Settings) -> Article {
    clean_tracing(bytes, source, settings, None)
}

/// What was found on the way of a page, for those who show why the article is what it is.
#[derive(Default)]
pub(crate) struct Trace {
    /// Text and blocks before injected spam was taken out.
    pub before: (String, Vec<Block>),
    /// Line of the source on which each element begins, from 1; 0 where it is not known.
    pub lines: Vec<u32>,
    /// The page as it was labelled.
    pub page: Page,
    pub labels: Labels,
    /// What makes the scores of the blocks; what came from the page's data has none.
    pub features: Features,
    pub findings: Findings,
    /// The blocks of the article before those of a wall were taken out again.
    pub assembled: Vec<ArticleBlock>,
    /// For each block of the page the one of these that its text is in.
    pub homes: Vec<Option<usize>>,
}

/// The same, and writes down what happened.
pub(crate) fn clean_tracing(
    bytes: &[u8],
    source: &Source,
    settings: &Settings,
    mut trace: Option<&mut Trace>,
) -> Article {
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
        read_page_tracing(bytes, plain, source, settings, trace.as_deref_mut());
    let mut labels = match &mut trace {
        None => label(&page, settings.favor),
        Some(trace) => label_explained(&page, settings.favor, &mut trace.features),
    };
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
    let (mut article, homes) =
        assemble_tracing(&page, &labels.verdicts, &findings, facts, source, settings);
    article.confidence = labels.confidence;
    if settings.with.comments {
        let language = article.metadata.language.as_deref();
        article.comments = discussion.comments(&page, &labels, language);
    }
    if let Some(trace) = &mut trace {
        trace.assembled.clone_from(&article.blocks);
    }
    settle(&page, &labels, &mut article);
    article.hash();
    article.detail = article.detail.or(remark);
    if let Some(limit) = limit {
        article.status = Status::LimitReached;
        article.detail = Some(limit.to_string());
    }
    if let Some(trace) = trace {
        trace.page = page;
        trace.labels = labels;
        trace.findings = findings;
        trace.homes = homes;
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
    read_page_tracing(bytes, plain, source, settings, None)
}

fn read_page_tracing(
    bytes: &[u8],
    plain: bool,
    source: &Source,
    settings: &Settings,
    mut trace: Option<&mut Trace>,
) -> ReadPage {
    let hints = Hints { charset: source.charset(), tld: source.top_level_domain() };
    let mut ruled = None;
    let (mut page, limit) = if plain {
        let page = segment_text(&decode_text(bytes, hints).text);
        if let Some(trace) = &mut trace {
            trace.lines.clone_from(&page.lines);
        }
        (page, None)
    } else {
        let text = decode(bytes, hints).text;
        let rules = settings.rules.as_deref().filter(|rules| rules.may_be_for(source));
        let mut limits = settings.limits.clone();
        if rules.is_some() {
            // Selectors need a tree of their own, so the page is parsed twice.
            limits.time = limits.time.map(|time| time / 2);
        }
        // Both trees must have the same nodes, and to html5ever elements are alike by all attributes.
        let attributes = rules.is_none().then_some(ATTRIBUTES);
        let reader = Reader { attributes, lines: trace.is_some() };
        let parsed = parse_for(&text, &limits, reader);
        let mut selected =
            rules.and_then(|rules| Selected::of(rules, &selectable(&text, &limits), source));
        let page = match (&mut selected, &mut trace) {
            (None, None) => segment(&parsed),
            (selected, trace) => {
                let mut watch = |node, element, tag| {
                    let keep = selected.as_mut().is_none_or(|s| s.watch(node, element, tag));
                    if let Some(trace) = trace.as_mut().filter(|_| keep) {
                        trace.lines.resize(element as usize, 0);
                        trace.lines.push(parsed.lines.of(node).unwrap_or(0));
                    }
                    keep
                };
                segment_watched(&parsed, Some(&mut watch))
            }
        };
        ruled = selected.map(|selected| selected.ruled);
        (page, parsed.limit)
    };
    if let Some(trace) = trace {
        trace.before = (page.text.clone(), page.blocks.clone());
    }
    let findings = screen(&mut page, source, settings.lexicon());
    ReadPage { page, findings, limit, ruled }
}

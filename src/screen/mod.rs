//! Finds injected link spam and takes it out of the [`Page`] before its blocks are labelled, so
//! that an infected page gives the same article as the clean one.
//!
//! ```text
//! lexicon ─▶ atoms ─▶ runs ─▶ evidence ─▶ extent ─▶ cut
//! words      links,   neigh-  vocabulary, sentence, the page as
//! found      items    bours   hiding, …   element   it was
//! ```
//!
//! In: the segmented page. Out: the page without its spam, and [`Findings`] for its owner. Words
//! alone condemn nothing: a run of them goes only when independent groups of evidence agree, and
//! what the page itself writes about is judged more strictly.

mod absorb;
mod address;
mod atoms;
mod context;
mod covert;
mod cut;
mod dictionary;
mod evidence;
mod extent;
mod fold;
mod hidden;
mod lexicon;
mod restore;
mod runs;
mod script;
mod sentence;
mod shops;
mod style;
#[cfg(test)]
mod tests;

pub use lexicon::{Lexicon, LexiconError};

use crate::bytes::count;
use crate::input::{Content, sniff};
use crate::segment::{MarkKind, Origin, Page};
use crate::settings::Settings;
use crate::source::Source;
use address::Site;
use context::Context;
use evidence::Evidence;
use hidden::Hidden;
use restore::Damage;
use std::ops::Range;

/// What the screen found on a page.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Findings {
    /// What was taken out, in page order.
    pub removed: Vec<Finding>,
}

/// A piece of injected spam.
#[derive(Debug, Clone, PartialEq, serde::Serialize)]
#[non_exhaustive]
pub struct Finding {
    /// Its text.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub text: String,
    /// Its place as a CSS path, or a line number in plain text.
    pub place: String,
    /// The evidence, strongest first.
    pub evidence: Vec<&'static str>,
    /// How it is kept from readers, if it is.
    pub hiding: Option<&'static str>,
    /// The domains its links lead to.
    pub domains: Vec<String>,
}

/// Looks for injected spam in a page and does nothing else.
///
/// ```
/// use copydesk::{Settings, Source, screen::scan};
///
/// let page = b"<p>The dam opened.</p><div style='left:-9999px'><a href='https://x.example/'>slot gacor</a></div>";
/// let findings = scan(page, &Source::named("page.html"), &Settings::default());
/// assert_eq!(findings.removed[0].hiding, Some("off screen"));
/// ```
pub fn scan(bytes: &[u8], source: &Source, settings: &Settings) -> Findings {
    let plain = match sniff(bytes) {
        Content::Html => false,
        Content::Text => true,
        Content::Empty | Content::Other(_) => return Findings::default(),
    };
    crate::pipeline::read_page(bytes, plain, source, settings).findings
}

/// Takes injected spam out of the page.
pub fn screen(page: &mut Page, source: &Source, lexicon: &Lexicon) -> Findings {
    let (findings, cuts, damage) = find(page, source, lexicon);
    page.styled = Vec::new();
    if !cuts.is_empty() {
        cut::cut(page, &cuts);
        damage.mend(page);
    }
    findings
}

/// Finds the spam, the ranges of text that go with it, and what their removal leaves to mend.
fn find(page: &Page, source: &Source, lexicon: &Lexicon) -> (Findings, Vec<Range<u32>>, Damage) {
    let edges = link_edges(page);
    let mut hidden = Hidden::of(page, false);
    let mut hits = lexicon.find_in(&page.text, &suspects(page, &hidden), &edges);
    let mut atoms = atoms::atoms(page, &hits, &hidden);
    let site = Site::of(page, source);
    let wordy = is_wordy(page, &site, lexicon, &hits, &atoms);
    let shops = shops::links(page, &site, lexicon);
    if !wordy && shops.is_empty() && !hidden.hides_links(page) {
        return Default::default();
    }
    if wordy {
        hits = lexicon.find(&page.text, &edges);
    }
    if wordy || hidden::has_random_ids(page) {
        hidden = Hidden::of(page, true);
        atoms = atoms::atoms(page, &hits, &hidden);
    }
    let context = Context::new(page, lexicon, &hits, &atoms, &site, &hidden);
    let mut found: Vec<(Range<u32>, Evidence)> = Vec::new();
    for run in runs::runs(&context) {
        let evidence = Evidence::of(&context, run.clone());
        if evidence.is_spam(page.plain_text) {
            found.push((extent::extent(&context, run, evidence.foreign == 2), evidence));
        }
    }
    found.extend(covert::covert(&context));
    found.extend(shops::shops(&context, &shops));
    let (findings, cuts) = report(&context, found);
    let damage = Damage::of(page, &hidden, &cuts);
    (findings, cuts, damage)
}

/// Text that could hold spam: all but long paragraphs in the Latin alphabet without links, where
/// nothing could be told from the article.
fn suspects(page: &Page, hidden: &Hidden) -> Vec<Range<u32>> {
    let mut ranges: Vec<Range<u32>> = Vec::new();
    for (index, block) in page.blocks.iter().enumerate() {
        let plain = block.links == 0
            && block.chars > 80
            && block.origin == Origin::Body
            && hidden.way(block.element).is_none_or(|(way, _)| way.strength() == 0)
            && !page.plain_text
            && is_western(page.block_text(index))
            && hidden.inline.is_empty();
        if plain {
            continue;
        }
        match ranges.last_mut() {
            Some(last) if last.end + 1 == block.span.start => last.end = block.span.end,
            _ => ranges.push(block.span.clone()),
        }
    }
    ranges
}

/// Is a text free of letters beyond Latin ones? Judged by the first bytes of UTF-8 sequences.
fn is_western(text: &str) -> bool {
    count(text.as_bytes(), |byte| (byte >= 0xCA) & (byte != 0xE2)) == 0
}

/// Do words of spam stand where spam stands: in links to other sites, well hidden, outside the
/// document, or many together? Most pages have a few that do not, and are done here.
fn is_wordy(
    page: &Page,
    site: &Site,
    lexicon: &Lexicon,
    hits: &[lexicon::Hit],
    atoms: &[atoms::Atom],
) -> bool {
    /// Atoms in which three of spam make a list.
    const WINDOW: usize = 8;
    let mut recent: [Option<usize>; 2] = [None; 2];
    for (index, atom) in atoms.iter().enumerate().filter(|(_, atom)| atom.is_spam()) {
        let foreign = atom.link.is_some_and(|mark| match &page.marks[mark as usize].kind {
            MarkKind::Link(href) => site.foreign(page.value(href)).is_some(),
            _ => false,
        });
        let outside = page.blocks[atom.block as usize].origin != Origin::Body;
        if foreign || outside || atom.hidden == 2 {
            return true;
        }
        let own = &hits[atom.hits.start as usize..atom.hits.end as usize];
        if own.iter().all(|hit| evidence::is_soft(lexicon.family(hit.family))) {
            continue;
        }
        if recent[0].is_some_and(|first| index - first < WINDOW) {
            return true;
        }
        recent = [recent[1], Some(index)];
    }
    // A text-only page has no links to tell by.
    page.plain_text && atoms.iter().filter(|atom| atom.is_spam()).count() >= 3
}

/// Joins what overlaps, and describes it.
fn report(
    context: &Context,
    mut found: Vec<(Range<u32>, Evidence)>,
) -> (Findings, Vec<Range<u32>>) {
    found.sort_by_key(|(range, _)| (range.start, range.end));
    let mut joined: Vec<(Range<u32>, Evidence)> = Vec::new();
    for (range, evidence) in found {
        match joined.last_mut() {
            Some((last, kept)) if range.start <= last.end => {
                last.end = last.end.max(range.end);
                kept.domains.extend(evidence.domains);
            }
            _ => joined.push((range, evidence)),
        }
    }
    let page = context.page;
    for index in 0..joined.len() {
        widen(context, &mut joined, index);
        absorb::absorb(context, &mut joined[index].0);
    }
    let mut merged: Vec<(Range<u32>, Evidence)> = Vec::with_capacity(joined.len());
    for (range, evidence) in joined {
        match merged.last_mut() {
            Some((last, kept)) if range.start <= last.end => {
                last.end = last.end.max(range.end);
                kept.domains.extend(evidence.domains);
            }
            _ => merged.push((range, evidence)),
        }
    }
    let joined = merged;
    let place = |at: u32| page.blocks.partition_point(|block| block.span.end <= at);
    let removed = joined
        .iter()
        .map(|(range, evidence)| Finding {
            text: page.slice(range).trim().to_owned(),
            place: page.place(place(range.start)),
            evidence: evidence.reasons(),
            hiding: evidence.way.map(style::Way::name),
            domains: evidence.domains.iter().cloned().collect(),
        })
        .collect();
    (Findings { removed }, joined.into_iter().map(|(range, _)| range).collect())
}

/// A paragraph that begins with spam and is mostly spam is an advertisement: it goes whole. So
/// does one of which only a word, a sign or a question that leads to the spam would be left.
fn widen(context: &Context, found: &mut [(Range<u32>, Evidence)], index: usize) {
    /// Letters that are no text by themselves.
    const REST: u32 = 10;
    let start = found[index].0.start;
    let number = context.page.blocks.partition_point(|block| block.span.end <= start);
    let Some(block) = context.page.blocks.get(number) else { return };
    if start.saturating_sub(block.span.start) > extent::WINDOW {
        return;
    }
    let before = context.letters(block.span.start, start.max(block.span.start));
    if before > extent::MAX_LABEL || found[index].0.end >= block.span.end && before == 0 {
        return;
    }
    let inside: Vec<&Range<u32>> = found[index..]
        .iter()
        .map(|(range, _)| range)
        .take_while(|range| range.start < block.span.end)
        .collect();
    let taken: u32 = inside
        .iter()
        .map(|range| {
            context.letters(range.start.max(block.span.start), range.end.min(block.span.end))
        })
        .sum();
    let rest = context.letters(block.span.start, block.span.end).saturating_sub(taken);
    let last = inside.last().map_or(start, |range| range.end);
    let lead = context.page.slice(&(block.span.start..start.max(block.span.start)));
    let worded = rest <= REST && taken >= 4 * rest
        || before == 0 && taken >= rest
        || rest == before && taken >= 2 * rest && extent::is_lead_in(lead);
    if worded && !extent::is_kept(context, number, &(start..last)) {
        found[index].0.start = start.min(block.span.start);
        found[index].0.end = last.max(block.span.end);
    }
}

/// Where links begin and end: words do not run across.
fn link_edges(page: &Page) -> Vec<u32> {
    let mut edges: Vec<u32> = page
        .marks
        .iter()
        .filter(|mark| matches!(mark.kind, MarkKind::Link(_)))
        .flat_map(|mark| [mark.start, mark.end])
        .filter(|&at| at > 0)
        .collect();
    edges.sort_unstable();
    edges.dedup();
    edges
}

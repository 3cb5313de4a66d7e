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

mod address;
mod atoms;
mod context;
mod covert;
mod cut;
mod evidence;
mod extent;
mod fold;
mod hidden;
mod lexicon;
mod restore;
mod runs;
mod script;
mod sentence;
mod style;
#[cfg(test)]
mod tests;

pub use lexicon::{Lexicon, LexiconError};

use crate::segment::Page;
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
#[derive(Debug, Clone, PartialEq)]
pub struct Finding {
    /// Its text.
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
    let hits = lexicon.find(&page.text, &link_edges(page));
    let mut hidden = Hidden::of(page, false);
    let mut atoms = atoms::atoms(page, &hits, &hidden);
    let wordy = atoms.iter().any(atoms::Atom::is_spam);
    if !wordy && !hidden.hides_links(page) {
        return Default::default();
    }
    if wordy || hidden::has_random_ids(page) {
        hidden = Hidden::of(page, true);
        atoms = atoms::atoms(page, &hits, &hidden);
    }
    let site = Site::of(page, source);
    let context = Context::new(page, lexicon, &hits, &atoms, &site, &hidden);
    let mut found: Vec<(Range<u32>, Evidence)> = Vec::new();
    for run in runs::runs(&context) {
        let evidence = Evidence::of(&context, run.clone());
        if evidence.is_spam(page.plain_text) {
            found.push((extent::extent(&context, run, evidence.foreign == 2), evidence));
        }
    }
    found.extend(covert::covert(&context));
    let (findings, cuts) = report(&context, found);
    let damage = Damage::of(page, &hidden, &cuts);
    (findings, cuts, damage)
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
    let removed = joined
        .iter()
        .map(|(range, evidence)| Finding {
            text: page.slice(range).trim().to_owned(),
            place: place(page, range.start),
            evidence: evidence.reasons(),
            hiding: evidence.way.map(style::Way::name),
            domains: evidence.domains.iter().cloned().collect(),
        })
        .collect();
    (Findings { removed }, joined.into_iter().map(|(range, _)| range).collect())
}

/// A paragraph that begins with spam and is mostly spam is an advertisement: it goes whole.
fn widen(context: &Context, found: &mut [(Range<u32>, Evidence)], index: usize) {
    let start = found[index].0.start;
    let block = context.page.blocks.partition_point(|block| block.span.end <= start);
    let Some(block) = context.page.blocks.get(block) else { return };
    if block.span.start != start || found[index].0.end >= block.span.end {
        return;
    }
    let taken: u32 = found[index..]
        .iter()
        .map(|(range, _)| range)
        .take_while(|range| range.start < block.span.end)
        .map(|range| context.letters(range.start, range.end.min(block.span.end)))
        .sum();
    if taken * 2 >= context.letters(block.span.start, block.span.end) {
        found[index].0.end = block.span.end;
    }
}

fn place(page: &Page, at: u32) -> String {
    let block = page.blocks.partition_point(|block| block.span.end <= at);
    match page.blocks.get(block) {
        Some(_) if page.plain_text => format!("line {}", block + 1),
        Some(block) => page.css_path(block.element),
        None => String::new(),
    }
}

/// Where links begin and end: words do not run across.
fn link_edges(page: &Page) -> Vec<u32> {
    let bytes = page.text.as_bytes();
    let letter = |at: u32| {
        bytes.get(at as usize).is_some_and(|b| !b.is_ascii() || b.is_ascii_alphanumeric())
    };
    let mut edges: Vec<u32> = page
        .marks
        .iter()
        .flat_map(|mark| [mark.start, mark.end])
        .filter(|&at| at > 0 && letter(at) && letter(at - 1))
        .collect();
    edges.sort_unstable();
    edges.dedup();
    edges
}

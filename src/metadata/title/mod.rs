//! The headline, as printed, without the site's name around it.
//!
//! Every source has its own flaw: `<title>` carries the site's name, Open Graph a version for
//! sharing, JSON-LD may be cut or belong to a teaser, the first `<h1>` may be the logo. So all of
//! them vote: texts that say the same (but for typography, a site name or a cut end) are one
//! candidate, and the candidate with the most weight behind it wins.

mod heading;
mod parts;
mod trail;

use super::Evidence;
use super::fold::{fold, similarity};
use super::layout::Heading;
use super::meta_tags;
pub(super) use parts::{beside_title, separators};

/// What a source's word counts. Readers see the heading, so it outweighs all that the head of an
/// ordinary page says together. On a news article (by its JSON-LD type) the newsroom enters the
/// headline itself, and it counts more than the heading where both are versions of one headline.
mod weight {
    pub const HEADING: f32 = 6.0;
    pub const UNLIKE_HEADING: f32 = 2.5;
    pub const LESSER_HEADING: f32 = 1.0;
    pub const HEADING_OF_NEWS: f32 = 3.0;
    pub const NEWS_HEADLINE: f32 = 3.0;
    pub const NEWS_HEADLINE_REWORDED: f32 = 6.5;
    pub const HEADLINE: f32 = 1.8;
    pub const OPEN_GRAPH: f32 = 1.8;
    pub const TITLE_ELEMENT: f32 = 0.9;
    pub const OTHER: f32 = 0.6;
    pub const REPEATED: f32 = 0.1;
}

/// From this likeness on two headlines are versions of one.
const REWORDED: f32 = 0.33;

/// Longest text that can be a headline, in characters.
const MAX_CHARS: usize = 400;

/// The title, its source and where it is printed.
#[derive(Debug, Default)]
pub(super) struct Title {
    pub text: Option<String>,
    pub source: Option<&'static str>,
    /// The heading that prints it.
    pub printed: Option<Heading>,
}

struct Candidate {
    text: String,
    key: String,
    source: &'static str,
    weight: f32,
}

/// Finds the title.
pub(super) fn title(evidence: &Evidence) -> Title {
    let news = evidence.json_ld.is_news();
    let mut candidates = claims(evidence);
    let said = heading::Said::new(&candidates);
    let printed = heading::printed(evidence, &candidates, &said);
    let weight = printed.as_ref().map(|heading| heading_weight(heading, &said, news));
    if let (Some(heading), Some(weight)) = (&printed, weight) {
        push(&mut candidates, heading.text.clone(), "visible_text", weight);
    }
    let keys: Vec<String> = candidates.iter().map(|c| c.key.clone()).collect();
    for candidate in &mut candidates {
        if let Some(text) = parts::bare(&candidate.text, &keys, evidence) {
            candidate.key = fold(&text);
            candidate.text = text;
        }
    }
    merge_cut(&mut candidates);
    if news && let Some(heading) = &printed {
        let key = fold(&heading.text);
        let trail = trail::trail(evidence).map(|heading| fold(&heading.text));
        for headline in candidates.iter_mut().filter(|c| c.source == "json_ld") {
            // What the trail has is not what the newsroom prints.
            let in_trail = trail.as_ref() == Some(&headline.key) && key != headline.key;
            if !in_trail && similarity(&headline.key, &key) >= REWORDED {
                headline.weight = weight::NEWS_HEADLINE_REWORDED;
            }
        }
    }
    let Some(best) = elect(&candidates) else {
        return Title { printed, ..Title::default() };
    };
    Title { text: Some(best.text.clone()), source: Some(best.source), printed }
}

fn heading_weight(heading: &Heading, said: &heading::Said, news: bool) -> f32 {
    let key = fold(&heading.text);
    match news {
        _ if said.is_nothing() => weight::HEADING,
        _ if said.likeness(&key) < heading::ALIKE => weight::UNLIKE_HEADING,
        // A chapter of the text may be named much like the whole.
        _ if heading.level > 1 && !said.has(&key) => weight::LESSER_HEADING,
        true => weight::HEADING_OF_NEWS,
        false => weight::HEADING,
    }
}

/// What JSON-LD and the head call the page, in the order in which their wording is preferred.
fn claims(evidence: &Evidence) -> Vec<Candidate> {
    let mut out = Vec::new();
    if let Some(headline) = evidence.json_ld.headline() {
        let news = evidence.json_ld.is_news();
        let weight = if news { weight::NEWS_HEADLINE } else { weight::HEADLINE };
        push(&mut out, headline, "json_ld", weight);
    }
    for (text, source) in evidence.metas.all(meta_tags::TITLE) {
        let first = !out.iter().any(|c: &Candidate| c.source == source);
        let weight = match source {
            "open_graph" if first => weight::OPEN_GRAPH,
            "open_graph" => weight::REPEATED,
            _ => weight::OTHER,
        };
        push(&mut out, text, source, weight);
    }
    let title = super::entities::plain(&evidence.page.head.title);
    push(&mut out, title, "meta", weight::TITLE_ELEMENT);
    out
}

fn push(out: &mut Vec<Candidate>, text: String, source: &'static str, weight: f32) {
    let key = fold(&text);
    if !key.is_empty() && text.chars().count() <= MAX_CHARS {
        out.push(Candidate { text, key, source, weight });
    }
}

/// A text cut short (110 characters is what some search engines ask for) votes for the whole.
fn merge_cut(candidates: &mut [Candidate]) {
    for i in 0..candidates.len() {
        let text = &candidates[i].text;
        let cut = text.ends_with('…') || text.ends_with("...") || text.chars().count() >= 100;
        if !cut || candidates[i].key.len() < 24 {
            continue;
        }
        let key = candidates[i].key.clone();
        let whole = candidates
            .iter()
            .find(|c| c.key.len() > key.len() && c.key.starts_with(&key))
            .map(|c| (c.text.clone(), c.key.clone()));
        if let Some((text, key)) = whole {
            (candidates[i].text, candidates[i].key) = (text, key);
        }
    }
}

/// The candidate with the most weight, in the wording that comes first.
fn elect(candidates: &[Candidate]) -> Option<&Candidate> {
    let mut best: Option<(f32, &Candidate)> = None;
    for candidate in candidates {
        let same = candidates.iter().filter(|c| c.key == candidate.key);
        let weight: f32 = same.map(|c| c.weight).sum();
        if best.is_none_or(|(top, _)| weight > top) {
            best = Some((weight, candidate));
        }
    }
    best.map(|(_, candidate)| candidate)
}

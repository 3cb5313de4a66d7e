//! The headline, as printed, without the site's name around it.
//!
//! Every source has its own flaw: `<title>` carries the site's name, Open Graph a version for
//! sharing, JSON-LD may be cut or belong to a teaser, the first `<h1>` may be the logo. So all of
//! them vote: texts that say the same (but for typography, a site name or a cut end) are one
//! candidate, and the candidate with the most weight behind it wins.

use super::Evidence;
use super::fold::{fold, similarity};
use super::layout::Heading;
use super::meta_tags;
use super::site::without_site;

/// What a source's word counts. Readers see the heading, so it outweighs all that the head of an
/// ordinary page says together. On a news article (by its JSON-LD type) the newsroom enters the
/// headline itself, and it counts more than the heading where both are versions of one headline.
mod weight {
    pub const HEADING: f32 = 6.0;
    pub const UNLIKE_HEADING: f32 = 2.5;
    pub const HEADING_OF_NEWS: f32 = 3.0;
    pub const NEWS_HEADLINE: f32 = 3.0;
    pub const NEWS_HEADLINE_REWORDED: f32 = 6.5;
    pub const HEADLINE: f32 = 1.8;
    pub const OPEN_GRAPH: f32 = 1.8;
    pub const TITLE_ELEMENT: f32 = 0.9;
    pub const OTHER: f32 = 0.6;
    pub const REPEATED: f32 = 0.1;
}

/// How alike a heading and what the page calls itself must be for the heading to be the title.
const ALIKE: f32 = 0.45;

/// Likeness that the only main heading of a page has at least.
const SOLE: f32 = 0.5;

/// From this likeness on two headlines are versions of one.
const REWORDED: f32 = 0.33;

/// Longest text that can be a headline, in characters.
const MAX_CHARS: usize = 400;

/// Shortest text, in bytes of letters, that counts as the whole of another source's title.
const SHORTEST: usize = 12;

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
    let printed = printed_heading(evidence, &candidates);
    if let Some(heading) = &printed {
        let key = fold(&heading.text);
        let alike = candidates.iter().map(|c| likeness(&c.key, &key)).fold(0.0, f32::max);
        let weight = match news {
            _ if alike < ALIKE && !candidates.is_empty() => weight::UNLIKE_HEADING,
            true => weight::HEADING_OF_NEWS,
            false => weight::HEADING,
        };
        push(&mut candidates, heading.text.clone(), "visible_text", weight);
    }
    let keys: Vec<String> = candidates.iter().map(|c| c.key.clone()).collect();
    for candidate in &mut candidates {
        strip(candidate, &keys, &evidence.site_names);
    }
    merge_cut(&mut candidates);
    if news && let Some(heading) = &printed {
        let key = fold(&heading.text);
        for headline in candidates.iter_mut().filter(|c| c.source == "json_ld") {
            if similarity(&headline.key, &key) >= REWORDED {
                headline.weight = weight::NEWS_HEADLINE_REWORDED;
            }
        }
    }
    let Some(best) = elect(&candidates) else {
        return Title { printed, ..Title::default() };
    };
    Title { text: Some(best.text.clone()), source: Some(best.source), printed }
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

/// The heading that prints the title: the one most like what the page calls itself; on a page
/// that calls itself nothing of the kind, the first main heading before the text.
fn printed_heading(evidence: &Evidence, claims: &[Candidate]) -> Option<Heading> {
    let layout = &evidence.layout;
    let text_starts = layout.body_after(0).map_or(usize::MAX, |body| body.start);
    let mains = layout.headings.iter().filter(|heading| heading.level == 1).count();
    let mut best: Option<(f32, &Heading)> = None;
    for heading in &layout.headings {
        let key = fold(&heading.text);
        if key.is_empty() || evidence.is_site_name(&heading.text) {
            continue;
        }
        let alike = claims.iter().map(|c| likeness(&c.key, &key)).fold(0.0, f32::max);
        // The only main heading is the title unless a lesser one is named almost word for word.
        let alike = if heading.level == 1 && mains == 1 { alike.max(SOLE) } else { alike };
        let main = match heading.level {
            1 => 1.0,
            2 => 0.2,
            _ => 0.0,
        };
        let before_text = heading.blocks.start <= text_starts;
        let stands = main + if before_text { 0.2 } else { 0.0 };
        let score = if alike >= ALIKE { 1.0 + 2.0 * alike + stands } else { stands };
        let possible = alike >= ALIKE || (heading.level == 1 && (before_text || mains == 1));
        if possible && best.is_none_or(|(top, _)| score > top) {
            best = Some((score, heading));
        }
    }
    best.map(|(_, heading)| heading.clone())
}

/// How alike a claim and a heading are; a heading that is most of a claim is its core.
fn likeness(claim: &str, heading: &str) -> f32 {
    let core = heading.len() >= SHORTEST && heading.len() * 2 >= claim.len();
    let alike = similarity(claim, heading);
    if core && claim.contains(heading) { alike.max(0.9) } else { alike }
}

/// Takes the site's name off: where another source ends, or by the names of the site.
fn strip(candidate: &mut Candidate, others: &[String], sites: &[String]) {
    let shared = shared_part(&candidate.text, others).map(str::to_owned);
    if let Some(text) = shared.or_else(|| without_site(&candidate.text, sites)) {
        candidate.key = fold(&text);
        candidate.text = text;
    }
}

/// The part of a text before or behind a separator that is all another source says.
fn shared_part<'a>(text: &'a str, others: &[String]) -> Option<&'a str> {
    separators(text).find_map(|(at, width)| {
        let (head, tail) = (text[..at].trim_end(), text[at + width..].trim_start());
        let (head_key, tail_key) = (fold(head), fold(tail));
        if head_key.len() >= SHORTEST && others.contains(&head_key) {
            return Some(head);
        }
        let main = tail_key.len() >= SHORTEST && tail_key.len() > head_key.len();
        (main && others.contains(&tail_key)).then_some(tail)
    })
}

/// Places of what can separate a headline from a site's name: start and width in bytes.
pub(super) fn separators(text: &str) -> impl DoubleEndedIterator<Item = (usize, usize)> {
    let spaced = |at: usize, c: char| {
        let before = text[..at].ends_with(char::is_whitespace);
        let after = text[at + c.len_utf8()..].starts_with(char::is_whitespace);
        match c {
            '|' | '｜' | '_' | '：' | '•' => true,
            '-' | '–' | '—' | '·' | '*' | '/' | '~' | '／' | '<' | '>' | '−' | '»' | '«' | '‹'
            | '›' => before && after,
            '－' => true,
            ':' => after,
            _ => false,
        }
    };
    text.char_indices()
        .filter(move |&(at, c)| at > 0 && spaced(at, c))
        .map(|(at, c)| (at, c.len_utf8()))
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

//! What to do when the labeller found no body, or only a part of it.
//!
//! In order, each seen in the reasons of the blocks and in the record's `detail`:
//!
//! 1. the body found in the page's elements, the usual case;
//! 2. the data that the page carries for its scripts or declares in JSON-LD, where it holds clearly
//!    more and contains what was found;
//! 3. where neither gave any text: the container with the most running text;
//! 4. all text of the page that is not links.
//!
//! The last two come with a low confidence. A page with running text never comes out empty.

mod flight;
mod graft;
mod literals;
mod markup;
mod remains;
mod state;

use crate::label::words::{HashedSet, Words};
use crate::label::{Label, Labels, Reason, Verdict, label, runs};
use crate::parse::parse;
use crate::segment::{Page, segment};
use crate::settings::{Limits, Settings};
use state::Candidate;

/// The data must hold so many times the words found in the elements, and so many more.
const CLEARLY_MORE: f32 = 1.3;
/// What stands before "read more" is short; a long body must be doubled.
const LONG: usize = 250;
const TWICE: f32 = 2.0;
const MORE_WORDS: usize = 40;
/// Confidence from which a long body is not looked behind.
const TRUSTED: f32 = 0.85;
/// Share of what was found in the elements that the data must hold as well.
const CONTAINED: f32 = 0.7;
/// So many times more makes what was found in the elements a notice or a teaser that need not be
/// part of the article.
const FAR_MORE: f32 = 4.0;
/// Words up to which the body found in the elements counts as none.
const NEXT_TO_NOTHING: usize = 12;
/// Confidence at most for a body from data, from a container, from the whole page.
const DATA: f32 = 0.9;
const CONTAINER: f32 = 0.3;
const WHOLE: f32 = 0.1;

/// Mends the labels where the body is missing or cut short; says what was done, for the record.
pub(crate) fn fall_back(
    page: &mut Page,
    labels: &mut Labels,
    settings: &Settings,
) -> Option<&'static str> {
    if page.plain_text {
        return None;
    }
    let found = Found::of(page, &labels.verdicts);
    // A long body that the labeller trusts is the article; data that holds more holds it twice, or
    // other articles with it.
    if found.words > LONG && labels.confidence >= TRUSTED {
        return None;
    }
    if let Some((data, blocks)) = better_data(page, &found, labels.confidence, settings) {
        use_data(page, labels, data, blocks);
        return Some("the article stands in the data of the page, not in its elements");
    }
    if found.words > NEXT_TO_NOTHING {
        return None;
    }
    let (blocks, confidence, evidence, detail) = remains::remains(page, &labels.verdicts)?;
    labels.confidence = labels.confidence.min(confidence);
    for block in blocks {
        let verdict = &mut labels.verdicts[block];
        verdict.label = Label::Paragraph;
        verdict.reason = Reason::new(STAGE, evidence);
    }
    Some(detail)
}

/// Name of this stage in reasons.
const STAGE: &str = "fallback";

/// The body that the labeller found.
struct Found {
    words: usize,
    bytes: usize,
    runs: HashedSet,
}

impl Found {
    fn of(page: &Page, verdicts: &[Verdict]) -> Found {
        let words = Words::of(page);
        let mut found = Found { words: 0, bytes: 0, runs: HashedSet::default() };
        for (block, verdict) in verdicts.iter().enumerate() {
            if verdict.label.is_body() {
                found.words += words.counts[block] as usize;
                found.bytes += page.block_text(block).len();
                found.runs.extend(runs(words.block(block)));
            }
        }
        found
    }
}

/// The best text among the data of the page, as a page of its own with verdicts, if it is clearly
/// better than what was found.
fn better_data(
    page: &Page,
    found: &Found,
    confidence: f32,
    settings: &Settings,
) -> Option<(Page, Vec<Verdict>)> {
    let candidates = state::candidates(&page.head, found.bytes);
    let mut best: Option<Better> = None;
    for candidate in &candidates {
        let data = read(&candidate.html, &settings.limits);
        let verdicts = verdicts(page, &data, settings);
        let text = Found::of(&data, &verdicts);
        let contained = share(&found.runs, &text.runs);
        if !is_better(candidate, found, &text, contained, confidence) {
            continue;
        }
        // Between texts of about the same length the first is the best.
        let rank = (contained >= CONTAINED, candidate.is_known());
        let longer = |best: usize| text.words as f32 > best as f32 * 1.1;
        if best.as_ref().is_none_or(|b| rank > b.rank || rank == b.rank && longer(b.words)) {
            best = Some(Better { rank, words: text.words, data, verdicts });
        }
    }
    best.map(|best| (best.data, best.verdicts))
}

/// The best text from the page's data so far.
struct Better {
    /// Whether it holds what the elements have, and whether its name says what it is.
    rank: (bool, bool),
    words: usize,
    data: Page,
    verdicts: Vec<Verdict>,
}

fn is_better(
    candidate: &Candidate,
    found: &Found,
    text: &Found,
    contained: f32,
    confidence: f32,
) -> bool {
    let times = text.words as f32 / found.words.max(1) as f32;
    let least = if found.words > LONG { TWICE } else { CLEARLY_MORE };
    let more = times >= least && text.words >= found.words + MORE_WORDS;
    let nothing = found.words <= NEXT_TO_NOTHING;
    let same = !found.runs.is_empty() && contained >= CONTAINED;
    let instead = candidate.is_known() && times >= FAR_MORE && confidence < 0.5;
    more && (same || instead || nothing)
}

/// Share of the runs in `of` that are in `within`.
fn share(of: &HashedSet, within: &HashedSet) -> f32 {
    of.iter().filter(|run| within.contains(run)).count() as f32 / of.len().max(1) as f32
}

fn read(html: &str, limits: &Limits) -> Page {
    segment(&parse(html, limits))
}

/// Labels for a text that is an article as a whole: what the facts do not tell from the body is
/// body.
fn verdicts(page: &Page, data: &Page, settings: &Settings) -> Vec<Verdict> {
    let _ = page;
    let mut labels = label(data, settings.favor).verdicts;
    for verdict in &mut labels {
        let kept = verdict.label.is_body() || verdict.reason.stage != "fact";
        if kept && !verdict.label.is_body() {
            verdict.label = Label::Paragraph;
        }
        verdict.score = if kept { verdict.score.max(0.6) } else { verdict.score };
        verdict.reason = Reason::new(STAGE, "stands in the data of the page");
    }
    labels
}

fn use_data(page: &mut Page, labels: &mut Labels, data: Page, verdicts: Vec<Verdict>) {
    for verdict in labels.verdicts.iter_mut().filter(|verdict| verdict.label.is_body()) {
        verdict.label = Label::Other;
        verdict.reason = Reason::new(STAGE, "the data of the page has it, and more");
    }
    graft::graft(page, data);
    labels.verdicts.extend(verdicts);
    labels.confidence = labels.confidence.clamp(0.5, DATA);
}

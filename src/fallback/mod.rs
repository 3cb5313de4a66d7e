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
mod samples;
mod state;

use crate::label::words::{HashedSet, words_of};
use crate::label::{Label, Labels, Reason, Verdict, label, runs};
use crate::parse::{Reader, parse_for};
use crate::screen::{Findings, screen};
use crate::segment::{ATTRIBUTES, Page, segment};
use crate::settings::Settings;
use crate::source::Source;
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
/// Confidence below which that is thought possible.
const DOUBTFUL: f32 = 0.5;
/// Words up to which the body found in the elements counts as none.
const NEXT_TO_NOTHING: usize = 12;
/// Confidence at most for a body from data, from a container, from the whole page.
const DATA: f32 = 0.9;
const CONTAINER: f32 = 0.3;
/// A shell looks like no article, but pages of other kinds hardly carry one as data.
const ARTICLE: f32 = 0.5;
const WHOLE: f32 = 0.1;

/// Mends the labels where the body is missing or cut short; says what was done, for the record.
pub(crate) fn fall_back(
    page: &mut Page,
    labels: &mut Labels,
    findings: &mut Findings,
    source: &Source,
    settings: &Settings,
) -> Option<&'static str> {
    if page.plain_text {
        return None;
    }
    // A long body that the labeller trusts is the article; data that holds more holds it twice, or
    // other articles with it.
    if labels.confidence >= TRUSTED && words_of_body(page, &labels.verdicts) > LONG {
        return None;
    }
    let found = Found::of(page, &labels.verdicts);
    if let Some(data) = better_data(page, &found, labels, source, settings) {
        findings.removed.extend(data.findings.removed);
        use_data(page, labels, data.page, data.labels);
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

/// Words of the body, or as many of them as make it long.
fn words_of_body(page: &Page, verdicts: &[Verdict]) -> usize {
    let mut words = 0;
    for text in texts_of_body(page, verdicts) {
        words += words_of(text).len();
        if words > LONG {
            break;
        }
    }
    words
}

fn texts_of_body<'a>(page: &'a Page, verdicts: &[Verdict]) -> impl Iterator<Item = &'a str> {
    let blocks = verdicts.iter().enumerate().filter(|(_, verdict)| verdict.label.is_body());
    blocks.map(|(block, _)| page.block_text(block))
}

/// The body that the labeller found.
struct Found {
    words: usize,
    bytes: usize,
    runs: HashedSet,
}

impl Found {
    fn of(page: &Page, verdicts: &[Verdict]) -> Found {
        let mut found = Found { words: 0, bytes: 0, runs: HashedSet::default() };
        for text in texts_of_body(page, verdicts) {
            let words = words_of(text);
            found.words += words.len();
            found.bytes += text.len();
            found.runs.extend(runs(&words));
        }
        found
    }

    /// Bytes that a text must have to be clearly more; those of literals count before their escapes
    /// are undone, so this is on the low side.
    fn least_bytes(&self) -> usize {
        let times = if self.words > LONG { TWICE } else { CLEARLY_MORE };
        (self.bytes as f32 * (times - 0.1)) as usize
    }
}

/// A text from the data of a page, read as a page of its own.
struct Data {
    page: Page,
    labels: Labels,
    findings: Findings,
    words: usize,
    /// Whether it holds what the elements have, and whether its place says what it is.
    rank: (bool, bool),
}

/// The best text among the data of the page, if it is clearly better than what was found.
fn better_data(
    page: &mut Page,
    found: &Found,
    labels: &Labels,
    source: &Source,
    settings: &Settings,
) -> Option<Data> {
    let confidence = labels.confidence;
    // Data that holds nothing of what was found is used only where that is doubtful.
    let doubtful = found.words <= NEXT_TO_NOTHING || labels.confidence < DOUBTFUL;
    let samples =
        if doubtful { Vec::new() } else { samples::samples(texts_of_body(page, &labels.verdicts)) };
    let candidates = state::candidates(&page.head, found.least_bytes(), &samples);
    let mut best: Option<Data> = None;
    for candidate in &candidates {
        let mut data =
            segment(&parse_for(&candidate.html, &settings.limits, Reader::of(ATTRIBUTES)));
        let findings = screen(&mut data, source, settings.lexicon());
        // The title and the description say as much about the text as about the page.
        std::mem::swap(&mut page.head, &mut data.head);
        let of_data = as_article(label(&data, settings.favor));
        std::mem::swap(&mut page.head, &mut data.head);
        let text = Found::of(&data, &of_data.verdicts);
        let contained = share(&found.runs, &text.runs);
        if !is_better(candidate, found, &text, contained, confidence) {
            continue;
        }
        let rank = (contained >= CONTAINED, candidate.is_known());
        // Between texts of about the same length the first is the best.
        let longer = |best: usize| text.words as f32 > best as f32 * 1.1;
        if best.as_ref().is_none_or(|b| rank > b.rank || rank == b.rank && longer(b.words)) {
            best = Some(Data { page: data, labels: of_data, findings, words: text.words, rank });
        }
    }
    best
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
    let instead = candidate.is_known() && times >= FAR_MORE && confidence < DOUBTFUL;
    more && (same || instead || nothing)
}

/// Share of the runs in `of` that are in `within`.
fn share(of: &HashedSet, within: &HashedSet) -> f32 {
    of.iter().filter(|run| within.contains(run)).count() as f32 / of.len().max(1) as f32
}

/// Labels for a text that is an article as a whole: what the facts do not tell from the body is
/// body.
fn as_article(mut labels: Labels) -> Labels {
    for verdict in &mut labels.verdicts {
        let kept = verdict.label.is_body() || verdict.reason.stage != "fact";
        if kept && !verdict.label.is_body() {
            verdict.label = Label::Paragraph;
        }
        verdict.score = if kept { verdict.score.max(0.6) } else { verdict.score };
        verdict.reason = Reason::new(STAGE, "stands in the data of the page");
    }
    labels
}

fn use_data(page: &mut Page, labels: &mut Labels, data: Page, of_data: Labels) {
    for verdict in labels.verdicts.iter_mut().filter(|verdict| verdict.label.is_body()) {
        verdict.label = Label::Other;
        verdict.reason = Reason::new(STAGE, "the data of the page has it, and more");
    }
    graft::graft(page, data);
    labels.verdicts.extend(of_data.verdicts);
    labels.confidence = labels.confidence.clamp(0.5, DATA);
    labels.article = labels.article.max(of_data.article).max(ARTICLE);
}

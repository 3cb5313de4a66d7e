//! Checks for robots, and consent walls.

use super::evidence::{Evidence, size};
use super::tables::tables;
use super::{Finding, quote};
use crate::article::{Article, Status};
use crate::label::Verdict;
use crate::segment::{AttributeName, ElementId, Page};
use std::collections::HashSet;

/// A check for robots has less text than this.
const CHALLENGE_TEXT: usize = 1_500;
/// What a bare check shows: a sentence, or nothing before its script has run.
const BARE: usize = 200;
/// What a page with a consent wall has at most beside it.
const BESIDE_CONSENT: usize = 600;
/// Points from which the evidence is enough.
const ENOUGH: u32 = 4;

/// A check for robots, or a refusal: little text, and a service that makes such checks, or titles and
/// text that speak of one.
pub(super) fn challenge(evidence: &Evidence) -> Option<Finding> {
    let tables = tables();
    if evidence.runs_over(CHALLENGE_TEXT) {
        return None;
    }
    let refused = evidence.title_says(&tables.refusal);
    let titles = evidence.titles_that_say(&tables.challenge_title);
    let text = evidence.text_says(&tables.challenge_text);
    let unscripted = evidence
        .noscript
        .iter()
        .any(|&block| tables.script.are_in(&evidence.page.block_text(block).to_lowercase()));
    let said = refused || titles > 0 || text.is_some() || unscripted;
    if !said && evidence.visible() > BARE {
        return None;
    }
    let guard = evidence.service(&tables.challenge_signs);
    let service = guard.or_else(|| evidence.service(&tables.captcha_signs));
    if !(refused || titles > 0 || service.is_some()) {
        return None;
    }
    let refreshes = evidence.page.meta("refresh").is_some();
    let points = 3 * u32::from(refused)
        + 2 * u32::from(titles > 0)
        + u32::from(titles > 1)
        + 2 * u32::from(service.is_some())
        + u32::from(guard.is_some())
        + u32::from(text.is_some())
        + u32::from(unscripted)
        + u32::from(refreshes)
        + u32::from(!evidence.claims_article())
        + u32::from(evidence.visible() < BARE);
    if points <= ENOUGH {
        return None;
    }
    let what = if refused && service.is_none() { "a refusal" } else { "a check for robots" };
    let by = service.map(|name| format!(" by {name}")).unwrap_or_default();
    let detail = format!("{what}{by} instead of the page: {}", quote(evidence.headline()));
    Some(Finding { status: Status::BotChallenge, detail })
}

/// A consent wall: most of the text asks for consent, and there are the buttons or the service to
/// give it to. A page that shows an article beside such a notice is no wall.
pub(super) fn consent(evidence: &Evidence) -> Option<Finding> {
    let tables = tables();
    let (mut asking, mut beside, mut first) = (0, 0, None);
    for (block, size) in evidence.running_blocks() {
        if topics(evidence.page.block_text(block)) >= 2 {
            asking += size;
            first = first.or(Some(block));
        } else {
            beside += size;
            // An article; most pages end here.
            if beside > BESIDE_CONSENT {
                return None;
            }
        }
    }
    let first = first?;
    if beside > asking {
        return None;
    }
    let [cookie, consent, _, privacy] = &tables.consent_topics;
    let buttons = evidence.buttons().filter(|text| consent.are_in(&text.to_lowercase())).count();
    let service = evidence.service(&tables.consent_signs);
    let titled = [cookie, consent, privacy].iter().any(|topic| evidence.title_says(topic));
    let points = u32::from(asking >= 200)
        + u32::from(asking >= 4 * beside)
        + 2 * u32::from(service.is_some())
        + 2 * u32::from(buttons > 0)
        + u32::from(titled)
        + u32::from(!evidence.claims_article());
    // An article about cookies has a title and a date; a wall has something to press.
    if points < ENOUGH + 1 || (service.is_none() && buttons == 0 && evidence.body > 0) {
        return None;
    }
    let by = service.map(|name| format!(" ({name})")).unwrap_or_default();
    let words = quote(evidence.page.block_text(first));
    let detail = format!("a consent wall{by} instead of the page: {words}");
    Some(Finding { status: Status::ConsentWall, detail })
}

/// Takes a box that asks for consent out of an article that stands beside it, where it was taken for
/// its text; a box is known by its role or name, and by what it says.
pub(super) fn drop_consent(page: &Page, verdicts: &[Verdict], article: &mut Article) {
    let body = |block: &usize| verdicts.get(*block).is_some_and(|v| v.label.is_body());
    let mut above = vec![false; page.elements.len()];
    for block in (0..page.blocks.len()).filter(body) {
        for id in page.ancestors(page.blocks[block].element) {
            // The same is above several, and so is all that is above it.
            if std::mem::replace(&mut above[id as usize], true) {
                break;
            }
        }
    }
    let mut plain = "";
    let boxes: Vec<ElementId> = (1..page.elements.len() as ElementId)
        .filter(|&id| above[id as usize] && is_box(page, id, &mut plain))
        .collect();
    if boxes.is_empty() {
        return;
    }
    let mut dropped: HashSet<&str> = HashSet::new();
    for id in boxes {
        let inside = |block: &usize| page.contains(id, page.blocks[*block].element);
        let blocks: Vec<usize> = (0..page.blocks.len()).filter(body).filter(inside).collect();
        // Some pages say in the name of what is around everything that consent is still to be given.
        let much = blocks.iter().map(|&block| size(page.block_text(block))).sum::<usize>();
        let asks = |&block: &usize| topics(page.block_text(block)) >= 2;
        if 2 * much <= size(&article.text) && blocks.iter().any(asks) {
            dropped.extend(blocks.iter().map(|&block| page.block_text(block)));
        }
    }
    if dropped.is_empty() {
        return;
    }
    let before = article.blocks.len();
    article.blocks.retain(|block| !dropped.contains(&*block.text));
    let count = (before - article.blocks.len()) as u32;
    *article.removed.entry("consent").or_default() += count;
    article.text = crate::assemble::text(&article.blocks);
}

/// `plain` is the last name that is not that of a box: elements side by side are mostly named alike.
fn is_box<'p>(page: &'p Page, id: ElementId, plain: &mut &'p str) -> bool {
    page.element_attributes(id).any(|(name, value)| match name {
        AttributeName::Role => matches!(value, "dialog" | "alertdialog"),
        AttributeName::Class | AttributeName::Id if value != *plain => {
            let boxed = tables().consent_boxes.is_match(value);
            if !boxed {
                *plain = value;
            }
            boxed
        }
        _ => false,
    })
}

/// How many of the things that a request for consent speaks of a text speaks of.
fn topics(text: &str) -> usize {
    let text = text.to_lowercase();
    tables().consent_topics.iter().filter(|words| words.are_in(&text)).count()
}

//! Checks for robots, and consent walls.

use super::evidence::Evidence;
use super::tables::{says, tables};
use super::{Finding, quote};
use crate::article::Status;

/// A check for robots has less text than this.
const CHALLENGE_TEXT: usize = 1_500;
/// What a page with a consent wall has at most beside it.
const BESIDE_CONSENT: usize = 600;
/// Points from which the evidence is enough.
const ENOUGH: u32 = 4;

/// A check for robots: little text, and a service that makes such checks, or a title and text that
/// speak of one.
pub(super) fn challenge(evidence: &Evidence) -> Option<Finding> {
    let tables = tables();
    if evidence.running() > CHALLENGE_TEXT {
        return None;
    }
    let titled = evidence.title_says(&tables.challenge_title);
    let text = evidence.text_says(&tables.challenge_text);
    let unscripted = evidence
        .noscript
        .iter()
        .any(|&block| says(&evidence.page.block_text(block).to_lowercase(), &tables.script));
    // Without these two there is nothing to look for.
    if !titled && text.is_none() && !unscripted {
        let service = evidence.service(&tables.challenge_signs);
        if service.is_none() || evidence.visible() > 200 {
            return None;
        }
    }
    let service = evidence.service(&tables.challenge_signs);
    let refreshes = evidence.page.meta("refresh").is_some();
    let points = 2 * u32::from(titled)
        + 2 * u32::from(service.is_some())
        + u32::from(text.is_some())
        + u32::from(unscripted)
        + u32::from(refreshes)
        + u32::from(!evidence.claims_article())
        + u32::from(evidence.visible() < 200);
    if points < ENOUGH + 1 || !(titled || service.is_some()) {
        return None;
    }
    let by = service.map(|name| format!(" by {name}")).unwrap_or_default();
    let detail =
        format!("a check for robots{by} instead of the page: {}", quote(evidence.headline()));
    Some(Finding { status: Status::BotChallenge, detail })
}

/// A consent wall: most of the text asks for consent, and there are the buttons or the service to
/// give it to. A page that shows an article beside such a notice is no wall.
pub(super) fn consent(evidence: &Evidence) -> Option<Finding> {
    let tables = tables();
    let (mut asking, mut beside, mut first) = (0, 0, None);
    for (block, size) in evidence.running_blocks() {
        let text = evidence.page.block_text(block).to_lowercase();
        let topics = tables.consent_topics.iter().filter(|words| says(&text, words)).count();
        if topics >= 2 {
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
    let buttons = evidence.buttons().filter(|text| says(&text.to_lowercase(), consent)).count();
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

//! The first lines of an article for subscribers.

use super::Finding;
use super::evidence::{Evidence, size};
use super::tables::tables;
use crate::article::{Article, Status};
use crate::label::Verdict;
use crate::segment::{ElementId, Page};
use std::collections::HashSet;

/// A stub has less text than this.
const STUB: usize = 2_000;
/// Blocks behind the text among which an offer is looked for.
const BEHIND: usize = 14;
/// Longest offer, as a size.
const OFFER: usize = 600;
/// Points from which the evidence is enough.
const ENOUGH: u32 = 4;

/// A short text that breaks off before an offer to subscribe, on a page that says it is closed or
/// has a paywall's markup. Words alone do not make a stub: every newspaper offers subscriptions.
pub(super) fn stub(evidence: &Evidence) -> Option<Finding> {
    if evidence.body > STUB || evidence.body == 0 {
        return None;
    }
    let tables = tables();
    let closed = evidence.article.metadata.access == Some("locked");
    let metered = evidence.article.metadata.access == Some("metered");
    let page = evidence.page;
    let last = (0..page.blocks.len())
        .rev()
        .find(|&block| evidence.verdicts.get(block).is_some_and(|v| v.label.is_body()))?;
    // The offer may have been taken for text itself.
    let near = last.saturating_sub(3)..(last + BEHIND).min(page.blocks.len());
    let offers = near
        .filter(|&block| evidence.seen.contains(&block))
        .filter(|&block| is_offer(page.block_text(block)))
        .collect::<Vec<_>>();
    if offers.is_empty() && !closed {
        return None;
    }
    let asks_login = offers.iter().any(|&block| {
        let around = block.saturating_sub(2)..(block + 4).min(page.blocks.len());
        around.into_iter().any(|i| tables.login.are_in(&page.block_text(i).to_lowercase()))
    });
    let service = evidence.service(&tables.paywall_signs);
    let ending = evidence.article.blocks.iter().rev().find(|block| !is_offer(&block.text));
    let broken = ending.is_some_and(|block| breaks_off(&block.text));
    let points = 2 * u32::from(closed)
        + u32::from(metered)
        + u32::from(service.is_some())
        + u32::from(!offers.is_empty())
        + u32::from(asks_login)
        + u32::from(broken);
    if points < ENOUGH || !(closed || service.is_some()) {
        return None;
    }
    let words = offers.first().map_or("", |&block| page.block_text(block));
    let detail = match words {
        "" => "the first lines of an article for subscribers".to_owned(),
        _ => format!("the first lines of an article for subscribers: {}", super::quote(words)),
    };
    Some(Finding { status: Status::PaywallStub, detail })
}

/// Takes the offers out of the stub, and what stands in the same box: prices, advantages, a login.
pub(super) fn drop_offers(page: &Page, verdicts: &[Verdict], article: &mut Article) {
    let body = |block: &usize| verdicts.get(*block).is_some_and(|v| v.label.is_body());
    let mut walls: Vec<ElementId> = Vec::new();
    let mut text_before: Option<ElementId> = None;
    for block in (0..page.blocks.len()).filter(body) {
        let element = page.blocks[block].element;
        if walls.iter().any(|&wall| page.contains(wall, element)) {
            continue;
        }
        if is_offer(page.block_text(block)) {
            // The largest element around it that has nothing of the article before the offer.
            let apart = |id: &ElementId| {
                *id != 0 && text_before.is_some_and(|before| !page.contains(*id, before))
            };
            walls.push(page.ancestors(element).take_while(apart).last().unwrap_or(element));
        } else {
            text_before = Some(element);
        }
    }
    let in_wall = |block: &usize| {
        let element = page.blocks[*block].element;
        walls.iter().any(|&wall| page.contains(wall, element))
    };
    let dropped: HashSet<&str> =
        (0..page.blocks.len()).filter(in_wall).map(|block| page.block_text(block)).collect();
    let before = article.blocks.len();
    article.blocks.retain(|block| !is_offer(&block.text) && !dropped.contains(&*block.text));
    if article.blocks.len() < before {
        *article.removed.entry("paywall").or_default() += (before - article.blocks.len()) as u32;
        article.text = crate::assemble::text(&article.blocks);
    }
}

/// Does a block offer a subscription?
fn is_offer(text: &str) -> bool {
    size(text) <= OFFER && tables().subscribe.are_in(&text.to_lowercase())
}

/// Does a text end in the middle of a sentence?
fn breaks_off(text: &str) -> bool {
    let text = text.trim_end();
    text.ends_with('…') || text.ends_with("...") || !super::ends_sentence(text)
}

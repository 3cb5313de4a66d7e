//! Links to other sites that are kept from readers, whatever their words.
//!
//! A hidden container alone is ordinary: menus, pickers and dialogs are hidden until they are
//! asked for. What has no benign reading is a small element that hides nothing but a link or two
//! to one foreign front page, by a style that no widget uses or in a tag that no widget is made of.

use super::address::Target;
use super::atoms::letters;
use super::context::Context;
use super::evidence::Evidence;
use super::extent;
use super::hidden::is_for_screen_readers;
use super::style::Way;
use crate::segment::{ElementId, MarkKind, Tag};
use std::collections::BTreeMap;
use std::ops::Range;

/// Most letters that a covert element holds.
const MAX_LETTERS: u32 = 200;
/// Most links in it.
const MAX_LINKS: usize = 4;

/// Finds covert links, and the ranges that go with them.
pub(super) fn covert(context: &Context) -> Vec<(Range<u32>, Evidence)> {
    let page = context.page;
    let mut groups: BTreeMap<ElementId, Vec<(usize, usize)>> = BTreeMap::new();
    for (index, block) in page.blocks.iter().enumerate() {
        for mark in block.marks.start as usize..block.marks.end as usize {
            if matches!(page.marks[mark].kind, MarkKind::Link(_))
                && let Some((way, by)) = context.hidden.way(page.marks[mark].element)
                && way.strength() > 0
                && way != Way::Rule
            {
                groups.entry(by).or_default().push((index, mark));
            }
        }
    }
    groups.into_iter().filter_map(|(by, links)| judge(context, by, &links)).collect()
}

fn judge(
    context: &Context,
    by: ElementId,
    links: &[(usize, usize)],
) -> Option<(Range<u32>, Evidence)> {
    let page = context.page;
    let (block, _) = links[0];
    let (way, _) = context.hidden.way(by)?;
    let tag = page.elements[by as usize].tag;
    let odd = is_odd(way, tag) || links.len() == 1 && is_among_prose(context, by, block);
    if links.len() > MAX_LINKS || is_for_screen_readers(page, by) || !odd {
        return None;
    }
    let range = if page.contains(by, page.blocks[block].element) {
        let blocks = context.inside(by, block);
        page.blocks[blocks.start].span.start..page.blocks[blocks.end - 1].span.end
    } else {
        page.marks[links[0].1].start..page.marks[links[links.len() - 1].1].end
    };
    let all = context.letters(range.start, range.end);
    let mut evidence = Evidence { hiding: way.strength(), way: Some(way), ..Evidence::default() };
    let mut linked = 0;
    for &(_, mark) in links {
        let mark = &page.marks[mark];
        let MarkKind::Link(href) = &mark.kind else { return None };
        let href = page.value(href);
        let target = Target::of(page, context.site, context.lexicon, href, mark.element);
        evidence.domains.insert(context.site.foreign(href)?.to_ascii_lowercase());
        evidence.target = evidence.target.max(target.weight());
        linked += letters(page.slice(&(mark.start..mark.end)));
    }
    let pure = all > 0 && all <= MAX_LETTERS && linked * 10 >= all * 8;
    (pure && evidence.domains.len() == 1 && evidence.target > 0)
        .then(|| (extent::around(context, range, block), evidence))
}

/// Does a block of its own stand between two paragraphs of prose, where no widget hides its link?
fn is_among_prose(context: &Context, by: ElementId, block: usize) -> bool {
    let page = context.page;
    if !page.contains(by, page.blocks[block].element) {
        return false;
    }
    let inside = context.inside(by, block);
    let parent = page.elements[by as usize].parent;
    let is_sibling =
        |block: usize| page.elements[page.blocks[block].container as usize].parent == parent;
    let is_prose = |block: usize| is_sibling(block) && context.is_prose(block as u32);
    let before = inside.start.checked_sub(1);
    let after = Some(inside.end).filter(|&block| block < page.blocks.len());
    let (Some(before), Some(after)) = (before, after) else { return false };
    is_prose(before) && page.contains(parent, page.blocks[after].element)
        || is_prose(after) && page.contains(parent, page.blocks[before].element)
}

/// Is it a style or a tag that widgets have no use for?
fn is_odd(way: Way, tag: Tag) -> bool {
    use Tag::*;
    way.strength() == 2
        || matches!(
            tag,
            U | Strong | Em | B | I | Font | Ins | Form | Center | S | Big | Small | Marquee | Tt
        )
}

//! What stands beside a removal and came with it: lines of bare spam, the rest of a table's row, the
//! heading above.

use super::context::Context;
use super::extent::MAX_LABEL;
use super::sentence;
use crate::segment::{AttributeName, ElementId, Tag};
use std::ops::Range;

/// Takes in headings and lines beside a removal that are nothing but words of spam.
pub(super) fn absorb(context: &Context, range: &mut Range<u32>) {
    /// Most blocks on either side.
    const MOST: usize = 2;
    let blocks = &context.page.blocks;
    let first = blocks.partition_point(|block| block.span.end <= range.start);
    let last = blocks.partition_point(|block| block.span.start < range.end);
    let whole = first < last
        && range.start <= blocks[first].span.start
        && blocks[last - 1].span.end <= range.end;
    if !whole {
        return;
    }
    let beside = |a: usize, b: usize| {
        let parent = |block: usize| {
            let container = context.page.elements[blocks[block].container as usize].parent;
            (container, blocks[block].origin)
        };
        context.page.plain_text || parent(a) == parent(b)
    };
    let before = (0..first).rev().take(MOST);
    if let Some(block) = before.take_while(|&b| beside(b, first) && is_bare(context, b)).last() {
        range.start = blocks[block].span.start;
    }
    let after = (last..blocks.len()).take(MOST);
    if let Some(block) = after.take_while(|&b| beside(b, last - 1) && is_bare(context, b)).last() {
        range.end = blocks[block].span.end;
    }
    if !context.page.plain_text {
        absorb_row(context, range, first..last);
        absorb_heading(context, range);
    }
}

/// Takes in the rest of a table's row, a mark or a number, when the cells with the spam go.
fn absorb_row(context: &Context, range: &mut Range<u32>, taken: Range<usize>) {
    /// Most cells beside the spam.
    const CELLS: usize = 6;
    let page = context.page;
    let row = |block: usize| {
        let mut element = page.blocks[block].container;
        for _ in 0..4 {
            if page.elements[element as usize].tag == Tag::Tr {
                return Some(element);
            }
            element = page.elements[element as usize].parent;
        }
        None
    };
    let rest = |row: ElementId, block: &usize| {
        let found = &page.blocks[*block];
        page.contains(row, found.element)
            && found.links == 0
            && found.chars <= MAX_LABEL / 2
            && !sentence::has_mark(page.block_text(*block))
    };
    if let Some(own) = row(taken.start) {
        let cells = (0..taken.start).rev().take(CELLS).take_while(|block| rest(own, block));
        if let Some(first) = cells.last() {
            range.start = range.start.min(page.blocks[first].span.start);
        }
    }
    if let Some(own) = row(taken.end - 1) {
        let cells = (taken.end..page.blocks.len()).take(CELLS).take_while(|block| rest(own, block));
        if let Some(last) = cells.last() {
            range.end = range.end.max(page.blocks[last].span.end);
        }
    }
}

/// Takes in the heading that was injected with what stands below it: between the page's paragraphs
/// and made unlike every other heading there.
fn absorb_heading(context: &Context, range: &mut Range<u32>) {
    /// Blocks to either side in which other headings are looked for.
    const NEAR: usize = 200;
    let page = context.page;
    let below = page.blocks.partition_point(|block| block.span.end <= range.start);
    let Some(heading) = below.checked_sub(1).filter(|&block| block > 0) else { return };
    let container = |block: usize| page.blocks[block].container;
    let tag = |block: usize| page.elements[container(block) as usize].tag;
    let parent = |block: usize| page.elements[container(block) as usize].parent;
    let is_heading =
        |block: usize| matches!(tag(block), Tag::H2 | Tag::H3 | Tag::H4 | Tag::H5 | Tag::H6);
    let within = page.blocks.get(below).is_some_and(|found| {
        found.span.start == range.start && page.contains(parent(heading), found.element)
    });
    if !within
        || !is_heading(heading)
        || page.blocks[heading].links > 0
        || page.blocks[heading].chars > MAX_LABEL
        || !context.is_prose(heading as u32 - 1)
        || !page.contains(parent(heading), page.blocks[heading - 1].element)
        || page.head.title.contains(page.block_text(heading).trim())
    {
        return;
    }
    let class = |block: usize| page.attribute(container(block), AttributeName::Class);
    let near = heading.saturating_sub(NEAR)..(heading + NEAR).min(page.blocks.len());
    let alike = |block: usize| {
        block != heading
            && is_heading(block)
            && (tag(block), class(block)) == (tag(heading), class(heading))
            && page.contains(parent(heading), page.blocks[block].element)
    };
    if !near.into_iter().any(alike) {
        range.start = page.blocks[heading].span.start;
    }
}

/// Is a block a short line of spam without a link, off the page's topics?
fn is_bare(context: &Context, block: usize) -> bool {
    let found = &context.page.blocks[block];
    if found.links > 0 || found.chars > 2 * MAX_LABEL {
        return false;
    }
    let first = context.atoms.partition_point(|atom| (atom.block as usize) < block);
    let atoms = context.atoms[first..].iter().take_while(|atom| atom.block as usize == block);
    let (mut letters, mut covered, mut top) = (0, 0, 0);
    for atom in atoms {
        letters += atom.letters;
        covered += atom.covered;
        let hits = &context.hits[atom.hits.start as usize..atom.hits.end as usize];
        let off_topic = hits.iter().filter(|hit| !context.topics.contains(&hit.family));
        top = top.max(off_topic.map(|hit| hit.weight).max().unwrap_or(0));
    }
    top >= 5 && covered * 10 >= letters * 6
}

//! Undoes what injected elements did to the elements around them.
//!
//! A `<div style="display:none">` that is never closed hides the rest of its container and moves
//! everything after it one level down; an unclosed `<u style="…">` is opened again by the parser in
//! every paragraph that follows; a `<div>` inside a `<p>` tears the paragraph in two. Each is mended
//! only when the tree shows that it happened.

use super::hidden::Hidden;
use crate::segment::{AttributeName, ElementId, Mark, MarkKind, Page, Tag, shown};
use std::collections::BTreeSet;
use std::ops::Range;

/// What was removed from the page, as far as mending needs it; taken before the cut.
#[derive(Debug, Default)]
pub(super) struct Damage {
    /// Hiding elements whose spam came first in them and which hold more than the spam.
    wrappers: Vec<ElementId>,
    /// Tag and style of inline elements that hid spam.
    copies: BTreeSet<(Tag, String)>,
    /// Targets of removed links.
    targets: BTreeSet<String>,
    /// Removals of whole blocks: the first and last block, before the cut.
    holes: Vec<Range<usize>>,
}

impl Damage {
    /// Notes what the removal of some ranges leaves behind.
    pub fn of(page: &Page, hidden: &Hidden, cuts: &[Range<u32>]) -> Damage {
        let mut damage = Damage::default();
        for cut in cuts {
            let first = page.blocks.partition_point(|block| block.span.end <= cut.start);
            let last = page.blocks.partition_point(|block| block.span.start < cut.end);
            let Some(block) = page.blocks.get(first) else { continue };
            if block.span.start >= cut.start && page.blocks[last - 1].span.end <= cut.end {
                damage.holes.push(first..last);
            }
            for block in &page.blocks[first..last] {
                let marks = &page.marks[block.marks.start as usize..block.marks.end as usize];
                let from = marks.partition_point(|mark| mark.start < cut.start);
                for mark in marks[from..].iter().take_while(|mark| mark.start < cut.end) {
                    if let MarkKind::Link(href) = &mark.kind {
                        damage.targets.insert(page.value(href).to_owned());
                    }
                    damage.note_hiding(page, hidden, mark.element, first, cut);
                }
            }
            damage.note_hiding(page, hidden, block.element, first, cut);
        }
        damage.wrappers.sort_unstable();
        damage.wrappers.dedup();
        damage
    }

    fn note_hiding(
        &mut self,
        page: &Page,
        hidden: &Hidden,
        element: ElementId,
        first: usize,
        cut: &Range<u32>,
    ) {
        let Some((way, by)) = hidden.way(element).filter(|(way, _)| way.strength() > 0) else {
            return;
        };
        let tag = page.elements[by as usize].tag;
        if is_formatting(tag) {
            let style = page.attribute(by, AttributeName::Style).unwrap_or_default();
            self.copies.insert((tag, style.to_owned()));
            return;
        }
        let whole = matches!(tag, Tag::Html | Tag::Body | Tag::Main | Tag::Article | Tag::P);
        let starts_here = page.blocks[first].span.start >= cut.start
            && page.contains(by, page.blocks[first].element)
            && first.checked_sub(1).is_none_or(|i| !page.contains(by, page.blocks[i].element));
        // A rule or a script hides elements of the page's own; an injected one carries its style.
        if !whole && starts_here && way != super::style::Way::Script {
            let after = page.blocks.partition_point(|block| block.span.start < cut.end);
            if page.blocks.get(after).is_some_and(|block| page.contains(by, block.element)) {
                self.wrappers.push(by);
            }
        }
    }

    /// Mends the page after the cut.
    pub fn mend(self, page: &mut Page) {
        for &wrapper in &self.wrappers {
            lift(page, wrapper);
        }
        if !self.copies.is_empty() {
            let copies: Vec<ElementId> = (1..page.elements.len() as ElementId)
                .filter(|&id| {
                    let tag = page.elements[id as usize].tag;
                    is_formatting(tag) && {
                        let style = page.attribute(id, AttributeName::Style).unwrap_or_default();
                        self.copies.contains(&(tag, style.to_owned()))
                    }
                })
                .collect();
            splice(page, &copies);
        }
        self.unlink(page);
    }

    /// Takes away links to removed targets that the parser went on with.
    fn unlink(&self, page: &mut Page) {
        let targets = &self.targets;
        if targets.is_empty() {
            return;
        }
        let values = &page.values;
        let is_copy = |mark: &Mark| match &mark.kind {
            MarkKind::Link(href) => {
                targets.contains(&values[href.start as usize..href.end as usize])
            }
            _ => false,
        };
        if !page.marks.iter().any(is_copy) {
            return;
        }
        let mut marks = Vec::with_capacity(page.marks.len());
        let mut gone = Vec::new();
        for block in &mut page.blocks {
            let first = marks.len() as u32;
            for mark in &page.marks[block.marks.start as usize..block.marks.end as usize] {
                if is_copy(mark) {
                    let text = &page.text[mark.start as usize..mark.end as usize];
                    let letters = shown(text) as u32;
                    block.link_chars = block.link_chars.saturating_sub(letters);
                    block.links = block.links.saturating_sub(1);
                    gone.push(mark.element);
                } else {
                    marks.push(mark.clone());
                }
            }
            block.marks = first..marks.len() as u32;
        }
        page.marks = marks;
        gone.sort_unstable();
        gone.dedup();
        splice(page, &gone);
    }
}

/// Elements that the parser opens again after a block boundary ("list of active formatting
/// elements" of the HTML standard).
fn is_formatting(tag: Tag) -> bool {
    use Tag::*;
    matches!(tag, A | B | Big | Code | Em | Font | I | Nobr | S | Small | Strike | Strong | Tt | U)
}

/// Takes elements out of the tree, their content moving up. Ids are in order.
fn splice(page: &mut Page, gone: &[ElementId]) {
    let target = |page: &Page, mut id: ElementId| {
        while gone.binary_search(&id).is_ok() {
            id = page.elements[id as usize].parent;
        }
        id
    };
    for id in 0..page.elements.len() {
        let parent = target(page, page.elements[id].parent);
        let depth = page.elements[parent as usize].depth;
        let element = &mut page.elements[id];
        element.parent = parent;
        element.depth = if id == 0 { 0 } else { depth + 1 };
    }
    for index in 0..page.blocks.len() {
        let (element, container) = (page.blocks[index].element, page.blocks[index].container);
        page.blocks[index].element = target(page, element);
        page.blocks[index].container = target(page, container);
    }
    for &id in gone {
        page.elements[id as usize].end = id + 1;
    }
}

/// Takes a wrapper out that was never closed, and moves what followed up again: the end tag that
/// closed it was its parent's, and so on for all parents of the same name.
fn lift(page: &mut Page, wrapper: ElementId) {
    let tag = page.elements[wrapper as usize].tag;
    let mut chain = vec![wrapper];
    loop {
        let top = chain[chain.len() - 1];
        let parent = page.elements[top as usize].parent;
        if page.elements[parent as usize].tag != tag || parent == top {
            break;
        }
        chain.push(parent);
    }
    // What stands in `chain[i]` after `chain[i - 1]` belongs to the parent of `chain[i]`.
    let ends: Vec<ElementId> = chain.iter().map(|&id| page.elements[id as usize].end).collect();
    let last_inside: Vec<usize> = chain
        .iter()
        .map(|&id| {
            let inside = page.blocks.iter().rposition(|block| page.contains(id, block.element));
            inside.map_or(0, |i| i + 1)
        })
        .collect();
    for step in (1..chain.len()).rev() {
        let (id, above) = (chain[step], page.elements[chain[step] as usize].parent);
        for child in ends[step - 1]..ends[step] {
            let element = &mut page.elements[child as usize];
            if element.parent == id {
                element.parent = above;
            }
        }
        for block in
            &mut page.blocks[last_inside[step - 1]..last_inside[step].max(last_inside[step - 1])]
        {
            if block.element == id {
                block.element = above;
            }
            if block.container == id {
                block.container = above;
            }
        }
    }
    for step in (1..chain.len()).rev() {
        page.elements[chain[step] as usize].end = ends[step - 1];
    }
    splice(page, &[wrapper]);
}

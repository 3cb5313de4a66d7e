//! How the text of a page is laid out: as prose, as teasers all alike, as captions of pictures.

use super::evidence::{Evidence, size};
use crate::segment::{AttributeName, ElementId, Tag};
use std::collections::HashMap;

/// A paragraph of prose has this size and ends as a sentence.
const PARAGRAPH: usize = 80;
/// Elements of one kind from which they are a listing.
const ITEMS: usize = 5;
/// The text of one of them has this size at most.
const ITEM: usize = 400;

/// Size of the paragraphs among the body: what is left are names, numbers, lines of lists.
pub(super) fn prose(evidence: &Evidence) -> usize {
    let blocks = body(evidence).filter(|&(block, size)| {
        let text = evidence.page.block_text(block).trim_end();
        // Scripts that set no full stops set no small letters either.
        let ends = super::ends_sentence(text) || !text.chars().any(char::is_lowercase);
        size >= PARAGRAPH && ends && evidence.page.blocks[block].link_density() < 0.5
    });
    blocks.map(|(_, size)| size).sum()
}

/// Share of the body in elements of one kind, side by side and each with a link for its heading: the
/// teasers of a listing.
pub(super) fn in_teasers(evidence: &Evidence) -> f32 {
    let page = evidence.page;
    // By element: size of its text, and whether a block in it is the text of a link.
    let mut items: HashMap<ElementId, (usize, bool)> = HashMap::new();
    let mut inside: Vec<(usize, Vec<ElementId>)> = Vec::new();
    for (block, size) in evidence.sizes() {
        let above: Vec<ElementId> =
            page.ancestors(page.blocks[block].element).take(8).filter(|&id| id != 0).collect();
        let block_is_link = page.blocks[block].link_density() > 0.8 && size >= 8;
        for &id in &above {
            let item = items.entry(id).or_default();
            item.0 += size;
            item.1 |= block_is_link;
        }
        if evidence.is_body(block) {
            inside.push((size, above));
        }
    }
    let small = |id: &ElementId| items.get(id).is_some_and(|item| item.1 && item.0 <= ITEM);
    let kind = |id: ElementId| {
        let element = &page.elements[id as usize];
        (element.parent, element.tag, page.attribute(id, AttributeName::Class).unwrap_or_default())
    };
    let mut kinds: HashMap<_, usize> = HashMap::new();
    for &id in items.keys().filter(|id| small(id)) {
        *kinds.entry(kind(id)).or_default() += 1;
    }
    let alike = |&id: &ElementId| small(&id) && kinds.get(&kind(id)).is_some_and(|&n| n >= ITEMS);
    let all: usize = inside.iter().map(|(size, _)| size).sum();
    let teasers = inside.iter().filter(|(_, above)| above.iter().any(alike));
    let teasers: usize = teasers.map(|(size, _)| size).sum();
    teasers as f32 / all.max(1) as f32
}

/// The captions of a page and what stands beside them, as sizes.
pub(super) struct Captions {
    pub captions: usize,
    /// The body that is none of them.
    pub beside: usize,
}

/// The captions, if there are so many: by the labels, or by the elements where they hold more.
pub(super) fn captions(evidence: &Evidence, least: usize) -> Option<Captions> {
    let page = evidence.page;
    let in_figure = |block: usize| {
        let mut above = page.ancestors(page.blocks[block].element).take(6);
        above.any(|id| page.elements[id as usize].tag == Tag::Figcaption)
    };
    let marked = &evidence.article.captions;
    let (figures, beside): (Vec<usize>, Vec<usize>) =
        evidence.seen.iter().partition(|&&block| in_figure(block));
    if marked.len().max(figures.len()) < least {
        return None;
    }
    let size_of = |blocks: &mut dyn Iterator<Item = &usize>| -> usize {
        blocks.map(|&block| size(page.block_text(block))).sum()
    };
    let by_label = Captions {
        captions: marked.iter().map(|caption| size(caption)).sum(),
        beside: evidence.body,
    };
    let by_element = Captions {
        captions: size_of(&mut figures.iter()),
        beside: size_of(&mut beside.iter().filter(|&&block| evidence.is_body(block))),
    };
    // Some pages set their whole text as captions.
    if by_element.beside > 0 && by_element.captions > by_label.captions {
        (figures.len() >= least).then_some(by_element)
    } else {
        (marked.len() >= least).then_some(by_label)
    }
}

/// Blocks of the body that readers see, with their sizes.
fn body<'a>(evidence: &'a Evidence) -> impl Iterator<Item = (usize, usize)> + 'a {
    let blocks = evidence.seen.iter().filter(|&&block| evidence.is_body(block));
    blocks.map(|&block| (block, size(evidence.page.block_text(block))))
}

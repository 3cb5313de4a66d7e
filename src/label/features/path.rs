//! The elements above a block.

use super::{Analysis, Row};
use crate::segment::{ElementId, Hiding, Page, Tag};

/// Tags that a block's own element is compared with.
const OWN: [Tag; 27] = [
    Tag::P,
    Tag::H1,
    Tag::H2,
    Tag::H3,
    Tag::H4,
    Tag::H5,
    Tag::H6,
    Tag::Li,
    Tag::Td,
    Tag::Th,
    Tag::Figcaption,
    Tag::Blockquote,
    Tag::Pre,
    Tag::Div,
    Tag::Section,
    Tag::Article,
    Tag::Button,
    Tag::Label,
    Tag::Dd,
    Tag::Dt,
    Tag::Address,
    Tag::Summary,
    Tag::Header,
    Tag::Footer,
    Tag::Legend,
    Tag::Center,
    Tag::Caption,
];

/// Tags whose distance above a block is a feature. `ol` counts as `ul`.
const ABOVE: [Tag; 20] = [
    Tag::Article,
    Tag::Main,
    Tag::Section,
    Tag::Aside,
    Tag::Nav,
    Tag::Header,
    Tag::Footer,
    Tag::Form,
    Tag::Figure,
    Tag::Blockquote,
    Tag::Ul,
    Tag::Table,
    Tag::Button,
    Tag::A,
    Tag::P,
    Tag::Details,
    Tag::H1,
    Tag::Body,
    Tag::Noscript,
    Tag::Dialog,
];
/// Places of the tags among these.
const PLACE: [usize; 256] = {
    let mut places = [usize::MAX; 256];
    let mut at = 0;
    while at < ABOVE.len() {
        places[ABOVE[at] as usize] = at;
        at += 1;
    }
    places
};
/// Distance when there is none above.
const FAR: u8 = 30;

/// Facts handed down from element to element.
pub(super) struct Paths {
    distances: Vec<[u8; ABOVE.len()]>,
    hiding: Vec<u8>,
    articles: Vec<u8>,
    /// Containers met so far under each element, for a block's rank among its siblings.
    rank: Vec<u32>,
    /// Depth of the innermost element around a block and the one before it.
    common: Vec<u16>,
    custom: Vec<u8>,
}

impl Paths {
    pub fn of(analysis: &Analysis<'_>) -> Paths {
        let page = analysis.page;
        let count = page.elements.len();
        let mut distances = Vec::with_capacity(count);
        let mut hiding = Vec::with_capacity(count);
        let mut articles = Vec::with_capacity(count);
        let mut custom = Vec::with_capacity(count);
        for (id, element) in page.elements.iter().enumerate() {
            let parent = element.parent as usize;
            let (mut above, mut hidden, mut nested, mut customs) = if id == 0 {
                ([FAR; ABOVE.len()], 0, 0u8, 0u8)
            } else {
                (distances[parent], hiding[parent], articles[parent], custom[parent])
            };
            let tag = if element.tag == Tag::Ol { Tag::Ul } else { element.tag };
            for distance in &mut above {
                *distance = if *distance == FAR { FAR } else { (*distance + 1).min(25) };
            }
            if let Some(distance) = above.get_mut(PLACE[tag as usize]).filter(|_| id > 0) {
                *distance = 0;
            }
            hidden |= match element.hiding {
                Hiding::None => 0,
                Hiding::Attribute | Hiding::Style => 1,
                Hiding::Aria => 2,
            };
            nested = nested.saturating_add(u8::from(tag == Tag::Article));
            customs = customs.saturating_add(u8::from(tag == Tag::Custom));
            distances.push(above);
            hiding.push(hidden);
            articles.push(nested);
            custom.push(customs);
        }
        let blocks = &page.blocks;
        let common = (0..=blocks.len())
            .map(|i| match (i.checked_sub(1).map(|b| &blocks[b]), blocks.get(i)) {
                (Some(a), Some(b)) => common_depth(page, a.container, b.container),
                _ => 0,
            })
            .collect();
        Paths { distances, hiding, articles, rank: vec![0; count], common, custom }
    }

    /// Must be called block after block, before the block's features are written.
    pub fn pass(&mut self, analysis: &Analysis<'_>, index: usize) {
        let page = analysis.page;
        let container = page.blocks[index].container;
        self.rank[page.elements[container as usize].parent as usize] += 1;
    }

    pub fn write(&self, analysis: &Analysis<'_>, index: usize, row: &mut Row) {
        let page = analysis.page;
        let totals = &analysis.totals;
        let block = &page.blocks[index];
        let (element, container) = (block.element as usize, block.container as usize);
        let tag = page.elements[container].tag;
        for own in OWN {
            row.put_tag("tag", own, f32::from(u8::from(own == tag)));
        }
        for (distance, of) in self.distances[element].iter().zip(ABOVE) {
            row.put_tag("above", of, f32::from(*distance));
        }
        let depth = f32::from(page.elements[container].depth);
        let parent = page.elements[container].parent as usize;
        let grandparent = page.elements[parent].parent as usize;
        row.put("depth", depth);
        row.flag("hidden", self.hiding[element] & 1 != 0);
        row.flag("aria_hidden", self.hiding[element] & 2 != 0);
        row.put("inline_depth", f32::from(page.elements[element].depth) - depth);
        row.put("articles_above", f32::from(self.articles[element]));
        row.put("custom_above", f32::from(self.custom[element]));
        let children = totals.children[parent].max(1) as f32;
        row.put("siblings", (1.0 + children).ln());
        row.put("rank", self.rank[parent] as f32 / children);
        row.put("siblings_p", totals.paragraphs[parent] as f32 / children);
        for (family, of) in [("parent", parent), ("grandparent", grandparent)] {
            row.put_in(family, "share", totals.length[of] as f32 / totals.page());
            row.put_in(family, "link_density", totals.link_density(of));
            row.put_in(family, "blocks", (1.0 + totals.blocks[of] as f32).ln());
            row.put_in(family, "prose", totals.prose[of] as f32 / totals.length[of].max(1) as f32);
        }
        row.flag("first_in_parent", totals.first[parent] == index as u32);
        row.flag("last_in_parent", totals.last[parent] == index as u32);
        let (before, after) = (f32::from(self.common[index]), f32::from(self.common[index + 1]));
        row.put("step_before", depth - before);
        row.put("step_after", depth - after);
        row.put("step", before - after);
    }
}

/// Depth of the innermost element that holds both.
fn common_depth(page: &Page, mut a: ElementId, b: ElementId) -> u16 {
    while !page.contains(a, b) {
        a = page.elements[a as usize].parent;
    }
    page.elements[a as usize].depth
}

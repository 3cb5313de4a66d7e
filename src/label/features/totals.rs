//! Sums over the text inside each element.

use super::shape::Shape;
use crate::segment::Page;

/// Per element: what its blocks amount to.
pub(crate) struct Totals {
    /// Weighted characters ([`Shape::length`]).
    pub length: Vec<u32>,
    /// Of these, in links.
    pub linked: Vec<f32>,
    /// Of these, in running text.
    pub prose: Vec<u32>,
    /// Number of blocks.
    pub blocks: Vec<u32>,
    /// First and last block; `first > last` when there is none.
    pub first: Vec<u32>,
    pub last: Vec<u32>,
    /// Blocks whose container is a child of the element, and how many of them are `<p>`.
    pub children: Vec<u32>,
    pub paragraphs: Vec<u32>,
}

impl Totals {
    pub fn of(page: &Page, shapes: &[Shape], prose: &[bool]) -> Totals {
        let count = page.elements.len();
        let mut totals = Totals {
            length: vec![0; count],
            linked: vec![0.0; count],
            prose: vec![0; count],
            blocks: vec![0; count],
            first: vec![u32::MAX; count],
            last: vec![0; count],
            children: vec![0; count],
            paragraphs: vec![0; count],
        };
        for (index, block) in page.blocks.iter().enumerate() {
            let element = block.container as usize;
            let length = shapes[index].length;
            totals.length[element] += length;
            totals.linked[element] += length as f32 * block.link_density();
            totals.prose[element] += if prose[index] { length } else { 0 };
            totals.blocks[element] += 1;
            totals.first[element] = totals.first[element].min(index as u32);
            totals.last[element] = totals.last[element].max(index as u32);
            let parent = page.elements[element].parent as usize;
            totals.children[parent] += 1;
            totals.paragraphs[parent] +=
                u32::from(page.elements[element].tag == crate::segment::Tag::P);
        }
        for element in (1..count).rev() {
            let parent = page.elements[element].parent as usize;
            totals.length[parent] += totals.length[element];
            totals.linked[parent] += totals.linked[element];
            totals.prose[parent] += totals.prose[element];
            totals.blocks[parent] += totals.blocks[element];
            totals.first[parent] = totals.first[parent].min(totals.first[element]);
            totals.last[parent] = totals.last[parent].max(totals.last[element]);
        }
        totals
    }

    /// Share of an element's text that is links.
    pub fn link_density(&self, element: usize) -> f32 {
        self.linked[element] / (self.length[element].max(1)) as f32
    }

    /// Weighted characters of the whole page, at least 1.
    pub fn page(&self) -> f32 {
        self.length[0].max(1) as f32
    }
}

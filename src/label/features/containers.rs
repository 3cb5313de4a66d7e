//! Elements that hold most of the page's running text, and where a block stands to them.

use super::{Analysis, Row};
use crate::segment::Tag;

/// Shares of the running text that a container must hold.
const SHARES: [(&str, f32); 3] = [("holds90", 0.9), ("holds70", 0.7), ("holds50", 0.5)];

struct Container {
    name: &'static str,
    element: u32,
    first: f32,
    last: f32,
    depth: f32,
}

pub(super) struct Containers {
    containers: Vec<Container>,
    best_share: f32,
}

impl Containers {
    pub fn of(analysis: &Analysis<'_>) -> Containers {
        let page = analysis.page;
        let totals = &analysis.totals;
        let prose = totals.prose[0] as f32;
        let mut containers = Vec::new();
        for (name, share) in SHARES {
            // Elements that hold more than half of the text form a chain; the deepest is wanted,
            // but not a single paragraph.
            let element = (1..page.elements.len())
                .rfind(|&e| {
                    let tag = page.elements[e].tag;
                    prose > 0.0
                        && totals.prose[e] as f32 >= share * prose
                        && totals.blocks[e] > 1
                        && (tag.is_block() || tag == Tag::Custom)
                })
                .unwrap_or(0);
            containers.push((name, element));
        }
        // Readability's candidate (Mozilla, after Arc90): a paragraph's length counts fully for its
        // parent and by half for its grandparent, less the share of links.
        let mut scores = vec![0.0f32; page.elements.len()];
        for (i, block) in page.blocks.iter().enumerate().filter(|&(i, _)| analysis.prose[i]) {
            let value = analysis.shapes[i].length.min(600) as f32;
            let parent = page.elements[block.container as usize].parent as usize;
            let grandparent = page.elements[parent].parent as usize;
            scores[parent] += value;
            scores[grandparent] += value * 0.5;
        }
        let mut best = (0, 0.0);
        for (element, score) in scores.iter().enumerate() {
            let score = score * (1.0 - totals.link_density(element));
            if score > best.1 {
                best = (element, score);
            }
        }
        containers.push(("readability", best.0));
        Containers {
            containers: containers
                .into_iter()
                .map(|(name, element)| Container {
                    name,
                    element: element as u32,
                    first: if totals.blocks[element] > 0 {
                        totals.first[element] as f32
                    } else {
                        0.0
                    },
                    last: totals.last[element] as f32,
                    depth: f32::from(page.elements[element].depth),
                })
                .collect(),
            best_share: totals.length[best.0] as f32 / totals.page(),
        }
    }

    pub fn write(&self, analysis: &Analysis<'_>, i: usize, row: &mut Row) {
        let page = analysis.page;
        let container = page.blocks[i].container;
        let depth = f32::from(page.elements[container as usize].depth);
        let at = i as f32;
        for of in &self.containers {
            let inside = page.contains(of.element, container);
            row.put_in(of.name, "inside", f32::from(u8::from(inside)));
            row.put_in(of.name, "depth", if inside { depth - of.depth } else { -1.0 });
            let order = if at < of.first {
                ((at - of.first) / 40.0 - 0.02).max(-1.0)
            } else if at > of.last {
                (1.02 + (at - of.last) / 40.0).min(2.5)
            } else {
                (at - of.first) / (of.last - of.first + 1.0)
            };
            row.put_in(of.name, "order", order);
        }
        row.put("readability.share", self.best_share);
    }
}

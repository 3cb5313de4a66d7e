//! Blocks that belong together: of the same template, of the same parent, side by side.

use super::words::{HashedMap, mix};
use super::{Analysis, Names, Row};
use crate::segment::{Page, Tag};

/// Means over a group of blocks.
#[derive(Default, Clone)]
struct Group {
    count: f32,
    length: f32,
    linked: f32,
    link_density: f32,
    structure: f32,
    text: f32,
    first: f32,
    last: f32,
}

impl Group {
    fn add(&mut self, analysis: &Analysis<'_>, i: usize) {
        let length = analysis.shapes[i].length as f32;
        let density = analysis.page.blocks[i].link_density();
        if self.count == 0.0 {
            self.first = i as f32;
        }
        self.last = i as f32;
        self.count += 1.0;
        self.length += length;
        self.linked += length * density;
        self.link_density += density;
        self.structure += analysis.structure[i].sum;
        self.text += analysis.text[i].sum;
    }
}

pub(super) struct Groups {
    templates: Vec<Group>,
    template: Vec<u32>,
    parents: Vec<Group>,
    parent: Vec<u32>,
}

impl Groups {
    pub fn of(analysis: &Analysis<'_>) -> Groups {
        let page = analysis.page;
        let mut index: HashedMap<u32> = HashedMap::default();
        let mut parent_index = vec![u32::MAX; page.elements.len()];
        let mut groups = Groups {
            templates: Vec::new(),
            template: Vec::new(),
            parents: Vec::new(),
            parent: Vec::new(),
        };
        for i in 0..analysis.len() {
            let signature = signature(page, &analysis.names, i);
            let template = *index.entry(signature).or_insert_with(|| {
                groups.templates.push(Group::default());
                groups.templates.len() as u32 - 1
            });
            groups.templates[template as usize].add(analysis, i);
            groups.template.push(template);
            let parent = page.elements[page.blocks[i].container as usize].parent as usize;
            if parent_index[parent] == u32::MAX {
                parent_index[parent] = groups.parents.len() as u32;
                groups.parents.push(Group::default());
            }
            let parent = parent_index[parent];
            groups.parents[parent as usize].add(analysis, i);
            groups.parent.push(parent);
        }
        groups
    }

    pub fn write(&self, analysis: &Analysis<'_>, i: usize, row: &mut Row) {
        for (name, logit) in [("structure", &analysis.structure[i]), ("text", &analysis.text[i])] {
            row.put(name, logit.sum);
            row.put_in(name, "min", logit.min);
            row.put_in(name, "max", logit.max);
        }
        let count = analysis.len() as f32;
        let page = analysis.totals.page();
        let template = &self.templates[self.template[i] as usize];
        row.put("template.size", (1.0 + template.count).ln());
        row.put("template.share", template.length / page);
        row.put("template.link_density", template.linked / template.length.max(1.0));
        row.put("template.span", (template.last - template.first) / count);
        let parent = &self.parents[self.parent[i] as usize];
        for (family, group) in [("template", template), ("family", parent)] {
            row.put_in(family, "length", (1.0 + group.length / group.count).ln());
            row.put_in(family, "links", group.link_density / group.count);
            row.put_in(family, "structure", group.structure / group.count);
            row.put_in(family, "text", group.text / group.count);
        }
    }
}

/// The template of a block: the elements from its own up to the second block-level one, by tag and
/// first names.
fn signature(page: &Page, names: &Names, i: usize) -> u64 {
    let block = &page.blocks[i];
    let mut hash = 0;
    for (steps, element) in page.ancestors(block.element).enumerate().take(12) {
        hash = mix(hash, names.signature(element));
        if steps > 0 && element != block.container && page.elements[element as usize].tag.is_block()
        {
            break;
        }
    }
    hash
}

/// The same few facts about the blocks before and after.
pub(super) fn write_neighbours(analysis: &Analysis<'_>, i: usize, row: &mut Row) {
    const NEAR: [(i32, &str); 6] =
        [(-3, "-3"), (-2, "-2"), (-1, "-1"), (1, "+1"), (2, "+2"), (3, "+3")];
    let page = analysis.page;
    let depth = |b: usize| f32::from(page.elements[page.blocks[b].container as usize].depth);
    for (step, name) in NEAR {
        let other = (i as i32 + step) as usize;
        let other = Some(other).filter(|&o| o < analysis.len());
        let mut put = |family: &str, value: Option<f32>| {
            row.put_in(family, name, value.unwrap_or(-9.0));
        };
        put("length", other.map(|o| analysis.shapes[o].log_length));
        put("link_density", other.map(|o| page.blocks[o].link_density()));
        put("structure", other.map(|o| analysis.structure[o].sum));
        if step.abs() == 3 {
            continue;
        }
        put("text", other.map(|o| analysis.text[o].sum));
        let tag = other.map(|o| page.elements[page.blocks[o].container as usize].tag);
        put("p", tag.map(|t| f32::from(t == Tag::P)));
        put("li", tag.map(|t| f32::from(t == Tag::Li)));
        put("heading", tag.map(|t| f32::from(t.heading_level().is_some())));
        put("ends_sentence", other.map(|o| f32::from(analysis.shapes[o].ends_sentence)));
        put("depth", other.map(|o| depth(o) - depth(i)).or(Some(-20.0)));
    }
    // Means over a wider window say whether the surroundings are article or furniture.
    const WIDE: usize = 8;
    let mean = |range: std::ops::Range<usize>| {
        let count = range.len().max(1) as f32;
        range.map(|o| analysis.structure[o].sum).sum::<f32>() / count
    };
    row.put("structure.back", mean(i.saturating_sub(WIDE)..i));
    row.put("structure.ahead", mean(i + 1..(i + 1 + WIDE).min(analysis.len())));
}

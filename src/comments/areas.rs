//! Where on a page readers talk, and where they may write.
//!
//! Two signs lead there: elements that are named so, and fields for a text of several lines. An
//! element that holds much of the article is neither, whatever its name: opinion pages are called
//! comment, and old sites wrap the whole page in one form.

use super::names;
use crate::label::{Label, Verdict};
use crate::segment::{ElementId, Field, FieldKind, Page, Tag};

/// Share of the article from which an element is not taken for a part beside it.
const MUCH: f32 = 0.3;
/// Steps from a field to what holds both its form and the comments.
const CLIMB: usize = 4;
/// Most characters around a form that are taken to belong to it: its heading, notes, counters.
const AROUND_FORM: u32 = 240;
/// Longest text in an empty field that says what to write.
const PLACEHOLDER: u32 = 80;
/// Most areas looked at on a page.
const MOST: usize = 200;

/// A part of the page for readers' comments.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Area {
    /// Elements side by side that make it up, in document order.
    pub roots: Vec<ElementId>,
    /// It is named so, or marked by schema.org's vocabulary.
    pub named: bool,
    /// Readers may write in it.
    pub form: bool,
}

/// Sums over all that is inside each element.
pub(super) struct Sums {
    /// Characters.
    pub chars: Vec<u32>,
    /// Characters of the article.
    pub body: Vec<u32>,
    /// Blocks.
    pub blocks: Vec<u32>,
    /// Blocks of the headline.
    title: Vec<u32>,
}

impl Sums {
    pub fn of(page: &Page, verdicts: &[Verdict]) -> Sums {
        let count = page.elements.len();
        let zeros = || vec![0; count];
        let mut sums = Sums { chars: zeros(), body: zeros(), blocks: zeros(), title: zeros() };
        for (block, verdict) in page.blocks.iter().zip(verdicts) {
            let element = block.element as usize;
            sums.chars[element] += block.chars;
            sums.blocks[element] += 1;
            sums.body[element] += if verdict.label.is_body() { block.chars } else { 0 };
            sums.title[element] += u32::from(verdict.label == Label::Title);
        }
        for element in (1..count).rev() {
            let parent = page.elements[element].parent as usize;
            sums.chars[parent] += sums.chars[element];
            sums.body[parent] += sums.body[element];
            sums.blocks[parent] += sums.blocks[element];
            sums.title[parent] += sums.title[element];
        }
        sums
    }

    /// Does an element hold much of the article?
    pub fn much(&self, element: ElementId) -> bool {
        self.body[element as usize] as f32 > MUCH * self.body[0] as f32
    }

    /// The same, and a headline over more than itself tells as much as the text below it.
    fn article(&self, element: ElementId) -> bool {
        let at = element as usize;
        self.much(element) || self.title[at] > 0 && self.blocks[at] > self.title[at]
    }
}

/// The areas of a page, in document order; none is inside another.
pub(super) fn areas(page: &Page, sums: &Sums) -> Vec<Area> {
    let mut areas: Vec<Area> = Vec::new();
    let mut end = 0;
    for element in names::named_elements(page) {
        let empty = sums.blocks[element as usize] == 0;
        if element < end || empty || sums.article(element) || is_whole(page, element) {
            continue;
        }
        end = page.elements[element as usize].end;
        let parent = page.elements[element as usize].parent;
        let full = areas.len() == MOST;
        match areas.last_mut() {
            // Comments that nothing holds together but their neighbourhood.
            Some(area) if page.elements[area.roots[0] as usize].parent == parent => {
                area.roots.push(element);
            }
            _ if full => break,
            _ => areas.push(Area { roots: vec![element], named: true, form: false }),
        }
    }
    let writes = |field: &&Field| match field.kind {
        FieldKind::Text => true,
        // Editors leave the mark on what they wrote.
        FieldKind::Editable => sums.chars[field.element as usize] <= PLACEHOLDER,
        _ => false,
    };
    for field in page.fields.iter().filter(writes).take(MOST) {
        if let Some(at) = areas.iter().position(|area| area.holds(page, field.element)) {
            areas[at].form = true;
            continue;
        }
        let root = around(page, sums, field.element);
        if root == 0 || areas.len() >= 2 * MOST {
            continue;
        }
        // What was found by name may stand inside of what is found by the field.
        let named = areas.iter().any(|area| page.contains(root, area.roots[0]));
        areas.retain(|area| !page.contains(root, area.roots[0]));
        areas.push(Area { roots: vec![root], named, form: true });
    }
    areas.sort_by_key(|area| area.roots[0]);
    areas
}

/// The blocks in each area, in page order.
pub(super) fn blocks(page: &Page, areas: &[Area]) -> Vec<Vec<usize>> {
    let mut inside = vec![Vec::new(); areas.len()];
    if areas.is_empty() {
        return inside;
    }
    let mut roots: Vec<(ElementId, usize)> = Vec::new();
    for (at, area) in areas.iter().enumerate() {
        roots.extend(area.roots.iter().map(|&root| (root, at)));
    }
    roots.sort_unstable();
    for (block, of) in page.blocks.iter().enumerate() {
        let after = roots.partition_point(|&(root, _)| root <= of.element);
        if let Some(&(root, at)) = after.checked_sub(1).and_then(|last| roots.get(last))
            && page.contains(root, of.element)
        {
            inside[at].push(block);
        }
    }
    inside
}

impl Area {
    /// Is an element inside?
    pub fn holds(&self, page: &Page, element: ElementId) -> bool {
        let after = self.roots.partition_point(|&root| root <= element);
        after > 0 && page.contains(self.roots[after - 1], element)
    }
}

/// The form around a field, with its heading and notes; 0 for none that could be told from the
/// article.
fn around(page: &Page, sums: &Sums, field: ElementId) -> ElementId {
    let form = page
        .ancestors(field)
        .find(|&e| page.elements[e as usize].tag == Tag::Form && !sums.article(e))
        .unwrap_or(field);
    if sums.article(form) || is_whole(page, form) {
        return 0;
    }
    let mut root = form;
    for above in page.ancestors(form).skip(1).take(CLIMB) {
        let more = sums.chars[above as usize] - sums.chars[form as usize];
        let body = sums.body[above as usize] > sums.body[form as usize];
        if body || more > AROUND_FORM || sums.article(above) || is_whole(page, above) {
            break;
        }
        root = above;
    }
    root
}

/// What holds the form of an area and the comments beside it, from the inside out.
pub(super) fn above<'a>(
    page: &'a Page,
    sums: &'a Sums,
    area: &Area,
) -> impl Iterator<Item = ElementId> + 'a {
    page.ancestors(area.roots[0])
        .skip(1)
        .take(CLIMB)
        .take_while(|&e| !sums.article(e) && !is_whole(page, e))
}

/// Elements that stand for the page and not for a part of it.
fn is_whole(page: &Page, element: ElementId) -> bool {
    element == 0 || matches!(page.elements[element as usize].tag, Tag::Html | Tag::Body | Tag::Main)
}

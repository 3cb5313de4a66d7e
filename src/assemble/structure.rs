//! What the elements above a block say about it: heading, code, cell, and the quotes and list items
//! it stands in.

use super::table::{CellPlace, Tables};
use crate::article::Container;
use crate::segment::{AttributeName, ElementId, Page, Tag};
use std::collections::BTreeMap;

/// Deepest nesting of quotes and lists that is kept; what is deeper stands at this depth.
const MAX_NESTING: usize = 16;

/// Where a block stands.
#[derive(Debug, Clone, Default, PartialEq)]
pub(super) struct Place {
    /// Outermost first.
    pub containers: Vec<Container>,
    /// The heading element around it, and its level.
    pub heading: Option<(ElementId, u8)>,
    /// The `pre` around it.
    pub code: Option<ElementId>,
    /// Its cell in a table of data.
    pub cell: Option<(ElementId, CellPlace)>,
}

/// The elements of a page that give its blocks structure.
pub(super) struct Structure<'a> {
    page: &'a Page,
    /// The nearest element of structure strictly above each element; 0 for none.
    above: Vec<ElementId>,
    /// Numbers of the items of ordered lists.
    numbers: BTreeMap<ElementId, u32>,
    tables: Tables,
}

impl<'a> Structure<'a> {
    pub fn new(page: &'a Page) -> Self {
        let mut above: Vec<ElementId> = vec![0; page.elements.len()];
        let mut lists: BTreeMap<ElementId, List> = BTreeMap::new();
        let mut numbers = BTreeMap::new();
        for (id, element) in page.elements.iter().enumerate().skip(1) {
            let parent = element.parent as usize;
            above[id] = if gives_structure(page.elements[parent].tag) {
                parent as u32
            } else {
                above[parent]
            };
            let list = above[id];
            if is_list(element.tag) {
                // A list straight inside a list belongs to the item before it.
                if let Some(item) = lists.get(&list).and_then(|list| list.last) {
                    above[id] = item;
                }
                lists.insert(id as u32, List { last: None, next: first_number(page, id as u32) });
            } else if element.tag == Tag::Li
                && let Some(list) = lists.get_mut(&list)
            {
                list.last = Some(id as u32);
                if let Some(number) = list.next {
                    numbers.insert(id as u32, number);
                    list.next = Some(number.saturating_add(1));
                }
            }
        }
        let tables = Tables::find(page, &above);
        Structure { page, above, numbers, tables }
    }

    /// Where a block stands.
    pub fn place(&self, block: usize) -> Place {
        let mut place = Place::default();
        let mut cell = None;
        let mut element = self.page.blocks[block].container;
        while element != 0 {
            let tag = self.page.elements[element as usize].tag;
            match tag {
                Tag::Td | Tag::Th => cell = self.tables.cell(element).map(|at| (element, at)),
                // What stands inside a cell of data is the cell's text and nothing more.
                Tag::Table if cell.is_some() => {
                    place = Place { cell: cell.take(), ..Place::default() };
                    place.containers.push(Container::Table { id: element });
                }
                Tag::Blockquote => place.containers.push(Container::Quote { id: element }),
                Tag::Li => place.containers.push(Container::Item {
                    list: self.above[element as usize],
                    id: element,
                    number: self.numbers.get(&element).copied(),
                }),
                _ if tag.is_preformatted() => place.code = Some(element),
                _ => {
                    if let (None, Some(level)) = (place.heading, tag.heading_level()) {
                        place.heading = Some((element, level));
                    }
                }
            }
            element = self.above[element as usize];
        }
        place.containers.reverse();
        let deepest = place.containers.len();
        if deepest > MAX_NESTING {
            place.containers.swap(MAX_NESTING - 1, deepest - 1);
            place.containers.truncate(MAX_NESTING);
        }
        place
    }

    /// Does a block begin inside a `code` element?
    pub fn has_code(&self, block: usize) -> bool {
        let block = &self.page.blocks[block];
        self.page
            .ancestors(block.element)
            .take_while(|&element| element != block.container)
            .any(|element| self.page.elements[element as usize].tag == Tag::Code)
    }
}

struct List {
    /// Its newest item.
    last: Option<ElementId>,
    /// Number of the next item, if the list is ordered.
    next: Option<u32>,
}

fn is_list(tag: Tag) -> bool {
    matches!(tag, Tag::Ul | Tag::Ol | Tag::Menu | Tag::Dir)
}

fn gives_structure(tag: Tag) -> bool {
    is_list(tag)
        || matches!(tag, Tag::Li | Tag::Blockquote | Tag::Table | Tag::Tr | Tag::Td | Tag::Th)
        || tag.is_preformatted()
        || tag.heading_level().is_some()
}

/// The number of an ordered list's first item; negative ones are read as 1.
fn first_number(page: &Page, list: ElementId) -> Option<u32> {
    if page.elements[list as usize].tag != Tag::Ol {
        return None;
    }
    let start =
        page.attribute(list, AttributeName::Start).and_then(|start| start.trim().parse().ok());
    Some(start.unwrap_or(1))
}

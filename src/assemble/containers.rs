//! The quotes and list items that blocks stand in, without those that only lay out the page.

use super::draft::Draft;
use crate::article::Container;
use std::collections::{BTreeMap, BTreeSet};

/// Most blocks of an item, not counting those of lists inside it.
const MAX_ITEM_BLOCKS: u32 = 8;

/// What stands in an item or quote.
#[derive(Default)]
struct Content {
    /// Blocks that stand in no item further inside.
    direct: u32,
    chars: u64,
    heading: bool,
}

/// Drops containers that are none to a reader: an item that holds a section with a heading, one
/// that holds more blocks than items do, one with nothing of its own around the items inside it,
/// and a quotation that makes up nearly all of the article.
pub(super) fn simplify(drafts: &mut [Draft]) {
    let mut contents: BTreeMap<u32, Content> = BTreeMap::new();
    let mut total = 0;
    let mut row = None;
    for draft in drafts.iter() {
        let chars = u64::from(draft.chars);
        total += chars;
        // A table counts as one block.
        let table = draft.place.cell.map(|(_, at)| at.table);
        let repeated = table.is_some() && table == row;
        row = table;
        let mut direct = true;
        for container in draft.place.containers.iter().rev() {
            let Some(id) = id(container) else { continue };
            let content = contents.entry(id).or_default();
            content.chars += chars;
            if direct {
                content.direct += u32::from(!repeated);
                content.heading |= draft.place.heading.is_some();
            }
            direct &= !matches!(container, Container::Item { .. });
        }
    }
    let kept = |container: &Container| match container {
        Container::Item { id, .. } => contents
            .get(id)
            .is_some_and(|c| !c.heading && (1..=MAX_ITEM_BLOCKS).contains(&c.direct)),
        Container::Quote { id } => contents.get(id).is_some_and(|c| c.chars * 10 <= total * 9),
        Container::Table { .. } => true,
    };
    for draft in drafts {
        draft.place.containers.retain(kept);
    }
}

fn id(container: &Container) -> Option<u32> {
    match container {
        Container::Item { id, .. } | Container::Quote { id } => Some(*id),
        Container::Table { .. } => None,
    }
}

/// How deep a block stands in containers of the innermost one's kind.
pub(super) fn depth(containers: &[Container]) -> u8 {
    let Some(last) = containers.last() else { return 0 };
    let kind = std::mem::discriminant(last);
    containers.iter().filter(|c| std::mem::discriminant(*c) == kind).count().min(255) as u8
}

/// The number of the item that a block stands in.
pub(super) fn number(containers: &[Container]) -> Option<u32> {
    match containers.last() {
        Some(Container::Item { number, .. }) => *number,
        _ => None,
    }
}

/// Follows the containers from block to block, and makes those that only the labeller saw.
pub(super) struct Nesting {
    /// The innermost container of the block before.
    last: Option<Container>,
    /// Items that have a block already.
    begun: BTreeSet<u32>,
    /// Containers numbered from here on were made here and stand for no element.
    made: u32,
    next: u32,
}

impl Nesting {
    /// Numbers containers after those of `elements` elements.
    pub fn after(elements: u32) -> Nesting {
        Nesting { last: None, begun: BTreeSet::new(), made: elements, next: elements }
    }

    /// A quotation: the one that was made for the block before, or a new one.
    pub fn quote(&mut self) -> Container {
        match self.last {
            Some(Container::Quote { id }) if id >= self.made => Container::Quote { id },
            _ => Container::Quote { id: self.number() },
        }
    }

    /// A new item, in the list that was made for the block before or in a new one.
    pub fn item(&mut self) -> Container {
        let list = match self.last {
            Some(Container::Item { list, .. }) if list >= self.made => list,
            _ => self.number(),
        };
        Container::Item { list, id: self.number(), number: None }
    }

    /// Is a block in these containers the first of its item?
    pub fn begins(&self, containers: &[Container]) -> bool {
        matches!(containers.last(), Some(Container::Item { id, .. }) if !self.begun.contains(id))
    }

    /// Takes note of a block's containers.
    pub fn see(&mut self, containers: &[Container]) {
        self.last = containers.last().copied();
        self.begun.extend(containers.iter().filter_map(|container| match container {
            Container::Item { id, .. } => Some(*id),
            _ => None,
        }));
    }

    fn number(&mut self) -> u32 {
        self.next += 1;
        self.next - 1
    }
}

//! HTML pages as a text browser would save them.
//!
//! Saved texts with gold are few; pages are many. Written out in one of a few manners they teach the
//! line labeller the languages and layouts that the saved texts lack.

use crate::segment::{Page, Tag};

/// Manners of saving.
const MANNERS: usize = 4;

/// Writes a page as text; `seed` chooses the manner.
pub(super) fn saved_text(page: &Page, seed: u64) -> String {
    let manner = (seed % MANNERS as u64) as usize;
    let mut text = String::new();
    let title = &page.head.title;
    if !title.is_empty() && manner != 1 {
        text.push_str(title);
        text.push_str("\n\n");
    }
    let mut group = u32::MAX;
    for (i, block) in page.blocks.iter().enumerate() {
        let lists = page
            .ancestors(block.container)
            .filter(|&e| matches!(page.elements[e as usize].tag, Tag::Ul | Tag::Ol | Tag::Menu))
            .count();
        let tag = page.elements[block.container as usize].tag;
        let parent = page.elements[block.container as usize].parent;
        let paragraph =
            matches!(tag, Tag::P | Tag::Blockquote | Tag::Pre) || tag.heading_level().is_some();
        let apart = match manner {
            0 | 2 => paragraph || parent != group,
            1 => paragraph,
            _ => paragraph || lists == 0,
        };
        if apart && !text.ends_with("\n\n") && !text.is_empty() {
            text.push('\n');
        }
        group = parent;
        let list_item = lists > 0 && !paragraph;
        match manner {
            0 if list_item => {
                text.push_str(&"  ".repeat(lists));
                text.push_str(["* ", "+ ", "o "][(lists - 1) % 3]);
            }
            2 if list_item => text.push_str("  • "),
            3 if list_item => text.push_str(&"    ".repeat(lists)),
            _ => {}
        }
        text.push_str(&page.block_text(i).replace('\n', " "));
        text.push('\n');
        if paragraph {
            text.push('\n');
        }
    }
    text
}

//! Text that stands on several articles of a site.

use super::host::Count;
use crate::label::Names;
use crate::label::words::{Words, mix};
use crate::segment::{Page, Tag};

/// Words up to which a text must stand in the same template to count as the same: `Yes` in a table
/// and `Yes` on a button are two.
const SHORT: usize = 6;
/// Share of links from which a block may be the same furniture with another target: `Read more:`.
const LINKS: f32 = 0.4;

/// How a block is known again on other pages; 0 where it is not.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub(crate) struct Text {
    /// Its words, every digit taken as zero.
    pub whole: u64,
    /// The first words of a block that is largely links.
    pub lead: u64,
}

impl Text {
    pub fn of(page: &Page, words: &Words, names: &Names, block: usize) -> Text {
        let this = &page.blocks[block];
        let words = words.block(block);
        let template = names.signature(this.container);
        let lettered = page.block_text(block).chars().any(char::is_alphabetic);
        if words.is_empty() || !lettered {
            return Text::default();
        }
        let hash = |start: u64, words: &[crate::label::words::Word]| {
            words.iter().fold(start, |hash, word| mix(hash, word.shape)).max(1)
        };
        let whole = hash(if words.len() <= SHORT { template } else { 1 }, words);
        let lead = match this.link_density() >= LINKS && words.len() >= 4 {
            true => hash(mix(2, template), &words[..2]),
            false => 0,
        };
        Text { whole, lead }
    }
}

/// Log-odds taken from a block whose text stands on every other article of the site, and on just
/// enough of them.
///
/// On nine pages each of 16 templates of real sites, filled with articles of others, this leaves 7
/// in 100 of the leaked words (half as much of it leaves half of them) and costs no block of any body.
const EVERYWHERE: f32 = 8.0;
const ENOUGH: f32 = 2.5;
/// Share of the other articles that is enough.
const SHARE: f32 = 0.15;
/// Other articles that are enough, whatever their share: on a large site a section's furniture
/// stands on few of all pages.
const MANY: u32 = 8;

/// What counts of it for headings and cells.
const RECURRING: f32 = 0.25;

/// What is taken from the log-odds of a block that stands on `others` of the `all` other articles.
///
/// One other article says nothing on a site with many: it may be a second edition of this one.
pub(super) fn shift(page: &Page, block: usize, others: u32, all: u32) -> f32 {
    let share = others as f32 / all.max(1) as f32;
    let few = others < 2 && all > 2;
    if few || others == 0 || share < SHARE && others < MANY {
        return 0.0;
    }
    let shift = ENOUGH + (EVERYWHERE - ENOUGH) * share;
    // Headings come back without being furniture: "Ingredients", "Pros", "Background".
    let container = page.blocks[block].container;
    let heading = page
        .ancestors(container)
        .take(2)
        .any(|e| page.elements[e as usize].tag.heading_level().is_some());
    let cell = matches!(page.elements[container as usize].tag, Tag::Td | Tag::Th | Tag::Dt);
    if heading || cell { -shift * RECURRING } else { -shift }
}

/// How many other articles have a text; `own` says whether this page has been counted.
pub(super) fn others(count: Option<&Count>) -> u32 {
    count.map_or(0, |count| count.articles.saturating_sub(1))
}

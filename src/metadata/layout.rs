//! Where on the page things are printed: headings, the article's beginning, what is hidden.

use crate::label::Verdict;
use crate::segment::{ElementId, Hiding, Page};
use std::ops::Range;

/// Headings of this level and above can be the title.
const DEEPEST_TITLE: u8 = 3;

/// Characters from which a body block counts as running text.
pub(super) const LONG: u32 = 90;

/// Blocks behind the title in which a byline can stand, however late the text begins.
const BEHIND_TITLE: usize = 45;

/// Blocks behind the text in which a byline can stand.
const BEHIND_TEXT: usize = 12;

/// A page with its verdicts, looked at as a reader does.
pub(super) struct Layout<'a> {
    pub page: &'a Page,
    verdicts: &'a [Verdict],
    /// Headings that can be a title, in page order.
    pub headings: Vec<Heading>,
    hidden: Vec<bool>,
}

/// A heading as printed.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Heading {
    /// Its text; the blocks of one heading element are joined by a space.
    pub text: String,
    /// 1 to 3.
    pub level: u8,
    /// Its blocks.
    pub blocks: Range<usize>,
    /// The heading element.
    pub element: ElementId,
}

impl<'a> Layout<'a> {
    pub fn new(page: &'a Page, verdicts: &'a [Verdict]) -> Layout<'a> {
        let mut hidden = vec![false; page.elements.len()];
        // The nearest heading above each element; parents come before their children.
        let mut heading = vec![0 as ElementId; page.elements.len()];
        for (id, element) in page.elements.iter().enumerate() {
            let parent = element.parent as usize;
            let hides = matches!(element.hiding, Hiding::Attribute | Hiding::Style);
            hidden[id] = hides || (id > 0 && hidden[parent]);
            let level = element.tag.heading_level().filter(|&level| level <= DEEPEST_TITLE);
            heading[id] = if level.is_some() { id as ElementId } else { heading[parent] };
        }
        // Pages that scripts uncover are hidden as a whole: then hiding says nothing.
        let long = page.blocks.iter().filter(|block| block.chars >= LONG);
        let (mut all, mut out) = (0, 0);
        for block in long {
            all += block.chars;
            out += if hidden[block.element as usize] { block.chars } else { 0 };
        }
        if out * 2 > all {
            hidden.fill(false);
        }
        let mut headings: Vec<Heading> = Vec::new();
        for (index, block) in page.blocks.iter().enumerate() {
            let element = heading[block.element as usize];
            if element == 0 || hidden[element as usize] {
                continue;
            }
            let text = page.block_text(index);
            match headings.last_mut().filter(|last| last.element == element) {
                Some(last) => {
                    last.text.push(' ');
                    last.text.push_str(text);
                    last.blocks.end = index + 1;
                }
                None => headings.push(Heading {
                    text: text.to_owned(),
                    level: page.elements[element as usize].tag.heading_level().unwrap_or(0),
                    blocks: index..index + 1,
                    element,
                }),
            }
        }
        for heading in &mut headings {
            heading.text = super::entities::plain(&heading.text);
        }
        Layout { page, verdicts, headings, hidden }
    }

    /// Is the element, or one around it, hidden by its own attributes?
    pub fn is_hidden(&self, element: ElementId) -> bool {
        self.hidden[element as usize]
    }

    /// Is the block running text of the article?
    pub fn is_running_text(&self, block: usize) -> bool {
        self.is_body(block) && self.page.blocks[block].chars >= LONG
    }

    /// Does the block belong to the body?
    pub fn is_body(&self, block: usize) -> bool {
        self.verdicts.get(block).is_some_and(|verdict| verdict.label.is_body())
    }

    /// The first and one past the last block of running text behind a block.
    pub fn body_after(&self, block: usize) -> Option<Range<usize>> {
        let first = (block..self.page.blocks.len()).find(|&i| self.is_running_text(i))?;
        let last = (first..self.page.blocks.len()).rev().find(|&i| self.is_running_text(i))?;
        Some(first..last + 1)
    }

    /// Where byline and dateline can stand: around the title up to the text, and behind the text.
    pub fn byline_zones(
        &self,
        title: Option<&Heading>,
        before_title: usize,
    ) -> (Range<usize>, Range<usize>) {
        let blocks = self.page.blocks.len();
        let start = title.map(|heading| heading.blocks.start);
        let body = self.body_after(start.unwrap_or(0));
        let text = body.as_ref().map_or(blocks, |body| body.start);
        let from = start.unwrap_or_else(|| text.saturating_sub(BEHIND_TITLE / 3));
        // The text may begin with a standfirst: the byline can be behind its first blocks.
        let next = |block| (block + 1..blocks).find(|&i| self.is_running_text(i)).unwrap_or(blocks);
        let head_end = next(next(text)).min(from + BEHIND_TITLE).min(blocks);
        let head = from.saturating_sub(before_title)..head_end;
        let end = body.map_or(blocks, |body| body.end);
        (head.clone(), end.saturating_sub(2).max(head.end)..(end + BEHIND_TEXT).min(blocks))
    }

    /// A sample of the body: the beginnings of its blocks, up to about `bytes` bytes in all.
    ///
    /// Not one long stretch: a quotation, a notice or a line of code in another language would
    /// then speak for the whole.
    pub fn body_sample(&self, bytes: usize) -> String {
        /// Blocks among which the sample is divided at least, where there are as many.
        const SHARES: usize = 4;
        let mut out = String::new();
        let blocks = (0..self.page.blocks.len()).filter(|&i| self.is_body(i));
        let share = bytes / blocks.clone().take(SHARES).count().max(1);
        for block in blocks {
            let text = self.page.block_text(block);
            let room = bytes.saturating_sub(out.len()).min(share).min(text.len());
            let end = (0..=room).rev().find(|&i| text.is_char_boundary(i)).unwrap_or(0);
            out.push_str(&text[..end]);
            out.push(' ');
            if out.len() >= bytes {
                break;
            }
        }
        out
    }
}

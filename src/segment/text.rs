//! Plain text → [`Page`]: a line is a block without a DOM path.

use super::page::{Block, Element, Hiding, Origin, Page};
use super::tag::Tag;

/// Cuts plain text into blocks: its non-blank lines, white space collapsed.
///
/// Some savers wrap paragraphs at a fixed column; lines that were cut there are joined again.
pub fn segment_text(text: &str) -> Page {
    let mut page = Page { plain_text: true, ..Page::default() };
    page.elements.push(Element {
        parent: 0,
        tag: Tag::Html,
        hiding: Hiding::None,
        depth: 0,
        end: 1,
        attributes: 0..0,
    });
    let mut blank_before = 0u16;
    for line in text.lines() {
        let start = page.text.len() as u32;
        let mut chars = 0;
        for word in line.split_whitespace() {
            if page.text.len() as u32 > start {
                page.text.push(' ');
            }
            page.text.push_str(word);
            chars += word.chars().count() as u32;
        }
        let end = page.text.len() as u32;
        if end == start {
            blank_before = blank_before.saturating_add(1);
            continue;
        }
        page.blocks.push(Block {
            span: start..end,
            element: 0,
            container: 0,
            chars,
            link_chars: 0,
            bold_chars: 0,
            italic_chars: 0,
            links: 0,
            breaks: std::mem::take(&mut blank_before),
            images_before: 0,
            marks: 0..0,
            origin: Origin::Body,
        });
        page.text.push('\n');
    }
    page
}

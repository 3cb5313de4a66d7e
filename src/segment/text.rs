//! Plain text → [`Page`]: a line is a block, and its surroundings become elements.
//!
//! A saved text page keeps some of its structure: menus are lists of short lines, indented and with
//! bullets; paragraphs stand between blank lines. Lines that follow each other without a blank line
//! form a group (`div`), deeper indentation a nested one; a line with a bullet is an item (`li`),
//! any other a paragraph (`p`). So the labeller can ask of a line what it asks of an HTML block: what
//! its neighbours, its siblings and its surroundings are.

use super::page::{Block, Element, ElementId, Hiding, Origin, Page};
use super::tag::Tag;

/// Deepest nesting by indentation.
const MAX_LEVELS: usize = 32;

/// Cuts plain text into blocks: its lines that are not blank, with white space collapsed and
/// bullets taken off.
pub fn segment_text(text: &str) -> Page {
    let mut page = Page { plain_text: true, ..Page::default() };
    page.elements.push(element(0, Tag::Html, 0));
    let mut outline = Outline { levels: vec![(0, 0)], group: None };
    let mut blank = 0u16;
    for (number, line) in text.lines().enumerate() {
        let content = line.trim_start();
        if content.trim_end().is_empty() {
            blank = blank.saturating_add(1);
            outline.group = None;
            continue;
        }
        let indent = line[..line.len() - content.len()]
            .chars()
            .map(|c| if c == '\t' { 4 } else { 1 })
            .sum::<usize>();
        let (item, content) = without_bullet(content, indent);
        let start = page.text.len() as u32;
        let mut chars = 0;
        for word in content.split_whitespace() {
            if page.text.len() as u32 > start {
                page.text.push(' ');
            }
            page.text.push_str(word);
            chars += word.chars().count() as u32;
        }
        let end = page.text.len() as u32;
        if start == end {
            continue;
        }
        let group = outline.group_at(&mut page, indent);
        let id = page.elements.len() as ElementId;
        let depth = page.elements[group as usize].depth + 1;
        page.elements.push(element(group, if item { Tag::Li } else { Tag::P }, depth));
        page.lines.resize(page.elements.len(), number as u32 + 1);
        page.blocks.push(Block {
            span: start..end,
            element: id,
            container: id,
            chars,
            link_chars: 0,
            bold_chars: 0,
            italic_chars: 0,
            links: 0,
            breaks: std::mem::take(&mut blank).min(9),
            images_before: 0,
            marks: 0..0,
            origin: Origin::Body,
        });
        page.text.push('\n');
    }
    close(&mut page);
    page
}

fn element(parent: ElementId, tag: Tag, depth: u16) -> Element {
    Element { parent, tag, hiding: Hiding::None, depth, end: 0, attributes: 0..0 }
}

/// The elements that are open at a line.
struct Outline {
    /// Indentations and their elements, outermost first.
    levels: Vec<(usize, ElementId)>,
    /// The group that the line before belongs to, until a blank line.
    group: Option<(usize, ElementId)>,
}

impl Outline {
    fn group_at(&mut self, page: &mut Page, indent: usize) -> ElementId {
        if let Some((_, group)) = self.group.filter(|&(own, _)| own == indent) {
            return group;
        }
        while self.levels.len() > 1 && self.levels.last().is_some_and(|&(own, _)| own > indent) {
            self.levels.pop();
        }
        let &(own, above) = self.levels.last().unwrap_or(&(0, 0));
        let mut parent = above;
        if indent > own && self.levels.len() < MAX_LEVELS {
            parent = self.open(page, above);
            self.levels.push((indent, parent));
        }
        let group = self.open(page, parent);
        self.group = Some((indent, group));
        group
    }

    fn open(&self, page: &mut Page, parent: ElementId) -> ElementId {
        let depth = page.elements[parent as usize].depth + 1;
        page.elements.push(element(parent, Tag::Div, depth));
        page.elements.len() as ElementId - 1
    }
}

/// Sets the ends of all elements: an element reaches as far as the last one inside it.
fn close(page: &mut Page) {
    for id in (0..page.elements.len()).rev() {
        let end = page.elements[id].end.max(id as ElementId + 1);
        page.elements[id].end = end;
        let parent = page.elements[id].parent as usize;
        page.elements[parent].end = page.elements[parent].end.max(end);
    }
}

/// Takes a bullet off; `o` is one only when it is indented, as text browsers write it.
fn without_bullet(content: &str, indent: usize) -> (bool, &str) {
    let mut chars = content.chars();
    let bullet = match chars.next() {
        Some('*' | '+' | '-' | '•' | '·' | '▪' | '■' | '●' | '◦' | '‣' | '○' | '–') => {
            true
        }
        Some('o') => indent > 0,
        _ => false,
    };
    let rest = chars.as_str();
    if bullet && rest.starts_with(char::is_whitespace) && !rest.trim().is_empty() {
        (true, rest.trim_start())
    } else {
        (false, content)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_become_blocks_with_surroundings() {
        let page = segment_text(
            "Menu\n  * Home\n  * News\n      o Local\n\nA paragraph.\n\nAnother\tone.",
        );
        let texts: Vec<_> = (0..page.blocks.len()).map(|i| page.block_text(i)).collect();
        assert_eq!(texts, ["Menu", "Home", "News", "Local", "A paragraph.", "Another one."]);
        let tag = |i: usize| page.elements[page.blocks[i].container as usize].tag;
        assert_eq!([tag(0), tag(1), tag(3), tag(4)], [Tag::P, Tag::Li, Tag::Li, Tag::P]);
        let parent = |i: usize| page.elements[page.blocks[i].container as usize].parent;
        assert_eq!(parent(1), parent(2));
        assert_ne!(parent(4), parent(5));
        assert_eq!(page.blocks[4].breaks, 1);
    }

    #[test]
    fn a_dash_that_opens_a_quotation_is_no_word() {
        assert_eq!(without_bullet("- Vi er glade", 0), (true, "Vi er glade"));
        assert_eq!(without_bullet("-5 degrees", 0), (false, "-5 degrees"));
        assert_eq!(without_bullet("o clock", 0), (false, "o clock"));
    }
}

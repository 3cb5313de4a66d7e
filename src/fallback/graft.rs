//! Text from elsewhere → blocks of the page.

use crate::segment::{ElementId, MarkKind, Page};
use std::ops::Range;

/// Appends the blocks of another page to a page; returns which they are. Its elements come to
/// stand below the document, and of its head nothing is taken.
pub(super) fn graft(page: &mut Page, other: Page) -> Range<usize> {
    let first = page.blocks.len();
    let elements = page.elements.len() as ElementId - 1;
    let (marks, attributes) = (page.marks.len() as u32, page.attributes.len() as u32);
    let (text, values) = (page.text.len() as u32, page.values.len() as u32);
    let moved = |range: Range<u32>, by: u32| range.start + by..range.end + by;
    // Element 0 stands for the document on both pages.
    let element = |id: ElementId| if id == 0 { 0 } else { id + elements };
    page.text.push_str(&other.text);
    page.values.push_str(&other.values);
    page.blocks.extend(other.blocks.into_iter().map(|mut block| {
        block.span = moved(block.span, text);
        block.marks = moved(block.marks, marks);
        block.element = element(block.element);
        block.container = element(block.container);
        block
    }));
    page.marks.extend(other.marks.into_iter().map(|mut mark| {
        mark.start += text;
        mark.end += text;
        mark.element = element(mark.element);
        if let MarkKind::Link(href) = &mut mark.kind {
            *href = moved(href.clone(), values);
        }
        mark
    }));
    page.elements.extend(other.elements.into_iter().skip(1).map(|mut new| {
        new.parent = element(new.parent);
        new.end += elements;
        new.attributes = moved(new.attributes, attributes);
        new
    }));
    page.attributes.extend(other.attributes.into_iter().map(|mut attribute| {
        attribute.value = moved(attribute.value, values);
        attribute
    }));
    page.images.extend(other.images.into_iter().map(|mut image| {
        image.before_block += first as u32;
        image.element = element(image.element);
        image
    }));
    page.fields.extend(other.fields.into_iter().map(|mut field| {
        field.element = element(field.element);
        field
    }));
    page.elements[0].end = page.elements.len() as ElementId;
    first..page.blocks.len()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::parse::parse;
    use crate::segment::{AttributeName, segment};
    use crate::settings::Limits;

    #[test]
    fn grafted_blocks_keep_their_text_marks_and_elements() {
        let read = |html: &str| segment(&parse(html, &Limits::default()));
        let mut page = read("<div id=a>One <a href=/1>x</a><p>Two");
        let new = graft(&mut page, read("<ul class=b><li>Three <a href=/2>four</a></ul>"));
        assert_eq!(new, 2..3);
        assert_eq!(page.block_text(2), "Three four");
        let mark = &page.block_marks(2)[0];
        assert_eq!(page.slice(&(mark.start..mark.end)), "four");
        let MarkKind::Link(href) = &mark.kind else { panic!("no link") };
        assert_eq!(page.value(href), "/2");
        let item = page.blocks[2].container;
        let list = page.elements[item as usize].parent;
        assert_eq!(page.attribute(list, AttributeName::Class), Some("b"));
        assert!(page.contains(0, item) && page.contains(list, item) && !page.contains(1, item));
    }
}

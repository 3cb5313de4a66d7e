//! Main headings that end a trail of sections ("Home › Politics › Dam opens").
//!
//! There some sites write what search engines are meant to show, and print the headline below it as
//! a lesser heading.

use crate::metadata::Evidence;
use crate::metadata::byline::class_words;
use crate::metadata::layout::Heading;
use crate::segment::{AttributeName, Page};

/// Levels of elements that a trail has.
const REACH: usize = 5;

/// The heading that ends a trail, if the page has one.
pub(super) fn trail<'a>(evidence: &'a Evidence) -> Option<&'a Heading> {
    evidence.layout.headings.iter().find(|heading| ends_trail(evidence.page, heading))
}

/// Does a heading end a trail: by the names of the elements around it, or as the line that two links
/// or more begin?
pub(super) fn ends_trail(page: &Page, heading: &Heading) -> bool {
    heading.level == 1 && (is_named(page, heading) || follows_links(page, heading))
}

fn is_named(page: &Page, heading: &Heading) -> bool {
    page.ancestors(heading.element).take(REACH).any(|id| {
        page.element_attributes(id).any(|(name, value)| {
            use AttributeName::{AriaLabel, Class, Id};
            matches!(name, Class | Id | AriaLabel) && class_words(value).any(is_trail_word)
        })
    })
}

fn is_trail_word(word: &str) -> bool {
    ["breadcrumb", "breadcrumbs"].iter().any(|known| word.eq_ignore_ascii_case(known))
}

fn follows_links(page: &Page, heading: &Heading) -> bool {
    let Some(before) = heading.blocks.start.checked_sub(1) else { return false };
    let facts = &page.blocks[before];
    let line = page.elements[heading.element as usize].parent;
    facts.links >= 2 && facts.link_density() > 0.9 && facts.container == line
}

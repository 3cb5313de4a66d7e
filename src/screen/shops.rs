//! Links in prose whose words say nothing ("more here") and whose addresses say everything.
//!
//! A host made of two words of the trade is a shop. Of all front pages that 1,773 clean pages link
//! to, none is. One such word is a hotel, or a film; it takes a `rel` of link sellers besides.

use super::address::{Site, Target, host, is_front_page};
use super::context::Context;
use super::evidence::Evidence;
use super::extent;
use super::lexicon::Lexicon;
use crate::segment::{MarkKind, Page};
use std::ops::Range;

/// Words that make the name of a shop.
const WORDS: usize = 2;

/// The links of a page that lead to shops, as numbers of marks, in order.
pub(super) fn links(page: &Page, site: &Site, lexicon: &Lexicon) -> Vec<u32> {
    let is_shop = |(number, mark): (usize, &crate::segment::Mark)| {
        let MarkKind::Link(href) = &mark.kind else { return None };
        let href = page.value(href);
        // Most links stay on the site.
        site.foreign(href)?;
        if !is_front_page(href) {
            return None;
        }
        let target = Target::of(page, site, lexicon, href, mark.element);
        let words = || host(href).map_or(0, |host| lexicon.words_in_host(host));
        let told = target.front_page && target.worded && (target.dofollow || words() >= WORDS);
        told.then_some(number as u32)
    };
    page.marks.iter().enumerate().filter_map(is_shop).collect()
}

/// The parts of the prose that go with them; nothing on pages that write about such trades.
pub(super) fn shops(context: &Context, links: &[u32]) -> Vec<(Range<u32>, Evidence)> {
    let page = context.page;
    if !context.topics.is_empty() {
        return Vec::new();
    }
    let judge = |&link: &u32| {
        let mark = &page.marks[link as usize];
        let MarkKind::Link(href) = &mark.kind else { return None };
        let block = page.blocks.partition_point(|block| block.marks.end <= link);
        if !context.is_prose(block as u32) {
            return None;
        }
        let domain = context.site.foreign(page.value(href))?.to_ascii_lowercase();
        let evidence = Evidence { target: 3, domains: [domain].into(), ..Evidence::default() };
        Some((extent::of_link(context, mark.start..mark.end, block), evidence))
    };
    links.iter().filter_map(judge).collect()
}

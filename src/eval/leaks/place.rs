//! Kinds of lines by where they stand in the page.

use super::LeakKind::{self, *};
use crate::eval::words::collapse;
use crate::segment::{AttributeName, ElementId, Page, Tag};
use std::collections::HashMap;

/// Elements looked at above a line.
const LEVELS: usize = 6;

/// Parts of class names and ids, and what they are called after.
#[rustfmt::skip]
const NAMES: &[(&str, LeakKind)] = &[
    ("caption", Caption), ("credit", Caption), ("legend", Caption), ("figure", Caption),
    ("newsletter", Newsletter), ("signup", Newsletter), ("sign-up", Newsletter),
    ("paywall", Paywall), ("premium", Paywall), ("subscri", Paywall),
    ("consent", Consent), ("cookie", Consent), ("gdpr", Consent),
    ("comment", Comment), ("disqus", Comment), ("respond", Comment),
    ("share", Share), ("sharing", Share), ("social", Share),
    ("byline", Byline), ("author", Byline), ("contributor", Byline),
    ("dateline", Date), ("pubdate", Date), ("publish", Date), ("timestamp", Date),
    ("tags", Tags), ("taglist", Tags), ("topic", Tags), ("keyword", Tags), ("breadcrumb", Tags),
    ("related", Related), ("recirc", Related), ("recommend", Related), ("teaser", Related),
    ("read-more", Related), ("readmore", Related), ("most-read", Related), ("promo", Related),
    ("copyright", Caption), ("disclaimer", Legal),
];

/// The lines of a page and the kinds their places suggest.
#[derive(Debug, Default)]
pub struct Places(HashMap<String, Place>);

/// What the place of a line says of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Place {
    /// A `<figcaption>`: a fact.
    Figcaption,
    /// Names of elements, classes and ids around the line: a hint.
    Named(LeakKind),
}

impl Places {
    /// Reads the places off a page. Of equal lines the first counts that has a telling place.
    pub fn of(page: &Page) -> Places {
        let mut places = HashMap::new();
        for (at, block) in page.blocks.iter().enumerate() {
            if let Some(place) = place(page, block.element) {
                places.entry(collapse(page.block_text(at))).or_insert(place);
            }
        }
        Places(places)
    }

    /// The place of a line, if it is telling. In text a list item has a dash in front.
    pub(super) fn get(&self, line: &str) -> Option<Place> {
        let line = line.strip_prefix("- ").unwrap_or(line);
        self.0.get(&collapse(line)).copied()
    }
}

fn place(page: &Page, element: ElementId) -> Option<Place> {
    let whole = |tag: Tag| matches!(tag, Tag::Article | Tag::Main | Tag::Body | Tag::Html);
    let parts = page.ancestors(element).take_while(|at| !whole(page.elements[*at as usize].tag));
    parts.take(LEVELS).find_map(|at| match page.elements[at as usize].tag {
        Tag::Figcaption => Some(Place::Figcaption),
        Tag::Figure => Some(Place::Named(Caption)),
        Tag::Time => Some(Place::Named(Date)),
        _ => [AttributeName::Class, AttributeName::Id]
            .into_iter()
            .filter_map(|name| page.attribute(at, name))
            .find_map(named)
            .map(Place::Named),
    })
}

fn named(value: &str) -> Option<LeakKind> {
    let value = value.to_ascii_lowercase();
    NAMES.iter().find(|(part, _)| value.contains(part)).map(|(_, kind)| *kind)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::parse::parse;
    use crate::segment::segment;
    use crate::settings::Limits;

    #[test]
    fn the_nearest_telling_element_decides() {
        let html = "<div class='article-comments'><p>Plain line</p><figure><p>Under glass</p>\
                    <figcaption>The dam</figcaption></figure>\
                    <div id=MostRelated><p>Another  dam</p></div></div><p>Free</p>";
        let places = Places::of(&segment(&parse(html, &Limits::default())));
        assert_eq!(places.get("Plain line"), Some(Place::Named(Comment)));
        assert_eq!(places.get("Under glass"), Some(Place::Named(Caption)));
        assert_eq!(places.get("Another dam"), Some(Place::Named(Related)));
        assert_eq!(places.get("The dam"), Some(Place::Figcaption));
        assert_eq!(places.get("Free"), None);
    }
}

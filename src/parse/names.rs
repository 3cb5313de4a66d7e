//! Names of elements and attributes: found again quickly, and bounded in number.
//!
//! A name becomes an atom by way of a hash table, of which html5ever has one for the names that HTML
//! knows and one of 4,096 chains for all others. Pages use few names many times, so the newest of
//! them are kept at hand. And a page that makes up a new name for each tag would cost the square of
//! its size (800,000 of them took ten seconds): it gets a stock of such names; past it, elements
//! share one name and attributes are left out.

use html5ever::LocalName;
use std::collections::HashSet;

/// Different names that HTML does not know, on one page; those of up to seven bytes cost nothing. The
/// most on 2,025 news and web pages is 475.
const MAX_NAMES: usize = 4_096;

/// The name of elements for which the page has used up its names: legal, and nobody's.
const SURPLUS: &str = "x-other";

/// Names kept at hand; a power of two.
const AT_HAND: usize = 256;

/// The names a page has used so far.
pub(super) struct Names {
    at_hand: Vec<Option<AtHand>>,
    unknown: HashSet<LocalName>,
    wanted: Option<&'static [&'static str]>,
}

/// A name as it is written.
#[derive(Clone)]
struct AtHand {
    ends: Ends,
    name: LocalName,
    /// Is an attribute of that name wanted?
    wanted: bool,
}

impl Names {
    /// No names yet; of attributes only the wanted ones will be given.
    pub fn new(wanted: Option<&'static [&'static str]>) -> Names {
        Names { at_hand: vec![None; AT_HAND], unknown: HashSet::new(), wanted }
    }

    /// The name of an element, in whatever case it is written.
    pub fn element(&mut self, written: &str) -> LocalName {
        self.find(written).map_or_else(|| LocalName::from(SURPLUS), |(name, _)| name)
    }

    /// The name of an attribute, if it is wanted and the page has not used up its names.
    pub fn attribute(&mut self, written: &str) -> Option<LocalName> {
        self.find(written).and_then(|(name, wanted)| wanted.then_some(name))
    }

    fn find(&mut self, written: &str) -> Option<(LocalName, bool)> {
        let ends = Ends::of(written.as_bytes());
        let place = ends.place();
        if let Some(known) = &self.at_hand[place]
            && known.ends == ends
            && (ends.are_all() || &*known.name == written)
        {
            return Some((known.name.clone(), known.wanted));
        }
        let (name, wanted) = match written.bytes().any(|byte| byte.is_ascii_uppercase()) {
            true => self.find(&written.to_ascii_lowercase())?,
            false => self.admit(written)?,
        };
        self.at_hand[place] = Some(AtHand { ends, name: name.clone(), wanted });
        Some((name, wanted))
    }

    fn admit(&mut self, lower: &str) -> Option<(LocalName, bool)> {
        let name = match lower.contains('\0') {
            false => LocalName::from(lower),
            true => LocalName::from(lower.replace('\0', "\u{fffd}")),
        };
        let wanted = self.wanted.is_none_or(|wanted| wanted.contains(&&*name));
        if name.is_dynamic() && !self.unknown.contains(&name) {
            if self.unknown.len() >= MAX_NAMES {
                return None;
            }
            self.unknown.insert(name.clone());
        }
        Some((name, wanted))
    }
}

/// The first and last four bytes of a name, and its length.
#[derive(Clone, Copy, PartialEq)]
struct Ends {
    bytes: u64,
    length: usize,
}

impl Ends {
    fn of(name: &[u8]) -> Ends {
        let bytes = match (name.first_chunk(), name.last_chunk()) {
            (Some(&first), Some(&last)) => {
                u64::from(u32::from_le_bytes(first)) << 32 | u64::from(u32::from_le_bytes(last))
            }
            _ => name.iter().fold(0, |bytes, &byte| bytes << 8 | u64::from(byte)),
        };
        Ends { bytes, length: name.len() }
    }

    /// Are they the whole name?
    fn are_all(self) -> bool {
        self.length <= 8
    }

    /// Where a name with these is kept at hand: Fibonacci hashing.
    fn place(self) -> usize {
        let mixed = (self.bytes ^ (self.length as u64) << 24).wrapping_mul(0x9E37_79B9_7F4A_7C15);
        (mixed >> 56) as usize % AT_HAND
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::parse::{Data, parse};
    use crate::settings::Limits;

    #[test]
    fn past_the_stock_of_names_elements_stay_and_share_one() {
        let page: String = (0..2 * MAX_NAMES)
            .map(|i| format!("<element-{i} attribute-{i}=x class=c>{i}</element-{i}>"))
            .collect();
        let parsed = parse(&page, &Limits::default());
        let elements: Vec<_> = parsed
            .tree
            .ids()
            .filter_map(|id| match &parsed.tree.node(id).data {
                Data::Element(element) => Some(element),
                _ => None,
            })
            .collect();
        let body = &elements[3..];
        assert_eq!(body.len(), 2 * MAX_NAMES);
        assert_eq!(&*body[0].name, "element-0");
        assert!(body[0].attribute("attribute-0").is_some());
        let last = body.last().expect("elements");
        assert_eq!((&*last.name, last.attribute("class")), (SURPLUS, Some("c")));
        assert_eq!(last.attributes().count(), 1);
    }
}

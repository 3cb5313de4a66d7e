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
    /// Each with whether an attribute of that name is wanted.
    at_hand: Vec<Option<(LocalName, bool)>>,
    unknown: HashSet<LocalName>,
    wanted: Option<&'static [&'static str]>,
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
        let place = place(written.as_bytes());
        if let Some((name, wanted)) = &self.at_hand[place]
            && &**name == written
        {
            return Some((name.clone(), *wanted));
        }
        if written.bytes().any(|byte| byte.is_ascii_uppercase()) {
            return self.find(&written.to_ascii_lowercase());
        }
        let found = self.admit(written)?;
        self.at_hand[place] = Some(found.clone());
        Some(found)
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

/// Where a name is kept at hand: Fibonacci hashing of its length and its first and last bytes.
fn place(name: &[u8]) -> usize {
    let ends = match (name.first_chunk(), name.last_chunk()) {
        (Some(&first), Some(&last)) => {
            u64::from(u32::from_le_bytes(first)) << 32 | u64::from(u32::from_le_bytes(last))
        }
        _ => name.iter().fold(0, |ends, &byte| ends << 8 | u64::from(byte)),
    };
    let mixed = (ends ^ (name.len() as u64) << 24).wrapping_mul(0x9E37_79B9_7F4A_7C15);
    (mixed >> 56) as usize % AT_HAND
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::parse::parse;
    use crate::settings::Limits;

    #[test]
    fn past_the_stock_of_names_elements_stay_and_share_one() {
        let page: String = (0..2 * MAX_NAMES)
            .map(|i| format!("<element-{i} attribute-{i}=x class=c>{i}</element-{i}>"))
            .collect();
        let parsed = parse(&page, &Limits::default());
        let elements: Vec<_> =
            parsed.html.tree.values().filter_map(|node| node.as_element()).collect();
        let body = &elements[3..];
        assert_eq!(body.len(), 2 * MAX_NAMES);
        assert_eq!(body[0].name(), "element-0");
        assert!(body[0].attr("attribute-0").is_some());
        let last = body.last().expect("elements");
        assert_eq!((last.name(), last.attr("class")), (SURPLUS, Some("c")));
        assert_eq!(last.attrs().count(), 1);
    }
}

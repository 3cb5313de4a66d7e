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

/// Longest name that is kept at hand, in bytes.
const LONGEST: usize = 24;

/// Names kept at hand; a power of two.
const AT_HAND: usize = 256;

/// The names a page has used so far.
pub(super) struct Names {
    at_hand: Vec<Option<LocalName>>,
    unknown: HashSet<LocalName>,
}

impl Default for Names {
    fn default() -> Self {
        Names { at_hand: vec![None; AT_HAND], unknown: HashSet::new() }
    }
}

impl Names {
    /// The name of an element, in whatever case it is written.
    pub fn element(&mut self, written: &str) -> LocalName {
        self.find(written).unwrap_or_else(|| LocalName::from(SURPLUS))
    }

    /// The name of an attribute, unless the page has used up its names.
    pub fn attribute(&mut self, written: &str) -> Option<LocalName> {
        self.find(written)
    }

    fn find(&mut self, written: &str) -> Option<LocalName> {
        let mut bytes = [0; LONGEST];
        let Some(lower) = bytes.get_mut(..written.len()) else { return self.admit(written) };
        lower.copy_from_slice(written.as_bytes());
        lower.make_ascii_lowercase();
        let place = place(&bytes);
        let lower = &bytes[..written.len()];
        if let Some(name) = &self.at_hand[place]
            && name.as_bytes() == lower
        {
            return Some(name.clone());
        }
        let name = self.admit(written)?;
        self.at_hand[place] = Some(name.clone());
        Some(name)
    }

    fn admit(&mut self, written: &str) -> Option<LocalName> {
        let lower = written.to_ascii_lowercase();
        let clean = if lower.contains('\0') { lower.replace('\0', "\u{fffd}") } else { lower };
        let name = LocalName::from(clean);
        if !name.is_dynamic() || self.unknown.contains(&name) {
            return Some(name);
        }
        (self.unknown.len() < MAX_NAMES && self.unknown.insert(name.clone())).then_some(name)
    }
}

/// Where a name is kept at hand: Fibonacci hashing of its bytes.
fn place(bytes: &[u8; LONGEST]) -> usize {
    let words =
        bytes.chunks_exact(8).map(|word| word.iter().rev().fold(0, |n, &b| n << 8 | u64::from(b)));
    let mixed = words
        .fold(0_u64, |sum, word| (sum.rotate_left(23) ^ word).wrapping_mul(0x9E37_79B9_7F4A_7C15));
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

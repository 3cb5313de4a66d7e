//! Bounds the number of different names of elements and attributes.
//!
//! html5ever keeps names it does not know in a table of 4,096 chains, so a page that makes up a new
//! one for each tag costs the square of its size: 800,000 of them took ten seconds. A page gets a
//! stock of such names; past it, elements share one name and attributes are left out.

use html5ever::LocalName;
use html5ever::tokenizer::Tag;
use std::collections::HashSet;

/// Different long names that HTML does not know, on one page; short ones cost nothing. The most on
/// 2,025 news and web pages is 475.
const MAX_NAMES: usize = 4_096;

/// The name of elements for which the page has used up its names: legal, and nobody's.
const SURPLUS: &str = "x-other";

/// The names a page has used so far.
#[derive(Default)]
pub(super) struct Names {
    known: HashSet<LocalName>,
}

impl Names {
    /// Makes do with the names known so far when there are too many.
    pub fn limit(&mut self, tag: &mut Tag) {
        if !self.admits(&tag.name) {
            tag.name = LocalName::from(SURPLUS);
        }
        if tag.attrs.iter().any(|attribute| attribute.name.local.is_dynamic()) {
            tag.attrs.retain(|attribute| self.admits(&attribute.name.local));
        }
    }

    fn admits(&mut self, name: &LocalName) -> bool {
        if !name.is_dynamic() || self.known.contains(name) {
            return true;
        }
        self.known.len() < MAX_NAMES && self.known.insert(name.clone())
    }
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

//! Do rules still fit their sites?

use super::ruled::count_matches;
use super::rules::Rules;
use crate::decode::{Hints, decode};
use crate::parse::selectable;
use crate::settings::Settings;
use crate::source::Source;

/// Counts what the selectors of rules match, over many pages.
///
/// ```
/// use copydesk::site::{RuleCheck, rules::Rules};
/// use copydesk::{Settings, Source};
///
/// let rules = Rules::parse("[[site]]\nhost = 'news.example'\nbody = ['p', '.old']").unwrap();
/// let mut check = RuleCheck::new(&rules);
/// let page = b"<link rel=canonical href='https://news.example/1'><p>One<p>Two";
/// assert!(check.page(page, &Source::named("page"), &Settings::default()));
/// assert_eq!(check.counts()[0].selectors, [(2, 1), (0, 0)]);
/// assert!(check.finds_nothing());
/// ```
#[derive(Debug)]
pub struct RuleCheck<'a> {
    rules: &'a Rules,
    counts: Vec<RuleCounts>,
}

/// What the selectors of one rule match.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct RuleCounts {
    /// Pages of its hosts.
    pub pages: u64,
    /// For each selector, how many elements it matches and on how many pages.
    pub selectors: Vec<(u64, u64)>,
}

impl<'a> RuleCheck<'a> {
    /// Begins to count.
    pub fn new(rules: &'a Rules) -> RuleCheck<'a> {
        let zero = |selectors: usize| RuleCounts { pages: 0, selectors: vec![(0, 0); selectors] };
        let counts = rules.rules.iter().map(|rule| zero(rule.selectors.len())).collect();
        RuleCheck { rules, counts }
    }

    /// Counts a page; false where no rule is for its host.
    pub fn page(&mut self, bytes: &[u8], source: &Source, settings: &Settings) -> bool {
        let hints = Hints { charset: source.charset(), tld: source.top_level_domain() };
        let html = selectable(&decode(bytes, hints).text, &settings.limits);
        let Some((rule, _)) = self.rules.of_page(&html, source) else { return false };
        let at = self.rules.rules.iter().position(|other| std::ptr::eq(other, rule));
        let Some(counts) = at.map(|at| &mut self.counts[at]) else { return false };
        counts.pages += 1;
        for (count, found) in counts.selectors.iter_mut().zip(count_matches(rule, &html)) {
            count.0 += found as u64;
            count.1 += u64::from(found > 0);
        }
        true
    }

    /// The counts so far, in the order of the rules.
    pub fn counts(&self) -> &[RuleCounts] {
        &self.counts
    }

    /// Is there a selector that matches nothing on all pages of its hosts?
    pub fn finds_nothing(&self) -> bool {
        let dead = |counts: &RuleCounts| counts.selectors.iter().any(|count| count.0 == 0);
        self.counts.iter().any(|counts| counts.pages > 0 && dead(counts))
    }
}

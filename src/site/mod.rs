//! What the pages of one site teach about each other.
//!
//! Text that stands on several articles of a site belongs to none of them, and a template that
//! held bodies on other pages holds one here. A first pass over the pages counts both, host by
//! host ([`learn`]); the second pass cleans the pages as usual with the counts as evidence
//! ([`crate::Settings::site`]): a correction on the score of each block, before the body is chosen.
//!
//! ```
//! use copydesk::site::SiteModel;
//! use copydesk::{Settings, Source, clean};
//!
//! let pages: Vec<String> = ["Dam opens", "Bridge closed", "Ferry is back", "Lock mended"]
//!     .iter()
//!     .map(|title| {
//!         format!(
//!             "<title>{title}</title><link rel=canonical href='https://news.example/{title}'>\
//!              <body><article><h1>{title}</h1>\
//!              <p>{title}, the harbour office said on Monday, after a year of work on the river.\
//!              <p>People came from both banks to see it: “{title}”, they told each other.\
//!              <p>You are reading the Example, the paper of the river and its people.</article>"
//!         )
//!     })
//!     .collect();
//! let mut model = SiteModel::with_least_pages(2);
//! let settings = Settings::default();
//! for page in &pages {
//!     model.add(SiteModel::observe(page.as_bytes(), &Source::named("page"), &settings));
//! }
//! let settings = Settings { site: Some(model.into()), ..settings };
//! let article = clean(pages[0].as_bytes(), &Source::named("page"), &settings);
//! assert!(!article.text.contains("You are reading"));
//! ```

mod check;
mod containers;
pub mod ftr;
mod host;
mod learn;
mod observation;
mod repeats;
mod ruled;
pub mod rules;
mod xpath;

pub use check::{RuleCheck, RuleCounts};
pub use learn::{Learning, learn};
pub use observation::Observation;
pub(crate) use ruled::{Ruled, Selected};

use crate::input::{Content, sniff};
use crate::label::{Labels, Reason, label, label_with};
use crate::pipeline::{ReadPage, read_page};
use crate::segment::Page;
use crate::settings::{Favor, Settings};
use crate::source::Source;
use host::Host;
use std::borrow::Cow;
use std::collections::BTreeMap;

/// Articles of a host from which its pages teach something.
pub const LEAST_PAGES: u32 = 8;
/// Counts kept for all hosts together, some 50 bytes each; past it the hosts with the fewest pages
/// are let go.
const MAX_COUNTS: usize = 4_000_000;

/// What the pages of each site have in common.
#[derive(Debug, Clone)]
pub struct SiteModel {
    hosts: BTreeMap<String, Host>,
    least: u32,
    counts: usize,
}

impl Default for SiteModel {
    fn default() -> Self {
        SiteModel::with_least_pages(LEAST_PAGES)
    }
}

impl SiteModel {
    /// A model that says nothing of hosts with fewer different articles than this.
    pub fn with_least_pages(least: u32) -> SiteModel {
        SiteModel { hosts: BTreeMap::new(), least: least.max(2), counts: 0 }
    }

    /// What a page has to tell; nothing when it is no page or does not say where it is from.
    pub fn observe(bytes: &[u8], source: &Source, settings: &Settings) -> Option<Observation> {
        let fits = bytes.len() <= settings.limits.bytes;
        if !fits || !matches!(sniff(bytes), Content::Html) {
            return None;
        }
        let ReadPage { page, .. } = read_page(bytes, false, source, settings);
        let labels = label(&page, settings.favor);
        Observation::of(&page, &labels, source)
    }

    /// Counts what a page had to tell. The model depends on the order of the pages as far as its
    /// bounds are reached.
    pub fn add(&mut self, observation: Option<Observation>) {
        let Some(observation) = observation else { return };
        let host = self.hosts.entry(observation.host.clone()).or_default();
        let before = host.counts();
        host.add(&observation);
        self.counts = self.counts + host.counts() - before;
        if self.counts > MAX_COUNTS {
            self.let_go();
        }
    }

    /// Hosts that have pages enough, with the number of their different articles.
    pub fn hosts(&self) -> impl Iterator<Item = (&str, u32)> {
        let enough = self.hosts.iter().filter(|(_, host)| host.articles >= self.least);
        enough.map(|(name, host)| (name.as_str(), host.articles))
    }

    fn let_go(&mut self) {
        let mut sizes: Vec<u32> = self.hosts.values().map(|host| host.articles).collect();
        sizes.sort_unstable();
        let median = sizes[sizes.len() / 2];
        let largest = sizes[sizes.len() - 1];
        self.hosts.retain(|_, host| host.articles > median || host.articles == largest);
        self.counts = self.hosts.values().map(Host::counts).sum();
    }

    /// Labels a page anew with what the other pages of its site say, if there are enough.
    pub(crate) fn reconsider(
        &self,
        page: &Page,
        labels: &mut Labels,
        source: &Source,
        favor: Favor,
    ) {
        let host = observation::host_of(page, source).and_then(|name| self.hosts.get(&name));
        let Some(host) = host.filter(|host| host.articles >= self.least) else { return };
        let Some(observation) = Observation::of(page, labels, source) else { return };
        let evidence = host.evidence(page, &observation);
        let mut new = label_with(page, favor, |block| evidence[block].shift);
        for (block, verdict) in new.verdicts.iter_mut().enumerate() {
            if verdict.label.is_body() != observation.body[block] {
                verdict.reason = evidence[block].reason();
            }
        }
        *labels = new;
    }
}

/// What the other pages of its site say about a block.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub(crate) struct Evidence {
    /// To be added to the log-odds that the block is body.
    pub shift: f32,
    /// Other articles of the site that have the same text, and how many there are.
    pub repeats: (u32, u32),
}

impl Evidence {
    fn reason(&self) -> Reason {
        let (others, all) = self.repeats;
        let evidence = match others {
            0 => Cow::Borrowed("what its template held on other pages of the site"),
            _ => Cow::Owned(format!("stands on {others} of {all} other articles of the site")),
        };
        Reason { stage: "site", evidence }
    }
}

//! The counts of one host, within bounds.

use super::containers::{self, Sides};
use super::observation::Observation;
use super::{Evidence, repeats};
use crate::label::words::{HashedMap, HashedSet};
use crate::segment::Page;

/// Texts and places counted for one host; a real site's articles come to some 300 new ones each.
const MAX_COUNTS: usize = 1 << 17;
/// Names of articles remembered.
const MAX_NAMES: usize = 1 << 17;

/// On how many articles something was seen.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub(super) struct Count {
    pub articles: u32,
    /// The last of them, so that an article that was saved twice counts once.
    last: u32,
}

impl Count {
    fn see(&mut self, article: u32) {
        if self.articles == 0 || self.last != article {
            *self = Count { articles: self.articles + 1, last: article };
        }
    }
}

/// What the pages of a host have in common.
#[derive(Debug, Clone, Default)]
pub(super) struct Host {
    /// Different articles seen.
    pub articles: u32,
    names: HashedMap<u32>,
    texts: HashedMap<Count>,
    places: HashedMap<Sides>,
}

impl Host {
    pub fn counts(&self) -> usize {
        self.names.len() + self.texts.len() + self.places.len()
    }

    pub fn add(&mut self, page: &Observation) {
        let known = page.article.iter().find_map(|name| self.names.get(name).copied());
        let article = known.unwrap_or(self.articles);
        if known.is_none() {
            self.articles += 1;
        }
        if self.names.len() < MAX_NAMES {
            self.names.extend(page.article.iter().map(|&name| (name, article)));
        }
        for text in &page.texts {
            for hash in [text.whole, text.lead].into_iter().filter(|&hash| hash != 0) {
                self.texts.entry(hash).or_default().see(article);
            }
        }
        for (place, &body) in page.places.iter().zip(&page.body) {
            for &key in &place.keys {
                let sides = self.places.entry(key).or_default();
                if body { sides.body.see(article) } else { sides.other.see(article) }
            }
        }
        self.prune(article);
    }

    /// Lets go of what was seen least, but for what this article brought: lossy counting (Manku and
    /// Motwani, "Approximate frequency counts over data streams", VLDB 2002).
    fn prune(&mut self, article: u32) {
        let mut least = 1;
        while self.texts.len() > MAX_COUNTS && least < 64 {
            self.texts.retain(|_, count| count.articles > least || count.last == article);
            least *= 2;
        }
        if self.places.len() > MAX_COUNTS {
            self.places.retain(|_, sides| sides.body.articles + sides.other.articles > 1);
        }
        if self.texts.len() > 2 * MAX_COUNTS || self.places.len() > 2 * MAX_COUNTS {
            // Nothing repeats here, so there is nothing to learn.
            self.texts.clear();
            self.places.clear();
        }
    }

    /// What the other articles say of a page that has been counted.
    pub fn evidence(&self, page: &Page, observation: &Observation) -> Vec<Evidence> {
        let mut own: [HashedSet; 2] = Default::default();
        for (place, &body) in observation.places.iter().zip(&observation.body) {
            own[usize::from(!body)].extend(&place.keys);
        }
        let all = self.articles - 1;
        (0..page.blocks.len())
            .map(|block| {
                let text = observation.texts[block];
                let others = |hash: u64| repeats::others(self.texts.get(&hash));
                let (whole, lead) = (others(text.whole), others(text.lead));
                let by_text = repeats::shift(page, block, whole, all);
                // The words at its beginning are weaker evidence than all of them.
                let by_lead = 0.5 * repeats::shift(page, block, lead, all);
                let sides = observation.places[block].keys.iter().filter_map(|key| {
                    Some((self.places.get(key)?, [own[0].contains(key), own[1].contains(key)]))
                });
                let by_place = containers::shift(sides);
                Evidence { shift: by_text.min(by_lead) + by_place, repeats: (whole.max(lead), all) }
            })
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::site::repeats::Text;

    fn page(article: u64, texts: impl IntoIterator<Item = u64>) -> Observation {
        let texts = texts.into_iter().map(|whole| Text { whole, lead: 0 }).collect();
        Observation {
            host: "news.example".to_owned(),
            article: vec![article],
            texts,
            places: Vec::new(),
            body: Vec::new(),
        }
    }

    #[test]
    fn an_article_counts_once_however_often_it_was_saved() {
        let mut host = Host::default();
        for article in [1, 1, 2, 1] {
            host.add(&page(article, [7, 100 + article]));
        }
        assert_eq!(host.articles, 2);
        assert_eq!(host.texts[&101].articles, 1);
        assert!(host.texts[&7].articles >= 2);
    }

    #[test]
    fn memory_is_bounded_and_what_repeats_is_kept() {
        let mut host = Host::default();
        for article in 1..60 {
            host.add(&page(article, (0..10_000).map(|text| article * 10_000 + text).chain([7])));
            assert!(host.counts() <= MAX_COUNTS + 20_000);
        }
        assert_eq!(host.texts[&7].articles, 59);
    }
}

//! URLs found on the way: which of them are fetched.

use super::address;
use super::clues;
use super::discover::{Entry, WELL_KNOWN_SITEMAPS};
use super::paging::listing_page;
use super::rows::{Kind, Place, UrlRow};
use super::run::{CrawlError, Engine};
use super::settings::{MAX_PAGES, MAX_SITEMAP_DEPTH, MAX_SITEMAPS};
use super::state::StateError;
use crate::article::Article;
use crate::fetch::Rules;
use url::Url;

impl Engine<'_> {
    pub(super) fn add_sitemaps(
        &mut self,
        row: &UrlRow,
        rules: &Rules,
        url: &Url,
    ) -> Result<(), StateError> {
        let listed = rules.sitemaps(url);
        let guessed = WELL_KNOWN_SITEMAPS.iter().filter_map(|path| url.join(path).ok());
        let sitemaps: Vec<Url> = if listed.is_empty() { guessed.collect() } else { listed };
        let place = Place { site: row.site, depth: 1, page: 0 };
        for sitemap in sitemaps {
            self.state.add(sitemap.as_str(), &sitemap, Kind::Sitemap, place)?;
        }
        Ok(())
    }

    /// Sitemaps that a sitemap lists.
    pub(super) fn add_further_sitemaps(
        &mut self,
        row: &UrlRow,
        entries: Vec<Entry>,
    ) -> Result<(), StateError> {
        let place = Place { site: row.site, depth: row.depth + 1, page: 0 };
        if place.depth > MAX_SITEMAP_DEPTH {
            return Ok(());
        }
        for entry in self.recent(entries) {
            // Indexes of indexes multiply: two small files could list a billion sitemaps.
            if self.sitemaps >= MAX_SITEMAPS {
                tracing::warn!(url = row.url, "too many sitemaps: the rest is left out");
                break;
            }
            self.sitemaps += 1;
            self.state.add(entry.url.as_str(), &entry.url, Kind::Sitemap, place)?;
        }
        Ok(())
    }

    /// Entries in scope by date, newest first.
    fn recent(&self, mut entries: Vec<Entry>) -> Vec<Entry> {
        let since = self.settings.scope.since;
        entries.retain(|entry| match (since, entry.date) {
            (Some(since), Some(date)) => date >= since,
            _ => true,
        });
        entries.sort_by_key(|entry| std::cmp::Reverse(entry.date));
        entries
    }

    pub(super) fn add_entries(
        &mut self,
        row: &UrlRow,
        entries: Vec<Entry>,
    ) -> Result<(), CrawlError> {
        let place = Place { site: row.site, depth: row.depth + 1, page: 0 };
        for entry in self.recent(entries) {
            if row.site > 0
                && !(self.sites.contains(row.site, &entry.url)
                    && (entry.news || clues::looks_like_article(&entry.url)))
            {
                continue;
            }
            self.add_found(&entry.url, Kind::Found, place)?;
        }
        Ok(())
    }

    pub(super) fn add_links(
        &mut self,
        row: &UrlRow,
        from: &Url,
        is_article: bool,
        feeds: &[Url],
        links: Vec<Url>,
    ) -> Result<(), CrawlError> {
        if row.kind == Kind::Section && row.depth == 0 {
            let place = Place { site: row.site, depth: 1, page: 0 };
            for feed in feeds {
                if self.sites.contains(row.site, feed) || feed.host() == from.host() {
                    self.state.add(feed.as_str(), feed, Kind::Feed, place)?;
                }
            }
        }
        let mut depth = row.depth;
        if row.kind == Kind::Section {
            depth = self.state.depth(row)?;
            self.barren.note(from, is_article, &links);
        }
        for link in links {
            if !self.sites.contains(row.site, &link) || !clues::may_be_page(&link) {
                continue;
            }
            let mut kind = Kind::Section;
            let mut place = Place { site: row.site, depth: depth + 1, page: 0 };
            // The further pages of a listing are as far from the front as the first.
            if row.kind == Kind::Section
                && let Some(page) = listing_page(from, &link)
            {
                place = Place { depth: depth.max(1), page: page - 1, ..place };
            } else if clues::looks_like_article(&link) {
                kind = Kind::Found;
            }
            if place.depth <= self.settings.scope.max_depth {
                self.add_found(&link, kind, place)?;
            }
        }
        Ok(())
    }

    pub(super) fn add_found(
        &mut self,
        url: &Url,
        kind: Kind,
        place: Place,
    ) -> Result<(), CrawlError> {
        let url = address::normalize(url);
        if self.has_enough(place.site) || !matches!(url.scheme(), "http" | "https") {
            return Ok(());
        }
        // Sections are the way to articles: include, exclude and dates are about what is kept.
        if kind == Kind::Found
            && !self.settings.scope.admits(url.as_str(), clues::latest_date(&url))
        {
            return Ok(());
        }
        if self.state.add(url.as_str(), &url, kind, place)? {
            self.summary.found += 1;
        }
        Ok(())
    }

    /// Have as many pages been found as are wanted, for a site or (0) in feeds and sitemaps?
    pub(super) fn has_enough(&self, site: i64) -> bool {
        let limit = self.settings.scope.max_pages.or((site > 0).then_some(MAX_PAGES));
        limit.is_some_and(|limit| self.found_before + self.summary.found >= limit)
    }

    /// Does a page found say that it is older than what is wanted?
    pub(super) fn is_older(&self, article: &Article) -> bool {
        let Some(since) = self.settings.scope.since else { return false };
        let facts = &article.metadata;
        let dates = [&facts.date_published, &facts.date_modified];
        let latest = dates.into_iter().flatten().filter_map(|date| clues::end_of(date)).max();
        latest.is_some_and(|date| date < since)
    }
}

//! URLs found on the way: which of them are fetched.

use super::address;
use super::discover::{Entry, PageHead, WELL_KNOWN_SITEMAPS};
use super::frontier::{Kind, UrlRow};
use super::run::{CrawlError, Engine};
use super::settings::MAX_PAGES;
use super::state::StateError;
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
        for sitemap in sitemaps {
            self.state.add(sitemap.as_str(), &sitemap, Kind::Sitemap, row.site, 1)?;
        }
        Ok(())
    }

    /// Entries in scope by date, newest first.
    pub(super) fn recent(&self, mut entries: Vec<Entry>) -> Vec<Entry> {
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
        depth: u32,
    ) -> Result<(), CrawlError> {
        for entry in self.recent(entries) {
            if row.site > 0
                && !(self.sites.contains(row.site, &entry.url)
                    && (entry.news || address::looks_like_article(&entry.url)))
            {
                continue;
            }
            self.add_found(&entry.url, Kind::Found, row.site, depth)?;
        }
        Ok(())
    }

    pub(super) fn add_links(
        &mut self,
        row: &UrlRow,
        from: &Url,
        head: &PageHead,
        links: Vec<Url>,
    ) -> Result<(), CrawlError> {
        let nofollow = head.robots.as_deref().is_some_and(|robots| {
            let robots = robots.to_ascii_lowercase();
            robots.contains("nofollow") || robots.contains("none")
        });
        if row.kind == Kind::Section && row.depth == 0 {
            for feed in &head.feeds {
                if self.sites.contains(row.site, feed) || feed.host() == from.host() {
                    self.state.add(feed.as_str(), feed, Kind::Feed, row.site, 1)?;
                }
            }
        }
        let depth = row.depth + 1;
        if nofollow || depth > self.settings.scope.max_depth {
            return Ok(());
        }
        for link in links {
            if !self.sites.contains(row.site, &link) || !address::may_be_page(&link) {
                continue;
            }
            let kind = match address::looks_like_article(&link) {
                true => Kind::Found,
                false => Kind::Section,
            };
            self.add_found(&link, kind, row.site, depth)?;
        }
        Ok(())
    }

    pub(super) fn add_found(
        &mut self,
        url: &Url,
        kind: Kind,
        site: i64,
        depth: u32,
    ) -> Result<(), CrawlError> {
        let url = address::normalize(url);
        let limit = self.settings.scope.max_pages.or((site > 0).then_some(MAX_PAGES));
        if limit.is_some_and(|limit| self.summary.found >= limit) {
            return Ok(());
        }
        // Sections are the way to articles: include and exclude are about what is kept.
        if kind == Kind::Found && !self.settings.scope.admits(url.as_str(), None) {
            return Ok(());
        }
        if self.state.add(url.as_str(), &url, kind, site, depth)? {
            self.summary.found += 1;
        }
        Ok(())
    }
}

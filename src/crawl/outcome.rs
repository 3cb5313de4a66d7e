//! What answers do to the crawl: the pace of hosts, records, and URLs to come.

use super::address;
use super::clues;
use super::discover::PageHead;
use super::job::{Event, Outcome, Record, RobotsAnswer, Visit};
use super::robots_store::Known;
use super::rows::{Ended, Kind, Place, UrlRow};
use super::run::{CrawlError, Engine, now};
use crate::fetch::{FetchError, RobotsFile, Signal, parse_url};
use url::Url;

impl Engine<'_> {
    pub(super) fn handle(&mut self, event: Event) -> Result<(), CrawlError> {
        // Rounded up, as pauses count from here.
        let now = now() + 1;
        match event {
            Event::Answered { host, signal, backoff, error } => {
                self.requests -= 1;
                let mut crawl_delay = None;
                if let Some(busy) = self.busy.get_mut(&host) {
                    busy.requests -= 1;
                    crawl_delay = busy.crawl_delay;
                    if busy.is_idle() {
                        self.busy.remove(&host);
                    }
                }
                let before = self.state.host(host)?.pace;
                let mut pace = before;
                pace.end(signal, now, backoff.as_millis() as i64);
                if self.settings.politeness.per_host <= 1 {
                    // The pause that was set when the request began, from its end on.
                    pace.rest(now, pace.pause(&self.settings.politeness, crawl_delay));
                }
                if error.is_some() || pace.differs(&before) {
                    self.state.set_pace(host, &pace, error.as_deref())?;
                }
                if let Signal::Busy { .. } = signal {
                    // On disk at once: what the server asks for must not be forgotten.
                    self.save()?;
                }
            }
            Event::Robots { waiting, origin, result, last_try } => {
                self.robots_in_flight -= 1;
                if let Some(busy) = self.busy.get_mut(&waiting) {
                    busy.robots = false;
                    if busy.is_idle() {
                        self.busy.remove(&waiting);
                    }
                }
                match result {
                    Ok(RobotsAnswer::File(file)) => {
                        self.keep_robots(waiting, &origin, &file, now)?;
                    }
                    Ok(RobotsAnswer::Hop(target)) => {
                        self.robots.hop(&mut self.state, &origin, &target)?;
                    }
                    Err(FetchError::Status { code, .. }) if last_try => {
                        let file = RobotsFile::Unreachable(code);
                        self.robots.put(&mut self.state, &origin, &file, now)?;
                    }
                    Err(error) if last_try => {
                        let failure = (error.status().name(), error.to_string());
                        let failure = (failure.0, failure.1.as_str());
                        self.robots.give_up(&mut self.state, &origin, failure, now)?;
                    }
                    Err(_) => {
                        self.summary.retries += 1;
                        self.robots.failed(&mut self.state, &origin)?;
                    }
                }
            }
            Event::Visited { visit, outcome, spent } => {
                self.in_flight.remove(&visit.row.id);
                if let Some(busy) = self.busy.get_mut(&visit.row.host) {
                    busy.visits -= 1;
                    if busy.is_idle() {
                        self.busy.remove(&visit.row.host);
                    }
                }
                self.visited(*visit, outcome, spent, now)?;
            }
        }
        Ok(())
    }

    /// Keeps a robots.txt; the pause it asks for counts from its own request on.
    pub(super) fn keep_robots(
        &mut self,
        host: i64,
        origin: &str,
        file: &RobotsFile,
        now: i64,
    ) -> Result<(), CrawlError> {
        self.robots.put(&mut self.state, origin, file, now)?;
        let known = self.robots.get(&self.state, origin, &self.shared.product, now)?;
        if let Known::Rules(rules) = known
            && rules.crawl_delay().is_some()
        {
            let mut row = self.state.host(host)?;
            let pause = self.pause(&row, Some(&rules));
            row.pace.rest(now, pause);
            self.state.set_pace(host, &row.pace, None)?;
        }
        Ok(())
    }

    pub(super) fn visited(
        &mut self,
        visit: Visit,
        outcome: Outcome,
        spent: u64,
        now: i64,
    ) -> Result<(), CrawlError> {
        let row = &visit.row;
        match outcome {
            Outcome::Again(reason) => {
                tracing::debug!(url = row.url, tries = row.tries + 1, reason, "to be tried again");
                self.summary.retries += 1;
                let own = self.shared.backoff(row.tries + 1, row.id).as_millis() as i64;
                let due = self.state.host(row.host)?.pace.next_at.max(now + own);
                self.state.again(row, due, spent as i64)?;
            }
            Outcome::Part(part, next) => {
                // The further pages belong to this article and are none of their own.
                self.state.claim_mark(address::key(&next), row.id)?;
                self.state.add_part(row.id, &part)?;
                self.state.hop(row, &next, spent as i64)?;
            }
            Outcome::Hop(target) => self.state.hop(row, &target, spent as i64)?,
            Outcome::Unchanged(mut ended) => {
                if let Some(previous) = visit.previous {
                    ended.hash = ended.hash.or(previous.hash);
                    ended.etag = ended.etag.or(previous.etag);
                    ended.last_modified = ended.last_modified.or(previous.last_modified);
                }
                self.summary.unchanged += 1;
                self.state.finish(row, &ended)?;
            }
            Outcome::Sources(content, ended) => {
                self.summary.sources += 1;
                self.add_entries(row, content.pages)?;
                self.add_further_sitemaps(row, content.sitemaps)?;
                self.state.finish(row, &ended)?;
            }
            Outcome::Record(record) => self.record(&visit, *record)?,
        }
        Ok(())
    }

    pub(super) fn record(&mut self, visit: &Visit, record: Record) -> Result<(), CrawlError> {
        let Record { mut article, ended, head, links, first, raw } = record;
        let row = &visit.row;
        if !visit.parts.is_empty() {
            self.state.drop_parts(row.id)?;
        }
        if let (Some(warc), Some(raw)) = (&mut self.warc, raw) {
            warc.append(&raw)?;
        }
        let declared = head.is_article || article.metadata.date_published.is_some();
        let is_article = article.status.is_ok() && declared && row.depth > 0;
        if row.site > 0 {
            self.add_links(row, &visit.next, is_article, &head.feeds, links)?;
        }
        if row.kind == Kind::Section && ended.is_page() && !is_article {
            self.summary.sources += 1;
            self.state.finish(row, &ended)?;
            return Ok(());
        }
        if matches!(row.kind, Kind::Found | Kind::Section) && article.status.is_ok() {
            if self.is_older(&article) {
                self.summary.older += 1;
                self.state.finish(row, &ended)?;
                return Ok(());
            }
            if let Some((is, other)) = self.known_article(visit, &ended, &head, first)? {
                article = article.into_duplicate(other.clone());
                article.detail = Some(format!("{is} {other}"));
            }
        }
        let status = article.status.name();
        self.give(row, article, &Ended { status, ..ended })
    }
}

impl Engine<'_> {
    /// Which article a page found repeats, if it does, and what it is to it.
    fn known_article(
        &mut self,
        visit: &Visit,
        ended: &Ended,
        head: &PageHead,
        first: Option<Url>,
    ) -> Result<Option<(&'static str, String)>, CrawlError> {
        let row = &visit.row;
        let same = |other: String| ("the same article as", other);
        // A page that turned out to belong to another article while it was fetched?
        let own = parse_url(&row.url).map_or(row.id, |url| address::key(&url));
        if let Some(other) = self.state.mark(own, row.id)? {
            return Ok(Some(same(other)));
        }
        // A later page that leads back to a first one which is still to come.
        if let Some(first) = first
            && self.is_to_come(&first, row)?
        {
            return Ok(Some(("a further page of", first.to_string())));
        }
        let canonical = head.canonical.as_ref().filter(|url| {
            let host = |url: &Url| address::site_of(url.host_str().unwrap_or("")).into_owned();
            host(url) == host(&visit.next) && !is_front(url)
        });
        if let Some(canonical) = canonical {
            // A version for phones or printers gives way to the article itself.
            if (head.amp || clues::is_version(&visit.next))
                && !clues::is_version(canonical)
                && address::key(canonical) != own
                && self.is_to_come(canonical, row)?
            {
                return Ok(Some(("a version of", canonical.to_string())));
            }
            if let Some(other) = self.state.mark(address::key(canonical), row.id)? {
                return Ok(Some(same(other)));
            }
        }
        match ended.hash {
            Some(hash) => Ok(self.state.mark(hash.short().cast_signed(), row.id)?.map(same)),
            None => Ok(None),
        }
    }

    /// Is a page queued, or can it be?
    fn is_to_come(&mut self, url: &Url, from: &UrlRow) -> Result<bool, CrawlError> {
        let place = Place { site: from.site, depth: from.depth, page: 0 };
        self.add_found(url, Kind::Found, place)?;
        Ok(self.state.queued(address::key(url))? == Some(true))
    }
}

fn is_front(url: &Url) -> bool {
    url.path() == "/" && url.query().is_none()
}

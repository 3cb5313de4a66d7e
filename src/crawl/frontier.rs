//! The frontier: which URL comes next, of a million, without holding them in memory.
//!
//! Each host knows when it may be asked next ([`Pace`]); a host's queue is ordered by due time.
//! Claims are not written down: what was in flight when the process died is simply still queued.

use super::address::{exact_key, key};
use super::state::{State, StateError};
use crate::dedupe::ContentHash;
use crate::fetch::Pace;
use rusqlite::{OptionalExtension, Row, params};
use url::Url;

/// What a URL is to the crawl.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(u8)]
pub enum Kind {
    /// A page that the user named: gives a record whatever it holds.
    Named = 0,
    /// A page found in a feed, a sitemap or on a site.
    Found = 1,
    /// RSS, Atom or JSON Feed.
    Feed = 2,
    /// A sitemap, or an index of sitemaps.
    Sitemap = 3,
    /// A front or section page: read for its links.
    Section = 4,
}

impl Kind {
    pub(super) fn from_number(number: i64) -> Kind {
        match number {
            1 => Kind::Found,
            2 => Kind::Feed,
            3 => Kind::Sitemap,
            4 => Kind::Section,
            _ => Kind::Named,
        }
    }

    /// Order among fresh URLs of a host: sources first, so that the queue fills.
    fn rank(self) -> i64 {
        match self {
            Kind::Feed | Kind::Sitemap => 0,
            Kind::Section => 1,
            Kind::Named | Kind::Found => 2,
        }
    }
}

/// A host that may be asked.
#[derive(Debug, Clone)]
pub(super) struct HostRow {
    pub id: i64,
    pub name: String,
    pub pace: Pace,
    pub last_error: Option<String>,
}

/// A queued URL.
#[derive(Debug, Clone)]
pub(super) struct UrlRow {
    pub id: i64,
    pub host: i64,
    pub url: String,
    pub kind: Kind,
    pub site: i64,
    pub depth: u32,
    pub tries: u32,
    pub spent: i64,
    pub hops: Vec<Url>,
}

/// How a URL ended.
#[derive(Debug, Clone, Default)]
pub(super) struct Ended {
    pub status: &'static str,
    pub http_status: Option<u16>,
    pub fetched_at: i64,
    pub bytes: u64,
    pub elapsed: u64,
    pub etag: Option<String>,
    pub last_modified: Option<String>,
    pub hash: Option<ContentHash>,
}

impl Ended {
    /// Was there a page?
    pub(super) fn is_page(&self) -> bool {
        self.http_status.is_some_and(|status| (200..300).contains(&status))
    }
}

/// What a later visit knows of the one before.
#[derive(Debug, Clone, Default)]
pub(super) struct Previous {
    pub etag: Option<String>,
    pub last_modified: Option<String>,
    pub hash: Option<ContentHash>,
}

impl State {
    /// Queues a URL unless it is known; tells whether it was new. `text` is the URL as asked for.
    pub(super) fn add(
        &mut self,
        text: &str,
        url: &Url,
        kind: Kind,
        site: i64,
        depth: u32,
    ) -> Result<bool, StateError> {
        self.begin()?;
        let key = match kind {
            Kind::Named => exact_key(url),
            _ if self.known(exact_key(url))? => return Ok(false),
            _ => key(url),
        };
        let host = self.host_id(url.host_str().unwrap_or(""))?;
        let added = self
            .db
            .prepare_cached(
                "INSERT INTO urls (key, url, host, kind, site, depth, due)
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)
                 ON CONFLICT (key) DO NOTHING",
            )?
            .execute(params![key, text, host, kind as u8, site, depth, kind.rank()])?;
        if added > 0 {
            // A fresh URL is due at once: the host is ready as soon as its pace allows.
            self.db
                .prepare_cached(
                    "UPDATE hosts SET ready_at = max(next_at, ?2)
                     WHERE id = ?1 AND (ready_at IS NULL OR ready_at > max(next_at, ?2))",
                )?
                .execute(params![host, kind.rank()])?;
        }
        Ok(added > 0)
    }

    fn known(&self, key: i64) -> Result<bool, StateError> {
        let mut query = self.db.prepare_cached("SELECT 1 FROM urls WHERE key = ?1")?;
        Ok(query.exists([key])?)
    }

    pub(super) fn host_id(&mut self, name: &str) -> Result<i64, StateError> {
        if let Some(&id) = self.hosts.get(name) {
            return Ok(id);
        }
        self.begin()?;
        self.db
            .prepare_cached("INSERT INTO hosts (name) VALUES (?1) ON CONFLICT (name) DO NOTHING")?
            .execute([name])?;
        let id = self
            .db
            .prepare_cached("SELECT id FROM hosts WHERE name = ?1")?
            .query_row([name], |row| row.get(0))?;
        if self.hosts.len() >= 50_000 {
            self.hosts.clear();
        }
        self.hosts.insert(name.to_owned(), id);
        Ok(id)
    }

    /// Hosts that may be asked now, the longest waiting first.
    pub(super) fn ready_hosts(&self, now: i64, limit: usize) -> Result<Vec<HostRow>, StateError> {
        let mut query = self.db.prepare_cached(
            "SELECT id, name, next_at, latency, stretch, failures, last_error FROM hosts
             WHERE ready_at <= ?1 ORDER BY ready_at LIMIT ?2",
        )?;
        let rows = query.query_map(params![now, limit as i64], host_row)?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    /// When the next host that has to wait may be asked.
    pub(super) fn next_ready(&self, now: i64) -> Result<Option<i64>, StateError> {
        let mut query = self.db.prepare_cached(
            "SELECT ready_at FROM hosts WHERE ready_at > ?1 ORDER BY ready_at LIMIT 1",
        )?;
        Ok(query.query_row([now], |row| row.get(0)).optional()?)
    }

    /// The first due URLs of a host.
    pub(super) fn due(&self, host: i64, now: i64, limit: usize) -> Result<Vec<UrlRow>, StateError> {
        let mut query = self.db.prepare_cached(
            "SELECT id, host, url, kind, site, depth, tries, spent, hops FROM urls
             WHERE host = ?1 AND state = 0 AND due <= ?2 ORDER BY due, id LIMIT ?3",
        )?;
        let rows = query.query_map(params![host, now, limit as i64], url_row)?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    /// Is anything queued?
    pub(super) fn is_empty(&self) -> Result<bool, StateError> {
        let mut query =
            self.db.prepare_cached("SELECT 1 FROM hosts WHERE ready_at IS NOT NULL LIMIT 1")?;
        Ok(query.query_row([], |_| Ok(())).optional()?.is_none())
    }

    pub(super) fn host(&self, id: i64) -> Result<HostRow, StateError> {
        let mut query = self.db.prepare_cached(
            "SELECT id, name, next_at, latency, stretch, failures, last_error FROM hosts WHERE id = ?1",
        )?;
        Ok(query.query_row([id], host_row)?)
    }

    /// Writes a host's pace down, and when it is ready again.
    pub(super) fn set_pace(
        &mut self,
        host: i64,
        pace: &Pace,
        error: Option<&str>,
    ) -> Result<(), StateError> {
        self.begin()?;
        self.db
            .prepare_cached(
                "UPDATE hosts SET next_at = ?2, latency = ?3, stretch = ?4, failures = ?5,
                 last_error = coalesce(?6, last_error) WHERE id = ?1",
            )?
            .execute(params![
                host,
                pace.next_at,
                pace.latency,
                pace.stretch,
                pace.failures,
                error
            ])?;
        self.settle(host)
    }

    /// Works out when a host is ready from its pace and its queue.
    pub(super) fn settle(&mut self, host: i64) -> Result<(), StateError> {
        self.db
            .prepare_cached(
                "UPDATE hosts SET ready_at = (SELECT max(hosts.next_at, due) FROM urls
                 WHERE host = hosts.id AND state = 0 ORDER BY due, id LIMIT 1) WHERE id = ?1",
            )?
            .execute([host])?;
        Ok(())
    }

    /// Queues a URL for another try.
    pub(super) fn again(&mut self, url: &UrlRow, due: i64, spent: i64) -> Result<(), StateError> {
        self.begin()?;
        self.db
            .prepare_cached(
                "UPDATE urls SET due = ?2, tries = tries + 1, spent = spent + ?3 WHERE id = ?1",
            )?
            .execute(params![url.id, due, spent])?;
        self.settle(url.host)
    }

    /// Queues the target of a redirect, in the place of the URL that led there.
    pub(super) fn hop(&mut self, url: &UrlRow, target: &Url, spent: i64) -> Result<(), StateError> {
        let host = self.host_id(target.host_str().unwrap_or(""))?;
        self.begin()?;
        self.db
            .prepare_cached(
                "UPDATE urls SET host = ?2, tries = 0, due = ?3, spent = spent + ?4,
                 hops = coalesce(hops || char(10), '') || ?5 WHERE id = ?1",
            )?
            .execute(params![url.id, host, 0, spent, target.as_str()])?;
        self.settle(url.host)?;
        self.settle(host)
    }

    /// Writes down how a URL ended; it won't be asked again.
    pub(super) fn finish(&mut self, url: &UrlRow, ended: &Ended) -> Result<(), StateError> {
        self.begin()?;
        self.db.prepare_cached("UPDATE urls SET state = 1 WHERE id = ?1")?.execute([url.id])?;
        self.db
            .prepare_cached(
                "INSERT OR REPLACE INTO results VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)",
            )?
            .execute(params![
                url.id,
                ended.status,
                ended.http_status,
                ended.fetched_at,
                ended.bytes as i64,
                ended.elapsed as i64,
                ended.etag,
                ended.last_modified,
                ended.hash.map(|hash| hash.to_string())
            ])?;
        self.settle(url.host)
    }

    /// What the visit before left, if there was one.
    pub(super) fn previous(&self, url: i64) -> Result<Option<Previous>, StateError> {
        let mut query = self
            .db
            .prepare_cached("SELECT etag, last_modified, hash FROM results WHERE url = ?1")?;
        let row = query.query_row([url], |row| {
            let hash: Option<String> = row.get(2)?;
            let hash = hash.and_then(|hash| hash.parse().ok());
            Ok(Previous { etag: row.get(0)?, last_modified: row.get(1)?, hash })
        });
        Ok(row.optional()?)
    }

    /// Queues done URLs of these kinds again that were fetched before a time; tells how many.
    pub(super) fn refresh(&mut self, kinds: &[Kind], before: i64) -> Result<usize, StateError> {
        self.begin()?;
        let mut count = 0;
        for &kind in kinds {
            count += self.db.execute(
                "UPDATE urls SET state = 0, tries = 0, spent = 0, hops = NULL, due = ?2 WHERE state = 1
                 AND kind = ?1 AND id IN (SELECT url FROM results WHERE fetched_at < ?3)",
                params![kind as u8, kind.rank(), before],
            )?;
        }
        if count > 0 {
            self.rehome()?;
        }
        Ok(count)
    }

    /// Queues done URLs with these statuses again.
    pub(super) fn retry(&mut self, statuses: &[&str]) -> Result<usize, StateError> {
        self.begin()?;
        let mut count = 0;
        for status in statuses {
            count += self.db.execute(
                "UPDATE urls SET state = 0, tries = 0, spent = 0, hops = NULL, due = 2 WHERE state = 1
                 AND id IN (SELECT url FROM results WHERE status = ?1)",
                [status],
            )?;
        }
        self.db.execute("UPDATE hosts SET failures = 0", [])?;
        if count > 0 {
            self.rehome()?;
        }
        Ok(count)
    }

    /// Gives URLs that start over back to the host they were asked for on, as redirects had moved
    /// them, and works out when all hosts are ready.
    fn rehome(&mut self) -> Result<(), StateError> {
        let mut last = 0;
        loop {
            let batch: Vec<(i64, String)> = self
                .db
                .prepare_cached(
                    "SELECT id, url FROM urls WHERE state = 0 AND hops IS NULL AND id > ?1
                     ORDER BY id LIMIT 1000",
                )?
                .query_map([last], |row| Ok((row.get(0)?, row.get(1)?)))?
                .collect::<Result<_, _>>()?;
            let Some(&(id, _)) = batch.last() else { break };
            last = id;
            for (id, text) in batch {
                let Ok(url) = crate::fetch::parse_url(&text) else { continue };
                let host = self.host_id(url.host_str().unwrap_or(""))?;
                self.db
                    .prepare_cached("UPDATE urls SET host = ?2 WHERE id = ?1 AND host <> ?2")?
                    .execute([id, host])?;
            }
        }
        self.db.execute_batch(
            "UPDATE hosts SET ready_at = (SELECT max(hosts.next_at, due) FROM urls
             WHERE host = hosts.id AND state = 0 ORDER BY due, id LIMIT 1)",
        )?;
        Ok(())
    }

    /// Gives a page to the URL whose article it belongs to, whoever had it before.
    pub(super) fn claim_mark(&mut self, mark: i64, url: i64) -> Result<(), StateError> {
        self.begin()?;
        self.db
            .prepare_cached("INSERT OR REPLACE INTO seen VALUES (?1, ?2)")?
            .execute([mark, url])?;
        Ok(())
    }

    /// Notes a canonical URL or content; gives the URL that came with it before, if it was another.
    pub(super) fn mark(&mut self, mark: i64, url: i64) -> Result<Option<String>, StateError> {
        self.begin()?;
        self.db
            .prepare_cached("INSERT INTO seen VALUES (?1, ?2) ON CONFLICT (mark) DO NOTHING")?
            .execute([mark, url])?;
        let mut query = self.db.prepare_cached(
            "SELECT urls.url FROM seen JOIN urls ON urls.id = seen.url
             WHERE mark = ?1 AND seen.url <> ?2",
        )?;
        Ok(query.query_row([mark, url], |row| row.get(0)).optional()?)
    }
}

fn host_row(row: &Row<'_>) -> rusqlite::Result<HostRow> {
    Ok(HostRow {
        id: row.get(0)?,
        name: row.get(1)?,
        pace: Pace {
            next_at: row.get(2)?,
            latency: row.get(3)?,
            stretch: row.get(4)?,
            failures: row.get(5)?,
        },
        last_error: row.get(6)?,
    })
}

fn url_row(row: &Row<'_>) -> rusqlite::Result<UrlRow> {
    let hops: Option<String> = row.get(8)?;
    Ok(UrlRow {
        id: row.get(0)?,
        host: row.get(1)?,
        url: row.get(2)?,
        kind: Kind::from_number(row.get(3)?),
        site: row.get(4)?,
        depth: row.get(5)?,
        tries: row.get(6)?,
        spent: row.get(7)?,
        hops: hops
            .iter()
            .flat_map(|text| text.lines())
            .filter_map(|u| Url::parse(u).ok())
            .collect(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::time::Instant;

    fn url(text: &str) -> Url {
        Url::parse(text).unwrap()
    }

    fn add(state: &mut State, text: &str, kind: Kind) -> bool {
        state.add(text, &url(text), kind, 0, 0).unwrap()
    }

    fn next(state: &State, now: i64) -> Vec<String> {
        let hosts = state.ready_hosts(now, 10).unwrap();
        hosts.iter().flat_map(|h| state.due(h.id, now, 1).unwrap()).map(|row| row.url).collect()
    }

    #[test]
    fn a_url_goes_its_way() {
        let mut state = State::open(None).unwrap();
        assert!(add(&mut state, "http://a.test/1", Kind::Found));
        assert!(add(&mut state, "http://a.test/feed", Kind::Feed));
        assert!(!add(&mut state, "https://a.test/1/?utm_source=x", Kind::Found));
        assert!(add(&mut state, "http://b.test/1", Kind::Named));
        assert!(!add(&mut state, "http://b.test/1", Kind::Found));
        // Sources first; each host by itself.
        assert_eq!(next(&state, 100), ["http://a.test/feed", "http://b.test/1"]);
        // A host that was asked has to wait, and says until when.
        let host = state.ready_hosts(100, 1).unwrap().remove(0);
        state.set_pace(host.id, &Pace { next_at: 500, ..host.pace }, None).unwrap();
        assert_eq!(next(&state, 100), ["http://b.test/1"]);
        assert_eq!(state.next_ready(100).unwrap(), Some(500));
        // Again later, elsewhere, done.
        let row = state.due(host.id, 500, 1).unwrap().remove(0);
        state.again(&row, 900, 10).unwrap();
        assert_eq!(next(&state, 500)[1], "http://a.test/1");
        let row = state.due(host.id, 500, 1).unwrap().remove(0);
        state.hop(&row, &url("http://b.test/moved"), 10).unwrap();
        assert_eq!(state.next_ready(500).unwrap(), Some(900));
        let other = state.ready_hosts(500, 1).unwrap().remove(0).id;
        let moved = state.due(other, 500, 5).unwrap().remove(0);
        assert_eq!(
            (moved.url.as_str(), moved.hops[0].as_str()),
            ("http://a.test/1", "http://b.test/moved")
        );
        for host in [host.id, other] {
            for row in state.due(host, i64::MAX, 10).unwrap() {
                state.finish(&row, &Ended { status: "ok", ..Ended::default() }).unwrap();
            }
        }
        assert!(state.is_empty().unwrap());
        // A new visit starts where the URL was asked for.
        assert_eq!(state.refresh(&[Kind::Found], i64::MAX).unwrap(), 1);
        assert_eq!(state.due(host.id, 500, 5).unwrap()[0].hops, []);
    }

    #[test]
    fn what_was_seen_is_told() {
        let mut state = State::open(None).unwrap();
        add(&mut state, "http://a.test/1", Kind::Found);
        add(&mut state, "http://a.test/2", Kind::Found);
        assert_eq!(state.mark(7, 1).unwrap(), None);
        assert_eq!(state.mark(7, 1).unwrap(), None);
        assert_eq!(state.mark(7, 2).unwrap().as_deref(), Some("http://a.test/1"));
    }

    /// Figures for a big frontier: `cargo test --profile fast --lib big_frontier -- --ignored
    /// --nocapture`.
    #[test]
    #[ignore = "takes half a minute"]
    fn a_big_frontier_is_quick_and_small() {
        let dir = tempfile::tempdir().unwrap();
        let mut state = State::open(Some(&dir.path().join("state"))).unwrap();
        let started = Instant::now();
        for n in 0..1_000_000_u64 {
            let text =
                format!("https://host{}.test/news/2026/11/{n}/a-story-of-some-length", n % 5000);
            assert!(add(&mut state, &text, Kind::Named));
            if n % 10_000 == 9_999 {
                state.commit().unwrap();
            }
        }
        let rate = 1e6 / started.elapsed().as_secs_f64();
        let started = Instant::now();
        for now in 0..2000 {
            let host = state.ready_hosts(1_000, 1).unwrap().remove(0);
            let row = state.due(host.id, 1_000, 2).unwrap().remove(0);
            state.set_pace(host.id, &Pace { next_at: 2_000 + now, ..host.pace }, None).unwrap();
            state.finish(&row, &Ended { status: "ok", ..Ended::default() }).unwrap();
            state.commit().unwrap();
        }
        let claim = started.elapsed() / 2000;
        let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
        let peak = status.lines().find(|line| line.starts_with("VmHWM")).unwrap_or("unknown");
        println!("{rate:.0} URLs/s in, {claim:?} to find, claim and finish one, {peak}");
        assert!(rate > 20_000.0 && claim.as_micros() < 1000);
    }
}

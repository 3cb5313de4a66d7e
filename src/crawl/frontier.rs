//! The frontier: which URL comes next, of a million, without holding them in memory.
//!
//! Each host knows when it may be asked next ([`Pace`]); a host's queue is ordered by due time.
//! Fresh URLs have a rank in the place of a time, which lets the crawl spread: sources first, then
//! sections and articles by their distance from the site's front, so that neither a section's
//! hundredth page nor a trap of ever new links comes before the news.
//! Claims are not written down: what was in flight when the process died is simply still queued.

use super::address::{exact_key, key};
use super::rows::{Ended, HostRow, Kind, Place, UrlRow, host_row, url_row};
use super::state::{State, StateError};
use crate::fetch::Pace;
use rusqlite::{OptionalExtension, params};
use url::Url;

/// Every rank is below, every time above.
const HIGHEST_RANK: i64 = 1_000_000_000;
/// The rank of a URL that starts over; [`rank`] in SQL.
pub(super) const RANK: &str =
    "CASE kind WHEN 2 THEN 0 WHEN 3 THEN 0 WHEN 4 THEN 1 + 2 * depth ELSE 2 + 2 * depth END";

/// Order among the fresh URLs of a host.
fn rank(kind: Kind, place: Place) -> i64 {
    let distance = i64::from(place.depth) + i64::from(place.page);
    match kind {
        Kind::Feed | Kind::Sitemap => 0,
        Kind::Section => 1 + 2 * distance,
        Kind::Named | Kind::Found => 2 + 2 * distance,
    }
}

impl State {
    /// Queues a URL unless it is known; tells whether it was new. `text` is the URL as asked for.
    pub(super) fn add(
        &mut self,
        text: &str,
        url: &Url,
        kind: Kind,
        place: Place,
    ) -> Result<bool, StateError> {
        self.begin()?;
        let key = match kind {
            Kind::Named => exact_key(url),
            _ if self.known(exact_key(url))? => return Ok(false),
            _ => key(url),
        };
        let host = self.host_id(url.host_str().unwrap_or(""))?;
        let due = rank(kind, place);
        let added = self
            .db
            .prepare_cached(
                "INSERT INTO urls (key, url, host, kind, site, depth, due)
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)
                 ON CONFLICT (key) DO NOTHING",
            )?
            .execute(params![key, text, host, kind as u8, place.site, place.depth, due])?;
        if added > 0 {
            // A fresh URL is due at once: the host is ready as soon as its pace allows.
            self.db
                .prepare_cached(
                    "UPDATE hosts SET ready_at = max(next_at, ?2)
                     WHERE id = ?1 AND (ready_at IS NULL OR ready_at > max(next_at, ?2))",
                )?
                .execute(params![host, due])?;
        } else if kind == Kind::Section {
            self.bring_nearer(key, place, due)?;
        }
        Ok(added > 0)
    }

    /// Notes that a queued section is nearer to the front than it seemed: an article's menu may have
    /// named it first.
    fn bring_nearer(&mut self, key: i64, place: Place, due: i64) -> Result<(), StateError> {
        let host: Option<i64> = self
            .db
            .prepare_cached(
                "UPDATE urls SET depth = ?2, due = iif(due < ?4, min(due, ?3), due)
                 WHERE key = ?1 AND kind = 4 AND state = 0 AND depth > ?2 RETURNING host",
            )?
            .query_row(params![key, place.depth, due, HIGHEST_RANK], |row| row.get(0))
            .optional()?;
        self.unsettled.extend(host);
        Ok(())
    }

    /// How far a URL is from the front, as far as is known by now.
    pub(super) fn depth(&self, url: &UrlRow) -> Result<u32, StateError> {
        let mut query = self.db.prepare_cached("SELECT depth FROM urls WHERE id = ?1")?;
        Ok(query.query_row([url.id], |row| row.get(0)).optional()?.unwrap_or(url.depth))
    }

    /// Is a URL known for which this number stands, and is it still queued?
    pub(super) fn queued(&self, key: i64) -> Result<Option<bool>, StateError> {
        let mut query = self.db.prepare_cached("SELECT state = 0 FROM urls WHERE key = ?1")?;
        Ok(query.query_row([key], |row| row.get(0)).optional()?)
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
    pub(super) fn ready_hosts(
        &mut self,
        now: i64,
        limit: usize,
    ) -> Result<Vec<HostRow>, StateError> {
        self.settle()?;
        let mut query = self.db.prepare_cached(
            "SELECT id, name, next_at, latency, stretch, failures, last_error FROM hosts
             WHERE ready_at <= ?1 ORDER BY ready_at LIMIT ?2",
        )?;
        let rows = query.query_map(params![now, limit as i64], host_row)?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    /// When the next host that has to wait may be asked.
    pub(super) fn next_ready(&mut self, now: i64) -> Result<Option<i64>, StateError> {
        self.settle()?;
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
    pub(super) fn is_empty(&mut self) -> Result<bool, StateError> {
        self.settle()?;
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
        self.unsettled.insert(host);
        Ok(())
    }

    /// Works out when the hosts whose pace or queue has changed are ready.
    pub(super) fn settle(&mut self) -> Result<(), StateError> {
        while let Some(host) = self.unsettled.pop_first() {
            self.db
                .prepare_cached(
                    "UPDATE hosts SET ready_at = (SELECT max(hosts.next_at, due) FROM urls
                     WHERE host = hosts.id AND state = 0 ORDER BY due, id LIMIT 1) WHERE id = ?1",
                )?
                .execute([host])?;
        }
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
        self.unsettled.insert(url.host);
        Ok(())
    }

    /// Puts a URL off, which is no failure.
    pub(super) fn put_off(&mut self, url: &UrlRow, due: i64) -> Result<(), StateError> {
        self.begin()?;
        self.db.prepare_cached("UPDATE urls SET due = ?2 WHERE id = ?1")?.execute([url.id, due])?;
        self.unsettled.insert(url.host);
        Ok(())
    }

    /// Forgets a URL, so that it may be found anew.
    pub(super) fn forget(&mut self, url: &UrlRow) -> Result<(), StateError> {
        self.begin()?;
        self.db.prepare_cached("DELETE FROM urls WHERE id = ?1")?.execute([url.id])?;
        self.unsettled.insert(url.host);
        Ok(())
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
        self.unsettled.extend([url.host, host]);
        Ok(())
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
        self.unsettled.insert(url.host);
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::time::Instant;

    fn url(text: &str) -> Url {
        Url::parse(text).unwrap()
    }

    fn add(state: &mut State, text: &str, kind: Kind) -> bool {
        state.add(text, &url(text), kind, Place::default()).unwrap()
    }

    fn next(state: &mut State, now: i64) -> Vec<String> {
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
        assert_eq!(next(&mut state, 100), ["http://a.test/feed", "http://b.test/1"]);
        // A host that was asked has to wait, and says until when.
        let host = state.ready_hosts(100, 1).unwrap().remove(0);
        state.set_pace(host.id, &Pace { next_at: 500, ..host.pace }, None).unwrap();
        assert_eq!(next(&mut state, 100), ["http://b.test/1"]);
        assert_eq!(state.next_ready(100).unwrap(), Some(500));
        // Again later, elsewhere, done.
        let row = state.due(host.id, 500, 1).unwrap().remove(0);
        state.again(&row, 900, 10).unwrap();
        assert_eq!(next(&mut state, 500)[1], "http://a.test/1");
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
        let peak = status.lines().find(|line| line.starts_with("VmHWM")).unwrap_or("VmHWM: 0 kB");
        println!("{rate:.0} URLs/s in, {claim:?} to find, claim and finish one, {peak}");
        let peak: u64 = peak.split_whitespace().nth(1).unwrap().parse().unwrap();
        assert!(rate > 20_000.0 && claim.as_micros() < 1000 && peak < 200 << 10);
    }
}

//! Coming back: what an earlier visit left, and which URLs are asked again.

use super::frontier::RANK;
use super::rows::Kind;
use super::state::{State, StateError};
use crate::dedupe::ContentHash;
use rusqlite::{OptionalExtension, params};

/// What a later visit knows of the one before.
#[derive(Debug, Clone, Default)]
pub(super) struct Previous {
    pub etag: Option<String>,
    pub last_modified: Option<String>,
    pub hash: Option<ContentHash>,
}

impl Previous {
    /// Can the server be asked whether the page has changed?
    pub(super) fn is_comparable(&self) -> bool {
        self.etag.is_some() || self.last_modified.is_some()
    }
}

impl State {
    /// Was any URL visited before?
    pub(super) fn has_results(&self) -> Result<bool, StateError> {
        Ok(self.db.prepare("SELECT 1 FROM results LIMIT 1")?.exists([])?)
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
                &format!(
                    "UPDATE urls SET state = 0, tries = 0, spent = 0, hops = NULL, due = {RANK}
                     WHERE state = 1 AND kind = ?1
                     AND id IN (SELECT url FROM results WHERE fetched_at < ?2)"
                ),
                params![kind as u8, before],
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
                &format!(
                    "UPDATE urls SET state = 0, tries = 0, spent = 0, hops = NULL, due = {RANK}
                     WHERE state = 1 AND id IN (SELECT url FROM results WHERE status = ?1)"
                ),
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
}

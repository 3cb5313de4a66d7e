//! robots.txt of every site met, kept with the crawl and, for the sites at work, in memory.

use super::state::{State, StateError};
use crate::fetch::{ROBOTS_AGE, RobotsFile, Rules};
use rusqlite::{OptionalExtension, params};
use std::collections::HashMap;
use std::sync::Arc;
use url::Url;

/// Sites whose rules are kept in memory, and the bytes of their files.
const KEPT: usize = 1000;
const KEPT_BYTES: usize = 8 << 20;

/// Rules by origin (scheme, host and port), read once.
#[derive(Default)]
pub(super) struct RobotsStore {
    rules: HashMap<String, (Arc<Rules>, i64)>,
    bytes: usize,
}

/// What is known of a site's robots.txt.
pub(super) enum Known {
    /// Its rules.
    Rules(Arc<Rules>),
    /// Its server can't be reached: the status and sentence for its URLs.
    Failed(String, String),
    /// It has to be fetched, from where it was redirected to last; after this many failed tries.
    Missing { tries: u32, hops: Vec<Url> },
}

impl RobotsStore {
    pub(super) fn get(
        &mut self,
        state: &State,
        origin: &str,
        product: &str,
        now: i64,
    ) -> Result<Known, StateError> {
        let fresh = |fetched_at: i64| now - fetched_at < ROBOTS_AGE.as_millis() as i64;
        if let Some((rules, fetched_at)) = self.rules.get(origin)
            && fresh(*fetched_at)
        {
            return Ok(Known::Rules(rules.clone()));
        }
        let mut query = state.db.prepare_cached(
            "SELECT code, body, failure, fetched_at, tries, hops FROM robots WHERE origin = ?1",
        )?;
        type Found = (Option<u16>, Option<Vec<u8>>, Option<String>, i64, u32, Option<String>);
        let row: Option<Found> = query
            .query_row([origin], |row| {
                Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?, row.get(4)?, row.get(5)?))
            })
            .optional()?;
        let (file, fetched_at) = match row {
            Some((_, body, Some(failure), fetched_at, ..)) if fresh(fetched_at) => {
                let detail = String::from_utf8_lossy(&body.unwrap_or_default()).into_owned();
                return Ok(Known::Failed(failure, detail));
            }
            Some((Some(code), body, None, fetched_at, ..)) if fresh(fetched_at) => {
                let file = match (code, body) {
                    (200, Some(body)) => RobotsFile::Text(body),
                    (200 | 404, _) => RobotsFile::Missing,
                    (code, _) => RobotsFile::Unreachable(code),
                };
                (file, fetched_at)
            }
            Some((None, _, None, _, tries, hops)) => {
                let hops = hops.iter().flat_map(|text| text.lines());
                let hops = hops.filter_map(|url| Url::parse(url).ok()).collect();
                return Ok(Known::Missing { tries, hops });
            }
            _ => return Ok(Known::Missing { tries: 0, hops: Vec::new() }),
        };
        let rules = Arc::new(Rules::read(&file, product));
        if let RobotsFile::Text(text) = &file {
            self.bytes += text.len();
        }
        if self.rules.len() >= KEPT || self.bytes > KEPT_BYTES {
            self.rules.clear();
            self.bytes = 0;
        }
        self.rules.insert(origin.to_owned(), (rules.clone(), fetched_at));
        Ok(Known::Rules(rules))
    }

    /// Keeps a robots.txt.
    pub(super) fn put(
        &mut self,
        state: &mut State,
        origin: &str,
        file: &RobotsFile,
        now: i64,
    ) -> Result<(), StateError> {
        state.begin()?;
        self.rules.remove(origin);
        let (code, body) = match file {
            RobotsFile::Text(body) => (200, Some(body.as_slice())),
            RobotsFile::Missing => (404, None),
            RobotsFile::Unreachable(code) => (*code, None),
        };
        state
            .db
            .prepare_cached("INSERT OR REPLACE INTO robots VALUES (?1, ?2, ?3, NULL, ?4, 0, NULL)")?
            .execute(params![origin, code, body, now])?;
        Ok(())
    }

    /// Keeps that an origin can't be reached.
    pub(super) fn give_up(
        &mut self,
        state: &mut State,
        origin: &str,
        failure: (&str, &str),
        now: i64,
    ) -> Result<(), StateError> {
        state.begin()?;
        state
            .db
            .prepare_cached("INSERT OR REPLACE INTO robots VALUES (?1, NULL, ?2, ?3, ?4, 0, NULL)")?
            .execute(params![origin, failure.1.as_bytes(), failure.0, now])?;
        Ok(())
    }

    /// Notes a failed try.
    pub(super) fn failed(&mut self, state: &mut State, origin: &str) -> Result<(), StateError> {
        state.begin()?;
        state
            .db
            .prepare_cached(
                "INSERT INTO robots VALUES (?1, NULL, NULL, NULL, 0, 1, NULL) ON CONFLICT (origin)
                 DO UPDATE SET code = NULL, failure = NULL, tries = tries + 1",
            )?
            .execute([origin])?;
        Ok(())
    }

    /// Notes where it was redirected to.
    pub(super) fn hop(
        &mut self,
        state: &mut State,
        origin: &str,
        target: &Url,
    ) -> Result<(), StateError> {
        state.begin()?;
        state
            .db
            .prepare_cached(
                "INSERT INTO robots VALUES (?1, NULL, NULL, NULL, 0, 0, ?2) ON CONFLICT (origin)
                 DO UPDATE SET code = NULL, failure = NULL, tries = 0,
                 hops = coalesce(hops || char(10), '') || ?2",
            )?
            .execute(params![origin, target.as_str()])?;
        Ok(())
    }

    /// Forgets that servers failed to give their robots.txt, so that a new run asks again.
    pub(super) fn forgive(state: &mut State) -> Result<(), StateError> {
        state.begin()?;
        state.db.execute("DELETE FROM robots WHERE code IS NULL OR code NOT IN (200, 404)", [])?;
        Ok(())
    }
}

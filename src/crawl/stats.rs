//! Numbers: while a crawl runs, at its end, and of a state at rest.

use super::state::{State, StateError};
use crate::article::Status;
use std::collections::BTreeMap;
use std::path::Path;
use std::time::Duration;

/// The statuses of pages that could not be had.
const FAILURES: [Status; 9] = [
    Status::NotHtml,
    Status::TooLarge,
    Status::DecodeError,
    Status::RobotsDenied,
    Status::HttpError,
    Status::Timeout,
    Status::NetworkError,
    Status::BlockedAddress,
    Status::InternalError,
];

/// A look at a running crawl.
#[derive(Debug, Clone, Default)]
#[non_exhaustive]
pub struct Progress {
    /// Records written.
    pub records: u64,
    /// Records of pages that could not be had.
    pub failed: u64,
    /// Requests sent.
    pub requests: u64,
    /// Bytes of pages, decompressed.
    pub bytes: u64,
    /// URLs found in feeds, sitemaps and on pages.
    pub found: u64,
    /// Hosts being asked.
    pub hosts_in_flight: usize,
    /// Time since the start.
    pub elapsed: Duration,
}

/// What a run came to.
#[derive(Debug, Clone, Default)]
#[non_exhaustive]
pub struct Summary {
    /// Records written.
    pub records: u64,
    /// Records by status.
    pub statuses: BTreeMap<&'static str, u64>,
    /// Requests sent, those for robots.txt and further tries included.
    pub requests: u64,
    /// Requests that were worth another try.
    pub retries: u64,
    /// Pages that had not changed since the visit before.
    pub unchanged: u64,
    /// Feeds, sitemaps, front and section pages read.
    pub sources: u64,
    /// URLs found in them.
    pub found: u64,
    /// Pages found that turned out to be older than [`super::Scope::since`]; they give no record.
    pub older: u64,
    /// URLs given that were known already, in this run or an earlier one.
    pub known: u64,
    /// Bytes of pages, decompressed.
    pub bytes: u64,
    /// The hosts with the most URLs, with all that is known of them.
    pub hosts: Vec<HostReport>,
    /// Was it stopped before the frontier was empty?
    pub stopped: bool,
    /// How long it took.
    pub elapsed: Duration,
    failed: u64,
    pub(super) saved: u64,
    pub(super) found_saved: u64,
}

impl Summary {
    pub(super) fn ended(&mut self, status: Status, bytes: u64, record: bool) {
        self.bytes += bytes;
        if record {
            self.records += 1;
            *self.statuses.entry(status.name()).or_default() += 1;
            self.failed += u64::from(status.is_failure());
        }
    }

    /// Records of pages that could not be had.
    pub fn failed(&self) -> u64 {
        self.failed
    }
}

/// A state at rest, or at work in another process.
#[derive(Debug, Clone, Default)]
#[non_exhaustive]
pub struct Report {
    /// URLs that wait.
    pub queued: u64,
    /// URLs that are done, by status.
    pub statuses: BTreeMap<String, u64>,
    /// Hosts, those with the longest queues first.
    pub hosts: Vec<HostReport>,
    /// Number of all hosts.
    pub host_count: u64,
    /// Did the last run come to its end?
    pub complete: bool,
    /// Pages fetched in the last minute before the latest one: the rate a minute.
    pub last_minute: u64,
}

/// A host in a [`Report`].
#[derive(Debug, Clone, Default)]
#[non_exhaustive]
pub struct HostReport {
    /// Its name.
    pub name: String,
    /// URLs that wait.
    pub queued: u64,
    /// URLs that were read, whatever was found.
    pub read: u64,
    /// URLs that could not be had.
    pub failed: u64,
    /// When it may be asked again, in milliseconds since 1970.
    pub next_at: i64,
    /// Mean time to the head of an answer, in milliseconds.
    pub latency_ms: u64,
    /// The last error met.
    pub last_error: Option<String>,
}

/// Reads the numbers of a state; `hosts` limits the list.
///
/// # Errors
/// If the file is no state.
pub fn report(path: &Path, hosts: usize) -> Result<Report, StateError> {
    let state = State::inspect(path)?;
    let db = &state.db;
    let count = |sql: &str| db.query_row(sql, [], |row| row.get::<_, i64>(0)).map(|n| n as u64);
    let mut report = Report {
        queued: count("SELECT count(*) FROM urls WHERE state = 0")?,
        host_count: count("SELECT count(*) FROM hosts")?,
        complete: state.meta("complete")?.as_deref() == Some("1"),
        last_minute: count(
            "SELECT count(*) FROM results
             WHERE fetched_at > (SELECT max(fetched_at) - 60000 FROM results)",
        )?,
        ..Report::default()
    };
    let mut query = db.prepare(
        "SELECT status, count(*) FROM results JOIN urls ON urls.id = results.url
         WHERE state = 1 GROUP BY status",
    )?;
    let rows = query.query_map([], |row| Ok((row.get(0)?, row.get::<_, i64>(1)? as u64)))?;
    report.statuses = rows.collect::<Result<_, _>>()?;
    report.hosts = self::hosts(&state, hosts)?;
    Ok(report)
}

/// The hosts with the longest queues, then with the most URLs done.
pub(super) fn hosts(state: &State, limit: usize) -> Result<Vec<HostReport>, StateError> {
    let failures = FAILURES.map(|status| format!("'{}'", status.name())).join(", ");
    let mut query = state.db.prepare(&format!(
        "SELECT name, sum(state = 0), sum(state = 1 AND status NOT IN ({failures})),
         sum(state = 1 AND status IN ({failures})), next_at, latency, last_error
         FROM hosts JOIN urls ON urls.host = hosts.id LEFT JOIN results ON results.url = urls.id
         GROUP BY hosts.id ORDER BY 2 DESC, 4 DESC, 3 DESC, name LIMIT ?1"
    ))?;
    let rows = query.query_map([limit as i64], |row| {
        Ok(HostReport {
            name: row.get(0)?,
            queued: row.get::<_, i64>(1)? as u64,
            read: row.get::<_, Option<i64>>(2)?.unwrap_or(0) as u64,
            failed: row.get::<_, Option<i64>>(3)?.unwrap_or(0) as u64,
            next_at: row.get(4)?,
            latency_ms: row.get::<_, f64>(5)? as u64,
            last_error: row.get(6)?,
        })
    })?;
    Ok(rows.collect::<Result<_, _>>()?)
}

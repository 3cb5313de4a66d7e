//! The rows of the frontier: hosts, URLs, and how a URL ended.

use crate::dedupe::ContentHash;
use crate::fetch::Pace;
use rusqlite::Row;
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
}

/// Where a URL was found.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Place {
    /// The site it belongs to; 0 for none.
    pub site: i64,
    /// Links from the site's address to it.
    pub depth: u32,
    /// Which page of a listing it is, counted from 0.
    pub page: u32,
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

pub(super) fn host_row(row: &Row<'_>) -> rusqlite::Result<HostRow> {
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

pub(super) fn url_row(row: &Row<'_>) -> rusqlite::Result<UrlRow> {
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

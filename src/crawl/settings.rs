//! What a crawl is to do, and every default as a named constant.

use crate::fetch::{BACKOFF, FetchSettings, Politeness, TRIES};
use crate::settings::Settings;
use jiff::Timestamp;
use regex::Regex;
use std::path::PathBuf;
use std::time::Duration;

/// Links from a site's front page to its pages: front, sections, articles, and one for luck.
pub const MAX_DEPTH: u32 = 3;
/// Pages found for `--site`, unless another number is asked for.
pub const MAX_PAGES: u64 = 10_000;
/// Sitemaps below one another: an index, its sitemaps, and one level more than the standard has.
pub(super) const MAX_SITEMAP_DEPTH: u32 = 3;
/// Sitemaps found in sitemaps that are read in one run.
pub(super) const MAX_SITEMAPS: usize = 20_000;
/// Longest time that a host's `Retry-After` is waited out; URLs of hosts that ask for more end
/// with `http_error`.
pub const MAX_WAIT: Duration = Duration::from_secs(3600);
/// Attempts in a row that reach no server, after which a host's URLs end without further tries.
pub const MAX_FAILURES: u32 = 6;
/// How long requests in flight may go on after a stop.
pub const GRACE: Duration = Duration::from_secs(5);

/// What a crawl is to do.
#[derive(Debug, Clone)]
pub struct CrawlSettings {
    /// How requests are made.
    pub fetch: FetchSettings,
    /// How pages are cleaned.
    pub clean: Settings,
    /// How hosts are treated.
    pub politeness: Politeness,
    /// Tries of one request, the first included.
    pub tries: u32,
    /// Wait before the second try; each further one doubles it.
    pub backoff: Duration,
    /// Which of the URLs found are fetched.
    pub scope: Scope,
    /// Ask pages again that were fetched longer ago than this.
    pub refresh: Option<Duration>,
    /// Ask pages again that failed in an earlier run.
    pub retry_failed: bool,
    /// Where the crawl is kept; without a file it can't be resumed.
    pub state: Option<PathBuf>,
    /// Folder for the raw pages, as WARC.
    pub warc: Option<PathBuf>,
    /// Join the pages of an article that is split by `rel=next`.
    pub join_pages: bool,
}

impl Default for CrawlSettings {
    fn default() -> Self {
        CrawlSettings {
            fetch: FetchSettings::default(),
            clean: Settings::default(),
            politeness: Politeness::default(),
            tries: TRIES,
            backoff: BACKOFF,
            scope: Scope::default(),
            refresh: None,
            retry_failed: false,
            state: None,
            warc: None,
            join_pages: false,
        }
    }
}

/// Which of the URLs found are fetched. URLs that the user names are always fetched.
#[derive(Debug, Clone)]
pub struct Scope {
    /// Only URLs that match one of these, if there are any.
    pub include: Vec<Regex>,
    /// No URLs that match one of these.
    pub exclude: Vec<Regex>,
    /// Only what feeds, sitemaps, URLs or the pages themselves date at or after this; what has no
    /// date stays.
    pub since: Option<Timestamp>,
    /// Links from a site's front page to a page.
    pub max_depth: u32,
    /// Pages found that are fetched; without a number [`MAX_PAGES`] for sites, all of feeds and
    /// sitemaps.
    pub max_pages: Option<u64>,
}

impl Default for Scope {
    fn default() -> Self {
        Scope {
            include: Vec::new(),
            exclude: Vec::new(),
            since: None,
            max_depth: MAX_DEPTH,
            max_pages: None,
        }
    }
}

impl Scope {
    /// May a URL that was found be fetched?
    pub fn admits(&self, url: &str, date: Option<Timestamp>) -> bool {
        let included = self.include.is_empty() || self.include.iter().any(|re| re.is_match(url));
        let recent = match (self.since, date) {
            (Some(since), Some(date)) => date >= since,
            _ => true,
        };
        included && recent && !self.exclude.iter().any(|re| re.is_match(url))
    }
}

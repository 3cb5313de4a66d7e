//! One request and what follows from it: the part of the crawl that runs in parallel.

use super::discover::{MAX_FEED, MAX_SITEMAP, PageHead, SitemapContent};
use super::page::{ended, failed};
use super::paging::Part;
use super::revisit::Previous;
use super::rows::{Ended, Kind, UrlRow};
use super::settings::CrawlSettings;
use crate::article::{Article, Fetched, Status};
use crate::fetch::{
    Answer, Client, FetchError, GetFailure, MAX_ROBOTS, MAX_ROBOTS_REDIRECTS, Over, RobotsFile,
    Signal, Wait, Want, backoff, check_hop, fetched_at, worth_trying,
};
use jiff::Timestamp;
use reqwest::header::{self, HeaderName};
use std::sync::Arc;
use std::sync::mpsc::Sender;
use std::time::Duration;
use url::Url;

/// What all jobs share.
pub(super) struct Shared {
    pub client: Client,
    pub settings: CrawlSettings,
    pub product: String,
    /// Where pages are cleaned: as many threads as processors, apart from those that wait for the
    /// network or for name servers.
    pub cleaners: tokio::runtime::Handle,
}

/// A claimed request.
#[derive(Debug)]
pub(super) enum Job {
    /// The robots.txt of an origin.
    Robots {
        /// The host asked.
        host: i64,
        /// The host of the origin, which waits for it.
        waiting: i64,
        origin: String,
        /// Where the file stands, or was redirected to.
        url: Url,
        tries: u32,
        redirects: u32,
        close: bool,
    },
    /// A URL of the frontier.
    Visit(Box<Visit>),
}

/// A claimed URL.
#[derive(Debug)]
pub(super) struct Visit {
    pub row: UrlRow,
    /// The URL as asked, or where it was redirected to.
    pub next: Url,
    pub previous: Option<Previous>,
    /// The pages of the article before this one.
    pub parts: Vec<Part>,
    /// The connection is not worth keeping, or too many are.
    pub close: bool,
}

/// What a job reports.
pub(super) enum Event {
    /// The network part is over: the host is free again.
    Answered { host: i64, signal: Signal, backoff: Duration, error: Option<String> },
    /// A robots.txt was read, or could not be.
    Robots {
        waiting: i64,
        origin: String,
        result: Result<RobotsAnswer, FetchError>,
        last_try: bool,
    },
    /// A URL came to something.
    Visited { visit: Box<Visit>, outcome: Outcome, spent: u64 },
}

/// What a request for a robots.txt came to.
pub(super) enum RobotsAnswer {
    /// The file, or that there is none.
    File(RobotsFile),
    /// It is to be asked for elsewhere.
    Hop(Url),
}

/// What a request for a URL came to.
pub(super) enum Outcome {
    /// It is worth another try.
    Again(String),
    /// It is to be asked for elsewhere.
    Hop(Url),
    /// It is a page of an article that goes on elsewhere.
    Part(Part, Url),
    /// It gives a record.
    Record(Box<Record>),
    /// It is as it was.
    Unchanged(Ended),
    /// It lists other URLs.
    Sources(SitemapContent, Ended),
}

/// A record and what goes into the state with it.
pub(super) struct Record {
    pub article: Article,
    pub ended: Ended,
    pub head: PageHead,
    pub links: Vec<Url>,
    /// The first page of the article, if this is a later one by name and links.
    pub first: Option<Url>,
    /// The exchange as WARC records, if they are kept.
    pub raw: Option<Vec<u8>>,
}

/// Where jobs report to.
#[derive(Clone)]
pub(super) struct Reports {
    /// What servers ask for must not wait behind records: a kill in between would forget it.
    pub urgent: Sender<Event>,
    pub others: Sender<Event>,
}

impl Reports {
    fn send(&self, event: Event) {
        let to = match event {
            Event::Answered { signal: Signal::Busy { .. }, .. } => &self.urgent,
            _ => &self.others,
        };
        // The receiver is gone only when the crawl has ended; nothing is left to tell then.
        let _ = to.send(event);
    }
}

pub(super) async fn run(shared: Arc<Shared>, job: Job, reports: Reports) {
    match job {
        Job::Robots { host, waiting, origin, url, tries, redirects, close } => {
            let extra = if close { vec![closing()] } else { Vec::new() };
            let want = Want::Any(MAX_ROBOTS + 1);
            let result = shared.client.get(&url, &extra, want, over(tries)).await;
            let result = result.map_err(|failure| failure.error);
            let signal = signal_of(result.as_ref());
            let backoff = shared.backoff(tries + 1, host);
            let error = result.as_ref().err().map(FetchError::to_string);
            let may_try = tries + 1 < shared.settings.tries;
            let result = match result {
                Ok(answer) => robots_answer(answer, redirects, may_try),
                // A redirect to nowhere leads to no file.
                Err(FetchError::Redirect(_)) => Ok(RobotsAnswer::File(RobotsFile::Missing)),
                Err(error) => Err(error),
            };
            let last_try = match &result {
                Err(error) => !worth_trying(error, tries + 1, shared.settings.tries),
                Ok(_) => true,
            };
            reports.send(Event::Answered { host, signal, backoff, error });
            reports.send(Event::Robots { waiting, origin, result, last_try });
        }
        Job::Visit(visit) => {
            let started = tokio::time::Instant::now();
            let sent = Timestamp::now();
            let result = shared.request(&visit).await;
            let spent = started.elapsed().as_millis() as u64;
            let signal = signal_of(result.as_ref().map_err(|failure| &failure.error));
            let backoff = shared.backoff(visit.row.tries + 1, visit.row.id);
            let error = result.as_ref().err().map(GetFailure::to_string);
            reports.send(Event::Answered { host: visit.row.host, signal, backoff, error });
            let outcome = shared.decide(&visit, sent, spent, result).await;
            reports.send(Event::Visited { visit, outcome, spent });
        }
    }
}

/// The header that ends a connection after its answer; HTTP/2 goes without.
fn closing() -> (HeaderName, String) {
    (header::CONNECTION, "close".to_owned())
}

/// Further tries don't trust a kept connection: it may be what failed.
fn over(tries: u32) -> Over {
    if tries > 0 { Over::New } else { Over::Any }
}

fn signal_of(result: Result<&Answer, &FetchError>) -> Signal {
    match result {
        Ok(answer) if matches!(answer.status, 429 | 503) => {
            Signal::Busy { retry_after: answer.retry_after() }
        }
        Ok(answer) => Signal::Answered { latency: answer.latency },
        Err(FetchError::Unreachable(_) | FetchError::Timeout(Wait::Connect, _)) => {
            Signal::Unreachable
        }
        Err(_) => Signal::Trouble,
    }
}

/// Reads the answer to a request for a robots.txt (RFC 9309 section 2.3.1).
fn robots_answer(
    answer: Answer,
    redirects: u32,
    may_try: bool,
) -> Result<RobotsAnswer, FetchError> {
    match answer.redirect.clone() {
        Some(target) if redirects < MAX_ROBOTS_REDIRECTS => return Ok(RobotsAnswer::Hop(target)),
        // Too many redirects may be taken as "there is none".
        Some(_) => return Ok(RobotsAnswer::File(RobotsFile::Missing)),
        None => {}
    }
    // What is passing, such as 503, is asked for again; 429 too.
    if let Some(error) = answer.error()
        && worth_trying(&error, 1, 2)
    {
        return Err(error);
    }
    match &answer.cut {
        // Half of the rules could allow what the whole forbids.
        Some(cut) if may_try && answer.bytes.len() <= MAX_ROBOTS => {
            Err(FetchError::Network(cut.clone()))
        }
        _ => Ok(RobotsAnswer::File(RobotsFile::from_answer(answer.status, answer.bytes))),
    }
}

impl Shared {
    pub(super) fn backoff(&self, tries: u32, chance: i64) -> Duration {
        // Any spread will do, as long as a resumed run has the same.
        let chance = (chance as u64).wrapping_mul(0x9e37_79b9_7f4a_7c15) >> 32;
        backoff(self.settings.backoff, tries, chance)
    }

    async fn request(&self, visit: &Visit) -> Result<Answer, GetFailure> {
        let mut extra: Vec<(HeaderName, String)> = Vec::new();
        if let Some(previous) = &visit.previous {
            if let Some(etag) = &previous.etag {
                extra.push((header::IF_NONE_MATCH, etag.clone()));
            }
            if let Some(time) = &previous.last_modified {
                extra.push((header::IF_MODIFIED_SINCE, time.clone()));
            }
        }
        if visit.close {
            extra.push(closing());
        }
        let want = match visit.row.kind {
            Kind::Feed => Want::Any(MAX_FEED),
            Kind::Sitemap => Want::Any(MAX_SITEMAP),
            _ => Want::Page,
        };
        self.client.get(&visit.next, &extra, want, over(visit.row.tries)).await
    }

    async fn decide(
        &self,
        visit: &Visit,
        sent: Timestamp,
        spent: u64,
        result: Result<Answer, GetFailure>,
    ) -> Outcome {
        let row = &visit.row;
        let (failures, tries) = (row.tries + 1, self.settings.tries);
        let facts = Fetched {
            final_url: Some(visit.next.to_string()),
            fetched_at: fetched_at(sent),
            elapsed_ms: row.spent as u64 + spent,
            redirects: row.hops.len() as u32,
            ..Fetched::default()
        };
        let answer = match result {
            Ok(answer) => answer,
            Err(failure) if worth_trying(&failure.error, failures, tries) => {
                return Outcome::Again(failure.to_string());
            }
            Err(GetFailure { error, http_status }) => {
                return failed(row, &error, Fetched { http_status, ..facts }, sent);
            }
        };
        let facts = Fetched { http_status: Some(answer.status), ..facts };
        if answer.status == 304 && visit.previous.as_ref().is_some_and(Previous::is_comparable) {
            return Outcome::Unchanged(ended(Status::Ok, &facts, &answer, None, sent));
        }
        if let Some(error) = answer.error() {
            if worth_trying(&error, failures, tries) {
                return Outcome::Again(error.to_string());
            }
            return self.failed_page(row, &error, facts, answer, sent).await;
        }
        if let Some(target) = &answer.redirect {
            let mut seen = row.hops.clone();
            seen.extend(crate::fetch::parse_url(&row.url));
            return match check_hop(&seen, target, self.settings.fetch.max_redirects) {
                Ok(()) => Outcome::Hop(target.clone()),
                Err(error) => failed(row, &error, facts, sent),
            };
        }
        if answer.status >= 300 {
            let text = format!("status {} without a target", answer.status);
            return failed(row, &FetchError::Redirect(text), facts, sent);
        }
        if let (Some(cut), true) = (&answer.cut, failures < tries) {
            return Outcome::Again(cut.clone());
        }
        let facts = Fetched { bytes: answer.bytes.len() as u64, ..facts };
        match row.kind {
            Kind::Feed | Kind::Sitemap => self.source(row, facts, answer, sent).await,
            _ => self.page(visit, facts, answer, sent).await,
        }
    }
}

//! One request and what follows from it: the part of the crawl that runs in parallel.

use super::discover::{
    Entry, PageHead, SitemapContent, feed_entries, page_head, page_links, read_sitemap,
};
use super::frontier::{Ended, Kind, Previous, UrlRow};
use super::paging::{MAX_PARTS, Part, join, next_page};
use super::settings::CrawlSettings;
use super::warc_out::exchange;
use crate::article::{Article, Fetched, Status};
use crate::dedupe::ContentHash;
use crate::fetch::{
    Answer, Client, FetchError, MAX_ROBOTS, MAX_ROBOTS_REDIRECTS, RobotsFile, Signal, Want,
    backoff, check_hop, fetched_at, is_passing, is_passing_error,
};
use crate::source::Source;
use jiff::Timestamp;
use reqwest::header::{self, HeaderName};
use std::sync::Arc;
use std::sync::mpsc::Sender;
use std::time::Duration;
use url::Url;

/// Largest feed or sitemap, in bytes.
const MAX_SOURCE: usize = super::discover::MAX_SITEMAP;

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
    Robots { host: i64, origin: String, url: Url, tries: u32, pause: Duration, close: bool },
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
    Robots { host: i64, origin: String, result: Result<RobotsFile, FetchError>, last_try: bool },
    /// A URL came to something.
    Visited { visit: Box<Visit>, outcome: Outcome, spent: u64 },
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
    /// The exchange as WARC records, if they are kept.
    pub raw: Option<Vec<u8>>,
}

pub(super) async fn run(shared: Arc<Shared>, job: Job, events: Sender<Event>) {
    // The receiver is gone only when the crawl has ended; nothing is left to tell then.
    match job {
        Job::Robots { host, origin, url, tries, pause, close } => {
            let result = fetch_robots(&shared.client, url, pause, close).await;
            let (result, signal) = match result {
                Ok((file, latency)) => (Ok(file), Signal::Answered { latency }),
                Err(error) => {
                    let signal = signal_of(&error);
                    (Err(error), signal)
                }
            };
            let backoff = shared.backoff(tries + 1, host);
            let error = result.as_ref().err().map(FetchError::to_string);
            let last_try = tries + 1 >= shared.settings.tries
                || result.as_ref().is_err_and(|error| !is_passing_error(error));
            let _ = events.send(Event::Answered { host, signal, backoff, error });
            let _ = events.send(Event::Robots { host, origin, result, last_try });
        }
        Job::Visit(visit) => {
            let started = tokio::time::Instant::now();
            let sent = Timestamp::now();
            let result = shared.request(&visit).await;
            let spent = started.elapsed().as_millis() as u64;
            let signal = match &result {
                Ok(answer) => match answer.status {
                    429 | 503 => Signal::Busy { retry_after: answer.retry_after() },
                    _ => Signal::Answered { latency: answer.latency },
                },
                Err(error) => signal_of(error),
            };
            let backoff = shared.backoff(visit.row.tries + 1, visit.row.id);
            let error = result.as_ref().err().map(FetchError::to_string);
            let _ = events.send(Event::Answered { host: visit.row.host, signal, backoff, error });
            let outcome = shared.decide(&visit, sent, spent, result).await;
            let _ = events.send(Event::Visited { visit, outcome, spent });
        }
    }
}

/// The header that ends a connection after its answer; HTTP/2 goes without.
fn closing() -> (HeaderName, String) {
    (header::CONNECTION, "close".to_owned())
}

fn signal_of(error: &FetchError) -> Signal {
    match error {
        FetchError::Unreachable(_) => Signal::Unreachable,
        FetchError::Status { code: 429 | 503, retry_after } => {
            Signal::Busy { retry_after: *retry_after }
        }
        _ => Signal::Trouble,
    }
}

/// Fetches a robots.txt, following redirects at the host's pace (RFC 9309 section 2.3.1.2).
async fn fetch_robots(
    client: &Client,
    url: Url,
    pause: Duration,
    close: bool,
) -> Result<(RobotsFile, Duration), FetchError> {
    let mut url = url;
    let extra = if close { vec![closing()] } else { Vec::new() };
    for _ in 0..=MAX_ROBOTS_REDIRECTS {
        let answer = client.get(&url, &extra, Want::Any(MAX_ROBOTS + 1)).await?;
        match answer.redirect.clone() {
            Some(target) => {
                tokio::time::sleep(pause).await;
                url = target;
            }
            None if is_passing(answer.status) => {
                return Err(answer.error().unwrap_or(FetchError::Network("no answer".into())));
            }
            None => {
                return Ok((RobotsFile::from_answer(answer.status, answer.bytes), answer.latency));
            }
        }
    }
    // Too many redirects may be taken as "there is none".
    Ok((RobotsFile::Missing, Duration::ZERO))
}

impl Shared {
    pub(super) fn backoff(&self, tries: u32, chance: i64) -> Duration {
        // Any spread will do, as long as a resumed run has the same.
        let chance = (chance as u64).wrapping_mul(0x9e37_79b9_7f4a_7c15) >> 32;
        backoff(self.settings.backoff, tries, chance)
    }

    async fn request(&self, visit: &Visit) -> Result<Answer, FetchError> {
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
            Kind::Feed | Kind::Sitemap => Want::Any(MAX_SOURCE),
            _ => Want::Page,
        };
        self.client.get(&visit.next, &extra, want).await
    }

    async fn decide(
        &self,
        visit: &Visit,
        sent: Timestamp,
        spent: u64,
        result: Result<Answer, FetchError>,
    ) -> Outcome {
        let row = &visit.row;
        let may_try = row.tries + 1 < self.settings.tries;
        let facts = Fetched {
            final_url: Some(visit.next.to_string()),
            fetched_at: fetched_at(sent),
            elapsed_ms: row.spent as u64 + spent,
            redirects: row.hops.len() as u32,
            ..Fetched::default()
        };
        let answer = match result {
            Ok(answer) => answer,
            Err(error) if may_try && is_passing_error(&error) => {
                return Outcome::Again(error.to_string());
            }
            Err(error) => return failed(row, &error, facts, sent),
        };
        let facts = Fetched { http_status: Some(answer.status), ..facts };
        if answer.status == 304 {
            return Outcome::Unchanged(ended(Status::Ok, &facts, &answer, None, sent));
        }
        if let Some(error) = answer.error() {
            if may_try && is_passing(answer.status) {
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
        if let (Some(cut), true) = (&answer.cut, may_try) {
            return Outcome::Again(cut.clone());
        }
        let facts = Fetched { bytes: answer.bytes.len() as u64, ..facts };
        match row.kind {
            Kind::Feed | Kind::Sitemap => self.source(row, facts, answer, sent).await,
            _ => self.page(visit, facts, answer, sent).await,
        }
    }

    async fn source(
        &self,
        row: &UrlRow,
        facts: Fetched,
        answer: Answer,
        sent: Timestamp,
    ) -> Outcome {
        let ended = ended(Status::Ok, &facts, &answer, None, sent);
        let kind = row.kind;
        let product = self.product.clone();
        let content = self
            .compute(move || {
                let content = match kind {
                    Kind::Feed => feed_entries(&answer.bytes, &answer.url)
                        .map(|pages| SitemapContent { pages, sitemaps: Vec::<Entry>::new() }),
                    _ => read_sitemap(&answer.bytes, &answer.url),
                };
                // A page in the place of a feed may say where the feed is.
                let feed = match (&content, kind) {
                    (Err(_), Kind::Feed) => {
                        page_head(&answer.bytes, &answer.url, &product).feeds.into_iter().next()
                    }
                    _ => None,
                };
                (content, feed)
            })
            .await;
        let (content, feed) = content.map_or((None, None), |(content, feed)| (Some(content), feed));
        if let Some(feed) = feed
            && row.hops.is_empty()
        {
            return Outcome::Hop(feed);
        }
        match content {
            Some(Ok(content)) => Outcome::Sources(content, ended),
            Some(Err(text)) => {
                let mut article = Article::failed(&row.url, Status::NotHtml, text);
                article.fetch = Some(facts);
                record(article, Ended { status: Status::NotHtml.name(), ..ended })
            }
            None => fault(row, Fetched::default(), sent),
        }
    }

    async fn page(
        &self,
        visit: &Visit,
        facts: Fetched,
        answer: Answer,
        sent: Timestamp,
    ) -> Outcome {
        let row = visit.row.clone();
        let kept = facts.clone();
        let previous = visit.previous.as_ref().and_then(|previous| previous.hash);
        let (settings, product) = (self.settings.clean.clone(), self.product.clone());
        let parts = self.settings.join_pages.then(|| visit.parts.clone());
        let keep = self.settings.warc.as_ref().map(|_| self.settings.fetch.user_agent.clone());
        let outcome = self
            .compute(move || {
                let source = Source {
                    url: Some(answer.url.to_string()),
                    content_type: answer.header("content-type").map(str::to_owned),
                    ..Source::named(&row.url)
                };
                // Memory is the only thing that could fail here.
                let raw = keep.and_then(|agent| exchange(&answer, &agent).ok());
                let head = page_head(&answer.bytes, &answer.url, &product);
                let links = if row.site > 0 || parts.is_some() {
                    page_links(&answer.bytes, &answer.url)
                } else {
                    Vec::new()
                };
                let part = |bytes| Part {
                    url: answer.url.to_string(),
                    content_type: source.content_type.clone(),
                    body: bytes,
                };
                if let Some(parts) = &parts
                    && row.kind != Kind::Section
                    && parts.len() + 1 < MAX_PARTS
                    && let Some(next) = next_page(&answer.url, head.next.as_ref(), &links)
                {
                    return Outcome::Part(part(answer.bytes), next);
                }
                let mut article = match parts.as_deref() {
                    Some([first, more @ ..]) => {
                        let mut pages = more.to_vec();
                        pages.push(part(answer.bytes.clone()));
                        let source = Source {
                            url: Some(first.url.clone()),
                            content_type: first.content_type.clone(),
                            ..Source::named(&row.url)
                        };
                        join(crate::clean(&first.body, &source, &settings), &pages, &settings)
                    }
                    _ => crate::clean(&answer.bytes, &source, &settings),
                };
                let hash = article.content_hash;
                let ended = ended(article.status, &facts, &answer, hash, sent);
                if row.kind != Kind::Section && previous.is_some() && previous == hash {
                    return Outcome::Unchanged(ended);
                }
                let robots: Vec<&str> = answer
                    .headers
                    .get_all("x-robots-tag")
                    .iter()
                    .filter_map(|value| value.to_str().ok())
                    .chain(head.robots.as_deref())
                    .collect();
                article.url = Some(row.url.clone());
                article.fetch = Some(Fetched {
                    robots: Some(robots.join(", ")).filter(|robots| !robots.is_empty()),
                    previous_hash: previous,
                    ..facts
                });
                article.remark(answer.cut);
                Outcome::Record(Box::new(Record { article, ended, head, links, raw }))
            })
            .await;
        outcome.unwrap_or_else(|| fault(&visit.row, kept, sent))
    }

    /// The record of an error; a bot check or a wall that comes with an error code is named.
    async fn failed_page(
        &self,
        row: &UrlRow,
        error: &FetchError,
        facts: Fetched,
        answer: Answer,
        sent: Timestamp,
    ) -> Outcome {
        let mut outcome = failed(row, error, facts, sent);
        if answer.bytes.is_empty() {
            return outcome;
        }
        let source = Source {
            url: Some(answer.url.to_string()),
            content_type: answer.header("content-type").map(str::to_owned),
            ..Source::named(&row.url)
        };
        let settings = self.settings.clean.clone();
        let status =
            self.compute(move || crate::clean(&answer.bytes, &source, &settings).status).await;
        if let (Outcome::Record(record), Some(status)) = (&mut outcome, status)
            && matches!(status, Status::BotChallenge | Status::ConsentWall | Status::PaywallStub)
        {
            record.article.status = status;
            record.ended.status = status.name();
        }
        outcome
    }

    /// Runs what needs a processor, on no more threads than there are processors. `None` if it
    /// panicked.
    async fn compute<T: Send + 'static>(
        &self,
        work: impl FnOnce() -> T + Send + 'static,
    ) -> Option<T> {
        self.cleaners.spawn_blocking(work).await.ok()
    }
}

fn failed(row: &UrlRow, error: &FetchError, facts: Fetched, sent: Timestamp) -> Outcome {
    let mut article = Article::failed(&row.url, error.status(), error.to_string());
    let ended = Ended {
        status: error.status().name(),
        http_status: facts.http_status,
        fetched_at: sent.as_millisecond(),
        elapsed: facts.elapsed_ms,
        ..Ended::default()
    };
    article.url = Some(row.url.clone());
    article.fetch = Some(facts);
    record(article, ended)
}

/// The record of a page on which Copydesk itself fails: the crawl goes on.
fn fault(row: &UrlRow, facts: Fetched, sent: Timestamp) -> Outcome {
    let status = Status::InternalError;
    let mut article =
        Article::failed(&row.url, status, "a fault in Copydesk itself, please report it");
    let fetched_at = sent.as_millisecond();
    let http_status = facts.http_status;
    article.url = Some(row.url.clone());
    article.fetch = Some(facts);
    record(article, Ended { status: status.name(), http_status, fetched_at, ..Ended::default() })
}

fn record(article: Article, ended: Ended) -> Outcome {
    let (head, links) = (PageHead::default(), Vec::new());
    Outcome::Record(Box::new(Record { article, ended, head, links, raw: None }))
}

fn ended(
    status: Status,
    facts: &Fetched,
    answer: &Answer,
    hash: Option<ContentHash>,
    sent: Timestamp,
) -> Ended {
    Ended {
        status: status.name(),
        http_status: facts.http_status,
        fetched_at: sent.as_millisecond(),
        bytes: facts.bytes,
        elapsed: facts.elapsed_ms,
        etag: answer.header("etag").map(str::to_owned),
        last_modified: answer.header("last-modified").map(str::to_owned),
        hash,
    }
}

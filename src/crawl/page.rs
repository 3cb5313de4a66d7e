//! What an answer becomes: a page its record, a feed or sitemap the URLs it lists.

use super::discover::{
    Entry, PageHead, SitemapContent, feed_entries, follows, page_head, page_links, read_sitemap,
};
use super::job::{Outcome, Record, Shared, Visit};
use super::paging::{MAX_PARTS, Part, first_page, join, next_page};
use super::rows::{Ended, Kind, UrlRow};
use super::warc_out::exchange;
use crate::article::{Article, Fetched, Status};
use crate::dedupe::ContentHash;
use crate::fetch::{Answer, FetchError};
use crate::source::Source;
use jiff::Timestamp;

impl Shared {
    pub(super) async fn source(
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

    pub(super) async fn page(
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
                    seen_on: Some(crate::source::day(sent)),
                    ..Source::named(&row.url)
                };
                // Memory is the only thing that could fail here.
                let raw = keep.and_then(|agent| exchange(&answer, &agent).ok());
                let head = page_head(&answer.bytes, &answer.url, &product);
                let mut links = if row.site > 0 || parts.is_some() {
                    page_links(&answer.bytes, &answer.url)
                } else {
                    Vec::new()
                };
                let first = match row.kind {
                    Kind::Found if parts.as_ref().is_some_and(Vec::is_empty) => {
                        first_page(&answer.url, &links)
                    }
                    _ => None,
                };
                let part = |bytes| Part {
                    url: answer.url.to_string(),
                    content_type: source.content_type.clone(),
                    body: bytes,
                };
                if let Some(parts) = &parts
                    && row.kind != Kind::Section
                    && first.is_none()
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
                            seen_on: source.seen_on,
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
                let robots = answer.headers.get_all("x-robots-tag").iter();
                let robots = robots.filter_map(|value| value.to_str().ok());
                let robots: Vec<&str> = robots.chain(head.robots.as_deref()).collect();
                if !robots.iter().all(|value| follows(value, &product)) {
                    links.clear();
                }
                links.extend(head.next.clone().filter(|_| !links.is_empty()));
                article.url = Some(row.url.clone());
                article.fetch = Some(Fetched {
                    robots: Some(robots.join(", ")).filter(|robots| !robots.is_empty()),
                    previous_hash: previous,
                    ..facts
                });
                article.remark(answer.cut);
                Outcome::Record(Box::new(Record { article, ended, head, links, first, raw }))
            })
            .await;
        outcome.unwrap_or_else(|| fault(&visit.row, kept, sent))
    }

    /// The record of an error; a bot check or a wall that comes with an error code is named.
    pub(super) async fn failed_page(
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

pub(super) fn failed(row: &UrlRow, error: &FetchError, facts: Fetched, sent: Timestamp) -> Outcome {
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
    Outcome::Record(Box::new(Record { article, ended, head, links, first: None, raw: None }))
}

pub(super) fn ended(
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

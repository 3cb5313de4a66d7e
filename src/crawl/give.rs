//! Records: every URL that gives one passes here, once.

use super::rows::{Ended, Kind, UrlRow};
use super::run::{CrawlError, Engine};
use crate::article::{Article, Fetched, Status};
use crate::fetch::fetched_at;
use jiff::Timestamp;
use url::Url;

impl Engine<'_> {
    /// Ends a URL without a request.
    pub(super) fn refuse(
        &mut self,
        row: &UrlRow,
        status: Status,
        text: String,
    ) -> Result<(), CrawlError> {
        self.end(row, Article::failed(&row.url, status, text))
    }

    /// Ends a URL whose page another URL has given.
    pub(super) fn repeat(&mut self, row: &UrlRow, other: String) -> Result<(), CrawlError> {
        let text = format!("the same page as {other}");
        let article = Article::failed(&row.url, Status::Duplicate, text);
        self.end(row, Article { duplicate_of: Some(other), ..article })
    }

    fn end(&mut self, row: &UrlRow, mut article: Article) -> Result<(), CrawlError> {
        let now = Timestamp::now();
        article.url = Some(row.url.clone());
        article.fetch = Some(Fetched {
            final_url: row.hops.last().map(Url::to_string),
            fetched_at: fetched_at(now),
            elapsed_ms: row.spent as u64,
            redirects: row.hops.len() as u32,
            ..Fetched::default()
        });
        let ended = Ended {
            status: article.status.name(),
            fetched_at: now.as_millisecond(),
            elapsed: row.spent as u64,
            ..Ended::default()
        };
        self.give(row, article, &ended)
    }

    /// Writes the record of a URL, if it gives one, and ends it.
    pub(super) fn give(
        &mut self,
        row: &UrlRow,
        article: Article,
        ended: &Ended,
    ) -> Result<(), CrawlError> {
        // What was found on the way is worth a record only if it is an article.
        let wanted = match row.kind {
            Kind::Named | Kind::Found => true,
            Kind::Feed | Kind::Sitemap | Kind::Section => row.depth == 0 || article.status.is_ok(),
        };
        self.summary.ended(article.status, ended.bytes, wanted);
        if wanted {
            self.sink.write(article)?;
        } else {
            tracing::debug!(
                url = row.url,
                status = ended.status,
                detail = article.detail,
                "no record"
            );
        }
        self.state.finish(row, ended)?;
        Ok(())
    }
}

//! The front door of the crawl: what to fetch, then run it.

use super::robots_store::RobotsStore;
use super::rows::{Kind, Place};
use super::run::{CrawlError, Engine};
use super::settings::CrawlSettings;
use super::sink::Sink;
use super::state::State;
use super::stats::{Progress, Summary};
use crate::article::Article;
use crate::fetch::parse_url;
use futures_core::Stream;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::task::{Context, Poll};
use url::Url;

/// A crawl to be run.
///
/// ```no_run
/// use copydesk::crawl::Crawler;
///
/// # fn main() -> Result<(), Box<dyn std::error::Error>> {
/// let summary = Crawler::builder()
///     .state("news.crawl")
///     .feed("https://www.example.com/feed")
///     .url("https://www.example.com/2026/dam-opens")
///     .run(&mut |article: copydesk::Article| {
///         println!("{} {:?}", article.source, article.metadata.title);
///         Ok(())
///     })?;
/// println!("{} records, {} failed", summary.records, summary.failed());
/// # Ok(())
/// # }
/// ```
#[derive(Default)]
pub struct Crawler {
    settings: CrawlSettings,
    seeds: Vec<(String, Kind)>,
    urls: Option<Box<dyn Iterator<Item = String> + Send>>,
    stop: StopHandle,
}

/// Ends a crawl from outside: requests in flight may finish for a moment, the rest stays queued.
#[derive(Debug, Clone, Default)]
pub struct StopHandle(Arc<AtomicBool>);

impl StopHandle {
    /// Ends the crawl.
    pub fn stop(&self) {
        self.0.store(true, Ordering::Relaxed);
    }
}

impl Crawler {
    /// A crawl of nothing yet, with the default settings.
    pub fn builder() -> Crawler {
        Crawler::default()
    }

    /// Replaces all settings.
    pub fn settings(mut self, settings: CrawlSettings) -> Crawler {
        self.settings = settings;
        self
    }

    /// Keeps the crawl in this file, so that it can be resumed.
    pub fn state(mut self, path: impl Into<std::path::PathBuf>) -> Crawler {
        self.settings.state = Some(path.into());
        self
    }

    /// Adds a page.
    pub fn url(mut self, url: impl Into<String>) -> Crawler {
        self.seeds.push((url.into(), Kind::Named));
        self
    }

    /// Adds pages without holding them in memory. A second call replaces the first.
    pub fn urls(mut self, urls: impl Iterator<Item = String> + Send + 'static) -> Crawler {
        self.urls = Some(Box::new(urls));
        self
    }

    /// Adds the pages of a feed: RSS, Atom or JSON Feed.
    pub fn feed(mut self, url: impl Into<String>) -> Crawler {
        self.seeds.push((url.into(), Kind::Feed));
        self
    }

    /// Adds the pages of a sitemap, or of all sitemaps of an index.
    pub fn sitemap(mut self, url: impl Into<String>) -> Crawler {
        self.seeds.push((url.into(), Kind::Sitemap));
        self
    }

    /// Adds the articles of a site: of the registrable domain or, if the URL has a path, below it.
    pub fn site(mut self, url: impl Into<String>) -> Crawler {
        self.seeds.push((url.into(), Kind::Section));
        self
    }

    /// Trusts a certificate in PEM beside those of the system, such as that of a company's proxy.
    pub fn root_certificate(mut self, pem: impl Into<Vec<u8>>) -> Crawler {
        self.settings.fetch.root_certificates.push(pem.into());
        self
    }

    /// Ends the crawl when a flag is set, as by a signal.
    pub fn stop_on(mut self, flag: Arc<AtomicBool>) -> Crawler {
        self.stop = StopHandle(flag);
        self
    }

    /// A handle to end the crawl with.
    pub fn stop_handle(&self) -> StopHandle {
        self.stop.clone()
    }

    /// Runs the crawl to its end on this thread; records go to the sink.
    ///
    /// # Errors
    /// If state, client or sink fail. What happens to a URL is for its record.
    pub fn run(self, sink: &mut dyn Sink) -> Result<Summary, CrawlError> {
        self.run_observed(sink, None)
    }

    /// As [`Crawler::run`], telling an observer about five times a second how it goes.
    ///
    /// # Errors
    /// If state, client or sink fail.
    pub fn run_observed<'a>(
        mut self,
        sink: &'a mut dyn Sink,
        observer: Option<&'a mut dyn FnMut(&Progress)>,
    ) -> Result<Summary, CrawlError> {
        let mut state = State::open(self.settings.state.as_deref())?;
        // A run that came to its end is followed by a new one, which looks for news; a run that
        // was cut off goes on.
        let anew = state.meta("complete")?.as_deref() == Some("1");
        state.set_meta("complete", "0")?;
        if anew {
            state.refresh(&[Kind::Feed, Kind::Sitemap, Kind::Section], i64::MAX)?;
            RobotsStore::forgive(&mut state)?;
            state.set_meta("found", "0")?;
            if let Some(age) = self.settings.refresh {
                let before = jiff::Timestamp::now().as_millisecond() - age.as_millis() as i64;
                state.refresh(&[Kind::Named, Kind::Found], before)?;
            }
            if self.settings.retry_failed {
                state.retry(&["timeout", "network_error", "http_error", "decode_error"])?;
            }
        }
        state.commit()?;
        let mut engine =
            Engine::new(state, self.settings.clone(), sink, self.stop.0.clone(), observer)?;
        let seeds = std::mem::take(&mut self.seeds).into_iter();
        let urls = self.urls.take().into_iter().flatten().map(|url| (url, Kind::Named));
        for (number, (text, kind)) in seeds.chain(urls).enumerate() {
            engine.seed(&text, kind)?;
            if number % 10_000 == 9_999 {
                engine.state.commit()?;
            }
        }
        engine.state.filled()?;
        engine.run()
    }

    /// Runs the crawl on a thread of its own and gives its records as a stream.
    ///
    /// The stream holds the crawl back where it is not read; dropping it ends the crawl.
    pub fn stream(self) -> Records {
        let (sender, receiver) = tokio::sync::mpsc::channel(16);
        let stop = self.stop.clone();
        std::thread::spawn(move || {
            let mut sink = |article: Article| {
                sender
                    .blocking_send(Ok(article))
                    .map_err(|_| std::io::Error::other("nobody reads the records"))
            };
            if let Err(error) = self.run(&mut sink) {
                let _ = sender.blocking_send(Err(error));
            }
        });
        Records { receiver, stop }
    }
}

/// The records of a crawl as they come.
pub struct Records {
    receiver: tokio::sync::mpsc::Receiver<Result<Article, CrawlError>>,
    stop: StopHandle,
}

impl Records {
    /// The next record, waiting on this thread; for callers without a runtime.
    pub fn next_blocking(&mut self) -> Option<Result<Article, CrawlError>> {
        self.receiver.blocking_recv()
    }
}

impl Stream for Records {
    type Item = Result<Article, CrawlError>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        self.receiver.poll_recv(context)
    }
}

impl Drop for Records {
    fn drop(&mut self) {
        self.stop.stop();
    }
}

impl Engine<'_> {
    /// Queues what the user gave. What is no URL gives its record at once.
    fn seed(&mut self, text: &str, kind: Kind) -> Result<(), CrawlError> {
        let text = text.trim();
        if text.is_empty() {
            return Ok(());
        }
        // What is no URL is queued under a name of its own and refused when its turn comes.
        let url = parse_url(text).unwrap_or_else(|_| {
            let mut url = Url::parse("invalid:///").expect("a constant");
            url.set_path(text);
            url
        });
        let site = match kind {
            Kind::Section => self.sites.add(&mut self.state, &url)?,
            _ => 0,
        };
        if !self.state.add(text, &url, kind, Place { site, ..Place::default() })? {
            self.summary.known += 1;
        }
        Ok(())
    }
}

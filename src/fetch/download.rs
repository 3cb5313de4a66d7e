//! Single pages for callers that wait for them, politely all the same.

use super::client::{Client, parse_url};
use super::error::{FetchError, FetchFailure};
use super::politeness::Politeness;
use super::robots::{MAX_ROBOTS, MAX_ROBOTS_REDIRECTS, RobotsFile, Rules, product, robots_txt};
use super::settings::FetchSettings;
use super::{Fetched, Over, Want};
use crate::article::{self, Article, Status};
use crate::input::{Download, Downloaded};
use crate::settings::Limits;
use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};
use tokio::time::{Instant, sleep_until};
use url::Url;

/// Fetches pages one by one for several threads: a host gets one request at a time with a pause
/// between, and robots.txt is heeded. For many pages, and to go on after a stop, see
/// [`crate::crawl`].
pub struct Downloader {
    runtime: tokio::runtime::Runtime,
    client: Client,
    politeness: Politeness,
    product: String,
    hosts: Mutex<BTreeMap<String, Arc<Host>>>,
}

/// A host: the rules of its origins, and when it may be asked again.
#[derive(Default)]
struct Host {
    turn: tokio::sync::Mutex<Turn>,
}

#[derive(Default)]
struct Turn {
    next: Option<Instant>,
    rules: BTreeMap<String, Arc<Rules>>,
}

impl Downloader {
    /// Sets a downloader up.
    ///
    /// # Errors
    /// [`FetchError::Setup`]
    pub fn new(
        settings: &FetchSettings,
        politeness: &Politeness,
    ) -> Result<Downloader, FetchError> {
        let runtime = tokio::runtime::Builder::new_multi_thread()
            .worker_threads(2)
            .enable_all()
            .build()
            .map_err(|error| FetchError::Setup(error.to_string()))?;
        Ok(Downloader {
            runtime,
            client: Client::new(settings)?,
            politeness: politeness.clone(),
            product: product(&settings.user_agent).to_owned(),
            hosts: Mutex::default(),
        })
    }

    async fn fetch(&self, text: &str) -> Result<Fetched, Box<Article>> {
        let url = match parse_url(text) {
            Ok(url) => url,
            Err(error) => return Err(refused(text, Status::BlockedAddress, error.to_string())),
        };
        if let Err(error) = self.client.check(&url) {
            return Err(refused(text, Status::BlockedAddress, error.to_string()));
        }
        let host = {
            let mut hosts = self.hosts.lock().unwrap_or_else(PoisonError::into_inner);
            hosts.entry(url.host_str().unwrap_or("").to_owned()).or_default().clone()
        };
        let mut turn = host.turn.lock().await;
        let rules = if self.politeness.robots {
            Some(self.rules(&mut turn, &url).await.map_err(|error| {
                refused(text, error.status(), format!("robots.txt could not be read: {error}"))
            })?)
        } else {
            None
        };
        if let Some(Err(rule)) = rules.as_ref().map(|rules| rules.check(&url)) {
            return Err(refused(text, Status::RobotsDenied, rule));
        }
        turn.wait().await;
        let result = self.client.fetch(text).await;
        let asked = rules.and_then(|rules| rules.crawl_delay());
        self.rest(&mut turn, asked);
        result.map_err(|failure| Box::new(failure.into_article(text)))
    }

    async fn rules(&self, turn: &mut Turn, url: &Url) -> Result<Arc<Rules>, FetchError> {
        let origin = url.origin().ascii_serialization();
        if let Some(rules) = turn.rules.get(&origin) {
            return Ok(rules.clone());
        }
        let mut file = RobotsFile::Missing;
        let mut next = robots_txt(url);
        for _ in 0..=MAX_ROBOTS_REDIRECTS {
            let Some(at) = next.take() else { break };
            turn.wait().await;
            let want = Want::Any(MAX_ROBOTS + 1);
            let answer = self.client.get(&at, &[], want, Over::Any).await;
            self.rest(turn, None);
            let answer = answer.map_err(|failure| failure.error)?;
            next = answer.redirect;
            file = RobotsFile::from_answer(answer.status, answer.bytes);
        }
        let rules = Arc::new(Rules::read(&file, &self.product));
        turn.rules.insert(origin, rules.clone());
        Ok(rules)
    }

    fn rest(&self, turn: &mut Turn, asked: Option<std::time::Duration>) {
        let asked = asked.unwrap_or_default().min(super::MAX_CRAWL_DELAY);
        turn.next = Some(Instant::now() + self.politeness.delay.max(asked));
    }
}

impl Turn {
    async fn wait(&self) {
        if let Some(next) = self.next {
            sleep_until(next).await;
        }
    }
}

fn refused(url: &str, status: Status, text: String) -> Box<Article> {
    let mut article = Article::failed(url, status, text);
    article.url = Some(url.to_owned());
    article.fetch = Some(article::Fetched {
        fetched_at: super::fetched_at(jiff::Timestamp::now()),
        ..article::Fetched::default()
    });
    Box::new(article)
}

impl Download for Downloader {
    fn download(&self, url: &str, _limits: &Limits) -> Result<Downloaded, Box<Article>> {
        let page = self.runtime.block_on(self.fetch(url))?;
        Ok(Downloaded {
            bytes: page.bytes,
            source: page.source,
            facts: page.facts,
            damage: page.cut,
        })
    }
}

impl From<FetchFailure> for FetchError {
    fn from(failure: FetchFailure) -> FetchError {
        failure.error
    }
}

//! The crawl itself: one thread owns frontier and output and hands requests to the runtime.

use super::frontier::{Ended, HostRow, Kind, UrlRow};
use super::job::{Event, Job, Shared, Visit};
use super::robots_store::{Known, RobotsStore};
use super::settings::{CrawlSettings, GRACE, MAX_FAILURES, MAX_WAIT};
use super::sink::Sink;
use super::site::Sites;
use super::state::{State, StateError};
use super::stats::{Progress, Summary};
use super::warc_out::WarcOut;
use super::warm::Warm;
use super::{address, job};
use crate::article::{Article, Fetched, Status};
use crate::fetch::{FetchError, MAX_CRAWL_DELAY, Rules, fetched_at, parse_url, robots_txt};
use jiff::Timestamp;
use std::collections::{HashMap, HashSet};
use std::io;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::time::{Duration, Instant};
use url::Url;

/// Events handled in one transaction.
const BATCH: usize = 256;
/// Longest sleep: how late a stop is noticed and progress told.
const TICK: Duration = Duration::from_millis(200);
/// How often a crawl without pauses saves: at the cost of that much work done again after a kill.
/// With pauses everything is saved at once, as they have to outlive the process too.
const SAVE_EVERY: Duration = Duration::from_millis(50);
/// Hosts in the summary.
const SUMMARY_HOSTS: usize = 10;
/// URLs that end without a request, handled in one go.
const REFUSALS: usize = 200;

/// Why a crawl could not go on.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum CrawlError {
    /// The state failed.
    #[error(transparent)]
    State(#[from] StateError),
    /// The client could not be set up.
    #[error(transparent)]
    Client(#[from] FetchError),
    /// Records could not be written.
    #[error("the output failed: {0}")]
    Output(#[from] io::Error),
}

/// A host at work.
#[derive(Default)]
pub(super) struct Busy {
    pub requests: usize,
    /// Its robots.txt is being read: nothing else may be asked.
    pub robots: bool,
    /// The pause that its robots.txt asks for.
    pub crawl_delay: Option<Duration>,
}

pub(super) struct Engine<'a> {
    pub(super) state: State,
    pub(super) settings: CrawlSettings,
    pub(super) sites: Sites,
    pub(super) summary: Summary,
    pub(super) shared: Arc<Shared>,
    runtime: tokio::runtime::Runtime,
    cleaners: tokio::runtime::Runtime,
    sender: Sender<Event>,
    events: Receiver<Event>,
    pub(super) busy: HashMap<i64, Busy>,
    pub(super) in_flight: HashSet<i64>,
    /// Robots.txt requests; with the URLs in flight they make up the requests at work.
    pub(super) robots_in_flight: usize,
    saved: Instant,
    warm: Warm,
    pub(super) robots: RobotsStore,
    pub(super) sink: &'a mut dyn Sink,
    pub(super) warc: Option<WarcOut>,
    stop: Arc<AtomicBool>,
    observer: Option<&'a mut dyn FnMut(&Progress)>,
    told: Instant,
    started: Instant,
}

impl<'a> Engine<'a> {
    pub(super) fn new(
        mut state: State,
        settings: CrawlSettings,
        sink: &'a mut dyn Sink,
        stop: Arc<AtomicBool>,
        observer: Option<&'a mut dyn FnMut(&Progress)>,
    ) -> Result<Engine<'a>, CrawlError> {
        let client = crate::fetch::Client::new(&settings.fetch)?;
        let processors = std::thread::available_parallelism().map_or(2, |n| n.get());
        let runtime = tokio::runtime::Builder::new_multi_thread()
            .worker_threads(processors.min(4))
            .enable_all()
            .build()?;
        let cleaners = tokio::runtime::Builder::new_current_thread()
            .max_blocking_threads(processors)
            .thread_name("copydesk-clean")
            .build()?;
        let shared = Arc::new(Shared {
            client,
            product: crate::fetch::product(&settings.fetch.user_agent).to_owned(),
            settings: settings.clone(),
            cleaners: cleaners.handle().clone(),
        });
        // Where the output stands is noted before anything is written to it.
        sink.resume(state.meta("output")?.as_deref())?;
        if let Some(position) = sink.save()? {
            state.set_meta("output", &position)?;
        }
        let warc = match &settings.warc {
            Some(dir) => Some(WarcOut::open(dir, state.meta("warc")?.as_deref(), &settings.fetch)?),
            None => None,
        };
        let sites = Sites::load(&state)?;
        let (sender, events) = channel();
        Ok(Engine {
            state,
            settings,
            sites,
            shared,
            runtime,
            cleaners,
            sender,
            events,
            sink,
            warc,
            stop,
            observer,
            summary: Summary::default(),
            busy: HashMap::new(),
            in_flight: HashSet::new(),
            robots_in_flight: 0,
            warm: Warm::default(),
            saved: Instant::now(),
            robots: RobotsStore::default(),
            told: Instant::now(),
            started: Instant::now(),
        })
    }

    /// Works until the frontier is empty or the crawl is stopped.
    pub(super) fn run(mut self) -> Result<Summary, CrawlError> {
        let mut stopped_at = None;
        loop {
            if stopped_at.is_none() && self.stop.load(Ordering::Relaxed) {
                stopped_at = Some(Instant::now());
                self.summary.stopped = true;
            }
            let mut refused_all = true;
            if stopped_at.is_none() {
                refused_all = self.claim()?;
            }
            if self.until_save().is_zero() {
                self.save()?;
            }
            if self.at_work() == 0 {
                if stopped_at.is_some() || self.state.is_empty()? {
                    break;
                }
                if !self.abandon_hopeless()? && !refused_all {
                    continue;
                }
            }
            if stopped_at.is_some_and(|at: Instant| at.elapsed() > GRACE) {
                break;
            }
            self.wait(refused_all)?;
            self.tell(false);
        }
        if !self.summary.stopped {
            self.state.set_meta("complete", "1")?;
        }
        self.save()?;
        self.tell(true);
        self.summary.elapsed = self.started.elapsed();
        self.summary.hosts = super::stats::hosts(&self.state, SUMMARY_HOSTS)?;
        // Don't wait for requests that a stop has cut off; they stay queued.
        self.runtime.shutdown_timeout(Duration::from_millis(100));
        self.cleaners.shutdown_timeout(Duration::from_millis(100));
        Ok(self.summary)
    }

    fn at_work(&self) -> usize {
        self.in_flight.len() + self.robots_in_flight
    }

    /// Claims as many requests as there is room for and sends them off. False if URLs that may not
    /// be asked were all there was time for.
    fn claim(&mut self) -> Result<bool, CrawlError> {
        let now = now();
        let mut jobs = Vec::new();
        let mut refusals = REFUSALS;
        let room = self.settings.politeness.concurrency.saturating_sub(self.at_work());
        if room == 0 {
            return Ok(true);
        }
        let hosts = self.state.ready_hosts(now, room + self.busy.len())?;
        let mut taken = 0;
        for host in hosts {
            while taken < room && refusals > 0 {
                match self.claim_at(&host, now, &mut refusals)? {
                    Some(job) => {
                        jobs.push(job);
                        taken += 1;
                    }
                    None => break,
                }
            }
        }
        // The pace is on disk before a request leaves: a killed crawl stays polite when it resumes.
        if self.until_save().is_zero() {
            self.save()?;
        }
        for job in jobs {
            let task = job::run(self.shared.clone(), job, self.sender.clone());
            self.runtime.spawn(task);
        }
        Ok(refusals > 0)
    }

    /// Claims the next request at a host, if one may be made now.
    fn claim_at(
        &mut self,
        host: &HostRow,
        now: i64,
        refusals: &mut usize,
    ) -> Result<Option<Job>, CrawlError> {
        let (active, exclusive) =
            self.busy.get(&host.id).map_or((0, false), |busy| (busy.requests, busy.robots));
        let free = self.settings.politeness.per_host.max(1).saturating_sub(active);
        if exclusive || free == 0 {
            return Ok(None);
        }
        let host = self.state.host(host.id)?;
        if host.pace.next_at > now {
            return Ok(None);
        }
        loop {
            let rows = self.state.due(host.id, now, active + 2)?;
            let mut rows = rows.into_iter().filter(|row| !self.in_flight.contains(&row.id));
            let Some(row) = rows.next() else { return Ok(None) };
            let last = rows.next().is_none();
            if *refusals == 0 {
                return Ok(None);
            }
            let next = match row.hops.last().cloned().map_or_else(|| parse_url(&row.url), Ok) {
                Ok(next) => next,
                Err(error) => {
                    *refusals -= 1;
                    self.refuse(&row, Status::BlockedAddress, error.to_string())?;
                    continue;
                }
            };
            if let Err(error) = self.shared.client.check(&next) {
                *refusals -= 1;
                self.refuse(&row, Status::BlockedAddress, error.to_string())?;
                continue;
            }
            if host.pace.failures >= MAX_FAILURES {
                *refusals -= 1;
                let text = format!(
                    "given up on the host after {} failures in a row: {}",
                    host.pace.failures,
                    host.last_error.as_deref().unwrap_or("no connection")
                );
                self.refuse(&row, Status::NetworkError, text)?;
                continue;
            }
            let rules = match self.rules_for(&next, now)? {
                Some(Known::Rules(rules)) => Some(rules),
                Some(Known::Failed(status, text)) => {
                    *refusals -= 1;
                    let text = format!("robots.txt could not be read: {text}");
                    self.refuse(&row, status_named(&status), text)?;
                    continue;
                }
                Some(Known::Missing { tries }) => {
                    if active > 0 {
                        return Ok(None);
                    }
                    return self.claim_robots(&host, &next, tries, now);
                }
                None => None,
            };
            if let Some(rules) = &rules {
                if row.kind == Kind::Section && row.depth == 0 && row.hops.is_empty() {
                    self.add_sitemaps(&row, rules, &next)?;
                }
                if let Err(text) = rules.check(&next) {
                    *refusals -= 1;
                    self.refuse(&row, Status::RobotsDenied, text)?;
                    continue;
                }
            }
            if row.kind == Kind::Found
                && let Some(other) = self.state.mark(address::key(&next), row.id)?
            {
                *refusals -= 1;
                self.refuse(&row, Status::Duplicate, format!("the same page as {other}"))?;
                continue;
            }
            let pause = self.pause(&host, rules.as_deref());
            self.start(&host, pause, now)?;
            let busy = self.busy.entry(host.id).or_default();
            busy.requests += 1;
            busy.crawl_delay = rules.as_deref().and_then(Rules::crawl_delay);
            self.in_flight.insert(row.id);
            let previous = self.state.previous(row.id)?;
            let parts = match self.settings.join_pages && !row.hops.is_empty() {
                true => self.state.parts(row.id)?,
                false => Vec::new(),
            };
            self.summary.requests += 1;
            let close = last || !self.warm.keep(host.id);
            return Ok(Some(Job::Visit(Box::new(Visit { row, next, previous, parts, close }))));
        }
    }

    fn rules_for(&mut self, url: &Url, now: i64) -> Result<Option<Known>, StateError> {
        if !self.settings.politeness.robots {
            return Ok(None);
        }
        let origin = url.origin().ascii_serialization();
        self.robots.get(&self.state, &origin, &self.shared.product, now).map(Some)
    }

    fn claim_robots(
        &mut self,
        host: &HostRow,
        url: &Url,
        tries: u32,
        now: i64,
    ) -> Result<Option<Job>, CrawlError> {
        let Some(robots) = robots_txt(url) else { return Ok(None) };
        let pause = self.pause(host, None);
        self.start(host, pause, now)?;
        let busy = self.busy.entry(host.id).or_default();
        (busy.requests, busy.robots) = (busy.requests + 1, true);
        self.robots_in_flight += 1;
        self.summary.requests += 1;
        Ok(Some(Job::Robots {
            host: host.id,
            origin: url.origin().ascii_serialization(),
            url: robots,
            tries,
            close: !self.warm.keep(host.id),
            pause: Duration::from_millis(pause as u64),
        }))
    }

    pub(super) fn pause(&self, host: &HostRow, rules: Option<&Rules>) -> i64 {
        let asked = rules.and_then(Rules::crawl_delay);
        if asked.is_some_and(|delay| delay > MAX_CRAWL_DELAY) {
            tracing::info!(host = host.name, asked = ?asked, cap = ?MAX_CRAWL_DELAY, "crawl-delay capped");
        }
        host.pace.pause(&self.settings.politeness, asked)
    }

    /// Writes down that a request is about to be sent, and how long to pause when it has ended.
    fn start(&mut self, host: &HostRow, pause: i64, now: i64) -> Result<(), StateError> {
        let mut pace = host.pace;
        pace.begin(now + 1, pause);
        if pace != host.pace {
            self.state.set_pace(host.id, &pace, None)?;
        }
        Ok(())
    }

    /// Ends a URL without a request.
    pub(super) fn refuse(
        &mut self,
        row: &UrlRow,
        status: Status,
        text: String,
    ) -> Result<(), CrawlError> {
        let now = Timestamp::now();
        let mut article = Article::failed(&row.url, status, text);
        article.url = Some(row.url.clone());
        article.fetch = Some(Fetched {
            final_url: row.hops.last().map(Url::to_string),
            fetched_at: fetched_at(now),
            elapsed_ms: row.spent as u64,
            redirects: row.hops.len() as u32,
            ..Fetched::default()
        });
        let ended = Ended {
            status: status.name(),
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

    /// Makes what was done so far outlive the process. The only place that commits: records have to
    /// be in the file before their URLs are done.
    pub(super) fn save(&mut self) -> Result<(), CrawlError> {
        if self.summary.records > self.summary.saved {
            if let Some(position) = self.sink.save()? {
                self.state.set_meta("output", &position)?;
            }
            self.summary.saved = self.summary.records;
        }
        if let Some(warc) = &mut self.warc
            && let Some(position) = warc.save()?
        {
            self.state.set_meta("warc", &position)?;
        }
        self.state.commit()?;
        self.saved = Instant::now();
        Ok(())
    }

    /// How long what was done may still wait to be saved.
    fn until_save(&self) -> Duration {
        match self.settings.politeness.delay.is_zero() {
            true => SAVE_EVERY.saturating_sub(self.saved.elapsed()),
            false => Duration::ZERO,
        }
    }

    /// Waits for events, at most until the next host is ready.
    fn wait(&mut self, all_refused: bool) -> Result<(), CrawlError> {
        let now = now();
        let next = match self.state.next_ready(now)? {
            _ if !all_refused => Duration::ZERO,
            Some(at) => Duration::from_millis((at - now) as u64),
            None => TICK,
        };
        // What was done does not wait longer than it may.
        let save = match self.until_save() {
            Duration::ZERO => TICK,
            soon => soon,
        };
        let mut event = match self.events.recv_timeout(next.min(TICK).min(save)) {
            Ok(event) => event,
            Err(RecvTimeoutError::Timeout | RecvTimeoutError::Disconnected) => return Ok(()),
        };
        for _ in 0..BATCH {
            self.handle(event)?;
            event = match self.events.try_recv() {
                Ok(event) => event,
                Err(_) => break,
            };
        }
        Ok(())
    }

    /// With nothing at work and every host out of reach for long, ends the URLs of the hosts that
    /// asked to be left alone. True if there is something to wait for.
    fn abandon_hopeless(&mut self) -> Result<bool, CrawlError> {
        let now = now();
        let Some(at) = self.state.next_ready(now)? else { return Ok(true) };
        if at - now <= MAX_WAIT.as_millis() as i64 {
            return Ok(true);
        }
        for host in self.state.ready_hosts(i64::MAX, 1)? {
            let seconds = (host.pace.next_at - now) / 1000;
            for row in self.state.due(host.id, i64::MAX, REFUSALS)? {
                let text = format!("the host asks to be left alone for {seconds} s");
                self.refuse(&row, Status::HttpError, text)?;
            }
        }
        Ok(false)
    }

    fn tell(&mut self, last: bool) {
        let Some(observer) = &mut self.observer else { return };
        if last || self.told.elapsed() >= TICK {
            self.told = Instant::now();
            observer(&Progress {
                records: self.summary.records,
                failed: self.summary.failed(),
                requests: self.summary.requests,
                bytes: self.summary.bytes,
                found: self.summary.found,
                hosts_in_flight: self.busy.len(),
                elapsed: self.started.elapsed(),
            });
        }
    }
}

fn status_named(name: &str) -> Status {
    [Status::Timeout, Status::BlockedAddress, Status::DecodeError, Status::HttpError]
        .into_iter()
        .find(|status| status.name() == name)
        .unwrap_or(Status::NetworkError)
}

pub(super) fn now() -> i64 {
    Timestamp::now().as_millisecond()
}

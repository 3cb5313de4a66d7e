//! The crawl itself: one thread owns frontier and output and hands requests to the runtime.

use super::barren::Barren;
use super::job::{Event, Reports, Shared};
use super::robots_store::RobotsStore;
use super::settings::{CrawlSettings, GRACE, MAX_WAIT};
use super::sink::Sink;
use super::site::Sites;
use super::state::{State, StateError};
use super::stats::{Progress, Summary};
use super::warc_out::WarcOut;
use super::warm::Warm;
use crate::article::Status;
use crate::fetch::{self, Client, FetchError, FetchSettings};
use jiff::Timestamp;
use std::collections::{HashMap, HashSet};
use std::io;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{Receiver, RecvTimeoutError, channel};
use std::time::{Duration, Instant};

/// Events handled in one transaction.
const BATCH: usize = 256;
/// Longest sleep: how late a stop is noticed and progress told.
const TICK: Duration = Duration::from_millis(200);
/// How often a crawl without pauses saves: at the cost of that much work done again after a kill.
/// With pauses everything is saved at once, as they have to outlive the process too.
const SAVE_EVERY: Duration = Duration::from_millis(50);
/// Pages that wait to be cleaned for each processor: as many as keep it busy while the crawl sees
/// to other things.
const WAITING: usize = 8;
/// Hosts in the summary.
const SUMMARY_HOSTS: usize = 10;
/// URLs that end without a request, handled in one go.
pub(super) const REFUSALS: usize = 200;

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
    /// Requests under way.
    pub requests: usize,
    /// URLs that were asked for and are not done: their pages may still be cleaned.
    pub visits: usize,
    /// Its robots.txt is being read: nothing else may be asked.
    pub robots: bool,
    /// The pause that its robots.txt asks for.
    pub crawl_delay: Option<Duration>,
}

impl Busy {
    pub(super) fn is_idle(&self) -> bool {
        self.requests == 0 && self.visits == 0 && !self.robots
    }
}

pub(super) struct Engine<'a> {
    pub(super) state: State,
    pub(super) settings: CrawlSettings,
    pub(super) sites: Sites,
    pub(super) summary: Summary,
    pub(super) shared: Arc<Shared>,
    pub(super) runtime: tokio::runtime::Runtime,
    cleaners: tokio::runtime::Runtime,
    pub(super) reports: Reports,
    urgent: Receiver<Event>,
    events: Receiver<Event>,
    pub(super) busy: HashMap<i64, Busy>,
    pub(super) in_flight: HashSet<i64>,
    /// Requests under way, those for robots.txt included.
    pub(super) requests: usize,
    /// Pages that may wait to be cleaned before nothing more is asked for.
    most_waiting: usize,
    /// Robots.txt requests; with the URLs in flight they make up the requests at work.
    pub(super) robots_in_flight: usize,
    saved: Instant,
    pub(super) warm: Warm,
    /// Pages found in earlier runs of this crawl.
    pub(super) found_before: u64,
    pub(super) barren: Barren,
    /// Sitemaps found in sitemaps.
    pub(super) sitemaps: usize,
    /// May there be results of earlier visits?
    pub(super) revisits: bool,
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
        let idle_per_host = settings.politeness.per_host.max(1);
        let client = Client::new(&FetchSettings { idle_per_host, ..settings.fetch.clone() })?;
        let processors = std::thread::available_parallelism().map_or(2, |n| n.get());
        let runtime = tokio::runtime::Builder::new_multi_thread()
            .worker_threads((processors / 4).clamp(1, 4))
            .enable_all()
            .build()?;
        let cleaners = tokio::runtime::Builder::new_current_thread()
            .max_blocking_threads(processors)
            .thread_name("copydesk-clean")
            .build()?;
        let shared = Arc::new(Shared {
            client,
            product: fetch::product(&settings.fetch.user_agent).to_owned(),
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
        let found_before = state.meta("found")?.and_then(|count| count.parse().ok()).unwrap_or(0);
        let revisits = state.has_results()?;
        let (to_urgent, urgent) = channel();
        let (to_events, events) = channel();
        Ok(Engine {
            state,
            settings,
            sites,
            shared,
            runtime,
            cleaners,
            reports: Reports { urgent: to_urgent, others: to_events },
            urgent,
            events,
            sink,
            warc,
            stop,
            observer,
            summary: Summary::default(),
            busy: HashMap::new(),
            in_flight: HashSet::new(),
            requests: 0,
            most_waiting: WAITING * processors,
            robots_in_flight: 0,
            warm: Warm::new(idle_per_host),
            found_before,
            barren: Barren::default(),
            sitemaps: 0,
            revisits,
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

    /// How many more requests may be made now. Where cleaning is slower than the network, pages would
    /// only pile up in memory.
    pub(super) fn room(&self) -> usize {
        let at_work = self.at_work();
        let waiting = at_work.saturating_sub(self.requests);
        match waiting >= self.most_waiting {
            true => 0,
            false => self.settings.politeness.concurrency.saturating_sub(at_work),
        }
    }

    pub(super) fn at_work(&self) -> usize {
        self.in_flight.len() + self.robots_in_flight
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
        if self.summary.found > self.summary.found_saved {
            self.summary.found_saved = self.summary.found;
            let found = self.found_before + self.summary.found;
            self.state.set_meta("found", &found.to_string())?;
        }
        self.state.commit()?;
        self.saved = Instant::now();
        Ok(())
    }

    /// How long what was done may still wait to be saved.
    pub(super) fn until_save(&self) -> Duration {
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
            // Whoever reports urgently reports to the others too, right after.
            while let Ok(event) = self.urgent.try_recv() {
                self.handle(event)?;
            }
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

pub(super) fn now() -> i64 {
    Timestamp::now().as_millisecond()
}

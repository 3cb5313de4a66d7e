//! Claims: which request may be made next. Nothing is asked that has not passed here.

use super::address;
use super::job::{self, Job, Visit};
use super::paging;
use super::robots_store::Known;
use super::rows::{HostRow, Kind, UrlRow};
use super::run::{CrawlError, Engine, REFUSALS, now};
use super::settings::MAX_FAILURES;
use super::state::StateError;
use crate::article::Status;
use crate::fetch::{MAX_CRAWL_DELAY, Rules, parse_url, robots_txt};
use url::Url;

/// How long a later page of an article waits for the first, which may claim it.
const FIRST_PAGE_WAIT: i64 = 250;

/// What a look at a queued URL came to.
enum Step {
    /// A request.
    Ask(Job),
    /// It ended, or was put off, without one.
    Done,
    /// The host has to wait.
    Wait,
}

impl Engine<'_> {
    /// Claims as many requests as there is room for and sends them off. False if URLs that may not
    /// be asked were all there was time for.
    pub(super) fn claim(&mut self) -> Result<bool, CrawlError> {
        let now = now();
        let mut jobs = Vec::new();
        let mut refusals = REFUSALS;
        let room = self.room();
        if room == 0 {
            return Ok(true);
        }
        let hosts = self.state.ready_hosts(now, room + self.busy.len())?;
        for mut host in hosts {
            while jobs.len() < room && refusals > 0 {
                let Some(job) = self.claim_at(&host, now, &mut refusals)? else { break };
                jobs.push(job);
                // The claim has moved the host's pace.
                host = self.state.host(host.id)?;
            }
        }
        // The pace is on disk before a request leaves: a killed crawl stays polite when it resumes.
        if self.until_save().is_zero() {
            self.save()?;
        }
        for job in jobs {
            let task = job::run(self.shared.clone(), job, self.reports.clone());
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
        loop {
            let (active, visits, exclusive) = self
                .busy
                .get(&host.id)
                .map_or((0, 0, false), |busy| (busy.requests, busy.visits, busy.robots));
            let free = self.settings.politeness.per_host.max(1).saturating_sub(active);
            if exclusive || free == 0 || host.pace.next_at > now || *refusals == 0 {
                return Ok(None);
            }
            let rows = self.state.due(host.id, now, visits + 2)?;
            let mut rows = rows.into_iter().filter(|row| !self.in_flight.contains(&row.id));
            let Some(row) = rows.next() else { return Ok(None) };
            let last = rows.next().is_none();
            match self.step(host, row, last, now)? {
                Step::Ask(job) => return Ok(Some(job)),
                Step::Done => *refusals -= 1,
                Step::Wait => return Ok(None),
            }
        }
    }

    /// Asks for a queued URL, if nothing speaks against it.
    fn step(
        &mut self,
        host: &HostRow,
        row: UrlRow,
        last: bool,
        now: i64,
    ) -> Result<Step, CrawlError> {
        if self.is_superfluous(&row) {
            self.state.forget(&row)?;
            return Ok(Step::Done);
        }
        let next = match row.hops.last().cloned().map_or_else(|| parse_url(&row.url), Ok) {
            Ok(next) => next,
            Err(error) => {
                return self.refused(&row, Status::BlockedAddress, error.to_string());
            }
        };
        if row.kind == Kind::Section && row.depth > 0 && self.barren.contains(&next) {
            self.state.forget(&row)?;
            return Ok(Step::Done);
        }
        if let Err(error) = self.shared.client.check(&next) {
            return self.refused(&row, Status::BlockedAddress, error.to_string());
        }
        if host.pace.failures >= MAX_FAILURES {
            let text = format!(
                "given up on the host after {} failures in a row: {}",
                host.pace.failures,
                host.last_error.as_deref().unwrap_or("no connection")
            );
            return self.refused(&row, Status::NetworkError, text);
        }
        let rules = match self.rules_for(&next, now)? {
            Some(Known::Rules(rules)) => Some(rules),
            Some(Known::Failed(status, text)) => {
                let text = format!("robots.txt could not be read: {text}");
                return self.refused(&row, status_named(&status), text);
            }
            Some(Known::Missing { tries, hops }) => {
                return self.claim_robots(host, &next, tries, hops, now);
            }
            None => None,
        };
        if let Some(rules) = &rules {
            if row.kind == Kind::Section && row.depth == 0 && row.hops.is_empty() {
                self.add_sitemaps(&row, rules, &next)?;
            }
            if let Err(text) = rules.check(&next) {
                return self.refused(&row, Status::RobotsDenied, text);
            }
        }
        if row.kind == Kind::Found {
            if let Some(other) = self.state.mark(address::key(&next), row.id)? {
                self.repeat(&row, other)?;
                return Ok(Step::Done);
            }
            if self.settings.join_pages && row.hops.is_empty() && self.first_is_queued(&next)? {
                self.state.put_off(&row, now + FIRST_PAGE_WAIT)?;
                return Ok(Step::Done);
            }
        }
        let pause = self.pause(host, rules.as_deref());
        self.start(host, pause, now)?;
        let busy = self.busy.entry(host.id).or_default();
        busy.requests += 1;
        busy.visits += 1;
        busy.crawl_delay = rules.as_deref().and_then(Rules::crawl_delay);
        self.in_flight.insert(row.id);
        let previous = if self.revisits { self.state.previous(row.id)? } else { None };
        let parts = match self.settings.join_pages && !row.hops.is_empty() {
            true => self.state.parts(row.id)?,
            false => Vec::new(),
        };
        self.requests += 1;
        self.summary.requests += 1;
        let close = last || !self.warm.keep(host.id);
        Ok(Step::Ask(Job::Visit(Box::new(Visit { row, next, previous, parts, close }))))
    }

    fn refused(&mut self, row: &UrlRow, status: Status, text: String) -> Result<Step, CrawlError> {
        self.refuse(row, status, text)?;
        Ok(Step::Done)
    }

    /// A source of further pages, where enough have been found?
    fn is_superfluous(&self, row: &UrlRow) -> bool {
        row.depth > 0
            && matches!(row.kind, Kind::Feed | Kind::Sitemap | Kind::Section)
            && self.has_enough(row.site)
    }

    /// Is the page at a URL by its name a later page of an article whose first page is queued? Then
    /// that one comes first, as it may claim this one.
    fn first_is_queued(&self, url: &Url) -> Result<bool, StateError> {
        for first in paging::first_pages(url) {
            if self.state.queued(address::key(&first))? == Some(true) {
                return Ok(true);
            }
        }
        Ok(false)
    }

    fn rules_for(&mut self, url: &Url, now: i64) -> Result<Option<Known>, StateError> {
        if !self.settings.politeness.robots {
            return Ok(None);
        }
        let origin = url.origin().ascii_serialization();
        self.robots.get(&self.state, &origin, &self.shared.product, now).map(Some)
    }

    /// Claims the request for the robots.txt of a URL, or for where it was redirected to: then the
    /// other host's pace holds too. Until it is here, nothing else is asked of the URL's host.
    fn claim_robots(
        &mut self,
        host: &HostRow,
        url: &Url,
        tries: u32,
        hops: Vec<Url>,
        now: i64,
    ) -> Result<Step, CrawlError> {
        if self.busy.get(&host.id).is_some_and(|busy| busy.requests > 0) {
            return Ok(Step::Wait);
        }
        let redirects = hops.len() as u32;
        let Some(robots) = hops.into_iter().next_back().or_else(|| robots_txt(url)) else {
            return Ok(Step::Wait);
        };
        let id = self.state.host_id(robots.host_str().unwrap_or(""))?;
        let asked = if id == host.id { host.clone() } else { self.state.host(id)? };
        let is_busy = self.busy.get(&id).is_some_and(|busy| busy.requests > 0);
        if id != host.id && (is_busy || asked.pace.next_at > now) {
            let mut pace = host.pace;
            pace.rest(now, (asked.pace.next_at - now).max(20));
            self.state.set_pace(host.id, &pace, None)?;
            return Ok(Step::Wait);
        }
        let pause = self.pause(&asked, None);
        self.start(&asked, pause, now)?;
        self.busy.entry(id).or_default().requests += 1;
        self.busy.entry(host.id).or_default().robots = true;
        self.robots_in_flight += 1;
        self.requests += 1;
        self.summary.requests += 1;
        Ok(Step::Ask(Job::Robots {
            host: id,
            waiting: host.id,
            origin: url.origin().ascii_serialization(),
            url: robots,
            tries,
            redirects,
            close: !self.warm.keep(id),
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
}

fn status_named(name: &str) -> Status {
    [Status::Timeout, Status::BlockedAddress, Status::DecodeError, Status::HttpError]
        .into_iter()
        .find(|status| status.name() == name)
        .unwrap_or(Status::NetworkError)
}

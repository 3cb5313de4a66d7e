//! When a host may be asked again: pause, crawl-delay, Retry-After, back-off and slow-down are one
//! small state, kept with the crawl so that it outlives the process.
//!
//! All times are milliseconds since 1970.

use std::time::Duration;

/// Longest pause that a robots.txt may ask for; sites that write more mean "go away" and say so
/// with `Disallow` too.
pub const MAX_CRAWL_DELAY: Duration = Duration::from_secs(30);
/// Most that slowness or trouble stretch the pause.
const MAX_STRETCH: f64 = 16.0;
/// Weight of the newest answer in the mean latency.
const NEWEST: f64 = 0.3;
/// Share of the stretch that a good answer takes away.
const RECOVERY: f64 = 0.9;

/// The user's wishes.
#[derive(Debug, Clone)]
pub struct Politeness {
    /// Pause between two requests to a host.
    pub delay: Duration,
    /// Requests to a host at a time.
    pub per_host: usize,
    /// Heed robots.txt?
    pub robots: bool,
    /// Requests at a time over all hosts.
    pub concurrency: usize,
}

impl Default for Politeness {
    fn default() -> Self {
        Politeness { delay: Duration::from_secs(1), per_host: 1, robots: true, concurrency: 64 }
    }
}

/// How a host is doing.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Pace {
    /// Earliest time of the next request.
    pub next_at: i64,
    /// Mean time to the head of an answer, in milliseconds; 0 before the first.
    pub latency: f64,
    /// What trouble multiplies the pause with; 1 in good times.
    pub stretch: f64,
    /// Attempts in a row that reached no server.
    pub failures: u32,
}

impl Default for Pace {
    fn default() -> Self {
        Pace { next_at: 0, latency: 0.0, stretch: 1.0, failures: 0 }
    }
}

/// What a request says about its host.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Signal {
    /// It answered.
    Answered {
        /// Time to the head of the answer.
        latency: Duration,
    },
    /// It asks to be left alone: 429, or 503; with `Retry-After` it says how long.
    Busy {
        /// The time it asks for.
        retry_after: Option<Duration>,
    },
    /// It broke off, or was silent for too long.
    Trouble,
    /// It could not be reached at all.
    Unreachable,
}

impl Pace {
    /// The pause between requests as things stand, in milliseconds.
    pub fn pause(&self, wishes: &Politeness, crawl_delay: Option<Duration>) -> i64 {
        let own = wishes.delay.as_millis() as f64 * self.stretch;
        // A host that takes its time is busy: leave it as much again (as far as we pause at all).
        let slow = self.latency.min(wishes.delay.as_millis() as f64 * MAX_STRETCH);
        let asked = crawl_delay.unwrap_or_default().min(MAX_CRAWL_DELAY).as_millis() as f64;
        own.max(slow).max(asked).ceil() as i64
    }

    /// Notes that a request is about to be sent.
    pub fn begin(&mut self, now: i64, pause: i64) {
        self.rest(now, pause);
    }

    /// Notes how a request ended; `backoff` is what we would wait on our own account.
    pub fn end(&mut self, signal: Signal, now: i64, backoff: i64) {
        match signal {
            Signal::Answered { latency } => {
                let latency = latency.as_millis() as f64;
                self.latency = match self.latency {
                    0.0 => latency,
                    mean => mean + NEWEST * (latency - mean),
                };
                self.stretch = (self.stretch * RECOVERY).max(1.0);
                self.failures = 0;
            }
            Signal::Busy { retry_after } => {
                self.stretch = (self.stretch * 2.0).min(MAX_STRETCH);
                self.failures = 0;
                let asked =
                    retry_after.map(|wait| wait.as_millis().min(i64::MAX as u128 / 4) as i64);
                self.next_at = self.next_at.max(now + asked.unwrap_or(backoff));
            }
            Signal::Trouble => self.failures = 0,
            Signal::Unreachable => {
                self.failures += 1;
                self.next_at = self.next_at.max(now + backoff);
            }
        }
    }

    /// With one request at a time the pause counts from the end of the one before.
    pub fn rest(&mut self, now: i64, pause: i64) {
        if pause > 0 {
            self.next_at = self.next_at.max(now + pause);
        }
    }

    /// Is the difference to an earlier state worth writing down? Small changes of a mean latency
    /// are not.
    pub fn differs(&self, earlier: &Pace) -> bool {
        let change = (self.latency - earlier.latency).abs();
        Pace { latency: 0.0, ..*self } != Pace { latency: 0.0, ..*earlier }
            || change > 10.0_f64.max(earlier.latency / 10.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn wishes(delay: u64) -> Politeness {
        Politeness { delay: Duration::from_millis(delay), ..Politeness::default() }
    }

    #[test]
    fn the_longest_wish_wins() {
        let pace = Pace::default();
        assert_eq!(pace.pause(&wishes(1000), None), 1000);
        assert_eq!(pace.pause(&wishes(1000), Some(Duration::from_secs(5))), 5000);
        assert_eq!(pace.pause(&wishes(0), Some(Duration::from_secs(5))), 5000);
        assert_eq!(pace.pause(&wishes(0), Some(Duration::from_secs(500))), 30_000);
    }

    #[test]
    fn a_slow_host_gets_longer_pauses_and_recovers() {
        let (wishes, mut pace) = (wishes(1000), Pace::default());
        pace.end(Signal::Answered { latency: Duration::from_secs(4) }, 0, 0);
        assert_eq!(pace.pause(&wishes, None), 4000);
        for _ in 0..20 {
            pace.end(Signal::Answered { latency: Duration::from_millis(50) }, 0, 0);
        }
        assert_eq!(pace.pause(&wishes, None), 1000);
        // Without a pause of our own nothing is stretched.
        pace.end(Signal::Answered { latency: Duration::from_secs(4) }, 0, 0);
        assert_eq!(pace.pause(&self::wishes(0), None), 0);
    }

    #[test]
    fn retry_after_is_obeyed_to_the_millisecond_and_slows_down() {
        let (wishes, mut pace) = (wishes(1000), Pace::default());
        pace.begin(10_000, 1000);
        let retry_after = Some(Duration::from_secs(7));
        pace.end(Signal::Busy { retry_after }, 10_100, 500);
        assert_eq!(pace.next_at, 17_100);
        assert_eq!(pace.pause(&wishes, None), 2000);
        // A later, shorter wish of ours does not cut it.
        pace.rest(10_200, 1000);
        assert_eq!(pace.next_at, 17_100);
        pace.end(Signal::Busy { retry_after: None }, 20_000, 500);
        assert_eq!(pace.next_at, 20_500);
        // Without a pause, time says nothing.
        let mut pace = Pace::default();
        pace.begin(10_000, 0);
        assert!(!pace.differs(&Pace::default()));
        pace.end(Signal::Answered { latency: Duration::from_millis(40) }, 0, 0);
        assert!(pace.differs(&Pace::default()));
    }

    #[test]
    fn only_unreachable_hosts_count_failures() {
        let mut pace = Pace::default();
        pace.end(Signal::Unreachable, 0, 100);
        pace.end(Signal::Unreachable, 0, 200);
        assert_eq!((pace.failures, pace.next_at), (2, 200));
        pace.end(Signal::Trouble, 0, 0);
        assert_eq!(pace.failures, 0);
    }
}

//! Which hosts' connections are kept open: those of a bounded number of hosts.

use crate::fetch::IDLE_TIMEOUT;
use std::collections::HashMap;
use std::time::Instant;

/// Connections kept for the next request to their host; others are closed after each.
const KEPT: usize = 256;

/// The hosts asked in the last seconds.
#[derive(Debug)]
pub(super) struct Warm {
    hosts: HashMap<i64, Instant>,
    most: usize,
}

impl Warm {
    /// For hosts with this many connections each.
    pub(super) fn new(per_host: usize) -> Warm {
        Warm { hosts: HashMap::new(), most: (KEPT / per_host.max(1)).max(1) }
    }

    /// May the connection of a request to this host stay open?
    pub(super) fn keep(&mut self, host: i64) -> bool {
        let now = Instant::now();
        if self.hosts.len() >= self.most && !self.hosts.contains_key(&host) {
            // The client looks for idle connections at intervals: twice the time is sure.
            self.hosts.retain(|_, used| now.duration_since(*used) < 2 * IDLE_TIMEOUT);
        }
        let keep = self.hosts.len() < self.most || self.hosts.contains_key(&host);
        if keep {
            self.hosts.insert(host, now);
        }
        keep
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_bounded_number_of_hosts_is_kept() {
        let mut warm = Warm::new(1);
        assert_eq!((0..1000).filter(|&host| warm.keep(host)).count(), KEPT);
        assert!(warm.keep(0) && !warm.keep(999));
        let mut warm = Warm::new(8);
        assert_eq!((0..1000).filter(|&host| warm.keep(host)).count(), KEPT / 8);
    }
}

//! Which hosts' connections are kept open: those of a bounded number of hosts.

use crate::fetch::IDLE_TIMEOUT;
use std::collections::HashMap;
use std::time::Instant;

/// Hosts whose connections are kept for the next request; others are closed after each.
const KEPT: usize = 256;

/// The hosts asked in the last seconds.
#[derive(Debug, Default)]
pub(super) struct Warm(HashMap<i64, Instant>);

impl Warm {
    /// May the connection of a request to this host stay open?
    pub(super) fn keep(&mut self, host: i64) -> bool {
        let now = Instant::now();
        if self.0.len() >= KEPT && !self.0.contains_key(&host) {
            // The client looks for idle connections at intervals: twice the time is sure.
            self.0.retain(|_, used| now.duration_since(*used) < 2 * IDLE_TIMEOUT);
        }
        let keep = self.0.len() < KEPT || self.0.contains_key(&host);
        if keep {
            self.0.insert(host, now);
        }
        keep
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_bounded_number_of_hosts_is_kept() {
        let mut warm = Warm::default();
        assert_eq!((0..1000).filter(|&host| warm.keep(host)).count(), KEPT);
        assert!(warm.keep(0) && !warm.keep(999));
    }
}

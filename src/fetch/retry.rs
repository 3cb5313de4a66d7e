//! What is worth another try, and when.

use super::error::{FetchError, Wait};
use jiff::Timestamp;
use jiff::fmt::{rfc2822, strtime};
use jiff::tz::TimeZone;
use std::time::Duration;

/// Tries of one request, the first included.
pub const TRIES: u32 = 4;
/// Wait before the second try; each further one doubles it.
pub const BACKOFF: Duration = Duration::from_secs(1);
/// Longest wait of our own accord.
const MAX_BACKOFF: Duration = Duration::from_secs(300);

/// Is the answer with this status code likely to be another one later?
///
/// 520 to 524 are a content network's way to say that the server behind it failed.
pub fn is_passing(status: u16) -> bool {
    matches!(status, 408 | 425 | 429 | 500 | 502 | 503 | 504 | 520..=524)
}

/// Is a request that failed `failed` times, lastly with this error, worth another try, where
/// `tries` are allowed?
///
/// Waiting in vain is the dearest way to fail: a server that was silent is tried once more only,
/// one that took all the time it was given not again.
pub fn worth_trying(error: &FetchError, failed: u32, tries: u32) -> bool {
    let tries = match error {
        FetchError::Timeout(Wait::Whole, _) => 1,
        FetchError::Timeout(..) => tries.min(2),
        FetchError::Network(_) | FetchError::Unreachable(_) => tries,
        FetchError::Status { code, .. } if is_passing(*code) => tries,
        _ => 1,
    };
    failed < tries
}

/// How long to wait after the `tries`-th failed try: doubling, with half of it left to chance
/// ("equal jitter"), so that requests which failed together don't come back together.
///
/// Chance is a number that the caller derives from the URL, which keeps runs repeatable.
pub fn backoff(base: Duration, tries: u32, chance: u64) -> Duration {
    let full = base.saturating_mul(1 << tries.saturating_sub(1).min(16)).min(MAX_BACKOFF);
    full / 2 + full.mul_f64((chance % 1000) as f64 / 2000.0)
}

/// Reads `Retry-After`: seconds, or a date in one of the three forms of RFC 9110 section 5.6.7.
///
/// A date is measured against the server's own clock where its answer has a `Date`, as clocks
/// differ. A date that has passed gives zero, anything unreadable `None`.
pub fn retry_after(value: &str, server_date: Option<&str>, now: Timestamp) -> Option<Duration> {
    let value = value.trim();
    if !value.is_empty() && value.bytes().all(|b| b.is_ascii_digit()) {
        return Some(Duration::from_secs(value.parse().unwrap_or(u64::MAX / 1000)));
    }
    let until = http_date(value)?;
    let base = server_date.and_then(http_date).unwrap_or(now);
    Some(until.duration_since(base).try_into().unwrap_or(Duration::ZERO))
}

/// Reads an HTTP date.
fn http_date(text: &str) -> Option<Timestamp> {
    if let Ok(date) = rfc2822::DateTimeParser::new().relaxed_weekday(true).parse_timestamp(text) {
        return Some(date);
    }
    // RFC 850 and asctime.
    ["%A, %d-%b-%y %H:%M:%S GMT", "%a %b %e %H:%M:%S %Y"].iter().find_map(|format| {
        let date = strtime::parse(format, text.trim()).ok()?.to_datetime().ok()?;
        TimeZone::UTC.to_timestamp(date).ok()
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn wait(value: &str, date: Option<&str>) -> Option<u64> {
        let now: Timestamp = "1994-11-06T08:49:00Z".parse().unwrap();
        retry_after(value, date, now).map(|wait| wait.as_secs())
    }

    #[test]
    fn seconds_and_dates() {
        assert_eq!(wait("120", None), Some(120));
        assert_eq!(wait(" 0 ", None), Some(0));
        assert_eq!(wait("Sun, 06 Nov 1994 08:49:37 GMT", None), Some(37));
        assert_eq!(wait("Sunday, 06-Nov-94 08:49:37 GMT", None), Some(37));
        assert_eq!(wait("Sun Nov  6 08:49:37 1994", None), Some(37));
        assert_eq!(wait("Sun, 06 Nov 1994 08:00:00 GMT", None), Some(0));
        let date = Some("Sun, 06 Nov 1994 08:49:30 GMT");
        assert_eq!(wait("Sun, 06 Nov 1994 08:49:37 GMT", date), Some(7));
    }

    #[test]
    fn waits_double_up_to_a_cap() {
        let base = Duration::from_secs(1);
        for (tries, least) in [(1, 500), (2, 1000), (3, 2000), (4, 4000), (40, 150_000)] {
            for chance in [0, 7, 999, u64::MAX] {
                let wait = backoff(base, tries, chance).as_millis();
                assert!((least..=2 * least).contains(&wait), "{tries} {chance}: {wait}");
            }
        }
    }

    #[test]
    fn what_is_worth_another_try() {
        let silent = FetchError::Timeout(Wait::Silence, String::new());
        assert!(worth_trying(&silent, 1, 4) && !worth_trying(&silent, 2, 4));
        let slow = FetchError::Timeout(Wait::Whole, String::new());
        assert!(!worth_trying(&slow, 1, 4));
        let broken = FetchError::Network(String::new());
        assert!(worth_trying(&broken, 3, 4) && !worth_trying(&broken, 4, 4));
        let status = |code| FetchError::Status { code, retry_after: None };
        assert!(worth_trying(&status(503), 1, 4) && !worth_trying(&status(404), 1, 4));
    }

    #[test]
    fn nonsense_is_nothing() {
        for value in ["", "-1", "1.5", "soon", "12 Nov"] {
            assert_eq!(wait(value, None), None, "{value}");
        }
        assert!(wait("99999999999999999999999", None).is_some());
    }
}

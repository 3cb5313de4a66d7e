//! The options of `copydesk fetch` and how their values are read.

use super::super::args::{positive_seconds, seconds};
use copydesk::crawl::MAX_DEPTH;
use copydesk::fetch::{TRIES, USER_AGENT};
use jiff::Timestamp;
use regex::Regex;
use std::net::SocketAddr;
use std::path::PathBuf;
use std::time::Duration;

/// Which of the pages found are fetched.
#[derive(clap::Args)]
#[command(next_help_heading = "Scope (of pages found; those named are always fetched)")]
pub(super) struct ScopeArgs {
    /// Most pages to find [default: 10000 for sites, all of feeds and sitemaps]
    #[arg(long, value_name = "N")]
    pub max_pages: Option<u64>,

    /// Links to follow from a site's address to a page
    #[arg(long, value_name = "N", default_value_t = MAX_DEPTH)]
    pub max_depth: u32,

    /// Only what is dated since then: a day, a time, or an age such as 2d
    ///
    /// By feeds and sitemaps, else by the address, else by the page itself; pages that turn out to
    /// be older give no record. What has no date at all stays.
    #[arg(long, value_name = "DATE", value_parser = since)]
    pub since: Option<Timestamp>,

    /// Only addresses that match a regular expression [repeatable]
    #[arg(long, value_name = "REGEX")]
    pub include: Vec<Regex>,

    /// No addresses that match a regular expression [repeatable]
    #[arg(long, value_name = "REGEX")]
    pub exclude: Vec<Regex>,
}

/// What is kept.
#[derive(clap::Args)]
#[command(next_help_heading = "Keeping")]
pub(super) struct Keeping {
    /// Keep the crawl in a file, to go on and to come back
    #[arg(long, value_name = "FILE")]
    pub state: Option<PathBuf>,

    /// Ask pages again that were fetched longer ago, such as 30m, 12h, 7d
    ///
    /// Servers are asked whether a page has changed; an article that has gives a new record with the
    /// `previous_hash`, others give none.
    #[arg(long, value_name = "AGE", value_parser = age, requires = "state")]
    pub refresh: Option<Duration>,

    /// Ask pages again that failed in an earlier run
    #[arg(long, requires = "state")]
    pub retry_failed: bool,

    /// Keep the raw pages as WARC files in a folder
    #[arg(long, value_name = "DIR")]
    pub warc: Option<PathBuf>,

    /// Join the pages of an article that is split over several
    #[arg(long)]
    pub join_pages: bool,
}

/// How hosts are treated.
#[derive(clap::Args)]
#[command(next_help_heading = "Manners")]
pub(super) struct Manners {
    /// Pause between two requests to a host; 0 for none
    ///
    /// Longer where robots.txt asks for it (up to 30 s) or the host is slow.
    #[arg(long, value_name = "SECONDS", default_value = "1", value_parser = seconds)]
    pub delay: Duration,

    /// Longest time for one request
    #[arg(long, value_name = "SECONDS", default_value = "60", value_parser = positive_seconds)]
    pub timeout: Duration,

    /// Requests at a time, over all hosts
    #[arg(long, value_name = "N", default_value_t = 64, value_parser = clap::value_parser!(u16).range(1..=4096))]
    pub concurrency: u16,

    /// Requests at a time to one host
    #[arg(long, value_name = "N", default_value_t = 1, value_parser = clap::value_parser!(u16).range(1..=256))]
    pub per_host: u16,

    /// Tries of a request that fails in a way that may pass, the first included
    #[arg(long, value_name = "N", default_value_t = TRIES, value_parser = clap::value_parser!(u32).range(1..=20))]
    pub tries: u32,

    /// Who to say we are: name, version and where to reach you
    #[arg(long, value_name = "TEXT", default_value = USER_AGENT)]
    pub user_agent: String,

    /// Ask through a proxy (http, https or socks5h); else HTTP_PROXY, HTTPS_PROXY, ALL_PROXY and
    /// NO_PROXY hold
    #[arg(long, value_name = "URL")]
    pub proxy: Option<String>,

    /// Trust the certificates in a PEM file too, such as those of a company's proxy [repeatable]
    #[arg(long, value_name = "FILE", value_parser = pem)]
    pub ca_file: Vec<Pem>,

    /// Allow private, loopback and link-local addresses
    #[arg(long)]
    pub allow_private: bool,

    /// Fetch also what robots.txt forbids; only for sites of your own
    #[arg(long)]
    pub ignore_robots: bool,

    /// Take this address for a host instead of looking it up [repeatable]
    #[arg(long, value_name = "HOST=ADDRESS[:PORT]", value_parser = host_address)]
    pub resolve: Vec<(String, SocketAddr)>,
}

/// The content of a file with certificates.
#[derive(Clone)]
pub(super) struct Pem(pub Vec<u8>);

fn pem(path: &str) -> Result<Pem, String> {
    std::fs::read(path).map(Pem).map_err(|error| error.to_string())
}

/// `90`, `90s`, `30m`, `12h`, `7d`, `2w`.
fn age(text: &str) -> Result<Duration, String> {
    let unit = match text.trim_start_matches(|c: char| c.is_ascii_digit() || c == '.') {
        "" | "s" => 1,
        "m" => 60,
        "h" => 3600,
        "d" => 86_400,
        "w" => 604_800,
        _ => return Err("not an age such as 30m, 12h or 7d".to_owned()),
    };
    let number = text.trim_end_matches(|c: char| c.is_ascii_alphabetic());
    seconds(number).map(|time| time * unit)
}

fn since(text: &str) -> Result<Timestamp, String> {
    if let Ok(time) = text.parse::<Timestamp>() {
        return Ok(time);
    }
    if let Ok(day) = text.parse::<jiff::civil::Date>() {
        let midnight = day.to_datetime(jiff::civil::Time::midnight());
        return jiff::tz::TimeZone::UTC.to_timestamp(midnight).map_err(|error| error.to_string());
    }
    let age = age(text)
        .map_err(|_| "neither a date such as 2026-11-24 nor an age such as 2d".to_owned())?;
    let ago = jiff::SignedDuration::try_from(age).map_err(|error| error.to_string())?;
    Timestamp::now().checked_sub(ago).map_err(|error| error.to_string())
}

fn host_address(text: &str) -> Result<(String, SocketAddr), String> {
    let (host, address) = text.split_once('=').ok_or("not HOST=ADDRESS")?;
    let address = match address.parse::<SocketAddr>() {
        Ok(address) => address,
        Err(_) => SocketAddr::new(address.parse().map_err(|_| "not an IP address")?, 0),
    };
    Ok((host.to_owned(), address))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_of_options() {
        assert_eq!(seconds("0.25"), Ok(Duration::from_millis(250)));
        assert!(seconds("-1").is_err() && seconds("NaN").is_err() && seconds("soon").is_err());
        assert!(positive_seconds("0").is_err());
        assert_eq!(age("12h"), Ok(Duration::from_secs(43_200)));
        assert_eq!(age("90"), Ok(Duration::from_secs(90)));
        assert!(age("7 days").is_err() && age("d").is_err());
        assert_eq!(since("2026-11-24").unwrap().to_string(), "2026-11-24T00:00:00Z");
        assert!(since("2d").is_ok() && since("yesterday").is_err());
        assert_eq!(host_address("a.test=127.0.0.1:80").unwrap().1.port(), 80);
        assert!(host_address("a.test").is_err() && host_address("a.test=b").is_err());
    }
}

//! Options that several commands share.

use super::usage_error;
use anyhow::Context;
use clap::{Args, ValueEnum};
use copydesk::Settings;
use copydesk::batch::Options;
use copydesk::screen::Lexicon;
use copydesk::settings::{Favor, Limits, MAX_BYTES, With};
use copydesk::site::rules::Rules;
use copydesk::site::{LEAST_PAGES, Learning};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

/// How pages are cleaned.
#[derive(Args)]
#[command(next_help_heading = "Cleaning")]
pub(super) struct Cleaning {
    /// Add to the article what is left out of its text
    ///
    /// `captions` puts the captions of pictures where they stand (they are always in the record's
    /// `captions`), `title` puts the headline first, `comments` gives the readers' comments apart: in
    /// the record's `comments`, or under a heading after the article. The body stays as it is.
    #[arg(long, value_enum, value_delimiter = ',', value_name = "WHAT")]
    with: Vec<Extra>,

    /// Which side to err on when a block may or may not be article
    #[arg(long, value_enum, value_name = "SIDE", default_value = "balanced")]
    favor: Side,

    /// Largest page to read, in bytes after decompression; K, M and G may follow the number
    ///
    /// Larger ones become records with the status `too_large`. A compressed file is read only until
    /// the limit, however far it would unfold.
    #[arg(long, value_name = "BYTES", default_value_t = Bytes(MAX_BYTES))]
    limit_bytes: Bytes,

    /// Longest time for one page; what was read until then is cleaned
    ///
    /// Such a record has the status `limit_reached`. Half of the time is for reading the page, which
    /// is where hostile ones spend it; what follows takes no longer than that.
    #[arg(long, value_name = "SECONDS", default_value = "60", value_parser = positive_seconds)]
    page_timeout: Duration,

    /// Rules for sites: which elements hold the body, which to drop, where the facts stand
    ///
    /// A TOML file of CSS selectors by host; `copydesk rules --help` shows one. On pages of other
    /// hosts, and where the selectors for the body match nothing, nothing changes.
    #[arg(long, value_name = "FILE")]
    rules: Option<PathBuf>,

    /// Put into the record what was left out: text, place, label and reason of each block
    ///
    /// As `removed_blocks`, and the texts of injected spam in `spam_found`; JSON formats only.
    #[arg(long)]
    show_removed: bool,

    /// More words of injected spam, beside the built-in ones; `copydesk scan --help` shows the form
    #[arg(long, value_name = "FILE")]
    lexicon: Option<PathBuf>,
}

impl Cleaning {
    /// The largest page to read.
    pub fn limit_bytes(&self) -> usize {
        self.limit_bytes.0
    }

    /// The settings for articles alone, which show no pictures.
    pub fn settings(&self) -> anyhow::Result<Settings> {
        if self.images() {
            return Err(usage_error("--with images is for the reports of `copydesk explain`"));
        }
        self.settings_of_report()
    }

    /// Shall the report show the pictures of the page?
    pub fn images(&self) -> bool {
        self.with.contains(&Extra::Images)
    }

    /// The settings for a report, which may show pictures.
    pub fn settings_of_report(&self) -> anyhow::Result<Settings> {
        let has = |extra| self.with.contains(&extra);
        let lexicon = self.lexicon.as_deref().map(read_lexicon).transpose()?;
        let rules = self.rules.as_deref().map(read_rules).transpose()?;
        Ok(Settings {
            favor: match self.favor {
                Side::Precision => Favor::Precision,
                Side::Balanced => Favor::Balanced,
                Side::Recall => Favor::Recall,
            },
            with: With {
                title: has(Extra::Title),
                captions: has(Extra::Captions),
                comments: has(Extra::Comments),
            },
            limits: Limits {
                bytes: self.limit_bytes.0,
                time: Some(self.page_timeout / 2),
                ..Limits::default()
            },
            rules: rules.map(Arc::new),
            show_removed: self.show_removed,
            lexicon: lexicon.map(Arc::new),
            ..Settings::default()
        })
    }
}

/// What pages of one site say about each other.
#[derive(Args)]
pub(super) struct SiteWide {
    /// Use what pages of one site have in common: text that stands on several articles is none of
    /// them, and a template that held bodies elsewhere holds one here
    ///
    /// Files are read twice for it. `auto` does so where a host has 8 pages or more among several
    /// inputs, `on` from 3 pages. The host is the one that the page names as its own.
    #[arg(
        long,
        value_enum,
        value_name = "WHEN",
        num_args = 0..=1,
        require_equals = true,
        default_value = "auto",
        default_missing_value = "on",
        help_heading = "Cleaning"
    )]
    site_aware: SiteAware,
}

#[derive(Clone, Copy, PartialEq, ValueEnum)]
enum SiteAware {
    /// Where a host has 8 pages or more
    Auto,
    /// Where a host has 3 pages or more
    On,
    /// Each page by itself
    Off,
}

impl SiteWide {
    /// How to learn, if at all; `many`: there may be more than one input.
    pub fn learning(&self, many: bool, batch: Options) -> Option<Learning> {
        let least = match self.site_aware {
            SiteAware::Auto if many => LEAST_PAGES,
            SiteAware::On => 3,
            _ => return None,
        };
        Some(Learning { least, batch })
    }
}

/// Reads more words of spam from a file.
pub(super) fn read_lexicon(path: &Path) -> anyhow::Result<Lexicon> {
    Lexicon::with_file(path).with_context(|| path.display().to_string())
}

/// Reads the rules in a file.
pub(super) fn read_rules(path: &Path) -> anyhow::Result<Rules> {
    let name = || path.display().to_string();
    let text = std::fs::read_to_string(path).with_context(name)?;
    Rules::parse(&text).with_context(name)
}

#[derive(Clone, Copy, PartialEq, ValueEnum)]
enum Extra {
    /// Captions of pictures, in the text
    Captions,
    /// Readers' comments, beside the text
    Comments,
    /// Pictures of the page, in the reports of `explain` alone
    Images,
    /// The headline, as the first line of the text
    Title,
}

#[derive(Clone, Copy, ValueEnum)]
enum Side {
    /// Leave out what is doubtful
    Precision,
    /// The best of both
    Balanced,
    /// Keep what is doubtful
    Recall,
}

/// How the work is done.
#[derive(Args)]
#[command(next_help_heading = "Running")]
pub(super) struct Running {
    /// Pages to work on at the same time [default: one for each core]
    ///
    /// The output is the same for any number.
    #[arg(long, short, value_name = "N", value_parser = clap::value_parser!(u16).range(1..))]
    jobs: Option<u16>,

    /// No progress, no summary and no remarks; only failures are told
    #[arg(long, short)]
    pub quiet: bool,
}

impl Running {
    pub fn options(&self) -> Options {
        let jobs = self.jobs.map_or(0, usize::from);
        Options { jobs, ..Options::default() }
    }
}

/// A number of seconds, from 0 on.
pub(super) fn seconds(text: &str) -> Result<Duration, String> {
    let seconds: f64 = text.parse().map_err(|_| "not a number of seconds".to_owned())?;
    Duration::try_from_secs_f64(seconds)
        .ok()
        .filter(|time| time.as_secs() < 1 << 30)
        .ok_or_else(|| "not a number of seconds from 0 on".to_owned())
}

/// A number of seconds, more than none.
pub(super) fn positive_seconds(text: &str) -> Result<Duration, String> {
    seconds(text).and_then(|time| match time.is_zero() {
        true => Err("no time at all is too short".to_owned()),
        false => Ok(time),
    })
}

/// A number of bytes, written with or without a unit.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Bytes(usize);

impl std::str::FromStr for Bytes {
    type Err = String;

    fn from_str(text: &str) -> Result<Bytes, String> {
        let upper = text.trim().to_ascii_uppercase();
        let number = upper.trim_end_matches(|c: char| c.is_ascii_alphabetic());
        let shift = match &upper[number.len()..] {
            "" | "B" => 0,
            "K" | "KB" | "KIB" => 10,
            "M" | "MB" | "MIB" => 20,
            "G" | "GB" | "GIB" => 30,
            _ => return Err("the unit is none of K, M, G (powers of 1,024)".to_owned()),
        };
        let bytes = number.parse::<usize>().ok().and_then(|number| number.checked_mul(1 << shift));
        bytes.map(Bytes).ok_or_else(|| "not a number of bytes".to_owned())
    }
}

impl std::fmt::Display for Bytes {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self.0 {
            bytes if bytes > 0 && bytes.is_multiple_of(1 << 20) => write!(f, "{}M", bytes >> 20),
            bytes => bytes.fmt(f),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Bytes;

    #[test]
    fn numbers_of_bytes() {
        assert_eq!("32M".parse(), Ok(Bytes(32 << 20)));
        assert_eq!("10k".parse(), Ok(Bytes(10_240)));
        assert_eq!("77".parse(), Ok(Bytes(77)));
        for wrong in ["", "M", "-1", "1.5M", "9x", "99999999999999G"] {
            assert!(wrong.parse::<Bytes>().is_err(), "{wrong}");
        }
        assert_eq!(Bytes(32 << 20).to_string(), "32M");
    }
}

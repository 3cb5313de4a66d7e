//! `copydesk fetch`: addresses in, articles out, politely and resumably.

mod options;
mod records;

use super::args::Cleaning;
use super::interrupt::Interrupt;
use super::output::{Keep, Output, joined};
use super::report::Report;
use super::{Exit, usage_error};
use anyhow::Context;
use copydesk::crawl::{CrawlSettings, Crawler, FileSink, Progress, Scope, Summary};
use copydesk::fetch::{CONNECT_TIMEOUT, FetchSettings, Politeness, READ_TIMEOUT};
use copydesk::{Article, Format, render};
use options::{Keeping, Manners, ScopeArgs};
use records::{CliSink, Renderer, To};
use std::cell::RefCell;
use std::fs::File;
use std::io::{self, BufRead, BufReader};
use std::path::{Path, PathBuf};

/// Fetches pages and cleans them: addresses, lists, feeds, sitemaps, whole sites
///
/// Every address gives one record with a status, as in `copydesk clean`. Politeness is on for all
/// of them: robots.txt is heeded, a host gets one request at a time with a pause between, and
/// Retry-After is obeyed; different hosts are asked side by side. Addresses in private networks are
/// refused.
///
/// With --state the crawl is kept in a file. Run the same command again after Ctrl-C, a crash or a
/// kill, and it goes on where it was: nothing is lost, and nothing is written twice to the file of
/// -o. When it has come to its end, the next run looks for new articles in feeds, sitemaps and
/// sites; pages that are done are asked again only with --refresh or --retry-failed.
#[derive(clap::Args)]
#[command(after_long_help = "\
Examples:
  One page, as Markdown:
    copydesk fetch https://example.com/2026/ferry

  A list of addresses, one a line, to one record a line:
    copydesk fetch --urls list.txt --state list.crawl -o articles.jsonl

  What is new in a feed since the last time:
    copydesk fetch --feed https://example.com/rss --state feed.crawl -o articles.jsonl

  The articles of a site since a day, raw pages kept:
    copydesk fetch --site https://example.com/ --since 2026-11-01 --state site.crawl \\
      --warc warc/ -o articles.jsonl

  How a crawl is doing:
    copydesk status site.crawl

Exit codes: 0 all pages were had, 1 some failed (their records say why), 2 wrong usage,
130 stopped by Ctrl-C (what was written is whole).")]
pub(super) struct Args {
    /// http and https addresses of pages; without a scheme, https
    #[arg(value_name = "URL")]
    pages: Vec<String>,

    /// A file with an address on each line, or - for standard input
    #[arg(long, value_name = "FILE")]
    urls: Option<PathBuf>,

    /// Pages of a feed: RSS, Atom or JSON Feed [repeatable]
    #[arg(long, value_name = "URL")]
    feed: Vec<String>,

    /// Pages of a sitemap, or of all sitemaps of an index; .gz and news sitemaps too [repeatable]
    #[arg(long, value_name = "URL")]
    sitemap: Vec<String>,

    /// Articles of a site, found by sitemaps, feeds and links [repeatable]
    ///
    /// The site is the registrable domain with all its hosts; with a path in the address, the pages
    /// of this host below it.
    #[arg(long, value_name = "URL")]
    site: Vec<String>,

    #[command(flatten)]
    scope: ScopeArgs,

    #[command(flatten)]
    keeping: Keeping,

    #[command(flatten)]
    manners: Manners,

    #[command(flatten)]
    output: Output,

    #[command(flatten)]
    cleaning: Cleaning,

    /// No progress, no summary; only failures are told
    #[arg(long, short)]
    quiet: bool,

    /// How to tell what happens on standard error: text, or json with an object for every page
    #[arg(long, value_name = "FORMAT", default_value = "text", value_parser = ["text", "json"])]
    log_format: String,
}

impl Args {
    pub fn run(self: Box<Self>) -> anyhow::Result<Exit> {
        let sources = self.feed.len() + self.sitemap.len() + self.site.len();
        if self.pages.is_empty() && self.urls.is_none() && sources == 0 {
            return Err(usage_error(
                "nothing to fetch: give a URL, --urls, --feed, --sitemap or --site",
            ));
        }
        let many = self.pages.len() > 1 || self.urls.is_some() || sources > 0;
        let json = self.log_format == "json";
        let report = RefCell::new(Report::new(many, self.quiet || json));
        let bar = report.borrow().bar();
        let mut sink = CliSink { to: self.destination(many)?, report: &report, json };
        let interrupt = Interrupt::listen()?;
        let crawler = self.crawler()?.stop_on(interrupt.flag());
        let mut observer = |progress: &Progress| bar.set_message(describe(progress));
        let result = crawler.run_observed(&mut sink, Some(&mut observer));
        let result = result.map_err(anyhow::Error::from).and_then(|summary| {
            sink.to.finish()?;
            Ok(summary)
        });
        let exit = report.into_inner().finish(interrupt.is_set(), result.is_ok());
        let summary = result?;
        if json {
            eprintln!("{}", summary_json(&summary));
        } else if many && !self.quiet {
            tell(&summary, self.keeping.state.as_deref());
        }
        Ok(exit)
    }

    fn destination(&self, many: bool) -> anyhow::Result<To> {
        let Some((path, format)) = self.output.file(many)? else {
            if self.keeping.state.is_some() && self.output.is_growing() {
                return Err(usage_error(
                    "with --state, records go to a .jsonl file without compression, or to a folder",
                ));
            }
            return Ok(To::Writer(Some(self.output.open(many, Keep::default())?)));
        };
        if let Some(parent) = path.parent() {
            std::fs::create_dir_all(parent).with_context(|| path.display().to_string())?;
        }
        let whole: Renderer = Box::new(move |article: &Article, first: bool| {
            let text = render(article, format);
            let (before, text) = joined(format, many, first, &text);
            [before.as_str(), text].concat()
        });
        let trailer: &[u8] = if format == Format::Json && many { b"\n]\n" } else { b"" };
        let keep = self.keeping.state.is_some();
        Ok(To::File(FileSink::new(path, keep, whole).trailer(trailer)))
    }

    fn crawler(&self) -> anyhow::Result<Crawler> {
        let mut crawler = Crawler::builder().settings(self.settings()?);
        for url in &self.pages {
            crawler = crawler.url(url);
        }
        for url in &self.feed {
            crawler = crawler.feed(url);
        }
        for url in &self.sitemap {
            crawler = crawler.sitemap(url);
        }
        for url in &self.site {
            crawler = crawler.site(url);
        }
        if let Some(path) = &self.urls {
            let reader: Box<dyn BufRead + Send> = if path == Path::new("-") {
                Box::new(BufReader::new(io::stdin()))
            } else {
                let file = File::open(path).with_context(|| path.display().to_string())?;
                Box::new(BufReader::new(file))
            };
            crawler = crawler.urls(lines(reader));
        }
        Ok(crawler)
    }

    fn settings(&self) -> anyhow::Result<CrawlSettings> {
        let Manners { delay, timeout, .. } = self.manners;
        let clean = self.cleaning.settings()?;
        Ok(CrawlSettings {
            fetch: FetchSettings {
                user_agent: self.manners.user_agent.clone(),
                connect_timeout: CONNECT_TIMEOUT.min(timeout),
                read_timeout: READ_TIMEOUT.min(timeout),
                timeout,
                max_bytes: clean.limits.bytes,
                allow_private: self.manners.allow_private,
                proxy: self.manners.proxy.clone(),
                resolve: self.manners.resolve.clone(),
                root_certificates: self.manners.ca_file.iter().map(|pem| pem.0.clone()).collect(),
                ..FetchSettings::default()
            },
            clean,
            politeness: Politeness {
                delay,
                per_host: self.manners.per_host.into(),
                robots: !self.manners.ignore_robots,
                concurrency: self.manners.concurrency.into(),
            },
            tries: self.manners.tries,
            scope: Scope {
                include: self.scope.include.clone(),
                exclude: self.scope.exclude.clone(),
                since: self.scope.since,
                max_depth: self.scope.max_depth,
                max_pages: self.scope.max_pages,
            },
            refresh: self.keeping.refresh,
            retry_failed: self.keeping.retry_failed,
            state: self.keeping.state.clone(),
            warc: self.keeping.warc.clone(),
            join_pages: self.keeping.join_pages,
            ..CrawlSettings::default()
        })
    }
}

/// The addresses of a list: a line each; empty lines and comments don't count.
fn lines(reader: Box<dyn BufRead + Send>) -> impl Iterator<Item = String> + Send {
    reader
        .split(b'\n')
        .map_while(Result::ok)
        .map(|line| {
            String::from_utf8_lossy(&line).trim_matches(['\u{feff}', ' ', '\r', '\t']).to_owned()
        })
        .filter(|line| !line.is_empty() && !line.starts_with('#'))
}

fn describe(progress: &Progress) -> String {
    format!(
        "{} hosts  {} requests  {} MB  {} failed",
        progress.hosts_in_flight,
        progress.requests,
        progress.bytes >> 20,
        progress.failed
    )
}

fn summary_json(summary: &Summary) -> serde_json::Value {
    let host = |host: &copydesk::crawl::HostReport| {
        serde_json::json!({
            "host": host.name, "queued": host.queued, "read": host.read, "failed": host.failed,
            "latency_ms": host.latency_ms,
        })
    };
    serde_json::json!({
        "event": "summary", "records": summary.records, "statuses": summary.statuses,
        "failed": summary.failed(), "requests": summary.requests, "retries": summary.retries,
        "unchanged": summary.unchanged, "sources": summary.sources, "found": summary.found,
        "older": summary.older, "known": summary.known, "bytes": summary.bytes, "stopped": summary.stopped,
        "elapsed_ms": summary.elapsed.as_millis() as u64,
        "hosts": summary.hosts.iter().map(host).collect::<Vec<_>>(),
    })
}

/// The end of a run in words.
fn tell(summary: &Summary, state: Option<&Path>) {
    let mut facts = vec![format!("{} requests", summary.requests)];
    for (count, what) in [
        (summary.retries, "tried again"),
        (summary.found, "found"),
        (summary.sources, "feeds, sitemaps and sections read"),
        (summary.unchanged, "unchanged"),
        (summary.older, "older than --since"),
        (summary.known, "given but known already"),
    ] {
        if count > 0 {
            facts.push(format!("{count} {what}"));
        }
    }
    eprintln!("copydesk: {}, {:.1} MB", facts.join(", "), summary.bytes as f64 / 1e6);
    if summary.hosts.len() > 1 {
        eprint!("{}", super::status::table(&summary.hosts));
    }
    if let (true, Some(state)) = (summary.stopped, state) {
        eprintln!("copydesk: stopped; the same command goes on with {}", state.display());
    }
}

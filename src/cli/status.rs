//! `copydesk status`: how a crawl is doing.

use super::Exit;
use copydesk::crawl::{HostReport, Report, report};
use std::path::PathBuf;

/// Shows how a crawl is doing: queue, results, hosts, errors
///
/// Reads the file given to `copydesk fetch --state`, also while the crawl is running.
#[derive(clap::Args)]
#[command(after_long_help = "\
Examples:
  copydesk status news.crawl
  copydesk status news.crawl --json | jq .queued")]
pub(super) struct Args {
    /// The state file of a crawl
    #[arg(value_name = "STATE")]
    state: PathBuf,

    /// Hosts to list, those with the longest queues first
    #[arg(long, value_name = "N", default_value_t = 20)]
    hosts: usize,

    /// Write JSON
    #[arg(long)]
    json: bool,
}

impl Args {
    pub fn run(self) -> anyhow::Result<Exit> {
        let report = report(&self.state, self.hosts)?;
        if self.json {
            println!("{:#}", json(&report));
        } else {
            print!("{}", text(&report));
        }
        Ok(Exit::Success)
    }
}

fn text(report: &Report) -> String {
    let done: u64 = report.statuses.values().sum();
    let state = if report.complete { "complete" } else { "under way" };
    let mut text = format!(
        "{state}: {done} done, {} queued, {} hosts, {} pages in the last minute\n",
        report.queued, report.host_count, report.last_minute
    );
    for (status, count) in &report.statuses {
        text += &format!("{count:>10}  {status}\n");
    }
    text + &table(&report.hosts)
}

/// Hosts as a table.
pub(super) fn table(hosts: &[HostReport]) -> String {
    let width = hosts.iter().map(|host| host.name.chars().count()).max().unwrap_or(0).clamp(4, 40);
    let mut text = format!(
        "{:width$}  {:>8}  {:>8}  {:>8}  {:>7}  last error\n",
        "host", "queued", "read", "failed", "latency"
    );
    for host in hosts {
        let name = if host.name.is_empty() { "none" } else { &host.name };
        text += format!(
            "{name:width$}  {:>8}  {:>8}  {:>8}  {:>4} ms  {}",
            host.queued,
            host.read,
            host.failed,
            host.latency_ms,
            host.last_error.as_deref().unwrap_or("")
        )
        .trim_end();
        text += "\n";
    }
    text
}

fn json(report: &Report) -> serde_json::Value {
    let host = |host: &HostReport| {
        serde_json::json!({
            "host": host.name, "queued": host.queued, "read": host.read, "failed": host.failed,
            "next_at": host.next_at, "latency_ms": host.latency_ms, "last_error": host.last_error,
        })
    };
    serde_json::json!({
        "complete": report.complete, "queued": report.queued, "statuses": report.statuses,
        "host_count": report.host_count, "pages_last_minute": report.last_minute,
        "hosts": report.hosts.iter().map(host).collect::<Vec<_>>(),
    })
}

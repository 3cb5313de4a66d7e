//! Where the records of a crawl go.

use super::super::output::{Rendered, Trouble, Writer};
use super::super::report::Report;
use copydesk::crawl::{FileSink, Sink};
use copydesk::{Article, render};
use std::cell::RefCell;
use std::io;
use std::path::PathBuf;

pub(super) type Renderer = Box<dyn FnMut(&Article, bool) -> String>;

/// Where records go.
pub(super) enum To {
    /// A file that takes each record exactly once, also over several runs.
    File(FileSink<Renderer>),
    /// Standard output or a folder; `None` once it is finished.
    Writer(Option<Writer>),
}

impl To {
    pub fn finish(&mut self) -> anyhow::Result<()> {
        match self {
            To::Writer(writer) => writer.take().map_or(Ok(()), Writer::finish),
            To::File(_) => Ok(()),
        }
    }
}

pub(super) struct CliSink<'a> {
    pub to: To,
    pub report: &'a RefCell<Report>,
    pub json: bool,
}

impl Sink for CliSink<'_> {
    fn resume(&mut self, saved: Option<&str>) -> io::Result<()> {
        match &mut self.to {
            To::File(file) => file.resume(saved),
            To::Writer(_) => Ok(()),
        }
    }

    fn write(&mut self, record: Article) -> io::Result<()> {
        let mut report = self.report.borrow_mut();
        if self.json {
            eprintln!("{}", record_json(&record));
            report.count(record.status);
        } else {
            report.page(&record.source, record.status, record.detail.as_deref());
        }
        match &mut self.to {
            To::File(file) => file.write(record),
            To::Writer(Some(writer)) => {
                let source = record.source.clone();
                let stem = stem(&source);
                let text = render(&record, writer.format());
                let page = Rendered { text: &text, stem: &stem, place: None, file: None };
                match writer.write(&page) {
                    Ok(()) => Ok(()),
                    Err(Trouble::Page(why)) => {
                        report.failure(&source, &why);
                        Ok(())
                    }
                    Err(Trouble::All(error)) => Err(match error.downcast::<io::Error>() {
                        Ok(error) => error,
                        Err(error) => io::Error::other(error),
                    }),
                }
            }
            To::Writer(None) => Ok(()),
        }
    }

    fn save(&mut self) -> io::Result<Option<String>> {
        match &mut self.to {
            To::File(file) => file.save(),
            To::Writer(_) => Ok(None),
        }
    }
}

/// A file name for an address: host and path, and a number that differs for every address, so that
/// a later run gives the same names.
fn stem(url: &str) -> PathBuf {
    let plain = url.split(['?', '#']).next().unwrap_or(url);
    let path = plain.split_once("://").map_or(plain, |(_, rest)| rest);
    let safe = |part: &str| -> String {
        let part =
            part.chars().map(|c| if c.is_alphanumeric() || "-_.".contains(c) { c } else { '_' });
        part.take(80).collect()
    };
    let mut parts: Vec<String> =
        path.split('/').filter(|part| !part.trim_matches('.').is_empty()).map(safe).collect();
    let last = parts.pop().unwrap_or_else(|| "page".to_owned());
    let last =
        last.rsplit_once('.').filter(|_| !parts.is_empty()).map_or(last.as_str(), |(stem, _)| stem);
    parts.push(format!("{last}-{:08x}", copydesk::crawl::number(url) as u32));
    parts.iter().collect()
}

fn record_json(record: &Article) -> serde_json::Value {
    let facts = record.fetch.clone().unwrap_or_default();
    serde_json::json!({
        "event": "page", "url": record.source, "status": record.status, "detail": record.detail,
        "http_status": facts.http_status, "bytes": facts.bytes, "elapsed_ms": facts.elapsed_ms,
        "redirects": facts.redirects, "fetched_at": facts.fetched_at,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_files_are_safe_and_differ() {
        let name = |url: &str| stem(url).display().to_string();
        assert!(
            name("https://example.com/2026/ferry.html?x=1").starts_with("example.com/2026/ferry-")
        );
        assert_ne!(name("https://example.com/a?x=1"), name("https://example.com/a?x=2"));
        assert!(!name("https://example.com/../../etc/passwd").contains(".."));
        assert!(name("https://example.com/").starts_with("example.com-"));
    }
}

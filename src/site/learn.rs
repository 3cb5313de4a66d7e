//! The first pass over the inputs.

use super::{Observation, SiteModel};
use crate::batch::{Options, ordered};
use crate::input::{self, Input, Place};
use crate::settings::Settings;
use std::collections::BTreeMap;
use std::ops::ControlFlow;
use std::panic::{AssertUnwindSafe, catch_unwind};

/// How to learn.
#[derive(Debug, Clone)]
pub struct Learning {
    /// Pages of a host from which they are looked at, and different articles from which the model
    /// says something.
    pub least: u32,
    /// Threads and the like; the model is the same for any number.
    pub batch: Options,
}

/// Reads files twice: once for the hosts that they come from, and those of hosts with pages enough
/// a second time for what they have in common. Inputs that are no files are passed over.
///
/// The cost of the first reading is that of reading the files; where no host has pages enough that
/// is all.
pub fn learn<I>(inputs: impl Fn() -> I, settings: &Settings, learning: &Learning) -> SiteModel
where
    I: Iterator<Item = Input> + Send,
{
    let pages =
        |inputs: I| inputs.filter(|input| matches!(input.place, Place::File(_) | Place::Record(_)));
    let limit = settings.limits.bytes;
    let mut hosts: BTreeMap<u64, u32> = BTreeMap::new();
    let host = |input| input::read(input, limit).ok().and_then(|page| declared_host(&page.bytes));
    let _ = ordered(
        pages(inputs()),
        &learning.batch,
        host,
        |_| 8,
        |host| {
            if let Some(host) = host {
                *hosts.entry(host).or_default() += 1;
            }
            ControlFlow::<()>::Continue(())
        },
    );
    hosts.retain(|_, pages| *pages >= learning.least);
    let mut model = SiteModel::with_least_pages(learning.least);
    if hosts.is_empty() {
        return model;
    }
    let observe = |input: Input| -> Option<Observation> {
        let page = input::read(input, limit).ok()?;
        hosts.get(&declared_host(&page.bytes)?)?;
        // A page that brings the program down is told about in the second pass.
        let observe = || SiteModel::observe(&page.bytes, &page.source, settings);
        catch_unwind(AssertUnwindSafe(observe)).ok().flatten()
    };
    let weight = |seen: &Option<Observation>| seen.as_ref().map_or(8, Observation::bytes);
    let _ = ordered(pages(inputs()), &learning.batch, observe, weight, |seen| {
        model.add(seen);
        ControlFlow::<()>::Continue(())
    });
    model
}

/// Hash of the host that a page names as its own, found without parsing: the address in the first
/// tag that says `canonical` or `og:url`.
fn declared_host(bytes: &[u8]) -> Option<u64> {
    /// Bytes that are searched; heads of pages are shorter.
    const REACH: usize = 512 << 10;
    /// Bytes of a tag before and after the word.
    const TAG: usize = 2_000;
    let head = &bytes[..bytes.len().min(REACH)];
    for word in [&b"canonical"[..], b"og:url"] {
        for at in memchr::memmem::find_iter(head, word).take(8) {
            let start = memchr::memrchr(b'<', &head[at.saturating_sub(TAG)..at]);
            let Some(start) = start.map(|start| at.saturating_sub(TAG) + start) else { continue };
            let rest = &head[at..head.len().min(at + TAG)];
            let Some(end) = memchr::memchr(b'>', rest) else { continue };
            let tag = String::from_utf8_lossy(&head[start..at + end]);
            let Some(address) = tag.find("://").map(|mark| &tag[mark..]) else { continue };
            if let Some(host) = super::observation::host(address) {
                return Some(crate::label::words::hash_str(&host));
            }
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hosts_in_the_bytes() {
        let host = |html: &str| declared_host(html.as_bytes());
        let link = host("<p>canonical<link href='https://www.news.example/a' rel=canonical>");
        let meta = host(r#"<meta content="http://news.example/b" property="og:url">"#);
        assert!(link.is_some());
        assert_eq!(link, meta);
        assert_eq!(host("<p>No canonical address, og:url or https://news.example/"), None);
        assert_eq!(host("canonical"), None);
    }
}

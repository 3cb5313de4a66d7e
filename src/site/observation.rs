//! What one page tells about its site, in hashes.

use super::{containers, repeats};
use crate::label::words::{Words, hash_str, mix, words_of};
use crate::label::{Labels, Names};
use crate::segment::Page;
use crate::source::Source;

/// What one page tells about its site.
#[derive(Debug, Clone, PartialEq)]
pub struct Observation {
    /// The host, without `www.` and the like.
    pub(super) host: String,
    /// Names of the article: pages that share one carry the same article.
    pub(super) article: Vec<u64>,
    /// Block by block: its text, if it can be told from others, and the words it begins with.
    pub(super) texts: Vec<repeats::Text>,
    /// Block by block: where it stands.
    pub(super) places: Vec<containers::Place>,
    /// Block by block: is it body by the page alone?
    pub(super) body: Vec<bool>,
}

impl Observation {
    pub(super) fn of(page: &Page, labels: &Labels, source: &Source) -> Option<Observation> {
        let host = host_of(page, source)?;
        let words = Words::of(page);
        let names = Names::of(page);
        let body: Vec<bool> = labels.verdicts.iter().map(|v| v.label.is_body()).collect();
        let each = 0..page.blocks.len();
        Some(Observation {
            host,
            article: article(page, &words, &body, source),
            texts: each.clone().map(|i| repeats::Text::of(page, &words, &names, i)).collect(),
            places: each.map(|i| containers::Place::of(page, &names, i)).collect(),
            body,
        })
    }

    /// About what it holds in memory.
    pub(super) fn bytes(&self) -> usize {
        let keys: usize = self.places.iter().map(|place| place.keys.len()).sum();
        100 + 24 * self.texts.len() + 32 * self.places.len() + 8 * keys
    }
}

/// The host a page is from.
pub(super) fn host_of(page: &Page, source: &Source) -> Option<String> {
    host(address(page, source)?)
}

/// The first address of the page that has a host: as it was fetched, else as the page says.
fn address<'a>(page: &'a Page, source: &'a Source) -> Option<&'a str> {
    let canonical = page.head.links.iter().filter(|link| link.rel == "canonical");
    let declared = canonical.map(|link| link.href.as_str()).chain(page.meta("og:url"));
    source.url.as_deref().into_iter().chain(declared).find(|address| host(address).is_some())
}

/// The host of an address, lower-case, without the parts that name an edition for phones.
pub(super) fn host(address: &str) -> Option<String> {
    let host = crate::metadata::host(address)?.to_ascii_lowercase();
    let mut host = host.trim_end_matches('.');
    for edition in ["m.", "mobile.", "amp."] {
        let rest = host.strip_prefix(edition);
        host = rest.filter(|rest| rest.contains('.')).unwrap_or(host);
    }
    (!host.is_empty()).then(|| host.to_owned())
}

/// Hashes of the address, the title, and the two longest paragraphs taken together: an article that
/// was saved twice has one of them at least in common. One paragraph alone would not do, since a
/// long notice may stand on all pages.
fn article(page: &Page, words: &Words, body: &[bool], source: &Source) -> Vec<u64> {
    let mut names = Vec::new();
    if let Some(address) = address(page, source) {
        let address = address.split('#').next().unwrap_or_default();
        let rest = address.split_once("://").map_or(address, |(_, rest)| rest);
        let path = rest.split_once('/').map_or("", |(_, path)| path);
        // Some sites name their front page as the address of every page.
        if !path.is_empty() {
            names.push(mix(1, hash_str(rest.trim_end_matches('/'))));
        }
    }
    let title = page.meta("og:title").unwrap_or(&page.head.title);
    let title = words_of(title);
    if title.len() >= 3 {
        names.push(title.iter().fold(2, |hash, word| mix(hash, word.hash)));
    }
    let mut longest: Vec<usize> = (0..body.len()).filter(|&i| body[i]).collect();
    longest.sort_by_key(|&i| (std::cmp::Reverse(words.counts[i]), i));
    if let [first, second, ..] = longest[..]
        && words.counts[second] >= 20
    {
        let hash = |i| words.block(i).iter().fold(3, |hash, word| mix(hash, word.hash));
        names.push(hash(first) ^ hash(second).rotate_left(1));
    }
    names
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hosts_without_editions() {
        for address in
            ["https://www.News.example/a", "http://m.news.example:80/b?c", "//amp.news.example"]
        {
            assert_eq!(host(address).as_deref(), Some("news.example"), "{address}");
        }
        assert_eq!(host("https://m.example/").as_deref(), Some("m.example"));
        assert_eq!(host("/path"), None);
    }
}

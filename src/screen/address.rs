//! Where links lead: inside the page's own site or outside, and to what kind of address.

use super::lexicon::Lexicon;
use crate::segment::{AttributeName, MarkKind, Page};
use crate::source::Source;
use std::collections::{BTreeMap, BTreeSet};

/// Longest path, in bytes, whose words count.
const MAX_FOLDER: usize = 28;

/// The domains that belong to the page.
#[derive(Debug, Default)]
pub(super) struct Site {
    own: BTreeSet<String>,
}

impl Site {
    /// Collects the page's own domains: its URL, canonical link, `og:url`, base; without any of
    /// them the domain that most absolute links lead to.
    pub fn of(page: &Page, source: &Source) -> Site {
        let head = &page.head;
        let named = [source.url.as_deref(), head.base.as_deref(), page.meta("og:url")];
        let canonical = head
            .links
            .iter()
            .filter(|link| {
                matches!(&*link.rel, "canonical" | "alternate" | "amphtml" | "shortlink")
            })
            .map(|link| link.href.as_str());
        let mut own: BTreeSet<String> = named
            .into_iter()
            .flatten()
            .chain(canonical)
            .filter_map(|address| host(address).map(domain))
            .map(str::to_ascii_lowercase)
            .collect();
        if own.is_empty() {
            let mut counts: BTreeMap<String, u32> = BTreeMap::new();
            for mark in &page.marks {
                if let MarkKind::Link(href) = &mark.kind
                    && let Some(host) = host(page.value(href))
                {
                    *counts.entry(domain(host).to_ascii_lowercase()).or_default() += 1;
                }
            }
            let most = counts.into_iter().max_by_key(|(_, count)| *count);
            own.extend(most.filter(|(_, count)| *count >= 5).map(|(domain, _)| domain));
        }
        Site { own }
    }

    /// The foreign domain that an address leads to, if it does.
    pub fn foreign<'a>(&self, address: &'a str) -> Option<&'a str> {
        let domain = domain(host(address)?);
        let own = match domain.bytes().any(|b| b.is_ascii_uppercase()) {
            true => self.own.contains(&domain.to_ascii_lowercase()),
            false => self.own.contains(domain),
        };
        (!own).then_some(domain)
    }
}

/// What an address says about the intent of its link.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Target {
    /// It leads to another site.
    pub foreign: bool,
    /// To the front page of a site, where bought links lead and citations do not.
    pub front_page: bool,
    /// The host or path carries words of spam.
    pub worded: bool,
    /// `rel="dofollow"`, no value of any standard: it asks search engines for weight.
    pub dofollow: bool,
    /// A bare IP address, or a folder in which break-ins leave their pages.
    pub odd: bool,
}

impl Target {
    /// Judges the link of an element.
    pub fn of(page: &Page, site: &Site, lexicon: &Lexicon, href: &str, element: u32) -> Target {
        let rel = page.attribute(element, AttributeName::Rel).unwrap_or_default();
        let path = path(href);
        let bare = is_front_page(href);
        let foreign = site.foreign(href).is_some();
        let number = host(href).is_some_and(|h| h.bytes().all(|b| b.is_ascii_digit() || b == b'.'));
        const FOLDERS: [&str; 8] = [
            "/.well-known/",
            "/wp-content/",
            "/wp-includes/",
            "/wp-admin/",
            "/uploads/",
            "/-/",
            "/cgi-bin/",
            "/images/",
        ];
        Target {
            foreign,
            front_page: foreign && bare,
            // A single short folder or query names what is sold; long ones are headlines.
            worded: host(href).is_some_and(|host| lexicon.in_address(host))
                || path.len() <= MAX_FOLDER
                    && path.trim_matches('/').find('/').is_none()
                    && lexicon.in_address(&percent_decoded(path)),
            dofollow: rel
                .split_ascii_whitespace()
                .any(|word| word.eq_ignore_ascii_case("dofollow")),
            odd: foreign && (number || FOLDERS.iter().any(|f| path.contains(f))),
        }
    }

    /// Evidence in the address, 0 to 3.
    pub fn weight(self) -> u8 {
        if !self.foreign {
            return u8::from(self.dofollow);
        }
        let weight = u8::from(self.front_page)
            + u8::from(self.worded)
            + u8::from(self.odd)
            + 2 * u8::from(self.dofollow);
        weight.min(3)
    }
}

/// Does an address lead to the front page of its site?
pub(super) fn is_front_page(href: &str) -> bool {
    let path = path(href);
    path.trim_matches('/').is_empty() || path.starts_with("/?")
}

/// Does an address look like that of an article or a document: a headline, a date, a number?
pub(super) fn is_citation(href: &str) -> bool {
    let path = path(href);
    path.len() > MAX_FOLDER
        || path.bytes().filter(|b| matches!(b, b'-' | b'_')).count() > 3
        || path.as_bytes().windows(4).any(|four| four.iter().all(u8::is_ascii_digit))
}

/// The host of an absolute address, without user and port.
pub(super) fn host(address: &str) -> Option<&str> {
    let address = address.trim();
    let begins = |scheme: &str| {
        address.get(..scheme.len()).is_some_and(|start| start.eq_ignore_ascii_case(scheme))
    };
    let scheme = ["//", "https://", "http://"].into_iter().find(|scheme| begins(scheme))?;
    let rest = &address[scheme.len()..];
    let end = rest.bytes().position(|b| matches!(b, b'/' | b'?' | b'#' | b'\\'));
    let authority = &rest[..end.unwrap_or(rest.len())];
    let user = authority.bytes().rposition(|b| b == b'@').map_or(0, |at| at + 1);
    let host = &authority[user..];
    let host = &host[..host.bytes().position(|b| b == b':').unwrap_or(host.len())];
    (host.bytes().any(|b| b == b'.') && !host.contains(char::is_whitespace))
        .then_some(host.trim_end_matches('.'))
}

fn path(address: &str) -> &str {
    let rest = address.split_once("//").map_or(address, |(_, rest)| rest);
    let path = rest.find(['/', '?']).map_or("", |at| &rest[at..]);
    path.split('#').next().unwrap_or_default()
}

/// The registrable domain, by the rule that holds for nearly all of the public suffix list: two
/// labels, three under second levels like `co.uk` and `com.br`.
pub(super) fn domain(host: &str) -> &str {
    const SECOND: [&str; 16] = [
        "ac", "co", "com", "edu", "gob", "gouv", "gov", "go", "gen", "mil", "ne", "net", "nom",
        "or", "org", "web",
    ];
    if host.bytes().all(|b| b.is_ascii_digit() || b == b'.') {
        return host;
    }
    let mut dots = host.bytes().enumerate().rev().filter(|&(_, b)| b == b'.').map(|(at, _)| at);
    let (Some(last), Some(second)) = (dots.next(), dots.next()) else { return host };
    let short = host.len() - last - 1 == 2;
    if short && SECOND.contains(&host[second + 1..last].to_ascii_lowercase().as_str()) {
        return dots.next().map_or(host, |third| &host[third + 1..]);
    }
    &host[second + 1..]
}

/// Percent escapes undone, once.
fn percent_decoded(text: &str) -> String {
    let bytes = text.as_bytes();
    let mut decoded = Vec::with_capacity(bytes.len());
    let mut at = 0;
    while at < bytes.len() {
        let escape = (bytes[at] == b'%')
            .then(|| text.get(at + 1..at + 3))
            .flatten()
            .and_then(|hex| u8::from_str_radix(hex, 16).ok());
        decoded.push(escape.unwrap_or(bytes[at]));
        at += if escape.is_some() { 3 } else { 1 };
    }
    String::from_utf8_lossy(&decoded).into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn domains() {
        for (host, expected) in [
            ("a.b.example.com", "example.com"),
            ("www.news.co.uk", "news.co.uk"),
            ("example.test", "example.test"),
            ("1.2.3.4", "1.2.3.4"),
            ("localhost", "localhost"),
        ] {
            assert_eq!(domain(host), expected);
        }
        assert_eq!(host("https://u@a.example:80/x"), Some("a.example"));
        assert_eq!(host("//a.example?x"), Some("a.example"));
        assert_eq!(host("/local/page"), None);
        assert_eq!(host("mailto:a@b.example"), None);
        assert_eq!(percent_decoded("a%20b%zz"), "a b%zz");
    }

    #[test]
    fn front_pages_and_words() {
        let (page, site, lexicon) = (Page::default(), Site::default(), Lexicon::built_in());
        // An element without attributes is enough here.
        let mut page = page;
        page.elements = crate::segment::segment_text("x").elements;
        let target = |href| Target::of(&page, &site, lexicon, href, 0);
        assert!(
            target("https://a.example/").front_page && !target("https://a.example/b").front_page
        );
        assert!(target("https://casino-x.example/b").worded);
        assert!(target("http://10.0.0.1/x").odd);
        assert!(!target("/casino/").foreign);
        assert!(
            is_citation("https://news.example/2024/05/followers")
                && is_citation("//a.example/how-the-market-works-in-practice")
        );
        assert!(!is_citation("https://a.example/r") && !is_citation("https://a.example"));
    }
}

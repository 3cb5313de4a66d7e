//! URLs as identities: one spelling for one page, and what a URL tells about its page.

use std::borrow::Cow;
use url::Url;

/// Parameters that tell who sent the reader, never which page is meant.
const TRACKING: [&str; 31] = [
    "_ga",
    "_gl",
    "_hsenc",
    "_hsmi",
    "__twitter_impression",
    "at_campaign",
    "at_medium",
    "cmpid",
    "dclid",
    "dicbo",
    "fb_action_ids",
    "fb_ref",
    "fb_source",
    "fbclid",
    "gbraid",
    "gclid",
    "gclsrc",
    "guccounter",
    "igshid",
    "mc_cid",
    "mc_eid",
    "mkt_tok",
    "msclkid",
    "ncid",
    "ref_src",
    "s_cid",
    "ttclid",
    "twclid",
    "wbraid",
    "wt_mc",
    "yclid",
];
const TRACKING_PREFIXES: [&str; 4] = ["utm_", "pk_", "mtm_", "guce_"];
/// Endings of files that are no pages.
const FILES: [&str; 39] = [
    "7z", "apk", "avi", "avif", "bz2", "css", "csv", "dmg", "doc", "docx", "eot", "epub", "exe",
    "gif", "gz", "ico", "jpeg", "jpg", "js", "json", "m4a", "mov", "mp3", "mp4", "mpg", "ogg",
    "pdf", "png", "ppt", "pptx", "rar", "svg", "tar", "webm", "webp", "woff2", "xls", "xlsx",
    "zip",
];

/// The URL to ask for a page: without fragment and tracking parameters.
pub fn normalize(url: &Url) -> Url {
    let mut clean = url.clone();
    clean.set_fragment(None);
    let Some(query) = url.query() else { return clean };
    let kept: Vec<&str> =
        query.split('&').filter(|pair| !pair.is_empty() && !tracks(pair)).collect();
    let kept = kept.join("&");
    if kept != query || kept.is_empty() {
        clean.set_query(Some(kept.as_str()).filter(|query| !query.is_empty()));
    }
    clean
}

fn tracks(pair: &str) -> bool {
    let name = pair.split('=').next().unwrap_or(pair).to_ascii_lowercase();
    TRACKING.contains(&name.as_str()) || TRACKING_PREFIXES.iter().any(|p| name.starts_with(p))
}

/// A number for a text that is the same in every version of the program.
pub fn number(text: &str) -> u64 {
    let mut hash = Fnv::default();
    hash.write(text.as_bytes());
    hash.finish() as u64
}

/// The identity of a URL that the user named: every other spelling is another URL.
pub fn exact_key(url: &Url) -> i64 {
    let mut hash = Fnv::default();
    hash.write(url[..url::Position::AfterQuery].as_bytes());
    hash.finish()
}

/// The identity of a page: equal for URLs that differ in scheme, tracking, order of parameters, a
/// final slash or index file only.
pub fn key(url: &Url) -> i64 {
    let url = normalize(url);
    let mut hash = Fnv::default();
    hash.write(url.host_str().unwrap_or("").as_bytes());
    if let Some(port) = url.port() {
        hash.write(&port.to_be_bytes());
    }
    let path = url.path();
    hash.write(path.strip_suffix('/').unwrap_or(path).as_bytes());
    if let Some(query) = url.query() {
        let mut pairs: Vec<&str> = query.split('&').collect();
        pairs.sort_unstable();
        for pair in pairs {
            hash.write(b"&");
            hash.write(pair.as_bytes());
        }
    }
    hash.finish()
}

/// Fowler–Noll–Vo 1a, 64 bits: small, and the same in every version of the program, as its values
/// are kept in files.
pub(crate) struct Fnv(u64);

impl Default for Fnv {
    fn default() -> Self {
        Fnv(0xcbf2_9ce4_8422_2325)
    }
}

impl Fnv {
    pub(crate) fn write(&mut self, bytes: &[u8]) {
        for &byte in bytes {
            self.0 = (self.0 ^ u64::from(byte)).wrapping_mul(0x100_0000_01b3);
        }
    }

    pub(crate) fn finish(&self) -> i64 {
        self.0 as i64
    }
}

/// The registrable domain of a host (`example.co.uk` of `www.example.co.uk`), or the host itself
/// where it has none.
pub fn site_of(host: &str) -> Cow<'_, str> {
    let is_address = host.starts_with('[') || host.parse::<std::net::IpAddr>().is_ok();
    if is_address {
        return host.into();
    }
    match psl::domain_str(host) {
        Some(domain) => domain.to_owned().into(),
        None => host.into(),
    }
}

/// Does the URL name a page at all, by its scheme and ending?
pub fn may_be_page(url: &Url) -> bool {
    if !matches!(url.scheme(), "http" | "https") || url.as_str().len() > 2000 {
        return false;
    }
    let file = url.path().rsplit('/').next().unwrap_or("");
    match file.rsplit_once('.') {
        Some((_, ending)) => !FILES.contains(&ending.to_ascii_lowercase().as_str()),
        None => true,
    }
}

/// Does the URL look like that of an article rather than of a front or section page?
///
/// By what publishers of all languages do: a date or a long number in the path, or a last segment
/// that is a headline. Only what such a page says of itself decides in the end.
pub fn looks_like_article(url: &Url) -> bool {
    let segments: Vec<&str> = url.path().split('/').filter(|s| !s.is_empty()).collect();
    let Some(last) = segments.last() else {
        // `/?p=123`
        return url.query_pairs().any(|(name, value)| is_id_name(&name) && is_number(&value, 1));
    };
    let lists =
        ["tag", "tags", "category", "author", "authors", "search", "page", "topic", "topics"];
    if segments.len() > 1
        && lists.contains(&segments[segments.len() - 2].to_ascii_lowercase().as_str())
    {
        return false;
    }
    let stem = last.rsplit_once('.').map_or(*last, |(stem, _)| stem);
    let dated = has_date(url.path());
    is_headline(stem)
        || longest_number(stem) >= 5 && !is_date_only(stem)
        || dated && stem.bytes().any(|b| b.is_ascii_alphabetic())
        || segments.len() > 1 && is_headline(segments[segments.len() - 2]) && is_number(stem, 4)
        || url.query_pairs().any(|(name, value)| is_id_name(&name) && is_number(&value, 3))
}

/// Three words or more, or a long run of letters of a script that writes no hyphens.
fn is_headline(segment: &str) -> bool {
    let text = percent_decoded(segment);
    let words = text
        .split(['-', '_', '+', ' '])
        .filter(|word| word.chars().any(char::is_alphabetic))
        .count();
    let letters = text.chars().filter(|c| c.is_alphabetic()).count();
    let wide = text.chars().filter(|c| c.is_alphabetic() && !c.is_ascii()).count();
    (words >= 4 && letters >= 15) || (words == 3 && letters >= 20) || wide >= 8
}

fn percent_decoded(segment: &str) -> String {
    let bytes: Vec<u8> = url::form_urlencoded::parse(segment.replace('+', " ").as_bytes())
        .next()
        .map(|(name, _)| name.into_owned().into_bytes())
        .unwrap_or_default();
    String::from_utf8_lossy(&bytes).into_owned()
}

fn is_id_name(name: &str) -> bool {
    matches!(
        name.to_ascii_lowercase().as_str(),
        "id" | "p"
            | "aid"
            | "articleid"
            | "article"
            | "article_id"
            | "newsid"
            | "news_id"
            | "nid"
            | "storyid"
            | "idxno"
            | "no"
            | "sid"
    )
}

fn is_number(text: &str, digits: usize) -> bool {
    text.len() >= digits && text.bytes().all(|b| b.is_ascii_digit())
}

fn longest_number(text: &str) -> usize {
    text.split(|c: char| !c.is_ascii_digit()).map(str::len).max().unwrap_or(0)
}

fn is_date_only(stem: &str) -> bool {
    stem.len() == 8 && stem.bytes().all(|b| b.is_ascii_digit()) && stem.starts_with("20")
}

/// `/2026/11/24/`, `/2026/11/`, `2026-11-24` or `20261124` in the path.
fn has_date(path: &str) -> bool {
    let numbers: Vec<&str> =
        path.split(|c: char| !c.is_ascii_digit()).filter(|n| !n.is_empty()).collect();
    let month = |text: &str| text.len() <= 2 && matches!(text.parse(), Ok(1..=12));
    numbers.windows(2).any(|pair| is_year(pair[0]) && month(pair[1]))
        || numbers.iter().any(|n| n.len() == 8 && is_year(&n[..4]) && month(&n[4..6]))
}

fn is_year(text: &str) -> bool {
    text.len() == 4 && matches!(text.parse(), Ok(1990..=2100))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn url(text: &str) -> Url {
        Url::parse(text).unwrap()
    }

    #[test]
    fn tracking_goes_and_the_rest_stays() {
        let clean = |text: &str| normalize(&url(text)).to_string();
        assert_eq!(
            clean("HTTP://Example.com:80/a?utm_source=x&id=7&fbclid=y#top"),
            "http://example.com/a?id=7"
        );
        assert_eq!(clean("https://example.com/?utm_medium=x"), "https://example.com/");
        assert_eq!(clean("https://example.com/a?"), "https://example.com/a");
        assert_eq!(clean("https://example.com/a?b=%C3%A9&c"), "https://example.com/a?b=%C3%A9&c");
    }

    #[test]
    fn one_page_one_key() {
        let same = [
            "https://example.com/a/b",
            "http://example.com/a/b/",
            "https://example.com/a/b?utm_campaign=z",
            "https://EXAMPLE.com/a/b#c",
        ];
        for text in same {
            assert_eq!(key(&url(text)), key(&url(same[0])), "{text}");
        }
        assert_eq!(
            key(&url("http://example.com/?a=1&b=2")),
            key(&url("http://example.com/?b=2&a=1"))
        );
        for text in [
            "https://example.com/a/c",
            "https://example.org/a/b",
            "https://example.com:8080/a/b",
            "https://example.com/a/b?c=d",
        ] {
            assert_ne!(key(&url(text)), key(&url(same[0])), "{text}");
        }
    }

    #[test]
    fn sites() {
        assert_eq!(site_of("news.example.co.uk"), "example.co.uk");
        assert_eq!(site_of("127.0.0.1"), "127.0.0.1");
        assert_eq!(site_of("localhost"), "localhost");
    }

    #[test]
    fn articles_and_sections() {
        for path in [
            "/2026/11/24/dam-opens",
            "/news/dam-opens-after-eleven-years-of-building",
            "/a-12345678",
            "/politik/staudamm-nach-elf-jahren-eroeffnet-a-1234.html",
            "/world-europe-56789012",
            "/news/articles/c1234567890o",
            "/%E6%B0%B4%E5%BA%93%E5%8D%81%E4%B8%80%E5%B9%B4%E5%90%8E%E5%90%AF%E7%94%A8",
            "/?p=123",
            "/view.php?id=4567",
            "/20261124/dam.html",
            "/dam-opens-after-eleven-years/1234",
        ] {
            assert!(looks_like_article(&url(&format!("https://example.com{path}"))), "{path}");
        }
        for path in [
            "/",
            "/news",
            "/news/",
            "/world/europe",
            "/politik/deutschland/",
            "/tag/water-and-dams-in-the-north",
            "/2026/11/24/",
            "/2026/11",
            "/about-us",
            "/contact.html",
            "/news?page=2",
            "/author/ann-lee-of-the-north",
        ] {
            assert!(!looks_like_article(&url(&format!("https://example.com{path}"))), "{path}");
        }
        assert!(!may_be_page(&url("https://example.com/a.PDF")));
        assert!(may_be_page(&url("https://example.com/a.html")));
        assert!(!may_be_page(&url("mailto:a@example.com")));
    }
}

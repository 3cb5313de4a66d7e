//! URLs as identities: one spelling for one page.

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
/// Parameters that number a visit; the same page comes under ever new ones.
const SESSIONS: [&str; 11] = [
    "cfid",
    "cftoken",
    "jsessionid",
    "osessionid",
    "oscsid",
    "phpsessid",
    "session_id",
    "sessionid",
    "sessid",
    "zenid",
    "aspsessionid",
];
/// Names that some sites number visits with and others articles: only a long key is a session.
const MAYBE_SESSIONS: [&str; 3] = ["s", "sid", "session"];

/// The URL to ask for a page: without fragment, tracking parameters and numbers of visits.
pub fn normalize(url: &Url) -> Url {
    let mut clean = url.clone();
    clean.set_fragment(None);
    if let Some((path, rest)) = url.path().split_once(';')
        && SESSIONS.iter().any(|name| is_named(rest, name))
    {
        clean.set_path(path);
    }
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
    let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
    let name = name.to_ascii_lowercase();
    let name = name.as_str();
    TRACKING.contains(&name)
        || TRACKING_PREFIXES.iter().any(|prefix| name.starts_with(prefix))
        || SESSIONS.contains(&name)
        || name.starts_with("aspsessionid")
        || MAYBE_SESSIONS.contains(&name) && is_session_key(value)
}

fn is_named(parameter: &str, name: &str) -> bool {
    let start = parameter.get(..name.len());
    start.is_some_and(|start| start.eq_ignore_ascii_case(name))
        && parameter.as_bytes().get(name.len()) == Some(&b'=')
}

/// Letters and digits mixed, as long as a hash.
fn is_session_key(value: &str) -> bool {
    value.len() >= 20
        && value.bytes().all(|b| b.is_ascii_alphanumeric())
        && value.bytes().any(|b| b.is_ascii_digit())
        && value.bytes().any(|b| b.is_ascii_alphabetic())
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
    let folder = path.rfind('/').filter(|&at| is_index(&path[at + 1..]));
    let path = folder.map_or(path, |at| &path[..at]);
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

/// The file that servers give for a folder.
fn is_index(file: &str) -> bool {
    let (stem, ending) = file.split_once('.').unwrap_or((file, ""));
    matches!(stem.to_ascii_lowercase().as_str(), "index" | "default")
        && matches!(ending, "html" | "htm" | "shtml" | "php" | "asp" | "aspx" | "jsp")
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
    fn visits_are_not_pages() {
        for text in [
            "https://example.com/a/b;jsessionid=8F3A?c=1",
            "https://example.com/a/b?c=1&PHPSESSID=q1w2e3",
            "https://example.com/a/b?sid=0123456789abcdef0123456789abcdef&c=1",
            "https://example.com/a/b?ASPSESSIONIDQQ=X&c=1",
        ] {
            let clean = normalize(&url(text));
            assert_eq!(clean.as_str(), "https://example.com/a/b?c=1", "{text}");
        }
        for text in ["https://example.com/a;b=1", "https://example.com/view?sid=48213"] {
            assert_eq!(normalize(&url(text)).as_str(), text);
        }
        assert_eq!(
            key(&url("https://example.com/a/index.html")),
            key(&url("https://example.com/a/"))
        );
    }

    #[test]
    fn sites() {
        assert_eq!(site_of("news.example.co.uk"), "example.co.uk");
        assert_eq!(site_of("127.0.0.1"), "127.0.0.1");
        assert_eq!(site_of("localhost"), "localhost");
    }
}

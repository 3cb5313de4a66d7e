//! Cookies, for as long as a crawl runs: each site has a small jar of its own.
//!
//! Some pages are given only to those who send back the cookie that came with the redirect to them.
//! More is not wanted of cookies, so there is a limit for everything: a site can neither fill the
//! memory, nor make requests so large that it refuses them itself, nor see another site's cookies
//! (jars are by registrable domain, so that a cookie "for `co.uk`" stays where it came from).

use crate::crawl::site_of;
use reqwest::cookie::{CookieStore, Jar};
use reqwest::header::HeaderValue;
use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};
use url::Url;

/// Longest cookie kept; browsers have the same limit (RFC 6265 section 6.1).
const MAX_COOKIE: usize = 4096;
/// Cookies taken before a jar is emptied: the least that RFC 6265 section 6.1 asks for.
const MAX_PER_SITE: usize = 50;
/// Longest `Cookie` header sent: servers refuse heads of 8 KiB.
const MAX_SENT: usize = 6 << 10;
/// Sites with cookies before all jars are emptied.
const MAX_SITES: usize = 4096;

/// The jars of all sites.
#[derive(Debug, Default)]
pub(super) struct Cookies(Mutex<HashMap<String, SiteJar>>);

#[derive(Debug, Default)]
struct SiteJar {
    jar: Jar,
    taken: usize,
}

impl CookieStore for Cookies {
    fn set_cookies(&self, cookies: &mut dyn Iterator<Item = &HeaderValue>, url: &Url) {
        let mut cookies = cookies.filter(|value| value.len() <= MAX_COOKIE).peekable();
        if cookies.peek().is_none() {
            return;
        }
        let mut jars = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let site = site_of(url.host_str().unwrap_or(""));
        if jars.len() >= MAX_SITES && !jars.contains_key(site.as_ref()) {
            jars.clear();
        }
        let site = jars.entry(site.into_owned()).or_default();
        for value in cookies.take(MAX_PER_SITE) {
            site.taken += 1;
            if site.taken > MAX_PER_SITE {
                *site = SiteJar { taken: 1, ..SiteJar::default() };
            }
            site.jar.set_cookies(&mut std::iter::once(value), url);
        }
    }

    fn cookies(&self, url: &Url) -> Option<HeaderValue> {
        let jars = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if jars.is_empty() {
            return None;
        }
        let site = jars.get(site_of(url.host_str().unwrap_or("")).as_ref())?;
        site.jar.cookies(url).filter(|value| value.len() <= MAX_SENT)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn url(text: &str) -> Url {
        Url::parse(text).unwrap()
    }

    fn set(cookies: &Cookies, at: &str, value: &str) {
        let value = HeaderValue::from_str(value).unwrap();
        cookies.set_cookies(&mut std::iter::once(&value), &url(at));
    }

    fn sent(cookies: &Cookies, to: &str) -> Option<String> {
        cookies.cookies(&url(to)).map(|value| value.to_str().unwrap().to_owned())
    }

    #[test]
    fn cookies_go_back_to_their_site_only() {
        let cookies = Cookies::default();
        set(&cookies, "https://www.example.co.uk/a", "a=1; Domain=example.co.uk; Path=/");
        set(&cookies, "https://www.example.co.uk/a", "b=2; Domain=co.uk; Path=/");
        set(&cookies, "https://www.example.co.uk/a", "c=3");
        let own = sent(&cookies, "https://www.example.co.uk/b").unwrap();
        assert!(own.contains("a=1") && own.contains("c=3"), "{own}");
        // One for all of `co.uk` goes no farther than the site that set it.
        let sport = sent(&cookies, "https://sport.example.co.uk/").unwrap();
        assert!(sport.contains("a=1") && !sport.contains("c=3"), "{sport}");
        for other in ["https://other.co.uk/", "https://example.com/"] {
            assert_eq!(sent(&cookies, other), None, "{other}");
        }
    }

    #[test]
    fn floods_are_bounded() {
        let cookies = Cookies::default();
        for n in 0..10_000 {
            set(&cookies, "https://example.com/", &format!("c{n}=1"));
        }
        let header = sent(&cookies, "https://example.com/").unwrap();
        assert!(header.split("; ").count() <= MAX_PER_SITE && header.contains("c9999=1"));
        set(&cookies, "https://example.org/", &format!("big={}", "x".repeat(MAX_COOKIE)));
        assert_eq!(sent(&cookies, "https://example.org/"), None);
        for n in 0..2 * MAX_SITES {
            set(&cookies, &format!("https://a{n}.test/"), "a=1");
        }
        assert!(cookies.0.lock().unwrap().len() <= MAX_SITES);
        // More than a server takes is not sent at all.
        for n in 0..3 {
            set(&cookies, "https://b.test/", &format!("c{n}={}", "x".repeat(4000)));
        }
        assert_eq!(sent(&cookies, "https://b.test/"), None);
    }
}

//! Link targets: absolute where the page's address is known, and harmless.

use crate::segment::Page;
use crate::source::Source;
use url::{ParseError, Position, Url};

/// Schemes that lead somewhere. Others run code (`javascript:`), carry content (`data:`, `blob:`)
/// or open programs.
const SCHEMES: [&str; 6] = ["http", "https", "mailto", "tel", "ftp", "sftp"];

/// Resolves the links of one page.
pub(super) struct Links {
    base: Option<Url>,
}

impl Links {
    /// The base is `<base href>`, itself resolved against the page's URL, as the HTML standard
    /// has it (section "document base URLs"). Of a saved page the canonical link tells the URL.
    pub fn new(page: &Page, source: &Source) -> Links {
        let mut links = page.head.links.iter();
        let canonical = || links.find(|link| link.rel == "canonical").map(|link| &*link.href);
        let url = source.url.as_deref().or_else(canonical);
        let url = url.and_then(|url| Url::parse(url).ok());
        let base = page.head.base.as_deref();
        let base = base.and_then(|base| Url::options().base_url(url.as_ref()).parse(base).ok());
        let usable = |url: &Url| !url.cannot_be_a_base();
        Links { base: base.filter(usable).or(url.filter(usable)) }
    }

    /// The target of a link, or nothing when there is none worth keeping.
    pub fn resolve(&self, href: &str) -> Option<String> {
        let href = href.trim();
        if href.is_empty() {
            return None;
        }
        match Url::options().base_url(self.base.as_ref()).parse(href) {
            Ok(url) if !SCHEMES.contains(&url.scheme()) => None,
            // Addresses and telephone numbers are taken as written, blanks and all.
            Ok(url) if url.cannot_be_a_base() => Some(format!(
                "{}:{}",
                url.scheme(),
                &url[Position::BeforePath..].trim().replace(' ', "%20")
            )),
            Ok(url) => Some(url.into()),
            // Relative to a page nobody knows the address of: the rest of the way is kept, but a
            // place inside that page is nowhere.
            Err(ParseError::RelativeUrlWithoutBase) if href.starts_with('#') => None,
            Err(ParseError::RelativeUrlWithoutBase) if href.starts_with("//") => {
                Url::parse(&format!("https:{href}")).ok().map(Into::into)
            }
            Err(ParseError::RelativeUrlWithoutBase) => {
                Some(href.chars().filter(|c| !c.is_control()).collect())
            }
            Err(_) => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::segment::HeadLink;

    fn links(base: Option<&str>, url: Option<&str>) -> Links {
        let mut page = Page::default();
        page.head.base = base.map(Into::into);
        let source = Source { url: url.map(Into::into), ..Source::default() };
        Links::new(&page, &source)
    }

    #[test]
    fn the_canonical_link_stands_in_for_an_unknown_url() {
        let mut page = Page::default();
        page.head.links.push(HeadLink {
            rel: "canonical".into(),
            href: "https://news.example.com/2024/a.html".into(),
            ..HeadLink::default()
        });
        let resolve = |source: &Source| Links::new(&page, source).resolve("b.html");
        let saved = resolve(&Source::named("a.html"));
        assert_eq!(saved.as_deref(), Some("https://news.example.com/2024/b.html"));
        let url = Some("https://example.net/".to_owned());
        let fetched = resolve(&Source { url, ..Source::default() });
        assert_eq!(fetched.as_deref(), Some("https://example.net/b.html"));
    }

    #[test]
    fn links_are_made_absolute() {
        let links = links(None, Some("https://news.example.com/2024/a.html"));
        let resolve = |href| links.resolve(href).unwrap();
        assert_eq!(resolve("b.html"), "https://news.example.com/2024/b.html");
        assert_eq!(resolve("//cdn.example.net/x"), "https://cdn.example.net/x");
        assert_eq!(resolve("#note"), "https://news.example.com/2024/a.html#note");
        assert_eq!(
            resolve("mailto: a@example.org?subject=A b"),
            "mailto:a@example.org?subject=A%20b"
        );
    }

    #[test]
    fn base_element_wins_and_may_be_relative() {
        let url = Some("https://example.com/a/b");
        assert_eq!(
            links(Some("/c/"), url).resolve("d").as_deref(),
            Some("https://example.com/c/d")
        );
        let alone = links(Some("http://example.org/x/"), None);
        assert_eq!(alone.resolve("y").as_deref(), Some("http://example.org/x/y"));
        let broken = links(Some("data:text/html,x"), url);
        assert_eq!(broken.resolve("d").as_deref(), Some("https://example.com/a/d"));
    }

    #[test]
    fn active_schemes_are_dropped_however_they_are_written() {
        let links = links(None, Some("https://example.com/"));
        for href in ["javascript:x()", "JavaScript:x()", " java\nscript:x()", "\u{1}javascript:x()"]
        {
            assert_eq!(links.resolve(href), None, "{href:?}");
        }
        for href in ["data:text/html,x", "vbscript:x", "blob:https://example.com/1", "file:///x"] {
            assert_eq!(links.resolve(href), None, "{href:?}");
        }
    }

    #[test]
    fn without_an_address_links_stay_relative() {
        let links = links(None, None);
        assert_eq!(links.resolve("a/b c").as_deref(), Some("a/b c"));
        assert_eq!(links.resolve("//example.com/x").as_deref(), Some("https://example.com/x"));
        assert_eq!(links.resolve("#top"), None);
        assert_eq!(links.resolve("java\tscript:x()"), None);
    }
}

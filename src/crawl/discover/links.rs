//! What a page says about itself to crawlers, and the pages it links to.

use crate::fetch::tags::Tags;
use url::Url;

/// Where a head has ended, whatever the page says.
const MAX_HEAD: usize = 512 << 10;
/// Links read from one page.
const MAX_LINKS: usize = 5000;

/// What the head of a page tells a crawler.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct PageHead {
    /// `<link rel="canonical">`.
    pub canonical: Option<Url>,
    /// `<link rel="next">`.
    pub next: Option<Url>,
    /// Feeds it announces.
    pub feeds: Vec<Url>,
    /// `<meta name="robots">`, as written.
    pub robots: Option<String>,
    /// Does it call itself an article (`og:type`)?
    pub is_article: bool,
    /// Does it call itself a version for phones (`<html amp>`)?
    pub amp: bool,
}

/// Reads the head of a page. `product` is the name that metas meant for us alone carry.
pub fn page_head(html: &[u8], url: &Url, product: &str) -> PageHead {
    let mut head = PageHead::default();
    let mut base = url.clone();
    for tag in Tags::of(&html[..html.len().min(MAX_HEAD)]) {
        if tag.is("body") {
            break;
        } else if tag.is("html") {
            head.amp |= ["amp", "⚡"].iter().any(|name| tag.attribute(name).is_some());
        } else if tag.is("base") {
            if let Some(href) = tag.attribute("href") {
                base = url.join(href.trim()).unwrap_or(base);
            }
        } else if tag.is("meta") {
            let content = || tag.attribute("content").unwrap_or_default();
            match tag.attribute("name").or_else(|| tag.attribute("property")) {
                Some(name) if name.eq_ignore_ascii_case(product) => head.robots = Some(content()),
                Some(name) if name.eq_ignore_ascii_case("robots") => {
                    head.robots.get_or_insert_with(content);
                }
                Some(name) if name.eq_ignore_ascii_case("og:type") => {
                    head.is_article |= content().trim().eq_ignore_ascii_case("article");
                }
                _ => {}
            }
        } else if tag.is("link") {
            let Some(rel) = tag.attribute("rel") else { continue };
            let is =
                |word: &str| rel.split_ascii_whitespace().any(|r| r.eq_ignore_ascii_case(word));
            let target = || resolve(&base, &tag.attribute("href")?);
            if is("next") {
                head.next = head.next.take().or_else(target);
            } else if is("canonical") {
                head.canonical = head.canonical.take().or_else(target);
            } else if is("alternate") && is_feed(&tag.attribute("type").unwrap_or_default()) {
                head.feeds.extend(target());
            }
        }
    }
    head
}

/// May the links of a page be followed, by the value of a robots meta or an `X-Robots-Tag`?
///
/// A header may be meant for one crawler: `otherbot: nofollow`.
pub fn follows(robots: &str, product: &str) -> bool {
    let mut for_us = true;
    for rule in robots.split(',').map(str::trim) {
        let mut rule = rule;
        if let Some((name, rest)) = rule.split_once(':') {
            match name.trim().to_ascii_lowercase().as_str() {
                // Rules with a value.
                "max-snippet" | "max-image-preview" | "max-video-preview" | "unavailable_after" => {
                    continue;
                }
                name => for_us = name.eq_ignore_ascii_case(product),
            }
            rule = rest.trim();
        }
        if for_us && (rule.eq_ignore_ascii_case("nofollow") || rule.eq_ignore_ascii_case("none")) {
            return false;
        }
    }
    true
}

fn is_feed(media_type: &str) -> bool {
    matches!(
        media_type.trim().to_ascii_lowercase().as_str(),
        "application/rss+xml" | "application/atom+xml" | "application/feed+json"
    )
}

/// The pages that a page links to, each once, in page order; links that ask not to be followed are
/// left out.
pub fn page_links(html: &[u8], url: &Url) -> Vec<Url> {
    let mut base = url.clone();
    let mut seen = std::collections::HashSet::new();
    let mut links = Vec::new();
    for tag in Tags::of(html) {
        if tag.is("base") {
            if let Some(href) = tag.attribute("href") {
                base = url.join(href.trim()).unwrap_or(base);
            }
        } else if tag.is("a") || tag.is("area") {
            let nofollow = tag.attribute("rel").is_some_and(|rel| {
                rel.split_ascii_whitespace().any(|r| r.eq_ignore_ascii_case("nofollow"))
            });
            let target = tag.attribute("href").and_then(|href| resolve(&base, &href));
            if let (Some(link), false) = (target, nofollow)
                && seen.insert(link.clone())
            {
                links.push(link);
            }
        }
        if links.len() == MAX_LINKS {
            break;
        }
    }
    links
}

fn resolve(base: &Url, href: &str) -> Option<Url> {
    let mut url = base.join(href.trim()).ok()?;
    url.set_fragment(None);
    matches!(url.scheme(), "http" | "https").then_some(url)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_head() {
        let html =
            b"<head><base href='/dir/'><link rel=canonical href='story#x'><link rel='next' href=2>\
            <meta name=ROBOTS content='noindex, nofollow'><meta property='og:type' content=article>\
            <link rel=alternate type='application/rss+xml' href='/feed'>\
            <link rel=alternate hreflang=de href='/de'>";
        let head = page_head(html, &Url::parse("https://example.com/a").unwrap(), "copydesk");
        assert_eq!(head.canonical.unwrap().as_str(), "https://example.com/dir/story");
        assert_eq!(head.next.unwrap().as_str(), "https://example.com/dir/2");
        assert_eq!(head.feeds[0].as_str(), "https://example.com/feed");
        assert_eq!((head.feeds.len(), head.is_article), (1, true));
        assert_eq!(head.robots.as_deref(), Some("noindex, nofollow"));
        let ours = b"<meta name=copydesk content=all><meta name=robots content=none>";
        let head = page_head(ours, &Url::parse("https://example.com/a").unwrap(), "copydesk");
        assert_eq!(head.robots.as_deref(), Some("all"));
        for (html, amp) in
            [("<html amp lang=en>", true), ("<html ⚡>", true), ("<html class=amp>", false)]
        {
            let head =
                page_head(html.as_bytes(), &Url::parse("https://example.com/a").unwrap(), "");
            assert_eq!(head.amp, amp, "{html}");
        }
    }

    #[test]
    fn which_links_are_followed() {
        for (robots, expected) in [
            ("noindex", true),
            ("noindex, NoFollow", false),
            ("none", false),
            ("max-image-preview:none", true),
            ("otherbot: nofollow, noindex", true),
            ("copydesk: noindex, nofollow", false),
            ("unavailable_after: 25 Jun 2026 15:00:00 GMT, nofollow", false),
            ("", true),
        ] {
            assert_eq!(follows(robots, "copydesk"), expected, "{robots}");
        }
    }

    #[test]
    fn links_once_each() {
        let html = b"<a href=/a#1>A</a><a href='/a#2'>A</a><a href=//example.org/b>B</a>\
            <a href='mailto:x@example.com'>M</a><a rel='nofollow noopener' href=/no>N</a><a name=c>C</a>";
        let links = page_links(html, &Url::parse("https://example.com/").unwrap());
        let links: Vec<_> = links.iter().map(Url::as_str).collect();
        assert_eq!(links, ["https://example.com/a", "https://example.org/b"]);
    }
}

//! RSS, Atom and JSON Feed → entries.

use super::Entry;
use jiff::Timestamp;
use url::Url;

/// Largest feed that is read, in bytes; those of large sites have one or two million.
pub const MAX_FEED: usize = 16 << 20;

/// The entries of a feed, in its order.
///
/// # Errors
/// A sentence on what is wrong with the feed.
pub fn feed_entries(bytes: &[u8], base: &Url) -> Result<Vec<Entry>, String> {
    let parser = feed_rs::parser::Builder::new().base_uri(Some(base.as_str())).build();
    let feed = parser.parse(bytes).map_err(|error| format!("not a feed: {error}"))?;
    Ok(feed.entries.iter().filter_map(|entry| read_entry(entry, base)).collect())
}

fn read_entry(entry: &feed_rs::model::Entry, base: &Url) -> Option<Entry> {
    // An Atom link without a rel is an alternate; others are enclosures, comments, the feed.
    let link = entry
        .links
        .iter()
        .find(|link| matches!(link.rel.as_deref(), None | Some("alternate")))
        .or_else(|| entry.links.iter().find(|link| link.rel.as_deref() != Some("self")));
    let href = match link {
        Some(link) => link.href.as_str(),
        // RSS: a guid that is a permanent link stands for the link.
        None if entry.id.starts_with("http") => entry.id.as_str(),
        None => return None,
    };
    let date = entry.published.or(entry.updated);
    Some(Entry {
        url: base.join(href.trim()).ok()?,
        date: date.and_then(|date| Timestamp::from_second(date.timestamp()).ok()),
        news: true,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn entries(feed: &str) -> Vec<(String, Option<String>)> {
        let base = Url::parse("https://example.com/feed").unwrap();
        let entries = feed_entries(feed.as_bytes(), &base).unwrap();
        entries
            .into_iter()
            .map(|e| (e.url.to_string(), e.date.map(|date| date.to_string())))
            .collect()
    }

    #[test]
    fn three_formats() {
        let rss = "<?xml version='1.0'?><rss version='2.0'><channel><title>N</title>\
            <item><title>A</title><link> https://example.com/a?x=1&amp;y=2 </link>\
            <pubDate>Tue, 24 Nov 2026 08:00:00 +0100</pubDate></item>\
            <item><title>B</title><guid isPermaLink='true'>https://example.com/b</guid></item>\
            <item><title>C</title><link>/c</link></item></channel></rss>";
        assert_eq!(
            entries(rss),
            [
                ("https://example.com/a?x=1&y=2".into(), Some("2026-11-24T07:00:00Z".into())),
                ("https://example.com/b".into(), None),
                ("https://example.com/c".into(), None),
            ]
        );
        let atom = "<feed xmlns='http://www.w3.org/2005/Atom'><title>N</title><id>n</id>\
            <updated>2026-11-24T00:00:00Z</updated><entry><title>A</title><id>a</id>\
            <link rel='enclosure' href='https://example.com/a.mp3'/><link href='/a'/>\
            <updated>2026-11-24T09:00:00Z</updated></entry></feed>";
        assert_eq!(
            entries(atom),
            [("https://example.com/a".into(), Some("2026-11-24T09:00:00Z".into()))]
        );
        let json = r#"{"version": "https://jsonfeed.org/version/1.1", "title": "N", "items":
            [{"id": "1", "url": "https://example.com/a", "content_text": "x",
              "date_published": "2026-11-24T09:00:00Z"}]}"#;
        assert_eq!(
            entries(json),
            [("https://example.com/a".into(), Some("2026-11-24T09:00:00Z".into()))]
        );
        assert!(
            feed_entries(b"<html><p>no feed", &Url::parse("https://example.com").unwrap()).is_err()
        );
    }
}

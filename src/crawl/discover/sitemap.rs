//! Sitemaps (sitemaps.org 0.9, with Google's news extension) → entries; also indexes of sitemaps,
//! plain lists and gzip, and files that break off in the middle.

use super::Entry;
use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use quick_xml::Reader;
use quick_xml::events::Event;
use std::io::Read;
use url::Url;

/// Largest sitemap that is read, in bytes: the standard's limit.
pub const MAX_SITEMAP: usize = 50 << 20;
/// Most URLs of one sitemap: the standard's limit.
const MAX_ENTRIES: usize = 50_000;

/// What a sitemap holds.
#[derive(Debug, Default, PartialEq)]
pub struct SitemapContent {
    /// Pages.
    pub pages: Vec<Entry>,
    /// Further sitemaps.
    pub sitemaps: Vec<Entry>,
}

/// Reads a sitemap, whatever its content type says.
///
/// # Errors
/// A sentence, if the bytes are none.
pub fn read_sitemap(bytes: &[u8], base: &Url) -> Result<SitemapContent, String> {
    if bytes.starts_with(b"\x1f\x8b") {
        let mut plain = Vec::new();
        // What came before a broken end still counts; the cap guards against bombs.
        let _ = flate2::read::MultiGzDecoder::new(bytes)
            .take(MAX_SITEMAP as u64)
            .read_to_end(&mut plain);
        if plain.is_empty() || plain.starts_with(b"\x1f\x8b") {
            return Err("not a sitemap: the gzip can't be read".into());
        }
        return read_sitemap(&plain, base);
    }
    let start = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes).trim_ascii_start();
    if start.starts_with(b"<") { read_xml(start, base) } else { read_list(start, base) }
}

fn read_list(bytes: &[u8], base: &Url) -> Result<SitemapContent, String> {
    let text = String::from_utf8_lossy(bytes);
    let pages: Vec<Entry> = text
        .lines()
        .map(str::trim)
        .filter(|line| line.starts_with("http://") || line.starts_with("https://"))
        .filter_map(|line| Some(Entry { url: base.join(line).ok()?, date: None, news: false }))
        .take(MAX_ENTRIES)
        .collect();
    if pages.is_empty() {
        Err("not a sitemap: neither XML nor a list of URLs".into())
    } else {
        Ok(SitemapContent { pages, sitemaps: Vec::new() })
    }
}

#[derive(Clone, Copy, PartialEq)]
enum Field {
    Loc,
    LastMod,
    Published,
}

fn read_xml(bytes: &[u8], base: &Url) -> Result<SitemapContent, String> {
    let text = String::from_utf8_lossy(bytes); // the standard knows no other encoding
    let mut reader = Reader::from_str(&text);
    reader.config_mut().check_end_names = false;
    let mut content = SitemapContent::default();
    let (mut known, mut in_index, mut broken) = (false, false, None);
    let (mut loc, mut lastmod, mut published) = (String::new(), String::new(), String::new());
    let mut field = None;
    while content.pages.len() + content.sitemaps.len() < MAX_ENTRIES {
        let event = match reader.read_event() {
            Ok(event) => event,
            Err(error) => {
                broken = Some(error.to_string());
                break;
            }
        };
        match event {
            Event::Start(tag) => match tag.name().as_ref() {
                name if local(name) == "sitemapindex" => (known, in_index) = (true, true),
                name if local(name) == "urlset" => known = true,
                "url" | "sitemap" => {
                    (loc, lastmod, published) = Default::default();
                }
                // Images and videos have a `loc` of their own, with a prefix.
                "loc" => field = Some(Field::Loc),
                "lastmod" => field = Some(Field::LastMod),
                name if local(name) == "publication_date" => field = Some(Field::Published),
                _ => field = None,
            },
            Event::Text(text) => push(field, &text, &mut loc, &mut lastmod, &mut published),
            Event::CData(text) => {
                push(field, &text, &mut loc, &mut lastmod, &mut published);
            }
            Event::GeneralRef(reference) => {
                let name: &str = &reference;
                let text = match name {
                    "amp" => "&".to_owned(),
                    "lt" => "<".to_owned(),
                    "gt" => ">".to_owned(),
                    "quot" => "\"".to_owned(),
                    "apos" => "'".to_owned(),
                    _ => reference
                        .resolve_char_ref()
                        .ok()
                        .flatten()
                        .map(String::from)
                        .unwrap_or_default(),
                };
                push(field, &text, &mut loc, &mut lastmod, &mut published);
            }
            Event::End(tag) => {
                field = None;
                if !matches!(tag.name().as_ref(), "url" | "sitemap") {
                    continue;
                }
                let date = read_date(published.trim()).or_else(|| read_date(lastmod.trim()));
                if let Ok(url) = base.join(loc.trim())
                    && !loc.trim().is_empty()
                {
                    let list = if in_index { &mut content.sitemaps } else { &mut content.pages };
                    list.push(Entry { url, date, news: !published.is_empty() });
                }
                loc.clear();
            }
            Event::Eof => break,
            _ => {}
        }
    }
    let found = content.pages.len() + content.sitemaps.len();
    match broken {
        Some(error) if found == 0 => Err(format!("not a sitemap: {error}")),
        _ if !known => Err("not a sitemap: no urlset or sitemapindex".into()),
        _ => Ok(content),
    }
}

fn push(
    field: Option<Field>,
    text: &str,
    loc: &mut String,
    lastmod: &mut String,
    published: &mut String,
) {
    match field {
        Some(Field::Loc) => loc.push_str(text),
        Some(Field::LastMod) => lastmod.push_str(text),
        Some(Field::Published) => published.push_str(text),
        None => {}
    }
}

fn local(name: &str) -> &str {
    name.rsplit(':').next().unwrap_or(name)
}

/// A W3C date: a day, or a time with its offset.
fn read_date(text: &str) -> Option<Timestamp> {
    if let Ok(time) = text.parse::<Timestamp>() {
        return Some(time);
    }
    let day: Date = text.get(..10)?.parse().ok()?;
    TimeZone::UTC.to_timestamp(day.to_datetime(jiff::civil::Time::midnight())).ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::Write;

    fn base() -> Url {
        Url::parse("https://example.com/sitemap.xml").unwrap()
    }

    const NEWS: &str = "<?xml version='1.0' encoding='UTF-8'?>\n\
        <urlset xmlns='http://www.sitemaps.org/schemas/sitemap/0.9' xmlns:news='n' xmlns:image='i'>\
        <url><loc> https://example.com/a?x=1&amp;y=2 </loc><lastmod>2026-11-24</lastmod>\
        <news:news><news:publication_date>2026-11-23T10:00:00+01:00</news:publication_date></news:news>\
        <image:image><image:loc>https://example.com/a.jpg</image:loc></image:image></url>\
        <url><loc><![CDATA[https://example.com/b]]></loc><lastmod>2026-11-22</lastmod></url>\
        <url><loc>/c</loc></url></urlset>";

    fn pages(bytes: &[u8]) -> Vec<(String, Option<String>)> {
        let content = read_sitemap(bytes, &base()).unwrap();
        content
            .pages
            .into_iter()
            .map(|e| (e.url.to_string(), e.date.map(|date| date.to_string())))
            .collect()
    }

    #[test]
    fn a_news_sitemap() {
        let expected = [
            ("https://example.com/a?x=1&y=2".to_owned(), Some("2026-11-23T09:00:00Z".to_owned())),
            ("https://example.com/b".to_owned(), Some("2026-11-22T00:00:00Z".to_owned())),
            ("https://example.com/c".to_owned(), None),
        ];
        assert_eq!(pages(NEWS.as_bytes()), expected);
        let mut gz = flate2::write::GzEncoder::new(Vec::new(), Default::default());
        gz.write_all(NEWS.as_bytes()).unwrap();
        let gz = gz.finish().unwrap();
        assert_eq!(pages(&gz), expected);
        // Cut off in the middle: what is whole counts.
        let cut = &NEWS[..NEWS.find("<url><loc>/c").unwrap() + 12];
        assert_eq!(pages(cut.as_bytes()), expected[..2]);
        assert!(!pages(&gz[..gz.len() - 20]).is_empty());
    }

    #[test]
    fn an_index_a_list_and_nonsense() {
        let index = "<sitemapindex xmlns='x'><sitemap><loc>/news.xml.gz</loc>\
                     <lastmod>2026-11-24T10:00:00Z</lastmod></sitemap></sitemapindex>";
        let content = read_sitemap(index.as_bytes(), &base()).unwrap();
        assert_eq!(content.pages, []);
        assert_eq!(content.sitemaps[0].url.as_str(), "https://example.com/news.xml.gz");
        assert!(content.sitemaps[0].date.is_some());
        let list = b"\xef\xbb\xbfhttps://example.com/a\r\nhttps://example.com/b\n";
        assert_eq!(pages(list).len(), 2);
        for nonsense in [&b"<html><body><p>Not found"[..], b"", b"hello", b"\x1f\x8bxx", b"<urlset"]
        {
            assert!(read_sitemap(nonsense, &base()).is_err(), "{nonsense:?}");
        }
    }
}

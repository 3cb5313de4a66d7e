//! What a URL tells about its page before it is fetched.

use jiff::civil::{Date, Time};
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};
use url::Url;

/// Segments of a path before it is taken for a trap, and how often the same one may stand in it.
const MAX_SEGMENTS: usize = 20;
const MAX_REPEATED: usize = 2;
/// Endings of files that are no pages.
const FILES: [&str; 39] = [
    "7z", "apk", "avi", "avif", "bz2", "css", "csv", "dmg", "doc", "docx", "eot", "epub", "exe",
    "gif", "gz", "ico", "jpeg", "jpg", "js", "json", "m4a", "mov", "mp3", "mp4", "mpg", "ogg",
    "pdf", "png", "ppt", "pptx", "rar", "svg", "tar", "webm", "webp", "woff2", "xls", "xlsx",
    "zip",
];

/// Does the URL name a page at all, by its scheme and ending? Paths that repeat themselves
/// (`/a/b/a/b/a/b`) come of broken relative links and never end.
pub fn may_be_page(url: &Url) -> bool {
    if !matches!(url.scheme(), "http" | "https") || url.as_str().len() > 2000 {
        return false;
    }
    let segments: Vec<&str> = url.path().split('/').filter(|s| !s.is_empty()).collect();
    let repeated = |segment: &&str| {
        !segment.bytes().all(|b| b.is_ascii_digit())
            && segments.iter().filter(|other| *other == segment).count() > MAX_REPEATED
    };
    if segments.len() > MAX_SEGMENTS || segments.iter().any(repeated) {
        return false;
    }
    let file = url.path().rsplit('/').next().unwrap_or("");
    match file.rsplit_once('.') {
        Some((_, ending)) => !FILES.contains(&ending.to_ascii_lowercase().as_str()),
        None => true,
    }
}

/// Does the URL name the version of a page for phones (AMP) or printers?
pub fn is_version(url: &Url) -> bool {
    let word = |text: &str| {
        matches!(text.to_ascii_lowercase().as_str(), "amp" | "print" | "printable" | "drucken")
    };
    let mut segments = url.path().split('/').filter(|s| !s.is_empty());
    let last = url.path().rsplit('/').find(|s| !s.is_empty()).unwrap_or("");
    let (stem, ending) = last.rsplit_once('.').unwrap_or((last, ""));
    segments.any(word)
        || word(ending)
        || stem.rsplit_once(['.', '-', '_']).is_some_and(|(_, end)| word(end))
        || stem.split_once('-').is_some_and(|(start, _)| start.eq_ignore_ascii_case("print"))
        || url.query_pairs().any(|(name, value)| {
            let value = value.as_ref();
            word(&name) && !matches!(value, "0" | "false" | "no")
                || matches!(
                    name.to_ascii_lowercase().as_str(),
                    "output" | "outputtype" | "view" | "format"
                ) && word(value)
        })
        || url.host_str().is_some_and(|host| host.starts_with("amp."))
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
    numbers.windows(2).any(|pair| is_year(pair[0]) && is_month(pair[1]))
        || numbers.iter().any(|n| n.len() == 8 && is_year(&n[..4]) && is_month(&n[4..6]))
}

/// The latest time that a date in the path of a URL can mean, if there is one.
pub fn latest_date(url: &Url) -> Option<Timestamp> {
    let numbers: Vec<&str> =
        url.path().split(|c: char| !c.is_ascii_digit()).filter(|n| !n.is_empty()).collect();
    let at = numbers.windows(2).position(|pair| is_year(pair[0]) && is_month(pair[1]));
    let (year, month, day) = match at {
        Some(at) => (numbers[at], numbers[at + 1], numbers.get(at + 2).copied()),
        None => {
            let whole = numbers.iter().find(|n| n.len() == 8 && is_year(&n[..4]))?;
            (&whole[..4], &whole[4..6], Some(&whole[6..]))
        }
    };
    let (year, month) = (year.parse().ok()?, month.parse().ok()?);
    let day = day.filter(|day| day.len() <= 2).and_then(|day| day.parse().ok());
    let date = match day.and_then(|day| Date::new(year, month, day).ok()) {
        Some(date) => date,
        None => Date::new(year, month, 1).ok()?.last_of_month(),
    };
    day_end(date)
}

/// The end of a date as records write it: of the day, where no time is given.
pub(super) fn end_of(date: &str) -> Option<Timestamp> {
    if let Ok(time) = date.parse::<Timestamp>() {
        return Some(time);
    }
    date.get(..10)?.parse().ok().and_then(day_end)
}

/// A day ends last twelve hours west of Greenwich.
fn day_end(date: Date) -> Option<Timestamp> {
    let midnight = date.to_datetime(Time::midnight());
    let start = TimeZone::UTC.to_timestamp(midnight).ok()?;
    start.checked_add(SignedDuration::from_hours(36)).ok()
}

fn is_month(text: &str) -> bool {
    text.len() <= 2 && matches!(text.parse(), Ok(1..=12))
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
    fn versions_of_a_page() {
        for text in [
            "https://example.com/amp/story",
            "https://example.com/story/amp/",
            "https://example.com/story.amp.html",
            "https://example.com/story?outputType=amp",
            "https://example.com/print/4711",
            "https://example.com/story-print.html",
            "https://example.com/story?print=1",
            "https://amp.example.com/story",
        ] {
            assert!(is_version(&url(text)), "{text}");
        }
        for text in [
            "https://example.com/story",
            "https://example.com/amps-and-volts-explained",
            "https://example.com/the-end-of-print-news",
            "https://example.com/story?print=0",
            "https://example.com/printing/story",
        ] {
            assert!(!is_version(&url(text)), "{text}");
        }
    }

    #[test]
    fn dates_in_paths() {
        let latest = |path: &str| {
            latest_date(&url(&format!("https://example.com{path}"))).map(|date| date.to_string())
        };
        assert_eq!(latest("/2026/11/24/a").as_deref(), Some("2026-11-25T12:00:00Z"));
        assert_eq!(latest("/2026/11/a").as_deref(), Some("2026-12-01T12:00:00Z"));
        assert_eq!(latest("/20261124/a").as_deref(), Some("2026-11-25T12:00:00Z"));
        assert_eq!(latest("/2026/11/12345-a").as_deref(), Some("2026-12-01T12:00:00Z"));
        assert_eq!(latest("/a-12345678"), None);
        assert!(end_of("2026-11-24").unwrap() < end_of("2026-11-25T23:00:00Z").unwrap());
    }

    #[test]
    fn traps() {
        for path in ["/a/b/a/b/a/b", "/a/a/a/", &"/x1".repeat(21)] {
            assert!(!may_be_page(&url(&format!("https://example.com{path}"))), "{path}");
        }
        for path in ["/2026/11/11/11", "/news/world/news/story", "/a/a"] {
            assert!(may_be_page(&url(&format!("https://example.com{path}"))), "{path}");
        }
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

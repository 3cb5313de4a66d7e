//! Where a page came from, and what is known of it before looking at its bytes.

/// Facts that come with the bytes of a page.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Source {
    /// Path or URL as given; the `source` of the record.
    pub name: String,
    /// URL of the page, for relative links, the site's name and the domains of links.
    pub url: Option<String>,
    /// The `Content-Type` header, with its charset.
    pub content_type: Option<String>,
    /// The bytes are plain text, whatever they look like: an archive says so.
    pub plain: bool,
    /// The day the bytes were fetched or are read, if known: no article on the page can be of a
    /// later one. [`crate::clean`] has no clock of its own, so that a page gives the same record
    /// always; the program says which day it is.
    pub seen_on: Option<jiff::civil::Date>,
}

/// The day of a point in time, in UTC.
pub(crate) fn day(at: jiff::Timestamp) -> jiff::civil::Date {
    jiff::tz::Offset::UTC.to_datetime(at).date()
}

impl Source {
    /// A page known by a name only: a file, or standard input as `-`.
    pub fn named(name: impl Into<String>) -> Source {
        Source { name: name.into(), ..Source::default() }
    }

    /// The charset label of the content type, if it has one.
    pub fn charset(&self) -> Option<&str> {
        let rest = self.content_type.as_deref()?;
        let at = rest.to_ascii_lowercase().find("charset=")?;
        let label = rest[at + "charset=".len()..].split(';').next()?;
        Some(label.trim().trim_matches(['"', '\'']))
    }

    /// The top-level domain of the URL's host: `cn` of `https://news.example.cn/a`.
    pub fn top_level_domain(&self) -> Option<&str> {
        let rest = self.url.as_deref()?.split_once("://")?.1;
        let host = rest.split(['/', '?', '#', ':']).next()?;
        host.rsplit_once('.').map(|(_, tld)| tld).filter(|tld| !tld.is_empty())
    }
}

#[cfg(test)]
mod tests {
    use super::Source;

    #[test]
    fn charset_and_domain() {
        let source = Source {
            url: Some("https://news.example.cn:8080/a?b".into()),
            content_type: Some("text/html; Charset=\"GBK\"; x=y".into()),
            ..Source::named("a")
        };
        assert_eq!(source.charset(), Some("GBK"));
        assert_eq!(source.top_level_domain(), Some("cn"));
        assert_eq!(Source::named("x").charset(), None);
    }
}

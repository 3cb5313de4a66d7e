//! Where the URLs of articles stand: feeds, sitemaps, and the pages of a site.

mod feed;
mod links;
mod sitemap;

pub use feed::{MAX_FEED, feed_entries};
pub use links::{PageHead, follows, page_head, page_links};
pub use sitemap::{MAX_SITEMAP, SitemapContent, read_sitemap};

use jiff::Timestamp;
use url::Url;

/// A URL that was found, and what its source says of it.
#[derive(Debug, Clone, PartialEq)]
pub struct Entry {
    /// The URL, absolute.
    pub url: Url,
    /// When the page was published or last changed.
    pub date: Option<Timestamp>,
    /// Does its source list news articles only (feeds, news sitemaps)?
    pub news: bool,
}

/// The paths where sitemaps stand when robots.txt names none.
pub const WELL_KNOWN_SITEMAPS: [&str; 4] =
    ["/sitemap.xml", "/sitemap_index.xml", "/news-sitemap.xml", "/sitemap-news.xml"];

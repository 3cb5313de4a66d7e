//! What a page says of itself that an article does not say.

use super::evidence::Evidence;
use crate::label::declared_types;

/// schema.org types of pages that are no articles, and what to call such a page.
///
/// On 1,800 pages of all kinds, of those that declare one of these and no type of article two in
/// three or more are none, for `Product`, `QAPage` and `DiscussionForumPosting` nine in ten. Types
/// that stand beside articles (`FAQPage`, `Organization`, `Person`) are not here.
const TYPES: &[(&str, &str)] = &[
    ("Product", "a product"),
    ("ProductGroup", "a product"),
    ("JobPosting", "a vacancy"),
    ("Event", "an event"),
    ("QAPage", "questions and answers"),
    ("DiscussionForumPosting", "a thread of a forum"),
    ("CollectionPage", "a listing"),
    ("SearchResultsPage", "search results"),
    ("ItemList", "a listing"),
    ("OfferCatalog", "a listing"),
    ("ProfilePage", "a profile"),
    ("ContactPage", "a service page"),
    ("ImageGallery", "a gallery"),
    ("MediaGallery", "a gallery"),
    ("VideoObject", "a video"),
    ("VideoGallery", "a listing"),
    ("PodcastEpisode", "a recording"),
    ("PodcastSeries", "a listing"),
    ("RadioEpisode", "a recording"),
    ("TVEpisode", "a programme"),
];

/// Values of `og:type` that say the same, by their beginnings (<https://ogp.me/#types>).
const OPEN_GRAPH: &[(&str, &str)] = &[
    ("product", "a product"),
    ("og:product", "a product"),
    ("video", "a video"),
    ("music", "a recording"),
    ("profile", "a profile"),
];

/// Ends of the names of schema.org types that are articles.
const ARTICLES: &[&str] = &[
    "Article",
    "BlogPosting",
    "Reportage",
    "Report",
    "LiveBlogPosting",
    "Review",
    "Recipe",
    "HowTo",
];

/// What the page calls itself, where that is no article.
pub(super) fn declared_kind(evidence: &Evidence) -> Option<&'static str> {
    let page = evidence.page;
    let named = page.meta("og:type").unwrap_or_default().trim().to_ascii_lowercase();
    if named.contains("article") {
        return None;
    }
    let types: Vec<String> =
        page.head.json_ld.iter().flat_map(|block| declared_types(block)).collect();
    if types.iter().any(|name| ARTICLES.iter().any(|article| name.ends_with(article))) {
        return None;
    }
    let by_type = TYPES.iter().find(|(name, _)| types.iter().any(|declared| declared == name));
    let by_name = || OPEN_GRAPH.iter().find(|(name, _)| named.starts_with(name));
    by_type.or_else(by_name).map(|&(_, what)| what)
}

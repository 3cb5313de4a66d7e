//! Articles that are split over several pages.

use super::state::{State, StateError};
use crate::article::{Article, ArticleBlock, Container};
use crate::settings::Settings;
use crate::source::Source;
use rusqlite::params;
use std::collections::HashSet;
use url::Url;

/// Pages of one article that are joined.
pub(super) const MAX_PARTS: usize = 30;

/// A page of an article as it was fetched.
#[derive(Debug, Clone)]
pub(super) struct Part {
    pub url: String,
    pub content_type: Option<String>,
    pub body: Vec<u8>,
}

/// The next page of the article at `url`: what the page calls its next (`rel="next"`) or one of its
/// links, if it is this URL with the next page number.
///
/// A `rel="next"` alone is not trusted: many sites use it for the next article.
pub(super) fn next_page(url: &Url, declared: Option<&Url>, links: &[Url]) -> Option<Url> {
    let this = page_number(url);
    let follows = |link: &&Url| {
        let other = page_number(link);
        other.stem == this.stem && other.number == this.number + 1
    };
    declared.into_iter().chain(links).find(follows).cloned()
}

/// Which page a link leads to, if `url` and it are pages of one listing.
pub(super) fn listing_page(url: &Url, link: &Url) -> Option<u32> {
    let (this, other) = (page_number(url), page_number(link));
    (this.stem == other.stem && this.number != other.number).then_some(other.number)
}

/// Where the first page may stand, if the URL is by its name a later page of an article.
pub(super) fn first_pages(url: &Url) -> Vec<Url> {
    let Numbered { number, firsts, .. } = page_number(url);
    if number > 1 { firsts } else { Vec::new() }
}

/// The first page of the article of which the page at `url` is a later one: it leads back to it,
/// and to the page before.
pub(super) fn first_page(url: &Url, links: &[Url]) -> Option<Url> {
    let this = page_number(url);
    if this.number < 2 {
        return None;
    }
    let page = |number: u32| {
        links.iter().find(|link| {
            let other = page_number(link);
            other.stem == this.stem && other.number == number
        })
    };
    page(this.number - 1).and(page(1)).cloned()
}

/// A URL and the number in it that counts pages.
struct Numbered {
    /// The URL without its number.
    stem: String,
    /// The number; 1 if there is none.
    number: u32,
    /// How the URL may look for the first page.
    firsts: Vec<Url>,
}

/// Reads the page number of a URL.
///
/// Numbers stand in a parameter (`?page=2`), in a last segment (`/2`, `/page/2`) or at the end of
/// the last one (`-2.html`, `_2`, `,page-2`).
fn page_number(url: &Url) -> Numbered {
    let host = &url[url::Position::BeforeHost..url::Position::AfterPort];
    let mut number = None;
    let (mut query, mut first_query) = (Vec::new(), Vec::new());
    for pair in url.query().unwrap_or("").split('&').filter(|pair| !pair.is_empty()) {
        let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
        let lower = name.to_ascii_lowercase();
        match (
            matches!(lower.as_str(), "page" | "p" | "pg" | "seite" | "pagina" | "pageno"),
            small(value),
        ) {
            (true, Some(value)) if number.is_none() => {
                number = Some(value);
                first_query.push(format!("{name}=1"));
            }
            _ => {
                query.push(pair);
                first_query.push(pair.to_owned());
            }
        }
    }
    let query = query.join("&");
    let at = |path: &str, query: &str| {
        let mut first = url.clone();
        first.set_path(path);
        first.set_query(Some(query).filter(|query| !query.is_empty()));
        first
    };
    let mut path = url.path().trim_end_matches('/').to_owned();
    let mut firsts = Vec::new();
    if number.is_some() {
        firsts.extend([at(url.path(), &query), at(url.path(), &first_query.join("&"))]);
    } else {
        let slash = path.rfind('/').map_or(0, |at| at + 1);
        let dot = path[slash..].rfind('.').map_or(path.len(), |at| slash + at);
        let (stem, ending) = (path[slash..dot].to_owned(), path[dot..].to_owned());
        let folder = path[..slash].to_owned();
        if let Some(value) = small(&stem) {
            number = Some(value);
            path.truncate(slash.saturating_sub(1));
            path = path.strip_suffix("/page").unwrap_or(&path).to_owned() + &ending;
            firsts.extend([at(&path, &query), at(&format!("{folder}1{ending}"), &query)]);
        } else if let Some((rest, value)) = stem.rsplit_once(['-', '_', ','])
            && let Some(value) = small(value)
            && !rest.is_empty()
        {
            number = Some(value);
            let numbered = format!("{folder}{}1{ending}", &stem[..rest.len() + 1]);
            let rest = rest
                .strip_suffix("page")
                .map_or(rest, |rest| rest.trim_end_matches(['-', '_', ',']));
            path = format!("{folder}{rest}{ending}");
            firsts.extend([at(&path, &query), at(&numbered, &query)]);
        }
    }
    Numbered { stem: format!("{host}{path}?{query}"), number: number.unwrap_or(1), firsts }
}

/// A page number: larger ones are identities and years.
fn small(text: &str) -> Option<u32> {
    text.parse().ok().filter(|number| (1..100).contains(number) && text.len() < 3)
}

/// Cleans the pages of an article and joins them: the first with its facts, of the others the text
/// that has not come before (titles and leads are repeated on every page).
pub(super) fn join(first: Article, parts: &[Part], settings: &Settings) -> Article {
    let mut article = first;
    let mut seen: HashSet<String> = article.blocks.iter().map(|block| block.text.clone()).collect();
    let mut last = highest(&article.blocks);
    for part in parts {
        let source = Source {
            url: Some(part.url.clone()),
            content_type: part.content_type.clone(),
            ..Source::named(&part.url)
        };
        let page = crate::clean(&part.body, &source, settings);
        let base = last + 1;
        for mut block in page.blocks {
            if seen.insert(block.text.clone()) {
                for number in block.containers.iter_mut().flat_map(numbers) {
                    *number += base;
                }
                article.blocks.push(block);
            }
        }
        last = highest(&article.blocks);
        for caption in page.captions {
            if !article.captions.contains(&caption) {
                article.captions.push(caption);
            }
        }
        for (label, count) in page.removed {
            *article.removed.entry(label).or_default() += count;
        }
        article.injected_spam |= page.injected_spam;
    }
    article.text = crate::assemble::text(&article.blocks);
    article.hash();
    article
}

/// The numbers of a container, which are unique within an article.
fn numbers(container: &mut Container) -> impl Iterator<Item = &mut u32> {
    let (one, two) = match container {
        Container::Quote { id } | Container::Table { id } => (id, None),
        Container::Item { list, id, .. } => (list, Some(id)),
    };
    std::iter::once(one).chain(two)
}

fn highest(blocks: &[ArticleBlock]) -> u32 {
    let mut containers: Vec<Container> = blocks.iter().flat_map(|b| b.containers.clone()).collect();
    containers.iter_mut().flat_map(numbers).map(|number| *number).max().unwrap_or(0)
}

impl State {
    /// Keeps a page of an article until its last has come.
    pub(super) fn add_part(&mut self, url: i64, part: &Part) -> Result<(), StateError> {
        self.begin()?;
        self.db
            .prepare_cached(
                "INSERT INTO parts (url, page_url, content_type, body) VALUES (?1, ?2, ?3, ?4)",
            )?
            .execute(params![url, part.url, part.content_type, part.body])?;
        Ok(())
    }

    /// The pages kept for an article, in order.
    pub(super) fn parts(&self, url: i64) -> Result<Vec<Part>, StateError> {
        let mut query = self.db.prepare_cached(
            "SELECT page_url, content_type, body FROM parts WHERE url = ?1 ORDER BY id",
        )?;
        let rows = query.query_map([url], |row| {
            Ok(Part { url: row.get(0)?, content_type: row.get(1)?, body: row.get(2)? })
        })?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    /// Drops them.
    pub(super) fn drop_parts(&mut self, url: i64) -> Result<(), StateError> {
        self.begin()?;
        self.db.prepare_cached("DELETE FROM parts WHERE url = ?1")?.execute([url])?;
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn url(text: &str) -> Url {
        Url::parse(&format!("https://example.com{text}")).unwrap()
    }

    #[test]
    fn the_next_page_of_this_article_only() {
        for (this, next) in [
            ("/a/story.html", "/a/story-2.html"),
            ("/a/story-2.html", "/a/story-3.html"),
            ("/a/story", "/a/story/2"),
            ("/a/story/2/", "/a/story/3/"),
            ("/a/story", "/a/story/page/2"),
            ("/a/story", "/a/story?page=2"),
            ("/view?id=7&page=2", "/view?id=7&page=3"),
            ("/a/story.html", "/a/story,page-2.html"),
            ("/a/story?page=1", "/a/story?page=2"),
        ] {
            assert_eq!(next_page(&url(this), Some(&url(next)), &[]), Some(url(next)), "{this}");
            let links = [url("/"), url("/a/other-2.html"), url(next)];
            assert_eq!(next_page(&url(this), None, &links), Some(url(next)), "{this}");
        }
        for (this, other) in [
            ("/a/story", "/a/another-story"),
            ("/a/story", "/a/story"),
            ("/a/story", "/a/story/3"),
            ("/a/story-2", "/a/story-1"),
            ("/a/1234", "/a/1235"),
            ("/2026/11/24", "/2026/11/25"),
            ("/a/story?id=1", "/a/story?id=2"),
            ("/a/story", "/b/story/2"),
        ] {
            let found = next_page(&url(this), Some(&url(other)), &[]);
            // A day after a day is the one mistake that the URL alone can't tell.
            assert!(found.is_none() || this.starts_with("/2026"), "{this} {other}");
        }
    }

    #[test]
    fn first_pages_of_later_ones() {
        for (later, first) in [
            ("/a/story-2.html", "/a/story.html"),
            ("/a/story/3", "/a/story"),
            ("/a/story/page/2/", "/a/story"),
            ("/a/story?page=2", "/a/story"),
            ("/view?id=7&page=2", "/view?id=7"),
            ("/view?page=2&id=7", "/view?page=1&id=7"),
            ("/a/story_4.html", "/a/story_1.html"),
        ] {
            assert!(first_pages(&url(later)).contains(&url(first)), "{later}");
        }
        assert!(first_pages(&url("/a/story")).is_empty());
        // A later page leads back, step by step and to the start.
        let links = ["/a/story", "/a/story/2", "/a/story/4"].map(url);
        assert_eq!(first_page(&url("/a/story/3"), &links), Some(url("/a/story")));
        assert_eq!(first_page(&url("/a/story/3"), &links[..1]), None);
        assert_eq!(first_page(&url("/a/top-10"), &[url("/a/top"), url("/a/top-7")]), None);
    }

    #[test]
    fn pages_of_a_listing() {
        assert_eq!(listing_page(&url("/news"), &url("/news?page=2")), Some(2));
        assert_eq!(listing_page(&url("/news/page/2"), &url("/news/page/3")), Some(3));
        assert_eq!(listing_page(&url("/news/2"), &url("/news/")), Some(1));
        assert_eq!(listing_page(&url("/news"), &url("/sport?page=2")), None);
        assert_eq!(listing_page(&url("/news"), &url("/news")), None);
    }
}
